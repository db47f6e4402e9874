"""Set signs as print has them: quotation marks, dashes, ellipses, numbers with their units.

Nothing else is replaced: `(c)`, `(R)`, `+-` and the like are printed as they are written. Prose is
set so where it is read, and every field that is printed as plain text by `set_signs`, so that the
same letters look alike wherever they stand.
"""

from __future__ import annotations

import re

#: Quotation marks: outer, then inner, opening and closing.
QUOTES = "“”‘’"
UNITS = r"(?:%|°|mm|cm|m|kg|mg|µg|g|mL|ml|L|s|h|min|days?|weeks?|months?|years?|points?|hours?)"
_NUMBER_UNIT = re.compile(rf"(?<![+\d.,])(\d[+\d.,]*) ({UNITS})(?![\w])")
_AFTER_A_NUMBER = re.compile(rf" (?={UNITS}(?![\w]))")
_EM_DASH = re.compile(r"(?<!-)---(?!-)")
#: Two hyphens are a dash with space on both sides, or on none: `--strict` is none.
_EN_DASH = re.compile(r"(?<![^\s])--(?![^\s])|(?<![-\s])(?<!^)--(?![-\s])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_A_DOUBLE_SIGN = re.compile(r" (?=[:;?!»](?!\S))|(?<=«) ")
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


def set_signs(text: str) -> str:
    r"""Set quotation marks, dashes and ellipses of a text that is no Markdown.

    >>> set_signs("Parkinson's \"off\" state -- or not...")
    'Parkinson’s “off” state – or not…'
    """
    text = dashes_set(text)
    return _quotes_set(text) if "'" in text or '"' in text else text


def set_french_signs(text: str) -> str:
    r"""Set apostrophes of a French text, and keep a double sign on one line with its word.

    >>> set_french_signs("L'essentiel : c'est mieux")
    'L’essentiel\xa0: c’est mieux'
    """
    text = _APOSTROPHE.sub("’", text)
    return _BEFORE_A_DOUBLE_SIGN.sub("\N{NO-BREAK SPACE}", text)


def _quotes_set(text: str) -> str:
    # The rule that prose is read with, so that both do the same.
    from markdown_it import MarkdownIt
    from markdown_it.rules_core.smartquotes import process_inlines
    from markdown_it.rules_core.state_core import StateCore
    from markdown_it.token import Token

    words = Token("text", "", 0, content=text)
    process_inlines([words], StateCore(text, MarkdownIt("zero", {"quotes": QUOTES}), {}))
    return words.content
