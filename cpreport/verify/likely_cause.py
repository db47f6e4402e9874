"""Name the likely cause where several files say one thing and the data another.

Where documents agree with each other against the series that they were made from, it is the series
that somebody changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cpreport.journal.crate import PATH as CRATE
from cpreport.journal.package_terms import TERMS
from cpreport.outcomes.result import Result
from cpreport.verify.summary import Failure

_RESULTS, _GRADES = "data/results.json", "data/item-grades.csv"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = re.compile(r"<[^>]*>|[^\W\d_]{3,}")
#: Words that a line of the series must share with what stands around a change.
_LEAST_SHARED = 1
_READ = (".yaml", ".md", ".bib", ".json")


def origins(
    files: Mapping[str, bytes], failures: Sequence[Failure], ledger: Mapping[str, Result]
) -> tuple[Failure, ...]:
    """Find the lines of the series that were probably changed after everything was made."""
    graded = {(one.file, one.where, one.said): one for one in _graded(failures, ledger)}.values()
    # What a grade changes stands in all documents: no line of a text is behind it.
    found = (*(graded or _written(files, failures)), *_described(failures))
    return tuple(dict.fromkeys(found))


def _graded(failures: Sequence[Failure], ledger: Mapping[str, Result]) -> Iterator[Failure]:
    """Find grades that the data files and the ledger of the package know otherwise."""
    if not any(failure.file == _GRADES for failure in failures):
        return
    for failure in failures:
        result_id = failure.where.partition(",")[0]
        if (
            failure.file == _RESULTS
            and failure.where.endswith(("value", "printed"))
            and result_id in ledger
        ):
            for place in ledger[result_id].places:
                said = f"{ledger[result_id].printed} for {result_id}"
                yield Failure(
                    f"series/{place.file}",
                    f"line {place.line}",
                    said,
                    f"{failure.said} in {_RESULTS} and {_GRADES}: this line was probably changed",
                )


def _described(failures: Sequence[Failure]) -> Iterator[Failure]:
    """Name the terms of the package, where the pages that print them agree against them."""
    told = {failure.file for failure in failures}
    if {"README.md", CRATE} <= told and not any(f.startswith("data/") for f in told):
        said = "it states other things than the pages that were made of it"
        yield Failure(TERMS, "", said, f"README.md and {CRATE} agree: it was probably changed")


def _written(files: Mapping[str, bytes], failures: Sequence[Failure]) -> Iterator[Failure]:
    """Find lines of text that documents of different formats agree against."""
    by_change: dict[tuple[frozenset[str], frozenset[str]], list[Failure]] = {}
    for failure in failures:
        gone = frozenset(_NUMBER.findall(failure.follows)) - frozenset(
            _NUMBER.findall(failure.said)
        )
        come = frozenset(_NUMBER.findall(failure.said)) - frozenset(
            _NUMBER.findall(failure.follows)
        )
        if gone and come:
            by_change.setdefault((gone, come), []).append(failure)
    for (gone, _), agreeing in by_change.items():
        if len({failure.file.rpartition(".")[2] for failure in agreeing}) > 1:
            yield from _lines_with(files, gone, agreeing)


def _lines_with(
    files: Mapping[str, bytes], numbers: frozenset[str], agreeing: Iterable[Failure]
) -> Iterator[Failure]:
    """Find the line that has these numbers and most of the words around the change."""
    around = {w for failure in agreeing for w in _WORDS.findall(failure.follows) if w[0] != "<"}
    best: tuple[int, str, int, str] = (0, "", 0, "")
    for path in sorted(files):
        if not path.startswith("series/") or not path.endswith(_READ):
            continue
        lines = files[path].decode("utf-8", "replace").split("\n")
        for n, line in enumerate(lines):
            if numbers & set(_NUMBER.findall(line)):
                near = " ".join(lines[max(0, n - 1) : n + 2])
                shared = len(around & set(_WORDS.findall(near)))
                best = max(best, (shared, path, n + 1, line.strip()))
    if best[0] >= _LEAST_SHARED:
        said = next(iter(agreeing)).said
        yield Failure(
            best[1],
            f"line {best[2]}",
            best[3][:100],
            f"“{said}” in several documents: this line was probably changed after they were made",
        )
