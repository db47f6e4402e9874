"""Take a checked series, and write its data files case by case: no file is ever in memory whole."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import BinaryIO

from cpreport.atomic_write import not_written, unfinished
from cpreport.check.series import Ready
from cpreport.data.results import csv_rows, json_rows
from cpreport.data.tables import to_csv
from cpreport.outcomes.findings import Findings
from cpreport.privacy import to_share
from cpreport.problems import Refused
from cpreport.tables import supplement_tables_of
from cpreport.tables.series_scores import tables_by_patient

#: The table of the supplement that has so many rows a patient that it is written here.
_SCORES = "supplement-scores"
#: The data files of every series, and that of a large one.
DATA = ("results.json", "results.csv", "tables/item-grades.csv", "tables/all-scores.csv")
OF_MANY = f"tables/{_SCORES}.csv"

#: A path below the output folder, and the text of a small file with a part of what it will hold.
_Piece = tuple[str, str]


def data_outputs(findings: Findings) -> tuple[str, ...]:
    """Name the data files of a series."""
    return (*DATA, OF_MANY) if _SCORES in supplement_tables_of(findings) else DATA


def tables_beside(findings: Findings) -> tuple[str, ...]:
    """Name the tables of the supplement that are made with the article."""
    return tuple(name for name in supplement_tables_of(findings) if name != _SCORES)


def written_data(ready: Ready, output: Path) -> dict[str, Path]:
    """Write the data files of a series, and give each, without its final name, by its path.

    Raises
    ------
    Refused
        With CP602 where that cannot be; then nothing is left.
    """
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


def _pieces(ready: Ready) -> Iterator[_Piece]:
    """Give what the series as a whole adds to each file, then what each case does."""
    from cpreport.data.frames import item_grades_csv, scores_csv

    shared = to_share(ready.findings)
    sharing = {case.id for case in shared.cases}
    of_nobody = shared.only().scored
    yield "tables/item-grades.csv", item_grades_csv(of_nobody)
    yield "tables/all-scores.csv", scores_csv(of_nobody)
    yield "results.json", json_rows(shared.ledger.of_series)
    yield "results.csv", csv_rows(shared.ledger.of_series)
    cases = ready.findings.cases
    many = _SCORES in supplement_tables_of(ready.findings)
    tables = tables_by_patient(ready.findings) if many else repeat(None, len(cases))
    for case, table in zip(cases, tables, strict=True):
        if table is not None:
            yield OF_MANY, to_csv(table)
        if case.id in sharing:
            findings, results = ready.of_case(case.id), shared.ledger.of_case(case.id)
            alone = findings.only(findings.scored.case(case.id)).scored
            yield "results.json", json_rows(results)
            yield "results.csv", csv_rows(results)
            yield "tables/item-grades.csv", item_grades_csv(alone)
            yield "tables/all-scores.csv", scores_csv(alone)


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
