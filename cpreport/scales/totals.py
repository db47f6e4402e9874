"""Read entered totals: compared with graded items, and scores where no items are held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from pydantic_core import PydanticCustomError

from cpreport.cases.case import Case, Totals
from cpreport.cases.text import Path
from cpreport.cases.values import MISSING_WORDS, is_missing, parse_number
from cpreport.catalogue import Clause
from cpreport.numbers import decimals_of, format_number, plain, round_half_up
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.bands import band_points
from cpreport.scales.definition import Scale, ScoreRule, Side
from cpreport.scales.engine import PossibleScore, grade_label, unit_of, work_out
from cpreport.scales.graded import NOT_SCORABLE, ItemGrade, Score
from cpreport.scales.grading import measured_not_graded, unknown_scale
from cpreport.scales.names import grade_among, same, scale_of, side_of
from cpreport.scales.phrases import join_words, slot_name

#: So few possible values are still told one by one.
_TOLD = 6


@dataclass(frozen=True, slots=True)
class _EnteredTotal:
    """One total as entered, and the score it stands for."""

    case: Case
    scale: Scale
    rule: ScoreRule
    side: Side | None
    written: str
    place: Place

    @property
    def name(self) -> str:
        return slot_name(self.rule.name, self.side)

    def problem(
        self, code: str, message: str, hint: str = "", allowed: tuple[str, ...] = ()
    ) -> Problem:
        return Problem(code, self.place, message, allowed, hint, case=self.case.id)


def read_totals(
    scales: Mapping[str, Scale],
    case: Case,
    index: int,
    graded: Mapping[str, Sequence[ItemGrade]],
    worked: Mapping[str, Sequence[PossibleScore]],
    settings: Mapping[str, Mapping[str, str]],
) -> tuple[dict[str, tuple[Score, ...]], list[Problem]]:
    """Read the totals of a visit, and compare each with its items and with what is possible.

    They are given by scale, as the scores that they are where no item of a score is held.

    Parameters
    ----------
    index : int
        Position of the visit in the case.
    graded : mapping of str to sequence of ItemGrade
        The visit's items by scale id.
    worked : mapping of str to sequence of PossibleScore
        What was worked out from them.
    settings : mapping of str to mapping
        The choices in force by scale id.
    """
    scores: dict[str, dict[tuple[str, Side | None], Score]] = {}
    problems: list[Problem] = []
    for name, totals in case.visits[index].entered_totals.items():
        path: Path = ("visits", index, "entered_totals", name)
        scale = scale_of(scales, name)
        if scale is None:
            problems.append(unknown_scale(name, case.source.key_place(*path), scales, case.id))
            continue
        if scale.is_measured:
            problems.append(measured_not_graded(scale, case.source.key_place(*path), case.id))
            continue
        of_scale = scores.setdefault(scale.id, {})
        for entered in _entered_totals(case, scale, totals, path):
            if isinstance(entered, Problem):
                problems.append(entered)
                continue
            key = (entered.rule.name, entered.side)
            own = worked.get(scale.id)
            if key in of_scale:
                problems.append(_entered_twice(entered, of_scale[key]))
            elif is_missing(entered.written):
                of_scale[key] = _score(entered, case.visits[index].id, None)
            else:
                given = graded.get(scale.id, ())
                found = list(_check(entered, given, own, settings[scale.id]))
                problems += found
                value = _value(entered)
                if not found and isinstance(value, Decimal):
                    of_scale[key] = _score(entered, case.visits[index].id, value)
    return {scale_id: tuple(found.values()) for scale_id, found in scores.items()}, problems


def with_totals(
    scale: Scale, computed: Iterable[Score], entered: Iterable[Score]
) -> tuple[Score, ...]:
    """Join the computed scores of a scale at a visit with the entered totals, in the scale's order.

    A total stands where no item of its score was graded. Where some were, it is told beside the
    reason why the score lacks the others, and where all were it was compared with them.
    """
    scores = {(score.name, score.side): score for score in computed}
    for total in entered:
        key = (total.name, total.side)
        own = scores.get(key)
        if own is None or (own.status == NOT_SCORABLE and not own.used):
            scores[key] = total
        elif own.value is None and total.value is not None:
            beside = Clause("scoring.why.total", (("total", total.printed),))
            scores[key] = replace(own, reason=(*own.reason, beside))
    names = [rule.name for rule in scale.scores]
    return tuple(sorted(scores.values(), key=lambda s: (names.index(s.name), s.side == "left")))


def _score(entered: _EnteredTotal, visit: str, value: Decimal | None) -> Score:
    return Score(
        entered.case.id,
        visit,
        entered.scale.id,
        entered.rule.name,
        entered.side,
        value,
        entered.written.strip() if value is None else _as_entered(entered, value),
        basis="entered total",
        place=entered.place,
        unit=unit_of(entered.rule),
    )


def _as_entered(entered: _EnteredTotal, value: Decimal) -> str:
    """Print a total in the digits that it was entered with."""
    if entered.rule.printed_as == "grade":
        return grade_label(entered.scale, entered.rule, value)
    return format_number(value, decimals_of(value))


def _entered_twice(again: _EnteredTotal, first: Score) -> Problem:
    return Problem(
        "CP112",
        again.place,
        f"{again.name} is entered already at this visit",
        help=f"its first total stands at {first.place}",
        case=again.case.id,
    )


def _entered_totals(
    case: Case, scale: Scale, totals: Totals, path: Path
) -> Iterator[_EnteredTotal | Problem]:
    """Match each total with the score it stands for, or say that there is no such score."""
    if isinstance(totals, str):
        rule = scale.rule_by_name.get(scale.main_score)
        if rule is None or rule.per == "side":
            yield _no_one_total(case, scale, path)
        else:
            yield _EnteredTotal(case, scale, rule, None, totals, case.source.place(*path))
        return
    for name, total in totals.items():
        rule = next((r for r in scale.scores if same(name, r.name)), None)
        below = (*path, name)
        if rule is None:
            yield _no_such_score(case, scale, name, below)
        elif isinstance(total, str):
            yield _of_patient(case, scale, rule, total, below)
        else:
            yield from (
                _of_side(case, scale, rule, word, written, below) for word, written in total.items()
            )


def _no_one_total(case: Case, scale: Scale, path: Path) -> Problem:
    by_side = next((r.name for r in scale.scores if r.per == "side"), "")
    example = f"{{{by_side}: {{right: …, left: …}}}}"
    return Problem(
        "CP115",
        case.source.place(*path),
        f"the {scale.name} has no total of its own",
        tuple(r.name for r in scale.scores),
        f"name the score and the side: {example}" if by_side else "enter no total for it",
        case=case.id,
    )


def _no_such_score(case: Case, scale: Scale, name: str, path: Path) -> Problem:
    known = tuple(r.name for r in scale.scores)
    return Problem(
        "CP115",
        case.source.key_place(*path),
        f"`{name}` is not a score of the {scale.name}",
        known,
        nearest(name, known),
        case=case.id,
    )


def _of_patient(
    case: Case, scale: Scale, rule: ScoreRule, written: str, path: Path
) -> _EnteredTotal | Problem:
    if rule.per == "side" and not is_missing(written):
        return Problem(
            "CP103",
            case.source.place(*path),
            f"`{rule.name}` is scored on each side, but has one total",
            ("right", "left"),
            f"write {rule.name}: {{right: …, left: …}}",
            case=case.id,
        )
    return _EnteredTotal(case, scale, rule, None, written, case.source.place(*path))


def _of_side(
    case: Case, scale: Scale, rule: ScoreRule, word: str, written: str, path: Path
) -> _EnteredTotal | Problem:
    side, place = side_of(word), case.source.key_place(*path, word)
    if rule.per == "patient":
        message = f"`{rule.name}` of the {scale.name} has no sides"
        return Problem("CP103", place, message, (), "enter one total", case=case.id)
    if side is None:
        message = f"`{word}` is not a side"
        return Problem("CP103", place, message, ("right", "left"), case=case.id)
    return _EnteredTotal(case, scale, rule, side, written, case.source.place(*path, word))


def _check(
    entered: _EnteredTotal,
    graded: Sequence[ItemGrade],
    worked: Sequence[PossibleScore] | None,
    settings: Mapping[str, str],
) -> Iterator[Problem]:
    value = _value(entered)
    if isinstance(value, Problem):
        yield value
        return
    if entered.rule.rule == "entered":
        yield from _outside(entered, value)
        return
    own = _meant_score(entered, worked) if worked else _work_out(entered, graded, settings)
    if _has(own.possible, value, entered):
        return
    if not own.possible:
        return  # what the items could give cannot be listed
    others = list(_other_choices(entered.scale, settings))
    blank = [
        replace(g, grade=None, points=None, missing=MISSING_WORDS[0]) if g.applies else g
        for g in graded
    ]
    all_of_them = [
        _work_out(entered, blank, s).possible for s in (settings, *(c[2] for c in others))
    ]
    if all_of_them[0] and not any(_has(possible, value, entered) for possible in all_of_them):
        yield _impossible(entered, value, all_of_them[0])
        return
    agreeing = [
        (name, choice)
        for name, choice, other in others
        if _has(_work_out(entered, graded, other).possible, value, entered)
    ]
    yield _unlike(entered, own, agreeing, settings)


def _outside(entered: _EnteredTotal, value: Decimal) -> Iterator[Problem]:
    """Find a total that its score cannot have; nothing else is known of it."""
    ends = entered.rule.range
    if ends is not None and not ends[0] <= value <= ends[1]:
        possible = " to ".join(plain(end) for end in ends)
        message = f"{entered.name} cannot be `{entered.written}`"
        yield entered.problem("CP108", message, allowed=(possible,))


def _work_out(
    entered: _EnteredTotal, graded: Sequence[ItemGrade], settings: Mapping[str, str]
) -> PossibleScore:
    return _meant_score(entered, work_out(entered.scale, graded, settings, entered.case.id, ""))


def _meant_score(entered: _EnteredTotal, worked: Sequence[PossibleScore]) -> PossibleScore:
    """Pick the score that was entered, of all of its scale."""
    wanted = (entered.rule.name, entered.side)
    return next(w for w in worked if (w.score.name, w.score.side) == wanted)


def _other_choices(
    scale: Scale, settings: Mapping[str, str]
) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Try every setting with each choice that is not in force, and all settings with it."""
    for setting in scale.settings:
        for choice in setting.choices:
            if choice != settings[setting.name]:
                yield setting.name, choice, {**settings, setting.name: choice}


