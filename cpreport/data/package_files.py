"""Take the findings whose data may be shared, and give the data of a package with their codebook.

Text grade and numeric code stand side by side; time is relative; a missing value is a word. Schema
and codebook are made from `columns.py`, so that they cannot say another thing than the files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources

from cpreport.data import columns
from cpreport.data.columns import DataFile
from cpreport.data.results import harmless, results_json
from cpreport.data.rows import (
    Row,
    adverse_event_rows,
    change_rows,
    item_grade_rows,
    outcome_rows,
    score_rows,
    session_rows,
)
from cpreport.numbers import plain
from cpreport.outcomes.findings import Findings
from cpreport.scales.definition import Scale

_NOT_APPLICABLE = "not applicable"


def data_files(findings: Findings) -> dict[str, bytes]:
    """Give the data files of a package by path, with `datapackage.json` and the scales in use.

    Parameters
    ----------
    findings : Findings
        Over the cases whose data may be shared (`cpreport.privacy.to_share`); results of the
        series are over all of them.
    """
    files = {f.path: _csv(f, _ROWS[f.name](findings)) for f in columns.DATA_FILES}
    files["data/results.json"] = results_json(findings).encode()
    files |= scale_files(findings)
    record = findings.scored.series.record
    return files | {"datapackage.json": _datapackage(record.title, record.licence, files)}


def scales_in_use(findings: Findings) -> tuple[Scale, ...]:
    """Give the scales that were graded, or that an outcome judges, in the order of their ids."""
    ids = {g.scale for case in findings.cases for g in case.items}
    ids |= {judged.scale.id for judged in findings.judged}
    ids |= {name for case in findings.cases for name in case.classification}
    return tuple(s for id, s in sorted(findings.scored.scales.items()) if id in ids)


def scale_files(findings: Findings) -> dict[str, bytes]:
    """Give the definitions of the scales in use, as the files that define them."""
    library = resources.files("cpreport.scales") / "library"
    shipped = {f"scales/{p.name}": p.read_bytes() for p in library.iterdir()}
    own = {text.file: text.text.encode() for text in findings.scored.series.scale_files}
    used = {scale.id for scale in scales_in_use(findings)}
    every = {**shipped, **own}
    return {path: every[path] for path in sorted(every) if _defines(every[path], used)}


def _defines(content: bytes, ids: set[str]) -> bool:
    from cpreport.cases.text import Mapping as Keys
    from cpreport.cases.text import Scalar
    from cpreport.cases.yaml_text import read_yaml

    root, _ = read_yaml(content.decode(), "scale")
    id = root.get("id") if isinstance(root, Keys) else None
    return isinstance(id, Scalar) and id.text in ids


def _csv(file: DataFile, rows: Iterable[Row]) -> bytes:
    """Write rows as CSV; what a spreadsheet would take for a formula is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in file.columns])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _codes(findings: Findings) -> Iterator[Row]:
    """Give the rows of the codebook: columns, their values, and the grades of the scales."""
    for file in columns.DATA_FILES:
        for column in file.columns:
            unit = column.unit or _NOT_APPLICABLE
            about = (file.name, column.name, _NOT_APPLICABLE, _NOT_APPLICABLE)
            yield (*about, "any", _NOT_APPLICABLE, column.type, unit, column.meaning)
            for value in column.allowed:
                yield (*about, value, _NOT_APPLICABLE, column.type, unit, "One of the values")
    for scale in scales_in_use(findings):
        for name, grades in scale.grade_sets.items():
            for grade in grades:
                about = ("item-grades", "grade", scale.id, name)
                meaning = " ".join(grade.meaning.split())
                code = plain(grade.points)
                yield (*about, grade.code, code, "string", _NOT_APPLICABLE, meaning)


def _datapackage(title: str, licence: str | None, files: Mapping[str, bytes]) -> bytes:
    resources = [
        {
            "name": file.name,
            "path": file.path,
            "profile": "tabular-data-resource",
            "description": f"Each row is {file.of}.",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[file.path]),
            "hash": f"sha256:{hashlib.sha256(files[file.path]).hexdigest()}",
            "schema": columns.schema(file),
        }
        for file in columns.DATA_FILES
    ]
    described = {
        "profile": "tabular-data-package",
        "name": "case-series-data",
        "title": " ".join(title.split()),
        "description": "Item grades, scores, changes, outcomes, sessions and adverse events of a "
        "case series, in long format; data/results.json holds every reported number.",
        **({"licenses": [{"name": licence, "title": licence}]} if licence else {}),
        "resources": resources,
    }
    return (json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode()


_ROWS: Mapping[str, Callable[[Findings], Iterator[Row]]] = {
    "item-grades": item_grade_rows,
    "scores": score_rows,
    "changes": change_rows,
    "outcomes": outcome_rows,
    "sessions": session_rows,
    "adverse-events": adverse_event_rows,
    "codebook": _codes,
}
