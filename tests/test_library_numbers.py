"""The numbers of the library: used by their ids, with their units, and without a reference range."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from scales_series import case_text, series_of

from cpreport.cases.series import SectionText
from cpreport.problems import Problem
from cpreport.scales.graded import Score
from cpreport.scales.names import fold
from cpreport.scales.reader import read_scales, shipped_numbers, shipped_scales
from cpreport.scales.scoring import score_series
from cpreport.terminal.scales import library_text, scale_text
from tests.conftest import cpreport
from tests.smallest import smallest

NUMBERS = shipped_numbers()


def plainly(score: Score) -> str:
    """Write a printed value with common blanks."""
    return " ".join(score.printed.replace("\N{NARROW NO-BREAK SPACE}", "").split())


def measured(
    measurements: str, settings: str = "", scale: str = ""
) -> tuple[dict[str, Score], list[Problem]]:
    text = case_text("TCT: {sitting balance: 25}")
    text = text.replace("adverse_events", f"    measurements: {measurements}\nadverse_events")
    result, problems = score_series(series_of(text, settings=settings, scale=scale))
    of_numbers = [s for s in result.cases[0].scores if s.basis == "measurement"]
    return {" ".join(filter(None, (s.side, s.scale))): s for s in of_numbers}, list(problems)


def test_every_number_has_a_unit_or_says_why_not_and_no_reference() -> None:
    assert len(NUMBERS) >= 60
    without = {scale.id for scale in NUMBERS.values() if not (n := scale.number) or not n.unit}
    assert without == {"INR", "NRS", "logMAR"}
    for scale in NUMBERS.values():
        assert scale.number is not None
        assert not scale.number.reference, scale.id
        assert scale.number.better != "in reference", scale.id
        assert scale.field, scale.id
        plausible, possible = scale.number.plausible, scale.number.range
        for end in (plausible.low, plausible.high) if plausible else ():
            assert possible is None or end is None or possible.holds(end), scale.id


def test_no_two_measures_of_the_library_share_a_name() -> None:
    every = [*NUMBERS.values(), *shipped_scales().values()]
    names = Counter(n for s in every for n in {fold(w) for w in (s.id, s.name, *s.synonyms)})
    assert [name for name, times in names.items() if times > 1] == []


def test_the_file_of_a_measure_is_called_by_its_id() -> None:
    folder = Path(__file__).parents[1] / "cpreport" / "scales" / "library"
    every = {**NUMBERS, **shipped_scales()}
    assert {f"{key.casefold()}.yaml" for key in every} == {p.name for p in folder.iterdir()}


def test_a_number_is_used_by_its_id_or_another_name_without_being_declared() -> None:
    found, problems = measured("{CRP: 89 mg/L, 6MWT: 320 m, IOP: {right: 21 mmHg, left: unable}}")
    assert [p.message for p in problems] == ["`unable` is no value of Intraocular pressure"]
    assert {name: plainly(s) for name, s in found.items()} == {
        "CRP": "89 mg/L",
        "SixMWT": "320 m",
        "right IOP": "21 mmHg",
    }


def test_an_undeclared_number_names_its_unit_so_that_no_other_can_be_meant() -> None:
    found, problems = measured("{CRP: 8.9, haemoglobin: 13.1}")
    assert found == {}
    assert [(p.code, p.message, p.help, p.allowed) for p in problems] == [
        ("CP122", "`8.9` has no unit, and this series does not say that of CRP",
         "write 8.9 mg/L, or declare CRP under `measures`", ("mg/L",)),
        ("CP122", "`13.1` has no unit, and this series does not say that of haemoglobin",
         "write 13.1 g/L, or declare haemoglobin under `measures`", ("g/L",)),
    ]  # fmt: skip


def test_what_has_no_unit_needs_none() -> None:
    found, problems = measured("{NRS: 7, INR: 1.1, logMAR: {right: 0.3, left: counting fingers}}")
    assert problems == []
    assert {name: plainly(s) for name, s in found.items()} == {
        "NRS": "7",
        "INR": "1.1",
        "right logMAR": "0.30",
        "left logMAR": "counting fingers",
    }


def test_what_a_series_declares_goes_before_the_library() -> None:
    settings = "measures: {CRP: {name: My CRP, unit: mg/dL}, mass: {name: Body weight, unit: g}}"
    found, problems = measured("{CRP: 8.9, mass: 3200}", settings)
    assert problems == []
    assert {name: plainly(s) for name, s in found.items()} == {"CRP": "8.9 mg/dL", "mass": "3200 g"}
    # The name is that of the declared measure, and no longer that of the library's.
    assert measured("{weight: 3 kg}", settings)[1][0].code == "CP120"


def test_a_file_of_a_series_may_be_about_a_number() -> None:
    own = "id: girth\nkind: number\nname: Girth of the thigh\nunit: cm\nsided: yes\n"
    found, problems = measured("{girth: {right: 41, left: 43.5 cm}}", scale=own)
    assert problems == []
    assert [plainly(s) for s in found.values()] == ["41 cm", "43.5 cm"]


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ("id: 6M\nkind: number\nname: Walk\n", "`6M` cannot be the id of a measure"),
        ("id: M\nkind: number\nname: Walk\nbetter: in reference\n",
         "`better: in reference` needs a reference"),
        ("id: M\nkind: number\nname: Walk\nitems: [a]\n", "`items` is not a key here"),
        ("id: M\nkind: number\n", "`name` is missing"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_a_number_is_explained(own: str, message: str) -> None:
    problems = read_scales([SectionText("scales/m.yaml", own)])[1]
    assert [p.message for p in problems] == [message]


def test_the_list_groups_numbers_by_field_with_their_units() -> None:
    text = library_text({**shipped_scales(), **NUMBERS}, 100)
    field = text.partition("\nophthalmology\n")[2].partition("\n\n")[0]
    assert "logMAR" in field
    assert "IOP (mmHg)" in field
    assert "creatinine (umol/L)" in " ".join(text.split())
    told = " ".join(scale_text(NUMBERS["IOP"], 80).split())
    assert "A number in mmHg on the right and on the left; lower is better." in told
    assert "no reference range of its own" in told


def test_scales_are_listed_by_field_and_found_by_words(tmp_path: Path) -> None:
    listed = cpreport("scales", "--field", "derma", cwd=tmp_path).stdout
    assert "PASI" in listed
    assert "wound-area (cm2)" in listed
    assert "NIHSS" not in listed
    found = cpreport("scales", "visual acuity", cwd=tmp_path).stdout
    assert "logMAR" in found
    assert "CRP" not in found
    wrong = cpreport("scales", "--field", "dermatologie", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "there is no field `dermatologie`; did you mean `dermatology` or" in wrong.stderr


def test_the_rules_are_listed_with_those_of_a_size(tmp_path: Path) -> None:
    listed = cpreport("scales", "--rules", cwd=tmp_path).stdout
    for rule in ("items\n", "score\n", "by at least 30 mg/L\n", "by at least 50 %\n",
                 "any change\n", "into reference\n"):  # fmt: skip
        assert f"\n{rule}" in f"\n{listed}"


def test_a_series_begins_with_numbers_that_it_declares(tmp_path: Path) -> None:
    cpreport("init", "mine", "--measures", "CRP, TCT, IOP", cwd=tmp_path)
    series = (tmp_path / "mine/cases/series.yaml").read_text()
    assert '  CRP: {name: "C-reactive protein", unit: "mg/L", better: lower}' in series
    assert '{measure: CRP, label: "C-reactive protein", primary: yes, rule: any change}' in series
    case = (tmp_path / "mine/cases/P01.yaml").read_text()
    assert "      IOP: {right: , left: }   # in mmHg, or not assessed" in case


def test_a_number_of_the_library_goes_through_every_output(tmp_path: Path) -> None:
    smallest(
        tmp_path,
        ("P01.yaml", "  - id: before\n", "  - id: before\n    measurements: {CRP: 89 mg/L}\n"),
        ("P01.yaml", "  - id: after\n", "  - id: after\n    measurements: {CRP: 12 mg/L}\n"),
    )
    done = cpreport("score", "cases", "--format", "json", cwd=tmp_path)
    rows = [row for row in json.loads(done.stdout) if row["scale"] == "CRP"]
    assert [(row["printed"], row["unit"]) for row in rows] == [
        ("89\N{NO-BREAK SPACE}mg/L", "mg/L"), ("12\N{NO-BREAK SPACE}mg/L", "mg/L")
    ]  # fmt: skip
