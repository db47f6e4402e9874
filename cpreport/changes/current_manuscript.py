"""Hold the paragraphs of the manuscript as it is now, and find the one that was made from each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from cpreport.changes.compared_pieces import form_of, known_form
from cpreport.changes.match import likeness
from cpreport.changes.printed_forms import forms_of, labels_of
from cpreport.changes.returned_paragraphs import ReturnedNumber
from cpreport.changes.source_files import SourceParagraph, footnotes_of, paragraphs_of
from cpreport.changes.to_markdown import Wording, wordings_in
from cpreport.manuscript.written_document import Written
from cpreport.publish.docx.content_marks import filled
from cpreport.publish.docx.traces import Target, Trace

#: From this likeness on a paragraph is the one that was made, altered since.
_ALIKE = 0.5


class Current:
    """The paragraphs of the manuscript as it is now, by text and by place.

    Parameters
    ----------
    targets : iterable of Target
        What citations and references led to when the file was made; empty where nobody knows.
    """

    def __init__(self, written: Written, targets: tuple[Target, ...] = ()) -> None:
        numbers, labels = dict(written.numbers.references), labels_of(written)
        self.forms = forms_of(written, numbers, labels)
        if targets:
            numbers = {t.name: int(t.label) for t in targets if t.name and t.label.isdecimal()}
            labels = {target.anchor: target.label for target in targets if not target.name}
        self.made = forms_of(written, numbers, labels)
        # Each text is asked for several times.
        self._known = cache(partial(known_form, forms=self.forms))
        self._known_made = cache(partial(known_form, forms=self.made))
        #: What references printed when the file was made, by what they lead to.
        self.labels = labels | {f"ref-{number}": str(number) for number in numbers.values()}
        texts = [prose for prose in written.prose if prose.written]
        self.paragraphs = tuple(
            paragraph for prose in texts for paragraph in paragraphs_of(prose, written, self.forms)
        )
        self.footnotes = tuple(
            note for prose in texts for note in footnotes_of(prose, written, self.forms)
        )
        wordings = wordings_in((*self.paragraphs, *self.footnotes))
        self.wording = Wording(written, self.forms, self.made, wordings)
        self._said = {paragraph.form for paragraph in self.paragraphs}
        self._by_text: dict[str, list[SourceParagraph]] = {}
        self._by_origin: dict[tuple[str, tuple[str | int, ...], int, int], SourceParagraph] = {}
        for paragraph in self.paragraphs:
            self._by_text.setdefault(self._known(paragraph.text), []).append(paragraph)
            origin = paragraph.prose.origin(paragraph.block)
            if origin is not None:
                key = (origin.file, origin.path, paragraph.block, paragraph.part)
                self._by_origin[key] = paragraph

    def of(self, trace: Trace) -> SourceParagraph | None:
        """Find the paragraph that a trace was made from, where the manuscript still has it."""
        origin = trace.origin
        if origin is None:
            return None
        same = self._by_text.get(self._known_made(trace.text), [])
        here = [p for p in same if p.prose.place_of(1, 1, 1).file == origin.file]
        if here:
            return min(here, key=lambda p: abs(p.block - origin.number))
        there = self._by_origin.get((origin.file, origin.path, origin.number, trace.part))
        if there is None:
            return None
        now, was = form_of(there.text), form_of(trace.text)
        return there if was.endswith(now) or likeness(now, was) >= _ALIKE else None

    def lead(self, trace: Trace, source: SourceParagraph) -> str:
        """Name the words that cpreport puts before a paragraph of the authors: `Month 12.`"""
        was, now = self._known_made(trace.text), self._known(source.text)
        return was.removesuffix(now) if was.endswith(now) else ""

    def is_stale(self, trace: Trace, source: SourceParagraph) -> bool:
        """Whether the manuscript has a paragraph otherwise than when the file was made."""
        was, now = self._known_made(trace.text), self._known(source.text)
        return was != self.lead(trace, source) + now

    def footnote_of(self, trace: Trace) -> SourceParagraph | None:
        """Find the footnote that a trace was made from, where the manuscript still has it."""
        origin = trace.origin
        same = [
            note
            for note in self.footnotes
            if form_of(note.text) == form_of(trace.text)
            and origin is not None
            and note.prose.place_of(1, 1, 1).file == origin.file
        ]
        return min(same, key=lambda n: abs(n.block - origin.number)) if origin and same else None

    def has_footnote(self, text: str) -> bool:
        """Whether a footnote of the manuscript says a text."""
        return any(form_of(note.text) == form_of(text) for note in self.footnotes)

    def has(self, form: str) -> bool:
        """Whether the manuscript has a paragraph that prints what is compared so."""
        return form in self._said

    def first_of(self, file: str) -> SourceParagraph | None:
        """Find the first paragraph of a file."""
        return next((p for p in self.paragraphs if p.prose.place_of(1, 1, 1).file == file), None)

    def printed(self) -> Iterator[str]:
        """List what the paragraphs print, with their numbers."""
        for paragraph in self.paragraphs:
            yield filled(paragraph.text, paragraph.numbers)

    def as_traces(self) -> dict[str, Trace]:
        """Stand in for what a word processor did not keep."""
        return {
            f"now{n}": Trace(f"now{n}", p.text, "prose", p.prose.origin(p.block), p.part)
            for n, p in enumerate(self.paragraphs)
        }

    def as_numbers(self) -> dict[str, tuple[ReturnedNumber, ...]]:
        """List the numbers of these."""
        return {
            f"now{n}": tuple(ReturnedNumber(ids, printed, printed) for ids, printed in p.numbers)
            for n, p in enumerate(self.paragraphs)
        }
