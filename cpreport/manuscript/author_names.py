"""Split the names of authors, and say whose a document is in the space of a running head."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cpreport.cases.series import Author
from cpreport.catalogue import Say
from cpreport.manuscript.references.work import Name

#: Alphabets in which a name's last word is the family name, unless the series says otherwise.
_FAMILY_LAST = ("LATIN", "GREEK", "CYRILLIC")


def name_parts(whole: str, surname: str | None = None) -> Name:
    """Split a name into its parts where they can be told; else it stays whole.

    >>> name_parts("Ludwig van Beethoven").surname, name_parts("Nguyen Van An", "Nguyen").given
    ('van Beethoven', 'Van An')
    >>> name_parts("山田太郎").is_group
    True
    """
    family, given, suffix = _told(whole, surname) or _split(whole)
    return Name(family, given, suffix) if family and given else Name(group=whole)


def in_short(authors: Sequence[Author], say: Say) -> str:
    """Name the authors as a running head does: `Doe`, `Doe and Roe`, `Doe et al.`"""
    first, *others = (name_parts(author.name, author.surname).surname for author in authors)
    if len(others) > 1:
        return say("pages.authors.several", first=first)
    return say("pages.authors.two", first=first, second=others[0]) if others else first


def _told(whole: str, surname: str | None) -> tuple[str, str, str] | None:
    if surname is None:
        return None
    given = " ".join(re.sub(rf"(?<!\w){re.escape(surname)}(?!\w)", " ", whole, count=1).split())
    return surname, given, ""


def _split(whole: str) -> tuple[str, str, str]:
    """Split a name as BibTeX does: small words before the last one belong to the family name."""
    letters = (c for c in whole if c.isalpha())
    if not all(unicodedata.name(c, "").startswith(_FAMILY_LAST) for c in letters):
        return "", "", ""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    parts = parse_single_name_into_parts(whole, strict=False)
    return " ".join([*parts.von, *parts.last]), " ".join(parts.first), " ".join(parts.jr)
