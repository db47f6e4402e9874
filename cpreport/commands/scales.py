"""List the scales, or explain one: `cpreport scales`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpreport.commands.options import SERIES_TO_READ, end, options
from cpreport.terminal.completion import folders, scale_names
from cpreport.terminal.printing import in_colour, print_problems, say, width


@click.command(short_help="List the scales, or explain one.")
@click.argument("name", required=False, shell_complete=scale_names)
@click.option("--rules", is_flag=True, help="List the improvement rules instead.")
@click.option(
    "--cases",
    type=SERIES_TO_READ,
    shell_complete=folders,
    help="Also the scales of this series folder.",
)
@options
def scales(name: str | None, rules: bool, cases: Path | None, quiet: bool, verbose: bool) -> None:
    """List the scales, or explain one: items, grades, rules, sources."""
    from cpreport.terminal.next_step import command
    from cpreport.terminal.scale_library import UnknownScale, library_text, rules_text

    colour = in_colour(sys.stdout)
    if rules:
        say(rules_text(width(), colour=colour))
        return
    try:
        text, problems = library_text(name, cases, width(), colour=colour)
    except UnknownScale as error:
        raise click.UsageError(str(error)) from None
    say(text)
    if problems and cases is not None:
        print_problems(problems, cases, 0, "full", quiet=quiet)
    end(problems, "" if name is not None else command("scales", "MAS"), quiet=quiet)
