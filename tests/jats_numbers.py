"""Find every number in a JATS document that says from which results it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from cpreport.publish.jats.elements import Element
from tests.jats_rules import jats_parser


@dataclass(frozen=True, slots=True)
class PrintedResult:
    """A number as a document prints it.

    results : tuple of str
        Ids of the results it prints.
    text : str
        The lines of a cell with several are parted by line ends.
    line : int
        In the document.
    """

    results: tuple[str, ...]
    text: str
    line: int


def printed_results(content: bytes) -> Iterator[PrintedResult]:
    """Walk the numbers of a document in its order."""
    root = etree.fromstring(content, jats_parser())
    for one in root.iterfind(".//named-content[@content-type='result']"):
        ids = tuple((one.get("specific-use") or "").split())
        yield PrintedResult(ids, _text(one), one.sourceline or 0)


def _text(one: Element) -> str:
    lines = one.findall("list/list-item/p")
    if lines:
        return "\n".join("".join(line.itertext()) for line in lines)
    return "".join(one.itertext())
