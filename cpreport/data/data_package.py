"""Write the data of a package with their codebook and their schema.

Text grade and numeric code stand side by side; time is relative; a missing value is a word. Schema
(of a Frictionless Data Package, version 1) and codebook are made from `columns.py`, so that they
cannot say another thing than the files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping

from cpreport.data.adverse_event_rows import adverse_event_rows
from cpreport.data.cell_text import Row
from cpreport.data.change_rows import change_rows
from cpreport.data.codebook import codebook_rows
from cpreport.data.columns import (
    ADVERSE_EVENTS,
    CHANGES,
    CODEBOOK,
    CONCOMITANT,
    CONDITIONS,
    COURSE,
    ITEM_GRADES,
    MISSING,
    OUTCOMES,
    SCORES,
    SESSIONS,
    TREATMENTS,
    DataColumn,
    DataFile,
)
from cpreport.data.condition_rows import condition_rows
from cpreport.data.csv_text import csv_text
from cpreport.data.grade_rows import grade_rows
from cpreport.data.outcome_rows import outcome_rows
from cpreport.data.result_rows import results_json
from cpreport.data.scale_files import scale_files, scales_in_use
from cpreport.data.score_rows import score_rows
from cpreport.data.session_rows import session_rows
from cpreport.data.treatment_rows import concomitant_rows, course_rows, treatment_rows
from cpreport.outcomes.findings import Findings

#: Every data file of a package by its path, in the order in which they are described.
PACKAGED: Mapping[str, DataFile] = {
    f"data/{file.name}.csv": file
    for file in (
        *(ITEM_GRADES, SCORES, CHANGES, OUTCOMES, TREATMENTS, SESSIONS, CONCOMITANT, COURSE),
        *(CONDITIONS, ADVERSE_EVENTS, CODEBOOK),
    )
}


def data_package(findings: Findings) -> dict[str, bytes]:
    """Make the data files of a package by path, with `datapackage.json` and the scales in use.

    Parameters
    ----------
    findings : Findings
        Over the cases whose data may be shared (`cpreport.privacy.to_share`); results of the
        series are over all of them.
    """
    files = {
        path: csv_text(file.header, _ROWS[file.name](findings)).encode()
        for path, file in PACKAGED.items()
    }
    files["data/results.json"] = results_json(findings.ledger.values()).encode()
    files |= scale_files(findings)
    record = findings.record
    return files | {"datapackage.json": _datapackage(record.title, record.licence, files)}


def _codes(findings: Findings) -> Iterator[Row]:
    return codebook_rows({f.name: f for f in PACKAGED.values()}, scales_in_use(findings))


def _datapackage(title: str, licence: str | None, files: Mapping[str, bytes]) -> bytes:
    described = {
        "profile": "tabular-data-package",
        "name": "case-series-data",
        "title": " ".join(title.split()),
        "description": "Item grades, scores, changes, outcomes, treatments, what went on beside "
        "them, what else happened and adverse events of a case series, in long format; "
        "data/results.json holds every reported number.",
        **({"licenses": [{"name": licence, "title": licence}]} if licence else {}),
        "resources": [_resource(path, file, files[path]) for path, file in PACKAGED.items()],
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(path: str, file: DataFile, content: bytes) -> Mapping[str, object]:
    return {
        "name": file.name,
        "path": path,
        "profile": "tabular-data-resource",
        "description": f"Each row is {file.of}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in file.columns],
            "missingValues": list(MISSING),
            "primaryKey": [column.name for column in file.columns if column.key],
        },
    }


def _field(column: DataColumn) -> Mapping[str, object]:
    integers = column.type == "integer"
    allowed = [int(value) if integers else value for value in column.allowed]
    return {
        "name": column.name,
        "type": column.type,
        "description": column.meaning,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": {"enum": allowed}} if allowed else {}),
    }


_ROWS: Mapping[str, Callable[[Findings], Iterator[Row]]] = {
    ITEM_GRADES.name: lambda findings: grade_rows(findings.cases),
    SCORES.name: lambda findings: score_rows(findings.cases),
    CHANGES.name: change_rows,
    OUTCOMES.name: outcome_rows,
    TREATMENTS.name: lambda findings: treatment_rows(findings.cases),
    CONCOMITANT.name: lambda findings: concomitant_rows(findings.cases),
    CONDITIONS.name: lambda findings: condition_rows(findings.cases),
    COURSE.name: lambda findings: course_rows(findings.cases),
    SESSIONS.name: lambda findings: session_rows(findings.cases),
    ADVERSE_EVENTS.name: lambda findings: adverse_event_rows(findings.cases),
    CODEBOOK.name: _codes,
}
