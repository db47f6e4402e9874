"""Take a case's record and say whether its consent allows publication."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.case import Case
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


def _refusal(case: Case, key: str, message: str) -> Problem:
    return Problem(
        "CP701",
        case.source.place("consent", "publication", key),
        f"{case.id}: {message}",
        help="ask for written consent, or take the case out of the series",
        case=case.id,
    )
