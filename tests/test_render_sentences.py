"""The sentences a report writes of itself say what the record says, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cpreport.cases.case import Case
from cpreport.manuscript.case_report import described, of_verdicts, verdicts
from cpreport.manuscript.consent_sentences import consent_sentences
from cpreport.manuscript.course_sentences import (
    _sessions_sentence,
    assessors_sentence,
    diagnosis_in_short,
    follow_up_in_short,
    patient_in_short,
    treatment_in_short,
    visits_sentence,
)
from cpreport.manuscript.event_sentences import (
    adverse_events_in_short,
    adverse_events_sentence,
    monitoring_missing,
)
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.sentences import Said
from cpreport.manuscript.tree import Number
from cpreport.manuscript.verdict_sentences import (
    caution_sentence,
    rules_sentences,
    verdicts_sentences,
)
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.verdict_words import verdict_line
from cpreport.outcomes.wording import begun_small
from tests.outcomes_series import case, found, outcome, sides
from tests.render_series import findings_of, small_series

MI = ("pinch grip", "elbow flexion", "shoulder abduction", "ankle dorsiflexion",
      "knee extension", "hip flexion")  # fmt: skip

EVENTS = """\
adverse_events:
  - {term: Fever, grade: 1, onset: {day: 1}, session: 1, duration: 1 day, serious: no, relatedness: possible, action: none, outcome: resolved}
  - {term: Seizure, grade: 3, onset: {day: 8}, session: 2, duration: 1 h, serious: yes, relatedness: unlikely, action: diazepam, outcome: resolved}
