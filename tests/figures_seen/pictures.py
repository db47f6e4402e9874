"""Reviewed pictures of the figures, small, and the way in which they are made and compared.

`python -m tests.figures_seen` in the root of the repository makes them anew: look at each before
it is committed.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from figures_series import events, sized
from PIL import Image, ImageColor, ImageFilter

from cpreport.cases.reader import read_series
from cpreport.colours import mix
from cpreport.figures import (
    case_figures_of,
    draw_case,
    draw_graphical_abstract,
    draw_series,
    series_figures_of,
)
from cpreport.figures.style import LOOK, Drawn
from cpreport.outcomes import Findings, find
from cpreport.scales.scoring import score_series
from tests.kinds_series import kinds_series

FOLDER = Path(__file__).parent
_EXAMPLES = FOLDER.parent.parent / "examples"

#: Pages are printed so many times finer than pictures are, so that where edges fall between two
#: pixels, which rasterisers round in different ways, hardly shows.
DPI, FINER = 60, 4

#: A picture keeps the colours of the figures and these mixtures of their lines with white, so that
#: its file is small.
MIXTURES = (0.0, 1 / 3, 2 / 3)

#: What two pictures may differ by, of 1: anywhere on the mean, and on the mean of a block of
#: `BLOCK` by `BLOCK` pixels; and the height of a drawing, in pixels. Other rasterisers, and other
#: versions of one, smooth edges differently: pdfium and poppler by up to 0.012 and 0.08.
MOST_MEAN, MOST_IN_BLOCK, BLOCK, MOST_HIGHER = 0.015, 0.09, 8, 1

_PAGE = """\
<style>
@font-face {{ font-family: 'Source Sans 3'; src: url('{font}') }}
@page {{ size: {width} {height}; margin: 0 }}
body {{ margin: 0; font-family: 'Source Sans 3' }} img {{ display: block }}
</style><img src="data:image/svg+xml;base64,{svg}">"""


def found(folder: Path = FOLDER.parent.parent / "cases") -> Findings:
    """Find the results of the example series, or of a changed copy."""
    series, problems = read_series(folder)
    assert series is not None, problems
    return find(score_series(series)[0])[0]


#: The series that are drawn: the example, the smallest, and the largest named for printing.
SERIES = {
    "example": found,
    "one": lambda: sized(1, 1, 1),
    "many": lambda: sized(25, 30, 6, adverse_events=events(4)),
    "numbers": lambda: found(_EXAMPLES / "rheumatology"),
    "eyes": lambda: found(_EXAMPLES / "ophthalmology"),
    "tumours": lambda: found(_EXAMPLES / "oncology"),
    "kinds": lambda: _of_kinds(),
}

#: Of series that are here for their values, the figures that are pictured.
ONLY = {
    "numbers": ("items", "values"),
    "eyes": ("items",),
    "tumours": ("items",),
    "kinds": ("items",),
}


def _of_kinds() -> Findings:
    with TemporaryDirectory() as folder:
        return found(kinds_series(Path(folder)))


def drawings(series: str, findings: Findings | None = None) -> Iterator[tuple[str, Drawn]]:
    """Draw the figures of the first case of a series, and of the series, under their names."""
    findings = findings or SERIES[series]()
    for name in () if series in ONLY else case_figures_of(findings, findings.cases[0].id):
        drawn = draw_case(name, findings, findings.cases[0].id)
        assert drawn is not None, name
        yield f"{series}-case-{name}", drawn
    for name in ONLY.get(series, series_figures_of(findings)):
        drawn = draw_series(name, findings)
        assert drawn is not None, name
        yield f"{series}-{name}", drawn
    if series == "example":
        yield f"{series}-graphical-abstract", draw_graphical_abstract(findings)


def can_be_pictured() -> bool:
    """Whether there is anything here that turns a PDF page into a picture."""
    return bool(find_spec("pypdfium2") or shutil.which("pdftoppm"))


def picture(drawn: Drawn, program: str = "") -> Image.Image:
    """Print a drawing as a page of its own, and give the picture of the page.

    Parameters
    ----------
    program : str
        `pdfium` or `poppler`; default: the one that is there.
    """
    from weasyprint import HTML

    font = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    head = drawn.svg[: drawn.svg.index(">")]
    width, height = (head.split(f'{side}="')[1].split('"')[0] for side in ("width", "height"))
    svg = b64encode(drawn.svg.encode()).decode()
    page = _PAGE.format(font=Path(str(font)).as_uri(), width=width, height=height, svg=svg)
    pdf = HTML(string=page).write_pdf()
    program = program or ("pdfium" if find_spec("pypdfium2") else "poppler")
    fine = _by_pdfium(pdf) if program == "pdfium" else _by_poppler(pdf)
    return fine.reduce(FINER)


def _by_pdfium(pdf: bytes) -> Image.Image:
    import pypdfium2

    page: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=DPI * FINER / 72).to_pil()
    return page.convert("RGB")


def _by_poppler(pdf: bytes) -> Image.Image:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page"
        file.with_suffix(".pdf").write_bytes(pdf)
        words = [
            "pdftoppm",
            "-r",
            str(DPI * FINER),
            "-png",
            "-singlefile",
            f"{file}.pdf",
            str(file),
        ]
        subprocess.run(words, check=True)
        return Image.open(io.BytesIO(file.with_suffix(".png").read_bytes())).convert("RGB")


def small(picture: Image.Image) -> Image.Image:
    """Keep the colours that figures have, and few mixtures of them with white."""
    paler = (mix(step, LOOK.paper, 0.5) for step in LOOK.steps[3:])
    flat = (LOOK.paper, LOOK.axis, LOOK.grid, LOOK.band, LOOK.shade, *LOOK.steps, *paler)
    lines = (LOOK.ink, LOOK.quiet, *LOOK.direction.values(), *LOOK.steps[-2:])
    mixed = (_with_white(colour, share) for colour in lines for share in MIXTURES)
    colours = dict.fromkeys((*map(ImageColor.getrgb, flat), *mixed))
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in colours for channel in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def _with_white(colour: str, share: float) -> tuple[int, ...]:
    return tuple(round(c + (255 - c) * share) for c in ImageColor.getrgb(colour))


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Give by how much two pictures differ on the mean, and in the block that differs most."""
    if abs(one.width - other.width) > MOST_HIGHER or abs(one.height - other.height) > MOST_HIGHER:
        return 1.0, 1.0
    size = (min(one.width, other.width), min(one.height, other.height))
    a, b = (_blurred(picture, size) for picture in (one, other))
    apart = np.abs(a - b).max(axis=2)
    high, wide = (-(-side // BLOCK) * BLOCK for side in apart.shape)
    whole = np.zeros((high, wide))
    whole[: apart.shape[0], : apart.shape[1]] = apart
    blocks = whole.reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK).mean(axis=(1, 3))
    return float(apart.mean()), float(blocks.max())


def seen(name: str) -> Image.Image:
    """Open a reviewed picture."""
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


def alike(actual: Image.Image, name: str) -> bool:
    """Whether a picture differs little enough from the reviewed one."""
    mean, most = differences(actual, seen(name))
    return mean <= MOST_MEAN and most <= MOST_IN_BLOCK


def _blurred(picture: Image.Image, size: tuple[int, int]) -> np.ndarray:
    part = picture.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(1.5))
    return np.asarray(part, dtype=float) / 255


def rewrite() -> None:
    """Make every picture anew, and say which files are other than before."""
    for series in SERIES:
        for name, drawn in drawings(series):
            file = FOLDER / f"{name}.png"
            before = file.read_bytes() if file.exists() else b""
            small(picture(drawn)).save(file, optimize=True)
            changed = "changed" if file.read_bytes() != before else "as before"
            print(f"{file.name}: {changed}, {file.stat().st_size / 1000:.1f} kB")
