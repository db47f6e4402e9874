"""Read CDISC ODM: a REDCap project, or a snapshot of another study database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.redcap_fields import (
    VISIT,
    RedcapField,
    choices_of,
    columns_of_fields,
    event_words,
    visit_of_row,
)
from cpreport.exchange.source_tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    SourceColumn,
    SourceData,
    SourceRow,
    SourceTable,
)
from cpreport.problems import Place, Problem

_REDCAP = "{https://projectredcap.org}"
#: Where other systems say the number that people know a patient by.
_SUBJECT = re.compile(r"\}(?:StudySubjectID|SubjectName|SubjectID)$")
_TYPES = {"integer": "number", "float": "number", "double": "number", "date": "date",
          "datetime": "date", "partialDate": "date", "partialDatetime": "date"}  # fmt: skip
#: Parts of a file that say nothing of patients.
_KNOWN_PARTS = frozenset(("Study", "ClinicalData", "AdminData", "ReferenceData", "Association"))


def is_odm(data: bytes) -> bool:
    """Whether the content of a file is ODM."""
    return re.search(rb"<(?:\w+:)?ODM[\s>]", data[:4096]) is not None


def read_odm(data: bytes, file: str) -> SourceData:
    """Read an ODM file.

    Raises
    ------
    Refused
        Where it is damaged, declares a document type, or holds no data of patients.
    """
    root = _parsed(data, file)
    metadata = next(_all(root, "MetaDataVersion"), None)
    if metadata is None or next(_all(root, "SubjectData"), None) is None:
        raise unreadable(file, "it holds no forms, or no data of patients")
    redcap = any(str(name).startswith(_REDCAP) for name in metadata.attrib)
    described = _described_by_redcap(metadata) if redcap else _described(metadata)
    events = {
        one.get("OID", ""): one.get(f"{_REDCAP}UniqueEventName") or one.get("Name", "")
        for one in _all(metadata, "StudyEventDef")
    }
    record = metadata.get(f"{_REDCAP}RecordIdField") or "SubjectKey"
    described = {name: column for name, column in described.items() if name != record}
    reading = _OdmForms(tuple(described), _form_names(metadata), events, _repeating(root, metadata))
    rows = tuple(row for subject in _all(root, "SubjectData") for row in reading.rows(subject))
    if len(rows) > MOST_ROWS or len(described) > MOST_COLUMNS:
        raise unreadable(file, f"it has more than {MOST_ROWS:,} forms or {MOST_COLUMNS:,} fields")
    heads = (SourceColumn(record, kind="case"), SourceColumn(VISIT, kind="visit"))
    table = SourceTable(file, "", (*heads, *described.values()), rows, by_line=True)
    seen = dict.fromkeys(str(row.cells[1]) for row in rows if row.cells[1])
    return SourceData(
        file,
        "a REDCap project" if redcap else "a snapshot in ODM",
        (table,),
        _missing_codes(root),
        {name: event_words(name) for name in seen},
        tuple(_unknown_parts(root, file)),
        unplanned=frozenset(
            one.get("Name", "")
            for one in _all(metadata, "StudyEventDef")
            if one.get("Type") == "Unscheduled"
        ),
        own=root.get("SourceSystem") == "cpreport",
    )


def _parsed(data: bytes, file: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise unreadable(file, "it declares a document type")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(file, f"line {error.lineno} is no XML") from error


def _all(node: Any, name: str) -> Iterator[Any]:
    """Walk the elements of a name, whatever version of ODM they are of."""
    yield from node.iter(f"{{*}}{name}")


def _unknown_parts(root: Any, file: str) -> Iterator[Problem]:
    """List the parts of the file that are not read."""
    for part in root:
        name = etree.QName(part).localname
        if name not in _KNOWN_PARTS:
            place = Place(file, part.sourceline or 1, 1)
            message = f"`{name}` is not read"
            yield Problem("CP865", place, message, severity="warning")


def _missing_codes(root: Any) -> dict[str, str]:
    found = next(_all(root, "MissingDataCodes"), None)
    return choices_of(found.text or "") if found is not None and found.text else {}


# --- what is asked -------------------------------------------------------------------------------


def _code_lists(metadata: Any) -> dict[str, dict[str, str]]:
    return {
        one.get("OID", ""): {
            item.get("CodedValue", ""): _text(item) or item.get("CodedValue", "")
            for tag in ("CodeListItem", "EnumeratedItem")
            for item in _all(one, tag)
        }
        for one in _all(metadata, "CodeList")
    }


def _text(node: Any) -> str:
    words = next(_all(node, "TranslatedText"), None)
    return " ".join("".join(words.itertext()).split()) if words is not None else ""


def _choices(item: Any, lists: Mapping[str, dict[str, str]]) -> dict[str, str]:
    return lists.get(_reference(item, "CodeList"), {})


def _reference(item: Any, name: str) -> str:
    """Follow an item to the id of its code list or its unit; empty where it has none."""
    found = next(_all(item, f"{name}Ref"), None)
    return found.get(f"{name}OID", "") if found is not None else ""


def _described_by_redcap(metadata: Any) -> dict[str, SourceColumn]:
    """Describe the fields of a REDCap project, in the order of its forms."""
    lists = _code_lists(metadata)
    forms = _forms_of_items(metadata)
    boxes = {
        one.get("OID", ""): one.get(f"{_REDCAP}CheckboxChoices", "")
        for one in _all(metadata, "CodeList")
    }
    fields: dict[str, RedcapField] = {}
    for item in _all(metadata, "ItemDef"):
        name = item.get(f"{_REDCAP}Variable") or item.get("OID", "")
        kind = item.get(f"{_REDCAP}FieldType", "text")
        question = next(_all(item, "Question"), None)
        choices = _choices(item, lists)
        if kind == "checkbox":
            reference = next(_all(item, "CodeListRef"), None)
            listed = (
                boxes.get(reference.get("CodeListOID", ""), "") if reference is not None else ""
            )
            choices = choices_of(listed)
        fields.setdefault(
            name,
            RedcapField(
                name,
                forms.get(item.get("OID", ""), ""),
                kind,
                _text(question) if question is not None else "",
                item.get(f"{_REDCAP}TextValidationType", ""),
                choices,
                item.get(f"{_REDCAP}Identifier", "") == "y",
            ),
        )
    return {column.name: column for column in columns_of_fields(fields.values())}


def _form_names(metadata: Any) -> dict[str, str]:
    return {
        one.get("OID", ""): one.get(f"{_REDCAP}FormName") or one.get("Name", "")
        for one in _all(metadata, "FormDef")
    }


def _forms_of_items(metadata: Any) -> dict[str, str]:
    """Name the form of each item."""
    names = _form_names(metadata)
    groups = {
        reference.get("ItemGroupOID", ""): names[form.get("OID", "")]
        for form in _all(metadata, "FormDef")
        for reference in _all(form, "ItemGroupRef")
    }
    return {
        reference.get("ItemOID", ""): groups.get(group.get("OID", ""), "")
        for group in _all(metadata, "ItemGroupDef")
        for reference in _all(group, "ItemRef")
    }


def _described(metadata: Any) -> dict[str, SourceColumn]:
    """Describe the items of any other database."""
    lists = _code_lists(metadata)
    forms = _forms_of_items(metadata)
    units = {one.get("OID", ""): _text(one) or one.get("Name", "")
             for one in metadata.getroottree().getroot().iter("{*}MeasurementUnit")}  # fmt: skip
    names = Counter(item.get("Name", "") for item in _all(metadata, "ItemDef"))
    found: dict[str, SourceColumn] = {}
    for item in _all(metadata, "ItemDef"):
        oid, name = item.get("OID", ""), item.get("Name", "")
        choices = _choices(item, lists)
        found[oid] = SourceColumn(
            name if name and names[name] == 1 else oid,
            label=_text(item) or item.get("Name", ""),
            kind="choice" if choices else _TYPES.get(item.get("DataType", ""), ""),
            choices=choices,
            form=forms.get(oid, ""),
            unit=units.get(_reference(item, "MeasurementUnit"), ""),
        )
    return found


# --- what was filled in --------------------------------------------------------------------------


def _repeating(root: Any, metadata: Any) -> frozenset[tuple[str, str]]:
    """Name what is filled in repeatedly: forms of an event, and whole events without a form."""
    found: set[tuple[str, str]] = set()
    for one in _all(root, "RepeatingInstrument"):
        event = one.get(f"{_REDCAP}UniqueEventName", "")
        found.add((event, one.get(f"{_REDCAP}RepeatInstrument", "")))
    for one in _all(root, "RepeatingEvent"):
        found.add((one.get(f"{_REDCAP}UniqueEventName", ""), ""))
    for one in _all(metadata, "FormDef"):
        if one.get("Repeating") == "Yes":
            found.add(("", one.get("Name", "")))
    for one in _all(metadata, "StudyEventDef"):
        if one.get("Repeating") == "Yes":
            found.add((one.get("Name", ""), ""))
    return frozenset(found)


_RowKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _OdmForms:
    """What a file says of its own forms.

    events : mapping of str to str
        Names of events by their OIDs; none where the project has no events to tell apart.
    repeating : frozenset of (str, str)
        Events and forms that are filled in repeatedly; an empty name stands for all of them.
    """

    names: tuple[str, ...]
    forms: Mapping[str, str]
    events: Mapping[str, str]
    repeating: frozenset[tuple[str, str]]

    def rows(self, subject: Any) -> Iterator[SourceRow]:
        """Yield a row for each event, and one for each time that a form was filled in again."""
        own = (v for k, v in subject.attrib.items() if _SUBJECT.search(str(k)))
        case = next(own, "") or subject.get("SubjectKey", "")
        found: dict[_RowKey, dict[str, str]] = {}
        lines: dict[_RowKey, int] = {}
        for form in _all(subject, "FormData"):
            key = self.key(form, subject)
            lines.setdefault(key, form.sourceline or 1)
            values = found.setdefault(key, {})
            for item in form.iter():
                if etree.QName(item).localname.startswith("ItemData"):
                    values[item.get("ItemOID", "")] = _value(item)
        for key, values in found.items():
            cells = (values.get(name, "") for name in self.names)
            yield SourceRow(lines[key], (case, visit_of_row(*key), *cells))

    def key(self, form: Any, subject: Any) -> _RowKey:
        """Say which row a form belongs to: its event, and itself where it is filled in again."""
        above = form.getparent()
        oid = above.get("StudyEventOID", "") if above is not subject else ""
        event = above.get(f"{_REDCAP}UniqueEventName") or self.events.get(oid, "")
        name = self.forms.get(form.get("FormOID", ""), "")
        shown = event if self.events else ""
        known = {form for of, form in self.repeating if of in (event, "") or not self.events}
        if name in known:
            return shown, name, form.get("FormRepeatKey") or "1"
        if "" in known and self.events:
            return shown, "", above.get("StudyEventRepeatKey") or "1"
        return shown, "", ""


def _value(item: Any) -> str:
    """Read a value, which stands in an attribute or, of a typed item, in its text."""
    value = item.get("Value")
    return " ".join(str(value if value is not None else item.text or "").split())
