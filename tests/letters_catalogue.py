"""Gather every text that a language of letters must have: the catalogue's, and words by context.

Run by hand to begin a language, or to see what one lacks: `python -m tests.letters_catalogue tr`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from cpreport.catalogue import catalogue as sentences
from cpreport.catalogue import entry
from cpreport.letters.language import CATALOGUES
from cpreport.letters.measure_sentences import DIRECTIONS, GENDERS, VERDICTS
from cpreport.letters.plain_names import AREAS
from cpreport.letters.shared_parts import SEVERITY, WHO
from tests.conftest import REPOSITORY

KEYWORDS = {"of": ((1, "c"), 2)}
GENDER = "grammatical gender: masculine or feminine"

Key = tuple[str | None, str | tuple[str, str]]


def wanted() -> list[Key]:
    """List every text with its context, in the order of the catalogue."""
    bent = set(VERDICTS.values())
    found: dict[Key, None] = {}
    for one in sentences().values():
        if one.id.startswith("letters.") and one.id not in bent:
            found[None, (one.one, one.text) if one.one else one.text] = None
    for _, _, message, _, context in extract_from_dir(
        REPOSITORY / "cpreport/letters", keywords=KEYWORDS, method_map=[("**.py", "python")]
    ):
        if isinstance(message, str):
            found[context, message] = None
    found.update(dict.fromkeys(_by_context()))
    return list(found)


def _by_context() -> Iterator[Key]:
    """Yield the texts that code looks up by a name that it computes."""
    for area in AREAS:
        yield "label", area.label
        yield "subject", area.subject
        yield GENDER, area.subject
    for name in VERDICTS.values():
        yield from ((gender, entry(name).text) for gender in GENDERS)
    yield from (("direction", text) for text in DIRECTIONS.values())
    yield from (("severity", text) for text in SEVERITY.values())
    yield from (("who does it", text) for text in WHO.values())


def catalogue(code: str) -> Catalog:
    """Read a catalogue as it stands."""
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def main(code: str) -> None:
    """Add to a catalogue what it lacks, untranslated."""
    path = CATALOGUES / f"{code}.po"
    old = catalogue(code) if path.exists() else Catalog(locale=code)
    new = Catalog(locale=code, project="cpreport letters", fuzzy=False)
    for context, message in wanted():
        single = message[0] if isinstance(message, tuple) else message
        there = old.get(single, context)
        new.add(message, there.string if there else None, context=context)
    with path.open("wb") as file:
        write_po(file, new, width=100, omit_header=False, no_location=True)


if __name__ == "__main__":
    main(sys.argv[1])