def _has(possible: Iterable[Decimal], value: Decimal, entered: _EnteredTotal) -> bool:
    """Whether a value is possible, to the digits that it was entered with."""
    digits = max(entered.rule.digits, -int(value.as_tuple().exponent))
    return any(round_half_up(p, digits) == value for p in possible)


def _value(entered: _EnteredTotal) -> Decimal | Problem:
    if entered.rule.named and entered.rule.printed_as == "grade":
        return _band_value(entered)
    if entered.rule.printed_as == "grade":
        grades = list(chain.from_iterable(entered.scale.grade_sets.values()))
        grade = grade_among(grades, entered.written)
        return _impossible_grade(entered) if grade is None else grade.points
    try:
        return parse_number(entered.written)
    except PydanticCustomError:
        return entered.problem(
            "CP008", f"`{entered.written}` is not a number", "write digits, such as 12 or 4.5"
        )


def _band_value(entered: _EnteredTotal) -> Decimal | Problem:
    bands = entered.rule.named
    for band, points in zip(bands, band_points(bands), strict=True):
        if band.name and same(entered.written, band.name):
            return points
    names = tuple(band.name for band in bands if band.name)
    message = f"`{entered.written}` is not a band of {entered.name}"
    return entered.problem("CP108", message, nearest(entered.written, names), names)


