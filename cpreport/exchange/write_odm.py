"""Write a series as CDISC ODM 1.3.2: its forms, and what they were filled in with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from cpreport import __version__
from cpreport.exchange.study_forms import FormEntry, FormField, SeriesForms, StudyForm, field_name

_ODM = "http://www.cdisc.org/ns/odm/v1.3"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_STUDY, _VERSION = "ST.series", "MDV.1"
#: The event in which everything stands that belongs to no visit.
_NO_VISIT = "SE.patient"


def odm_xml(series: SeriesForms, made: str, language: str = "en") -> bytes:
    """Write forms and entries as an ODM snapshot.

    Parameters
    ----------
    made : str
        When, as in `2026-01-31T12:00:00Z`.
    language : str
        Of labels, such as `en-GB`.
    """
    root = etree.Element(
        f"{{{_ODM}}}ODM",
        {
            "ODMVersion": "1.3.2",
            "FileType": "Snapshot",
            "FileOID": "F.series",
            "CreationDateTime": made,
            "SourceSystem": "cpreport",
            "SourceSystemVersion": __version__,
        },
        nsmap={None: _ODM},
    )
    study = _add(root, "Study", OID=_STUDY)
    title = " ".join(series.title.split())
    about = _add(study, "GlobalVariables")
    for name, text in (
        ("StudyName", title),
        ("StudyDescription", f"{title}. Days are counted from {series.zero}."),
        ("ProtocolName", title),
    ):
        _add(about, name).text = text
    units = _units(series, study, language)
    _metadata(series, _add(study, "MetaDataVersion", OID=_VERSION, Name=title), units, language)
    if series.entries:
        _data(series, root)
    etree.indent(root, " ")
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def event_oids(series: SeriesForms) -> dict[str, str]:
    """Name the event of each visit; that of no visit stands under an empty id."""
    oids = {"": _NO_VISIT}
    for number, (visit, _) in enumerate(series.visits, 1):
        oid = f"SE.visit.{field_name(visit)}"
        oids[visit] = f"{oid}.{number}" if oid in oids.values() else oid
    return oids


def _add(parent: Any, name: str, text: str | None = None, /, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{_ODM}}}{name}", attributes)
    element.text = text
    return element


def _say(parent: Any, name: str, text: str, language: str) -> None:
    element = etree.SubElement(_add(parent, name), f"{{{_ODM}}}TranslatedText")
    element.set(_LANGUAGE, language)
    element.text = text


def _units(series: SeriesForms, study: Any, language: str) -> dict[str, str]:
    names = dict.fromkeys(f.unit for form in series.forms for f in form.fields if f.unit)
    oids = {unit: f"MU.{number}" for number, unit in enumerate(names, 1)}
    if oids:
        definitions = _add(study, "BasicDefinitions")
        for unit, oid in oids.items():
            _say(_add(definitions, "MeasurementUnit", OID=oid, Name=unit), "Symbol", unit, language)
    return oids


def _metadata(series: SeriesForms, version: Any, units: Mapping[str, str], language: str) -> None:
    _visits(series, version, language)
    for form in series.forms:
        repeating = "Yes" if form.of == "repeated" else "No"
        element = _add(
            version, "FormDef", OID=f"F.{form.name}", Name=form.title, Repeating=repeating
        )
        _add(element, "ItemGroupRef", ItemGroupOID=f"IG.{form.name}", Mandatory="No")
    for form in series.forms:
        _group(version, form)
    lists: dict[Sequence[tuple[str, str]], str] = {}
    for field in (field for form in series.forms for field in form.fields):
        if field.choices:
            lists.setdefault(field.choices, f"CL.{field.name}")
        _item(version, field, units, lists, language)
    for choices, oid in lists.items():
        _code_list(version, oid, choices, language)


def _visits(series: SeriesForms, version: Any, language: str) -> None:
    """Write which forms belong to which visit, and in which order the visits come."""
    events = event_oids(series)
    labels = {"": "Patient", **dict(series.visits)}
    protocol = _add(version, "Protocol")
    for number, oid in enumerate(events.values(), 1):
        _add(protocol, "StudyEventRef", StudyEventOID=oid, OrderNumber=str(number), Mandatory="No")
    for visit, oid in events.items():
        planned = "Unscheduled" if visit in series.unplanned else "Scheduled"
        kind = planned if visit else "Common"
        name = visit or labels[visit]
        event = _add(version, "StudyEventDef", OID=oid, Name=name, Repeating="No", Type=kind)
        if labels[visit] != name:
            _say(event, "Description", labels[visit], language)
        for form in series.forms:
            if (form.of == "visit") == bool(visit):
                _add(event, "FormRef", FormOID=f"F.{form.name}", Mandatory="No")


def _group(version: Any, form: StudyForm) -> None:
    oid = f"IG.{form.name}"
    group = _add(version, "ItemGroupDef", OID=oid, Name=form.title, Repeating="No")
    for field in form.fields:
        _add(group, "ItemRef", ItemOID=f"IT.{field.name}", Mandatory="No")


def _item(
    version: Any,
    field: FormField,
    units: Mapping[str, str],
    lists: Mapping[Sequence[tuple[str, str]], str],
    language: str,
) -> None:
    kind = {"number": "float"}.get(field.kind, "text")
    item = _add(version, "ItemDef", OID=f"IT.{field.name}", Name=field.name, DataType=kind)
    _say(item, "Question", field.label, language)
    if field.unit:
        _add(item, "MeasurementUnitRef", MeasurementUnitOID=units[field.unit])
    if field.choices:
        _add(item, "CodeListRef", CodeListOID=lists[field.choices])
    for context, name in (("measure", field.scale), ("item", field.item), ("side", field.side)):
        if name:
            _add(item, "Alias", Context=f"cpreport.{context}", Name=name)


def _code_list(version: Any, oid: str, choices: Iterable[tuple[str, str]], language: str) -> None:
    codes = _add(version, "CodeList", OID=oid, Name=oid, DataType="text")
    for choice, meaning in choices:
        told = f"{choice} = {' '.join(meaning.split())}" if meaning else choice
        _say(_add(codes, "CodeListItem", CodedValue=choice), "Decode", told, language)


def _data(series: SeriesForms, root: Any) -> None:
    data = _add(root, "ClinicalData", StudyOID=_STUDY, MetaDataVersionOID=_VERSION)
    events = event_oids(series)
    for case in series.cases:
        subject = _add(data, "SubjectData", SubjectKey=case)
        entries = [entry for entry in series.entries if entry.case == case]
        for visit, oid in events.items():
            if there := list(_in_order(series, entries, visit)):
                event = _add(subject, "StudyEventData", StudyEventOID=oid)
                for entry in there:
                    _entry(event, entry)


def _in_order(series: SeriesForms, entries: Iterable[FormEntry], visit: str) -> Iterator[FormEntry]:
    order = {form.name: number for number, form in enumerate(series.forms)}
    there = (e for e in entries if e.visit == visit and e.values and e.form in order)
    yield from sorted(there, key=lambda entry: (order[entry.form], entry.number))


def _entry(event: Any, entry: FormEntry) -> None:
    repeat = {"FormRepeatKey": str(entry.number)} if entry.number else {}
    form = _add(event, "FormData", FormOID=f"F.{entry.form}", **repeat)
    group = _add(form, "ItemGroupData", ItemGroupOID=f"IG.{entry.form}")
    for name, value in entry.values.items():
        _add(group, "ItemData", ItemOID=f"IT.{name}", Value=value)
