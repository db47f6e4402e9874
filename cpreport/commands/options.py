"""Say what commands share: how a series folder is named, options, how they end."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from cpreport.addresses import Address, place
from cpreport.terminal.completion import folders, journal_ids
from cpreport.terminal.printing import say, say_next

if TYPE_CHECKING:
    from cpreport.journal.profile import Profile
    from cpreport.problems import Problem
    from cpreport.publish.engines import Engine

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


class _SeriesOrWorkbook(_SeriesAnywhere):
    """A series folder, or a workbook beside the folder `cases` that its case files belong to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(value))
        if path.suffix.lower() in (".xlsx", ".ods") and path.is_file():
            return path
        return super().convert(value, param, ctx)


class _SeriesToRead(_SeriesAnywhere):
    """A series folder, or a copy of what lies at an address, while the command runs."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        folder = super().convert(value, param, ctx)
        if isinstance(folder, Path) or ctx is None or ctx.resilient_parsing:
            return folder
        from cpreport.remote.copies import copy_of_series

        return ctx.with_resource(copy_of_series(folder))


class _SeriesFolder(_SeriesAnywhere):
    """A series folder of this machine, for what writes beside it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        folder = super().convert(value, param, ctx)
        if isinstance(folder, Address):
            self.fail(f"{folder} is elsewhere; this command needs a folder here", param, ctx)
        return folder


FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)
SERIES = _SeriesFolder(path_type=Path)
#: The reporting guidelines that come with cpreport.
GUIDELINES = ("care", "process", "tidier", "cell-therapy", "jbi", "scribe")
#: For commands that only read a series.
SERIES_TO_READ = _SeriesToRead(path_type=Path)
SERIES_OR_WORKBOOK = _SeriesOrWorkbook(path_type=Path)
OUTPUT = _AnyFolder(path_type=Path, file_okay=False)


def _set_color(ctx: click.Context, _: click.Parameter, value: str) -> str:
    plain = "NO_COLOR" in os.environ
    ctx.color = {"always": True, "never": False}.get(value, False if plain else None)
    return value


strict_option = click.option("--strict", is_flag=True, help="Treat warnings as errors.")
unconsented_option = click.option(
    "--without-unconsented",
    "leave_out",
    is_flag=True,
    help="Leave out cases without consent for publication, by name.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    help="How problems are printed.",
)
engine_option = click.option(
    "--engine",
    type=click.Choice(["weasyprint", "typst"]),
    help="What sets the PDFs; default: weasyprint, or typst where Pango is missing.",
)
_EVERYWHERE = (
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
)


def output_option(
    said: str, kind: click.Path = FOLDER, metavar: str | None = None
) -> Callable[[Command], Command]:
    """Make the option that says where a command writes."""
    return click.option("-o", "--output", type=kind, metavar=metavar, help=said)


def options(command: Command) -> Command:
    """Add the options that every command has."""
    for option in _EVERYWHERE:
        command = option(command)
    return command


def for_journal(command: Command) -> Command:
    """Add what a command takes that makes something of a series for a journal."""
    journal = click.option(
        "--journal",
        default="generic",
        show_default=True,
        metavar="ID",
        help="For this journal; `cpreport journals` lists them.",
        shell_complete=journal_ids,
    )
    command = unconsented_option(options(format_option(command)))
    return click.argument("cases", type=SERIES, shell_complete=folders)(
        journal(strict_option(command))
    )


def end(problems: Sequence[Problem], step: str, *, quiet: bool) -> NoReturn:
    """Name the one thing to do next, and end with the exit code of what was found."""
    from cpreport.problems import exit_code

    say_next(step, quiet=quiet)
    sys.exit(exit_code(problems))


@contextlib.contextmanager
def needs_extra(extra: str, module: str) -> Iterator[None]:
    """Say which extra to install where what is done needs a library that is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != module:
            raise
        said = f"this needs {module}; install it with: pip install 'cpreport[{extra}]'"
        raise click.UsageError(said) from None


def choice(option: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Split a list with commas into what it names of what is known, in the known order."""
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in chosen if word not in known]
    if not chosen:
        raise click.BadParameter(f"name {' or '.join(known)}.", param_hint=option)
    if unknown:
        said = f"`{unknown[0]}` is not one of {', '.join(known)}."
        raise click.BadParameter(said, param_hint=option)
    return tuple(word for word in known if word in chosen)


def refuse_unknown_cases(wanted: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Refuse, as wrong use, the first case that is not there."""
    from cpreport.problems import nearest

    for case_id in wanted:
        if case_id not in names:
            hint = nearest(case_id, names) or f"the cases are {', '.join(names)}"
            raise click.BadParameter(f"there is no case `{case_id}`; {hint}", param_hint="--case")


def journal_profile(journal: str, cases: Path | None) -> Profile:
    """Find a journal's profile; refuse, as wrong use, an id that has none."""
    from cpreport.journal.profiles import UnknownJournal, profile

    try:
        return profile(journal, cases)
    except UnknownJournal as error:
        raise click.BadParameter(str(error), param_hint="--journal") from None


def engine_there(asked: Engine | None) -> Engine | None:
    """Refuse an engine that was asked for and is not installed."""
    if asked == "typst":
        from cpreport.publish.engines import missing_engine

        if why := missing_engine(asked):
            raise click.UsageError(why)
    return asked


def engine_chosen(asked: Engine | None, *, quiet: bool) -> Engine:
    """Choose the engine, and say so where it is not the usual one and nobody asked for it."""
    from cpreport.publish.engines import engine_for

    engine, why = engine_for(asked)
    if why and not quiet:
        say(why)
    return engine
