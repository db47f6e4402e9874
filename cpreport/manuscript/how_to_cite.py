"""Say how a series is cited, in the form of its own reference lists' usual style."""

from __future__ import annotations

from html import escape

from cpreport.cases.series import SeriesRecord
from cpreport.manuscript.author_names import name_parts
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import DateParts, Work
from cpreport.manuscript.tree import Inline
from cpreport.typography import set_signs


def citation(record: SeriesRecord) -> tuple[Inline, ...]:
    """Set the article as others cite it; nothing where no file says that it is published."""
    said = record.publication
    if not (said.doi or said.journal or said.published):
        return ()
    work = Work(
        key="",
        kind="article-journal",
        place=record.source.place("publication"),
        title=_literal(record.title),
        author=tuple(name_parts(author.name, author.surname) for author in record.authors),
        container_title=_literal(said.journal or ""),
        volume=said.volume or "",
        issue=said.issue or "",
        page=said.pages or said.article_number or "",
        issued=DateParts(said.published or ()),
        doi=said.doi or "",
    )
    return vancouver(work)


def _literal(text: str) -> str:
    """Keep a text from being read as markup of a reference."""
    return escape(set_signs(" ".join(text.split())), quote=False)
