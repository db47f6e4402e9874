"""Take findings, and give the rows of the long data files, each value as text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext

from cpreport.cases.case import AdverseEvent
from cpreport.numbers import MINUS, plain
from cpreport.outcomes.change_records import ItemChange, ScoreChange
from cpreport.outcomes.comparing import compare_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import item_change_id, score_change_id, verdict_id
from cpreport.outcomes.statistics import EXACT
from cpreport.scales.graded import ItemGrade, Score, ScoredCase

Row = tuple[str, ...]

_NOT_REPORTED, _NOT_APPLICABLE, _NOT_SCORABLE = "not reported", "not applicable", "not scorable"


def item_grade_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each graded item."""
    for case in findings.cases:
        for g in case.items:
            grade = g.missing if g.grade is None else g.grade
            code = _word(g.missing) if g.points is None else plain(g.points)
            yield (
                g.case,
                g.visit,
                _day(case, g.visit),
                g.scale,
                g.item,
                _side(g.side),
                grade,
                code,
            )


def score_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each score."""
    for case in findings.cases:
        for s in case.scores:
            value = _NOT_SCORABLE if s.value is None else _number(s.value)
            missing = "; ".join(" ".join(filter(None, (side, item))) for item, side in s.missing)
            yield (
                s.case,
                s.visit,
                _day(case, s.visit),
                s.scale,
                s.name,
                _side(s.side),
                value,
                _ascii(s.printed),
                missing or _NOT_APPLICABLE,
            )


def change_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each item and each score that was compared."""
    ledger = findings.ledger
    with localcontext(EXACT):
        series = compare_series(findings.scored)
    for case in findings.cases:
        for scale in series.scales:
            compared = series.of(case.id, scale.id)
            for item in compared.items:
                result = ledger[item_change_id(compared, item)]
                yield _change(case.id, scale.id, "item", item, item.points, result.direction)
            for score in compared.scores:
                result = ledger[score_change_id(compared, score)]
                yield _change(case.id, scale.id, "score", score, score.value, result.direction)


def _change(
    case: str,
    scale: str,
    kind: str,
    change: ItemChange | ScoreChange,
    value: Decimal | None,
    direction: str | None,
) -> Row:
    name = change.item if isinstance(change, ItemChange) else change.name
    return (
        case,
        scale,
        kind,
        name,
        _side(change.side),
        _as_printed(change.earlier),
        _as_printed(change.later),
        _NOT_APPLICABLE if value is None else _number(value),
        direction or "not assessable",
    )


def _as_printed(end: ItemGrade | Score | None) -> str:
    if end is None:
        return _NOT_REPORTED
    if isinstance(end, Score):
        return _ascii(end.printed)
    return end.missing if end.grade is None else end.grade


def outcome_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each declared outcome of each patient."""
    for case in findings.cases:
        for judged in findings.judged:
            outcome = judged.outcome
            verdict = findings.ledger[verdict_id(case.id, judged)]
            yield (
                case.id,
                judged.key,
                judged.scale.id,
                outcome.label,
                _yes(outcome.primary),
                judged.rule.name,
                judged.score or _NOT_APPLICABLE,
                str(verdict.value),
            )


def session_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each session."""
    for case in findings.cases:
        treatments = [t for t in case.case.treatment for _ in t.sessions]
        for n, session in enumerate(case.case.sessions, 1):
            yield (
                case.id,
                str(n),
                treatments[n - 1].name,
                _day(case, f"session {n}"),
                "; ".join(session.routes),
                session.dose or _NOT_REPORTED,
                session.volume or _NOT_REPORTED,
            )


def adverse_event_rows(findings: Findings) -> Iterator[Row]:
    """Give one row for each adverse event, or one that says why there is none."""
    for case in findings.cases:
        events = case.case.adverse_events
        if isinstance(events, str):
            yield (case.id, "0", events, *[_NOT_APPLICABLE] * 10)
            continue
        for n, event in enumerate(events, 1):
            yield (case.id, str(n), *_event(event, _day(case, f"adverse event {n}")))


def _event(event: AdverseEvent, day: str) -> Row:
    return (
        event.term,
        str(event.grade),
        event.ctcae_version,
        day,
        _NOT_REPORTED if event.session is None else str(event.session),
        event.duration,
        _yes(event.serious),
        "; ".join(event.serious_criteria) or _NOT_APPLICABLE,
        event.relatedness,
        event.action,
        event.outcome,
    )


def _day(case: ScoredCase, moment: str) -> str:
    day = case.days.get(moment)
    return _NOT_REPORTED if day is None else _number(day)


def _number(value: Decimal) -> str:
    """Give a number in plain digits; one that does not end, with nine decimals."""
    return plain(value if value.as_tuple().exponent in range(-9, 1) else round(value, 9))


def _side(side: str | None) -> str:
    return side or _NOT_APPLICABLE


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def _ascii(printed: str) -> str:
    """Give a printed number as programs read it: a hyphen for minus, usual spaces."""
    return printed.replace(MINUS, "-").replace("\N{NARROW NO-BREAK SPACE}", "")


def _word(missing: str) -> str:
    """Give the missing word without the reason that may follow it."""
    known = (_NOT_REPORTED, _NOT_APPLICABLE)
    return next((w for w in known if missing.casefold().startswith(w)), "not assessed")
