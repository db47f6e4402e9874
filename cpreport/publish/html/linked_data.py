"""Write what search engines read of a document: schema.org as JSON-LD.

Nothing is said that the series does not say; no date is among it but that of the publication.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from cpreport.cases.publication import Publication
from cpreport.manuscript.references.identifiers import doi_address
from cpreport.publish.html.front import Front, Metadata, Person
from cpreport.publish.licences import licence_address


def linked_data(front: Front, meta: Metadata, abstract: str = "") -> Markup:
    """Write the JSON-LD of a document.

    Parameters
    ----------
    abstract : str
        The abstract as plain text; empty where there is none.
    """
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalScholarlyArticle",
        "headline": meta.title,
        "description": meta.description,
        "publicationType": "Case Reports",
        "inLanguage": meta.language,
        "author": [_person(person, front) for person in front.people],
        "keywords": list(front.keywords),
        "license": _licence(front.licence),
        "copyrightHolder": {"@type": "Organization", "name": front.copyright_holder}
        if front.copyright_holder
        else {},
        "copyrightYear": front.copyright_year,
        "version": front.publication.version,
        **_published(front),
        "abstract": abstract,
    }
    text = json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False)
    # No text of the series can end the element that holds it.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _person(person: Person, front: Front) -> dict[str, Any]:
    texts = {affiliation.number: affiliation.text for affiliation in front.affiliations}
    said: dict[str, Any] = {"@type": "Person"}
    if person.orcid:
        said["@id"] = f"https://orcid.org/{person.orcid}"
    said["name"] = person.name
    if person.degrees:
        said["honorificSuffix"] = person.degrees
    if person.affiliations:
        said["affiliation"] = [
            {"@type": "Organization", "name": texts[number]} for number in person.affiliations
        ]
    return said


def _licence(licence: str) -> str | dict[str, str]:
    """Look up the address of a licence that is known; of any other, its name."""
    known = licence_address(licence)
    return known or ({"@type": "CreativeWork", "name": licence} if licence else "")


def _published(front: Front) -> dict[str, Any]:
    """Say where the article stands; of any other document, which article it is a part of."""
    said = front.publication
    doi = doi_address(said.doi) if said.doi else ""
    if front.series_title:
        whole = {"@type": "CreativeWork", "@id": doi, "name": front.series_title}
        return {"isPartOf": {key: value for key, value in whole.items() if value}}
    return {
        "@id": doi,
        "datePublished": said.published,
        "pagination": said.pages or said.article_number,
        "isPartOf": _journal(said),
    }


def _journal(said: Publication) -> dict[str, Any]:
    """Nest issue, volume and journal, each in the next, as far as they are known."""
    parts: tuple[tuple[str, str, str | None], ...] = (
        ("Periodical", "name", said.journal),
        ("PublicationVolume", "volumeNumber", said.volume),
        ("PublicationIssue", "issueNumber", said.issue),
    )
    nested: dict[str, Any] = {}
    for kind, key, value in parts:
        if value:
            within = {"isPartOf": nested} if nested else {}
            nested = {"@type": kind, key: value, **within}
    return nested
