"""Find what records say against themselves: times, ages, visits, adverse events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from cpreport.cases.case import GRADES, ONGOING, AdverseEvent, Case, Permission, Timed, is_reported
from cpreport.cases.picture_record import PanelFigure
from cpreport.cases.publication import check_publication
from cpreport.cases.series import SeriesRecord
from cpreport.cases.text import Path
from cpreport.cases.time import (
    BEFORE,
    day_of,
    moment_in_words,
    moments_of,
    relative_days,
    ways_of_stating,
    zero_date,
    zero_in_words,
)
from cpreport.cases.treatment_checks import check_treatments, check_zero
from cpreport.cases.values import DAYS_PER_MONTH, is_missing
from cpreport.numbers import plain, round_half_up
from cpreport.problems import Problem, Severity, nearest

#: Severity is not seriousness, but a life-threatening event normally meets a criterion.
_LIFE_THREATENING = 4
_FATAL = 5
#: First words of visit ids that would be taken for something else in the ids of results.
_TAKEN = ("change", "visit", "session", "adverse")


def check_series(record: SeriesRecord) -> Iterator[Problem]:
    """Yield what `series.yaml` says against itself: visits declared twice, or not at all."""
    if record.sections and record.abstract is None:
        message = "`abstract` is missing: the article has sections, and no abstract"
        place = record.source.key_place("sections")
        yield Problem("CP007", place, message, help="add `abstract: …`, or leave `sections` out")
    ids = [visit.id for visit in record.visits]
    for number, visit in enumerate(ids):
        if visit in ids[:number]:
            place = record.source.place("visits", number, "id")
            yield Problem(
                "CP111", place, f"`{visit}` is already declared", help="give it another id"
            )
        if visit.split()[0] in _TAKEN:
            place = record.source.place("visits", number, "id")
            message = f"`{visit}` is a word that results use"
            yield Problem("CP106", place, message, help="use an id such as before or month 6")
    yield from _compared(record, ids)
    yield from check_publication(record)


def _compared(record: SeriesRecord, ids: list[str]) -> Iterator[Problem]:
    """Yield compared visits that are not declared, and pairs that are none, or stand twice."""
    alone = record.source.node(("compare", 0, 0)) is None
    for n, pair in enumerate(record.compare):
        at: Path = ("compare",) if alone else ("compare", n)
        for number, visit in enumerate(pair):
            if visit not in ids:
                place = record.source.place(*at, number)
                yield Problem(
                    "CP110", place, f"`{visit}` is not declared", tuple(ids), nearest(visit, ids)
                )
        if pair[0] == pair[1]:
            message = f"`{pair[0]}` is compared with itself"
            hint = "name the earlier visit, then the later one"
            yield Problem("CP111", record.source.place(*at), message, help=hint)
        elif pair in record.compare[:n]:
            message = f"`{pair[0]}` and `{pair[1]}` are compared twice"
            yield Problem("CP111", record.source.place(*at), message, help="keep one of them")


def check_case(case: Case, record: SeriesRecord, *, whole: bool = True) -> Iterator[Problem]:
    """Yield what a case says against itself and against the series.

    Parameters
    ----------
    whole : bool
        Whether every value could be read; times are only compared where they all could.
    """
    yield from _visits(case, record)
    yield from _visits_of_pictures(case)
    if not whole:
        return
    yield from _consents(case)
    yield from check_zero(case)
    unplaced = list(_unplaced_times(case))
    yield from unplaced
    yield from _adverse_events(case)
    unplaced += (in_words := list(_moments_in_words(case)))
    yield from in_words
    if not unplaced:
        days = relative_days(case)
        out_of_order = list(_order(case, record, days))
        yield from out_of_order or _around_treatment(case, record, days)
        yield from _ages(case, days)
        yield from _sessions_of_events(case, days)
        yield from _ends_of_concomitant(case, days)
        yield from check_treatments(case, days)


def _visits(case: Case, record: SeriesRecord) -> Iterator[Problem]:
    declared = tuple(visit.id for visit in record.visits)
    seen: set[str] = set()
    for number, visit in enumerate(case.visits):
        at: Path = ("visits", number, "id")
        if visit.unplanned and visit.id in declared:
            message = f"`{visit.id}` is said to be unplanned, and the series declares it"
            hint = "leave out `unplanned`, or give the visit an id of its own"
            yield case.problem("CP111", at, message, hint)
        elif visit.id not in declared and not visit.unplanned:
            message = f"`{visit.id}` is not declared in {record.source.file}"
            alone = "add `unplanned: yes` where only this patient had it"
            hint = nearest(visit.id, declared) or alone
            yield case.problem("CP110", at, message, hint, declared)
        if visit.id in seen:
            message = f"`{visit.id}` is recorded twice"
            yield case.problem("CP111", at, message, "keep one record a visit")
        seen.add(visit.id)
    for compared in dict.fromkeys(visit for pair in record.compare for visit in pair):
        if compared in declared and compared not in seen:
            message = f"{case.id} has no visit `{compared}`: nothing can be compared"
            yield case.problem("CP114", ("visits",), message, severity="warning", key=True)


def _visits_of_pictures(case: Case) -> Iterator[Problem]:
    """Say which picture is from a visit that the case does not record."""
    known = tuple(visit.id for visit in case.visits)
    for number, entry in enumerate(case.media):
        for n, panel in enumerate(entry.panels):
            if panel.visit is None or panel.visit in known:
                continue
            steps: Path = ("panels", n) if isinstance(entry, PanelFigure) else ()
            message = f"{case.id} records no visit `{panel.visit}`"
            hint = nearest(panel.visit, known)
            yield case.problem("CP110", ("media", number, *steps, "visit"), message, hint, known)


def _consents(case: Case) -> Iterator[Problem]:
    permissions: dict[str, Permission | None] = {
        "publication": case.consent.publication,
        "images": case.consent.images,
        "data_sharing": case.consent.data_sharing,
    }
    for name, permission in permissions.items():
        if permission is not None and permission.waived:
            yield from _waiver(case, name, permission)
        if permission is None or not permission.given:
            continue
        if permission.withdrawn and permission.date and permission.withdrawn < permission.date:
            message = "consent was withdrawn before it was given"
            yield case.problem("CP202", ("consent", name, "withdrawn"), message, "check both dates")
        for key in ("by", "date"):
            withheld = key == "date" and permission.date_withheld
            if getattr(permission, key) is None and not withheld:
                message = f"`{key}` is missing in `{name}`"
                hint = f"say {'who' if key == 'by' else 'when'} consent was given"
                yield case.problem("CP007", ("consent", name), message, hint, key=True)


def _waiver(case: Case, name: str, permission: Permission) -> Iterator[Problem]:
    """Yield what a waived consent lacks: who waived it, by which decision, and nothing else."""
    if permission.given is not None:
        message = f"consent is said to be {'given' if permission.given else 'refused'} and waived"
        yield case.problem("CP008", ("consent", name, "waived"), message, "keep one of them")
        return
    for key, hint in (
        ("by", "say which committee waived consent"),
        ("reference", "give the reference of its decision"),
    ):
        if getattr(permission, key) is None:
            message = f"`{key}` is missing in `{name}`"
            yield case.problem("CP007", ("consent", name), message, hint, key=True)


def _times(case: Case) -> Iterator[tuple[str, Path, Timed]]:
    """Name everything that has a time, with its path in the file."""
    number = 0
    for t, treatment in enumerate(case.treatment):
        for s, session in enumerate(treatment.sessions):
            number += 1
            yield f"session {number}", ("treatment", t, "sessions", s), session
        if treatment.at_one_time:
            yield f"treatment `{treatment.name}`", ("treatment", t), treatment
    for v, visit in enumerate(case.visits):
        yield f"visit `{visit.id}`", ("visits", v), visit
    for e, event in enumerate(case.events):
        if isinstance(event.onset, Timed):
            yield f"adverse event `{event.term}`", ("adverse_events", e, "onset"), event.onset
    for c, other in enumerate(case.course):
        yield f"course `{other.what}`", ("course", c), other


def _unplaced_times(case: Case) -> Iterator[Problem]:
    zero, counted_from = zero_date(case), zero_in_words((case,))
    for name, path, moment in _times(case):
        ways = ways_of_stating(moment)
        if len(ways) > 1:
            message = f"{name} states its time twice: {' and '.join(f'`{w}`' for w in ways)}"
            yield case.problem("CP204", path, message, "keep one of them")
        elif not ways:
            allowed = ("date", "month", "week", "day", "hour")
            message = f"{name} has no time"
            hint = f"add a date, the time since {counted_from}, or `time: not reported`"
            if name.startswith("treatment "):
                hint += "; or its `sessions`, its `course`, or `from` and `to`"
            yield case.problem("CP204", path, message, hint, allowed)
        elif moment.time is None and day_of(moment, zero) is None:
            message = f"{name} has a date, but {counted_from} has none to count from"
            hint = f"give dates throughout, or times since {counted_from} throughout"
            yield case.problem("CP204", path, message, hint)


def _moments_in_words(case: Case) -> Iterator[Problem]:
    """Yield the beginnings and ends of what went on that are no moments."""
    ids = tuple(visit.id for visit in case.visits)
    counted_from = zero_in_words((case,))
    for _, path, words in moments_of(case):
        if words is None or is_missing(words) or words == BEFORE or words in ids:
            continue
        moment = moment_in_words(words)
        if moment is None:
            message = f"`{words}` is no date, time or visit"
            ends = (ONGOING,) if path[-1] == "to" and path[0] == "treatment" else ()
            ways = (BEFORE, "day 14", "week 2", "month 5", "2023-03-01", *ends, *ids)
            allowed = tuple(dict.fromkeys(ways))
            hint = nearest(words, (BEFORE, *ends, *ids))
            yield case.problem("CP204", path, message, hint, allowed)
        elif day_of(moment, zero_date(case)) is None:
            message = f"`{words}` is a date, but {counted_from} has none to count from"
            hint = f"write the time since {counted_from}, such as `month 5`"
            yield case.problem("CP204", path, message, hint)


def _ends_of_concomitant(case: Case, days: dict[str, Decimal]) -> Iterator[Problem]:
    for number, beside in enumerate(case.concomitant):
        begin, end = (days.get(f"concomitant {number + 1} {key}") for key in ("from", "to"))
        if begin is not None and end is not None and end < begin:
            message = f"`{beside.what}` ends before it begins"
            yield case.problem("CP202", ("concomitant", number, "to"), message, "check both times")


def _order(case: Case, record: SeriesRecord, days: Mapping[str, Decimal]) -> Iterator[Problem]:
    sessions = [
        (n, p, days[n]) for n, p, _ in _times(case) if n.startswith("session ") and n in days
    ]
    for (earlier, earlier_path, before), (name, path, day) in pairwise(sessions):
        # Treatments may run side by side; within each the sessions are in order.
        if day < before and path[:2] == earlier_path[:2]:
            message = f"{name} is before {earlier}"
            hint = "list the sessions in the order they took place, or correct the date"
            yield case.problem("CP202", _time_path(case, path), message, hint)
    declared = {visit.id: position for position, visit in enumerate(record.visits)}
    visits = sorted(
        (declared[v.id], n, v.id)
        for n, v in enumerate(case.visits)
        if v.id in declared and v.id in days
    )
    for (_, _, earlier), (_, number, later) in pairwise(visits):
        if days[later] < days[earlier]:
            message = f"visit `{later}` is before visit `{earlier}`"
            hint = f"{record.source.file} declares them the other way round; check the dates"
            yield case.problem("CP202", _time_path(case, ("visits", number)), message, hint)


def _around_treatment(
    case: Case, record: SeriesRecord, days: dict[str, Decimal]
) -> Iterator[Problem]:
    """The first compared visit comes before treatment, the last one after it."""
    if not record.compare:
        return
    later = {pair.later for pair in record.pairs}
    before = record.pairs[0].earlier
    after = next((v.id for v in reversed(record.visits) if v.id in later), None)
    # What goes on has no last day; of a course, the last dose begins while its effect is looked at.
    last = max((day for name, day in days.items() if name.startswith("session ")), default=None)
    began = min((day for name, day in days.items() if _begins_treatment(name)), default=None)
    for number, visit in enumerate(case.visits):
        if visit.id not in days or began is None:
            continue
        at = _time_path(case, ("visits", number))
        if visit.id == before and days[visit.id] > began:
            first = "the first session" if last is not None else "the first treatment"
            message = f"visit `{before}` is after {first}"
            hint = "the visit that changes are counted from comes before treatment; check the dates"
            # A drug may have been taken long before what is reported of it.
            severity: Severity = "error" if last is not None else "warning"
            yield case.problem("CP202", at, message, hint, severity=severity)
        elif visit.id == after and last is not None and days[visit.id] < last:
            message = f"visit `{after}` is before the last session"
            hint = "check the dates; the comparison does not cover the whole treatment"
            yield case.problem("CP202", at, message, hint, severity="warning")


def _begins_treatment(name: str) -> bool:
    """Whether a day is one on which a treatment was given or began."""
    return name.startswith("session ") or (
        name.startswith("treatment ") and not name.endswith(" to")
    )


def _ages(case: Case, days: Mapping[str, Decimal]) -> Iterator[Problem]:
    patient = case.patient
    if patient.age is None:
        return
    # An age in whole years may be anything up to its next birthday.
    youngest = Decimal(patient.age.months)
    beyond = patient.age.beyond
    oldest = Decimal("Infinity") if beyond is None else Decimal(beyond)
    diagnosed = patient.age_at_diagnosis
    if diagnosed is not None and diagnosed.months >= oldest:
        message = "the age at diagnosis is above the age at first treatment"
        yield case.problem("CP203", ("patient", "age_at_diagnosis"), message, "check both ages")
    for number, visit in enumerate(case.visits):
        if visit.id not in days:
            continue
        elapsed = days[visit.id] / DAYS_PER_MONTH
        if oldest + elapsed < 0:
            message = f"visit `{visit.id}` is before birth: the age at first treatment is too low"
            at = _time_path(case, ("visits", number))
            yield case.problem("CP203", at, message, "check the date and the age")
        if visit.age is None:
            continue
        low = Decimal(visit.age.months)
        high = Decimal(visit.age.beyond)
        if high <= youngest + elapsed - 1 or low >= oldest + elapsed + 1:
            years = plain(round_half_up((youngest + elapsed) / 12, 1))
            about = f": about {years} years would" if patient.exact_age is not None else ""
            message = f"the age does not fit the dates{about}"
            hint = "check this age, the age at first treatment and the dates"
            yield case.problem("CP203", ("visits", number, "age"), message, hint)


def _time_path(case: Case, path: Path) -> Path:
    """Find where something says its time; itself where it says none."""
    times = ((*path, key) for key in ("date", "month", "week", "day", "hour"))
    return next((at for at in times if case.source.node(at) is not None), path)


def _adverse_events(case: Case) -> Iterator[Problem]:
    for number, event in enumerate(case.events):
        yield from _severity_and_outcome(case, number, event)
        at: Path = ("adverse_events", number)
        if event.serious and not event.serious_criteria:
            message = "a serious event needs the criterion that makes it serious"
            allowed = (
                "death", "life-threatening", "hospitalisation or prolongation",
                "disability or incapacity", "congenital anomaly", "other medically important",
                "not reported",
            )  # fmt: skip
            hint = "add `serious_criteria: …`"
            yield case.problem("CP113", (*at, "serious"), message, hint, allowed)
        if event.session is not None and not 1 <= event.session <= len(case.sessions):
            message = f"there is no session {event.session}: {case.id} had {len(case.sessions)}"
            yield case.problem("CP113", (*at, "session"), message)


def _severity_and_outcome(case: Case, number: int, event: AdverseEvent) -> Iterator[Problem]:
    """Yield where the grade contradicts the outcome or the seriousness, if they are reported."""
    at: Path = ("adverse_events", number)
    if event.severity is None:
        return
    fatal = event.outcome.strip().casefold().startswith(("fatal", "death", "died"))
    if (event.severity == _FATAL) != fatal and (fatal or is_reported(event.outcome)):
        message = f"grade {event.grade} and the outcome `{event.outcome}` contradict each other"
        worst = list(GRADES[event.grading])[-1]
        hint = (
            f"{event.grading} grade {worst} is death related to the event, and nothing else is; "
            "write `outcome: fatal` for it"
        )
        yield case.problem("CP113", (*at, "grade"), message, hint)
    if event.serious is False and event.severity >= _LIFE_THREATENING:
        message = f"a grade {event.grade} event is said not to be serious"
        hint = "severity is not seriousness, but check it"
        yield case.problem("CP113", (*at, "serious"), message, hint, severity="warning")


def _sessions_of_events(case: Case, days: dict[str, Decimal]) -> Iterator[Problem]:
    """An event begins no earlier than the session that it is said to have followed."""
    for number, event in enumerate(case.events):
        onset = days.get(f"adverse event {number + 1}")
        session = days.get(f"session {event.session}")
        if onset is not None and session is not None and onset < session:
            message = f"adverse event `{event.term}` began before session {event.session}"
            hint = "an event follows a session that it did not begin before; check both"
            yield case.problem(
                "CP113", ("adverse_events", number, "session"), message, hint, severity="warning"
            )
