"""Measure how hard a letter is to read, by a published formula, and find its hard sentences.

Names, the glossary and texts in another language are left out: nobody chose those words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cpreport.cases.letter_record import Role
from cpreport.letters.letter_text import Sentence
from cpreport.letters.syllables import syllables
from cpreport.letters.written_letter import WrittenLetter
from cpreport.problems import Place, Problem

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_END = re.compile(r"(?<=[.!?؟])\s+")


@dataclass(frozen=True, slots=True)
class Formula:
    """A published measure of how hard a text is.

    easier : {"lower", "higher"}
        Which values are easier to read.
    aim, limit : dict of str to float
        By recipient: a value beyond the aim is a warning, beyond the limit an error.
    """

    name: str
    source: str
    easier: str
    compute: Callable[[float, float, list[int], list[str]], float]
    aim: float
    limit: float


def _flesch_kincaid(length: float, per_word: float, _: list[int], __: list[str]) -> float:
    return 0.39 * length + 11.8 * per_word - 15.59


def _wiener(length: float, _: float, counts: list[int], words: list[str]) -> float:
    share = 100 / len(words)
    three = share * sum(n >= 3 for n in counts)
    one = share * sum(n == 1 for n in counts)
    long = share * sum(len(w) > 6 for w in words)
    return 0.1935 * three + 0.1672 * length + 0.1297 * long - 0.0327 * one - 0.875


def _kandel_moles(length: float, per_word: float, _: list[int], __: list[str]) -> float:
    return 207 - 1.015 * length - 73.6 * per_word


def _szigriszt(length: float, per_word: float, _: list[int], __: list[str]) -> float:
    return 206.835 - 62.3 * per_word - length


def _martins(length: float, per_word: float, _: list[int], __: list[str]) -> float:
    return 248.835 - 1.015 * length - 84.6 * per_word


def _atesman(length: float, per_word: float, _: list[int], __: list[str]) -> float:
    return 198.825 - 40.175 * per_word - 2.610 * length


#: By language. Arabic has none here: only the length of its sentences is measured.
FORMULAS: dict[str, Formula] = {
    "en": Formula(
        "Flesch-Kincaid grade",
        "Kincaid JP et al. Naval Technical Training Command, Research Branch Report 8-75, 1975",
        "lower",
        _flesch_kincaid,
        6,
        8,
    ),
    "de": Formula(
        "Erste Wiener Sachtextformel (school year)",
        "Bamberger R, Vanecek E. Lesen, Verstehen, Lernen, Schreiben. Wien: Jugend und Volk, 1984",
        "lower",
        _wiener,
        6,
        8,
    ),
    "fr": Formula(
        "Flesch reading ease, Kandel and Moles",
        "Kandel L, Moles A. Cahiers Etudes de Radio-Television 1958;19:253-274",
        "higher",
        _kandel_moles,
        70,
        60,
    ),
    "es": Formula(
        "Perspicuidad de Szigriszt-Pazos",
        "Szigriszt Pazos F. Sistemas predictivos de legibilidad del mensaje escrito. "
        "Universidad Complutense de Madrid, 1993",
        "higher",
        _szigriszt,
        65,
        55,
    ),
    "pt": Formula(
        "Flesch reading ease, Martins and others",
        "Martins TBF et al. Notas do ICMC 28. Universidade de São Paulo, 1996",
        "higher",
        _martins,
        60,
        50,
    ),
    "tr": Formula(
        "Ateşman readability",
        "Ateşman E. A.Ü. TÖMER Dil Dergisi 1997;58:71-74",
        "higher",
        _atesman,
        60,
        50,
    ),
}

#: The most words a sentence may have, by recipient; no limit of plainness holds for a doctor.
_LONGEST: dict[Role, int] = {"family": 25, "patient": 25, "school": 30, "referrer": 60}
#: The most passive sentences, as a share of all.
_PASSIVES = 0.2
#: So many passive sentences are no trouble in the shortest letter.
_FEW = 3
_BE = r"\b(?:is|are|was|were|be|been|being)\b(?:\s+\w+ly|\s+not)?\s+"
_PASSIVE = {
    "en": re.compile(_BE + r"(?:\w+ed|given|seen|found|done|made|taken|known|told|shown|kept)\b"),
    "de": re.compile(r"\b(?:wird|werden|wurde|wurden|worden)\b.*\bge\w+(?:t|en)\b"),
    "fr": re.compile(r"\b(?:est|sont|été|était|étaient|sera)\s+\w+(?:é|és|ée|ées)\b"),
    "es": re.compile(r"\b(?:es|son|fue|fueron|será|sido)\s+\w+[ai]d[oa]s?\b"),
    "pt": re.compile(r"\b(?:é|são|foi|foram|será|sido)\s+\w+[ai]d[oa]s?\b"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How hard a letter is to read.

    value : float or None
        Of the formula; None where the language has none.
    longest : str
        The sentence with the most words.
    passive : tuple of str
        Those in the passive voice.
    """

    formula: Formula | None
    value: float | None
    words: int
    sentences: int
    words_a_sentence: float
    longest: str = field(repr=False, default="")
    hardest: str = field(repr=False, default="")
    passive: tuple[str, ...] = field(repr=False, default=())

    @property
    def text(self) -> str:
        """Say it in a line."""
        length = f"{self.words} words, {self.words_a_sentence:.1f} a sentence"
        if self.formula is None or self.value is None:
            return f"{length}; no formula for this language"
        return f"{self.formula.name} {self.value:.1f}; {length}"


