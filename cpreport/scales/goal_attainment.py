"""Sum up goals of a patient's own as the T score of Goal Attainment Scaling."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

#: How far goals of one patient are taken to go together, as the first description has it.
_CORRELATION = Decimal("0.3")


def attainment(values: Mapping[str, Decimal], weighed_by: Mapping[str, str]) -> Decimal | None:
    """Compute the T score of the goals that have a level; None where only some have their weight.

    T is 50 + 10 × Σwx / √(0.7 × Σw² + 0.3 × (Σw)²), with the level x of each goal, 0 where it was
    attained as expected, and its weight w (Kiresuk and Sherman 1968, doi 10.1007/BF01530764;
    Turner-Stokes 2009 with its erratum, doi 10.1177/0269215508101742).

    Parameters
    ----------
    values : mapping of str to Decimal
        Levels and weights, by the names of their items.
    weighed_by : mapping of str to str
        The item with the weight of a goal, by goal.

    >>> goals = {"a": "weight of a", "b": "weight of b"}
    >>> attainment({"a": Decimal(1), "b": Decimal(1)}, goals)
    Decimal('62.40347345892084561902555882')
    """
    goals = [goal for goal in weighed_by if goal in values]
    given = [values[weighed_by[goal]] for goal in goals if weighed_by[goal] in values]
    weights = given or [Decimal(1)] * len(goals)
    if len(weights) != len(goals) or not sum(weights):
        return None
    with localcontext(prec=28):
        total = sum((w * values[goal] for goal, w in zip(goals, weights, strict=True)), Decimal(0))
        squares = sum((w * w for w in weights), Decimal(0))
        spread = (1 - _CORRELATION) * squares + _CORRELATION * sum(weights) ** 2
        return 50 + 10 * total / spread.sqrt()
