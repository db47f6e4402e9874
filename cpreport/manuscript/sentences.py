"""Write the sentences that a report says of itself, from a case's findings.

Every number in them is a result of the ledger and names it, as numbers in prose do. What was not
reported is said to be so; no sentence says more than the record does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from cpreport.cases.case import Case, Permission, is_reported
from cpreport.cases.series import DeclaredVisit
from cpreport.manuscript.tree import Inline, Number, Paragraph, Strong, Text
from cpreport.outcomes.adverse_events import events_of, word_without_events
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import AGE_NOT_REPORTED, begun_small, capital, join_names
from cpreport.typography import set_signs, units_kept

#: What a consent may be given by besides a relative of the patient.
_NOT_OF_THE_PATIENT = ("the ", "both ", "patient", "a ", "an ")


Said = tuple[Inline, ...]


def number(result: Result, text: str | None = None) -> Said:
    """Print a result; as another form of it where one is given."""
    return (Number(result.id, set_signs(result.printed if text is None else text)),)


def phrase(form: str, *parts: Said | str) -> Said:
    """Put parts into the places `{}` of a phrase."""
    words = form.split("{}")
    said: list[Inline] = [Text(words[0])]
    for part, after in zip(parts, words[1:], strict=True):
        said += [_words(part)] if isinstance(part, str) else part
        said.append(Text(after))
    return _closed_up(said)


def _closed_up(nodes: Iterable[Inline]) -> Said:
    """Join words that follow each other, and leave out what is empty."""
    made: list[Inline] = []
    for node in nodes:
        last = made[-1] if made else None
        if isinstance(node, Text) and isinstance(last, Text):
            made[-1] = Text(last.text + node.text)
        elif node != Text(""):
            made.append(node)
    return tuple(made)


def paragraph(*sentences: Said | None) -> tuple[Paragraph, ...]:
    """Join sentences to a paragraph; nothing where there are none."""
    said = join([sentence for sentence in sentences if sentence], " ", " ")
    return (Paragraph(said),) if said else ()


def labelled_paragraph(label: str, text: str) -> Paragraph:
    """Write a text as a paragraph that begins with what it is about."""
    closed = text if text.endswith((".", "!", "?")) else f"{text}."
    start = Strong((_words(f"{label}."),))
    return Paragraph((start, Text(" "), _words(capital(closed))))


def _words(text: str) -> Text:
    """Set what a record says as prose would be set."""
    return Text(units_kept(set_signs(text)))


def join(parts: Sequence[Said | str], last: str = " and ", between: str = ", ") -> Said:
    """Join parts as a sentence does: `a, b and c`."""
    said: list[Inline] = []
    for position, part in enumerate(parts):
        if position:
            said.append(Text(last if position == len(parts) - 1 else between))
        said += [_words(part)] if isinstance(part, str) else part
    return _closed_up(said)


# --- patient -------------------------------------------------------------------------------------


def patient_in_short(findings: Findings, id: str) -> Said:
    """Say who the patient is: `Female, 6 years; GMFCS IV, MACS IV`."""
    case = findings.scored.case(id)
    sex = case.case.patient.sex
    who = [sex] if is_reported(sex) else []
    result = findings.result(id, "age")
    age = AGE_NOT_REPORTED if result.value is None else number(result)
    levels = [
        phrase("{} {}", name, number(findings.result(id, "classification", name)))
        for name in case.classification
        if findings.has(id, "classification", name)
    ]
    said = join([*(capital(word) for word in who), age], ", ")
    return join([said, join(levels, ", ")], "; ") if levels else said


def diagnosis_in_short(case: Case) -> Said:
    """Name the diagnosis with its cause where that is reported."""
    patient = case.patient
    cause = patient.aetiology if is_reported(patient.aetiology) else None
    return join([patient.diagnosis, *([begun_small(cause)] if cause else [])], "; ", "; ")


# --- treatment -----------------------------------------------------------------------------------


def treatment_in_short(findings: Findings, id: str) -> Said:
    """Say what was given, how often and how."""
    case = findings.scored.case(id).case
    names = capital(join_names([begun_small(t.name) for t in case.treatment]))
    return phrase("{}; {}, {}", names, _sessions(findings, id), join_names(_routes(case)))


def treatment_sentence(findings: Findings, id: str) -> Said:
    """Say what was given, how often, over what time and by which routes."""
    case = findings.scored.case(id).case
    names = join_names([begun_small(t.name) for t in case.treatment])
    routes = _routes(case)
    period = findings.result(id, "treatment_period")
    over = (
        phrase(" over {}", number(period, period.with_unit))
        if period.value is not None and len(case.sessions) > 1
        else ()
    )
    return phrase(
        "{} received {} of {}{}, by the {} {}.",
        id,
        _sessions(findings, id),
        names,
        over,
        join_names(routes),
        "route" if len(routes) == 1 else "routes",
    )


def _sessions(findings: Findings, id: str) -> Said:
    sessions = findings.result(id, "sessions")
    word = "session" if sessions.value == 1 else "sessions"
    return phrase("{}\N{NO-BREAK SPACE}{}", number(sessions, sessions.in_words), word)


def _routes(case: Case) -> list[str]:
    return list(dict.fromkeys(begun_small(r) for s in case.sessions for r in s.routes))


# --- follow-up and outcomes ----------------------------------------------------------------------


def visits_sentence(findings: Findings, id: str) -> Said:
    """Say when the patient was assessed, in months from the first session."""
    visits = _visits(findings, id)
    times = [
        phrase(
            "{} ({})",
            begun_small(visit.label),
            number(findings.result(id, "visit", visit.id, "time")),
        )
        for visit in visits
    ]
    if len(times) == 1:
        return phrase("{} was assessed once, {} months from the first session.", id, times[0])
    count = findings.result(id, "visits")
    return phrase(
        "{} was assessed at {} visits, timed in months from the first session: {}.",
        id,
        number(count, count.in_words),
        join(times),
    )


def follow_up_in_short(findings: Findings, id: str) -> Said:
    """Say how long the patient was followed and how often assessed."""
    follow_up, visits = findings.result(id, "follow_up"), findings.result(id, "visits")
    word = "visit" if visits.value == 1 else "visits"
    seen = phrase("{}\N{NO-BREAK SPACE}{}", number(visits, visits.in_words), word)
    if follow_up.value is None:
        return phrase("{}; no assessment after the first session", seen)
    return phrase("{} after the first session; {}", number(follow_up, follow_up.with_unit), seen)


def assessors_sentence(findings: Findings, id: str) -> Said:
    """Say who made the assessments, as recorded, visit by visit where they differ."""
    recorded = {v.id: v.assessor for v in findings.scored.case(id).case.visits}
    said = [(recorded[v.id], begun_small(v.label)) for v in _visits(findings, id)]
    if not any(is_reported(who) for who, _ in said):
        return phrase("Who made the assessments was not reported.")
    kinds = [(who, [label for _, label in group]) for who, group in groupby(said, lambda s: s[0])]
    if len(kinds) == 1:
        return phrase("The assessor at every visit was recorded as “{}”.", kinds[0][0])
    parts = [
        phrase("{}, “{}”", join_names(labels), who if is_reported(who) else "not reported")
        for who, labels in kinds
    ]
    return phrase("The assessor was recorded as follows: {}.", join(parts, "; ", "; "))


def verdicts_sentence(findings: Findings, id: str) -> Said:
    """Give the verdict on every outcome by the series' rules, the bad with the good."""
    judged = findings.judged
    if not judged:
        return ()
    labels = {v.id: v.label for v in findings.scored.series.record.visits}
    earlier, later = findings.scored.series.record.compare
    verdicts = [
        phrase("{} {}", j.outcome.label, number(findings.result(id, j.key, "verdict")))
        for j in judged
    ]
    return phrase(
        "Comparing “{}” with “{}” by the improvement rules of the series: {}.",
        labels.get(earlier, earlier),
        labels.get(later, later),
        join(verdicts, "; ", "; "),
    )


