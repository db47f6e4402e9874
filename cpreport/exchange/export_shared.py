"""Hand out the data of a series in the form that other tools read, as far as they may be shared.

What leaves is decided as for a package: patients with consent for sharing their data, no date and
no narrative, and every file is searched for who the patients are before any is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.builder.privacy_gate import gate_of, search_outputs, warned_of
from cpreport.builder.privacy_gate import warnings as privacy_warnings
from cpreport.builder.record import now
from cpreport.check.check_series import Unreadable, Wanted, check
from cpreport.data.data_package import data_package
from cpreport.exchange.series_forms import as_filled, series_forms
from cpreport.exchange.study_forms import SeriesForms
from cpreport.exchange.write_fhir import fhir_bundle
from cpreport.exchange.write_odm import odm_xml
from cpreport.exchange.write_phenopackets import phenopacket_files
from cpreport.exchange.write_redcap import redcap_files
from cpreport.journal.package import without_shipped_scales
from cpreport.outcomes.findings import Findings
from cpreport.privacy import to_share, withheld_data
from cpreport.problems import Problem, has_error, in_order

#: What each form is, for those who choose among them.
FORMS: Mapping[str, str] = {
    "csv": "a folder of long CSV files with their codebook",
    "redcap": "a folder with the data dictionary, events and data of a REDCap project",
    "odm": "a CDISC ODM 1.3.2 file",
    "fhir": "a FHIR R4B bundle of questionnaires with their answers, conditions and observations",
    "phenopacket": "a folder with a GA4GH phenopacket a patient",
}
_IN_NONE = (
    "calendar dates, narratives, notes, assessors, ages at visits, products, pictures, "
    "single readings of what was measured repeatedly"
)
#: What of a series has no place in each form, for those whom it would surprise.
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(FORMS, _IN_NONE),
    "csv": f"age, sex, diagnosis, classification and consent of patients; {_IN_NONE}",
    "phenopacket": (
        "age, consent, history, doses, courses, concomitant treatments, other events, all of an "
        f"adverse event but its term, grade and onset; {_IN_NONE}"
    ),
}
_WITHHELD = "ask for consent to the sharing of de-identified data, or leave it so"
#: The forms that are one file, with its name where none is given.
ONE_FILE: Mapping[str, str] = {"odm": "series.odm.xml", "fhir": "series.fhir.json"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What is handed out, or why nothing is.

    cases : tuple of str
        Every case of the series; `shared` are those whose data are handed out.
    """

    problems: tuple[Problem, ...]
    names: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    shared: tuple[str, ...] = ()


def export_shared(
    folder: Path, form: str, *, empty: bool = False, leave_out: bool = False
) -> Exported:
    """Make the files of a form; write nothing.

    Parameters
    ----------
    form : str
        One of `FORMS`.
    empty : bool
        The forms alone, for `redcap` and `odm`.
    leave_out : bool
        Go on without the cases that lack consent for publication.
    """
    read = check(folder, leave_out=leave_out, wanted=Wanted(article=False, reports=()))
    errors = has_error(read.problems)
    if isinstance(read, Unreadable) or errors:
        return Exported(read.problems, read.names)
    ready = read.unpacked()
    findings = to_share(ready.findings)
    shared = tuple(case.id for case in findings.cases)
    withheld = () if empty else tuple(withheld_data(ready.findings, _WITHHELD))
    if not shared and not empty:
        refused = [replace(problem, severity="error") for problem in withheld]
        return Exported(in_order([*read.problems, *refused]), read.names)
    made = now()
    forms = series_forms(ready.findings if empty else findings)
    forms = replace(forms, entries=()) if empty else as_filled(forms)
    files = _files(form, findings, forms, made)
    gate = gate_of(ready, folder)
    # When it was made is no date of a patient.
    searched = {path: text.replace(made.encode(), b"") for path, text in files.items()}
    found, problems = search_outputs(gate, without_shipped_scales(searched))
    told = privacy_warnings(gate, warned_of(gate, found))
    every = in_order([*read.problems, *problems, *told, *withheld])
    return Exported(every, read.names, {} if problems else files, () if empty else shared)


def _files(form: str, findings: Findings, forms: SeriesForms, made: str) -> dict[str, bytes]:
    match form:
        case "csv":
            return data_package(findings)
        case "redcap":
            return redcap_files(forms)
        case "odm":
            language = findings.record.language
            return {ONE_FILE[form]: odm_xml(forms, made, language)}
        case "fhir":
            return {ONE_FILE[form]: fhir_bundle(findings, forms)}
        case "phenopacket":
            return phenopacket_files(findings, made)
    raise KeyError(form)
