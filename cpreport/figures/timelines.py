"""Take the findings of a series, and draw every patient's course on one scale of months."""

from __future__ import annotations

from cpreport.cases.values import DAYS_PER_MONTH
from cpreport.figures.axis import MonthAxis, month_axis
from cpreport.figures.canvas import Canvas, clipped, text_width
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import visits_of
from cpreport.scales.graded import ScoredCase

_LABELS = 22.0
_RIGHT = 34.0
#: More patients than this get lower rows.
_ROOMY = 12


def draw(findings: Findings, look: Look = LOOK) -> Drawn:
    """Draw sessions, assessments and adverse events of all patients below each other."""
    row = look.row + 1.0 if len(findings.cases) <= _ROOMY else look.row - 1.4
    canvas = Canvas(8.0 + row * len(findings.cases) + 17.0, look)
    months = [float(day / DAYS_PER_MONTH) for case in findings.cases for day in case.days.values()]
    axis = month_axis(months, _LABELS, look.width - _RIGHT)
    canvas.text(look.width, 3.0, "Follow-up", align="right", size=look.small, colour=look.muted)
    y = 8.0 + row / 2
    canvas.line(axis.x(0), 8.0, axis.x(0), 8.0 + row * len(findings.cases), dashed=True)
    for scored in findings.cases:
        _draw_case(canvas, axis, findings, scored, y)
        y += row
    axis.draw(canvas, y - row / 2 + 1.0)
    _draw_key(canvas, _has_events(findings), canvas.height - 3.0)
    return Drawn("timelines", canvas.finished("timelines"), _alt(findings), _caption(findings))


def _draw_case(
    canvas: Canvas, axis: MonthAxis, findings: Findings, scored: ScoredCase, y: float
) -> None:
    look = canvas.look
    canvas.text(0, y, clipped(scored.id, _LABELS - 3, look.size), weight="bold")
    at = {name: float(day / DAYS_PER_MONTH) for name, day in scored.days.items()}
    canvas.line(axis.x(min(at.values())), y, axis.x(max(at.values())), y, width=look.line)
    for name, month in at.items():
        if name.startswith("session "):
            canvas.mark(axis.x(month), y, shape="|", size=7, colour=look.accent)
    for visit in visits_of(findings, [scored]):
        if visit.id in at:
            canvas.mark(axis.x(at[visit.id]), y, shape="D", size=4.4, colour=look.ink)
    for name, month in at.items():
        if name.startswith("adverse event "):
            canvas.mark(axis.x(month), y, shape="X", size=5.4, colour=look.direction["worse"])
    follow_up = findings.result(scored.id, "follow_up").with_unit
    canvas.text(look.width, y, follow_up, align="right", colour=look.muted)


def _has_events(findings: Findings) -> bool:
    return any(isinstance(c.case.adverse_events, tuple) for c in findings.cases)


def _draw_key(canvas: Canvas, events: bool, y: float) -> None:
    look = canvas.look
    entries = [("|", 7.0, look.accent, "session"), ("D", 4.4, look.ink, "assessment")]
    if events:
        entries.append(("X", 5.4, look.direction["worse"], "adverse event"))
    x = _LABELS
    for shape, size, colour, words in entries:
        canvas.mark(x + 1, y, shape=shape, size=size, colour=colour)
        canvas.text(x + 3.4, y, words, size=look.small, colour=look.muted)
        x += text_width(words, look.small) + 10


def _alt(findings: Findings) -> str:
    said = []
    for scored in findings.cases:
        sessions = findings.result(scored.id, "sessions")
        visits = findings.result(scored.id, "visits")
        follow_up = findings.result(scored.id, "follow_up").with_unit
        said.append(
            f"{scored.id}: {sessions.in_words} session{'s' if sessions.printed != '1' else ''}, "
            f"{visits.in_words} assessment{'s' if visits.printed != '1' else ''}, "
            f"followed for {follow_up}"
        )
    return f"Timelines of all patients in months since the first session. {'; '.join(said)}."


def _caption(findings: Findings) -> str:
    events = "; crosses are adverse events" if _has_events(findings) else ""
    none = findings.has("adverse_events", "events") and (
        findings.result("adverse_events", "events").printed == "0"
    )
    said = " No adverse event was reported in any patient." if none else ""
    return (
        "Course of every patient in months since the first session. Bars are sessions, diamonds "
        f"are assessments{events}.{said}"
    )
