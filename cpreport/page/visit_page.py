"""Show one visit of a patient: when it was, its grades item by item, totals and measurements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.exchange.edit_yaml import entries_at, value_at
from cpreport.exchange.yaml_places import Plain
from cpreport.page.answering import Site, problems_of, save_entered, saved_answer, shown, wants_json
from cpreport.page.desk import OpenedCase
from cpreport.page.form_fields import visit_fields, with_entered, without
from cpreport.page.grading_grid import (
    GradingGrid,
    computed_of,
    grid_of,
    measured_rows,
    scales_of_visits,
    with_grades,
    with_measured,
    without_blanks,
)
from cpreport.page.patient_pages import opened_case
from cpreport.page.patient_standing import about
from cpreport.scales.definition import Scale
from cpreport.scales.graded import Score
from cpreport.scales.names import scale_of


def visit(site: Site, request: Request) -> Response:
    """Show the form of one visit."""
    opened, number, visit_id = _opened_visit(site, request)
    case_id = request.path_params["case_id"]
    record = site.desk.record()
    declared = {v.id: v.label for v in record.visits} if record is not None else {}
    others = [str(value_at(v, ("id",)) or "") for v in entries_at(opened.tree, ("visits",))]
    more = request.query_params.get("scale", "")
    grids = [grid for _, grid in _grids(opened, number, visit_id, more)]
    shown_scales = {grid.scale for grid in grids}
    unused = [
        (s.id, s.name) for s in opened.scored.scales.values()
        if not s.is_measured and s.kind == "outcome" and s.id not in shown_scales and s.items
    ]  # fmt: skip
    return shown(
        site, "visit.html", nav="patients", case_id=case_id, number=number,
        label=declared.get(visit_id, visit_id), opened=opened.opened,
        about=about(site.words, opened.tree),
        visits=[(n, declared.get(v, v)) for n, v in enumerate(others)],
        fields=visit_fields(opened.tree, number), grids=grids, unused=unused,
        measured=measured_rows(opened.scored, opened.tree, number),
        problems=[p for p in problems_of(site, opened.opened) if p.path[:2] == ("visits", number)],
        see=case_id, more=more,
    )  # fmt: skip


def save_visit(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of one visit."""
    opened, number, visit_id = _opened_visit(site, request)
    grids = _grids(opened, number, visit_id, form.get("scale", ""))
    measured = measured_rows(opened.scored, opened.tree, number)
    totals = [total.field for _, grid in grids for total in grid.totals]

    def change(tree: Plain) -> Plain:
        tree = with_entered(tree, [*visit_fields(tree, number), *totals], form)
        tree = with_measured(with_grades(tree, grids, form), measured, form)
        return without_blanks(tree, ("visits", number, "scores", form.get("leave", "")))

    saved = save_entered(site, opened.opened, form, change)
    case_id = request.path_params["case_id"]
    back = f"/patients/{case_id}/visits/{number}"
    again = site.desk.case(case_id) if wants_json(request) else None
    scores = _scores(again) if again is not None else ()
    scored = computed_of(scores, visit_id)
    computed = {key: site.words.choice("", printed) for key, printed in scored.items()}
    return saved_answer(site, request, saved, back, computed=computed)


def remove_visit(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Take a visit out of the file; the history keeps it."""
    opened, number, _ = _opened_visit(site, request)
    save_entered(site, opened.opened, form, lambda tree: without(tree, ("visits", number)))
    return RedirectResponse(f"/patients/{request.path_params['case_id']}#visits", 303)


def _opened_visit(site: Site, request: Request) -> tuple[OpenedCase, int, str]:
    opened = opened_case(site, request)
    number = request.path_params["number"]
    visit_id = value_at(opened.tree, ("visits", number, "id"))
    if value_at(opened.tree, ("visits", number)) is None:
        raise HTTPException(404)
    return opened, number, visit_id if isinstance(visit_id, str) else ""


def _grids(
    opened: OpenedCase, number: int, visit_id: str, more: str
) -> Sequence[tuple[Scale, GradingGrid]]:
    """Lay out every scale of the visit, and one that is to be added."""
    scales = list(scales_of_visits(opened.scored, opened.tree))
    added = scale_of(opened.scored.scales, more) if more else None
    if added is not None and added not in scales and not added.is_measured:
        scales.append(added)
    scores = [s for s in _scores(opened) if s.visit == visit_id]
    return [(s, grid_of(s, opened.tree, number, scores)) for s in scales]


def _scores(opened: OpenedCase) -> Sequence[Score]:
    cases = opened.scored.cases
    return cases[0].scores if cases else ()
