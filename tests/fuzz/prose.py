"""Take any bytes as prose, and make its problems, its mentions and its HTML."""

from __future__ import annotations

from cpreport.manuscript.document import Float
from cpreport.manuscript.fill_prose import blocks, float_anchors, mentions, problems_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Known, Numbers, Prose, at_file
from cpreport.manuscript.tree import walk
from cpreport.publish.html.nodes import html_of
from tests.fuzz.harmless import assert_harmless

_KNOWN = Known(
    {},
    {"scoring": "Scored *by rule*."},
    frozenset({"key", "doe2001"}),
    ("change", "timeline"),
    ("scores",),
    ("P01",),
    {"methods": "Methods"},
)

_FLOATS = {("figure", "change"): Float("figure", 1, "change")}


def held(content: bytes) -> None:
    """Hold that prose prints as harmless HTML, whatever cannot be filled in."""
    prose = Prose(content.decode("utf-8", "replace"), at_file("prose.md"), "the prose")
    found = list(problems_of(prose, _KNOWN))
    lines = prose.text.count("\n") + 1
    assert all(1 <= problem.place.line <= lines for problem in found)
    cited = dict.fromkeys(key for kind, key in mentions(prose) if kind == "cite")
    numbers = Numbers({key: n for n, key in enumerate(cited, 1)}, _FLOATS)
    made = blocks(prose, _KNOWN, numbers)
    assert_harmless(html_of(*made))
    for block in made:
        float_anchors(block)
        words_of(block)
    for node in walk(*made):
        if node.at is not None:
            assert 0 <= node.at[0] <= node.at[1] <= len(prose.text)
