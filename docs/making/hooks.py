"""Take the site as MkDocs reads it, and give it the pages that the code itself writes.

MkDocs calls these functions by their names (`hooks:` in `mkdocs.yml`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

REPOSITORY = Path(__file__).resolve().parents[2]
if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

from docs.making import rule_pages  # noqa: E402
from docs.making.checklist_pages import checklist_items  # noqa: E402
from docs.making.file_format import format_pages  # noqa: E402
from docs.making.gallery import gallery  # noqa: E402
from docs.making.journal_pages import journal_pages, journals  # noqa: E402
from docs.making.problem_pages import problem_page  # noqa: E402
from docs.making.scale_pages import scale_pages  # noqa: E402
from docs.making.speed import speed  # noqa: E402
from docs.making.steps import Walk, Wrong, pages_with_steps, walk_for, walked  # noqa: E402

#: Parts of hand-written pages that the code writes, by the comment that stands for them.
_PARTS = {
    "journals": journals,
    "rules": rule_pages.rules,
    "verdicts": rule_pages.verdicts,
    "checklists": checklist_items,
    "speed": speed,
    "drawing": lambda: (
        f'<div class="drawing" tabindex="0">\n{_text("assets/architecture.svg")}</div>'
    ),
}

#: The page whose walk leaves a built example series, and where.
_TUTORIAL, _BUILT = "tutorial.md", "my-series"

#: Every page with steps, as walked, by path.
_WALKED: dict[str, str] = {}


def on_files(files: Files, *, config: Any) -> Files:
    """Walk through every page with steps, and add the pages that are never written by hand."""
    # The examples of problems change the working folder, so they come before anything is parallel.
    made: dict[str, str | bytes] = {
        **format_pages(),
        **scale_pages(),
        **journal_pages(),
        **problem_page(),
    }
    pages = pages_with_steps()
    with ThreadPoolExecutor(2) as pool:
        pictures = pool.submit(_tutorial_and_gallery, pages.pop(_TUTORIAL))
        others = {path: pool.submit(_walk, path, text) for path, text in pages.items()}
        _WALKED.update({path: walk.result() for path, walk in others.items()})
        made |= pictures.result()
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Files) -> str:
    """Fill in what the steps of a page printed, and the parts that the code writes."""
    return _with_parts(_WALKED.get(page.file.src_uri, markdown))


def on_post_page(output: str, *, page: Any, config: Any) -> str:
    """Name the search window for those who cannot see it; the theme leaves it without a name."""
    return output.replace('role="dialog">', 'role="dialog" aria-label="Search">', 1)


def _tutorial_and_gallery(markdown: str) -> Mapping[str, str | bytes]:
    with tempfile.TemporaryDirectory(prefix="cpreport-docs-") as folder:
        walk = Walk(Path(folder).resolve())
        _WALKED[_TUTORIAL] = _walk(_TUTORIAL, markdown, walk)
        return gallery(walk.folder / _BUILT)


def _walk(path: str, markdown: str, walk: Walk | None = None) -> str:
    """Walk through a page, and give it without its front matter."""
    try:
        if walk is None:
            with walk_for(markdown) as fresh:
                text = walked(markdown, fresh)
        else:
            text = walked(markdown, walk)
    except Wrong as wrong:
        raise PluginError(f"docs/{path}: {wrong}") from None
    return text.split("\n---\n", 1)[1]


def _text(path: str) -> str:
    return (REPOSITORY / "docs" / path).read_text("utf-8")


def _with_parts(markdown: str) -> str:
    for name, write in _PARTS.items():
        mark = f"<!-- made: {name} -->"
        if mark in markdown:
            markdown = markdown.replace(mark, write())
    return markdown
