"""Compare recorded categories: by steps of their list where it has an order, else same or not."""

from __future__ import annotations

from decimal import Decimal

from cpreport.cases.measure_record import CategoryMeasure
from cpreport.outcomes.change_records import Comparison, End, ScoreChange
from cpreport.outcomes.grade_changes import steps_text
from cpreport.outcomes.ids import score_change_id, score_id
from cpreport.outcomes.number_changes import why_not_comparable
from cpreport.outcomes.result import Direction, Result
from cpreport.outcomes.statistics import cut_digits
from cpreport.scales.graded import Score

#: What a step is, for the methods of results.
A_STEP = "A step is from one value of the list to the next."
#: What became of a value that has no better and worse.
SAME, CHANGED = "same", "changed"


def category_change(
    category: CategoryMeasure, earlier: Score | None, later: Score | None
) -> ScoreChange:
    """Compare one category at two visits; without an order there is no number of steps."""
    name, side = next((s.name, s.side) for s in (earlier, later) if s is not None)
    reason = why_not_comparable(earlier, later)
    if reason or earlier is None or later is None or earlier.value is None or later.value is None:
        return ScoreChange(name, side, earlier, later, None, "not assessable", reason=reason)
    if not category.ordered:
        return ScoreChange(name, side, earlier, later, None, "not assessable")
    steps = later.value - earlier.value
    return ScoreChange(
        name,
        side,
        earlier,
        later,
        steps,
        _direction(category, steps),
        _end(category, earlier.value, later.value),
    )


def _direction(category: CategoryMeasure, steps: Decimal) -> Direction:
    if not steps:
        return "unchanged"
    return "better" if (steps > 0) == (category.better == "higher") else "worse"


def _end(category: CategoryMeasure, before: Decimal, after: Decimal) -> End | None:
    if before != after or before not in (0, len(category.grades) - 1):
        return None
    return "best" if (before > 0) == (category.better == "higher") else "worst"


def same_or_changed(change: ScoreChange) -> str:
    """Say what became of a value without an order; empty where the visits cannot be compared."""
    if change.reason or change.earlier is None or change.later is None:
        return ""
    return SAME if change.earlier.value == change.later.value else CHANGED


def category_change_result(
    compared: Comparison, change: ScoreChange, label: str, minus: str
) -> Result:
    """Report a change in steps of the list; without an order, from what to what."""
    common = Result(
        score_change_id(compared, change),
        label,
        None,
        "",
        sources=tuple(score_id(s) for s in (change.earlier, change.later) if s is not None),
        case=compared.case,
    )
    if change.value is None:
        return _without_order(common, change)
    ends = (s for s in (change.earlier, change.later) if s is not None)
    first, last = (s.printed for s in ends)
    said = f" From {first} to {last}." if first != last else f" {first} at both."
    return Result(
        common.id,
        label,
        cut_digits(change.value),
        steps_text(change.value),
        "steps",
        method=f"{minus} {A_STEP}{said}{_at_end(change.end)}",
        direction=change.direction,
        sources=common.sources,
        case=common.case,
    )


def _without_order(common: Result, change: ScoreChange) -> Result:
    first, last = (s.printed if s is not None else "" for s in (change.earlier, change.later))
    return Result(
        common.id,
        common.label,
        same_or_changed(change),
        SAME if first == last else f"{first} to {last}",
        method="The values at the two compared visits; they have no order, so that another one is "
        "neither better nor worse.",
        sources=common.sources,
        case=common.case,
    )


def _at_end(end: End | None) -> str:
    if end is None:
        return ""
    hidden = "better" if end == "best" else "worse"
    return f" Both are the {end} of the list, so that a change for the {hidden} cannot show."


def how_recorded(category: CategoryMeasure, score: Score) -> str:
    """Say how a category was recorded, and where it stands in its list."""
    if score.value is None:
        return "As recorded; no value of the list."
    if not category.ordered:
        return "Value as recorded."
    return f"Value as recorded; number {int(score.value) + 1} of the {len(category.grades)} listed."
