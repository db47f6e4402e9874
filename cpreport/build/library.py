"""Take a scale's name, or none, and give what `cpreport scales` prints."""

from __future__ import annotations

from pathlib import Path

from cpreport.cases.reader import read_series
from cpreport.outcomes.rules import RULES
from cpreport.problems import nearest
from cpreport.scales.printed import described, listed
from cpreport.scales.reader import read_scales
from cpreport.terminal import painter


class UnknownScale(Exception):
    """Raised for a scale that is not in the library."""


def library_text(name: str | None, folder: Path | None, width: int, *, colour: bool = False) -> str:
    """List the library, with a series' own scales where a folder is given, or describe one scale.

    Raises
    ------
    UnknownScale
        Where no scale has that id or name.
    """
    series = read_series(folder)[0] if folder is not None else None
    scales, _ = read_scales(series.scale_files if series is not None else ())
    if name is None:
        return listed(scales, width, colour=colour)
    for scale in scales.values():
        if name.casefold() in (scale.id.casefold(), scale.name.casefold()):
            return described(scale, width, colour=colour)
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
