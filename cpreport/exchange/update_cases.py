"""Bring a case file up to what a source says now, and keep what only the file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpreport.cases.case import Case
from cpreport.cases.reader import IMPORT_MAP
from cpreport.exchange.case_rows import path_in_words
from cpreport.exchange.edit_yaml import Edit, InsertItem, SetValue, edit_yaml, read_plain
from cpreport.exchange.last_import import plain_tree
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
        What both say, and not the same, where it is not known that one of them stayed as it was.
    updated : list of str
        What only the source changed since its last import.
    gone : list of str
        What was taken out of the source since then, and stays in the file.
    """

    text: str
    added: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def update_case(text: str, tree: Tree, last: Plain | None = None) -> CaseUpdate:
    """Bring a case file up to date at the places of its values.

    Parameters
    ----------
    tree : Tree
        The case as the source has it.
    last : Plain or None
        The case as the source had it when it was last imported. What only one of the two changed
        since then is taken from it; None where that is not known.

    Raises
    ------
    CannotEdit
        Where the file is written in a way in which values are not altered.
    """
    found = CaseUpdate(text)
    old = read_plain(text)
    if not isinstance(old, dict):
        raise CannotEdit("the file is not made of keys and values")
    edits = list(_below(found, old, tree, last, ()))
    found.text = edit_yaml(text, edits)
    return found


def _below(
    found: CaseUpdate,
    old: Mapping[str, Plain],
    new: Mapping[str, object],
    last: Plain | None,
    path: ValuePath,
) -> Iterator[Edit]:
    """Yield the edits below a path."""
    before = last if isinstance(last, dict) else {}
    for key, value in new.items():
        here = (*path, key)
        if key in old:
            yield from _one(found, old[key], value, before.get(key), here)
        elif before.get(key) != (plain := plain_tree(value)) and not _no_time(old, key, value):
            found.added.append(f"{path_in_words(here)} {_short(plain)}")
            yield SetValue(here, plain, _ORDER if not path else ())
    for key in before.keys() - new.keys():
        if key in old:
            found.gone.append(f"{path_in_words((*path, key))} {_short(old[key])}")


def _no_time(old: Mapping[str, Plain], key: str, value: object) -> bool:
    """Whether a value is a word of the map, for a time that the file tells in its own way."""
    times = {"date", "day", "week", "month", "hour", "time"} & set(old)
    return isinstance(value, CellValue) and bool(times) and key == "time"


def _one(
    found: CaseUpdate, old: Plain, new: object, last: Plain | None, path: ValuePath
) -> Iterator[Edit]:
    if isinstance(new, CellValue):
        yield from _value(found, old, new, last, path)
    elif isinstance(new, dict) and new and all(isinstance(key, int) for key in new):
        yield from _items(found, old, new, last, path)
    elif isinstance(new, dict) and isinstance(old, dict):
        yield from _below(found, old, new, last, path)
    elif isinstance(new, dict) and len(new) == 1 and isinstance(old, str):
        # A total may stand alone, or under the name of its score.
        (key,) = new
        before = last.get(key) if isinstance(last, dict) else last
        yield from _one(found, old, new[key], before, path)
    else:
        yield from _changed(found, old, plain_tree(new), last, path)


def _value(
    found: CaseUpdate, old: Plain, new: CellValue, last: Plain | None, path: ValuePath
) -> Iterator[Edit]:
    # What no column says stands in the map for those of whom nobody says more.
    if new.place.file != IMPORT_MAP:
        yield from _changed(found, old, new.text, last, path)


def _changed(
    found: CaseUpdate, old: Plain, new: Plain, last: Plain | None, path: ValuePath
) -> Iterator[Edit]:
    """Take what the source alone changed, leave what the file alone changed, ask about the rest."""
    if _same(old, new) or (last is not None and _same(new, last)):
        return
    said = f"{path_in_words(path)}: {_short(old)} -> {_short(new)}"
    (found.updated if last is not None and _same(old, last) else found.conflicts).append(said)
    yield SetValue(path, new)


def _same(one: Plain, other: Plain) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()) == " ".join(other.split())
    return one == other


def _items(
    found: CaseUpdate, old: Plain, new: Mapping[int, object], last: Plain | None, path: ValuePath
) -> Iterator[Edit]:
    """Hold the entries of a list against each other: visits by their ids, others by their place."""
    listed: list[Plain] = list(old) if isinstance(old, list) else [old]
    told: list[Plain] = [plain_tree(value) for value in new.values()]
    if all(isinstance(one, str) for one in (*listed, *told)):
        if set(map(str, told)) - set(map(str, listed)):
            yield from _changed(found, listed, told, last, path)
        return
    if not isinstance(old, list):
        yield from _changed(found, old, told, last, path)
        return
    before = last if isinstance(last, list) else []
    count = len(old)
    for number, (value, plain) in enumerate(zip(new.values(), told, strict=True)):
        at, was = _place(old, plain, number, path), _entry(before, plain, number, path)
        if at is None and _same_entry(was, plain):
            continue
        if at is None:
            found.added.append(f"{path_in_words((*path, count))} {_short(plain)}")
            yield InsertItem((*path, count), plain)
            count += 1
        else:
            yield from _one(found, old[at], value, was, (*path, at))
    for number, was in enumerate(before):
        at = _place(old, was, number, path)
        if at is not None and _place(told, was, number, path) is None:
            found.gone.append(f"{path_in_words((*path, at))} {_short(old[at])}")


def _place(entries: Sequence[Plain], one: Plain, number: int, path: ValuePath) -> int | None:
    """Find which of some entries is this one; None where it is not among them."""
    if path == ("visits",) and isinstance(one, dict):
        ids = [entry.get("id") if isinstance(entry, dict) else None for entry in entries]
        return ids.index(one.get("id")) if one.get("id") in ids else None
    return number if number < len(entries) else None


def _entry(entries: Sequence[Plain], one: Plain, number: int, path: ValuePath) -> Plain | None:
    at = _place(entries, one, number, path)
    return None if at is None else entries[at]


def _same_entry(was: Plain | None, now: Plain) -> bool:
    """Whether the source still says what it said: then it was taken out of the file."""
    return was is not None and _same(was, now)


def _short(value: Plain) -> str:
    """Show a value in a few words; of a new visit, its id."""
    if isinstance(value, dict):
        return f"`{value['id']}`" if isinstance(value.get("id"), str) else f"{len(value)} values"
    line = " ".join((", ".join(map(str, value)) if isinstance(value, list) else value).split())
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}`"
