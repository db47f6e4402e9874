"""Write the authors of a series with their iDs, roles and institutions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cpreport.cases.series import Affiliation, Author, SeriesRecord
from cpreport.manuscript.author_names import name_parts
from cpreport.publish.html.front import Person, affiliation_keys, article_front
from cpreport.publish.jats.elements import Content, Element, element

CREDIT = "https://credit.niso.org/"
#: The fourteen roles of the Contributor Role Taxonomy (ANSI/NISO Z39.104).
CREDIT_ROLES = (
    "Conceptualization", "Data curation", "Formal analysis", "Funding acquisition",
    "Investigation", "Methodology", "Project administration", "Resources", "Software",
    "Supervision", "Validation", "Visualization", "Writing – original draft",
    "Writing – review & editing",
)  # fmt: skip


def contributors(record: SeriesRecord) -> Iterator[Element]:
    """Write the authors, then their institutions."""
    people = article_front(record).people
    group = element("contrib-group")
    for author, person in zip(record.authors, people, strict=True):
        group.append(_contributor(author, person))
    yield group
    for number, key in enumerate(affiliation_keys(record.authors), start=1):
        yield _institution(number, key, record.affiliations)


def _contributor(author: Author, person: Person) -> Element:
    orcid = f"https://orcid.org/{person.orcid}" if person.orcid else None
    return element(
        "contrib",
        element("contrib-id", orcid, contrib_id_type="orcid") if orcid else None,
        name(author.name, author.surname),
        element("degrees", author.degrees) if author.degrees else None,
        element("email", author.email) if author.email and not author.corresponding else None,
        *map(_role, author.roles),
        *(element("xref", str(n), ref_type="aff", rid=f"aff-{n}") for n in person.affiliations),
        element("xref", "*", ref_type="corresp", rid="corresp") if author.corresponding else None,
        contrib_type="author",
        corresp="yes" if author.corresponding else None,
    )


def name(whole: str, surname: str | None = None) -> Element:
    """Write a name in its parts where they can be told, else whole.

    >>> [part.text for part in name("Ludwig van Beethoven")]
    ['van Beethoven', 'Ludwig']
    >>> [part.text for part in name("Nguyen Van An", "Nguyen")]
    ['Nguyen', 'Van An']
    >>> name("山田太郎").tag
    'string-name'
    """
    parts = name_parts(whole, surname)
    if parts.is_group:
        return element("string-name", whole)
    return element(
        "name",
        element("surname", parts.family),
        element("given-names", parts.given),
        element("suffix", parts.suffix) if parts.suffix else None,
    )


def _role(role: str) -> Element:
    """Write a role; one of the taxonomy with its term and address."""
    term = next((known for known in CREDIT_ROLES if _folded(known) == _folded(role)), None)
    if term is None:
        return element("role", role)
    return element(
        "role",
        role,
        vocab="credit",
        vocab_identifier=CREDIT,
        vocab_term=term,
        vocab_term_identifier=credit_address(term),
    )


def credit_address(term: str) -> str:
    """Look up the address of a role.

    >>> credit_address("Writing – review & editing")
    'https://credit.niso.org/contributor-roles/writing-review-editing/'
    """
    return f"{CREDIT}contributor-roles/{_folded(term).replace(' ', '-')}/"


def _folded(role: str) -> str:
    words = re.findall(r"[a-z]+", role.casefold().replace("visualisation", "visualization"))
    return " ".join(word for word in words if word != "and").replace(
        "conceptualisation", "conceptualization"
    )


def _institution(number: int, key: str, known: Mapping[str, Affiliation]) -> Element:
    place = known.get(key) or Affiliation(name=key)
    parts: list[Content] = [
        element("label", str(number)),
        element(
            "institution-wrap",
            element("institution-id", place.ror, institution_id_type="ror") if place.ror else None,
            element("institution", place.name),
        ),
    ]
    for tag, text in (("city", place.city), ("country", place.country)):
        parts += [", ", element(tag, text)] if text else []
    return element("aff", *parts, id=f"aff-{number}")


def correspondence(authors: Sequence[Author]) -> Element | None:
    """Write whom to write to, and where."""
    writers = [author for author in authors if author.corresponding]
    if not writers:
        return None
    parts: list[Content] = []
    for author in writers:
        parts += ["; " if parts else "* ", author.name]
        parts += [" ", element("email", author.email)] if author.email else []
    return element("corresp", *parts, id="corresp")
