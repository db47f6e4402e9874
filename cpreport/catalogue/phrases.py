"""Hold generated sentences until they are printed, and then say them in the words of a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cpreport.catalogue.entries import Say


class Phrase(NamedTuple):
    """A sentence of the catalogue with what fills its places: words, or other phrases."""

    sentence: str
    filled: tuple[tuple[str, str | tuple[Phrase, ...]], ...] = ()


def phrases_in_words(say: Say, phrases: Sequence[Phrase]) -> str:
    """Say phrases one after the other: `not assessed: face; not recorded: left foot`."""
    return "; ".join(phrase_in_words(say, phrase) for phrase in phrases)


def phrase_in_words(say: Say, phrase: Phrase) -> str:
    """Say a phrase, with those that fill its places.

    >>> from cpreport.catalogue import say
    >>> phrase_in_words(say, Phrase("scoring.why.total", (("total", "36"),)))
    'a total of 36 is entered'
    """
    return say(
        phrase.sentence,
        **{
            place: value if isinstance(value, str) else phrases_in_words(say, value)
            for place, value in phrase.filled
        },
    )
