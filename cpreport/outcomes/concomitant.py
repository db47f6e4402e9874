"""Tell what went on beside the treatment, and from when to when."""

from __future__ import annotations

from cpreport.cases.case import Concomitant
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.time_spans import span_in_words
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
    return span_in_words(findings, case, f"concomitant {number}", beside.begin, beside.end)
