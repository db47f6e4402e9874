"""Check that everything in a package follows from its data: `cpreport verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import FILE, options, output_option
from cpreport.terminal.printing import in_colour, say, say_next, width

if TYPE_CHECKING:
    from cpreport.verify import Form


@click.command(short_help="Check a package against its own data.")
@click.argument("package", type=click.Path(path_type=Path), metavar="FILE.zip")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    default="text",
    help="How the report is printed.",
)
@output_option("Also write the report to this file: .html, .json or .txt.", FILE, "REPORT")
@click.option(
    "--build",
    "built",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Output folder of a build of your own whose typeset pages and drawings are used again.",
)
@options
def verify(
    package: Path, form: Form, output: Path | None, built: Path | None, quiet: bool, verbose: bool
) -> None:
    """Check that everything in the package FILE.zip follows from its data.

    Nothing but the package is needed. The items are scored again, and every document, table and
    figure is made again and compared with what is there. The exit code is 0 only where every check
    was done and holds.

    With --build, what a build made of exactly the same is not made a second time. Name a folder
    that you built yourself: whoever can write in it decides what a page made again looks like.
    """
    from cpreport.terminal.next_step import command
    from cpreport.verify import form_of, report_as, verify_package

    report = verify_package(package, built=built)
    if not quiet or form != "text":
        say(report_as(form, report, width(), colour=in_colour(sys.stdout)), nl=form == "text")
    if output is not None:
        from cpreport.atomic_write import write

        write(output, report_as(form_of(output), report, 80, colour=False).encode())
    elif report.failures and form == "text":
        step = command("verify", package, "-o", "report.html")
        say_next(f"{step} lists everything", quiet=quiet)
    sys.exit(0 if report.holds else 1)
