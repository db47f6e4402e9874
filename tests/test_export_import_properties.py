"""Whatever a small series says of grades, numbers, times, treatments and events comes back whole."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.packages import SHARES
from tests.smallest import CASE, RESULTS, SERIES, smallest
from tests.test_export_import import ABSENT, WHOLE, Value, handed_out_and_in, values

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
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
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


#: Every word for what is missing, one with its reason, and one that only the program writes.
MISSING = ("not assessed", "Not assessed (asleep)", "not reported", "not applicable",
           "not recorded", "none")  # fmt: skip
#: The sight of each eye.
MEASURES = """\
measures:
  VA: {name: Visual acuity, kind: category, sided: yes, better: higher, grades: [6/18, 6/6]}
"""
#: Where a text of a list may say that something is missing, by the form it comes to.
IN_LISTS = """\
  aetiology: W
  centre: W
  classification: {GMFCS: M}
  weaker_side: not applicable
  comorbidities:
    - {term: Asthma, since: W, treated: W}
    - {term: Gout}
  history:
    - {term: Appendicitis, since: W, treated: W}
"""
GIVEN = """\
treatment:
  - name: Cells
    sessions:
      - {day: 0, routes: [W], dose: W, volume: W}
      - {day: 30, routes: [oral, W]}
      - {time: not reported, routes: [oral]}
  - name: Prednisolone
    kind: drug
    course:
      - {from: day 3, to: day 9, dose: W, route: W, frequency: W}
      - {from: day 10}
  - {name: Splint, kind: device, from: day 5, frequency: W}
  - {name: Operation, kind: procedure, time: not reported}
concomitant:
  - {what: W}
course:
  - {what: W, day: 4}
  - {what: A fall, time: not reported}
"""
VISITS_SAID = """\
visits:
  - id: before
    day: -9
    scores:
      MAS: {elbow flexors: {right: 2, left: M}}
      TCT: {rolling to weak side: M, rolling to strong side: 12, sitting up from lying: 0, sitting balance: M}
    measurements: {CRP: M, VA: {right: M, left: 6/6}}
  - id: after
    time: not reported
    scores:
      MAS: {elbow flexors: {right: M, left: 1+}}
    entered_totals: {TCT: M}
    measurements: {CRP: <5 mg/L, VA: {right: 6/18, left: M}}
"""
EVENTS_SAID = """\
adverse_events:
  - {term: Fever, grade: not reported, onset: not reported, duration: W, serious: not reported,
     serious_criteria: [W], relatedness: not assessed, action: W, outcome: W}
  - {term: Rash, grade: 1, onset: {day: 3}, duration: 1 day, serious: no, relatedness: not reported,
     action: none, outcome: W}
"""


@pytest.fixture(scope="module")
def said_each_word(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[Value]]:
    """The series, and what stands in its forms: a patient for each word, so none hides another."""
    series = each_word(tmp_path_factory.mktemp("words"))
    return series, values(series)


@pytest.mark.parametrize("form", [*WHOLE, *ABSENT])
def test_each_word_for_what_is_missing_comes_back_of_each_place(
    form: str, said_each_word: tuple[Path, Counter[Value]], tmp_path: Path
) -> None:
    series, before = said_each_word
    after = handed_out_and_in(series, form, tmp_path / "cases")
    if form in WHOLE:
        assert (before - after, after - before) == ({}, {})
        return
    # Follows from other values, or is of what the form does not hold.
    derived = rf"{ABSENT[form]}|adverse_events_(treatment_at_onset|session)|consent_.*"
    lost = {v[4:] for v in before - after if not re.fullmatch(derived, v[4])}
    new = {v[4:] for v in after - before if not re.fullmatch(derived, v[4])}
    # That a file does not mention it is what its own word for this says.
    assert {text for _, text in lost} <= {"not recorded"}
    assert new == set()


def each_word(folder: Path) -> Path:
    """Write the series, a word a patient."""
    head = CASE[: CASE.index("treatment:")].replace(*SHARES[1:])
    claims = SERIES[SERIES.index("claims:") : SERIES.index("sections:")]
    files: dict[str, str | bytes] = {}
    for number, word in enumerate(MISSING, 1):
        patient = f"P{number:02}"
        told = head.replace("id: P01", f"id: {patient}").replace("consent:", IN_LISTS + "consent:")
        text = f"{told}{GIVEN}{VISITS_SAID}{EVENTS_SAID}"
        # The last two are words of texts alone.
        measured = word if number <= 4 else f"not reported ({word})"
        text = re.sub(r"\bM\b", f"'{measured}'", text)
        files[f"{patient}.yaml"] = re.sub(r"\bW\b", f"'{word}'", text)
    changes = (
        ("series.yaml", claims, MEASURES),
        ("results.md", RESULTS, "Nothing is told."),
    )
    return smallest(folder, *changes, add=files)
