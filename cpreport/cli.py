"""Take the words of a command, call one function for it, and print what it gives."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from cpreport import __version__
from cpreport.addresses import Address, nameable, place, shown
from cpreport.commands.changes import changes
from cpreport.commands.checklist import checklist
from cpreport.commands.figures import figures
from cpreport.commands.journals import journals
from cpreport.commands.letter import letter
from cpreport.commands.options import (
    GUIDELINES,
    OUTPUT,
    SERIES_ANYWHERE,
    SERIES_TO_READ,
    Commands,
    checked_for_journal,
    choice,
    known_cases,
    of_checklists,
    options,
    scheduler_of,
)
from cpreport.commands.package import package
from cpreport.commands.verify import verify
from cpreport.publish.formats import FORMATS, USUAL, unmade
from cpreport.terminal.completion import (
    INSTALL,
    SHELLS,
    beside,
    case_ids,
    folders,
    journal_ids,
    result_ids,
    scale_names,
    script,
    several_of,
)
from cpreport.terminal.printing import (
    in_colour,
    print_problems,
    progress,
    say,
    say_next,
    width,
)

if TYPE_CHECKING:
    from cpreport.builder.up_to_date import Finished
    from cpreport.data.score_rows import Form as ScoreForm


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, "-V", "--version", message="cpreport %(version)s")
def cli() -> None:
    """Turn structured clinical case files into a publishable case series.

    Start with `cpreport init my-series`, fill in the case files, then run
    `cpreport build my-series/cases`.
    """


@cli.command(short_help="Make a new series folder that builds at once.")
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
@options(problems=False)
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
        say(f"Made {_series_of(demo)} in {visible(str(cases))}.")
    say_next(command("build", cases), quiet=quiet)


@cli.command()
@click.argument("cases", type=SERIES_TO_READ, shell_complete=folders)
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
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
@options()
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

    from cpreport.check.series import Wanted
    from cpreport.check.series import check as check_series
    from cpreport.problems import exit_code, in_order
    from cpreport.terminal.next_step import after_check

    if journal is not None:
        found = checked_for_journal(cases, journal, strict=strict)
    else:
        of_all = Wanted() if wanted else Wanted(reports=())
        found = check_series(cases, strict=strict, wanted=of_all)
    problems = in_order([*found.problems, *of_checklists(found, wanted, strict=strict)])
    print_problems(problems, cases, len(found.names), form, quiet=quiet, result=True)
    if verbose:
        say(f"Checked: {', '.join(found.names)}", err=True)
    say_next(after_check(problems, cases, journal), quiet=quiet or form != "full")
    sys.exit(exit_code(problems))


@cli.command()
@click.argument("cases", type=SERIES_TO_READ, shell_complete=folders)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    help="How the scores are printed.",
)
@click.option(
    "--case", "wanted", multiple=True, metavar="ID", help="Only this case.", shell_complete=case_ids
)
@options(problems=False)
def score(
    cases: Path, form: ScoreForm, wanted: tuple[str, ...], quiet: bool, verbose: bool
) -> None:
    """Print every score of every visit in CASES."""
    from cpreport.check.scores import score as score_series
    from cpreport.data.score_rows import scores_printed
    from cpreport.problems import exit_code
    from cpreport.terminal.next_step import after_score
    from cpreport.terminal_text import painted_table

    found = score_series(cases)
    scored, problems, names = found.scored, found.problems, found.names
    if scored is not None and (scored.cases or form != "table"):
        known_cases(wanted, names)
        colour = form == "table" and in_colour(sys.stdout)
        for part in painted_table(scores_printed(scored, form, wanted, width()), colour=colour):
            say(part, nl=False)
    print_problems(problems, cases, len(names), "full", quiet=quiet or not problems)
    step = after_score(problems, cases, scored, wanted)
    say_next(step, quiet=quiet or form != "table")
    sys.exit(exit_code(problems))


@cli.command(short_help="Build the case reports and the article, as PDF and HTML.")
@click.argument("cases", type=SERIES_ANYWHERE, shell_complete=folders)
@click.option(
    "--case",
    "wanted",
    multiple=True,
    metavar="ID",
    help="Only this case's report.",
    shell_complete=case_ids,
)
@click.option(
    "--only",
    default="reports,article",
    metavar="KINDS",
    help="Which documents: reports, article, or both with a comma.",
    shell_complete=several_of("reports", "article"),
)
@click.option(
    "--to",
    "formats",
    default=",".join(USUAL),
    metavar="FORMATS",
    help=f"Which formats: {', '.join(FORMATS)}.",
    shell_complete=several_of(*FORMATS),
)
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    help="Where to write; default: `output` beside CASES.",
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Worker processes.")
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    default="local",
    help="Who makes the documents: this machine, or a Dask cluster.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the cluster, such as tcp://host:8786.")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@click.option("--force", is_flag=True, help="Make everything anew.")
@click.option(
    "--without-unconsented",
    "leave_out",
    is_flag=True,
    help="Leave out cases without consent for publication, by name.",
)
@click.option(
    "--private",
    is_flag=True,
    help="Name file and line of every number on the HTML pages; not for publication.",
)
@options()
def build(
    cases: Path | Address,
    wanted: tuple[str, ...],
    only: str,
    formats: str,
    output: Path | Address | None,
    jobs: int | None,
    executor: str,
    scheduler: str | None,
    strict: bool,
    force: bool,
    leave_out: bool,
    private: bool,
    form: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the case reports and the article of CASES, as PDF, HTML and DOCX."""
    import time

    from cpreport.remote.where import at_hand, built_before, looked_at

    started = time.monotonic()
    cluster = scheduler_of(executor, scheduler, jobs)
    output = output or beside(cases)
    asked = repr((wanted, only, formats, strict, leave_out, private))
    looked = looked_at(cases, output, asked)
    known = None if force else built_before(looked, output)
    if known is not None:
        _nothing_changed(known, cases, output, form, quiet=quiet)

    from cpreport.builder.build import build as build_series
    from cpreport.builder.output_folder import misplaced
    from cpreport.builder.plan import Order
    from cpreport.builder.up_to_date import Finished
    from cpreport.problems import exit_code, in_order
    from cpreport.remote.where import as_paths, note_built
    from cpreport.terminal.next_step import after_build
    from cpreport.terminal.progress import summary

    kinds = choice("--only", only, ("reports", "article"))
    chosen = choice("--to", formats, FORMATS)
    if why := misplaced(*as_paths(cases, output)) or unmade(kinds, chosen):
        raise click.UsageError(why)
    with at_hand(cases, output) as hands:
        order = Order(
            folder=hands.series,
            output=hands.output,
            cases=wanted,
            kinds=kinds,
            formats=chosen,
            jobs=jobs or 0,
            strict=strict,
            force=force,
            audience="private" if private else "publication",
            leave_out=leave_out,
            scheduler=cluster,
        )
        with progress(order.output, quiet=quiet, all_files=verbose, bar=form == "full") as tell:
            built = build_series(order, tell)
        problems = in_order([*built.problems, *hands.put_back()])
        names = built.checked.names
        print_problems(problems, order.folder, len(names), form, quiet=quiet or not problems)
        if names:
            known_cases(wanted, names)
        if not quiet:
            seconds = time.monotonic() - started
            machine = form == "json"
            colour = in_colour(sys.stderr if machine else sys.stdout)
            say(summary(built, order.output, seconds, colour=colour), err=machine)
        step = after_build(problems, order.folder, order.output / "index.html")
        say_next(step, quiet=quiet or form != "full")
    # What could not be rendered or written may succeed the next time: only that is tried again.
    if names and not any(p.code.startswith("CP6") for p in problems):
        documents = len({told.name for told in built.told})
        note_built(looked, output, Finished(len(names), documents, problems))
    sys.exit(exit_code(problems))


