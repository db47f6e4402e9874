"""Hold the text of a letter: parts of paragraphs and lists of sentences, each with its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from cpreport.cases.letter_record import Words
from cpreport.letters.language import Language
from cpreport.typography import set_french_signs, set_signs


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a text that somebody wrote.

    key : str
        Its name, such as `measured.MAS.verdict`; overrides name it.
    basis : tuple of str
        The data it speaks of.
    lang : str
        Its language, where that is not the letter's.
    written : bool
        Whether a person wrote it.
    strong : bool
        Whether it begins its paragraph as a title.
    """

    key: str
    text: str
    basis: tuple[str, ...] = ()
    lang: str = ""
    written: bool = False
    strong: bool = False

    @property
    def mark(self) -> str:
        """What changes when the data that the sentence speaks of change."""
        return hashlib.sha256(repr(self.basis).encode()).hexdigest()[:6]


@dataclass(frozen=True, slots=True)
class LetterParagraph:
    """Sentences that run on; a list shows each paragraph as an item."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class LetterBlock:
    """Paragraphs one after the other, or the items of a list, or the place of the picture."""

    kind: Literal["text", "list", "picture", "scales"]
    paragraphs: tuple[LetterParagraph, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterPart:
    """A titled part of a letter.

    glossary : bool
        Whether its words are left out when the letter's plainness is measured.
    """

    key: str
    title: str
    blocks: tuple[LetterBlock, ...]
    glossary: bool = False

    def sentences(self) -> Iterator[Sentence]:
        """Walk every sentence."""
        for block in self.blocks:
            for paragraph in block.paragraphs:
                yield from paragraph.sentences

    def change(self, change: dict[str, Sentence]) -> LetterPart:
        """Put other sentences in the places of those with their names."""

        def paragraph(old: LetterParagraph) -> LetterParagraph:
            return LetterParagraph(tuple(change.get(s.key, s) for s in old.sentences))

        def block(old: LetterBlock) -> LetterBlock:
            return replace(old, paragraphs=tuple(map(paragraph, old.paragraphs)))

        return replace(self, blocks=tuple(map(block, self.blocks)))


@dataclass(frozen=True, slots=True)
class Voice:
    """The language of a letter, and that of the texts about letters which do not name their own."""

    language: Language
    own: str = field(default="en")

    def has(self, words: Words) -> bool:
        """Whether a text is there in the language of the letter."""
        return self.language.code in ((self.own,) if isinstance(words, str) else words)

    def words(self, words: Words) -> tuple[str, str]:
        """Choose a text in the letter's language, or else in its own; name another."""
        if isinstance(words, str):
            return _set(words, self.own), "" if self.own == self.language.code else self.own
        for code in (self.language.code, self.own, *words):
            if code in words:
                return _set(words[code], code), "" if code == self.language.code else code
        return "", ""

    def say(self, sentence_id: str, *basis: str, **values: str) -> Sentence:
        """Say a sentence of the catalogue, named by its id without `letters.`."""
        text = self.language.say(sentence_id, **values)
        return Sentence(sentence_id.removeprefix("letters."), text, basis)

    def count(self, sentence_id: str, n: int, *basis: str, **values: str) -> Sentence:
        """Say a sentence that counts, named as others are."""
        text = self.language.count(sentence_id, n, **values)
        return Sentence(sentence_id.removeprefix("letters."), text, basis)

    def quote(self, key: str, words: Words) -> Sentence:
        """Quote what a person wrote as a sentence."""
        text, lang = self.words(words)
        return Sentence(key, text, (text,), lang, written=True)


def _set(text: str, language: str) -> str:
    """Set what a person wrote as prose of its language is set, where its rules are known here."""
    match language:
        case "en":
            return set_signs(text.strip())
        case "fr":
            return set_french_signs(text.strip())
        case _:
            return text.strip()


def text_block(*sentences: Sentence) -> LetterBlock:
    """Make one running paragraph."""
    return LetterBlock("text", (LetterParagraph(sentences),) if sentences else ())


def list_block(items: Iterable[tuple[Sentence, ...]]) -> LetterBlock:
    """Make a list of items."""
    return LetterBlock("list", tuple(LetterParagraph(item) for item in items))
