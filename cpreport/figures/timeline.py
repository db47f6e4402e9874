"""Take a case, and draw its course in months: sessions by route, visits, adverse events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cpreport.cases.case import AdverseEvent, reported
from cpreport.cases.values import DAYS_PER_MONTH
from cpreport.figures.axis import MonthAxis, month_axis
from cpreport.figures.canvas import Canvas, clipped, text_width, wrapped
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import sentence_case, visits_of
from cpreport.scales.graded import ScoredCase

_SHAPES = ("o", "s", "^", "D", "v", "P", "X")
_LABELS = 44.0
_RIGHT = 10.0


@dataclass(frozen=True, slots=True)
class _Lane:
    """One row of the figure: a name and the months at which something happened."""

    name: str
    months: tuple[float, ...]
    shape: str
    colour: str
    numbers: tuple[str, ...] = ()


def draw(findings: Findings, case_id: str, look: Look = LOOK) -> Drawn:
    """Draw what happened when, counted from the first session."""
    scored = findings.scored.case(case_id)
    lanes = (*_session_lanes(scored, look), *_event_lanes(scored, look))
    together = (t.concomitant for t in scored.case.treatment if reported(t.concomitant))
    width = look.width - _LABELS - _RIGHT
    notes = [wrapped(text, width, look.small) for text in together if text]
    stagger = _staggered(findings, scored, look)
    height = (
        4.0
        + look.row * len(lanes)
        + sum(3.2 + 3.4 * len(note) for note in notes)
        + 8.0
        + 7.2 * (1 + max(stagger.values(), default=0))
        + 10.0
    )
    canvas = Canvas(height, look)
    axis = month_axis(_months(scored), _LABELS, look.width - _RIGHT)
    bottom = _draw_lanes(canvas, axis, lanes)
    bottom = _draw_notes(canvas, axis, notes, bottom)
    _draw_visits(canvas, axis, findings, scored, bottom, stagger)
    return Drawn(
        "timeline",
        canvas.finished(f"{case_id}-timeline"),
        _alt(findings, scored),
        _caption(findings, scored),
    )


def _months(scored: ScoredCase) -> list[float]:
    return [float(day / DAYS_PER_MONTH) for day in scored.days.values()]


def _month(scored: ScoredCase, name: str) -> float:
    return float(scored.days[name] / DAYS_PER_MONTH)


def _session_lanes(scored: ScoredCase, look: Look) -> list[_Lane]:
    routes = dict.fromkeys(r.strip().casefold() for s in scored.case.sessions for r in s.routes)
    return [
        _Lane(
            sentence_case(route),
            tuple(
                _month(scored, f"session {n}")
                for n, session in enumerate(scored.case.sessions, 1)
                if route in {r.strip().casefold() for r in session.routes}
            ),
            _SHAPES[position % len(_SHAPES)],
            look.accent,
        )
        for position, route in enumerate(routes)
    ]


def _event_lanes(scored: ScoredCase, look: Look) -> list[_Lane]:
    events = _events(scored)
    if not events:
        return [_Lane("Adverse events", (), "", look.muted)]
    return [
        _Lane(
            "Adverse events (grade)",
            tuple(_month(scored, f"adverse event {n}") for n in range(1, len(events) + 1)),
            "",
            look.direction["worse"],
            tuple(str(event.grade) for event in events),
        )
    ]


def _events(scored: ScoredCase) -> tuple[AdverseEvent, ...]:
    events = scored.case.adverse_events
    return events if isinstance(events, tuple) else ()


def _draw_lanes(canvas: Canvas, axis: MonthAxis, lanes: Sequence[_Lane]) -> float:
    look = canvas.look
    y = 4.0 + look.row / 2
    sessions = sum(bool(lane.shape) for lane in lanes)
    canvas.line(
        axis.x(0), 4.0, axis.x(0), 4.0 + look.row * sessions, colour=look.muted, dashed=True
    )
    for lane in lanes:
        canvas.text(0, y, clipped(lane.name, _LABELS - 4, look.size), colour=look.ink)
        canvas.line(axis.left, y, axis.right, y)
        if lane.numbers:
            for month, number in zip(lane.months, lane.numbers, strict=True):
                canvas.mark(axis.x(month), y, shape="s", size=9, colour=lane.colour)
                canvas.text(
                    axis.x(month), y, number, align="center", size=look.small,
                    weight="bold", colour=look.paper,
                )  # fmt: skip
        elif not lane.months:
            word = "none reported" if lane.name == "Adverse events" else "none"
            width = text_width(word, look.small)
            canvas.box(axis.left, y - 1.8, width + 3, 3.6, fill=look.paper)
            canvas.text(axis.left, y, word, size=look.small, colour=look.muted)
        for month in lane.months if lane.shape else ():
            canvas.mark(axis.x(month), y, shape=lane.shape, colour=lane.colour)
        y += look.row
    return y - look.row / 2


def _draw_notes(canvas: Canvas, axis: MonthAxis, notes: Sequence[Sequence[str]], y: float) -> float:
    look = canvas.look
    for note in notes:
        canvas.text(0, y + 1.4, "Concomitant treatment")
        canvas.box(axis.left, y + 0.6, axis.right - axis.left, 1.4, fill=look.faint)
        for number, line in enumerate(note):
            canvas.text(axis.left, y + 4.4 + 3.4 * number, line, size=look.small, colour=look.muted)
        y += 3.2 + 3.4 * len(note)
    return y


def _staggered(findings: Findings, scored: ScoredCase, look: Look) -> dict[str, int]:
    """Give each visit's label a line of its own where neighbours would touch."""
    axis = month_axis(_months(scored), _LABELS, look.width - _RIGHT)
    ends: list[float] = []
    lines: dict[str, int] = {}
    for visit in sorted(visits_of(findings, [scored]), key=lambda v: scored.days.get(v.id, 0)):
        if visit.id not in scored.days:
            continue
        left, right = _label_span(
            axis, _month(scored, visit.id), _visit_words(findings, scored, visit.id), look
        )
        line = next((n for n, end in enumerate(ends) if left > end + 2), len(ends))
        ends[line:] = [right, *ends[line + 1 :]]
        lines[visit.id] = line
    return lines


