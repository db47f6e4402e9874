"""Write what a series says of itself as the front of the article: journal and metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cpreport
from cpreport.cases.publication import Publication, first_and_last
from cpreport.cases.series import Funder, SeriesRecord
from cpreport.manuscript.document import Article, TitledText, nodes_of
from cpreport.publish.jats.elements import ALI, Content, Element, element
from cpreport.publish.jats.nodes import Footnotes, join_paragraphs, paragraphs
from cpreport.publish.jats.people import contributors, correspondence
from cpreport.publish.licences import licence_address
from cpreport.typography import set_signs

#: What JATS calls the events that documents usually name.
_DATES = {"submitted": "received", "received": "received", "revised": "rev-recd",
          "accepted": "accepted", "published": "pub"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal that an article is for.

    abbreviation : str
        As the catalogue of the US National Library of Medicine has it.
    """

    title: str = "Not assigned"
    abbreviation: str = ""
    issn: str = ""
    publisher: str = ""


def front(
    record: SeriesRecord,
    article: Article,
    declared: Mapping[str, TitledText],
    journal: Journal,
    counts: Element,
    notes: Footnotes,
) -> Element:
    """Write the front.

    Parameters
    ----------
    declared : mapping of str to TitledText
        The declarations by their key in `series.yaml`.
    counts : Element
        How many figures, tables, references and words there are.
    """
    notice = set_signs(" ".join((record.notice or "").split()))
    return element(
        "front",
        _journal(journal, record.publication.journal or journal.title),
        element("article-meta", *_meta(record, article, declared, counts, notes)),
        element("notes", element("p", notice), notes_type="notice") if notice else None,
    )


def _journal(journal: Journal, title: str) -> Element:
    kind = "nlm-ta" if journal.abbreviation else "publisher-id"
    publisher = element("publisher-name", journal.publisher) if journal.publisher else None
    return element(
        "journal-meta",
        element("journal-id", journal.abbreviation or "not-assigned", journal_id_type=kind),
        element("journal-title-group", element("journal-title", title)),
        # The tag set asks for the element, also where there is no number yet.
        element("issn", journal.issn or None, publication_format="electronic"),
        element("publisher", publisher) if publisher is not None else None,
    )


def _meta(
    record: SeriesRecord,
    article: Article,
    declared: Mapping[str, TitledText],
    counts: Element,
    notes: Footnotes,
) -> Iterator[Content]:
    if record.publication.doi:
        yield element("article-id", record.publication.doi, pub_id_type="doi")
    subject = element("subject", "Case Report")
    yield element("article-categories", element("subj-group", subject, subj_group_type="heading"))
    short = record.short_title
    yield element(
        "title-group",
        element("article-title", article.title),
        element("alt-title", short, alt_title_type="running-head") if short else None,
    )
    yield from contributors(record)
    yield _author_notes(record, declared, notes)
    yield from _dates(record)
    yield _permissions(record)
    yield from _abstracts(record, article, notes)
    if record.keywords:
        keywords = (element("kwd", set_signs(word)) for word in record.keywords)
        yield element(
            "kwd-group",
            element("title", record.heading("Keywords")),
            *keywords,
            kwd_group_type="author",
        )
    yield _funding(record.funders, declared.get("funding"), notes)
    yield counts
    yield element(
        "custom-meta-group",
        element(
            "custom-meta",
            element("meta-name", "generator"),
            element("meta-value", f"cpreport {cpreport.__version__}"),
        ),
    )


def _author_notes(
    record: SeriesRecord, declared: Mapping[str, TitledText], notes: Footnotes
) -> Element | None:
    conflict = None
    if "competing_interests" in declared:
        conflict = element(
            "fn",
            element("label", record.heading("Competing interests")),
            *paragraphs(nodes_of(declared["competing_interests"].blocks), notes),
            fn_type="coi-statement",
            id="competing-interests",
        )
    corresponding = correspondence(record.authors)
    there = conflict is not None or corresponding is not None
    return element("author-notes", corresponding, conflict) if there else None


