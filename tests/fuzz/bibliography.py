"""Take any bytes as a bibliography, and read and print every reference of it."""

from __future__ import annotations

from cpreport.cases.series import SectionText
from cpreport.manuscript.references.bibliography import read_bibliography
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.publish.html.nodes import inline_html
from tests.fuzz.harmless import assert_harmless


def held(content: bytes) -> None:
    """Hold that a bibliography is read as far as it can be; the first byte says in which form."""
    name = "references.json" if content[:1] == b"j" else "references.bib"
    text = content[1:].decode("utf-8", "replace")
    read = read_bibliography((SectionText(name, text),))
    lines = text.count("\n") + 1
    for problem in read.problems:
        assert 0 <= problem.place.line <= lines + 1, problem
    for work in read.works.values():
        assert_harmless(inline_html(*vancouver(work)))
