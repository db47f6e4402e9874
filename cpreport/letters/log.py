"""Log which letter said what: no name and no clinical text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cpreport.data.csv_text import csv_parts

LOG = "log.json"
MERGE = "mail-merge.csv"
_MERGED = ("recipient", "address", "patient", "language", "to", "reference", "file")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One letter that was written.

    case, visit, to, language, date : str
        Which letter it was, and its day.
    data : str
        A hash of everything in the series that it was made from.
    sentences : dict of str to str
        For each computed sentence, by name, the mark of the data it spoke of.
    files : tuple of str
    """

    case: str
    visit: str
    to: str
    reference: str
    language: str
    date: str
    data: str
    sentences: dict[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def read_log(folder: Path) -> tuple[LogEntry, ...]:
    """Read the letters that were written before; none where the log cannot be read."""
    try:
        written = json.loads((folder / LOG).read_text("utf-8"))["letters"]
        return tuple(LogEntry(**{**entry, "files": tuple(entry["files"])}) for entry in written)
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def log_bytes(earlier: Iterable[LogEntry], new: Iterable[LogEntry]) -> bytes:
    """Write the log with new letters in the places of those they replace."""
    entries = {entry.reference: entry for entry in (*earlier, *new)}
    ordered = sorted(entries.values(), key=lambda e: (e.case, e.visit, e.to, e.reference))
    text = json.dumps({"letters": [asdict(e) for e in ordered]}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def merge_bytes(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Write the summary for a mail merge, as word processors read it: who gets which file."""
    text = "".join(csv_parts([_MERGED, *rows], line_end="\r\n"))
    return text.encode("utf-8-sig")
