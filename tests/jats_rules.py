"""Check where a JATS document breaks the recommendations of JATS4R.

They go beyond what the tag set asks: what programs need to find in an article. Paraphrased from the
recommendations at https://jats4r.org; one function a recommendation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from cpreport.publish.jats.elements import ALI, XLINK, Element
from cpreport.publish.jats.people import CREDIT, CREDIT_ROLES, credit_address

_HREF = f"{{{XLINK}}}href"
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ORCID = re.compile(r"https://orcid\.org/(\d{4}-){3}\d{3}[\dX]")


@dataclass(frozen=True, slots=True)
class Broken:
    """One recommendation that a document does not follow.

    rule : str
        A key of `RULES`.
    line : int
        In the document; 0 where the whole of it is meant.
    """

    rule: str
    message: str
    line: int = 0


def broken_rules(content: bytes) -> tuple[Broken, ...]:
    """Name every recommendation that a document does not follow, in the order of `RULES`.

    Raises
    ------
    etree.XMLSyntaxError
        Where the content is no XML.
    """
    root = etree.fromstring(content, jats_parser())
    return tuple(
        Broken(rule, message, 0 if at is None else at.sourceline or 0)
        for rule, check in RULES.items()
        for at, message in check(root)
    )


def jats_parser() -> etree.XMLParser:
    """Make a parser that reads nothing outside the file and unfolds no entity."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


Found = Iterator[tuple[Element, str]]


def _text(one: Element) -> str:
    return " ".join("".join(one.itertext()).split())


def _alternative_texts(root: Element) -> Found:
    for graphic in root.iter("graphic", "inline-graphic"):
        alt = graphic.find("alt-text")
        if alt is None or not _text(alt):
            yield graphic, "a graphic has no alt-text of its own"
            continue
        holder = graphic.getparent()
        said = {_text(one) for one in (*holder.iter("title"), *holder.iter("caption"))}
        if _text(alt) in said:
            yield graphic, "the alt-text only says again what the caption says"
        elif _text(alt) == holder.findtext("label"):
            yield graphic, "the alt-text is the label"


def _tables(root: Element) -> Found:
    for wrap in root.iter("table-wrap"):
        table = wrap.find("table")
        if table is None:
            yield wrap, "a table is not made of rows and cells"
        elif table.find(".//th") is None:
            yield wrap, "a table has no heading cells"
        else:
            for head in table.iter("th"):
                if head.get("scope") not in ("row", "col", "rowgroup", "colgroup"):
                    yield head, "a heading cell does not say what it heads"


def _titles(root: Element) -> Found:
    for section in root.iter("sec"):
        title = section.find("title")
        if title is None or not _text(title):
            yield section, "a section has no title"


def _links(root: Element) -> Found:
    for link in root.iter("ext-link"):
        if re.match(r"(https?://|www\.)", _text(link)):
            yield link, "the text of a link is an address"


def _conflict(root: Element) -> Found:
    statements = root.findall(".//fn[@fn-type='coi-statement']")
    if not statements:
        yield None, "there is no statement on competing interests"
    for one in statements:
        if one.getparent().tag != "author-notes":
            yield one, "the statement on competing interests is not in the author notes"


def _data(root: Element) -> Found:
    sections = root.findall(".//sec[@sec-type='data-availability']")
    if not sections:
        yield None, "there is no statement on the availability of data"
    for one in sections:
        if one.getparent().tag != "back":
            yield one, "the statement on the availability of data is not in the back"


def _ethics(root: Element) -> Found:
    sections = root.findall(".//sec[@sec-type='ethics-statement']")
    if len(sections) != 1:
        yield None, f"there are {len(sections)} ethics statements; one is expected"
    for one in sections:
        below = one.findall("sec")
        if not below:
            yield one, "the ethics statement has no parts"
        for part in below:
            if not (part.get("sec-type") or "").startswith("ethics-"):
                yield part, "a part of the ethics statement does not say of what it is"


def _credit(root: Element) -> Found:
    terms = {credit_address(term): term for term in CREDIT_ROLES}
    for role in root.findall(".//role[@vocab]"):
        if role.get("vocab") != "credit":
            continue
        if role.get("vocab-identifier") != CREDIT:
            yield role, "a CRediT role does not name the taxonomy by its address"
        if terms.get(role.get("vocab-term-identifier")) != role.get("vocab-term"):
            yield role, "term and address of a CRediT role do not belong together"


