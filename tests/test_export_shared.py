"""What `export` hands out is read by others, holds every value that may be shared, and no more."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import odmlib.loader
import odmlib.odm_loader
import phenopackets.schema.v2 as phenopackets
import pytest
from fhir.resources.R4B.bundle import Bundle
from google.protobuf.json_format import Parse
from odmlib.odm_1_3_2.rules import oid_ref

from cpreport.check.check_series import Ready, check
from cpreport.exchange.export_shared import FORMS, export_shared
from cpreport.exchange.write_redcap import DICTIONARY, choice_codes, event_names
from cpreport.outcomes.conditions import comorbidities_of, history_of
from cpreport.outcomes.findings import Findings
from cpreport.privacy import to_share
from tests.conftest import cpreport

REPOSITORY = Path(__file__).parent.parent
EXAMPLES = ("cases", *(f"examples/{path.name}" for path in sorted((REPOSITORY / "examples").iterdir()) if path.is_dir()))  # fmt: skip
MADE = "1700000000"
DATE = re.compile(rb"(19|20)\d\d-\d\d-\d\d")

#: A grade, measured value or entered total: case, visit, what, and what is recorded.
Value = tuple[str, str, str, str]


@dataclass(frozen=True)
class Handed:
    findings: Findings
    files: dict[str, dict[str, bytes]]


@pytest.fixture(scope="module", params=EXAMPLES)
def handed(request: pytest.FixtureRequest) -> Handed:
    folder = REPOSITORY / request.param
    ready = check(folder, jobs=1)
    assert isinstance(ready, Ready)
    files = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", MADE)
        for form in FORMS:
            made = export_shared(folder, form)
            assert made.problems == ()
            files[form] = dict(made.files)
    return Handed(to_share(ready.unpacked().findings), files)


def recorded(findings: Findings) -> Counter[Value]:
    """Everything that stands in the files of the cases: what no other test is made from."""
    values: Counter[Value] = Counter()
    for case in findings.cases:
        for one in case.items:
            item = next(i for i in findings.scale(one.scale).items if i.name == one.item)
            if item.taken_from is None:
                what = " ".join(filter(None, (one.scale, one.item, one.side)))
                values[case.id, one.visit, what, one.grade or one.missing] += 1
        for score in case.scores:
            if score.basis == "items":
                continue
            name = "" if score.basis == "measurement" else score.name
            what = " ".join(filter(None, (score.scale, name, score.side)))
            category = findings.scale(score.scale).category is not None
            number = score.value is not None and not category
            told = f"{score.qualifier}{score.value.normalize():f}" if number else score.printed
            values[case.id, score.visit, what, told] += 1
    assert values
    return values


def without_unit(label: str) -> str:
    return re.sub(r" \([^)]*\)$", "", label)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


# --- REDCap --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_redcap_holds_every_value_by_its_event_and_its_dictionary(handed: Handed) -> None:
    files = handed.files["redcap"]
    assert list(files) == ["dictionary.csv", "events.csv", "form_events.csv", "data.csv"]
    dictionary, data = rows(files["dictionary.csv"]), rows(files["data.csv"])
    assert tuple(dictionary[0]) == DICTIONARY
    assert dictionary[0]["Variable / Field Name"] == next(iter(data[0])) == "record_id"
    visits = {row["unique_event_name"]: row["event_name"] for row in rows(files["events.csv"])}
    at_visits = {(row["unique_event_name"], row["form"]) for row in rows(files["form_events.csv"])}
    found: Counter[Value] = Counter()
    for field in dictionary:
        name, form = field["Variable / Field Name"], field["Form Name"]
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,99}", name)
        listed = field["Choices, Calculations, OR Slider Labels"]
        labels = dict(choice.split(", ", 1) for choice in listed.split(" | ")) if listed else {}
        assert all(re.fullmatch(r"[a-z0-9_.]+", code) for code in labels)
        for row in data:
            value = row[name]
            if not value:
                continue
            if name != "record_id":
                assert (row["redcap_event_name"], form) in at_visits
            if field["Text Validation Type OR Show Slider Number"] == "number":
                float(value)
            if labels:
                value = labels[value]
            visit = visits[row["redcap_event_name"]]
            if visit != "patient" and form not in ("patient", "visit"):
                found[row["record_id"], visit, without_unit(field["Field Label"]), value] += 1
    assert found == recorded(handed.findings)


def test_the_name_of_an_event_is_cut_as_redcap_cuts_it_and_no_other_has_it() -> None:
    from cpreport.exchange.study_forms import SeriesForms

    names = ("Deadline to opt out of study", "Deadline to opt out again", "Dose 1")
    visits = tuple((name, name) for name in names)
    assert event_names(SeriesForms("", visits, frozenset(), (), (), "")) == {
        "": "patient_arm_1",
        "Deadline to opt out of study": "deadline_to_opt_ou_arm_1",
        "Deadline to opt out again": "deadline_to_opt_o1_arm_1",
        "Dose 1": "dose_1_arm_1",
    }


def test_no_two_grades_of_a_field_have_one_code() -> None:
    from cpreport.exchange.study_forms import FormField

    grades = ("1", "1+", "1-", "-1", "1 plus", "1PLUS", "kein Licht", "手動弁")
    codes = choice_codes(FormField("x", "X", "choice", tuple((g, "") for g in grades)))
    assert codes == {
        "1": "1", "1+": "1plus", "1-": "1minus", "-1": "minus1", "1 plus": "1_plus",
        "1PLUS": "1plus_2", "kein Licht": "kein_licht", "手動弁": "other",
    }  # fmt: skip


# --- ODM -----------------------------------------------------------------------------------------


def test_odmlib_reads_the_odm_and_finds_every_value(handed: Handed, tmp_path: Path) -> None:
    path = tmp_path / "series.xml"
    path.write_bytes(handed.files["odm"]["series.odm.xml"])
    loader = odmlib.loader.ODMLoader(odmlib.odm_loader.XMLODMLoader(model_package="odm_1_3_2"))
    loader.open_odm_document(str(path))
    odm: Any = loader.load_odm()
    checker = oid_ref.OIDRef()
    odm.verify_oids(checker)
    assert checker.check_oid_refs()
    odm.verify_order()
    version = odm.Study[0].MetaDataVersion[0]
    events = {event.OID: event.Name for event in version.StudyEventDef}
    labels = {
        item.OID: without_unit(item.Question.TranslatedText[0]._content) for item in version.ItemDef
    }
    lists = {codes.OID: {c.CodedValue for c in codes.CodeListItem} for codes in version.CodeList}
    chosen = {
        item.OID: lists[item.CodeListRef.CodeListOID]
        for item in version.ItemDef
        if item.CodeListRef
    }
    numbers = {item.OID for item in version.ItemDef if item.DataType == "float"}
    found: Counter[Value] = Counter()
    for subject in odm.ClinicalData[0].SubjectData:
        for event in subject.StudyEventData:
            for form in event.FormData:
                for item in form.ItemGroupData[0].ItemData:
                    assert item.Value in chosen.get(item.ItemOID, {item.Value})
                    if item.ItemOID in numbers:
                        float(item.Value)
                    if event.StudyEventOID != "SE.patient" and form.FormOID != "F.visit":
                        visit = events[event.StudyEventOID]
                        found[subject.SubjectKey, visit, labels[item.ItemOID], item.Value] += 1
    assert found == recorded(handed.findings)


# --- FHIR ----------------------------------------------------------------------------------------


def test_fhir_resources_takes_the_bundle_and_every_score_is_an_observation(handed: Handed) -> None:
    bundle = json.loads(handed.files["fhir"]["series.fhir.json"])
    Bundle.model_validate(bundle)
    resources = [entry["resource"] for entry in bundle["entry"]]
    names = [f"{one['resourceType']}/{one['id']}" for one in resources]
    assert len({*names}) == len(names)
    defined = {one["url"]: one for one in resources if one["resourceType"] == "Questionnaire"}
    for one in resources:
        if one["resourceType"] == "QuestionnaireResponse":
            asked = {item["linkId"]: item for item in defined[one["questionnaire"]]["item"]}
            for item in one["item"]:
                assert asked[item["linkId"]]["text"] == item["text"]
                options = asked[item["linkId"]].get("answerOption")
                assert options is None or item["answer"][0] in options
    referred = re.findall(r'"reference": "([^"]+)"', json.dumps(bundle))
    assert {*referred} <= {*names}
    kinds = Counter(one["resourceType"] for one in resources)
    cases = handed.findings.cases
    assert kinds["Patient"] == len(cases)
    listed = sum(
        len(comorbidities_of(c.case.patient)) + len(history_of(c.case.patient)) for c in cases
    )
    assert kinds["Condition"] == len(cases) + listed
    assert kinds["Observation"] == sum(len(case.scores) for case in cases)
    assert {*kinds} == {
        "Patient", "Condition", "Observation", "QuestionnaireResponse", "Questionnaire",
    }  # fmt: skip
    for one in resources:
        assert {"name", "birthDate", "address", "telecom", "authored", "effectiveDateTime"} & {
            *one
        } == set()
        if one["resourceType"] == "Observation":
            assert ("valueQuantity" in one) + ("valueString" in one) + (
                "dataAbsentReason" in one
            ) == 1


def test_the_forms_in_the_bundle_hold_every_value(handed: Handed) -> None:
    bundle = json.loads(handed.files["fhir"]["series.fhir.json"])
    found: Counter[Value] = Counter()
    for resource in (entry["resource"] for entry in bundle["entry"]):
        if resource["resourceType"] != "QuestionnaireResponse":
            continue
        case = resource["subject"]["reference"].removeprefix("Patient/").upper()
        items = {item["linkId"]: item for item in resource["item"]}
        if "visit" not in items:
            continue
        visit = items["visit"]["answer"][0]["valueString"]
        for link, item in items.items():
            if link not in ("visit", "visit_day"):
                answer = item["answer"][0]
                value = answer.get("valueString", answer.get("valueDecimal"))
                if value is None:
                    value = answer["valueCoding"]["code"]
                found[case, visit, without_unit(item["text"]), str(value)] += 1
    assert found == recorded(handed.findings)


# --- Phenopackets --------------------------------------------------------------------------------


def test_every_patient_is_a_phenopacket_with_the_course_in_time(handed: Handed) -> None:
    files = handed.files["phenopacket"]
    assert list(files) == [f"{case.id}.json" for case in handed.findings.cases]
    for case in handed.findings.cases:
        packet = Parse(files[f"{case.id}.json"].decode(), phenopackets.Phenopacket())
        assert packet.subject.id == case.id
        assert len(packet.measurements) == len(case.items) + len(case.scores) + len(
            case.classification
        )
        timed = [m for m in packet.measurements if m.HasField("time_observed")]
        assert len(timed) == len(case.items) + len(case.scores)
        assert all(" day " in m.time_observed.ontology_class.label for m in timed)
        known = {resource.namespace_prefix for resource in packet.meta_data.resources}
        used = {m.assay.id.partition(":")[0] for m in packet.measurements}
        used |= {
            m.value.quantity.unit.id.partition(":")[0]
            for m in timed
            if m.value.HasField("quantity")
        }
        assert used <= known


# --- What leaves, and what does not --------------------------------------------------------------


def test_no_date_and_no_narrative_leaves_and_the_same_is_written_twice(handed: Handed) -> None:
    for form, files in handed.files.items():
        for name, content in files.items():
            if name.startswith("scales/"):
                continue
            assert DATE.findall(content.replace(b"2023-11-14T22:13:20Z", b"")) == [], (form, name)
            for case in handed.findings.cases:
                if isinstance(case.case.patient.history, str):
                    assert case.case.patient.history.split(". ")[0].encode() not in content


def test_the_columns_of_the_csv_are_explained(handed: Handed) -> None:
    files = handed.files["csv"]
    explained = {(row["file"], row["column"]) for row in rows(files["data/codebook.csv"])}
    for name, content in files.items():
        if name.endswith(".csv"):
            header = content.decode().partition("\n")[0].split(",")
            stem = name.removeprefix("data/").removesuffix(".csv")
            assert {(stem, column) for column in header} <= explained


def without_sharing(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / f"{name}.yaml"
        text = re.sub(r"  data_sharing: .*\n", "", file.read_text("utf-8"))
        file.write_text(text, "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_data_that_may_not_be_shared_stay_and_it_is_said(form: str, example: Path) -> None:
    without_sharing(example, "P02")
    made = export_shared(example, form)
    assert made.shared == ("P01", "P03", "P04")
    assert [(p.code, p.severity, p.case) for p in made.problems] == [("CP851", "warning", "P02")]
    assert made.files
    assert [name for name, text in made.files.items() if b"P02" in text or "P02" in name] == []


@pytest.mark.slow
def test_where_nothing_may_be_shared_nothing_is_written(example: Path) -> None:
    without_sharing(example, "P01", "P02", "P03", "P04")
    done = cpreport("export", str(example), "--to", "odm", "-o", str(example.parent / "x.xml"))
    assert done.returncode == 1
    assert done.stderr.count("CP851 data that are not shared") == 4
    assert "Found 4 errors in 4 of 4 cases." in done.stderr
    assert not (example.parent / "x.xml").exists()


@pytest.mark.slow
def test_a_name_in_the_data_stops_the_export(example: Path) -> None:
    (example / "identities.yaml").write_text("P01:\n  name: Mirabella Quistgaard\n", "utf-8")
    (example / "identities.yaml").chmod(0o600)
    file = example / "P01.yaml"
    text = file.read_text("utf-8").replace("aetiology: Hypoxic", "aetiology: Mirabella's hypoxic")
    file.write_text(text, "utf-8")
    for form in ("redcap", "odm", "fhir"):
        made = export_shared(example, form)
        assert made.files == {}
        assert "CP713" in {problem.code for problem in made.problems}
    done = cpreport("export", str(example), "--to", "redcap", "-o", str(example.parent / "x"))
    assert done.returncode == 4
    assert not (example.parent / "x").exists()


def test_a_series_with_an_error_is_not_handed_out(example: Path) -> None:
    file = example / "P02.yaml"
    text = file.read_text("utf-8").replace(
        "elbow flexors: {right: 1,", "elbow flexors: {right: 9,", 1
    )
    file.write_text(text, "utf-8")
    made = export_shared(example, "fhir")
    assert made.files == {}
    assert [problem.code for problem in made.problems] == ["CP104"]


# --- The command ---------------------------------------------------------------------------------


def test_empty_forms_hold_no_patient_and_their_numbers_are_numbers(tmp_path: Path) -> None:
    folder = REPOSITORY / "examples/rheumatology"
    made = export_shared(folder, "redcap", empty=True)
    assert list(made.files) == ["dictionary.csv", "events.csv", "form_events.csv"]
    fields = {row["Variable / Field Name"]: row for row in rows(made.files["dictionary.csv"])}
    assert fields["crp"]["Text Validation Type OR Show Slider Number"] == "number"
    assert fields["crp"]["Field Note"] == "mg/L"
    filled = rows(export_shared(folder, "redcap").files["dictionary.csv"])
    crp = next(row for row in filled if row["Variable / Field Name"] == "crp")
    # Some are below the limit of the laboratory: `<1` is no number.
    assert crp["Text Validation Type OR Show Slider Number"] == ""
    assert b"ClinicalData" not in export_shared(folder, "odm", empty=True).files["series.odm.xml"]


@pytest.mark.slow
def test_the_command_writes_a_file_or_a_folder_and_says_whose_data(example: Path) -> None:
    folder = example.parent
    done = cpreport("export", "cases", "--to", "odm", cwd=folder)
    assert (done.returncode, done.stdout) == (
        0,
        "Wrote series.odm.xml: data of 4 of 4 cases.\n"
        "Not in it: calendar dates, narratives, notes, assessors, ages at visits, products, "
        "pictures, single readings of what was measured repeatedly.\n",
    )
    assert (folder / "series.odm.xml").read_bytes().startswith(b"<?xml")
    done = cpreport("export", "cases", "--to", "redcap", "--empty", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "Wrote export-redcap: forms without data.\n")
    assert sorted(path.name for path in (folder / "export-redcap").iterdir()) == [
        "dictionary.csv", "events.csv", "form_events.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "fhir", "--empty"], "--empty is for xlsx, redcap, odm"),
        (["--to", "csv", "-o", "cases"], "the output folder cannot be the series folder itself"),
        (["--to", "odm", "-o", "there"], "odm is written as a file; name one"),
        (["--to", "redcap", "-o", "there/file"], "redcap is written as a folder; name one"),
        (["--to", "word"], "'word' is not one of"),
    ],
)
def test_what_cannot_be_written_is_wrong_use(words: list[str], said: str, example: Path) -> None:
    (example.parent / "there").mkdir()
    (example.parent / "there/file").write_text("mine", "utf-8")
    done = cpreport("export", "cases", *words, cwd=example.parent)
    assert done.returncode == 2
    assert said in done.stderr