"""


Sentence = Callable[[Findings, str], Said | list[Said]]


def plain(said: Said | list[Said]) -> str:
    parts = said if isinstance(said, list) else [said]
    return " ".join(words_of(*part) for part in parts).replace("\N{NO-BREAK SPACE}", " ")


def said(sentence: Sentence, folder: Path, *changes: tuple[str, str, str]) -> str:
    """Write the smallest series with changes, and give one sentence of its only case."""
    findings = findings_of(small_series(folder, *changes))
    return plain(sentence(findings, "P01"))


def case_said(
    sentence: Callable[[Findings, Case], Said], folder: Path, *changes: tuple[str, str, str]
) -> str:
    findings = findings_of(small_series(folder, *changes))
    return plain(sentence(findings, findings.scored.case("P01").case))


def test_no_adverse_event_is_said_with_sessions_follow_up_and_a_caution(tmp_path: Path) -> None:
    assert said(adverse_events_sentence, tmp_path) == (
        "No adverse event was recorded in two sessions and 10.7 months of follow-up. "
        "This does not exclude events that are rare, late or went unnoticed."
    )


def test_adverse_events_are_counted_and_the_serious_ones_named(tmp_path: Path) -> None:
    change = ("P01.yaml", "adverse_events: none\n", EVENTS)
    assert said(adverse_events_sentence, tmp_path / "1", change) == (
        "Two adverse events were recorded in two sessions and 10.7 months of follow-up; "
        "one was serious."
    )
    assert said(adverse_events_in_short, tmp_path / "2", change) == "2 in two sessions, 1 serious"


@pytest.mark.parametrize(
    ("serious", "says"), [("no", "it was not serious."), ("yes", "it was serious.")]
)
def test_a_single_adverse_event_is_said_in_the_singular(
    serious: str, says: str, tmp_path: Path
) -> None:
    one = EVENTS[: EVENTS.index("  - {term: Seizure")].replace("serious: no", f"serious: {serious}")
    change = ("P01.yaml", "adverse_events: none\n", one)
    sentence = said(adverse_events_sentence, tmp_path / "1", change)
    assert sentence.startswith("One adverse event was recorded in two sessions")
    assert sentence.endswith(says)
    short = {"no": "1 in two sessions, not serious", "yes": "1 in two sessions, serious"}
    assert said(adverse_events_in_short, tmp_path / "2", change) == short[serious]


def test_of_several_events_it_is_said_that_none_was_serious(tmp_path: Path) -> None:
    two = EVENTS.replace("serious: yes", "serious: no")
    change = ("P01.yaml", "adverse_events: none\n", two)
    assert said(adverse_events_in_short, tmp_path, change) == "2 in two sessions, none serious"


def test_what_one_person_consented_to_is_said_once(tmp_path: Path) -> None:
    old = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
    more = old.replace("publication", "images").replace("mother", "father")
    new = f"{old}{more}{old.replace('publication', 'data_sharing')}"
    assert case_said(consent_sentences, tmp_path, ("P01.yaml", old, new)) == (
        "Informed consent for the publication of this report and the sharing of de-identified data "
        "was given by the patient’s mother. Informed consent for the publication of images was "
        "given by the patient’s father."
    )


def test_adverse_events_not_assessed_are_not_said_to_be_absent(tmp_path: Path) -> None:
    change = ("P01.yaml", "adverse_events: none", "adverse_events: not assessed")
    sentence = said(adverse_events_sentence, tmp_path / "1", change)
    assert sentence == "Whether adverse events occurred was not assessed."
    assert said(adverse_events_in_short, tmp_path / "2", change) == "Not assessed"


def test_visits_are_timed_from_the_first_session(tmp_path: Path) -> None:
    assert said(visits_sentence, tmp_path) == (
        "P01 was assessed at two visits, timed in months from the first session: "
        "before treatment (−0.3) and after treatment (10.7)."
    )


def test_the_treatment_is_said_with_sessions_period_and_routes(tmp_path: Path) -> None:
    assert said(_sessions_sentence, tmp_path) == (
        "P01 received two sessions of cells over 0.2 months (route: intrathecal)."
    )


def test_a_single_session_has_no_period(tmp_path: Path) -> None:
    change = ("P01.yaml", "      - {date: 2023-03-08, routes: [intrathecal]}\n", "")
    assert said(_sessions_sentence, tmp_path, change) == (
        "P01 received one session of cells (route: intrathecal)."
    )


@pytest.mark.parametrize(
    ("routes", "says"),
    [
        ("[surgery]", "(route: surgery)."),
        ("[by mouth, into the knee]", "(routes: intrathecal, by mouth and into the knee)."),
        ("[not reported]", "(route: intrathecal, in part not reported)."),
        ("[not applicable (a splint)]", "(route: intrathecal, in part not reported)."),
    ],
)
def test_routes_are_said_as_recorded(routes: str, says: str, tmp_path: Path) -> None:
    change = ("P01.yaml", "2023-03-08, routes: [intrathecal]", f"2023-03-08, routes: {routes}")
    if routes == "[surgery]":
        every = ("P01.yaml", "2023-03-01, routes: [intrathecal]", "2023-03-01, routes: [surgery]")
        assert said(_sessions_sentence, tmp_path, change, every).endswith(says)
        return
    assert said(_sessions_sentence, tmp_path, change).endswith(says)


#: Every field of a case whose value stands in a generated sentence, with the values it may have
#: besides a text: how the smallest case states it, and how else.
FIELDS = {
    "sex": ("  sex: female", ("male", "intersex", "not reported")),
    "diagnosis": ("  diagnosis: Spastic cerebral palsy", ("not reported", "not applicable")),
    "aetiology": ("  sex: female", ("not reported", "not assessed", "not applicable")),
    "given by": ("by: mother", ("patient", "not reported", "the court", "both parents")),
    "treatment": ("  - name: Cells", ("not reported",)),
    "concomitant": ("  - name: Cells", ("not reported", "not applicable", "none")),
    "route": (
        "2023-03-01, routes: [intrathecal]",
        ("surgery", "oral", "not reported", "not applicable", "not assessed"),
    ),
    "dose": ("dose: 1e6 cells/kg", ("not reported", "not applicable")),
    "assessor": ("  - id: after", ("not reported", "a nurse", "not applicable")),
    "events": ("adverse_events: none", ("not assessed", "not reported")),
    "monitoring": ("adverse_events: none", ("not reported", "not assessed", "asked")),
}
#: What a field is written as, where it does not stand in the smallest case.
WRITTEN = {
    "sex": "  sex: {}",
    "diagnosis": "  diagnosis: {}",
    "aetiology": "  sex: female\n  aetiology: {}",
    "given by": "by: {}",
    "treatment": "  - name: {}",
    "concomitant": "  - name: Cells\n    concomitant: {}",
    "route": "2023-03-01, routes: [{}]",
    "dose": "dose: {}",
    "assessor": "  - id: after\n    assessor: {}",
    "events": "adverse_events: {}",
    "monitoring": "adverse_events: none\nadverse_event_monitoring: {}",
}
SENTENCES = (
    patient_in_short, treatment_in_short, _sessions_sentence, visits_sentence,
    follow_up_in_short, assessors_sentence, verdicts_sentences, adverse_events_in_short,
    adverse_events_sentence,
)  # fmt: skip
OF_THE_CASE = (caution_sentence, consent_sentences)


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, (_, of) in FIELDS.items() for value in of]
)
def test_no_value_makes_a_sentence_wrong(field: str, value: str, tmp_path: Path) -> None:
    change = ("P01.yaml", FIELDS[field][0], WRITTEN[field].format(value))
    findings = findings_of(small_series(tmp_path, change))
    case = findings.scored.case("P01").case
    texts = [plain(sentence(findings, "P01")) for sentence in SENTENCES]
    texts.append(plain(diagnosis_in_short(findings, case)))
    texts += [plain(sentence(findings, case)) for sentence in OF_THE_CASE]
    texts.append(described(findings, "P01"))
    for text in texts:
        # A missing word is said of something: it is never a noun, a giver or a route itself.
        assert not re.search(r"\b(the|by|of|a|with|’s) not (reported|assessed|applicable)", text)
        assert not re.search(r"\b(P01|and|or): not (reported|assessed|applicable)", text)
        assert not re.search(r"  |\(\)|;;|,,|None\b(?! recorded)", text)


def test_verdicts_are_given_in_words_with_the_visits_compared(tmp_path: Path) -> None:
    assert said(verdicts_sentences, tmp_path) == (
        "Comparing “Before treatment” with “After treatment” by the improvement rules of the "
        "series: trunk control better (+38 points, MDC passed; 3 better, 0 worse of 4 items)."
    )


def test_the_rules_are_stated_where_a_report_stands_alone(tmp_path: Path) -> None:
    findings = findings_of(small_series(tmp_path))
    (rule,) = rules_sentences(findings)
    assert plain(rule) == (
        "The rule “score” was used for trunk control (Trunk Control Test total; higher is better). "
        "A patient was better when the score changed in the better direction by any amount, worse "
        "when it changed in the other, and unchanged when it stayed the same."
    )


def test_a_verdict_has_what_got_better_and_what_got_worse_beside_it(tmp_path: Path) -> None:
    outcome = "{scale: MAS, label: spasticity, primary: yes, rule: more items better than worse}"
    findings = findings_of(
        small_series(
            tmp_path,
            ("series.yaml", "{scale: TCT, label: trunk control, rule: score}", outcome),
            ("series.yaml", "holds: TCT.improved = 1 of 1", "holds: MAS.improved = 1 of 1"),
            ("results.md", "TCT.improved", "MAS.improved"),
            (
                "P01.yaml",
                "MAS: {elbow flexors: {right: 1+, left: 1+}}",
                "MAS: {elbow flexors: {right: 1+, left: 1}, knee flexors: {right: 0, left: 0}, "
                "wrist flexors: {right: 2, left: 0}}",
            ),
            (
                "P01.yaml",
                "MAS: {elbow flexors: {right: 2, left: 1+}}",
                "MAS: {elbow flexors: {right: 2, left: 1+}, knee flexors: {right: 1, left: 0}, "
                "wrist flexors: {right: 1+, left: not assessed}}",
            ),
        )
    )
    (judged,) = findings.judged
    line = "better · 3 better, 1 worse of 6 items, 1 not comparable"
    said = verdict_line(findings, "P01", judged)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == line
    # A line ends between two counts, and never in one.
    assert [part.count(" ") for part in said.split(" · ")[1].split(", ")] == [0, 0, 0]
    (verdict,) = verdicts(findings, "P01")
    assert f"{verdict.word} {plain(verdict.details)}" == line
    assert verdict.label == "Spasticity (primary outcome)"
    assert [n.result for n in verdict.details if isinstance(n, Number)] == [
        "P01.MAS.items.better",
        "P01.MAS.items.worse",
    ]
    assert plain(of_verdicts(findings)) == (
        "From “Before treatment” to “After treatment”, by the rules told under “Improvement rules”."
    )


def test_a_threshold_beside_a_verdict_is_spelled_out(tmp_path: Path) -> None:
    assert plain(of_verdicts(findings_of(small_series(tmp_path)))) == (
        "From “Before treatment” to “After treatment”, by the rules told under “Improvement "
        "rules”. MDC, minimal detectable change."
    )


def test_a_verdict_on_a_score_of_two_sides_tells_both(tmp_path: Path) -> None:
    before = {item: sides(19, 19) for item in MI} | {"hip flexion": sides(19, 25)}
    after = {item: sides(19, 19) for item in MI} | {"hip flexion": sides(25, 19)}
    findings = found(
        case(before={"MI": before}, after={"MI": after}),
        outcomes=outcome("- {scale: MI, label: strength, rule: score, score: leg}"),
    )
    assert verdict_line(findings, "P01", findings.judged[0]) == (
        "mixed · right +6\N{NO-BREAK SPACE}points · left −6\N{NO-BREAK SPACE}points · "
        "1~better, 1~worse~of~12~items".replace("~", "\N{NO-BREAK SPACE}")
    )


def test_what_could_not_be_judged_has_nothing_beside_it() -> None:
    findings = found(case(before={"MI": {item: sides(19, 19) for item in MI}}))
    assert verdict_line(findings, "P01", findings.judged[0]) == "not assessable"


def test_a_single_visit_is_said_with_its_time(tmp_path: Path) -> None:
    text = small_series(tmp_path).joinpath("P01.yaml").read_text("utf-8")
    later = text[text.index("  - id: after") :].split("\nadverse_events")[0]
    assert said(visits_sentence, tmp_path / "1", ("P01.yaml", later, "")) == (
        "P01 was assessed once, timed in days from the first session: before treatment (−9)."
    )


def test_every_number_in_a_sentence_carries_the_id_of_its_result(tmp_path: Path) -> None:
    findings = findings_of(small_series(tmp_path))
    said = adverse_events_sentence(findings, "P01")
    ids = [node.result for node in said if isinstance(node, Number)]
    assert ids == ["P01.sessions", "P01.follow_up"]
    assert all(id in findings.ledger for id in ids)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("", "", "Who made the assessments is not recorded."),
        ("A", "A", "The assessor at every visit was recorded as “A”."),
        (
            "A",
            "",
            "The assessor was recorded as follows: before treatment, “A”; "
            "after treatment, not recorded.",
        ),
        (
            "A",
            "not reported",
            "The assessor was recorded as follows: before treatment, “A”; "
            "after treatment, not reported.",
        ),
        (
            "not reported",
            "not reported",
            "Who made the assessments is not reported.",
        ),
    ],
)
def test_assessors_are_said_as_recorded(first: str, second: str, says: str, tmp_path: Path) -> None:
    changes = [
        ("P01.yaml", f"    date: {date}\n", f"    date: {date}\n    assessor: {who}\n")
        for date, who in (("2023-02-20", first), ("2024-01-20", second))
        if who
    ]
    assert said(assessors_sentence, tmp_path, *changes) == says


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "How adverse events were looked for is not recorded."),
        (
            "adverse_event_monitoring: not reported\n",
            "Of how adverse events were looked for, the record says “not reported”.",
        ),
    ],
)
def test_how_events_were_looked_for_is_not_said_to_be_unreported_where_no_file_mentions_it(
    written: str, says: str, tmp_path: Path
) -> None:
    change = ("P01.yaml", "adverse_events: none\n", f"adverse_events: none\n{written}")
    assert said(monitoring_missing, tmp_path, change) == says


@pytest.mark.parametrize(
    ("by", "giver"),
    [
        (", by: mother", " by the patient’s mother"),
        (", by: both parents", " by both parents"),
        (", by: patient", " by the patient"),
        (", by: the legal guardian", " by the legal guardian"),
        ("", ""),
    ],
)
def test_consent_names_who_gave_it_and_never_when(by: str, giver: str, tmp_path: Path) -> None:
    change = (
        "P01.yaml",
        "{given: yes, by: mother, date: 2023-02-14}",
        f"{{given: yes{by}, date: 2023-02-14}}",
    )
    assert case_said(consent_sentences, tmp_path, change) == (
        f"Informed consent for the publication of this report was given{giver}."
    )


def test_consent_not_given_for_images_and_data_is_said(tmp_path: Path) -> None:
    old = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
    new = old + "  images: {given: no}\n  data_sharing: {given: no}\n"
    sentence = case_said(consent_sentences, tmp_path, ("P01.yaml", old, new))
    assert sentence.endswith(
        "There is no consent for images, and none of the patient is shown. "
        "There is no consent for the sharing of data."
    )


def test_withdrawn_consent_for_images_is_not_told_as_never_given(tmp_path: Path) -> None:
    old = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
    withdrawn = "{given: yes, by: mother, date: 2023-02-14, withdrawn: 2024-05-01}"
    change = ("P01.yaml", old, f"{old}  images: {withdrawn}\n")
    assert case_said(consent_sentences, tmp_path, change).endswith(
        "There is no consent for images, and none of the patient is shown."
    )


def test_the_caution_names_growth_for_a_child_only(tmp_path: Path) -> None:
    child = case_said(caution_sentence, tmp_path / "1")
    adult = case_said(
        caution_sentence, tmp_path / "2", ("P01.yaml", "age: 6 years", "age: 40 years")
    )
    assert "growth and development" in child
    assert "growth" not in adult
    assert adult.startswith("A change between two visits of one patient does not show its cause")


def test_of_a_single_visit_no_change_is_cautioned_against(tmp_path: Path) -> None:
    text = small_series(tmp_path).joinpath("P01.yaml").read_text("utf-8")
    later = text[text.index("  - id: after") :].split("\nadverse_events")[0]
    assert case_said(caution_sentence, tmp_path / "1", ("P01.yaml", later, "")) == ""


def test_who_the_patient_is_leaves_out_what_is_not_reported(tmp_path: Path) -> None:
    change = ("P01.yaml", "sex: female", "sex: not reported")
    assert said(patient_in_short, tmp_path, change) == "6 years"


@pytest.mark.parametrize(
    ("text", "begun"), [("MRI-guided", "MRI-guided"), ("Cells", "cells"), ("", ""), ("A", "A")]
)
def test_a_name_begins_small_unless_it_is_an_abbreviation(text: str, begun: str) -> None:
    assert begun_small(text) == begun
