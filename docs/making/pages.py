"""Write the pages that the code decides: those in the repository, and which the site alone has.

`python -m docs.making` writes them; `make docs` does so first.
"""

from __future__ import annotations

from docs.making import data_page
from docs.making.file_format import format_pages
from docs.making.journal_pages import journal_pages
from docs.making.notebook import NOTEBOOK, with_outputs
from docs.making.problem_pages import problem_page
from docs.making.scale_pages import scale_pages
from docs.making.sentence_page import sentence_page
from docs.making.steps import REPOSITORY

#: Pages that only the site has: they are made of pictures.
SITE_ONLY = ("gallery.md",)

_DOCS = REPOSITORY / "docs"


def pages_of_the_code() -> dict[str, str]:
    """Write every page that stands in `docs/` and follows from the code, by path."""
    data = {data_page.PAGE.name: data_page.with_tables(data_page.PAGE.read_text("utf-8"))}
    shown = {NOTEBOOK.name: with_outputs(NOTEBOOK.read_text("utf-8"))}
    return {
        **format_pages(),
        **scale_pages(),
        **journal_pages(),
        **problem_page(),
        **sentence_page(),
        **data,
        **shown,
    }


def stale() -> list[str]:
    """Name the pages in `docs/` that do not say what the code says now."""
    pages = pages_of_the_code()
    return [path for path, text in pages.items() if _read(path) != text]


def write() -> None:
    """Write the pages into `docs/`."""
    for path, text in pages_of_the_code().items():
        (_DOCS / path).parent.mkdir(exist_ok=True)
        (_DOCS / path).write_text(text, "utf-8")


def _read(path: str) -> str:
    file = _DOCS / path
    return file.read_text("utf-8") if file.is_file() else ""
