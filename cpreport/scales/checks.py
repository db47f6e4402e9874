"""Check a scale's definition for what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from cpreport.cases.text import Path, Source
from cpreport.cases.values import is_missing
from cpreport.numbers import plain
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.bands import look_up
from cpreport.scales.definition import (
    ALL,
    ALL_GRADED,
    SEX,
    Grade,
    Scale,
    ScoreRule,
    Setting,
    has_sides,
    sides_of_item,
)
from cpreport.scales.engine import score_ends, work_out
from cpreport.scales.names import ID_FORM, fold, fold_grade
from cpreport.scales.rule_checks import check_rules
from cpreport.scales.scale_file import ScaleFile, check_known
from cpreport.scales.score_rules import choices_in_force, points_by_grade, setting_named

#: These stand for groups of items in a score's `of`.
_RESERVED = {ALL, ALL_GRADED}


def check_scale(scale: Scale, source: Source) -> tuple[Problem, ...]:
    """Find everything in a definition that contradicts itself or cannot be computed.

    Ranges are checked last and only where nothing else is wrong: they need the scores computed.
    """
    definition = ScaleFile(scale, source)
    found = tuple(problem for check in _CHECKS for problem in check(definition))
    return found or tuple(_ranges(definition))


def _id_and_sources(d: ScaleFile) -> Iterator[Problem]:
    if not ID_FORM.fullmatch(d.scale.id):
        message = f"`{d.scale.id}` cannot be a scale's id"
        yield d.wrong(("id",), message, "use letters, digits, - and _, a letter first")
    if not d.scale.sources:
        message = f"the scale {d.scale.id} names no source"
        hint = "add source: {citation: …, doi: …}"
        yield Problem("CP302", Place(d.source.file, 1, 1), message, help=hint)


def _items(d: ScaleFile) -> Iterator[Problem]:
    if not d.scale.items and not any(rule.rule == "entered" for rule in d.scale.scores):
        yield d.wrong(("items",), f"the scale {d.scale.id} has no items")
    known: dict[str, int] = {}
    for n, item in enumerate(d.scale.items):
        path = _item_path(d, n)
        yield from _bad_name(d, item.name, path)
        if item.number is None and item.grades not in d.scale.grade_sets:
            sets = tuple(d.scale.grade_sets)
            message = f"`{item.name}` has no grades: there is no grade set `{item.grades}`"
            yield d.wrong(path, message, nearest(item.grades, sets), sets)
        for name in (item.name, *item.synonyms):
            first = known.setdefault(fold(name), n)
            if first != n:
                message = f"`{name}` already names the item `{d.scale.items[first].name}`"
                yield d.wrong(path, message)


def _item_path(d: ScaleFile, n: int) -> Path:
    named: Path = ("items", n, "name")
    return named if d.source.node(named) is not None else ("items", n)


def _bad_name(d: ScaleFile, name: str, path: Path) -> Iterator[Problem]:
    if "." in name:
        yield d.wrong(path, f"`{name}` cannot be a name", "a full stop would break result names")
    if fold(name) in _RESERVED:
        yield d.wrong(path, f"`{name}` cannot be a name", "it stands for a group of items")


def _grades(d: ScaleFile) -> Iterator[Problem]:
    for set_name, grades in d.scale.grade_sets.items():
        path = d.set_path(set_name)
        known: dict[str, Grade] = {}
        points: dict[Decimal, Grade] = {}
        for grade in grades:
            here = (*path, grade.code)
            for name in (grade.code, *grade.synonyms):
                other = known.setdefault(fold_grade(name), grade)
                if other is not grade:
                    message = f"`{name}` already means the grade `{other.code}`"
                    yield d.wrong(here, message, key=True)
            level = points.setdefault(grade.points, grade)
            if level is not grade:
                message = f"`{grade.code}` has the same points as `{level.code}`"
                yield d.wrong(here, message, "grades are told apart by their points", key=True)


def _codings(d: ScaleFile) -> Iterator[Problem]:
    codes = tuple(dict.fromkeys(g.code for s in d.scale.grade_sets.values() for g in s))
    for name, coding in d.scale.codings.items():
        for code in coding:
            if code not in codes:
                message = f"the coding `{name}` codes `{code}`, which is not a grade"
                yield d.wrong(("codings", name, code), message, allowed=codes, key=True)
    yield from check_known(
        d, ("main_coding",), d.scale.main_coding, tuple(d.scale.codings), "coding"
    )
    for name in d.scale.coding_notes:
        path = ("coding_notes", name)
        yield from check_known(d, path, name, tuple(d.scale.codings), "coding", key=True)


def _settings(d: ScaleFile) -> Iterator[Problem]:
    names = [s.name for s in d.scale.settings]
    for n, setting in enumerate(d.scale.settings):
        path: Path = ("settings", n)
        if names.index(setting.name) < n:
            yield d.wrong((*path, "name"), f"the setting `{setting.name}` is there twice")
        yield from _setting(d, path, setting)


def _setting(d: ScaleFile, path: Path, setting: Setting) -> Iterator[Problem]:
    choices = tuple(setting.choices)
    yield from check_known(d, (*path, "default"), setting.default, choices, "choice")
    for effect in ("adds", "codings"):
        for choice in getattr(setting, effect):
            yield from check_known(d, (*path, effect, choice), choice, choices, "choice", key=True)
    for choice, coding in setting.codings.items():
        codings = tuple(d.scale.codings)
        yield from check_known(d, (*path, "codings", choice), coding, codings, "coding")


def _scores(d: ScaleFile) -> Iterator[Problem]:
    earlier: list[ScoreRule] = []
    for n, rule in enumerate(d.scale.scores):
        path: Path = ("scores", n)
        yield from _score_name(d, (*path, "name"), rule, [e.name for e in earlier])
        yield from _score_parts(d, (*path, "of"), rule, earlier)
        yield from _score_rule(d, path, rule)
        earlier.append(rule)
    names = tuple(r.name for r in d.scale.scores)
    yield from check_known(d, ("main_score",), d.scale.main_score, names, "score")
    for n, threshold in enumerate(d.scale.thresholds):
        yield from check_known(d, ("thresholds", n, "score"), threshold.score, names, "score")


def _score_name(
    d: ScaleFile, path: Path, rule: ScoreRule, earlier: Sequence[str]
) -> Iterator[Problem]:
    yield from _bad_name(d, rule.name, path)
    if fold(rule.name) in map(fold, earlier):
        yield d.wrong(path, f"the score `{rule.name}` is there twice")
    if fold(rule.name) in {fold(i.name) for i in d.scale.items}:
        yield d.wrong(path, f"`{rule.name}` is the name of an item and of a score")


def _score_parts(
    d: ScaleFile, path: Path, rule: ScoreRule, earlier: Sequence[ScoreRule]
) -> Iterator[Problem]:
    if rule.of in ((ALL,), (ALL_GRADED,)):
        return
    items = [i.name for i in d.scale.items]
    scores = [e.name for e in earlier]
    for name in rule.of:
        if name not in (*items, *scores):
            message = f"`{name}` is neither an item nor an earlier score"
            hint = nearest(name, [*items, *scores]) or f"or write `{ALL}`, or `{ALL_GRADED}`"
            yield d.wrong(path, message, hint)
    if len(set(rule.of)) < len(rule.of):
        yield d.wrong(path, f"the score `{rule.name}` counts a part twice")
    if rule.per == "side" and any(e.per == "patient" for e in earlier if e.name in rule.of):
        yield d.wrong(path, f"the score `{rule.name}` of a side has a part that has no side")


def _score_rule(d: ScaleFile, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    scale = d.scale
    if rule.per == "side" and not has_sides(scale):
        message = f"`{rule.name}` is scored on each side, but the items have no sides"
        yield d.wrong((*path, "per"), message, "add sided: yes, or leave per out")
    offset = setting_named(scale, rule.offset)
    if rule.offset is not None and (offset is None or not offset.adds):
        able = tuple(s.name for s in scale.settings if s.adds)
        message = f"there is no setting `{rule.offset}` that adds a constant"
        yield d.wrong((*path, "offset"), message, allowed=able)
    codings = (*scale.codings, *(s.name for s in scale.settings if s.codings))
    yield from check_known(d, (*path, "coding"), rule.coding, codings, "coding")
    codes = tuple(dict.fromkeys(g.code for s in scale.grade_sets.values() for g in s))
    for code in rule.counts:
        yield from check_known(d, (*path, "counts"), code, codes, "grade")
    if (rule.rule == "count") != bool(rule.counts):
        message = "the rule `count` and `counts` need each other"
        yield d.wrong(path, message, "counts: says which grades are counted")
    if rule.rule == "percentage" and any(
        max(g.points for g in grades) <= 0 for grades in scale.grade_sets.values() if grades
    ):
        yield d.wrong((*path, "rule"), "a percentage needs a largest grade above 0")
    plain_median = rule.rule == "median" and not (rule.coding or rule.offset)
    one_set = plain_median and len(scale.grade_sets) == 1
    if rule.printed_as == "grade" and not (one_set or rule.rule in ("bands", "decide")):
        message = (
            "only bands, steps, or a median of one grade set in its main points, "
            "can be printed as a grade"
        )
        yield d.wrong((*path, "printed_as"), message)


def _numbers(d: ScaleFile) -> Iterator[Problem]:
    for n, item in enumerate(d.scale.items):
        ends = item.number.range if item.number is not None else None
        if ends is not None and ends[0] >= ends[1]:
            message = f"`{item.name}` cannot be from {_range(ends)}"
            yield d.wrong(("items", n, "number", "range"), message, "write the least first")


def _taken(d: ScaleFile) -> Iterator[Problem]:
    """Find items that are taken from the case, and cannot be what stands there."""
    for n, item in enumerate(d.scale.items):
        if item.taken_from is None:
            continue
        codes = {fold_grade(g.code) for g in d.scale.grade_sets.get(item.grades, ())}
        if item.taken_from == SEX and not {"female", "male"} <= codes:
            hint = "give it grades: {male: …, female: …}"
            yield d.wrong(_item_path(d, n), f"`{item.name}` has no grades female and male", hint)
        elif item.taken_from != SEX and item.number is None:
            hint = "write number: {unit: …}"
            yield d.wrong(_item_path(d, n), f"`{item.name}` is taken from a number", hint)
        if len(sides_of_item(d.scale, item)) == 2:
            yield d.wrong(_item_path(d, n), f"`{item.name}` has no sides", "write sided: no")


def _untestable(d: ScaleFile) -> Iterator[Problem]:
    every = (g for grades in d.scale.grade_sets.values() for g in grades)
    known = {fold_grade(name) for g in every for name in (g.code, *g.synonyms)}
    for word in d.scale.untestable:
        if fold_grade(word) in known or is_missing(word):
            message = f"`{word}` is a grade or a missing word already"
            yield d.wrong(("untestable", word), message, key=True)


_CHECKS: tuple[Callable[[ScaleFile], Iterator[Problem]], ...] = (
    _id_and_sources,
    _items,
    _grades,
    _codings,
    _settings,
    _scores,
    _numbers,
    _taken,
    _untestable,
    check_rules,
)


def _ranges(d: ScaleFile) -> Iterator[Problem]:
    every = _every_value(d.scale)
    for n, rule in enumerate(d.scale.scores):
        if rule.rule == "entered" or _of_numbers(d.scale, rule):
            continue
        possible = _possible(d.scale, rule, every)
        if not possible and rule.of != (ALL_GRADED,):
            yield d.wrong(("scores", n), f"no grades can give the score `{rule.name}`")
        elif rule.rule == "lookup" and (absent := _absent(d.scale, rule, every)):
            said = (" and ".join(map(plain, values)) for values in absent)
            message = f"the table has nothing for {', '.join(said)}"
            yield d.wrong(("scores", n, "table"), message, key=True)
        elif rule.range is not None:
            yield from _wrong_range(d, ("scores", n, "range"), rule, rule.range, possible)


def _wrong_range(
    d: ScaleFile,
    path: Path,
    rule: ScoreRule,
    written: tuple[Decimal, Decimal],
    possible: Collection[Decimal],
) -> Iterator[Problem]:
    if not possible:
        yield d.wrong(path, f"a {rule.rule} of all graded items has no fixed range")
    elif written != (min(possible), max(possible)):
        low, high = (plain(end(possible)) for end in (min, max))
        message = f"the grades give {low} to {high}, not {_range(written)}"
        yield d.wrong(path, message, f"write range: [{low}, {high}]")


def _has_no_grade(scale: Scale, rule: ScoreRule) -> bool:
    """Whether no grade of some part has a place in a score, whatever is chosen."""
    below = [earlier for earlier in scale.scores if earlier.name in rule.of]
    points = points_by_grade(scale, rule, {})
    of_items = [i for i in scale.items if i.name in rule.of or rule.of == (ALL,)]
    return any(not points[i.grades] for i in of_items) or any(
        _has_no_grade(scale, earlier) for earlier in below
    )


def _ends(scale: Scale, rule: ScoreRule) -> tuple[Decimal, Decimal]:
    """Work out the ends of a score that has too many values to list them."""
    unproved = tuple(r.model_copy(update={"range": None}) for r in scale.scores)
    ends = score_ends(scale.model_copy(update={"scores": unproved}), (), {})
    return next(of_score for (name, _), of_score in ends.items() if name == rule.name)


def _of_numbers(scale: Scale, rule: ScoreRule) -> bool:
    """Whether a score depends on items whose values cannot be listed."""
    numbers = {item.name for item in scale.items if item.number is not None}
    if rule.of in ((ALL,), (ALL_GRADED,)):
        return bool(numbers)
    below = [earlier for earlier in scale.scores if earlier.name in rule.of]
    return bool(numbers & set(rule.of)) or any(_of_numbers(scale, r) for r in below)


def _absent(
    scale: Scale, rule: ScoreRule, every: Mapping[str, set[Decimal]]
) -> list[tuple[Decimal, ...]]:
    """List the values of the parts that a table has nothing for."""
    items = {item.name: item for item in scale.items}
    options = [
        {grade.points for grade in scale.grade_sets[items[name].grades]}
        if name in items
        else every.get(name, set())
        for name in rule.of
    ]
    return sorted(values for values in product(*options) if look_up(rule, values) is None)


def _possible(
    scale: Scale, rule: ScoreRule, every: Mapping[str, set[Decimal]]
) -> Collection[Decimal]:
    """Find the values of a score, or its ends where they are too many; none where none is fixed."""
    if rule.of == (ALL_GRADED,):
        points = {g.points for s in scale.grade_sets.values() for g in s}
        fixed = {"median": points, "mean": points, "percentage": {Decimal(0), Decimal(100)}}
        return fixed.get(rule.rule, set())
    values = every[rule.name] | {shortcut.gives for shortcut in rule.shortcuts}
    return values if values or _has_no_grade(scale, rule) else _ends(scale, rule)


def _every_value(scale: Scale) -> dict[str, set[Decimal]]:
    """Work out every value of every score under any choice of its settings."""
    default = choices_in_force(scale, {})
    choices = [{**default, s.name: c} for s in scale.settings for c in s.choices]
    every: dict[str, set[Decimal]] = {rule.name: set() for rule in scale.scores}
    for settings in (default, *choices):
        for worked in work_out(scale, (), settings, "", ""):
            every[worked.score.name] |= worked.possible
    return every


def _range(ends: tuple[Decimal, Decimal]) -> str:
    return f"{plain(ends[0])} to {plain(ends[1])}"
