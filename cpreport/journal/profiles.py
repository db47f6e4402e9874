"""Read profile files: those that come with cpreport, and the user's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from cpreport.cases.reader import read_text
from cpreport.cases.series import SectionText
from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.cases.yaml_text import read_yaml
from cpreport.journal.profile import NOT_STATED, Profile, merge_profiles, stated_in
from cpreport.problems import Place, Problem, Refused, nearest

#: The folder of a series in which its own profiles lie.
FOLDER = "journals"

#: The profile for a journal that has none: what most of them take.
GENERIC = "generic"

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")

#: Pairs of limits of which the first is not above the second.
_ORDERED = (
    ("abstract", "least_words", "most_words"),
    ("keywords", "least", "most"),
    ("highlights", "least", "most"),
    ("figures", "single", "double"),
)


#: What can be drawn: sizes and resolutions of figures, with their unit.
_POSSIBLE = {
    "single": (60, 300, "mm"),
    "middle": (60, 300, "mm"),
    "double": (60, 300, "mm"),
    "dots_per_inch": (72, 1200, "dpi"),
    "line_dots_per_inch": (72, 1200, "dpi"),
    "letters": (4, 14, "pt"),
    "lines": (0, 3, "pt"),
}
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]*\{number\}[A-Za-z0-9_-]*")


class UnknownJournal(LookupError):
    """Raised for a journal that has no profile."""


def profiles(folder: Path | None = None) -> tuple[dict[str, Profile], list[Problem]]:
    """Read every profile by its id: the shipped ones, then those of a series' folder `journals`.

    A file there with the id of a shipped profile replaces what it says and leaves the rest; one
    with another id is a profile of its own.
    """
    known = dict(shipped_profiles())
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for file, found in _own_files(folder):
        problems += found
        if file is None:
            continue
        own, source, more = _read(file)
        problems += more
        if own is None or source is None or more:
            continue
        if own.id in first:
            message = f"`{own.id}` is already the id in {first[own.id]}"
            problems.append(Problem("CP105", source.place("id"), message))
            continue
        first[own.id] = file.file
        if own.id not in known and own.name is None:
            message = f"the profile {own.id} has no name"
            hint = "add name: …, or take the id of a shipped profile to change that"
            problems.append(
                Problem("CP801", source.place("id"), message, tuple(shipped_profiles()), hint)
            )
            continue
        known[own.id] = merge_profiles(known[own.id], own) if own.id in known else own
    return known, problems


def profile(journal: str, folder: Path | None = None) -> Profile:
    """Find one journal's profile.

    Raises
    ------
    UnknownJournal
        Where no profile has the id.
    Refused
        Where a profile file of the series is wrong.
    """
    known, problems = profiles(folder)
    if problems:
        raise Refused(problems)
    if journal.casefold() not in known:
        hint = nearest(journal, known) or f"the journals are {', '.join(known)}"
        raise UnknownJournal(f"there is no journal `{journal}`; {hint}")
    return known[journal.casefold()]


@cache
def shipped_profiles() -> Mapping[str, Profile]:
    """Read the profiles that come with cpreport, by id; `generic` comes last.

    Raises
    ------
    Refused
        Where a shipped file is wrong, which the tests exclude.
    """
    folder = resources.files("cpreport.journal") / "profiles"
    files = sorted((p for p in folder.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    read = [_read(SectionText(p.name, p.read_text("utf-8"))) for p in files]
    if problems := [problem for _, _, more in read for problem in more]:
        raise Refused(problems)
    found = sorted((p for p, _, _ in read if p is not None), key=lambda p: (p.id == GENERIC, p.id))
    return {profile.id: profile for profile in found}


def _own_files(folder: Path | None) -> Iterator[tuple[SectionText | None, list[Problem]]]:
    if folder is None:
        return
    for path in sorted((folder / FOLDER).glob("*.y*ml")):
        name = f"{FOLDER}/{path.name}"
        text, problems = read_text(folder, name)
        yield (None if text is None else SectionText(name, text)), problems


def _read(file: SectionText) -> tuple[Profile | None, Source | None, list[Problem]]:
    root, problems = read_yaml(file.text, file.file)
    if root is None:
        return None, None, problems
    source = Source(file.file, root)
    found, more = validate(Profile, source)
    wrong = _wrong(found, source) if found is not None else ()
    return found, source, [*problems, *more, *wrong]


def _wrong(profile: Profile, source: Source) -> Iterator[Problem]:
    """Find what contradicts itself, or could not be made."""
    if not _ID.fullmatch(profile.id):
        message = f"`{profile.id}` cannot be a journal's id"
        hint = "use small letters, digits and -"
        yield Problem("CP801", source.place("id"), message, help=hint)
    for (group, key), stated in stated_in(profile).items():
        if stated.verified and stated.source == NOT_STATED:
            message = f"`{key}` is verified, but names no source"
            hint = "add source: …, or leave verified out"
            yield Problem("CP801", source.place(group, key), message, help=hint)
    for group, low, high in _ORDERED:
        least, most = (getattr(getattr(profile, group), key) for key in (low, high))
        if least is not None and most is not None and least.value > most.value:
            message = f"`{low}` is above `{high}`: {least.value} and {most.value}"
            yield Problem("CP801", _value_place(source, group, low), message)
    for key, (smallest, largest, unit) in _POSSIBLE.items():
        stated = getattr(profile.figures, key)
        if stated is not None and not smallest <= stated.value <= largest:
            message = f"`{key}` cannot be {stated.value} {unit}"
            allowed = (f"{smallest} to {largest} {unit}",)
            yield Problem("CP801", _value_place(source, "figures", key), message, allowed)
    name = profile.figures.file_name
    if name is not None and not _FILE_NAME.fullmatch(name.value):
        message = f"`{name.value}` cannot be the name of figures"
        hint = "write letters, digits, _ and -, with {number} once, such as Figure_{number}"
        place = _value_place(source, "figures", "file_name")
        yield Problem("CP801", place, message, help=hint)


def _value_place(source: Source, group: str, key: str) -> Place:
    path = (group, key, "value")
    return source.place(*path) if source.node(path) is not None else source.place(group, key)
