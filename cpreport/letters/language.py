"""Say sentences, numbers, dates and lists in a language by its catalogue."""

from __future__ import annotations

import datetime as dt
import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import get_args

from cpreport.cases.letter_record import Language as Code
from cpreport.catalogue import entry

LANGUAGES: tuple[str, ...] = get_args(Code)
CATALOGUES = Path(__file__).parent / "languages"
#: Whose dates, numbers and lists a language has. Arabic as Egypt writes it has digits of its own;
#: grades, doses and telephone numbers are told as they were written, and a letter has one kind.
_LOCALES = {"en": "en_GB", "ar": "ar_EG", "pt": "pt_PT"}
#: Keep what runs the other way in its place: a name in an Arabic sentence, a word in brackets.
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT ISOLATE}"


class Untranslated(gettext.NullTranslations):
    """The end of a catalogue: what it does not have is refused, never printed in English."""

    def gettext(self, message: str) -> str:
        """Refuse a sentence."""
        raise LookupError(f"the catalogue has no {message!r}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Refuse a counted sentence."""
        raise LookupError(f"the catalogue has no {msgid1!r}")

    def pgettext(self, context: str, message: str) -> str:
        """Refuse a sentence of a context."""
        raise LookupError(f"the catalogue has no {message!r} ({context})")


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says things.

    code : str
        As HTML names it: `en`, `tr`, …
    """

    code: str
    texts: gettext.NullTranslations = field(repr=False, compare=False)

    @property
    def right_to_left(self) -> bool:
        """Whether it runs from right to left."""
        return self.code == "ar"

    def text(self, sentence_id: str) -> str:
        """Look up a sentence of the catalogue in this language, its places not filled."""
        return self.texts.gettext(entry(sentence_id).text)

    def say(self, sentence_id: str, **values: str) -> str:
        """Say a sentence of the catalogue, with values in its places."""
        return self.text(sentence_id).format(**self._isolate(values))

    def count(self, sentence_id: str, n: int, **values: str) -> str:
        """Say a sentence that counts; `{n}` is the number."""
        one = entry(sentence_id)
        said = self.texts.ngettext(one.one, one.text, n)
        return said.format(n=self.number(Decimal(n)), **self._isolate(values))

    def of(self, context: str, sentence: str, **values: str) -> str:
        """Say words, or a sentence, that differ by context: a gender, a kind of word."""
        return self.texts.pgettext(context, sentence).format(**self._isolate(values))

    def date(self, day: dt.date) -> str:
        """Write a day with its month in words."""
        from babel.dates import format_date

        told = format_date(day, "long", locale=_LOCALES.get(self.code, self.code))
        # No line ends between a day and its month.
        return told.replace(" ", "\N{NO-BREAK SPACE}", 1)

    def number(self, number: Decimal) -> str:
        """Write a number with the marks of the language."""
        from babel.numbers import format_decimal

        locale = "en" if self.right_to_left else _LOCALES.get(self.code, self.code)
        written = format_decimal(number, format="0.####", locale=locale)
        return written.replace("-", "\N{MINUS SIGN}")

    def apart(self, text: str) -> str:
        """Keep a text that may run the other way together; figures run from left to right."""
        if not self.right_to_left:
            return text
        begin = _ISOLATE if any(c.isalpha() for c in text) else _LEFT_TO_RIGHT
        return f"{begin}{text}{_END}"

    def listed(self, parts: Sequence[str]) -> str:
        """Join the parts of a list as a sentence does; templates call it by this name."""
        from babel.lists import format_list

        return format_list(list(parts), locale=_LOCALES.get(self.code, self.code))

    def name_of(self, other: str) -> str:
        """Name another language."""
        from babel import Locale

        return str(Locale(other).get_language_name(_LOCALES.get(self.code, self.code)))

    def _isolate(self, values: dict[str, str]) -> dict[str, str]:
        return {name: self.apart(value) for name, value in values.items()}


@lru_cache(maxsize=8)
def language(code: str) -> Language:
    """Load a language by its code.

    Raises
    ------
    LookupError
        Where there is no catalogue for it.
    """
    if code not in LANGUAGES:
        raise LookupError(f"there is no catalogue for `{code}`")
    if code == "en":
        return Language(code, gettext.NullTranslations())
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    texts = gettext.GNUTranslations(compiled)
    texts.add_fallback(Untranslated())
    return Language(code, texts)
