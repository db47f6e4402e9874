"""Bring a case file up to what a source says now, and keep what only the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cpreport.cases.case import Case
from cpreport.cases.reader import IMPORT_MAP
from cpreport.exchange.case_rows import STEP
from cpreport.exchange.edit_yaml import Edit, InsertItem, SetValue, edit_yaml, read_plain
from cpreport.exchange.rows_to_cases import CellValue, Tree
from cpreport.exchange.yaml_places import CannotEdit, Plain, ValuePath

_ORDER = tuple(Case.model_fields)
_LONGEST = 40


@dataclass(slots=True)
class CaseUpdate:
    """What a source says beside a case file, and otherwise.

    text : str
        The file with both in it: its comments and all that only it says stay.
    added : list of str
        What is new, each with its value.
    conflicts : list of str
        What both say, and not the same.
    """

    text: str
    added: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def update_case(text: str, tree: Tree) -> CaseUpdate:
    """Bring a case file up to date at the places of its values.

    Parameters
    ----------
    tree : Tree
        The case as the source has it.

    Raises
    ------
    CannotEdit
        Where the file is written in a way in which values are not altered.
    """
    found = CaseUpdate(text)
    old = read_plain(text)
    if not isinstance(old, dict):
        raise CannotEdit("the file is not made of keys and values")
    edits = list(_below(found, old, tree, ()))
    found.text = edit_yaml(text, edits)
    return found


def _below(
    found: CaseUpdate, old: Mapping[str, Plain], new: Mapping[str, object], path: ValuePath
) -> Iterator[Edit]:
    """Yield the edits below a path."""
    for key, value in new.items():
        here = (*path, key)
        if key not in old:
            if not _says_nothing(old, key, value):
                found.added.append(f"{_said(here)} {_short(_plain(value))}")
                yield SetValue(here, _plain(value), _ORDER if not path else ())
        else:
            yield from _one(found, old[key], value, here)


def _says_nothing(old: Mapping[str, Plain], key: str, value: object) -> bool:
    """Whether a value is a word of the map, for a time that the file tells in its own way."""
    times = {"date", "day", "week", "month", "hour", "time"} & set(old)
    return isinstance(value, CellValue) and bool(times) and key == "time"


def _one(found: CaseUpdate, old: Plain, new: object, path: ValuePath) -> Iterator[Edit]:
    if isinstance(new, CellValue):
        yield from _value(found, old, new, path)
    elif isinstance(new, dict) and new and all(isinstance(key, int) for key in new):
        yield from _items(found, old, new, path)
    elif isinstance(new, dict) and isinstance(old, dict):
        yield from _below(found, old, new, path)
    elif isinstance(new, dict) and len(new) == 1 and isinstance(old, str):
        # A total may stand alone, or under the name of its score.
        yield from _one(found, old, next(iter(new.values())), path)
    else:
        yield _conflict(found, old, new, path)


def _value(found: CaseUpdate, old: Plain, new: CellValue, path: ValuePath) -> Iterator[Edit]:
    if isinstance(old, str) and " ".join(old.split()) == " ".join(new.text.split()):
        return
    # What no column says stands in the map for those of whom nobody says more.
    if new.place.file != IMPORT_MAP:
        yield _conflict(found, old, new, path)


def _conflict(found: CaseUpdate, old: Plain, new: object, path: ValuePath) -> Edit:
    found.conflicts.append(f"{_said(path)}: {_short(old)} -> {_short(_plain(new))}")
    return SetValue(path, _plain(new))


def _items(
    found: CaseUpdate, old: Plain, new: Mapping[int, object], path: ValuePath
) -> Iterator[Edit]:
    """Hold the entries of a list against each other: visits by their ids, others by their place."""
    listed = old if isinstance(old, list) else [old]
    told = [_plain(value) for value in new.values()]
    if all(isinstance(one, str) for one in (*listed, *told)):
        if set(map(str, told)) - set(map(str, listed)):
            yield _conflict(found, old, new, path)
        return
    if not isinstance(old, list):
        yield _conflict(found, old, new, path)
        return
    ids = {str(one.get("id")): n for n, one in enumerate(old) if isinstance(one, dict)}
    count = len(old)
    for number, value in new.items():
        plain = _plain(value)
        by_id = isinstance(plain, dict) and path == ("visits",)
        at = ids.get(str(plain.get("id"))) if by_id and isinstance(plain, dict) else number
        there = old[at] if at is not None and at < len(old) else None
        if at is None or there is None:
            found.added.append(f"{_said((*path, count))} {_short(plain)}")
            yield InsertItem((*path, count), plain)
            count += 1
        elif isinstance(there, dict) and isinstance(value, dict):
            yield from _below(found, there, value, (*path, at))
        else:
            yield _conflict(found, there, value, (*path, at))


def _plain(value: object) -> Plain:
    """Write what a source has as a file would."""
    if isinstance(value, CellValue):
        return value.text
    assert isinstance(value, dict)
    if value and all(isinstance(key, int) for key in value):
        return [_plain(one) for one in value.values()]
    return {str(key): _plain(one) for key, one in value.items()}


def _said(path: ValuePath) -> str:
    return STEP.join(str(step + 1 if isinstance(step, int) else step) for step in path)


def _short(value: Plain) -> str:
    """Show a value in a few words; of a new visit, its id."""
    if isinstance(value, dict):
        return f"`{value['id']}`" if isinstance(value.get("id"), str) else f"{len(value)} values"
    line = " ".join((", ".join(map(str, value)) if isinstance(value, list) else value).split())
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}`"
