"""Tell from when to when a concomitant treatment went on, as far as the record says."""

from __future__ import annotations

from cpreport.cases.case import Concomitant, is_reported
from cpreport.cases.time import BEFORE, moment_in_words
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.scales.graded import ScoredCase


def concomitant_in_words(findings: Findings, case: ScoredCase) -> tuple[str, ...]:
    """Tell every dated concomitant treatment of a case with its time: `night splint (…)`."""
    return tuple(
        findings.say(
            "report.concomitant.dated",
            what=" ".join(beside.what.split()),
            time=time_of_concomitant(findings, case, number),
        )
        for number, beside in enumerate(case.case.concomitant, 1)
    )


def time_of_concomitant(findings: Findings, case: ScoredCase, number: int) -> str:
    """Tell from when to when the treatment with this number, from 1, went on."""
    beside: Concomitant = case.case.concomitant[number - 1]
    begin = _moment(findings, case, beside.begin, f"concomitant {number} from")
    end = _moment(findings, case, beside.end, f"concomitant {number} to")
    if begin and end:
        return findings.say("report.concomitant.from_to", begin=begin, end=end)
    if begin:
        return findings.say("report.concomitant.from", begin=begin)
    if end:
        return findings.say("report.concomitant.to", end=end)
    return findings.say("report.concomitant.untimed")


def _moment(findings: Findings, case: ScoredCase, words: str | None, key: str) -> str:
    """Print a moment as written, a date as the day; empty where none is told."""
    if words is None or not is_reported(words):
        return ""
    if words == BEFORE and key.endswith("from"):
        return findings.say("report.concomitant.before")
    if words in (visit.id for visit in case.case.visits):
        labels = {visit.id: visit.label for visit in findings.scored.series.record.visits}
        visit = labels.get(words, words)
        return findings.say("report.concomitant.visit", visit=visit)
    if words == BEFORE:
        return findings.say("report.concomitant.before")
    moment, day = moment_in_words(words), case.days.get(key)
    if moment is not None and moment.date is not None and day is not None:
        return f"day {format_number(day)}"
    return " ".join(words.split())
