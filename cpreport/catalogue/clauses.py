"""Hold generated sentences until they are printed, and then say them in the words of a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cpreport.catalogue.entries import Say


class Clause(NamedTuple):
    """A sentence of the catalogue with what fills its places: words, or other clauses."""

    sentence: str
    filled: tuple[tuple[str, str | tuple[Clause, ...]], ...] = ()


def clauses_in_words(say: Say, clauses: Sequence[Clause]) -> str:
    """Say clauses one after the other: `not assessed: face; not recorded: left foot`."""
    return "; ".join(clause_in_words(say, clause) for clause in clauses)


def clause_in_words(say: Say, clause: Clause) -> str:
    """Say a clause, with those that fill its places.

    >>> from cpreport.catalogue import say
    >>> clause_in_words(say, Clause("scoring.why.total", (("total", "36"),)))
    'a total of 36 is entered'
    """
    return say(
        clause.sentence,
        **{
            place: value if isinstance(value, str) else clauses_in_words(say, value)
            for place, value in clause.filled
        },
    )
