"""Write a report's content as Markdown that every Markdown tool reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Block = Mapping[str, Any]


def plain(text: str) -> str:
    """Keep what a text says from being read as Markdown."""
    for sign in "\\`*_[]<>|$@{}#~":
        text = text.replace(sign, f"\\{sign}")
    return text


def blocks(content: Mapping[str, Any], figure: Callable[[Block], Iterator[str]]) -> Iterator[str]:
    """Give the lines of every block; figures as the tool at hand writes them."""
    for block in content["blocks"]:
        if block["kind"] == "heading":
            yield f"{'#' * block['level']} {plain(block['text'])}"
        elif block["kind"] == "text":
            yield plain(block["text"])
        elif block["kind"] == "table":
            yield f"**{plain(block['caption'])}**"
            yield ""
            yield from table(block)
        else:
            yield from figure(block)
        yield ""


def table(block: Block) -> Iterator[str]:
    """Give a table with pipes."""
    yield _row(block["head"])
    yield "|" + "---|" * len(block["head"])
    for row in block["rows"]:
        yield _row(row)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells) + " |"
