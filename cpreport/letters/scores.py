"""Tabulate raw scores for the clinician's page of a letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cpreport.cases.values import is_missing
from cpreport.letters.language import Language
from cpreport.letters.measure_sentences import side_name, value_text
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.numbers import NO_BREAK
from cpreport.scales.definition import SIDES, Side
from cpreport.scales.graded import ItemGrade, Score
from cpreport.scales.number_text import before_unit


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One item or score.

    span : int
        How many columns each value takes: both sides, where a score has none.
    """

    name: str
    values: tuple[str, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Every item and score of one scale, before and now.

    columns : tuple of str
        Heads over the names, which are in English, as published, and over the values, one or one
        a side.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[ScoreRow, ...]


def score_tables(lang: Language, story: Story) -> tuple[ScoreTable, ...]:
    """Make one table for each scale that anything was graded of."""
    tables = (_table(lang, story, measured) for measured in story.measured)
    return tuple(table for table in tables if table.rows)


def _table(lang: Language, story: Story, measured: MeasuredOutcome) -> ScoreTable:
    compared, scale = measured.compared, measured.judged.scale
    found_on = (*(item.side for item in compared.items), *(s.side for s in compared.scores))
    sided = any(found_on)
    sides: tuple[Side | None, ...] = SIDES if sided else (None,)
    names = (lang.say("letters.scores.before"), lang.say("letters.scores.now"))
    arrow = "\N{LEFTWARDS ARROW}" if lang.right_to_left else "\N{RIGHTWARDS ARROW}"

    def both(values: tuple[str, str]) -> str:
        alone = story.earlier is None or set(values) == {lang.say("letters.scores.not_tested")}
        if alone:
            return values[1]
        # Two numbers stay on one line; words and units may be parted where a column is narrow.
        space = " " if any({" ", NO_BREAK} & set(value) for value in values) else NO_BREAK
        return f"{before_unit(*values)}{space}{arrow}{space}{values[1]}"

    when = both(names)
    heads = (when, *(side_name(lang, side) for side in SIDES))
    columns = heads if sided else (lang.say("letters.scores.item"), when)

    def row(name: str, found: dict[Side | None, tuple[str, str]]) -> ScoreRow:
        if sided and None in found:
            return ScoreRow(name, (both(found[None]),), span=2)
        nothing = (lang.say("letters.scores.not_tested"),) * 2
        return ScoreRow(name, tuple(both(found.get(side, nothing)) for side in sides))

    items: dict[str, dict[Side | None, tuple[str, str]]] = {}
    for item in compared.items:
        grades = (_grade(lang, item.earlier), _grade(lang, item.later))
        items.setdefault(item.item, {})[item.side] = grades
    rows = [row(name, found) for name, found in items.items()]
    scores: dict[str, dict[Side | None, tuple[str, str]]] = {}
    show = _score_printer(lang, measured)
    official = {rule.name for rule in scale.scores if not rule.descriptive}
    for score in compared.scores:
        if score.name in official and (_is_found(score.earlier) or _is_found(score.later)):
            scores.setdefault(score.name, {})[score.side] = (show(score.earlier), show(score.later))
    labels = {rule.name: rule.label for rule in scale.scores}
    rows += [row(labels.get(name, name), found) for name, found in scores.items()]
    return ScoreTable(scale.full_name, columns, tuple(rows))


def _is_found(score: Score | None) -> bool:
    """Whether a score is known, as a value or as a word of its measure such as unable."""
    if score is None or score.value is not None:
        return score is not None
    return score.basis != "items" and not is_missing(score.printed)


def _grade(lang: Language, grade: ItemGrade | None) -> str:
    if grade is None or grade.grade is None:
        return lang.say("letters.scores.not_tested")
    return lang.apart(grade.grade)


def _score_printer(lang: Language, measured: MeasuredOutcome) -> Callable[[Score | None], str]:
    def show(score: Score | None) -> str:
        if score is not None and score.value is None and measured.judged.scale.is_measured:
            # What was recorded in place of a value says itself why there is none.
            return lang.apart(score.printed)
        if score is None or score.value is None:
            return lang.say("letters.measured.not_in_full")
        return value_text(lang, measured.judged.scale, score)

    return show