def reading(written: WrittenLetter) -> Reading:
    """Measure a letter."""
    code = written.voice.language.code
    sentences = [
        text for s in _counted_sentences(written) for text in _split(_nameless(s.text, written))
    ]
    by_words = [(_WORD.findall(s), s) for s in sentences]
    by_words = [(words, s) for words, s in by_words if words]
    words = [w for found, _ in by_words for w in found]
    length = len(words) / max(1, len(by_words))
    formula = FORMULAS.get(code)
    value = _value(formula, [found for found, _ in by_words], code) if formula and words else None
    pattern = _PASSIVE.get(code)
    hardest = max(by_words, key=lambda p: _hardness(formula, p[0], code), default=([], ""))
    return Reading(
        formula,
        value,
        len(words),
        len(by_words),
        length,
        max(by_words, key=lambda p: len(p[0]), default=([], ""))[1],
        hardest[1],
        tuple(s for _, s in by_words if pattern and pattern.search(s)),
    )


def plain_problems(written: WrittenLetter, read: Reading) -> Iterator[Problem]:
    """Say what is too hard for the recipient, with the sentence that is."""
    case, role = written.story.case, written.role
    place = Place(case.source.file)

    def told(code: str, message: str, hint: str, *, error: bool = False) -> Problem:
        severity: Any = "error" if error else "warning"
        return Problem(code, place, message, (), hint, severity, case.id)

    if role != "referrer":
        yield from _grade_problems(read, role, told)
        share = len(read.passive) / max(1, read.sentences)
        if share > _PASSIVES and len(read.passive) > _FEW:
            message = f"{share:.0%} of the sentences are passive, such as: “{read.passive[0]}”"
            yield told("CP907", message, "say who does it")
        yield from _hard_words(written, told)
    longest = len(_WORD.findall(read.longest))
    if longest > _LONGEST[role]:
        message = f"a sentence for {role} has {longest} words: “{read.longest}”"
        hint = f"make two of it; at most {_LONGEST[role]} words are read well"
        yield told("CP907", message, hint)


Tell = Callable[..., Problem]


def _grade_problems(read: Reading, role: Role, told: Tell) -> Iterator[Problem]:
    formula, value = read.formula, read.value
    if formula is None or value is None:
        return
    sign = 1 if formula.easier == "lower" else -1
    limit = formula.limit + (2 if formula.easier == "lower" else -10) * (role == "school")
    if sign * value > sign * limit:
        message = (
            f"the letter to {role} is too hard to read: {formula.name} {value:.1f}, "
            f"the hardest sentence is “{read.hardest}”"
        )
        yield told("CP906", message, f"the limit is {limit:g}; use shorter words", error=True)
    elif sign * value > sign * formula.aim and role != "school":
        message = f"{formula.name} {value:.1f}; the hardest sentence is “{read.hardest}”"
        yield told("CP906", message, f"{formula.aim:g} is aimed at")


def _hard_words(written: WrittenLetter, told: Tell) -> Iterator[Problem]:
    code = written.voice.language.code
    listed = _jargon().get(code, {})
    known = {m.scale.casefold() for m in written.story.measured}
    for sentence in _counted_sentences(written):
        text = _nameless(sentence.text, written)
        for word, plain in listed.items():
            if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                message = f"`{word}` is a word of the trade, in: “{text}”"
                yield told("CP909", message, f"write `{plain}`")
        for found in dict.fromkeys(re.findall(r"\b[A-ZÄÖÜÇŞİ]{2,}\d*\b", text)):
            if found.casefold() not in known:
                message = f"`{found}` is not explained, in: “{text}”"
                yield told("CP908", message, "write it out")


def _counted_sentences(written: WrittenLetter) -> Iterator[Sentence]:
    for part in written.parts:
        if not part.glossary:
            yield from (s for s in part.sentences() if not s.lang and part.key != "call")


def _nameless(text: str, written: WrittenLetter) -> str:
    for name in (written.to.patient, written.to.name):
        text = text.replace(name, "…")
    return text


def _split(text: str) -> list[str]:
    return [part for part in _END.split(text) if part]


def _value(formula: Formula, sentences: list[list[str]], code: str) -> float:
    words = [w for s in sentences for w in s]
    counts = [syllables(w, code) for w in words]
    length, per_word = len(words) / len(sentences), sum(counts) / len(words)
    return formula.compute(length, per_word, counts, words)


def _hardness(formula: Formula | None, words: list[str], code: str) -> float:
    if formula is None or len(words) < 4:
        return len(words) if formula is None else -1e9
    value = _value(formula, [words], code)
    return value if formula.easier == "lower" else -value


@cache
def _jargon() -> dict[str, dict[str, str]]:
    import yaml

    text = (Path(__file__).parent / "jargon.yaml").read_text("utf-8")
    listed: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CBaseLoader)
    return listed
