"""Authors put their own words in the place of generated sentences, and are told when these change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpreport.builder.build import build
from cpreport.builder.plan import Order
from cpreport.check import own_sentences
from cpreport.check.check_series import Ready, check
from cpreport.checklists import answer_problems, fill_checklists
from cpreport.problems import Problem
from tests.render_series import parsed, report_page, small_series, text_of

ASSESSOR = "Who made the assessments is not recorded."


def with_wording(folder: Path, wording: str, *changes: tuple[str, str, str]) -> Path:
    lines = "\n".join(f"  {line}" for line in wording.splitlines())
    series = ("series.yaml", "language: en-GB\n", f"language: en-GB\nwording:\n{lines}\n")
    return small_series(folder, series, *changes)


def problems(folder: Path) -> list[Problem]:
    return [p for p in check(folder).problems if p.code in ("CP422", "CP423")]


def messages(folder: Path) -> list[tuple[str, str]]:
    return [(p.message, p.help) for p in problems(folder)]


def test_an_own_sentence_is_printed_in_the_place_of_the_generated_one(tmp_path: Path) -> None:
    folder = with_wording(
        tmp_path,
        "report.assessor.missing: The records name no assessor.\n"
        'report.visits: {text: "{case} came {n} times ({unit} from {zero}: {times})."}',
    )
    page = text_of(parsed(report_page(folder)))
    assert "The records name no assessor." in page
    assert ASSESSOR not in page
    assert (
        "P01 came two times (months from the first session: before treatment (−0.3) and after "
        "treatment (10.7); Figure 1)." in page
    )


def test_a_part_of_a_sentence_keeps_the_spaces_around_it(tmp_path: Path) -> None:
    folder = with_wording(tmp_path, 'report.adverse_events.follow_up: "and {time} afterwards"')
    page = text_of(parsed(report_page(folder)))
    assert "recorded in two sessions and 10.7 months afterwards. This does not" in page


def test_without_what_it_stands_for_an_own_sentence_is_asked_for_it(tmp_path: Path) -> None:
    folder = with_wording(tmp_path, "report.assessor.missing: The records name no assessor.")
    (found,) = problems(folder)
    assert (found.code, found.severity, found.place.file) == ("CP422", "warning", "series.yaml")
    assert found.message == (
        f"nothing says which sentence `report.assessor.missing` stands for: “{ASSESSOR}”"
    )
    assert (
        found.help == "put it in `instead_of`, and you are told when the records make another of it"
    )


def test_a_sentence_that_is_still_made_is_not_spoken_of(tmp_path: Path) -> None:
    own = f"report.assessor.missing: {{text: No assessor is named., instead_of: {ASSESSOR}}}"
    assert problems(with_wording(tmp_path, own)) == []


def test_the_sentence_that_the_records_make_now_is_named_with_the_one_before(
    tmp_path: Path,
) -> None:
    own = 'report.sessions: {text: "{n} meetings", instead_of: three sessions}'
    assert messages(with_wording(tmp_path, own)) == [
        (
            "`report.sessions` stood for “three sessions”; the records now make “two sessions”",
            "read your text again; where it still holds, put the new sentence in `instead_of`",
        )
    ]


def test_a_sentence_that_is_made_no_more_is_named(tmp_path: Path) -> None:
    own = f"report.assessor.missing: {{text: No assessor is named., instead_of: {ASSESSOR}}}"
    named = ("P01.yaml", "    date: 2023-02-20\n", "    date: 2023-02-20\n    assessor: a nurse\n")
    assert messages(with_wording(tmp_path, own, named)) == [
        (
            f"`report.assessor.missing` stood for “{ASSESSOR}”; "
            "the records make no such sentence now",
            "take it out, or read what is printed in its place",
        )
    ]


@pytest.mark.parametrize(
    ("wording", "message", "hint"),
    [
        (
            "report.monitorng.missing: Nobody is named.",
            "there is no generated sentence `report.monitorng.missing`",
            "did you mean `report.monitoring.missing` or `report.age.missing`?",
        ),
        (
            "letters.page.sincerely: Yours,",
            "`letters.page.sincerely` is said in letters, which have words of their own in each case",
            "write `overrides` under `letter` of the case",
        ),
        (
            'report.sessions: {text: "{n} meetings on {dates}", instead_of: two sessions}',
            "`report.sessions` has no place `{dates}`",
            "it says: {n}\N{NO-BREAK SPACE}sessions",
        ),
        (
            "report.sessions: {text: two meetings, instead_of: two sessions}",
            "the text for `report.sessions` lacks `{n}`",
            "what is filled in there is the record; cpreport says: {n}\N{NO-BREAK SPACE}sessions",
        ),
        (
            f"report.assessor.missing: {{text: Nobody., one: One., instead_of: {ASSESSOR}}}",
            "`report.assessor.missing` has no form of its own for one",
            "take `one` out",
        ),
    ],
)
def test_an_own_sentence_that_cannot_be_used_is_refused(
    wording: str, message: str, hint: str, tmp_path: Path
) -> None:
    found = [p for p in problems(with_wording(tmp_path, wording)) if p.code == "CP423"]
    assert [(p.message, p.help, p.severity) for p in found] == [(message, hint, "error")]


def test_a_text_that_cannot_be_used_is_not_printed(tmp_path: Path) -> None:
    folder = with_wording(tmp_path, "report.sessions: two meetings")
    assert "meetings" not in text_of(parsed(report_page(folder)))


def test_a_sentence_of_a_checklist_is_reworded_and_held_against_the_records(tmp_path: Path) -> None:
    own = (
        "checklists.reason.unanswered:\n  text: nobody has answered yet\n"
        "  instead_of: the authors said nothing"
    )
    ready = check(with_wording(tmp_path, own))
    reasons = {item.reason for one in fill_checklists(ready) for item in one.items}
    assert "nobody has answered yet" in reasons
    assert [(p.code, p.message) for p in answer_problems(ready)] == [
        (
            "CP422",
            "`checklists.reason.unanswered` stood for “the authors said nothing”; "
            "the records now make “the authors have not said where it stands”",
        )
    ]
    assert [p for p in ready.problems if p.code == "CP422"] == []


def test_a_caption_of_a_figure_is_held_against_the_records(tmp_path: Path) -> None:
    own = 'figures.change.caption: {text: "What {case} scored.", instead_of: Scores of P02.}'
    assert [message for message, _ in messages(with_wording(tmp_path, own))] == [
        "`figures.change.caption` stood for “Scores of P02.”; "
        "the records now make “Scores of P01 at every visit.”"
    ]


def test_a_sentence_of_the_methods_is_held_against_the_records(tmp_path: Path) -> None:
    own = 'methods.improvement.rule: {text: "By “{rule}”: {outcomes}.", instead_of: By no rule.}'
    assert [message for message, _ in messages(with_wording(tmp_path, own))] == [
        "`methods.improvement.rule` stood for “By no rule.”; the records now make “The rule “score” "
        "was used for trunk control (Trunk Control Test total; higher is better).”"
    ]


def test_markup_in_an_own_sentence_is_named_at_its_place(tmp_path: Path) -> None:
    own = f'report.assessor.missing: {{text: "Nobody <b>knows</b>.", instead_of: {ASSESSOR}}}'
    found = [p for p in check(with_wording(tmp_path, own)).problems if p.code == "CP416"]
    assert [(p.place.file, p.place.line, p.message) for p in found] == [
        ("series.yaml", 4, "`<b>` is printed as it stands here: this field is plain text"),
        ("series.yaml", 4, "`</b>` is printed as it stands here: this field is plain text"),
    ]


def test_a_claim_is_looked_for_in_own_sentences_too(tmp_path: Path) -> None:
    old = "{text: one child had better trunk control, holds: TCT.improved = 1 of 1}"
    claim = ("series.yaml", old, old.replace("one child had better trunk control", "all got up"))
    codes = {p.code for p in check(with_wording(tmp_path / "1", "{}", claim)).problems}
    assert "CP402" in codes
    own = 'methods.improvement.rule: "By “{rule}” all got up: {outcomes}."'
    codes = {p.code for p in check(with_wording(tmp_path / "2", own, claim)).problems}
    assert "CP402" not in codes


@pytest.mark.slow
def test_an_own_sentence_is_searched_for_identities(tmp_path: Path) -> None:
    folder = with_wording(
        tmp_path, "report.assessor.missing: Nobody but Wilhelmina Ersatzdottir was there."
    )
    people = folder / "identities.yaml"
    people.write_text(
        "P01:\n  name: Wilhelmina Ersatzdottir\n  date_of_birth: 2016-05-14\n", "utf-8"
    )
    people.chmod(0o600)
    order = Order(folder, tmp_path / "output", formats=("html",), jobs=1)
    built = build(order)
    assert "CP713" in {p.code for p in built.problems}


#: Own words for sentences of many kinds, and a change of a record that makes another sentence.
KINDS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "report.visits": (
        "{case} came {n} times ({unit} from {zero}: {times}).",
        ("P01.yaml", "date: 2024-01-20", "date: 2024-06-20"),
    ),
    "report.treatment.in_short": (
        "{treatments}: {sessions}; {routes}",
        ("P01.yaml", "- name: Cells", "- name: Stem cells"),
    ),
    "methods.scoring.scale": (
        "{scale} ({id}) measures {measures}; {way}.",
        ("P01.yaml", "      MAS: {elbow flexors: {right: 2,", "      GMFCS: {level: III}\n      MAS: {elbow flexors: {right: 2,"),
    ),
    "methods.improvement.rule": (
        "By “{rule}” were judged {outcomes}.",
        ("series.yaml", "label: trunk control", "label: trunk"),
    ),
    "tables.case_items.caption": (
        "Every grade of {case}{change}",
        ("P01.yaml", "id: P01", "id: P09"),
    ),
    "tables.head.visit": (
        "{visit} ({unit})",
        ("series.yaml", "label: After treatment", "label: Afterwards"),
    ),
    "figures.timeline.alt.visit": (
        "{visit}: {time}",
        ("series.yaml", "label: After treatment", "label: Afterwards"),
    ),
    "figures.word.since": (
        "{unit} from {zero}",
        ("series.yaml", "compare:", "time: {unit: weeks}\ncompare:"),
    ),
    "results.verdict": (
        "What became of {outcome} ({scale})",
        ("series.yaml", "label: trunk control", "label: trunk"),
    ),
    "results.change.how": (
        "“{later}” less “{earlier}”; better is {better}.",
        ("series.yaml", "label: After treatment", "label: Afterwards"),
    ),
    "results.visit.time": (
        "When “{visit}” was",
        ("series.yaml", "label: After treatment", "label: Afterwards"),
    ),
    "results.sex": (
        "How many are {sex}",
        ("P01.yaml", "sex: female", "sex: not reported"),
    ),
    "scoring.sum": (
        "{of}, added up",
        ("P01.yaml", "TCT: {rolling to weak side: 12, rolling to strong side: 12, sitting up from lying: 0,"
         " sitting balance: 12}", "MI: {pinch grip: {right: 19, left: 33}}"),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_own_words_of_every_kind_are_taken_and_watched(name: str, tmp_path: Path) -> None:
    text, change = KINDS[name]
    bare = problems(with_wording(tmp_path / "bare", f'{name}: {{text: "{text}"}}'))
    assert [problem.code for problem in bare] == ["CP422"], bare
    found = check(small_series(tmp_path / "now"))
    assert isinstance(found, Ready)
    now = tuple(_now(found, name))
    own = f"{name}:\n  text: {json.dumps(text)}\n  instead_of: {json.dumps(now)}"
    assert problems(with_wording(tmp_path / "kept", own)) == []
    told = problems(with_wording(tmp_path / "changed", own, change))
    assert [problem.code for problem in told] == ["CP422"], "the record made another sentence"
    assert "the records now make" in told[0].message or "no such sentence now" in told[0].message


def _now(ready: Ready, name: str) -> Iterator[str]:
    """Yield what the records make of a sentence, as the warning compares it."""
    marked = {name: own_sentences._marked(name, 0)}
    texts = own_sentences._texts(
        ready.findings, ready.of_case, list(ready.reports), marked, drawn=True
    )
    yield from dict.fromkeys(own_sentences._said(texts, 0))
