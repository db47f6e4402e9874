"""Read units by the Unified Code for Units of Measure (UCUM), and convert between them exactly.

The units are those that clinicians write; what is not among them is compared by its letters alone.
Every factor is a fraction, so that no conversion loses a digit: a table of this size has less to
go wrong than a library that computes in binary fractions and reads `mg/dL` by rules of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from unicodedata import normalize

#: Prefixes, each with its power of ten.
_PREFIXES: Mapping[str, int] = {
    "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9,
    "p": -12, "f": -15,
}  # fmt: skip
#: Units that take prefixes: how many of which others they are; one of its own kind has none.
_METRIC: Mapping[str, tuple[Fraction, str]] = {
    "m": (Fraction(1), "m"),
    "g": (Fraction(1), "g"),
    "s": (Fraction(1), "s"),
    "mol": (Fraction(1), "mol"),
    "L": (Fraction(1, 1000), "m3"),
    "l": (Fraction(1, 1000), "m3"),
    "Pa": (Fraction(1), "Pa"),
    "bar": (Fraction(100_000), "Pa"),
    "m[Hg]": (Fraction(133_322), "Pa"),
    "m[H2O]": (Fraction(980_665, 100), "Pa"),
    "J": (Fraction(1), "J"),
    "cal": (Fraction(4184, 1000), "J"),
    "W": (Fraction(1), "W"),
    "N": (Fraction(1), "N"),
    "V": (Fraction(1), "V"),
    "A": (Fraction(1), "A"),
    "Hz": (Fraction(1), "Hz"),
    "Ohm": (Fraction(1), "Ohm"),
    "Bq": (Fraction(1), "Bq"),
    "Gy": (Fraction(1), "Gy"),
    "Sv": (Fraction(1), "Sv"),
    "eq": (Fraction(1), "eq"),
    "osm": (Fraction(1), "osm"),
    "U": (Fraction(1), "U"),
    "kat": (Fraction(60_000_000), "U"),
    "[iU]": (Fraction(1), "[iU]"),
}
#: Units that take none.
_ALONE: Mapping[str, tuple[Fraction, str]] = {
    "min": (Fraction(60), "s"),
    "h": (Fraction(3600), "s"),
    "d": (Fraction(86_400), "s"),
    "wk": (Fraction(604_800), "s"),
    "mo": (Fraction(2_629_800), "s"),
    "a": (Fraction(31_557_600), "s"),
    "[in_i]": (Fraction(254, 10_000), "m"),
    "[ft_i]": (Fraction(3048, 10_000), "m"),
    "[lb_av]": (Fraction(45_359_237, 100_000), "g"),
    "[oz_av]": (Fraction(45_359_237, 1_600_000), "g"),
    "deg": (Fraction(1), "deg"),
    "'": (Fraction(1, 60), "deg"),
    "%": (Fraction(1), "%"),
    "[ppth]": (Fraction(1), "[ppth]"),
    "[diop]": (Fraction(1), "[diop]"),
    "[pH]": (Fraction(1), "[pH]"),
    "K": (Fraction(1), "K"),
    "10*": (Fraction(10), ""),
}
#: Temperatures: what is taken from the number, and what a step of it is in kelvins.
_FROM_ZERO: Mapping[str, tuple[Fraction, Fraction]] = {
    "K": (Fraction(0), Fraction(1)),
    "Cel": (Fraction(-27_315, 100), Fraction(1)),
    "[degF]": (Fraction(-45_967, 100), Fraction(5, 9)),
}
#: How units are printed, with their codes in UCUM.
_CODES: Mapping[str, str] = {
    "mmHg": "mm[Hg]", "cmH2O": "cm[H2O]", "°C": "Cel", "°F": "[degF]", "°": "deg", "‰": "[ppth]",
    "IU": "[iU]", "mIU": "m[iU]", "kIU": "k[iU]", "uIU": "u[iU]", "D": "[diop]", "sec": "s",
    "mins": "min", "hours": "h", "hour": "h", "days": "d", "day": "d", "weeks": "wk", "week": "wk",
    "months": "mo", "month": "mo", "years": "a", "year": "a", "minutes": "min", "minute": "min",
    "seconds": "s", "second": "s", "lb": "[lb_av]", "oz": "[oz_av]", "Ω": "Ohm",
}  # fmt: skip
_UNIT = re.compile(r"(?P<unit>10\*|[A-Za-z%'\[\]_]+(?:2O\])?)(?P<power>[+-]?[1-9][0-9]?)?")
_FACTOR = re.compile(r"[1-9][0-9]{0,8}")
_TEN_TO = re.compile(r"(?:(?:1?[x×·])?10(?:\^|\*\*|\*)?)(?P<power>[2-9]|1[0-2])(?=/)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that can be converted.

    factor : Fraction
        How many of its base units it is.
    above, below : tuple of str
        The base units above and below the stroke. They are not cancelled: a part by mass is
        another quantity than a part by amount.
    """

    factor: Fraction
    above: tuple[str, ...]
    below: tuple[str, ...]


