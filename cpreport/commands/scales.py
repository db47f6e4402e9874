"""List the scales, or explain one: `cpreport scales`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cpreport.commands.options import SERIES_TO_READ, end, options
from cpreport.terminal.completion import folders, scale_names
from cpreport.terminal.printing import in_colour, print_problems, say, width

if TYPE_CHECKING:
    from cpreport.problems import Problem
    from cpreport.scales.definition import Scale


@click.command(short_help="List the scales, search them, or explain one.")
@click.argument("name", required=False, shell_complete=scale_names)
@click.option("--rules", is_flag=True, help="List the improvement rules instead.")
@click.option(
    "--field", metavar="WORDS", help="Only those of a field of medicine, such as dermatology."
)
@click.option(
    "--cases",
    type=SERIES_TO_READ,
    shell_complete=folders,
    help="Also the scales of this series folder.",
)
@options
def scales(
    name: str | None, rules: bool, field: str | None, cases: Path | None, quiet: bool, verbose: bool
) -> None:
    """List the scales, those with a word in them, or explain one: items, grades, rules, sources."""
    colour = in_colour(sys.stdout)
    if rules:
        from cpreport.outcomes.rule_examples import every_rule
        from cpreport.terminal.scales import rules_text

        say(rules_text(every_rule(), width(), colour=colour))
        return
    from cpreport.terminal.next_step import command
    from cpreport.terminal.scales import found_scales, library_text, scale_text

    known, problems = _scales(cases)
    if field is not None:
        known = _of_field(field, known)
    if name is None:
        say(library_text(known, width(), colour=colour))
    elif (one := _named(name, known)) is not None:
        say(scale_text(one, width(), colour=colour))
    elif found := found_scales(known, name):
        say(library_text(found, width(), colour=colour))
    elif not problems:
        raise _no_such_scale(name, known)
    if problems and cases is not None:
        print_problems(problems, cases, 0, "full", quiet=quiet)
    end(problems, "" if name is not None else command("scales", "MAS"), quiet=quiet)


def _scales(cases: Path | None) -> tuple[Mapping[str, Scale], tuple[Problem, ...]]:
    """Read the library, with a series' own scales where a folder is given.

    With it come the problems that keep a scale of the series out of it.
    """
    from cpreport.cases.reader import read_series
    from cpreport.scales.reader import read_scales, with_shipped_numbers

    series, found = read_series(cases) if cases is not None else (None, ())
    # What is wrong with the cases is not the question here; a series that is not there is.
    problems = found if series is None else ()
    scales, wrong = read_scales(series.scale_files if series is not None else ())
    return with_shipped_numbers(scales), (*problems, *wrong)


def _of_field(words: str, scales: Mapping[str, Scale]) -> dict[str, Scale]:
    """Choose the scales of the fields in whose name the words stand, or refuse as wrong use."""
    from cpreport.problems import nearest
    from cpreport.terminal.scales import field_of

    fields = sorted({field_of(scale) for scale in scales.values()})
    found = {key: s for key, s in scales.items() if words.casefold() in field_of(s).casefold()}
    if not words.strip() or not found:
        hint = nearest(words, fields) or f"there are: {', '.join(fields)}"
        raise click.UsageError(f"there is no field `{words}`; {hint}")
    return found


def _named(name: str, scales: Mapping[str, Scale]) -> Scale | None:
    """Find a scale by its id or name, or else by another name that files may use."""
    wanted = name.casefold()
    for scale in scales.values():
        if wanted in (scale.id.casefold(), scale.name.casefold()):
            return scale
    others = (s for s in scales.values() if wanted in map(str.casefold, s.synonyms))
    return next(others, None)


def _no_such_scale(name: str, scales: Mapping[str, Scale]) -> click.UsageError:
    """Refuse, as wrong use, a name that is no scale and stands in none."""
    from cpreport.problems import nearest

    hint = nearest(name, scales) or "`cpreport scales` lists them"
    return click.UsageError(f"there is no scale `{name}`; {hint}")
