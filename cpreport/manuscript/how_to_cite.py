"""Say how a series is cited, in the form of its own reference lists' usual style."""

from __future__ import annotations

from cpreport.cases.publication import parts_of_date
from cpreport.cases.series import SeriesRecord
from cpreport.manuscript.author_names import name_parts
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import DateParts, Work
from cpreport.manuscript.tree import Inline, Text
from cpreport.typography import set_signs

#: Stands for `<` while a reference is set.
_LESS = "\ue000"


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
        issued=DateParts(parts_of_date(said.published) if said.published else ()),
        doi=said.doi or "",
    )
    nodes = vancouver(work)
    return tuple(Text(n.text.replace(_LESS, "<")) if isinstance(n, Text) else n for n in nodes)


def _literal(text: str) -> str:
    """Keep a text, which is plain, from being read as the markup of a reference."""
    return set_signs(" ".join(text.split())).replace("<", _LESS)
