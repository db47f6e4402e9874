"""Read YAML as text with places: nothing is typed by YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from sys import intern
from typing import Any

import yaml

from cpreport.cases.blanks import Blank, blank_values
from cpreport.cases.text import Entry, Listing, Mapping, Node, Scalar
from cpreport.limits import limit
from cpreport.problems import Place, Problem, the_first

_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}

#: What no author wrote.
_OWN_TAGS = frozenset(_TAGS.values())

#: Deeper nesting than any record has.
_DEEPEST = 30
#: So many repeated values are read; more could be made to fill the memory.
_MOST_ALIASES = 20
#: So much of a text that is too long is kept.
_SHOWN = 100
#: YAML would end lines here, and no editor counts them so.
_SEPARATORS = "\x85\u2028\u2029"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: What YAML takes for a comment and an author probably for text: `femur #2`, `the # of seizures`.
_CUT = re.compile(r"[ \t]*(?P<said>#(?:[^\s#]|[ ]of\b).*)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def text_only(base: Any) -> Any:
    """Make a loader without the search for a type, which takes as long as the reading."""

    class Loader(base):  # type: ignore[misc]
        def resolve(self, kind: type, value: object, implicit: object) -> str:
            return _TAGS[kind]

        def descend_resolver(self, node: object, index: object) -> None: ...

        def ascend_resolver(self) -> None: ...

    return Loader


#: Values are never typed by YAML. The C loader is an order of magnitude faster.
_Loader = text_only(getattr(yaml, "CBaseLoader", yaml.BaseLoader))


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document as text.

    Returns
    -------
    tuple of Node or None, and list of Problem
        None where the file has no readable document.
    """
    if control := _CONTROL.search(text):
        return None, [_control_character(text, control.start(), file)]
    for separator in _SEPARATORS:
        text = text.replace(separator, " ")
    try:
        if (large := _too_many(text, file)) is not None:
            return None, [large]
        documents = list(islice(yaml.compose_all(text, Loader=_Loader), 2))
    except yaml.YAMLError as error:
        return None, [_syntax(error, text, file)]
    except RecursionError:
        return None, [Problem("CP002", Place(file, 1, 1), "the values are nested too deeply")]
    if not documents or documents[0] is None:
        message = "the file is empty" if not text.strip() else "the file holds only comments"
        hint = "fill it in, or take it away; `cpreport init` makes files with every key"
        return None, [Problem("CP002", Place(file, 1, 1), message, help=hint)]
    if len(documents) > 1:
        mark = documents[1].start_mark
        place = Place(file, mark.line + 1, mark.column + 1)
        return None, [Problem("CP002", place, "a second document begins here", help=_ONE)]
    return _YamlReading(text, file).read(documents[0])


def _too_many(text: str, file: str) -> Problem | None:
    """Count the values of a file before any is kept; a short one cannot hold too many."""
    most = limit("CPREPORT_MAX_FILE_VALUES")
    if len(text) < 2 * most:
        return None
    events = (e for e in yaml.parse(text, Loader=_Loader) if isinstance(e, yaml.NodeEvent))
    one_more = next(islice(events, most, None), None)
    mark = getattr(one_more, "start_mark", None)
    return None if mark is None else too_many(Place(file, mark.line + 1), most)


def too_many(place: Place, most: int) -> Problem:
    """Refuse a file that holds more values than any record has."""
    message = f"the file holds more than {most:,} keys and values"
    hint = "CPREPORT_MAX_FILE_VALUES sets another limit; a case file has some thousands"
    return Problem("CP001", place, message, help=hint)


def too_long(place: Place, length: int, most: int) -> Problem:
    """Refuse a text that is longer than any that is printed."""
    message = f"this text has {length:,} characters; at most {most:,} are read"
    hint = "CPREPORT_MAX_TEXT_CHARACTERS sets another limit"
    return Problem("CP001", place, message, help=hint)


