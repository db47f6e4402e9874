"""Read Markdown as authors of case reports write it: the rules of the reader, none of the meaning.

CommonMark with tables and footnotes, and with rules of its own for what only manuscripts have:
results, citations, cross-references, notes within a line, raised and lowered letters. What a
clinician writes is not taken for markup: a line of a paragraph may begin with `>`, `+`, `-`, `*`
or `1.`, and a star between words or digits is a star.

Each token of a line carries in `meta["at"]` where in the line's text it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from cpreport.typography import QUOTES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

    InlineRule = Callable[[StateInline, bool], bool]
    BlockRule = Callable[[StateBlock, int, int, bool], bool]

#: What stands for a node while quotation marks are set: neither letter, nor space, nor sign.
STANDS_FOR = "\ue000"
#: What opens and what closes a comment.
COMMENT_SIGNS = (("<!--", "-->"), ("{#", "#}"))
_LONGEST_COMMENT, _LONGEST_NOTE = 100_000, 2000
#: Under which the first and the last line of each comment of whole lines are noted.
COMMENTS = "comments"
#: Prefixes of cross-references with what they lead to.
KINDS = {"fig": "figure", "tbl": "table", "case": "case", "sec": "section"}

# Bounded, so that no text takes longer than its length to read.
_FILLED_IN = re.compile(r"\{\{(?P<inside>[^{}]{0,300})\}\}|\{%[^{}]{0,300}%\}|\{\{|\{%")
_GROUP = re.compile(r"\[(?P<inside>[^\[\]]{1,600})\]")
#: A key of a work, or the name of a figure, table, case or section after its prefix: in brackets
#: up to the next space, comma or semicolon, in a sentence without the sign that follows it.
_MARK = re.compile(r"\[\^[^\s\]]{1,200}\]")
_BRACED = r"\{(?P<braced>[^{}\s]+)\}"
_CITED = re.compile(rf"(?<![\w.@])(?P<less>-?)@(?:{_BRACED}|(?P<key>\w[^\s,;{{}}]*))")
_BARE = re.compile(rf"@(?:{_BRACED}|(?P<key>\w(?:[\w:.#$%&\-+?<>~/]*\w)?))")
#: Words that only join two works.
_JOINS = re.compile(r"[\s,;&]*(?:and|und|et|y|e|ve)?[\s,;&]*")
_IMAGE = re.compile(r"!\[(?P<words>[^\[\]]{0,600})\]\(\s*<?(?P<file>[^\s()<>]{1,300})>?\s*\)")
# Powers, charges and isotopes: `10^6^`, `Ca^2+^`, `^99m^Tc`; never two powers and what is between.
_RAISED = re.compile(r"\^(?P<inside>[+\-−–]?[\w.,()′°%]{1,60}[+\-−]?|[+\-−])\^(?!\d)")
_LOWERED = re.compile(r"~(?P<inside>[+\-−–]?[\w.,()]{1,60}[+\-−]?)~(?![\d~])")
_QUOTE, _MOST_QUOTES = re.compile("['\"]"), 2000
# `1998. She was born` is no point of a list.
_MARKER = re.compile(r"(?P<bullet>[-+*])(?=[ \t]|$)|\d{1,2}(?P<ordered>[.)])(?=[ \t]|$)", re.M)


@dataclass(frozen=True, slots=True)
class WrittenWork:
    """One key of a citation as written, with where it stands in its line."""

    key: str
    at: tuple[int, int]
    prefix: str = ""
    locator: str = ""
    less: bool = False


@cache
def grammar() -> MarkdownIt:
    """Make the reader, once."""
    from markdown_it import MarkdownIt, rules_block
    from markdown_it.rules_inline import autolink, backtick, entity, link, newline
    from mdit_py_plugins.footnote import footnote_plugin

    options = {"html": False, "typographer": True, "quotes": QUOTES, "store_labels": True}
    reader = MarkdownIt("commonmark", options)
    reader.enable(["table", "smartquotes"]).disable(["image", "lheading", "text_join"])
    footnote_plugin(reader, inline=False, move_to_end=False, always_match_refs=True)
    reader.validateLink = harmless  # type: ignore[method-assign]

    inline = reader.inline.ruler
    inline.at("emphasis", _emphasis)
    of_library = (
        ("newline", newline), ("escape", _escape), ("backticks", backtick), ("link", link),
        ("autolink", autolink), ("entity", entity),
    )  # fmt: skip
    for name, rule in of_library:
        inline.at(name, _located(rule))
    own = (
        ("fill", _where(_FILLED_IN, _fill)), ("citation", _citation), ("bare", _bare),
        ("note", _note), ("raised", _where(_RAISED, partial(_letters, "sup"))),
        ("lowered", _lowered), ("picture", _where(_IMAGE, _picture)), ("comment", _comment),
    )  # fmt: skip
    for name, of_ours in own:
        inline.before("link", name, _located(of_ours))
    inline.at("footnote_ref", _located(_footnote_mark))
    reader.inline.ruler2.before("balance_pairs", "positions", _positions)
    reader.inline.ruler2.at("fragments_join", _join)

    reader.core.ruler.at("smartquotes", _quotes)
    block = reader.block.ruler
    everywhere = ["paragraph", "reference", "blockquote", "list"]
    block.at("list", _list(rules_block.list_block), {"alt": everywhere[:3]})
    block.at("blockquote", _quotation(rules_block.blockquote), {"alt": everywhere})
    block.at("heading", _heading(rules_block.heading), {"alt": everywhere[:3]})
    block.at("reference", _address(rules_block.reference))
    block.before("table", "comment", _comment_block, {"alt": everywhere})
    return reader


def harmless(url: str) -> bool:
    """Whether a link may lead there."""
    return url.strip().casefold().startswith(("http://", "https://", "mailto:", "#"))


def _quotes(state: StateCore) -> None:
    """Set quotation marks, but in a paragraph that has more of them than any text has."""
    from markdown_it.rules_core.smartquotes import process_inlines

    for token in state.tokens:
        if token.type == "inline" and 0 < len(_QUOTE.findall(token.content)) < _MOST_QUOTES:
            process_inlines(token.children or [], state)


# --- where a token stands ------------------------------------------------------------------------


def _located(rule: InlineRule) -> InlineRule:
    """Note on what a rule makes where it was written."""

    def run(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[before:]:
                if token.type != "text":
                    at = (start, start + 1) if token.nesting > 0 else (start, state.pos)
                    token.meta.setdefault("at", at)
        return True

    return run


def _positions(state: StateInline) -> None:
    """Note where words stand: they follow, letter by letter, on what was written before them."""
    end = 0
    for token in state.tokens:
        if "at" not in token.meta:
            token.meta["at"] = (end, end + len(token.content))
        end = token.meta["at"][1]


def _join(state: StateInline) -> None:
    """Join words that markers of emphasis parted which are none, and count the levels anew."""
    level = 0
    joined: list[Token] = []
    for token in state.tokens:
        level -= token.nesting < 0
        token.level = level
        level += token.nesting > 0
        if token.type == "text" and not token.content:
            # One of the two stars of `**`.
            continue
        last = joined[-1] if joined else None
        if last is not None and last.type == token.type == "text":
            last.content += token.content
            last.meta["at"] = (last.meta["at"][0], token.meta["at"][1])
        else:
            joined.append(token)
    state.tokens[:] = joined


# --- rules within a line -------------------------------------------------------------------------


def _escape(state: StateInline, silent: bool) -> bool:
    """A backslash before a sign prints the sign; before a letter it is one itself."""
    from markdown_it.rules_inline import escape

    if not escape(state, silent):
        return False
    token = state.tokens[-1] if not silent else None
    if token is not None and token.info == "escape" and token.content == token.markup:
        token.type = "text"
    return True


def _where(
    pattern: re.Pattern[str], push: Callable[[StateInline, re.Match[str]], None]
) -> InlineRule:
    """Make the rule that pushes what a pattern finds."""

    def run(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            push(state, match)
        state.pos = match.end()
        return True

    return run


def _fill(state: StateInline, match: re.Match[str]) -> None:
    """`{{ results["…"] }}`, `{{ rules.… }}`, and whatever else stands in such braces."""
    _push(state, "fill", written=match[0], inside=match["inside"])


def _push(state: StateInline, kind: str, **meta: object) -> None:
    token = state.push(kind, "", 0)
    token.content = STANDS_FOR
    token.meta.update(meta)


def _citation(state: StateInline, silent: bool) -> bool:
    """`[@key]`, `[see @a, p. 3; @b]`, `[-@key]`, `[@fig:change]`."""
    if state.src[state.pos] != "[":
        return False
    match = _GROUP.match(state.src, state.pos, state.posMax)
    if match is None or "@" not in match["inside"]:
        return False
    words_first = not re.match(r"\s*-?@", match["inside"])
    if words_first and state.src[match.end() : match.end() + 1] in ("(", "["):
        return False
    works = tuple(_works(match["inside"], match.start("inside")))
    if not works:
        return False
    if not silent:
        _push(state, "citation", works=works, bare=False)
    state.pos = match.end()
    return True


def _works(inside: str, start: int) -> Iterator[WrittenWork]:
    """Part a group into its works; what stands between two belongs to one of them."""
    found = list(_CITED.finditer(inside))
    if not found:
        return
    prefix = inside[: found[0].start()].strip()
    ends = [match.start() for match in found[1:]] + [len(inside)]
    for match, end in zip(found, ends, strict=True):
        between = inside[match.end() : end]
        locator, after = _parted(between) if end < len(inside) else (between, "")
        at = (start + match.start("less") + len(match["less"]), start + match.end())
        key = match["braced"] or match["key"]
        yield WrittenWork(
            key, at, prefix, " ".join(locator.strip(" ,\n").split()), bool(match["less"])
        )
        prefix = after


def _parted(between: str) -> tuple[str, str]:
    """Part what stands between two works: what follows the first, what comes before the next.

    >>> _parted(", p. 3; see "), _parted(", "), _parted(" and ")
    ((', p. 3', 'see'), ('', ''), ('', ''))
    """
    if _JOINS.fullmatch(between):
        return "", ""
    locator, semicolon, prefix = between.rpartition(";")
    if semicolon:
        return locator, prefix.strip()
    return (between, "") if between.lstrip().startswith(",") else ("", between.strip())


def _bare(state: StateInline, silent: bool) -> bool:
    """`@key` in a sentence; not the `@` of an address or of a price."""
    start = state.pos
    if state.src[start] != "@":
        return False
    before = state.src[start - 1 : start] if start else ""
    match = _BARE.match(state.src, start, state.posMax)
    if match is None or before.isalnum() or before in ("_", ".", "@", "/"):
        return False
    if state.src[:start].endswith("\\["):
        # `\[@key]` is what it looks like.
        return False
    # `-@key` stands behind the name of its author: the hyphen is part of it.
    less = state.pending.endswith("-") and not state.pending[-2:-1].strip(" \n([")
    if not silent:
        if less:
            state.pending = state.pending[:-1]
        at = (start - less, match.end())
        work = WrittenWork(match["braced"] or match["key"], (start, match.end()), less=less)
        _push(state, "citation", works=(work,), bare=True, at=at)
    state.pos = match.end()
    return True


def _note(state: StateInline, silent: bool) -> bool:
    """`^[what is said at the foot of the page]`, on one line."""
    start = state.pos
    if not state.src.startswith("^[", start) or state.env.get("in a note"):
        return False
    outer, newline = state.posMax, state.src.find("\n", start, start + _LONGEST_NOTE)
    # Its end is looked for in its line alone, so that a text full of beginnings is read in time.
    state.posMax = min(outer, newline if newline >= 0 else start + _LONGEST_NOTE)
    end = state.md.helpers.parseLinkLabel(state, start + 1)
    state.posMax = outer
    if end <= start + 2:
        return False
    if not silent:
        state.push("note_open", "", 1).meta["at"] = (start, start + 2)
        state.pos, state.posMax = start + 2, end
        state.env["in a note"] = True
        state.md.inline.tokenize(state)
        state.env["in a note"] = False
        state.push("note_close", "", -1).meta["at"] = (end, end + 1)
        state.posMax = outer
    state.pos = end + 1
    return True


def _footnote_mark(state: StateInline, silent: bool) -> bool:
    """`[^1]`, whose text stands elsewhere."""
    from mdit_py_plugins.footnote.index import footnote_ref

    if _MARK.match(state.src, state.pos) is None:
        return False
    return footnote_ref(state, silent, always_match=True)


def _lowered(state: StateInline, silent: bool) -> bool:
    # What is lowered hangs on what stands before it; `~5` is about five.
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    return bool(before.strip("~(")) and _where(_LOWERED, partial(_letters, "sub"))(state, silent)


def _letters(kind: str, state: StateInline, match: re.Match[str]) -> None:
    start, end = match.span()
    state.push(f"{kind}_open", "", 1).meta["at"] = (start, start + 1)
    token = state.push("letters", "", 0)
    token.content = match["inside"]
    token.meta["at"] = match.span("inside")
    state.push(f"{kind}_close", "", -1).meta["at"] = (end - 1, end)


def _picture(state: StateInline, match: re.Match[str]) -> None:
    """`![words](media/gait.jpg)`."""
    _push(state, "picture", words=match["words"], file=match["file"])


def _comment(state: StateInline, silent: bool) -> bool:
    """`<!-- what nobody is to read -->`, and `{# the same #}` as templates have it."""
    end = comment_end(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    if not silent:
        state.push("comment", "", 0)
    state.pos = end
    return True


def comment_end(text: str, start: int, most: int) -> int:
    """Find the end of the comment that begins at a place; below 0 where none does."""
    for opens, closes in COMMENT_SIGNS:
        if text.startswith(opens, start):
            end = text.find(closes, start + len(opens), min(most, start + _LONGEST_COMMENT))
            return end + len(closes) if end >= 0 else -1
    return -1


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Stars and underscores, unless they stand between words, as in `1*10^6` and `sex*time`."""
    from markdown_it.rules_inline.state_inline import Delimiter

    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    found = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    after = state.src[state.pos + found.length : state.pos + found.length + 1]
    can_open = found.can_open and not (_of_a_word(before) and _of_a_word(after))
    can_close = found.can_close and not (before.isdigit() and after.isdigit())
    for _ in range(found.length):
        token = state.push("text", "", 0)
        token.content = marker
        here = len(state.tokens) - 1
        made = Delimiter(ord(marker), found.length, here, -1, can_open, can_close)
        state.delimiters.append(made)
    state.pos += found.length
    return True


