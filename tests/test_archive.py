"""PDFs for archives: PDF/A-3a and PDF/UA-1 in one file, with the data of those who share theirs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pikepdf
import pytest

from cpreport.publish.attachment import Attachment
from cpreport.publish.pdf.archive import archival_pdf
from tests.conftest import cpreport
from tests.pdfua import verapdf
from tests.smallest import SERIES, smallest

pytestmark = pytest.mark.slow

SHARED = (
    "P01.yaml",
    "date: 2023-02-14}\n",
    "date: 2023-02-14}\n  data_sharing: {given: yes, by: mother, date: 2023-02-14}\n",
)


def attached(content: bytes) -> dict[str, tuple[str, bytes]]:
    """Give what is attached to a PDF: by name how it belongs to it, and its content."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names = pdf.Root.get("/Names", {})
        if "/EmbeddedFiles" not in names:
            return {}
        flat = list(names.EmbeddedFiles.Names)
        assert [str(name) for name in flat[0::2]] == sorted(str(name) for name in flat[0::2])
        assert len(pdf.Root.AF) == len(flat) // 2
        return {
            str(spec.UF): (str(spec.AFRelationship), spec.EF.F.read_bytes()) for spec in flat[1::2]
        }


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    smallest(folder, SHARED, add={"series.yaml": f"{SERIES}archive: yes\n"})
    done = cpreport("build", "cases", "--to", "pdf", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "output"


def test_the_data_are_attached_as_they_lie_beside(output: Path) -> None:
    found = attached((output / "article/article.pdf").read_bytes())
    assert {name: kind for name, (kind, _) in found.items()} == {
        "all-scores.csv": "/Data", "item-grades.csv": "/Data", "results.csv": "/Data",
    }  # fmt: skip
    for name, (_, content) in found.items():
        beside = output / name if name == "results.csv" else output / "tables" / name
        assert content == beside.read_bytes()
    report = attached((output / "cases/P01/P01.pdf").read_bytes())
    assert "P01-scores.csv" in report
    for name, (_, content) in report.items():
        assert content == (output / "tables" / name).read_bytes()


def test_no_date_is_told_of_what_is_attached(output: Path) -> None:
    content = (output / "article/article.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for spec in list(pdf.Root.Names.EmbeddedFiles.Names)[1::2]:
            assert set(spec.EF.F.Params.keys()) == {"/Size"}


def test_who_does_not_share_data_is_in_no_attachment(tmp_path: Path) -> None:
    cases = smallest(tmp_path, add={"series.yaml": f"{SERIES}archive: yes\n"})
    done = cpreport("build", str(cases), "--to", "pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    output = tmp_path / "output"
    assert attached((output / "cases/P01/P01.pdf").read_bytes()) == {}
    article = attached((output / "article/article.pdf").read_bytes())
    for _, content in article.values():
        rows = csv.DictReader(io.StringIO(content.decode()))
        assert "P01" not in {row["case"] for row in rows}


def test_made_twice_it_is_the_same() -> None:
    page = (
        '<html lang="en"><head><title>T</title></head><body><main><p>Text</p></main></body></html>'
    )
    data = (Attachment("b.csv", b"case\nP01\n", "B"), Attachment("a.csv", b"case\n", "A"))
    first = archival_pdf(page, data)
    assert archival_pdf(page, data) == first
    assert list(attached(first)) == ["a.csv", "b.csv"]


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"{verapdf.missing()} is missing")
@pytest.mark.parametrize("rules", ["3a", "ua1"])
def test_one_file_keeps_the_rules_of_both(rules: str, output: Path) -> None:
    judged = verapdf.judged(
        output / "article/article.pdf", output / "cases/P01/P01.pdf", rules=rules
    )
    assert {name: said.broken_rules for name, said in judged.items()} == {
        "article.pdf": (), "P01.pdf": (),
    }  # fmt: skip
    assert all(said.compliant for said in judged.values())