def _nothing_changed(
    known: Finished, cases: Path | Address, output: Path | Address, form: str, *, quiet: bool
) -> NoReturn:
    """Say what the last build said, and that there is nothing to do."""
    from cpreport.problems import exit_code

    problems = known.problems
    with nameable(cases) as folder:
        print_problems(problems, folder, known.cases, form, quiet=quiet or not problems)
    if not quiet:
        count = f"{known.documents} document{'s' if known.documents != 1 else ''}"
        text = f"Nothing changed: {count} in {shown(output)}, as the last build left them."
        say(text, err=form == "json")
    sys.exit(exit_code(problems))


@cli.command(short_help="Show where a number, or a finished file, comes from.")
@click.argument("result", shell_complete=result_ids)
@click.argument("cases", type=SERIES_TO_READ, default=Path("cases"), shell_complete=folders)
@options()
def explain(result: str, cases: Path, form: str, quiet: bool, verbose: bool) -> None:
    """Show where the number RESULT comes from, down to file and line.

    RESULT is an id such as MAS.improved or P01.change.TCT.total; output/results.csv lists them all.
    It may also be a finished file, such as output/cases/P01/P01.pdf: then what it was made from is
    shown, why, and whether the next build would make it anew.
    """
    from cpreport.problems import Refused, exit_code

    if "/" in result or "\\" in result:
        file = place(result)
        if isinstance(file, Address):
            raise click.UsageError(f"{file} is elsewhere; only a file here can be explained")
        _explain_output(file, cases, form, quiet=quiet)
        return
    from cpreport.check.series import Unreadable, check
    from cpreport.outcomes.explain import explained

    found = check(cases)
    if isinstance(found, Unreadable):
        print_problems(found.problems, cases, len(found.names), form, quiet=quiet)
        sys.exit(exit_code(found.problems))
    try:
        say(explained(found.unpacked().findings, result, width(), colour=in_colour(sys.stdout)))
    except Refused as refused:
        print_problems(refused.problems, cases, len(found.names), form, quiet=True)
        sys.exit(exit_code(refused.problems))


