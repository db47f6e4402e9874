"""Find where each value of a YAML file stands in its text, to alter it there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import yaml

from cpreport.cases.yaml_text import text_only

#: A value as a file writes it: a text, or values by their keys or in a row.
Plain = str | list["Plain"] | dict[str, "Plain"]
#: The keys, and numbers in lists, that lead to a value.
ValuePath = tuple[str | int, ...]

_Loader = text_only(getattr(yaml, "CBaseLoader", yaml.BaseLoader))
#: YAML would end lines here, and no editor counts them so.
_SEPARATORS = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")


class CannotEdit(Exception):
    """Raised where a file is written in a way in which values are not altered; nothing is lost."""


def compose(text: str) -> yaml.MappingNode | None:
    """Read a file as nodes with their places; None where it holds only comments.

    Raises
    ------
    CannotEdit
        Where the file cannot be read, or uses what no case file needs: aliases, tags, merge keys.
    """
    try:
        node = yaml.compose(text.translate(_SEPARATORS), Loader=_Loader)
    except yaml.YAMLError as error:
        raise CannotEdit(f"the file cannot be read: {error}") from None
    except RecursionError:
        raise CannotEdit("the values are nested too deeply") from None
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise CannotEdit("the file is not made of keys and values")
    seen: set[int] = set()
    for one in _all_nodes(node):
        if id(one) in seen:
            raise CannotEdit("an alias repeats another value")
        seen.add(id(one))
    return node


def plain_value(node: yaml.Node | None) -> Plain:
    """Read a node as text, lists and mappings of text.

    Raises
    ------
    CannotEdit
        Where a key stands twice, or is no word.
    """
    if node is None:
        return {}
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(one) for one in node.value]
    found: dict[str, Plain] = {}
    for key, value in node.value:
        name = key_of(key)
        if name in found:
            raise CannotEdit(f"`{name}` stands twice")
        found[name] = plain_value(value)
    return found


def key_of(node: yaml.Node) -> str:
    """Read a key as the word that it is."""
    if not isinstance(node, yaml.ScalarNode) or node.value == "<<":
        raise CannotEdit("a key must be a word")
    return str(node.value).strip()


def end_of(node: yaml.Node, text: str) -> int:
    """Find where the last of what a node says ends, without the lines and comments behind it."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return start + len(text[start:end].rstrip("\r\n")) if node.style in ("|", ">") else end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return end
    last = node.value[-1]
    return end_of(last[1] if isinstance(last, tuple) else last, text)


def line_start(text: str, index: int) -> int:
    """Find where the line of an index begins."""
    return text.rfind("\n", 0, index) + 1


def line_end(text: str, index: int) -> int:
    """Find where the line of an index ends, before what ends it."""
    found = text.find("\n", index)
    end = len(text) if found < 0 else found
    return end - 1 if text[:end].endswith("\r") and end > index else end


def indents(root: yaml.Node) -> tuple[int, int]:
    """Find how far a file indents keys below a key, and dashes below one."""
    keys: Counter[int] = Counter()
    dashes: Counter[int] = Counter()
    for node in _all_nodes(root):
        if not isinstance(node, yaml.MappingNode) or node.flow_style:
            continue
        for key, value in node.value:
            if isinstance(value, yaml.ScalarNode) or value.flow_style:
                continue
            found = keys if isinstance(value, yaml.MappingNode) else dashes
            found[value.start_mark.column - key.start_mark.column] += 1
    step = max(keys, key=lambda n: (keys[n], -n), default=2)
    return max(step, 1), max(dashes, key=lambda n: (dashes[n], -n), default=2)


def _all_nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield a node and all below it; one that is an alias again, with nothing below."""
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        yield one
        if id(one) in seen or isinstance(one, yaml.ScalarNode):
            continue
        seen.add(id(one))
        for child in one.value:
            waiting += child if isinstance(child, tuple) else (child,)
