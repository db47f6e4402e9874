"""Hold the paragraphs of the manuscript as it is now, and find the one that was made from each."""

from __future__ import annotations

from cpreport.changes.match import likeness
from cpreport.changes.returned import ReturnedNumber
from cpreport.changes.sources import SourceParagraph, footnotes_of, form_of, paragraphs_of
from cpreport.manuscript.compose import Written
from cpreport.publish.docx.traces import Trace

#: From this likeness on a paragraph is the one that was made, altered since.
_ALIKE = 0.5


class Current:
    """The paragraphs of the manuscript as it is now, by text and by place."""

    def __init__(self, written: Written) -> None:
        self.paragraphs = tuple(
            paragraph
            for prose in written.prose
            if prose.written
            for paragraph in paragraphs_of(prose, written)
        )
        self.footnotes = tuple(
            footnote
            for prose in written.prose
            if prose.written
            for footnote in footnotes_of(prose, written)
        )
        self._by_text: dict[str, list[SourceParagraph]] = {}
        self._by_origin: dict[tuple[str, tuple[str | int, ...], int, int], SourceParagraph] = {}
        for paragraph in self.paragraphs:
            self._by_text.setdefault(form_of(paragraph.text), []).append(paragraph)
            origin = paragraph.prose.origin(paragraph.block)
            if origin is not None:
                key = (origin.file, origin.path, paragraph.block, paragraph.part)
                self._by_origin[key] = paragraph

    def of(self, trace: Trace) -> SourceParagraph | None:
        """Find the paragraph that a trace was made from, where the manuscript still has it."""
        origin = trace.origin
        if origin is None:
            return None
        same = self._by_text.get(form_of(trace.text), [])
        here = [p for p in same if p.prose.place_of(1, 1, 1).file == origin.file]
        if here:
            return min(here, key=lambda p: abs(p.block - origin.number))
        there = self._by_origin.get((origin.file, origin.path, origin.number, trace.part))
        if there is not None and likeness(form_of(there.text), form_of(trace.text)) >= _ALIKE:
            return there
        return None

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

    def has(self, text: str) -> bool:
        """Whether the manuscript has a paragraph that prints a text."""
        return form_of(text) in self._by_text

    def first_of(self, file: str) -> SourceParagraph | None:
        """Find the first paragraph of a file."""
        return next((p for p in self.paragraphs if p.prose.place_of(1, 1, 1).file == file), None)

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
