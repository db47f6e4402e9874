"""Check a scale's definition for what cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.text import Path, Source
from cpreport.numbers import plain
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.definition import (
    ALL,
    ALL_GRADED,
    ONE_SET,
    Grade,
    Scale,
    ScoreRule,
    Setting,
)
from cpreport.scales.engine import work_out
from cpreport.scales.names import fold, fold_grade
from cpreport.scales.score_rules import choices_in_force, setting_named

#: What an id of a scale or a measure may be.
ID_FORM = re.compile(r"[^\W\d_][\w-]*")

#: These stand for groups of items in a score's `of`.
_RESERVED = {ALL, ALL_GRADED}


@dataclass(frozen=True, slots=True)
class _Definition:
    """A scale with the file it was read from."""

    scale: Scale
    source: Source

    def wrong(
        self,
        path: Path,
        message: str,
        hint: str = "",
        allowed: Sequence[str] = (),
        *,
        key: bool = False,
    ) -> Problem:
        place = self.source.key_place(*path) if key else self.source.place(*path)
        return Problem("CP302", place, message, tuple(allowed), hint)

    def set_path(self, name: str) -> Path:
        """Find the path of a grade set, which a file with only one set writes as `grades`."""
        if name == ONE_SET and self.source.node(("grades",)) is not None:
            return ("grades",)
        return ("grade_sets", name)


def check_scale(scale: Scale, source: Source) -> tuple[Problem, ...]:
    """Find everything in a definition that contradicts itself or cannot be computed.

    Ranges are checked last and only where nothing else is wrong: they need the scores computed.
    """
    definition = _Definition(scale, source)
    found = tuple(problem for check in _CHECKS for problem in check(definition))
    return found or tuple(_ranges(definition))


def _id_and_sources(d: _Definition) -> Iterator[Problem]:
    if not ID_FORM.fullmatch(d.scale.id):
        message = f"`{d.scale.id}` cannot be a scale's id"
        yield d.wrong(("id",), message, "use letters, digits, - and _, a letter first")
    if not d.scale.sources:
        message = f"the scale {d.scale.id} names no source"
        hint = "add source: {citation: …, doi: …}"
        yield Problem("CP302", Place(d.source.file, 1, 1), message, help=hint)


def _items(d: _Definition) -> Iterator[Problem]:
    if not d.scale.items:
        yield d.wrong(("items",), f"the scale {d.scale.id} has no items")
    known: dict[str, int] = {}
    for n, item in enumerate(d.scale.items):
        path = _item_path(d, n)
        yield from _bad_name(d, item.name, path)
        if item.grades not in d.scale.grade_sets:
            sets = tuple(d.scale.grade_sets)
            message = f"`{item.name}` has no grades: there is no grade set `{item.grades}`"
            yield d.wrong(path, message, nearest(item.grades, sets), sets)
        for name in (item.name, *item.synonyms):
            first = known.setdefault(fold(name), n)
            if first != n:
                message = f"`{name}` already names the item `{d.scale.items[first].name}`"
                yield d.wrong(path, message)


def _item_path(d: _Definition, n: int) -> Path:
    named: Path = ("items", n, "name")
    return named if d.source.node(named) is not None else ("items", n)


def _bad_name(d: _Definition, name: str, path: Path) -> Iterator[Problem]:
    if "." in name:
        yield d.wrong(path, f"`{name}` cannot be a name", "a full stop would break result names")
    if fold(name) in _RESERVED:
        yield d.wrong(path, f"`{name}` cannot be a name", "it stands for a group of items")


def _grades(d: _Definition) -> Iterator[Problem]:
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


def _codings(d: _Definition) -> Iterator[Problem]:
    codes = tuple(dict.fromkeys(g.code for s in d.scale.grade_sets.values() for g in s))
    for name, coding in d.scale.codings.items():
        for code in coding:
            if code not in codes:
                message = f"the coding `{name}` codes `{code}`, which is not a grade"
                yield d.wrong(("codings", name, code), message, allowed=codes, key=True)
    yield from _check_known(
        d, ("main_coding",), d.scale.main_coding, tuple(d.scale.codings), "coding"
    )
    for name in d.scale.coding_notes:
        path = ("coding_notes", name)
        yield from _check_known(d, path, name, tuple(d.scale.codings), "coding", key=True)


def _check_known(
    d: _Definition,
    path: Path,
    name: str | None,
    names: Sequence[str],
    what: str,
    *,
    key: bool = False,
) -> Iterator[Problem]:
    if name is not None and name not in names:
        message = f"there is no {what} `{name}`"
        yield d.wrong(path, message, nearest(name, names), names, key=key)


def _settings(d: _Definition) -> Iterator[Problem]:
    names = [s.name for s in d.scale.settings]
    for n, setting in enumerate(d.scale.settings):
        path: Path = ("settings", n)
        if names.index(setting.name) < n:
            yield d.wrong((*path, "name"), f"the setting `{setting.name}` is there twice")
        yield from _setting(d, path, setting)


def _setting(d: _Definition, path: Path, setting: Setting) -> Iterator[Problem]:
    choices = tuple(setting.choices)
    yield from _check_known(d, (*path, "default"), setting.default, choices, "choice")
    for effect in ("adds", "codings"):
        for choice in getattr(setting, effect):
            yield from _check_known(d, (*path, effect, choice), choice, choices, "choice", key=True)
    for choice, coding in setting.codings.items():
        codings = tuple(d.scale.codings)
        yield from _check_known(d, (*path, "codings", choice), coding, codings, "coding")


def _scores(d: _Definition) -> Iterator[Problem]:
    earlier: list[ScoreRule] = []
    for n, rule in enumerate(d.scale.scores):
        path: Path = ("scores", n)
        yield from _score_name(d, (*path, "name"), rule, [e.name for e in earlier])
        yield from _score_parts(d, (*path, "of"), rule, earlier)
        yield from _score_rule(d, path, rule)
        earlier.append(rule)
    names = tuple(r.name for r in d.scale.scores)
    yield from _check_known(d, ("main_score",), d.scale.main_score, names, "score")
    for n, threshold in enumerate(d.scale.thresholds):
        yield from _check_known(d, ("thresholds", n, "score"), threshold.score, names, "score")


def _score_name(
    d: _Definition, path: Path, rule: ScoreRule, earlier: Sequence[str]
) -> Iterator[Problem]:
    yield from _bad_name(d, rule.name, path)
    if fold(rule.name) in map(fold, earlier):
        yield d.wrong(path, f"the score `{rule.name}` is there twice")
    if fold(rule.name) in {fold(i.name) for i in d.scale.items}:
        yield d.wrong(path, f"`{rule.name}` is the name of an item and of a score")


def _score_parts(
    d: _Definition, path: Path, rule: ScoreRule, earlier: Sequence[ScoreRule]
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
    if {name in scores for name in rule.of} == {True, False}:
        message = f"the score `{rule.name}` mixes items and scores"
        yield d.wrong(path, message, "make a score of the items first")
    if rule.per == "side" and any(e.per == "patient" for e in earlier if e.name in rule.of):
        yield d.wrong(path, f"the score `{rule.name}` of a side has a part that has no side")


def _score_rule(d: _Definition, path: Path, rule: ScoreRule) -> Iterator[Problem]:
    scale = d.scale
    if rule.per == "side" and not scale.sided:
        message = f"`{rule.name}` is scored on each side, but the items have no sides"
        yield d.wrong((*path, "per"), message, "add sided: yes, or leave per out")
    offset = setting_named(scale, rule.offset)
    if rule.offset is not None and (offset is None or not offset.adds):
        able = tuple(s.name for s in scale.settings if s.adds)
        message = f"there is no setting `{rule.offset}` that adds a constant"
        yield d.wrong((*path, "offset"), message, allowed=able)
    codings = (*scale.codings, *(s.name for s in scale.settings if s.codings))
    yield from _check_known(d, (*path, "coding"), rule.coding, codings, "coding")
    codes = tuple(dict.fromkeys(g.code for s in scale.grade_sets.values() for g in s))
    for code in rule.counts:
        yield from _check_known(d, (*path, "counts"), code, codes, "grade")
    if (rule.rule == "count") != bool(rule.counts):
        message = "the rule `count` and `counts` need each other"
        yield d.wrong(path, message, "counts: says which grades are counted")
    if rule.rule == "percentage" and any(
        max(g.points for g in grades) <= 0 for grades in scale.grade_sets.values() if grades
    ):
        yield d.wrong((*path, "rule"), "a percentage needs a largest grade above 0")
    plain_median = rule.rule == "median" and not (rule.coding or rule.offset)
    if rule.printed_as == "grade" and not (plain_median and len(scale.grade_sets) == 1):
        message = "only a median of the main points of one grade set can be printed as a grade"
        yield d.wrong((*path, "printed_as"), message)


_CHECKS: tuple[Callable[[_Definition], Iterator[Problem]], ...] = (
    _id_and_sources,
    _items,
    _grades,
    _codings,
    _settings,
    _scores,
)


def _ranges(d: _Definition) -> Iterator[Problem]:
    for n, rule in enumerate(d.scale.scores):
        path = ("scores", n, "range")
        possible = _possible(d.scale, rule)
        if not possible and rule.of != (ALL_GRADED,):
            yield d.wrong(("scores", n), f"no grades can give the score `{rule.name}`")
        elif rule.range is None:
            continue
        elif not possible:
            yield d.wrong(path, f"a {rule.rule} of all graded items has no fixed range")
        elif rule.range != (min(possible), max(possible)):
            low, high = (plain(end(possible)) for end in (min, max))
            message = f"the grades give {low} to {high}, not {_range(rule.range)}"
            yield d.wrong(path, message, f"write range: [{low}, {high}]")


def _possible(scale: Scale, rule: ScoreRule) -> set[Decimal]:
    """Work out every value of a score under any choice; none where it has no fixed items."""
    if rule.of == (ALL_GRADED,):
        points = {g.points for s in scale.grade_sets.values() for g in s}
        fixed = {"median": points, "mean": points, "percentage": {Decimal(0), Decimal(100)}}
        return fixed.get(rule.rule, set())
    default = choices_in_force(scale, {})
    choices = [{**default, s.name: c} for s in scale.settings for c in s.choices]
    return {
        value
        for settings in (default, *choices)
        for worked in work_out(scale, (), settings, "", "")
        if worked.score.name == rule.name
        for value in worked.possible
    }


def _range(ends: tuple[Decimal, Decimal]) -> str:
    return f"{plain(ends[0])} to {plain(ends[1])}"
