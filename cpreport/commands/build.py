"""Build a series: `cpreport build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from cpreport.addresses import Address, name_for_user, nameable, output_beside
from cpreport.commands.options import (
    OUTPUT,
    SERIES_OR_WORKBOOK,
    choice,
    engine_chosen,
    engine_option,
    engine_there,
    format_option,
    options,
    refuse_unknown_cases,
    strict_option,
    unconsented_option,
)
from cpreport.numbers import counted
from cpreport.publish.formats import FORMATS, USUAL, unmade
from cpreport.terminal.completion import case_ids, folders, several_of
from cpreport.terminal.printing import in_colour, print_problems, progress, say, say_next

if TYPE_CHECKING:
    from cpreport.builder.up_to_date import Finished
    from cpreport.builder.workers import Makers
    from cpreport.problems import Problem
    from cpreport.publish.engines import Engine


@click.command(short_help="Build the case reports and the article, as PDF and HTML.")
@click.argument("cases", type=SERIES_OR_WORKBOOK, shell_complete=folders)
@click.option(
    "--case",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Only this case's report.",
    shell_complete=case_ids,
)
@click.option(
    "--only",
    default="reports,article",
    metavar="KINDS",
    help="Which documents: reports, article, or both with a comma.",
    shell_complete=several_of("reports", "article"),
)
@click.option(
    "--to",
    "formats",
    default=",".join(USUAL),
    metavar="FORMATS",
    help=f"Which formats: {', '.join(FORMATS)}.",
    shell_complete=several_of(*FORMATS),
)
@click.option("-o", "--output", type=OUTPUT, help="Where to write; default: `output` beside CASES.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Worker processes.")
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    default="local",
    help="Who makes the documents: this machine, or a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the cluster, such as tcp://host:8786.")
@strict_option
@click.option("--force", is_flag=True, help="Make everything anew.")
@unconsented_option
@click.option(
    "--private",
    is_flag=True,
    help="Name file and line of every number on the HTML pages; not for publication.",
)
@engine_option
@options
@format_option
def build(
    cases: Path | Address,
    wanted: tuple[str, ...],
    only: str,
    formats: str,
    output: Path | Address | None,
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    strict: bool,
    force: bool,
    leave_out: bool,
    private: bool,
    engine: Engine | None,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the case reports and the article of CASES, as PDF, HTML and DOCX.

    A workbook in the place of CASES is imported into the folder `cases` beside it first.
    """
    import time
    from dataclasses import replace

    from cpreport.remote.build_folders import last_build, look_at

    if isinstance(cases, Path) and cases.is_file():
        from cpreport.commands.import_ import take_in

        workbook, cases = cases, cases.parent / "cases"
        take_in(workbook, cases, form, replace=False, quiet=True)
    started = time.monotonic()
    address = _scheduler(executor, scheduler, jobs)
    kinds = choice("--only", only, ("reports", "article"))
    endings = choice("--to", formats, FORMATS)
    output = output or _output_beside(cases)
    asked = repr((wanted, only, formats, strict, leave_out, private, engine))
    looked = look_at(cases, output, asked)
    if not force and (finished := last_build(looked, output)) is not None:
        _say_nothing_changed(finished, cases, output, form, quiet=quiet)
    engine = engine_there(engine)

    from cpreport.builder.build import build as build_series
    from cpreport.builder.output_folder import misplaced
    from cpreport.builder.plan import Order
    from cpreport.builder.up_to_date import Finished
    from cpreport.journal.withdrawn import take_back
    from cpreport.problems import exit_code, in_order
    from cpreport.remote.build_folders import as_paths, note_build, working_folders
    from cpreport.terminal.next_step import after_build
    from cpreport.terminal.progress import build_summary

    if why := misplaced(*as_paths(cases, output)) or unmade(kinds, endings):
        raise click.UsageError(why)
    endings, lacks = _makeable(endings)
    chosen = engine_chosen(engine, quiet=quiet or form != "full" or "pdf" not in endings)
    with working_folders(cases, output) as folders:
        order = Order(
            folder=folders.series,
            output=folders.output,
            cases=wanted,
            kinds=kinds,
            formats=endings,
            jobs=jobs or 0,
            strict=strict,
            force=force,
            audience="private" if private else "publication",
            leave_out=leave_out,
            engine=chosen,
        )
        with progress(order.output, quiet=quiet, all_files=verbose, bar=form == "full") as tell:
            built = build_series(order, tell, _makers(address))
        gone, found = take_back(built.checked, order.output)
        built = replace(built, told=(*built.told, *gone))
        found += (*folders.put_back(), *lacks)
        problems = in_order([*built.problems, *found])
        names = built.checked.names
        print_problems(problems, order.folder, len(names), form, quiet=quiet or not problems)
        if names:
            refuse_unknown_cases(wanted, names)
        if not quiet:
            seconds = time.monotonic() - started
            machine = form == "json"
            colour = in_colour(sys.stderr if machine else sys.stdout)
            say(build_summary(built, seconds, colour=colour), err=machine)
        step = after_build(problems, order.folder, order.output / "index.html")
        say_next(step, quiet=quiet or form != "full")
    # What could not be rendered or written may succeed the next time: only that is tried again.
    if names and not any(p.code.startswith("CP6") for p in problems):
        documents = len({told.name for told in built.told})
        kept = in_order([*built.kept, *found])
        note_build(looked, output, Finished(len(names), documents, kept))
    sys.exit(exit_code(problems))


def _makeable(formats: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Put HTML and DOCX in the place of PDF where nothing can set one, and say so."""
    from cpreport.publish.engines import lacking

    lacks = lacking() if "pdf" in formats else None
    if lacks is None:
        return formats, ()
    others = (*(name for name in formats if name != "pdf"), "html", "docx")
    return tuple(dict.fromkeys(others)), (lacks,)


def _makers(scheduler: str) -> Makers:
    """Say who makes the documents: a cluster, or this machine where none is named."""
    if scheduler:
        from functools import partial

        from cpreport.remote.cluster import cluster_makers

        return partial(cluster_makers, scheduler)
    from cpreport.builder.workers import local_makers

    return local_makers


def _scheduler(executor: str, scheduler: str | None, jobs: int | None) -> str:
    """Say where the scheduler of the cluster is; nothing where there is to be no cluster."""
    if executor == "local":
        if scheduler is not None:
            raise click.UsageError("--scheduler names a Dask cluster; add --executor dask")
        return ""
    if not scheduler:
        raise click.UsageError("name the cluster: --scheduler tcp://host:8786")
    if jobs is not None:
        raise click.UsageError("-j counts processes of this machine; a cluster has its own workers")
    return scheduler


def _output_beside(cases: Path | Address) -> Path | Address:
    output = output_beside(cases)
    if output is None:
        raise click.UsageError(f"nothing is beside {cases}; name the output folder with -o")
    return output


def _say_nothing_changed(
    finished: Finished, cases: Path | Address, output: Path | Address, form: str, *, quiet: bool
) -> NoReturn:
    """Say what the last build said, and that there is nothing to do."""
    from cpreport.problems import exit_code

    problems = finished.problems
    with nameable(cases) as folder:
        print_problems(problems, folder, finished.cases, form, quiet=quiet or not problems)
    if not quiet:
        count = counted(finished.documents, "document")
        text = f"Nothing changed: {count} in {name_for_user(output)}, as the last build left them."
        say(text, err=form == "json")
    sys.exit(exit_code(problems))
