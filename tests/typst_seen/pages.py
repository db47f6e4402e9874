"""Pictures of pages that Typst set, as they were when they were last looked at, and the version.

`python -m tests.typst_seen` in the root of the repository makes them anew: look at each before it is
committed.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
from PIL import Image

from cpreport.publish.typst.compiler import typst_version
from cpreport.publish.typst.documents import report_data
from cpreport.publish.typst.typeset_data import typst_pdf
from tests.figures_seen.pictures import DPI, FINER, differences
from tests.render_series import (
    CASE_FIGURES,
    case_tables,
    composed_report,
    drawn,
    findings_of,
    small_series,
)

FOLDER = Path(__file__).parent
_VERSION = FOLDER / "version.txt"
#: Pages are mostly white, so a mistake counts for less of one than it does of a figure.
MOST_MEAN, MOST_IN_BLOCK = 0.004, 0.09
#: A whole page keeps so many colours.
_COLOURS = 24


def data_of(folder: Path) -> dict[str, Any]:
    """Write the first report of a series as data."""
    findings = findings_of(folder)
    tables, figures = case_tables(findings, "P01"), drawn(*CASE_FIGURES)
    report = composed_report(findings, "P01")
    return dict(report_data(findings, report, figures, tables, folder=folder))


def pictures(pdf: bytes) -> list[Image.Image]:
    """Picture every page of a PDF."""
    scale = DPI * FINER / 72
    pages = (page.render(scale=scale).to_pil() for page in pypdfium2.PdfDocument(pdf))
    return [page.convert("RGB").reduce(FINER) for page in pages]


def seen() -> list[Image.Image]:
    """Open the reviewed pictures, in the order of the pages."""
    return [Image.open(file).convert("RGB") for file in sorted(FOLDER.glob("page-*.png"))]


def seen_version() -> str:
    """Name the version of Typst whose pages were looked at."""
    return _VERSION.read_text("utf-8").strip()


def unlike(actual: list[Image.Image]) -> list[str]:
    """Say which pages look other than when they were looked at."""
    reviewed = seen()
    if len(actual) != len(reviewed):
        return [f"{len(actual)} pages, not {len(reviewed)}"]
    found = [differences(one, other) for one, other in zip(actual, reviewed, strict=True)]
    return [
        f"page {number}: mean {mean:.4f}, in one block {most:.3f}"
        for number, (mean, most) in enumerate(found, 1)
        if mean > MOST_MEAN or most > MOST_IN_BLOCK
    ]


def rewrite() -> None:
    """Make every picture anew, and note the version that they are of."""
    with TemporaryDirectory() as folder:
        made = pictures(typst_pdf(data_of(small_series(Path(folder)))))
    for file in FOLDER.glob("page-*.png"):
        file.unlink()
    for number, picture in enumerate(made, 1):
        picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(
            FOLDER / f"page-{number}.png", optimize=True
        )
    _VERSION.write_text(f"{typst_version()}\n", "utf-8")
