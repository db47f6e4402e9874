"""Write an invented REDCap project as its XML file and as its two CSV files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

_DICTIONARY = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    name: str
    form: str
    kind: str
    label: str
    choices: str = ""
    validation: str = ""
    identifier: bool = False

    @property
    def columns(self) -> list[str]:
        """One, or one for each box of a checkbox."""
        if self.kind != "checkbox":
            return [self.name] if self.kind != "descriptive" else []
        codes = (part.partition(",")[0].strip() for part in self.choices.split("|"))
        return [f"{self.name}___{code.lower().replace('-', '_')}" for code in codes]


@dataclass(frozen=True)
class Entry:
    """What one form holds of one record: of an event, and of its number where one is repeated."""

    record: str
    event: str
    form: str
    values: dict[str, str]
    number: int = 0


@dataclass(frozen=True)
class Project:
    fields: tuple[Field, ...]
    entries: tuple[Entry, ...]
    repeated: tuple[str, ...] = ()
    repeated_events: tuple[str, ...] = ()
    missing: str = ""
    events: tuple[str, ...] = field(default=())

    @property
    def forms(self) -> list[str]:
        return list(dict.fromkeys(one.form for one in self.fields))

    @property
    def columns(self) -> list[str]:
        found: list[str] = []
        for form in self.forms:
            found += [c for one in self.fields if one.form == form for c in one.columns]
            found.append(f"{form}_complete")
        return found


def write_csv(project: Project, folder: Path) -> Path:
    """Write the data and the dictionary; the path is that of the data."""
    rows = [list(_DICTIONARY)]
    for one in project.fields:
        told = [one.name, one.form, "", one.kind, one.label, one.choices, "", one.validation]
        rows.append([*told, "", "", "y" if one.identifier else "", *[""] * 7])
    (folder / "dictionary.csv").write_text("\ufeff" + _csv(rows), "utf-8")
    record, *others = project.columns
    heads = [record, *(["redcap_event_name"] if project.events else []),
             *(["redcap_repeat_instrument", "redcap_repeat_instance"]
               if project.repeated or project.repeated_events else []),
             *others]  # fmt: skip
    rows = [heads]
    for (name, event, form, number), values in _grouped(project).items():
        told = {record: name, "redcap_event_name": event, "redcap_repeat_instrument": form,
                "redcap_repeat_instance": number, **values}  # fmt: skip
        rows.append([" ".join(told.get(head, "").split("\n")) for head in heads])
    path = folder / "data.csv"
    path.write_text(_csv(rows), "utf-8")
    return path


def _grouped(project: Project) -> dict[tuple[str, str, str, str], dict[str, str]]:
    """Put the forms of one event into one row, and each repeated one into a row of its own."""
    found: dict[tuple[str, str, str, str], dict[str, str]] = {}
    for entry in project.entries:
        form = "" if entry.event in project.repeated_events else entry.form
        again = (form, str(entry.number)) if entry.number else ("", "")
        row = found.setdefault((entry.record, entry.event, *again), {})
        row.update({**entry.values, f"{entry.form}_complete": "2"})
    return found


def _csv(rows: list[list[str]]) -> str:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()


def write_xml(project: Project, folder: Path) -> Path:
    """Write the project as one file of metadata and data."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:redcap="https://projectredcap.org" '
        'ODMVersion="1.3.1" SourceSystem="REDCap" SourceSystemVersion="14.7.3">\n'
        '<Study OID="Project.Invented">\n<GlobalVariables>\n<StudyName>Invented</StudyName>\n'
        f"<redcap:MissingDataCodes>{project.missing}</redcap:MissingDataCodes>\n"
        "<redcap:RepeatingInstrumentsAndEvents><redcap:RepeatingInstruments>\n"
    ]
    for event in project.events or ("event_1_arm_1",):
        parts += [
            f'<redcap:RepeatingInstrument redcap:UniqueEventName="{event}" '
            f'redcap:RepeatInstrument="{form}"/>\n'
            for form in project.repeated
        ]
    parts.append("</redcap:RepeatingInstruments><redcap:RepeatingEvents>\n")
    parts += [
        f'<redcap:RepeatingEvent redcap:UniqueEventName="{event}"/>\n'
        for event in project.repeated_events
    ]
    parts.append("</redcap:RepeatingEvents></redcap:RepeatingInstrumentsAndEvents>\n")
    record = project.columns[0]
    parts.append(f'</GlobalVariables>\n<MetaDataVersion OID="M" redcap:RecordIdField="{record}">\n')
    for event in project.events:
        parts.append(
            f'<StudyEventDef OID="Event.{event}" Name="{event}" Type="Common" Repeating="No" '
            f'redcap:EventName="{event}" redcap:UniqueEventName="{event}"/>\n'
        )
    parts += [_form_def(project, form) for form in project.forms]
    parts += [_item_def(project, one) for one in project.fields]
    parts.append(_complete_defs(project) + "</MetaDataVersion>\n</Study>\n<ClinicalData>\n")
    for name in dict.fromkeys(entry.record for entry in project.entries):
        parts.append(f'<SubjectData SubjectKey="{name}" redcap:RecordIdField="{record}">\n')
        parts += [_form_data(project, one) for one in project.entries if one.record == name]
        parts.append("</SubjectData>\n")
    path = folder / "project.xml"
    path.write_text("".join([*parts, "</ClinicalData>\n</ODM>\n"]), "utf-8")
    return path


