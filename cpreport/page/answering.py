"""Answer requests: fill the templates of the page, read its forms, say what became of a save."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from cpreport.cases.values import is_missing
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.page.desk import Desk
from cpreport.page.form_fields import (
    EntryField,
    ListOfRows,
    all_fields,
    all_lists,
    name_of,
    row_that_was_altered,
    with_entered,
    with_rows,
)
from cpreport.page.guard import Keys
from cpreport.page.handed_in import FilesHandedIn
from cpreport.page.interface_words import USUAL, InterfaceWords, language_wanted, languages, quoted
from cpreport.page.jobs import StartedCommands
from cpreport.page.live_preview import Previews
from cpreport.page.patient_standing import PlacedProblem, placed
from cpreport.page.presence import Presence
from cpreport.page.saving import ChangedMeanwhile, OpenedText, open_text, save_tree, version_of
from cpreport.problems import Refused
from cpreport.publish.typst.compiler import typst_version

_TEMPLATES = Path(__file__).with_name("templates")
#: Fields of one form: a visit of the largest scale has some hundreds.
_MOST_FIELDS = 20_000
#: Signs that can be typed and seen nowhere, and that no printed file can hold.
_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF))
#: Lines of a difference that are shown.
_MOST_SHOWN = 200

FindProblems = Callable[["Site", OpenedText], Sequence[PlacedProblem]]
Work = Callable[["Site", Request, Mapping[str, str]], Response]
#: Files that came with a form: the name and the content of each.
Received = Sequence[tuple[str, bytes]]
FileWork = Callable[["Site", Request, Mapping[str, str], Received], Response]


@dataclass(slots=True)
class Site:
    """All that the pages work with."""

    keys: Keys
    desk: Desk
    #: In what language the page speaks, and whether its user has chosen it.
    words: InterfaceWords = field(default_factory=lambda: InterfaceWords(USUAL))
    chosen: bool = False
    jobs: StartedCommands = field(default_factory=StartedCommands)
    presence: Presence = field(default_factory=Presence)
    source: FilesHandedIn = field(default_factory=FilesHandedIn)
    letters_shown: bool = False
    previews: Previews = field(init=False)
    templates: jinja2.Environment = field(init=False)

    def __post_init__(self) -> None:
        self.previews = Previews(self.desk)
        self.templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.filters["said"] = quoted
        self.templates.globals["with_pdf"] = bool(typst_version())


def site_of(request: Request) -> Site:
    """Find what the pages work with, in the language of the browser until one is chosen."""
    site: Site = request.app.state.site
    if not site.chosen:
        wanted = language_wanted(request.headers.get("accept-language", ""))
        if wanted != site.words.language:
            site.words = InterfaceWords(wanted)
    return site


def shown(site: Site, template: str, status: int = 200, /, **names: Any) -> HTMLResponse:
    """Fill a template."""
    if isinstance(opened := names.get("opened"), OpenedText):
        site.desk.remember(opened)
    html = site.templates.get_template(template).render(
        w=site.words,
        languages=languages(),
        proof=site.keys.proof,
        series_title=_title(site),
        folder=site.desk.folder,
        **names,
    )
    return HTMLResponse(html, status)


def _title(site: Site) -> str:
    """Name the series that is open: by its title, or by its folder while it has none."""
    if site.desk.folder is None:
        return ""
    record = site.desk.record()
    folder = site.desk.series_folder.resolve()
    title = record.title if record is not None and not is_missing(record.title) else ""
    return title or (folder.parent.name if folder.name == "cases" else folder.name)


def reading(
    work: Callable[[Site, Request], Response], *, needs_series: bool = True
) -> Callable[[Request], Response]:
    """Make the answer to a request that changes nothing."""

    def answer(request: Request) -> Response:
        site = site_of(request)
        if needs_series and site.desk.folder is None:
            return RedirectResponse("/begin", 303)
        with site.desk.lock:
            return work(site, request)

    return answer


def changing(work: Work, *, needs_series: bool = True) -> Callable[[Request], Any]:
    """Make the answer to a form of this page; what carries no proof of being one is refused."""
    return receiving(
        lambda site, request, fields, _: work(site, request, fields), 0, needs_series=needs_series
    )


def receiving(
    work: FileWork, most_files: int, *, needs_series: bool = True
) -> Callable[[Request], Any]:
    """Make the answer to a form of this page that files may come with."""

    async def answer(request: Request) -> Response:
        site = site_of(request)
        try:
            form = await request.form(max_fields=_MOST_FIELDS, max_files=most_files)
        except HTTPException as error:
            return Response("This is no form.", error.status_code)
        files = [
            (one.filename or "", await one.read())
            for _, one in form.multi_items()
            if isinstance(one, UploadFile) and one.size
        ]
        values = {name: found for name in form if (found := _texts(form, name))}
        if not _is_proved(site, form) or any(len(found) != 1 for found in values.values()):
            return Response("This form is not of this page.", 403)
        fields = {name: found[0].translate(_UNSEEN) for name, found in values.items()}
        if needs_series and site.desk.folder is None:
            return RedirectResponse("/begin", 303)

        def under_lock() -> Response:
            with site.desk.lock:
                try:
                    return work(site, request, fields, files)
                except ChangedMeanwhile as changed:
                    return _changed(site, request, fields, changed)
                except (CannotEdit, UnicodeDecodeError) as error:
                    return _not_saved(site, request, str(error))
                except Refused as refused:
                    return _not_saved(site, request, refused.problems[0].message)

        return await run_in_threadpool(under_lock)

    return answer


def _texts(form: FormData, name: str) -> list[str]:
    return [one for one in form.getlist(name) if isinstance(one, str)]


def _is_proved(site: Site, form: FormData) -> bool:
    sent = form.get("proof")
    return isinstance(sent, str) and secrets.compare_digest(
        sent.encode("utf-8", "replace"), site.keys.proof.encode()
    )


def wants_json(request: Request) -> bool:
    """Whether the page's script asks, and not the browser itself."""
    return request.headers.get("accept", "") == "application/json"


