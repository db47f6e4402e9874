"""Show the series itself and the sections of its article, with results to insert in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cpreport.check.check_series import Ready, Wanted, check
from cpreport.exchange.edit_yaml import read_plain
from cpreport.exchange.yaml_places import CannotEdit, Plain
from cpreport.outcomes.result import Result
from cpreport.page.answering import Site, problems_of, saved_answer, shown, text_of_file
from cpreport.page.form_fields import EntryField, series_fields, with_entered
from cpreport.page.saving import OpenedText, save_text, save_tree

#: Results that are shown of those that a search finds.
_MOST_RESULTS = 60


def manuscript(site: Site, request: Request) -> Response:
    """Show the form of the series, and the sections of the article."""
    opened, tree = _series_file(site)
    return shown(
        site, "manuscript.html", nav="manuscript", opened=opened, fields=series_fields(tree),
        sections=_sections(site), problems=problems_of(site, opened), see="",
    )  # fmt: skip


def save_series(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of the series."""
    opened, tree = _series_file(site)
    every: Sequence[EntryField] = [f for part in series_fields(tree).values() for f in part]
    saved = save_tree(
        site.desk.series_folder, opened, form.get("version", ""),
        lambda held: with_entered(held, every, form),
    )  # fmt: skip
    return saved_answer(site, request, saved, "/manuscript")


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
    )  # fmt: skip


def save_section(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save the text of one section, with the line ends that its file has."""
    _, opened = _section(site, request)
    text = form.get("text", opened.text).replace("\r\n", "\n").replace("\r", "\n")
    if "\r\n" in opened.text:
        text = text.replace("\n", "\r\n")
    saved = save_text(site.desk.series_folder, opened, form.get("version", ""), text)
    return saved_answer(site, request, saved, f"/manuscript/{request.path_params['number']}")


def results(site: Site, request: Request) -> Response:
    """Find results by words of their ids, labels and values."""
    words = request.query_params.get("q", "").casefold().split()
    found = [r for r in _all_results(site) if _fits(r, words)]
    rows = [{"id": r.id, "label": r.label, "printed": r.printed} for r in found[:_MOST_RESULTS]]
    return JSONResponse({"found": len(found), "results": rows})


def _all_results(site: Site) -> tuple[Result, ...]:
    def work() -> tuple[Result, ...]:
        ready = check(site.desk.series_folder, jobs=1, wanted=Wanted(article=False, reports=()))
        if not isinstance(ready, Ready):
            return ()
        ledger = ready.unpacked().findings.ledger
        return tuple(ledger[key] for key in ledger)

    return site.desk.once("results", work)


def _fits(result: Result, words: Sequence[str]) -> bool:
    text = f"{result.id} {result.label} {result.printed}".casefold()
    return all(word in text for word in words)
