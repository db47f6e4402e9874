"""Fill the site, as MkDocs reads it, with what the code itself shows.

MkDocs calls these functions by their names (`hooks:` in `mkdocs.yml`).
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
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
from docs.making.gallery import gallery  # noqa: E402
from docs.making.journal_pages import journals  # noqa: E402
from docs.making.pages import SITE_ONLY, stale  # noqa: E402
from docs.making.problem_pages import problem_examples  # noqa: E402
from docs.making.speed import speed  # noqa: E402
from docs.making.steps import Walk, Wrong, pages_with_steps, walked, walked_page  # noqa: E402
from tests.shared import all_keep_in_common  # noqa: E402

_MARK = re.compile(r"<!-- made: (.+?) -->")
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

#: What the examples of problems show, by the comment that stands for it.
_SHOWN: dict[str, str] = {}

#: The page whose walk leaves a built example series, and where.
_TUTORIAL, _BUILT = "tutorial.md", "my-series"

#: Every page with steps, as walked, by path.
_WALKED: dict[str, str] = {}


def on_files(files: Files, *, config: Any) -> Files:
    """Walk through every page with steps, show every problem, and add the page of pictures."""
    if old := stale():
        raise PluginError(f"run `python -m docs.making`: other than the code: {', '.join(old)}")
    # The examples of problems change the working folder, so they come before anything is parallel.
    with all_keep_in_common():
        _SHOWN.update(problem_examples())
    pages = pages_with_steps()
    with ThreadPoolExecutor(2) as pool:
        pictures = pool.submit(_tutorial_and_gallery, pages.pop(_TUTORIAL))
        others = {path: pool.submit(_walk, path, text) for path, text in pages.items()}
        _WALKED.update({path: walk.result() for path, walk in others.items()})
        made = pictures.result()
    assert {path for path in made if path.endswith(".md")} == {*SITE_ONLY}
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
        with _named(_TUTORIAL):
            _WALKED[_TUTORIAL] = _without_front_matter(walked(markdown, walk))
        return gallery(walk.folder / _BUILT)


def _walk(path: str, markdown: str) -> str:
    """Walk through a page, and give it without its front matter."""
    with _named(path), walked_page(path, markdown) as (text, _):
        return _without_front_matter(text)


def _without_front_matter(markdown: str) -> str:
    return markdown.split("\n---\n", 1)[1]


@contextlib.contextmanager
def _named(path: str) -> Iterator[None]:
    """Name the page in which a step goes otherwise than it says."""
    try:
        yield
    except Wrong as wrong:
        raise PluginError(f"docs/{path}: {wrong}") from None


def _text(path: str) -> str:
    return (REPOSITORY / "docs" / path).read_text("utf-8")


def _with_parts(markdown: str) -> str:
    def part(mark: re.Match[str]) -> str:
        return _SHOWN[mark[1]] if mark[1] in _SHOWN else _PARTS[mark[1]]()

    return _MARK.sub(part, markdown)
