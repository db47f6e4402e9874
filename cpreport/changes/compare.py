"""Compare a document that came back with the manuscript as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from cpreport.changes.appearance import (
    drawings_of,
    figure_altered,
    looks_altered,
    pieces_as_made,
    running_altered,
    signs_altered,
    signs_of,
    styles_altered,
    without_blanks,
)
from cpreport.changes.compared_pieces import (
    Piece,
    form_of,
    form_of_pieces,
    mark_of_note,
    pieces_of,
    text_of_pieces,
)
from cpreport.changes.current import Current
from cpreport.changes.edits import (
    addition,
    addition_first,
    alteration,
    deletion,
    differing,
    move,
)
from cpreport.changes.found_changes import Altered, Changes, Edit, Left, NotTaken, Overwritten
from cpreport.changes.match import in_order, likeness, match
from cpreport.changes.overwritten_numbers import with_numbers
from cpreport.changes.returned import Comment, Returned
from cpreport.changes.returned_paragraphs import (
    ReturnedNote,
    ReturnedNumber,
    ReturnedParagraph,
    Stretch,
    pieces_of_paragraph,
)
from cpreport.changes.retyped_cells import (
    AlteredTables,
    ReturnedTables,
    altered_tables,
    results_in,
    tables_of,
)
from cpreport.changes.source_files import SourceParagraph
from cpreport.changes.together import hold_together
from cpreport.check.check_series import Ready
from cpreport.manuscript.case_report import report_sections
from cpreport.manuscript.compose import shared, written_article, written_report
from cpreport.manuscript.document import Article, Origin
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import FIELDS
from cpreport.manuscript.supplement import written_supplement
from cpreport.manuscript.written_document import Written
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.content_marks import filled, keys_in, with_looks
from cpreport.publish.docx.elements import bookmark_name
from cpreport.publish.docx.paragraphs import printed_paragraphs
from cpreport.publish.docx.traces import Trace
from cpreport.typography import set_signs

#: Less of the paragraphs than this come back from any revision of the same manuscript.
_LEAST_KNOWN = 0.2
#: Words around a number that say which one it is.
_AROUND = 8
#: Reports that a document is compared with to find out which it is.
_MOST_REPORTS = 100
#: Paragraphs that may come into a manuscript at once; no revision brings more.
_MOST_ADDED = 300
#: Styles of which a new paragraph is taken over as what it is.
_TAKEN_STYLES = frozenset(
    ("normal", "body text", "list bullet", "list number", "list continue", "list paragraph")
)
#: From this likeness on a paragraph is one that cpreport wrote.
_ALIKE = 0.5
_STALE = "the manuscript was changed here since the file was made"


def changes_of(document: str, back: Returned, ready: Ready) -> Changes:
    """Say what differs between a document that came back and the manuscript.

    Raises
    ------
    Refused
        With CP821 where the document is none of this series; with what is wrong with its case where
        that may not be printed.
    """
    written = _written(document, back, ready)
    current = Current(written, back.targets)
    traces = dict(back.traces)
    if not traces:
        traces = current.as_traces()
        back = replace(back, numbers=current.as_numbers())
    back = replace(back, paragraphs=tuple(_as_led(back, current)))
    given = match(traces, back.paragraphs)
    back = replace(back, paragraphs=_with_numbers(back, traces, given))
    _refuse_another(document, traces, given)
    bare = not back.traces
    comparing = _Comparing(document, back, ready, written, current, traces, given, bare)
    if bare:
        comparing.generated = frozenset(map(form_of, _generated_texts(written, ready)))
    return comparing.changes()


def _written(document: str, back: Returned, ready: Ready) -> Written:
    """Find the texts that a document was made of."""
    if not back.traces:
        return _written_alike(back, ready)
    if back.document in ("", "article"):
        return written_article(ready.findings)
    if back.document in ready.reports:
        return written_report(ready.of_case(back.document), back.document)
    if back.document == "supplement":
        return _supplement(document, ready)
    of_case = [p for p in ready.problems if p.case == back.document and p.severity == "error"]
    if of_case:
        # It is one of the series, and may not be printed: no consent, or what `check` says.
        raise Refused(of_case)
    message = f"{document} is the report of {back.document}, which is no case of this series"
    hint = "name the folder of the series that it was made from"
    raise Refused([Problem("CP821", Place(document), message, help=hint)])


def _supplement(document: str, ready: Ready) -> Written:
    """Find the texts of the supplement, which calls things of the article by their numbers."""
    if ready.findings.scored.series.record.supplement is None:
        message = f"{document} is a supplement, and this series has none"
        hint = "name the folder of the series that it was made from"
        raise Refused([Problem("CP821", Place(document), message, help=hint)])
    of_series = shared(ready.findings)
    article = written_article(ready.findings, of_series)
    titles = {part.id: set_signs(part.title) for part in article.parts}
    return written_supplement(ready.findings, of_series, article.numbers.floats.values(), titles)


def _written_alike(back: Returned, ready: Ready) -> Written:
    """Find the texts that a document was made of which no longer says so: by its paragraphs."""
    found = [written_article(ready.findings)]
    found += (
        written_report(ready.of_case(name), name) for name in islice(ready.reports, _MOST_REPORTS)
    )
    if ready.findings.scored.series.record.supplement is not None:
        found.append(_supplement("", ready))
    said = {form_of(paragraph.said) for paragraph in back.paragraphs} - {""}

    def likeness(written: Written) -> float:
        made = {form_of(text) for text in Current(written).printed()} - {""}
        # The article holds what the reports say of a patient: how much of the document is known
        # counts as well.
        both = len(said & made)
        return both / max(1, len(made)) + both / max(1, len(said))

    return max(found, key=likeness)


def _generated_texts(written: Written, ready: Ready) -> Iterator[str]:
    """List what cpreport itself writes in a document."""
    own = {"article": ready.article, "supplement": ready.supplement}.get(written.document)
    texts = [text.blocks for text in own.sections] if own is not None else []
    if isinstance(own, Article):
        texts += [text.blocks for text in own.declarations]
    elif written.document in ready.reports:
        case = written.document
        sections = report_sections(ready.of_case(case), ready.reports[case])
        texts = [section.blocks for section in sections.values() if section is not None]
    for text in texts:
        for block in text:
            if block.origin is None:
                yield from (words_of(part.node) for part in printed_paragraphs((block.node,)))


def _refuse_another(document: str, traces: Mapping[str, Trace], given: Mapping[str, int]) -> None:
    known = [key for key, trace in traces.items() if trace.kind == "prose"]
    if known and sum(key in given for key in known) < _LEAST_KNOWN * len(known):
        message = f"{document} is not the manuscript of this series"
        hint = "name the folder of the series that it was made from"
        raise Refused([Problem("CP821", Place(document), message, help=hint)])


def _as_led(back: Returned, current: Current) -> Iterator[ReturnedParagraph]:
    """Read fields that were worked out anew as what they lead to, and not as what they print now.

    Where a reference was taken out of the list in Word, every later one has another number.
    """
    labels = {bookmark_name(anchor): label for anchor, label in current.labels.items()}

    def read(stretch: Stretch) -> Stretch:
        label = labels.get(stretch.field, stretch.said)
        anew = stretch.said != label and stretch.said == back.led_to.get(stretch.field)
        return replace(stretch, said=label) if anew else stretch

    for paragraph in back.paragraphs:
        if any(stretch.field for stretch in paragraph.stretches):
            paragraph = replace(paragraph, stretches=tuple(map(read, paragraph.stretches)))
        yield paragraph


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
    notes: dict[str, ReturnedNote] = field(default_factory=dict)
    pieces: list[tuple[Piece, ...]] = field(default_factory=list)
    gone: Counter[str] = field(default_factory=Counter)
    generated: frozenset[str] = frozenset()
    by_number: Mapping[int, str] = field(default_factory=dict)
    tables: ReturnedTables = field(default_factory=lambda: ReturnedTables({}))

    def changes(self) -> Changes:
        self.by_number = {number: key for key, number in self.given.items()}
        self.tables = tables_of(self.back.paragraphs)
        self.notes = {key: self._note(its) for key, its in self.back.notes.items()}
        self.pieces = [self._pieces(paragraph) for paragraph in self.back.paragraphs]
        self.gone = self._made()
        self.gone.subtract(piece.form for own in self.pieces for piece in own if piece.is_marked)
        edits = [*self._prose(), *self._footnotes(), *self._moves(), *self._additions()]
        edits.sort(key=lambda edit: edit.at)
        in_tables = altered_tables(self.back, self.tables)
        altered = tuple(self._generated(in_tables))
        numbered = (replace(edit, number=n) for n, edit in enumerate(edits, start=1))
        not_taken = (*self._not_taken(), *in_tables.looks, *self._not_taken_of_notes())
        return Changes(
            self.document,
            hold_together(tuple(numbered), altered, not_taken),
            (*self._numbers(), *self.overwritten),
            altered,
            tuple(self._left(comment) for comment in self.back.comments),
            not_taken,
            self.since,
            self.current.wording,
        )

    def _pieces(self, paragraph: ReturnedParagraph) -> tuple[Piece, ...]:
        return pieces_of_paragraph(paragraph, self.current.made, self.notes)

    def _note(self, paragraphs: tuple[ReturnedParagraph, ...]) -> ReturnedNote:
        """Read a footnote that came back: known by what it said when the file was made."""
        own = [piece for p in paragraphs for piece in self._pieces(p)]
        keys = [key for paragraph in paragraphs for key in paragraph.keys]
        made = [self.traces[key] for key in keys if key in self.traces]
        said = text_of_pieces(own)
        if not made or self.current.has_footnote(said):
            # It is new, or was accepted before.
            return ReturnedNote(said, tuple(own))
        return ReturnedNote(self._note_made(made[0]), tuple(own))

    def _note_made(self, trace: Trace) -> str:
        source = self.current.footnote_of(trace)
        return source.text if source is not None else trace.text

    def _made(self) -> Counter[str]:
        """Count the numbers, citations, references and footnotes when the file was made."""
        found: Counter[str] = Counter()
        for trace in self.traces.values():
            if trace.kind == "note":
                found[mark_of_note(self._note_made(trace))] += 1
            elif trace.kind != "table":
                pieces = pieces_of([Piece(trace.text)], self.current.made)
                found.update(piece.form for piece in pieces if piece.is_marked)
        return found

    # --- prose -----------------------------------------------------------------------------------

    def _prose(self) -> Iterator[Edit]:
        """Tell what was altered or deleted of what the authors wrote."""
        last = 0
        for key, trace in self.traces.items():
            if trace.kind != "prose" or not form_of(trace.text):
                continue
            number = self.given.get(key)
            source = self.current.of(trace)
            stale = source is not None and self.current.is_stale(trace, source)
            self.since += stale or (source is None and not _by_itself(trace))
            if number is None:
                if source is not None or _by_itself(trace):
                    yield self._deletion(trace, source, last, stale=stale)
                continue
            last = number
            if self._is_unaltered(trace, source, number, stale=stale):
                continue
            yield self._alteration(trace, source, number, stale=stale)

    def _is_unaltered(
        self, trace: Trace, source: SourceParagraph | None, number: int, *, stale: bool
    ) -> bool:
        paragraph = self.back.paragraphs[number]
        form = form_of_pieces(self.pieces[number])
        if source is not None and source.pieces and not stale:
            lead = self.current.lead(trace, source)
            hidden = replace(paragraph, stretches=paragraph.with_hidden)
            both = (form, form_of_pieces(self._pieces(hidden)))
            # What was accepted before is there already.
            same = lead + source.form in both or self.current.has(form)
            # Without our notes it is not known what cpreport wrote before it.
            return same or (self.bare and form.endswith(source.form))
        same = form_of(paragraph.text) == form_of(trace.text)
        return (same and not _has_more(self.pieces[number])) or self.current.has(form)

    def _alteration(
        self, trace: Trace, source: SourceParagraph | None, number: int, *, stale: bool
    ) -> Edit:
        paragraph, new = self.back.paragraphs[number], self.pieces[number]
        place = self._place(trace, source)
        now = _shown(new)
        edit = Edit("altered", self._said(trace), now, place, at=number)
        if source is None:
            return replace(edit, why_not=_why_no_source(trace))
        if stale:
            return replace(edit, why_not=_STALE)
        lead = self.current.lead(trace, source)
        if lead:
            edit = replace(edit, was=f"{lead}{self._said_now(trace, source)}")
            begun = _without(lead, new)
            if begun is None:
                why = f"it begins with “{lead.strip()}”, which cpreport writes: alter it by hand"
                return replace(edit, why_not=why)
            new = begun
        else:
            edit = replace(edit, was=self._said_now(trace, source))
        edit = _with_words(edit, source.pieces, new)
        if any(form_of(one.said) in form_of(trace.text) for one in paragraph.asides
               if one.what == "hidden text"):  # fmt: skip
            why = "words of it are hidden: take them out, or show them, and read the file again"
            return replace(edit, why_not=why)
        change, why, lost = alteration(source, new, self.gone, self.current.wording)
        for one in lost:
            made = self._printed(one.ids)
            self.overwritten.append(Overwritten(one.ids, made, one.found, made, paragraph.said))
        return replace(edit, change=change, why_not=why)

    def _footnotes(self) -> Iterator[Edit]:
        """Tell the footnotes that say something else; one that is gone went with its words."""
        for paragraphs in self.back.notes.values():
            keys = [key for paragraph in paragraphs for key in paragraph.keys]
            trace = next((self.traces[key] for key in keys if key in self.traces), None)
            new = tuple(piece for paragraph in paragraphs for piece in self._pieces(paragraph))
            if trace is None or trace.kind != "note":
                continue
            source = self.current.footnote_of(trace)
            form = form_of_pieces(new)
            if form == (source.form if source is not None else form_of(trace.text)):
                continue
            if self.current.has_footnote(text_of_pieces(new)):
                # It was accepted before.
                continue
            was, place = self._said(trace), self._place(trace, source)
            edit = Edit("altered", was, _shown(new), place, at=len(self.back.paragraphs))
            if source is None:
                yield replace(edit, why_not=_why_no_source(trace))
                continue
            change, why, _ = alteration(source, new, self.gone, self.current.wording)
            edit = replace(edit, was=self._said_now(trace, source), change=change, why_not=why)
            yield _with_words(edit, source.pieces, new)

    def _deletion(
        self, trace: Trace, source: SourceParagraph | None, last: int, *, stale: bool
    ) -> Edit:
        edit = Edit("deleted", self._said(trace), "", self._place(trace, source), at=last)
        if source is None:
            return replace(edit, why_not=_why_no_source(trace))
        edit = replace(edit, gone=source.form)
        if stale:
            return replace(edit, why_not=_STALE)
        change, why = deletion(source, self.current.wording)
        return replace(edit, change=change, why_not=why)

    def _moves(self) -> Iterator[Edit]:
        """Tell the paragraphs that stand in another order than they were made in."""
        keys = [
            key for key, trace in self.traces.items() if trace.kind == "prose" and key in self.given
        ]
        kept = in_order([self.given[key] for key in keys])
        for position, key in enumerate(keys):
            if position in kept:
                continue
            trace, number = self.traces[key], self.given[key]
            source = self.current.of(trace)
            before = self._before(number, set(keys))
            if source is None or self._is_done(source, before):
                continue
            if self.bare and before is not None and before.prose != source.prose:
                # Texts of a case are printed in another order than they are kept in.
                continue
            change, why = None, "it stands first now: move it by hand"
            if form_of_pieces(self.pieces[number]) != source.form:
                why = "it was altered too: accept that first, then read the file again"
            elif before is not None:
                change, why = move(source, before, self.current.wording)
            said = _shown(self.pieces[number])
            yield Edit("moved", said, said, self._place(trace, source), change, why, at=number)

    def _before(self, number: int, prose: Container[str]) -> SourceParagraph | None:
        """Find the paragraph of the manuscript that comes before a place in the document."""
        for before in range(number - 1, -1, -1):
            if (key := self.by_number.get(before)) in prose and key is not None:
                return self.current.of(self.traces[key])
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
        new = [
            number
            for number, paragraph in enumerate(self.back.paragraphs)
            if number not in self.by_number
            and not paragraph.in_table
            and self.pieces[number]
            # A figure of ours, or what came in its place, is told as a figure.
            and not (paragraph.drawings and paragraph.style == "Figure")
            and not self.current.has(form_of_pieces(self.pieces[number]))
        ]
        many = len(new) > _MOST_ADDED
        for number in new:
            paragraph = self.back.paragraphs[number]
            if self.bare and self._may_be_generated(paragraph, exactly=many):
                continue
            before = next((n for n in range(number - 1, -1, -1) if n in self.by_number), None)
            trace = self.traces[self.by_number[before]] if before is not None else None
            edit = self._addition(number, trace)
            if many:
                why = "too much came into the document at once: add it by hand"
                yield replace(edit, why_not=why)
            else:
                yield self._with_change(edit, paragraph, number, trace)

    def _may_be_generated(self, paragraph: ReturnedParagraph, *, exactly: bool) -> bool:
        """Whether cpreport may have written a paragraph, where our notes no longer say so."""
        plain = paragraph.style.replace(" ", "") in ("", "BodyText", "Normal", "TextBody")
        said = form_of(paragraph.said)
        if not plain or said in self.generated:
            return True
        return not exactly and any(likeness(said, own) > _ALIKE for own in self.generated)

    def _addition(self, number: int, trace: Trace | None) -> Edit:
        new = self.pieces[number]
        source = self.current.of(trace) if trace is not None else None
        known = trace is not None and source is not None
        place = self._place(trace, source) if trace is not None and known else Place(self.document)
        come = form_of_pieces(new)
        return Edit("added", "", _shown(new), place, at=number, come=come)

    def _with_change(
        self, edit: Edit, paragraph: ReturnedParagraph, number: int, trace: Trace | None
    ) -> Edit:
        """Find what accepting a paragraph that came does."""
        new = self.pieces[number]
        source = self.current.of(trace) if trace is not None else None
        if source is not None:
            point = paragraph.style.startswith("List")
            change, why = addition(source, new, self.current.wording, point=point)
            return replace(edit, change=change, why_not=why)
        first = self._first_under(trace)
        if first is None:
            why = "it follows something that cpreport writes: add it by hand where it belongs"
            return replace(edit, why_not=why)
        change, why = addition_first(first.prose, new, self.current.wording)
        return replace(edit, change=change, why_not=why, place=first.prose.place_of(1, 1, 1))

    def _first_under(self, trace: Trace | None) -> SourceParagraph | None:
        """Find the first paragraph of the section whose title a trace is."""
        path = trace.origin.path if trace is not None and trace.origin is not None else ()
        record = self.ready.findings.scored.series.record
        of_supplement = record.supplement.sections if record.supplement is not None else ()
        match path:
            case ("sections", int(n), "title") if n < len(record.sections):
                return self.current.first_of(record.sections[n].file or "")
            case ("supplement", "sections", int(n), "title") if n < len(of_supplement):
                return self.current.first_of(of_supplement[n].file or "")
        return None

    # --- numbers ---------------------------------------------------------------------------------

    def _numbers(self) -> Iterator[Overwritten]:
        notes = (paragraph for its in self.back.notes.values() for paragraph in its)
        for paragraph in (*self.back.paragraphs, *notes):
            for number in paragraph.numbers:
                if form_of(number.made) != form_of(number.found):
                    beside = paragraph.in_table or _around(paragraph.said, number)
                    now, where = self._now(number), self.tables.where(paragraph)
                    made, found = number.made, number.found
                    yield Overwritten(number.ids, made, found, now, beside, where)

    def _now(self, number: ReturnedNumber) -> str:
        """Print a number as it would be now: as before where the ledger still says so."""
        results = self.written.known.results
        found = [results[one] for one in number.ids.split(" ") if one in results]
        forms = {str(getattr(result, name)) for result in found for name in (*FIELDS, "with_unit")}
        return number.made if number.made in forms else self._printed(number.ids)

    def _now_printed(self, one: Overwritten) -> str:
        return self._now(ReturnedNumber(one.ids, one.made, one.found))

    def _printed(self, ids: str) -> str:
        results = self.written.known.results
        found = [results[one].printed for one in ids.split(" ") if one in results]
        return ", ".join(found) or "no longer in the ledger"

    def _said(self, trace: Trace) -> str:
        """Say again what a paragraph said when the file was made."""
        text = filled(trace.text, ((n.ids, n.made) for n in self.back.numbers.get(trace.key, ())))
        return filled(text, ((ids, self._printed(ids)) for ids in keys_in(text)))

    def _said_now(self, trace: Trace, source: SourceParagraph) -> str:
        """Say again what a paragraph said, with what is raised in it, and its footnotes."""
        made = iter(self.back.numbers.get(trace.key, ()))
        said: list[str] = []
        for piece in source.pieces:
            number = next(made, None) if piece.is_number else None
            said.append(number.made if number is not None else piece.shown)
        return "".join(said) if source.pieces else self._said(trace)

    # --- what cpreport writes, what is not taken over, and comments ------------------

    def _generated(self, in_tables: AlteredTables) -> Iterator[Altered]:
        yield from running_altered(self.back)
        yield from styles_altered(self.back)
        yield from self._figures()
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
                yield Altered("altered", self._said(trace), paragraph.shown)
        yield from in_tables.altered
        self.overwritten += [replace(o, ledger=self._now_printed(o)) for o in in_tables.typed]

    def _figures(self) -> Iterator[Altered]:
        """Tell the drawings that are gone or other ones: they are made anew, as they were."""
        traces = list(self.traces.values())
        made = [
            (trace, self._said(legend))
            for trace, legend in pairwise(traces)
            if trace.kind == "generated" and not form_of(trace.text)
        ]
        figures = [p for p in self.back.paragraphs if p.drawings and p.style == "Figure"]
        here = [(drawing, p.keys) for p in figures for drawing in p.drawings]
        found, added = drawings_of(made, here)
        for trace, legend, drawing in found:
            if drawing is None:
                yield Altered("figure deleted", legend, "")
            else:
                yield from figure_altered(trace, legend, drawing)
        for drawing in added if made else ():
            yield Altered("picture added", "", drawing.alt or drawing.name or "a picture")

    def _not_taken(self) -> Iterator[NotTaken]:
        """Tell what stands in the document and is no part of what can be taken over."""
        for number, paragraph in enumerate(self.back.paragraphs):
            trace, source, place = self._made_of(number)
            where = self.tables.where(paragraph) or paragraph.shown
            results = results_in(paragraph) if paragraph.in_table else ""
            for aside in paragraph.asides:
                if aside.said.strip():
                    yield NotTaken(aside.what, aside.said.strip(), place, where, results)
            for what, said in (*self._looks(number, trace, source), *self._style(number, trace)):
                yield NotTaken(what, said, place, where)
            if trace is None or trace.kind != "prose":
                for piece in self.pieces[number]:
                    if piece.is_note and (trace is not None or paragraph.in_table):
                        yield NotTaken("footnote", piece.printed, place, where)

    def _not_taken_of_notes(self) -> Iterator[NotTaken]:
        """Tell the same of footnotes and endnotes."""
        for paragraph in (one for its in self.back.notes.values() for one in its):
            key = next((key for key in paragraph.keys if key in self.traces), None)
            trace = self.traces[key] if key is not None else None
            source = self.current.footnote_of(trace) if trace is not None else None
            place = self._place(trace, source) if trace is not None else None
            pieces = self._pieces(paragraph)
            made = pieces_as_made(trace, self.current.made) if trace is not None else ()
            found = [(aside.what, aside.said) for aside in paragraph.asides]
            for what, said in (*found, *looks_altered(made, pieces)):
                yield NotTaken(what, said.strip(), place, f"footnote: {paragraph.shown.strip()}")

    def _looks(
        self, number: int, trace: Trace | None, source: SourceParagraph | None
    ) -> Iterator[tuple[str, str]]:
        """Find the words of a paragraph that are bold or italic now, or are no longer."""
        if trace is None:
            return
        paragraph = self.back.paragraphs[number]
        same = form_of(trace.text) == form_of(paragraph.text)
        if trace.kind == "generated" and same and "looks" in trace.about:
            signs = without_blanks(with_looks(trace.text, trace.about["looks"]))
            yield from signs_altered(signs, signs_of(paragraph))
            return
        made = pieces_as_made(trace, self.current.made)
        of_source = source.pieces if source is not None else ()
        yield from looks_altered(made or of_source, self.pieces[number])

    def _style(self, number: int, trace: Trace | None) -> Iterator[tuple[str, str]]:
        """Tell a paragraph that came in another style than it was written in."""
        paragraph = self.back.paragraphs[number]
        name = self.back.styles.name(paragraph.style)
        if not self.back.styles.names or paragraph.in_table or not paragraph.said.strip():
            return
        made = trace.about.get("style", name) if trace is not None else ""
        if made and name.casefold() != made.casefold():
            yield f"style {name}, was {made}", paragraph.shown
        elif trace is None and not self.bare and name.casefold() not in _TAKEN_STYLES:
            yield f"style {name}", paragraph.shown

    def _left(self, comment: Comment) -> Left:
        if comment.paragraph < 0:
            return Left(comment.author, comment.text, comment.on, "", None)
        paragraph = self.back.paragraphs[comment.paragraph]
        _, _, place = self._made_of(comment.paragraph)
        beside = self.tables.where(paragraph) or paragraph.said
        return Left(comment.author, comment.text, comment.on, beside, place)

    def _made_of(self, number: int) -> tuple[Trace | None, SourceParagraph | None, Place | None]:
        """Find what a paragraph was made as, the source of that, and where it was written."""
        if number not in self.by_number:
            return None, None, None
        trace = self.traces[self.by_number[number]]
        source = self.current.of(trace)
        return trace, source, self._place(trace, source) if trace.origin else None

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


def _shown(pieces: tuple[Piece, ...]) -> str:
    """Show what pieces say, numbers as they were printed."""
    return "".join(piece.shown for piece in pieces)


def _has_more(pieces: tuple[Piece, ...]) -> bool:
    """Whether a paragraph holds what its words do not tell."""
    return any(piece.is_note or piece.is_thing for piece in pieces)


def _without(lead: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...] | None:
    """Leave out the words that cpreport puts before a paragraph; None where they were altered."""
    for number in range(len(pieces) + 1):
        if form_of_pieces(pieces[:number]) == form_of(lead) and (
            number == len(pieces) or pieces[number].form.strip()
        ):
            return pieces[number:]
    return None


def _with_words(edit: Edit, old: tuple[Piece, ...], new: tuple[Piece, ...]) -> Edit:
    """Note the words that an edit takes out, and those that it brings."""
    stretches = tuple(differing(old, new))
    gone = "\n".join(form_of_pieces(old[i:j]) for i, j, _, _ in stretches)
    come = "\n".join(form_of_pieces(new[m:n]) for _, _, m, n in stretches)
    return replace(edit, gone=gone, come=come)
