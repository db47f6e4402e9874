"""Tell from when to when a treatment, or something beside it, went on, as far as is recorded."""

from __future__ import annotations

from cpreport.cases.case import is_reported
from cpreport.cases.time import BEFORE, moment_in_words
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.scales.graded import ScoredCase


def span_in_words(
    findings: Findings,
    case: ScoredCase,
    name: str,
    begin: str | None,
    end: str | None,
    *,
    ongoing: bool = False,
) -> str:
    """Tell from when to when it went on: `day 0 to day 28`, `from day 29, ongoing`.

    Parameters
    ----------
    name : str
        Its name among the days of the case, such as `concomitant 1`.
    begin, end : str or None
        Its moments as written.
    """
    start = _moment(findings, case, begin, f"{name} from")
    stop = "" if ongoing else _moment(findings, case, end, f"{name} to")
    if start and ongoing:
        return findings.say("report.concomitant.ongoing", begin=start)
    if start and stop:
        return findings.say("report.concomitant.from_to", begin=start, end=stop)
    if start:
        return findings.say("report.concomitant.from", begin=start)
    if stop:
        return findings.say("report.concomitant.to", end=stop)
    return findings.say("report.concomitant.untimed")


def _moment(findings: Findings, case: ScoredCase, words: str | None, key: str) -> str:
    """Print a moment as written, a date as the day; empty where none is told."""
    if words is None or not is_reported(words):
        return ""
    before = findings.say("report.concomitant.before", zero=findings.zero)
    if words == BEFORE and key.endswith("from"):
        return before
    if words in (visit.id for visit in case.case.visits):
        return findings.say("report.concomitant.visit", visit=findings.visit_label(words))
    if words == BEFORE:
        return before
    moment, day = moment_in_words(words), case.days.get(key)
    if moment is not None and moment.date is not None and day is not None:
        return f"day {format_number(day)}"
    return " ".join(words.split())
