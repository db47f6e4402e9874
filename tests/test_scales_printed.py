"""What `cpreport scales` prints, and what editors check a scale file with."""

from __future__ import annotations

import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from test_scales_own import LONG, SHORT

from cpreport.cases.series import SectionText
from cpreport.cli import cli
from cpreport.scales.checks import check_scale
from cpreport.scales.definition import Scale
from cpreport.scales.reader import read_definition, read_scales, shipped_scales
from cpreport.scales.schema import number_schema, scale_schema
from cpreport.terminal.scales import found_scales, library_text, scale_text
from tests.smallest import smallest

FILES = sorted(
    (f for f in (resources.files("cpreport.scales") / "library").iterdir()), key=lambda f: f.name
)


def test_the_list_groups_the_scales_by_field() -> None:
    lines = library_text(shipped_scales()).splitlines()
    assert lines[0] == (
        "scale         name                           items  scores                better"
    )
    fields = [n for n, line in enumerate(lines) if n and not lines[n - 1] and n < len(lines) - 1]
    assert [lines[n] for n in fields] == sorted({s.field for s in shipped_scales().values()})
    at = lines.index("neurology and rehabilitation")
    listed = [line.split()[0] for line in lines[at + 1 : lines.index("", at)]]
    assert listed == [
        "ALSFRS-R", "BI20", "CRS-R", "EDSS", "FAC", "GAS", "GOS-E", "HB", "HY", "INCAT", "MAS",
        "MDS-UPDRS", "MG-ADL", "MI", "MRC", "mRS", "NIHSS", "TCT",
    ]  # fmt: skip
    assert (
        "MI            Motricity Index                6×2    arm, leg, side        higher" in lines
    )
    assert "MACS          Manual Ability Classificatio…  1      classification        none" in lines
    assert lines[-1] == "×2: every item is graded on the right and on the left."
    assert max(map(len, lines)) <= 80


def test_every_scale_is_in_the_list_once() -> None:
    lines = library_text(shipped_scales(), 200).splitlines()
    for scale in shipped_scales().values():
        (line,) = [line for line in lines if line.split()[:1] == [scale.id]]
        assert scale.name in line


def test_a_word_finds_the_scales_of_a_use_or_field() -> None:
    assert list(found_scales(shipped_scales(), "rheumatoid")) == [
        "DAS28", "DAS28-CRP", "RA-CDAI", "SDAI",
    ]  # fmt: skip
    assert list(found_scales(shipped_scales(), "Skin")) == ["DLQI", "mRSS"]
    assert list(found_scales(shipped_scales(), "Fell")) == []
    assert list(found_scales(shipped_scales(), "dermatology psoriasis")) == ["PASI"]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_every_shipped_definition_is_proved(file: Traversable) -> None:
    scale, source, problems = read_definition(SectionText(file.name, file.read_text("utf-8")))
    assert scale is not None
    assert source is not None
    proved = check_scale(scale, source) if scale.number is None else ()
    assert (*problems, *proved) == ()


@pytest.mark.parametrize("scale", shipped_scales().values(), ids=lambda s: s.id)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_scale_is_explained_within_the_width(scale: Scale, width: int) -> None:
    unbreakable = ("doi:", "settings:")
    for line in scale_text(scale, width).splitlines():
        assert len(line) <= width or any(word in line for word in unbreakable)
        assert line == line.rstrip()


def test_a_scale_is_explained_with_all_that_its_file_says() -> None:
    text = scale_text(shipped_scales()["MI"])
    for said in (
        "Motricity Index (MI)\n====================\n",
        "Outcome, ordinal; higher is better.",
        "    pinch grip (also pinch, grip)\n",
        "Grades of pinch grip\n  0   no movement\n",
        "  arm   sum of pinch grip, elbow flexion and shoulder abduction, for each side;\n",
        "Setting plus_one: the point added to the sum of a limb\n",
        "  always      one point is always added, so that a limb scores 1 to 100\n",
        "  In series.yaml: settings: {MI: {plus_one: if_nonzero}}\n",
        "Thresholds\n  No threshold of change is applied.\n",
        "Licence\n  None stated;",
        "doi:10.1136/jnnp.53.7.576",
    ):
        assert said in text


def test_a_threshold_is_told_with_its_population() -> None:
    text = " ".join(scale_text(shipped_scales()["TCT"]).split())
    assert "MDC of total: 13.9 (38 adults with chronic stroke, retested after 7 days). An S" in text
    assert "population)" not in text
    assert "No threshold" not in text


