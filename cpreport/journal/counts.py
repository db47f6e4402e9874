"""Count what journals limit: words, figures, tables, key points."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.check.check_series import Ready
from cpreport.manuscript.document import Article, nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.word_counts import abstract_words, text_words


@dataclass(frozen=True, slots=True)
class Counts:
    """What a series has of what journals limit; None where its article could not be composed.

    text_words : int or None
        Of the sections, without their titles, figures, tables and captions.
    key_point_characters : tuple of int
        Length of each, with spaces.
    """

    cases: int
    keywords: int
    key_points: int
    abstract_words: int | None = None
    text_words: int | None = None
    figures: int = 0
    tables: int = 0
    references: int = 0
    key_point_characters: tuple[int, ...] = ()


def counts_of(ready: Ready) -> Counts:
    """Count what a series has."""
    record = ready.findings.record
    plain = Counts(len(ready.findings.cases), len(record.keywords), len(record.key_points))
    return plain if ready.article is None else _with_article(plain, ready.article)


def _with_article(plain: Counts, article: Article) -> Counts:
    return Counts(
        plain.cases,
        plain.keywords,
        plain.key_points,
        abstract_words=abstract_words(article),
        text_words=text_words(article),
        figures=sum(f.kind == "figure" for f in article.floats),
        tables=sum(f.kind == "table" for f in article.floats),
        references=len(article.references),
        key_point_characters=tuple(len(words_of(*nodes_of(point))) for point in article.key_points),
    )
