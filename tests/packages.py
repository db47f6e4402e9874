"""Packages of the smallest series, made once for all tests, and ways to change them."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cpreport.journal.package import Package, package
from cpreport.journal.profiles import profile
from cpreport.journal.zip_archive import archive
from cpreport.verify.remake import Remade
from tests.mutated.told import remembered
from tests.shared import all_keep_in_common
from tests.smallest import smallest

#: A patient who consents to the sharing of data as well.
SHARES = (
    "P01.yaml",
    "2023-02-14}",
    "2023-02-14}\n  data_sharing: {given: yes, by: mother, date: 2023-02-15}",
)
YEAR = ("series.yaml", "language: en-GB", "language: en-GB\ndates: {Submitted: 2026}")


@cache
def packaged() -> Package:
    """The package of the smallest series, whose patient shares the data."""
    with TemporaryDirectory() as folder, all_keep_in_common():
        return made_of(smallest(Path(folder), SHARES, YEAR))


def made_of(cases: Path, journal: str = "generic") -> Package:
    return package(cases, profile(journal, cases))


def made_by_typst(cases: Path) -> Package:
    """Make a package in a fraction of the time, where it is not asked how its pages look."""
    with all_keep_in_common():
        return package(cases, profile("generic", cases), engine="typst")


_remake = remembered()


def remake(files: dict[str, bytes]) -> Remade:
    """What follows from a package, made once for each series."""
    with all_keep_in_common():
        return _remake(files)


def written(path: Path, files: dict[str, bytes]) -> Path:
    path.write_bytes(archive(files))
    return path


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for info, content in entries:
            into.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
