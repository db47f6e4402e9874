"""What letters say, how plainly, and what becomes of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from cpreport.letters.letter_paper import about_line
from cpreport.letters.make_letters import letters
from cpreport.letters.measure_sentences import about
from cpreport.letters.readability import FORMULAS
from cpreport.letters.scores import score_tables
from cpreport.letters.syllables import syllables
from cpreport.outcomes.change_records import ThresholdPass
from cpreport.scales.definition import PublishedSource, Threshold
from tests.conftest import REPOSITORY, cpreport
from tests.letters_series import (
    IDENTITY,
    MEASURED,
    ROLES,
    composed,
    example_copy,
    letter_of,
    order,
    smallest_letters,
    texts,
    write_people,
)


@pytest.mark.parametrize("case", ["P01", "P02", "P03", "P04"])
@pytest.mark.parametrize("role", ["family", "patient"])
def test_the_shipped_english_texts_can_be_read_at_grade_6(case: str, role: str) -> None:
    read = letter_of(cases=(case,), roles=(role,), language="en").read
    assert read is not None
    assert read.formula is FORMULAS["en"]
    assert read.value is not None
    assert read.value <= 6
    assert len(read.longest.split()) <= 25


@pytest.mark.slow
def test_no_letter_of_the_example_to_a_family_or_patient_has_anything_to_mend() -> None:
    for code in ("en", "tr", "de", "fr", "es", "pt", "ar"):
        box = composed(roles=("family", "patient"), language=code)
        assert [(p.code, p.message) for p in box.problems] == []


def test_syllables_are_those_that_are_heard() -> None:
    heard = {
        "en": {"people": 2, "before": 2, "muscle": 2, "worse": 1, "walked": 1, "tested": 2,
               "treatment": 2, "exercises": 4, "stiffness": 2, "child": 1, "medicines": 3},
        "de": {"Muskeln": 2, "Behandlung": 3, "Ergebnisse": 4, "neue": 2, "bleiben": 2},
        "es": {"músculos": 3, "tratamiento": 4, "día": 2, "niño": 2, "mejor": 2},
        "pt": {"criança": 3, "tratamento": 4, "mão": 1, "evolução": 4},
        "tr": {"tedavi": 3, "kaslar": 2, "öncekinden": 4},
        "fr": {"muscles": 1, "traitement": 3, "avant": 2, "domaine": 2},
    }  # fmt: skip
    wrong = {
        (code, word): (syllables(word, code), n)
        for code, words in heard.items()
        for word, n in words.items()
        if syllables(word, code) != n
    }
    assert wrong == {}


def test_a_worse_result_is_said_as_plainly_as_a_better_one() -> None:
    said = texts(letter_of(cases=("P03",), language="en"))
    assert said["measured.MAS.verdict"] == "Muscle stiffness is better than before."
    assert "1 is worse" in said["measured.MAS.parts"]
    assert said["main.worse"] == "In all, 1 part is worse than before."
    assert said["since.MAS"] == "Muscle stiffness is better than before."
    assert said["since.MAS.parts"] == (
        "We tested 16 parts: 2 are better, 13 are the same and 1 is worse."
    )
    said = texts(letter_of(cases=("P04",), language="en"))
    assert "main.worse" not in said
    assert said["measured.MAS.verdict"] == "Muscle stiffness is the same as before."
    assert said["main.counts"] == "We measured 5 areas: 1 is better and 4 are the same."


def test_a_letter_says_by_which_rule_an_area_is_better() -> None:
    said = texts(letter_of(cases=("P03",), language="en"))
    assert {key: text for key, text in said.items() if ".rule." in key} == {
        "measured.rule.majority": "Muscle stiffness and muscle strength: better means that more "
        "parts are better than worse.",
        "measured.rule.score": "Control of the upper body and strength of arms and legs: better "
        "means that the score is better, even by a little.",
        "measured.rule.items": "Play with support: better means that a part is better and no part "
        "is worse.",
    }


def test_the_referrer_is_told_which_outcome_is_primary() -> None:
    said = texts(letter_of(cases=("P03",), language="en", roles=("referrer",)))
    assert said["measured.MAS.verdict"] == (
        "Modified Ashworth Scale (MAS), primary outcome: better than before."
    )
    assert said["measured.TCT.verdict"] == "Trunk Control Test (TCT): better than before."


def test_sides_are_told_together_where_they_agree_and_apart_where_not(tmp_path: Path) -> None:
    said = texts(letter_of(cases=("P02",), language="en"))
    assert said["measured.MI.sides"] == "This holds for both sides."
    assert said["measured.MI.right"] == "Right side: 60.5 before and 68 now (better)."


def test_what_a_change_means_is_said_only_where_people_like_the_patient_were_studied() -> None:
    written = letter_of(cases=("P02",), language="en").written
    measured = next(m for m in written.story.measured if m.scale == "TCT")
    (score,) = measured.compared.scores
    said = {}
    for like in (True, False):
        for passed in (True, False):
            threshold = Threshold(
                kind="MCID",
                score="total",
                value=Decimal(12),
                population="children",
                same_population="yes" if like else "no",
                source=PublishedSource(citation="Invented for a test"),
            )
            held = replace(score, thresholds=(ThresholdPass("MCID", threshold, passed),))
            told = replace(measured, compared=replace(measured.compared, scores=(held,)))
            sentences = about(written.voice, written.story, told)
            said[like, passed] = [s.text for s in sentences if s.key.endswith(".meaning")]
    assert said == {
        (True, True): ["Studies show that people notice a change of this size in daily life."],
        (True, False): ["Studies show that few people notice so small a change in daily life."],
        (False, True): [],
        (False, False): [],
    }


def test_a_letter_to_the_patient_names_the_patient_once_on_every_page() -> None:
    lines = [
        about_line(told.written).replace("\N{NO-BREAK SPACE}", " ")
        for told in composed(cases=("P02",), roles=("patient", "school")).told
        if told.written is not None
    ]
    assert lines == [
        "To Aaro Quillfeather, born on 14 March 2017",
        "To Fabletown Nursery School, about Aaro Quillfeather, born on 14 March 2017",
    ]


def test_a_score_before_and_now_stays_on_one_line() -> None:
    for code in ("en", "ar"):
        told = letter_of(cases=("P04",), language=code)
        assert told.written is not None
        tables = score_tables(told.written.voice.language, told.written.story)
        values = [value for table in tables for row in table.rows for value in row.values]
        compared = [value for value in values if re.search("[→←]", value)]
        assert any("36.5" in value for value in compared)
        assert [value for value in compared if " " in value] == []


def test_first_letters_compare_nothing_and_later_ones_tell_the_last_visit_too() -> None:
    first = texts(letter_of(cases=("P01",), language="en", visit="before"))
    assert first["main.first"] == "This was the first visit, so there is nothing to compare yet."
    assert not any(key.endswith(".verdict") for key in first)
    middle = texts(letter_of(cases=("P01",), language="en", visit="month 6"))
    assert middle["measured.FOR.verdict"] == "Play with support: could not be compared."
    assert not any(key.startswith("since.") for key in middle)
    last = texts(letter_of(cases=("P01",), language="en", visit="after"))
    assert last["since.date"] == "Your last visit was on 19\N{NO-BREAK SPACE}September 2022."
    assert last["since.better"] == (
        "Muscle stiffness, control of the upper body, strength of arms and legs and muscle "
        "strength: better."
    )


def test_what_was_tested_and_cannot_be_judged_is_not_called_untested(tmp_path: Path) -> None:
    measures = (
        "measures:\n"
        "  Hgb: {name: Haemoglobin, unit: g/dL, digits: 1, better: in reference,"
        " reference: [{sex: male, range: 13 to 17}]}\n"
        "  walk: {name: Walk, unit: m, better: higher, words: [unable]}\n"
        "  CRP: {name: C-reactive protein, unit: mg/L, better: lower, range: 0 to 1000}\n"
    )
    outcomes = (
        "  - {measure: Hgb, label: blood, rule: into reference}\n"
        "  - {measure: walk, label: walking, rule: any change}\n"
        "  - {measure: CRP, label: inflammation, rule: any change}\n"
    )
    plain = (
        "  scales: {" + ", ".join(f"{m}: {{plain: {m}}}" for m in ("Hgb", "walk", "CRP")) + "}\n"
    )
    before, after = "date: 2023-02-20\n", "date: 2024-01-20\n"
    cases = smallest_letters(
        tmp_path,
        ("series.yaml", "outcomes:\n", f"{measures}outcomes:\n{outcomes}"),
        ("series.yaml", "  contacts:", f"{plain}  contacts:"),
        ("P01.yaml", before, f"{before}    measurements: {{Hgb: 12.5, walk: unable, CRP: 9}}\n"),
        ("P01.yaml", after, f"{after}    measurements: {{Hgb: 12.9, walk: 120, CRP: not assessed}}\n"),
    )  # fmt: skip
    told = texts(letter_of(cases))
    assert "12.9\u00a0g/dL now (not compared)" in told["measured.Hgb.score"]
    assert [key for key in told if key.endswith(".untested")] == ["measured.CRP.untested"]
    assert told["words.CRP.range"] == "The score goes from 0 to 1000\u00a0mg/L."


def test_a_verdict_against_the_score_says_why_and_no_large_change_is_called_small(
    tmp_path: Path,
) -> None:
    said = texts(letter_of(smallest_letters(tmp_path, *MEASURED)))
    assert said["measured.size.verdict"] == "The tumour: worse than before."
    assert "96\u00a0mm before and 66\u00a0mm now (better)" in said["measured.size.score"]
    assert said["measured.size.best"] == (
        "It was better in between. We compare it with that best value."
    )
    assert said["measured.activity.verdict"] == "How active it is: the same as before."
    assert said["measured.activity.limit"] == (
        "Here we only count a change that passes a fixed limit."
    )
    assert not {"measured.activity.small", "measured.LDH.small", "measured.eye.best"} & set(said)
    assert said["words.activity.range"] == "The score goes from −3 to 100."


def test_the_scores_of_both_sides_stand_in_the_table_of_a_measured_number(tmp_path: Path) -> None:
    told = letter_of(smallest_letters(tmp_path, *MEASURED))
    assert told.written is not None
    tables = score_tables(told.written.voice.language, told.written.story)
    shown = {table.name: [row.values for row in table.rows] for table in tables}
    space = "\N{NO-BREAK SPACE}"
    assert shown["Eye pressure"] == [(f"27 → 14{space}mmHg", f"34 → 11{space}mmHg")]
    ((_, left),) = shown["Sight"]
    assert left.replace(space, " ") == "hand movements → fingers"


def test_a_letter_is_about_the_last_of_several_compared_visits(tmp_path: Path) -> None:
    both = (
        "series.yaml",
        "compare: [before, after]",
        "compare: [[before, month 6], [before, after]]",
    )
    said = texts(letter_of(smallest_letters(tmp_path, *MEASURED, both)))
    assert "20\N{NO-BREAK SPACE}January 2024" in said["main.seen"]


def test_side_effects_are_told_by_how_bad_they_were(tmp_path: Path) -> None:
    event = (
        "adverse_events: [{term: Headache, grade: 2, onset: {day: 1}, duration: 2 days, "
        "serious: no, relatedness: possible, action: none, outcome: went away}]"
    )
    cases = smallest_letters(tmp_path, ("P01.yaml", "adverse_events: none", event))
    said = texts(letter_of(cases))
    assert said["effects.found"] == "We found 1 side effect:"
    assert said["effects.1.severity"] == "It was moderate."


def test_an_override_is_printed_until_its_data_change(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path)
    (sentence,) = [
        s
        for p in letter_of(cases).written.parts
        for s in p.sentences()
        if s.key == "measured.TCT.verdict"
    ]
    override = (
        f"  overrides: [{{sentence: {sentence.key}, says: She sits up better., "
        f"spoke_of: {sentence.mark}}}]\n"
    )
    path = cases / "P01.yaml"
    path.write_text(
        path.read_text().replace("  medicines: none\n", f"  medicines: none\n{override}")
    )
    assert texts(letter_of(cases))["measured.TCT.verdict"] == "She sits up better."
    text = path.read_text()
    later = text.rindex("sitting balance: 25")
    path.write_text(text[:later] + "sitting balance: 12" + text[later + 19 :])
    box = composed(cases)
    assert [(p.code, p.message) for p in box.problems] == [
        (
            "CP905",
            "the data that `measured.TCT.verdict` speaks of have changed since it was written",
        )
    ]
    assert box.told[0].written is None


@pytest.mark.slow
def test_a_batch_writes_what_changed_and_one_bad_letter_stops_only_itself(tmp_path: Path) -> None:
    cases = example_copy(tmp_path)
    ask = order(cases, changed_only=True, formats=("html",))
    assert [bool(t.files) for t in letters(ask, write=True).told] == [True] * 4
    assert [t.unchanged for t in letters(ask, write=True).told] == [True] * 4
    path = cases / "P02.yaml"
    path.write_text(
        path.read_text("utf-8").replace("Let him play while", "Let him read while"), "utf-8"
    )
    people = cases / "identities.yaml"
    write_people(cases, people.read_text("utf-8").replace("2013-06-17", "2003-06-17"))
    box = letters(ask, write=True)
    assert {t.case: (bool(t.files), t.unchanged) for t in box.told} == {
        "P01": (False, True),
        "P02": (True, False),
        "P03": (False, False),
        "P04": (False, True),
    }
    assert {(p.code, p.case) for p in box.problems} == {("CP722", "P03")}
    log = json.loads((tmp_path / "output/letters/log.json").read_text())
    assert len(log["letters"]) == 4


@pytest.mark.slow
def test_a_draft_says_so_and_leaves_no_record(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path)
    box = letters(order(cases, draft=True), write=True)
    folder = tmp_path / "output/letters"
    assert all(name.startswith("draft-") for name in box.told[0].files)
    assert not (folder / "log.json").exists()
    (pdf,) = folder.glob("*.pdf")
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        assert "DRAFT, not to be sent" in page.get_textpage().get_text_bounded()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_a_passphrase_locks_the_pdf_and_no_page_lies_open_beside_it(
    engine: str, tmp_path: Path
) -> None:
    smallest_letters(tmp_path)
    (tmp_path / "pass").write_text("a horse and a staple\n")
    asked = ("--passphrase-file", "pass", "--engine", engine)
    done = cpreport("letter", "cases", *asked, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert ("Set by Typst.\n" in done.stdout) is (engine == "typst")
    folder = tmp_path / "output/letters"
    assert not list(folder.glob("*.html"))
    (pdf,) = folder.glob("*.pdf")
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(pdf)
    with pikepdf.open(pdf, password="a horse and a staple") as document:
        assert document.encryption.R == 6


def test_the_preview_prints_the_text_and_writes_nothing(tmp_path: Path) -> None:
    smallest_letters(tmp_path)
    done = cpreport("letter", "cases", "--preview", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Control of the upper body is better than before." in done.stdout
    assert re.search(r"measured\.TCT\.verdict  [0-9a-f]{6}", done.stdout)
    assert "Flesch-Kincaid grade" in done.stdout
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "xx"), "there is no catalogue for `xx`"),
        (("--visit", "never"), "there is no visit `never`"),
        (("--case", "P07"), "there is no case `P07`"),
        (("--date", "tomorrow"), "`tomorrow` is not a date"),
        (("--to", "uncle"), "`uncle` is not one of"),
    ],
)
def test_wrong_use_is_told(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    smallest_letters(tmp_path)
    done = cpreport("letter", "cases", *words, cwd=tmp_path)
    assert said in done.stderr
    assert done.returncode == 2


def test_a_case_without_consent_for_publication_still_gets_its_letter(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path, ("P01.yaml", "given: yes", "given: no"))
    assert letter_of(cases).written is not None


def test_the_same_letter_is_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        cases = smallest_letters(tmp_path / name)
        letters(order(cases), write=True)
        folder = cases.parent / "output/letters"
        made.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert made[0] == made[1]


def test_a_signature_that_is_named_and_not_there_stops_the_letters(tmp_path: Path) -> None:
    cases = smallest_letters(
        tmp_path,
        ("series.yaml", "{name: Dr Ada Example}", "{name: Dr Ada Example, signature: gone.svg}"),
    )
    box = composed(cases)
    assert [(p.code, str(p.place), p.message) for p in box.problems] == [
        (
            "CP901",
            "series.yaml:17:45",
            "`gone.svg` is not an SVG, PNG or JPEG file in the styles folder",
        )
    ]
    assert box.told == ()


def test_every_part_that_only_people_know_is_asked_for(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path, letter="letter: {copies: []}\n")
    write_people(cases, IDENTITY.replace("role: family", "role: referrer"))
    said = {p.message for p in composed(cases, roles=("referrer",)).problems}
    assert said == {
        f"`{part}` is missing for a letter to referrer"
        for part in ("next_steps", "medicines", "allergies", "findings", "assessment")
    }


@pytest.mark.slow
def test_the_page_on_letters_tells_how_plain_they_are() -> None:
    page = (REPOSITORY / "docs/letters.md").read_text("utf-8")
    for column, code in enumerate(("en", "de", "fr", "es", "pt", "tr")):
        hardest: dict[str, float] = {}
        for told in composed(roles=ROLES, language=code).told:
            assert told.read is not None
            assert told.read.formula is not None
            assert told.read.value is not None
            harder = max if told.read.formula.easier == "lower" else min
            hardest[told.role] = harder(hardest.get(told.role, told.read.value), told.read.value)
        for role, value in hardest.items():
            row = next(line for line in page.splitlines() if line.startswith(f"| {role} |"))
            assert row.split(" | ")[column + 1].strip(" |") == f"{value:.1f}", (role, code)
