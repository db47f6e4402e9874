"""Each series of `examples/` is complete, says that it is invented, and can be built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests import axe
from tests.conftest import cpreport
from tests.pdfua import verapdf

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/series.yaml"))

each_example = pytest.mark.parametrize("name", NAMES)


@pytest.mark.slow
@each_example
def test_an_example_has_no_problem(name: str) -> None:
    done = cpreport("check", str(EXAMPLES / name))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Found no problems in")


@each_example
def test_an_example_says_that_it_is_invented(name: str) -> None:
    series = yaml.safe_load((EXAMPLES / name / "series.yaml").read_text("utf-8"))
    assert series["notice"].startswith("An invented example.")
    assert "Only the cited works are real." in series["notice"]
    for file in (EXAMPLES / name).glob("P*.yaml"):
        assert "This patient is invented." in file.read_text("utf-8"), file.name


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Build every example once, as pages and PDFs."""
    folders = {name: tmp_path_factory.mktemp(name) for name in NAMES}
    for name, folder in folders.items():
        command = ("build", str(EXAMPLES / name), "-o", str(folder), "--to", "html,pdf", "-j", "1")
        done = cpreport(*command)
        assert done.returncode == 0, done.stderr
    return folders


def documents(name: str, folder: Path, kind: str) -> list[Path]:
    """List the article and every report."""
    cases = [file.stem for file in sorted((EXAMPLES / name).glob("P*.yaml"))]
    reports = [folder / "cases" / case / f"{case}.{kind}" for case in cases]
    return [folder / "article" / f"article.{kind}", *reports]


@pytest.mark.slow
@each_example
def test_every_document_of_an_example_is_built(name: str, built: Mapping[str, Path]) -> None:
    for page in documents(name, built[name], "html"):
        assert "An invented example." in page.read_text("utf-8"), page.name
    for file in documents(name, built[name], "pdf"):
        assert file.read_bytes().startswith(b"%PDF-"), file.name


@pytest.mark.slow
@pytest.mark.skipif(bool(axe.missing()), reason=f"axe cannot run: {axe.missing()}")
@each_example
def test_axe_finds_nothing_against_a_page(name: str, built: Mapping[str, Path]) -> None:
    article, report, *_ = documents(name, built[name], "html")
    # Articles take axe longest: one of them stands for all.
    for page in (article, report) if name == "oncology" else (report,):
        # One page a run: a second one in the same window takes a minute more.
        assert axe.violations({"page": page.read_text("utf-8")}) == {"page": []}, page.name


@pytest.mark.slow
@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_articles_and_reports_of_the_examples_pass_pdf_ua_1(
    built: Mapping[str, Path], tmp_path: Path
) -> None:
    copies = []
    for name in NAMES:
        for file in documents(name, built[name], "pdf")[:3]:
            copies.append(tmp_path / f"{name}-{file.name}")
            copies[-1].write_bytes(file.read_bytes())
    judged = verapdf.judged(*copies)
    assert {name: one.broken_rules for name, one in judged.items()} == {
        file.name: () for file in copies
    }


def test_there_are_four_examples_of_four_fields() -> None:
    assert NAMES == ["dermatology", "oncology", "ophthalmology", "rheumatology"]
