"""Show what was saved and what it changed, and take saves back."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.page.answering import Site, shown
from cpreport.page.history import state, states
from cpreport.page.saving import take_back

#: Saves that are shown, and lines of each.
_MOST, _MOST_LINES = 60, 40


def history(site: Site, request: Request) -> Response:
    """Show the last saves with the lines that each changed."""
    found = states(site.desk.series_folder)[:_MOST]
    rows = [(one, one.changed_lines()[:_MOST_LINES]) for one in found]
    return shown(site, "history.html", nav="history", rows=rows)


def undo(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Write a file as it was before a save."""
    saved = state(site.desk.series_folder, request.path_params["number"])
    if saved is None or saved.file not in _files(site):
        raise HTTPException(404)
    take_back(site.desk.series_folder, saved)
    return RedirectResponse("/history", 303)


def _files(site: Site) -> set[str]:
    """Name the files that saves may be taken back of: those of the series itself."""
    record = site.desk.record()
    sections = record.sections if record is not None else ()
    named = {s.file for s in sections if s.file is not None}
    folder = site.desk.series_folder
    cases = {f"{path.stem}.yaml" for path in folder.glob("*.yaml")}
    gone = {one.file for one in states(folder) if one.after is None and "/" not in one.file}
    return {f for f in named | cases | gone if not f.casefold().startswith((".", "identities."))}