def ucum_code(unit: str) -> str:
    """Write a unit in UCUM; empty where it is none of those that are known.

    >>> ucum_code("µg/L"), ucum_code("×10⁹/L"), ucum_code("mmHg"), ucum_code("letters")
    ('ug/L', '10*9/L', 'mm[Hg]', '')
    """
    code = _code(unit)
    return code if code in _FROM_ZERO or _parse(code) is not None else ""


def converted(
    value: Fraction, unit: str, into: str, molar_mass: Fraction | None = None
) -> Fraction | None:
    """Convert a value exactly; None where the units are not of the same quantity.

    Parameters
    ----------
    molar_mass : Fraction, optional
        Grams of a mole, with which masses become amounts and amounts masses.

    >>> converted(Fraction("0.89"), "g/L", "mg/dL")
    Fraction(89, 1)
    >>> converted(Fraction("98.6"), "°F", "°C")
    Fraction(37, 1)
    >>> converted(Fraction(1), "mL", "mg") is None
    True
    """
    source, target = _code(unit), _code(into)
    if source in _FROM_ZERO and target in _FROM_ZERO:
        (zero, step), (other_zero, other_step) = _FROM_ZERO[source], _FROM_ZERO[target]
        return (value - zero) * step / other_step + other_zero
    first, last = _parse(source), _parse(target)
    if first is None or last is None:
        return None
    if (first.above, first.below) == (last.above, last.below):
        return value * first.factor / last.factor
    if molar_mass is None or first.below != last.below:
        return None
    if _exchanged(first.above, "mol", "g") == last.above:
        return value * first.factor * molar_mass / last.factor
    if _exchanged(first.above, "g", "mol") == last.above:
        return value * first.factor / molar_mass / last.factor
    return None


def _exchanged(units: tuple[str, ...], base: str, other: str) -> tuple[str, ...] | None:
    """Put another base unit in the place of one of several; None where it is not among them."""
    if base not in units:
        return None
    at = units.index(base)
    return tuple(sorted((*units[:at], other, *units[at + 1 :])))


def needs_molar_mass(unit: str, into: str) -> bool:
    """Whether a molar mass would convert a unit into another."""
    one = Fraction(1)
    return converted(one, unit, into) is None and converted(one, unit, into, one) is not None


def fold_unit(unit: str) -> str:
    """Fold a unit: no blanks, and one letter for the signs of micro; capitals count.

    >>> fold_unit("\N{MICRO SIGN}g / L") == fold_unit("ug/L")
    True
    """
    return "".join(normalize("NFKC", unit).split()).replace("\N{GREEK SMALL LETTER MU}", "u")


@lru_cache(maxsize=1024)
def _code(unit: str) -> str:
    text = (
        fold_unit(unit)
        .replace("\N{MINUS SIGN}", "-")
        .replace("·", ".")
        .replace("\N{DOT OPERATOR}", ".")
    )
    text = _TEN_TO.sub(r"10*\g<power>", text)
    parts = re.split(r"([/.])", text)
    return "".join(_CODES.get(part, part) for part in parts)


@lru_cache(maxsize=1024)
def _parse(code: str) -> Unit | None:
    """Read a code; None where any part of it is not known."""
    factor, above, below = Fraction(1), list[str](), list[str]()
    stroke, parts = False, re.split(r"([/.])", code)
    for n, part in enumerate(parts):
        if n % 2:
            stroke = part == "/"
            continue
        if _FACTOR.fullmatch(part) or (not part and n == 0 and len(parts) > 1):
            factor *= Fraction(1, int(part or 1)) if stroke else int(part or 1)
            continue
        read = _component(part)
        if read is None:
            return None
        own, bases, power = read
        under = stroke != (power < 0)
        factor *= own ** (-abs(power) if under else abs(power))
        (below if under else above).extend(bases * abs(power))
    return Unit(factor, tuple(sorted(above)), tuple(sorted(below)))


def _component(part: str) -> tuple[Fraction, list[str], int] | None:
    """Read one unit with its power: how many of which base units it is, and the power."""
    match = _UNIT.fullmatch(part)
    if match is None:
        return None
    found = _known(match["unit"])
    if found is None:
        return None
    factor, base = found
    bases = ["m"] * 3 if base == "m3" else [base] if base else []
    return factor, bases, int(match["power"] or 1)


def _known(unit: str) -> tuple[Fraction, str] | None:
    if unit in _ALONE:
        return _ALONE[unit]
    if unit in _METRIC:
        return _METRIC[unit]
    for letters, power in _PREFIXES.items():
        rest = unit.removeprefix(letters)
        if rest != unit and rest in _METRIC:
            own, base = _METRIC[rest]
            return Fraction(10) ** power * own, base
    return None
