"""Print what a command has to say where it belongs, in colour where that is wanted.

Results go to standard output, all else to standard error. What is printed here never breaks a
command: a reader that goes away is no trouble, and a full disk is told.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cpreport.problems import Problem
    from cpreport.terminal.progress import Progress


def in_colour(stream: Any) -> bool:
    """Whether what is printed to a stream is coloured."""
    chosen = click.get_current_context().color
    if chosen is None and "NO_COLOR" in os.environ:
        return False
    if chosen is None:
        return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    return chosen


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print what is a result to standard output, all else to standard error."""
    stream = sys.stderr if err else sys.stdout
    try:
        click.echo(text, file=stream, nl=nl, color=in_colour(stream))
    except BrokenPipeError:
        # The reader went away (`cpreport score … | head`): the work goes on, unheard.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        from cpreport.problems import reason

        why = reason(error)
        click.echo(f"cpreport: what was to be printed could not be written: {why}", err=not err)
        sys.exit(3)


def say_next(step: str, *, quiet: bool) -> None:
    """Name the one thing to do next."""
    from cpreport.terminal_text import visible

    if step and not quiet:
        label = click.style("Next:", bold=True) if in_colour(sys.stderr) else "Next:"
        say(f"{label} {visible(step)}", err=True)


def say_stopped(asked: KeyboardInterrupt) -> int:
    """Say that a command was asked to stop; return the exit code that shells know it by."""
    number = getattr(asked, "number", signal.SIGINT)
    what = "Interrupted" if number == signal.SIGINT else f"Stopped by {signal.Signals(number).name}"
    # The terminal may be what went away.
    with contextlib.suppress(OSError):
        click.echo(f"\n{what}: what was finished is kept, nothing is half written.", err=True)
    return 128 + number


def width() -> int:
    """Count the columns that text is set in."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


def print_problems(
    problems: tuple[Problem, ...],
    folder: Path,
    cases: int,
    form: str,
    *,
    quiet: bool,
    result: bool = False,
) -> None:
    """Print problems: to standard output where they are the result, else to standard error."""
    from cpreport.terminal.problem_text import problems_text

    if quiet and not problems and form != "json":
        return
    stream = sys.stdout if result else sys.stderr
    text = problems_text(
        problems,
        folder=folder,
        cases=cases,
        form=form,  # type: ignore[arg-type]
        width=width(),
        colour=in_colour(stream),
    )
    say(text, err=not result)


def progress(output: Path, *, quiet: bool, all_files: bool, bar: bool) -> Progress:
    """Show what a build does: a bar on a terminal, plain lines elsewhere, nothing if quiet."""
    from cpreport.terminal.progress import Progress, has_bar
    from cpreport.terminal_text import COUNT_WANTED

    def tell(line: str) -> None:
        if not quiet:
            say(line, err=True)

    shown = bar and not quiet and has_bar(sys.stderr)
    return Progress(
        output,
        tell,
        bar=sys.stderr if shown else None,
        all_files=all_files,
        colour=in_colour(sys.stderr),
        counted=COUNT_WANTED in os.environ,
    )
