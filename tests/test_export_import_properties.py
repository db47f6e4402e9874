"""Whatever a small series says of grades, numbers, times, treatments and events comes back whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.smallest import smallest
from tests.test_export_import import WHOLE, handed_out_and_in, values

MAS = st.sampled_from(["0", "1", "1+", "2", "3", "4", "not assessed", "not reported"])
TCT = st.sampled_from(["0", "12", "25", "not assessed"])
CRP = st.one_of(
    st.decimals(0, 500, places=1).map(lambda n: f"{n} mg/L"),
    st.sampled_from(["<5 mg/L", ">300 mg/L", "not assessed", "not reported"]),
)
WORDS = st.text(st.sampled_from("abcxyz é漢'\"&<,;:|#"), min_size=1, max_size=12).map(
    lambda text: f"A {' '.join(text.split())} b"
)
VISITS = st.fixed_dictionaries(
    {"right": MAS, "left": MAS, "sitting": TCT, "rolling": TCT, "crp": CRP}
)
EVENTS = st.lists(
    st.tuples(WORDS, st.sampled_from(["1", "2", "not reported"]), st.integers(0, 40)), max_size=2
)


def case(
    age: int,
    diagnosis: str,
    days: tuple[int, int],
    visits: list[dict[str, str]],
    dose: str,
    events: list[tuple[str, str, int]],
) -> str:
    """Write the case, all texts in quotation marks."""

    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    lines = [
        "id: P01",
        f"patient: {{age: {age} months, sex: female, diagnosis: {quoted(diagnosis)}}}",
        "consent:",
        "  publication: {given: yes, by: mother, date_withheld: yes}",
        "  data_sharing: {given: yes, by: mother, date_withheld: yes}",
        "treatment:",
        f"  - {{name: Cells, sessions: [{{day: 0, routes: [oral], dose: {quoted(dose)}}}]}}",
        "visits:",
    ]
    for name, day, said in zip(("before", "after"), (-days[0], days[1]), visits, strict=True):
        lines += [
            f"  - id: {name}",
            f"    day: {day}",
            "    scores:",
            f"      MAS: {{elbow flexors: {{right: {said['right']}, left: {said['left']}}}}}",
            f"      TCT: {{rolling to weak side: {said['rolling']}, rolling to strong side: 12, "
            f"sitting up from lying: 0, sitting balance: {said['sitting']}}}",
            f"    measurements: {{CRP: {quoted(said['crp'])}}}",
        ]
    lines.append("adverse_events:" if events else "adverse_events: none")
    for term, grade, day in events:
        lines += [
            f"  - {{term: {quoted(term)}, grade: {grade}, onset: {{day: {day}}}, duration: 1 day,",
            "     serious: no, relatedness: possible, action: none, outcome: recovered}",
        ]
    return "\n".join(lines) + "\n"  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", WHOLE)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    age=st.integers(24, 200), diagnosis=WORDS, dose=WORDS,
    days=st.tuples(st.integers(1, 60), st.integers(41, 900)),
    visits=st.lists(VISITS, min_size=2, max_size=2), events=EVENTS,
)  # fmt: skip
def test_what_a_small_series_says_comes_back(
    form: str, age: int, diagnosis: str, dose: str, days: tuple[int, int],
    visits: list[dict[str, str]], events: list[tuple[str, str, int]],
) -> None:  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        text = case(age, diagnosis, days, visits, dose, events)
        series = smallest(
            Path(folder) / "given",
            ("series.yaml", "claims:\n  - {text: one child had better trunk control, "
             "holds: TCT.improved = 1 of 1}\n", ""),
            ("results.md", 'After treatment, {{ results["TCT.improved"].in_words }} child had '
             "better trunk control.", "Nothing is told."),
            add={"P01.yaml": text},
        )  # fmt: skip
        before = values(series)
        after = handed_out_and_in(series, form, Path(folder) / "again" / "cases")
        assert (before - after, after - before) == ({}, {})
