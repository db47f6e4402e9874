"""Read a series folder into its records, and name every problem of its files."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cpreport.addresses import name_for_user
from cpreport.cases.case import Case
from cpreport.cases.checks import check_case, check_series
from cpreport.cases.json_text import read_json
from cpreport.cases.series import SectionText, Series, SeriesRecord
from cpreport.cases.text import Entry, Mapping, Node, Scalar, Source
from cpreport.cases.validation import validate, validate_in_part
from cpreport.cases.yaml_text import read_yaml, too_long, too_many
from cpreport.limits import limit
from cpreport.problems import Place, Problem, Severity, has_error, nearest, reason

SERIES_FILES = ("series.yaml", "series.yml", "series.json")
BIBLIOGRAPHIES = ("references.bib", "references.json")
#: How a sheet becomes case files: said in the series folder, and none of its cases.
IMPORT_MAP = "map.yaml"
_STRUCTURED = (".yaml", ".yml", ".json")
#: What may lie in a series folder without being a case.
_BESIDE = (*_STRUCTURED, ".md", ".bib", ".csl")
_FOLDERS = ("media", "scales", "journals")
#: Endings under which a clinician may have kept a case; anything else can only be in the way.
_RECORDS = (
    ".csv", ".doc", ".docx", ".numbers", ".ods", ".odt", ".pdf", ".rtf", ".sav", ".toml", ".tsv",
    ".txt", ".xls", ".xlsm", ".xlsx", ".xml",
)  # fmt: skip

#: Files of no series that are named one by one.
_MOST_STRAYS = 20
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
#: Words with a place of their own in the ids of results.
_TAKEN = {
    "change",
    "visit",
    "article",
    "supplement",
    "results",
    "patients",
    "sessions",
    "any",
    "index",
}
#: How files begin that are no text, whatever their names say.
_SIGNS = (
    (b"PK\x03\x04", "a document of Word, Excel or LibreOffice, or another ZIP file"),
    (b"\xd0\xcf\x11\xe0", "a document of an older Word or Excel"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a document in rich text (RTF)"),
)
#: A row of a table with its cells between commas, semicolons or tabs.
_ROW = re.compile(r"[^,;\t\n. ]+(?:[,;\t][^,;\t\n. ]*){2}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")

#: What a tentative record holds where a required value is wrong or missing.
_STAND_INS: dict[str, object] = {
    "id": "unreadable",
    "age": "6 years",
    "sex": "not reported",
    "diagnosis": "not reported",
    "name": "not reported",
    "routes": "not reported",
    "given": "yes",
    "adverse_events": "not assessed",
    "consent": {"publication": {"given": "yes", "by": "not reported", "date": "2000-01-01"}},
    "publication": {"given": "yes"},
    "patient": {"age": "6 years", "sex": "not reported", "diagnosis": "not reported"},
    "treatment": [{"name": "not reported", "sessions": [{"day": "0", "routes": "not reported"}]}],
    "sessions": [{"day": "0", "routes": "not reported"}],
    "visits": [{"id": "unreadable", "day": "0"}],
}

#: Visits that are not declared, stand twice or are missing.
_OF_VISIT_IDS = {"CP110", "CP111", "CP114"}
#: Keys of a case that may be blank while its times and ages are compared.
_WITHOUT_TIME = {
    "adverse_events",
    "by",
    "diagnosis",
    "dose",
    "history",
    "name",
    "outcome",
    "routes",
    "sex",
}

#: What the record of a series holds where a required value is wrong or missing.
_STAND_INS_OF_SERIES: dict[str, object] = {
    "title": "not reported",
    "label": "not reported",
    "authors": [{"name": "not reported"}],
    "name": "not reported",
    "design": {
        "direction": "retrospective",
        "centres": "not reported",
        "consecutive": "not reported",
    },
    "direction": "retrospective",
    "centres": "not reported",
    "consecutive": "not reported",
    "visits": [{"id": "before", "label": "Before"}],
}


@dataclass(frozen=True, slots=True)
class OpenedSeries:
    """A series folder before its cases are read.

    series : Series or None
        Without cases; None where there is no `series.yaml` that can be read.
    files : tuple of str
        Names of the files that are read as cases, in order.
    so_far : Series or None
        What can be read of `series.yaml`, where some of its keys are wrong or blank the rest. It is
        never printed: it serves to find further problems in the same go.
    unsettled : frozenset of str
        The keys that are wrong or blank, such as `title` or `measures.CRP`.
    """

    series: Series | None
    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    so_far: Series | None = None
    unsettled: frozenset[str] = frozenset()

    @property
    def settled(self) -> Series | None:
        """What cases can be checked against: without the measures that are not all declared yet."""
        if self.so_far is None:
            return None
        record = self.so_far.record
        left = {k: v for k, v in record.measures.items() if f"measures.{k}" not in self.unsettled}
        if len(left) == len(record.measures):
            return self.so_far
        return replace(self.so_far, record=record.model_copy(update={"measures": left}))


def open_series(folder: Path) -> OpenedSeries:
    """Read a series folder but for its cases, and name their files."""
    meant = series_nearby(folder)
    if not folder.is_dir():
        hint = "name the folder that holds series.yaml and the case files"
        hint = f"{hint}: {name_for_user(meant)}" if meant else hint
        missing = Problem("CP004", Place("."), "there is no such folder", help=hint)
        return OpenedSeries(None, (), (missing,))
    if meant:
        hint = f"name the folder that holds one: {name_for_user(meant)}"
        missing = Problem("CP004", Place("series.yaml"), "there is no series.yaml", help=hint)
        return OpenedSeries(None, (), (missing,))
    names = sorted(p.name for p in folder.iterdir() if not p.name.startswith((".", "_")))
    files = tuple(name for name in names if _is_case_file(folder, name))
    record, so_far, problems = _read_series_record(folder, names)
    unsettled = _unsettled(record or so_far, problems)
    problems += _the_first(_wrong_kinds(folder, names))
    if not files:
        hint = "add a case file such as P01.yaml; `cpreport init` makes empty ones"
        problems.append(Problem("CP009", Place("."), "the folder holds no case file", help=hint))
    read = record or so_far
    if read is None:
        return OpenedSeries(None, files, tuple(problems))
    series, found = series_without_cases(folder, names, read)
    found = list(_leave_out_said(found, problems))
    whole = series if record is not None else None
    return OpenedSeries(whole, files, (*problems, *found), series, unsettled)


def series_nearby(folder: Path) -> Path | None:
    """Find the series that somebody means who names the folder around it, or one inside it.

    None where the folder itself holds a series, or where there is none nearby.
    """
    if _holds_series(folder):
        return None
    return next(filter(_holds_series, (folder / "cases", folder.parent)), None)


def _holds_series(folder: Path) -> bool:
    return any((folder / name).is_file() for name in SERIES_FILES)


def read_case(
    folder: Path, name: str, record: SeriesRecord | None, text: SectionText | None = None
) -> tuple[Case | None, list[Problem]]:
    """Read the file of one case, and check it against itself and the series.

    Parameters
    ----------
    record : SeriesRecord or None
        None where the series cannot be read: then the file is only read.
    text : SectionText or None
        What stands in the file, where that was read before.
    """
    case, problems = _read_case(folder, name, text)
    if case is not None and record is not None:
        case._zero = record.time.zero
        whole = not any(p.case == case.id and _may_hide_a_time(p, record) for p in problems)
        found = check_case(case, record, whole=whole)
        nameless = any(
            p.code in ("CP007", "CP010") and {"id", "visits"} & set(p.message.split("`")[1::2])
            for p in problems
        )
        problems += (p for p in found if not (nameless and p.code in _OF_VISIT_IDS))
    return case, problems


def _may_hide_a_time(problem: Problem, record: SeriesRecord) -> bool:
    """Whether times and ages of a case cannot be compared before a problem is mended."""
    if problem.code in ("CP010", "CP109"):
        blank = set(problem.message.split("`")[1::2])
        return not (blank <= _WITHOUT_TIME | record.measures.keys() or "grade" in problem.message)
    return problem.severity == "error"


def read_series(folder: Path) -> tuple[Series | None, tuple[Problem, ...]]:
    """Read a series folder with all of its cases.

    Parameters
    ----------
    folder : Path
        The folder that holds `series.yaml` and the case files.

    Returns
    -------
    tuple of Series or None, and tuple of Problem
        None where there is no series to speak of: no folder, or `series.yaml` cannot be read.
        A case with problems is still a record where enough of it can be read, so that the later
        stages find what else is wrong with it; its problems name it.
    """
    opened = open_series(folder)
    series, problems = opened.series, list(opened.problems)
    record = series.record if series is not None else None
    cases: dict[str, Case] = {}
    failed: list[str] = []
    files: dict[str, str] = {}
    for name in opened.files:
        case, found = read_case(folder, name, record)
        problems += found
        if case is None:
            failed.append(name)
            continue
        problems += repeated_id(case.id, case.source, files)
        # An id used twice is one problem, not one in every stage to come: they know a case by it.
        cases.setdefault(case.id, case)
    if series is None:
        return None, tuple(problems)
    ordered = tuple(cases[case_id] for case_id in sorted(cases))
    return replace(series, cases=ordered, failed=tuple(failed)), tuple(problems)


def repeated_id(case_id: str, source: Source, files: dict[str, str]) -> Iterator[Problem]:
    """Say that an id is that of an earlier file; capitals make no other id, as in file names.

    Parameters
    ----------
    files : dict of str to str
        The earlier files by their ids in small letters; this one is added.
    """
    earlier = files.setdefault(case_id.casefold(), source.file)
    if earlier != source.file:
        message = f"`{case_id}` is already the id in {earlier}"
        hint = "give each case its own id"
        yield Problem("CP105", source.place("id"), message, help=hint, case=case_id)


def series_without_cases(
    folder: Path, names: Sequence[str], record: SeriesRecord
) -> tuple[Series, list[Problem]]:
    """Read what stands beside `series.yaml`, but for the cases.

    Parameters
    ----------
    names : sequence of str
        Of the files in the folder.
    """
    sections, problems = _read_sections(folder, record)
    bibliography, found = _read_texts(folder, [n for n in names if n in BIBLIOGRAPHIES])
    problems += found
    most = limit("CPREPORT_MAX_FILE_VALUES")
    large = [t for t in bibliography if t.text.count("=") + t.text.count('":') > most]
    problems += (too_many(Place(text.file), most) for text in large)
    bibliography = tuple(text for text in bibliography if text not in large)
    scales, found = _read_texts(folder, _scale_files(folder))
    problems += found
    style, found = _read_style(folder, record)
    problems += [*found, *check_series(record)]
    # A visit declared twice is one problem, not one in every stage to come.
    record = record.model_copy(update={"visits": tuple({v.id: v for v in record.visits}.values())})
    series = Series(
        folder=folder,
        record=record,
        cases=(),
        sections=sections,
        bibliography=bibliography,
        scale_files=scales,
        style_file=style,
    )
    return series, problems


def _read_series_record(
    folder: Path, names: Iterable[str]
) -> tuple[SeriesRecord | None, SeriesRecord | None, list[Problem]]:
    """Read `series.yaml` as a whole, or else as far as it goes."""
    name = next((n for n in SERIES_FILES if n in names), None)
    if name is None:
        hint = "`cpreport init` makes one to start from"
        missing = Problem("CP004", Place("series.yaml"), "there is no series.yaml", help=hint)
        return None, None, [missing]
    source, problems = _read_source(folder, name)
    for other in (n for n in SERIES_FILES if n in names and n != name):
        message = f"{other} stands beside {name}, and a series has one such file"
        problems.append(Problem("CP003", Place(other), message, help="keep one of the two"))
    if source is None:
        return None, None, problems
    record, found = validate(SeriesRecord, source)
    problems += _leave_out_said(found, problems)
    so_far = None
    if record is None and isinstance(source.root, Mapping):
        so_far = validate_in_part(SeriesRecord, source, _STAND_INS_OF_SERIES)
    for read in (record, so_far):
        if read is not None:
            read._source = source
    return record, so_far, problems


def _unsettled(record: SeriesRecord | None, problems: Iterable[Problem]) -> frozenset[str]:
    """Name the keys of a series that problems are about: `title`, `measures` and `measures.CRP`."""
    root = None if record is None else record.source.root
    found: set[str] = set()
    for problem in problems:
        if problem.severity == "warning":
            continue
        found.update(problem.message.split("`")[1::2])
        if problem.code == "CP006":
            # The key that was probably meant is the one that is missing.
            found.update(problem.help.split("`")[1::2])
        top = _key_around(root, problem.place)
        if top is not None:
            below = _key_around(top.value, problem.place)
            found.update({top.key} if below is None else {top.key, f"{top.key}.{below.key}"})
    return frozenset(found)


def _key_around(node: Node | None, place: Place) -> Entry | None:
    """Find the key behind which a place stands; a blank key beside it stands behind none."""
    entries = node.entries if isinstance(node, Mapping) else ()
    at = (place.line, place.column)
    last = None
    for entry in entries:
        if (entry.key_place.line, entry.key_place.column) <= at:
            last = entry
    if last is None or place.line == last.key_place.line:
        return last
    return None if place.column == last.key_place.column else last


def _is_case_file(folder: Path, name: str) -> bool:
    return _ends(name, _STRUCTURED) and not _is_special(name) and (folder / name).is_file()


def _is_special(name: str) -> bool:
    """Whether a file says something else than a case, by its name."""
    of_series = (*SERIES_FILES, *BIBLIOGRAPHIES, IMPORT_MAP)
    return name in of_series or name.startswith("identities.")


def _is_a_reserved_word(case_id: str) -> bool:
    return case_id.split(".")[0].casefold() in _RESERVED or case_id.casefold() in _TAKEN


def may_name_a_case(case_id: str) -> bool:
    """Whether a new case may be called so: a file `identities.yaml` is none of a patient."""
    return not _is_a_reserved_word(case_id) and not _is_special(f"{case_id.casefold()}.yaml")


def _ends(name: str, endings: tuple[str, ...]) -> bool:
    """Whether a file has one of the endings, in capitals or not."""
    return name.casefold().endswith(endings)


def _read_case(
    folder: Path, name: str, text: SectionText | None
) -> tuple[Case | None, list[Problem]]:
    source, problems = _read_source(folder, name, text)
    if source is None:
        return None, [replace(p, case=name) for p in problems]
    if not isinstance(source.root, Mapping) or not _looks_like_a_case(source.root):
        hint = "a case file has `id:`, `patient:`, `visits:` …; move other files elsewhere"
        message = f"{name} is not a case file"
        if isinstance(source.root, Scalar) and _ROW.match(source.root.text):
            message = f"{name} is a table and not a case file"
            hint = "name it .csv, move it elsewhere, and make case files of it: `cpreport import`"
        problems.append(Problem("CP003", Place(name, 1, 1), message, help=hint))
        return None, [replace(p, case=name) for p in problems]
    id_node = source.root.get("id")
    case_id = getattr(id_node, "text", name).strip()
    case, found = validate(Case, source, case=case_id)
    problems = [_of_case(p, case_id) for p in problems]
    problems += _leave_out_said(found, problems)
    if case is None:
        case = validate_in_part(Case, source, _STAND_INS)
    if case is None:
        return None, problems
    case._source = source
    if case.id == case_id:
        problems += _unusable_id(case)
    return case, problems


def _of_case(problem: Problem, case_id: str) -> Problem:
    """Name the case in a problem; blank adverse events are no key to leave out."""
    if problem.code == "CP010" and "`adverse_events`" in problem.message:
        hint = "write `adverse_events: none`, or list them"
        return replace(problem, code="CP109", help=hint, case=case_id)
    return replace(problem, case=case_id)


def _leave_out_said(found: Iterable[Problem], said: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out that a key is missing where it was said that it is blank."""
    blank = {
        name
        for problem in said
        if problem.code in ("CP010", "CP109")
        for name in problem.message.split("`")[1::2]
    }
    for problem in found:
        missing = problem.code in ("CP007", "CP109") and problem.message.split("`")[1] in blank
        if not missing:
            yield problem


