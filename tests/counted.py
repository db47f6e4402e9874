"""Run a command of cpreport in this process, and print how much work it did: counts, never time.

`python -m tests.counted FILE build cases` writes JSON to FILE.
"""

from __future__ import annotations

import importlib.abc
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

#: What is counted: module, name of a function or `Class.method`, and what a call of it is.
_CALLS = (
    ("weasyprint.document", "Document._render", "layouts"),
    ("weasyprint.document", "Document.write_pdf", "PDFs"),
    ("weasyprint.text.fonts", "FontConfiguration.__init__", "font configurations"),
    ("cpreport.figures.svg", "svg_of", "figures drawn"),
    ("cpreport.cases.reader", "open_series", "series opened"),
    ("cpreport.cases.reader", "read_case", "cases read"),
    ("cpreport.cases.time", "relative_days", "cases placed in time"),
    ("cpreport.outcomes.brief", "brief", "cases summed up"),
    ("cpreport.outcomes.brief", "bare_case", "cases bared"),
    ("cpreport.manuscript.compose_article", "compose_article", "articles composed"),
    ("cpreport.manuscript.compose_report", "compose_report", "reports composed"),
    ("cpreport.manuscript.references.bibliography", "read_bibliography", "bibliographies read"),
    ("cpreport.tables", "series_table", "tables of the series"),
)

COUNTS: Counter[str] = Counter()
OPENED: Counter[str] = Counter()


class _Counting(importlib.abc.MetaPathFinder):
    """Puts a counter around functions as soon as their module has been imported."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Find a module as usual, and count what it defines."""
        wanted = [(where, what) for module, where, what in _CALLS if module == name]
        if not wanted:
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                assert spec.loader is not None
                spec.loader.exec_module = _then_counted(spec.loader.exec_module, wanted)
                return spec
        return None


def _then_counted(
    execute: Callable[[Any], None], wanted: Sequence[tuple[str, str]]
) -> Callable[[Any], None]:
    def executed(module: Any) -> None:
        execute(module)
        for where, what in wanted:
            owner, _, name = where.rpartition(".")
            place = getattr(module, owner) if owner else module
            setattr(place, name, _counted(getattr(place, name), what))

    return executed


def _counted(function: Callable[..., Any], what: str) -> Callable[..., Any]:
    def counted(*positional: Any, **named: Any) -> Any:
        COUNTS[what] += 1
        return function(*positional, **named)

    return counted


def _opened(event: str, about: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(about[0], str | bytes | Path) and _is_read(about[1]):
        OPENED[str(Path(about[0] if not isinstance(about[0], bytes) else about[0].decode()))] += 1


def _is_read(mode: Any) -> bool:
    return mode is None or not set(str(mode)) & set("wax+")


def main(words: Sequence[str]) -> None:
    """Run the command, whatever it says, and write the counts."""
    from cpreport.__main__ import main as cpreport

    sys.meta_path.insert(0, _Counting())
    sys.addaudithook(_opened)
    sys.argv = ["cpreport", *words[1:]]
    try:
        cpreport()
    except SystemExit as ended:
        if ended.code:
            raise
    counts = {"calls": COUNTS, "opened": OPENED, "modules": sorted(sys.modules)}
    Path(words[0]).write_text(json.dumps(counts, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
