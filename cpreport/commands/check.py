"""Find what is wrong with a series: `cpreport check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import (
    GUIDELINES,
    SERIES_TO_READ,
    choice,
    end,
    format_option,
    journal_profile,
    options,
    strict_option,
)
from cpreport.terminal.completion import folders, journal_ids, several_of
from cpreport.terminal.printing import print_problems, say

if TYPE_CHECKING:
    from cpreport.check.check_series import Ready, Unreadable
    from cpreport.problems import Problem


@click.command()
@click.argument("cases", type=SERIES_TO_READ, shell_complete=folders)
@strict_option
@click.option(
    "--journal",
    metavar="ID",
    help="Also what stands in the way of this journal; `cpreport journals` lists them.",
    shell_complete=journal_ids,
)
@click.option(
    "--guideline",
    "guidelines",
    metavar="NAMES",
    help="Also what is not reported of these: care, process, tidier, cell-therapy, jbi, scribe.",
    shell_complete=several_of(*GUIDELINES),
)
@options
@format_option
def check(
    cases: Path,
    strict: bool,
    journal: str | None,
    guidelines: str | None,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Find every problem in CASES; write nothing."""
    wanted = choice("--guideline", guidelines, GUIDELINES) if guidelines is not None else ()

    from cpreport.check.check_series import PROBLEMS_ONLY, Wanted
    from cpreport.check.check_series import check as check_series
    from cpreport.problems import in_order
    from cpreport.terminal.next_step import after_check

    if journal is not None:
        found = _check_for_journal(cases, journal, strict=strict)
    else:
        asked = Wanted() if wanted else PROBLEMS_ONLY
        found = check_series(cases, strict=strict, wanted=asked)
    problems = in_order([*found.problems, *_checklist_problems(found, wanted, strict=strict)])
    print_problems(problems, cases, len(found.names), form, quiet=quiet, result=True)
    if verbose:
        say(f"Checked: {', '.join(found.names)}", err=True)
    end(problems, after_check(problems, cases, journal), quiet=quiet or form != "full")


def _check_for_journal(cases: Path, journal: str, *, strict: bool) -> Unreadable | Ready:
    from cpreport.journal.fit import check_for_journal

    return check_for_journal(cases, journal_profile(journal, cases), strict=strict)


def _checklist_problems(
    found: Unreadable | Ready, wanted: tuple[str, ...], *, strict: bool
) -> tuple[Problem, ...]:
    """Say what is wrong with answers to checklists, and what lacks of those that are asked for."""
    from cpreport.checklists import answer_problems, checklist_problems, fill_checklists

    if not wanted:
        return answer_problems(found)
    lacking = checklist_problems(found, fill_checklists(found, wanted), strict=strict)
    return (*answer_problems(found), *lacking)
