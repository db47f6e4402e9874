"""Set references and citations in any style of the Citation Style Language, by Pandoc.

Pandoc is a process of its own: it is given works as CSL-JSON and citations as its document tree,
and gives its document tree back, which becomes nodes of ours. It reads no file but the two that are
named, reaches no network, and is stopped when it takes too long.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from cpreport.content_cache import make_once
from cpreport.manuscript import tree
from cpreport.manuscript.references.csl_json import csl_item
from cpreport.manuscript.references.csl_styles import CitationStyle
from cpreport.manuscript.references.identifiers import is_address
from cpreport.manuscript.references.pandoc import NotStyled, Pandoc, ask_pandoc, find_pandoc
from cpreport.manuscript.references.rich_text import joined, plain
from cpreport.manuscript.references.work import Work
from cpreport.manuscript.tree import Citation, Inline, Link, Text

#: Elements of Pandoc's tree that hold others, by what they become.
_MARKS: Mapping[str, Callable[[tuple[Inline, ...]], Inline]] = {
    "Emph": tree.Emphasis, "Strong": tree.Strong, "Superscript": tree.Superscript,
    "Subscript": tree.Subscript, "SmallCaps": tree.SmallCaps,
}  # fmt: skip
_BLANKS = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


@dataclass(frozen=True, slots=True)
class StyledReferences:
    """References and citations as a style sets them.

    entries : tuple of (str, tuple of Inline)
        Keys of the works in the order of the list, each with what is printed, without its number.
    citations : tuple of tuple of Inline
        What is printed for each citation, in the order in which they were given.
    """

    entries: tuple[tuple[str, tuple[Inline, ...]], ...]
    citations: tuple[tuple[Inline, ...], ...]


# --- setting -------------------------------------------------------------------------------------


def set_references(
    style: CitationStyle,
    works: Sequence[Work],
    citations: Sequence[Citation],
    *,
    language: str = "en-GB",
) -> StyledReferences:
    """Set the works that a document cites, and its citations, in one call of Pandoc.

    Parameters
    ----------
    works : sequence of Work
        Those that are cited, in the order of their first citation.
    citations : sequence of Citation
        As they follow each other in the document.
    language : str
        In which a style that has no language of its own says `and`, `edited by`, the months.

    Raises
    ------
    NotStyled
        Where there is no Pandoc, or it fails or takes too long.
    """
    pandoc = find_pandoc()
    if pandoc is None:
        raise NotStyled("Pandoc is not there")
    keys = {work.key: f"c{number}" for number, work in enumerate(works)}
    items = [csl_item(_without_bad_address(replace(work, key=keys[work.key]))) for work in works]
    document = _document(style, citations, keys, language)
    written = _set_once(pandoc, style.text, _as_json(items), _as_json(document))
    return _styled(json.loads(written), style, {short: key for key, short in keys.items()})


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=64)
def _set_once(pandoc: Pandoc, style: str, items: str, document: str) -> bytes:
    """Let Pandoc set what it has not set before; reports of a series often cite the same works."""
    made_from = (pandoc.version, style, items, document)
    return make_once("references", made_from, lambda: _run(pandoc, style, items, document))


def _without_bad_address(work: Work) -> Work:
    """Leave out an address that is none: Pandoc would make one of the web of it."""
    return work if is_address(work.url) else replace(work, url="")


def _run(pandoc: Pandoc, style: str, items: str, document: str) -> bytes:
    """Let Pandoc set a document, and give its tree as JSON."""
    with tempfile.TemporaryDirectory(prefix="cpreport-", ignore_cleanup_errors=True) as folder:
        bibliography, csl = Path(folder) / "works.json", Path(folder) / "style.csl"
        bibliography.write_text(items, "utf-8")
        csl.write_text(style, "utf-8")
        version = _api_version(pandoc, folder)
        whole = _as_json({"pandoc-api-version": version, **json.loads(document)})
        options = ["--citeproc", f"--bibliography={bibliography}", f"--csl={csl}"]
        return ask_pandoc(pandoc, folder, ["-f", "json", "-t", "json", *options], whole)


def _api_version(pandoc: Pandoc, folder: str) -> list[int]:
    """Ask for the version of the document tree, which is not that of the program."""
    empty = json.loads(ask_pandoc(pandoc, folder, ["-f", "markdown", "-t", "json"], ""))
    return list(empty["pandoc-api-version"])


# --- to Pandoc's tree ----------------------------------------------------------------------------


def _document(
    style: CitationStyle, citations: Iterable[Citation], keys: Mapping[str, str], language: str
) -> dict[str, Any]:
    """Write a document of citations: a paragraph each."""
    whole = 'variable="locator"' in style.text
    cites = [_cite(citation, keys, locators=whole) for citation in citations]
    # A work that no citation names stands in the list all the same.
    every = [{"t": "MetaInlines", "c": [_cite_of([(key, "", "", False)], "NormalCitation")]}
             for key in keys.values()]  # fmt: skip
    meta = {
        "link-citations": {"t": "MetaBool", "c": True},
        "lang": {"t": "MetaInlines", "c": _words(language)},
        "nocite": {"t": "MetaList", "c": every},
    }
    return {"meta": meta, "blocks": [{"t": "Para", "c": [cite]} for cite in cites]}


def _cite(citation: Citation, keys: Mapping[str, str], *, locators: bool) -> dict[str, Any]:
    works = [
        (keys[work.key], work.prefix, _suffix(work.locator, locators), work.author_suppressed)
        for work in citation.works
        if work.key in keys
    ]
    return _cite_of(works, "AuthorInText" if citation.in_text else "NormalCitation")


def _suffix(locator: str, understood: bool) -> str:
    """Say where in a work; to a style that prints no such places, as words behind the work."""
    if not locator:
        return ""
    return f", {locator}" if understood else f"{{}}, {locator}"


def _cite_of(works: list[tuple[str, str, str, bool]], mode: str) -> dict[str, Any]:
    cited = [
        {
            "citationId": key,
            "citationPrefix": _words(prefix),
            "citationSuffix": _words(suffix),
            "citationMode": {"t": "SuppressAuthor" if suppressed else mode},
            "citationNoteNum": 0,
            "citationHash": 0,
        }
        for key, prefix, suffix, suppressed in works
    ]
    return {"t": "Cite", "c": [cited, []]}


def _words(text: str) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for number, word in enumerate(text.split()):
        said += [*([{"t": "Space"}] if number else []), {"t": "Str", "c": word}]
    return said


# --- from Pandoc's tree --------------------------------------------------------------------------


def _styled(
    document: Mapping[str, Any], style: CitationStyle, keys: Mapping[str, str]
) -> StyledReferences:
    found: list[tuple[str, tuple[Inline, ...]]] = []
    cites: list[Iterable[Mapping[str, Any]]] = []
    for block in document["blocks"]:
        if block["t"] == "Para":
            cites.append([inline for inline in block["c"] if inline["t"] == "Cite"])
        elif block["t"] == "Div" and block["c"][0][0] == "refs":
            for entry in block["c"][1]:
                key = keys[entry["c"][0][0].removeprefix("ref-")]
                found.append((key, _entry(entry["c"][1], len(found) + 1, style)))
    anchors = {key: f"ref-{number}" for number, (key, _) in enumerate(found, 1)}
    names = {f"#ref-{short}": anchors[key] for short, key in keys.items() if key in anchors}
    printed = tuple(joined(_inlines(cite, names)) for cite in cites)
    return StyledReferences(tuple(found), printed)


def _entry(
    blocks: Sequence[Mapping[str, Any]], number: int, style: CitationStyle
) -> tuple[Inline, ...]:
    """Read one work of the list, without the number that stands before it."""
    nodes: list[Inline | str] = []
    for block in _flat(blocks):
        nodes += [" " if nodes else "", *_inlines(block["c"], {})]
    entry = list(joined(nodes))
    if entry and isinstance(entry[-1], Text):
        entry[-1] = Text(entry[-1].text.rstrip())
    if style.numbered and entry and isinstance(entry[0], Text):
        entry[0] = Text(re.sub(rf"^[\[(]?{number}[\])]?\.?\s+", "", entry[0].text))
    return joined(entry)


def _flat(blocks: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Find the paragraphs of an entry; some styles set parts of it apart."""
    for block in blocks:
        if block["t"] == "Div":
            yield from _flat(block["c"][1])
        elif block["t"] in ("Para", "Plain"):
            yield block


