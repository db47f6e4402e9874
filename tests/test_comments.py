"""Comments are taken out of a text that leaves the house, and the text is read as before."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cpreport.manuscript.comments import without_comments
from cpreport.manuscript.read_prose import read
from cpreport.manuscript.tree import without_places


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One <!-- ask her mother -->\ntwo", "One\ntwo"),
        ("One\n<!-- between -->\ntwo", "One\ntwo"),
        ("One\n\n<!-- a line -->\n\nTwo", "One\n\n\nTwo"),
        ("One\n<!-- over\n\nlines -->\nTwo", "One\n\nTwo"),
        ("- a\n  <!-- c -->\n- b", "- a\n- b"),
        ("{# as templates have it #}We", "We"),
        (
            "| a | b |\n|---|---|\n| c \\| d <!-- q --> | e |",
            "| a | b |\n|---|---|\n| c \\| d  | e |",
        ),
        (
            "# H <!-- x -->\n\nText[^1].\n\n[^1]: note <!-- z -->\n",
            "# H\n\nText[^1].\n\n[^1]: note\n",
        ),
        ("> said <!-- by\n> him --> once", "> said  once"),
        # What is none stays.
        ("Write `<!-- x -->` so. <!-- y -->", "Write `<!-- x -->` so."),
        ("```\n<!-- x -->\n```\n", "```\n<!-- x -->\n```\n"),
        ("    <!-- code -->\n", "    <!-- code -->\n"),
        ("a \\<!-- x -->", "a \\<!-- x -->"),
        ("a <!-- not closed", "a <!-- not closed"),
        # Where it parts what would be read as one, an empty one stays.
        ("1. a\n\n<!-- part -->\n\n1. b", "1. a\n\n<!---->\n\n1. b"),
        ("<!-- x --># no heading", "<!----># no heading"),
    ],
)
def test_a_comment_is_taken_out_and_nothing_else(text: str, left: str) -> None:
    assert without_comments(text) == left


_PIECES = st.sampled_from(
    ["word", " ", "\n", "\n\n", "<!-- secret -->", "<!-- secret\nsecret -->", "{# secret #}", "`",
     "- ", "1. ", "> ", "# ", "```\n", "    ", "*", "^[", "]", "[", "(https://a.org)", "|", "---",
     "<!--", "-->", "{#", "#}", "\\", "<!-- secret\n\nsecret -->", "{{ results[\"a\"] }}"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@example("word\n<!-- secret -->\nword")
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_no_comment_is_left_and_the_words_are_the_same(text: str) -> None:
    bare = without_comments(text)
    assert without_comments(bare) == bare
    assert all("secret" not in bare[start:end] for start, end in read(bare).comments)
    assert _said(bare) == _said(text)


def _said(text: str) -> str:
    # A line's end is no word: where a comment had a line to itself, there is one less of them.
    nodes = repr(without_places(read(text).blocks)).replace("\\n", " ")
    quoted = re.findall(r"'([^']*)'", nodes)
    return "".join(c for c in "".join(quoted) if c.isalpha())
