"""Take a scale's name, or none, and give what `cpreport scales` prints."""

from __future__ import annotations

from pathlib import Path

from cpreport.cases.reader import read_series
from cpreport.outcomes.improvement_rules import RULES
from cpreport.problems import Problem, nearest
from cpreport.scales.reader import read_scales
from cpreport.terminal.scales import described, listed
from cpreport.terminal_text import painter


class UnknownScale(Exception):
    """Raised for a scale that is not in the library."""


def library_text(
    name: str | None, folder: Path | None, width: int, *, colour: bool = False
) -> tuple[str, tuple[Problem, ...]]:
    """List the library, with a series' own scales where a folder is given, or describe one scale.

    With it come the problems that keep a scale of the series out of it.

    Raises
    ------
    UnknownScale
        Where no scale has that id or name.
    """
    series, found = read_series(folder) if folder is not None else (None, ())
    # What is wrong with the cases is not the question here; a series that is not there is.
    problems = found if series is None else ()
    scales, wrong = read_scales(series.scale_files if series is not None else ())
    problems = (*problems, *wrong)
    if name is None:
        return listed(scales, width, colour=colour), problems
    for scale in scales.values():
        if name.casefold() in (scale.id.casefold(), scale.name.casefold()):
            return described(scale, width, colour=colour), problems
    hint = nearest(name, scales) or f"the scales are {', '.join(scales)}"
    raise UnknownScale(f"there is no scale `{name}`; {hint}")


def rules_text(width: int, *, colour: bool = False) -> str:
    """List the improvement rules with what each says."""
    import textwrap

    paint = painter(colour)
    parts = []
    for name, rule in RULES.items():
        text = textwrap.fill(rule.text, width, initial_indent="    ", subsequent_indent="    ")
        parts.append(f"{paint(name, bold=True)}\n{text}")
    return "\n\n".join(parts)
