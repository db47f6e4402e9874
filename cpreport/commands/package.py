"""Make the package of a series for a journal: `cpreport package`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.addresses import output_beside
from cpreport.commands.options import (
    FILE,
    end,
    engine_chosen,
    engine_option,
    engine_there,
    for_journal,
    journal_profile,
    output_option,
)
from cpreport.terminal.printing import print_problems, say

if TYPE_CHECKING:
    from cpreport.publish.engines import Engine


@click.command(short_help="Make the package that goes to a journal.")
@output_option("Where to write; default: `package-ID.zip` beside CASES.", FILE, "FILE.zip")
@click.option(
    "--build",
    "built",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Output folder of the build whose pages are used again; default: `output` beside CASES.",
)
@engine_option
@for_journal
def package(
    cases: Path,
    journal: str,
    output: Path | None,
    built: Path | None,
    strict: bool,
    leave_out: bool,
    engine: Engine | None,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the package of CASES that goes to a journal, as one ZIP file.

    It holds the manuscript, figures, tables, checklists and supplement, the data with a codebook,
    and the series that all of it was made from, without dates. `cpreport verify` proves it.
    """
    from cpreport.journal.package import package, summary, why_not_replaced
    from cpreport.journal.withdrawn import packages_showing
    from cpreport.problems import in_order
    from cpreport.terminal.next_step import after_package

    output = output or output_beside(cases).parent / f"package-{journal}.zip"
    if why := why_not_replaced(output):
        raise click.UsageError(why)
    profile = journal_profile(journal, cases)
    built = built or output_beside(cases)
    chosen = engine_chosen(engine_there(engine), quiet=quiet or form != "full")
    made = package(cases, profile, strict=strict, leave_out=leave_out, built=built, engine=chosen)
    names = made.checked.names
    # One of an earlier time may show whom this may not.
    earlier = packages_showing(output, made.checked) if made.content is None else ()
    problems = in_order([*made.problems, *earlier])
    print_problems(problems, cases, len(names), form, quiet=quiet or not problems)
    if made.content is not None:
        from cpreport.atomic_write import write

        write(output, made.content)
        if not quiet:
            say(summary(made, output, all_files=verbose), err=form == "json")
    end(problems, after_package(problems, cases, output), quiet=quiet or form != "full")
