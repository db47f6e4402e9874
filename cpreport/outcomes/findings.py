"""Hold what the rooms to the right are given: the scored series with its results ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cpreport.cases.series import Outcome, OwnSentence, SeriesRecord
from cpreport.cases.time import zero_in_words
from cpreport.cases.time_unit import UnitOfTime
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.judging import JudgedOutcome, judged_outcomes
from cpreport.outcomes.result import Ledger, Result, result_id
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase, ScoredSeries

__all__ = ["Findings", "result_id"]


@dataclass(frozen=True, slots=True)
class Findings:
    """A scored series and every number that may be printed about it."""

    scored: ScoredSeries
    ledger: Ledger

    @property
    def cases(self) -> tuple[ScoredCase, ...]:
        """The cases in order of id."""
        return self.scored.cases

    @property
    def record(self) -> SeriesRecord:
        """What `series.yaml` says."""
        return self.scored.series.record

    @property
    def pairs(self) -> tuple[VisitPair, ...]:
        """The visits that are compared, the main pair first; none where the series describes."""
        return self.record.pairs

    @property
    def judged(self) -> tuple[JudgedOutcome, ...]:
        """The declared outcomes that can be judged, with their rules; ids begin with `key`."""
        return judged_outcomes(self.scored)[0]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The declared outcomes that can be judged, in order, named as the scale library does."""
        return tuple(j.outcome for j in self.judged)

    @property
    def unit_of_time(self) -> UnitOfTime:
        """The unit in which times are told."""
        return self.scored.unit_of_time

    @property
    def moment(self) -> str:
        """What a session and the onset of an event are told by: the `day`, or the `hour`."""
        in_hours = self.unit_of_time == "hours"
        return self.say("results.moment.hour" if in_hours else "results.moment.day")

    @property
    def zero(self) -> str:
        """What times are counted from: `the first session`, `surgery`."""
        return zero_in_words((case.case for case in self.cases), self.say)

    @property
    def has_sessions(self) -> bool:
        """Whether any case was treated in sessions."""
        return any(case.case.sessions for case in self.cases)

    def visit_label(self, visit_id: str) -> str:
        """Look up how a visit is called in print; its id where nobody says."""
        return self.scored.visit_label(visit_id)

    def case(self, case_id: str) -> ScoredCase:
        """Look up a case by its id."""
        return self.scored.case(case_id)

    def scale(self, scale_id: str) -> Scale:
        """Look up a scale by its id."""
        return self.scored.scales[scale_id]

    def only(self, *cases: ScoredCase) -> Findings:
        """Keep these cases alone, with the results of all."""
        series = replace(self.scored.series, cases=tuple(case.case for case in cases))
        return replace(self, scored=replace(self.scored, series=series, cases=cases))

    def of_report(self, case_id: str, named: Iterable[str] = ()) -> Findings:
        """Keep what the report of one case is made from: the case, its results, the series'.

        However many cases a series has, this stays as small as one.

        Parameters
        ----------
        named : iterable of str
            Ids of results that the report names and that are not the case's own.
        """
        own = self.only(self.case(case_id))
        return replace(own, ledger=self.ledger.of_report(case_id, named))

    def result(self, *parts: str | None) -> Result:
        """Look up the result whose id is made of these parts (None is left out)."""
        return self.ledger[result_id(*parts)]

    def get(self, *parts: str | None) -> Result | None:
        """Look up the result whose id is made of these parts; None where there is none."""
        return self.ledger.get(result_id(*parts))

    def has(self, *parts: str | None) -> bool:
        """Whether the ledger has such a result."""
        return result_id(*parts) in self.ledger

    def text_of(self, sentence_id: str, count: object = None) -> str:
        """Look up a sentence of the catalogue, or what the authors put in its place."""
        return self.record.text_of(sentence_id, count)

    def say(self, sentence_id: str, count: object = None, /, **values: str) -> str:
        """Say a sentence of the catalogue, or what the authors put in its place, as plain text."""
        return self.record.say(sentence_id, count, **values)

    def heading(self, text: str) -> str:
        """Print a heading of the catalogue as it is, or as the authors put it."""
        return self.record.heading(text)

    def worded(self, wording: Mapping[str, OwnSentence]) -> Findings:
        """Put other forms of generated sentences in the place of the authors'."""
        record = self.record.model_copy(update={"wording": wording})
        return replace(
            self, scored=replace(self.scored, series=replace(self.scored.series, record=record))
        )
