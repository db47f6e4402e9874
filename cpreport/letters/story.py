"""Gather what a letter about one visit of a case is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cpreport.cases.case import AdverseEvent, Case, Session, Treatment, Visit, is_reported
from cpreport.cases.letter_record import Letter, Letters
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.change_records import Comparison
from cpreport.outcomes.comparing import compare
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction
from cpreport.scales.graded import ScoredCase


@dataclass(frozen=True, slots=True)
class MeasuredOutcome:
    """One outcome at the visit of a letter.

    compared : Comparison
        Of the first compared visit with this one.
    direction : Direction
        The verdict of the series' rule on it.
    since : Direction or None
        The same since the visit before, where that is not the first.
    since_compared : Comparison or None
        Of that visit with this one.
    """

    judged: JudgedOutcome
    compared: Comparison
    direction: Direction
    since: Direction | None = None
    since_compared: Comparison | None = None

    @property
    def scale(self) -> str:
        """The scale's id."""
        return self.judged.scale.id


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that a letter about one visit may speak of; nothing in it says who the patient is.

    earlier : Visit or None
        The visit that this one is compared with; None in a first letter.
    previous : Visit or None
        The visit before this one, where it is not `earlier`.
    """

    scored: ScoredCase
    visit: Visit
    earlier: Visit | None
    previous: Visit | None
    measured: tuple[MeasuredOutcome, ...]
    letters: Letters
    letter: Letter
    first_day: dt.date | None

    @property
    def case(self) -> Case:
        """The case."""
        return self.scored.case

    @property
    def child(self) -> bool:
        """Whether the patient is a child at first treatment."""
        return self.case.patient.child

    @property
    def treatments(self) -> tuple[tuple[Treatment, tuple[Session, ...]], ...]:
        """The treatments begun by the day of the visit, with the sessions given by then."""
        pairs = ((t, tuple(s for s in t.sessions if self._before(s))) for t in self.case.treatment)
        return tuple(
            (t, sessions)
            for n, (t, sessions) in enumerate(pairs, 1)
            if sessions or (not t.sessions and self._begun(n))
        )

    @property
    def experimental(self) -> bool:
        """Whether letters say that the treatment is being tested."""
        return self.letters.experimental and bool(self.case.treatment)

    def _begun(self, number: int) -> bool:
        """Whether what is not given in sessions had begun by the day of the visit."""
        return self._is_past(f"treatment {number} phase 1 from", f"treatment {number}")

    def treatment_dates(self, treatment: Treatment) -> tuple[dt.date, ...]:
        """Find the dates of what is not given in sessions: when it began, and its end by now."""
        number = self.case.treatment.index(treatment) + 1
        last = self.scored.days.get(self.visit.id)
        once = self.date(f"treatment {number}")
        if treatment.at_one_time or once is not None:
            return (once,) if once is not None else ()
        began = self.date(f"treatment {number} phase 1 from")
        name = f"treatment {number} phase {len(treatment.phases)} to"
        ended = self.scored.days.get(name)
        over = ended is not None and last is not None and ended <= last
        end = self.date(name) if over else None
        return tuple(date for date in (began, end) if date is not None)

    @property
    def concomitant(self) -> tuple[str, ...]:
        """The dated treatments beside that had begun by the day of the visit, by name."""
        every = enumerate(self.case.concomitant, 1)
        return tuple(b.what for n, b in every if self._is_past(f"concomitant {n} from"))

    @property
    def other_care(self) -> bool:
        """Whether anything went on beside the treatment by the day of the visit."""
        told = any(is_reported(treatment.concomitant) for treatment, _ in self.treatments)
        return told or bool(self.treatments and self.concomitant)

    @property
    def events(self) -> tuple[AdverseEvent, ...]:
        """The adverse events that had begun by the day of the visit."""
        every = enumerate(self.case.events, 1)
        return tuple(event for n, event in every if self._is_past(f"adverse event {n}"))

    def _before(self, session: Session) -> bool:
        return self._is_past(f"session {self.case.sessions.index(session) + 1}")

    def _is_past(self, *names: str) -> bool:
        """Whether the first of these with a day was by the day of the visit, if that is known."""
        days, last = self.scored.days, self.scored.days.get(self.visit.id)
        day = next((days[name] for name in names if name in days), None)
        return last is None or day is None or day <= last

    def date(self, name: str) -> dt.date | None:
        """Find the day of a visit by its id, or of `session 1`; None where nobody told it."""
        days = self.scored.days.get(name)
        if self.first_day is None or days is None:
            return next((v.date for v in self.case.visits if v.id == name), None)
        return self.first_day + dt.timedelta(days=round(days))

    def session_date(self, session: Session) -> dt.date | None:
        """Find the day of a session, where it is known."""
        return self.date(f"session {self.case.sessions.index(session) + 1}")


def story(
    findings: Findings, case: str, visit: str, letters: Letters, first_day: dt.date | None
) -> Story:
    """Gather what a letter of a case about a visit is made of.

    Parameters
    ----------
    first_day : date or None
        Of the first session, from which a record without dates counts.
    """
    scored = findings.case(case)
    visits: Mapping[str, Visit] = {v.id: v for v in scored.case.visits}
    order = [v.id for v in findings.record.visits if v.id in visits]
    first = findings.pairs[0].earlier
    this, before = visits[visit], order[: order.index(visit)]
    earlier = visits.get(first) if first in before else None
    previous = visits[before[-1]] if before and earlier and before[-1] != first else None
    return Story(
        scored,
        this,
        earlier,
        previous,
        tuple(_measure(scored, judged, this, earlier, previous) for judged in findings.judged),
        letters,
        this.letter or scored.case.letter or Letter(),
        first_day,
    )


def _measure(
    scored: ScoredCase,
    judged: JudgedOutcome,
    visit: Visit,
    earlier: Visit | None,
    previous: Visit | None,
) -> MeasuredOutcome:
    start = earlier.id if earlier is not None else visit.id
    compared = compare(scored, judged.scale, VisitPair(start, visit.id))
    verdict = judged.verdict(compared)
    if previous is None:
        return MeasuredOutcome(judged, compared, verdict)
    since = compare(scored, judged.scale, VisitPair(previous.id, visit.id))
    return MeasuredOutcome(judged, compared, verdict, judged.verdict(since), since)
