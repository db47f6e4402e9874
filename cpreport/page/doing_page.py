"""Check, build, write letters, make and verify the package; hand out what was made."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from cpreport.journal.profiles import shipped_profiles
from cpreport.page.answering import Site, problems_of, shown, text_of_file
from cpreport.page.manuscript_pages import problems_without_form
from cpreport.page.patient_standing import PlacedProblem
from cpreport.page.record_pages import problems_of_series

#: What is handed out, by its ending.
_ENDINGS = (".pdf", ".html", ".docx", ".xml", ".zip", ".csv", ".json", ".svg", ".png", ".tiff")
_JOURNAL = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
LETTERS = "letters"


def doing(site: Site, request: Request) -> Response:
    """Show what can be done, and what was made."""
    return shown(
        site, "doing.html", nav="doing", at_fields=_at_fields(site),
        others=problems_without_form(site), job=site.jobs.last,
        made=[(name, size) for name, _, size in sorted(_made(site), key=_is_beside)],
        journals=[(p.id, p.name) for p in shipped_profiles().values()],
        letters_shown=site.letters_shown,
        has_identities=(site.desk.series_folder / "identities.yaml").is_file(),
    )  # fmt: skip


def _at_fields(site: Site) -> list[tuple[str, str, PlacedProblem]]:
    """List what is wrong with series and patients: the page of its field, of whom it is, what."""
    found = [(page, "", problem) for page, problem in problems_of_series(site)]
    for case_id, file in site.desk.case_files().items():
        for problem in problems_of(site, text_of_file(site, file)):
            page = f"/patients/{quote(case_id)}"
            match problem.path:
                case ("visits", int(number), *_):
                    page = f"{page}/visits/{number}"
            found.append((page, case_id, problem))
    return found


def do(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Start one of the commands."""
    words = _words(site, request.path_params["what"], form)
    if words is None:
        raise HTTPException(404)
    site.jobs.start(request.path_params["what"], words)
    return RedirectResponse("/do#progress", 303)


def _words(site: Site, what: str, form: Mapping[str, str]) -> list[str] | None:
    """Write the command line of what is to be done; None where it is nothing that can be."""
    folder = str(site.desk.series_folder)
    journal = form.get("journal", "generic")
    if not _JOURNAL.fullmatch(journal):
        return None
    package = site.desk.output.parent / f"package-{journal}.zip"
    if what == "build":
        formats = [f for f in ("pdf", "html", "docx") if form.get(f)] or ["html"]
        return ["build", folder, "--to", ",".join(formats)]
    if what == "letters":
        # Letters name patients: nobody makes them by one click.
        return ["letter", folder] if form.get("sure") == "yes" else None
    if what == "package":
        return ["package", folder, "--journal", journal]
    if what == "verify":
        return ["verify", str(package)] if package.is_file() else None
    return [what, folder] if what in ("check", "checklist") else None


def stop(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """End what is being done."""
    site.jobs.stop()
    return RedirectResponse("/do#progress", 303)


def progress(site: Site, request: Request) -> Response:
    """Say how far the last command is."""
    job = site.jobs.last
    if job is None:
        return JSONResponse({"lines": [], "code": None, "running": False})
    return JSONResponse({"lines": job.lines[-200:], "code": job.code, "running": job.code is None})


def show_letters(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Hand out letters, too, until the program ends."""
    site.letters_shown = form.get("sure") == "yes"
    return RedirectResponse("/do#made", 303)


def hand_out(site: Site, request: Request) -> Response:
    """Hand out one file of those that were made; nothing else is looked for."""
    wanted = request.path_params["name"]
    for name, path, _ in _made(site):
        if name == wanted:
            return FileResponse(
                path, filename=path.name, content_disposition_type="attachment",
                headers={"content-security-policy": "sandbox; default-src 'none'"},
            )  # fmt: skip
    raise HTTPException(404)


def _is_beside(made: tuple[str, Path, int]) -> bool:
    """Whether a file is no document that somebody waits for, but lies beside them."""
    return made[0].partition("/")[0] not in ("article", "cases", LETTERS)


def _made(site: Site) -> Iterator[tuple[str, Path, int]]:
    """List the files that builds and packages made: name, path and size."""
    output = site.desk.output
    for top, folders, files in os.walk(output):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        if not site.letters_shown and Path(top) == output:
            folders[:] = [f for f in folders if f != LETTERS]
        for name in sorted(files):
            path = Path(top, name)
            if name.endswith(_ENDINGS) and not name.startswith(".") and not path.is_symlink():
                yield path.relative_to(output).as_posix(), path, path.stat().st_size
    for path in sorted(output.parent.glob("package-*.zip")):
        if not path.is_symlink():
            yield path.name, path, path.stat().st_size