class _YamlReading:
    """One pass over a composed document; it collects problems as it goes."""

    def __init__(self, text: str, file: str) -> None:
        self.lines = text.split("\n")
        self.file = file
        self.problems: list[Problem] = []
        self.blanks: list[Blank] = []
        self.within: list[str] = []
        #: What every node became; None where it is not finished yet, or nothing was made of it.
        self.read_as: dict[int, Node | None] = {}
        self.repeated = 0
        self.longest = limit("CPREPORT_MAX_TEXT_CHARACTERS")

    def read(self, root: yaml.Node) -> tuple[Node | None, list[Problem]]:
        node = self.node(root, 0)
        return node, the_first([*self.problems, *blank_values(self.blanks)])

    def place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        line, column = start.line, start.column
        width = 1
        if end.line == line:
            width = end.column - column
        elif not isinstance(node, yaml.ScalarNode) or node.style not in ("|", ">"):
            width = len(self.lines[line].rstrip()) - column if line < len(self.lines) else 1
        return Place(self.file, line + 1, column + 1, width if width > 1 else 1)

    def node(self, node: yaml.Node, depth: int) -> Node | None:
        place = self.place(node)
        if id(node) in self.read_as:
            self.say("CP002", place, "an alias repeats another value", "write the value out")
            return self.again(node)
        self.read_as[id(node)] = None
        if depth > _DEEPEST:
            self.say("CP002", place, "the values are nested too deeply", "")
            return None
        if node.tag not in _OWN_TAGS and _is_foreign(node.tag):
            self.say("CP002", place, f"the tag `{node.tag}` is not used here", "remove the tag")
        read = self.read_as[id(node)] = self.content(node, depth, place)
        return read

    def content(self, node: yaml.Node, depth: int, place: Place) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, place)
        if isinstance(node, yaml.MappingNode):
            return Mapping(tuple(self.entries(node, depth)), place)
        assert isinstance(node, yaml.SequenceNode)
        return Listing(tuple(self.values(node, depth)), place)

    def values(self, node: yaml.SequenceNode, depth: int) -> Iterator[Node]:
        for number, value_node in enumerate(node.value):
            self.within.append(str(number))
            value = self.node(value_node, depth + 1)
            self.within.pop()
            if value is not None:
                yield value

    def again(self, node: yaml.Node) -> Node | None:
        """Hand on a value that was refused for being repeated, so that it is not missed as well."""
        self.repeated += 1
        return self.read_as.get(id(node)) if self.repeated <= _MOST_ALIASES else None

    def merge(self, node: yaml.Node, depth: int) -> Iterator[Entry]:
        """Hand on the entries of a refused merge key, so that they are not missed as well."""
        parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
        for part in parts:
            known = id(part) in self.read_as
            value = self.again(part) if known else self.node(part, depth + 1)
            yield from value.entries if isinstance(value, Mapping) else ()

    def entries(self, node: yaml.MappingNode, depth: int) -> Iterator[Entry]:
        first: dict[str, Place] = {}
        brought: list[Entry] = []
        for key_node, value_node in node.value:
            key_place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.say("CP002", key_place, "a key must be a word", "")
                continue
            # The same in every case, so in memory once.
            key = intern(str(key_node.value).strip())
            if key == "<<":
                self.say("CP002", key_place, "merge keys are not used here", "write the keys out")
                brought += self.merge(value_node, depth)
                continue
            if key in first:
                message = f"`{key}` stands already in line {first[key].line}"
                self.say("CP005", key_place, message, "keep one of the two")
                continue
            first[key] = key_place
            self.within.append(key)
            value = self.node(value_node, depth + 1)
            self.within.pop()
            if value is None:
                continue
            if isinstance(value, Scalar) and not value.text.strip():
                # Without a colon behind it, it is the end of a text: `{centres: One, two}`.
                alone = value_node.start_mark.index <= key_node.end_mark.index
                self.blanks.append(Blank((*self.within, key), key_place, alone))
                continue
            yield Entry(key, key_place, value)
        for entry in brought:
            if entry.key not in first:
                first[entry.key] = entry.key_place
                yield entry

    def scalar(self, node: yaml.ScalarNode, place: Place) -> Scalar:
        text = str(node.value)
        if len(text) > self.longest:
            self.problems.append(too_long(place, len(text), self.longest))
            return Scalar(text[:_SHOWN], place)
        if not text.isascii() and _SURROGATE.search(text):
            self.say(
                "CP002", place, "half a character (a lone surrogate) stands here", "write it anew"
            )
            text = text.encode("utf-16", "replace").decode("utf-16")
        first, last, style = node.start_mark.line, node.end_mark.line, node.style
        if style not in ("'", '"', "|", ">"):
            self.cut(text, node.end_mark)
        if first == last:
            if style in ("'", '"'):
                inside = Place(self.file, place.line, place.column + 1)
                return Scalar(text, place, ((0, inside),))
            return Scalar(text, place)
        start = first + 1 if style in ("|", ">") else first
        column = 0 if style in ("|", ">") else node.start_mark.column
        return Scalar(text, place, tuple(self.pieces(text, start, column, last)))

    def cut(self, text: str, end: yaml.Mark) -> None:
        """Say what behind a value without quotes is read as a comment, and was hardly meant so."""
        line = self.lines[end.line] if end.line < len(self.lines) else ""
        match = _CUT.match(line, end.column) if "#" in line else None
        if match is not None:
            said = match["said"].rstrip()
            place = Place(self.file, end.line + 1, match.start("said") + 1, len(said))
            shown = said if len(said) <= 40 else f"{said[:39]}…"
            whole = " ".join(filter(None, (text, shown)))
            quote = "'" if '"' in whole else '"'
            message = f"`{shown}` is read as a comment, and not as text"
            hint = f"if it is text, quote the value: `{quote}{whole}{quote}`"
            self.problems.append(Problem("CP011", place, message, help=hint, severity="warning"))

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

    def say(self, code: str, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(code, place, message, help=hint))


