"""Verify a package: make every check, in the order it is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cpreport.builder.cache import use_what_is_kept
from cpreport.journal.package_terms import TERMS, Terms
from cpreport.numbers import counted
from cpreport.verify.compare_files import compare_files
from cpreport.verify.data_schema import check_schema
from cpreport.verify.formats_agree import compare_formats
from cpreport.verify.integrity import check_integrity
from cpreport.verify.likely_cause import origins
from cpreport.verify.marked_numbers import look_up_numbers
from cpreport.verify.open import open_package, stowaways
from cpreport.verify.remake import FOLDER, Remade, remake
from cpreport.verify.summary import Check, Failure, Verification

#: Checks that compare files made again, by how their paths begin; the last takes the rest.
_COMPARED = (
    (
        "Data and results",
        "Do the scores, changes, outcomes and reported numbers follow from the graded items?",
        ("data/", "scales/", "datapackage.json"),
    ),
    (
        "Text",
        "Does every document say what follows from the data, word by word?",
        ("manuscript/", "cases/", "supplement/"),
    ),
    ("Tables", "Does every cell follow from the data?", ("tables/",)),
    ("Figures", "Is every figure drawn as the data say?", ("figures/",)),
    ("Checklists", "Do the checklists say of the documents what is true?", ("checklists/",)),
    ("Description", "Do the pages and metadata about the package tell what is in it?", ("",)),
)
_RESULTS = "data/results.json"
_USED_AGAIN = (
    "Pages and drawings that the named build had typeset from exactly the same were used again; "
    "without `--build` all of them are typeset anew."
)

Remake = Callable[[Mapping[str, bytes]], Remade]


def verify_package(path: Path, remake: Remake = remake, built: Path | None = None) -> Verification:
    """Check a package; nothing is unpacked, and nothing is fetched.

    Parameters
    ----------
    remake : callable
        Makes everything again from the files of a package.
    built : Path or None
        Output folder of a build. What it keeps by content is used again, and the report says so.

    Raises
    ------
    Refused
        Where the file is no package, or not safe to open.
    """
    files = open_package(path)
    with use_what_is_kept(built) as kept:
        report = verify_files(path.name, files, remake, stowaways(path))
    return replace(report, notes=(*report.notes, _USED_AGAIN)) if kept else report


def verify_files(
    name: str, files: Mapping[str, bytes], remake: Remake = remake, beside: tuple[Failure, ...] = ()
) -> Verification:
    """Check the files of a package.

    Parameters
    ----------
    beside : tuple of Failure
        What its archive carries besides them.
    """
    again = remake(files)
    terms = again.terms
    checks = [check_integrity(files, beside), check_schema(files)]
    if terms is None:
        return Verification(name, again.title, "", "", (*checks, _series(again)))
    made_again = tuple(_all_compared(files, again))
    failures = [failure for check in made_again for failure in check.failures]
    changed = (*_at_odds(files, terms), *origins(files, failures, again.ledger))
    changed = (*changed, *_added(files, again))
    checks.append(_series(again, changed))
    checks += made_again
    checks.append(compare_formats(files))
    numbers = look_up_numbers(files, again.ledger, terms.withheld)
    if not again.ledger and not terms.withheld:
        numbers = replace(numbers, failures=(), unchecked=(_why(again),))
    checks.append(numbers)
    made_by = f"cpreport {terms.versions.get('cpreport', '')}".strip()
    title = " ".join(again.title.split())
    notes = tuple(_notes(again))
    other = not terms.same_versions
    return Verification(name, title, made_by, terms.journal, tuple(checks), notes, other)


def _at_odds(files: Mapping[str, bytes], terms: Terms) -> Iterator[Failure]:
    """Find cases that the terms name and the package does not report, or the other way round.

    Of cases whose data stay behind less can be proved; so nobody may make them up.
    """
    reports = {path.split("/")[1] for path in files if path.startswith("cases/")}
    for case in dict.fromkeys((*terms.cases, *sorted(reports))):
        if case not in reports:
            yield Failure(TERMS, "cases", f"`{case}` is named, and there is no report of it")
        elif case not in terms.cases:
            yield Failure(TERMS, "cases", f"there is a report of `{case}`, which is not named")
    for case in terms.shared:
        if case not in terms.cases:
            yield Failure(TERMS, "data_of", f"`{case}` is not among the cases")


def _added(files: Mapping[str, bytes], again: Remade) -> Iterator[Failure]:
    """Find what the files of the series hold and would not be shared of what is read in them.

    A photograph is packed anew whenever it is shared, and compared by what it shows.
    """
    said = {path: content for path, content in files.items() if path.startswith(FOLDER)}
    if not again.series:
        return
    follows = {f"{FOLDER}{name}": content for name, content in again.series.items()}
    for same_bytes in (True, False):
        mine = {p for p in said.keys() | follows.keys() if p.endswith(".jpg") != same_bytes}
        yield from compare_files(
            {path: said[path] for path in mine & said.keys()},
            {path: follows[path] for path in mine & follows.keys()},
            same_versions=same_bytes,
        )


def _series(again: Remade, changed: tuple[Failure, ...] = ()) -> Check:
    """Say whether the series of the package can be read, scored and filled into its manuscript."""
    failures = [
        Failure(f"series/{p.place.file}", _line(p.place.line), p.message, p.help)
        for p in again.problems
    ]
    if again.terms is None:
        failures.append(Failure(TERMS, "", "the file is missing or damaged"))
    return Check(
        "Series",
        "Can everything be made again, and does every claim of the manuscript hold?",
        f"{len(again.ledger)} results computed again",
        (*failures, *changed),
    )


def _line(number: int) -> str:
    return f"line {number}" if number else ""


def _all_compared(files: Mapping[str, bytes], again: Remade) -> Iterator[Check]:
    assert again.terms is not None
    left = {path for path in files.keys() | again.files.keys() if not path.startswith("series/")}
    whole = bool(again.files) and TERMS in again.files
    for name, asked, beginnings in _COMPARED:
        mine = {path for path in left if path.startswith(beginnings)}
        left -= mine
        said = {path: files[path] for path in mine if path in files}
        follows = {path: again.files[path] for path in mine if path in again.files}
        if whole:
            failures = tuple(compare_files(said, follows, same_versions=again.terms.same_versions))
            yield Check(name, asked, counted(len(said), "file"), failures)
        elif name == _COMPARED[0][0] and follows:
            yield _data_in_part(name, asked, said, follows, again)
        elif said:
            yield Check(name, asked, counted(len(said), "file"), (), (_why(again),))


def _why(again: Remade) -> str:
    if again.terms is not None and again.terms.withheld:
        return f"the data of {', '.join(again.terms.withheld)} are not shared"
    return "the series cannot be made again"


def _data_in_part(
    name: str, asked: str, said: Mapping[str, bytes], follows: Mapping[str, bytes], again: Remade
) -> Check:
    """Compare the data of the cases that are shared; results of the series stay unchecked."""
    ours, theirs = dict(said), dict(follows)
    for files in (ours, theirs):
        files[_RESULTS] = _of_cases(files.get(_RESULTS, b""))
        # It states the size and checksum of the others, which are compared themselves.
        files.pop("datapackage.json", None)
    assert again.terms is not None
    failures = tuple(compare_files(ours, theirs, same_versions=again.terms.same_versions))
    return Check(
        name,
        asked,
        counted(len(said), "file"),
        failures,
        (f"results of the series: {_why(again)}",),
    )


def _of_cases(results: bytes) -> bytes:
    try:
        rows = [row for row in json.loads(results) if row["case"] is not None]
    except (ValueError, KeyError, TypeError, RecursionError):
        return results
    return json.dumps(rows, ensure_ascii=False).encode()


def _notes(again: Remade) -> Iterator[str]:
    assert again.terms is not None
    if not again.terms.same_versions:
        here = again.terms.versions_here
        other = [
            f"{name} {version} (here {here.get(name, 'none')})"
            for name, version in sorted(again.terms.versions.items())
            if here.get(name) != version
        ]
        yield (
            f"Made by other versions: {', '.join(other)}. Pages and pictures are compared by what "
            "they show, and by their attachments, actions, links and metadata; install the same "
            "versions to compare every byte."
        )
