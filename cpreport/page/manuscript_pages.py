"""Show the series itself and the sections of its article, with what can be inserted in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cpreport.cases.series import SectionFile, SupplementSection
from cpreport.journal.profiles import profiles
from cpreport.page.answering import (
    Site,
    problems_of,
    save_with_rows,
    saved_answer,
    shown,
    text_of_file,
)
from cpreport.page.form_fields import EntryField, series_fields, series_lists
from cpreport.page.manuscript_standing import (
    insertable_floats,
    insertable_results,
    insertable_works,
    standing_of,
)
from cpreport.page.new_reference import KINDS, bibtex_entry
from cpreport.page.patient_standing import PlacedProblem
from cpreport.page.record_pages import page_of_key, read_record, series_file
from cpreport.page.saving import OpenedText, save_text
from cpreport.problems import Problem

#: What is shown of what a search finds.
_MOST_SHOWN = 60
REFERENCES = "references.bib"


def manuscript(site: Site, request: Request) -> Response:
    """Show the form of the series, and the sections of the article."""
    opened, tree = read_record(site, series_file(site))
    return shown(
        site, "manuscript.html", nav="manuscript", opened=opened, fields=series_fields(tree),
        lists=series_lists(tree), sections=_sections(site), problems=_own_problems(site, opened),
        see="", **_standing(site, request),
    )  # fmt: skip


def _own_problems(site: Site, opened: OpenedText) -> Sequence[PlacedProblem]:
    """List what is wrong with what stands on this page, and not on others of the series."""
    found = problems_of(site, opened)
    return [p for p in found if not p.path or page_of_key(str(p.path[0])) == "/manuscript"]


def save_series(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of the series."""
    opened, tree = read_record(site, series_file(site))
    every: Sequence[EntryField] = [f for part in series_fields(tree).values() for f in part]
    lists = list(series_lists(tree).values())
    return save_with_rows(site, request, opened, form, every, lists, "/manuscript", _own_problems)


def _sections(site: Site) -> list[tuple[int, str, str]]:
    """List the sections that have a file, those of the supplement last: number, title and file."""
    record = site.desk.record()
    if record is None:
        return []
    beside = record.supplement.sections if record.supplement is not None else ()
    every: Iterable[tuple[int, SectionFile | SupplementSection]]
    every = enumerate((*record.sections, *beside))
    return [(n, s.title, s.file) for n, s in every if s.file is not None]


def problems_without_form(site: Site) -> list[tuple[str, Problem]]:
    """List what is wrong with files that have no form, each with the page on which it is mended."""
    formed = {series_file(site), *site.desk.case_files().values()}
    found = (problem for problem in site.desk.problems() if problem.place.file not in formed)
    return [(_page_of_file(site, problem.place.file), problem) for problem in found]


def _page_of_file(site: Site, file: str) -> str:
    """Find the page on which a file without a form is written, else the manuscript's."""
    if file == REFERENCES:
        return "/manuscript/references"
    numbers = (n for n, _, of_section in _sections(site) if of_section == file)
    return "/manuscript" + next((f"/{number}" for number in numbers), "")


def _section(site: Site, request: Request) -> tuple[str, OpenedText]:
    number = request.path_params["number"]
    for n, title, file in _sections(site):
        if n == number:
            return title, text_of_file(site, file)
    raise HTTPException(404)


def section(site: Site, request: Request) -> Response:
    """Show one section as text in Markdown."""
    title, opened = _section(site, request)
    return shown(
        site, "section.html", nav="manuscript", title=title, opened=opened,
        number=request.path_params["number"], problems=problems_of(site, opened), see="",
        **_standing(site, request),
    )  # fmt: skip


def save_section(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save the text of one section, with the line ends that its file has."""
    _, opened = _section(site, request)
    held = opened.text if opened is not None else ""
    text = form.get("text", held).replace("\r\n", "\n").replace("\r", "\n")
    if "\r\n" in opened.text:
        text = text.replace("\n", "\r\n")
    saved = save_text(site.desk.series_folder, opened, form.get("version", ""), text)
    return saved_answer(site, request, saved, f"/manuscript/{request.path_params['number']}")


def references(site: Site, request: Request) -> Response:
    """Show the file of references, and a form for another work."""
    opened = _references(site) or OpenedText(REFERENCES, "", "")
    works = insertable_works(site.desk)
    return shown(
        site, "references.html", nav="manuscript", opened=opened, works=works, kinds=tuple(KINDS),
        problems=[p for p in site.desk.problems() if p.place.file == opened.file],
    )  # fmt: skip


def _references(site: Site) -> OpenedText | None:
    """Read the file of references, if there is one yet."""
    there = (site.desk.series_folder / REFERENCES).exists()
    return text_of_file(site, REFERENCES) if there else None


def save_references(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save the file of references as it was written, or with another work at its end."""
    opened = _references(site)
    held = opened.text if opened is not None else ""
    text = form.get("text", held).replace("\r\n", "\n").replace("\r", "\n")
    if form.get("add") == "work":
        entry = bibtex_entry(form, {one.key for one in insertable_works(site.desk)})
        text = f"{text.rstrip()}\n\n{entry}".lstrip()
    saved = save_text(site.desk.series_folder, opened, form.get("version", ""), text, REFERENCES)
    return saved_answer(site, request, saved, "/manuscript/references#works")


def palette(site: Site, request: Request) -> Response:
    """Find what can be inserted, by words of its name, label and value."""
    kinds = {
        "results": insertable_results,
        "citations": insertable_works,
        "floats": insertable_floats,
    }
    listed = kinds.get(request.path_params["kind"])
    if listed is None:
        raise HTTPException(404)
    words = request.query_params.get("q", "").casefold().split()
    found = [one for one in listed(site.desk) if one.fits(words)]
    return JSONResponse({"found": len(found), "rows": [asdict(r) for r in found[:_MOST_SHOWN]]})


def standing(site: Site, request: Request) -> Response:
    """Say how the manuscript stands now, as a part of a page."""
    return shown(site, "standing.html", **_standing(site, request))


def _standing(site: Site, request: Request) -> dict[str, Any]:
    found = standing_of(site.desk, request.query_params.get("journal", ""))
    known, _ = profiles(site.desk.series_folder)
    return {"standing": found, "journals": [(p.id, p.title_of_journal) for p in known.values()]}
