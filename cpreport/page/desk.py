"""Hold the series folder that the page shows, and read of it what a request asks for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from cpreport.cases.case import Case
from cpreport.cases.reader import OpenedSeries, open_series, read_case
from cpreport.cases.series import SeriesRecord
from cpreport.check.check_series import Ready, Unreadable, Wanted, check
from cpreport.exchange.edit_yaml import read_plain, value_at
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.page.saving import OpenedText, open_text
from cpreport.problems import Problem
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.scoring import score_series

T = TypeVar("T")

#: Texts of forms that are kept.
_MOST_SEEN = 60
#: Files and folders of a series that say nothing of its state.
_PASSED_OVER = (".", "_")


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """One case as a page needs it.

    tree : Plain
        Its values as the file writes them.
    case : Case or None
        None where it cannot be read as a record yet.
    scored : ScoredSeries
        The series with this case alone; with none where it is no record yet.
    """

    opened: OpenedText
    tree: Plain
    case: Case | None
    scored: ScoredSeries


@dataclass(slots=True)
class Desk:
    """The series folder that is open, if one is; only one request at a time works on it.

    seen : dict of str to str
        The last texts that forms were made from, by their versions.
    """

    folder: Path | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    seen: dict[str, str] = field(default_factory=dict)
    _known: dict[str, tuple[object, object]] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """Where builds write, beside the series folder."""
        return self.series_folder.resolve().parent / "output"

    @property
    def series_folder(self) -> Path:
        """The series folder; pages that need one are not shown without."""
        assert self.folder is not None
        return self.folder

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Do some work once for each state of the folder's files."""
        with self.lock:
            now = folder_state(self.series_folder)
            known = self._known.get(name)
            if known is None or known[0] != (self.folder, now):
                made = work()
                self._known[name] = ((self.folder, now), made)
                return made
            return known[1]  # type: ignore[return-value]

    def series(self) -> OpenedSeries:
        """Read the series but for its cases; one that is not finished, as far as it is."""
        return self.once("series", self._series)

    def _series(self) -> OpenedSeries:
        opened = open_series(self.series_folder)
        return replace(opened, series=opened.so_far)

    def record(self) -> SeriesRecord | None:
        """Read `series.yaml`; None where it cannot be read as a record yet."""
        opened = self.series().series
        return None if opened is None else opened.record

    def checked(self) -> Unreadable | Ready:
        """Check the series with its article: once for what is wrong and for the manuscript."""
        return self.once(
            "checked", lambda: check(self.series_folder, jobs=1, wanted=Wanted(reports=()))
        )

    def problems(self) -> tuple[Problem, ...]:
        """List all that is wrong in the series."""
        return self.checked().problems

    def case_files(self) -> Mapping[str, str]:
        """Name the case files by the ids that they hold, or by their names where they hold none."""
        return self.once("case files", self._case_files)

    def _case_files(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in self.series().files:
            path = self.series_folder / file
            if path.is_symlink():
                continue
            said = _id_in(path)
            found[said if said and said not in found else path.stem] = file
        return found

    def case(self, case_id: str) -> OpenedCase | None:
        """Read one case; None where there is none of this id.

        Raises
        ------
        CannotEdit
            Where its file is written in a way in which values are not altered.
        """
        file = self.case_files().get(case_id)
        series = self.series().series
        if file is None or series is None:
            return None
        opened = open_text(self.series_folder, file)
        tree = read_plain(opened.text)
        case, _ = read_case(self.series_folder, file, series.record)
        scored, _ = score_series(replace(series, cases=() if case is None else (case,)))
        return OpenedCase(opened, tree, case, scored)

    def remember(self, opened: OpenedText) -> None:
        """Keep the text that a form is made from, to tell later what was changed elsewhere."""
        self.seen.pop(opened.version, None)
        self.seen[opened.version] = opened.text
        for version in list(self.seen)[:-_MOST_SEEN]:
            del self.seen[version]


def _id_in(path: Path) -> str:
    """Read the id of a case, whatever else may be wrong in its file."""
    try:
        said = value_at(read_plain(path.read_text("utf-8")), ("id",))
    except (CannotEdit, OSError, UnicodeDecodeError):
        return ""
    return said if isinstance(said, str) else ""


def folder_state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """List the files of a series with their times and sizes: another list is another state."""
    found: list[tuple[str, int, int]] = []
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_PASSED_OVER)]
        for name in files:
            if not name.startswith(_PASSED_OVER):
                path = os.path.join(top, name)
                about = os.stat(path, follow_symlinks=False)
                found.append((path, about.st_mtime_ns, about.st_size))
    return tuple(sorted(found))