def _visit_words(findings: Findings, scored: ScoredCase, visit: str) -> tuple[str, str]:
    label = next(v.label for v in findings.scored.series.record.visits if v.id == visit)
    time = findings.result(scored.id, "visit", visit, "time")
    return label, f"month {time.printed}"


def _label_span(
    axis: MonthAxis, month: float, words: tuple[str, str], look: Look
) -> tuple[float, float]:
    width = max(text_width(words[0], look.size), text_width(words[1], look.small))
    centre = min(max(axis.x(month), width / 2), look.width - width / 2)
    return centre - width / 2, centre + width / 2


def _draw_visits(
    canvas: Canvas,
    axis: MonthAxis,
    findings: Findings,
    scored: ScoredCase,
    y: float,
    stagger: dict[str, int],
) -> None:
    look = canvas.look
    y += look.row / 2 + 1
    canvas.text(0, y, "Assessments")
    canvas.line(axis.left, y, axis.right, y)
    for visit, line in stagger.items():
        month = _month(scored, visit)
        words = _visit_words(findings, scored, visit)
        left, right = _label_span(axis, month, words, look)
        top = y + 4.2 + 7.2 * line
        if line:
            canvas.line(axis.x(month), y, axis.x(month), top - 1.8)
        canvas.mark(axis.x(month), y, shape="D", size=5, colour=look.ink)
        canvas.text((left + right) / 2, top, words[0], align="center", weight="normal")
        canvas.text(
            (left + right) / 2, top + 3.4, words[1], align="center", size=look.small,
            colour=look.muted,
        )  # fmt: skip
    axis.draw(canvas, canvas.height - 9.0)


def _alt(findings: Findings, scored: ScoredCase) -> str:
    sessions = findings.result(scored.id, "sessions")
    period = findings.result(scored.id, "treatment_period")
    routes = dict.fromkeys(r.strip().casefold() for s in scored.case.sessions for r in s.routes)
    visits = "; ".join(
        "{} at {}".format(*_visit_words(findings, scored, v.id))
        for v in visits_of(findings, [scored])
        if v.id in scored.days
    )
    events = scored.case.adverse_events
    said = {
        "none": "No adverse event was reported.",
        "not assessed": "Adverse events were not assessed.",
    }.get(events if isinstance(events, str) else "", "")
    if not said:
        number = findings.result(scored.id, "adverse_events")
        plural = "event" if number.printed == "1" else "events"
        terms = ", ".join(f"{e.term} (grade {e.grade})" for e in _events(scored))
        said = f"{number.In_words} adverse {plural}: {terms}."
    many = "session" if sessions.printed == "1" else "sessions"
    return (
        f"Timeline of case {scored.id}. {sessions.In_words} {many} over {period.with_unit} "
        f"({', '.join(routes)}). Assessments: {visits}. {said}"
    )


def _caption(findings: Findings, scored: ScoredCase) -> str:
    return (
        f"Course of case {scored.id} in months since the first session. Each mark is one session, "
        "by route; diamonds are assessments."
    )
