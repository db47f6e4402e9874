"""Show the patients of a series, and one patient: history, consent, treatments, visits, events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.cases.case import Case
from cpreport.cases.reader import may_name_a_case
from cpreport.demo.blank_series import case_to_begin_with
from cpreport.exchange.edit_yaml import SetValue, edit_yaml, entries_at, read_plain, value_at
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.page.answering import (
    Site,
    problems_of,
    save_entered,
    save_with_rows,
    shown,
    text_of_file,
)
from cpreport.page.desk import OpenedCase
from cpreport.page.form_fields import patient_fields, patient_lists, put
from cpreport.page.manuscript_pages import problems_without_form
from cpreport.page.patient_standing import PatientStanding, about, consent_word, placed
from cpreport.page.record_pages import problems_of_series
from cpreport.page.saving import rename, save_text

_ORDER = tuple(Case.model_fields)
#: What a new patient may be called; it becomes the name of a file.
_STUDY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def patients(site: Site, request: Request) -> Response:
    """Show the list of all patients, with what is complete, missing and wrong."""
    record = site.desk.record()
    found = [_standing(site, case_id, file) for case_id, file in site.desk.case_files().items()]
    known = {one.case_id for one in found}
    return shown(
        site, "patients.html", nav="patients", patients=found, record=record,
        of_series=problems_without_form(site), at_fields=problems_of_series(site),
        wrong=request.query_params.get("wrong", ""), next_id=_next_id(known),
    )  # fmt: skip


def _standing(site: Site, case_id: str, file: str) -> PatientStanding:
    record = site.desk.record()
    opened = text_of_file(site, file)
    try:
        tree: Plain = read_plain(opened.text)
    except CannotEdit:
        tree = {}
    there = {value_at(visit, ("id",)) for visit in entries_at(tree, ("visits",))}
    declared = record.visits if record is not None else ()
    problems = [p for p in site.desk.problems() if p.place.file == file]
    return PatientStanding(
        case_id,
        about(site.words, tree),
        consent_word(tree),
        tuple((visit.label, visit.id in there) for visit in declared),
        placed(opened.text, problems),
    )


def _next_id(known: set[str]) -> str:
    numbers = [int(m[1]) for one in known if (m := re.fullmatch(r"P(\d{1,6})", one))]
    return f"P{max(numbers, default=0) + 1:02}"


def add_patient(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Make the file of a new patient."""
    case_id = form.get("id", "").strip()
    if why := _why_no_id(site, case_id):
        return RedirectResponse(f"/?wrong={why}", 303)
    text = case_to_begin_with(case_id)
    save_text(site.desk.series_folder, None, "", text, f"{case_id}.yaml")
    return RedirectResponse(f"/patients/{case_id}", 303)


def _why_no_id(site: Site, case_id: str) -> str:
    if not _STUDY_ID.fullmatch(case_id):
        return "id"
    if not may_name_a_case(case_id):
        return "reserved"
    taken = {one.casefold() for one in site.desk.case_files()}
    folder = site.desk.series_folder
    there = {path.stem.casefold() for path in folder.iterdir()}
    return "taken" if case_id.casefold() in taken | there else ""


def opened_case(site: Site, request: Request) -> OpenedCase:
    """Open the case that an address names, or say that there is none."""
    try:
        case = site.desk.case(request.path_params["case_id"])
    except CannotEdit as error:
        raise HTTPException(422, str(error)) from None
    if case is None:
        raise HTTPException(404)
    return case


def patient(site: Site, request: Request) -> Response:
    """Show the form of one patient."""
    opened = opened_case(site, request)
    case_id = request.path_params["case_id"]
    record = site.desk.record()
    there = [str(value_at(v, ("id",)) or "") for v in entries_at(opened.tree, ("visits",))]
    declared = {v.id: v.label for v in record.visits} if record is not None else {}
    return shown(
        site, "patient.html", nav="patients", case_id=case_id, opened=opened.opened,
        about=about(site.words, opened.tree), consent=consent_word(opened.tree),
        fields=patient_fields(opened.tree), lists=patient_lists(opened.tree),
        visits=[(n, v, declared.get(v, v)) for n, v in enumerate(there)],
        missing_visits=[(v, label) for v, label in declared.items() if v not in there],
        problems=problems_of(site, opened.opened), today=date.today().isoformat(),
        wrong=request.query_params.get("wrong", ""), see=case_id,
        pictures=len(entries_at(opened.tree, ("media",))),
    )  # fmt: skip


def save_patient(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of one patient, and add or remove a row where that was asked for."""
    opened = opened_case(site, request)
    back = f"/patients/{request.path_params['case_id']}"
    every = [f for part in patient_fields(opened.tree).values() for f in part]
    lists = list(patient_lists(opened.tree).values())
    return save_with_rows(site, request, opened.opened, form, every, lists, back)


def add_visit(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Add a visit that the series declares, at its place among the others."""
    opened = opened_case(site, request)
    record, wanted = site.desk.record(), form.get("visit", "")
    declared = [v.id for v in record.visits] if record is not None else []
    rows = entries_at(opened.tree, ("visits",))
    there = [value_at(v, ("id",)) for v in rows]
    if wanted not in declared or wanted in there:
        raise HTTPException(404)
    later = declared[declared.index(wanted) :]
    at = next((n for n, v in enumerate(there) if v in later), len(rows))
    new: Plain = {"id": wanted}
    save_entered(
        site, opened.opened, form,
        lambda tree: put(tree, ("visits",), [*rows[:at], new, *rows[at:]], _ORDER),
    )  # fmt: skip
    return RedirectResponse(f"/patients/{request.path_params['case_id']}/visits/{at}", 303)


def withdraw(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Note that a patient has withdrawn consent for publication, on the day that is named."""
    opened = opened_case(site, request)
    day = form.get("day", "").strip()
    if not _is_a_day(day):
        return RedirectResponse(f"/patients/{request.path_params['case_id']}?wrong=day", 303)
    save_entered(
        site, opened.opened, form,
        lambda tree: put(tree, ("consent", "publication", "withdrawn"), day,
                         ("given", "waived", "reference", "by", "date", "withdrawn")),
    )  # fmt: skip
    return RedirectResponse(f"/patients/{request.path_params['case_id']}#consent", 303)


def _is_a_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def rename_patient(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Give a patient another study id, in the file and as its name."""
    opened = opened_case(site, request)
    old, new = request.path_params["case_id"], form.get("id", "").strip()
    if why := _why_no_id(site, new):
        return RedirectResponse(f"/patients/{old}?wrong={why}", 303)
    if form.get("version") != opened.opened.version:
        raise HTTPException(409)
    text = edit_yaml(opened.opened.text, [SetValue(("id",), new)])
    # Results are named by the id, in the texts of the case itself, too.
    text = text.replace(f'results["{old}.', f'results["{new}.')
    rename(site.desk.series_folder, opened.opened, f"{new}.yaml", text)
    return RedirectResponse(f"/patients/{new}", 303)
