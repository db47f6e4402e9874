"""Take a composed article, and say how long it is, as journals count: the one place that counts."""

from __future__ import annotations

import re

from cpreport.manuscript.document import Article
from cpreport.manuscript.prose import spoken_text

_HEADING = re.compile(r"<h[1-6]\b.*?</h[1-6]>", re.S)
_WORD = re.compile(r"\w")


def words_in(text: str) -> int:
    """Count the words of a text or a finished fragment, as a word processor does.

    >>> words_in("<p>Three of four children (75%) &ndash; a lot.</p>")
    7
    """
    return sum(bool(_WORD.search(word)) for word in spoken_text(text).split())


def abstract_words(article: Article) -> int:
    """Count the words of the abstract, without its headings."""
    return sum(words_in(text) for _, text in article.abstract)


def text_words(article: Article) -> int:
    """Count the words of the sections, without headings, figures, tables and captions."""
    blocks = (block.html for section in article.sections for block in section.blocks)
    return sum(words_in(_HEADING.sub(" ", html)) for html in blocks)
