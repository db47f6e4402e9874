"""Read rules with one size for better and others for worse, which may count from the nadir."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from cpreport.catalogue import Clause
from cpreport.numbers import NO_BREAK, plain
from cpreport.outcomes.change_records import Ends, ItemChange, ScoreChange
from cpreport.outcomes.improvement_rules import ImprovementRule, agreed_direction
from cpreport.outcomes.number_changes import improvement
from cpreport.outcomes.result import Direction
from cpreport.scales.definition import Scale
from cpreport.scales.number_text import in_unit
from cpreport.scales.phrases import join_words
from cpreport.scales.units import fold_unit

_TWO_WAYS = re.compile(
    r"by at least (?P<better>[^;,]+)[;,] worse by at least (?P<worse>.+?)"
    r"(?P<best> from (?:the )?(?:nadir|best))?",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?P<size>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<unit>.*)")
_INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class ChangeSize:
    """How much a value must have changed, in its unit or in per cent of what it was."""

    least: Decimal
    in_per_cent: bool
    said: str


def rule_both_ways(written: str, scale: Scale) -> ImprovementRule | str | None:
    """Read such a rule; what is wrong with it in words; None where it is none of these."""
    match = _TWO_WAYS.fullmatch(" ".join(written.split()))
    if match is None:
        return None
    better, worse = (_sizes(match[way], scale) for way in ("better", "worse"))
    for sizes in (better, worse):
        if isinstance(sizes, str):
            return sizes
    if isinstance(better, str) or isinstance(worse, str):
        return None
    from_best = match["best"] is not None
    if from_best and scale.number is None:
        return f"only a number is followed from its best value, and {scale.id} is none"
    gain, loss = (join_words([size.said for size in sizes]) for sizes in (better, worse))
    nadir = " from nadir" if from_best else ""
    return ImprovementRule(
        f"by at least {gain}; worse by at least {loss}{nadir}",
        "methods.rule.by_sizes_from_best" if from_best else "methods.rule.by_sizes",
        "score",
        partial(_judge, scale.better == "higher", better, worse, from_best),
        sided=True,
        size=Clause("methods.rule.size", (("size", gain),)),
        worse=Clause("methods.rule.size", (("size", loss),)),
        from_best=from_best,
    )


def _sizes(text: str, scale: Scale) -> tuple[ChangeSize, ...] | str:
    """Read `20 % and 5 mm`; what is wrong with it in words."""
    sizes = [size_of(part, scale) for part in re.split(r"\s+and\s+", text.strip())]
    wrong = next((size for size in sizes if isinstance(size, str)), None)
    return wrong or tuple(size for size in sizes if not isinstance(size, str))


def size_of(text: str, scale: Scale) -> ChangeSize | str:
    """Read `20 %` or `5 mm`; what is wrong with it in words."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return f"`{text}` is no size"
    size, unit = Decimal(match["size"]), match["unit"]
    if not size:
        return "a size of 0 is no change; write `any change`"
    if fold_unit(unit) == "%" and scale.category is not None:
        return f"{scale.id} has steps and no per cent; write `by at least 2 steps`"
    own = unit_of(scale)
    if fold_unit(unit) == "%" and own != "%":
        return ChangeSize(size, True, f"{plain(size)}%")
    if wrong := wrong_unit(unit, own, scale):
        return wrong
    return ChangeSize(size, False, size_text(size, scale))


def unit_of(scale: Scale) -> str:
    """Name the unit in which the changes of a scale are told."""
    if scale.category is not None:
        return "steps"
    return scale.unit if scale.number is not None else "points"


def wrong_unit(unit: str, own: str, scale: Scale) -> str:
    """Say that a size is told in another unit than the scale's own; empty where it is not."""
    if fold_unit(unit) in ("", fold_unit(own), fold_unit(own).removesuffix("s")):
        return ""
    return f"`{unit}` is not the unit of {scale.id}; write {own or 'no unit'}, or %"


def size_text(size: Decimal, scale: Scale) -> str:
    """Print a size with the unit in which changes are told: `30 m`, `1 step`, `2 steps`."""
    if scale.number is not None:
        return in_unit(scale.number, plain(size)).replace(NO_BREAK, " ")
    unit = unit_of(scale)
    return f"{plain(size)} {unit.removesuffix('s') if size == 1 else unit}"


def _judge(
    higher: bool,
    better: Sequence[ChangeSize],
    worse: Sequence[ChangeSize],
    from_best: bool,
    _: Sequence[ItemChange],
    scores: Sequence[ScoreChange],
) -> Direction:
    return agreed_direction(
        _verdict(higher, better, worse, from_best, score) for score in scores if not score.reason
    )


def _verdict(
    higher: bool,
    better: Sequence[ChangeSize],
    worse: Sequence[ChangeSize],
    from_best: bool,
    score: ScoreChange,
) -> Direction:
    """Judge one change: worse counts before better, and what limits leave open is not judged."""
    since_first = _ends(score)
    since_best = _from_best(score) if from_best else since_first
    gained = _all(
        _reaches(improvement(higher, since_first[s.in_per_cent]), s.least) for s in better
    )
    lost = _all(
        _reaches(improvement(not higher, since_best[s.in_per_cent]), s.least) for s in worse
    )
    if lost:
        return "worse"
    if gained is None or lost is None:
        return "not assessable"
    return "better" if gained else "unchanged"


def _ends(score: ScoreChange) -> tuple[Ends, Ends]:
    """Find what the change is known to be, in its unit and in per cent."""
    if score.number is not None:
        return score.number.amount, score.number.share or (None, None)
    if score.earlier is None or score.earlier.value is None or score.value is None:
        return (None, None), (None, None)
    return _amount_and_share(score.earlier.value, (score.value, score.value))


def _from_best(score: ScoreChange) -> tuple[Ends, Ends]:
    """Find the change from the best value until then; unknown where one of them is a limit."""
    best, later = score.best, score.later
    if best is None or best.value is None or later is None or later.value is None:
        return (None, None), (None, None)
    if best.qualifier not in ("", "~") or later.qualifier not in ("", "~"):
        return (None, None), (None, None)
    change = later.value - best.value
    return _amount_and_share(best.value, (change, change))


def _amount_and_share(earlier: Decimal, amount: tuple[Decimal, Decimal]) -> tuple[Ends, Ends]:
    low, high = (_share(earlier, change) for change in amount)
    return amount, (low, high)


def _share(earlier: Decimal, change: Decimal) -> Decimal | None:
    """Work out a change in per cent; from nothing to something it is more than any."""
    if earlier > 0:
        return 100 * change / earlier
    if earlier < 0:
        return None
    return change and _INFINITE.copy_sign(change)


def _reaches(ends: Ends, least: Decimal) -> bool | None:
    """Whether a gain is at least so large; None where its limits allow both."""
    low, high = ends
    if low is not None and low >= least:
        return True
    return False if high is not None and high < least else None


def _all(known: Iterable[bool | None]) -> bool | None:
    """Whether all hold; None where that is not known."""
    found = set(known)
    return False if False in found else None if None in found else True
