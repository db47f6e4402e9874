"""Make case files of a sheet, a filled-in workbook or an export: `cpreport import`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import end, format_option, needs_extra, options
from cpreport.problems import has_error
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import print_problems, say, say_next

if TYPE_CHECKING:
    from cpreport.exchange.import_cases import Imported
    from cpreport.exchange.import_source import ImportedByMap
    from cpreport.problems import Problem

#: Differences that are shown of a patient.
_SHOWN = 4
#: Case files that are named one by one.
_NAMED = 20


@click.command("import", short_help="Make case files of a sheet, a workbook or an export.")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--into",
    "cases",
    metavar="CASES",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The series folder that the case files belong to.",
    shell_complete=folders,
)
@click.option(
    "--replace",
    is_flag=True,
    help="Take what the source says where a case file says something else; "
    "of a workbook that is imported for the first time, the whole case anew.",
)
@options
@format_option
def import_(file: Path, cases: Path, replace: bool, form: str, quiet: bool, verbose: bool) -> None:
    """Make case files of FILE: a sheet of any shape, a workbook of cpreport, or an export.

    The first run writes `map.yaml` into CASES, which says what each column would become, and
    stops; the run after you have confirmed it there writes the case files. A workbook of
    `cpreport export` or `cpreport init --workbook` needs no map.

    Everything is checked first; a problem is named at its sheet and cell, and then nothing is
    written. In a case file that is there, what only the source changed since its last import is
    brought up to date, and what only the file says stays; where both say something else, that is
    shown, and replaced only with --replace.
    """
    from cpreport.terminal.next_step import command

    take_in(file, cases, form, replace=replace, quiet=quiet)
    say_next(command("check", cases), quiet=quiet)


def take_in(file: Path, cases: Path, form: str, *, replace: bool, quiet: bool) -> None:
    """Import a file; end the command where anything is wrong, and write nothing then.

    Parameters
    ----------
    form : str
        How problems are printed.
    replace : bool
        Whether case files that say something else are written anew.
    """
    from cpreport.exchange.import_source import import_file

    with needs_extra("workbook", "openpyxl"), needs_extra("workbook", "python_calamine"):
        mapped = import_file(file, cases)
    if mapped.proposed:
        _write_map(mapped.proposed, cases, quiet=quiet)
    _stop_where_wrong(mapped.imported, file, cases, form, replace=replace, quiet=quiet)
    _write_mapped(mapped, cases, quiet=quiet)


def _stop_where_wrong(
    found: Imported, file: Path, cases: Path, form: str, *, replace: bool, quiet: bool
) -> None:
    """Print the problems, and the differences from what is there; end where there are any."""
    from cpreport.cases.reader import IMPORT_MAP
    from cpreport.problems import in_order
    from cpreport.terminal.next_step import command

    problems = found.problems
    wrong = has_error(problems)
    if found.differences and not replace and not wrong:
        more = tuple(_differs(file, *pair) for pair in found.differences.items())
        problems, wrong = in_order([*problems, *more]), True
    errors = [problem for problem in problems if problem.severity == "error"]
    of_map = any(problem.place.file == IMPORT_MAP for problem in errors)
    shown = tuple(_beside(problem, file, cases) for problem in problems)
    print_problems(shown, file.parent, len(found.files), form, quiet=quiet)
    if wrong:
        again = command("import", file, "--into", cases)
        step = f"confirm {cases / IMPORT_MAP}" if of_map else "mend it"
        end(problems, f"{step}, then {again}", quiet=quiet or form != "full")


def _beside(problem: Problem, file: Path, cases: Path) -> Problem:
    """Name a file of the series folder as it is found from the folder of the source."""
    if problem.place.cell or problem.place.file == file.name:
        return problem
    path = os.path.relpath(cases / problem.place.file, file.parent)
    return replace(problem, place=replace(problem.place, file=Path(path).as_posix()))


def _write_map(text: str, cases: Path, *, quiet: bool) -> None:
    from cpreport.atomic_write import write
    from cpreport.cases.reader import IMPORT_MAP

    cases.mkdir(parents=True, exist_ok=True)
    write(cases / IMPORT_MAP, text.encode())
    if not quiet:
        say(f"Wrote {cases / IMPORT_MAP}.")


def _write_mapped(mapped: ImportedByMap, cases: Path, *, quiet: bool) -> None:
    """Write the cases, the beginning of their series, and who they are; say what was left."""
    from cpreport.atomic_write import write_all
    from cpreport.demo.start import ignore_private
    from cpreport.exchange.import_cases import write_cases
    from cpreport.exchange.write_identities import write_identities

    write_cases(mapped.imported, cases)
    write_all(cases, {name: text.encode() for name, text in mapped.started.items()})
    if mapped.started:
        ignore_private(cases.parent)
    added = write_identities(cases, mapped.identities)
    if quiet:
        return
    _say_written(mapped.imported, cases)
    for name in mapped.started:
        say(f"Wrote {cases / name}: to be filled in.")
    if added:
        say(f"Wrote who {len(added)} of them are into {cases / 'identities.yaml'}.")
    if mapped.blanks:
        say(f"Empty cells, which give no entry: {mapped.blanks}.")
    for why, names in mapped.not_taken.items():
        say(f"Not taken ({why}): {', '.join(names)}.")


def _say_written(found: Imported, cases: Path) -> None:
    for begin, of in (
        ("Added to", found.added),
        ("Updated", found.updated),
        ("No longer in the source, and kept in", found.gone),
    ):
        for case, told in list(of.items())[:_NAMED]:
            more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
            say(f"{begin} {case}: {'; '.join(told[:_SHOWN])}{more}.")
    names = list(found.files)
    for name in names[:_NAMED]:
        say(f"Wrote {cases / name}.")
    if len(names) > _NAMED:
        say(f"Wrote {len(names) - _NAMED} more case files.")
    if found.unchanged:
        left = len(found.unchanged) - _NAMED
        more = f" and {left} more" if left > 0 else ""
        say(f"Unchanged: {', '.join(found.unchanged[:_NAMED])}{more}.")


def _differs(file: Path, case: str, differences: tuple[str, ...]) -> Problem:
    """Say what a case file says otherwise than the source: the first values, and how many."""
    from cpreport.problems import Place, Problem

    shown, more = "; ".join(differences[:_SHOWN]), len(differences) - _SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    message = f"the case file of {case} says something else: {shown}{rest}"
    hint = f"correct one of the two; or --replace takes what {file.name} says"
    return Problem("CP866", Place(file.name), message, help=hint, case=case)
