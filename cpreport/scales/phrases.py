"""Clause the names of items and grades for messages."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.scales.definition import Side


def slot_name(item: str, side: Side | None) -> str:
    """Name an item or a score with its side: `right elbow flexors`."""
    return f"{side} {item}" if side else item


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words as in a sentence.

    >>> join_words(["62", "74", "87"], "or")
    '62, 74 or 87'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
