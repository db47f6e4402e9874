"""Who consented to what; never when."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.cases.case import Case, Permission, is_reported
from cpreport.manuscript.sentences import Said, join, say
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import begun_small

#: What a consent may be given by besides a relative of the patient.
_NOT_OF_THE_PATIENT = ("the ", "both ", "patient", "a ", "an ")


def consent_sentences(findings: Findings, case: Case) -> Said:
    """Say who consented to what; never when."""
    consent = case.consent
    given = [(consent.publication, "report.consent.publication")]
    said: list[Said] = []
    more = (
        (consent.images, "report.consent.images",
         "report.consent.images.refused", "report.consent.images.missing"),
        (consent.data_sharing, "report.consent.data",
         "report.consent.data.refused", "report.consent.data.missing"),
    )  # fmt: skip
    for permission, what, refused, missing in more:
        if permission is not None and permission.holds:
            given.append((permission, what))
        elif permission is not None:
            said.append(say(findings, missing if permission.given is None else refused))
    alike: dict[tuple[object, ...], list[str]] = {}
    for permission, what in given:
        alike.setdefault((permission.waived, permission.by, permission.reference), []).append(what)
    of_each = [
        _given(findings, next(p for p, what in given if what == whats[0]), whats)
        for whats in alike.values()
    ]
    return join([*of_each, *said], " ", " ")


def _given(findings: Findings, permission: Permission, to_what: Sequence[str]) -> Said:
    what = join([say(findings, one) for one in to_what])
    if permission.waived:
        return say(
            findings,
            "report.consent.waived",
            what=what,
            whom=_committee(findings, permission.by),
            reference=str(permission.reference),
        )
    if not is_reported(permission.by):
        return say(findings, "report.consent.given", what=what)
    return say(
        findings, "report.consent.given_by", what=what, whom=_giver(findings, str(permission.by))
    )


def _giver(findings: Findings, by: str) -> str:
    """Name who consented in relation to the patient: `mother` becomes `the patient’s mother`."""
    who = begun_small(by.strip())
    if who.startswith(_NOT_OF_THE_PATIENT):
        return f"the {who}" if who.startswith("patient") else who
    return findings.say("report.consent.of_the_patient", who=who)


def _committee(findings: Findings, by: str | None) -> str:
    """Name the committee that waived consent: `ethics committee` becomes `the ethics committee`."""
    if by is None or not is_reported(by):
        return findings.say("report.consent.committee")
    who = by.strip()
    return who if who.casefold().startswith(("the ", "a ", "an ")) else f"the {begun_small(who)}"
