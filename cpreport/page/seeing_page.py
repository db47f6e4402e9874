"""Show a report or the article beside the form."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from cpreport.page.answering import Site, shown
from cpreport.page.live_preview import POLICY
from cpreport.page.patient_standing import blank_names

_EMPTY = "<!DOCTYPE html><html lang='en'><title>-</title><body></body></html>"


def _case_id(site: Site, request: Request) -> str:
    """Read which document is meant: a case by its id; the article without one."""
    case_id: str = request.path_params.get("case_id", "")
    if case_id and case_id not in site.desk.case_files():
        raise HTTPException(404)
    return case_id


def seen_state(site: Site, request: Request) -> Response:
    """Make the page where the files have changed, and say what stands in the way of it."""
    case_id = _case_id(site, request)
    page = site.previews.page(case_id)
    own = [p for p in page.problems if not case_id or p.case in (None, case_id)]
    listed = own or page.problems
    blank = sum(len(blank_names(p)) for p in listed)
    w = site.words
    problems = [w("see.blank", n=blank)] if blank else []
    problems += [w.problem_with_help(p) for p in listed if not blank_names(p)][:12]
    return JSONResponse({"stamp": page.stamp, "problems": problems})


def seen_page(site: Site, request: Request) -> Response:
    """Show the last good page; nothing runs in it."""
    page = site.previews.page(_case_id(site, request))
    headers = {"content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(page.content or _EMPTY, headers=headers)


def seen_pdf(site: Site, request: Request) -> Response:
    """Show the last good PDF, or say what stands in the way of the first."""
    page = site.previews.page(_case_id(site, request), "pdf")
    if not page.content:
        return shown(
            site, "told.html", 422, key="see.none", detail="", problems=page.problems[:12], nav=""
        )
    return Response(page.content, media_type="application/pdf")


def seeing(site: Site, request: Request) -> Response:
    """Show a document by itself, with a choice of the others."""
    case_id = _case_id(site, request)
    return shown(site, "seeing.html", nav="seeing", see=case_id, cases=list(site.desk.case_files()))
