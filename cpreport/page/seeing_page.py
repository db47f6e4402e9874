"""Show a report or the article beside the form."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from cpreport.page.answering import Site, said, shown
from cpreport.page.live_preview import POLICY

_EMPTY = "<!DOCTYPE html><html lang='en'><title>-</title><body></body></html>"


def _case_id(site: Site, request: Request) -> str:
    """Read which document is meant: a case by its id; the article without one."""
    case_id: str = request.path_params.get("case_id", "")
    if case_id and case_id not in site.desk.case_files():
        raise HTTPException(404)
    return case_id


def seen_state(site: Site, request: Request) -> Response:
    """Make the page where the files have changed, and say what stands in the way of it."""
    page = site.previews.page(_case_id(site, request))
    problems = [
        {"message": str(said(p.message)), "place": p.place.file, "help": str(said(p.help))}
        for p in page.problems[:12]
    ]
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
        return PlainTextResponse("\n".join(p.message for p in page.problems), 422)
    return Response(page.content, media_type="application/pdf")


def seeing(site: Site, request: Request) -> Response:
    """Show a document by itself, with a choice of the others."""
    case_id = _case_id(site, request)
    return shown(site, "seeing.html", nav="seeing", see=case_id, cases=list(site.desk.case_files()))
