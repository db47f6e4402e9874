"""Typst in one warm process: the same text, tables and drawings as Typst's own markup.

Nothing is scored, compared or drawn; what is measured is the setting of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.typst_words import HEAD, forget, said
from benchmarks.work import Ready, Work


def contender(work: Work) -> Ready:
    """Compile documents that lie ready, to PDF/UA-1 as cpreport does."""
    import typst

    output = work.own("typst")
    for case_id in work.ids:
        (output / f"{case_id}.typ").write_text("\n".join(_document(work.content(case_id))), "utf-8")

    def make(ids: Sequence[str]) -> list[Path]:
        made = []
        for case_id in ids:
            made.append(output / f"{case_id}.pdf")
            typst.compile(
                output / f"{case_id}.typ",
                output=made[-1],
                root=work.folder,
                pdf_standards="ua-1",
            )
        return made

    return Ready(f"Typst {version('typst')}", make, lambda: forget(output))


def _document(content: dict[str, Any]) -> Iterator[str]:
    yield HEAD
    yield f"#set document(title: {said(content['title'])})"
    yield f"#heading(level: 1, {said(content['title'])})"
    for block in content["blocks"]:
        if block["kind"] == "heading":
            yield f"#heading(level: 2, {said(block['text'])})"
        elif block["kind"] == "text":
            yield f"#par({said(block['text'])})"
        elif block["kind"] == "table":
            yield from _table(block)
        else:
            image = f"image({said('/figures/' + block['file'])}, alt: {said(block['alt'])})"
            yield f"#figure({image}, caption: {said(block['caption'])})"


def _table(block: dict[str, Any]) -> Iterator[str]:
    yield f"#figure(caption: {said(block['caption'])}, table(columns: {len(block['head'])},"
    yield f"  table.header({', '.join(said(cell) for cell in block['head'])}),"
    for row in block["rows"]:
        yield f"  {', '.join(said(cell) for cell in row)},"
    yield "))"
