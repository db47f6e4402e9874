"""Write what is known of a checked case as data, and read it again while its file is the same.

It is JSON, its results apart. No case is kept in whose file something is wrong, of which a consent
was withdrawn, or of which a calendar date would be kept: such a case is read again each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from cpreport.cases.case import Case
from cpreport.cases.range_text import NumberRange
from cpreport.cases.text import Entry, Listing, Scalar, Source, plain
from cpreport.cases.text import Mapping as Keys
from cpreport.cases.time_unit import CaseTimes
from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Clause
from cpreport.check.checked_case import CheckedCase, Common, KeptCase
from cpreport.check.report_contents import Contents
from cpreport.content_cache import fold, unfold
from cpreport.outcomes.brief import Brief, bare_case
from cpreport.outcomes.change_records import NumberChange, ScoreChange, ThresholdPass
from cpreport.outcomes.result import Result, result_id
from cpreport.problems import Place, Problem
from cpreport.record_json import RecordForm
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ItemGrade, MadeFrom, Score, ScoredCase, SourceValue

#: What of a case file is read for the results of the series (`outcomes/brief.py`).
_TOLD = ("id", "consent", "adverse_events", "not_identifying", "checklists")
_OF_TREATMENT = ("name", "kind", "from")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a checked case, but for the case itself.

    passes : tuple of (int, str, int, bool)
        The thresholds that were passed or not: of which change, by its number; the key; and the
        number of the threshold among those of its scale.
    scored_on : tuple of str
        Ids of the scales that its results are of.
    """

    read: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    source: Source
    items: tuple[ItemGrade, ...]
    scores: tuple[Score, ...]
    classification: tuple[tuple[str, str], ...]
    changes: tuple[tuple[str, VisitPair, tuple[ScoreChange, ...]], ...]
    passes: tuple[tuple[int, str, int, bool], ...]
    at_visits: tuple[tuple[str, tuple[Score, ...]], ...]
    results: tuple[Result, ...]
    times: CaseTimes
    contents: Contents
    again: bool
    scales: tuple[str, ...]
    verdicts: tuple[str, ...]
    images: tuple[tuple[str, str], ...]
    scored_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A checked case as it was kept, without the case itself.

    scored_on : tuple of str
        Ids of the scales that its results are of.
    """

    checked: CheckedCase
    results: KeptResults
    scored_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptResults:
    """The results of a case, pressed: those of its visits, which most are, apart from the others.

    others : bytes
        With the number that each has among all.
    """

    of_visits: bytes
    others: bytes

    def read_others(self) -> dict[int, Result]:
        """Read all but those of its visits, by their numbers."""
        numbers, results = _result_form().read(unfold(self.others))
        return dict(zip(numbers, results, strict=True))

    def read(self) -> tuple[Result, ...]:
        """Read all, in order."""
        results: list[Result] = list(_result_form().read(unfold(self.of_visits)))
        for number, result in self.read_others().items():
            results.insert(number, result)
        return tuple(results)


def form_of(
    common: Common,
    case: Case,
    checked: CheckedCase,
    scored_on: Iterable[Scale],
    results: Sequence[Result],
) -> bytes | None:
    """Write what is known of a case; None where it may not be kept.

    Parameters
    ----------
    case : Case
        As read, whole.
    scored_on : iterable of Scale
        Those that its results are of.
    """
    kept = checked.kept
    if kept is None or kept.contents is None or not _may_be_kept(case, checked):
        return None
    brief = kept.brief
    known = _Known(
        checked.read,
        checked.problems,
        brief.case.case.source,
        brief.case.items,
        brief.case.scores,
        tuple(brief.case.classification.items()),
        tuple(
            (scale, pair, tuple(replace(c, thresholds=()) for c in changes))
            for scale, pair, changes in brief.changes
        ),
        tuple(_passes(common, brief)),
        brief.scores,
        brief.results,
        brief.times,
        kept.contents,
        kept.again,
        kept.scales,
        kept.verdicts,
        tuple(kept.images.items()),
        tuple(scale.id for scale in scored_on),
    )
    parts = (
        json.dumps(_told(case), ensure_ascii=False),
        _known_form().write(known),
        *_of_visits_and_others(case, results),
    )
    # What results print was searched where they were printed.
    if any(map(_tells_a_date, parts[:2])):
        return None
    blobs = [fold(part) for part in parts]
    head = [case.source.sha256, common.made_from, *map(len, blobs)]
    return b"".join([json.dumps(head).encode(), b"\n", *blobs])


def read_form(common: Common, file: str, sha256: str, content: bytes) -> ReadForm | None:
    """Read what was kept of a case; None where it was kept of another file, or is anything else.

    Parameters
    ----------
    sha256 : str
        Of the file as it is now.
    """
    try:
        head, _, blobs = content.partition(b"\n")
        kept_of, made_from, *lengths = json.loads(head)
        if (kept_of, made_from) != (sha256, common.made_from):
            return None
        told, known, of_visits, others = _cut(blobs, lengths)
        case = _case_of(common, json.loads(unfold(told)))
        results = KeptResults(of_visits, others)
        return _put_together(common, file, case, _known_form().read(unfold(known)), results)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # Whoever put it there, the file itself is there to be read.
        return None


def _cut(blobs: bytes, lengths: Sequence[int]) -> Iterator[bytes]:
    start = 0
    for length in lengths:
        yield blobs[start : start + length]
        start += length


def _may_be_kept(case: Case, checked: CheckedCase) -> bool:
    consents = (case.consent.publication, case.consent.images, case.consent.data_sharing)
    if any(consent is not None and consent.withdrawn is not None for consent in consents):
        return False
    return not any(p.severity == "error" for p in (*checked.read, *checked.problems))


def _tells_a_date(written: str) -> bool:
    """Whether a value of JSON tells a date, in digits or in words."""
    # What finds dates compiles many patterns: to check a series needs none.
    from cpreport.privacy.scan.dates import dates_in
    from cpreport.privacy.scan.passages import json_passages

    return any(next(dates_in(told.text), None) for told in json_passages(written))


def _passes(common: Common, brief: Brief) -> Iterator[tuple[int, str, int, bool]]:
    """Name the thresholds of each change by their numbers: they are the scale's."""
    every = ((scale, change) for scale, _, changes in brief.changes for change in changes)
    for number, (scale, change) in enumerate(every):
        for one in change.thresholds:
            at = common.scored.scales[scale].thresholds.index(one.threshold)
            yield number, one.key, at, one.passed


