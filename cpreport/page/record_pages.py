"""Show whatever no form of its own shows: the plan of the series, authors, scales, letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.exchange.edit_yaml import entries_at, read_plain, value_at
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.page.answering import Site, problems_of, save_with_rows, shown, text_of_file
from cpreport.page.patient_standing import PlacedProblem
from cpreport.page.record_form import form_of
from cpreport.page.saving import OpenedText, save_text
from cpreport.scales.definition import Scale

#: The pages of `series.yaml`, each with the keys that it shows.
SERIES_PAGES: Mapping[str, tuple[str, ...]] = {
    "plan": ("visits", "compare", "measures", "outcomes", "settings", "time", "left_out", "groups",
             "phases", "summaries"),
    "authors": ("authors", "affiliations", "funders", "copyright"),
    "parts": ("sections", "key_points", "supplement", "notice", "graphical_abstract",
              "references_style", "page_size", "archive", "style", "dates", "publication"),
    "checklists": ("checklists", "wording", "privacy", "not_identifying"),
    "letters": ("letters",),
}  # fmt: skip
OF_CASE = ("letter", "checklists", "not_identifying")
OF_SCALE = (
    "name", "grade_name", "measures", "better", "level", "version", "synonyms", "sided", "items",
    "grades", "grade_sets", "scores", "main_score", "no_threshold", "thresholds", "licence",
    "acknowledgement", "source", "sources", "notes",
)  # fmt: skip
_SCALE_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
_SCALES = "scales"
_SECTION_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.md")


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A form of some keys of a file.

    address : str
        Of the page itself.
    see : str or None
        The case whose report stands beside it; an empty text for the article; None for nothing.
    """

    file: str
    model: type[BaseModel]
    wanted: tuple[str, ...]
    address: str
    see: str | None = ""


def page_of_key(key: str) -> str:
    """Find the page on which a key of the series is entered."""
    found = (part for part, keys in SERIES_PAGES.items() if key in keys)
    part = next(found, "")
    return f"/series/{part}" if part else "/manuscript"


def series_file(site: Site) -> str:
    """Name the file of the series itself."""
    folder = site.desk.series_folder
    return next((n for n in ("series.yaml", "series.yml") if (folder / n).is_file()), "series.yaml")


def problems_of_series(site: Site) -> list[tuple[str, PlacedProblem]]:
    """List what is wrong with the series itself, each with the page on which it is mended."""
    found = problems_of(site, text_of_file(site, series_file(site)))
    return [(page_of_key(str(p.path[0]) if p.path else ""), p) for p in found]


def read_record(site: Site, file: str) -> tuple[OpenedText, Plain]:
    """Read a file and its values, or say why they cannot be altered."""
    opened = text_of_file(site, file)
    try:
        return opened, read_plain(opened.text)
    except CannotEdit as error:
        raise HTTPException(422, str(error)) from None


def series_page(site: Site, request: Request) -> Response:
    """Show one page of the series."""
    return _show(site, _of_series(site, request), title=request.path_params["part"])


def save_series_page(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save one page of the series; a section that has no file yet gets an empty one."""
    answer = _save(site, request, _of_series(site, request), form)
    if request.path_params["part"] == "parts":
        _begin_sections(site)
    return answer


def _of_series(site: Site, request: Request) -> RecordPage:
    part = request.path_params["part"]
    if part not in SERIES_PAGES:
        raise HTTPException(404)
    return RecordPage(series_file(site), SeriesRecord, SERIES_PAGES[part], f"/series/{part}")


def _begin_sections(site: Site) -> None:
    """Begin the files that the sections name and that are not there."""
    _, tree = read_record(site, series_file(site))
    for key in (("sections",), ("supplement", "sections")):
        for one in entries_at(tree, key):
            file = value_at(one, ("file",))
            if not isinstance(file, str) or not _SECTION_FILE.fullmatch(file):
                continue
            if not (site.desk.series_folder / file).exists():
                save_text(site.desk.series_folder, None, "", "", file)


def letter_page(site: Site, request: Request) -> Response:
    """Show what only people know of a patient: for letters and checklists."""
    return _show(site, _of_case(site, request), title="letter")


def save_letter_page(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what only people know of a patient."""
    return _save(site, request, _of_case(site, request), form)


def _of_case(site: Site, request: Request) -> RecordPage:
    case_id = request.path_params["case_id"]
    file = site.desk.case_files().get(case_id)
    if file is None:
        raise HTTPException(404)
    return RecordPage(file, Case, OF_CASE, f"/patients/{case_id}/letter", case_id)


def scales(site: Site, request: Request) -> Response:
    """List the scales of the series' own, to be looked at or begun."""
    wrong = request.query_params.get("wrong", "")
    return shown(site, "scales.html", nav="series", part="scales", found=_own_scales(site),
                 pages=tuple(SERIES_PAGES), wrong=wrong)  # fmt: skip


def _own_scales(site: Site) -> Sequence[str]:
    folder = site.desk.series_folder / _SCALES
    return sorted(path.stem for path in folder.glob("*.yaml") if not path.is_symlink())


def add_scale(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Begin a scale of the series' own."""
    short = form.get("id", "").strip()
    known = {one.casefold() for one in _own_scales(site)}
    if not _SCALE_ID.fullmatch(short) or short.casefold() in known:
        return RedirectResponse("/scales?wrong=scale", 303)
    (site.desk.series_folder / _SCALES).mkdir(exist_ok=True)
    text = f"id: {short}\nname:\nmeasures:\nbetter:\n"
    save_text(site.desk.series_folder, None, "", text, f"{_SCALES}/{short.lower()}.yaml")
    return RedirectResponse(f"/scales/{short.lower()}", 303)


def scale(site: Site, request: Request) -> Response:
    """Show a scale of the series' own."""
    return _show(site, _of_scale(site, request), title="scales")


def save_scale(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save a scale of the series' own."""
    return _save(site, request, _of_scale(site, request), form)


def _of_scale(site: Site, request: Request) -> RecordPage:
    name = request.path_params["name"]
    if name not in _own_scales(site):
        raise HTTPException(404)
    return RecordPage(f"{_SCALES}/{name}.yaml", Scale, OF_SCALE, f"/scales/{name}", None)


def _show(site: Site, page: RecordPage, title: str) -> Response:
    opened, tree = read_record(site, page.file)
    return shown(
        site, "record.html", nav="patients" if page.see else "series", title=title, part=title,
        opened=opened, form=form_of(tree, page.model, page.wanted), address=page.address,
        see=page.see, pages=tuple(SERIES_PAGES),
        problems=_problems(page, site, opened),
    )  # fmt: skip


def _save(site: Site, request: Request, page: RecordPage, form: Mapping[str, str]) -> Response:
    opened, tree = read_record(site, page.file)
    whole = form_of(tree, page.model, page.wanted)
    return save_with_rows(
        site, request, opened, form, whole.fields, whole.below, page.address,
        partial(_problems, page),
    )  # fmt: skip


def _problems(page: RecordPage, site: Site, opened: OpenedText) -> Sequence[PlacedProblem]:
    return [p for p in problems_of(site, opened) if p.path[:1] and p.path[0] in page.wanted]
