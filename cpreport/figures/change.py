"""Take a case, and draw every score before and after treatment, each in its own range."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.figures.canvas import Canvas, clipped, text_width
from cpreport.figures.present import case_lines, ends, score_of, share
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.figures.tracks import Track, draw_track
from cpreport.numbers import plain
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import (
    ScoreLine,
    compared_labels,
    scales_of,
    sentence_case,
    visits_of,
)
from cpreport.outcomes.result import Direction, Result
from cpreport.scales.definition import Scale

_LABELS = 40.0
_TRACK = 66.0
_VALUES = 34.0
_HEAD = 7.0


def draw(findings: Findings, case_id: str, look: Look = LOOK) -> Drawn:
    """Draw where each score stood and where it went; unchanged and worse as clearly as better."""
    groups = _groups(findings, case_id)
    counted = sum(_items(findings, case_id, scale) is not None for scale, _ in groups)
    rows = sum(len(lines) for _, lines in groups) + counted
    canvas = Canvas(2.0 + sum(_HEAD for _ in groups) + rows * look.row + 9.0, look)
    y = 2.0
    for scale, lines in groups:
        y = _draw_group(canvas, findings, case_id, scale, lines, y)
    _draw_key(canvas, findings, y + 4.5)
    return Drawn(
        "change",
        canvas.finished(f"{case_id}-change"),
        _alt(findings, case_id, groups),
        _caption(findings, case_id, groups),
    )


def _groups(findings: Findings, case_id: str) -> list[tuple[Scale, list[ScoreLine]]]:
    """Give the scores that are official, by scale."""
    lines = [line for line in case_lines(findings, case_id) if not line.rule.descriptive]
    scales = scales_of(findings, [findings.scored.case(case_id)])
    groups = [(scale, [line for line in lines if line.scale.id == scale.id]) for scale in scales]
    return [(s, own) for s, own in groups if own or _items(findings, case_id, s) is not None]


def _draw_group(
    canvas: Canvas,
    findings: Findings,
    case_id: str,
    scale: Scale,
    lines: Sequence[ScoreLine],
    y: float,
) -> float:
    look = canvas.look
    canvas.text(0, y + 3.2, scale.name, weight="bold")
    left, right = _LABELS, _LABELS + _TRACK
    if scale.better == "higher":
        canvas.text(
            right - 10, y + 3.2, "better", align="right", size=look.small, colour=look.muted
        )
        canvas.arrow(right - 9, y + 3.2, right, y + 3.2, colour=look.muted)
    else:
        canvas.arrow(left + 9, y + 3.2, left, y + 3.2, colour=look.muted)
        canvas.text(left + 10, y + 3.2, "better", size=look.small, colour=look.muted)
    y += _HEAD
    for line in lines:
        _draw_row(canvas, findings, case_id, line, y + look.row / 2 - 1.0)
        y += look.row
    counts = _items(findings, case_id, scale)
    if counts is not None:
        canvas.text(2, y + look.row / 2 - 1.0, "Items")
        canvas.text(left, y + look.row / 2 - 1.0, counts)
        y += look.row
    return y


def _items(findings: Findings, case_id: str, scale: Scale) -> str | None:
    """Say how a scale's items changed, where an outcome is judged by them."""
    if not any(j.scale.id == scale.id and j.rule.judges == "items" for j in findings.judged):
        return None
    kinds = ("better", "unchanged", "worse", "not_comparable")
    counts = [(findings.result(case_id, scale.id, "items", k).printed, k) for k in kinds]
    return ", ".join(f"{n} {k.replace('_', ' ')}" for n, k in counts if n != "0" or k == "worse")


def _draw_row(canvas: Canvas, findings: Findings, case_id: str, line: ScoreLine, y: float) -> None:
    look = canvas.look
    canvas.text(2, y, clipped(sentence_case(line.label), _LABELS - 15, look.size))
    change = _change(findings, case_id, line)
    direction: Direction = change.direction or "not assessable"
    track = Track(
        left=_LABELS,
        right=_LABELS + _TRACK,
        shares=tuple(s for s, _ in _course(findings, case_id, line)),
        band=_band(findings, case_id, line),
    )
    if len(track.shares) < 1:
        why = next(
            (s.reason for v in visits_of(findings, [findings.scored.case(case_id)])
             if (s := score_of(findings, case_id, v.id, line)) is not None and s.reason),
            "not assessed",
        )  # fmt: skip
        words = clipped(f"not scorable ({why})", look.width - _LABELS, look.small)
        canvas.text(_LABELS, y, words, size=look.small, colour=look.muted)
        return
    span = f"{line_end(line, 0)}–{line_end(line, 1)}"
    canvas.text(_LABELS - 2, y, span, align="right", size=look.small, colour=look.muted)
    draw_track(canvas, track, y, look.direction[direction])
    values = " → ".join(v for _, v in _course(findings, case_id, line))
    x = _LABELS + _TRACK + 4
    canvas.text(x, y, values, size=look.size)
    said = change.printed if change.value is None else f"{change.printed}  {direction}"
    canvas.text(
        look.width, y, said, align="right", weight="bold" if change.value else "normal",
        colour=look.direction[direction],
    )  # fmt: skip


