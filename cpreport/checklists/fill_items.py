"""Fill every checklist from the records of a series and its composed documents.

Nothing is drawn or set here: that the words stand in the finished files too, and on which page, is
found by `placed.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.cases.values import ChecklistAnswer
from cpreport.check.check_series import Ready, Unreadable
from cpreport.checklists.evidence import Evidence, Lack, Subject, find_evidence, quote
from cpreport.checklists.guideline import Applies, Guideline, GuidelineItem, guidelines
from cpreport.checklists.record_values import values_at
from cpreport.checklists.written import WrittenDocument, part_article, part_report
from cpreport.problems import Place

State = Literal["reported", "not reported", "not applicable"]


@dataclass(frozen=True, slots=True)
class Filled:
    """An item with what became of it.

    reason : str
        Why it is not applicable or not reported; empty where it is reported.
    evidence : tuple of Evidence
        What answers it in the documents; empty unless it is reported.
    lacks : tuple of Lack
        What is not there, with where it would be written.
    """

    item: GuidelineItem
    state: State
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    lacks: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """A guideline filled for the series, or for one case.

    record : SeriesRecord
        Of the series, whose words the checklist is printed in.
    case : str or None
        The case it is about; None for the series.
    """

    guideline: Guideline
    items: tuple[Filled, ...]
    record: SeriesRecord
    case: str | None = None

    @property
    def name(self) -> str:
        """What its files are called, without their ending: `care-P01`."""
        return self.guideline.id if self.case is None else f"{self.guideline.id}-{self.case}"

    def counted(self, state: State) -> int:
        """Count the items in a state."""
        return sum(item.state == state for item in self.items)


def fill_checklists(
    checked: Unreadable | Ready, wanted: Sequence[str] = ()
) -> tuple[Checklist, ...]:
    """Fill the checklists of a series, those of its cases after that of the series.

    Parameters
    ----------
    wanted : sequence of str
        Ids of guidelines; empty for all.
    """
    subjects = tuple(_subjects(checked))
    chosen = [g for g in guidelines().values() if not wanted or g.id in wanted]
    return tuple(
        Checklist(
            guideline,
            tuple(_filled(guideline, item, about) for item in guideline.items),
            about.record,
            case,
        )
        for guideline in chosen
        for case, about in subjects
        if case is None or guideline.of_each_case
    )


def _subjects(checked: Unreadable | Ready) -> Iterator[tuple[str | None, Subject]]:
    """Compose what can be written about: the article where it stands, and every report."""
    if isinstance(checked, Unreadable):
        return
    ready = checked.unpacked()
    findings = ready.findings
    record = findings.record
    cases = {case.id: case.case for case in findings.cases}
    article = () if ready.article is None else (part_article(record, ready.article),)
    reports = {name: part_report(findings, report) for name, report in ready.reports.items()}
    if article:
        every: tuple[WrittenDocument, ...] = tuple(reports.values())
        groups = (article, every)
        yield None, Subject(record, tuple(cases.values()), groups, tuple(ready.reports.values()))
    for name, report in ready.reports.items():
        yield name, Subject(record, (cases[name],), ((reports[name],), article), (report,))


def _filled(guideline: Guideline, item: GuidelineItem, about: Subject) -> Filled:
    if item.never:
        return Filled(item, "not applicable", item.never)
    for applies in (guideline.applies, item.applies):
        if applies is not None and not _applies(applies, about):
            return Filled(item, "not applicable", applies.because)
    answers = _answers(guideline, item, about)
    if answers:
        return _answered(about.record, item, answers)
    if not item.needs:
        place = about.record.source.key_place("checklists", guideline.id)
        unanswered = about.record.say("checklists.reason.unanswered")
        return _not_reported(item, (Lack(unanswered, place, "answer"),))
    return _from_needs(item, about)


def _from_needs(item: GuidelineItem, about: Subject) -> Filled:
    met = [find_evidence(need, about) for need in item.needs]
    lacks = tuple(lack for one in met for lack in one.lacks)
    if lacks:
        return _not_reported(item, lacks)
    evidence = tuple(dict.fromkeys(stands for one in met for stands in one.evidence))
    reasons = [one.not_applicable for one in met if one.not_applicable]
    if reasons and not evidence:
        return Filled(item, "not applicable", "; ".join(dict.fromkeys(reasons)))
    return Filled(item, "reported", evidence=evidence)


def _not_reported(item: GuidelineItem, lacks: tuple[Lack, ...]) -> Filled:
    reason = "; ".join(dict.fromkeys(lack.what for lack in lacks))
    return Filled(item, "not reported", reason, lacks=lacks)


def _applies(applies: Applies, about: Subject) -> bool:
    if applies.case is not None:
        values = [v for case in about.cases for v in values_at(case, applies.case)]
    else:
        values = list(values_at(about.record, applies.series or ""))
    texts = [v.value.casefold().strip(" .\n") for v in values if isinstance(v.value, str)]
    if applies.words:
        return any(word.casefold() in text for text in texts for word in applies.words)
    return not any(text in {word.casefold() for word in applies.unless} for text in texts)


# --- what the authors answer ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer with where it was written, and the documents it may speak of."""

    answer: ChecklistAnswer
    place: Place
    documents: tuple[WrittenDocument, ...]


def _answers(guideline: Guideline, item: GuidelineItem, about: Subject) -> tuple[_Answer, ...]:
    """Find the authors' answers to an item: those of every case, else that of the series."""
    of_cases = [_answer(guideline, item, case, about.of_case(case)) for case in about.cases]
    there = tuple(answer for answer in of_cases if answer is not None)
    if there and len(there) == len(of_cases):
        return there
    of_series = _answer(guideline, item, about.record, about.every_document)
    return () if of_series is None else (of_series,)


def _answer(
    guideline: Guideline,
    item: GuidelineItem,
    record: SeriesRecord | Case,
    documents: tuple[WrittenDocument, ...],
) -> _Answer | None:
    answer = record.checklists.get(guideline.id, {}).get(item.item)
    if answer is None:
        return None
    return _Answer(answer, record.source.place("checklists", guideline.id, item.item), documents)


def _answered(record: SeriesRecord, item: GuidelineItem, answers: tuple[_Answer, ...]) -> Filled:
    evidence: list[Evidence] = []
    lacks: list[Lack] = []
    reasons: list[str] = []
    for one in answers:
        words = one.answer.stands
        if words is None:
            reasons.append(str(one.answer.not_applicable))
        elif stands := quote(words, one.documents):
            evidence.append(stands)
        else:
            what = record.say("checklists.reason.never_found", words=words)
            lacks.append(Lack(what, one.place, "words"))
    if lacks:
        return _not_reported(item, tuple(lacks))
    if not evidence:
        said = "; ".join(dict.fromkeys(reasons))
        why = record.say("checklists.reason.authors", why=said)
        return Filled(item, "not applicable", why)
    return Filled(item, "reported", evidence=tuple(dict.fromkeys(evidence)))