def test_what_was_seen_of_the_sources_is_told() -> None:
    text = " ".join(scale_text(shipped_scales()["TCT"]).split())
    assert "What was seen of them Items, points and how sitting balance is graded: by" in text
    assert "that paper was not seen in full." in text


def test_a_threshold_of_something_else_is_told_as_not_computed_here() -> None:
    scale = shipped_scales()["MRC"]
    assert scale.thresholds == ()
    text = " ".join(scale_text(scale).split())
    assert (
        "MCID of a sum score with the first dorsal interosseous, seven groups on both sides, not "
        "computed here: 2 points, called minimal clinical indication of change (adults with" in text
    )


def test_one_plus_is_a_catch_and_resistance_through_all_the_rest() -> None:
    (one_plus,) = [g for g in shipped_scales()["MAS"].grade_sets["grades"] if g.code == "1+"]
    assert one_plus.meaning == (
        "slightly increased: a catch, then minimal resistance through all the rest, less than "
        "half, of the range"
    )


def test_a_classification_has_no_better_direction() -> None:
    text = scale_text(shipped_scales()["GMFCS"])
    assert "Classification, ordinal." in " ".join(text.split())
    assert "is better" not in text


def test_both_codings_of_one_plus_are_told() -> None:
    text = " ".join(scale_text(shipped_scales()["MAS"]).split())
    assert "1+ = 2" in text
    assert "1+ = 1.5" in text


def test_the_acknowledgement_that_a_licence_asks_for_is_told() -> None:
    text = " ".join(scale_text(shipped_scales()["MRC"]).split())
    assert "print “Used with the permission of the Medical Research Council”" in text


def test_an_own_scale_is_explained_and_listed_like_the_others() -> None:
    scales, _ = read_scales([SectionText("scales/own.yaml", LONG)])
    text = " ".join(scale_text(scales["HAND"]).split())
    assert "well number of items graded 2 or 6, of all items, on both sides; 0 to 6" in text
    assert "percentage of the largest possible sum of reach and grasp, for each side" in text
    assert "HAND          Hand Use" in library_text(scales)


@pytest.mark.parametrize("scale", shipped_scales().values(), ids=lambda s: s.id)
def test_every_shipped_scale_says_what_a_reader_must_know(scale: Scale) -> None:
    assert scale.measures
    assert scale.licence != "not stated"
    assert any(source.doi or "PMID" in source.citation for source in scale.sources)
    assert scale.field
    assert scale.seen
    assert scale.kind == "classification" or scale.no_threshold
    assert not any(threshold.same_population for threshold in scale.thresholds)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_a_file_of_the_library_says_what_was_seen_of_its_sources_or_claims_nothing(
    file: Traversable,
) -> None:
    """Numbers are a name, a unit and a direction: no threshold, no reference range, no paper."""
    said = yaml.safe_load(file.read_text("utf-8"))
    claims = {"source", "sources", "mdc", "mcid", "thresholds", "thresholds_elsewhere", "reference"}
    assert said.get("seen") or not claims & set(said)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_editors_accept_every_shipped_file(file: Traversable) -> None:
    text = file.read_text("utf-8")
    schema = number_schema() if "\nkind: number\n" in text else scale_schema()
    assert errors(text, schema) == []


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
def test_editors_accept_short_and_long_forms(text: str) -> None:
    assert errors(text) == []


def test_editors_refuse_what_the_reader_refuses() -> None:
    assert errors(SHORT.replace("better: higher", "better: larger"))
    assert errors(SHORT.replace("measures:", "measure:"))


def errors(text: str, schema: dict[str, Any] | None = None) -> list[str]:
    """Check a file as an editor does, which types its values."""
    as_json = json.loads(json.dumps(yaml.safe_load(text)))
    validator = jsonschema.Draft202012Validator(schema or scale_schema())
    return [error.message for error in validator.iter_errors(as_json)]


def test_a_scale_of_the_series_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    cases = smallest(tmp_path, add={"scales/t.yaml": "id: T\nname: Test\nbetter: higher\n"})
    done = CliRunner().invoke(cli, ["scales", "T", "--cases", str(cases)])
    assert done.exit_code == 1
    assert "CP007" in done.output
    assert "there is no scale" not in done.output