def caution_sentence(case: Case) -> Said:
    """Say what a change between two visits of one patient cannot show."""
    beside = any(is_reported(t.concomitant) for t in case.treatment)
    others = ["growth and development"] if case.patient.child else []
    others += ["concomitant treatment"] if beside else ["other treatment"]
    others += ["differences between assessments", "chance"]
    return phrase(
        "A change between two visits of one patient does not show its cause: {} remain possible.",
        join_names(others),
    )


def _visits(findings: Findings, id: str) -> list[DeclaredVisit]:
    there = {visit.id for visit in findings.scored.case(id).case.visits}
    return [v for v in findings.scored.series.record.visits if v.id in there]


# --- adverse events ------------------------------------------------------------------------------


def adverse_events_in_short(findings: Findings, id: str) -> Said:
    """Say how many adverse events there were, with their denominator."""
    case = findings.scored.case(id).case
    if (word := word_without_events(case)) is not None:
        return phrase("{}", capital(word))
    if not events_of(case):
        looked = findings.result(id, "adverse_events.looked_for")
        lacking = phrase("; looked for: {}", number(looked)) if looked.value == "no" else ()
        return phrase("None recorded in {}{}", _sessions(findings, id), lacking)
    serious = findings.result(id, "adverse_events.serious")
    return phrase(
        "{} in {}{}",
        number(findings.result(id, "adverse_events")),
        _sessions(findings, id),
        phrase(", {} serious", number(serious)) if serious.value is not None else (),
    )


