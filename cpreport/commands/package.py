"""Make the package of a series for a journal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpreport.commands.options import (
    SERIES,
    how_strictly,
    known_journal,
    options,
    which_journal,
)
from cpreport.terminal.completion import beside, folders
from cpreport.terminal.printing import print_problems, say, say_next


@click.command(short_help="Make the package that goes to a journal.")
@click.argument("cases", type=SERIES, shell_complete=folders)
@which_journal
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.zip",
    help="Where to write; default: `package-ID.zip` beside CASES.",
)
@how_strictly
@options()
def package(
    cases: Path,
    journal: str,
    output: Path | None,
    strict: bool,
    leave_out: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the package of CASES that goes to a journal, as one ZIP file.

    It holds the manuscript, figures, tables, checklists and supplement, the data with a codebook,
    and the series that all of it was made from, without dates. `cpreport verify` proves it.
    """
    from cpreport.journal.package import foreign, package, summary
    from cpreport.problems import exit_code
    from cpreport.terminal.next_step import after_package

    output = output or beside(cases).parent / f"package-{journal}.zip"
    if why := foreign(output):
        raise click.UsageError(why)
    profile = known_journal(journal, cases)
    made = package(cases, profile, strict=strict, leave_out=leave_out)
    names = made.checked.names
    print_problems(made.problems, cases, len(names), form, quiet=quiet or not made.problems)
    if made.content is not None:
        from cpreport.atomic_write import write

        write(output, made.content)
        if not quiet:
            say(summary(made, output, all_files=verbose), err=form == "json")
    step = after_package(made.problems, cases, output)
    say_next(step, quiet=quiet or form != "full")
    sys.exit(exit_code(made.problems))
