"""Take a checked series, and write its data files case by case: no file is ever in memory whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from cpreport.build.checked import Checked
from cpreport.build.written import not_written, unfinished
from cpreport.outcomes.export import csv_rows, json_rows
from cpreport.outcomes.findings import Findings
from cpreport.privacy import to_share
from cpreport.problems import Refused
from cpreport.scales.graded import ScoredSeries
from cpreport.tables import supplement_tables_of
from cpreport.tables.formats import to_csv
from cpreport.tables.series_scores import tables_by_patient

#: Tables of the supplement with so many rows a patient that they are written here.
CASE_BY_CASE = ("supplement-scores",)

#: A path below the output folder, and the text of a small file with a part of what it will hold.
_Piece = tuple[str, str]


def data_outputs(findings: Findings) -> tuple[str, ...]:
    """Name the data files of a series."""
    there = (name for name in supplement_tables_of(findings) if name in CASE_BY_CASE)
    return (
        *("results.json", "results.csv", "tables/item-grades.csv", "tables/all-scores.csv"),
        *(f"tables/{name}.csv" for name in there),
    )


def written_data(ready: Checked, output: Path) -> dict[str, Path]:
    """Write the data files of a series, and give each, without its final name, by its path.

    Raises
    ------
    Refused
        With CP602 where that cannot be; then nothing is left.
    """
    assert ready.findings is not None
    growing: dict[str, _Growing] = {}
    try:
        for name in data_outputs(ready.findings):
            array = (",\n", "\n]\n") if name.endswith(".json") else ()
            growing[name] = _Growing(unfinished(output).open("xb"), *array)
        for name, piece in _pieces(ready):
            growing[name].add(piece)
        return {name: file.ended() for name, file in growing.items()}
    except BaseException as error:
        for file in growing.values():
            file.given_up()
        if isinstance(error, OSError):
            raise Refused([not_written(output, error)]) from error
        raise


def _pieces(ready: Checked) -> Iterator[_Piece]:
    """Give what the series as a whole adds to each file, then what each case does."""
    from cpreport.tables.frames import item_grades_csv, scores_csv

    assert ready.findings is not None
    shared = to_share(ready.findings)
    sharing = {case.id for case in shared.cases}
    of_nobody = replace(shared.scored, cases=())
    yield "tables/item-grades.csv", item_grades_csv(of_nobody)
    yield "tables/all-scores.csv", scores_csv(of_nobody)
    yield "results.json", json_rows(shared.ledger.of_series)
    yield "results.csv", csv_rows(shared.ledger.of_series)
    supplement = _supplement(ready.findings)
    for case in ready.findings.cases:
        yield from next(supplement, ())
        if case.id in sharing:
            results, alone = shared.ledger.of_case(case.id), _alone(ready, case.id)
            yield "results.json", json_rows(results)
            yield "results.csv", csv_rows(results)
            yield "tables/item-grades.csv", item_grades_csv(alone)
            yield "tables/all-scores.csv", scores_csv(alone)


def _supplement(findings: Findings) -> Iterator[tuple[_Piece, ...]]:
    """Give for each case what the supplement tells of it."""
    if "supplement-scores" in supplement_tables_of(findings):
        for table in tables_by_patient(findings):
            yield (("tables/supplement-scores.csv", to_csv(table)),)


def _alone(ready: Checked, id: str) -> ScoredSeries:
    scored = ready.of_case(id).scored
    return replace(scored, cases=(scored.case(id),))


@dataclass(slots=True)
class _Growing:
    """An unfinished file that grows by what small files of its kind hold.

    Parameters
    ----------
    between : str
        What stands between two of them.
    end : str
        What each ends with, and only the last keeps.
    """

    file: BinaryIO
    between: str = ""
    end: str = ""
    begun: bool = False

    def add(self, piece: str) -> None:
        """Add what a small file holds beside its first line, which only the first keeps."""
        first, _, rest = piece.removesuffix(self.end).partition("\n")
        self.file.write((f"{self.between}{rest}" if self.begun else f"{first}\n{rest}").encode())
        self.begun = True

    def ended(self) -> Path:
        """End the file, and give it once it is on the disk."""
        self.file.write(self.end.encode())
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        return Path(self.file.name)

    def given_up(self) -> None:
        """Take the file away."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            Path(self.file.name).unlink()
