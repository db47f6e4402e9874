"""Hold a structured file as text with places: nothing is typed yet, nothing is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cpreport.problems import Place
from cpreport.records import by_fields

#: Keys and list positions that lead from the top of a file to a value.
Path = tuple[str | int, ...]


@by_fields
@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as written.

    pieces : tuple of (offset, Place)
        Where the pieces of `text` stand in the file, in order: one for each line of the file that
        it was written on, whether or not reading joined those lines.
    """

    text: str
    place: Place
    pieces: tuple[tuple[int, Place], ...] = ()

    def place_of(self, line: int, column: int, width: int = 1) -> Place:
        """Find the place in the file of a 1-based line and column inside `text`."""
        before = self.text.split("\n")[: line - 1]
        offset = sum(len(part) + 1 for part in before) + column - 1
        start, place = 0, self.place
        for piece_start, piece_place in self.pieces:
            if piece_start <= offset:
                start, place = piece_start, piece_place
        return Place(place.file, place.line, place.column + offset - start, width)


@by_fields
@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: str
    key_place: Place
    value: Node


@by_fields
@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order written; keys are unique."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """Look up the value under a key; None where there is none."""
        for entry in self.entries:
            if entry.key == key:
                return entry.value
        return None


@by_fields
@dataclass(frozen=True, slots=True)
class Listing:
    """Values in the order written."""

    values: tuple[Node, ...]
    place: Place


Node = Scalar | Mapping | Listing


@dataclass(frozen=True, slots=True)
class Source:
    """One structured file as read, so that every later stage can say where a value stands.

    sha256 : str
        Of the file as it was read; empty where it is none of the series.
    """

    file: str
    root: Node
    sha256: str = ""

    def node(self, path: Path) -> Node | None:
        """Follow a path to its node; None where the file has none."""
        node: Node | None = self.root
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.values):
                node = node.values[step]
            else:
                return None
        return node

    def below(self, *path: str | int) -> Source:
        """Cut out what stands at a path as a source of its own, empty where nothing does."""
        return Source(self.file, self.node(path) or Mapping((), self.place(*path)))

    def place(self, *path: str | int) -> Place:
        """Find the place of the value at a path, or of its nearest ancestor that exists."""
        if (node := self.node(path)) is not None:
            return node.place
        return self.place(*path[:-1]) if path else Place(self.file)

    def key_place(self, *path: str | int) -> Place:
        """Find the place of the key that ends a path."""
        parent = self.node(path[:-1])
        if isinstance(parent, Mapping):
            for entry in parent.entries:
                if entry.key == path[-1]:
                    return entry.key_place
        return self.place(*path)


def plain(node: Node) -> object:
    """Turn a node into dicts, lists and strings, for the record models to type."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(v) for v in node.values]
    return {e.key: plain(e.value) for e in node.entries}


def leaves(
    node: Node, path: Path = (), without: Collection[str] = ()
) -> Iterator[tuple[Path, Scalar]]:
    """Walk every scalar below a node with the path that leads to it, but what stands under keys."""
    due = [(path, node)]
    while due:
        path, node = due.pop()
        if isinstance(node, Scalar):
            yield path, node
        elif isinstance(node, Listing):
            below = [((*path, i), value) for i, value in enumerate(node.values)]
            due += reversed(below)
        else:
            kept = (entry for entry in reversed(node.entries) if entry.key not in without)
            due += [((*path, entry.key), entry.value) for entry in kept]
