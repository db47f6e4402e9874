"""Fold any text to the one form in which names and numbers are compared.

Case, accents, ligatures, the Turkish dotless i, the script, hyphens at line ends, invisible
characters and the usual differences between transliterations are gone from it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

#: Parts of a text that do not follow each other, such as two attributes, are kept apart by this.
BARRIER = "\x1f"

#: What typesetting puts at a line's end inside a word; PDFium gives U+FFFE or U+0002 for it.
_HYPHEN_AT_LINE_END = re.compile("[-‐\xad\ufffe\x02] ?\r?\n *|[\xad\ufffe\x02]")
_DOUBLED = re.compile(r"([a-z])\1+")
#: Spellings of one sound in names, by language and by way of transliteration.
_ALIKE = (
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ou", "u"), ("oy", "u"), ("sh", "s"), ("ch", "c"),
    ("zh", "z"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ck", "k"),
    ("y", "i"), ("j", "i"), ("w", "v"), ("q", "k"), ("x", "ks"),
)  # fmt: skip
#: A squeezed word shorter than this is too often another word.
_LEAST_SQUEEZED = 5


class _Plain(dict[int, str]):
    """Know what a character becomes; each is worked out once."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_PLAIN = _Plain({ord(BARRIER): " | "})


def _plain(character: str) -> str:
    from anyascii import anyascii

    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Cf", "Mn", "Me"):
        return re.sub("[^a-z]", "", anyascii(character).lower())
    if category[0] not in "LMN":
        return " "
    latin = re.sub("[^a-z0-9]", "", anyascii(character).lower())
    # Chinese characters stand without spaces; each is a syllable.
    return f" {latin} " if "CJK" in unicodedata.name(character, "") else latin


def fold_word(word: str) -> str:
    """Fold a word of letters alone."""
    return word.lower() if word.isascii() else words_of(word)


def words_of(text: str) -> str:
    """Fold the words of a text in plain Latin letters and digits, one space between.

    >>> words_of("Şeyma ÖZTÜRK, Анна")
    'seyma ozturk anna'
    """
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split())


def squeeze(words: str) -> str:
    """Spell words as they sound, so that transliterations of one name agree.

    >>> squeeze("iuliia mueller"), squeeze("yuliya muller")
    ('iulia muler', 'iulia muler')
    """
    for spelling, sound in _ALIKE:
        words = words.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", words)


def run_together(squeezed_words: str) -> str:
    """Join squeezed words without what stands between them."""
    return _DOUBLED.sub(r"\1", squeezed_words.replace(" ", ""))


def digits_of(text: str) -> str:
    """Read the digits of a text, of any script, as one string."""
    return re.sub(r"\D", "", words_of(text))


def whole_lines(text: str) -> str:
    """Make the words of a text whole that were divided at line ends."""
    return _HYPHEN_AT_LINE_END.sub("", text)


@dataclass(frozen=True)
class Folded:
    """A text in the forms it is searched in."""

    text: str

    @cached_property
    def lines(self) -> str:
        """The words as they stand, those divided at line ends in two."""
        return words_of(re.sub("[\ufffe\x02]", "-", self.text))

    @cached_property
    def whole(self) -> str:
        """The words, those divided at line ends as one."""
        whole = whole_lines(self.text)
        return self.lines if whole == self.text else words_of(whole)

    @cached_property
    def sounds(self) -> str:
        """The words as they sound, a space before and after each."""
        return f" {squeeze(self.whole)} "

    @cached_property
    def stream(self) -> str:
        """All letters and digits as they sound, with nothing between."""
        return run_together(self.sounds)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in any of the forms; a phrase can only be where all of its words are."""
        return frozenset({*self.lines.split(), *self.sounds.split()})

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every word, and every word of some length as it sounds."""
        plain = {*self.lines.split(), *self.whole.split()}
        return frozenset(plain | {w for w in self.sounds.split() if len(w) >= _LEAST_SQUEEZED})

    def has_words(self, plain: str, sound: str) -> bool:
        """Whether these words follow each other, as written or as they sound."""
        if " " not in plain:
            return plain in self.tokens or (len(sound) >= _LEAST_SQUEEZED and sound in self.tokens)
        # Most phrases are not there, and one look at their words tells.
        return (self.words.issuperset(plain.split()) and f" {plain} " in f" {self.lines} ") or (
            self.words.issuperset(sound.split()) and f" {sound} " in self.sounds
        )
