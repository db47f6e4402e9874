"""Find in a text, as a reader sees it, every date that is finer than a year.

In digits, in words of many languages, and in the calendars that are told by a month, an era or the
size of a year.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from cpreport.privacy.scan.dates.calendars import in_other_calendars
from cpreport.privacy.scan.dates.digits import in_digits
from cpreport.privacy.scan.dates.found import FoundDate
from cpreport.privacy.scan.dates.words import in_words
from cpreport.privacy.scan.pattern import SearchedText

__all__ = ["FoundDate", "dates_in", "find_dates"]


def dates_in(text: str) -> Iterator[FoundDate]:
    """Find every date finer than a year.

    >>> [found.text for found in dates_in("Seen on 14 Mart 2023, in 2023, and on 3/14/23.")]
    ['3/14/23', '14 Mart 2023']
    """
    return find_dates(SearchedText(text))


def find_dates(text: SearchedText) -> Iterator[FoundDate]:
    """Find every date finer than a year in a text whose words are known."""
    taken: set[int] = set()
    for found in itertools.chain(in_digits(text), in_other_calendars(text), in_words(text)):
        covered = range(found.start, found.start + len(found.text))
        if taken.isdisjoint(covered):
            taken.update(covered)
            yield found
