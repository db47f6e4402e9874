"""Fill the reporting checklists of a series: `cpreport checklist`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.addresses import output_beside
from cpreport.commands.options import (
    GUIDELINES,
    SERIES,
    choice,
    end,
    engine_chosen,
    engine_option,
    engine_there,
    format_option,
    options,
    output_option,
)
from cpreport.terminal.completion import folders, several_of
from cpreport.terminal.printing import print_problems, progress, say, width

if TYPE_CHECKING:
    from cpreport.publish.engines import Engine


@click.command(short_help="Fill the reporting checklists (CARE, PROCESS, TIDieR …).")
@click.argument("cases", type=SERIES, shell_complete=folders)
@click.option(
    "--guideline",
    "wanted",
    metavar="NAMES",
    help="Only these, and item by item: care, process, tidier, cell-therapy, jbi, scribe.",
    shell_complete=several_of(*GUIDELINES),
)
@output_option("Where the build is written; default: `output` beside CASES.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Worker processes.")
@engine_option
@options
@format_option
def checklist(
    cases: Path,
    wanted: str | None,
    output: Path | None,
    jobs: int | None,
    engine: Engine | None,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Fill the reporting checklists of CASES from its finished documents.

    Builds what is due, then writes each checklist as PDF, DOCX and CSV into the folder
    `checklists` of the output: every item reported with its page and line, not reported, or not
    applicable with the reason.
    """
    chosen = choice("--guideline", wanted, GUIDELINES) if wanted is not None else ()

    from cpreport.builder.output_folder import misplaced
    from cpreport.builder.plan import Order
    from cpreport.checklists.make_checklists import make_checklists
    from cpreport.terminal.checklists import counts_text, items_text
    from cpreport.terminal.next_step import after_checklist

    chosen_engine = engine_chosen(engine_there(engine), quiet=quiet or form != "full")
    folder = output or output_beside(cases)
    order = Order(folder=cases, output=folder, jobs=jobs or 0, engine=chosen_engine)
    if why := misplaced(cases, order.output):
        raise click.UsageError(why)
    with progress(order.output, quiet=quiet, all_files=verbose, bar=form == "full") as tell:
        made = make_checklists(order, chosen, tell)
    if chosen and made.places is not None:
        say(f"{items_text(made.checklists, made.places, width())}\n")
    if made.checklists:
        say(counts_text(made.checklists, width()))
    names = made.built.checked.names
    print_problems(made.problems, cases, len(names), form, quiet=quiet or not made.problems)
    step = after_checklist(made.problems, cases, order.output / "checklists", chosen)
    end(made.problems, step, quiet=quiet or form != "full")
