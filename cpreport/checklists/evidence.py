"""Find where a need of an item is met in records and documents, or what lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.cases.text import Source
from cpreport.checklists.guideline import Need
from cpreport.checklists.record_values import Value, values_at
from cpreport.checklists.written import WrittenDocument, WrittenPart, opening
from cpreport.manuscript.authors_texts import DECLARATIONS
from cpreport.manuscript.document import Report, nodes_of
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document that answer an item.

    document : str
        `article`, or the id of a case.
    section : str
        Heading of the part they stand in.
    anchor : str
        The name that links to that part, or to the float, lead to.
    before : str
        Letters and figures right before the words, to tell them from the same words elsewhere.
    label : str
        `Table 2`, where the item is answered by a table or figure; then `words` are empty.
    """

    document: str
    section: str
    anchor: str
    words: str = ""
    before: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """What is not there, in a few words, and where it would be written.

    kind : {"record", "words", "answer"}
        Whether a record or text lacks, the words that authors answered with, or any answer.
    """

    what: str
    place: Place
    kind: Literal["record", "words", "answer"] = "record"


@dataclass(frozen=True, slots=True)
class NeedOutcome:
    """What became of a need.

    not_applicable : str
        Why it does not apply, where the records say so.
    """

    evidence: tuple[Evidence, ...] = ()
    lacks: tuple[Lack, ...] = ()
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a checklist is about: its records and its documents, in the order they are looked in.

    documents : tuple of tuple of Written
        What is found in all documents of one group need not be in the next.
    reports : tuple of Report
        The composed reports of `cases`, for the words that a text begins with.
    """

    record: SeriesRecord
    cases: tuple[Case, ...]
    documents: tuple[tuple[WrittenDocument, ...], ...]
    reports: tuple[Report, ...]

    @property
    def every_document(self) -> tuple[WrittenDocument, ...]:
        """All documents, in the order in which they are looked in."""
        return tuple(document for group in self.documents for document in group)

    def of_case(self, case: Case) -> tuple[WrittenDocument, ...]:
        """Pick the documents that may speak of a case: not the reports of the others."""
        others = {other.id for other in self.cases if other.id != case.id}
        return tuple(d for d in self.every_document if d.name not in others)

    def begins(self, case: Case, value: Value) -> str:
        """The words with which a text of a case's record is printed."""
        parts = next((r.parts for r in self.reports if r.case_id == case.id), {})
        name = str(value.path[-1])
        if name == "product":
            name = f"product {int(value.path[1]) + 1}"
        return opening(nodes_of(parts[name])) if name in parts else str(value.value)


def find_evidence(need: Need, about: Subject) -> NeedOutcome:
    """Say where a need is met, or what lacks."""
    if need.case is not None:
        return _of_cases(need, need.case, about)
    if need.series is not None:
        return _of_series(need, need.series, about)
    lack = Lack(_unmet(about.record, need), about.record.source.place())
    for group in about.documents:
        stands = [_stands(need, document, "") for document in group]
        there = tuple(one for one in stands if one is not None)
        if there and len(there) == len(stands):
            return NeedOutcome(there)
    return NeedOutcome(lacks=(lack,))


def _of_cases(need: Need, path: str, about: Subject) -> NeedOutcome:
    evidence: list[Evidence] = []
    lacks: list[Lack] = []
    reasons: list[str] = []
    for case in about.cases:
        values = values_at(case, path)
        reasons += [_does_not_apply(about, v) for v in values if v.not_applicable is not None]
        there = [v for v in values if v.is_reported]
        if not there or (len(there) < len(values) and not need.any):
            if all(v.not_applicable is None for v in values):
                missing = next((v for v in values if not v.is_reported), None)
                lacks.append(_not_given(about.record, path, case.source, missing, case.id))
            continue
        stands = _first(need, about.of_case(case), _words(about, case, there))
        if stands is None:
            lacks.append(_not_printed(about.record, path, case.source, there[0], case.id))
        else:
            evidence.append(stands)
    if reasons and not evidence and not lacks:
        return NeedOutcome(not_applicable="; ".join(dict.fromkeys(reasons)))
    lacks = [] if need.any and evidence else lacks
    return NeedOutcome(tuple(dict.fromkeys(evidence)), tuple(lacks))


def _does_not_apply(about: Subject, value: Value) -> str:
    """Say why a value does not apply: as its record says, or that it says so."""
    return value.not_applicable or about.record.say("checklists.reason.record")


def _words(about: Subject, case: Case, values: Sequence[Value]) -> str:
    texts = [v for v in values if isinstance(v.value, str)]
    return about.begins(case, texts[0]) if texts else ""