def _dates(record: SeriesRecord) -> Iterator[Content]:
    """Say the dates that the series says, as far as it says them, then where the article stands."""
    years = ((event, (int(year),)) for event, year in record.dates.items())
    dates: dict[str, tuple[int, ...]] = dict((*years, *record.publication.dates))
    kinds = {
        event: _DATES.get(event.strip().casefold(), re.sub(r"\W+", "-", event.strip().casefold()))
        for event in dates
    }
    published = [dates[event] for event, kind in kinds.items() if kind == "pub"]
    if published:
        yield _date("pub-date", published[-1], date_type="pub")
    else:
        yield element("pub-date-not-available")
    yield from _in_the_journal(record.publication)
    others = [
        _date("date", dates[event], date_type=kind)
        for event, kind in kinds.items()
        if kind != "pub"
    ]
    if others:
        yield element("history", *others)
    if record.publication.version:
        version = element("article-version", record.publication.version)
        yield element("pub-history", element("event", version))


def _date(tag: str, date: tuple[int, ...], **attributes: str) -> Element:
    year, *rest = (f"{part:02d}" for part in date)
    parts = [element(name, said) for name, said in zip(("month", "day"), rest, strict=False)]
    made = element(tag, *reversed(parts), element("year", year), **attributes)
    made.set("iso-8601-date", "-".join((year, *rest)))
    return made


def _in_the_journal(said: Publication) -> Iterator[Content]:
    for tag, value in (("volume", said.volume), ("issue", said.issue)):
        if value:
            yield element(tag, value)
    if said.pages:
        first, last = first_and_last(said)
        yield element("fpage", first)
        if last:
            yield element("lpage", last)
    elif said.article_number:
        yield element("elocation-id", said.article_number)


def _permissions(record: SeriesRecord) -> Element | None:
    holder = record.copyright
    parts: list[Content] = []
    if holder is not None:
        parts += [
            element("copyright-statement", f"© {holder.year} {holder.holder}"),
            element("copyright-year", holder.year),
            element("copyright-holder", holder.holder),
        ]
    if record.licence:
        parts.append(_licence(record.licence, record.heading("Licence")))
    return element("permissions", *parts) if parts else None


def _licence(licence: str, heading: str) -> Element:
    """Write the licence, with its address where it has one that is known."""
    address = licence_address(licence)
    made = element("license", xlink_href=address or None)
    if address:
        reference = element(f"{{{ALI}}}license_ref", address)
        made.append(reference)
    made.append(element("license-p", f"{heading}: {licence}"))
    return made


def _abstracts(record: SeriesRecord, article: Article, notes: Footnotes) -> Iterator[Element]:
    if article.abstract:
        made = element("abstract")
        for part in article.abstract:
            said = paragraphs(nodes_of(part.blocks), notes)
            if part.title:
                made.append(element("sec", element("title", part.title), *said))
            else:
                made.extend(said)
        yield made
    if article.key_points:
        points = map(nodes_of, article.key_points)
        items = (element("list-item", *paragraphs(point, notes)) for point in points)
        listed = element("list", *items, list_type="bullet")
        title = element("title", record.heading("Key points"))
        yield element("abstract", title, element("p", listed), abstract_type="key-points")


def _funding(
    funders: tuple[Funder, ...], said: TitledText | None, notes: Footnotes
) -> Element | None:
    awards = [award for funder in funders for award in _awards(funder)]
    statement = join_paragraphs("funding-statement", nodes_of(said.blocks), notes) if said else None
    there = awards or statement is not None
    return element("funding-group", *awards, statement) if there else None


def _awards(funder: Funder) -> Iterator[Element]:
    for number in funder.awards or (None,):
        source = element(
            "institution-wrap",
            element("institution", funder.name),
            element("institution-id", funder.id, institution_id_type="doi") if funder.id else None,
        )
        yield element(
            "award-group",
            element("funding-source", source),
            element("award-id", number) if number else None,
        )
