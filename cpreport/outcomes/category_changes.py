"""Compare recorded categories: by steps of their list where it has an order, else same or not."""

from __future__ import annotations

from decimal import Decimal

from cpreport.cases.measure_record import CategoryMeasure
from cpreport.catalogue import Say
from cpreport.outcomes.change_records import Comparison, End, ScoreChange, direction
from cpreport.outcomes.conversion_words import how_made
from cpreport.outcomes.grade_changes import steps_text
from cpreport.outcomes.ids import ids_of_ends, score_change_id
from cpreport.outcomes.number_changes import why_not_comparable
from cpreport.outcomes.result import Result
from cpreport.outcomes.statistics import cut_digits
from cpreport.outcomes.wording import range_text
from cpreport.scales.graded import Score

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
        direction(category.better, steps),
        _end(category, earlier.value, later.value),
    )


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
    say: Say, compared: Comparison, change: ScoreChange, label: str, minus: str
) -> Result:
    """Report a change in steps of the list; without an order, from what to what."""
    common = Result(
        score_change_id(compared, change),
        label,
        None,
        "",
        sources=ids_of_ends(change),
        case=compared.case,
    )
    if change.value is None:
        return _without_order(say, common, change)
    ends = (s for s in (change.earlier, change.later) if s is not None)
    first, last = (s.printed for s in ends)
    moved = "results.category.moved" if first != last else "results.category.stayed"
    values = {"earlier": first, "later": last} if first != last else {"value": first}
    said = "".join([minus, say("results.category.step"), say(moved, **values)])
    return Result(
        common.id,
        label,
        cut_digits(change.value),
        steps_text(change.value),
        "steps",
        method=f"{said}{_at_end(say, change.end)}",
        direction=change.direction,
        sources=common.sources,
        case=common.case,
    )


def _without_order(say: Say, common: Result, change: ScoreChange) -> Result:
    first, last = (s.printed if s is not None else "" for s in (change.earlier, change.later))
    return Result(
        common.id,
        common.label,
        same_or_changed(change),
        SAME if first == last else range_text(first, last),
        method=say("results.category.unordered.how"),
        sources=common.sources,
        case=common.case,
    )


def _at_end(say: Say, end: End | None) -> str:
    if end is None:
        return ""
    return say("results.category.at_best" if end == "best" else "results.category.at_worst")


def how_recorded(say: Say, category: CategoryMeasure, score: Score) -> str:
    """Say how a category was recorded, and where it stands in its list."""
    has_value = score.value is not None
    said = [how_made(say, score, "results.value.how" if has_value else "results.category.no_value")]
    if score.value is not None and category.ordered:
        place, of = str(int(score.value) + 1), str(len(category.grades))
        said.append(say("results.category.place", n=place, of=of))
    return " ".join(said)
