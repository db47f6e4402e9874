"""The days of sessions and adverse events, which tables print, are results with a place."""

from __future__ import annotations

from outcomes_series import case, found

FEVER = (
    "[{term: Fever, grade: 1, onset: {day: 12}, duration: 2 days, serious: no,"
    " relatedness: probable, action: Paracetamol, outcome: recovered}]"
)
GRADES = {"MAS": {"elbow flexors": {"right": 2, "left": 2}}}


def test_the_day_of_a_session_leads_to_where_it_is_written():
    text = case("P01", before=GRADES, after=GRADES)
    second = found(text).result("P01", "session", "2", "day")
    assert (second.printed, second.unit) == ("30", "days")
    line = text.splitlines()[second.places[0].line - 1]
    assert "month: 1," in line


def test_the_day_of_an_adverse_event_leads_to_its_onset():
    text = case("P01", before=GRADES, after=GRADES, adverse_events=FEVER)
    onset = found(text).result("P01", "adverse_event", "1", "day")
    place = onset.places[0]
    assert onset.printed == "12"
    assert text.splitlines()[place.line - 1][place.column - 1 :].startswith("12}")


def test_the_age_at_diagnosis_is_a_result_only_where_it_is_recorded():
    text = case("P01", before=GRADES, after=GRADES)
    assert not found(text).has("P01", "age_at_diagnosis")
    recorded = text.replace("  sex:", "  age_at_diagnosis: 14 months\n  sex:", 1)
    told = found(recorded).result("P01", "age_at_diagnosis")
    assert told.printed == "14\N{NO-BREAK SPACE}months"