def _impossible_grade(entered: _EnteredTotal) -> Problem:
    grades = dict.fromkeys(g.code for s in entered.scale.grade_sets.values() for g in s)
    others = [r.name for r in entered.scale.scores if r.printed_as == "number"]
    return entered.problem(
        "CP108",
        f"no grades can give {entered.name} `{entered.written}`",
        f"for another score, name it: {{{others[0]}: {entered.written}}}" if others else "",
        tuple(grades),
    )


def _impossible(entered: _EnteredTotal, value: Decimal, possible: frozenset[Decimal]) -> Problem:
    below = max((p for p in possible if p < value), default=None)
    above = min((p for p in possible if p > value), default=None)
    near = tuple(_total_text(entered, p) for p in (below, above) if p is not None)
    what = "totals that grades can give are" if len(near) == 2 else "total that grades can give is"
    return entered.problem(
        "CP108",
        f"no grades can give {entered.name} `{entered.written}`",
        f"the nearest {what} {' and '.join(near)}",
        near,
    )


def _unlike(
    entered: _EnteredTotal,
    own: PossibleScore,
    agreeing: Sequence[tuple[str, str]],
    settings: Mapping[str, str],
) -> Problem:
    if own.score.value is not None:
        given = f"its items give `{own.score.printed}`"
    elif len(own.possible) <= _TOLD:
        totals = join_words([_total_text(entered, value) for value in sorted(own.possible)], "or")
        given = f"the grades there are leave only {totals}"
    else:
        ends = (_total_text(entered, end(own.possible)) for end in (min, max))
        given = f"the grades there are leave only values from {' to '.join(ends)}"
    hints = [
        f"with {name}: {join_words([c for n, c in agreeing if n == name], 'or')} it would be "
        f"right, but {settings[name]} is in force"
        for name in dict.fromkeys(name for name, _ in agreeing)
    ]
    return entered.problem(
        "CP107",
        f"{entered.name} is entered as `{entered.written}`, but {given}",
        "; ".join([*hints, f"its items: {_items(own.score.used)}"]),
    )


def _items(used: Sequence[ItemGrade]) -> str:
    """Say where a score's items stand: each with its grade, or first and last where many."""
    if len(used) > _TOLD:
        return f"{used[0].place} to {used[-1].place}"
    return ", ".join(f"{slot_name(g.item, g.side)} {g.grade} ({g.place})" for g in used) or "none"


def _total_text(entered: _EnteredTotal, value: Decimal) -> str:
    if entered.rule.printed_as == "grade":
        return grade_label(entered.scale, entered.rule, value)
    return format_number(value, entered.rule.digits)