def _funding(root: Element) -> Found:
    groups = list(root.iter("funding-group"))
    if len(groups) != 1:
        yield None, f"there are {len(groups)} groups of funding; one is expected"
    for award in root.iter("award-group"):
        if len(award.findall("funding-source")) != 1:
            yield award, "an award does not have exactly one source"
    for id in root.findall(".//funding-source//institution-id"):
        if id.get("institution-id-type") not in ("doi", "ror"):
            yield id, "a funder’s identifier does not say its kind"
        elif id.get("institution-id-type") == "doi" and not _text(id).startswith("10.13039/"):
            yield id, "a funder’s identifier is not of the Open Funder Registry"


def _permissions(root: Element) -> Found:
    permissions = root.find("front/article-meta/permissions")
    if permissions is None:
        yield None, "there is neither copyright nor licence"
        return
    if not re.fullmatch(r"\d{4}", permissions.findtext("copyright-year") or ""):
        yield permissions, "the year of the copyright is not given"
    if not permissions.findtext("copyright-holder"):
        yield permissions, "the holder of the copyright is not given"
    licence = permissions.find("license")
    if licence is None:
        yield permissions, "there is no licence"
    elif not licence.get(_HREF):
        yield licence, "the licence has no address"
    elif licence.findtext(f"{{{ALI}}}license_ref") != licence.get(_HREF):
        yield licence, "the licence names two addresses"


def _abstracts(root: Element) -> Found:
    abstracts = root.findall("front/article-meta/abstract")
    whole = [one for one in abstracts if not one.get("abstract-type")]
    if not whole:
        yield None, "there is no abstract"
    for further in whole[1:]:
        yield further, "a second abstract does not say its kind"


def _contributors(root: Element) -> Found:
    for id in root.iter("contrib-id"):
        if id.get("contrib-id-type") is None:
            yield id, "an author’s identifier does not say its kind"
        elif id.get("contrib-id-type") == "orcid" and not _ORCID.fullmatch(_text(id)):
            yield id, "an ORCID iD is not written as its address"
    linked = {
        rid
        for xref in root.findall(".//contrib/xref[@ref-type='aff']")
        for rid in xref.get("rid", "").split()
    }
    for institution in root.findall("front/article-meta/aff"):
        if institution.get("id") not in linked:
            yield institution, "no author is linked with an institution"
    for id in root.findall(".//aff//institution-id[@institution-id-type='ror']"):
        if not re.fullmatch(r"https://ror\.org/0[a-z0-9]{8}", _text(id)):
            yield id, "a ROR identifier is not written as its address"


def _dois(root: Element) -> Found:
    for id in root.iter("pub-id", "article-id"):
        if id.get("pub-id-type") == "doi" and not _DOI.fullmatch(_text(id)):
            yield id, "a DOI is not a DOI"


def _keywords(root: Element) -> Found:
    groups = root.findall("front/article-meta/kwd-group")
    plain = [g for g in groups if not g.get("kwd-group-type") and not g.attrib.get("lang")]
    for further in plain[1:]:
        yield further, "two groups of keywords do not say how they differ"


def _kind(root: Element) -> Found:
    if root.get("article-type") != "case-report":
        yield root, "the article does not say that it is a case report"


def _references(root: Element) -> Found:
    for reference in root.iter("ref"):
        if reference.find("element-citation") is None:
            yield reference, "a reference is not told in its parts"


def _cross_references(root: Element) -> Found:
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    for xref in root.iter("xref"):
        if not set((xref.get("rid") or "").split()) & ids:
            yield xref, "a cross-reference leads nowhere"


#: Every check by the name of its recommendation.
RULES: dict[str, Callable[[Element], Found]] = {
    "article type": _kind,
    "authors and affiliations": _contributors,
    "CRediT": _credit,
    "competing interests": _conflict,
    "permissions": _permissions,
    "abstracts": _abstracts,
    "keywords": _keywords,
    "funding": _funding,
    "accessibility: titles": _titles,
    "accessibility: alternative texts": _alternative_texts,
    "accessibility: tables": _tables,
    "accessibility: links": _links,
    "ethics": _ethics,
    "data availability": _data,
    "citations": _references,
    "DOIs": _dois,
    "cross-references": _cross_references,
}
