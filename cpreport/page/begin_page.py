"""Begin: a new series by questions, the example, or a folder that is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.demo.blank_series import VISIT_NAME, Plan, can_be_judged, case_ids, case_to_begin_with
from cpreport.demo.start import NotEmpty, start_blank, start_example
from cpreport.page.answering import Site, shown
from cpreport.page.saving import save_text
from cpreport.scales.reader import shipped_numbers, shipped_scales

_MOST_PATIENTS = 999


def begin(site: Site, request: Request) -> Response:
    """Ask what is to be opened, or begun."""
    return begin_again(site, {}, "")


def begin_again(site: Site, form: Mapping[str, str], wrong: str) -> Response:
    """Ask what is to be opened or begun, with what was answered and is wrong."""
    scales = [
        (s.id, s.name, " ".join([s.measures, *(item.name for item in s.items)]))
        for s in shipped_scales().values()
        if s.kind == "outcome"
    ]
    numbers = [(s.id, s.name, s.measures) for s in shipped_numbers().values()]
    chosen = {name.removeprefix("measure/") for name in form if name.startswith("measure/")}
    return shown(
        site, "begin.html", 422 if wrong else 200, nav="begin", scales=scales, numbers=numbers,
        form=form, wrong=wrong, chosen=chosen, home=str(Path.home() / "case-series"),
    )  # fmt: skip


def open_folder(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Open a series folder by its name."""
    folder = folder_named(form.get("folder", ""))
    found = series_in(folder) if folder is not None else None
    if found is None:
        return begin_again(site, form, "folder")
    site.desk.folder = found
    return RedirectResponse("/", 303)


def new_series(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Write the empty files of a new series, or the example, and open it."""
    folder = folder_named(form.get("where", ""))
    if folder is None:
        return begin_again(site, form, "where")
    try:
        if form.get("what") == "example":
            start_example(folder)
        else:
            plan = _plan(form)
            if isinstance(plan, str):
                return begin_again(site, form, plan)
            start_blank(folder, plan, cases=False)
            for case_id in case_ids(plan):
                text = case_to_begin_with(case_id)
                save_text(folder / "cases", None, "", text, f"{case_id}.yaml")
    except NotEmpty:
        return begin_again(site, form, "not_empty")
    except OSError:
        return begin_again(site, form, "not_written")
    site.desk.folder = folder / "cases"
    return RedirectResponse("/", 303)


def _plan(form: Mapping[str, str]) -> Plan | str:
    """Read what the series is to be about; a word for what is wrong where that cannot be."""
    number = form.get("patients", "").strip()
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:4]) <= _MOST_PATIENTS):
        return "patients"
    visits = tuple(
        dict.fromkeys(v for p in form.get("visits", "").split(",") if (v := " ".join(p.split())))
    )
    if len(visits) < 2 or not all(map(VISIT_NAME.fullmatch, visits)):
        return "visits"
    known = {**shipped_scales(), **shipped_numbers()}
    scales = tuple(scale for key, scale in known.items() if form.get(f"measure/{key}"))
    if not any(map(can_be_judged, scales)):
        return "measures"
    return Plan(int(number), visits, scales, form.get("article") == "yes")


def folder_named(said: str) -> Path | None:
    """Read the whole path of a folder; None where it is none."""
    try:
        folder = Path(said.strip()).expanduser()
    except RuntimeError:
        # The home of somebody who is not known here.
        return None
    return folder if folder.is_absolute() else None


def series_in(folder: Path) -> Path | None:
    """Find the series of a folder: itself, or `cases` in it; None where there is none."""
    for one in (folder, folder / "cases"):
        if any((one / name).is_file() for name in ("series.yaml", "series.yml")):
            return one
    return None