def adverse_events_sentence(findings: Findings, id: str) -> Said:
    """State presence or absence of adverse events with sessions and follow-up (CARE item 10d)."""
    case = findings.scored.case(id).case
    if (word := word_without_events(case)) is not None:
        return phrase("Whether adverse events occurred was {}.", word)
    follow_up = findings.result(id, "follow_up")
    over = (
        phrase(" and {} of follow-up", number(follow_up, follow_up.with_unit))
        if follow_up.value is not None
        else ()
    )
    if not events_of(case):
        return phrase(
            "No adverse event was recorded in {}{}. This does not exclude events that are rare, "
            "late or went unnoticed.",
            _sessions(findings, id),
            over,
        )
    events = findings.result(id, "adverse_events")
    serious = findings.result(id, "adverse_events.serious")
    one = events.value == 1
    return phrase(
        "{} adverse {} recorded in {}{}; {}.",
        number(events, events.In_words),
        "event was" if one else "events were",
        _sessions(findings, id),
        over,
        _serious(serious, events),
    )


def _serious(serious: Result, events: Result) -> Said:
    """Say how many events were serious: `none was`, `two were`; of a single one, `it was`."""
    one, all_events = events.value == 1, events.value
    if serious.value is None:
        return phrase("whether {} serious was not reported", "it was" if one else "they were")
    if one:
        was = "was serious" if serious.value else "was not serious"
        return phrase("{} {}", number(serious, "it"), was)
    none = serious.value == 0
    return phrase(
        "{}{} {} serious",
        number(serious, "none" if none else serious.in_words),
        "" if serious.of == all_events else f" of the {serious.of} of which it is reported",
        "was" if none or serious.value == 1 else "were",
    )


def monitoring_missing() -> Said:
    """Say that nobody wrote down how adverse events were looked for."""
    return phrase("How adverse events were looked for was not reported.")


# --- consent -------------------------------------------------------------------------------------


def consent_sentences(case: Case) -> Said:
    """Say who consented to what; never when."""
    consent = case.consent
    said = [_given(consent.publication, "the publication of this report")]
    if consent.images is not None:
        said.append(
            _given(consent.images, "the publication of images")
            if consent.images.holds
            else phrase("{}, and none of the patient is shown.", _no(consent.images, "images"))
        )
    if consent.data_sharing is not None:
        said.append(
            _given(consent.data_sharing, "the sharing of de-identified data")
            if consent.data_sharing.holds
            else phrase("{}.", _no(consent.data_sharing, "the sharing of data"))
        )
    return join(said, " ", " ")


def _given(permission: Permission, to_what: str) -> Said:
    if not is_reported(permission.by):
        return phrase("Informed consent for {} was given.", to_what)
    return phrase("Informed consent for {} was given by {}.", to_what, _giver(str(permission.by)))


def _no(permission: Permission, to_what: str) -> str:
    if permission.given is None:
        return f"Whether consent for {to_what} was given was not reported"
    return f"No consent was given for {to_what}"


def _giver(by: str) -> str:
    """Name who consented in relation to the patient: `mother` becomes `the patient’s mother`."""
    who = begun_small(by.strip())
    if who.startswith(_NOT_OF_THE_PATIENT):
        return f"the {who}" if who.startswith("patient") else who
    return f"the patient’s {who}"
