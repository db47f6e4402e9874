"""What is kept is what would be made: never torn, never another's, never older than its sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.content_cache import CacheFolder, make_once, trim_folder, use_cache


class Maker:
    """Counts how often something was made."""

    def __init__(self, content: bytes = b"made") -> None:
        self.times = 0
        self.content = content

    def __call__(self) -> bytes:
        self.times += 1
        return self.content


def things(folder: Path) -> list[Path]:
    return sorted(folder.glob("??/*"))


def test_a_thing_is_made_once(tmp_path: Path) -> None:
    make = Maker()
    with use_cache(CacheFolder(tmp_path, "1")):
        assert [make_once("figure", ("a",), make) for _ in range(3)] == [b"made"] * 3
    assert make.times == 1
    assert len(things(tmp_path)) == 1


def test_what_is_to_be_made_anew_is_made_and_kept(tmp_path: Path) -> None:
    old, new = Maker(b"old"), Maker(b"new")
    with use_cache(CacheFolder(tmp_path, "1")):
        make_once("figure", ("a",), old)
    with use_cache(CacheFolder(tmp_path, "1", reuse=False)):
        assert make_once("figure", ("a",), new) == b"new"
    with use_cache(CacheFolder(tmp_path, "1")):
        assert make_once("figure", ("a",), Maker()) == b"new"
    assert (old.times, new.times) == (1, 1)


def test_without_a_shelf_everything_is_made() -> None:
    make = Maker()
    assert make_once("figure", ("a",), make) == make_once("figure", ("a",), make)
    assert make.times == 2


@pytest.mark.parametrize(
    ("salt", "kind", "parts"),
    [
        ("2", "figure", ("a", "b")),
        ("1", "pdf", ("a", "b")),
        ("1", "figure", ("ab",)),
        ("1", "figure", ("a", "b", "")),
        ("1", "figure", ("", "ab")),
    ],
)
def test_what_is_made_from_something_else_is_another_thing(
    tmp_path: Path, salt: str, kind: str, parts: tuple[str, ...]
) -> None:
    with use_cache(CacheFolder(tmp_path, "1")):
        make_once("figure", ("a", "b"), Maker())
    other = Maker(b"other")
    with use_cache(CacheFolder(tmp_path, salt)):
        assert make_once(kind, parts, other) == b"other"


@given(one=st.lists(st.text()), two=st.lists(st.text()))
def test_no_two_lists_of_parts_share_a_place(one: list[str], two: list[str]) -> None:
    from cpreport.content_cache import _place

    shelf = CacheFolder(Path("shelf"), "salt")
    assert (_place(shelf, "figure", one) == _place(shelf, "figure", two)) == (one == two)


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 32 + b"another thing"])
def test_a_damaged_thing_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    with use_cache(CacheFolder(tmp_path, "1")):
        make_once("figure", ("a",), Maker())
        things(tmp_path)[0].write_bytes(damage)
        again = Maker()
        assert make_once("figure", ("a",), again) == b"made"
        assert make_once("figure", ("a",), again) == b"made"
    assert again.times == 1


def test_a_shelf_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with use_cache(CacheFolder(tmp_path / "file", "1")):
        assert make_once("figure", ("a",), Maker()) == b"made"


def test_what_fails_is_not_kept(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError

    with use_cache(CacheFolder(tmp_path, "1")), pytest.raises(ValueError):  # noqa: PT011
        make_once("figure", ("a",), fail)
    assert things(tmp_path) == []


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    with use_cache(CacheFolder(tmp_path, "1")):
        for number, name in enumerate("abc"):
            make_once("figure", (name,), Maker(name.encode() * 100))
            for path in things(tmp_path):
                if path.stat().st_mtime_ns > 10**15:
                    os.utime(path, ns=(number, number))
        make_once("figure", ("a",), Maker())  # used, so it is the newest now
        trim_folder(tmp_path, 2 * 132)
        b = Maker(b"b" * 100)
        assert make_once("figure", ("a",), Maker()) == b"a" * 100
        assert make_once("figure", ("c",), Maker()) == b"c" * 100
        make_once("figure", ("b",), b)
    assert b.times == 1


def test_trimming_touches_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with use_cache(CacheFolder(tmp_path, "1")):
        make_once("figure", ("a",), Maker())
    trim_folder(tmp_path, 0)
    assert things(tmp_path) == []
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
