"""Take the cases of a series, and say which may be published and whose data may be shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cpreport.cases.case import Case
from cpreport.cases.series import Series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger
from cpreport.problems import Problem


def consent_problems(case: Case) -> Iterator[Problem]:
    """Yield what forbids publishing a case: consent not given, or withdrawn.

    Without consent for publication a case is in no publication output (ICMJE Recommendations,
    section II.E, Protection of Research Participants).
    """
    publication = case.consent.publication
    if not publication.given:
        yield _refusal(case, "given", "consent for publication is not given")
    elif publication.withdrawn is not None:
        yield _refusal(case, "withdrawn", "consent for publication was withdrawn")


def without_unconsented(series: Series) -> tuple[Series, tuple[Problem, ...]]:
    """Leave out the cases that may not be published, and name each in a warning."""
    out = tuple(case for case in series.cases if not case.consent.publication.holds)
    kept = tuple(case for case in series.cases if case.consent.publication.holds)
    named = tuple(
        replace(problem, message=f"{problem.message}: left out", help="", severity="warning")
        for case in out
        for problem in consent_problems(case)
    )
    return replace(series, cases=kept, left_out=out), named


def to_share(findings: Findings) -> Findings:
    """Give what data files may hold: the series, and the cases whose data may be shared."""
    cases = tuple(case for case in findings.scored.cases if _shares(case.case))
    known = {case.id for case in cases}
    ledger = {id: r for id, r in findings.ledger.items() if r.case is None or r.case in known}
    return Findings(replace(findings.scored, cases=cases), Ledger(ledger))


def _shares(case: Case) -> bool:
    sharing = case.consent.data_sharing
    return sharing is not None and sharing.holds


def _refusal(case: Case, key: str, message: str) -> Problem:
    return Problem(
        "CP701",
        case.source.place("consent", "publication", key),
        f"{case.id}: {message}",
        help="ask for written consent, take the case out of the series, or build with "
        "--without-unconsented",
        case=case.id,
    )
