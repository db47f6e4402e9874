"""Make any text harmless, and measure and wrap it for a terminal.

A terminal shows some characters two columns wide, some in no column of their own, and obeys
others. What is printed in columns is measured here, with the standard library alone.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from cpreport.numbers import NO_BREAK

INDENT = "  "

#: A program that starts a command sets this in its environment to be told how far that is, in lines
#: that begin with the mark: documents finished, documents in all, and the one that is being made.
COUNT_WANTED = "CPREPORT_COUNT"
COUNT_MARK = "\N{INFORMATION SEPARATOR TWO}"

#: Gives a text with the looks it is asked for: `paint("P01", bold=True)`.
Paint = Callable[..., str]

#: Unicode categories that a terminal obeys or hides: controls, formats, lone surrogates, line and
#: paragraph separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def painter(colour: bool) -> Paint:
    """Choose what colours text for a terminal, or what leaves it as it is.

    >>> painter(False)("better", fg="green")
    'better'
    """
    if not colour:
        return _unpainted
    import click

    return click.style


def _unpainted(text: str, **_: Any) -> str:
    return text


#: The rule under the headings of a table, and what no score could be given for.
_RULE = re.compile("-+( +-+)*")
_NOT_SCORABLE = re.compile("not scorable")


def paint_table(parts: Iterable[str], *, colour: bool) -> Iterator[str]:
    r"""Paint a printed table: caption and headings bold, the rule dim, gaps in yellow.

    Parameters
    ----------
    parts : iterable of str
        The table in parts, each of whole lines.

    >>> list(paint_table(["Scores\n"], colour=False))
    ['Scores\n']
    """
    if not colour:
        yield from parts
        return
    paint = painter(colour)
    headings = True
    for part in parts:
        painted = []
        for line in part.split("\n"):
            is_rule = bool(_RULE.fullmatch(line))
            headings = headings and not is_rule
            if is_rule:
                painted.append(paint(line, dim=True))
            elif headings:
                painted.append(paint(line, bold=True) if line else line)
            else:
                painted.append(_NOT_SCORABLE.sub(lambda found: paint(found[0], fg="yellow"), line))
        yield "\n".join(painted)


def visible(text: str) -> str:
    """Write every character that would be hidden or obeyed as its code; end lines by a space.

    >>> visible("elbow" + chr(0xAD) + "flexors")
    'elbow<U+00AD>flexors'
    """
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(show_character(character) for character in text)


def show_character(character: str) -> str:
    """Show one character as itself, or as its code where a terminal would hide or obey it."""
    if unicodedata.category(character) in _UNSEEN:
        return f"<U+{ord(character):04X}>"
    return character


def columns(text: str) -> int:
    """Count the terminal columns that a visible text fills.

    >>> columns("肘"), columns("e" + chr(0x301))
    (2, 1)
    """
    return sum(map(_character_columns, text))


def _character_columns(character: str) -> int:
    if " " <= character <= "~":
        return 1
    # Vowels and final consonants of decomposed Hangul stand in the cell of the first consonant.
    if "\u1160" <= character <= "\u11ff" or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def wrap(text: str, width: int) -> list[str]:
    """Break a visible text at its plain spaces; a word longer than the width keeps its own line."""
    return pack(text.split(" "), width)


def pack(pieces: Iterable[str], width: int) -> list[str]:
    """Put pieces that may not be broken on as few lines as they fit.

    >>> pack(["0,", "1,", "1+,", "or 2"], 6)
    ['0, 1,', '1+,', 'or 2']
    """
    lines: list[str] = []
    for piece in pieces:
        if lines and columns(lines[-1]) + 1 + columns(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def fill(text: str, width: int, first: str = INDENT, rest: str = INDENT) -> str:
    """Break a text into lines, each behind its indent; what a no-break space joins stays whole."""
    lines = textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(NO_BREAK, " ")


def in_two_columns(said: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Set terms and their meanings in two columns."""
    column = max((len(term) for term, _ in said), default=0)
    hang = INDENT + " " * (column + 2)
    return [fill(f"{term:<{column}}  {text}", width, INDENT, hang) for term, text in said]


def never_failing(*streams: Any) -> None:
    """Let streams print any character, as its code where their encoding lacks it."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
