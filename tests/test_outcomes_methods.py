"""What Methods say: only what was used, and all of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from outcomes_series import Grades, case, found, outcome, sides

from cpreport.cases.series import SectionText
from cpreport.catalogue import entry
from cpreport.outcomes import Findings
from cpreport.outcomes.improvement_rules import RULES
from cpreport.outcomes.methods import improvement_text, scoring_text, statistics_text

_SPELLED_DIFFERENTLY = (
    "summari", "analy", "centre", "center", "behavio", "labelled", "colour", "judgement",
    "generali", "randomi", "standardi", "characteri", "recogni",
)  # fmt: skip

TCT = dict.fromkeys(
    ("rolling to weak side", "rolling to strong side", "sitting up from lying", "sitting balance"),
    12,
)
MI = {
    item: sides(14, 14)
    for item in ("elbow flexion", "shoulder abduction", "ankle dorsiflexion", "knee extension",
                 "hip flexion")
} | {"pinch grip": sides(11, 11)}  # fmt: skip
MAS = {"elbow flexors": sides("1+", 2)}
MRC = {"elbow flexion": sides(4, 3)}


def methods(*, outcomes: str = "", settings: str = "", **scales: dict[str, object]) -> Findings:
    """Find the results of one patient graded on these scales."""
    more = {"outcomes": outcome(outcomes)} if outcomes else {}
    return found(case(before=scales, after=scales), settings=settings, **more)


def test_improvement_names_visits_outcomes_and_the_rule_in_full() -> None:
    assert improvement_text(methods(MAS=MAS, TCT=TCT)) == (
        "Change is the value at the visit “After treatment” minus the value at the visit “Before "
        "treatment”. For each outcome a patient was judged better, unchanged, worse, mixed or "
        "not assessable.\n\n"
        "The rule “items” was used for spasticity (primary outcome; Modified Ashworth Scale; "
        f"lower is better). {RULES['items'].text}\n\n"
        "The rule “score” was used for trunk control (Trunk Control Test total; higher is "
        f"better). {entry(RULES['score'].sentence).text}\n\n"
        "Only what was assessed at both visits was compared, and scores only where both were "
        "computed over the same items. A patient with nothing to compare was not assessable. "
        "A patient improved in at least one outcome when either verdict was better, and was worse "
        "in at least one when either was worse; a mixed verdict counts as neither, and one patient "
        "can count in both."
    )


def test_what_is_counted_over_several_outcomes_is_defined_only_where_there_are_several() -> None:
    one = methods(TCT=TCT, outcomes="- {scale: TCT, label: trunk control, rule: score}")
    assert "at least one outcome" not in improvement_text(one)


def test_outcomes_of_one_rule_are_named_together() -> None:
    text = improvement_text(
        methods(
            MAS=MAS,
            TCT=TCT,
            outcomes="""
            - {scale: MAS, label: spasticity, rule: items}
            - {scale: TCT, label: trunk control, rule: items}
            """,
        )
    )
    assert (
        "The rule “items” was used for spasticity (Modified Ashworth Scale; lower is better) and "
        "trunk control (Trunk Control Test; higher is better)."
    ) in text
    assert text.count(RULES["items"].text) == 1


def test_sides_are_spoken_of_where_the_judged_score_has_sides() -> None:
    text = improvement_text(
        methods(MI=MI, outcomes="- {scale: MI, label: strength, rule: score, score: arm}")
    )
    assert "for strength (Motricity Index, arm; higher is better)" in text
    assert entry("methods.rule.sides").text in text


def test_what_is_true_of_the_sides_of_two_rules_is_told_once_behind_them() -> None:
    declared = "- {scale: MI, label: arm strength, rule: score, score: arm}\n"
    declared += "- {scale: MI, label: leg strength, rule: by at least 5 points, score: leg}"
    text = improvement_text(methods(MI=MI, outcomes=declared))
    assert text.split("\n\n")[3] == entry("methods.rule.sides").text
    assert text.count(entry("methods.rule.sides").text) == 1


def test_a_score_called_as_its_outcome_is_named_once() -> None:
    declared = "- {scale: TCT, label: trunk control test total, rule: score}"
    text = improvement_text(methods(TCT=TCT, outcomes=declared))
    assert "was used for trunk control test total (higher is better). A patient" in text


def test_that_nothing_was_replaced_is_said_once_of_grades_and_numbers() -> None:
    assert scoring_text(methods(TCT=TCT)).count("Nothing missing was replaced") == 1


def test_the_coding_of_grades_is_stated_only_where_a_grade_is_not_its_number() -> None:
    used = scoring_text(methods(MAS=MAS))
    assert "1+ counts as 2 and 2 counts as 3 (" in used
    assert "4 counts as 5" not in used
    assert "counts as" not in scoring_text(methods(TCT=TCT))
    assert "counts as" not in scoring_text(methods(MRC=MRC))
    split = scoring_text(methods(MRC={"elbow flexion": sides("4+", 3)}))
    assert "4+ counts as 4.33" in split
    assert "is counted in steps, each from one permitted grade to the next." in split
    assert "counted in steps" not in scoring_text(methods(MRC=MRC))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "one point is added unless the sum is 0"),
        ("settings: {MI: {plus_one: none}}", "nothing is added"),
    ],
)
def test_the_plus_one_convention_is_always_stated(settings: str, said: str) -> None:
    assert said in scoring_text(methods(MI=MI, settings=settings))


def test_items_with_grades_of_their_own_are_named() -> None:
    assert (
        "Grades on each side: 0, 11, 19, 22, 26 or 33 (pinch grip); 0, 9, 14, 19, 25 or 33 "
        "(elbow flexion, shoulder abduction, ankle dorsiflexion, knee extension and hip flexion)."
    ) in scoring_text(methods(MI=MI))


def test_only_scales_that_were_used_are_described() -> None:
    text = scoring_text(methods(TCT=TCT))
    assert "**Trunk Control Test** (TCT): control of the trunk on a bed; higher is better." in text
    assert "Ashworth" not in text
    assert "Motricity" not in text


def test_the_missing_rule_and_the_descriptive_mark_are_stated() -> None:
    text = scoring_text(methods(MAS=MAS))
    assert "Nothing missing was replaced" in text
    assert "descriptive only" in text
    assert "no official total" in text


def test_thresholds_are_given_with_their_population_and_no_word_on_the_patients() -> None:
    assert (
        "Changes were held against published thresholds (MDC, minimal detectable change), each "
        "found in the people that are named with it: the MDC of 13.9 points (38 adults with "
        "chronic stroke, retested after 7 days) for the Trunk Control Test total. In other people "
        "thresholds may differ."
    ) in scoring_text(methods(TCT=TCT))
    without = scoring_text(found(case(before={"TCT": TCT})))
    assert "No change was held against" in without
    without = scoring_text(methods(MI=MI))
    assert (
        "No change was held against a minimal detectable change (MDC) or a minimal clinically "
        "important difference (MCID)."
    ) in without
    assert "validated" not in without


def test_the_owner_of_a_scale_is_acknowledged() -> None:
    assert "Used with the permission of the Medical Research Council." in scoring_text(
        methods(MRC=MRC)
    )


def test_classifications_are_named() -> None:
    assert (
        "Patients were classified by the Gross Motor Function Classification System (GMFCS); "
        "levels are reported as recorded and never averaged."
    ) in scoring_text(methods(TCT=TCT))


def better(n: int, points: int = 25) -> str:
    """Write a patient whose trunk control rose."""
    after = TCT | {"sitting balance": points}
    return case(f"P0{n}", before={"TCT": TCT}, after={"TCT": after})


def same(n: int) -> str:
    """Write a patient whose trunk control did not change."""
    return case(f"P0{n}", before={"TCT": TCT}, after={"TCT": TCT})


@pytest.mark.parametrize(
    ("patients", "says"),
    [
        (
            (better(1), better(2), better(3, 0), same(4)),
            "No p-value was computed: at most three patients were judged better or worse on any "
            "one outcome, and with three changed pairs the smallest two-sided p of an exact sign test "
            "or Wilcoxon signed-rank test is 0.25.",
        ),
        (
            (better(1), same(2)),
            "No p-value was computed: at most one patient was judged better or worse on any "
            "one outcome, and with one changed pair the smallest two-sided p of an exact sign test or "
            "Wilcoxon signed-rank test is 1.",
        ),
        ((same(1), same(2)), "No p-value was computed."),
        (tuple(better(n) for n in range(1, 7)), "No p-value was computed."),
    ],
)
def test_the_smallest_p_follows_the_number_of_changed_pairs(
    patients: tuple[str, ...], says: str
) -> None:
    text = statistics_text(found(*patients))
    assert f" {says} " in text
    assert "comparison group" not in text


def test_statistics_name_intervals_medians_and_rounding() -> None:
    text = statistics_text(methods(MAS=MAS, TCT=TCT))
    for said in ("95% Wilson interval", "of two middle ones the lower", "rounded half away"):
        assert said in text
    assert "seldom is" in text
    assert "of two middle" not in statistics_text(methods(TCT=TCT))


def test_no_interval_is_spoken_of_where_nobody_could_be_judged() -> None:
    assert "Wilson interval" not in statistics_text(found(case(before={"TCT": TCT})))


def test_methods_speak_only_of_summaries_that_are_printed() -> None:
    findings = methods(TCT=TCT)
    assert "described by median and range, over" in statistics_text(findings)
    text = 'Half of them had {{ results["TCT.total.before.iqr"] }}.'
    sections = {"results.md": SectionText("results.md", text)}
    scored = replace(findings.scored, series=replace(findings.scored.series, sections=sections))
    named = statistics_text(replace(findings, scored=scored))
    assert "described by median, quartiles (linear interpolation, type 7) and range" in named


def test_statistics_state_the_limit_only_where_no_event_occurred() -> None:
    event = (
        "[{term: Fever, grade: 1, onset: {day: 2}, duration: 1 day, serious: no, "
        "relatedness: possible, action: none, outcome: recovered}]"
    )
    graded: dict[str, Grades] = {"TCT": TCT}
    none = statistics_text(found(case(before=graded, after=graded)))
    some = statistics_text(found(case(before=graded, after=graded, adverse_events=event)))
    unknown = statistics_text(found(case(before={"TCT": TCT}, adverse_events="not assessed")))
    assert "exact one-sided upper 95% limit" in none
    assert "Clopper-Pearson" not in none
    assert "Clopper-Pearson" in some
    assert "upper 95% limit" not in some
    assert "adverse event" not in unknown


def test_a_series_of_no_cases_has_methods_too() -> None:
    empty = found()
    assert scoring_text(empty) == ""
    assert improvement_text(empty).startswith("Change is")
    assert "No p-value was computed." in statistics_text(empty)


@pytest.mark.parametrize("text", [improvement_text, scoring_text, statistics_text])
def test_methods_use_no_word_that_british_and_american_english_spell_differently(text) -> None:  # type: ignore[no-untyped-def]
    words = text(methods(MAS=MAS, TCT=TCT, MI=MI, MRC=MRC)).casefold()
    words += " ".join(rule.text for rule in RULES.values()).casefold()
    for different in _SPELLED_DIFFERENTLY:
        assert different not in words


def test_methods_are_markdown_without_stray_marks() -> None:
    text = scoring_text(methods(MAS=MAS, TCT=TCT, MI=MI, MRC=MRC))
    assert text.count("\n- **") == 4
    assert ".." not in text
    assert ";." not in text
    assert "  " not in text
