"""Write the title page of a document: what it is, who wrote it, how long it is."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.catalogue import Heading, Say
from cpreport.manuscript.document import Article, Origin
from cpreport.manuscript.tree import Emphasis, Inline, Link, Superscript, Text
from cpreport.manuscript.word_counts import abstract_words, text_words
from cpreport.publish.docx.writer import Writer
from cpreport.publish.html.front import Front, Person


def write_title_page(writer: Writer, front: Front, heading: Heading, title: Origin | None) -> None:
    """Write the title, the notice, the authors and what stands beside them."""
    kicker = f"{front.kicker} {front.study_id}".strip()
    writer.paragraph(kicker, "Subtitle")
    writer.line((Text(front.title),), "Title", title)
    if front.series_title:
        before, after = map(Text, front.around_series_title)
        series = (before, Emphasis((Text(front.series_title),)), after)
        writer.line(tuple(part for part in series if part != Text("")), "FrontMatter")
    if front.notice:
        writer.paragraph(front.notice, "Notice")
    if not writer.submission.anonymous:
        _write_authors(writer, front, heading)
    if front.keywords:
        writer.labelled(heading("Keywords"), Text(", ".join(front.keywords)))
    if front.dates:
        writer.labelled(heading("Dates"), Text("; ".join(front.dates)))
    if front.publication.version:
        writer.labelled(heading("Version"), Text(front.publication.version))
    if front.copyright and not writer.submission.anonymous:
        writer.labelled(heading("Copyright"), Text(front.copyright))
    if front.licence:
        writer.labelled(heading("Licence"), Text(front.licence))


def _write_authors(writer: Writer, front: Front, heading: Heading) -> None:
    authors = tuple(_authors(front.people))
    if authors:
        writer.line(authors, "Authors")
    for affiliation in front.affiliations:
        number = Superscript((Text(str(affiliation.number)),))
        said = Text(f"\N{NO-BREAK SPACE}{affiliation.text}")
        writer.line((number, said), "Affiliations")
    for person in front.corresponding:
        mail = _mail(person.email) if person.email else ()
        writer.labelled(heading("Correspondence"), Text(person.name), *mail)
    if front.citation:
        writer.labelled(heading("How to cite"), *front.citation)
    if front.with_orcid:
        writer.labelled(heading("ORCID"), *_orcids(front.with_orcid))


def _authors(people: tuple[Person, ...]) -> Iterator[Inline]:
    for position, person in enumerate(people):
        degrees = f", {person.degrees}" if person.degrees else ""
        yield Text(f"{', ' if position else ''}{person.name}{degrees}")
        if person.affiliations:
            yield Superscript((Text(",".join(map(str, person.affiliations))),))


def _mail(address: str) -> tuple[Inline, ...]:
    return Text(", "), Link(f"mailto:{address}", (Text(address),))


def _orcids(people: tuple[Person, ...]) -> Iterator[Inline]:
    for position, person in enumerate(people):
        yield Text(f"{'; ' if position else ''}{person.name} ")
        yield Link(f"https://orcid.org/{person.orcid}", (Text(person.orcid),))


def counts(say: Say, article: Article) -> str:
    """Say how long an article is, as journals ask: `Abstract 240 words; text 3,120 words; …`."""
    kinds = [placed.kind for placed in article.floats]
    numbers = {
        "abstract": ("article.word_count.abstract", abstract_words(article)),
        "text": ("article.word_count.text", text_words(article)),
        "tables": ("article.word_count.tables", kinds.count("table")),
        "figures": ("article.word_count.figures", kinds.count("figure")),
        "references": ("article.word_count.references", len(article.references)),
    }
    said = {part: say(name, n, n=f"{n:,}") for part, (name, n) in numbers.items()}
    return say("article.word_count", **said)
