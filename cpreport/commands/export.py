"""Hand out a series in the form that other tools read: `cpreport export`."""

from __future__ import annotations

from pathlib import Path

import click

from cpreport.commands.options import (
    SERIES,
    end,
    format_option,
    needs_extra,
    options,
    output_option,
    unconsented_option,
)
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import print_problems, say, say_next

_FORMS = ("xlsx", "csv", "redcap", "odm", "fhir", "phenopacket")
#: What has forms to fill in.
_WITH_FORMS = ("xlsx", "redcap", "odm")


@click.command(short_help="Hand out the series for Excel, REDCap, ODM, FHIR, phenopackets or CSV.")
@click.argument("cases", type=SERIES, shell_complete=folders)
@click.option(
    "--to",
    "to",
    type=click.Choice(_FORMS),
    required=True,
    help="xlsx: a workbook of everything, for you. The others hold what may be shared.",
)
@output_option(
    "The file to write, or the folder (csv, redcap, phenopacket); default: beside CASES.",
    click.Path(path_type=Path),
)
@click.option("--empty", is_flag=True, help="The forms alone: of xlsx, redcap and odm.")
@unconsented_option
@options
@format_option
def export(
    cases: Path,
    to: str,
    output: Path | None,
    empty: bool,
    leave_out: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Hand out CASES: as an Excel workbook to fill in, or as data that other tools read.

    `cpreport import` reads the workbook back; nothing of a case file is without a cell. The other
    forms hold grades, scores, measurements, conditions, treatments and adverse events of patients
    with consent to the sharing of their data, by day and without a date, and no narrative.
    """
    if empty and to not in _WITH_FORMS:
        raise click.UsageError(f"--empty is for {', '.join(_WITH_FORMS)}")
    if to == "xlsx":
        _export_workbook(cases, output, empty=empty, quiet=quiet)
    else:
        _export_shared(cases, to, output, form, empty, leave_out, quiet, verbose)


def _export_workbook(cases: Path, output: Path | None, *, empty: bool, quiet: bool) -> None:
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


def _export_shared(
    cases: Path,
    to: str,
    output: Path | None,
    form: str,
    empty: bool,
    leave_out: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    from cpreport.atomic_write import write_all
    from cpreport.builder.output_folder import misplaced
    from cpreport.exchange.export_shared import LEFT_OUT, ONE_FILE, export_shared

    one = ONE_FILE.get(to)
    target = output or cases.parent / (one or f"export-{to}")
    if why := misplaced(cases, target):
        raise click.UsageError(why)
    if target.exists() and target.is_dir() == (one is not None):
        raise click.UsageError(f"{to} is written as a {'file' if one else 'folder'}; name one")
    made = export_shared(cases, to, empty=empty, leave_out=leave_out)
    problems, machine = made.problems, form == "json"
    print_problems(problems, cases, len(made.names), form, quiet=quiet or not problems)
    if made.files:
        files = {target.name: next(iter(made.files.values()))} if one else made.files
        write_all(target.parent if one else target, files)
        for name in sorted(files) if verbose and not one else ():
            say((target / name).as_posix(), err=machine)
        if not quiet:
            whose = f"data of {len(made.shared)} of {len(made.names)} cases"
            said = "forms without data" if empty else whose
            say(f"Wrote {target.as_posix()}: {said}.", err=machine)
            if not empty:
                say(f"Not in it: {LEFT_OUT[to]}.", err=machine)
    end(problems, "", quiet=True)
