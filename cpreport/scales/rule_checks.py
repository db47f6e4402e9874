"""Check what a score says of its rule: bands, tables, formulas, weights, shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from pydantic_core import PydanticCustomError

from cpreport.cases.text import Path
from cpreport.numbers import plain
from cpreport.problems import Problem, nearest
from cpreport.scales.bands import band_points, key_values
from cpreport.scales.decisions import wrong_conditions
from cpreport.scales.definition import ALL, ALL_GRADED, Band, Item, Scale, ScoreRule, sides_of_item
from cpreport.scales.formula import ALLOWED, NotAFormula, name_in_formula, names_in, parse_formula
from cpreport.scales.phrases import join_words
from cpreport.scales.scale_file import ScaleFile, check_known

#: The keys that only some rules know.
_KEYS_OF_RULES = {
    "bands": ("bands",),
    "table": ("lookup",),
    "steps": ("decide",),
    "formula": ("formula",),
    "weighed_by": ("attainment",),
    "to": ("rescale",),
    "weights": ("sum", "mean"),
    "constant": ("sum", "mean"),
    "answered": ("sum", "mean", "percentage", "rescale", "max", "min"),
    "unanswered": ("sum",),
}
#: The rules that need a key, by the key.
_NEEDED = {
    "bands": "bands",
    "table": "lookup",
    "steps": "decide",
    "formula": "formula",
    "weighed_by": "attainment",
}

#: Rules of exactly one part.
_OF_ONE = ("bands",)
#: Rules that tell their parts apart by their names.
_OF_NAMED = (*_OF_ONE, "lookup", "decide", "formula", "either", "attainment")


def check_rules(d: ScaleFile) -> Iterator[Problem]:
    """Find everything in the rules of a scale's scores that cannot be meant."""
    for n, rule in enumerate(d.scale.scores):
        for check in _OF_A_RULE:
            yield from check(d, ("scores", n), rule)


