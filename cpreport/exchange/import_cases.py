"""Make case files of a filled-in workbook: checked first, with every problem at its cell."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.cases.reader import SERIES_FILES, read_series, read_text
from cpreport.cases.text import Node, leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import check
from cpreport.exchange.case_rows import STEP
from cpreport.exchange.read_workbook import read_workbook, unreadable
from cpreport.exchange.rows_to_cases import Tree, cases_of
from cpreport.exchange.write_yaml import WrittenCase, first_cell, write_case
from cpreport.limits import limit, read_at_most
from cpreport.problems import Place, Problem, in_order, the_first

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
    """

    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    unchanged: tuple[str, ...] = ()
    differences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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
    return import_trees(trees, [*problems, *more], into)


def import_trees(
    trees: Mapping[str, Tree], problems: list[Problem], into: Path, stand_in: str = ""
) -> Imported:
    """Check cases in their series, and hold them against the case files that are there.

    Parameters
    ----------
    problems : list of Problem
        What was found while the cases were made.
    stand_in : str
        A series.yaml to check by, where that of the folder cannot be read.
    """
    problems = [*problems, *_bad_ids(trees)]
    if any(problem.severity == "error" for problem in problems):
        return Imported(in_order(problems), {})
    known = _files_of(into)
    names = {known.get(case, f"{case}.yaml"): case for case in trees}
    written = {name: write_case(trees[case]) for name, case in names.items()}
    there, more = _there(into, names)
    problems += more or the_first(list(_checked(into, written, stand_in)))
    if any(problem.severity == "error" for problem in problems):
        return Imported(in_order(problems), {})
    files: dict[str, str] = {}
    unchanged: list[str] = []
    differences: dict[str, tuple[str, ...]] = {}
    for name, one in written.items():
        found = tuple(_differences(there[name], one.text)) if name in there else None
        if found == ():
            unchanged.append(names[name])
            continue
        files[name] = one.text
        if found is not None:
            differences[names[name]] = found
    return Imported(in_order(problems), files, tuple(unchanged), differences)


def content_of(workbook: Path) -> bytes:
    """Read a file that is to be imported, and not more of it than is read at all."""
    most = limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000
    try:
        content = read_at_most(workbook, most)
    except OSError as error:
        raise unreadable(workbook.name, (error.strerror or str(error)).lower()) from None
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
    write_all(into, {name: text.encode() for name, text in imported.files.items()})


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
                # A patient who did not consent has a case file too; nothing of it is published.
                yield replace(told, severity="warning") if problem.code == "CP701" else told


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
        steps = (str(step + 1 if isinstance(step, int) else step) for step in path)
        values[STEP.join(steps)] = scalar.text.strip()
    return values


def _short(text: str | None) -> str:
    if text is None:
        return "nothing"
    line = " ".join(text.split())
    return f"`{line if len(line) <= 40 else line[:39] + '…'}`"
