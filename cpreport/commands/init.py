"""Make a new series folder: `cpreport init`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import needs_extra, options
from cpreport.numbers import counted
from cpreport.terminal.completion import folders, measure_names
from cpreport.terminal.printing import say, say_next

if TYPE_CHECKING:
    from cpreport.demo.blank_series import Plan
    from cpreport.scales.definition import Scale

_VISITS = "before, after"
_OWN = """\
`cpreport scales` lists what there is.
Begin without it: a number or a category of your own is declared under `measures` in
cases/series.yaml, a scale in a file of its own in cases/scales"""
_HOW = """\
say what the series is about, such as

    cpreport init my-series --patients 2 --measures TCT,MAS --visits 'before, month 6, after'

or --example for a finished series of invented patients"""


@click.command(short_help="Make a new series folder: empty files to fill in, or an example.")
@click.argument(
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    shell_complete=folders,
)
@click.option("--patients", type=click.IntRange(1, 999), metavar="N", help="How many patients.")
@click.option(
    "--measures",
    metavar="NAMES",
    help="What was graded, such as TCT,MAS; `cpreport scales` lists them.",
    shell_complete=measure_names,
)
@click.option("--visits", metavar="NAMES", help=f"In their order; default: {_VISITS}.")
@click.option("--reports-only", is_flag=True, help="No article, only a report for each patient.")
@click.option("--workbook", is_flag=True, help="The forms as an Excel workbook, to be imported.")
@click.option("--example", is_flag=True, help="A finished series of invented patients instead.")
@click.option(
    "--demo",
    type=click.IntRange(min=1),
    metavar="N",
    help="N invented patients, to see how a large series fares.",
)
@click.option("--seed", type=int, metavar="N", help="With --demo: another seed, other patients.")
@options
def init(
    directory: Path,
    patients: int | None,
    measures: str | None,
    visits: str | None,
    reports_only: bool,
    workbook: bool,
    example: bool,
    demo: int | None,
    seed: int | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make a new series folder in DIRECTORY: empty files to fill in, or an example.

    Without options it asks what the series is about.
    """
    from cpreport.demo.start import (
        NotEmpty,
        refuse_existing,
        start_blank,
        start_demo,
        start_example,
    )
    from cpreport.terminal.next_step import command
    from cpreport.terminal_text import visible

    planned = bool(patients or measures or visits or reports_only or workbook)
    if seed is not None and demo is None:
        raise click.UsageError("--seed chooses the patients of --demo; give both")
    if planned + example + (demo is not None) > 1:
        raise click.UsageError("choose one: a series of your own, --example or --demo")
    cases = directory / "cases"
    try:
        if example:
            made = start_example(directory)
            what, step = "an example series of invented patients", command("build", cases)
        elif demo is not None:
            made = start_demo(directory, demo, 1 if seed is None else seed)
            what = f"a series of {counted(demo, 'invented patient')}"
            step = command("build", cases)
        else:
            # Before any question is asked.
            refuse_existing(directory)
            if not planned and not sys.stdin.isatty():
                raise click.UsageError(_HOW)
            plan = _plan(patients, measures, visits, reports_only) if planned else _ask()
            made = start_blank(directory, plan, cases=not workbook)
            count = "one patient" if plan.patients == 1 else f"{plan.patients} patients"
            what, step = f"the empty files of a series of {count}", command("check", cases)
            if workbook:
                forms = directory / "patients.xlsx"
                made = (*made, _write_workbook(forms, plan))
                what = f"{what} and their forms, {visible(str(forms))},"
                step = f"fill in the forms, then {command('import', forms, '--into', cases)}"
    except NotEmpty as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        from cpreport.problems import reason

        click.echo(f"cpreport: {directory}: {reason(error)}", err=True)
        sys.exit(3)
    if verbose:
        for path in made:
            say(str(path))
    if not quiet:
        say(f"Made {what} in {visible(str(cases))}.")
    say_next(step, quiet=quiet)


def _write_workbook(path: Path, plan: Plan) -> Path:
    from cpreport.atomic_write import write
    from cpreport.exchange.blank_sheets import blank_sheets
    from cpreport.exchange.write_workbook import workbook

    with needs_extra("workbook", "xlsxwriter"):
        write(path, workbook(tuple(blank_sheets(plan)), {s.id: s for s in plan.scales}))
    return path


def _ask() -> Plan:
    """Ask what the series is about, one question after the other."""
    from cpreport.demo.blank_series import Plan
    from cpreport.scales.reader import shipped_numbers, shipped_scales

    patients = click.prompt("How many patients?", default=1, type=click.IntRange(1, 999))
    say(f"What was graded? Known by name: {', '.join(shipped_scales())}.")
    say(f"What was measured? Known by name: {', '.join(shipped_numbers())}.")
    scales = click.prompt("Measures, with commas between", value_proc=_scales)
    visits = click.prompt("Visits, in their order", default=_VISITS, value_proc=_visits)
    article = click.confirm("An article besides the reports?", default=patients > 1)
    return Plan(patients, visits, scales, article)


def _plan(patients: int | None, measures: str | None, visits: str | None, alone: bool) -> Plan:
    from cpreport.demo.blank_series import Plan

    if measures is None:
        raise click.UsageError("name what was graded, such as --measures TCT,MAS")
    return Plan(patients or 1, _visits(visits or _VISITS), _scales(measures), not alone)


def _scales(written: str) -> tuple[Scale, ...]:
    """Find the scales by their ids or names; one of them is to be judged."""
    from cpreport.demo.blank_series import can_be_judged
    from cpreport.problems import nearest
    from cpreport.scales.reader import shipped_numbers, shipped_scales

    known = {**shipped_scales(), **shipped_numbers()}
    words = ((word, s) for s in known.values() for word in (s.id, s.name, *s.synonyms))
    by_name = {word.casefold(): scale for word, scale in words}
    found: dict[str, Scale] = {}
    for name in _names(written):
        scale = by_name.get(name.casefold())
        if scale is None:
            hint = nearest(name, known) or _OWN
            raise click.UsageError(f"there is no measure `{name}`; {hint}")
        if name != scale.id and name.casefold() == scale.id.casefold():
            say(f"`{name}` is taken as {scale.id}, the {scale.name}.")
        found[scale.id] = scale
    if not any(map(can_be_judged, found.values())):
        raise click.UsageError("name a measure that can become better or worse, such as TCT")
    return tuple(found.values())


def _visits(written: str) -> tuple[str, ...]:
    from cpreport.demo.blank_series import VISIT_NAME

    names = tuple(dict.fromkeys(_names(written)))
    if len(names) < 2:
        raise click.UsageError("name two visits or more, such as --visits 'before, after'")
    for name in names:
        if not VISIT_NAME.fullmatch(name):
            raise click.UsageError(f"`{name}` cannot name a visit; use a name such as month 6")
    return names


def _names(written: str) -> list[str]:
    return [name for part in written.split(",") if (name := " ".join(part.split()))]
