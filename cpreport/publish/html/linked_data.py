"""Write what search engines read of a document: schema.org as JSON-LD.

Nothing is said that the series does not say; no date is among it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup

from cpreport.publish.html.front import Front, Metadata, Person

#: Licences that have an address: `CC BY 4.0`, `CC BY-NC-ND 4.0`, `CC0 1.0`.
_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)")


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
        "isPartOf": _part_of(front.series_title),
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


def licence_address(licence: str) -> str:
    """Look up the address of a Creative Commons licence; nothing of any other.

    >>> licence_address("CC BY 4.0"), licence_address("All rights reserved")
    ('https://creativecommons.org/licenses/by/4.0/', '')
    """
    if match := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if licence.strip() == "CC0 1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return ""


def _part_of(series_title: str) -> dict[str, str]:
    return {"@type": "CreativeWork", "name": series_title} if series_title else {}
