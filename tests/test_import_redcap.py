"""A REDCap project becomes the same cases by its XML file and by its two CSV files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cpreport.exchange.export_shared import export_shared
from cpreport.exchange.import_cases import _values
from cpreport.exchange.import_source import ImportedByMap, import_by_map
from cpreport.problems import Refused
from tests.redcap_project import INVENTED, REPEATED_EVENT, Project, write_csv, write_xml
from tests.test_import_sheets import columns, confirmed, said, text

Writer = Callable[[Project, Path], Path]
UNTAKEN = {
    "ward_code": "the source says that it identifies the patient",
    "risk___1": "a box to tick; unticked and never asked are the same in it",
    "risk____9": "a box to tick; unticked and never asked are the same in it",
    "patient_complete": "whether a form is complete",
    "assessment_complete": "whether a form is complete",
    "scan": "the name of a file",
    "labs_complete": "whether a form is complete",
}


def imported(write: Writer, folder: Path, *answers: tuple[str, str]) -> ImportedByMap:
    folder.mkdir()
    return confirmed(write(INVENTED, folder), folder / "cases", *answers)


def test_the_fields_of_a_project_get_a_map(tmp_path: Path) -> None:
    found = import_by_map(write_xml(INVENTED, tmp_path), tmp_path / "cases")
    assert [line for line in columns(found) if "not_taken" not in line] == [
        "{column: record_id, is: case}",
        "{column: event and instance, is: visit}",
        "{column: family_name, identity: last name}",
        "{column: dob, identity: date_of_birth}",
        "{column: sex, is: patient.sex, values: {1: male, 2: female, 3: not reported}}",
        "{column: age, is: patient.age, unit: years}",
        "{column: dx, is: patient.diagnosis, values: {1: Stroke, 2: Spastic diplegia}}",
        "{column: visit_date, is: visit.date}",
        "{column: mas_elbow_r, measure: MAS, item: elbow flexors, side: right, "
        "values: {0: 0, 1: 1, 2: 1+, 3: 2, 4: 3, 5: 4}}",
        "{column: tct_total, measure: TCT, score: total}",
        "{column: drawn, is: visit.date}",
        "{column: crp, measure: CRP, unit: mg/L, decimal: comma}",
    ]
    assert "\nvisits:\n  visit_1_arm_1: visit 1\n  visit_1_arm_1 labs 1: visit 1 labs 1\n" in (
        found.proposed
    )
    assert "\nmissing:\n  NI: not reported\n  UNK: not reported\n" in found.proposed


def test_both_ways_give_the_same_cases(tmp_path: Path) -> None:
    by_xml = imported(write_xml, tmp_path / "xml")
    by_csv = imported(write_csv, tmp_path / "csv", ('NI: "?"', "NI: not reported"))
    assert by_xml.imported.files["1.yaml"] == (
        "# yaml-language-server: $schema=../schemas/case.schema.json\n"
        "id: 1\n"
        "patient: {sex: female, age: 33 years 6 months, diagnosis: Stroke}\n"
        "consent:\n"
        "  publication: {given: not reported}\n"
        "visits:\n"
        "  - id: visit 1\n"
        "    date: 2024-01-31\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 1+}\n"
        "    entered_totals:\n"
        "      TCT: {total: 48}\n"
        "  - id: visit 1 labs 1\n"
        "    date: 2024-02-01\n"
        "    measurements: {CRP: 12.5 mg/L}\n"
        "  - id: visit 1 labs 2\n"
        "    date: 2024-02-03\n"
        "    measurements: {CRP: 8.0 mg/L}\n"
        "adverse_events: not reported\n"
    )
    assert by_csv.imported.files == by_xml.imported.files
    assert by_csv.identities == by_xml.identities
    assert by_csv.not_taken == by_xml.not_taken
    assert {name: why for why, names in by_xml.not_taken.items() for name in names} == UNTAKEN
    message = "3 has no value of any visit, and gets no case file"
    assert [one[2] for one in said(by_xml)] == [one[2] for one in said(by_csv)] == [message]


def test_an_event_that_is_repeated_is_a_visit_each_time(tmp_path: Path) -> None:
    (tmp_path / "xml").mkdir()
    (tmp_path / "csv").mkdir()
    by_xml = confirmed(write_xml(REPEATED_EVENT, tmp_path / "xml"), tmp_path / "1")
    by_csv = confirmed(write_csv(REPEATED_EVENT, tmp_path / "csv"), tmp_path / "2")
    assert said(by_xml) == said(by_csv) == []
    assert by_xml.imported.files == by_csv.imported.files
    assert by_xml.imported.files["1.yaml"].partition("visits:\n")[2] == (
        "  - id: control 1\n"
        "    date: 2024-01-31\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 1+}\n"
        "    measurements: {CRP: 12.5 mg/L}\n"
        "  - id: control 2\n"
        "    date: 2024-04-30\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 0}\n"
        "    measurements: {CRP: 3.0 mg/L}\n"
        "adverse_events: not reported\n"
    )


SNAPSHOT = """\
<?xml version="1.0" encoding="UTF-8"?>
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" ODMVersion="1.3" FileType="Snapshot" FileOID="F 1"
 xmlns:OpenClinica="http://www.openclinica.org/ns/odm_ext_v130/v3.1" CreationDateTime="2024-09-01T10:00:00">
 <Study OID="S_KNEE">
  <GlobalVariables><StudyName>Knee</StudyName></GlobalVariables>
  <BasicDefinitions>
   <MeasurementUnit OID="MU 1" Name="mg per litre"><Symbol><TranslatedText>mg/L</TranslatedText></Symbol></MeasurementUnit>
  </BasicDefinitions>
  <MetaDataVersion OID="v1.0.0" Name="Knee v1">
   <StudyEventDef OID="SE_BASE" Name="Baseline" Repeating="No" Type="Scheduled"><FormRef FormOID="F EXAM" Mandatory="Yes"/></StudyEventDef>
   <StudyEventDef OID="SE_FU" Name="Follow-up" Repeating="Yes" Type="Scheduled"><FormRef FormOID="F EXAM" Mandatory="Yes"/></StudyEventDef>
   <FormDef OID="F EXAM" Name="Examination" Repeating="No"><ItemGroupRef ItemGroupOID="IG EXAM" Mandatory="Yes"/></FormDef>
   <ItemGroupDef OID="IG EXAM" Name="Exam" Repeating="No">
    <ItemRef ItemOID="I SEX" Mandatory="No"/><ItemRef ItemOID="I DAY" Mandatory="No"/><ItemRef ItemOID="I MAS" Mandatory="No"/>
    <ItemRef ItemOID="I CRP" Mandatory="No"/>
   </ItemGroupDef>
   <ItemDef OID="I SEX" Name="SEX" DataType="integer"><Question><TranslatedText>Sex</TranslatedText></Question><CodeListRef CodeListOID="CL SEX"/></ItemDef>
   <ItemDef OID="I DAY" Name="VISDAT" DataType="date"><Question><TranslatedText>Date of visit</TranslatedText></Question></ItemDef>
   <ItemDef OID="I MAS" Name="MASKNEER" DataType="string"><Question><TranslatedText>MAS knee flexors right</TranslatedText></Question><CodeListRef CodeListOID="CL MAS"/></ItemDef>
   <ItemDef OID="I CRP" Name="CRP" DataType="string"><Question><TranslatedText>C-reactive protein</TranslatedText></Question><MeasurementUnitRef MeasurementUnitOID="MU 1"/></ItemDef>
   <CodeList OID="CL SEX" Name="Sex" DataType="integer">
    <CodeListItem CodedValue="1"><Decode><TranslatedText>Male</TranslatedText></Decode></CodeListItem>
    <CodeListItem CodedValue="2"><Decode><TranslatedText>Female</TranslatedText></Decode></CodeListItem>
   </CodeList>
   <CodeList OID="CL MAS" Name="MAS" DataType="string">
    <CodeListItem CodedValue="A"><Decode><TranslatedText>1</TranslatedText></Decode></CodeListItem>
    <CodeListItem CodedValue="B"><Decode><TranslatedText>1+</TranslatedText></Decode></CodeListItem>
    <CodeListItem CodedValue="C"><Decode><TranslatedText>2</TranslatedText></Decode></CodeListItem>
   </CodeList>
  </MetaDataVersion>
 </Study>
 <ClinicalData StudyOID="S_KNEE" MetaDataVersionOID="v1.0.0">
  <SubjectData SubjectKey="SS_1" OpenClinica:StudySubjectID="K-01" OpenClinica:UniqueIdentifier="secret">
   <StudyEventData StudyEventOID="SE_BASE" OpenClinica:EventName="Baseline">
    <FormData FormOID="F EXAM"><ItemGroupData ItemGroupOID="IG EXAM">
     <ItemDataInteger ItemOID="I SEX">2</ItemDataInteger><ItemDataString ItemOID="I MAS">C</ItemDataString>
     <ItemDataString ItemOID="I CRP">17.0</ItemDataString><ItemDataDate ItemOID="I DAY">2024-01-08</ItemDataDate>
    </ItemGroupData></FormData>
   </StudyEventData>
   <StudyEventData StudyEventOID="SE_FU" StudyEventRepeatKey="1">
    <FormData FormOID="F EXAM"><ItemGroupData ItemGroupOID="IG EXAM">
     <ItemData ItemOID="I MAS" Value="B"/><ItemData ItemOID="I CRP" Value="&lt;5"/><ItemData ItemOID="I DAY" Value="2024-04-08"/>
    </ItemGroupData></FormData>
   </StudyEventData>
   <StudyEventData StudyEventOID="SE_FU" StudyEventRepeatKey="2">
    <FormData FormOID="F EXAM"><ItemGroupData ItemGroupOID="IG EXAM">
     <ItemData ItemOID="I MAS" Value="A"/><ItemData ItemOID="I DAY" Value="2024-07-08"/>
    </ItemGroupData></FormData>
   </StudyEventData>
  </SubjectData>
 </ClinicalData>
