"""Print exact numbers in their one form; nothing else decides digits and signs."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def runs(numbers: Iterable[int]) -> list[list[int]]:
    """Part whole numbers, in order, into runs in which each follows the one before.

    >>> runs([1, 2, 3, 5])
    [[1, 2, 3], [5]]
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def decimals_of(value: Decimal) -> int:
    """Count the decimals that a number is written with."""
    return max(0, -int(value.as_tuple().exponent))


def round_half_up(value: Decimal, digits: int) -> Decimal:
    """Round half away from zero to a number of decimals.

    >>> round_half_up(Decimal("-2.5"), 0)
    Decimal('-3')
    """
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


# A series of graded scales holds few numbers, and each of them thousands of times.
@lru_cache(maxsize=4096)
def format_number(value: Decimal, digits: int = 0) -> str:
    """Print a number with a true minus sign; zero has no sign."""
    number = round_half_up(value, digits)
    return f"{MINUS if number < 0 else ''}{abs(number):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def format_signed(value: Decimal, digits: int = 0) -> str:
    """Print a change with its sign; no change is `0`.

    >>> format_signed(Decimal(12))
    '+12'
    """
    number = round_half_up(value, digits)
    return f"+{format_number(value, digits)}" if number > 0 else format_number(value, digits)


def in_words(value: Decimal) -> str:
    """Write whole numbers up to twelve in words, all others in digits."""
    if value == value.to_integral_value() and 0 <= value <= 12:
        return _WORDS[int(value)]
    digits = decimals_of(value.normalize())
    return format_number(value, digits)


def counted(number: int, noun: str) -> str:
    """Count things.

    >>> counted(1, "case"), counted(2, "case")
    ('1 case', '2 cases')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def with_unit(number: str, unit: str) -> str:
    """Join a printed number and its unit so that no line breaks between them."""
    return f"{number}{NO_BREAK}{unit}" if unit else number


def plain(value: Decimal) -> str:
    """Write a number for data files: a point, a hyphen for minus, no exponent, no idle zeros.

    >>> plain(Decimal("48.50"))
    '48.5'
    """
    number = value.normalize()
    return "0" if number == 0 else f"{number:f}"


def percent(share: Decimal, digits: int = 0) -> str:
    """Print a share of one as a percentage.

    >>> percent(Decimal("0.527129195"))
    '53%'
    """
    return f"{format_number(100 * share, digits)}%"
