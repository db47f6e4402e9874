"""Say beside a verdict what it rests on: the judged change, and the items both ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.best_changes import FROM_BEST
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Result
from cpreport.outcomes.score_lines import ScoreLine, held_thresholds, threshold_keys
from cpreport.outcomes.scoring_words import threshold_kind
from cpreport.scales.definition import Threshold
from cpreport.scales.engine import sides_of

#: What parts a verdict and its details where no sentence holds them together.
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class VerdictDetail:
    """A sentence of the catalogue that stands beside a verdict, with what fills its places.

    count : object
        What it counts, where it has a form for one.
    """

    sentence: str
    values: Mapping[str, Result | str]
    count: object = None


def verdict_details(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> tuple[VerdictDetail, ...]:
    """List what a verdict rests on; nothing where nothing could be judged."""
    if findings.ledger[verdict_id(case_id, judged, pair)].value == "not assessable":
        return ()
    return (*_changes(findings, case_id, judged, pair), *_items(findings, case_id, judged, pair))


def _changes(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> Iterator[VerdictDetail]:
    rule = judged.scale.rule_by_name.get(judged.score)
    if rule is None:
        return
    for side in sides_of(rule):
        key = (case_id, "change", pair.key, judged.scale.id, rule.name, side)
        if not findings.has(*key):
            continue
        change = findings.result(*key)
        held = [
            f", {name.split('.')[0]} {findings.result(*key, name).printed}"
            for name in threshold_keys(ScoreLine(judged.scale, rule, side))
            if findings.has(*key, name)
        ]
        if findings.has(*key, FROM_BEST):
            since = findings.result(*key, FROM_BEST).printed
            held.append(findings.say("report.verdict.from_best", change=since))
        values: dict[str, Result | str] = {
            "change": change,
            "unit": change.with_unit.removeprefix(change.printed),
            "thresholds": "".join(held),
        }
        if side is None:
            yield VerdictDetail("report.verdict.change", values)
        else:
            yield VerdictDetail("report.verdict.change.side", {**values, "side": side})


def _items(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> Iterator[VerdictDetail]:
    key = (case_id, judged.scale.id, pair.key, "items")
    if not findings.has(*key, "better"):
        return
    better, worse, lacking = (
        findings.result(*key, part) for part in ("better", "worse", "not_comparable")
    )
    if not better.of:
        return
    without = (
        findings.say("report.verdict.items.not_comparable", n=lacking.printed)
        if lacking.value
        else ""
    )
    yield VerdictDetail(
        "report.verdict.items",
        {"better": better, "worse": worse, "n": str(better.of), "not_comparable": without},
        better.of,
    )


def threshold_kinds(findings: Findings) -> str:
    """Spell out the thresholds that stand beside verdicts: `MDC, minimal detectable change.`."""
    kinds = dict.fromkeys(t.kind for _, t in judged_thresholds(findings))
    said = [f"{kind}, {threshold_kind(findings.say, kind)}" for kind in kinds]
    return f"{'; '.join(said)}." if said else ""


def judged_thresholds(findings: Findings) -> Iterator[tuple[JudgedOutcome, Threshold]]:
    """Walk the published thresholds that judged scores were held against."""
    for judged in findings.judged:
        for _, threshold in held_thresholds(findings, judged.scale):
            if judged.score is not None and threshold.score == judged.score:
                yield judged, threshold


def verdict_line(findings: Findings, case_id: str, judged: JudgedOutcome) -> str:
    """Say the main verdict with its details in a line: `better · 4 better, 1 worse of 16 items`."""
    pair = findings.pairs[0]
    verdict = findings.ledger[verdict_id(case_id, judged, pair)].printed
    return BETWEEN.join([verdict, *_plain_details(findings, case_id, judged, pair)])


def verdict_in_a_sentence(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> str:
    """Say an outcome with its verdict as a part of a sentence, the details in brackets."""
    verdict = findings.ledger[verdict_id(case_id, judged, pair)].printed
    details = "; ".join(_plain_details(findings, case_id, judged, pair))
    return f"{outcome_name(findings, judged)} {verdict}{f' ({details})' if details else ''}"


def _plain_details(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> Iterator[str]:
    for detail in verdict_details(findings, case_id, judged, pair):
        values = {
            place: value.printed if isinstance(value, Result) else value
            for place, value in detail.values.items()
        }
        yield findings.say(detail.sentence, detail.count, **values)


def outcome_name(findings: Findings, judged: JudgedOutcome) -> str:
    """Name an outcome, and say so where it is the primary one."""
    label = judged.outcome.label
    if not judged.outcome.primary:
        return label
    return findings.say("report.outcome.primary", outcome=label)
