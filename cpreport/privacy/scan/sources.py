"""Look up from which line of the series' own files something in an output came."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cpreport.privacy.scan.folding import Folded, run_together, squeeze, words_of
from cpreport.privacy.scan.search import Finding, Hit, Search, tells
from cpreport.problems import Place

_KEY = re.compile(r"([A-Za-z_]\w*):")
#: A sentence in a source file is written on so many lines at most.
_LINES_TOGETHER = 3


@dataclass(frozen=True)
class Sources:
    """The series' own files; they are read, and made ready to be searched, where that is needed.

    read : callable
        Reads the texts by the names of the files.
    """

    read: Callable[[], Mapping[str, str]] = field(repr=False)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Every file as it stands, by name."""
        return self.read()

    @cached_property
    def files(self) -> Mapping[str, Folded]:
        """Every file, folded."""
        return {name: Folded(text) for name, text in self.texts.items()}

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """The lines of each file that was asked for, without what stands between the words."""
        return {}

    def streams(self, name: str) -> list[str]:
        """Read the lines of a file, without what stands between the words."""
        if name not in self.lines:
            text = self.texts[name].splitlines()
            self.lines[name] = [run_together(squeeze(words_of(line))) for line in text]
        return self.lines[name]


def source_of(search: Search, hit: Hit, sources: Sources) -> Place | None:
    """Find the line of the series' files that a hit came from: the first that has it."""
    only = search.for_one(hit.needle)
    for name, folded in sources.files.items():
        if tells(only, folded):
            lines = sources.texts[name].splitlines()
            return _first(name, lines, lambda part: tells(only, Folded("\n".join(part))))
    return None


def line_of(finding: Finding, sources: Sources) -> Place | None:
    """Find the line of the series' files that has the text of a finding."""
    # A key that is not kept stands as an ellipsis; what is before it is enough.
    wanted = run_together(squeeze(words_of(finding.text.partition("…")[0])))
    for name, folded in sources.files.items():
        if wanted and wanted in folded.stream:
            lines = sources.streams(name)
            return _first(name, lines, lambda part: wanted in run_together(" ".join(part)))
    return None


def key_at(sources: Sources, place: Place) -> str:
    """Name the key of a YAML file that a line belongs to; nothing of any other file."""
    if not place.file.endswith((".yaml", ".yml")):
        return ""
    before = sources.texts.get(place.file, "").splitlines()[: place.line]
    keys = (match[1] for line in reversed(before) if (match := _KEY.match(line)))
    return next(keys, "")


def _first(name: str, lines: list[str], has: Callable[[list[str]], bool]) -> Place:
    """Find the first line, or the first of the fewest lines together, that has something."""
    for together in range(1, _LINES_TOGETHER + 1):
        for at in range(len(lines)):
            if has(lines[at : at + together]):
                return Place(name, at + 1)
    return Place(name)
