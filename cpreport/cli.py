"""Take the words of a command, call one function for it, and print what it gives."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cpreport import __version__

if TYPE_CHECKING:
    from cpreport.build.build import Told
    from cpreport.problems import Problem
    from cpreport.tables.score_rows import Form as ScoreForm

Command = TypeVar("Command", bound=Callable[..., Any])

SERIES = click.Path(path_type=Path)
PROBLEM_FORMS = click.Choice(["full", "concise", "json"])


def _set_color(ctx: click.Context, _: click.Parameter, value: str) -> str:
    plain = "NO_COLOR" in os.environ
    ctx.color = {"always": True, "never": False}.get(value, False if plain else None)
    return value


def _colour(stream: Any) -> bool:
    chosen = click.get_current_context().color
    return bool(stream.isatty()) if chosen is None else chosen


def _options(*, problems: bool = True) -> Callable[[Command], Command]:
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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, "-V", "--version", message="cpreport %(version)s")
def cli() -> None:
    """Turn structured clinical case files into a publishable case series.

    Start with `cpreport init my-series`, fill in the case files, then run
    `cpreport build my-series/cases`.
    """


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("."))
@_options(problems=False)
def init(directory: Path, quiet: bool, verbose: bool) -> None:
    """Make a new series folder in DIRECTORY that builds at once."""
    from cpreport.build.start import NotEmpty, start

    try:
        made = start(directory)
    except NotEmpty as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        click.echo(f"cpreport: {directory}: {(error.strerror or str(error)).lower()}", err=True)
        sys.exit(3)
    if verbose:
        for path in made:
            click.echo(path)
    if not quiet:
        cases = directory / "cases"
        click.echo(f"Made an example series of invented patients in {cases}.")
        click.echo(f"Next: cpreport build {cases}")


@cli.command()
@click.argument("cases", type=SERIES)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@_options()
def check(cases: Path, strict: bool, form: str, quiet: bool, verbose: bool) -> None:
    """Find every problem in CASES; write nothing."""
    from cpreport.build.checked import checked
    from cpreport.problems import exit_code

    found = checked(cases, strict=strict)
    _print_problems(found.problems, cases, len(found.names), form, quiet=quiet, result=True)
    if verbose:
        click.echo(f"Checked: {', '.join(found.names)}", err=True)
    sys.exit(exit_code(found.problems))


@cli.command()
@click.argument("cases", type=SERIES)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How the scores are printed.",
)
@click.option("--case", "wanted", multiple=True, metavar="ID", help="Only this case.")
@_options(problems=False)
def score(
    cases: Path, form: ScoreForm, wanted: tuple[str, ...], quiet: bool, verbose: bool
) -> None:
    """Print every score of every visit in CASES."""
    from cpreport.build.checked import scored_only
    from cpreport.problems import exit_code
    from cpreport.tables.score_rows import scores_printed

    scored, problems, names = scored_only(cases)
    if scored is not None:
        _known_cases(wanted, names)
        click.echo(scores_printed(scored, form, wanted, _width()), nl=False)
    _print_problems(problems, cases, len(names), "full", quiet=quiet or not problems)
    sys.exit(exit_code(problems))


@cli.command()
@click.argument("cases", type=SERIES)
@click.option("--case", "wanted", multiple=True, metavar="ID", help="Only this case's report.")
@click.option(
    "--only",
    default="reports,article",
    metavar="KINDS",
    help="Which documents: reports, article, or both with a comma.",
)
@click.option(
    "--to", "formats", default="pdf,html", metavar="FORMATS", help="Which formats: pdf, html."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write; default: `output` beside CASES.",
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Worker processes.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--force", is_flag=True, help="Make everything anew.")
@_options()
def build(
    cases: Path,
    wanted: tuple[str, ...],
    only: str,
    formats: str,
    output: Path | None,
    jobs: int | None,
    strict: bool,
    force: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the case reports and the article of CASES, as PDF and HTML."""
    from cpreport.build.build import build as build_series
    from cpreport.build.plan import Order
    from cpreport.problems import exit_code

    order = Order(
        folder=cases,
        output=output or beside(cases),
        cases=wanted,
        kinds=_choice("--only", only, ("reports", "article")),
        formats=_choice("--to", formats, ("pdf", "html")),
        jobs=jobs or 0,
        strict=strict,
        force=force,
    )
    with _progress(order.output, quiet=quiet, verbose=verbose) as tell:
        built = build_series(order, tell)
    names = built.checked.names
    _print_problems(built.problems, cases, len(names), form, quiet=quiet or not built.problems)
    if names:
        _known_cases(wanted, names)
    if not quiet:
        click.echo(built.summary(order.output), err=form == "json")
    sys.exit(exit_code(built.problems))


