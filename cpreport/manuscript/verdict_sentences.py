"""What the series' rules say of a patient's outcomes, with the caution that goes with it."""

from __future__ import annotations

from cpreport.cases.case import Case
from cpreport.cases.visit_pair import VisitPair
from cpreport.manuscript.sentences import Said, join, number, say
from cpreport.manuscript.tree import Text
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.methods import rules_in_words
from cpreport.outcomes.result import Result
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.verdict_words import BETWEEN, outcome_name, threshold_kinds, verdict_details


def verdicts_sentences(findings: Findings, case_id: str) -> list[Said]:
    """Say the verdicts on every outcome by the series' rules, the bad with the good."""
    return [_verdicts_between(findings, case_id, pair) for pair in findings.pairs]


def _verdicts_between(findings: Findings, case_id: str, pair: VisitPair) -> Said:
    judged = findings.judged
    if not judged:
        return ()
    earlier, later = compared_labels(findings, pair)
    verdicts = [_verdict_in_a_sentence(findings, case_id, j, pair) for j in judged]
    return say(
        findings,
        "report.verdicts",
        earlier=earlier,
        later=later,
        verdicts=join(verdicts, "; ", "; "),
    )


def _verdict_in_a_sentence(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> Said:
    name = outcome_name(findings, judged)
    verdict = findings.ledger[verdict_id(case_id, judged, pair)]
    said = join([name, number(verdict)], " ")
    details = verdict_details_said(findings, case_id, judged, pair)
    return (*said, Text(" ("), *join(details, "; ", "; "), Text(")")) if details else said


def verdict_details_said(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> list[Said]:
    """Say what a verdict rests on: the judged change, and the items both ways."""
    return [
        say(
            findings,
            detail.sentence,
            detail.count,
            **{
                place: number(value) if isinstance(value, Result) else value
                for place, value in detail.values.items()
            },
        )
        for detail in verdict_details(findings, case_id, judged, pair)
    ]


def behind_a_verdict(
    findings: Findings, case_id: str, judged: JudgedOutcome, pair: VisitPair
) -> Said:
    """Say the same behind the word of the verdict: ` · 4 better, 1 worse of 16 items`."""
    details = verdict_details_said(findings, case_id, judged, pair)
    return tuple(node for said in details for node in (Text(BETWEEN), *said))


def rules_sentences(findings: Findings) -> list[Said]:
    """State each rule that judged outcomes, so that a report can be read alone."""
    return [join([rule]) for rule in rules_in_words(findings)]


def verdicts_by_rules(findings: Findings, section: str) -> Said:
    """Say beside the verdicts what is compared, and where the rules stand."""
    ends = [compared_labels(findings, pair) for pair in findings.pairs]
    said = [say(findings, "report.verdicts.ends", earlier=a, later=b) for a, b in ends]
    kinds = threshold_kinds(findings)
    return say(
        findings,
        "report.verdicts.rules",
        ends=join(said),
        section=section,
        abbreviations=f" {kinds}" if kinds else "",
    )


def caution_sentence(findings: Findings, case: Case) -> Said:
    """Say what a change between two visits of one patient cannot show; nothing without a change."""
    if len(case.visits) < 2 or not findings.pairs:
        return ()
    beside = case.had_concomitant_treatment
    other = ["report.caution.other_treatment"] if case.treatment else []
    others = [
        *(["report.caution.growth"] if case.patient.child else []),
        *(["report.caution.concomitant"] if beside else other),
        "report.caution.assessments",
        "report.caution.chance",
    ]
    said = [say(findings, other) for other in others]
    return say(findings, "report.caution", others=join(said))
