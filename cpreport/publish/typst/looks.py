"""Read from the stylesheets of print what both engines share: colours, letters, sizes, rules.

Typst knows no CSS. What a theme may set, and a series by itself, are the tokens of `tokens.css`
and a few properties besides, which stand in `_READ`; `beyond` tells what else a user's own
stylesheet asks for, so that such a series is set by WeasyPrint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

#: Properties that are read, by selector, and what the template calls them.
_READ: Mapping[tuple[str, str], str] = {
    ("h1", "font-family"): "h1-face",
    ("h2", "font-family"): "h2-face",
    ("h3", "font-family"): "h3-face",
    ("h4", "font-family"): "h4-face",
    ("h1", "font-weight"): "h1-weight",
    ("h2", "font-weight"): "h2-weight",
    (".kicker", "border-top-width"): "kicker-rule",
    (".kicker", "letter-spacing"): "kicker-spacing",
    (".box", "border-top"): "box-top",
    (".box", "border-top-width"): "box-top-width",
    (".box", "border-bottom"): "box-bottom",
    (".box", "border-left"): "box-left",
    ("p.notice", "border"): "notice-border",
}
#: What a colour, a length or a border may look like once its tokens are put in.
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
_LENGTH = re.compile(r"(-?[\d.]+)(pt|mm|em|px)?")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
#: Variables that lead to each other are followed so far.
_DEEPEST = 8


def looks_of_css(css: str) -> dict[str, object]:
    """Read the tokens of print and the few properties that themes set besides them."""
    return dict(_looks_of_css(css))


@lru_cache(maxsize=16)
def _looks_of_css(css: str) -> tuple[tuple[str, object], ...]:
    found: dict[str, str] = {}
    for selector, name, value in _declared(css):
        if selector == ":root" and name.startswith("--"):
            found[name] = value
        elif (selector, name) in _READ:
            found[_READ[selector, name]] = value
    return tuple(
        (name.removeprefix("--"), _as_data(_filled(value, found))) for name, value in found.items()
    )


def beyond(css: str) -> bool:
    """Whether a stylesheet for print says more than what `looks_of_css` reads of it."""
    return any(
        not (selector == ":root" and name.startswith("--")) and (selector, name) not in _READ
        for selector, name, _ in _declared(css)
    )


def _declared(css: str) -> Iterator[tuple[str, str, str]]:
    """Yield every declaration of print, by each of its selectors."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword != "media":
            yield f"@{rule.lower_at_keyword}", "", ""
        elif rule.type == "at-rule" and _is_for_print(tinycss2.serialize(rule.prelude)):
            yield from _declared(tinycss2.serialize(rule.content or []))
        elif rule.type == "qualified-rule":
            yield from _of_rule(rule)


def _is_for_print(media: str) -> bool:
    return media.strip() in ("", "all", "print")


def _of_rule(rule: Any) -> Iterator[tuple[str, str, str]]:
    import tinycss2

    selectors = [one.strip() for one in tinycss2.serialize(rule.prelude).split(",")]
    declarations = tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    )
    for one in declarations:
        if one.type == "declaration":
            value = tinycss2.serialize(one.value).strip()
            yield from ((selector, one.name, value) for selector in selectors)
        elif one.type == "qualified-rule":
            yield "nested rule", "", ""


def _filled(value: str, tokens: Mapping[str, str]) -> str:
    """Put the values of tokens in their places."""
    for _ in range(_DEEPEST):
        changed = _VARIABLE.sub(lambda m: tokens.get(m[1], m[2] or ""), value)
        if changed == value:
            break
        value = changed
    return value


def _as_data(value: str) -> object:
    """Write a value as the template wants it: a colour as it is, letters as a list, a border."""
    colour, lengths = _COLOUR.search(value), _LENGTH.fullmatch(value.strip())
    if lengths is not None:
        return {"number": float(lengths[1]), "unit": lengths[2] or ""}
    if colour is not None and value.strip() == colour[0]:
        return colour[0]
    if " solid " in value:
        width = _LENGTH.match(value.strip())
        number = float(width[1]) if width else 1.0
        return {"number": number, "unit": "pt", "colour": colour[0] if colour else "#000000"}
    return [family.strip().strip("\"'") for family in value.split(",")]