def line_end(line: ScoreLine, which: int) -> str:
    """Print the lower (0) or upper (1) end of a score's range: a number, or the end grade."""
    value = ends(line)[which]
    if line.rule.printed_as == "grade":
        grades = (g for grades in line.scale.grade_sets.values() for g in grades)
        return next(g.code for g in grades if g.points == value)
    return plain(value)


def _course(findings: Findings, case_id: str, line: ScoreLine) -> list[tuple[float, str]]:
    """Give each visit's place in the range with its printed form, those that are scored."""
    course = []
    for visit in visits_of(findings, [findings.scored.case(case_id)]):
        score = score_of(findings, case_id, visit.id, line)
        if score is not None and score.value is not None:
            result = findings.result(case_id, visit.id, line.scale.id, line.rule.name, line.side)
            course.append((share(line, score.value), result.printed))
    return course


def _change(findings: Findings, case_id: str, line: ScoreLine) -> Result:
    return findings.result(case_id, "change", line.scale.id, line.rule.name, line.side)


def _band(findings: Findings, case_id: str, line: ScoreLine) -> tuple[float, float] | None:
    """Give the part of the range within the largest MDC around the first compared score."""
    limits = [
        t.value for t in line.scale.thresholds if t.score == line.rule.name and _is_mdc(t.kind)
    ]
    before = findings.scored.series.record.compare[0]
    score = score_of(findings, case_id, before, line)
    if not limits or score is None or score.value is None:
        return None
    low, high = ends(line)
    width = max(limits)
    edges = (max(low, score.value - width), min(high, score.value + width))
    return share(line, edges[0]), share(line, edges[1])


def _is_mdc(kind: str) -> bool:
    return kind.startswith("MDC")


def _draw_key(canvas: Canvas, findings: Findings, y: float) -> None:
    look = canvas.look
    earlier, later = compared_labels(findings)
    canvas.line(0, y - 4.2, look.width, y - 4.2)
    x = _LABELS
    for shape, hollow, words in (
        ("o", True, earlier),
        ("o", False, later),
        ("|", False, "visit between"),
    ):
        canvas.mark(x + 1, y, shape=shape, colour=look.ink, hollow=hollow)
        canvas.text(x + 3.2, y, words, size=look.small, colour=look.muted)
        x += text_width(words, look.small) + 9


def _alt(
    findings: Findings, case_id: str, groups: Sequence[tuple[Scale, Sequence[ScoreLine]]]
) -> str:
    earlier, later = compared_labels(findings)
    said = []
    for scale, lines in groups:
        parts = [_in_words(findings, case_id, line) for line in lines]
        counts = _items(findings, case_id, scale)
        parts += [f"items, {counts}"] if counts is not None else []
        said.append(f"{scale.name} ({scale.better} is better): {'; '.join(parts)}.")
    return f"Scores of case {case_id}, {earlier} and {later}. {' '.join(said)}"


def _in_words(findings: Findings, case_id: str, line: ScoreLine) -> str:
    change = _change(findings, case_id, line)
    course = _course(findings, case_id, line)
    if not course:
        return f"{line.label}, not scorable"
    values = " to ".join(v for _, v in course)
    if change.value is None:
        return f"{line.label}, {values}, change {change.printed}"
    return f"{line.label}, {values}, {change.direction}"


def _caption(
    findings: Findings, case_id: str, groups: Sequence[tuple[Scale, Sequence[ScoreLine]]]
) -> str:
    earlier, later = (label[:1].lower() + label[1:] for label in compared_labels(findings))
    bands = [
        f"{t.kind} {plain(t.value)} of the {scale.name} ({t.population})"
        for scale, _ in groups
        for t in scale.thresholds
        if _is_mdc(t.kind)
    ]
    band = f" Shaded: within the minimal detectable change, {'; '.join(bands)}." if bands else ""
    coded = [
        scale.name for scale, lines in groups if any(r.rule.printed_as == "grade" for r in lines)
    ]
    grades = f" Grades are placed by their order ({', '.join(coded)})." if coded else ""
    return (
        f"Scores of case {case_id}: {earlier} (open circle) and {later} (filled circle), each "
        f"in its own range.{band}{grades}"
    )
