"""What nobody reported is said so: an age, a time, a consent; and nothing is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from outcomes_series import case, found, visit
from smallest import said, smallest

from cpreport.builder.overview import _facts
from cpreport.cases.reader import read_series
from cpreport.figures import draw_series
from cpreport.manuscript.consent_sentences import consent_sentences
from cpreport.manuscript.course_sentences import patient_in_short
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.sentences import Said
from cpreport.manuscript.verdict_sentences import caution_sentence
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.privacy.consent import consent_problems
from cpreport.privacy.small_cells import printed_identifiers
from cpreport.scales.scoring import score_series

TOTAL_ONLY: Mapping[str, Mapping[str, object]] = {"TCT": {"sitting balance": 12}}
NO_TIMES = (
    ("P01.yaml", "{date: 2023-03-01, routes", "{time: not reported, routes"),
    ("P01.yaml", "{date: 2023-03-08, routes", "{time: not reported, routes"),
    ("P01.yaml", "    date: 2023-02-20\n", "    time: not reported\n"),
    ("P01.yaml", "    date: 2024-01-20\n", "    time: not reported\n"),
)


def of_no_age() -> Findings:
    """Find a series of one patient whose age is known and one whose age is not."""
    known = case("P01", before=TOTAL_ONLY, after=TOTAL_ONLY, age="6 years")
    return found(known, case("P02", before=TOTAL_ONLY, after=TOTAL_ONLY, age="not reported"))


def timelines(findings: Findings) -> str:
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    return drawn.caption


def sentence(told: Said) -> str:
    return words_of(*told).replace(NO_BREAK, " ")


def test_an_age_that_nobody_reported_is_a_word_and_not_a_number() -> None:
    findings = of_no_age()
    age = findings.result("P02", "age")
    assert (age.value, age.printed) == (None, "not reported")
    assert sentence(patient_in_short(findings, "P02")) == "Female, age not reported; GMFCS V"
    assert _facts("P02", findings) == "Female, age not reported, GMFCS V"


def test_only_known_ages_are_summed_up() -> None:
    median = of_no_age().result("age", "median")
    assert (median.printed, median.sources) == (f"6{NO_BREAK}years", ("P01.age",))
    nobody = found(case(before=TOTAL_ONLY, after=TOTAL_ONLY, age="not reported"))
    assert nobody.result("age", "median").printed == "not reported"
    assert next(i.name for i in printed_identifiers(nobody)) == "sex"


def test_nobody_is_counted_among_the_sexes_where_none_was_reported() -> None:
    nobody = found(case(before=TOTAL_ONLY, after=TOTAL_ONLY, sex="not reported")).ledger
    assert [nobody[f"sex.{s}"].n_of_n for s in ("female", "not_reported")] == [
        "not reported",
        "1 of 1",
    ]


def test_nothing_is_said_of_the_growth_of_a_patient_of_unknown_age() -> None:
    findings = of_no_age()
    first, second = (sentence(caution_sentence(findings, c.case)) for c in findings.cases)
    assert "growth and development" in first
    assert "growth" not in second


def test_what_happened_nobody_knows_when_has_no_day(tmp_path: Path) -> None:
    series, problems = read_series(smallest(tmp_path, *NO_TIMES))
    assert series is not None
    assert problems == ()
    scored, problems = score_series(series)
    assert problems == ()
    findings, problems = find(scored)
    assert problems == ()
    for told in ("session.1.day", "visit.before.time", "follow_up", "treatment_period"):
        assert findings.ledger[f"P01.{told}"].printed == "not reported"
    for told in ("follow_up", "treatment_period", "visit.before.time"):
        assert findings.ledger[f"{told}.median"].printed == "not reported"
    assert findings.ledger["P01.change.TCT.total"].printed == "+38"


def test_a_time_that_is_reported_is_not_also_unknown(tmp_path: Path) -> None:
    change = (
        "P01.yaml",
        "    date: 2023-02-20\n",
        "    date: 2023-02-20\n    time: not reported\n",
    )
    _, problems = read_series(smallest(tmp_path, change))
    message = "visit `before` states its time twice: `date` and `time`"
    assert [said(p) for p in problems] == [("CP204", "P01.yaml:14:5", message)]


def test_a_consent_that_nobody_reported_publishes_nothing(tmp_path: Path) -> None:
    change = ("P01.yaml", "{given: yes, by: mother, date: 2023-02-14}", "{given: not reported}")
    series, problems = read_series(smallest(tmp_path, change))
    assert series is not None
    assert problems == ()
    message = "P01: consent for publication is not reported"
    assert [said(p) for p in consent_problems(series.cases[0])] == [
        ("CP701", "P01.yaml:7:24", message)
    ]


def test_a_consent_for_data_that_nobody_reported_is_no_refusal(tmp_path: Path) -> None:
    change = (
        "P01.yaml",
        "date: 2023-02-14}\n",
        "date: 2023-02-14}\n  data_sharing: {given: not reported}\n",
    )
    series, _ = read_series(smallest(tmp_path, change))
    assert series is not None
    findings, _ = find(score_series(series)[0])
    assert sentence(consent_sentences(findings, series.cases[0])) == (
        "Informed consent for the publication of this report was given by the patient’s mother. "
        "Whether consent for the sharing of data was given was not reported."
    )


def test_what_has_no_time_in_any_patient_is_told_once_under_the_timelines() -> None:
    before, after = visit("before", 0), visit("after", 11, TCT={"sitting balance": 12})
    unknown = before.replace("month: 0", "time: not reported")
    drawn = timelines(found(case("P01", unknown, after), case("P02", unknown, after)))
    told = "Not drawn, as the time is not known: the visit “Before treatment” of every patient."
    assert told in drawn
    one = timelines(found(case("P01", unknown, after), case("P02", before, after)))
    assert "not known: P01, the visit “Before treatment”." in one
