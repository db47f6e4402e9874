"""Take a case's findings, and give the sentences that a report writes of itself.

Every number in them is a result of the ledger and carries its id, as numbers in prose do. What was
not reported is said to be so; no sentence says more than the record does.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from cpreport.cases.case import Case, Permission, is_reported
from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.adverse_events import are_events_assessed, events_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import join_names
from cpreport.publish.html.front import begun_large, begun_small

#: What a consent may be given by besides a relative of the patient.
_NOT_OF_THE_PATIENT = ("the ", "both ", "patient", "a ", "an ")


def number(result: Result, text: str | None = None) -> Markup:
    """Print a result with its id; as another form of it where one is given."""
    return Markup('<span class="result" data-result="{}">{}</span>').format(
        result.id, result.printed if text is None else text
    )


def paragraph(*sentences: Markup | None) -> Markup:
    """Join sentences to a paragraph; nothing where there are none."""
    said = [sentence for sentence in sentences if sentence]
    return Markup("<p>{}</p>").format(Markup(" ").join(said)) if said else Markup()


def labelled(label: str, text: str) -> Markup:
    """Give a text as a paragraph that begins with what it is about."""
    closed = text if text.endswith((".", "!", "?")) else f"{text}."
    return Markup("<p><strong>{}.</strong> {}</p>").format(label, begun_large(closed))


def joined(parts: Sequence[Markup | str], last: str = " and ") -> Markup:
    """Join parts as a sentence does: `a, b and c`."""
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup("{}{}{}").format(Markup(", ").join(parts[:-1]), last, parts[-1])


# --- patient -------------------------------------------------------------------------------------


def patient_in_short(findings: Findings, id: str) -> Markup:
    """Say who the patient is: `Female, 6 years; GMFCS IV, MACS IV`."""
    case = findings.scored.case(id)
    sex = case.case.patient.sex
    who = [sex] if is_reported(sex) else []
    age = number(findings.result(id, "age"))
    levels = [
        Markup("{} {}").format(name, number(findings.result(id, "classification", name)))
        for name in case.classification
        if findings.has(id, "classification", name)
    ]
    said = Markup(", ").join([*(begun_large(word) for word in who), age])
    return Markup("; ").join([said, Markup(", ").join(levels)]) if levels else said


def diagnosis_in_short(case: Case) -> Markup:
    """Name the diagnosis with its cause where that is reported."""
    patient = case.patient
    cause = patient.aetiology if is_reported(patient.aetiology) else None
    return Markup("; ").join(
        [Markup("{}").format(patient.diagnosis), *([begun_small(cause)] if cause else [])]
    )


# --- treatment -----------------------------------------------------------------------------------


def treatment_in_short(findings: Findings, id: str) -> Markup:
    """Say what was given, how often and how."""
    case = findings.scored.case(id).case
    names = begun_large(join_names([begun_small(t.name) for t in case.treatment]))
    return Markup("{}; {}, {}").format(names, _sessions(findings, id), join_names(_routes(case)))


def treatment_sentence(findings: Findings, id: str) -> Markup:
    """Say what was given, how often, over what time and by which routes."""
    case = findings.scored.case(id).case
    names = join_names([begun_small(t.name) for t in case.treatment])
    routes = _routes(case)
    period = findings.result(id, "treatment_period")
    over = (
        Markup(" over {}").format(number(period, period.with_unit))
        if period.value is not None and len(case.sessions) > 1
        else Markup()
    )
    return Markup("{} received {} of {}{}, by the {} {}.").format(
        id,
        _sessions(findings, id),
        names,
        over,
        join_names(routes),
        "route" if len(routes) == 1 else "routes",
    )


def _sessions(findings: Findings, id: str) -> Markup:
    sessions = findings.result(id, "sessions")
    word = "session" if sessions.value == 1 else "sessions"
    return Markup("{}\N{NO-BREAK SPACE}{}").format(number(sessions, sessions.in_words), word)


def _routes(case: Case) -> list[str]:
    return list(dict.fromkeys(begun_small(r) for s in case.sessions for r in s.routes))


# --- follow-up and outcomes ----------------------------------------------------------------------


def visits_sentence(findings: Findings, id: str) -> Markup:
    """Say when the patient was assessed, in months from the first session."""
    visits = _visits(findings, id)
    times = [
        Markup("{} ({})").format(
            begun_small(visit.label), number(findings.result(id, "visit", visit.id, "time"))
        )
        for visit in visits
    ]
    if len(times) == 1:
        return Markup("{} was assessed once, {} months from the first session.").format(
            id, times[0]
        )
    count = findings.result(id, "visits")
    return Markup(
        "{} was assessed at {} visits, timed in months from the first session: {}."
    ).format(id, number(count, count.in_words), joined(times))


def follow_up_in_short(findings: Findings, id: str) -> Markup:
    """Say how long the patient was followed and how often assessed."""
    follow_up, visits = findings.result(id, "follow_up"), findings.result(id, "visits")
    word = "visit" if visits.value == 1 else "visits"
    seen = Markup("{}\N{NO-BREAK SPACE}{}").format(number(visits, visits.in_words), word)
    if follow_up.value is None:
        return Markup("{}; no assessment after the first session").format(seen)
    return Markup("{} after the first session; {}").format(
        number(follow_up, follow_up.with_unit), seen
    )


def assessors_sentence(findings: Findings, id: str) -> Markup:
    """Say who made the assessments, as recorded, visit by visit where they differ."""
    recorded = {v.id: v.assessor for v in findings.scored.case(id).case.visits}
    said = [(recorded[v.id], begun_small(v.label)) for v in _visits(findings, id)]
    if not any(is_reported(who) for who, _ in said):
        return Markup("Who made the assessments was not reported.")
    kinds = [(who, [label for _, label in group]) for who, group in groupby(said, lambda s: s[0])]
    if len(kinds) == 1:
        return Markup("The assessor at every visit was recorded as “{}”.").format(kinds[0][0])
    parts = [
        Markup("{}, “{}”").format(join_names(labels), who if is_reported(who) else "not reported")
        for who, labels in kinds
    ]
    return Markup("The assessor was recorded as follows: {}.").format(Markup("; ").join(parts))


def verdicts_sentence(findings: Findings, id: str) -> Markup:
    """Give the verdict on every outcome by the series' rules, the bad with the good."""
    judged = findings.judged
    if not judged:
        return Markup()
    labels = {v.id: v.label for v in findings.scored.series.record.visits}
    earlier, later = findings.scored.series.record.compare
    verdicts = [
        Markup("{} {}").format(j.outcome.label, number(findings.result(id, j.key, "verdict")))
        for j in judged
    ]
    return Markup("Comparing “{}” with “{}” by the improvement rules of the series: {}.").format(
        labels.get(earlier, earlier), labels.get(later, later), Markup("; ").join(verdicts)
    )


