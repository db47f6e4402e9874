"""Import from any source by its map: proposed first, and used when somebody has confirmed it."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.reader import IMPORT_MAP, SERIES_FILES, open_series
from cpreport.cases.series import Series
from cpreport.demo.blank_series import Plan, blank_files
from cpreport.exchange.import_cases import Imported, content_of, import_trees, import_workbook
from cpreport.exchange.read_castor import is_castor, of_castor
from cpreport.exchange.read_data_files import is_data_files, read_data_files
from cpreport.exchange.read_delimited import read_delimited
from cpreport.exchange.read_fhir import is_fhir, read_fhir
from cpreport.exchange.read_odm import is_odm, read_odm
from cpreport.exchange.read_phenopackets import is_phenopackets, read_phenopackets
from cpreport.exchange.read_redcap_csv import is_dictionary, is_redcap_csv, read_redcap_csv
from cpreport.exchange.read_sheets import RawSheet, read_excel, read_other_sheets
from cpreport.exchange.read_workbook import is_filled_form, unreadable
from cpreport.exchange.sheet_layout import lay_out
from cpreport.exchange.source_map.heading_words import KnownNames, known_names
from cpreport.exchange.source_map.import_map import (
    ImportMap,
    map_text,
    open_questions,
    parse_map,
    quoted,
    read_map,
)
from cpreport.exchange.source_map.map_mismatches import mismatches, not_taken
from cpreport.exchange.source_map.mapped_cases import cases_by_map
from cpreport.exchange.source_map.propose_map import propose_map, questions
from cpreport.exchange.source_tables import SourceData, SourceTable
from cpreport.exchange.unpacked_files import files_of
from cpreport.exchange.update_cases import update_case
from cpreport.exchange.write_identities import identity_clashes
from cpreport.numbers import counted
from cpreport.problems import Place, Problem, in_order
from cpreport.scales.definition import Scale
from cpreport.scales.numbers_declared import scale_of_number, with_measures
from cpreport.scales.reader import read_scales, with_shipped_numbers

_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class ImportedByMap:
    """What a source gives by its map, or the map that is proposed.

    proposed : str
        The text of `map.yaml`, where there is none yet; empty otherwise. That of an export of
        cpreport's own is confirmed.
    imported : Imported
        The case files; none before the map is confirmed.
    not_taken : mapping of str to tuple of str
        Columns and sheets that are not taken, by why.
    identities : mapping of str to mapping
        Who the patients are, for identities.yaml alone.
    started : mapping of str to str
        Files of a new series, where the folder has no series.yaml.
    """

    imported: Imported
    proposed: str = ""
    not_taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identities: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict, repr=False)
    started: Mapping[str, str] = field(default_factory=dict)
    blanks: int = 0


def import_file(path: Path, into: Path) -> ImportedByMap:
    """Read a source: a workbook of cpreport's own as it is, everything else by its map.

    Raises
    ------
    Refused
        Where the source cannot be read.
    """
    if _is_own_workbook(path):
        return ImportedByMap(import_workbook(path, into))
    return import_by_map(path, into)


def _is_own_workbook(path: Path) -> bool:
    """Whether a file is a workbook that cpreport itself wrote, which needs no map."""
    return (
        path.is_file()
        and path.suffix.lower() in (".xlsx", ".xlsm", ".ods")
        and is_filled_form(content_of(path), path.name)
    )


def import_by_map(path: Path, into: Path) -> ImportedByMap:
    """Read a source by the map of a series folder; without one, propose it. Write nothing.

    Raises
    ------
    Refused
        Where the source cannot be read.
    """
    record, problems = read_map(into)
    if problems:
        return ImportedByMap(Imported(in_order(problems), {}))
    data = read_source(path, record)
    series = open_series(into).series if into.is_dir() else None
    known = _known(series, record)
    written = ""
    if record is None:
        proposed = propose_map(data, known)
        written = map_text(proposed.record, proposed.notes)
        if not data.own or any(questions(proposed.record)):
            said = (_unconfirmed(proposed.record, data),)
            return ImportedByMap(Imported(in_order([*data.problems, *said]), {}), written)
        written = written.replace("confirmed: no", "confirmed: yes", 1)
        record, _ = parse_map(written)
        assert record is not None
        known = _known(series, record)
    asked = list(open_questions(record))
    wrong = [*asked, *mismatches(data, record, known)]
    if not record.confirmed:
        wrong.append(_unconfirmed(record, data))
    if wrong:
        return ImportedByMap(Imported(in_order([*data.problems, *wrong]), {}))
    found = cases_by_map(data, record, known)
    stand_in = "" if series is not None else _stand_in(record)
    problems = [*data.problems, *found.problems, *identity_clashes(into, found.identities)]
    imported = import_trees(found.cases, problems, into, update_case, stand_in, source=path.name)
    started = _started(into, record, known, len(found.cases))
    return ImportedByMap(
        imported, written, not_taken(record), found.identities, started, found.blanks
    )


def _known(series: Series | None, record: ImportMap | None) -> KnownNames:
    """Gather the measures and visits that headings and maps may name."""
    scales, _ = read_scales(series.scale_files if series is not None else ())
    visits: dict[str, str] = {}
    if series is not None:
        scales, _ = with_measures(scales, series.record)
        for visit in series.record.visits:
            visits |= {visit.id: visit.id, visit.label: visit.id}
    scales = with_shipped_numbers(scales)
    declared = record.measures if record is not None else {}
    more: dict[str, Scale] = {
        name: scale_of_number(name, NumberMeasure(name=number.name, unit=number.unit))
        for name, number in declared.items()
        if name not in scales
    }
    return known_names({**scales, **more}, visits)


def _unconfirmed(record: ImportMap, data: SourceData) -> Problem:
    """Say that the map waits to be looked at, and how much of the source it would take."""
    left = sum(column.not_taken is not None for column in record.columns)
    asked = sum(1 for _ in questions(record))
    count = len(record.columns)
    taken = f"{count - left} of {count} columns of {data.file}, {data.kind}, would be taken"
    more = f"; {counted(asked, 'question')} to answer" if asked else ""
    hint = "look at each line, answer each `?`, write `confirmed: yes`, and run the command again"
    return Problem("CP871", Place(IMPORT_MAP), f"{taken}{more}", help=hint)


def _stand_in(record: ImportMap) -> str:
    """Write the least series.yaml that the cases can be checked by."""
    visits = dict.fromkeys(record.visits.values())
    told = [f"  - {{id: {quoted(v)}, label: {quoted(v)}}}" for v in visits]
    numbers = [
        f"  {quoted(name)}: {{name: {quoted(number.name)}"
        + (f", unit: {quoted(number.unit)}}}" if number.unit else "}")
        for name, number in record.measures.items()
    ]
    head = "title: none\nauthors: [{name: none}]\n"
    design = "design: {direction: prospective, centres: none, consecutive: not reported}\n"
    parts = ["visits:", *told, *(["measures:", *numbers] if numbers else []), ""]
    return head + design + "\n".join(parts)


def _started(into: Path, record: ImportMap, known: KnownNames, patients: int) -> Mapping[str, str]:
    """Begin a series around the cases, where there is none: visits and measures as in the map."""
    if any(os.path.lexists(into / name) for name in SERIES_FILES):
        return {}
    visits = tuple(dict.fromkeys(record.visits.values()))
    ids = dict.fromkeys(column.measure for column in record.columns if column.measure)
    ids |= dict.fromkeys(sheet.measure for sheet in record.sheets if sheet.measure)
    scales = tuple(known.measures[name] for name in ids if name in known.measures)
    if not visits or not scales:
        return {}
    plan = Plan(patients, visits, scales, article=patients > 1)
    files = blank_files(plan, cases=False)
    return {name: text for name, text in files if not os.path.lexists(into / name)}


# --- reading -------------------------------------------------------------------------------------


def read_source(path: Path, record: ImportMap | None = None) -> SourceData:
    """Read a source by what it is.

    Parameters
    ----------
    record : ImportMap or None
        Its map, which says how many rows of headings a sheet has.

    Raises
    ------
    Refused
        Where it is nothing that is read.
    """
    heads = {sheet.sheet: sheet.header_rows for sheet in record.sheets} if record else {}
    if (files := files_of(path)) is not None:
        return _of_files(files, path, heads)
    data = content_of(path)
    kind = _kind(data)
    if kind == "xlsx":
        return _of_sheets(read_excel(data, path.name), path.name, "a workbook", heads)
    if kind in ("ods", "xls"):
        return _of_sheets(read_other_sheets(data, path.name), path.name, "a workbook", heads)
    if is_phenopackets({"one.json": data}):
        return read_phenopackets({path.stem + ".json": data}, path.name)
    if is_fhir(data):
        return read_fhir(data, path.name)
    if is_odm(data):
        return read_odm(data, path.name)
    text = read_delimited(data, path.name)
    if is_redcap_csv(text.sheet):
        return read_redcap_csv(text.sheet, path)
    found = _of_sheets((text.sheet,), path.name, "text in columns", heads)
    remarks = (_remark(path.name, words) for words in text.remarks)
    return replace(found, problems=(*found.problems, *remarks))


def _of_files(files: Mapping[str, bytes], path: Path, heads: Mapping[str, int]) -> SourceData:
    """Read the files of a folder or an archive by what they are together; else each as a sheet."""
    if is_phenopackets(files):
        return read_phenopackets(files, path.name)
    if is_data_files(files):
        return read_data_files(files, path.name)
    texts = {name: read_delimited(c, name) for name, c in files.items() if name.endswith(".csv")}
    data = [n for n, text in texts.items() if is_redcap_csv(text.sheet)]
    if path.is_dir() and any(is_dictionary(texts[name].sheet) for name in data):
        own = next((name for name in data if not is_dictionary(texts[name].sheet)), data[0])
        return read_redcap_csv(texts[own].sheet, path / own)
    if not texts:
        raise unreadable(path.name, "no file in it is one that is read")
    sheets = [text.sheet._replace(name=Path(name).stem) for name, text in texts.items()]
    remarks = (_remark(name, words) for name, text in texts.items() for words in text.remarks)
    found = _of_sheets(sheets, path.name, "files of text in columns", heads)
    return replace(found, problems=(*found.problems, *remarks))


def _kind(data: bytes) -> str:
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()
        except zipfile.BadZipFile:
            return "xlsx"
        return "ods" if "content.xml" in names or "xl/workbook.bin" in names else "xlsx"
    return "xls" if data[:4] == _OLE else "text"


def _of_sheets(
    sheets: Sequence[RawSheet], file: str, kind: str, heads: Mapping[str, int]
) -> SourceData:
    tables: list[SourceTable] = []
    problems: list[Problem] = []
    for raw in sheets:
        found = lay_out(raw, file, heads.get(raw.name or file))
        if found is None:
            continue
        tables.append(found.table)
        for row in found.above:
            place = found.table.place(row.number)
            said = "this row stands above the headings, and was not taken"
            problems.append(Problem("CP865", place, said, severity="warning"))
    if not tables:
        raise unreadable(file, "nothing stands in it")
    data = SourceData(file, kind, tuple(tables), problems=tuple(problems))
    return of_castor(data) if is_castor(tables) else data


def _remark(file: str, words: str) -> Problem:
    return Problem("CP865", Place(file, 1), words, severity="warning")
