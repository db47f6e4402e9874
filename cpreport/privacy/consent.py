"""Check which cases of a series may be published and whose data may be shared."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cpreport.cases.case import Case
from cpreport.cases.series import Series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.problems import Problem


def consent_problems(case: Case) -> Iterator[Problem]:
    """Yield what forbids publishing a case: consent neither given nor waived, or withdrawn.

    Without consent for publication a case is in no publication output (ICMJE Recommendations,
    section II.E, Protection of Research Participants).
    """
    publication = case.consent.publication
    if publication.waived and publication.withdrawn is None:
        return
    if publication.given is None:
        yield _refusal(case, "given", "consent for publication is not reported")
    elif not publication.given:
        yield _refusal(case, "given", "consent for publication is not given")
    elif publication.withdrawn is not None:
        yield _refusal(case, "withdrawn", "consent for publication was withdrawn")


def leave_out_unconsented(series: Series) -> tuple[Series, tuple[Problem, ...]]:
    """Leave out what may not be published, cases and pictures, and name each in a warning."""
    out = tuple(case for case in series.cases if not case.consent.publication.holds)
    kept = tuple(_of_what_it_shows(c) for c in series.cases if c.consent.publication.holds)
    refusals = (*_each(consent_problems, out), *_each(image_consent_problems, series.cases))
    named = tuple(
        replace(problem, message=f"{problem.message}: left out", help="", severity="warning")
        for problem in refusals
        if problem.code == "CP701" or problem.case in {case.id for case in kept}
    )
    return replace(series, cases=kept, left_out=out), named


def image_consent_problems(case: Case) -> Iterator[Problem]:
    """Yield what forbids printing the pictures of a case: consent not given, or withdrawn.

    A patient who can be known needs to consent to pictures (ICMJE Recommendations, section II.E,
    Protection of Research Participants).
    """
    if not case.media or case.shows_images:
        return
    images = case.consent.images
    place, said = case.source.place("consent"), "is not stated"
    if images is not None:
        key, said = "withdrawn", "was withdrawn"
        if images.waived:
            key, said = "waived", "cannot be waived by a committee"
        elif not images.given:
            key, said = "given", "is not reported" if images.given is None else "is not given"
        place = case.source.place("consent", "images", key)
    count = len(case.media)
    message = f"{case.id}: consent for images {said}; the file names {count} picture"
    hint = "ask for written consent, take out `media`, or build with --without-unconsented"
    yield Problem("CP703", place, message + "s" * (count > 1), help=hint, case=case.id)


def _each(
    problems: Callable[[Case], Iterator[Problem]], cases: Iterable[Case]
) -> Iterator[Problem]:
    return (problem for case in cases for problem in problems(case))


def _of_what_it_shows(case: Case) -> Case:
    return case if case.shows_images else case.model_copy(update={"media": ()})


def to_share(findings: Findings) -> Findings:
    """Keep what data files may hold: the series, and the cases whose data may be shared.

    Counts and ranges over the series stay; lists that name a case whose data may not be shared go,
    and so does the way from a number back to such a case.
    """
    cases = tuple(case for case in findings.scored.cases if _shares(case.case))
    withheld = [case.case for case in findings.scored.cases if not _shares(case.case)]
    if not withheld:
        return findings
    names = re.compile("|".join(rf"(?<!\w){re.escape(case.id)}(?!\w)" for case in withheld))
    files = {case.source.file for case in withheld}
    ids, owner = {case.id for case in withheld}, findings.ledger.owner
    named = {
        result.id
        for result in findings.ledger.of_series
        if isinstance(result.value, str) and names.search(result.value)
    }

    def told(result: Result) -> Result | None:
        if result.id in named:
            return None
        return replace(
            result,
            sources=tuple(s for s in result.sources if s not in named and owner(s) not in ids),
            places=tuple(place for place in result.places if place.file not in files),
        )

    ledger = findings.ledger.told({case.id for case in cases}, told)
    return Findings(replace(findings.scored, cases=cases), ledger)


def withheld_data(findings: Findings, hint: str) -> Iterator[Problem]:
    """Warn of cases whose data stay with the authors."""
    for case in (scored.case for scored in findings.scored.cases):
        if not _shares(case):
            yield Problem(
                "CP851",
                case.source.place("consent", "data_sharing"),
                f"{case.id}: there is no consent for sharing data; the data of this case stay out",
                help=hint,
                severity="warning",
                case=case.id,
            )


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