def _form_def(project: Project, form: str) -> str:
    columns = [c for one in project.fields if one.form == form for c in one.columns]
    items = "".join(f'<ItemRef ItemOID="{c}" Mandatory="No"/>\n'
                    for c in (*columns, f"{form}_complete"))  # fmt: skip
    return (
        f'<FormDef OID="Form.{form}" Name="{form}" Repeating="No" redcap:FormName="{form}">\n'
        f'<ItemGroupRef ItemGroupOID="G.{form}" Mandatory="No"/>\n</FormDef>\n'
        f'<ItemGroupDef OID="G.{form}" Name="{form}" Repeating="No">\n{items}</ItemGroupDef>\n'
    )


def _item_def(project: Project, one: Field) -> str:
    identifier = ' redcap:Identifier="y"' if one.identifier else ""
    checked = f' redcap:TextValidationType="{one.validation}"' if one.validation else ""
    lists = ""
    said = ""
    for column in one.columns:
        reference = f'<CodeListRef CodeListOID="{column}.choices"/>' if one.choices else ""
        said += (
            f'<ItemDef OID="{column}" Name="{column}" DataType="text" '
            f'redcap:Variable="{one.name}" redcap:FieldType="{one.kind}"{checked}{identifier}>\n'
            f"<Question><TranslatedText>{one.label}</TranslatedText></Question>{reference}\n"
            "</ItemDef>\n"
        )
        if not reference or one.kind == "calc":
            continue
        boxes = f" redcap:CheckboxChoices={quoteattr(one.choices)}" if "___" in column else ""
        pairs = [part.partition(",") for part in one.choices.split("|")]
        items = "".join(
            f"<CodeListItem CodedValue={quoteattr(code.strip())}><Decode>"
            f"<TranslatedText>{label.strip()}</TranslatedText></Decode></CodeListItem>\n"
            for code, _, label in pairs
        )
        lists += f'<CodeList OID="{column}.choices"{boxes}>\n{items}</CodeList>\n'
    return said + lists


def _complete_defs(project: Project) -> str:
    return "".join(
        f'<ItemDef OID="{form}_complete" Name="{form}_complete" DataType="text" '
        f'redcap:Variable="{form}_complete" redcap:FieldType="select"/>\n'
        for form in project.forms
    )


def _form_data(project: Project, entry: Entry) -> str:
    items = "".join(
        f'<ItemData ItemOID="{name}" Value={quoteattr(value)}/>\n'
        for name, value in {**entry.values, f"{entry.form}_complete": "2"}.items()
    )
    of_event = entry.event in project.repeated_events
    again, event_again = (1, entry.number) if of_event else (entry.number or 1, 1)
    form = (
        f'<FormData FormOID="Form.{entry.form}" FormRepeatKey="{again}">\n'
        f'<ItemGroupData ItemGroupOID="G.{entry.form}">\n{items}</ItemGroupData>\n</FormData>\n'
    )
    if not entry.event:
        return form
    return (
        f'<StudyEventData StudyEventOID="Event.{entry.event}" StudyEventRepeatKey="{event_again}" '
        f'redcap:UniqueEventName="{entry.event}">\n{form}</StudyEventData>\n'
    )


