"""Fill a text that was read: put in results, numbers of references and floats, generated parts.

What cannot be filled in is a problem at its place, all of them in one go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cpreport.manuscript import tree
from cpreport.manuscript.grammar import KINDS
from cpreport.manuscript.leftovers import TextFault
from cpreport.manuscript.prose import FIELDS, Known, Numbers, Prose
from cpreport.manuscript.read_prose import read
from cpreport.outcomes.result import ids_near
from cpreport.problems import Problem, nearest
from cpreport.typography import set_signs

#: Plain sentences: whatever they say, nothing in them is set or filled in. Most texts are such.
_WORDS = r"[A-Za-z][A-Za-z0-9 ,.;%'\u2019-]*"
_ONLY_WORDS = re.compile(rf"{_WORDS}(?:\n{_WORDS})*\n?")
#: A number as most texts ask for it.
_PLAIN_NUMBER = re.compile(r'\{\{ results\["(?P<id>[^"\s{}]+)"\](?:\.(?P<form>\w+))? \}\}')
_UNKNOWN = {"fig": "CP405", "tbl": "CP406", "case": "CP407", "sec": "CP411"}


# --- what a text mentions ------------------------------------------------------------------------


def mentions(prose: Prose, known: Known | None = None) -> Iterator[tuple[str, str]]:
    """Yield what a text cites or refers to, in order: `("cite", key)`, `("fig", id)`, …

    Parameters
    ----------
    known : Known or None
        Where it is given, a picture counts as the figure it is.
    """
    if "@" not in prose.text and "![" not in prose.text:
        return
    for node in tree.walk(*read(prose.text).blocks):
        match node:
            case tree.Citation():
                yield from (("cite", work.key) for work in node.works)
            case tree.CrossReference() if known is not None:
                yield node.prefix, known.own(node.prefix, node.name, prose.case)
            case tree.CrossReference():
                yield node.prefix, node.name
            case tree.NamedPicture() if known is not None:
                name = known.pictures.get((prose.case, node.file))
                if name is not None:
                    yield "fig", known.own("fig", name, prose.case)


def uses_rule(prose: Prose, name: str) -> bool:
    """Whether a text prints a generated part of the methods."""
    nodes = tree.walk(*read(prose.text).blocks)
    return any(isinstance(node, tree.Generated) and node.name == name for node in nodes)


def prints_result(prose: Prose, name: str) -> bool:
    """Whether a text prints a result of the ledger."""
    if name not in prose.text:
        return False
    nodes = tree.walk(*read(prose.text).blocks)
    return any(isinstance(node, tree.Number) and node.result == name for node in nodes)


# --- what cannot be filled in --------------------------------------------------------------------


def problems_of(prose: Prose, known: Known, case: str | None = None) -> Iterator[Problem]:
    """Yield everything in a text that cannot be filled in or set, all of it in one go."""
    if _is_words_and_numbers(prose.text, known):
        return
    reading = read(prose.text)
    if not reading.blocks and not reading.faults:
        said = "nothing but a comment" if prose.text.strip() else "empty"
        message, hint = f"{prose.name} is {said}", "write it, or take it out"
        yield Problem("CP408", prose.place_of(1, 1, 1), message, help=hint, case=case)
        return
    faults = [*reading.faults]
    for node in tree.walk(*reading.blocks):
        faults += _faults(node, prose, known)
    for fault in faults:
        yield Problem(
            fault.code,
            prose.place(fault.start, fault.end),
            fault.message,
            fault.allowed,
            fault.hint,
            fault.severity,
            case,
        )


def _is_words_and_numbers(text: str, known: Known) -> bool:
    """Whether a text is plain sentences, in which stand at most numbers that there are."""

    def word(number: re.Match[str]) -> str:
        there = number["id"] in known.results and (number["form"] or FIELDS[0]) in FIELDS
        return "n" if there else number[0]

    return _ONLY_WORDS.fullmatch(_PLAIN_NUMBER.sub(word, text)) is not None


def _faults(node: object, prose: Prose, known: Known) -> Iterator[TextFault]:
    match node:
        case tree.Number():
            yield from _number_faults(node, prose.text, known)
        case tree.Generated() if node.name not in known.rules:
            allowed = tuple(known.rules)
            message, hint = f"there is no `rules.{node.name}`", nearest(node.name, allowed)
            yield TextFault("CP412", *_at(node.at), message, hint, allowed)
        case tree.Citation():
            yield from (
                _unknown_work(work, node, known)
                for work in node.works
                if work.key not in known.references and not _is_no_key(work, node)
            )
        case tree.CrossReference():
            yield from _reference_faults(node, prose, known)
        case tree.NamedPicture() if (prose.case, node.file) not in known.pictures:
            yield _unknown_picture(node, prose, known)


def _at(at: tuple[int, int] | None) -> tuple[int, int]:
    return at or (0, 1)


def _number_faults(node: tree.Number, text: str, known: Known) -> Iterator[TextFault]:
    start, end = _at(node.at)
    if node.result not in known.results:
        where = text.find(node.result, start, end) if node.result else start
        near = nearest(node.result, ids_near(known.results, node.result))
        hint = near or "output/results.csv lists every result"
        message = f"there is no result `{node.result}`"
        yield TextFault("CP403", where, where + max(1, len(node.result)), message, hint)
    elif node.form not in FIELDS:
        message = f"a result has no `{node.form}`"
        yield TextFault("CP412", start, end, message, nearest(node.form, FIELDS), FIELDS)


def _is_bare(work: tree.Cited, citation: tree.Citation) -> bool:
    """Whether `@key` stands in a sentence, without brackets."""
    return citation.in_text or (
        work.author_suppressed
        and len(citation.works) == 1
        and (citation.at is None or work.at is None or citation.at[1] == work.at[1])
    )


def _is_no_key(work: tree.Cited, citation: tree.Citation) -> bool:
    """Whether `@` only stands before a number in a sentence: `@50 mg`."""
    return _is_bare(work, citation) and work.key[:1].isdigit()


def _unknown_work(work: tree.Cited, citation: tree.Citation, known: Known) -> TextFault:
    near = nearest(work.key, known.references)
    hint = near or "add it to references.bib or references.json"
    if _is_bare(work, citation) and not near:
        hint = f"{hint}, or write `\\@` where it is no citation"
    message = f"`{work.key}` is not in the references"
    return TextFault("CP404", *_at(work.at), message, hint)


def _reference_faults(node: tree.CrossReference, prose: Prose, known: Known) -> Iterator[TextFault]:
    prefix, name = node.prefix, node.name
    names = known.names(prefix)
    if name in names or known.beside(prefix, name, prose.case):
        return
    if prefix == "fig" and name in known.left_out:
        return
    start, end = _at(node.at)
    where = prose.text.find(f"@{prefix}:{name}", start, end)
    where = start if where < 0 else where
    others = [n for kind, n in known.elsewhere if kind == prefix]
    own = [n for case, kind, n in known.of_cases if (case, kind) == (prose.case, prefix)]
    message = f"there is no {KINDS[prefix]} `{name}`"
    hint = nearest(name, (*names, *others, *own))
    at = (where, where + len(prefix) + len(name) + 2)
    yield TextFault(_UNKNOWN[prefix], *at, message, hint, names)


def _unknown_picture(node: tree.NamedPicture, prose: Prose, known: Known) -> TextFault:
    at = _at(node.at)
    if not prose.case:
        message = f"`{node.file}` is not printed here"
        return TextFault("CP405", *at, message, "pictures stand in texts of their case")
    files = tuple(file for case, file in known.pictures if case == prose.case)
    hint = nearest(node.file, files) or "name the file under `media` of its case"
    return TextFault("CP405", *at, f"`{node.file}` is no picture of the case files", hint, files)


# --- filling -------------------------------------------------------------------------------------


def blocks(
    prose: Prose, known: Known, numbers: Numbers, *, level: int = 2
) -> tuple[tree.BlockNode, ...]:
    """Return the blocks of a text, filled in.

    Parameters
    ----------
    level : int
        Level of the heading the text stands under; its own headings come below it.
    """
    by_source = blocks_by_source(prose, known, numbers)
    return _lowered([block for _, made in by_source for block in made], level)


def blocks_by_source(
    prose: Prose, known: Known, numbers: Numbers
) -> Iterator[tuple[tree.BlockNode, tuple[tree.BlockNode, ...]]]:
    """Yield each block as it was read with what it gives: a generated part is several blocks."""
    filling = _Filling(known, numbers, prose)
    for block in read(prose.text).blocks:
        yield block, filling.blocks((block,))


def float_anchors(block: tree.BlockNode) -> tuple[str, ...]:
    """Name the anchors of the figures and tables that a block refers to, in order."""
    references = (node for node in tree.walk(block) if isinstance(node, tree.CrossReference))
    return tuple(r.target for r in references if r.target.startswith(("fig-", "tbl-")))


def _lowered(nodes: Iterable[tree.BlockNode], level: int) -> tuple[tree.BlockNode, ...]:
    """Put a text's own headings directly below the one it stands under, skipping no level."""
    nodes = tuple(nodes)
    used = sorted({node.level for node in tree.walk(*nodes) if isinstance(node, tree.Heading)})
    below = {written: min(6, level + 1 + n) for n, written in enumerate(used)}
    return _Lowering(below).blocks(nodes) if used else nodes


