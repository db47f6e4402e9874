"""Read an author's Markdown into the document tree, with everything that cannot be set as written.

A text is read once. Nothing in it is executed: a result, a citation or a reference is a node that
names something, and what it names is put in by `fill_prose.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cpreport.manuscript import tree
from cpreport.manuscript.grammar import COMMENTS, KINDS, WrittenWork, grammar
from cpreport.manuscript.leftovers import (
    TextFault,
    faults_of_list,
    faults_of_paragraph,
    faults_of_quotation,
    faults_of_rule,
    faults_of_words,
)
from cpreport.typography import dashes_set, unit_kept_to_number, units_kept

if TYPE_CHECKING:
    from markdown_it.token import Token

#: Faults of a text that are told; each is told with its line.
_MOST_FAULTS = 100
_RESULT = re.compile(r"""results\[\s*(?P<q>["'])(?P<id>[^"']*)(?P=q)\s*\](?:\.(?P<form>\w+))?""")
#: Letters without a meaning of their own; the first stands for nodes while a text is read.
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_RULES = re.compile(r"rules\.(?P<name>\w+)")
_Wrapping = tree.Emphasis | tree.Strong | tree.Superscript | tree.Subscript | tree.Note
_WRAPPED: dict[str, type[_Wrapping]] = {
    "em": tree.Emphasis, "strong": tree.Strong, "note": tree.Note,
    "sup": tree.Superscript, "sub": tree.Subscript,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadProse:
    """A text as read: its blocks, what in it cannot be set, and where its comments stand."""

    blocks: tuple[tree.BlockNode, ...] = ()
    faults: tuple[TextFault, ...] = ()
    comments: tuple[tree.Span, ...] = ()


@lru_cache(maxsize=256)
def read(text: str) -> ReadProse:
    """Read a text; its headings have the level they are written with, from 1."""
    env: dict[str, Any] = {}
    tokens = grammar().parse(_PRIVATE.sub("\N{REPLACEMENT CHARACTER}", text), env)
    made = _Reader(text, env)
    blocks = made.read(tokens)
    faults = sorted(made.faults, key=lambda fault: (fault.severity, fault.start))[:_MOST_FAULTS]
    in_order = tuple(sorted(faults, key=lambda fault: fault.start))
    return ReadProse(blocks, in_order, tuple(sorted(made.comments)))


@dataclass(slots=True)
class _Reader:
    """One pass over the tokens of a text; it collects faults as it goes."""

    text: str
    env: dict[str, Any]
    faults: list[TextFault] = field(default_factory=list)
    notes: dict[str, tuple[tree.Inline, ...]] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    comments: list[tree.Span] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    defining: bool = False

    def read(self, tokens: Sequence[Token]) -> tuple[tree.BlockNode, ...]:
        ends = (match.end() for match in re.finditer(r"\r\n?|\n", self.text))
        self.lines = [0, *ends, len(self.text) + 1]
        body, definitions = _without_definitions(tokens)
        for opening, inside in definitions:
            self._define(opening, inside)
        blocks = tuple(self._blocks(body))
        self.comments += (self._whole_lines(*lines) for lines in self.env.get(COMMENTS, ()))
        self._unused(definitions)
        return blocks

    # --- footnotes and addresses -----------------------------------------------------------------

    def _define(self, opening: Token, inside: Sequence[Token]) -> None:
        label = opening.meta["label"]
        if label in self.notes:
            start = self._line_start(opening)
            message = f"the footnote `[^{label}]` has a text already"
            self.faults.append(
                TextFault("CP415", start, start + len(label) + 4, message, "keep one")
            )
            return
        said: list[tree.Inline] = []
        self.defining = True
        for block in self._blocks(inside):
            if isinstance(block, tree.Paragraph):
                said += [*([tree.LineBreak()] if said else []), *block.inside]
            else:
                start, end = block.at or (0, 1)
                message = "a footnote holds paragraphs and nothing else"
                hint = "write it as sentences, or put it into the text"
                self.faults.append(TextFault("CP416", start, end, message, hint))
        self.defining = False
        self.notes[label] = tuple(said)

    def _unused(self, definitions: Iterable[tuple[Token, Sequence[Token]]]) -> None:
        for opening, _ in definitions:
            label = opening.meta["label"]
            if label not in self.marks:
                start = self._line_start(opening)
                message = f"nothing refers to the footnote `[^{label}]`"
                hint = f"write `[^{label}]` where its sign belongs, or take it out"
                self.faults.append(TextFault("CP415", start, start + len(label) + 4, message, hint))
        references = self.env.get("references", {})
        for label in references.keys() - self.addresses:
            start = self.lines[references[label]["map"][0]]
            end = self.text.find("\n", start) if "\n" in self.text[start:] else len(self.text)
            message = "this address is not printed: no link has its name"
            hint = "write the link where it belongs: `[words](https://…)`"
            self.faults.append(TextFault("CP416", start, end, message, hint, severity="warning"))

    def _line_start(self, token: Token) -> int:
        start = self.lines[(token.map or [0])[0]]
        return start + len(self.text[start:]) - len(self.text[start:].lstrip(" "))

    # --- blocks ----------------------------------------------------------------------------------

    def _blocks(self, tokens: Sequence[Token]) -> Iterator[tree.BlockNode]:
        for opening, inside in _parts(tokens):
            block = self._block(opening, inside)
            if block is not None:
                yield block

    def _block(self, opening: Token, inside: Sequence[Token]) -> tree.BlockNode | None:
        at = self._span(opening)
        match opening.type:
            case "paragraph_open":
                said = self._line(inside[0], paragraph=True)
                return tree.Paragraph(said, at) if said else None
            case "heading_open":
                return tree.Heading(int(opening.tag[1:]), self._line(inside[0]), at)
            case "bullet_list_open" | "ordered_list_open":
                return self._list(opening, inside, at)
            case "blockquote_open":
                quoted = tree.Quotation(tuple(self._blocks(inside)), at)
                self.faults += faults_of_quotation(quoted)
                return quoted
            case "table_open":
                return self._table(inside, at)
            case "fence" | "code_block":
                return tree.CodeBlock(opening.content.rstrip("\n"), at)
            case "hr":
                self.faults += faults_of_rule(at, self.text)
                return tree.Rule(at)
        return None

    def _list(
        self, opening: Token, inside: Sequence[Token], at: tree.Span | None
    ) -> tree.ListBlock:
        items = [(item, within) for item, within in _parts(inside)]
        hidden = [
            token.hidden
            for _, within in items
            for token in within
            if token.type == "paragraph_open" and token.level == opening.level + 2
        ]
        made = tree.ListBlock(
            tuple(tuple(self._blocks(within)) for _, within in items),
            opening.type == "ordered_list_open",
            int(opening.attrs.get("start", 1)),
            all(hidden),
            at,
        )
        self.faults += faults_of_list(made, self.text)
        return made

    def _table(self, inside: Sequence[Token], at: tree.Span | None) -> tree.TableBlock:
        rows: list[tuple[tuple[tree.Inline, ...], ...]] = []
        align: tuple[str, ...] = ()
        for _, part in _parts(inside):
            for row, cells in _parts(part):
                found = list(_parts(cells))
                start = self.lines[(row.map or [0])[0]]
                made = []
                for _, within in found:
                    start = self._cell_start(within[0], start)
                    made.append(self._line(within[0], start=start))
                    start += len(within[0].content)
                rows.append(tuple(made))
                if not align:
                    styles = (str(cell.attrs.get("style", "")) for cell, _ in found)
                    align = tuple(style.removeprefix("text-align:") for style in styles)
        return tree.TableBlock(rows[0], tuple(rows[1:]), align, at)

    def _cell_start(self, token: Token, start: int) -> int:
        written = token.content.replace("|", "\\|")
        found = self.text.find(written, start)
        return found if found >= 0 else start

    def _span(self, token: Token) -> tree.Span | None:
        if token.map is None:
            return None
        first, last = token.map
        last = min(last, len(self.lines) - 1)
        end = min(self.lines[last], len(self.text))
        start = self.lines[first]
        return start, start + len(self.text[start:end].rstrip())

    def _whole_lines(self, first: int, last: int) -> tree.Span:
        start, end = self.lines[first], min(self.lines[last + 1], len(self.text))
        said = self.text[start:end]
        return start + len(said) - len(said.lstrip()), start + len(said.rstrip())

    # --- lines -----------------------------------------------------------------------------------

    def _line(
        self, token: Token, *, paragraph: bool = False, start: int | None = None
    ) -> tuple[tree.Inline, ...]:
        """Read what stands in a paragraph, a heading or a cell."""
        places = _Places(self._stretches(token) if start is None else ((0, start),))
        children = token.children or []
        self.faults += faults_of_words(children, places.span)
        if paragraph:
            self.faults += faults_of_paragraph(token.content, places.span, in_list=token.level > 2)
        _set(children)
        return _without_blank_ends(self._inside(children, places))

    def _stretches(self, token: Token) -> tuple[tuple[int, int], ...]:
        """Find where each line of a text that markers were taken from stands in the file's text."""
        first = (token.map or [0])[0]
        found: list[tuple[int, int]] = []
        offset = 0
        for number, line in enumerate(token.content.split("\n"), start=first):
            start = self.lines[min(number, len(self.lines) - 1)]
            end = self.lines[min(number + 1, len(self.lines) - 1)]
            said = line.strip()
            at = self.text.rfind(said, start, end) if said else start
            left = len(line) - len(line.lstrip())
            found.append((offset, max(at, start) - left))
            offset += len(line) + 1
        return tuple(found)

    def _inside(self, tokens: Sequence[Token], places: _Places) -> Iterator[tree.Inline]:
        for opening, inside in _parts(tokens):
            yield from self._inline(opening, inside, places)

    def _inline(
        self, token: Token, inside: Sequence[Token], places: _Places
    ) -> Iterator[tree.Inline]:
        at = places.span(token.meta["at"])
        match token.type:
            case "text" | "text_special" | "letters":
                if token.content:
                    yield tree.Text(token.content, at)
            case "softbreak":
                yield tree.Text("\n", at)
            case "hardbreak":
                yield tree.LineBreak(at)
            case "comment":
                self.comments.append(at)
            case "code_inline":
                yield tree.Code(token.content, at)
            case "fill":
                yield self._filled(token, at)
            case "citation":
                yield from _cited(token, at, places)
            case "picture":
                yield tree.NamedPicture(token.meta["file"], token.meta["words"], at)
            case "footnote_ref":
                yield self._note(token, at)
            case "link_open":
                at = places.span((token.meta["at"][0], inside[-1].meta["at"][1])) if inside else at
                self.addresses.add(token.meta.get("label", ""))
                said = tuple(self._inside(inside[:-1], places))
                url, title = str(token.attrs["href"]), str(token.attrs.get("title", ""))
                yield tree.Link(url, said, title, at)
            case "em_open" | "strong_open" | "sup_open" | "sub_open" | "note_open":
                kind = _WRAPPED[token.type.removesuffix("_open")]
                start, end = token.meta["at"][0], inside[-1].meta["at"][1]
                if token.type == "strong_open":
                    start, end = start - 1, end + 1
                at = places.span((start, end))
                if kind is tree.Note and self.defining:
                    self._note_in_a_note(at)
                    yield from self._inside(inside[:-1], places)
                else:
                    yield kind(tuple(self._inside(inside[:-1], places)), at)

    def _filled(self, token: Token, at: tree.Span) -> tree.Inline:
        written, inside = token.meta["written"], (token.meta["inside"] or "").strip()
        if rule := _RULES.fullmatch(inside):
            return tree.Generated(rule["name"], at)
        if result := _RESULT.fullmatch(inside):
            return tree.Number(result["id"], "", result["form"] or "printed", at)
        shown = written if len(written) <= 60 else written[:59] + "…"
        allowed = ('{{ results["MAS.improved"].in_words }}', "{{ rules.improvement }}")
        hint = "prose names results and nothing else"
        message = f"`{shown}` cannot be filled in"
        self.faults.append(TextFault("CP412", *at, message, hint, allowed))
        return tree.Text(written, at)

    def _note(self, token: Token, at: tree.Span) -> tree.Inline:
        label = token.meta["label"]
        self.marks.add(label)
        if self.defining:
            self._note_in_a_note(at)
        elif label in self.notes:
            return tree.Note(self.notes[label], at)
        else:
            hint = f"add a line `[^{label}]: …` with what it says"
            message = f"the footnote `[^{label}]` has no text"
            self.faults.append(TextFault("CP415", *at, message, hint))
        return tree.Text(f"[^{label}]", at)

    def _note_in_a_note(self, at: tree.Span) -> None:
        hint = "say it in the same note"
        self.faults.append(TextFault("CP416", *at, "a footnote holds no footnote", hint))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the letters of a line stand in the whole text."""

    stretches: tuple[tuple[int, int], ...]

    def span(self, at: tree.Span) -> tree.Span:
        return self._place(at[0]), max(self._place(at[0]), self._place(at[1] - 1) + 1)

    def _place(self, offset: int) -> int:
        number = bisect_right(self.stretches, offset, key=itemgetter(0))
        start, place = self.stretches[max(0, number - 1)]
        return place + offset - start


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """Part tokens into the outermost, each with what is inside it.

    A token within a line keeps its closing one, whose place says where it ends.
    """
    start = depth = 0
    for number, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            closes = number > start
            end = (
                number if token.block or token.type.startswith("footnote_reference") else number + 1
            )
            yield tokens[start], tokens[start + 1 : end] if closes else ()
            start = number + 1


def _without_definitions(
    tokens: Sequence[Token],
) -> tuple[list[Token], list[tuple[Token, Sequence[Token]]]]:
    """Take the texts of footnotes out of the flow."""
    body: list[Token] = []
    definitions: list[tuple[Token, Sequence[Token]]] = []
    opening: int | None = None
    for number, token in enumerate(tokens):
        if token.type == "footnote_reference_open" and opening is None:
            opening = number
        elif token.type == "footnote_reference_close" and opening is not None:
            definitions.append((tokens[opening], tokens[opening + 1 : number]))
            opening = None
        elif opening is None:
            body.append(token)
    return body, definitions


def _set(tokens: Sequence[Token]) -> None:
    """Set dashes, ellipses and units in the words of a line."""
    for number, token in enumerate(tokens):
        if token.type != "text":
            continue
        before = _beside(tokens, number - 1)
        after = _beside(tokens, number + 1)
        set_ = units_kept(dashes_set(token.content, before, after))
        is_number = number and tokens[number - 1].type == "fill"
        token.content = unit_kept_to_number(set_) if is_number else set_


def _beside(tokens: Sequence[Token], number: int) -> str:
    if not 0 <= number < len(tokens):
        return ""
    token = tokens[number]
    return "" if token.type in ("softbreak", "hardbreak") else token.content or ""


def _cited(token: Token, at: tree.Span, places: _Places) -> Iterator[tree.Inline]:
    """Make a group of citations and references: what belongs together is one citation."""
    works: tuple[WrittenWork, ...] = token.meta["works"]
    groups: list[tree.Citation | tree.CrossReference] = []
    for work in works:
        prefix, _, name = work.key.partition(":")
        if name and prefix in KINDS:
            groups.append(tree.CrossReference(prefix, name, at=at))
            continue
        locator = dashes_set(work.locator)
        key_at = places.span(work.at)
        cited = tree.Cited(work.key, 0, work.prefix, locator, work.less, key_at)
        last = groups[-1] if groups else None
        if isinstance(last, tree.Citation):
            groups[-1] = replace(last, works=(*last.works, cited))
        else:
            bare = token.meta["bare"]
            groups.append(tree.Citation((cited,), in_text=bare and not work.less, at=at))
    for number, made in enumerate(groups):
        if number:
            alike = isinstance(made, tree.CrossReference) and isinstance(
                groups[number - 1], tree.CrossReference
            )
            yield tree.Text(", " if alike else "; ", at)
        yield made


def _without_blank_ends(nodes: Iterable[tree.Inline]) -> tuple[tree.Inline, ...]:
    """Leave out the line ends that a comment at the start or the end of a text leaves behind."""
    said = list(nodes)
    while said and isinstance(said[-1], tree.Text) and not said[-1].text.strip():
        said.pop()
    if said and isinstance(last := said[-1], tree.Text):
        said[-1] = replace(last, text=last.text.rstrip())
    while said and isinstance(said[0], tree.Text) and not said[0].text.strip():
        said.pop(0)
    return tuple(said)
