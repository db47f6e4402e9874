"""Write edits that were chosen into the files of the series, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.cases.text import Path as Keys
from cpreport.cases.text import leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.changes.edits import Change, Cut, apply, prints
from cpreport.changes.found_changes import Changes, Edit
from cpreport.changes.paired_edits import refuse_halves
from cpreport.changes.source_files import forms_printed
from cpreport.changes.to_markdown import CannotBeAccepted, Wording
from cpreport.manuscript.prose import Prose
from cpreport.problems import Place, Problem, Refused

#: The end of a line with another one behind it that is not blank.
_LINE = re.compile(r"\n(?=[^\n])")
#: Edits of a file that are tried one by one; no revision has more.
_MOST_TRIED = 300
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


def hold_what_can_be_written(folder: Path, changes: Changes) -> Changes:
    """Refuse edits that a file cannot take, and the other halves of these."""
    edits = list(changes.edits)
    for position, edit in enumerate(edits[:_MOST_TRIED]):
        if edit.change is not None and edit.change.prose.path:
            why = _why_not(folder, changes, [edit])
            if why:
                edits[position] = replace(edit, change=None, why_not=why)
    refuse_halves(edits)
    return replace(changes, edits=tuple(edits))


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
    if not _why_not(folder, changes, edits):
        return
    if len(edits) > _MOST_TRIED:
        yield from edits
        return
    kept: list[Edit] = []
    for edit in edits:
        if _why_not(folder, changes, [*kept, edit]):
            yield edit
        else:
            kept.append(edit)


def _why_not(folder: Path, changes: Changes, edits: Sequence[Edit]) -> str:
    """Say why edits cannot be put into the files; nothing where they can."""
    try:
        _files_with(folder, changes, edits)
    except Refused as refused:
        return refused.problems[0].message
    return ""


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
    wording = changes.wording
    assert wording is not None
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
            text = _together(found, wording)
        except CannotBeAccepted as why:
            raise Refused([_cannot(own[0], str(why))]) from None
        cuts = tuple(cut for change in found for cut in change.cuts)
        by_file.setdefault(file, []).append((found[0].prose, text, cuts))
        texts.setdefault(file, _read(folder, file, own[0]))
    return {
        file: _file_text(file, texts[file], its, wording).encode() for file, its in by_file.items()
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


def _file_text(
    file: str, text: str, altered: Sequence[tuple[Prose, str, tuple[Cut, ...]]], wording: Wording
) -> str:
    """Put altered texts into the text of a file."""
    if not altered[0][0].path:
        return _as_lines_end(text, altered[0][1])
    # Where lines are folded, a paragraph ends with two blank ones.
    wanted = {prose.path: (prose, said) for prose, said, _ in altered}
    for blank in ("\n\n", "\n\n\n"):
        cuts = [cut for prose, _, cuts in altered for cut in _in_file(text, prose, cuts, blank)]
        new = apply(text, cuts)
        if _says(file, text, new, wanted, wording):
            return new
    message = f"{file} would no longer say the same: alter it by hand"
    raise Refused([Problem("CP822", Place(file), message)])


def _as_lines_end(before: str, text: str) -> str:
    """Keep the mark at the beginning of a file, and how its lines end."""
    mark = "\N{ZERO WIDTH NO-BREAK SPACE}" if before.startswith("\ufeff") else ""
    return mark + (text.replace("\n", "\r\n") if "\r\n" in before else text)


def _in_file(text: str, prose: Prose, cuts: Iterable[Cut], blank: str) -> Iterator[Cut]:
    """Find where in a structured file the stretches of one of its texts stand."""
    lines = text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    begun = prose.place_of(1, 1, 1)

    def at(offset: int) -> Place:
        before = prose.text[:offset]
        line = before.count("\n") + 1
        return prose.place_of(line, offset - (before.rfind("\n") + 1) + 1, 1)

    def offset_of(place: Place) -> int:
        return offsets[place.line - 1] + place.column - 1

    def indent_at(place: Place) -> str:
        line = lines[min(place.line, len(lines)) - 1]
        spaces = line[: len(line) - len(line.lstrip())]
        # What follows its key on the same line goes on further in.
        beside = place.line == begun.line and line[: begun.column - 1].strip()
        return f"{spaces}  " if beside else spaces

    for cut in cuts:
        start = offset_of(at(cut.start))
        end = offset_of(at(cut.end - 1)) + 1 if cut.end > cut.start else start
        new = cut.new.replace("\n\n", blank)
        if cut.start == len(prose.text) and not prose.text.endswith("\n"):
            new = new.rstrip("\n")
        indent = indent_at(at(max(0, cut.start - 1)))
        yield Cut(start, end, _LINE.sub(rf"\n{indent}", new))


def _says(
    file: str, before: str, after: str, wanted: dict[Keys, tuple[Prose, str]], wording: Wording
) -> bool:
    """Whether a file says what it should: these texts print that, and all others are as before."""
    old, _ = read_yaml(before, file)
    new, _ = read_yaml(after, file)
    values = {} if new is None else {path: node.text for path, node in leaves(new)}
    expected = {} if old is None else {path: node.text for path, node in leaves(old)}
    if values.keys() != expected.keys():
        return False
    for path, text in values.items():
        if path not in wanted:
            if text != expected[path]:
                return False
            continue
        prose, said = wanted[path]
        printed = (
            forms_printed(prose, one, wording.written, wording.forms) for one in (text, said)
        )
        if next(printed) != next(printed):
            return False
    return True
