"""Take the front of a document, and write its title page: who wrote it, how long it is."""

from __future__ import annotations

import html

from cpreport.manuscript.document import Article, Origin
from cpreport.manuscript.length import abstract_words, text_words
from cpreport.publish.docx.writer import Writer
from cpreport.publish.html.front import Front, Person


def write_title_page(writer: Writer, front: Front, title: Origin | None) -> None:
    """Write the title, the notice, the authors and what stands beside them."""
    kicker = f"{front.kicker} {front.study_id}".strip()
    writer.paragraph(kicker, "Subtitle")
    writer.prose(f"<p>{html.escape(front.title)}</p>", title, style="Title")
    if front.series_title:
        series = f"From the series <cite>{html.escape(front.series_title)}</cite>"
        writer.prose(f"<p>{series}</p>", style="FrontMatter")
    if front.notice:
        writer.paragraph(front.notice, "Notice")
    if not writer.submission.anonymous:
        _write_authors(writer, front)
    if front.keywords:
        writer.labelled("Keywords", html.escape(", ".join(front.keywords)))
    if front.dates:
        said = "; ".join(f"{event} {year}" for event, year in front.dates)
        writer.labelled("Dates", html.escape(said))
    if front.licence:
        writer.labelled("Licence", html.escape(front.licence))


def _write_authors(writer: Writer, front: Front) -> None:
    authors = ", ".join(_author(person) for person in front.people)
    if authors:
        writer.prose(f"<p>{authors}</p>", style="Authors")
    for affiliation in front.affiliations:
        said = f"<sup>{affiliation.number}</sup>\N{NO-BREAK SPACE}{html.escape(affiliation.text)}"
        writer.prose(f"<p>{said}</p>", style="Affiliations")
    for person in front.corresponding:
        mail = html.escape(person.email)
        address = f', <a href="mailto:{mail}">{mail}</a>' if mail else ""
        writer.labelled("Correspondence", f"{html.escape(person.name)}{address}")
    if front.with_orcid:
        writer.labelled("ORCID", "; ".join(_orcid(person) for person in front.with_orcid))


def _author(person: Person) -> str:
    degrees = f", {person.degrees}" if person.degrees else ""
    numbers = ",".join(map(str, person.affiliations))
    raised = f"<sup>{numbers}</sup>" if numbers else ""
    return f"{html.escape(person.name + degrees)}{raised}"


def _orcid(person: Person) -> str:
    id = html.escape(person.orcid)
    return f'{html.escape(person.name)} <a href="https://orcid.org/{id}">{id}</a>'


def counts(article: Article) -> str:
    """Say how long an article is, as journals ask: `Abstract 240 words; text 3,120 words; …`."""
    kinds = [float.kind for float in article.floats]
    parts = [
        f"abstract {abstract_words(article):,} words",
        f"text {text_words(article):,} words",
        _of(kinds.count("table"), "table"),
        _of(kinds.count("figure"), "figure"),
        _of(len(article.references), "reference"),
    ]
    return "; ".join(parts)


def _of(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