@dataclass(frozen=True, slots=True)
class _Lowering:
    below: dict[int, int]

    def inlines(self, nodes: tuple[tree.Inline, ...]) -> tuple[tree.Inline, ...]:
        return nodes

    def blocks(self, nodes: tuple[tree.BlockNode, ...]) -> tuple[tree.BlockNode, ...]:
        return tuple(
            replace(node, level=self.below[node.level])
            if isinstance(node, tree.Heading)
            else tree.with_children(node, self)
            for node in nodes
        )


@dataclass(frozen=True, slots=True)
class _Filling:
    """What nodes are filled with."""

    known: Known
    numbers: Numbers
    prose: Prose

    def blocks(self, nodes: tuple[tree.BlockNode, ...]) -> tuple[tree.BlockNode, ...]:
        return tuple(made for node in nodes for made in self._block(node))

    def _block(self, node: tree.BlockNode) -> Iterator[tree.BlockNode]:
        if not isinstance(node, tree.Paragraph):
            yield tree.with_children(node, self)
            return
        # A generated part may have paragraphs and lists of its own.
        said: tuple[tree.Inline, ...] = ()
        for inline in node.inside:
            if not isinstance(inline, tree.Generated):
                said += self._inline(inline)
                continue
            for number, block in enumerate(self._generated(inline)):
                if number and said:
                    yield tree.Paragraph(said, node.at)
                    said = ()
                if isinstance(block, tree.Paragraph):
                    said += block.inside
                else:
                    if said:
                        yield tree.Paragraph(said, node.at)
                    said = ()
                    yield block
        if any(not isinstance(inline, tree.Text) or inline.text.strip() for inline in said):
            yield tree.Paragraph(said, node.at)

    def inlines(self, nodes: tuple[tree.Inline, ...]) -> tuple[tree.Inline, ...]:
        return tuple(made for node in nodes for made in self._inline(node))

    def _inline(self, node: tree.Inline) -> tuple[tree.Inline, ...]:
        match node:
            case tree.Number():
                return (self._number(node),)
            case tree.Citation():
                return (self._citation(node),)
            case tree.CrossReference():
                return (self._reference(node),)
            case tree.Generated():
                inside = [b.inside for b in self._generated(node) if isinstance(b, tree.Paragraph)]
                return tuple(inline for said in inside for inline in said)
            case tree.NamedPicture():
                return self._image(node)
            case _:
                return (tree.with_children(node, self),)

    def _generated(self, node: tree.Generated) -> tuple[tree.BlockNode, ...]:
        text = self.known.rules.get(node.name, "")
        return tree.without_places(self.blocks(read(text).blocks)) if text else ()

    def _number(self, node: tree.Number) -> tree.Inline:
        record = self.known.results.get(node.result)
        if record is None:
            return tree.Text(f'{{{{ results["{node.result}"] }}}}', node.at)
        return replace(node, text=set_signs(str(getattr(record, node.form, record.printed))))

    def _citation(self, node: tree.Citation) -> tree.Inline:
        references = self.numbers.references
        first = node.works[0]
        if first.key not in references and _is_bare(first, node):
            return tree.Text(self.prose.text[slice(*_at(node.at))], node.at)
        works = tuple(replace(work, number=references.get(work.key, 0)) for work in node.works)
        named = self.known.authors.get(first.key, "") if node.in_text else ""
        printed = self.numbers.printed.get((self.prose.key, node.at), ())
        if printed and named and not self.numbers.names_authors:
            printed = (tree.Text(f"{named}\N{NO-BREAK SPACE}"), *printed)
        return replace(node, works=works, named=named, printed=printed)

    def _reference(self, node: tree.CrossReference) -> tree.Inline:
        prefix, name = node.prefix, self.known.own(node.prefix, node.name, self.prose.case)
        if name not in self.known.names(prefix):
            label = self.known.beside(prefix, name, self.prose.case)
            if label:
                return replace(node, label=label, beside=(prefix, name) in self.known.elsewhere)
        if prefix in ("fig", "tbl"):
            numbered = self.numbers.floats.get((KINDS[prefix], name))
            if numbered is not None:
                return replace(node, target=numbered.anchor, label=numbered.label)
            left_out = name in self.known.left_out
            label = self.known.call("supplement") if left_out else f"[@{prefix}:{name}]"
            return replace(node, label=label)
        if prefix == "case":
            # Only the article has a place for a case to lead to.
            return replace(node, target=f"case-{name}", label=self.known.call("case", case=name))
        title = self.known.sections.get(name, name)
        return replace(node, target=f"sec-{name}", label=title)

    def _image(self, node: tree.NamedPicture) -> tuple[tree.Inline, ...]:
        name = self.known.pictures.get((self.prose.case, node.file))
        if name is None:
            return (tree.Text(f"![{node.words}]({node.file})", node.at),)
        reference = self._reference(tree.CrossReference("fig", name, at=node.at))
        if not node.words:
            return (reference,)
        return (tree.Text(f"{node.words} (", node.at), reference, tree.Text(")", node.at))