def _keys(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    """Find keys that belong to another rule, and rules without the key they need."""
    for key, rules in _KEYS_OF_RULES.items():
        if key in rule.model_fields_set and rule.rule not in rules:
            message = f"`{key}` says nothing to the rule `{rule.rule}`"
            yield d.wrong((*path, key), message, allowed=rules, key=True)
    if rule.rule == "entered" and rule.of:
        yield d.wrong((*path, "of"), "a score that is only entered is made of nothing")
    elif rule.rule != "entered" and not rule.of:
        message = f"the score `{rule.name}` is made of nothing"
        yield d.wrong((*path, "rule"), message, "write of: all, or the parts; or rule: entered")
    if rule.to is not None and rule.to[0] >= rule.to[1]:
        message = "the score would go another way than the grades"
        hint = "give the grades points that go the way the score does"
        yield d.wrong((*path, "to"), message, hint)
    for key, name in _NEEDED.items():
        if rule.rule == name and not getattr(rule, key):
            yield d.wrong((*path, "rule"), f"the rule `{name}` needs `{key}`")


def _parts(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    """Find parts that are too many or too few for a rule, and names that are no part."""
    here: Path = (*path, "of")
    whole = rule.of in ((ALL,), (ALL_GRADED,))
    if rule.rule in _OF_ONE and (whole or len(rule.of) != 1):
        yield d.wrong(here, f"the rule `{rule.rule}` is of one item or score")
    if rule.rule == "lookup" and whole:
        yield d.wrong(here, "the rule `lookup` is of items or scores by their names")
    if rule.rule in _OF_NAMED and _has_two_sides(d.scale, rule):
        message = f"`{rule.name}` would have two values of each part, right and left"
        yield d.wrong(here, message, "score each side: per: side")
    entered = [r.name for r in d.scale.scores if r.rule == "entered" and r.name in rule.of]
    if entered:
        message = f"`{entered[0]}` is only entered, so that no other score is made of it"
        yield d.wrong(here, message, "enter the other score too")
    parts = _names_of_parts(d.scale, rule)
    for name in rule.weights:
        yield from check_known(d, (*path, "weights", name), name, parts, "part", key=True)
    for goal, weight in rule.weighed_by.items():
        yield from check_known(d, (*path, "weighed_by", goal), goal, parts, "part", key=True)
        yield from check_known(d, (*path, "weighed_by", goal), weight, parts, "part")
    if rule.answered is not None and rule.of != (ALL_GRADED,):
        number = _number_of_parts(d.scale, rule)
        if rule.answered > number:
            message = f"`{rule.name}` has {number} parts, not {rule.answered}"
            yield d.wrong((*path, "answered"), message)
    if rule.rule in ("rescale", "percentage"):
        numbers = {i.name: i.number for i in d.scale.items if i.number is not None}
        for name in parts:
            if name in numbers and numbers[name].range is None:
                message = f"`{name}` has no least and no most, which `{rule.rule}` needs"
                yield d.wrong(here, message, "give the item a range")


def _number_of_parts(scale: Scale, rule: ScoreRule) -> int:
    """Count the parts, an item of two sides twice where the score is the patient's."""
    items = {item.name: item for item in scale.items}
    of_sides = {r.name for r in scale.scores if r.per == "side"}
    names = _names_of_parts(scale, rule)
    if rule.per == "side":
        return len(names)
    twice = (
        n in of_sides or (n in items and len(sides_of_item(scale, items[n])) == 2) for n in names
    )
    return len(names) + sum(twice)


def _names_of_parts(scale: Scale, rule: ScoreRule) -> tuple[str, ...]:
    if rule.of in ((ALL,), (ALL_GRADED,)):
        return tuple(item.name for item in scale.items)
    return rule.of


def _has_two_sides(scale: Scale, rule: ScoreRule) -> bool:
    """Whether a score of the patient would have a right and a left value of a part."""
    return rule.per != "side" and _number_of_parts(scale, rule) > len(_names_of_parts(scale, rule))


def _bands(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    limits: list[Decimal] = []
    for n, band in enumerate(rule.bands):
        wrong = _wrong_limit(band, limits, last=n == len(rule.bands) - 1)
        if wrong:
            yield d.wrong((*path, "bands", n), *wrong)
        limits += [] if (limit := _limit(band)) is None else [limit]
    points, named = band_points(rule.bands), [b.name for b in rule.bands if b.name]
    if rule.bands and rule.printed_as == "grade" and len(named) < len(points):
        yield d.wrong((*path, "printed_as"), "bands that are printed by name need names")
    elif rule.printed_as == "grade" and len(set(points)) < len(points):
        yield d.wrong((*path, "bands"), "bands that are printed by name need points of their own")


def _limit(band: Band) -> Decimal | None:
    return band.up_to if band.below is None else band.below


def _wrong_limit(band: Band, before: Sequence[Decimal], *, last: bool) -> tuple[str, ...]:
    """Say what is wrong with the limit of a band, and what to write."""
    limit = _limit(band)
    if band.below is not None and band.up_to is not None:
        return "a band has one limit", "write up_to, or below"
    if last and limit is not None:
        return ("the last band has no limit: it holds what is above the others",)
    if not last and limit is None:
        return "a band needs its limit", "write up_to, or below"
    if limit is not None and before and limit <= before[-1]:
        return (f"the limit {plain(limit)} is not above the one before, {plain(before[-1])}",)
    return ()


def _table(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    number = len(rule.of)
    for key in rule.table:
        try:
            values = key_values(key)
        except PydanticCustomError:
            yield d.wrong((*path, "table", key), f"`{key}` is not a number", key=True)
            continue
        if len(values) != number:
            message = f"`{key}` has {len(values)} of the values of {join_words(rule.of)}"
            hint = "write them in the order of `of`, with commas"
            yield d.wrong((*path, "table", key), message, hint, key=True)


def _steps(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    for n, step in enumerate(rule.steps):
        here: Path = (*path, "steps", n)
        last = n == len(rule.steps) - 1
        if not step.when and not last:
            yield d.wrong(here, f"`{step.name}` is always taken, so that no later step is")
        if step.when and last:
            hint = "add a step with nothing but a name"
            yield d.wrong(here, "the last step has no `when`: it is taken where no other is", hint)
        for name in step.when:
            yield from check_known(d, (*here, "when", name), name, rule.of, "part", key=True)
        for name, test, allowed in wrong_conditions(d.scale, step):
            message = f"`{test}` is neither a grade of {name} nor a number or range"
            yield d.wrong((*here, "when", name), message, nearest(test, allowed), allowed)
    points = band_points(rule.steps)
    if rule.printed_as == "grade" and len(set(points)) < len({step.name for step in rule.steps}):
        yield d.wrong((*path, "steps"), "steps that are printed by name need points of their own")


def _formula(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    if not rule.formula:
        return
    here: Path = (*path, "formula")
    try:
        names = names_in(parse_formula(rule.formula))
    except NotAFormula as error:
        yield d.wrong(here, f"this is not a formula: {error}", allowed=ALLOWED)
        return
    known = tuple(name_in_formula(name) for name in _names_of_parts(d.scale, rule))
    for name in names:
        yield from check_known(d, here, name, known, "part")
    for name in known:
        if name not in names:
            yield d.wrong(here, f"the formula does not use `{name}`", "take it out of `of`")
    if len(set(known)) < len(known):
        yield d.wrong((*path, "of"), "two parts have one name in the formula")


def _shortcuts(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    deciding = {name for shortcut in rule.shortcuts for name in shortcut.when}
    items_of_two = {i.name for i in d.scale.items if len(sides_of_item(d.scale, i)) == 2}
    if rule.per == "patient" and deciding & items_of_two:
        message = f"`{rule.name}` has shortcuts, and its items have sides"
        yield d.wrong((*path, "shortcuts"), message, "score each side: per: side")
    items: dict[str, Item] = {item.name: item for item in d.scale.items}
    for n, shortcut in enumerate(rule.shortcuts):
        here: Path = (*path, "shortcuts", n, "when")
        if not shortcut.when:
            yield d.wrong(here, "a shortcut needs at least one item")
        for name, codes in shortcut.when.items():
            yield from check_known(d, (*here, name), name, tuple(items), "item", key=True)
            grades = d.scale.grade_sets.get(items[name].grades, ()) if name in items else ()
            for code in codes if grades else ():
                known = tuple(grade.code for grade in grades)
                yield from check_known(d, (*here, name), code, known, "grade")


def _untestable(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    if rule.untestable is not None and not d.scale.untestable:
        message = "the scale names no word for what cannot be tested"
        yield d.wrong((*path, "untestable"), message, "add untestable: {UN: …}", key=True)


_OF_A_RULE: tuple[Callable[[ScaleFile, Path, ScoreRule], Iterator[Problem]], ...] = (
    _keys,
    _parts,
    _bands,
    _table,
    _steps,
    _formula,
    _shortcuts,
    _untestable,
)