def _changed(
    site: Site, request: Request, fields: Mapping[str, str], changed: ChangedMeanwhile
) -> Response:
    """Say that a file was changed elsewhere: reload, keep mine, or see the difference."""
    now = changed.now.splitlines()
    version = version_of(changed.now.encode("utf-8"))
    before = site.desk.seen.get(fields.get("version", ""), "").splitlines()
    lines = list(difflib.unified_diff(before, now, lineterm="", n=0))
    difference = [(line[0], line[1:]) for line in lines[2:] if line[:1] in "+-"][:_MOST_SHOWN]
    if wants_json(request):
        held = {"changed": changed.file, "version": version, "difference": difference}
        return JSONResponse(held, 409)
    return shown(
        site, "changed.html", 409, file=changed.file, version=version, difference=difference,
        fields={k: v for k, v in fields.items() if k not in ("proof", "version")},
        here=request.url.path, nav="",
    )  # fmt: skip


def _not_saved(site: Site, request: Request, why: str) -> Response:
    if wants_json(request):
        return JSONResponse({"refused": why}, 422)
    return shown(site, "refused.html", 422, why=why, here=request.url.path, nav="")


def save_entered(
    site: Site, opened: OpenedText, form: Mapping[str, str], change: Callable[[Plain], Plain]
) -> OpenedText:
    """Save what a form changes of a file; its `version` says of which file it was made."""
    return save_tree(site.desk.series_folder, opened, form.get("version", ""), change)


def save_with_rows(
    site: Site,
    request: Request,
    opened: OpenedText,
    form: Mapping[str, str],
    fields: Sequence[EntryField],
    lists: Sequence[ListOfRows],
    back: str,
    find: FindProblems | None = None,
) -> Response:
    """Save what was entered, and add, move or remove a row of a list where that was asked for."""

    def change(held: Plain) -> Plain:
        held = with_entered(held, [*fields, *all_fields(lists)], form)
        return with_rows(held, list(all_lists(lists)), form)

    saved = save_entered(site, opened, form, change)
    anchor = row_that_was_altered(form)
    return saved_answer(site, request, saved, f"{back}#{anchor}" if anchor else back, find)


def saved_answer(
    site: Site,
    request: Request,
    saved: OpenedText,
    back: str,
    find: FindProblems | None = None,
    **more: Any,
) -> Response:
    """Say that a file was saved, and what is wrong with it now.

    Parameters
    ----------
    find : callable or None
        Finds what is wrong, where it is asked for; None for what a check of the series finds.
    """
    if not wants_json(request):
        # Whoever saves by the button is led to what is to be looked at, where that is shown.
        return RedirectResponse(back if "#" in back else f"{back}#summary", 303)
    problems = (find or problems_of)(site, saved)
    return JSONResponse(
        {
            "version": saved.version,
            "problems": [
                {
                    "name": name_of(one.path),
                    "kind": one.kind,
                    "where": site.words.place(one.where),
                    "message": site.words.problem(one.problem),
                    "all": site.words.problem_with_help(one.problem),
                }
                for one in problems
            ],
            **more,
        }
    )


def problems_of(site: Site, opened: OpenedText) -> Sequence[PlacedProblem]:
    """List what is wrong with one file, at its values."""
    found = [p for p in site.desk.problems() if p.place.file == opened.file]
    return placed(opened.text, found)


def text_of_file(site: Site, file: str) -> OpenedText:
    """Read a file of the series, or say that there is none."""
    try:
        return open_text(site.desk.series_folder, file)
    except (OSError, UnicodeDecodeError):
        raise HTTPException(404) from None
