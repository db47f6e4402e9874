"""Say of each patient what is complete, what is missing and what is wrong, and at which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from cpreport.exchange.edit_yaml import read_plain, value_at
from cpreport.exchange.yaml_places import CannotEdit, Plain, ValuePath, compose, key_of
from cpreport.page.interface_words import InterfaceWords, is_blank
from cpreport.problems import Problem

#: What has not been entered yet, and is no mistake.
_MISSING = {"CP007", "CP009", "CP010", "CP109", "CP114", "CP408", "CP701"}
_NAMED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem with the value that it is about.

    path : tuple of str and int
        Empty where it is about the whole file.
    where : tuple of str and int
        The path for a reader: visits by their ids, rows from 1.
    """

    problem: Problem
    path: ValuePath
    where: ValuePath

    @property
    def kind(self) -> str:
        """`missing`, `wrong` or `note`."""
        if self.problem.severity == "warning":
            return "note"
        return "missing" if self.problem.code in _MISSING else "wrong"


def placed(text: str, problems: Iterable[Problem]) -> tuple[PlacedProblem, ...]:
    """Find the value of a file that each problem is about."""
    tree: Plain = {}
    try:
        tree = read_plain(text)
        root = compose(text.removeprefix("\ufeff"))
        places = [] if root is None else list(_places(root, ()))
    except CannotEdit:
        places = []
    found = []
    for problem in problems:
        path = _path_at(places, problem.place.line, problem.place.column)
        if blanks := blank_names(problem):
            # Each field says of itself that it is still to be filled in.
            holder = _holder(tree, path if value_at(tree, path) != "" else path[:-1])
            every = ((*holder, name) for name in blanks)
            found += [PlacedProblem(problem, one, _for_reader(tree, one)) for one in every]
            continue
        if problem.code in ("CP007", "CP010", "CP109") and (
            named := _NAMED.search(problem.message)
        ):
            path = path if path[-1:] == (named[1],) else (*_holder(tree, path), named[1])
        found.append(PlacedProblem(problem, path, _for_reader(tree, path)))
    return tuple(found)


def blank_names(problem: Problem) -> tuple[str, ...]:
    """Name the keys that a problem says have no value, or are not there."""
    return tuple(_NAMED.findall(problem.message)) if is_blank(problem) else ()


@dataclass(frozen=True, slots=True)
class _PlaceOfValue:
    path: ValuePath
    starts: tuple[tuple[int, int], ...]
    first: int
    last: int


def _places(node: yaml.Node, path: ValuePath) -> Iterator[_PlaceOfValue]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _one(value, (*path, key_of(key)), key)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _one(value, (*path, number), value)


def _one(value: yaml.Node, path: ValuePath, key: yaml.Node) -> Iterator[_PlaceOfValue]:
    starts = tuple((n.start_mark.line + 1, n.start_mark.column + 1) for n in (key, value))
    yield _PlaceOfValue(path, starts, key.start_mark.line + 1, value.end_mark.line + 1)
    yield from _places(value, path)


def _path_at(places: Sequence[_PlaceOfValue], line: int, column: int) -> ValuePath:
    """Find the value that begins at a place, else the innermost that the line belongs to."""
    exact = [p.path for p in places if (line, column) in p.starts]
    if exact:
        return max(exact, key=len)
    within = [p.path for p in places if p.first <= line <= p.last]
    return max(within, key=len, default=())


def _holder(tree: Plain, path: ValuePath) -> ValuePath:
    """Find the mapping that lacks a key: it begins where its first value does."""
    while path and not isinstance(value_at(tree, path), dict):
        path = path[:-1]
    return path


def _for_reader(tree: Plain, path: ValuePath) -> ValuePath:
    """Name visits by their ids and rows by their numbers; leave out what needs no saying.

    What is about a whole row stands at its `id` in the file, and about the whole of it here.
    """
    words = tuple(part + 1 if isinstance(part, int) else part for part in path)
    if path[:1] == ("visits",) and len(path) > 1:
        match = value_at(tree, (*path[:2], "id"))
        words = (match if isinstance(match, str) else words[1], *words[2:])
    return tuple(word for word in words if word not in ("scores", "measurements", "id"))


@dataclass(frozen=True, slots=True)
class PatientStanding:
    """One patient in the list of all.

    visits : tuple of (str, bool)
        The declared visits by label, and whether each is recorded.
    """

    case_id: str
    about: str
    consent: str
    visits: tuple[tuple[str, bool], ...]
    problems: tuple[PlacedProblem, ...]

    def of_kind(self, kind: str) -> tuple[PlacedProblem, ...]:
        """Choose what is `missing`, `wrong` or a `note`."""
        return tuple(one for one in self.problems if one.kind == kind)


def about(words: InterfaceWords, tree: Plain) -> str:
    """Say in a line who the patient is, as far as the file tells."""
    found = (value_at(tree, ("patient", key)) for key in ("age", "sex", "diagnosis"))
    age, sex, diagnosis = (one if isinstance(one, str) else "" for one in found)
    return ", ".join(one for one in (age, words.choice("sex", sex), diagnosis) if one)


def consent_word(tree: Plain) -> str:
    """Say how consent for publication stands: `given`, `withdrawn`, `waived`, `refused`, `open`."""
    held = value_at(tree, ("consent", "publication"))
    said = held if isinstance(held, dict) else {}
    if said.get("withdrawn"):
        return "withdrawn"
    if said.get("waived") == "yes":
        return "waived"
    return {"yes": "given", "no": "refused"}.get(str(said.get("given", "")), "open")
