"""List every improvement rule by an example of how it is written, those of a size with them."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.measure_record import NumberMeasure
from cpreport.outcomes.improvement_rules import RULES, ImprovementRule
from cpreport.outcomes.rule_by_size import ANY_CHANGE, INTO_REFERENCE, rule_for
from cpreport.scales.numbers_declared import scale_of_number

#: What a rule of a size may say of a number in mg/L.
_EXAMPLES = (
    "by at least 30 mg/L",
    "by at least 50 %",
    "by at least 30 %; worse by at least 20 %",
    "by at least 30 %; worse by at least 20 % and 5 mg/L from nadir",
    "reaches 30 mg/L",
    "is at most 30 mg/L",
    ANY_CHANGE,
)


def every_rule() -> dict[str, ImprovementRule]:
    """List the rules by their names, those of a size as an example has them."""
    return {**RULES, **dict(_of_a_size())}


def _of_a_size() -> Iterator[tuple[str, ImprovementRule]]:
    about = {"name": "Example", "unit": "mg/L", "reference": "0 to 5"}
    for written, better in (
        *((one, "lower") for one in _EXAMPLES),
        (INTO_REFERENCE, "in reference"),
    ):
        number = NumberMeasure.model_validate({**about, "better": better})
        rule = rule_for(written, scale_of_number("example", number))
        if isinstance(rule, ImprovementRule):
            yield written, rule
