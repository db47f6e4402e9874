"""Read the names of a BibTeX field: people, groups, and whether there are more of them.

bibtexparser parts a name as BibTeX does: first, von, last and junior.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cpreport.manuscript.references.latex import decode
from cpreport.manuscript.references.rich_text import without_entities
from cpreport.manuscript.references.work import Name

_OTHERS = ("others", "et al", "et al.", "{others}", "{et al.}", "et~al.")
_LOOSE_AND = re.compile(r"^\s*and\s+|\s+and\s*$", re.IGNORECASE)
#: A part of a name as biblatex writes them out: `family=Meche, prefix=van der`.
_PART = re.compile(
    r"\s*(?P<name>family|given|prefix|suffix|useprefix)(?:-i)?\s*=\s*(?P<value>[^,]*),?"
)


@dataclass(frozen=True, slots=True)
class Named:
    """The names of a field.

    more : bool
        Whether it says that there are others.
    empty : bool
        Whether there is an `and` without a name behind or before it.
    unclear : tuple of str
        What stands as one name and is none: `Smith, J, Doe, K`.
    """

    names: tuple[Name, ...] = ()
    more: bool = False
    empty: bool = False
    unclear: tuple[str, ...] = ()


def names_of(text: str) -> Named:
    """Read the names of a field.

    >>> [name.surname for name in names_of("van der Meche, F and {WHO} and others").names]
    ['van der Meche', 'WHO']
    """
    from bibtexparser.middlewares.names import split_multiple_persons_names

    text, empty = text.strip(), False
    while (inner := _LOOSE_AND.sub("", text)) != text:
        text, empty = inner.strip(), True
    names: list[Name] = []
    unclear: list[str] = []
    more = False
    for written in map(str.strip, split_multiple_persons_names(text)):
        if written.casefold() in _OTHERS:
            more = True
        elif not written.strip("{},;. \t\n"):
            empty = True
        else:
            names.append(_name(written))
            unclear += _unclear(written)
    return Named(tuple(names), more, empty, tuple(unclear))


def _unclear(written: str) -> Iterator[str]:
    """Yield a name that has more commas than a name can have, or a semicolon."""
    if _PART.match(written):
        return
    outside = re.sub(r"\{[^{}]*\}", "", written)
    if outside.count(",") > 2 or ";" in outside.replace("&", " "):
        shown = " ".join(written.split())
        yield shown if len(shown) <= 40 else f"{shown[:39]}…"


def _name(written: str) -> Name:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if _is_braced(written):
        return Name(group=_text(written[1:-1]))
    if _PART.match(written):
        return _written_out(written)
    parts = parse_single_name_into_parts(written, strict=False)
    first, von = parts.first, parts.von
    # Of two words without a comma the first is a particle where it is written small.
    if len(first) == 1 and not von and not parts.jr and "," not in written and first[0].islower():
        first, von = [], first
    family = _text(" ".join(parts.last))
    return Name(family, _text(" ".join(first)), _text(" ".join(parts.jr)), _text(" ".join(von)))


def _written_out(written: str) -> Name:
    parts = {m["name"]: _text(m["value"].strip(' "')) for m in _PART.finditer(written)}
    kept = parts.get("useprefix", "true") != "false"
    prefix = parts.get("prefix", "")
    return Name(
        parts.get("family", ""),
        parts.get("given", ""),
        parts.get("suffix", ""),
        prefix if kept else "",
        "" if kept else prefix,
    )


def _is_braced(written: str) -> bool:
    """Whether one pair of braces holds all of a name, so that it is the name of a group."""
    if not (written.startswith("{") and written.endswith("}")) or written[1:2] == "\\":
        return False
    depth = 0
    for match in re.finditer(r"(?<!\\)[{}]", written):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end() == len(written)
    return False


def _text(latex: str) -> str:
    return without_entities(decode(latex).text)
