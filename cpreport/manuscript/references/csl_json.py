"""Read CSL-JSON into works, and write works as CSL-JSON.

The form is that of https://github.com/citation-style-language/schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from cpreport.cases import text as written
from cpreport.cases.json_text import read_json
from cpreport.cases.series import SectionText
from cpreport.cases.text import Listing, Node, Scalar
from cpreport.manuscript.references.bibtex import Fault
from cpreport.manuscript.references.date_parts import date_of, status_of
from cpreport.manuscript.references.identifiers import doi_in, doi_of, is_address, is_doi, server_of
from cpreport.manuscript.references.rich_text import without_entities
from cpreport.manuscript.references.work import DATES, NAMES, TEXTS, DateParts, Name, Work
from cpreport.problems import Problem

#: What older files and other programs call kinds of works.
_KINDS = {
    "": "document", "article": "article-journal", "misc": "document", "online": "webpage",
    "electronic": "webpage", "preprint": "article", "posted-content": "article",
    "journal-article": "article-journal", "book-chapter": "chapter", "techreport": "report",
    "proceedings-article": "paper-conference", "dissertation": "thesis", "incollection": "chapter",
    "inproceedings": "paper-conference", "phdthesis": "thesis", "unpublished": "manuscript",
    "journalarticle": "article-journal", "booksection": "chapter", "magazinearticle":
    "article-magazine", "newspaperarticle": "article-newspaper", "blogpost": "post-weblog",
    "conferencepaper": "paper-conference", "computerprogram": "software",
}  # fmt: skip
#: As Zotero writes what it has no field for.
_PMID = re.compile(r"\bPMID:\s*(?P<id>\d{1,9})\b", re.IGNORECASE)
_PMCID = re.compile(r"\bPMCID:\s*(?P<id>PMC\d{1,9})\b", re.IGNORECASE)
_OTHERS = ("others", "et al", "et al.")


# --- from CSL-JSON -------------------------------------------------------------------------------


def read_csl(file: SectionText) -> Iterator[Work | Fault]:
    """Read every work of a file, and what is wrong with it."""
    root, problems = read_json(file.text, file.file)
    yield from (Fault("", replace(p, code="CP413") if p.code == "CP002" else p) for p in problems)
    if root is None:
        return
    if not isinstance(root, Listing):
        hint = "CSL-JSON is a list: `[{…}, {…}]`"
        problem = Problem("CP413", root.place, "this is not a list of references", help=hint)
        yield Fault("", problem)
        return
    for node in root.values:
        if isinstance(node, written.Mapping) and isinstance(node.get("id"), Scalar):
            work = _work(node)
            yield work
            yield from _doubtful_addresses(work, node)
        else:
            hint = 'add `"id": "…"`'
            yield Fault("", Problem("CP413", node.place, "this reference has no id", help=hint))


def _doubtful_addresses(work: Work, node: written.Mapping) -> Iterator[Fault]:
    doubts = (
        ("DOI", work.doi, is_doi(work.doi), "no DOI", "a DOI begins with `10.`"),
        ("URL", work.url, is_address(work.url), "no address", "an address begins with https://"),
    )
    for variable, said, is_fine, what, hint in doubts:
        found = node.get(variable)
        if said and not is_fine and found is not None:
            message = f"`{said[:60]}` is {what}"
            problem = Problem("CP414", found.place, message, help=hint, severity="warning")
            yield Fault(work.key, problem)


def _work(node: written.Mapping) -> Work:
    key = node.get("id")
    assert isinstance(key, Scalar)
    said: dict[str, Any] = {name: _text(node.get(v)) for name, v in TEXTS.items()}
    kind = _kind(_text(node.get("type")).casefold(), said)
    said |= {name: _date(node.get(v)) for name, v in DATES.items()}
    names = {name: _names(node.get(v)) for name, v in NAMES.items()}
    said |= {name: people for name, (people, _) in names.items()}
    said |= {"more_authors": names["author"][1], "more_editors": names["editor"][1]}
    said["container_title_short"] = said["container_title_short"] or _text(
        node.get("journalAbbreviation")
    )
    said["page"] = said["page"] or _text(node.get("article-number"))
    work = Work(key.text, kind, node.place, **said)
    if work.kind.startswith("article-") and not work.page:
        # Where there are no pages, the number is that of the article.
        work = replace(work, page=work.number)
    return _with_status(_with_identifiers(work))


def _kind(kind: str, said: dict[str, str]) -> str:
    """Tell preprints, which CSL calls `article` since 1.0.2, from articles called so by others."""
    named = said["genre"].casefold()
    server = server_of(said["publisher"]) or server_of(said["container_title"])
    if kind in ("article", "manuscript") and ("preprint" in named or server):
        return "article"
    if kind == "article" and not said["container_title"]:
        return "article"
    return _KINDS.get(kind, kind)


def _with_identifiers(work: Work) -> Work:
    doi, url, note = doi_of(work.doi), work.url.strip(), work.note
    if is_address(doi):
        doi, url = "", url or doi
    if not doi and doi_in(url):
        doi, url = doi_in(url), ""
    pmid, pmcid = _PMID.search(note), _PMCID.search(note)
    return replace(
        work,
        doi=doi,
        url=url,
        pmid=work.pmid or (pmid["id"] if pmid else ""),
        pmcid=work.pmcid or (pmcid["id"] if pmcid else ""),
        note=_PMCID.sub("", _PMID.sub("", note)).strip(),
    )


def _with_status(work: Work) -> Work:
    said = status_of(work.issued.literal)
    issued = DateParts() if said else work.issued
    publisher = work.publisher
    if work.kind == "article" and not publisher:
        publisher = work.container
    if work.kind == "article":
        work = replace(work, container_title="", container_title_short="")
    return replace(work, status=said or work.status, issued=issued, publisher=publisher)


def _text(node: Node | None) -> str:
    if not isinstance(node, Scalar):
        return ""
    return re.sub(r"[ \t\r\n]+", " ", without_entities(node.text)).strip(" ")


def _names(node: Node | None) -> tuple[tuple[Name, ...], bool]:
    """Read names, and whether the last of them says that there are more."""
    if not isinstance(node, Listing):
        return (), False
    found = [_name(value) for value in node.values if isinstance(value, written.Mapping)]
    names = tuple(n for n in found if n.surname or n.given)
    kept = tuple(n for n in names if n.given or n.surname.casefold() not in _OTHERS)
    return kept, len(kept) < len(names)


def _name(node: written.Mapping) -> Name:
    def text(variable: str) -> str:
        return _text(node.get(variable))

    if text("literal"):
        return Name(group=text("literal"))
    return Name(
        text("family"),
        text("given"),
        text("suffix"),
        text("non-dropping-particle"),
        text("dropping-particle"),
    )


def _date(node: Node | None) -> DateParts:
    if isinstance(node, Scalar):
        return date_of(node.text)
    if not isinstance(node, written.Mapping):
        return DateParts()
    parts = node.get("date-parts")
    if isinstance(parts, Listing):
        ends = [_numbers(value) for value in parts.values[:2]]
        if ends and ends[0]:
            return DateParts(
                ends[0], ends[1] if len(ends) > 1 else (), circa=bool(_text(node.get("circa")))
            )
    return date_of(_text(node.get("raw")) or _text(node.get("literal")))


def _numbers(node: Node) -> tuple[int, ...]:
    """Read the numbers of a date, as far as they are numbers."""
    found: list[int] = []
    for value in node.values if isinstance(node, Listing) else ():
        text = value.text.strip() if isinstance(value, Scalar) else ""
        if not re.fullmatch(r"-?\d{1,4}", text):
            break
        found.append(int(text))
    return tuple(found[:3])


# --- to CSL-JSON ---------------------------------------------------------------------------------


def csl_json(works: Iterable[Work]) -> str:
    """Write works as CSL-JSON, each under its key."""
    return json.dumps([csl_item(work) for work in works], ensure_ascii=False, indent=1) + "\n"


def csl_item(work: Work) -> dict[str, Any]:
    """Write a work as CSL-JSON has it: only what is known of it."""
    item: dict[str, Any] = {"id": work.key, "type": work.kind}
    for name, variable in NAMES.items():
        if people := getattr(work, name):
            item[variable] = [_csl_name(person) for person in people]
    for name, more in (("author", work.more_authors), ("editor", work.more_editors)):
        if more:
            item.setdefault(name, []).append({"literal": "others"})
    item |= {v: getattr(work, name) for name, v in TEXTS.items() if getattr(work, name)}
    for name, variable in DATES.items():
        if date := _csl_date(getattr(work, name)):
            item[variable] = date
    return item


def _csl_name(name: Name) -> dict[str, str]:
    parts = {
        "literal": name.group,
        "family": name.family,
        "given": name.given,
        "suffix": name.suffix,
        "non-dropping-particle": name.particle,
        "dropping-particle": name.dropping_particle,
    }
    return {part: text for part, text in parts.items() if text}


def _csl_date(date: DateParts) -> dict[str, Any]:
    if not date.begin:
        return {"literal": date.literal} if date.literal else {}
    parts = [list(date.begin), *([list(date.end)] if date.end else [])]
    return {"date-parts": parts, **({"circa": True} if date.circa else {})}
