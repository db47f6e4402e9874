"""Alter values of a YAML file at their places; comments, order and style of all else stay.

    >>> text = "patient:\\n  age: 9 years  # at the first session\\n  sex: male\\n"
    >>> print(edit_yaml(text, [SetValue(("patient", "age"), "10 years")]), end="")
    patient:
      age: 10 years  # at the first session
      sex: male

After each alteration the text is read again; what is read has to be what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from cpreport.exchange.scalar_text import WIDTH, block_text, flow_text, key_text
from cpreport.exchange.yaml_places import (
    CannotEdit,
    Plain,
    ValuePath,
    compose,
    end_of,
    indents,
    key_of,
    line_end,
    line_start,
    plain_value,
)

#: So many entries are written in one line, `{right: 1, left: 2}`.
_MOST_IN_BRACES = 3


@dataclass(frozen=True, slots=True)
class SetValue:
    """Write a value at its path, whether or not one stands there; what is above it is made.

    order : sequence of str
        The keys that may stand beside a new key, in their usual order; without, it comes last.
    """

    path: ValuePath
    value: Plain
    order: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Write a new item of a list, before the one that has its number now, or at the end."""

    path: ValuePath
    value: Plain


@dataclass(frozen=True, slots=True)
class RemoveValue:
    """Take a key with its value, or an item of a list, out of the file."""

    path: ValuePath


Edit = SetValue | InsertItem | RemoveValue


def edit_yaml(text: str, edits: Iterable[Edit]) -> str:
    """Make the edits one after the other in the text of a file.

    Raises
    ------
    CannotEdit
        Where a path leads nowhere, or the file could not hold the value at its place; nothing of
        the edits is made then.
    """
    mark, text = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    if _ends_within_a_text(text):
        text += "\n"
    root = compose(text)
    for edit in edits:
        for small in _in_small(plain_value(root), edit):
            text, root = _edited(text, root, small)
    return mark + text


def read_plain(text: str) -> Plain:
    """Read a file as text, lists and mappings of text, as `edit_yaml` takes values."""
    return plain_value(compose(text.removeprefix("\ufeff")))


def value_at(tree: Plain, path: ValuePath) -> Plain | None:
    """Look a value up by its path; None where there is none."""
    for part in path:
        there: Plain | None = None
        if isinstance(tree, dict) and isinstance(part, str):
            there = tree.get(part)
        elif isinstance(tree, list) and isinstance(part, int) and 0 <= part < len(tree):
            there = tree[part]
        if there is None:
            return None
        tree = there
    return tree


def entries_at(tree: Plain, path: ValuePath) -> list[Plain]:
    """List what stands at a path; nothing where that is no list."""
    found = value_at(tree, path)
    return found if isinstance(found, list) else []


def _edited(
    text: str, root: yaml.MappingNode | None, edit: Edit
) -> tuple[str, yaml.MappingNode | None]:
    """Make one edit, and hold what is read then against what was meant."""
    meant = applied(plain_value(root), edit)
    if isinstance(edit, RemoveValue):
        new = _PlacedText(text, root).removed(edit.path)
    elif isinstance(edit, InsertItem):
        new = _PlacedText(text, root).inserted(edit.path, edit.value)
    else:
        new = _PlacedText(text, root).set(edit.path, edit.value, edit.order)
    again = compose(new)
    if plain_value(again) != meant:
        raise CannotEdit(f"{_said(edit.path)} cannot be altered at its place")
    return new, again


def applied(tree: Plain, edit: Edit) -> Plain:
    """Make an edit in plain values."""
    if not edit.path:
        if isinstance(edit, SetValue):
            return edit.value
        raise CannotEdit("the path is empty")
    return _below(tree, edit.path, edit)


