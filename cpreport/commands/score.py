"""Print the scores of a series: `cpreport score`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import SERIES_TO_READ, end, options, refuse_unknown_cases
from cpreport.terminal.completion import case_ids, folders
from cpreport.terminal.printing import in_colour, print_problems, say, width

if TYPE_CHECKING:
    from cpreport.terminal.score_table import Form


@click.command()
@click.argument("cases", type=SERIES_TO_READ, shell_complete=folders)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How the scores are printed.",
)
@click.option(
    "--case", "wanted", multiple=True, metavar="ID", help="Only this case.", shell_complete=case_ids
)
@options
def score(cases: Path, form: Form, wanted: tuple[str, ...], quiet: bool, verbose: bool) -> None:
    """Print every score of every visit in CASES."""
    from cpreport.check.scores_only import score as score_series
    from cpreport.terminal.next_step import after_score
    from cpreport.terminal.score_table import print_scores
    from cpreport.terminal_text import paint_table

    found = score_series(cases)
    scored, problems, names = found.scored, found.problems, found.names
    if scored is not None and (scored.cases or form != "table"):
        refuse_unknown_cases(wanted, names)
        colour = form == "table" and in_colour(sys.stdout)
        for part in paint_table(print_scores(scored, form, wanted, width()), colour=colour):
            say(part, nl=False)
    print_problems(problems, cases, len(names), "full", quiet=quiet or not problems)
    step = after_score(problems, cases, scored, wanted)
    end(problems, step, quiet=quiet or form != "table")
