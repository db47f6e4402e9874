"""Take a case, and map the grade of every item on both sides at every visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpreport.cases.series import DeclaredVisit
from cpreport.figures.canvas import Canvas, clipped, text_width
from cpreport.figures.present import map_scale
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import sentence_case, visits_of
from cpreport.scales.definition import SIDES, Item, Scale, Side
from cpreport.scales.graded import ItemGrade, ScoredCase
from cpreport.scales.names import grades_of

_LABELS = 46.0
_GAP = 6.0
_WIDEST = 17.0
_ROW = 5.4


def draw(findings: Findings, case_id: str, look: Look = LOOK) -> Drawn:
    """Print every grade in its cell; what was not assessed is hatched, not shaded as a grade."""
    scale = map_scale(findings, case_id)
    assert scale is not None
    scored = findings.scored.case(case_id)
    visits = _visits(findings, scored, scale)
    groups = list(_groups(scale, scored))
    rows = sum(len(items) for _, items in groups)
    headings = 5.0 * sum(bool(region) for region, _ in groups)
    top = 13.0
    canvas = Canvas(top + rows * _ROW + headings + 14.0, look)
    width = min(_WIDEST, (look.width - _LABELS - _GAP) / (2 * len(visits)))
    _draw_heads(canvas, visits, width)
    y = top
    for region, items in groups:
        if region:
            canvas.text(0, y + 2.2, sentence_case(region), weight="bold")
            y += 5.0
        for item in items:
            canvas.text(2, y + _ROW / 2, clipped(sentence_case(item.name), _LABELS - 4, look.size))
            for side in SIDES:
                for n, visit in enumerate(visits):
                    grade = _grade(scored, scale, item, side, visit)
                    x = _left(side, len(visits), width) + n * width
                    _draw_cell(canvas, scale, item, grade, x, y, width)
            y += _ROW
    _draw_key(canvas, scale, y + 6.0)
    return Drawn(
        "spasticity",
        canvas.finished(f"{case_id}-spasticity"),
        _alt(findings, scored, scale),
        _caption(scored, scale),
    )


def _visits(findings: Findings, scored: ScoredCase, scale: Scale) -> tuple[DeclaredVisit, ...]:
    used = {grade.visit for grade in scored.items if grade.scale == scale.id}
    return tuple(v for v in visits_of(findings, [scored]) if v.id in used)


def _groups(scale: Scale, scored: ScoredCase) -> Iterator[tuple[str, list[Item]]]:
    graded = {grade.item for grade in scored.items if grade.scale == scale.id}
    items = [item for item in scale.items if item.name in graded]
    for region in dict.fromkeys(item.region or "" for item in items):
        yield region, [item for item in items if (item.region or "") == region]


def _grade(
    scored: ScoredCase, scale: Scale, item: Item, side: Side, visit: DeclaredVisit
) -> ItemGrade | None:
    wanted = (scale.id, item.name, side, visit.id)
    return next((g for g in scored.items if (g.scale, g.item, g.side, g.visit) == wanted), None)


def _left(side: Side, visits: int, width: float) -> float:
    return _LABELS if side == "right" else _LABELS + visits * width + _GAP


def _draw_heads(canvas: Canvas, visits: Sequence[DeclaredVisit], width: float) -> None:
    look = canvas.look
    for side in SIDES:
        left = _left(side, len(visits), width)
        middle = left + len(visits) * width / 2
        canvas.text(middle, 2.6, sentence_case(side), align="center", weight="bold")
        for n, visit in enumerate(visits):
            x = left + (n + 0.5) * width
            for line, word in enumerate(_two_lines(visit.label, width - 1, look)):
                canvas.text(
                    x, 6.6 + 3.2 * line, word, align="center", size=look.small, colour=look.muted
                )


def _two_lines(label: str, width: float, look: Look) -> list[str]:
    """Break a label into two lines at most, each as wide as its column."""
    from cpreport.figures.canvas import wrapped

    lines = wrapped(label, width, look.small)
    return lines if len(lines) <= 2 else [lines[0], clipped(" ".join(lines[1:]), width, look.small)]


def _draw_cell(
    canvas: Canvas,
    scale: Scale,
    item: Item,
    grade: ItemGrade | None,
    x: float,
    y: float,
    width: float,
) -> None:
    look = canvas.look
    inside = (x + 0.3, y + 0.3, width - 0.6, _ROW - 0.6)
    middle = (x + width / 2, y + _ROW / 2)
    if grade is None:
        canvas.text(*middle, "–", align="center", colour=look.muted)
    elif grade.grade is None:
        canvas.box(*inside, fill=look.paper, edge=look.muted, hatch="//////")
        canvas.box(middle[0] - 2.6, y + 1.0, 5.2, _ROW - 2.0, fill=look.paper)
        canvas.text(*middle, "n/a", align="center", size=look.small, colour=look.muted)
    else:
        codes = [g.code for g in grades_of(scale, item)]
        shade, ink = look.shade(codes.index(grade.grade) / max(1, len(codes) - 1))
        canvas.box(*inside, fill=shade)
        canvas.text(*middle, grade.grade, align="center", weight="bold", colour=ink)


def _draw_key(canvas: Canvas, scale: Scale, y: float) -> None:
    look = canvas.look
    grades = max(scale.grade_sets.values(), key=len)
    x = _LABELS
    better = "lower" if scale.better == "lower" else "higher"
    canvas.text(0, y, f"{better.capitalize()} is better", size=look.small, colour=look.muted)
    for n, grade in enumerate(grades):
        shade, ink = look.shade(n / max(1, len(grades) - 1))
        width = max(6.0, text_width(grade.code, look.small, "bold") + 3)
        canvas.box(x, y - 2.1, width, 4.2, fill=shade)
        canvas.text(x + width / 2, y, grade.code, align="center", size=look.small, colour=ink)
        x += width + 0.8
    x += 4
    canvas.box(x, y - 2.1, 7, 4.2, fill=look.paper, edge=look.muted, hatch="//////")
    canvas.text(x + 9, y, "n/a, not assessed", size=look.small, colour=look.muted)


def _alt(findings: Findings, scored: ScoredCase, scale: Scale) -> str:
    counts = [
        f"{findings.result(scored.id, scale.id, 'items', name).printed} {name.replace('_', ' ')}"
        for name in ("better", "unchanged", "worse", "not_comparable")
        if findings.has(scored.id, scale.id, "items", name)
    ]
    visits = ", ".join(v.label for v in _visits(findings, scored, scale))
    absent = [g for g in scored.items if g.scale == scale.id and g.grade is None]
    names = dict.fromkeys(f"{g.side} {g.item}" if g.side else g.item for g in absent)
    missing = f" Not assessed: {', '.join(names)}." if names else ""
    of = findings.result(scored.id, scale.id, "items", "better").of if counts else None
    changed = f" Of {of} items: {', '.join(counts)}." if counts else ""
    return (
        f"Map of the {scale.name} grades of case {scored.id} by item, side and visit "
        f"({visits}).{changed}{missing} Every grade stands in the table of items."
    )


def _caption(scored: ScoredCase, scale: Scale) -> str:
    worst = "darker is worse" if scale.better == "lower" else "darker is better"
    return (
        f"{scale.name} grades of case {scored.id} by item, side and visit; {worst}. Hatched: not "
        f"assessed, which is not the same as 0."
    )