def caution_sentence(case: Case) -> Markup:
    """Say what a change between two visits of one patient cannot show."""
    beside = any(is_reported(t.concomitant) for t in case.treatment)
    others = ["growth and development"] if case.patient.age.years < 18 else []
    others += ["concomitant treatment"] if beside else ["other treatment"]
    others += ["differences between assessments", "chance"]
    return Markup(
        "A change between two visits of one patient does not show its cause: {} remain possible."
    ).format(join_names(others))


def _visits(findings: Findings, id: str) -> list[DeclaredVisit]:
    there = {visit.id for visit in findings.scored.case(id).case.visits}
    return [v for v in findings.scored.series.record.visits if v.id in there]


# --- adverse events ------------------------------------------------------------------------------


def adverse_events_in_short(findings: Findings, id: str) -> Markup:
    """Say how many adverse events there were, with their denominator."""
    case = findings.scored.case(id).case
    if not are_events_assessed(case):
        return Markup("Not assessed")
    if not events_of(case):
        return Markup("None recorded in {}").format(_sessions(findings, id))
    return Markup("{} in {}{}").format(
        number(findings.result(id, "adverse_events")),
        _sessions(findings, id),
        Markup(", {} serious").format(number(findings.result(id, "adverse_events.serious"))),
    )


def adverse_events_sentence(findings: Findings, id: str) -> Markup:
    """State presence or absence of adverse events with sessions and follow-up (CARE item 10d)."""
    case = findings.scored.case(id).case
    if not are_events_assessed(case):
        return Markup("Whether adverse events occurred was not assessed.")
    follow_up = findings.result(id, "follow_up")
    over = (
        Markup(" and {} of follow-up").format(number(follow_up, follow_up.with_unit))
        if follow_up.value is not None
        else Markup()
    )
    if not events_of(case):
        return Markup(
            "No adverse event was recorded in {}{}. This does not exclude events that are rare, "
            "late or went unnoticed."
        ).format(_sessions(findings, id), over)
    events = findings.result(id, "adverse_events")
    serious = findings.result(id, "adverse_events.serious")
    one = events.value == 1
    return Markup("{} adverse {} recorded in {}{}; {} serious.").format(
        number(events, events.In_words),
        "event was" if one else "events were",
        _sessions(findings, id),
        over,
        _serious(serious, one=one),
    )


def _serious(serious: Result, *, one: bool) -> Markup:
    """Say how many events were serious: `none was`, `two were`; of a single one, `it was`."""
    if one:
        return Markup("{} {}").format(number(serious, "it"), "was" if serious.value else "was not")
    none = serious.value == 0
    return Markup("{} {}").format(
        number(serious, "none" if none else serious.in_words),
        "was" if none or serious.value == 1 else "were",
    )


def monitoring_missing() -> Markup:
    """Say that nobody wrote down how adverse events were looked for."""
    return Markup("How adverse events were looked for was not reported.")


# --- consent -------------------------------------------------------------------------------------


def consent_sentences(case: Case) -> Markup:
    """Say who consented to what; never when."""
    consent = case.consent
    said = [_given(consent.publication, "the publication of this report")]
    if consent.images is not None:
        said.append(
            _given(consent.images, "the publication of images")
            if consent.images.holds
            else Markup("No consent was given for images, and none of the patient is shown.")
        )
    if consent.data_sharing is not None:
        said.append(
            _given(consent.data_sharing, "the sharing of de-identified data")
            if consent.data_sharing.holds
            else Markup("No consent was given for the sharing of data.")
        )
    return Markup(" ").join(said)


def _given(permission: Permission, to_what: str) -> Markup:
    if not is_reported(permission.by):
        return Markup("Informed consent for {} was given.").format(to_what)
    return Markup("Informed consent for {} was given by {}.").format(
        to_what, _giver(str(permission.by))
    )


def _giver(by: str) -> str:
    """Name who consented in relation to the patient: `mother` becomes `the patient’s mother`."""
    who = begun_small(by.strip())
    if who.startswith(_NOT_OF_THE_PATIENT):
        return f"the {who}" if who.startswith("patient") else who
    return f"the patient’s {who}"