</ODM>
"""


def test_a_snapshot_of_another_database_is_read_by_its_units_lists_and_subjects(
    tmp_path: Path,
) -> None:
    found = confirmed(text(tmp_path, SNAPSHOT, "knee.xml"), tmp_path / "cases")
    assert said(found) == []
    assert found.imported.files == {
        "K-01.yaml": (
            "# yaml-language-server: $schema=../schemas/case.schema.json\n"
            "id: K-01\n"
            "patient: {sex: female, age: not reported, diagnosis: not reported}\n"
            "consent:\n"
            "  publication: {given: not reported}\n"
            "visits:\n"
            "  - id: Baseline\n"
            "    date: 2024-01-08\n"
            "    scores:\n"
            "      MAS:\n"
            "        knee flexors: {right: 2}\n"
            "    measurements: {CRP: 17.0 mg/L}\n"
            "  - id: Follow-up 1\n"
            "    date: 2024-04-08\n"
            "    scores:\n"
            "      MAS:\n"
            "        knee flexors: {right: 1+}\n"
            "    measurements: {CRP: <5 mg/L}\n"
            "  - id: Follow-up 2\n"
            "    date: 2024-07-08\n"
            "    scores:\n"
            "      MAS:\n"
            "        knee flexors: {right: 1}\n"
            "adverse_events: not reported\n"
        )
    }


def test_who_they_are_is_in_no_case_file(tmp_path: Path) -> None:
    found = imported(write_xml, tmp_path / "xml")
    told = "".join(found.imported.files.values()) + found.proposed
    assert not any(name in told for name in ("Muster", "1990", "W-17"))
    assert found.identities["1"] == {"last name": ["Muster"], "date_of_birth": ["1990-02-03"]}


@pytest.mark.parametrize(
    ("heads", "dictionary", "why"),
    [
        (
            "record_id,redcap_event_name,sex\n1,a_arm_1,1\n", False,
            "this is an export of REDCap, and its data dictionary does not lie beside it",
        ),
        (
            "Record ID,Event Name,Repeat Instrument,Sex\n1,A,,Male\n", True,
            "the headings are labels, and labels stand in the place of codes",
        ),
    ],
)  # fmt: skip
def test_half_an_export_is_refused(heads: str, dictionary: bool, why: str, tmp_path: Path) -> None:
    if dictionary:
        write_csv(INVENTED, tmp_path)
    with pytest.raises(Refused) as refused:
        import_by_map(text(tmp_path, heads), tmp_path / "cases")
    assert refused.value.problems[0].message == why


def test_the_dictionary_in_the_place_of_the_data_is_refused(tmp_path: Path) -> None:
    write_csv(INVENTED, tmp_path)
    with pytest.raises(Refused) as refused:
        import_by_map(tmp_path / "dictionary.csv", tmp_path / "cases")
    assert refused.value.problems[0].help == "import the file of its data"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("<ODM ", '<!DOCTYPE x [<!ENTITY a "b">]>\n<ODM '), "it declares a document type"),
        (("</ODM>", "</ODMM>"), "is no XML"),
        (("SubjectData", "SubjectDatum"), "it holds no forms, or no data of patients"),
    ],
)
def test_a_file_that_is_not_safe_or_empty_is_refused(
    change: tuple[str, str], why: str, tmp_path: Path
) -> None:
    path = write_xml(INVENTED, tmp_path)
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(Refused) as refused:
        import_by_map(path, tmp_path / "cases")
    assert why in refused.value.problems[0].message


def test_a_part_that_is_not_known_is_listed(tmp_path: Path) -> None:
    path = write_xml(INVENTED, tmp_path)
    content = path.read_text("utf-8").replace("<ClinicalData>", "<Extra/>\n<ClinicalData>")
    path.write_text(content, "utf-8")
    found = import_by_map(path, tmp_path / "cases")
    assert [one[2] for one in said(found) if one[0] == "CP865"] == ["`Extra` is not read"]


# --- there and back ------------------------------------------------------------------------------

REPOSITORY = Path(__file__).parents[1]
SERIES = {"the example": REPOSITORY / "cases"} | {
    field: REPOSITORY / "examples" / field
    for field in ("dermatology", "oncology", "ophthalmology", "rheumatology")
}
#: Values that are graded, measured or told of a patient, and of how many all are exported.
COUNTS = {
    "the example": 600, "dermatology": 162, "oncology": 165, "ophthalmology": 108,
    "rheumatology": 217,
}  # fmt: skip
#: What no export holds, or holds otherwise: texts, lists of diseases, times as days.
NOT_EXPORTED = ("history", "comorbidities", "monitoring", "onset", "serious_criteria")


def recorded(text: str) -> dict[str, str]:
    """What a case file says of the patient, its visits and its events; numbers without a unit."""
    found = {}
    values = _values(text)
    for path, value in values.items():
        kind = path.split(" > ")
        if kind[0] == "visits":
            path = path.replace(f"> {kind[1]} >", f"> {values[f'visits > {kind[1]} > id']} >", 1)
        told = kind[0] in ("patient", "adverse_events") or (
            len(kind) > 3 and kind[2] in ("scores", "measurements", "entered_totals")
        )
        if told and not any(name in path for name in NOT_EXPORTED):
            number = re.fullmatch(r"([<>~]?)([0-9.]+)( .*)?", value) if "measure" in path else None
            found[path] = f"{number[1]}{float(number[2]):g}" if number else value
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("form", "file"), [("redcap", "data.csv"), ("odm", "series.odm.xml")])
@pytest.mark.parametrize("series", SERIES)
def test_what_is_exported_comes_back_without_a_map(
    series: str, form: str, file: str, tmp_path: Path
) -> None:
    folder = SERIES[series]
    into = tmp_path / "into"
    into.mkdir()
    shutil.copy(folder / "series.yaml", into)
    if (folder / "scales").is_dir():
        shutil.copytree(folder / "scales", into / "scales")
    exported = export_shared(folder, form)
    for name, content in exported.files.items():
        (tmp_path / name).write_bytes(content)
    found = import_by_map(tmp_path / file, into)
    assert [p for p in found.imported.problems if p.severity == "error"] == []
    assert set(found.imported.files) == {f"{case}.yaml" for case in exported.shared}
    same = 0
    for name, written in found.imported.files.items():
        before, after = recorded((folder / name).read_text("utf-8")), recorded(written)
        # Exports convert a value to the declared unit.
        lost = {p for p in before if before[p] != after.get(p) and "LDH" not in p}
        assert all("entered_totals" in path for path in lost), lost
        same += len(before) - len(lost)
    assert same == COUNTS[series]
