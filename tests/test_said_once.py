"""No document of the example says a number more than once in its text and once in its tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

pytestmark = pytest.mark.slow

#: What is said in short before a document, what it says of itself after it, and what interprets it.
_NOT_TEXT = ("abstract", "key-points", "summary", "sec-discussion", "sec-conclusion", "sources")
#: Where nothing happened it is counted in how many, each time.
_DENOMINATORS = ("sessions", "patients")


@pytest.mark.parametrize(
    "document",
    ["article/article", "supplement/supplement", *(f"cases/P0{n}/P0{n}" for n in (1, 2, 3, 4))],
)
def test_a_number_stands_once_in_the_text_and_once_in_a_table(
    built_once: Path, document: str
) -> None:
    page = html.parse(built_once / f"output/{document}.html").getroot()
    texts, tables = Counter[str](), Counter[str]()
    for block in page.iter("p", "table"):
        counts = tables if block.tag == "table" else texts
        if block.tag == "table" or _is_text(block):
            counts.update(set(_results(block)))
    assert texts, "numbers of the text are marked"
    assert _more_than_once(texts) == _more_than_once(tables) == []


def _results(block: html.HtmlElement) -> Iterator[str]:
    for marked in block.iter():
        yield from (marked.get("data-result") or "").split()


def _is_text(block: html.HtmlElement) -> bool:
    around = [block, *block.iterancestors()]
    names = {name for one in around for name in f"{one.get('id')} {one.get('class')}".split()}
    return not names.intersection(_NOT_TEXT) and all(one.tag != "table" for one in around)


def _more_than_once(counts: Counter[str]) -> list[str]:
    return sorted(
        name for name, n in counts.items() if n > 1 and name.split(".")[-1] not in _DENOMINATORS
    )
