"""Show where a number, or a finished file, comes from: `cpreport explain`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cpreport.addresses import Address, place
from cpreport.commands.options import SERIES_TO_READ, format_option, options
from cpreport.terminal.completion import folders, result_ids
from cpreport.terminal.printing import in_colour, print_problems, say, width

_DEFAULT = Path("cases")


@click.command(short_help="Show where a number, or a finished file, comes from.")
@click.argument("result", shell_complete=result_ids)
@click.argument("cases", type=SERIES_TO_READ, default=_DEFAULT, shell_complete=folders)
@options
@format_option
def explain(result: str, cases: Path, form: str, quiet: bool, verbose: bool) -> None:
    """Show where the number RESULT comes from, down to file and line.

    RESULT is an id such as MAS.improved or P01.change.TCT.total; output/results.csv lists them all.
    It may also be a finished file, such as output/cases/P01/P01.pdf: then what it was made from is
    shown, why, and whether the next build would make it anew.
    """
    if os.path.isdir(result):
        named = cases if cases != _DEFAULT and not os.path.isdir(cases) else "RESULT"
        right = f"cpreport explain {named} {result}"
        raise click.UsageError(f"{result} is a folder; what is asked for stands before it: {right}")
    if "/" in result or "\\" in result:
        _explain_file(result, cases, form, quiet=quiet)
    else:
        _explain_result(result, cases, form, quiet=quiet)


def _explain_file(name: str, cases: Path, form: str, *, quiet: bool) -> None:
    from cpreport.builder.explain_file import explained_output
    from cpreport.problems import Refused, exit_code

    file = place(name)
    if isinstance(file, Address):
        raise click.UsageError(f"{file} is elsewhere; only a file here can be explained")
    try:
        say(explained_output(file, cases, width()))
    except Refused as refused:
        print_problems(refused.problems, cases, 0, form, quiet=quiet)
        sys.exit(exit_code(refused.problems))


def _explain_result(result: str, cases: Path, form: str, *, quiet: bool) -> None:
    from cpreport.check.check_series import Unreadable, check
    from cpreport.outcomes.explain import explanation_text
    from cpreport.problems import Refused, exit_code

    found = check(cases)
    if isinstance(found, Unreadable):
        print_problems(found.problems, cases, len(found.names), form, quiet=quiet)
        sys.exit(exit_code(found.problems))
    try:
        say(
            explanation_text(
                found.unpacked().findings, result, width(), colour=in_colour(sys.stdout)
            )
        )
    except Refused as refused:
        print_problems(refused.problems, cases, len(found.names), form, quiet=True)
        sys.exit(exit_code(refused.problems))
