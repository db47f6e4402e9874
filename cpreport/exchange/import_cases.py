"""Make case files of a filled-in workbook: checked first, with every problem at its cell."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.cases.reader import IMPORT_MAP, SERIES_FILES, read_series, read_text
from cpreport.cases.text import Node, leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import check
from cpreport.exchange.case_rows import path_in_words
from cpreport.exchange.last_import import LAST_IMPORT, read_last, with_cases
from cpreport.exchange.read_workbook import read_workbook, unreadable
from cpreport.exchange.rows_to_cases import Tree, cases_of
from cpreport.exchange.update_cases import CaseUpdate, update_case
from cpreport.exchange.write_yaml import WrittenCase, first_cell, write_case
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.limits import limit, read_at_most
from cpreport.numbers import counted
from cpreport.problems import Place, Problem, has_error, in_order, reason, the_first

#: With these nothing is known of the cases, or they cannot be written to be checked.
_UNCHECKABLE = frozenset(("CP106", "CP715", "CP861", "CP873", "CP874"))
_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook or another source holds, beside what the series folder has.

    files : mapping of str to str
        The case files that are to be written, by name.
    unchanged : tuple of str
        Patients whose case file says the same already.
    differences : mapping of str to tuple of str
        For each patient whose case file says something else, what.
    added, updated : mapping of str to tuple of str
        For each patient whose case file lacks something that comes to it, what; and what only the
        source changed since its last import.
    gone : mapping of str to tuple of str
        For each patient, what was taken out of the source since then and stays in the case file.
    remembered : mapping of str to str
        The file that keeps what the source says now, by its name.
    """

    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    unchanged: tuple[str, ...] = ()
    differences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    updated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)


def import_workbook(workbook: Path, into: Path) -> Imported:
    """Read a workbook as case files, check them in their series, and write nothing.

    Parameters
    ----------
    workbook : Path
        The workbook.
    into : Path
        The series folder; what stands in it beside case files is used for the check.

    Raises
    ------
    Refused
        Where the file is no workbook of cpreport's.
    """
    sheets, problems = read_workbook(content_of(workbook), workbook.name)
    trees, more = cases_of(sheets)
    found = import_trees(trees, [*problems, *more], into, _of_workbook, source=workbook.name)
    at = {row.place.cell: row.columns for sheet in sheets for row in sheet.rows}
    return replace(found, problems=tuple(_at_its_column(p, at) for p in found.problems))


def _at_its_column(problem: Problem, rows: Mapping[str, Mapping[str, Place]]) -> Problem:
    """Name what is missing at the empty cell of its own column, where the form has one."""
    untimed = problem.code == "CP204" and problem.message.endswith("has no time")
    if problem.code not in ("CP007", "CP109") and not untimed:
        return problem
    sheet, _, cell = problem.place.cell.rpartition("!")
    columns = rows.get(f"{sheet}!A{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}", {})
    name, *group = ["date"] if untimed else re.findall("`([^`]*)`", problem.message)
    own = {key: place for key, place in columns.items() if key.split(".")[-1] == name}
    of_group = {k: place for k, place in own.items() if k.split(".")[-2:-1] == group}
    found = [*(own if len(own) == 1 else of_group).values()]
    return replace(problem, place=found[0]) if len(found) == 1 else problem


def _of_workbook(text: str, tree: Tree, last: Plain | None) -> CaseUpdate:
    """Take the whole case from a workbook that is new: it holds all that a case file says."""
    if last is not None:
        return update_case(text, tree, last)
    new = write_case(tree).text
    return CaseUpdate(new, [], list(_differences(text, new)))


def import_trees(
    trees: Mapping[str, Tree],
    problems: list[Problem],
    into: Path,
    update: Callable[[str, Tree, Plain | None], CaseUpdate],
    stand_in: str = "",
    *,
    source: str,
) -> Imported:
    """Check cases in their series, and hold them against the case files that are there.

    Parameters
    ----------
    problems : list of Problem
        What was found while the cases were made.
    update : callable
        What becomes of the text of a case file that is there, by the case as the source has it, and
        as it had it at its last import.
    stand_in : str
        A series.yaml to check by, where that of the folder cannot be read.
    source : str
        The name of the source, by which its last import is known.
    """
    problems = [*problems, *_bad_ids(trees)]
    if any(p.severity == "error" and p.code in _UNCHECKABLE for p in problems):
        return Imported(in_order(problems), {})
    known = _files_of(into)
    names = {known.get(case, f"{case}.yaml"): case for case in trees}
    written = {name: write_case(trees[case]) for name, case in names.items()}
    there, more = _there(into, names)
    found = more or the_first(list(_once_a_place([*_checked(into, written, stand_in)])))
    problems += _elsewhere(found, problems)
    if has_error(problems):
        return Imported(in_order(problems), {})
    files = {name: one.text for name, one in written.items() if name not in there}
    updates: dict[str, CaseUpdate] = {}
    last = read_last(into, source)
    for name, text in there.items():
        try:
            updates[names[name]] = update(text, trees[names[name]], last.get(names[name]))
        except CannotEdit as error:
            hint = "bring the file up to date by hand, or take it away to have it written anew"
            problems.append(Problem("CP866", Place(name), str(error), help=hint))
        else:
            made = updates[names[name]]
            files |= {name: made.text} if made.added or made.conflicts or made.updated else {}
    return Imported(
        in_order(problems),
        files,
        tuple(c for c, one in updates.items() if not (one.added or one.conflicts or one.updated)),
        {case: tuple(one.conflicts) for case, one in updates.items() if one.conflicts},
        {case: tuple(one.added) for case, one in updates.items() if one.added},
        {case: tuple(one.updated) for case, one in updates.items() if one.updated},
        {case: tuple(one.gone) for case, one in updates.items() if one.gone},
        {LAST_IMPORT: with_cases(into, source, trees)},
    )


