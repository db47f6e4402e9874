"""Say in words what a journal asks for, each thing with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cpreport.journal.profile import (
    GROUPS,
    NOT_VERIFIED,
    JournalSection,
    Profile,
    Stated,
    stated_in,
)
from cpreport.numbers import plain
from cpreport.terminal_text import fill, in_two_columns, painter

#: What things are called where their key does not say it.
_NAMES = {
    ("eligibility", "most_cases"): "cases, most",
    ("eligibility", "original_article_from"): "original article",
    ("eligibility", "series"): "case series",
    ("eligibility", "excludes"): "not taken",
    ("title", "one_of"): "says",
    ("title", "never"): "never says",
    ("title", "question"): "may ask",
    ("title", "abbreviations"): "may abbreviate",
    ("abstract", "name"): "called",
    ("abstract", "least_words"): "words, least",
    ("abstract", "most_words"): "words, most",
    ("highlights", "name"): "called",
    ("highlights", "most_characters"): "characters, most",
    ("text", "most_words"): "words, most",
    ("text", "most_figures"): "figures, most",
    ("text", "most_tables"): "tables, most",
    ("text", "most_figures_and_tables"): "figures and tables, most",
    ("text", "institutions"): "may name institutions",
    ("declarations", "empty"): "where there is none",
    ("references", "vancouver"): "Vancouver will do",
    ("references", "csl"): "CSL style",
    ("figures", "placed"): "stand",
    ("figures", "single"): "one column",
    ("figures", "middle"): "between",
    ("figures", "double"): "whole page",
    ("figures", "dots_per_inch"): "resolution",
    ("figures", "line_dots_per_inch"): "of pure lines",
    ("figures", "letters"): "letters, least",
    ("figures", "lines"): "lines, least",
    ("figures", "most_megabytes"): "file, most",
    ("figures", "title_words"): "title, most",
    ("figures", "legend_words"): "legend, most",
    ("tables", "letters"): "letters, least",
    ("manuscript", "formats"): "main file",
}
_UNITS = {
    ("eligibility", "original_article_from"): "from {} cases on",
    ("figures", "single"): "{} mm",
    ("figures", "middle"): "{} mm",
    ("figures", "double"): "{} mm",
    ("figures", "dots_per_inch"): "{} dpi",
    ("figures", "line_dots_per_inch"): "{} dpi",
    ("figures", "letters"): "{} pt",
    ("figures", "lines"): "{} pt",
    ("figures", "most_megabytes"): "{} MB",
    ("figures", "title_words"): "{} words",
    ("figures", "legend_words"): "{} words",
    ("tables", "letters"): "{} pt",
    ("manuscript", "spacing"): "{} lines",
}


def sources_of(profile: Profile) -> tuple[str, ...]:
    """List every source that a profile draws on, in the order in which it first does."""
    return tuple(dict.fromkeys(profile.source_of(s) for s in stated_in(profile).values()))


def statements_of(profile: Profile) -> dict[str, list[tuple[str, str]]]:
    """List what a profile says by group: each thing's name, and its value with its source."""
    sources = sources_of(profile)
    groups: dict[str, list[tuple[str, str]]] = {}
    for (group, key), stated in stated_in(profile).items():
        name = _NAMES.get((group, key), key.replace("_", " "))
        value = _UNITS.get((group, key), "{}").format(value_in_words(stated.value))
        number = sources.index(profile.source_of(stated)) + 1
        groups.setdefault(group, []).append((name, f"{value}{_doubts(stated)} [{number}]"))
    return groups


def _doubts(stated: Stated[Any]) -> str:
    doubts = [
        "recommended" if stated.advice else "",
        stated.note or "",
        "" if stated.verified else NOT_VERIFIED,
    ]
    said = "; ".join(doubt for doubt in doubts if doubt)
    return f" ({said})" if said else ""


def value_in_words(value: Any) -> str:
    """Say a value: yes and no, a list with commas, a heading with its key.

    >>> section = JournalSection(name="Treatment", optional="yes")
    >>> value_in_words((JournalSection(name="Discussion"), section))
    'Discussion, Treatment (optional)'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, JournalSection):
        return f"{value.name} (optional)" if value.optional else value.name
    if isinstance(value, Mapping):
        return ", ".join(f"{heading} (`{key}`)" for key, heading in value.items())
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Iterable):
        parts = [value_in_words(part) for part in value]
        return ("; " if any(" " in part and len(part) > 30 for part in parts) else ", ").join(parts)
    return plain(value)


def profile_text(profile: Profile, width: int = 80, *, colour: bool = False) -> str:
    """Say all that a profile says, in words and wrapped to a width."""
    paint = painter(colour)
    name = f"{profile.title_of_journal} ({profile.id})"
    dated = f"gathered on {profile.dated}" if profile.dated else "of no stated date"
    publisher = f"{profile.publisher}. " if profile.publisher else ""
    text = (
        f"{publisher}Values {dated}; pages change, so look again before you submit. What is "
        f"{NOT_VERIFIED} gives a warning at most. A number in brackets is the source."
    )
    parts = ["\n".join([paint(name, bold=True), "=" * len(name), fill(text, width, "", "")])]
    for group, said in statements_of(profile).items():
        parts.append("\n".join([paint(GROUPS[group], bold=True), *in_two_columns(said, width)]))
    numbered = [(f"[{n}]", source) for n, source in enumerate(sources_of(profile), start=1)]
    parts.append("\n".join([paint("Sources", bold=True), *in_two_columns(numbered, width)]))
    return "\n\n".join(parts)
