"""Hand out a series in the form that other tools read: `cpreport export`."""

from __future__ import annotations

from pathlib import Path

import click

from cpreport.commands.options import SERIES, needs_extra, options
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import say, say_next


@click.command(short_help="Hand out the cases as an Excel workbook.")
@click.argument("cases", type=SERIES, shell_complete=folders)
@click.option(
    "--to", "form", type=click.Choice(["xlsx"]), required=True, help="xlsx: an Excel workbook."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write; default: `patients.xlsx` beside CASES.",
)
@click.option("--empty", is_flag=True, help="The forms alone, without what was filled in.")
@options
def export(
    cases: Path, form: str, output: Path | None, empty: bool, quiet: bool, verbose: bool
) -> None:
    """Hand out CASES as an Excel workbook: a sheet a form, lists of grades to choose from.

    `cpreport import` reads it back. Nothing of a case file is without a cell.
    """
    from cpreport.atomic_write import write
    from cpreport.exchange.export_cases import export_workbook
    from cpreport.terminal.next_step import command

    target = output or cases.parent / "patients.xlsx"
    with needs_extra("workbook", "xlsxwriter"):
        content = export_workbook(cases, empty=empty)
    write(target, content)
    if not quiet:
        say(f"Wrote {target}.")
    say_next(command("import", target, "--into", cases), quiet=quiet)