@cli.command()
@click.argument("result")
@click.argument("cases", type=SERIES, default=Path("cases"))
@_options()
def explain(result: str, cases: Path, form: str, quiet: bool, verbose: bool) -> None:
    """Show where the number RESULT comes from, down to file and line.

    RESULT is an id such as MAS.improved or P01.change.TCT.total; output/results.csv lists them all.
    """
    from cpreport.build.checked import checked
    from cpreport.outcomes.explain import explained
    from cpreport.problems import Refused, exit_code

    found = checked(cases)
    if found.findings is None:
        _print_problems(found.problems, cases, len(found.names), form, quiet=quiet)
        sys.exit(exit_code(found.problems))
    try:
        click.echo(explained(found.findings, result, _width()))
    except Refused as refused:
        _print_problems(refused.problems, cases, len(found.names), form, quiet=True)
        sys.exit(exit_code(refused.problems))


@cli.command()
@click.argument("name", required=False)
@click.option("--rules", is_flag=True, help="List the improvement rules instead.")
@click.option("--cases", type=SERIES, help="Also the scales of this series folder.")
@_options(problems=False)
def scales(name: str | None, rules: bool, cases: Path | None, quiet: bool, verbose: bool) -> None:
    """List the scales, or explain one: items, grades, rules, sources."""
    from cpreport.build.library import UnknownScale, library_text, rules_text

    if rules:
        click.echo(rules_text(_width()))
        return
    try:
        click.echo(library_text(name, cases, _width()))
    except UnknownScale as error:
        raise click.UsageError(str(error)) from None


@cli.command()
@_options(problems=False)
def doctor(quiet: bool, verbose: bool) -> None:
    """Say what this machine has, and what to install."""
    from cpreport.build.doctor import examined

    lines, well = examined()
    for line in lines:
        click.echo(line)
    sys.exit(0 if well else 3)


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@_options(problems=False)
def schemas(directory: Path, quiet: bool, verbose: bool) -> None:
    """Write the JSON Schemas of the files to DIRECTORY, for editors."""
    from cpreport.build.start import write_schemas

    for path in write_schemas(directory):
        if not quiet:
            click.echo(path)


def beside(cases: Path) -> Path:
    """Give the output folder that belongs to a series folder: `output` beside it."""
    parent = cases.parent if cases.name not in ("", "..") else cases / ".."
    return parent / "output"


def _choice(option: str, text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in chosen if word not in known]
    if unknown or not chosen:
        what = f"`{unknown[0]}`" if unknown else "nothing"
        raise click.BadParameter(f"{what} is not one of {', '.join(known)}.", param_hint=option)
    return tuple(word for word in known if word in chosen)


def _known_cases(wanted: tuple[str, ...], names: tuple[str, ...]) -> None:
    from cpreport.problems import nearest

    for id in wanted:
        if id not in names:
            hint = nearest(id, names) or f"the cases are {', '.join(names)}"
            raise click.BadParameter(f"there is no case `{id}`; {hint}", param_hint="--case")


def _width() -> int:
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 120))


def _print_problems(
    problems: tuple[Problem, ...],
    folder: Path,
    cases: int,
    form: str,
    *,
    quiet: bool,
    result: bool = False,
) -> None:
    """Print problems: to standard output where they are the result, else to standard error."""
    from cpreport.problems_printed import printed_problems

    if quiet and not problems and form != "json":
        return
    stream = sys.stdout if result else sys.stderr
    text = printed_problems(
        problems,
        folder=folder,
        cases=cases,
        form=form,  # type: ignore[arg-type]
        width=_width(),
        colour=_colour(stream),
    )
    click.echo(text, file=stream, color=_colour(stream))


class _progress:
    """Tell what a build does: a bar on a terminal, plain lines elsewhere."""

    def __init__(self, output: Path, *, quiet: bool, verbose: bool) -> None:
        self.output, self.quiet, self.verbose = output, quiet, verbose
        self.done = 0
        self.bar = sys.stderr.isatty() and not quiet
        self.lines: list[str] = []

    def __enter__(self) -> Callable[[Told, int], None]:
        return self.tell

    def __exit__(self, *_: object) -> None:
        if self.bar:
            click.echo("\r\x1b[K", nl=False, err=True)
            for line in self.lines:
                click.echo(line, err=True)

    def tell(self, told: Told, due: int) -> None:
        """Show one document's fate."""
        self.done += 1
        if self.quiet:
            return
        lines = told.lines(self.output, all_files=self.verbose)
        if self.bar:
            self.lines += lines
            filled = 24 * min(self.done, due) // max(due, 1)
            text = f"\r\x1b[K[{'#' * filled}{'.' * (24 - filled)}] {self.done}/{due} {told.name}"
            click.echo(text, nl=False, err=True)
        else:
            for line in lines:
                click.echo(line, err=True)
