"""Keep what files held before each save, so that every save can be taken back, another day too."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cpreport.atomic_write import Content

#: In the series folder; nothing that begins with a dot is read as part of a series.
FOLDER = ".cpreport/history"
#: So many saves can be taken back.
MOST_STATES = 200


@dataclass(frozen=True, slots=True)
class SavedState:
    """What a file held before a save, and after.

    number : int
        Counted from 1.
    when : str
        Date and time of this machine, `2026-11-30 14:05:12`.
    before, after : str or None
        None where there was no file, or is none any more.
    """

    number: int
    when: str
    file: str
    before: str | None
    after: str | None

    def changed_lines(self) -> tuple[tuple[str, str], ...]:
        """List the lines that went (`-`) and came (`+`)."""
        old, new = (self.before or "").splitlines(), (self.after or "").splitlines()
        lines = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
        return tuple((line[0], line[1:]) for line in lines if line[:1] in "+-")


def states(folder: Path) -> tuple[SavedState, ...]:
    """List what was saved, the last first."""
    return tuple(state for path in reversed(_paths(folder)) if (state := _read(path)) is not None)


def state(folder: Path, number: int) -> SavedState | None:
    """Look one save up by its number."""
    return _read(folder / FOLDER / _name(number))


def kept_with(
    folder: Path, when: str, file: str, before: str | None, after: str | None
) -> dict[str, Content]:
    """Name the file to be written with a save, so that it can be taken back."""
    paths = _paths(folder)
    last = int(paths[-1].stem) if paths else 0
    saved = SavedState(last + 1, when, file, before, after)
    text = json.dumps(asdict(saved), ensure_ascii=False, indent=1)
    return {f"{FOLDER}/{_name(saved.number)}": text.encode("utf-8", "surrogatepass")}


def forget_the_oldest(folder: Path) -> None:
    """Take away what is older than the last saves."""
    for path in _paths(folder)[:-MOST_STATES]:
        path.unlink(missing_ok=True)


def _name(number: int) -> str:
    return f"{number:08}.json"


def _paths(folder: Path) -> list[Path]:
    return sorted(_numbered(folder / FOLDER))


def _numbered(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and not folder.is_symlink():
        yield from (path for path in folder.glob("*.json") if path.stem.isdigit())


def _read(path: Path) -> SavedState | None:
    try:
        held = json.loads(path.read_text("utf-8"))
        texts = [None if held[key] is None else str(held[key]) for key in ("before", "after")]
        return SavedState(int(held["number"]), str(held["when"]), str(held["file"]), *texts)
    except (OSError, ValueError, KeyError, TypeError):
        return None
