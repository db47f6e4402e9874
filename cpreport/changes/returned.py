"""Read a document that came back, with tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from docx.oxml.ns import qn

from cpreport.changes.docx_parts import Parts, Tree, open_parts
from cpreport.changes.notes_of_making import read_notes_of_making
from cpreport.changes.read_docx_body import FIELD, BodyReader, accepted_text
from cpreport.changes.returned_paragraphs import ReturnedNumber, ReturnedParagraph
from cpreport.limits import limit, read_at_most
from cpreport.problems import Place, Problem, Refused, reason
from cpreport.publish.docx.letterforms import Styles
from cpreport.publish.docx.traces import Target, Trace


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
    notes : mapping of str to tuple of ReturnedParagraph
        What its footnotes and endnotes say, by their ids.
    numbers : mapping of str to tuple of ReturnedNumber
        The numbers in the paragraphs then.
    targets : tuple of Target
        What citations and references led to then.
    led_to : mapping of str to str
        What stands at our bookmarks now: the label of a figure, the number of a reference.
    document : str
        What it is: `article`, or the id of a case; empty where that was lost.
    running, running_made : tuple of (str, str)
        What stands above and below its pages, and stood there: `header` or `footer`, and its text.
    styles : Styles
        How its letters are set.
    styles_made : mapping of str to str
        How each style set them, in words, by its name.
    """

    paragraphs: tuple[ReturnedParagraph, ...]
    notes: Mapping[str, tuple[ReturnedParagraph, ...]]
    comments: tuple[Comment, ...]
    traces: Mapping[str, Trace] = field(default_factory=dict)
    numbers: Mapping[str, tuple[ReturnedNumber, ...]] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    led_to: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    running: tuple[tuple[str, str], ...] = ()
    running_made: tuple[tuple[str, str], ...] = ()
    styles: Styles = field(default_factory=Styles)
    styles_made: Mapping[str, str] = field(default_factory=dict)


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
        content = read_at_most(path, most)
    except OSError as error:
        why = reason(error)
        raise Refused([Problem("CP820", Place(name), f"{name} cannot be read: {why}")]) from None
    return read_parts(open_parts(name, content))


def read_parts(parts: Parts) -> Returned:
    """Read what a document says, as it would be with every tracked change accepted."""
    made = read_notes_of_making(parts.traces)
    reader = BodyReader(made.results, parts.styles, parts.links, parts.pictures)
    body = parts.document.find(qn("w:body"))
    reader.read(body if body is not None else parts.document)
    paragraphs = tuple(reader.paragraphs)
    return Returned(
        paragraphs,
        dict(_notes(parts, made.results)),
        tuple(_comments(parts.comments, paragraphs)),
        made.traces,
        made.numbers,
        made.targets,
        reader.led_to(),
        made.document,
        tuple(_running(parts)),
        made.running,
        parts.styles,
        made.styles,
    )


def _running(parts: Parts) -> Iterator[tuple[str, str]]:
    """Read headers and footers that say something."""
    for kind, root in parts.running:
        reader = BodyReader({}, parts.styles)
        reader.read(root)
        said = " ".join(map(_with_field_names, reader.paragraphs))
        if said.strip():
            yield kind, " ".join(said.split())


def _with_field_names(paragraph: ReturnedParagraph) -> str:
    """Read a paragraph with the name of each field in the place of what it printed last."""
    named = groupby(paragraph.stretches, key=lambda one: one.thing.removeprefix(FIELD))
    return "".join(name or "".join(one.said for one in its) for name, its in named)


def _notes(
    parts: Parts, results: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, tuple[ReturnedParagraph, ...]]]:
    for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes)):
        for note in root.iter(qn(f"w:{kind}")) if root is not None else ():
            if note.get(qn("w:type")) in (None, "normal"):
                reader = BodyReader(results, parts.styles)
                reader.read(note)
                yield f"{kind} {note.get(qn('w:id'), '')}", tuple(reader.paragraphs)


def _comments(root: Tree | None, paragraphs: tuple[ReturnedParagraph, ...]) -> Iterator[Comment]:
    if root is None:
        return
    where = {key: (number, on) for number, p in enumerate(paragraphs) for key, on in p.comments}
    for comment in root.iter(qn("w:comment")):
        number, on = where.get(comment.get(qn("w:id"), ""), (-1, ""))
        lines = (accepted_text(p) for p in comment.iter(qn("w:p")))
        text = "\n".join(line for line in lines if line.strip())
        yield Comment(comment.get(qn("w:author"), ""), text, " ".join(on.split()), number)
