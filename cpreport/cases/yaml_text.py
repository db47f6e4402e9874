"""Take the text of a YAML file, and give its values as text with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from cpreport.cases.text import Entry, Listing, Mapping, Node, Scalar
from cpreport.problems import Place, Problem

#: Text-only loader: values are never typed by YAML. The C one is an order of magnitude faster.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: Deeper nesting than any record has.
_DEEPEST = 30
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document as text.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        Its name for places.

    Returns
    -------
    tuple of Node or None, and list of Problem
        None where the file has no readable document.
    """
    if control := _CONTROL.search(text):
        return None, [_control_character(text, control.start(), file)]
    try:
        documents = list(yaml.compose_all(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        return None, [_syntax(error, text, file)]
    except RecursionError:
        return None, [Problem("CP002", Place(file, 1, 1), "the values are nested too deeply")]
    if not documents or documents[0] is None:
        return None, [Problem("CP002", Place(file, 1, 1), "the file is empty")]
    if len(documents) > 1:
        mark = documents[1].start_mark
        place = Place(file, mark.line + 1, mark.column + 1)
        return None, [
            Problem("CP002", place, "a second document begins here", help="keep one record a file")
        ]
    return _Reading(text, file).read(documents[0])


class _Reading:
    """One pass over a composed document; it collects problems as it goes."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.splitlines()
        self.file = file
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def read(self, root: yaml.Node) -> tuple[Node | None, list[Problem]]:
        node = self.node(root, 0)
        return node, self.problems

    def place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        width = end.column - start.column if end.line == start.line else 1
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            width = 1
        elif end.line != start.line and start.line < len(self.lines):
            width = len(self.lines[start.line].rstrip()) - start.column
        return Place(self.file, start.line + 1, start.column + 1, max(1, width))

    def node(self, node: yaml.Node, depth: int) -> Node | None:
        place = self.place(node)
        if id(node) in self.seen:
            self.say("CP002", place, "an alias repeats another value", "write the value out")
            return None
        self.seen.add(id(node))
        if depth > _DEEPEST:
            self.say("CP002", place, "the values are nested too deeply", "")
            return None
        if node.tag and not node.tag.startswith("tag:yaml.org,2002:") and node.tag != "!":
            self.say("CP002", place, f"the tag `{node.tag}` is not used here", "remove the tag")
        if isinstance(node, yaml.MappingNode):
            return Mapping(tuple(self.entries(node, depth)), place)
        if isinstance(node, yaml.SequenceNode):
            values = (self.node(value, depth + 1) for value in node.value)
            return Listing(tuple(v for v in values if v is not None), place)
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node, place)

    def entries(self, node: yaml.MappingNode, depth: int) -> Iterator[Entry]:
        first: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key_place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.say("CP002", key_place, "a key must be a word", "")
                continue
            key = str(key_node.value).strip()
            if key == "<<":
                self.say("CP002", key_place, "merge keys are not used here", "write the keys out")
                continue
            if key in first:
                message = f"`{key}` stands already in line {first[key].line}"
                self.say("CP005", key_place, message, "keep one of the two")
                continue
            first[key] = key_place
            value = self.node(value_node, depth + 1)
            if value is None:
                continue
            if isinstance(value, Scalar) and not value.text.strip():
                message = f"`{key}` has no value"
                self.say("CP010", key_place, message, "write `not reported`, or leave the key out")
                continue
            yield Entry(key, key_place, value)

    def scalar(self, node: yaml.ScalarNode, place: Place) -> Scalar:
        text = str(node.value)
        first, last = node.start_mark.line, node.end_mark.line
        if first == last:
            offset = 1 if node.style in ("'", '"') else 0
            inside = Place(self.file, place.line, place.column + offset)
            return Scalar(text, place, ((0, inside),))
        start = first + 1 if node.style in ("|", ">") else first
        column = 0 if node.style in ("|", ">") else node.start_mark.column
        return Scalar(text, place, tuple(self.pieces(text, start, column, last)))

    def pieces(self, text: str, first: int, column: int, last: int) -> Iterator[tuple[int, Place]]:
        """Find each line of a value that is written on several, in the text that they make."""
        position = 0
        for number in range(first, min(last + 1, len(self.lines))):
            line = self.lines[number][column if number == first else 0 :]
            words = line.strip().strip("'\"")
            found = text.find(words, position) if words else -1
            if found >= 0:
                left = self.lines[number].index(words)
                yield found, Place(self.file, number + 1, left + 1)
                position = found + len(words)

    def say(self, code: str, place: Place, message: str, help: str) -> None:
        self.problems.append(Problem(code, place, message, help=help))


def _control_character(text: str, position: int, file: str) -> Problem:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return Problem(
        "CP002",
        Place(file, line, column),
        f"a control character (U+{ord(text[position]):04X}) stands here",
        help="delete it; it may have come with pasted text",
    )


#: What libyaml and PyYAML say, in the words of somebody who writes case files.
_IN_WORDS = (
    ("found character '\\t'", "a tab is used for indentation", "indent with spaces"),
    ("found a tab character", "a tab is used for indentation", "indent with spaces"),
    ("cannot start any token", "this character cannot begin a value",
     "put quotes around the value"),
    ("mapping values are not allowed", "a second colon in one line", "put quotes around the value"),
    ("did not find expected key", "this line does not fit the indentation above",
     "indent it like its neighbours"),
    ("did not find expected ',' or ']'", "a list in [ ] is not closed", "add `]` or a comma"),
    ("did not find expected ',' or '}'", "a group in { } is not closed", "add `}` or a comma"),
    ("could not find expected ':'", "a key without a colon", "write `key: value`"),
    ("while scanning a quoted scalar", "a quotation mark is not closed", "close the quotation"),
    ("did not find expected '-' indicator", "this line does not fit the list above",
     "begin it with `- `, or indent it like its neighbours"),
    ("undefined alias", "`*` begins a reference to a name that is not there",
     "put quotes around the value"),
)  # fmt: skip


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = " ".join(str(error).split())
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    last = text.count("\n") + 1
    place = (
        Place(file, min(mark.line + 1, last), mark.column + 1) if mark is not None else Place(file)
    )
    for sign, message, help in _IN_WORDS:
        if sign in said:
            return Problem("CP002", place, message, help=help)
    problem = getattr(error, "problem", None) or said
    return Problem("CP002", place, f"this is not YAML: {problem}")