def _below(tree: Plain, path: ValuePath, edit: Edit) -> Plain:
    head, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(head, int):
        if rest:
            _must(0 <= head < len(tree) + isinstance(edit, SetValue), edit.path)
            there = tree[head] if head < len(tree) else ""
            below = _below(_or_empty(there, rest), rest, edit)
            return [*tree[:head], below, *tree[head + 1 :]]
        most = len(tree) - (0 if isinstance(edit, InsertItem | SetValue) else 1)
        _must(0 <= head <= most, edit.path)
        new = [] if isinstance(edit, RemoveValue) else [edit.value]
        return [*tree[:head], *new, *tree[head + (not isinstance(edit, InsertItem)) :]]
    _must(isinstance(tree, dict) and isinstance(head, str), edit.path)
    assert isinstance(tree, dict)
    assert isinstance(head, str)
    if isinstance(edit, RemoveValue):
        _must(head in tree, edit.path)
    if not rest:
        _must(not isinstance(edit, InsertItem), edit.path)
        others = {key: value for key, value in tree.items() if key != head}
        return others if isinstance(edit, RemoveValue) else {**tree, head: edit.value}
    return {**tree, head: _below(_or_empty(tree.get(head, ""), rest), rest, edit)}


def _or_empty(there: Plain, rest: ValuePath) -> Plain:
    """Put an empty list or mapping where nothing stands, for what comes below."""
    if there == "":
        return [] if isinstance(rest[0], int) else {}
    return there


def _must(fits: bool, path: ValuePath) -> None:
    if not fits:
        raise CannotEdit(f"there is no place for {_said(path)}")


def _said(path: ValuePath) -> str:
    return "`" + ": ".join(str(part + 1) if isinstance(part, int) else part for part in path) + "`"


def _in_small(tree: Plain, edit: Edit) -> Iterator[Edit]:
    """Take a value of several parts that replaces another apart: only what differs is written."""
    old = value_at(tree, edit.path)
    if isinstance(edit, SetValue) and old == edit.value:
        return
    if not edit.path and isinstance(edit, SetValue) and isinstance(edit.value, dict) and not old:
        yield from (SetValue((key,), value) for key, value in edit.value.items())
        return
    if not isinstance(edit, SetValue) or not old or not edit.value:
        yield edit
    elif isinstance(old, dict) and isinstance(edit.value, dict) and set(old) & set(edit.value):
        for key, value in edit.value.items():
            yield from _in_small(tree, SetValue((*edit.path, key), value, tuple(edit.value)))
        yield from (RemoveValue((*edit.path, key)) for key in old if key not in edit.value)
    elif isinstance(old, list) and isinstance(edit.value, list):
        yield from _items_in_small(tree, old, edit.value, edit.path)
    else:
        yield edit


def _items_in_small(
    tree: Plain, old: list[Plain], new: list[Plain], path: ValuePath
) -> Iterator[Edit]:
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    both = min(len(old), len(new)) - first - last
    for n in range(first, first + both):
        yield from _in_small(tree, SetValue((*path, n), new[n]))
    for n in range(first + both, len(new) - last):
        yield InsertItem((*path, n), new[n])
    for n in reversed(range(first + both, len(old) - last)):
        yield RemoveValue((*path, n))