def _of_series(need: Need, path: str, about: Subject) -> NeedOutcome:
    source = about.record.source
    value = values_at(about.record, path)[0]
    if value.not_applicable is not None:
        return NeedOutcome(not_applicable=_does_not_apply(about, value))
    if not value.is_reported:
        return NeedOutcome(lacks=(_not_given(about.record, path, source, value, ""),))
    if what := _wrong_count(about.record, need, path, value.count):
        return NeedOutcome(lacks=(Lack(what, source.place(*value.path)),))
    if path in DECLARATIONS:
        need = need.model_copy(
            update={
                "heading": (about.record.heading(DECLARATIONS[path]),),
                "within": ("declaration",),
            }
        )
    words = value.value if isinstance(value.value, str) and path not in DECLARATIONS else ""
    stands = _first(need, about.every_document, words)
    if stands is None:
        return NeedOutcome(lacks=(_not_printed(about.record, path, source, value, "", need),))
    return NeedOutcome((stands,))


def _wrong_count(record: SeriesRecord, need: Need, key: str, count: int) -> str:
    n = str(count)
    if need.least is not None and count < int(need.least):
        return record.say("checklists.reason.count.least", key=key, n=n, most=need.least)
    if need.most is not None and count > int(need.most):
        return record.say("checklists.reason.count.most", key=key, n=n, most=need.most)
    return ""


# --- where it stands -----------------------------------------------------------------------------


def _first(need: Need, documents: Sequence[WrittenDocument], words: str) -> Evidence | None:
    stands = (_stands(need, document, words) for document in documents)
    return next((one for one in stands if one is not None), None)


def _stands(need: Need, document: WrittenDocument, words: str) -> Evidence | None:
    """Say where a document meets a need; the words are those of the record, if it has any."""
    if need.float:
        shown = _float(need, document)
        if shown is not None or not need.heading:
            return shown
    parts = tuple(_parts(need, document))
    if need.cites:
        parts = tuple(part for part in parts if part.cites)
    if need.heading:
        parts = tuple(part for part in parts if _is_headed(part, need.heading) and part.texts)
    elif need.words or words:
        wanted = need.words or (words,)
        said = ((part, word) for part in parts for word in wanted if part.says(word))
        return next((_evidence(document, part, word) for part, word in said), None)
    return next((_evidence(document, part, part.opening) for part in parts if part.texts), None)


def _parts(need: Need, document: WrittenDocument) -> Iterator[WrittenPart]:
    if need.within:
        there = [part for part in document.parts if part.is_within(need.within)]
        # A part that is called by the first of the words comes before the others.
        yield from sorted(there, key=lambda part: (part.front, _rank(part, need.within)))
    else:
        # What only sums up is no place for an item that the text itself has.
        yield from (part for part in document.parts if not part.front)


def _rank(part: WrittenPart, words: Sequence[str]) -> int:
    return next(n for n, word in enumerate(words) if part.is_within((word,)))


def _is_headed(part: WrittenPart, words: Sequence[str]) -> bool:
    return any(word.casefold() in part.title.casefold() for word in words)


def _evidence(document: WrittenDocument, part: WrittenPart, words: str) -> Evidence:
    return Evidence(document.name, part.title, part.anchor, words, part.before(words))


def _float(need: Need, document: WrittenDocument) -> Evidence | None:
    wanted = {tuple(name.split(" ", 1)) for name in need.float}
    floats = (f for f in document.floats if (f.kind, f.id) in wanted)
    return next((Evidence(document.name, "", f.anchor, label=f.label) for f in floats), None)


def quote(words: str, documents: Sequence[WrittenDocument]) -> Evidence | None:
    """Find the words that authors answer with: in the text first, then in what sums it up."""
    for front in (False, True):
        for document in documents:
            for part in document.parts:
                if part.front is front and part.says(words):
                    return _evidence(document, part, words)
    return None


# --- what lacks ----------------------------------------------------------------------------------


def _not_given(
    record: SeriesRecord, path: str, source: Source, value: Value | None, case: str
) -> Lack:
    place = source.place(*value.path) if value is not None else source.place()
    key, whose = path.replace("[]", ""), _of_case(record, case)
    return Lack(record.say("checklists.reason.not_given", key=key, case=whose), place)


def _not_printed(
    record: SeriesRecord,
    path: str,
    source: Source,
    value: Value,
    case: str,
    need: Need | None = None,
) -> Lack:
    said = record.say(
        "checklists.reason.not_printed",
        key=path.replace("[]", ""),
        case=_of_case(record, case),
        where=_in_part(record, need) if need else "",
    )
    return Lack(said, source.place(*value.path))


def _of_case(record: SeriesRecord, case: str) -> str:
    return record.say("checklists.reason.of_case", case=case) if case else ""


def _in_part(record: SeriesRecord, need: Need) -> str:
    parts = join_names(list(need.within), "or")
    return record.say("checklists.reason.in_part", parts=parts) if need.within else ""


def _unmet(record: SeriesRecord, need: Need) -> str:
    where = _in_part(record, need)
    if need.float:
        return record.say("checklists.reason.no_float", names=join_names(list(need.float), "or"))
    if need.cites:
        return record.say("checklists.reason.no_citation", where=where)
    if need.heading:
        words = _said(need.heading)
        return record.say("checklists.reason.no_heading", where=where, words=words)
    return record.say("checklists.reason.no_words", where=where, words=_said(need.words))


def _said(words: Sequence[str]) -> str:
    return join_names([f"“{word}”" for word in words], "or")
