"""What cpreport imports is declared, what is declared is used, and each has its line in the docs."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.conftest import REPOSITORY
from tests.modules import facts_of

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
#: For users; the other extras are for those who work on cpreport.
OPTIONAL = [name for name in EXTRAS if name not in ("dev", "docs")]
PAGE = (REPOSITORY / "docs" / "architecture.md").read_text("utf-8")

#: A dependency comes with its other half, of one maintainer and of a version pinned by it; what
#: matplotlib is given and gives back are arrays of numpy, which come with it.
HALVES = {"pydantic_core": "pydantic", "dask": "distributed", "numpy": "matplotlib"}
#: Asked for by the name of a protocol (`s3://`), for the program in it, or by starlette, and never imported here.
BY_NAME = {"s3fs", "pypandoc-binary", "python-multipart"}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~;\s]", requirement)[0].lower()


def runtime() -> list[str]:
    return [name_of(r) for r in PROJECT["dependencies"]]


def optional() -> list[str]:
    return [name_of(r) for extra in OPTIONAL for r in EXTRAS[extra]]


@cache
def imported() -> frozenset[str]:
    """Give the modules that cpreport imports, and those whose files it reads, of other packages."""
    found = set()
    for path in (REPOSITORY / "cpreport").rglob("*.py"):
        found |= set(re.findall(r"[\"'](fontpkg_\w+)[\"']", path.read_text("utf-8")))
        found |= {name.partition(".")[0] for name, _ in facts_of(path).imports}
    return frozenset(found - {"cpreport"} - set(sys.stdlib_module_names))


def distributions() -> set[str]:
    known = packages_distributions()
    return {HALVES[m] if m in HALVES else known.get(m, [m])[0].lower() for m in imported()}


def test_what_is_imported_is_declared() -> None:
    assert sorted(distributions() - {*runtime(), *optional()}) == []


def test_what_is_declared_is_imported() -> None:
    assert sorted({*runtime(), *optional()} - distributions() - BY_NAME) == []


@pytest.mark.parametrize("name", [*runtime(), *optional()])
def test_every_dependency_has_a_line_that_says_why(name: str) -> None:
    rows = [row.split("|")[1] for row in PAGE.splitlines() if row.startswith("|")]
    assert [row for row in rows if name in re.split(r"[ ,]+", row)], name


@pytest.mark.parametrize("requirement", [*EXTRAS["dev"], *EXTRAS["docs"]])
def test_every_package_for_development_is_named(requirement: str) -> None:
    sentence = PAGE.partition("\nDevelopment only:")[2].partition("\n\n")[0]
    name = name_of(requirement)
    assert name == "cpreport" or name in re.split(r"[\s,;:]+|\.\s", sentence), name


def test_every_dependency_has_a_lower_bound_and_weasyprint_an_upper_one() -> None:
    every = [*PROJECT["dependencies"], *(r for extra in EXTRAS.values() for r in extra)]
    assert [r for r in every if ">=" not in r and name_of(r) != "cpreport"] == []
    # What cpreport takes of WeasyPrint beyond its public names is tried with one of its versions.
    assert [r for r in every if "<" in r and name_of(r) == "weasyprint"]
