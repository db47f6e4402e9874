"""Match paragraphs as they were made with those that came back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from cpreport.changes.compared_pieces import form_of
from cpreport.changes.returned_paragraphs import ReturnedParagraph
from cpreport.publish.docx.traces import Trace

#: From this likeness on two paragraphs without a bookmark are taken for one.
_ALIKE = 0.6
#: Paragraphs without a bookmark that are compared with each other.
_MOST_COMPARED = 150
#: Characters of a paragraph that decide which one it is.
_MOST_CHARACTERS = 2_000


def match(traces: Mapping[str, Trace], paragraphs: Sequence[ReturnedParagraph]) -> dict[str, int]:
    """Match each paragraph that was made to the number of the one that came back.

    Bookmarks say it. Where a word processor lost one, or left it on a neighbour, the text decides.
    """
    made = ((key, form_of(t.text)) for key, t in traces.items() if t.kind in ("prose", "generated"))
    wanted = {key: text for key, text in made if text}
    outside = ((n, form_of(p.text)) for n, p in enumerate(paragraphs) if not p.in_table)
    found = {number: text for number, text in outside if text}
    pairs: list[tuple[float, str, int]] = []
    for number in found:
        for key in paragraphs[number].keys:
            if key in wanted:
                pairs.append((-likeness(wanted[key], found[number]), key, number))
    given: dict[str, int] = {}
    taken: set[int] = set()
    for _, key, number in sorted(pairs):
        if key not in given and number not in taken:
            given[key] = number
            taken.add(number)
    for key, number in _without_bookmarks(wanted, found, given, taken):
        given[key] = number
    return given


def _without_bookmarks(
    wanted: Mapping[str, str], found: Mapping[int, str], given: Mapping[str, int], taken: set[int]
) -> Iterator[tuple[str, int]]:
    lost = [key for key in wanted if key not in given]
    free = {number: text for number, text in found.items() if number not in taken}
    by_text: dict[str, list[int]] = {}
    for number, text in free.items():
        by_text.setdefault(text, []).append(number)
    still: list[str] = []
    for key in lost:
        same = by_text.get(wanted[key])
        if same:
            number = same.pop(0)
            free.pop(number)
            yield key, number
        else:
            still.append(key)
    if len(still) > _MOST_COMPARED or len(free) > _MOST_COMPARED:
        return
    alike = sorted(
        (-likeness(wanted[key], text), n, number)
        for n, key in enumerate(still)
        for number, text in free.items()
    )
    used: set[int] = set()
    for unlike, n, number in alike:
        if -unlike < _ALIKE:
            return
        if number in free and n not in used:
            used.add(n)
            free.pop(number)
            yield still[n], number


def likeness(one: str, other: str) -> float:
    """Measure how much of two texts is the same, from 0 to 1."""
    if one == other:
        return 1.0
    first, second = (text[:_MOST_CHARACTERS].split() for text in (one, other))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    quick = matcher.quick_ratio()
    return matcher.ratio() if quick > _ALIKE / 2 else quick / 2


def in_order(numbers: Sequence[int]) -> set[int]:
    """Find the largest set of places whose numbers rise: what stands beside it was moved.

    >>> sorted(in_order([1, 5, 2, 3]))
    [0, 2, 3]
    """
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left([numbers[p] for p in at], number)
        before.append(at[length - 1] if length else -1)
        if length == len(at):
            at.append(place)
        else:
            at[length] = place
    place = at[-1] if at else -1
    while place >= 0:
        ends.append(place)
        place = before[place]
    return set(ends)