def _is_foreign(tag: str | None) -> bool:
    """Whether a value has a tag that is none of YAML's own."""
    return bool(tag) and tag != "!" and not str(tag).startswith("tag:yaml.org,2002:")


def _control_character(text: str, position: int, file: str) -> Problem:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return Problem(
        "CP002",
        Place(file, line, column),
        f"a control character (U+{ord(text[position]):04X}) stands here",
        help="delete it; it may have come with pasted text",
    )


_QUOTE = "put quotes around the value"
_ONE = "keep one record a file"
_NEIGHBOURS = "indent it like its neighbours"

#: What libyaml and PyYAML say, in the words of somebody who writes case files. Where the two put
#: it differently, both are here; the first that fits is said.
_IN_WORDS = tuple(
    (re.compile(sign), message, hint)
    for sign, message, hint in (
        (r"found character '\\t'|found a tab character", "a tab stands where spaces belong",
         "write spaces instead"),
        (r"cannot start any token|expected (the )?node content|expected '?alphabetic",
         "this character cannot begin a value", _QUOTE),
        ("unexpected non-alphabetical", "a line cannot begin with `%`", _QUOTE),
        ("mapping values are not allowed", "a second colon in one line", _QUOTE),
        (r"expected ',' or '\]'", "a list in [ ] is not closed", "add `]` or a comma"),
        (r"expected ',' or '\}'", "a group in { } is not closed", "add `}` or a comma"),
        ("could not find expected ':'", "a key without a colon", "write `key: value`"),
        ("unknown escape character|invalid Unicode character escape|escape sequence of",
         "a backslash in double quotes begins a code, and this is none",
         "write two backslashes, or use single quotes"),
        ("while scanning a quoted scalar", "a quotation mark is not closed", "close the quotation"),
        ("expected '-' indicator|while parsing a block collection.*<block end>",
         "this line does not fit the list above", f"begin it with `- `, or {_NEIGHBOURS}"),
        ("did not find expected key|expected <block end>",
         "this line does not fit the indentation above", _NEIGHBOURS),
        ("undefined alias", "`*` begins a reference to a name that is not there", _QUOTE),
        ("second occurrence", "`&` gives a name that is given already", "write the value out"),
        ("comment or line break|chomping or indentation",
         "this cannot stand behind `|` or `>`",
         "begin the text in the next line, indented; a value such as `\">200\"` needs quotes"),
        ("tag handle|while (scanning|parsing) a (tag|node)", "`!` begins a tag; none is used here",
         _QUOTE),
        ("incompatible YAML", "this version of YAML is not read", "delete the line"),
        ("<document start>", "a second document begins here", _ONE),
    )
)  # fmt: skip