def _inlines(
    inlines: Iterable[Mapping[str, Any]], anchors: Mapping[str, str]
) -> Iterator[Inline | str]:
    """Read Pandoc's inline elements; what is none of text has its words alone."""
    for inline in inlines:
        kind: str = inline["t"]
        content: Any = inline.get("c")
        if kind == "Str":
            yield str(content)
        elif kind in _BLANKS:
            yield _BLANKS[kind]
        elif kind in _MARKS:
            if inside := joined(_inlines(content, anchors)):
                yield _MARKS[kind](inside)
        elif kind == "Quoted":
            before, behind = _QUOTES[content[0]["t"]]
            yield from (before, *_inlines(content[1], anchors), behind)
        elif kind == "Link":
            yield from _link(content[2][0], joined(_inlines(content[1], anchors)), anchors)
        elif kind in ("Span", "Cite"):
            # The margin holds the number of the list, which the document prints itself.
            if kind == "Cite" or "csl-left-margin" not in content[0][1]:
                space = " " if kind == "Span" and "csl-block" in content[0][1] else ""
                yield from (space, *_inlines(content[1], anchors), space)
        elif kind in ("Strikeout", "Underline"):
            yield from _inlines(content, anchors)
        elif kind in ("Code", "Math"):
            yield str(content[1])


def _link(
    address: str, inside: tuple[Inline, ...], anchors: Mapping[str, str]
) -> Iterator[Inline | str]:
    if address in anchors:
        yield tree.CrossReference(target=anchors[address], label=plain(inside))
    elif is_address(address):
        yield Link(address, inside)
    else:
        yield from inside
