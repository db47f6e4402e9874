"""Compare a document that came back with the manuscript as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cpreport.changes.cells import altered_cells
from cpreport.changes.current import Current
from cpreport.changes.edits import addition, addition_first, alteration, deletion, move
from cpreport.changes.findings import Altered, Changes, Edit, Left, Overwritten
from cpreport.changes.match import in_order, match
from cpreport.changes.numbers import with_numbers
from cpreport.changes.returned import Comment, Returned, ReturnedNumber, ReturnedParagraph
from cpreport.changes.sources import SourceParagraph, form_of
from cpreport.check.series import Ready
from cpreport.manuscript.compose import Written, written_article
from cpreport.manuscript.document import Origin
from cpreport.manuscript.prose import FIELDS
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.marks import END, MARK, keys_in
from cpreport.publish.docx.traces import Trace

#: Less of the paragraphs than this come back from any revision of the same manuscript.
_LEAST_KNOWN = 0.2
#: Words around a number that say which one it is.
_AROUND = 8


def changes_of(document: str, back: Returned, ready: Ready) -> Changes:
    """Say what differs between a document that came back and the manuscript.

    Raises
    ------
    Refused
        With CP821 where the document is not the article of this series.
    """
    written = written_article(ready.findings)
    current = Current(written)
    traces = dict(back.traces)
    if not traces:
        traces = current.as_traces()
        back = replace(back, numbers=current.as_numbers())
    if back.document not in ("", "article"):
        message = f"{document} is the report of {back.document}, and not the article"
        raise Refused([Problem("CP821", Place(document), message, help="name the manuscript")])
    given = match(traces, back.paragraphs)
    back = replace(back, paragraphs=_with_numbers(back, traces, given))
    _refuse_another(document, traces, given)
    bare = not back.traces
    return _Comparing(document, back, ready, written, current, traces, given, bare).changes()


def _refuse_another(document: str, traces: Mapping[str, Trace], given: Mapping[str, int]) -> None:
    known = [key for key, trace in traces.items() if trace.kind == "prose"]
    if known and sum(key in given for key in known) < _LEAST_KNOWN * len(known):
        message = f"{document} is not the manuscript of this series"
        hint = "name the folder of the series that it was made from"
        raise Refused([Problem("CP821", Place(document), message, help=hint)])


def _with_numbers(
    back: Returned, traces: Mapping[str, Trace], given: Mapping[str, int]
) -> tuple[ReturnedParagraph, ...]:
    """Find the numbers again whose content controls a word processor did not keep."""
    paragraphs = list(back.paragraphs)
    for key, number in given.items():
        made = back.numbers.get(key, ())
        if len(paragraphs[number].numbers) < len(made):
            paragraphs[number] = with_numbers(traces[key].text, made, paragraphs[number])
    return tuple(paragraphs)


@dataclass(slots=True)
class _Comparing:
    """What a comparison goes through, and what it found on the way."""

    document: str
    back: Returned
    ready: Ready
    written: Written
    current: Current
    traces: Mapping[str, Trace]
    given: Mapping[str, int]
    bare: bool = False
    overwritten: list[Overwritten] = field(default_factory=list)
    since: int = 0

    def changes(self) -> Changes:
        edits = [*self._prose(), *self._notes(), *self._moves(), *self._additions()]
        edits.sort(key=lambda edit: edit.at)
        numbered = tuple(replace(edit, number=n) for n, edit in enumerate(edits, start=1))
        return Changes(
            self.document,
            numbered,
            (*self._numbers(), *self.overwritten),
            tuple(self._generated()),
            tuple(self._left(comment) for comment in self.back.comments),
            self.since,
            self.written,
        )

    # --- prose -----------------------------------------------------------------------------------

    def _prose(self) -> Iterator[Edit]:
        """Tell what was altered or deleted of what the authors wrote."""
        last = 0
        for key, trace in self.traces.items():
            if trace.kind != "prose" or not form_of(trace.text):
                continue
            number = self.given.get(key)
            source = self.current.of(trace)
            stale = source is not None and form_of(source.text) != form_of(trace.text)
            self.since += stale or (source is None and not _by_itself(trace))
            if number is None:
                if source is not None:
                    yield self._deletion(trace, source, last, stale=stale)
                continue
            last = number
            paragraph = self.back.paragraphs[number]
            if form_of(paragraph.text) == form_of(trace.text):
                continue
            if self.current.has(paragraph.text):
                # It was accepted before.
                continue
            yield self._alteration(trace, source, paragraph, number, stale=stale)

    def _alteration(
        self,
        trace: Trace,
        source: SourceParagraph | None,
        paragraph: ReturnedParagraph,
        number: int,
        *,
        stale: bool,
    ) -> Edit:
        was, place = self._said(trace), self._place(trace, source)
        edit = Edit("altered", was, paragraph.said, place, at=number)
        if source is None:
            return replace(edit, why_not=_why_no_source(trace))
        change, why, lost = alteration(source, paragraph.text, self.written)
        for one in lost:
            made = self._printed(one.ids)
            self.overwritten.append(Overwritten(one.ids, made, one.found, made, paragraph.said))
        if stale and change is not None:
            change, why = None, "the manuscript was changed here since the file was made"
        return replace(edit, change=change, why_not=why)

    def _notes(self) -> Iterator[Edit]:
        """Tell the footnotes that say something else; one that is gone went with its words."""
        found = {key: note for note in self.back.notes for key in note.keys}
        for key, trace in self.traces.items():
            note = found.get(key) if trace.kind == "note" else None
            if note is None or form_of(note.text) == form_of(trace.text):
                continue
            if self.current.has_footnote(note.text):
                # It was accepted before.
                continue
            source = self.current.footnote_of(trace)
            back = replace(note, text=note.text.strip(), said=note.said.strip())
            number = len(self.back.paragraphs)
            yield self._alteration(trace, source, back, number, stale=False)

    def _deletion(self, trace: Trace, source: SourceParagraph, last: int, *, stale: bool) -> Edit:
        change, why = deletion(source, self.written)
        if stale and change is not None:
            change, why = None, "the manuscript was changed here since the file was made"
        place = self._place(trace, source)
        return Edit("deleted", self._said(trace), "", place, change, why, at=last)

    def _moves(self) -> Iterator[Edit]:
        """Tell the paragraphs that stand in another order than they were made in."""
        keys = [
            key for key, trace in self.traces.items() if trace.kind == "prose" and key in self.given
        ]
        kept = in_order([self.given[key] for key in keys])
        by_number = {self.given[key]: key for key in keys}
        for position, key in enumerate(keys):
            if position in kept:
                continue
            trace, number = self.traces[key], self.given[key]
            source = self.current.of(trace)
            before = self._before(number, by_number)
            if source is None or self._is_done(source, before):
                continue
            paragraph = self.back.paragraphs[number]
            change, why = None, "it stands first now: move it by hand"
            if form_of(paragraph.text) != form_of(source.text):
                why = "it was altered too: accept that first, then read the file again"
            elif before is not None:
                change, why = move(source, before, self.written)
            said = paragraph.said
            yield Edit("moved", said, said, self._place(trace, source), change, why, at=number)

    def _before(self, number: int, by_number: Mapping[int, str]) -> SourceParagraph | None:
        """Find the paragraph of the manuscript that comes before a place in the document."""
        for before in range(number - 1, -1, -1):
            if before in by_number:
                return self.current.of(self.traces[by_number[before]])
        return None

    def _is_done(self, source: SourceParagraph, before: SourceParagraph | None) -> bool:
        """Whether the manuscript has a paragraph where the document has it."""
        return (
            before is not None
            and before.prose == source.prose
            and before.number + 1 == source.number
        )

    def _additions(self) -> Iterator[Edit]:
        """Tell the paragraphs that the file did not have when it was made."""
        by_number = {number: key for key, number in self.given.items()}
        for number, paragraph in enumerate(self.back.paragraphs):
            new = number not in by_number and not paragraph.in_table and paragraph.said.strip()
            if not new or self.current.has(paragraph.text):
                continue
            if self.bare and paragraph.style not in ("", "BodyText", "Normal"):
                # Without our notes it cannot be told what cpreport wrote.
                continue
            before = next((n for n in range(number - 1, -1, -1) if n in by_number), None)
            trace = self.traces[by_number[before]] if before is not None else None
            yield self._addition(paragraph, number, trace)

    def _addition(self, paragraph: ReturnedParagraph, number: int, trace: Trace | None) -> Edit:
        edit = Edit("added", "", paragraph.said, Place(self.document), at=number)
        source = self.current.of(trace) if trace is not None else None
        if source is not None and trace is not None:
            point = paragraph.style.startswith("List")
            change, why = addition(source, paragraph.text, self.written, point=point)
            return replace(edit, change=change, why_not=why, place=self._place(trace, source))
        first = self._first_under(trace)
        if first is None:
            why = "it follows something that cpreport writes: add it by hand where it belongs"
            return replace(edit, why_not=why)
        change, why = addition_first(first.prose, paragraph.text, self.written)
        return replace(edit, change=change, why_not=why, place=first.prose.place_of(1, 1, 1))

    def _first_under(self, trace: Trace | None) -> SourceParagraph | None:
        """Find the first paragraph of the section whose title a trace is."""
        path = trace.origin.path if trace is not None and trace.origin is not None else ()
        sections = self.ready.findings.scored.series.record.sections
        match path:
            case ("sections", int(n), "title") if n < len(sections):
                return self.current.first_of(sections[n].file or "")
        return None

    # --- numbers ---------------------------------------------------------------------------------

    def _numbers(self) -> Iterator[Overwritten]:
        for paragraph in (*self.back.paragraphs, *self.back.notes):
            for number in paragraph.numbers:
                if form_of(number.made) != form_of(number.found):
                    beside = paragraph.in_table or _around(paragraph.said, number)
                    now = self._now(number)
                    yield Overwritten(number.ids, number.made, number.found, now, beside)

    def _now(self, number: ReturnedNumber) -> str:
        """Print a number as it would be now: as before where the ledger still says so."""
        results = self.written.known.results
        found = [results[one] for one in number.ids.split(" ") if one in results]
        forms = {str(getattr(result, name)) for result in found for name in (*FIELDS, "with_unit")}
        return number.made if number.made in forms else self._printed(number.ids)

    def _printed(self, ids: str) -> str:
        results = self.written.known.results
        found = [results[one].printed for one in ids.split(" ") if one in results]
        return ", ".join(found) or "no longer in the ledger"

    def _said(self, trace: Trace) -> str:
        """Say again what a paragraph said when the file was made."""
        text = trace.text
        for number in self.back.numbers.get(trace.key, ()):
            text = text.replace(f"{MARK}{number.ids}{END}", number.made, 1)
        for ids in keys_in(text):
            text = text.replace(f"{MARK}{ids}{END}", self._printed(ids))
        return text

    # --- what cpreport writes, and comments ------------------------------------------------------

    def _generated(self) -> Iterator[Altered]:
        for key, trace in self.traces.items():
            if trace.kind != "generated" or not form_of(trace.text):
                continue
            number = self.given.get(key)
            was = self._said(trace)
            if number is None:
                yield Altered("deleted", was, "")
                continue
            paragraph = self.back.paragraphs[number]
            if form_of(paragraph.text) != form_of(trace.text):
                yield Altered("altered", self._said(trace), paragraph.said)
        yield from altered_cells(self.back)

    def _left(self, comment: Comment) -> Left:
        by_number = {number: key for key, number in self.given.items()}
        if comment.paragraph < 0:
            return Left(comment.author, comment.text, comment.on, "", None)
        paragraph = self.back.paragraphs[comment.paragraph]
        key = by_number.get(comment.paragraph)
        trace = self.traces[key] if key is not None else None
        source = self.current.of(trace) if trace is not None else None
        place = self._place(trace, source) if trace is not None and trace.origin else None
        return Left(comment.author, comment.text, comment.on, paragraph.said, place)

    def _place(self, trace: Trace, source: SourceParagraph | None) -> Place:
        if source is not None:
            return source.prose.place_of(source.line, 1, 1)
        if trace.origin is None:
            return Place(self.document)
        return self._of_record(trace.origin)

    def _of_record(self, origin: Origin) -> Place:
        source = self.ready.findings.scored.series.record.source
        if origin.file == source.file:
            return source.place(*origin.path)
        return Place(origin.file)


def _around(said: str, number: ReturnedNumber) -> str:
    """Quote the words around a number."""
    before = said[: number.at].split(" ")
    after = said[number.at + len(number.found) :].split(" ")
    lead = ["…", *before[-_AROUND:]] if len(before) > _AROUND else before
    rest = [*after[:_AROUND], "…"] if len(after) > _AROUND else after
    return f"{' '.join(lead)}{number.found}{' '.join(rest)}"


def _by_itself(trace: Trace) -> bool:
    """Whether a text is a title, which is written in `series.yaml` and is no Markdown."""
    return trace.origin is not None and trace.origin.path[-1:] == ("title",)


def _why_no_source(trace: Trace) -> str:
    if _by_itself(trace):
        return "it is a title: alter it by hand"
    what = "footnote" if trace.kind == "note" else "paragraph"
    return f"the manuscript no longer has this {what}"
