"""A document that came back beside the manuscript as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from cpreport.changes.compared_pieces import Piece, form_of, mark_of_note, marks_of, text_of_pieces
from cpreport.changes.current_manuscript import Current
from cpreport.changes.find_written import generated_texts, written_of
from cpreport.changes.match import match
from cpreport.changes.overwritten_numbers import with_numbers
from cpreport.changes.returned import Returned
from cpreport.changes.returned_paragraphs import (
    ReturnedNote,
    ReturnedParagraph,
    Stretch,
    pieces_of_paragraph,
)
from cpreport.changes.retyped_cells import ReturnedTables, tables_of
from cpreport.changes.source_files import SourceParagraph
from cpreport.check.check_series import Ready
from cpreport.manuscript.document import Origin
from cpreport.manuscript.prose import FIELDS
from cpreport.manuscript.written_document import Written
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.content_marks import filled, keys_in
from cpreport.publish.docx.elements import bookmark_name
from cpreport.publish.docx.traces import Trace

#: Less of the paragraphs than this come back from any revision of the same manuscript.
_LEAST_KNOWN = 0.2


@dataclass(frozen=True, slots=True)
class BesideManuscript:
    """A document that came back, what it was made of, and the manuscript as it is now.

    given : mapping of str to int
        The paragraph that each trace became, by the key of the trace.
    bare : bool
        Whether the document no longer says what it was made of.
    gone : Counter of str
        Numbers, citations, references and footnotes that it had when it was made and has no more.
    generated : frozenset of str
        What cpreport itself writes in it, where the document is bare.
    """

    document: str
    back: Returned
    ready: Ready
    written: Written
    current: Current
    traces: Mapping[str, Trace]
    given: Mapping[str, int]
    by_number: Mapping[int, str]
    tables: ReturnedTables
    notes: Mapping[str, ReturnedNote] = field(default_factory=dict)
    pieces: tuple[tuple[Piece, ...], ...] = ()
    gone: Counter[str] = field(default_factory=Counter)
    bare: bool = False
    generated: frozenset[str] = frozenset()

    def pieces_of(self, paragraph: ReturnedParagraph) -> tuple[Piece, ...]:
        """Part a paragraph into words, numbers and what else came back."""
        return pieces_of_paragraph(paragraph, self.current.made, self.notes)

    def note_made(self, trace: Trace) -> str:
        """Find what a footnote said when the document was made."""
        source = self.current.footnote_of(trace)
        return source.text if source is not None else trace.text

    def made_of(self, number: int) -> tuple[Trace | None, SourceParagraph | None, Place | None]:
        """Find what a paragraph was made as, the source of that, and where it was written."""
        if number not in self.by_number:
            return None, None, None
        trace = self.traces[self.by_number[number]]
        source = self.current.of(trace)
        return trace, source, self.place(trace, source) if trace.origin else None

    def place(self, trace: Trace, source: SourceParagraph | None) -> Place:
        """Find where in the series folder a text was written."""
        if source is not None:
            return source.prose.place_of(source.line, 1, 1)
        if trace.origin is None:
            return Place(self.document)
        return self._of_record(trace.origin)

    def _of_record(self, origin: Origin) -> Place:
        source = self.ready.findings.record.source
        if origin.file == source.file:
            return source.place(*origin.path)
        return Place(origin.file)

    def now(self, ids: str, made: str) -> str:
        """Print a number as it would be now: as before where the ledger still says so."""
        results = self.written.known.results
        found = [results[one] for one in ids.split(" ") if one in results]
        forms = {str(getattr(result, name)) for result in found for name in (*FIELDS, "with_unit")}
        return made if made in forms else self.printed(ids)

    def printed(self, ids: str) -> str:
        """Print results as the ledger has them now."""
        results = self.written.known.results
        found = [results[one].printed for one in ids.split(" ") if one in results]
        return ", ".join(found) or "no longer in the ledger"

    def said(self, trace: Trace) -> str:
        """Say again what a paragraph said when the file was made."""
        text = filled(trace.text, ((n.ids, n.made) for n in self.back.numbers.get(trace.key, ())))
        return filled(text, ((ids, self.printed(ids)) for ids in keys_in(text)))

    def said_now(self, trace: Trace, source: SourceParagraph) -> str:
        """Say again what a paragraph said, with what is raised in it, and its footnotes."""
        made = iter(self.back.numbers.get(trace.key, ()))
        said: list[str] = []
        for piece in source.pieces:
            number = next(made, None) if piece.is_number else None
            said.append(number.made if number is not None else piece.shown)
        return "".join(said) if source.pieces else self.said(trace)


def beside_manuscript(document: str, back: Returned, ready: Ready) -> BesideManuscript:
    """Put a document that came back beside the manuscript.

    Raises
    ------
    Refused
        With CP821 where the document is none of this series; with what is wrong with its case where
        that may not be printed.
    """
    written = written_of(document, back, ready)
    current = Current(written, back.targets)
    bare = not back.traces
    traces = dict(back.traces)
    if bare:
        traces = current.as_traces()
        back = replace(back, numbers=current.as_numbers())
    back = replace(back, paragraphs=tuple(_as_led(back, current)))
    given = match(traces, back.paragraphs)
    back = replace(back, paragraphs=_with_numbers(back, traces, given))
    _refuse_another(document, traces, given)
    by_number = {number: key for key, number in given.items()}
    tables = tables_of(back.paragraphs)
    held = BesideManuscript(
        document, back, ready, written, current, traces, given, by_number, tables
    )
    held = replace(held, notes={key: _note(held, its) for key, its in back.notes.items()})
    held = replace(held, pieces=tuple(map(held.pieces_of, back.paragraphs)))
    gone = _made(held)
    gone.subtract(piece.form for own in held.pieces for piece in own if piece.is_marked)
    generated = frozenset(map(form_of, generated_texts(written, ready))) if bare else frozenset()
    return replace(held, gone=gone, bare=bare, generated=generated)


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


def _note(held: BesideManuscript, paragraphs: tuple[ReturnedParagraph, ...]) -> ReturnedNote:
    """Read a footnote that came back: known by what it said when the file was made."""
    own = [piece for p in paragraphs for piece in held.pieces_of(p)]
    keys = [key for paragraph in paragraphs for key in paragraph.keys]
    made = [held.traces[key] for key in keys if key in held.traces]
    said = text_of_pieces(own)
    if not made or held.current.has_footnote(said):
        # It is new, or was accepted before.
        return ReturnedNote(said, tuple(own))
    return ReturnedNote(held.note_made(made[0]), tuple(own))


def _made(held: BesideManuscript) -> Counter[str]:
    """Count the numbers, citations, references and footnotes when the file was made."""
    found: Counter[str] = Counter()
    for trace in held.traces.values():
        if trace.kind == "note":
            found[mark_of_note(held.note_made(trace))] += 1
        elif trace.kind != "table":
            found.update(marks_of(trace.text, held.current.made))
    return found
