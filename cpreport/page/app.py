"""Put the page together: which address is answered by what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from cpreport.page.answering import Site, changing, reading, receiving, shown, site_of
from cpreport.page.begin_page import begin, new_series, open_folder
from cpreport.page.doing_page import do, doing, hand_out, progress, show_letters, stop
from cpreport.page.guard import Guard
from cpreport.page.history_page import history, undo
from cpreport.page.import_page import MOST_FILES, importing, receive_source, save_map, write_import
from cpreport.page.interface_words import InterfaceWords, languages
from cpreport.page.manuscript_pages import (
    manuscript,
    palette,
    references,
    save_references,
    save_section,
    save_series,
    section,
    standing,
)
from cpreport.page.patient_pages import (
    add_patient,
    add_visit,
    patient,
    patients,
    rename_patient,
    save_patient,
    withdraw,
)
from cpreport.page.picture_page import (
    MOST_PICTURES,
    add_pictures,
    mask_picture,
    picture_file,
    pictures,
    remove_picture,
    save_pictures,
)
from cpreport.page.record_pages import (
    add_scale,
    letter_page,
    save_letter_page,
    save_scale,
    save_series_page,
    scale,
    scales,
    series_page,
)
from cpreport.page.seeing_page import seeing, seen_page, seen_pdf, seen_state
from cpreport.page.visit_page import remove_visit, save_visit, visit

_ASSETS = Path(__file__).with_name("assets")
_KINDS = {"page.css": "text/css", "page.js": "text/javascript"}
#: Seconds between two signs of life on a request that is held open.
_BEAT = 15.0


def page_app(site: Site) -> Guard:
    """Make the program that answers all requests."""
    case, one_visit = "/patients/{case_id}", "/patients/{case_id}/visits/{number:int}"
    read, change = reading, changing
    routes = [
        Route("/", read(patients)),
        Route("/patients", change(add_patient), methods=["POST"]),
        Route(case, read(patient)),
        Route(case, change(save_patient), methods=["POST"]),
        Route(f"{case}/visits", change(add_visit), methods=["POST"]),
        Route(f"{case}/withdraw", change(withdraw), methods=["POST"]),
        Route(f"{case}/rename", change(rename_patient), methods=["POST"]),
        Route(f"{case}/pictures", read(pictures)),
        Route(f"{case}/pictures", change(save_pictures), methods=["POST"]),
        Route(f"{case}/pictures/add", receiving(add_pictures, MOST_PICTURES), methods=["POST"]),
        Route(f"{case}/pictures/file/{{which:path}}", read(picture_file)),
        Route(f"{case}/pictures/mask/{{which:path}}", change(mask_picture), methods=["POST"]),
        Route(f"{case}/pictures/remove/{{number:int}}", change(remove_picture), methods=["POST"]),
        Route(one_visit, read(visit)),
        Route(one_visit, change(save_visit), methods=["POST"]),
        Route(f"{one_visit}/remove", change(remove_visit), methods=["POST"]),
        Route(f"{case}/letter", read(letter_page)),
        Route(f"{case}/letter", change(save_letter_page), methods=["POST"]),
        Route("/series/{part}", read(series_page)),
        Route("/series/{part}", change(save_series_page), methods=["POST"]),
        Route("/scales", read(scales)),
        Route("/scales", change(add_scale), methods=["POST"]),
        Route("/scales/{name}", read(scale)),
        Route("/scales/{name}", change(save_scale), methods=["POST"]),
        Route("/manuscript", read(manuscript)),
        Route("/manuscript", change(save_series), methods=["POST"]),
        Route("/manuscript/{number:int}", read(section)),
        Route("/manuscript/{number:int}", change(save_section), methods=["POST"]),
        Route("/manuscript/references", read(references)),
        Route("/manuscript/references", change(save_references), methods=["POST"]),
        Route("/manuscript/standing", read(standing)),
        Route("/palette/{kind}", read(palette)),
        Route("/see", read(seeing)),
        Route("/see/{case_id}", read(seeing)),
        *(
            Route(f"{at}/{name}", read(work))
            for at in ("/seen/article", "/seen/cases/{case_id}")
            for name, work in (("state", seen_state), ("page", seen_page), ("pdf", seen_pdf))
        ),
        Route("/do", read(doing)),
        Route("/do/progress", read(progress)),
        Route("/do/stop", change(stop), methods=["POST"]),
        Route("/do/show-letters", change(show_letters), methods=["POST"]),
        Route("/do/{what}", change(do), methods=["POST"]),
        Route("/made/{name:path}", read(hand_out)),
        Route("/history", read(history)),
        Route("/history/{number:int}", change(undo), methods=["POST"]),
        Route("/begin", read(begin, needs_series=False)),
        Route("/begin/open", change(open_folder, needs_series=False), methods=["POST"]),
        Route("/begin/new", change(new_series, needs_series=False), methods=["POST"]),
        Route("/import", read(importing)),
        Route(
            "/import", receiving(receive_source, MOST_FILES, needs_series=False), methods=["POST"]
        ),
        Route("/import/map", change(save_map), methods=["POST"]),
        Route("/import/write", change(write_import), methods=["POST"]),
        Route("/language", change(choose_language, needs_series=False), methods=["POST"]),
        Route("/close", change(close, needs_series=False), methods=["POST"]),
        Route("/here", here),
        Route("/assets/{name}", asset),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: told})
    app.state.site = site
    return Guard(app, site.keys)


def asset(request: Request) -> Response:
    """Hand out the script and the stylesheet."""
    name = request.path_params["name"]
    if name not in _KINDS:
        raise HTTPException(404)
    return FileResponse(_ASSETS / name, media_type=_KINDS[name])


async def here(request: Request) -> Response:
    """Hold a request open as long as a page is there."""
    site = site_of(request)

    async def beats() -> AsyncIterator[bytes]:
        site.presence.come()
        try:
            while True:
                yield b": here\n\n"
                await asyncio.sleep(_BEAT)
        finally:
            site.presence.go()

    return StreamingResponse(beats(), media_type="text/event-stream")


def choose_language(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Speak another language from now on."""
    wanted = form.get("language", "")
    if wanted not in languages():
        raise HTTPException(404)
    site.words, site.chosen = InterfaceWords(wanted), True
    return RedirectResponse("/", 303)


def close(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """End the program."""
    site.presence.ask_to_end()
    return shown(site, "closed.html", nav="closed")


def told(request: Request, error: Exception) -> Response:
    """Say in words what an address does not lead to."""
    assert isinstance(error, HTTPException)
    key = "error.changed" if error.status_code == 409 else "error.not_found"
    detail = error.detail if error.status_code == 422 else ""
    site = site_of(request)
    return shown(site, "told.html", error.status_code, key=key, detail=detail, problems=(), nav="")
