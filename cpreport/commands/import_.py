"""Make case files of a filled-in workbook: `cpreport import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import end, format_option, needs_extra, options
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import print_problems, say, say_next

if TYPE_CHECKING:
    from cpreport.problems import Problem

#: Differences that are shown of a patient.
_SHOWN = 4


@click.command("import", short_help="Make case files of a filled-in Excel workbook.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
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
    help="Write anew case files that say something else; their comments are lost.",
)
@options
@format_option
def import_(file: Path, cases: Path, replace: bool, form: str, quiet: bool, verbose: bool) -> None:
    """Make case files of FILE, a workbook of `cpreport export` or `cpreport init --workbook`.

    Everything is checked first; a problem is named at its sheet and cell, and then nothing is
    written. A case file that is there and says something else is shown, and replaced only with
    --replace.
    """
    from cpreport.terminal.next_step import command

    take_in(file, cases, form, replace=replace, quiet=quiet)
    say_next(command("check", cases), quiet=quiet)


def take_in(file: Path, cases: Path, form: str, *, replace: bool, quiet: bool) -> None:
    """Import a workbook; end the command where anything is wrong, and write nothing then.

    Parameters
    ----------
    form : str
        How problems are printed.
    replace : bool
        Whether case files that say something else are written anew.
    """
    from cpreport.exchange.import_cases import import_workbook, write_cases
    from cpreport.problems import in_order
    from cpreport.terminal.next_step import command

    with needs_extra("workbook", "openpyxl"):
        found = import_workbook(file, cases)
    problems = found.problems
    wrong = any(problem.severity == "error" for problem in problems)
    if found.differences and not replace and not wrong:
        more = tuple(_differs(file, *pair) for pair in found.differences.items())
        problems, wrong = in_order([*problems, *more]), True
    print_problems(problems, file.parent, len(found.files), form, quiet=quiet)
    if wrong:
        again = command("import", file, "--into", cases)
        end(problems, f"mend it, then {again}", quiet=quiet or form != "full")
    write_cases(found, cases)
    if not quiet:
        for name in found.files:
            say(f"Wrote {cases / name}.")
        if found.unchanged:
            say(f"Unchanged: {', '.join(found.unchanged)}.")


def _differs(file: Path, case: str, differences: tuple[str, ...]) -> Problem:
    """Say what a case file says otherwise than the workbook: the first values, and how many."""
    from cpreport.problems import Place, Problem

    shown, more = "; ".join(differences[:_SHOWN]), len(differences) - _SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    message = f"the case file of {case} says something else: {shown}{rest}"
    hint = "--replace writes it anew from the workbook"
    return Problem("CP866", Place(file.name), message, help=hint, case=case)
