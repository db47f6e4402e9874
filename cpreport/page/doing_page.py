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
from cpreport.page.jobs import DocumentCount, StartedCommand
from cpreport.page.manuscript_pages import problems_without_form
from cpreport.page.patient_standing import PlacedProblem
from cpreport.page.record_pages import problems_of_series

#: What is handed out, by its ending.
_ENDINGS = (".pdf", ".html", ".docx", ".xml", ".zip", ".csv", ".json", ".svg", ".png", ".tiff")
#: What looks for something: it is done where it has found it.
_LOOKS = ("check", "verify")
_JOURNAL = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
LETTERS = "letters"
#: Folders of documents that somebody waits for.
_OF_DOCUMENTS = ("article", "supplement", "cases", "checklists", LETTERS)
#: What a document is called that is no patient's; none is made while the last files are written.
_CALLED = {
    "article": "see.article",
    "supplement": "do.supplement",
    "results": "do.data_files",
    "": "do.last_files",
}


def doing(site: Site, request: Request) -> Response:
    """Show what can be done, and what was made."""
    job, made = site.jobs.last, list(_made(site))
    journals = [(p.id, p.name) for p in shipped_profiles().values()]
    return shown(
        site, "doing.html", nav="doing", at_fields=_at_fields(site),
        others=problems_without_form(site), job=job, outcome=_outcome(site, job) if job else "",
        documents=[(name, size) for name, _, size in made if not _is_beside(name)],
        beside=[(name, size) for name, _, size in made if _is_beside(name)],
        journals={
            "package": journals,
            "verify": [one for one in journals if _package_of(site, one[0]).is_file()],
        },
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
    package = _package_of(site, journal)
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


def _package_of(site: Site, journal: str) -> Path:
    """Where the package for a journal is, or would be."""
    return site.desk.output.parent / f"package-{journal}.zip"


def stop(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """End what is being done."""
    site.jobs.stop()
    return RedirectResponse("/do#progress", 303)


def progress(site: Site, request: Request) -> Response:
    """Say how far the last command is."""
    job = site.jobs.last
    if job is None:
        return JSONResponse({"lines": [], "code": None, "running": False, "outcome": ""})
    return JSONResponse(
        {
            "lines": job.lines[-200:],
            "code": job.code,
            "running": job.code is None,
            "outcome": _outcome(site, job),
            "share": job.count.done / job.count.total if job.count and job.count.total else None,
        }
    )


def _outcome(site: Site, job: StartedCommand) -> str:
    """Say in a sentence how far a command is, or how it ended."""
    w = site.words
    if job.code == 1 and job.what in _LOOKS:
        return w("do.found")
    if job.code is not None:
        return w("do.done" if job.ended_well else "do.failed")
    if job.count is None:
        return w("do.working")
    return w("do.counted", n=job.count.done, all=job.count.total, name=_called(site, job.count))


def _called(site: Site, count: DocumentCount) -> str:
    key = _CALLED.get(count.making)
    return site.words(key) if key else count.making


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


def _is_beside(name: str) -> bool:
    """Whether a file is no document that somebody waits for, but lies beside them."""
    top = name.partition("/")[0]
    return top not in _OF_DOCUMENTS and not top.endswith(".zip")


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
