"""Count how long an article is, as journals count: the one place that counts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cpreport.manuscript.document import Article, Block
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.tree import FloatPlace, Heading

_WORD = re.compile(r"\w")


def words_in(text: str) -> int:
    """Count the words of a text, as a word processor does.

    >>> words_in("Three of four children (75%) – a lot.")
    7
    """
    return sum(bool(_WORD.search(word)) for word in text.split())


def abstract_words(article: Article) -> int:
    """Count the words of the abstract, without its headings."""
    return sum(_words(part.blocks) for part in article.abstract)


def text_words(article: Article) -> int:
    """Count the words of the sections, without headings, figures, tables and captions."""
    return sum(words for _, words in section_words(article))


def section_words(article: Article) -> tuple[tuple[str, int], ...]:
    """Count the words of each section, by its title."""
    return tuple((section.title, _words(section.blocks)) for section in article.sections)


def _words(blocks: Iterable[Block]) -> int:
    nodes = (block.node for block in blocks if not isinstance(block.node, FloatPlace | Heading))
    return words_in(words_of(*nodes))
