"""Find what is left over in a text: markup of other tools, and signs that may not be meant as such.

Nothing of it is set, so that it would be printed as it is written; each is a problem at its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpreport.manuscript.grammar import COMMENT_SIGNS
from cpreport.manuscript.tree import BlockNode, ListBlock, Number, Paragraph, Quotation, Span, Text
from cpreport.problems import Severity

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong in a text, from one offset to another; a problem once its file is known."""

    code: str
    start: int
    end: int
    message: str
    hint: str = ""
    allowed: tuple[str, ...] = ()
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class _Leftover:
    pattern: re.Pattern[str]
    what: str
    hint: str


#: Tags of HTML that people write into Markdown; `p < 0.05` and `<5 mg` are none.
_TAGS = "a|b|br|center|div|em|font|hr|i|img|li|ol|p|s|span|strong|sub|sup|table|td|th|tr|u|ul"
_LEFTOVERS = tuple(
    _Leftover(re.compile(pattern), what, hint)
    for pattern, what, hint in (
        (r"!\[[^\[\]\n]{0,200}\](?:\([^()\n]{0,300}\)|\[[^\[\]\n]{0,100}\])?",
         "this picture is not printed",
         "name its file under `media` of the case: `![words](media/gait.jpg)`"),
        (r"\[[^\[\]\n]{1,300}\]\([^()\s]{1,300}\)", "this link leads nowhere that can be printed",
         "links lead to `https://…` or `mailto:…`"),
        (r"\[[^\[\]\n]{1,300}\]\[(?!\d)[^\[\]\n]{0,100}\]", "this link has no address",
         "write the address where it belongs: `[words](https://…)`"),
        (r"\{[#.=][\w:.\-][^{}\n]{0,200}\}|\{[\w-]+=[^{}\n]{1,200}\}|\{(?:cite|numref|ref|eq|doc|term|math|sup|sub)(?::\w+)*\}",
         "these braces are not set", "take them out: figures and tables have names of their own"),
        (r"~~[^~\n]{1,300}~~", "text is not struck out here", "take it out"),
        (r"(?<![\w$\\])\$(?=\S)[^$\n]{1,200}(?<=\S)\$(?![\d$])", "formulas are not set",
         "write it in words and signs: `10^6^`, `CO~2~`, `±`"),
        (r"\\[A-Za-z]{2,30}\*?\{[^{}\n]{0,200}\}|\\(?:new|clear)page\b|\\pagebreak\b",
         "LaTeX is not set",
         "write it in Markdown: `*words*`, `[@key]`, `10^6^`"),
        (rf"</?(?:{_TAGS})(?:\s[^<>\n]{{0,200}})?/?>", "HTML is not set",
         "write it in Markdown: `*words*`, `10^6^`, `CO~2~`"),
        (r"\^\[", "this is no footnote", "write it on one line, and close its bracket: `^[…]`"),
    )
)  # fmt: skip
#: Words without any of these are only words.
_SIGNS = re.compile(r"[!\[{~$\\<^(]")
_COMMENT = re.compile(r"<!--|\{#(?=\s)")

#: Numbers in square brackets after a word: a citation typed by hand. After a number or a word that
#: announces one, `[2–4]` is a range.
_TYPED = re.compile(r"(?<=[^\W\d])[.,;:]?[ \u00a0]?(\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,20}\])")
_TYPED_ROUND = re.compile(r"(?<=[^\W\d])[.,;:]?[ \u00a0](\(\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){1,20}\))")
_OF_A_RANGE = re.compile(
    r"(?:\b(?:CI|IQR|SD|CrI|range|ranges|interval|quartiles|quartile|median|mean|score|scores|"
    r"grade|grades|level|levels|item|items|age|aged|visit|visits|day|days|months?|weeks?|years?)"
    r"[.,;:]?[ \u00a0]?)$",
    re.IGNORECASE,
)
#: Who is spoken of where a number in round brackets is a citation.
_OF_LITERATURE = re.compile(
    r"\b(?:others|authors?|colleagues|et al|literature|published|report(?:s|ed)?|reviews?|reviewed|"
    r"stud(?:y|ies)|trials?|previous(?:ly)?|earlier|described|elsewhere|shown)\b",
    re.IGNORECASE,
)

_POINT = re.compile(r"[ \t]*(?P<sign>[-+*]|\d{1,3}[.)])[ \t]+\S")
_LINES = tuple(
    _Leftover(re.compile(pattern), what, hint)
    for pattern, what, hint in (
        (r":{3,}.*", "these colons are not set", "take them out; use a heading or a list"),
        (r"Table:\s.*", "a table in the text has no caption", "say it in the sentence before"),
        (r":[ \t]+\S.*", "lists of definitions are not set", "begin each point with `- `"),
        (r"\[[ xX]\][ \t].*", "boxes to tick are not set", "say in words what is done"),
        (r"\|.*", "this is no table: it has no line of dashes",
         "write `|---|---|` beneath its first row"),
        (r"\+[-=]{2,}.*", "this is no table", "write its rows as `| a | b |`"),
        (r"={3,}\s*", "this line is no heading", "begin the heading with `# `"),
    )
)  # fmt: skip

