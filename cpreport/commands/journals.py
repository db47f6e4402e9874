"""Compare what journals ask for, or show one of them: `cpreport journals`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import SERIES_TO_READ, end, journal_profile, options
from cpreport.terminal.completion import folders, journal_ids
from cpreport.terminal.printing import in_colour, print_problems, say, say_next, width

if TYPE_CHECKING:
    from cpreport.terminal.journal_table import Form


@click.command(short_help="Compare what journals ask for, or show one of them.")
@click.argument("cases", type=SERIES_TO_READ, required=False, shell_complete=folders)
@click.option(
    "--journal",
    metavar="ID",
    help="All that this one asks for, with sources.",
    shell_complete=journal_ids,
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How the comparison is printed.",
)
@options
def journals(
    cases: Path | None, journal: str | None, form: Form, quiet: bool, verbose: bool
) -> None:
    """Compare what journals ask for with what the series in CASES has, or show one journal.

    Without CASES, the journals alone are compared. Values that nobody has seen on a page of the
    journal are said to be not verified.
    """
    from cpreport.terminal.next_step import after_journals

    step = after_journals(cases, journal)
    if journal is not None:
        from cpreport.terminal.journals import profile_text

        say(profile_text(journal_profile(journal, cases), width(), colour=in_colour(sys.stdout)))
        say_next(step, quiet=quiet)
        return
    from cpreport.journal.comparison import compare_journals
    from cpreport.terminal.journal_table import print_comparison
    from cpreport.terminal_text import paint_table

    found = compare_journals(cases)
    text = print_comparison(found.journals, form, width())
    colour = form == "table" and in_colour(sys.stdout)
    say("".join(paint_table([text], colour=colour)), nl=False)
    if found.problems and cases is not None:
        print_problems(found.problems, cases, len(found.names), "full", quiet=quiet)
    end(found.problems, step, quiet=quiet or form != "table")
