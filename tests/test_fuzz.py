"""Whatever a file holds: what a fuzzer found, and what hypothesis makes up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import bibliography, prose, reader
from tests.fuzz.harmless import assert_harmless
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS
from tests.smallest import CASE, SERIES

pytestmark = pytest.mark.slow

SEEDS = [(name, number, seed) for name in TARGETS for number, seed in enumerate(seeds(name))]

#: Pieces that mean something to a reader; strung together they are nearly right.
_YAML = st.lists(
    st.sampled_from([
        "id: P01\n", "patient:\n", "  age: 6 years\n", "visits:\n", "  - id: before\n", "- ", "  ",
        "    scores: {MAS: {elbow flexors: {right: 2}}}\n", "\n", ": ", "{", "}", "[", "]", "&a ",
        "*a", "!!python/object:os.system ", "<<: ", "|\n", ">\n", "? ", "'", '"', "---\n", "\t",
        "1+", "1e999", "NaN", "~", "\ufeff", "\u202e", "\u2028", "\x85", "é", "adverse_events: none\n",
    ]),
    max_size=30,
).map("".join)  # fmt: skip
_PROSE = st.lists(
    st.sampled_from([
        '{{ results["TCT.improved"].printed }}', "{{ rules.scoring }}", "{{", "}}", "{%", "%}",
        "[@key]", "[@key, p. 3; @doe2001]", "[@fig:change]", "[@tbl:scores]", "[@sec:methods]",
        "^[a note]", "^[", "]", "[", "](", ")", "(javascript:x)", "<script>", "<!--", "&lt;", "`",
        "```", "**", "_", "# ", "\n", "\n\n", "| a |\n|---|\n", "> ", "- ", "1. ", '"', "'", "\ue000",
        "\ue0000\ue001", "\ue001", "word", "1+ points", "https://example.org", "\\", "  ",
    ]),
    max_size=25,
).map("".join)  # fmt: skip
_BIB = st.lists(
    st.sampled_from([
        "@article{key,", "@book{", "title={A {B} C}", "author = {von Doe, Jr, J. and others}", ",",
        "}", "{", "year=2001", "doi={10.1/x}", "url={javascript:x}", "@string{a={b}}", "@comment{",
        "\\'{a}", "\\", "--", "#", '"', "=", "\n", " and ", "<script>", "é", "@", "$x^2$",
    ]),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(("target", "number", "seed"), SEEDS, ids=lambda value: str(value)[:20])
def test_what_is_known_to_be_hard_holds(target: str, number: int, seed: bytes) -> None:
    TARGETS[target](seed)


@given(_PROSE)
def test_any_prose_prints_harmlessly(text: str) -> None:
    prose.held(text.encode())


@given(st.text())
def test_any_text_prints_harmlessly(text: str) -> None:
    prose.held(text.encode("utf-8", "replace"))


@given(_BIB)
def test_any_bibliography_is_read_as_far_as_it_can_be(text: str) -> None:
    bibliography.held(b"b" + text.encode())


@given(_YAML)
@settings(max_examples=60)
def test_any_file_is_a_record_or_problems(text: str) -> None:
    reader.held(b"y" + text.encode())


@given(
    st.sampled_from([b"y" + CASE.encode(), b"s" + SERIES.encode()]),
    st.lists(st.tuples(st.integers(1, 900), st.sampled_from(["", " ", "\n", "x", ":", "[", "'"]))),
)
@settings(max_examples=60)
def test_a_good_file_with_letters_changed_is_a_record_or_problems(
    good: bytes, changes: list[tuple[int, str]]
) -> None:
    letters = list(good.decode())
    for at, letter in changes:
        letters[1 + at % (len(letters) - 1)] = letter
    reader.held("".join(letters).encode())


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", '<a href="javascript:x">a</a>', '<p onclick="x">a</p>', "<!-- a -->",
        '<img src="data:x">', '<a href="data:text/html,x">a</a>', '<p style="background:url(x)">a</p>',
    ],
)  # fmt: skip
def test_what_could_act_would_be_seen(html: str) -> None:
    with pytest.raises(AssertionError):
        assert_harmless(html)
