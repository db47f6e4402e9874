"""Times are told in the unit that fits the series, everywhere the same one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from figures_series import MAS_ITEMS, findings_of
from figures_series import case as figure_case
from outcomes_series import case, found, visit
from smallest import second_case, smallest

from cpreport.cases.time_unit import CaseTimes, fitting_unit
from cpreport.check.check_series import Ready, check
from cpreport.figures import draw_case, draw_series
from cpreport.outcomes.concomitant import concomitant_in_words
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import statistics_text
from cpreport.tables import case_table, series_table

MAS = {"MAS": {"elbow flexors": {"right": 3, "left": 2}}}


@pytest.mark.parametrize(
    ("longest", "stated", "unit"),
    [
        (0, "date", "months"),
        (3, "day", "days"),
        (3, "date", "days"),
        (28, "date", "days"),
        (29, "date", "weeks"),
        (42, "week", "weeks"),
        (14, "week", "weeks"),
        (56, "day", "weeks"),
        (57, "day", "months"),
        (60, "week", "months"),
        (30, "month", "months"),
        (3652, "date", "months"),
        (3700, "month", "years"),
        (1, "hour", "hours"),
        (10, "hour", "days"),
    ],
)
def test_the_unit_fits_the_longest_time_and_what_is_stated(
    longest: int, stated: str, unit: str
) -> None:
    short = CaseTimes(Decimal(0), frozenset({"date"}))
    assert fitting_unit([short, CaseTimes(Decimal(longest), frozenset({stated}))]) == unit


def days(*of_visits: object) -> Findings:
    """Two sessions on days 0 and 1, and visits on these days."""
    ids = ("before", "middle", "after")
    visits = [
        visit(name, 0, **MAS).replace("month: 0", f"day: {day}")
        for name, day in zip(ids, of_visits, strict=False)
    ]
    text = case("P01", *visits, sessions=2)
    return found(text.replace("month: 0", "day: 0").replace("month: 1", "day: 1"))


def test_a_course_of_days_is_told_in_days() -> None:
    findings = days(0, 1, 3)
    ledger = findings.ledger
    assert findings.unit_of_time == "days"
    times = [ledger[f"P01.visit.{name}.time"] for name in ("before", "middle", "after")]
    assert [time.printed for time in times] == ["0", "1", "3"]
    assert [time.with_unit.replace("\N{NO-BREAK SPACE}", " ") for time in times] == [
        "0 days", "1 day", "3 days",
    ]  # fmt: skip
    assert ledger["P01.follow_up"].with_unit == "3\N{NO-BREAK SPACE}days"
    assert ledger["P01.treatment_period"].with_unit == "1\N{NO-BREAK SPACE}day"
    assert ledger["follow_up.median"].with_unit == "3\N{NO-BREAK SPACE}days"
    assert ledger["P01.follow_up"].method == (
        "Days from the first session, in days, at the last visit."
    )
    assert "months" not in statistics_text(findings).replace("completed months", "")


def test_tables_are_headed_by_the_unit() -> None:
    findings = days(0, 1, 3)
    one, every = (
        case_table("characteristics", findings, "P01"),
        series_table("characteristics", findings),
    )
    assert one is not None
    assert every is not None
    heads = {row.cells[0].text for row in one.rows}
    assert {"First to last session, days", "Before treatment, days", "Follow-up, days"} <= heads
    assert every.columns[-1].heading == "Follow-up, days"


def test_figures_have_an_axis_in_the_unit() -> None:
    record = figure_case(0, id="P01", items=MAS_ITEMS[:1], visits=3, days=[0, 1, 3])
    record["treatment"][0]["sessions"] = [{"day": "0", "routes": ["oral"]}]
    findings = findings_of(record, visits=3)
    one, every = draw_case("timeline", findings, "P01"), draw_series("timelines", findings)
    for drawn in (one, every):
        assert drawn is not None
        assert ">Days since the first session<" in drawn.svg
        assert "onths" not in drawn.svg + drawn.caption + drawn.alt.replace("completed months", "")
    assert one is not None
    assert "“Visit 2” at 1\N{NO-BREAK SPACE}day and “Visit 3” at 3\N{NO-BREAK SPACE}days" in one.alt


def test_hours_are_told_in_hours_where_they_are_given() -> None:
    visits = [
        visit(name, 0, **MAS).replace("month: 0", f"hour: {hour}")
        for name, hour in (("before", -1), ("middle", 6), ("after", 36.5))
    ]
    findings = found(case("P01", *visits, sessions=1))
    times = [findings.ledger[f"P01.visit.{v}.time"].printed for v in ("before", "middle", "after")]
    assert times == ["−1", "6", "36.5"]
    assert findings.ledger["P01.follow_up"].with_unit == "36.5\N{NO-BREAK SPACE}hours"


def test_a_declared_unit_goes_before_the_fitting_one(tmp_path: Path) -> None:
    declared = ("series.yaml", "visits:\n", "time: {unit: weeks}\nvisits:\n")
    ready = check(smallest(tmp_path, declared))
    assert isinstance(ready, Ready)
    assert ready.findings.ledger["P01.follow_up"].with_unit == "46.4\N{NO-BREAK SPACE}weeks"


def test_one_case_of_a_year_makes_a_series_of_days_one_of_months(tmp_path: Path) -> None:
    short = second_case().replace("date: 2024-01-20", "date: 2023-03-15")
    alone = check(smallest(tmp_path / "1", ("P01.yaml", "2024-01-20", "2023-03-15")))
    both = check(smallest(tmp_path / "2", add={"P02.yaml": short}))
    assert isinstance(alone, Ready)
    assert isinstance(both, Ready)
    assert alone.findings.ledger["P01.follow_up"].with_unit == "14\N{NO-BREAK SPACE}days"
    assert alone.of_case("P01").ledger["P01.visit.after.time"].printed == "14"
    assert both.findings.ledger["P02.follow_up"].with_unit == "0.5\N{NO-BREAK SPACE}months"


def test_sessions_and_events_of_hours_are_told_in_hours() -> None:
    event = (
        "[{term: Rash, grade: 1, onset: {hour: 6}, duration: 1 hour, serious: no, "
        "relatedness: possible, action: none, outcome: recovered}]"
    )
    visits = [
        visit(name, 0, **MAS).replace("month: 0", f"hour: {hour}")
        for name, hour in (("before", -1), ("after", 30))
    ]
    text = case("P01", *visits, sessions=2, adverse_events=event).replace("month: 1", "hour: 4.5")
    findings = found(text)
    second, onset = (
        findings.ledger[f"P01.{name}.day"] for name in ("session.2", "adverse_event.1")
    )
    assert (second.label, second.printed, second.unit) == ("Hour of session 2", "4.5", "hours")
    assert onset.printed == "6"
    assert findings.ledger["P01.adverse_event.1.session"].printed == "2"
    sessions = case_table("sessions", findings, "P01")
    assert sessions is not None
    assert [row.cells[1].text for row in sessions.rows] == ["0", "4.5"]
    assert sessions.columns[1].heading == "Hour"
    assert sessions.notes[0] == "Hour: counted from the first session."
    timeline = draw_case("timeline", findings, "P01")
    assert timeline is not None
    assert "sessions on hours 0 and 4.5" in timeline.alt
    assert "Rash, CTCAE grade 1, from hour 6" in timeline.alt


def test_what_began_before_is_open_though_a_visit_has_that_name(tmp_path: Path) -> None:
    beside = "concomitant: [{what: splint, from: before, to: after}, {what: cast, to: before}]"
    ready = check(smallest(tmp_path, ("P01.yaml", "visits:\n", f"{beside}\nvisits:\n")))
    assert isinstance(ready, Ready)
    findings = ready.of_case("P01")
    case_days = findings.scored.case("P01").days
    assert "concomitant 1 from" not in case_days
    assert case_days["concomitant 2 to"] == -9
    assert concomitant_in_words(findings, findings.scored.case("P01")) == (
        "splint (before the first session to the visit “After treatment”)",
        "cast (to the visit “Before treatment”, beginning not stated)",
    )
