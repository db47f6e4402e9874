"""Make the figures and tables of the article as a journal wants them: `cpreport figures`."""

from __future__ import annotations

from pathlib import Path

import click

from cpreport.addresses import output_beside
from cpreport.commands.options import end, for_journal, journal_profile, output_option
from cpreport.terminal.printing import print_problems, say


@click.command(short_help="Make figures and tables as a journal wants them.")
@output_option("Where to write; default: `output/journals/ID` beside CASES.")
@for_journal
def figures(
    cases: Path,
    journal: str,
    output: Path | None,
    strict: bool,
    leave_out: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the figures and tables of the article of CASES as files for a journal.

    Every figure is drawn anew at the widths of a column and of the page, with letters of the size
    that is printed, and is measured before it is written. Captions and text alternatives stand
    beside it; tables are DOCX, HTML and CSV.
    """
    from cpreport.builder.output_folder import misplaced
    from cpreport.journal.artwork import artwork, summary, write_artwork
    from cpreport.journal.withdrawn import take_back_artwork
    from cpreport.problems import in_order
    from cpreport.terminal.next_step import after_figures

    profile = journal_profile(journal, cases)
    output = output or output_beside(cases) / "journals" / profile.id
    if why := misplaced(cases, output):
        raise click.UsageError(why)
    made = artwork(cases, profile, output, strict=strict, leave_out=leave_out)
    names = made.checked.names
    # Those of an earlier time may show whom these may not.
    gone, found = take_back_artwork(output, made.checked.unconsented)
    problems = in_order([*made.problems, *found])
    print_problems(problems, cases, len(names), form, quiet=quiet or not problems)
    if gone and not quiet:
        where = output.as_posix()
        say(f"Removed, for want of consent: {len(gone)} files in {where}.", err=form == "json")
    if made.files:
        write_artwork(made, output)
        for path in sorted(made.files) if verbose else ():
            say(f"{len(made.files[path]):>9,}  {(output / path).as_posix()}", err=form == "json")
        if not quiet:
            say(summary(made.files, profile, output), err=form == "json")
    end(problems, after_figures(problems, cases, journal), quiet=quiet or form != "full")
