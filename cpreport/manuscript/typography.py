"""Set signs as print has them: dashes, ellipses, and numbers that stay with their units.

Nothing else is replaced: `(c)`, `(R)`, `+-` and the like are printed as they are written.
"""

from __future__ import annotations

import re

UNITS = r"(?:%|°|mm|cm|m|kg|mg|µg|g|mL|ml|L|s|h|min|days?|weeks?|months?|years?|points?|hours?)"
_NUMBER_UNIT = re.compile(rf"(?<![+\d.,])(\d[+\d.,]*) ({UNITS})(?![\w])")
_AFTER_A_NUMBER = re.compile(rf" (?={UNITS}(?![\w]))")
_EM_DASH = re.compile(r"(?<!-)---(?!-)")
#: Two hyphens are a dash with space on both sides, or on none: `--strict` is none.
_EN_DASH = re.compile(r"(?<![^\s])--(?![^\s])|(?<![-\s])(?<!^)--(?![-\s])")
_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.\.)")


def dashes_set(text: str, before: str = "", after: str = "") -> str:
    """Set dashes and ellipses in a text that stands between two others.

    >>> dashes_set("1+--2 points - or more..."), dashes_set("--strict")
    ('1+–2 points - or more…', '--strict')
    """
    if "--" not in text and "..." not in text:
        return text
    # What stands beside it decides, and is not changed.
    left, right = before[-1:], after[:1]
    whole = f"{left}{text}{right}"
    for pattern, sign in ((_EM_DASH, "—"), (_EN_DASH, "–"), (_ELLIPSIS, "…")):
        whole = pattern.sub(sign, whole)
    return whole[len(left) : len(whole) - len(right)]


def units_kept(text: str) -> str:
    """Keep numbers on one line with their units.

    >>> units_kept("after 12 months")
    'after 12\\xa0months'
    """
    return _NUMBER_UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", text)


def unit_kept_to_number(text: str) -> str:
    """Keep the unit that a text begins with on one line with the number before it."""
    return "\N{NO-BREAK SPACE}" + text[1:] if _AFTER_A_NUMBER.match(text) else text