def _alike(old: Sequence[Plain], new: Sequence[Plain]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(old), len(new)))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a value stands: behind its key or dash.

    node : yaml.Node
        What stands there.
    behind : int
        Where the colon or the dash ends.
    column : int
        That of the key or the dash.
    flow : bool
        Whether it stands within brackets or braces.
    """

    node: yaml.Node
    behind: int
    column: int
    flow: bool


class _PlacedText:
    """The text of a file with the nodes that it was read as."""

    def __init__(self, text: str, root: yaml.MappingNode | None) -> None:
        self.text, self.root = text, root
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.step, self.dash = indents(root) if root is not None else (2, 2)

    def set(self, path: ValuePath, value: Plain, order: Sequence[str]) -> str:
        """Write a value where one stands, or a new key where its parent stands."""
        if (slot := self.slot(path)) is not None:
            return self.replaced(slot, value)
        *above, last = path
        parent = self.node(tuple(above))
        if isinstance(parent, yaml.MappingNode) and isinstance(last, str) and parent.value:
            return self.with_key(parent, last, value, order)
        if isinstance(parent, yaml.SequenceNode) and isinstance(last, int):
            return self.inserted(path, value)
        if not above:
            return self.first_key(str(last), value)
        return self.set(tuple(above), [value] if isinstance(last, int) else {last: value}, order)

    def first_key(self, key: str, value: Plain) -> str:
        """Write into a file that holds nothing but comments, if those."""
        text, lines = self.text, _entry_lines(key, value, 0, self.step, self.dash)
        if self.root is not None:
            start, end = self.root.start_mark.index, self.root.end_mark.index
            return text[:start] + self.lines(lines) + text[end:]
        start = text if not text or text.endswith("\n") else text + self.newline
        return start + self.lines(lines) + self.newline

    def replaced(self, slot: _Slot, value: Plain) -> str:
        """Write another value into a slot."""
        node, text = slot.node, self.text
        start, end = node.start_mark.index, end_of(node, text)
        behind = slot.behind
        if slot.flow:
            style = node.style or "" if isinstance(node, yaml.ScalarNode) else ""
            # Behind a colon stands a space; an item of a list begins where its bracket ends.
            gap = " " if start == behind and text[start - 1] == ":" else ""
            return text[:start] + gap + _flow(value, style) + text[end:]
        short = self.in_one_line(value, slot, node)
        if short is not None and _begins_behind(text, behind, start):
            gap = " " if start == behind else ""
            head, *below = short.split("\n")
            if not below or head[0] not in "|>":
                return text[:start] + gap + self.lines([head, *below]) + text[end:]
            # A comment in the line of the key stays there.
            rest = line_end(text, end)
            comment = _comment_of(text[start:end]) or text[end:rest]
            return text[:start] + gap + self.lines([head + comment, *below]) + text[rest:]
        return self.with_block(slot, start, end, value, short)

    def in_one_line(self, value: Plain, slot: _Slot, node: yaml.Node) -> str | None:
        """Write a value that begins behind its key; None where it begins in the next line."""
        if isinstance(value, str):
            indent, style, earlier = slot.column + self.step, "", None
            if isinstance(node, yaml.ScalarNode):
                style = node.style or ""
                written = self.text[node.start_mark.index : end_of(node, self.text)]
                written = written.replace("\r\n", "\n")
                earlier = (str(node.value), written)
                if "\n" in written:
                    indent = _indent_of(written) or indent
            return block_text(value, style, indent, earlier)
        return _short(value, slot.column)

    def with_block(self, slot: _Slot, start: int, end: int, value: Plain, short: str | None) -> str:
        """Write a value below its key, or behind it where another stood below."""
        text, behind = self.text, slot.behind
        rest = line_end(text, behind if not _begins_behind(text, behind, start) else end)
        below = not _begins_behind(text, behind, start)
        # What stands behind the key in its line: a comment, or nothing.
        comment = text[behind:rest] if below else text[end:rest]
        tail = text[end:] if below else text[rest:]
        if short is not None:
            return text[:behind] + " " + self.lines(short.split("\n")) + comment + tail
        # A list in an item of a list stands further in than the dash.
        dash = max(self.dash, 2) if text[behind - 1] == "-" else self.dash
        lines = _block_lines(value, slot.column, self.step, dash)
        head = text[:behind] + (comment if comment.strip() else "")
        return head + self.newline + self.lines(lines) + tail

    def with_key(
        self, parent: yaml.MappingNode, key: str, value: Plain, order: Sequence[str]
    ) -> str:
        """Write a new key into a mapping that has others."""
        text = self.text
        number = place_among([key_of(k) for k, _ in parent.value], key, order)
        if parent.flow_style:
            entry = f"{key_text(key)}: {_flow(value)}"
            return self.in_flow(parent, number, entry)
        column = int(parent.value[0][0].start_mark.column)
        lines = _entry_lines(key, value, column, self.step, self.dash)
        if number == 0:
            start = int(parent.value[0][0].start_mark.index)
            after = self.newline + " " * column
            return text[:start] + self.lines(lines).lstrip(" ") + after + text[start:]
        return self.after_line(end_of(parent.value[number - 1][1], text), lines)

    def inserted(self, path: ValuePath, value: Plain) -> str:
        """Write a new item into a list."""
        *above, number = path
        parent = self.node(tuple(above))
        if not isinstance(parent, yaml.SequenceNode) or not parent.value:
            return self.set(tuple(above), [value], ())
        assert isinstance(number, int)
        text = self.text
        if parent.flow_style:
            return self.in_flow(parent, number, _flow(value))
        column = parent.start_mark.column
        in_braces = all(
            item.flow_style for item in parent.value if isinstance(item, yaml.MappingNode)
        )
        lines = _item_lines(value, column, self.step, self.dash, in_braces=in_braces)
        if number:
            return self.after_line(end_of(parent.value[number - 1], text), lines)
        start = parent.start_mark.index
        after = self.newline + " " * column
        return text[:start] + self.lines(lines).lstrip(" ") + after + text[start:]

    def in_flow(self, parent: yaml.CollectionNode, number: int, entry: str) -> str:
        text = self.text
        if number == 0:
            first = parent.value[0]
            start = (first[0] if isinstance(first, tuple) else first).start_mark.index
            return text[:start] + entry + ", " + text[start:]
        before = parent.value[number - 1]
        end = end_of(before[1] if isinstance(before, tuple) else before, text)
        return text[:end] + ", " + entry + text[end:]

    def after_line(self, index: int, lines: list[str]) -> str:
        end = line_end(self.text, index)
        return self.text[:end] + self.newline + self.lines(lines) + self.text[end:]

    def removed(self, path: ValuePath) -> str:
        """Take an entry out, with its lines."""
        *above, last = path
        parent = self.node(tuple(above))
        assert isinstance(parent, yaml.CollectionNode)
        text = self.text
        if len(parent.value) == 1:
            empty = "[]" if isinstance(parent, yaml.SequenceNode) else "{}"
            slot = self.slot(tuple(above)) if above else None
            if parent.flow_style:
                start, end = parent.start_mark.index, parent.end_mark.index
                return text[:start] + empty + text[end:]
            if slot is None:
                start, end = parent.start_mark.index, end_of(parent, text)
                return text[: line_start(text, start)] + text[line_end(text, end) :].lstrip("\r\n")
            start, end = parent.start_mark.index, end_of(parent, text)
            return self.with_block(slot, start, end, [], empty)
        pairs = [one if isinstance(one, tuple) else (one, one) for one in parent.value]
        number = last if isinstance(last, int) else [key_of(k) for k, _ in pairs].index(last)
        starts = [self.start_of(parent, n) for n in range(len(pairs))]
        start, end = starts[number], end_of(pairs[number][1], text)
        following = starts[number + 1] if number + 1 < len(pairs) else None
        if parent.flow_style:
            if following is not None:
                return text[:start] + text[following:]
            return text[: end_of(pairs[number - 1][1], text)] + text[end:]
        if not text[line_start(text, start) : start].strip():
            whole = line_end(text, end)
            after = text[whole:].removeprefix("\r").removeprefix("\n")
            before = text[: line_start(text, start)]
            return before + after if after or not before else before.rstrip("\r\n") + text[whole:]
        # The first key of an item stands behind the dash.
        if following is not None and not text[line_end(text, end) : following].strip():
            return text[:start] + text[following:]
        return text[:start].rstrip(" ") + text[line_end(text, end) :]

    def start_of(self, parent: yaml.CollectionNode, number: int) -> int:
        """Find where an entry begins: at its key, or at its dash."""
        one = parent.value[number]
        start: int = (one[0] if isinstance(one, tuple) else one).start_mark.index
        if isinstance(parent, yaml.MappingNode) or parent.flow_style:
            return start
        if number == 0:
            return int(parent.start_mark.index)
        # The dash of a further item is the first in its line.
        text, column = self.text, parent.start_mark.column
        line = line_start(text, start)
        while text[line : line + column + 1].strip() != "-":
            if line == 0:
                raise CannotEdit("the dash of a list was not found")
            line = line_start(text, line - 1)
        return line + int(column)

    def node(self, path: ValuePath) -> yaml.Node | None:
        """Look a node up."""
        if not path:
            return self.root
        slot = self.slot(path)
        return None if slot is None else slot.node

    def slot(self, path: ValuePath) -> _Slot | None:
        """Find where the value of a path stands; None where there is none."""
        node: yaml.Node | None = self.root
        found: _Slot | None = None
        for part in path:
            if node is None or (found := self.child(node, part)) is None:
                return None
            node = found.node
        return found

    def child(self, node: yaml.Node, part: str | int) -> _Slot | None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key_of(key) == part:
                    behind = self.colon_after(key)
                    return _Slot(value, behind, key.start_mark.column, bool(node.flow_style))
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if not 0 <= part < len(node.value):
                return None
            item = node.value[part]
            if node.flow_style:
                return _Slot(item, item.start_mark.index, 0, True)
            return _Slot(item, self.start_of(node, part) + 1, node.start_mark.column, False)
        return None

    def colon_after(self, key: yaml.Node) -> int:
        found = self.text.find(":", key.end_mark.index)
        if found < 0 or self.text[key.end_mark.index : found].strip():
            raise CannotEdit(f"no colon stands behind `{key_of(key)}`")
        return found + 1

    def lines(self, lines: Iterable[str]) -> str:
        return self.newline.join(lines)


def _ends_within_a_text(text: str) -> bool:
    """Whether the last line of a file belongs to a text of several lines, and is not ended."""
    node: yaml.Node | None = None if text.endswith("\n") else compose(text)
    while isinstance(node, yaml.CollectionNode) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _comment_of(written: str) -> str:
    """Cut the comment out of the first line of a text of several lines."""
    found = re.match(r"[|>][-+0-9]*(\s+#[^\r\n]*)", written)
    return found[1] if found else ""


def _begins_behind(text: str, behind: int, start: int) -> bool:
    """Whether a value begins in the line of its key."""
    return "\n" not in text[behind:start]


def _indent_of(written: str) -> int:
    """Find how far the further lines of a text are indented; 0 where all are blank."""
    below = (line for line in written.split("\n")[1:] if line.strip())
    return min((len(line) - len(line.lstrip(" ")) for line in below), default=0)


def place_among(keys: list[str], key: str, order: Sequence[str]) -> int:
    """Number the place of a new key: behind the last of those that come before it."""
    if key not in order:
        return len(keys)
    rank = {name: n for n, name in enumerate(order)}
    before = [n for n, name in enumerate(keys, 1) if rank.get(name, len(rank)) < rank[key]]
    return max(before, default=0)


def _entry_lines(key: str, value: Plain, column: int, step: int, dash: int) -> list[str]:
    """Write a key with its value on lines of their own."""
    start = f"{' ' * column}{key_text(key)}:"
    if isinstance(value, str):
        return f"{start} {block_text(value, '', column + step)}".split("\n")
    if (short := _short(value, len(start))) is not None:
        return [f"{start} {short}"]
    return [start, *_block_lines(value, column, step, dash)]


def _item_lines(value: Plain, column: int, step: int, dash: int, *, in_braces: bool) -> list[str]:
    """Write an item of a list on lines of its own; a short mapping in braces where asked to."""
    start = f"{' ' * column}- "
    if isinstance(value, str):
        return (start + block_text(value, "", column + 2)).split("\n")
    short = _short(value, len(start))
    if short is not None and (in_braces or not value or isinstance(value, list)):
        return [start + short]
    if isinstance(value, list):
        return [start + _flow(value)]
    (first, *more) = _mapping_lines(value, column + 2, step, dash)
    return [start + first.lstrip(" "), *more]


def _block_lines(value: Plain, column: int, step: int, dash: int) -> list[str]:
    """Write what stands below a key or dash of this column."""
    assert not isinstance(value, str)
    if isinstance(value, list):
        items = (
            _item_lines(one, column + dash, step, dash, in_braces=len(one) > 1) for one in value
        )
        return [line for lines in items for line in lines]
    return _mapping_lines(value, column + step, step, dash)


def _mapping_lines(value: Mapping[str, Plain], column: int, step: int, dash: int) -> list[str]:
    entries = (_entry_lines(key, one, column, step, dash) for key, one in value.items())
    return [line for lines in entries for line in lines]


def _short(value: Plain, used: int) -> str | None:
    """Write sides, routes and the like in one line; None where that would not be short."""
    below = list(value.values()) if isinstance(value, dict) else list(value)
    if any(not isinstance(one, str) or "\n" in one for one in below):
        return None
    if isinstance(value, dict) and len(below) > _MOST_IN_BRACES:
        return None
    text = _flow(value)
    return text if used + len(text) < WIDTH else None


def _flow(value: Plain, style: str = "") -> str:
    if isinstance(value, str):
        return flow_text(value, style)
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return "{" + ", ".join(f"{key_text(k)}: {_flow(v)}" for k, v in value.items()) + "}"
