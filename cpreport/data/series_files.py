"""Write the data files of a build case by case: no file is ever in memory whole."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cpreport.atomic_write import not_written, unfinished
from cpreport.data.cell_text import Row
from cpreport.data.codebook import codebook_rows
from cpreport.data.columns import CODEBOOK, ITEM_GRADES, RESULTS, SCORES, DataFile
from cpreport.data.csv_text import csv_parts, csv_text
from cpreport.data.grade_rows import grade_rows
from cpreport.data.kept_rows import CaseRows, let_rows_go, rows_once
from cpreport.data.result_rows import ARRAY, json_entries, result_rows
from cpreport.data.scale_files import scales_named, scales_of_case
from cpreport.data.score_rows import score_rows
from cpreport.data.table_csv import to_csv
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger, Result
from cpreport.privacy import to_share
from cpreport.problems import Refused
from cpreport.scales.graded import ScoredCase
from cpreport.tables import supplement_tables_of
from cpreport.tables.series_scores import TableByPatient, table_by_patient

_JSON, _RESULTS = "results.json", "results.csv"
_GRADES, _SCORES, _CODES = "tables/item-grades.csv", "tables/all-scores.csv", "tables/codebook.csv"
_FILES: Mapping[str, DataFile] = {
    _RESULTS: RESULTS, _GRADES: ITEM_GRADES, _SCORES: SCORES, _CODES: CODEBOOK,
}  # fmt: skip
#: The table of the supplement that has so many rows a patient that it is written here.
_OF_PATIENTS = "supplement-scores"
#: The data files of every series, and that of a large one.
DATA = (_JSON, *_FILES)
OF_MANY = f"tables/{_OF_PATIENTS}.csv"

#: A path below the output folder, and a part of what the file will hold.
_Piece = tuple[str, str]


def data_outputs(findings: Findings) -> tuple[str, ...]:
    """Name the data files of a series."""
    return (*DATA, OF_MANY) if _OF_PATIENTS in supplement_tables_of(findings) else DATA


def tables_beside(findings: Findings) -> tuple[str, ...]:
    """Name the tables of the supplement that are made with the article."""
    return tuple(name for name in supplement_tables_of(findings) if name != _OF_PATIENTS)


def attached_data(findings: Findings) -> dict[str, bytes]:
    """Make the files that a PDF for archives carries, by name, of those who share their data."""
    shared = to_share(findings)
    rows: dict[str, Iterator[Row]] = {
        _GRADES: grade_rows(shared.cases),
        _SCORES: score_rows(shared.cases),
        _RESULTS: result_rows(shared.ledger.values()),
    }
    return {
        path.rpartition("/")[2]: csv_text(_FILES[path].header, found).encode()
        for path, found in rows.items()
    }


def write_data(
    findings: Findings, of_case: Callable[[str], Findings], output: Path, setting: str
) -> dict[str, Path]:
    """Write the data files of a series, each without its final name, and name them by their paths.

    Parameters
    ----------
    findings : Findings
        Of every case that may be published; they may be bare (`outcomes/brief.py`).
    of_case : callable
        Takes the id of a case, and gives findings that have it whole.
    setting : str
        What decides the rows of a case, besides its file: where things are kept, its rows are.

    Raises
    ------
    Refused
        With CP602 where that cannot be; then nothing is left.
    """
    growing: dict[str, _Growing] = {}
    try:
        for path in data_outputs(findings):
            growing[path] = _Growing(unfinished(output).open("xb"), *_frame_of(path))
        for path, piece in _pieces(findings, of_case, setting):
            growing[path].add(piece)
        return {path: file.finish() for path, file in growing.items()}
    except BaseException as error:
        for file in growing.values():
            file.give_up()
        if isinstance(error, OSError):
            raise Refused([not_written(output, error)]) from error
        raise


def _frame_of(path: str) -> tuple[str, str, str]:
    """Tell what a file begins with, what stands between two pieces, and how it ends."""
    if path.endswith(".json"):
        return ARRAY
    header = "".join(csv_parts([_FILES[path].header])) if path in _FILES else ""
    return header, "", ""


def _pieces(
    findings: Findings, of_case: Callable[[str], Findings], setting: str
) -> Iterator[_Piece]:
    """Yield what the series as a whole adds to each file, then what each case does."""
    shared = to_share(findings)
    sharing = {case.id for case in shared.cases}
    yield from _of_results(shared.ledger.of_series)
    many = _OF_PATIENTS in supplement_tables_of(findings)
    by_patient = table_by_patient(findings) if many else None
    told = json.dumps([setting, by_patient.made_for if by_patient is not None else ()])
    setting = hashlib.sha256(told.encode()).hexdigest()
    used, headed = set[str](), False
    for bare in findings.cases:
        file, made_from = bare.case.source.file, f"{bare.case.source.sha256} {setting}"
        table_of = partial(_table_of_case, by_patient, bare)
        if bare.id in sharing:
            make = partial(_rows_of_case, shared.ledger, of_case, bare.id, table_of, made_from)
        elif by_patient is not None:
            make = partial(_table_alone, table_of, made_from)
        else:
            let_rows_go(file)
            continue
        own = rows_once(file, made_from, make)
        used.update(own.scales)
        yield from _of_case(own)
        if own.table:
            yield OF_MANY, own.table.partition("\n")[2] if headed else own.table
            headed = True
    described = {path.rpartition("/")[2].removesuffix(".csv"): f for path, f in _FILES.items()}
    codes = codebook_rows(described, scales_named(findings, used))
    yield _CODES, "".join(csv_parts(codes))


def _of_results(results: tuple[Result, ...]) -> Iterator[_Piece]:
    for entry in json_entries(results):
        yield _JSON, entry
    yield _RESULTS, _text(result_rows(results))


def _table_of_case(by_patient: TableByPatient | None, bare: ScoredCase) -> str:
    return to_csv(by_patient.of(bare)) if by_patient is not None else ""


def _rows_of_case(
    ledger: Ledger,
    of_case: Callable[[str], Findings],
    case_id: str,
    table_of: Callable[[], str],
    made_from: str,
) -> CaseRows:
    case, results = of_case(case_id).scored.case(case_id), ledger.of_case(case_id)
    return CaseRows(
        ARRAY[1].join(json_entries(results)),
        _text(result_rows(results)),
        _text(grade_rows([case])),
        _text(score_rows([case])),
        table_of(),
        tuple(sorted(scales_of_case(case))),
        made_from,
    )


def _table_alone(table_of: Callable[[], str], made_from: str) -> CaseRows:
    """Tell of a case that does not share its data what the supplement prints of it."""
    return CaseRows("", "", "", "", table_of(), (), made_from)


def _of_case(rows: CaseRows) -> Iterator[_Piece]:
    if rows.entries:
        yield _JSON, rows.entries
    yield _RESULTS, rows.results
    yield _GRADES, rows.grades
    yield _SCORES, rows.scores


def _text(rows: Iterable[Row]) -> str:
    return "".join(csv_parts(rows))


@dataclass(slots=True)
class _Growing:
    """An unfinished file that grows by pieces.

    Parameters
    ----------
    begin, between, end : str
        What it begins with, what stands between two pieces, and how it ends.
    """

    file: BinaryIO
    begin: str
    between: str
    end: str
    begun: bool = False

    def add(self, piece: str) -> None:
        """Add a piece at its end."""
        self.file.write(f"{self.between if self.begun else self.begin}{piece}".encode())
        self.begun = True

    def finish(self) -> Path:
        """End the file, and name it once it is on the disk."""
        self.file.write(f"{'' if self.begun else self.begin}{self.end}".encode())
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        return Path(self.file.name)

    def give_up(self) -> None:
        """Delete the file."""
        with contextlib.suppress(OSError):
            self.file.close()
        with contextlib.suppress(OSError):
            Path(self.file.name).unlink()