def _cut_off(error: yaml.YAMLError, lines: list[str], file: str) -> Problem | None:
    """Say where the end of a list or group in brackets is read as a comment: `{x: case #1}`."""
    mark = getattr(error, "context_mark", None)
    line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    match = re.compile(r"\s(#[^\s#].*[\]}].*)").search(line, mark.column if mark else 0)
    if mark is None or match is None:
        return None
    place = Place(file, mark.line + 1, match.start(1) + 1, len(match[1].rstrip()))
    message = f"`{match[1].rstrip()}` is read as a comment, so that the bracket is not closed"
    return Problem("CP002", place, message, help=_QUOTE)


def _ended_early(line: str, place: Place) -> Problem | None:
    """Say where a quotation ends within a word (`'Crohn's'`), or a group has a second colon."""
    before, after = line[: place.column - 1], line[place.column - 1 :]
    quoted = _QUOTED_VALUE.search(before)
    if quoted is not None and after[:1].isalnum():
        mark = quoted["mark"]
        other = '"' if mark == "'" else "'"
        message = f"the quotation ends before `{after.split()[0].rstrip(',]}')}`, inside the text"
        hint = f"put the whole text in {other} … {other}, or write the sign inside it as ’"
        return Problem("CP002", place, message, help=hint)
    group = _SECOND_COLON.search(before) if after[:2] == ": " else None
    if group is not None:
        rest = re.split(r"[,}\]]", after)[0].rstrip()
        whole = f"{group[1]}{rest}"
        message = "a second colon stands in this value"
        return Problem("CP002", place, message, help=f'put quotes around it: `"{whole}"`')
    return None


_QUOTED_VALUE = re.compile(r"""(?:[:,\[{-]\s+|^\s*)(?P<mark>['"])[^'"]*(?P=mark)$""")
_SECOND_COLON = re.compile(r"[{,]\s*[\w ]+:\s+([^\s{}\[\],:'\"][^{}\[\],:]*)$")


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = " ".join(str(error).split())
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        problem = getattr(error, "problem", None) or said
        return Problem("CP002", Place(file), f"this is not YAML: {problem}")
    lines = text.split("\n")
    place = Place(file, min(mark.line + 1, len(lines)), mark.column + 1)
    line = lines[place.line - 1]
    if line[mark.column : mark.column + 1] == "\t" and not line[: mark.column].strip():
        message = "a tab is used for indentation"
        return Problem("CP002", place, message, help="indent with spaces")
    if (likely := _ended_early(line, place)) is not None:
        return likely
    for sign, message, hint in _IN_WORDS:
        if sign.search(said):
            if "is not closed" in message and (cut := _cut_off(error, lines, file)):
                return cut
            if "second colon" in message and line[:1] == " " and line.count(":") == 1:
                message = "this line is indented as if it went on with the value above"
                hint = f"{_NEIGHBOURS}, or put quotes around the value"
            return Problem("CP002", place, message, help=hint)
    return Problem("CP002", place, f"this is not YAML: {getattr(error, 'problem', None) or said}")
