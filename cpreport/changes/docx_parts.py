"""Unpack a DOCX file into its parts as trees: bounded, and never more than XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from lxml import etree

from cpreport.limits import limit
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.letterforms import Styles, styles_in
from cpreport.publish.docx.traces import NAMESPACE

#: A tree of XML; lxml names its own kind of it privately.
Tree = Any

_MEGABYTE = 1_000_000
#: Where words of a document may lead to.
ADDRESSES = ("http://", "https://", "mailto:")
#: No word processor writes more parts than this.
_MOST_PARTS = 5_000


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a document that say something.

    traces : Tree or None
        What cpreport noted of numbers and paragraphs; None where no word processor kept it.
    links : mapping of str to str
        The addresses that words of the document lead to, by the key of each.
    pictures : mapping of str to str
        The SHA-256 of each picture, by the key that the document shows it by.
    running : tuple of (str, Tree)
        What stands above and below its pages: `header` or `footer`, and the part itself.
    styles : Styles
        How its letters are set.
    """

    document: Tree
    footnotes: Tree | None
    comments: Tree | None
    traces: Tree | None
    endnotes: Tree | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    running: tuple[tuple[str, Tree], ...] = ()
    styles: Styles = field(default_factory=Styles)


def open_parts(name: str, content: bytes) -> Parts:
    """Open a DOCX file.

    Raises
    ------
    Refused
        With CP820 where it is none, is damaged, is larger than the limit, or holds what a document
        has no use for.
    """
    place = Place(name)
    if len(content) > limit("CPREPORT_MAX_DOCUMENT_MB") * _MEGABYTE:
        raise Refused([_too_large(place)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _parts(file, place)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        # A password makes a `RuntimeError`, an unknown packing a `NotImplementedError`.
        message = f"{name} is no DOCX file, or is damaged"
        hint = "open it in a word processor and save it as Word document (.docx)"
        raise Refused([Problem("CP820", place, message, help=hint)]) from None


def _too_large(place: Place) -> Problem:
    most = limit("CPREPORT_MAX_DOCUMENT_MB")
    message = f"{place.file} holds more than {most} MB"
    hint = "take out large pictures, or set CPREPORT_MAX_DOCUMENT_MB"
    return Problem("CP820", place, message, help=hint)


def _parts(file: zipfile.ZipFile, place: Place) -> Parts:
    names = {info.filename: info for info in file.infolist()}
    if len(names) > _MOST_PARTS:
        raise Refused([Problem("CP820", place, f"{place.file} has more than {_MOST_PARTS} parts")])
    if "word/document.xml" not in names:
        message = f"{place.file} has no text of a Word document"
        raise Refused([Problem("CP820", place, message, help="name a .docx file")])
    left = limit("CPREPORT_MAX_DOCUMENT_MB") * _MEGABYTE

    def unpacked(name: str) -> bytes:
        nonlocal left
        with file.open(names[name]) as part:
            # What the archive says of its sizes may be untrue: what is unpacked is counted.
            read = part.read(left + 1)
        left -= len(read)
        if left < 0:
            raise Refused([_too_large(place)])
        return read

    def tree(name: str) -> Tree | None:
        return _tree(unpacked(name), name, place) if name in names else None

    document = tree("word/document.xml")
    leads = tree("word/_rels/document.xml.rels")
    kept = (tree(name) for name in sorted(names) if _is_custom(name))
    return Parts(
        document,
        tree("word/footnotes.xml"),
        tree("word/comments.xml"),
        next((t for t in kept if t is not None and t.tag == f"{{{NAMESPACE}}}traces"), None),
        tree("word/endnotes.xml"),
        _links(leads),
        {
            key: sha256(unpacked(name)).hexdigest()
            for key, name in _inside(leads, "image")
            if name in names
        },
        tuple(
            (kind, part)
            for kind in ("header", "footer")
            for _, name in _inside(leads, kind)
            if (part := tree(name)) is not None
        ),
        styles_in(tree("word/styles.xml")),
    )


def _links(root: Tree | None) -> dict[str, str]:
    """List the addresses outside the file that it leads to."""
    if root is None:
        return {}
    outside = (made for made in children(root) if made.get("TargetMode") == "External")
    return {
        made.get("Id", ""): made.get("Target", "")
        for made in outside
        if made.get("Target", "").startswith(ADDRESSES)
    }


def _inside(root: Tree | None, kind: str) -> Iterator[tuple[str, str]]:
    """List the parts of one kind that the document shows, by key and name."""
    for made in children(root) if root is not None else ():
        if made.get("Type", "").endswith(f"/{kind}") and made.get("TargetMode") != "External":
            yield made.get("Id", ""), posixpath.join("/word", made.get("Target", "")).lstrip("/")


def _is_custom(name: str) -> bool:
    return name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name


def _tree(content: bytes, name: str, place: Place) -> Tree:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        message = f"{name} in {place.file} is not XML: {str(error).partition(', line')[0]}"
        hint = "open it in a word processor and save it anew"
        raise Refused([Problem("CP820", place, message, help=hint)]) from None
    if root.getroottree().docinfo.doctype:
        # An entity is all that a document type is good for here, and no word processor writes one.
        message = f"{name} in {place.file} declares a document type, which no Word document does"
        raise Refused([Problem("CP820", place, message)])
    return root


def children(tree: Tree) -> Iterator[Tree]:
    """List the elements below one, without comments and instructions."""
    return (child for child in tree if isinstance(child.tag, str))
