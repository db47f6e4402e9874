"""Take the findings of a series, and draw the main scores of every patient before and after."""

from __future__ import annotations

import math

from cpreport.figures.canvas import Canvas, clipped, text_width
from cpreport.figures.change import line_end
from cpreport.figures.present import main_lines, score_of, share
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.figures.tracks import Track, draw_track
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import ScoreLine, compared_labels, visits_of
from cpreport.outcomes.result import Direction
from cpreport.outcomes.scoring_words import score_label

_GAP = 8.0
_LABEL = 13.0
_VALUES = 23.0
_HEAD = 9.0
#: More patients than this get lower rows.
_ROOMY = 12


def draw(findings: Findings, look: Look = LOOK) -> Drawn:
    """Draw a panel for each outcome's main score, with a row for each patient."""
    lines = main_lines(findings)
    row = 5.4 if len(findings.cases) <= _ROOMY else 4.3
    panel = _HEAD + row * len(findings.cases) + 5.0
    ranks = math.ceil(len(lines) / 2)
    canvas = Canvas(2.0 + panel * ranks + 6.0, look)
    width = (look.width - _GAP) / 2
    for n, line in enumerate(lines):
        left = (n % 2) * (width + _GAP)
        _draw_panel(canvas, findings, line, left, 2.0 + (n // 2) * panel, width, row)
    _draw_key(canvas, findings, canvas.height - 3.0)
    return Drawn("change", canvas.finished("change"), _alt(findings), _caption(findings))


def _draw_panel(
    canvas: Canvas,
    findings: Findings,
    line: ScoreLine,
    left: float,
    top: float,
    width: float,
    row: float,
) -> None:
    look = canvas.look
    arrow = "higher is better" if line.scale.better == "higher" else "lower is better"
    room = width - text_width(arrow, look.small) - 3
    title = clipped(score_label(line.scale, line.rule, line.side), room, look.size)
    canvas.text(left, top + 2.4, title, weight="bold")
    canvas.text(left + width, top + 2.4, arrow, align="right", size=look.small, colour=look.muted)
    track = (left + _LABEL, left + width - _VALUES)
    for end, x in enumerate(track):
        canvas.text(
            x, top + 6.4, line_end(line, end), align="center", size=look.small, colour=look.muted
        )
    y = top + _HEAD + row / 2
    for case in findings.cases:
        canvas.text(left, y, clipped(case.id, _LABEL - 2, look.size))
        _draw_row(canvas, findings, case.id, line, track, left + width, y)
        y += row


def _draw_row(
    canvas: Canvas,
    findings: Findings,
    case_id: str,
    line: ScoreLine,
    track: tuple[float, float],
    right: float,
    y: float,
) -> None:
    look = canvas.look
    scored = findings.scored.case(case_id)
    course = []
    for visit in visits_of(findings, [scored]):
        score = score_of(findings, case_id, visit.id, line)
        if score is not None and score.value is not None:
            course.append((share(line, score.value), score.printed))
    if not course:
        canvas.text(track[0], y, "not scorable", size=look.small, colour=look.muted)
        return
    direction = _direction(findings, case_id, line)
    shares = tuple(s for s, _ in course)
    draw_track(canvas, Track(*track, shares), y, look.direction[direction])
    values = f"{course[0][1]} → {course[-1][1]}" if len(course) > 1 else course[0][1]
    canvas.text(right, y, values, align="right", size=look.small, colour=look.direction[direction])


def _direction(findings: Findings, case_id: str, line: ScoreLine) -> Direction:
    parts = (case_id, "change", line.scale.id, line.rule.name, line.side)
    if not findings.has(*parts):
        return "not assessable"
    return findings.result(*parts).direction or "not assessable"


def _draw_key(canvas: Canvas, findings: Findings, y: float) -> None:
    look = canvas.look
    earlier, later = compared_labels(findings)
    x = 0.0
    for hollow, words in ((True, earlier), (False, later)):
        canvas.mark(x + 1, y, colour=look.ink, hollow=hollow)
        canvas.text(x + 3.2, y, words, size=look.small, colour=look.muted)
        x += text_width(words, look.small) + 9
    for direction in ("better", "worse"):
        canvas.line(x, y, x + 5, y, colour=look.direction[direction], width=look.line * 1.6)
        canvas.text(x + 6.4, y, direction, size=look.small, colour=look.muted)
        x += text_width(direction, look.small) + 12
    canvas.mark(x + 1, y, size=6.8, colour=look.muted, hollow=True)
    canvas.mark(x + 1, y, size=3.8, colour=look.muted)
    canvas.text(x + 3.6, y, "unchanged", size=look.small, colour=look.muted)


def _alt(findings: Findings) -> str:
    said = []
    for line in main_lines(findings):
        parts = [_in_words(findings, case.id, line) for case in findings.cases]
        better = f"{line.scale.better} is better"
        label = score_label(line.scale, line.rule, line.side)
        said.append(f"{label} ({better}): {'; '.join(parts)}.")
    return f"Main scores of every patient before and after treatment. {' '.join(said)}"


def _in_words(findings: Findings, case_id: str, line: ScoreLine) -> str:
    before, after = findings.scored.series.record.compare
    ends = []
    for visit in (before, after):
        parts = (case_id, visit, line.scale.id, line.rule.name, line.side)
        ends.append(findings.result(*parts).printed if findings.has(*parts) else "not assessed")
    direction = _direction(findings, case_id, line)
    if direction == "not assessable":
        return f"{case_id}, {ends[0]}" if ends[0] == ends[1] else f"{case_id}, {' and '.join(ends)}"
    return f"{case_id}, {ends[0]} to {ends[1]}, {direction}"


def _caption(findings: Findings) -> str:
    earlier, later = (label[:1].lower() + label[1:] for label in compared_labels(findings))
    graded = any(line.rule.printed_as == "grade" for line in main_lines(findings))
    grades = " Grades are placed by their order." if graded else ""
    return (
        f"Main scores by patient, {earlier} (open circle) and {later} (filled circle), each in its "
        f"own range; short bars are visits between.{grades} A ring around a dot: unchanged."
    )
