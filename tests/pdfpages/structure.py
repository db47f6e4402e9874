"""Take a PDF, and give its tags in reading order: what is a heading, a table, a caption, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of marked content: its page from 1, and its number there."""

    page: int
    mark: int


@dataclass(frozen=True, slots=True)
class Tag:
    """One structure element with what it holds, in order."""

    role: str
    holds: tuple[Tag | Leaf, ...]

    def tags(self) -> Iterator[Tag]:
        """Give this tag and all within it."""
        yield self
        for held in self.holds:
            if isinstance(held, Tag):
                yield from held.tags()

    def leaves(self) -> Iterator[Leaf]:
        """Give all marked content within it."""
        for held in self.holds:
            if isinstance(held, Leaf):
                yield held
            else:
                yield from held.leaves()

    def first(self, *roles: str) -> Tag | None:
        """Give the first tag within it that has one of the roles."""
        return next((tag for tag in self.tags() if tag.role in roles), None)


def tags_of(path: Path) -> Tag:
    """Read the tags; a file without tags gives one that holds nothing."""
    with pikepdf.open(path) as opened:
        numbers = {page.objgen: number for number, page in enumerate(opened.pages, start=1)}
        root = opened.Root.get("/StructTreeRoot")
        if root is None:
            return Tag("Document", ())
        return Tag("Document", tuple(_held(root.get("/K", []), 0, numbers)))


def _held(one: Any, page: int, numbers: dict[tuple[int, int], int]) -> Iterator[Tag | Leaf]:
    if isinstance(one, pikepdf.Array):
        for each in one:  # type: ignore[attr-defined]
            yield from _held(each, page, numbers)
        return
    if not isinstance(one, pikepdf.Dictionary):
        yield Leaf(page, int(one))
        return
    if "/Pg" in one:
        page = numbers.get(one.Pg.objgen, page)
    if "/MCID" in one:
        yield Leaf(page, int(one.MCID))
    elif "/S" in one:
        yield Tag(str(one.S)[1:], tuple(_held(one.get("/K", pikepdf.Array()), page, numbers)))
