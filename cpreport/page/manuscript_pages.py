"""Show the series itself and the sections of its article, with what can be inserted in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cpreport.exchange.edit_yaml import read_plain
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.journal.profiles import profiles
from cpreport.page.answering import Site, problems_of, saved_answer, shown, text_of_file
from cpreport.page.form_fields import (
    EntryField,
    all_fields,
    series_fields,
    series_lists,
    with_entered,
    with_rows,
)
from cpreport.page.manuscript_standing import (
    insertable_floats,
    insertable_results,
    insertable_works,
    standing_of,
)
from cpreport.page.saving import OpenedText, save_text, save_tree

#: What is shown of what a search finds.
_MOST_SHOWN = 60


def manuscript(site: Site, request: Request) -> Response:
    """Show the form of the series, and the sections of the article."""
    opened, tree = _series_file(site)
    return shown(
        site, "manuscript.html", nav="manuscript", opened=opened, fields=series_fields(tree),
        lists=series_lists(tree), sections=_sections(site), problems=problems_of(site, opened),
        see="", **_standing(site, request),
    )  # fmt: skip


def save_series(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of the series."""
    opened, tree = _series_file(site)
    every: Sequence[EntryField] = [f for part in series_fields(tree).values() for f in part]
    lists = list(series_lists(tree).values())

    def change(held: Plain) -> Plain:
        return with_rows(with_entered(held, [*every, *all_fields(lists)], form), lists, form)

    saved = save_tree(site.desk.series_folder, opened, form.get("version", ""), change)
    back = "/manuscript#claims" if form.get("add") or form.get("remove") else "/manuscript"
    return saved_answer(site, request, saved, back)


def _series_file(site: Site) -> tuple[OpenedText, Plain]:
    names = ("series.yaml", "series.yml")
    there = (n for n in names if (site.desk.series_folder / n).is_file())
    opened = text_of_file(site, next(there, "series.yaml"))
    try:
        return opened, read_plain(opened.text)
    except CannotEdit as error:
        raise HTTPException(422, str(error)) from None


def _sections(site: Site) -> list[tuple[int, str, str]]:
    """List the sections that have a file: number, title and file."""
    record = site.desk.record()
    sections = record.sections if record is not None else ()
    return [(n, s.title, s.file) for n, s in enumerate(sections) if s.file is not None]


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
    text = form.get("text", opened.text).replace("\r\n", "\n").replace("\r", "\n")
    if "\r\n" in opened.text:
        text = text.replace("\n", "\r\n")
    saved = save_text(site.desk.series_folder, opened, form.get("version", ""), text)
    return saved_answer(site, request, saved, f"/manuscript/{request.path_params['number']}")


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
