"""Search a text for a pattern, looking only where there can be a match.

To search a text for a pattern costs much more than to look for the few words without which the
pattern matches nothing. What is found is the same; `tests/test_privacy_quick.py` holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

_WORD = re.compile(r"\w+")
_SMALL_LETTERS = re.compile("[a-z]+")
#: Letters that a pattern without case takes for one another, though they fold apart.
_ALIKE = str.maketrans({"ı": "i", "\u0307": None})
#: Words that are remembered with what became of them: the files of a build have most in common.
REMEMBERED_WORDS = 1 << 15


@lru_cache(REMEMBERED_WORDS)
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
        return frozenset(map(caseless, self.different))

    @cached_property
    def _between_small_letters(self) -> str:
        """What stands between runs of small letters, each once, with one of them in each gap.

        It is a tenth of most texts. The first and the last stand there with a small letter on both
        sides and without, as they may in the text.
        """
        found = _SMALL_LETTERS.split(self.text)
        if len(found) == 1:
            return self.text
        return "a".join([*dict.fromkeys(found), found[0], found[-1]])

    @cached_property
    def _between_spaces(self) -> str:
        """What stands between spaces, each once, a line each."""
        return "\n".join(dict.fromkeys(self.text.split()))

    def has_without_small_letters(self, form: re.Pattern[str]) -> bool:
        """Whether a form that holds no small letter, a to z, is found anywhere.

        It may look at one character before and behind: a run of small letters is one `a` to it.
        """
        return form.search(self._between_small_letters) is not None

    def has_without_spaces(self, form: re.Pattern[str]) -> bool:
        """Whether a form that holds no space, and looks at one character around, is found."""
        return form.search(self._between_spaces) is not None

    @cached_property
    def _found_starts(self) -> dict[str, list[int]]:
        return {}

    def starts(self, words: Iterable[str]) -> list[int]:
        """Find where such words begin, in order; a word may have marks over its letters."""
        return sorted(start for word in words for start in self._starts(word))

    def _starts(self, word: str) -> Sequence[int]:
        if word not in self._found_starts:
            # To look for the letters first is quickest by far.
            there = re.finditer(rf"{re.escape(word)}(?!\w)", self.text)
            starts = (match.start() for match in there)
            self._found_starts[word] = [at for at in starts if not self._is_inside_a_word(at)]
        return self._found_starts[word]

    def _is_inside_a_word(self, at: int) -> bool:
        before = self.text[at - 1] if at else " "
        return before.isalnum() or before == "_"


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
    no_small, no_space : regular expression or None
        What is found somewhere in each match and holds no small letter, a to z, or no space: it may
        be the form itself. A text has few such pieces that differ, so most are soon looked through.
    """

    form: re.Pattern[str]
    signs: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    begins: bool = False
    no_small: re.Pattern[str] | None = None
    no_space: re.Pattern[str] | None = None

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
            words or any(map(text.text.__contains__, self.signs))
        ):
            return
        if self.no_small is not None and not text.has_without_small_letters(self.no_small):
            return
        if self.no_space is not None and not text.has_without_spaces(self.no_space):
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


def without_small_letters(form: re.Pattern[str]) -> Pattern:
    """Make a pattern of a form that holds no small letter, a to z, itself."""
    return Pattern(form, no_small=form)
