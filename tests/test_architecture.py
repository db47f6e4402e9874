"""Data flow one way: a room imports rooms to its left, never to its right."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.modules import facts_of

PACKAGE = Path(__file__).parent.parent / "cpreport"

#: From left to right (docs/architecture.md).
ROOMS = (
    "records", "problems", "shipped", "atomic_write", "content_cache", "page_texts", "processes", "limits", "numbers", "colours", "fonts",
    "addresses", "terminal_text", "typography", "catalogue", "cases", "scales", "demo",
    "outcomes", "figures", "tables", "manuscript", "privacy", "data", "publish", "check", "builder", "changes",
    "checklists", "journal", "verify", "letters", "exchange", "page", "remote", "terminal", "toolkit", "commands", "cli", "__main__",
)  # fmt: skip

#: What is still to be taken apart.
_NOT_YET: set[tuple[str, str]] = set()

#: Rooms that stand side by side: neither may import the other.
SIDE_BY_SIDE = {("tables", "figures"), ("privacy", "render"), ("privacy", "manuscript")}

#: Rooms that have the same parts, so that these may have the same names.
PARALLEL = (
    {"cases", "scales"}, {"publish/html", "publish/pdf", "publish/docx", "publish/jats", "publish/typst"},
)  # fmt: skip

HEAVY = {"weasyprint", "matplotlib", "pandas", "numpy", "scipy", "fontTools"}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else path.stem


FILES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_rooms_to_its_left(path: Path) -> None:
    own = room_of(path)
    for module, _ in facts_of(path).imports:
        if not module.startswith("cpreport."):
            continue
        other = module.split(".")[1]
        if other.startswith("__") or (path.relative_to(PACKAGE).as_posix(), other) in _NOT_YET:
            continue
        assert other == own or ROOMS.index(other) < ROOMS.index(own), f"{own} imports {module}"
        assert (own, other) not in SIDE_BY_SIDE, f"{own} imports {module}"


def test_only_commands_know_of_what_is_remote() -> None:
    know = {
        room_of(p) for p in FILES for m, _ in facts_of(p).imports if m.startswith("cpreport.remote")
    }
    assert know == {"commands", "remote"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_every_module_opens_with_a_sentence(path: Path) -> None:
    docstring = facts_of(path).docstring
    assert docstring
    assert docstring.split("\n\n")[0].rstrip().endswith((".", ".)"))


def test_no_class_name_stands_twice() -> None:
    places = defaultdict(list)
    for path in FILES:
        for name in facts_of(path).classes:
            places[name].append(path.relative_to(PACKAGE).as_posix())
    twice = {name: files for name, files in places.items() if len(files) > 1}
    assert twice == {}


def test_a_module_name_stands_twice_only_for_the_same_part_of_parallel_rooms() -> None:
    folders = defaultdict(set)
    for path in FILES:
        folder = path.parent.relative_to(PACKAGE).as_posix()
        # A file of commands/ is named as its command is.
        if path.stem != "__init__" and folder != "commands":
            folders[path.stem].add(folder)
    twice = {
        name: where
        for name, where in folders.items()
        if len(where) > 1 and not any(where <= rooms for rooms in PARALLEL)
    }
    assert twice == {}


def test_every_room_is_named_in_the_architecture_page() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    rooms = {room_of(p) for p in FILES} - {"__main__", "shipped"}
    missing = [r for r in rooms if f"`{r}/`" not in page and f"`{r}.py`" not in page]
    assert missing == []


def test_every_file_that_the_architecture_page_names_is_there() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.(?:py|js))`", page)
    missing = [
        name for name in named
        if not (PACKAGE / name).exists() and not (PACKAGE.parent / name).exists()
    ]  # fmt: skip
    assert missing == []
    assert len(named) > 50


def test_a_broad_except_stands_only_where_the_architecture_page_says() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    broad = [p for p in FILES if re.search(r"^\s*except Exception\b", p.read_text("utf-8"), re.M)]
    names = {p.relative_to(PACKAGE).as_posix() for p in broad}
    assert {name for name in names if f"`{name}`" not in page} == set()
