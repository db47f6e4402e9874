"""Take the pictures of the first page of the documentation and of the README.

Run by hand when pages look otherwise: `python -m docs.making.front_pictures OUTPUT`, where OUTPUT
is the built example. They are kept, because a README shows no page that is not in the repository.
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from docs.making.steps import REPOSITORY

#: Dots per inch; colours that are kept, which make a page of text half as heavy.
_DPI, _COLOURS = 96, 96
#: The picture of each page: name, PDF below the output folder, and page.
_PAGES = (
    ("report-page", "cases/P01/P01.pdf", 1),
    ("article-page", "article/article.pdf", 1),
)
#: The item map: PDF and what its page says, above which it stands.
_MAP = ("item-map", "article/article.pdf", "Every graded item of every patient")


def main(output: Path) -> None:
    """Write the pictures into `docs/`."""
    for name, pdf, number in _PAGES:
        save(name, _page(output / pdf, number))
    name, pdf, said = _MAP
    texts = subprocess.run(
        ["pdftotext", "-layout", str(output / pdf), "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    page = _page(output / pdf, 1 + next(n for n, text in enumerate(texts) if said in text))
    save(name, page)


def _page(pdf: Path, number: int) -> Image.Image:
    one = ["-f", str(number), "-l", str(number)]
    done = subprocess.run(
        ["pdftoppm", "-png", "-r", str(_DPI), *one, str(pdf)], capture_output=True, check=True
    )
    return Image.open(BytesIO(done.stdout))


def save(name: str, picture: Image.Image) -> None:
    """Write a picture of few colours into `docs/`."""
    few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(REPOSITORY / "docs" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