ASHWORTH = (
    "0, 0 no increase | 1, 1 slight, catch | 2, 1+ slight, then resistance | 3, 2 | 4, 3 | 5, 4"
)
#: Two visits, laboratory values as often as they were taken, and who they are.
INVENTED = Project(
    fields=(
        Field("record_id", "patient", "text", "Record ID"),
        Field("family_name", "patient", "text", "Family name", identifier=True),
        Field("dob", "patient", "text", "Born", validation="date_ymd", identifier=True),
        Field("ward_code", "patient", "text", "Code of the ward", identifier=True),
        Field("sex", "patient", "radio", "Sex", "1, Male | 2, Female | 3, Unknown"),
        Field("age", "patient", "calc", "Age (years)", "rounddown(1)"),
        Field("dx", "patient", "dropdown", "Diagnosis", "1, Stroke | 2, Spastic diplegia"),
        Field("risk", "patient", "checkbox", "Risks", "1, Smoking | -9, None"),
        Field("visit_date", "assessment", "text", "Date", validation="date_dmy"),
        Field("mas_elbow_r", "assessment", "radio", "MAS elbow flexors right", ASHWORTH),
        Field("tct_total", "assessment", "calc", "TCT total", "sum(1)"),
        Field("intro", "assessment", "descriptive", "Please sit"),
        Field("drawn", "labs", "text", "Drawn on", validation="date_ymd"),
        Field("crp", "labs", "text", "CRP (mg/L)", validation="number_1dp_comma_decimal"),
        Field("scan", "labs", "file", "Scan"),
    ),
    entries=(
        Entry("1", "enrol_arm_1", "patient", {
            "record_id": "1", "family_name": "Muster", "dob": "1990-02-03", "ward_code": "W-17",
            "sex": "2", "age": "33.5", "dx": "1", "risk___1": "1", "risk____9": "0"}),
        Entry("1", "visit_1_arm_1", "assessment", {
            "visit_date": "2024-01-31", "mas_elbow_r": "2", "tct_total": "48"}),
        Entry("1", "visit_1_arm_1", "labs", {"drawn": "2024-02-01", "crp": "12,5"}, 1),
        Entry("1", "visit_1_arm_1", "labs", {"drawn": "2024-02-03", "crp": "8,0",
                                             "scan": "a\nb.pdf"}, 2),
        Entry("2", "enrol_arm_1", "patient", {
            "record_id": "2", "family_name": "Beispiel", "dob": "1980-05-06", "sex": "3",
            "age": "43", "dx": "2", "risk___1": "0", "risk____9": "0"}),
        Entry("2", "visit_1_arm_1", "assessment", {
            "visit_date": "2024-03-01", "mas_elbow_r": "0", "tct_total": "NI"}),
        Entry("3", "enrol_arm_1", "patient", {"record_id": "3", "family_name": "Leer"}),
    ),
    repeated=("labs",),
    missing="NI, No information | UNK, Unknown",
    events=("enrol_arm_1", "visit_1_arm_1"),
)  # fmt: skip
#: An event that is filled in as often as the patient came, with two forms.
REPEATED_EVENT = Project(
    fields=(*INVENTED.fields[:1], INVENTED.fields[4], *INVENTED.fields[8:10], INVENTED.fields[13]),
    entries=(
        Entry("1", "enrol_arm_1", "patient", {"record_id": "1", "sex": "2"}),
        Entry("1", "control_arm_1", "assessment", {
            "visit_date": "2024-01-31", "mas_elbow_r": "2"}, 1),
        Entry("1", "control_arm_1", "labs", {"crp": "12,5"}, 1),
        Entry("1", "control_arm_1", "assessment", {
            "visit_date": "2024-04-30", "mas_elbow_r": "0"}, 2),
        Entry("1", "control_arm_1", "labs", {"crp": "3,0"}, 2),
    ),
    repeated_events=("control_arm_1",),
    events=("enrol_arm_1", "control_arm_1"),
)  # fmt: skip
