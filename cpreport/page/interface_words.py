"""Say what stands on the page in the language of its user: one file of words a language."""

from __future__ import annotations

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


def _flat(held: Mapping[str, object], before: str) -> Iterator[tuple[str, str]]:
    for key, value in held.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", " ".join(str(value).split())