def _looks_like_a_case(root: Mapping) -> bool:
    keys = {entry.key for entry in root.entries}
    return len(keys & set(Case.model_fields)) >= 2


def _read_source(
    folder: Path, name: str, text: SectionText | None = None
) -> tuple[Source | None, list[Problem]]:
    problems: list[Problem] = []
    if text is None:
        text, problems = read_section(folder, name)
    if text is None:
        return None, problems
    node, found = (read_json if _ends(name, (".json",)) else read_yaml)(text.text, name)
    source = None if node is None else Source(name, node, text.sha256)
    return source, [*problems, *found]


def read_text(folder: Path, name: str) -> tuple[str | None, list[Problem]]:
    """Read a file of the series as UTF-8 text with plain line ends, or say why it is none."""
    text, problems = read_section(folder, name)
    return (None if text is None else text.text), problems


def read_section(folder: Path, name: str) -> tuple[SectionText | None, list[Problem]]:
    """Read a file as `read_text` does, with the hash of what was read."""
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not stat.S_ISREG(os.stat(path).st_mode):
            message = "leads out of the series folder" if not inside else "is not a regular file"
            return None, [Problem("CP003", Place(name), f"{name} {message}")]
        most = limit("CPREPORT_MAX_FILE_MB")
        if (size := os.stat(path).st_size) > most * 1_000_000:
            message = f"{name} is too large: {size / 1_000_000:.0f} MB"
            hint = f"at most {most} MB are read; CPREPORT_MAX_FILE_MB sets another limit"
            return None, [Problem("CP001", Place(name), message, help=hint)]
        content = path.read_bytes()
    except OSError as error:
        message = reason(error)
        return None, [Problem("CP001", Place(name), f"{name} cannot be read: {message}")]
    if (kind := next((said for sign, said in _SIGNS if content.startswith(sign)), "")) != "":
        hint = "save it as plain text in UTF-8; only its name says that it is text"
        message = f"{name} is {kind}"
        return None, [Problem("CP001", Place(name, 1, 1), message, ("plain text",), hint)]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[:4].count(0) == 2:
        hint = "save it as UTF-8"
        return None, [Problem("CP001", Place(name, 1, 1), "the file is UTF-16", help=hint)]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        begin = content.rfind(b"\n", 0, error.start) + 1
        column = len(content[begin : error.start].decode("utf-8", "replace")) + 1
        message = f"byte 0x{content[error.start]:02X} is not UTF-8 text"
        hint = "save the file as UTF-8; it may be in an older Windows or Mac encoding"
        return None, [Problem("CP001", Place(name, line, column), message, help=hint)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Hashed here: a file that is saved a moment later is then known to have changed.
    return SectionText(name, text, hashlib.sha256(content).hexdigest()), []


def _the_first(strays: Iterable[Problem]) -> Iterator[Problem]:
    """Name the first stray files, and count the others: a wrong folder is one mistake."""
    found = list(strays)
    yield from found[:_MOST_STRAYS]
    if more := found[_MOST_STRAYS:]:
        severity: Severity = "error" if has_error(more) else "warning"
        message = f"{len(more)} more files or folders here are none of a series"
        hint = "is this the folder of the series?"
        yield Problem("CP003", Place("."), message, help=hint, severity=severity)


def _wrong_kinds(folder: Path, names: Iterable[str]) -> Iterator[Problem]:
    """Find what lies in the folder and might be taken for a case, but cannot be read as one."""
    for name in names:
        path = folder / name
        if path.is_dir():
            if _ends(name, _STRUCTURED):
                hint = "rename the folder, or move it elsewhere"
                yield Problem("CP003", Place(name), f"{name} is a folder, not a file", help=hint)
        elif not _ends(name, _BESIDE):
            kind = path.suffix or "no ending"
            yield Problem(
                "CP003",
                Place(name),
                f"{name} is not a file of a series ({kind})",
                (*_BESIDE, *(f"{f}/" for f in _FOLDERS)),
                "write each case as YAML or JSON; put images into media/",
                severity="error" if _ends(name, _RECORDS) else "warning",
            )
        elif not path.is_file():
            yield Problem("CP003", Place(name), f"{name} is not a regular file")


def _unusable_id(case: Case) -> Iterator[Problem]:
    case_id = case.id
    place = case.source.place("id")
    if not _ID.fullmatch(case_id) or case_id.endswith("."):
        message = f"`{case_id}` cannot be a file name on every system"
        allowed = ("letters, digits, `-`, `_` and `.`; at most 64",)
        yield Problem("CP106", place, message, allowed, "use a study id such as P01", case=case_id)
    elif _is_a_reserved_word(case_id):
        message = f"`{case_id}` is a reserved word"
        yield Problem("CP106", place, message, help="use a study id such as P01", case=case_id)


def _read_sections(
    folder: Path, record: SeriesRecord
) -> tuple[dict[str, SectionText], list[Problem]]:
    sections: dict[str, SectionText] = {}
    problems: list[Problem] = []
    written = [p.name for p in folder.glob("*.md")]
    for path, file in _section_files(record):
        if file in sections:
            continue
        absent = _absent(folder, file, record.source.place(*path), written)
        if absent is not None:
            problems.append(absent)
            continue
        text, found = read_section(folder, file)
        problems += found
        if text is not None and len(text.text) > limit("CPREPORT_MAX_TEXT_CHARACTERS"):
            most = limit("CPREPORT_MAX_TEXT_CHARACTERS")
            problems.append(too_long(Place(file), len(text.text), most))
        elif text is not None:
            sections[file] = text
    return sections, problems


def _read_style(folder: Path, record: SeriesRecord) -> tuple[SectionText | None, list[Problem]]:
    """Read the citation style, where the series names a file."""
    file = record.references_style
    if not file.endswith(".csl"):
        return None, []
    place = record.source.place("references_style")
    absent = _absent(folder, file, place, [p.name for p in folder.glob("*.csl")])
    return read_section(folder, file) if absent is None else (None, [absent])


def _absent(folder: Path, file: str, place: Place, alike: Iterable[str]) -> Problem | None:
    """Say why a file that the series names cannot be read; None where it can."""
    if not (folder / file).resolve().is_relative_to(folder.resolve()):
        message = f"`{file}` leads out of the series folder"
        return Problem("CP004", place, message, help="put the file beside series.yaml")
    if not (folder / file).is_file():
        hint = nearest(file, sorted(alike))
        return Problem("CP004", place, f"there is no {file}", help=hint)
    return None


def _section_files(record: SeriesRecord) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Walk the files of the sections, of the article and of the supplement, each with its key."""
    for number, section in enumerate(record.sections):
        if section.file is not None:
            yield ("sections", number, "file"), section.file
    if record.supplement is not None:
        for number, beside in enumerate(record.supplement.sections):
            if beside.file is not None:
                yield ("supplement", "sections", number, "file"), beside.file


def _scale_files(folder: Path) -> list[str]:
    return [f"scales/{p.name}" for p in sorted((folder / "scales").glob("*.y*ml"))]


def _read_texts(
    folder: Path, names: Iterable[str]
) -> tuple[tuple[SectionText, ...], list[Problem]]:
    texts: list[SectionText] = []
    problems: list[Problem] = []
    for name in names:
        text, found = read_section(folder, name)
        problems += found
        if text is not None:
            texts.append(text)
    return tuple(texts), problems