def _explain_output(path: Path, cases: Path, form: str, *, quiet: bool) -> None:
    from cpreport.builder.explain_file import explained_output
    from cpreport.problems import Refused, exit_code

    try:
        say(explained_output(path, cases, width()))
    except Refused as refused:
        print_problems(refused.problems, cases, 0, form, quiet=quiet)
        sys.exit(exit_code(refused.problems))


@cli.command(short_help="List the scales, or explain one.")
@click.argument("name", required=False, shell_complete=scale_names)
@click.option("--rules", is_flag=True, help="List the improvement rules instead.")
@click.option(
    "--cases",
    type=SERIES_TO_READ,
    shell_complete=folders,
    help="Also the scales of this series folder.",
)
@options(problems=False)
def scales(name: str | None, rules: bool, cases: Path | None, quiet: bool, verbose: bool) -> None:
    """List the scales, or explain one: items, grades, rules, sources."""
    from cpreport.problems import exit_code
    from cpreport.terminal.next_step import command
    from cpreport.terminal.scale_library import UnknownScale, library_text, rules_text

    colour = in_colour(sys.stdout)
    if rules:
        say(rules_text(width(), colour=colour))
        return
    try:
        text, problems = library_text(name, cases, width(), colour=colour)
    except UnknownScale as error:
        raise click.UsageError(str(error)) from None
    say(text)
    if problems and cases is not None:
        print_problems(problems, cases, 0, "full", quiet=quiet)
    say_next("" if name is not None else command("scales", "MAS"), quiet=quiet)
    sys.exit(exit_code(problems))


@cli.command()
@options(problems=False)
def doctor(quiet: bool, verbose: bool) -> None:
    """Say what this machine has, and what to install."""
    from cpreport.commands.machine import examined

    text, well = examined(width(), colour=in_colour(sys.stdout))
    say(text)
    sys.exit(0 if well else 3)


@cli.command(short_help="Write the JSON Schemas of the files, for editors.")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@options(problems=False)
def schemas(directory: Path, quiet: bool, verbose: bool) -> None:
    """Write the JSON Schemas of the files to DIRECTORY, for editors."""
    from cpreport.demo.start import write_schemas

    for path in write_schemas(directory):
        if not quiet:
            click.echo(path)


@cli.command(short_help="Print the script with which a shell completes cpreport.")
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@options(problems=False)
def completion(shell: str | None, quiet: bool, verbose: bool) -> None:
    """Print the script that makes SHELL complete commands, cases and results.

    \b
    To have it in every new shell, run once:
      bash   echo 'eval "$(cpreport completion bash)"' >> ~/.bashrc
      zsh    echo 'eval "$(cpreport completion zsh)"' >> ~/.zshrc
      fish   cpreport completion fish > ~/.config/fish/completions/cpreport.fish

    Without SHELL, it is the one that $SHELL names.
    """
    shell = shell or Path(os.environ.get("SHELL", "")).name
    if shell not in SHELLS:
        raise click.UsageError(f"name your shell: {', '.join(SHELLS)}")
    say(script(shell, cli))
    if sys.stdout is not None and sys.stdout.isatty():
        say_next(f"to have it in every new shell, run once: {INSTALL[shell]}", quiet=quiet)


def _series_of(demo: int | None) -> str:
    if demo is None:
        return "an example series of invented patients"
    return f"a series of {demo} invented patient{'' if demo == 1 else 's'}"


cli.add_command(checklist)
cli.add_command(figures)
cli.add_command(journals)
cli.add_command(changes)
cli.add_command(letter)
cli.add_command(package)
cli.add_command(verify)
