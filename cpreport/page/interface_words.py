"""Say what stands on the page in the language of its user: one file of words a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup, escape

_FOLDER = Path(__file__).with_name("languages")
#: What is written from the right.
_FROM_THE_RIGHT = {"ar"}
USUAL = "en"


class InterfaceWords:
    """The words of one language, by their names."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.direction = "rtl" if language in _FROM_THE_RIGHT else "ltr"
        self._words = {**words_of(USUAL), **words_of(language)}

    def __call__(self, key: str, **values: object) -> Markup:
        """Say something, with what is put in the places in braces; nothing in them is markup.

        Without values the places stay, for the page's script to fill.
        """
        if not values:
            return escape(self._words[key])
        shown = {name: escape(str(value)) for name, value in values.items()}
        return Markup(escape(self._words[key])).format(**shown)

    def label(self, key: str) -> Markup:
        """Say what a field is called; a key of the file format without a label says itself."""
        said = self._words.get(f"field.{key}")
        return escape(said or key.rpartition(".")[2].replace("_", " ").capitalize())

    @staticmethod
    def name_of(language: str) -> str:
        """Name a language in itself."""
        return words_of(language)["language"]

    def __contains__(self, key: str) -> bool:
        return key in self._words


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Read the words of a language, by their names with dots."""
    path = _FOLDER / f"{language}.yaml"
    if not path.is_file():
        return {}
    return dict(_flat(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader), ""))


def languages() -> tuple[str, ...]:
    """List the languages that there are words of."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def language_wanted(said: str) -> str:
    """Choose a language by what a browser says that its user reads: `de-CH,de;q=0.9,en;q=0.8`."""
    asked: list[tuple[float, str]] = []
    for part in said.split(",")[:20]:
        name, _, weight = part.partition(";q=")
        known = name.strip().lower().partition("-")[0]
        if known in languages():
            share = weight.strip()
            asked.append((float(share) if re.fullmatch(r"[01](\.\d{0,3})?", share) else 1.0, known))
    return max(asked, key=lambda one: one[0], default=(1.0, USUAL))[1]


def _flat(held: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for key, value in held.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", " ".join(str(value).split())
