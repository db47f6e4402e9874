"""Take Markdown prose with inline results, citations and cross-references, and give HTML blocks.

Nothing in prose is executed: an inline result names a record of the ledger, and that is all it can
do. Raw HTML is shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from cpreport.manuscript.document import Float, Origin
from cpreport.outcomes.result import Result, ids_near
from cpreport.problems import Place, Problem, nearest

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: Gives the place in the file of a line, a column and a width inside a text.
PlaceOf = Callable[[int, int, int], Place]

#: What may be asked of a result in prose.
FIELDS = ("printed", "in_words", "In_words", "of_in_words", "n_of_n", "interval_printed", "unit")
_PLACEHOLDER = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_TAG = re.compile("<[^<>]*>")
# Bounded, so that no text takes longer than its length to read.
_INLINE = re.compile(r"\{\{(?P<inside>[^{}]{0,300})\}\}|\{%[^{}]{0,300}%\}|\{\{|\{%")
_RESULT = re.compile(r"""results\[\s*(?P<q>["'])(?P<id>[^"']*)(?P=q)\s*\](?:\.(?P<field>\w+))?""")
_RULES = re.compile(r"rules\.(?P<name>\w+)")
_MENTION = re.compile(r"\[(?P<inside>@[^\[\]\n]{1,300})\]")
#: A footnote as Pandoc writes it within a line: `^[what is said at the foot of the page]`.
_NOTE = re.compile(r"\^\[(?P<inside>[^\[\]\n]{1,600})\]")
_ONE = re.compile(r"@(?P<key>[^\s,;\]]+)(?:,\s*(?P<locator>[^;\]]+))?")
_KINDS = {"fig": "figure", "tbl": "table", "case": "case", "sec": "section"}
_UNKNOWN = {"fig": "CP405", "tbl": "CP406", "case": "CP407", "sec": "CP411"}
_UNITS = r"(?:%|°|mm|cm|m|kg|mg|µg|g|mL|ml|L|s|h|min|days?|weeks?|months?|years?|points?|hours?)"
_NUMBER_UNIT = re.compile(rf"(?<![+\d.,])(\d[+\d.,]*) ({_UNITS})(?![\w])")


@dataclass(frozen=True, slots=True)
class Prose:
    """One text as written, and where it stands.

    name : str
        What it is called in messages.
    path : tuple
        Keys that lead to it in a structured file; empty where it is a file of its own.
    written : bool
        Whether authors wrote it, and not cpreport.
    """

    text: str
    place_of: PlaceOf
    name: str
    path: tuple[str | int, ...] = ()
    written: bool = True

    def origin(self, number: int) -> Origin | None:
        """Give where one of its blocks was written; None where nobody wrote it."""
        if not self.written:
            return None
        return Origin(self.place_of(1, 1, 1).file, self.path, number)


@dataclass(frozen=True, slots=True)
class Known:
    """What prose may refer to.

    left_out : tuple of str
        Figures of a large series that are not drawn; a text that refers to one is right all the
        same, and is led to the supplement.
    elsewhere : mapping of (str, str) to str
        What is in the other of article and supplement, by prefix and name (`tbl`, `P01.items`),
        with the words for it: `Table S1`, `Table 2 of the article`.
    """

    results: Mapping[str, Result]
    rules: Mapping[str, str] = field(default_factory=dict)
    references: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Give what may stand after `@fig:`, `@tbl:`, `@case:` or `@sec:`."""
        return {
            "fig": self.figures,
            "tbl": self.tables,
            "case": self.cases,
            "sec": tuple(self.sections),
        }[prefix]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a document: of its references and floats, by key."""

    references: Mapping[str, int] = field(default_factory=dict)
    floats: Mapping[tuple[str, str], Float] = field(default_factory=dict)


def at_file(file: str) -> PlaceOf:
    """Give places in a file that holds nothing but the text."""
    return lambda line, column, width: Place(file, line, column, width)


# --- what a text mentions ------------------------------------------------------------------------


def mentions(prose: Prose) -> Iterator[tuple[str, str]]:
    """Yield what a text cites or refers to, in order: `("cite", key)`, `("fig", id)`, …"""
    for match in _MENTION.finditer(_without_code(prose.text)):
        for one in _ONE.finditer(match["inside"]):
            prefix, _, name = one["key"].partition(":")
            yield (prefix, name) if name and prefix in _KINDS else ("cite", one["key"])


def uses_rule(prose: Prose, name: str) -> bool:
    """Whether a text prints a generated part of the methods."""
    return any(m["name"] == name for m in _RULES.finditer(prose.text))


def problems_of(prose: Prose, known: Known, case: str | None = None) -> Iterator[Problem]:
    """Yield everything in a text that cannot be filled in, all of it in one go."""
    if not prose.text.strip():
        place = prose.place_of(1, 1, 1)
        yield Problem(
            "CP408", place, f"{prose.name} is empty", help="write it, or take it out", case=case
        )
    for match in _INLINE.finditer(prose.text):
        found = _inline_problem(match, prose, known, case)
        if found is not None:
            yield found
    for match in _MENTION.finditer(_without_code(prose.text)):
        for one in _ONE.finditer(match["inside"]):
            found = _mention_problem(match, one, prose, known, case)
            if found is not None:
                yield found


def _inline_problem(
    match: re.Match[str], prose: Prose, known: Known, case: str | None
) -> Problem | None:
    place = _place(prose, match.start(), len(match[0]))
    inside = (match["inside"] or "").strip()
    if rule := _RULES.fullmatch(inside):
        if rule["name"] in known.rules:
            return None
        allowed = tuple(known.rules)
        message = f"there is no `rules.{rule['name']}`"
        return Problem("CP412", place, message, allowed, nearest(rule["name"], allowed), case=case)
    result = _RESULT.fullmatch(inside)
    if result is None:
        shown = match[0] if len(match[0]) <= 60 else match[0][:59] + "…"
        return Problem(
            "CP412",
            place,
            f"`{shown}` cannot be filled in",
            ('{{ results["MAS.improved"].in_words }}', "{{ rules.improvement }}"),
            "prose names results and nothing else",
            case=case,
        )
    if result["id"] not in known.results:
        start = match.start() + match[0].index(result["id"]) if result["id"] else match.start()
        place = _place(prose, start, max(1, len(result["id"])))
        help = (
            nearest(result["id"], ids_near(known.results, result["id"]))
            or "output/results.csv lists every result"
        )
        return Problem("CP403", place, f"there is no result `{result['id']}`", (), help, case=case)
    if result["field"] and result["field"] not in FIELDS:
        message = f"a result has no `{result['field']}`"
        return Problem("CP412", place, message, FIELDS, nearest(result["field"], FIELDS), case=case)
    return None


def _mention_problem(
    match: re.Match[str], one: re.Match[str], prose: Prose, known: Known, case: str | None
) -> Problem | None:
    key = one["key"]
    place = _place(prose, match.start("inside") + one.start(), len(key) + 1)
    prefix, _, name = key.partition(":")
    if name and prefix in _KINDS:
        names = known.names(prefix)
        if name in names or (prefix, name) in known.elsewhere:
            return None
        if prefix == "fig" and name in known.left_out:
            return None
        message = f"there is no {_KINDS[prefix]} `{name}`"
        others = [n for kind, n in known.elsewhere if kind == prefix]
        help = nearest(name, (*names, *others))
        return Problem(_UNKNOWN[prefix], place, message, names, help, case=case)
    if key in known.references:
        return None
    help = nearest(key, known.references) or "add it to references.bib or references.json"
    return Problem("CP404", place, f"`{key}` is not in the references", (), help, case=case)


def _place(prose: Prose, offset: int, width: int) -> Place:
    line = prose.text.count("\n", 0, offset) + 1
    column = offset - (prose.text.rfind("\n", 0, offset) + 1) + 1
    return prose.place_of(line, column, width)


def _without_code(text: str) -> str:
    """Blank out code spans, keeping every other character where it is."""
    return re.sub(r"`[^`\n]+`", lambda m: " " * len(m[0]), text)


@dataclass(frozen=True, slots=True)
class Atom:
    """What stands in prose for something that is worked out.

    kind : {"result", "rule", "reference", "note"}
        A number of the ledger, a generated text, citations or cross-references, a footnote.
    name : str
        Of the result or the rule; else what is written.
    start, end : int
        Where it is written.
    html : str
        What it prints; a footnote prints nothing where it stands.
    """

    kind: str
    name: str
    start: int
    end: int
    html: str = ""


def atoms(text: str, known: Known, numbers: Numbers) -> list[Atom]:
    """Give everything in a text that is worked out, in its order."""
    found: list[Atom] = []
    for match in _INLINE.finditer(text):
        inside = (match["inside"] or "").strip()
        rule, result = _RULES.fullmatch(inside), _RESULT.fullmatch(inside)
        kind, name = ("rule", rule["name"]) if rule else ("result", result["id"] if result else "")
        html = "" if rule else _filled(match, known, str)
        found.append(Atom(kind, name, match.start(), match.end(), html))
    # What is filled in is no text to look for citations or brackets in.
    blank = _INLINE.sub(lambda m: "\ue002" * len(m[0]), text)
    for match in _MENTION.finditer(blank):
        html = _referred(match, known, numbers, str)
        found.append(Atom("reference", match[0], match.start(), match.end(), html))
    blank = _MENTION.sub(lambda m: "\ue002" * len(m[0]), blank)
    notes = [Atom("note", m[0], m.start(), m.end()) for m in _NOTE.finditer(blank)]
    outside = [a for a in found if not any(n.start <= a.start < n.end for n in notes)]
    return sorted((*outside, *notes), key=lambda atom: atom.start)


# --- from text to HTML ---------------------------------------------------------------------------


def blocks(prose: Prose, known: Known, numbers: Numbers, *, level: int = 2) -> list[str]:
    """Give a text as HTML, one string for each top-level block.

    Parameters
    ----------
    level : int
        Level of the heading the text stands under; its own headings come below it.
    """
    held: list[str] = []

    def hold(fragment: str) -> str:
        held.append(fragment)
        return f"\ue000{len(held) - 1}\ue001"

    text = _PRIVATE.sub("\N{REPLACEMENT CHARACTER}", prose.text)
    text = _INLINE.sub(lambda m: _filled(m, known, hold), text)
    text = _MENTION.sub(lambda m: _referred(m, known, numbers, hold), text)
    text = _NOTE.sub(lambda m: hold(_footnote(m["inside"], held)), text)
    tokens = markdown().parse(text)
    _lower_headings(tokens, level)
    return [_restored(part, held) for part in _rendered(tokens)]


def mentions_by_block(fragments: list[str]) -> list[tuple[str, ...]]:
    """Give the anchors of floats that each finished block links to, in order."""
    return [tuple(re.findall(r'href="#((?:fig|tbl)-[^"]+)"', fragment)) for fragment in fragments]


def _footnote(text: str, held: list[str]) -> str:
    inside = _restored(markdown().renderInline(text.strip()), held)
    return f'<span class="footnote">{inside}</span>'


def _filled(match: re.Match[str], known: Known, hold: Callable[[str], str]) -> str:
    inside = (match["inside"] or "").strip()
    if rule := _RULES.fullmatch(inside):
        return _PRIVATE.sub("", known.rules.get(rule["name"], ""))
    result = _RESULT.fullmatch(inside)
    if result is None or result["id"] not in known.results:
        return hold(html.escape(match[0]))
    record = known.results[result["id"]]
    text = str(getattr(record, result["field"] or "printed", record.printed))
    id = html.escape(record.id, quote=True)
    return hold(f'<span class="result" data-result="{id}">{html.escape(text)}</span>')


def _referred(
    match: re.Match[str], known: Known, numbers: Numbers, hold: Callable[[str], str]
) -> str:
    keys = [(one["key"], one["locator"]) for one in _ONE.finditer(match["inside"])]
    if all(":" in key and key.partition(":")[0] in _KINDS for key, _ in keys):
        return hold(", ".join(_cross_reference(key, known, numbers) for key, _ in keys))
    return hold(_citation(keys, numbers))


def _cross_reference(key: str, known: Known, numbers: Numbers) -> str:
    prefix, _, name = key.partition(":")
    if name not in known.names(prefix) and (prefix, name) in known.elsewhere:
        return f'<span class="elsewhere">{html.escape(known.elsewhere[prefix, name])}</span>'
    if prefix in ("fig", "tbl"):
        float = numbers.floats.get((_KINDS[prefix], name))
        if float is None:
            return "the supplement" if name in known.left_out else html.escape(f"[@{key}]")
        return f'<a class="xref" href="#{html.escape(float.anchor)}">{float.label}</a>'
    if prefix == "case":
        # Only the article has a place for a case to lead to.
        label = f"Case\N{NO-BREAK SPACE}{html.escape(name)}"
        return f'<a class="xref" href="#case-{html.escape(name)}">{label}</a>'
    title = html.escape(known.sections.get(name, name))
    return f'<a class="xref" href="#sec-{html.escape(name)}">{title}</a>'


def _citation(keys: list[tuple[str, str | None]], numbers: Numbers) -> str:
    """Number a group of citations: `[1–3,5]`, each number leading to its reference."""
    if any(locator for _, locator in keys):
        parts = [
            _cited(numbers.references[key]) + (f", {html.escape(locator)}" if locator else "")
            for key, locator in keys
            if key in numbers.references
        ]
        return f'<span class="cite">[{"; ".join(parts)}]</span>'
    cited = sorted({numbers.references[key] for key, _ in keys if key in numbers.references})
    runs: list[list[int]] = []
    for number in cited:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [
        f"{_cited(run[0])}–{_cited(run[-1])}" if len(run) > 2 else ",".join(map(_cited, run))
        for run in runs
    ]
    return f'<span class="cite">[{",".join(parts)}]</span>'


def _cited(number: int) -> str:
    return f'<a href="#ref-{number}" aria-label="Reference {number}">{number}</a>'


@cache
def markdown() -> MarkdownIt:
    """Give what reads prose: CommonMark with tables, raw HTML switched off."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "typographer": True})
    reader.enable(["table", "replacements", "smartquotes"]).disable("image")
    reader.options["quotes"] = "“”‘’"
    reader.validateLink = _harmless  # type: ignore[method-assign]
    return reader


def _harmless(url: str) -> bool:
    return url.strip().casefold().startswith(("http://", "https://", "mailto:", "#"))


def _lower_headings(tokens: list[Token], level: int) -> None:
    """Put a text's own headings directly below the one it stands under, skipping no level."""
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    lowered = {tag: f"h{min(6, level + 1 + n)}" for n, tag in enumerate(used)}
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = lowered[token.tag]
        elif token.type == "th_open":
            token.attrSet("scope", "col")


def _rendered(tokens: list[Token]) -> Iterator[str]:
    reader = markdown()
    block: list[Token] = []
    depth = 0
    for token in tokens:
        if token.type == "inline":
            for child in token.children or ():
                if child.type == "text":
                    child.content = _NUMBER_UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", child.content)
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield reader.renderer.render(block, reader.options, {}).strip()
            block = []


def _restored(fragment: str, held: list[str]) -> str:
    # Inside a tag, as in the title of a link, there is room for words alone.
    fragment = _TAG.sub(lambda m: _in_words(m[0], held), fragment)
    restored = _PLACEHOLDER.sub(lambda m: held[int(m[1])], fragment)
    return re.sub(rf"(</span>) ({_UNITS})(?![\w])", "\\1\N{NO-BREAK SPACE}\\2", restored)


def _in_words(tag: str, held: list[str]) -> str:
    return _PLACEHOLDER.sub(lambda m: html.escape(plain_text(held[int(m[1])])), tag)


def plain_text(fragment: str) -> str:
    """Give what a reader reads of a fragment: without tags, white space folded."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def spoken_text(fragment: str) -> str:
    """Give a fragment's text with its inline markup closed up, as words stand in print."""
    inline = re.sub(r"</?(?:span|a|em|strong|code|sup|sub)\b[^>]*>", "", fragment)
    return plain_text(inline)
