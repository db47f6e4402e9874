"""Read the catalogue of generated sentences, and fill the named places of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol

import yaml

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One generated sentence, or a part of one that is said only sometimes.

    id : str
        The document that prints it, and its name there: `report.treatment`.
    text : str
        With named places: `{case} received {sessions}.`
    one : str
        The same where what it counts is one; empty where that makes no difference.
    when : str
        Under which condition it is printed, in words.
    records : tuple of str
        What it follows from: keys of the files, or results.
    without : tuple of (str, str)
        The key without which no document is made, with the code of the problem that says so: of
        what every document has to say.
    """

    id: str
    text: str
    one: str
    when: str
    records: tuple[str, ...]
    without: tuple[tuple[str, str], ...] = ()


class Say(Protocol):
    """Says a sentence of the catalogue, or what the authors put in its place."""

    def __call__(self, sentence_id: str, count: object = None, /, **values: str) -> str:
        """Fill the places of a sentence; `count` is what it counts, where it has a form for one."""


#: Prints a heading of the catalogue as it is, or as the authors put it.
Heading = Callable[[str], str]


@cache
def places(text: str) -> tuple[str, ...]:
    """Name the places of a text, each once.

    >>> places("{case} was seen {times}, {case} alone")
    ('case', 'times')
    """
    return tuple(dict.fromkeys(_PLACE.findall(text)))


@cache
def parts_of_text(text: str) -> tuple[tuple[str, str], ...]:
    """Cut a text at its places: each place with the words before it, the last words with none."""
    *cut, after = _PLACE.split(text)
    return (*zip(cut[0::2], cut[1::2], strict=True), (after, ""))


# Most grades of a series are told in the words of another patient's.
@lru_cache(maxsize=16384)
def fill_places(text: str, /, **values: str) -> str:
    """Fill the places of a text.

    >>> fill_places("{case} had {n} visits.", case="P01", n="two")
    'P01 had two visits.'
    """
    return "".join(
        [before + (values[name] if name else "") for before, name in parts_of_text(text)]
    )


@cache
def catalogue() -> Mapping[str, CatalogueEntry]:
    """Read every sentence by its id, in the order of the files."""
    return {one.id: one for one in _read_entries()}


@cache
def entry(sentence_id: str) -> CatalogueEntry:
    """Look a sentence up by its id."""
    return catalogue()[sentence_id]


@cache
def headings() -> Mapping[str, str]:
    """List the headings by their text, as the code writes them, each with its id."""
    return {one.text: one.id for one in catalogue().values() if one.id.startswith("headings.")}


def say(sentence_id: str, count: object = None, /, **values: str) -> str:
    """Say a sentence as the catalogue has it, where no series has words of its own."""
    said = entry(sentence_id)
    return fill_places(said.one if said.one and count == 1 else said.text, **values)


def _read_entries() -> Iterator[CatalogueEntry]:
    folder = resources.files("cpreport.catalogue")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            document = file.name.removesuffix(".yaml")
            read = yaml.load(file.read_text("utf-8"), Loader=yaml.CBaseLoader)
            for name, said in read.items():
                yield CatalogueEntry(
                    f"{document}.{name}",
                    said["text"],
                    said.get("one", ""),
                    said["when"],
                    tuple(said["from"]),
                    tuple(said.get("without", {}).items()),
                )
