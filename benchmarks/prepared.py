"""Lay ready what every contender makes its reports from."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

_STYLE = "<style>"
_SPACES = re.compile(r"\s+")


def prepare(cases: Path) -> None:
    """Make, beside a series and from one run of cpreport, what its peers get."""
    from cpreport.builder import make as room
    from cpreport.builder.plan import Order, plan_documents
    from cpreport.check.check_series import Ready, check
    from cpreport.data.columns import ITEM_GRADES
    from cpreport.data.csv_text import csv_text
    from cpreport.data.grade_rows import grade_rows
    from cpreport.publish.pdf import typeset as press

    folder = cases.parent
    for name in ("pages", "content", "figures"):
        (folder / name).mkdir()
    ready = check(cases)
    assert isinstance(ready, Ready), ready.problems
    order = Order(cases, folder / "output", kinds=("reports",), formats=("pdf",))
    original, pages = press.pdf, list[str]()
    # The page as it is handed to the typesetting step is what the floor typesets.
    press.pdf = lambda page: (pages.append(page), b"")[1]
    fonts = _fonts(folder / "fonts")
    for document in plan_documents(ready, order):
        case_id = document.name
        made = room.make(room.Material(document, cases, ready.findings, ready.reports[case_id]))
        assert not made.problems, made.problems
        for path, content in made.files.items():
            if path.startswith("figures/"):
                (folder / path).write_bytes(content)
        page = pages.pop().replace(_STYLE, f"{_STYLE}{fonts}</style>\n{_STYLE}", 1)
        (folder / "pages" / f"{case_id}.html").write_text(page, "utf-8")
        record = {"id": case_id, **_content(case_id, page)}
        (folder / "content" / f"{case_id}.json").write_text(json.dumps(record, ensure_ascii=False))
        grades = csv_text(ITEM_GRADES.header, grade_rows([ready.findings.scored.case(case_id)]))
        (folder / "content" / f"{case_id}.csv").write_text(grades, "utf-8")
    press.pdf = original


def _fonts(folder: Path) -> str:
    """Write the fonts of print as files, and give the styles that name them."""
    from cpreport.fonts import font_at, print_css

    folder.mkdir()

    def as_file(match: re.Match[str]) -> str:
        font = font_at(match[1])
        assert font is not None, match[1]
        path = folder / match[1].rpartition("/")[2]
        path.write_bytes(font)
        return f"url('{path.resolve().as_uri()}')"

    return re.sub(r"url\('(cpreport:[^']+)'\)", as_file, print_css())


# --- a finished page as blocks that any tool can print ------------------------------------------


def _content(case_id: str, page: str) -> dict[str, Any]:
    import tinyhtml5

    body = tinyhtml5.parse(page, namespace_html_elements=False).find("body")
    title = next(body.iter("h1"))
    return {"title": _text(title), "blocks": list(_blocks(case_id, body))}


def _blocks(case_id: str, element: ElementTree.Element) -> Iterator[dict[str, Any]]:
    for child in element:
        kind = child.tag
        if kind in ("h2", "h3"):
            yield {"kind": "heading", "level": int(kind[1]), "text": _text(child)}
        elif kind in ("p", "dt", "dd", "li") and child.find("ul") is None:
            yield {"kind": "text", "text": _text(child)}
        elif kind == "figure":
            yield _figure(case_id, child)
        elif kind == "table":
            yield _table(child)
        elif kind != "h1":
            yield from _blocks(case_id, child)


def _figure(case_id: str, figure: ElementTree.Element) -> dict[str, Any]:
    name = (figure.get("id") or "").removeprefix("fig-")
    image, caption = figure.find("img"), figure.find("figcaption")
    return {
        "kind": "figure",
        "file": f"{case_id}-{name}.svg",
        "caption": "" if caption is None else _text(caption),
        "alt": "" if image is None else image.get("alt", ""),
    }


def _table(table: ElementTree.Element) -> dict[str, Any]:
    rows = [[_text(cell) for cell in row] for row in table.iter("tr")]
    caption = table.find("caption")
    width = max(len(row) for row in rows)
    return {
        "kind": "table",
        "caption": "" if caption is None else _text(caption),
        "head": rows[0] + [""] * (width - len(rows[0])),
        "rows": [row + [""] * (width - len(row)) for row in rows[1:]],
    }


def _text(element: ElementTree.Element) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
