"""Take the tags of a document and its words, and give the lines of paragraphs that end too early."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tests.pdfpages.glyphs import Word, union
from tests.pdfpages.structure import Tag

#: The words of every piece of marked content, by page and number.
Words = Mapping[tuple[int, int], Sequence[Word]]

#: A line that fills less than the one share of its measure, and with the next word not more than
#: the other, is broken early.
_HALF, _SURELY = 0.5, 0.9
#: Words that stand higher or lower than others by less than so much of their size are of one line:
#: a number is raised so far.
_ONE_LINE = 0.5
#: A paragraph of fewer lines has no measure.
_FEWEST = 3


def broken_lines(document: Tag, words: Words) -> Iterator[tuple[int, str, str]]:
    """Judge every paragraph that is in no table."""
    for paragraph in _paragraphs(document):
        lines = [line for run in _runs(paragraph, words) for line in run]
        if len(lines) < _FEWEST:
            continue
        measure = max(_width(line) for _, line in lines)
        for run in _runs(paragraph, words):
            # A line may begin behind an indent, or behind a name that runs in.
            left = min(union([word.box for word in line])[0] for _, line in run)
            for (page, line), (_, below) in pairwise(run):
                first = union([word.box for word in _whole(below)])
                width = union([word.box for word in line])[2] - left
                if width < _HALF * measure and width + first[2] - first[0] < _SURELY * measure:
                    text = " ".join(word.text for word in line)
                    yield page, "broken line", f"“{text[:40]}” ends though “{below[0].text}” fits"


def _whole(line: Sequence[Word]) -> Sequence[Word]:
    """Take what could have stood on the line before: a word, or the identifiers of a reference."""
    return line if line[0].text.startswith("doi:") else line[:1]


def _paragraphs(tag: Tag) -> Iterator[Tag]:
    for held in tag.holds:
        if not isinstance(held, Tag) or held.role in ("Table", "Figure"):
            continue
        within = list(_paragraphs(held))
        yield from within or ([held] if held.role in ("P", "LBody") else [])


Line = tuple[int, list[Word]]


def _runs(paragraph: Tag, words: Words) -> list[list[Line]]:
    """Set the words of a paragraph in lines: one run of them for every page and column."""
    runs: list[list[Line]] = []
    for leaf in paragraph.leaves():
        for word in words.get((leaf.page, leaf.mark), ()):
            last = runs[-1][-1] if runs else None
            lower = _lower(word, last[1][0]) if last is not None else 0.0
            if last is None or last[0] != leaf.page or lower < -_ONE_LINE:
                runs.append([(leaf.page, [word])])
            elif lower > _ONE_LINE:
                runs[-1].append((leaf.page, [word]))
            else:
                last[1].append(word)
    return runs


def _lower(word: Word, other: Word) -> float:
    """Measure how much lower a word stands than another, in sizes of the larger."""
    apart = word.glyphs[0].place[1] - other.glyphs[0].place[1]
    return apart / max(word.size, other.size)


def _width(line: Sequence[Word]) -> float:
    left, _, right, _ = union([word.box for word in line])
    return right - left
