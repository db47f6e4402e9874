"""Write the sentences that a report says of itself, from a case's findings.

Their words stand in the catalogue (`catalogue/report.yaml`). Every number in them is a result of
the ledger and names it, as numbers in prose do. What was not reported is said to be so; no sentence
says more than the record does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from cpreport.cases.case import Case, Permission, Treatment, is_reported
from cpreport.cases.series import DeclaredVisit
from cpreport.cases.values import is_missing
from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue.entries import parts_of_text
from cpreport.manuscript.tree import Inline, Number, Paragraph, Strong, Text
from cpreport.outcomes.adverse_events import word_without_events
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.layout import compared_labels, visits_of
from cpreport.outcomes.methods import rules_in_words
from cpreport.outcomes.result import Result
from cpreport.outcomes.treatments import course_in_short, course_in_words, time_of_treatment
from cpreport.outcomes.verdict_words import BETWEEN, outcome_name, threshold_kinds, verdict_details
from cpreport.outcomes.wording import begun_small, capital, join_names
from cpreport.scales.graded import ScoredCase
from cpreport.typography import set_signs, units_kept

#: What a consent may be given by besides a relative of the patient.
_NOT_OF_THE_PATIENT = ("the ", "both ", "patient", "a ", "an ")


Said = tuple[Inline, ...]


def number(result: Result, text: str | None = None) -> Said:
    """Print a result; as another form of it where one is given."""
    return (Number(result.id, set_signs(result.printed if text is None else text)),)


def say(
    findings: Findings, sentence_id: str, count: object = None, /, **values: Said | str
) -> Said:
    """Say a sentence of the catalogue, or what the authors put in its place, with its values.

    Parameters
    ----------
    count : object
        What the sentence counts, where it has a form for one.
    """
    said: list[Inline] = []
    for before, place in parts_of_text(findings.text_of(sentence_id, count)):
        value = values[place] if place else ()
        said += [Text(before), *([_words(value)] if isinstance(value, str) else value)]
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


def patient_in_short(findings: Findings, case_id: str) -> Said:
    """Say who the patient is: `Female, 6 years; GMFCS IV, MACS IV`."""
    case = findings.scored.case(case_id)
    sex = case.case.patient.sex
    who = [sex] if is_reported(sex) else []
    result = findings.result(case_id, "age")
    age = findings.say("report.age.missing") if result.value is None else number(result)
    levels = [
        join([name, number(findings.result(case_id, "classification", name))], " ")
        for name in case.classification
        if findings.has(case_id, "classification", name)
    ]
    said = join([*(capital(word) for word in who), age], ", ")
    more = [join(levels, ", ")] if levels else []
    weaker, centre = case.case.patient.weaker_side, case.case.patient.centre
    if weaker is not None and is_reported(weaker):
        more.append(say(findings, "report.patient.weaker", side=weaker))
    if centre is not None and is_reported(centre):
        more.append(join([centre]))
    return join([said, *more], "; ", "; ")


def diagnosis_in_short(findings: Findings, case: Case) -> Said:
    """Name the diagnosis with its cause, and the age at which it was made, where reported."""
    patient = case.patient
    said: list[str | Said] = [patient.diagnosis]
    if patient.aetiology is not None and is_reported(patient.aetiology):
        said.append(begun_small(patient.aetiology))
    if findings.has(case.id, "age_at_diagnosis"):
        age = number(findings.result(case.id, "age_at_diagnosis"))
        said.append(say(findings, "report.patient.diagnosed", age=age))
    return join(said, "; ", "; ")


# --- treatment -----------------------------------------------------------------------------------


def treatment_in_short(findings: Findings, case_id: str) -> Said:
    """Say what was given, how often and how; nothing of a case without treatment."""
    case = findings.scored.case(case_id).case
    parts: list[Said | str] = [
        course_in_short(findings, treatment, _treatment_name(findings, treatment))
        for treatment in case.treatment
        if not treatment.sessions
    ]
    if case.sessions:
        sessions = say(
            findings,
            "report.treatment.in_short",
            treatments=_in_sessions(findings, case),
            sessions=_sessions(findings, case_id),
            routes=_routes(findings, case),
        )
        parts.insert(0, sessions)
    return _begun_large(join(parts, "; ", "; "))


def _begun_large(said: Said) -> Said:
    """Begin a line with a capital."""
    first, *others = said or (Text(""),)
    return (Text(capital(first.text)), *others) if isinstance(first, Text) else said


def treatment_sentences(findings: Findings, case_id: str) -> list[Said]:
    """Say each treatment of a case: first what was given in sessions, then the others."""
    scored = findings.scored.case(case_id)
    said = [_sessions_sentence(findings, case_id)] if scored.case.sessions else []
    once = _once(scored.case)
    for number, treatment in enumerate(scored.case.treatment, 1):
        name = _treatment_name(findings, treatment)
        if treatment.phases:
            phases = course_in_words(findings, scored, number)
            named = "report.treatment.course"
            said.append(say(findings, named, case=case_id, treatment=name, phases=phases))
        else:
            # What was done once is told together, where the first of its kind stands.
            for named in (name for name, numbers in once.items() if numbers[0] == number):
                told = [_at_its_time(findings, scored, one) for one in once[named]]
                said.append(say(findings, named, case=case_id, treatments=join(told)))
    return said


def _once(case: Case) -> dict[str, list[int]]:
    """Number what was given or done once, by the sentence that tells all of its kind."""
    found: dict[str, list[int]] = {}
    for number, treatment in enumerate(case.treatment, 1):
        if treatment.at_one_time:
            procedure = treatment.kind == "procedure"
            named = "report.treatment.procedure" if procedure else "report.treatment.once"
            found.setdefault(named, []).append(number)
    return found


def _at_its_time(findings: Findings, case: ScoredCase, number: int) -> Said:
    name = _treatment_name(findings, case.case.treatment[number - 1])
    time = time_of_treatment(findings, case, number)
    return say(findings, "report.treatment.at", treatment=name, time=time)


def _sessions_sentence(findings: Findings, case_id: str) -> Said:
    """Say what was given in sessions, how often, over what time and by which routes."""
    case = findings.scored.case(case_id).case
    period = findings.result(case_id, "treatment_period")
    over = (
        say(findings, "report.treatment.period", time=number(period, period.with_unit))
        if period.value is not None and len(case.sessions) > 1
        else ()
    )
    return say(
        findings,
        "report.treatment",
        case=case_id,
        sessions=_sessions(findings, case_id),
        treatments=_in_sessions(findings, case),
        period=over,
        routes=_routes(findings, case),
    )


def _sessions(findings: Findings, case_id: str) -> Said:
    sessions = findings.result(case_id, "sessions")
    return say(findings, "report.sessions", sessions.value, n=number(sessions, sessions.in_words))


def _in_sessions(findings: Findings, case: Case) -> str:
    """Name what was given in sessions."""
    names = [_treatment_name(findings, t) for t in case.treatment if t.sessions]
    return join_names(list(dict.fromkeys(names)))


def _treatment_name(findings: Findings, treatment: Treatment) -> str:
    """Name what was given; a treatment without a name is said to be one."""
    if is_reported(treatment.name):
        return begun_small(treatment.name)
    return findings.say("report.treatment.unnamed")


def _routes(findings: Findings, case: Case) -> str:
    """List the routes as recorded: `route: oral`; no grammar is put on them."""
    every = [route for session in case.sessions for route in session.routes]
    told = list(dict.fromkeys(begun_small(route) for route in every if is_reported(route)))
    if not told:
        return findings.say("report.treatment.routes.missing")
    in_part = "" if all(map(is_reported, every)) else "report.treatment.routes.in_part"
    return findings.say(
        "report.treatment.routes",
        len(told),
        routes=join_names(told),
        rest=findings.say(in_part) if in_part else "",
    )


# --- follow-up and outcomes ----------------------------------------------------------------------


def visits_sentence(findings: Findings, case_id: str) -> Said:
    """Say when the patient was assessed, from the first session."""
    visits = _visits(findings, case_id)
    times = [
        join(
            [
                begun_small(visit.label),
                (
                    Text("("),
                    *number(findings.result(case_id, "visit", visit.id, "time")),
                    Text(")"),
                ),
            ],
            " ",
        )
        for visit in visits
    ]
    count = findings.result(case_id, "visits")
    return say(
        findings,
        "report.visits",
        len(times),
        case=case_id,
        n=number(count, count.in_words),
        unit=findings.unit_of_time,
        zero=findings.zero,
        times=join(times),
    )


def follow_up_in_short(findings: Findings, case_id: str) -> Said:
    """Say how long the patient was followed and how often assessed."""
    follow_up, visits = findings.result(case_id, "follow_up"), findings.result(case_id, "visits")
    seen = say(findings, "report.visits.counted", visits.value, n=number(visits, visits.in_words))
    if follow_up.value is None:
        return say(findings, "report.follow_up.none", visits=seen, zero=findings.zero)
    time = number(follow_up, follow_up.with_unit)
    named = "report.follow_up.in_short"
    return say(findings, named, time=time, visits=seen, zero=findings.zero)


def assessors_sentence(findings: Findings, case_id: str) -> Said:
    """Say who made the assessments, as recorded, visit by visit where they differ."""
    recorded = {v.id: v.assessor for v in findings.scored.case(case_id).case.visits}
    said = [(recorded[v.id], begun_small(v.label)) for v in _visits(findings, case_id)]
    if not any(who for who, _ in said):
        return say(findings, "report.assessor.missing")
    kinds = [(who, [label for _, label in group]) for who, group in groupby(said, lambda s: s[0])]
    if len(kinds) == 1:
        who = str(kinds[0][0])
        if is_missing(who):
            return say(findings, "report.assessor.word", word=begun_small(who))
        return say(findings, "report.assessor.same", who=who)
    parts = [_assessor_of(findings, who, join_names(labels)) for who, labels in kinds]
    return say(findings, "report.assessor.differs", visits=join(parts, "; ", "; "))


def _assessor_of(findings: Findings, who: str | None, visits: str) -> Said:
    """Name who assessed at some visits; a missing word is nobody's name."""
    if not who:
        return say(findings, "report.assessor.of_visits.missing", visits=visits)
    if is_missing(who):
        word = begun_small(who)
        return say(findings, "report.assessor.of_visits.word", visits=visits, word=word)
    return say(findings, "report.assessor.of_visits", visits=visits, who=who)


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


