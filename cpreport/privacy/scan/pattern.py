"""Search a text for a pattern, looking only where there can be a match.

To search a text for a pattern costs much more than to look for the few words without which the
pattern matches nothing. What is found is the same; `tests/test_privacy_quick.py` holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"\w+")
#: So many digits with so little between them are in each long number by itself.
LONG_RUN = re.compile(r"\d(?:[ ().\-/]{0,3}\d){6}")
#: Letters that a pattern without case takes for one another, though they fold apart.
_ALIKE = str.maketrans({"ı": "i", "\u0307": None})


def caseless(word: str) -> str:
    """Fold the letters of a word that `re.IGNORECASE` does not tell apart.

    >>> caseless("Straße"), caseless("KİMLIK"), caseless("kımlik")
    ('strasse', 'kimlik', 'kimlik')
    """
    return word.lower() if word.isascii() else word.casefold().translate(_ALIKE)


def words_from(*texts: str) -> frozenset[str]:
    """Collect words, divided by spaces, without their case."""
    return frozenset(caseless(word) for text in texts for word in text.split())


@dataclass(frozen=True)
class SearchedText:
    """A text with its different words, each a run of letters, digits and `_`."""

    text: str

    @cached_property
    def different(self) -> frozenset[str]:
        """Every word once, as it stands."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """Every word once as it stands, by its letters without case."""
        found: dict[str, list[str]] = {}
        for word in self.different:
            found.setdefault(caseless(word), []).append(word)
        return found

    @cached_property
    def word_set(self) -> frozenset[str]:
        """The words without case."""
        return frozenset(self.words)

    @cached_property
    def _looked_for(self) -> dict[re.Pattern[str], bool]:
        return {}

    def has(self, form: re.Pattern[str]) -> bool:
        """Whether a form is found anywhere; many patterns need the same."""
        if form not in self._looked_for:
            self._looked_for[form] = form.search(self.text) is not None
        return self._looked_for[form]

    @cached_property
    def _starts_of(self) -> dict[str, list[int]]:
        """Where every word begins, as it stands."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            found.setdefault(match[0], []).append(match.start())
        return found

    def starts(self, words: Iterable[str]) -> list[int]:
        """Find where such words begin, in order; a word may have marks over its letters."""
        return sorted(start for word in words for start in self._starts(word))

    def _starts(self, word: str) -> Sequence[int]:
        if word in self.different:
            return self._starts_of[word]
        marked = re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", self.text)
        return [match.start() for match in marked]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, and what is in every text that it is found in.

    signs : tuple of str
        A match holds one of these, or one of the words. With neither signs, words nor endings
        given a match may be anywhere.
    words : frozenset of str
        Whole runs of letters, digits and `_`, without case.
    endings : tuple of str
        The ends of such runs.
    begins : bool
        Whether each match begins with one of the words.
    needs : regular expression or None
        What is found somewhere in each match.
    """

    form: re.Pattern[str]
    signs: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    begins: bool = False
    needs: re.Pattern[str] | None = None

    def matches(
        self, text: SearchedText, present: frozenset[str] | None = None
    ) -> Iterator[re.Match[str]]:
        """Find every match, as `form.finditer` does.

        Parameters
        ----------
        present : frozenset of str or None
            The words of the text that any of many patterns looks for, where they were found before.
        """
        words = list(self.words & (text.word_set if present is None else present))
        if self.endings:
            words += [word for word in text.word_set if word.endswith(self.endings)]
        if (self.signs or self.words or self.endings) and not (
            words or any(sign in text.text for sign in self.signs)
        ):
            return
        if self.needs is not None and not text.has(self.needs):
            return
        if not self.begins:
            yield from self.form.finditer(text.text)
            return
        end = 0
        for start in text.starts({spelt for word in words for spelt in text.words[word]}):
            match = self.form.match(text.text, start) if start >= end else None
            if match is not None:
                end = match.end()
                yield match
