"""Write edits that were chosen into the files of the series, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.cases.text import Path as Keys
from cpreport.cases.text import leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.changes.edits import Change, Cut, apply, prints
from cpreport.changes.findings import Changes, Edit
from cpreport.changes.to_markdown import CannotBeAccepted, Wording
from cpreport.changes.together import refuse_halves
from cpreport.manuscript.prose import Prose
from cpreport.problems import Place, Problem, Refused

_ALONE = "together with others it prints something else: accept it alone, or write it by hand"


def choose(changes: Changes, words: str) -> tuple[Edit, ...]:
    """Choose the edits that `all`, or numbers with commas, ask for.

    `all` asks for every edit that can be accepted.

    Raises
    ------
    Refused
        With CP822 for an edit that cannot be accepted, with CP823 for one that is not there.
    """
    if words.strip().casefold() == "all":
        return tuple(edit for edit in changes.edits if edit.change is not None)
    by_number = {str(edit.number): edit for edit in changes.edits}
    problems: list[Problem] = []
    found: list[Edit] = []
    for word in dict.fromkeys(part.strip() for part in words.split(",")):
        edit = by_number.get(word)
        if edit is None:
            there = f"1 to {len(changes.edits)}" if changes.edits else "none"
            message = f"there is no edit `{word}`"
            hint = f"the edits are {there}; `all` accepts every one that can be"
            problems.append(Problem("CP823", Place(changes.document), message, help=hint))
        elif edit.change is None:
            message = f"edit {edit.number} cannot be accepted: {edit.why_not}"
            problems.append(Problem("CP822", edit.place, message))
        else:
            found.append(edit)
    if problems:
        raise Refused(problems)
    return tuple(found)


def hold_what_fits(folder: Path, changes: Changes) -> Changes:
    """Refuse edits that cannot be accepted along with the others, and the other halves of these.

    Whatever is left can be accepted in one go.
    """
    edits = list(changes.edits)
    while True:
        by_file: dict[str, list[Edit]] = {}
        for edit in edits:
            if edit.change is not None:
                by_file.setdefault(_file_of(edit.change.prose), []).append(edit)
        odd = [edit for its in by_file.values() for edit in _that_do_not_fit(folder, changes, its)]
        if not odd:
            return replace(changes, edits=tuple(edits))
        for edit in odd:
            edits[edits.index(edit)] = replace(edit, change=None, why_not=_ALONE)
        refuse_halves(edits)


def _that_do_not_fit(folder: Path, changes: Changes, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Find which edits of one file are in the way of those before them."""
    if _fits(folder, changes, edits):
        return
    kept: list[Edit] = []
    for edit in edits:
        if _fits(folder, changes, [*kept, edit]):
            kept.append(edit)
        else:
            yield edit


def _fits(folder: Path, changes: Changes, edits: Sequence[Edit]) -> bool:
    try:
        _files_with(folder, changes, edits)
    except Refused:
        return False
    return True


def accept(folder: Path, changes: Changes, edits: Sequence[Edit]) -> tuple[str, ...]:
    """Write edits into the files of the series; name the files that were altered.

    Nothing is written unless every file, read anew, prints what was accepted.

    Raises
    ------
    Refused
        With CP822 where edits are in each other's way, or a file cannot be altered by a program.
    """
    written = _files_with(folder, changes, edits)
    write_all(folder, written)
    return tuple(written)


def _files_with(folder: Path, changes: Changes, edits: Sequence[Edit]) -> dict[str, bytes]:
    """Put edits into the files of the series."""
    assert changes.wording is not None
    by_prose: dict[tuple[str, Keys], list[Edit]] = {}
    for edit in edits:
        assert edit.change is not None
        prose = edit.change.prose
        by_prose.setdefault((_file_of(prose), prose.path), []).append(edit)
    texts: dict[str, str] = {}
    by_file: dict[str, list[tuple[Prose, str, tuple[Cut, ...]]]] = {}
    for (file, _), own in by_prose.items():
        found = [edit.change for edit in own if edit.change is not None]
        try:
            text = _together(found, changes.wording)
        except CannotBeAccepted as why:
            raise Refused([_cannot(own[0], str(why))]) from None
        cuts = tuple(cut for change in found for cut in change.cuts)
        by_file.setdefault(file, []).append((found[0].prose, text, cuts))
        texts.setdefault(file, _read(folder, file, own[0]))
    return {
        file: _file_text(file, texts[file], altered).encode() for file, altered in by_file.items()
    }


def _file_of(prose: Prose) -> str:
    return prose.place_of(1, 1, 1).file


def _cannot(edit: Edit, why: str) -> Problem:
    return Problem("CP822", edit.place, f"edit {edit.number} cannot be accepted: {why}")


def _together(changes: Sequence[Change], wording: Wording) -> str:
    text = apply(changes[0].prose.text, [cut for c in changes for cut in c.cuts])
    if not prints(text, changes, wording):
        raise CannotBeAccepted("together with others it prints something else: accept it alone")
    return text


def _read(folder: Path, file: str, edit: Edit) -> str:
    try:
        return (folder / file).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused([_cannot(edit, f"{file} cannot be read: {error}")]) from None


def _file_text(file: str, text: str, altered: Iterable[tuple[Prose, str, tuple[Cut, ...]]]) -> str:
    """Put altered texts into the text of a file."""
    altered = tuple(altered)
    if not altered[0][0].path:
        return _as_lines_end(text, altered[0][1])
    cuts = [cut for prose, _, cuts in altered for cut in _in_file(text, prose, cuts)]
    new = apply(text, cuts)
    _check_values(file, text, new, {prose.path: said for prose, said, _ in altered})
    return new


def _as_lines_end(before: str, text: str) -> str:
    """Keep the mark at the beginning of a file, and how its lines end."""
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}" if before.startswith("\ufeff") else ""
    return mark + (text.replace("\n", "\r\n") if "\r\n" in before else text)


def _in_file(text: str, prose: Prose, cuts: Iterable[Cut]) -> Iterable[Cut]:
    """Find where in a structured file the stretches of one of its texts stand."""
    offsets = [0]
    for line in text.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))

    def at(offset: int) -> tuple[int, int]:
        before = prose.text[:offset]
        line = before.count("\n") + 1
        place = prose.place_of(line, offset - (before.rfind("\n") + 1) + 1, 1)
        return offsets[place.line - 1] + place.column - 1, place.column

    for cut in cuts:
        start, column = at(cut.start)
        end = at(cut.end - 1)[0] + 1 if cut.end > cut.start else start
        yield Cut(start, end, cut.new.replace("\n", "\n" + " " * (column - 1)))


def _check_values(file: str, before: str, after: str, wanted: dict[Keys, str]) -> None:
    """Refuse what would alter any other value of a file, or this one to something else."""
    old, _ = read_yaml(before, file)
    new, _ = read_yaml(after, file)
    values = {} if new is None else {path: node.text for path, node in leaves(new)}
    expected = {} if old is None else {path: node.text for path, node in leaves(old)}
    expected |= wanted
    if {k: _fold(v) for k, v in values.items()} != {k: _fold(v) for k, v in expected.items()}:
        message = f"{file} would no longer say the same: alter it by hand"
        raise Refused([Problem("CP822", Place(file), message)])


def _fold(text: str) -> str:
    return " ".join(text.split())