def content_of(workbook: Path) -> bytes:
    """Read a file that is to be imported, and not more of it than is read at all."""
    most = limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000
    try:
        content = read_at_most(workbook, most)
    except OSError as error:
        raise unreadable(workbook.name, reason(error)) from None
    if len(content) > most:
        raise unreadable(workbook.name, f"it has more than {most // 1_000_000} MB")
    return content


def _there(into: Path, names: Iterable[str]) -> tuple[dict[str, str], list[Problem]]:
    """Read the case files that are there; one that is a link out of the folder is not read."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name in names:
        if os.path.lexists(into / name):
            text, why = read_text(into, name)
            problems += why
            if text is not None:
                found[name] = text
    return found, problems


def write_cases(imported: Imported, into: Path) -> None:
    """Write the case files, all or none."""
    into.mkdir(parents=True, exist_ok=True)
    texts = {**imported.files, **imported.remembered}
    write_all(into, {name: text.encode() for name, text in texts.items()})


def _elsewhere(found: Iterable[Problem], named: Iterable[Problem]) -> list[Problem]:
    """Leave out what follows from a cell that was not read, and is named already."""
    cells = {p.place.cell for p in named if p.severity == "error" and p.place.cell}
    return [problem for problem in found if problem.place.cell not in cells]


def _bad_ids(trees: Mapping[str, Tree]) -> Iterator[Problem]:
    for case, tree in trees.items():
        if not _ID.fullmatch(case):
            place = first_cell(tree) or Place("")
            message = f"`{case}` cannot be a file name on every system"
            allowed = ("letters, digits, `-`, `_` and `.`; at most 64",)
            yield Problem("CP106", place, message, allowed, "use a study id such as P01")


def _files_of(into: Path) -> dict[str, str]:
    """Name the files of the cases that are there, by id."""
    if not into.is_dir():
        return {}
    series, _ = read_series(into)
    return {case.id: case.source.file for case in series.cases} if series is not None else {}


def _checked(into: Path, written: Mapping[str, WrittenCase], stand_in: str) -> Iterator[Problem]:
    """Check the cases in a copy of their series; each problem is named at its cell."""
    with tempfile.TemporaryDirectory(prefix="cpreport-", ignore_cleanup_errors=True) as above:
        folder = Path(above) / "series"
        if into.is_dir():
            # A link stays one: what it leads to may be without end, and is none of the series.
            shutil.copytree(into, folder, symlinks=True, copy_function=_link, ignore=_left_out)
        folder.mkdir(exist_ok=True)
        if stand_in:
            for name in SERIES_FILES:
                (folder / name).unlink(missing_ok=True)
            (folder / SERIES_FILES[0]).write_text(stand_in, "utf-8")
        for name, one in written.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_text(one.text, "utf-8", newline="\n")
        for problem in check(folder).problems:
            found = written.get(problem.place.file)
            if found is not None:
                cell = found.cell(problem.place)
                told = replace(problem, place=cell) if cell is not None else problem
                told = replace(told, help=_with_cells(told.help, problem.place.file, found))
                # A patient who did not consent has a case file too; nothing of it is published.
                yield replace(told, severity="warning") if problem.code == "CP701" else told


def _once_a_place(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Say once, and not of every patient, what is wrong with a line that holds for several."""
    count = Counter((p.code, p.place) for p in problems)
    for problem in problems:
        others = count[problem.code, problem.place] - 1
        if others > 0 and problem.place.file == IMPORT_MAP and problem.case is not None:
            more = f" (and {counted(others, 'more patient')})"
            yield replace(problem, message=problem.message + more)
            count[problem.code, problem.place] = 0
        elif others >= 0:
            yield problem


def _with_cells(words: str, file: str, written: WrittenCase) -> str:
    """Name cells in the place of lines of a case file that nobody has yet."""

    def cell(match: re.Match[str]) -> str:
        place = written.cell(Place(file, int(match[1]), int(match[2])))
        return (place.cell or str(place)) if place is not None else match[0]

    return re.sub(rf"{re.escape(file)}:([0-9]+):([0-9]+)", cell, words)


def _left_out(folder: str, names: list[str]) -> list[str]:
    """Leave out who the patients are, and what is no file: nobody can copy a pipe."""
    private = [name for name in names if name.startswith((".", "identities."))]
    return [*private, *(name for name in names if _is_special(Path(folder, name)))]


def _is_special(path: Path) -> bool:
    mode = path.lstat().st_mode
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _differences(old: str, new: str) -> Iterator[str]:
    """Say what a case file and a workbook say otherwise; nothing where they say the same."""
    before, after = _values(old), _values(new)
    found = []
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path), after.get(path)
        if was != now:
            found.append(f"{path}: {_short(was)} -> {_short(now)}")
    yield from found


def _values(text: str) -> dict[str, str]:
    node: Node | None = read_yaml(text, "")[0]
    if node is None:
        return {}
    values = {}
    for path, scalar in leaves(node):
        # One route may stand as it is, or as a list of one.
        path = (*path, 0) if path[-1] == "routes" else path
        values[path_in_words(path)] = scalar.text.strip()
    return values


def _short(text: str | None) -> str:
    if text is None:
        return "nothing"
    line = " ".join(text.split())
    return f"`{line if len(line) <= 40 else line[:39] + '…'}`"