def _of_visits_and_others(case: Case, results: Sequence[Result]) -> Iterator[str]:
    names = (*(visit.id for visit in case.visits), "change")
    begins = tuple(f"{result_id(case.id, name)}." for name in names)
    others = {n: r for n, r in enumerate(results) if not r.id.startswith(begins)}
    yield _result_form().write(tuple(r for n, r in enumerate(results) if n not in others))
    yield _result_form().write((tuple(others), tuple(others.values())))


def _told(case: Case) -> dict[str, Any]:
    """Cut out of a case file what is kept of it, without dates, as it is written there."""
    root: Any = plain(case.source.root)
    told = {key: root[key] for key in _TOLD if key in root}
    told["patient"] = {key: value for key, value in root["patient"].items() if key != "history"}
    told["consent"] = {kind: _undated(consent) for kind, consent in root["consent"].items()}
    told["treatment"] = [_treatment(treatment) for treatment in root.get("treatment", ())]
    told["visits"] = [{"id": visit.id} for visit in case.visits]
    if case.events:
        told["adverse_events"] = [
            {**event, "onset": _undated(event["onset"])} for event in root["adverse_events"]
        ]
    return told


def _treatment(written: Mapping[str, Any]) -> dict[str, Any]:
    """Cut out the first session and the first phase: of the other sessions their number counts."""
    told = {key: written[key] for key in _OF_TREATMENT if key in written}
    if sessions := written.get("sessions"):
        first = {key: value for key, value in _undated(sessions[0]).items() if key != "note"}
        told["sessions"] = [first] * len(sessions)
    if course := written.get("course"):
        told["course"] = course[:1]
    return told


def _undated(written: Any) -> Any:
    if not isinstance(written, dict):
        return written
    return {key: value for key, value in written.items() if key != "date"}


def _case_of(common: Common, told: Any) -> Case:
    """Type what was kept of a case file as the file is typed."""
    case = Case.model_validate(told)
    case._zero = common.scored.series.record.time.zero
    return case


def _put_together(
    common: Common, file: str, case: Case, known: _Known, results: KeptResults
) -> ReadForm:
    if not isinstance(known, _Known) or known.source.file != file:
        raise TypeError
    case._source = known.source
    bare = bare_case(case)
    scored = ScoredCase(bare, known.items, known.scores, {}, dict(known.classification))
    changes = tuple(_with_passes(common, known))
    brief = Brief(scored, changes, known.at_visits, known.results, known.times)
    images = dict(known.images)
    kept = KeptCase(brief, None, known.contents, known.again, known.scales, known.verdicts, images)
    checked = CheckedCase(file, known.read, bare, known.problems, kept)
    return ReadForm(checked, results, known.scored_on)


def _with_passes(
    common: Common, known: _Known
) -> Iterator[tuple[str, VisitPair, tuple[ScoreChange, ...]]]:
    passes: dict[int, list[tuple[str, int, bool]]] = {}
    for number, key, at, passed in known.passes:
        passes.setdefault(number, []).append((key, at, passed))
    first = 0
    for scale, pair, changes in known.changes:
        there = common.scored.scales[scale].thresholds
        yield (
            scale,
            pair,
            tuple(
                replace(
                    change,
                    thresholds=tuple(
                        ThresholdPass(key, there[at], passed) for key, at, passed in passes[number]
                    ),
                )
                if number in passes
                else change
                for number, change in enumerate(changes, first)
            ),
        )
        first += len(changes)


@cache
def _known_form() -> RecordForm:
    kinds = (
        *(Place, Problem, Clause, Scalar, Entry, Keys, Listing, Source, Contents, CaseTimes),
        *(ItemGrade, SourceValue, MadeFrom, NumberRange, Score, NumberChange, ScoreChange),
        *(VisitPair, Result, _Known),
    )
    return RecordForm(kinds)


@cache
def _result_form() -> RecordForm:
    return RecordForm((Place, Result))