def _visits(findings: Findings, case_id: str) -> list[DeclaredVisit]:
    return list(visits_of(findings, (findings.scored.case(case_id),)))


# --- adverse events ------------------------------------------------------------------------------


def adverse_events_in_short(findings: Findings, case_id: str) -> Said:
    """Say how many adverse events there were, with their denominator."""
    case = findings.scored.case(case_id).case
    if (word := word_without_events(case)) is not None:
        return (Text(capital(word)),)
    sessions = _within_sessions(findings, case)
    if not case.events:
        looked = findings.result(case_id, "adverse_events.looked_for")
        lacking = (
            say(findings, "report.adverse_events.none.in_short.looked_for", no=number(looked))
            if looked.value == "no"
            else ()
        )
        return say(
            findings,
            "report.adverse_events.none.in_short",
            sessions=sessions,
            looked_for=lacking,
        )
    serious = findings.result(case_id, "adverse_events.serious")
    return say(
        findings,
        "report.adverse_events.counted.in_short",
        n=number(findings.result(case_id, "adverse_events")),
        sessions=sessions,
        serious=_serious_in_short(findings, serious),
    )


def _serious_in_short(findings: Findings, serious: Result) -> Said:
    """Say how many events were serious, or whether the one was; nothing where that is unknown."""
    if serious.value is None:
        return ()
    single = "report.adverse_events.counted.in_short.single"
    single_not = "report.adverse_events.counted.in_short.single_not"
    if serious.of == 1:
        return say(findings, single if serious.value else single_not)
    if not serious.value:
        return say(findings, "report.adverse_events.counted.in_short.none_serious")
    return say(findings, "report.adverse_events.counted.in_short.serious", n=number(serious))


