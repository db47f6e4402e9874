"""Take a pattern and a text, and give its matches, looking only where there can be one.

To search a text for a pattern costs much more than to look for the few words without which the
pattern matches nothing. What is found is the same; `tests/test_privacy_quick.py` holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Text:
    """A text with its different words, each a run of letters, digits and `_`."""

    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word once."""
        return frozenset(_WORD.findall(self.text))

    def starts(self, words: Iterable[str]) -> list[int]:
        """Give where such words stand, in order."""
        return sorted(start for word in words for start in self._starts(word))

    def _starts(self, word: str) -> Iterator[int]:
        start = self.text.find(word)
        while start >= 0:
            end = start + len(word)
            if not (_in_word(self.text[start - 1 : start]) or _in_word(self.text[end : end + 1])):
                yield start
            start = self.text.find(word, end)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern, and what is in every text that it is found in.

    signs : tuple of str
        A match holds one of these, or one of the words.
    word : regular expression or None
        The words: whole runs of letters, digits and `_`. With neither signs nor words given a
        match may be anywhere.
    begins : bool
        Whether each match begins with such a word.
    needs : regular expression or None
        What is found somewhere in each match.
    """

    form: re.Pattern[str]
    signs: tuple[str, ...] = ()
    word: re.Pattern[str] | None = None
    begins: bool = False
    needs: re.Pattern[str] | None = None

    def matches(self, text: Text) -> Iterator[re.Match[str]]:
        """Give every match, as `form.finditer` does."""
        signed = any(sign in text.text for sign in self.signs)
        words = [w for w in text.words if self.word.fullmatch(w)] if self.word else []
        if (self.signs or self.word) and not (signed or words):
            return
        if self.needs is not None and not self.needs.search(text.text):
            return
        if not self.begins:
            yield from self.form.finditer(text.text)
            return
        end = 0
        for start in text.starts(words):
            match = self.form.match(text.text, start) if start >= end else None
            if match is not None:
                end = match.end()
                yield match
