"""What every command has: its options, how a series folder is named, how it ends when stopped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cpreport.addresses import Address, place
from cpreport.terminal.completion import journal_ids
from cpreport.terminal.printing import print_problems, say_stopped

if TYPE_CHECKING:
    from cpreport.check.series import Ready, Unreadable
    from cpreport.journal.profile import Profile
    from cpreport.problems import Problem

Command = TypeVar("Command", bound=Callable[..., Any])


class _AnyFolder(click.Path):
    """A folder, here or at an address."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        where = place(os.fsdecode(value))
        return where if isinstance(where, Address) else super().convert(where, param, ctx)


class _SeriesAnywhere(_AnyFolder):
    """A series folder; one of its files in its place is wrong use, and the folder is named."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        folder = super().convert(value, param, ctx)
        if isinstance(folder, Path) and folder.is_file():
            self.fail(f"{folder} is a file; name its folder, {folder.parent}", param, ctx)
        return folder


class _SeriesToRead(_SeriesAnywhere):
    """A series folder, or a copy of what lies at an address, while the command runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        folder = super().convert(value, param, ctx)
        if isinstance(folder, Path) or ctx is None or ctx.resilient_parsing:
            return folder
        from cpreport.remote.copies import brought

        return ctx.with_resource(brought(folder))


class _SeriesFolder(_SeriesAnywhere):
    """A series folder of this machine, for what writes beside it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        folder = super().convert(value, param, ctx)
        if isinstance(folder, Address):
            self.fail(f"{folder} is elsewhere; this command needs a folder here", param, ctx)
        return folder


SERIES = _SeriesFolder(path_type=Path)
#: The reporting guidelines that come with cpreport.
GUIDELINES = ("care", "process", "tidier", "cell-therapy", "jbi", "scribe")
#: For commands that only read a series, and for those that know what to do with an address.
SERIES_TO_READ = _SeriesToRead(path_type=Path)
SERIES_ANYWHERE = _SeriesAnywhere(path_type=Path)
OUTPUT = _AnyFolder(path_type=Path, file_okay=False)
PROBLEM_FORMS = click.Choice(["full", "concise", "json"])


def _set_color(ctx: click.Context, _: click.Parameter, value: str) -> str:
    plain = "NO_COLOR" in os.environ
    ctx.color = {"always": True, "never": False}.get(value, False if plain else None)
    return value


def which_journal(command: Command) -> Command:
    """Add the option that names the journal something is made for."""
    return click.option(
        "--journal",
        default="generic",
        show_default=True,
        metavar="ID",
        help="For this journal; `cpreport journals` lists them.",
        shell_complete=journal_ids,
    )(command)


def how_strictly(command: Command) -> Command:
    """Add the options that say what stops the making, and what is left out of it."""
    for option in (
        click.option(
            "--without-unconsented",
            "leave_out",
            is_flag=True,
            help="Leave out cases without consent for publication, by name.",
        ),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    ):
        command = option(command)
    return command


def options(*, problems: bool = True) -> Callable[[Command], Command]:
    """Add the options that every command has."""

    def add(command: Command) -> Command:
        if problems:
            command = click.option(
                "--format",
                "form",
                type=PROBLEM_FORMS,
                default="full",
                help="How problems are printed.",
            )(command)
        for option in (
            click.option("-q", "--quiet", is_flag=True, help="Print results and errors only."),
            click.option("-v", "--verbose", is_flag=True, help="Print more of what is done."),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                callback=_set_color,
                expose_value=False,
                help="When to use colour.",
            ),
        ):
            command = option(command)
        return command

    return add


class Commands(click.Group):
    """Commands that end in a sentence when they are interrupted, or cannot write."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end in a sentence and an exit code."""
        from cpreport.problems import Refused, exit_code

        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as asked:
            sys.exit(say_stopped(asked))
        except Refused as refused:
            print_problems(refused.problems, Path("."), 0, "full", quiet=False)
            sys.exit(exit_code(refused.problems))


def choice(option: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Take a list with commas; give what it names of what is known, in the known order."""
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in chosen if word not in known]
    if not chosen:
        raise click.BadParameter(f"name {' or '.join(known)}.", param_hint=option)
    if unknown:
        said = f"`{unknown[0]}` is not one of {', '.join(known)}."
        raise click.BadParameter(said, param_hint=option)
    return tuple(word for word in known if word in chosen)


def known_cases(wanted: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Refuse, as wrong use, the first case that is not there."""
    from cpreport.problems import nearest

    for id in wanted:
        if id not in names:
            hint = nearest(id, names) or f"the cases are {', '.join(names)}"
            raise click.BadParameter(f"there is no case `{id}`; {hint}", param_hint="--case")


def scheduler_of(executor: str, scheduler: str | None, jobs: int | None) -> str:
    """Give where the scheduler of the cluster is, or nothing where there is to be no cluster."""
    if executor == "local":
        if scheduler is not None:
            raise click.UsageError("--scheduler names a Dask cluster; add --executor dask")
        return ""
    if not scheduler:
        raise click.UsageError("name the cluster: --scheduler tcp://host:8786")
    if jobs is not None:
        raise click.UsageError("-j counts processes of this machine; a cluster has its own workers")
    return scheduler


def known_journal(id: str, cases: Path | None) -> Profile:
    """Give a journal's profile; refuse, as wrong use, an id that has none."""
    from cpreport.journal.profiles import UnknownJournal, profile

    try:
        return profile(id, cases)
    except UnknownJournal as error:
        raise click.BadParameter(str(error), param_hint="--journal") from None


def checked_for_journal(cases: Path, id: str, *, strict: bool) -> Unreadable | Ready:
    """Check a series, and whether a journal can take it."""
    from cpreport.journal.fit import checked_with

    return checked_with(cases, known_journal(id, cases), strict=strict)


def of_checklists(
    found: Unreadable | Ready, wanted: tuple[str, ...], *, strict: bool
) -> tuple[Problem, ...]:
    """Give what is wrong with answers to checklists, and what lacks of those that are asked for."""
    from cpreport.checklists import answer_problems, checklist_problems, filled

    if not wanted:
        return answer_problems(found)
    lacking = checklist_problems(found, filled(found, wanted), strict=strict)
    return (*answer_problems(found), *lacking)