def adverse_events_sentence(findings: Findings, case_id: str) -> Said:
    """State presence or absence of adverse events with sessions and follow-up (CARE item 10d)."""
    case = findings.scored.case(case_id).case
    if (word := word_without_events(case)) is not None:
        return say(findings, "report.adverse_events.unknown", word=word)
    time, sessions = findings.result(case_id, "follow_up"), _within_sessions(findings, case)
    beside, alone = "report.adverse_events.follow_up", "report.adverse_events.follow_up.alone"
    named = beside if case.sessions else alone
    over = say(findings, named, time=number(time, time.with_unit)) if time.value is not None else ()
    if not case.events:
        return say(findings, "report.adverse_events.none", sessions=sessions, follow_up=over)
    events = findings.result(case_id, "adverse_events")
    return say(
        findings,
        "report.adverse_events.counted",
        events.value,
        n=number(events, events.In_words),
        sessions=sessions,
        follow_up=over,
        serious=_serious(findings, findings.result(case_id, "adverse_events.serious"), events),
    )


def _within_sessions(findings: Findings, case: Case) -> Said:
    """Say in how many sessions events were counted; nothing where there was none."""
    if not case.sessions:
        return ()
    sessions = _sessions(findings, case.id)
    return say(findings, "report.adverse_events.in_sessions", sessions=sessions)


def _serious(findings: Findings, serious: Result, events: Result) -> Said:
    """Say how many events were serious: `none was`, `two were`; of a single one, `it was`."""
    if serious.value is None:
        return say(findings, "report.adverse_events.serious.missing", events.value)
    if events.value == 1:
        single = (
            "report.adverse_events.serious.single"
            if serious.value
            else "report.adverse_events.serious.single_not"
        )
        return say(findings, single, it="it")
    none = serious.value == 0
    some = (
        ()
        if serious.of == events.value
        else say(findings, "report.adverse_events.serious.of", n=str(serious.of))
    )
    return say(
        findings,
        "report.adverse_events.serious",
        1 if none else serious.value,
        n=number(serious, "none" if none else serious.in_words),
        of=some,
    )


def monitoring_missing(findings: Findings, case_id: str) -> Said:
    """Say that the record does not tell how adverse events were looked for, or with which word."""
    word = findings.scored.case(case_id).case.adverse_event_monitoring
    if word is None:
        return say(findings, "report.monitoring.missing")
    return say(findings, "report.monitoring.word", word=word.strip())


# --- consent -------------------------------------------------------------------------------------


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
