"""Show what was changed in a manuscript that came back from Word: `cpreport changes`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpreport.commands.options import SERIES, options
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import in_colour, print_problems, say, say_next, width


@click.command(short_help="What co-authors changed in a DOCX, and taking it over.")
@click.argument("document", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("cases", type=SERIES, required=False, default="cases", shell_complete=folders)
@click.option(
    "--accept",
    "wanted",
    metavar="EDITS",
    help="Write these edits into the manuscript: 2, or 1,3, or all.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["report", "json"]),
    default="report",
    help="How the changes are printed.",
)
@options
def changes(
    document: Path, cases: Path, wanted: str | None, form: str, quiet: bool, verbose: bool
) -> None:
    """Say what was changed in DOCUMENT, the article, the supplement or a case report of CASES.

    Prose that was altered, added, deleted or moved is shown as edits of the Markdown sections,
    which --accept writes into them; computed numbers stay computed. Tracked changes count as
    accepted.
    """
    from cpreport.changes.accept import accept, choose, hold_what_can_be_written, hold_what_fits
    from cpreport.changes.compare import changes_of
    from cpreport.changes.returned import read_document
    from cpreport.check.check_series import Unreadable, check
    from cpreport.problems import exit_code
    from cpreport.terminal.changes import changes_json, changes_text
    from cpreport.terminal.next_step import command

    back = read_document(document)
    ready = check(cases)
    if isinstance(ready, Unreadable):
        print_problems(ready.problems, cases, len(ready.names), "full", quiet=quiet)
        sys.exit(exit_code(ready.problems))
    found = hold_what_can_be_written(cases, changes_of(document.as_posix(), back, ready))
    if wanted is None:
        colour = in_colour(sys.stdout)
        say(changes_json(found) if form == "json" else changes_text(found, width(), colour=colour))
        step = command("changes", str(document), str(cases), "--accept", "all")
        offered = any(edit.change is not None for edit in found.edits)
        say_next(step if offered and form != "json" else "", quiet=quiet)
        return
    if wanted.strip().casefold() == "all":
        found = hold_what_fits(cases, found)
    edits = choose(found, wanted)
    if not edits:
        say("no edit can be accepted", err=True)
    for file in accept(cases, found, edits):
        own = [str(e.number) for e in edits if e.change and e.place.file == file]
        say(f"{(cases / file).as_posix()}: accepted {', '.join(own)}")
    for edit in found.edits if wanted.strip().casefold() == "all" else ():
        if edit.change is None:
            say(f"left out: {edit.number}, {edit.why_not}", err=True)
    say_next(command("check", str(cases)), quiet=quiet)
