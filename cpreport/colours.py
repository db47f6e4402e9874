"""Measure how well colours (`#rrggbb`) can be read, and mix them."""

from __future__ import annotations

import re
from functools import lru_cache

#: Of letters with what is behind them (WCAG 2.2, 1.4.3).
LEAST_CONTRAST = 4.5

_STEPS = 50

#: The colours of a drawing: a form that begins with letters is looked for in a page without delay.
_COLOURS = {key: re.compile(rf'{key}(?<!\w{key})="(#[0-9a-f]{{6}})"') for key in ("fill", "stroke")}


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours, from 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1024)
def mix(one: str, other: str, share: float) -> str:
    """Mix two colours: the one that lies this share of the way from one to the other.

    >>> mix("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


#: Paper of pages for screens in the dark, as `tokens.css` has it.
DARK_PAPER = "#14181c"


@lru_cache(maxsize=1024)
def in_the_dark(colour: str) -> str:
    """Turn a colour that is seen on white into one that stands out as much from dark paper.

    Two colours keep the contrast that they have with each other, as far as there are brighter ones.

    >>> in_the_dark("#ffffff"), in_the_dark("#1b1f24"), in_the_dark("#0b5c8a")
    ('#14181c', '#f6f7f7', '#81abc2')
    """
    if colour == "#ffffff":
        return DARK_PAPER
    wanted = (_luminance(DARK_PAPER) + 0.05) * 1.05 / (_luminance(colour) + 0.05) - 0.05
    end = "#ffffff" if wanted > _luminance(colour) else "#000000"
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        short = _luminance(mix(colour, end, middle)) < wanted
        low, high = (middle, high) if short == (end == "#ffffff") else (low, middle)
    return mix(colour, end, high)


def dark_rules(html: str, within: str) -> str:
    """Write the rules that turn the colours of the drawings in a text into those for the dark.

    Parameters
    ----------
    within : str
        What the drawings stand in, as CSS selects it.
    """
    rules = [
        f'{within} [{key}="{colour}"]{{{key}:{in_the_dark(colour)}}}'
        for key, form in _COLOURS.items()
        for colour in sorted(set(form.findall(html)))
    ]
    return f"@media screen and (prefers-color-scheme:dark){{{''.join(rules)}}}\n" if rules else ""


def readable_on(ground: str, colour: str) -> str:
    """Keep a colour that can be read on the ground, or find the nearest darker or paler one.

    >>> readable_on("#ffffff", "#0b5566"), readable_on("#ffffff", "#f0c000")
    ('#0b5566', '#907300')
    """
    end = max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, ground))
    shades = (mix(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, ground) >= LEAST_CONTRAST)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@lru_cache(maxsize=1024)
def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    linear = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
