"""Make a new series folder: `cpreport init`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cpreport.commands.options import options
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import say, say_next


@click.command(short_help="Make a new series folder that builds at once.")
@click.argument(
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("."),
    shell_complete=folders,
)
@click.option(
    "--demo",
    type=click.IntRange(min=1),
    metavar="N",
    help="N invented patients, to see how a large series fares.",
)
@click.option("--seed", type=int, metavar="N", help="With --demo: another seed, other patients.")
@options
def init(directory: Path, demo: int | None, seed: int | None, quiet: bool, verbose: bool) -> None:
    """Make a new series folder in DIRECTORY that builds at once."""
    from cpreport.demo.start import NotEmpty, start, start_demo
    from cpreport.terminal.next_step import command
    from cpreport.terminal_text import visible

    if seed is not None and demo is None:
        raise click.UsageError("--seed chooses the patients of --demo; give both")
    try:
        if demo is None:
            made = start(directory)
        else:
            made = start_demo(directory, demo, 1 if seed is None else seed)
    except NotEmpty as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        click.echo(f"cpreport: {directory}: {(error.strerror or str(error)).lower()}", err=True)
        sys.exit(3)
    if verbose:
        for path in made:
            say(str(path))
    cases = directory / "cases"
    if not quiet:
        say(f"Made {_series(demo)} in {visible(str(cases))}.")
    say_next(command("build", cases), quiet=quiet)


def _series(demo: int | None) -> str:
    if demo is None:
        return "an example series of invented patients"
    return f"a series of {demo} invented patient{'' if demo == 1 else 's'}"
