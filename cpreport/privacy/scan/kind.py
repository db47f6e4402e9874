"""Describe one kind of identifier by the shapes that it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cpreport.privacy.scan.pattern import Pattern


def always(match: re.Match[str]) -> bool:
    """Accept every match: its shape says enough."""
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier.

    name : str
        As in `looks like a telephone number`.
    safe_harbor : str
        The letter of its paragraph in 45 CFR 164.514(b)(2)(i).
    rank : int
        Of two kinds that match at one place, the one with the lower rank is told.
    is_real : callable
        Whether a match is one in fact: by check digits, by what stands around it.
    """

    name: str
    safe_harbor: str
    patterns: tuple[Pattern, ...] = field(repr=False)
    rank: int = 5
    is_real: Callable[[re.Match[str]], bool] = field(repr=False, default=always)
