"""Read the paragraphs of a document that came back, with tracked changes accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from docx.oxml.ns import qn

from cpreport.changes.docx_parts import Parts, Tree, children, open_parts
from cpreport.limits import limit
from cpreport.manuscript.document import Origin
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.marks import END, MARK, keys_in, with_ids
from cpreport.publish.docx.traces import NAMESPACE, PARAGRAPH, Trace

#: What a tracked change would take out.
_TAKEN_OUT = {qn("w:del"), qn("w:moveFrom")}
#: Paragraphs that a bookmark of ours reaches over, bookmarks of a paragraph, and comments that are
#: open at once: no document that somebody edited has more.
_MOST_SPANNED, _MOST_KEYS, _MOST_COMMENTS = 4, 20, 200
#: What holds no text of the document.
_SILENT = {qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr"), qn("w:sdtEndPr"), qn("w:instrText")}


@dataclass(frozen=True, slots=True)
class ReturnedNumber:
    """A number in its content control, as it came back.

    ids : str
        Of its results, with spaces between them; empty where nobody knows.
    made : str
        As it was printed when the file was made.
    found : str
        As it stands now.
    at : int
        Where in the paragraph it begins, in characters.
    """

    ids: str
    made: str
    found: str
    at: int = 0


@dataclass(frozen=True, slots=True)
class ReturnedParagraph:
    """A paragraph as it came back, tracked changes accepted.

    text : str
        With the ids of results in the place of numbers.
    said : str
        As a reader reads it.
    keys : tuple of str
        Names of the bookmarks that begin or end in it and are ours.
    in_table : str
        The caption of the table it stands in; empty outside of tables.
    table : int
        Which table of the document that is, from 1; 0 outside of tables.
    comments : tuple of str
        Ids of the comments that are left on it.
    """

    text: str
    said: str
    keys: tuple[str, ...] = ()
    numbers: tuple[ReturnedNumber, ...] = ()
    in_table: str = ""
    table: int = 0
    comments: tuple[tuple[str, str], ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with the text it was left on."""

    author: str
    text: str
    on: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A document that came back.

    traces : mapping of str to Trace
        What the paragraphs were when the file was made, by key; empty where that was lost.
    numbers : mapping of str to tuple of ReturnedNumber
        The numbers in them then.
    """

    paragraphs: tuple[ReturnedParagraph, ...]
    notes: tuple[ReturnedParagraph, ...]
    comments: tuple[Comment, ...]
    traces: Mapping[str, Trace] = field(default_factory=dict)
    numbers: Mapping[str, tuple[ReturnedNumber, ...]] = field(default_factory=dict)
    document: str = ""


def read_document(path: Path) -> Returned:
    """Read a document that came back.

    Raises
    ------
    Refused
        With CP820 where the file cannot be read.
    """
    name = path.as_posix()
    most = limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Refused([Problem("CP820", Place(name), f"{name} cannot be read: {why}")]) from None
    return read_parts(open_parts(name, content))


def read_parts(parts: Parts) -> Returned:
    """Read what a document says, as it would be with every tracked change accepted."""
    results, traces, numbers, document = _read_traces(parts.traces)
    reader = _BodyReader(results)
    body = parts.document.find(qn("w:body"))
    reader.read(body if body is not None else parts.document)
    notes = _BodyReader(results)
    if parts.footnotes is not None:
        for note in parts.footnotes.iter(qn("w:footnote")):
            if note.get(qn("w:type")) is None:
                notes.read(note)
    paragraphs = tuple(reader.paragraphs)
    comments = tuple(_comments(parts.comments, paragraphs))
    return Returned(paragraphs, tuple(notes.paragraphs), comments, traces, numbers, document)


def _read_traces(
    root: Tree | None,
) -> tuple[
    dict[str, tuple[str, str]], dict[str, Trace], dict[str, tuple[ReturnedNumber, ...]], str
]:
    """Read results by key, with what they printed; paragraphs by key, with their numbers."""
    if root is None:
        return {}, {}, {}, ""
    results = {
        r.get("key", ""): (r.get("ids", ""), r.get("printed", ""))
        for r in root.iter(f"{{{NAMESPACE}}}result")
    }
    ids = {key: said for key, (said, _) in results.items()}
    traces: dict[str, Trace] = {}
    numbers: dict[str, tuple[ReturnedNumber, ...]] = {}
    for made in root.iter(f"{{{NAMESPACE}}}paragraph"):
        key = made.get("key", "")
        text = with_ids(made.text or "", ids)
        there = (results.get(name, ("", "")) for name in keys_in(made.text or ""))
        numbers[key] = tuple(ReturnedNumber(of, printed, printed) for of, printed in there)
        traces[key] = Trace(key, text, made.get("kind", ""), _origin(made), _number(made, "part"))
    return results, traces, numbers, root.get("document", "")


def _origin(made: Tree) -> Origin | None:
    try:
        path = json.loads(made.get("path", ""))
    except ValueError:
        return None
    if not isinstance(path, list) or not all(isinstance(step, str | int) for step in path):
        return None
    return Origin(made.get("file", ""), tuple(path), _number(made, "block"))


def _number(made: Tree, name: str) -> int:
    said = made.get(name, "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


@dataclass(slots=True)
class _Open:
    """A paragraph while it is read."""

    text: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    numbers: list[ReturnedNumber] = field(default_factory=list)
    style: str = ""


class _BodyReader:
    """Goes through a body once, and collects its paragraphs."""

    def __init__(self, results: Mapping[str, tuple[str, str]]) -> None:
        self.paragraphs: list[ReturnedParagraph] = []
        self._results = results
        self._open = _Open()
        self._caption = ""
        self._tables = 0
        self._bookmarks: dict[str, str] = {}
        self._within: dict[str, int] = {}
        self._commented: set[str] = set()
        self._on: dict[str, list[str]] = {}
        self._left: list[tuple[str, str]] = []

    def read(self, parent: Tree, table: str = "") -> None:
        """Read what stands below an element: paragraphs, tables, and what wraps them.

        A document may be as deep as it likes: this goes down without calling itself for each step.
        """
        waiting: list[tuple[Tree, str]] = [(parent, table)]
        while waiting:
            element, within = waiting.pop()
            if element.tag == qn("w:p"):
                self._paragraph(element, within)
                continue
            if element.tag in _TAKEN_OUT or _row_is_taken_out(element):
                continue
            if element.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self._bookmark(element)
                continue
            if element.tag == qn("w:tbl"):
                self._tables += not within
                within = within or self._caption or "a table"
            waiting += [(child, within) for child in reversed(list(children(element)))]

    def _paragraph(self, element: Tree, table: str) -> None:
        properties = element.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        if not self._open.style:
            self._open.style = style.get(qn("w:val"), "") if style is not None else ""
        self._carry()
        self._inside(element)
        mark = properties.find(f"{qn('w:rPr')}/{qn('w:del')}") if properties is not None else None
        if mark is not None:
            # The end of the paragraph is taken out: what follows belongs to it.
            return
        self._close(table)

    def _carry(self) -> None:
        """Let the paragraph have the bookmarks that began before it, if not long ago."""
        for name, spanned in list(self._within.items()):
            if spanned == _MOST_SPANNED:
                del self._within[name]
            else:
                self._within[name] = spanned + 1
                self._key(name)

    def _key(self, name: str) -> None:
        if len(self._open.keys) < _MOST_KEYS:
            self._open.keys[name] = None

    def _close(self, table: str) -> None:
        done, self._open = self._open, _Open()
        said = "".join(done.said)
        if done.style.casefold() == "caption":
            self._caption = " ".join(said.split())
        made = ReturnedParagraph(
            "".join(done.text),
            said,
            tuple(done.keys),
            tuple(done.numbers),
            table,
            self._tables if table else 0,
            tuple(self._left),
            done.style,
        )
        self._left = []
        self.paragraphs.append(made)

    def _inside(self, element: Tree) -> None:
        waiting: list[Tree] = list(reversed(list(children(element))))
        while waiting:
            child = waiting.pop()
            tag = child.tag
            if tag in _TAKEN_OUT or tag in _SILENT:
                continue
            if tag == qn("w:sdt") and (number := self._number(child)) is not None:
                at = sum(map(len, self._open.said))
                self._open.numbers.append(replace(number, at=at))
                self._add(f"{MARK}{number.ids}{END}", number.found)
                self._inside_marks(child)
            elif tag == qn("w:t"):
                self._add(child.text or "")
            elif tag in (qn("w:br"), qn("w:tab"), qn("w:cr")):
                self._add("\n")
            elif tag == qn("w:noBreakHyphen"):
                self._add("\N{NON-BREAKING HYPHEN}")
            elif tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self._bookmark(child)
            elif tag in (qn("w:commentRangeStart"), qn("w:commentRangeEnd")):
                self._comment(child)
            elif tag == qn("w:commentReference"):
                self._end_comment(child.get(qn("w:id"), ""))
            else:
                waiting += reversed(list(children(child)))

    def _inside_marks(self, control: Tree) -> None:
        """Hear the comments that begin or end inside a number."""
        for mark in control.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd")):
            self._comment(mark)

    def _number(self, control: Tree) -> ReturnedNumber | None:
        """Read the number in a content control; None where the control is none of ours."""
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        ids, made = self._results.get(tag.get(qn("w:val"), "") if tag is not None else "", ("", ""))
        return ReturnedNumber(ids, made, _accepted_text(control)) if ids else None

    def _add(self, text: str, said: str | None = None) -> None:
        shown = text if said is None else said
        self._open.text.append(text)
        self._open.said.append(shown)
        for on in self._on.values():
            on.append(shown)

    def _bookmark(self, mark: Tree) -> None:
        key = mark.get(qn("w:id"), "")
        if mark.tag == qn("w:bookmarkStart"):
            name = mark.get(qn("w:name"), "")
            if name.startswith(PARAGRAPH):
                self._bookmarks[key] = name
                self._within[name] = 0
                self._key(name)
        elif key in self._bookmarks:
            name = self._bookmarks.pop(key)
            self._within.pop(name, None)
            self._key(name)

    def _comment(self, mark: Tree) -> None:
        key = mark.get(qn("w:id"), "")
        if mark.tag == qn("w:commentRangeStart"):
            if len(self._on) < _MOST_COMMENTS:
                self._on[key] = []
        elif key in self._on:
            self._commented.add(key)
            self._left.append((key, "".join(self._on.pop(key))))

    def _end_comment(self, key: str) -> None:
        """A comment on a place, and not on a text, has a mark alone."""
        if key and key not in self._commented and key not in self._on:
            self._commented.add(key)
            self._left.append((key, ""))


def _row_is_taken_out(element: Tree) -> bool:
    return element.tag == qn("w:tr") and element.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _accepted_text(element: Tree) -> str:
    """Read the text below an element, tracked changes accepted."""
    said: list[str] = []
    waiting = [element]
    while waiting:
        child = waiting.pop()
        if child.tag in _TAKEN_OUT or child.tag in _SILENT:
            continue
        if child.tag == qn("w:t"):
            said.append(child.text or "")
        elif child.tag in (qn("w:br"), qn("w:tab"), qn("w:cr")):
            said.append("\n")
        waiting += reversed(list(children(child)))
    return "".join(said)


def _comments(root: Tree | None, paragraphs: tuple[ReturnedParagraph, ...]) -> Iterator[Comment]:
    if root is None:
        return
    where = {key: (number, on) for number, p in enumerate(paragraphs) for key, on in p.comments}
    for comment in root.iter(qn("w:comment")):
        number, on = where.get(comment.get(qn("w:id"), ""), (-1, ""))
        lines = (_accepted_text(p) for p in comment.iter(qn("w:p")))
        text = "\n".join(line for line in lines if line.strip())
        yield Comment(comment.get(qn("w:author"), ""), text, " ".join(on.split()), number)
