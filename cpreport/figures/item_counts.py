"""Take the findings of a series, and draw how many items changed, by outcome and patient."""

from __future__ import annotations

from cpreport.figures.canvas import Canvas, clipped
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.scales.definition import Scale

_KINDS = ("better", "unchanged", "worse", "not_comparable")
_HEADS = ("better", "unchanged", "worse", "not comparable")
_LABELS = 22.0
_COLUMN = 15.0
_LAST = 22.0
_HEAD = 6.6
_ROOMY = 12


def draw(findings: Findings, look: Look = LOOK) -> Drawn:
    """Draw a bar for each patient on each outcome's scale, its parts also told by pattern."""
    scales = _scales(findings)
    row = 4.9 if len(findings.cases) <= _ROOMY else 4.0
    canvas = Canvas(9.0 + sum(_HEAD + row * len(findings.cases) for _ in scales) + 2.0, look)
    right = look.width - 3 * _COLUMN - _LAST
    _draw_heads(canvas, right)
    y = 8.0
    for scale in scales:
        canvas.line(0, y, look.width, y)
        canvas.text(0, y + 3.6, scale.name, weight="bold")
        y += _HEAD
        for case in findings.cases:
            counts = [findings.result(case.id, scale.id, "items", kind) for kind in _KINDS]
            _draw_row(canvas, case.id, counts, right, y + row / 2 - 0.4, row)
            y += row
    return Drawn("items", canvas.finished("items"), _alt(findings, scales), _caption())


def _scales(findings: Findings) -> list[Scale]:
    scales: list[Scale] = []
    for judged in findings.judged:
        if judged.scale not in scales and findings.has(judged.scale.id, "items", "better"):
            scales.append(judged.scale)
    return scales


def _centres(right: float) -> tuple[float, ...]:
    return (*(right + _COLUMN * (n + 0.5) for n in range(3)), right + 3 * _COLUMN + _LAST / 2)


def _fills(look: Look) -> tuple[tuple[str, str, str], ...]:
    """Give ground, edge and pattern for better, unchanged, worse and not comparable."""
    return (
        (look.direction["better"], look.direction["better"], ""),
        (look.faint, look.faint, ""),
        (look.paper, look.direction["worse"], "xxxxx"),
        (look.paper, look.muted, ""),
    )


def _draw_heads(canvas: Canvas, right: float) -> None:
    look = canvas.look
    for head, x, (fill, edge, hatch) in zip(_HEADS, _centres(right), _fills(look), strict=True):
        canvas.text(x, 2.2, head, align="center", size=look.small, colour=look.muted)
        canvas.box(x - 3, 4.2, 6, 2.2, fill=fill, edge=edge, hatch=hatch)


def _draw_row(
    canvas: Canvas, case_id: str, counts: list[Result], right: float, y: float, row: float
) -> None:
    look = canvas.look
    canvas.text(2, y, clipped(case_id, _LABELS - 4, look.size))
    numbers = [int(count.printed) for count in counts]
    total = max(1, sum(numbers))
    x = _LABELS
    for number, (fill, edge, hatch) in zip(numbers, _fills(look), strict=True):
        width = number / total * (right - _LABELS - 4)
        if number:
            canvas.box(x, y - row * 0.3, width, row * 0.6, fill=fill, edge=edge, hatch=hatch)
        x += width
    for count, centre, number in zip(counts, _centres(right), numbers, strict=True):
        canvas.text(
            centre, y, count.printed, align="center",
            weight="bold" if number else "normal", colour=look.ink if number else look.muted,
        )  # fmt: skip


def _alt(findings: Findings, scales: list[Scale]) -> str:
    said = []
    for scale in scales:
        parts = []
        for case in findings.cases:
            counts = [findings.result(case.id, scale.id, "items", kind) for kind in _KINDS]
            told = ", ".join(f"{c.printed} {h}" for c, h in zip(counts, _HEADS, strict=True))
            parts.append(f"{case.id} {told}")
        said.append(f"{scale.name}: {'; '.join(parts)}.")
    return f"Number of items by their change, by scale and patient. {' '.join(said)}"


def _caption() -> str:
    return (
        "Items that were better, unchanged, worse or not comparable between the two compared "
        "visits, by scale and patient. The length of a bar is the share of the patient’s items."
    )