def _of_a_word(sign: str) -> bool:
    # Scripts without spaces between words have no other way to emphasise one.
    return sign.isalnum() and unicodedata.east_asian_width(sign) not in "WF"


# --- rules for blocks ----------------------------------------------------------------------------


def _list(of_library: BlockRule) -> BlockRule:
    """A list begins after a blank line, or within the point of another list."""

    def run(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        match = _MARKER.match(state.src, state.bMarks[first] + state.tShift[first])
        if match is None:
            return False
        sign = match["bullet"] or match["ordered"]
        around: list[str] = state.env.setdefault("lists around", [])
        if silent:
            if state.sCount[first] < state.blkIndent:
                return sign in around
            # A list in a list needs no blank line, but what may be the sign of a number does.
            after = state.src[match.end() : match.end() + 80].lstrip()
            of_a_number = sign == "+" or (sign in "-*" and after[:1].isdigit())
            return bool(around) and not of_a_number and of_library(state, first, last, True)
        around.append(sign)
        try:
            return of_library(state, first, last, silent)
        finally:
            around.pop()

    return run


def _quotation(of_library: BlockRule) -> BlockRule:
    """A quotation begins after a blank line: a line may begin with `> 38.5 °C`."""

    def run(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        if silent and state.parentType in ("paragraph", "reference"):
            return False
        return of_library(state, first, last, silent)

    return run


def _heading(of_library: BlockRule) -> BlockRule:
    """A heading ends a paragraph, but `# 3` at the start of its line is a number."""

    def run(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        start = state.bMarks[first] + state.tShift[first]
        if silent and re.match(r"#[ \t]+\d", state.src[start : start + 80]):
            return False
        return of_library(state, first, last, silent)

    return run


def _address(of_library: BlockRule) -> BlockRule:
    """`[words]: https://…` says where links lead; `[@key]: …` is a citation."""

    def run(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        start = state.bMarks[first] + state.tShift[first]
        if "@" in state.src[start : start + 2]:
            return False
        return of_library(state, first, last, silent)

    return run


def _comment_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """A comment of whole lines, which may be blank; one within a paragraph is left to its lines."""
    start = state.bMarks[first] + state.tShift[first]
    end = -1 if state.is_code_block(first) else comment_end(state.src, start, len(state.src))
    if end < 0:
        return False
    line = next((n for n in range(first, last) if end <= state.eMarks[n]), None)
    if line is None or state.src[end : state.eMarks[line]].strip():
        return False
    if silent:
        return any(state.isEmpty(n) for n in range(first, line))
    state.env.setdefault(COMMENTS, []).append((first, line))
    state.line = line + 1
    return True


if TYPE_CHECKING:
    from markdown_it.token import Token