#: What the lines begin with that these find.
_STARTS = tuple("T:[|+=")

Placed = Callable[[Span], Span]


def faults_of_words(tokens: Sequence[Token], placed: Placed) -> Iterator[TextFault]:
    """Yield what is left over in the words of a line."""
    said = ""
    for token in tokens:
        said += token.content if token.type == "text" else " "
        if token.type != "text" or not _SIGNS.search(token.content):
            continue
        start = token.meta["at"][0]
        for match in _COMMENT.finditer(token.content):
            at = placed((start + match.start(), start + match.end()))
            closes = dict(COMMENT_SIGNS)[match[0]]
            hint = f"close it with `{closes}` before the paragraph ends"
            yield TextFault("CP417", *at, "this comment is not closed", hint)
        for leftover in _LEFTOVERS:
            for match in leftover.pattern.finditer(token.content):
                at = placed((start + match.start(), start + match.end()))
                shown = match[0] if len(match[0]) <= 40 else f"{match[0][:39]}…"
                message = f"`{shown}`: {leftover.what}"
                yield TextFault("CP416", *at, message, leftover.hint, severity="warning")
        yield from _typed_numbers(token, said[: len(said) - len(token.content)], placed)


def _typed_numbers(token: Token, before_it: str, placed: Placed) -> Iterator[TextFault]:
    for pattern in (_TYPED, _TYPED_ROUND):
        for match in pattern.finditer(token.content):
            before = before_it + token.content[: match.start(1)]
            if _OF_A_RANGE.search(before):
                continue
            sentence = re.split(r"[.!?]\s", before)[-1]
            if pattern is _TYPED_ROUND and not _OF_LITERATURE.search(sentence):
                continue
            start = token.meta["at"][0]
            at = placed((start + match.start(1), start + match.end(1)))
            message = f"`{match[1]}` looks like a citation typed by hand"
            hint = "cite the work with `[@key]`, so that it has its number and its entry"
            yield TextFault("CP419", *at, message, hint, severity="warning")


def faults_of_paragraph(content: str, placed: Placed, *, in_list: bool) -> Iterator[TextFault]:
    """Yield the lines of a paragraph that are markup elsewhere, or may be meant as a list."""
    start = 0
    points: list[tuple[str, Span]] = []
    for number, line in enumerate(content.split("\n")):
        at = placed((start, start + max(1, len(line))))
        for leftover in _LINES if line[:1] in _STARTS else ():
            if leftover.pattern.fullmatch(line):
                yield TextFault("CP416", *at, leftover.what, leftover.hint, severity="warning")
        point = _POINT.match(line) if number else None
        sign = "1." if point and point["sign"][0].isdigit() else point["sign"] if point else ""
        if sign and (in_list or (points and points[-1][0] == sign)):
            first = points[-1][1] if points and not in_list else at
            yield _point(first)
            sign = ""
        points.append((sign, at))
        start += len(line) + 1


def _point(at: Span) -> TextFault:
    message = "this line stands in a paragraph, and looks like a point of a list"
    hint = "a list begins after a blank line; where it is none, write `\\` before its sign"
    return TextFault("CP418", *at, message, hint, severity="warning")


def faults_of_list(made: ListBlock, text: str) -> Iterator[TextFault]:
    """Yield a list that may be none: one point that begins with a number, or stands below words."""
    at = made.at or (0, 1)
    if len(made.items) > 1 or (made.ordered and made.start == 1):
        return
    sign = text[at[0] :].lstrip()[:1]
    below = text[at[0]] == " " and _is_below_text(at, text)
    if sign in "+*" or made.ordered or below or _begins_with_number(made.items[0]):
        message = "this is set as a point of a list"
        hint = "write `\\` before its sign where that belongs to the sentence"
        yield TextFault("CP418", at[0], at[0] + 1, message, hint, severity="warning")


def faults_of_quotation(made: Quotation) -> Iterator[TextFault]:
    """Yield a quotation that may be none: `> 38.5 °C`."""
    if _begins_with_number(made.inside):
        at = made.at or (0, 1)
        message = "this is set as a quotation, and its sign is not printed"
        hint = "write `\\>` where it belongs to the number"
        yield TextFault("CP418", at[0], at[0] + 1, message, hint, severity="warning")


def _begins_with_number(blocks: Sequence[BlockNode]) -> bool:
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not first.inside:
        return False
    word = first.inside[0]
    return isinstance(word, Number) or (isinstance(word, Text) and word.text[:1].isdigit())


def faults_of_rule(at: Span | None, text: str) -> Iterator[TextFault]:
    """Yield a line of dashes directly below text: a heading to some readers, a line to others."""
    if at is not None and _is_below_text(at, text):
        message = "this line is set as a line across the page, and ends the paragraph above it"
        hint = "begin a heading with `## `, or leave a blank line above"
        yield TextFault("CP418", *at, message, hint, severity="warning")


def _is_below_text(at: Span, text: str) -> bool:
    return bool(text[: at[0]].removesuffix("\n").rpartition("\n")[2].strip())
