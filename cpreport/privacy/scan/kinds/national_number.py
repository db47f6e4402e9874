"""Find the numbers by which countries know their people, by form and check digit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from cpreport.privacy.scan.check_digits import is_luhn, is_verhoeff
from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_BEFORE, _AFTER = r"(?<![\w.,-])", r"(?![\w-]|[.,/]\d)"


def _has_day(digits: str, *orders: str) -> bool:
    """Whether six digits are a day, in one of the orders of year, month and day."""
    for order in orders:
        parts = {letter: int(digits[2 * n : 2 * n + 2]) for n, letter in enumerate(order)}
        # Some countries add to the month: 20, 40, 50 or 70 for a sex or a century.
        for added in (0, 20, 40, 50, 70):
            try:
                dt.date(2000 + parts["y"] % 4, parts["m"] - added, parts["d"] % 40)
            except ValueError:
                continue
            return True
    return False


def _france(text: str) -> bool:
    """Check a French number (INSEE): its key is 97 less the rest of the others."""
    plain = re.sub(r"\s", "", text).replace("2A", "19").replace("2B", "18")
    return len(plain) == 15 and 97 - int(plain[:13]) % 97 == int(plain[13:])


def _germany(text: str) -> bool:
    """Check the number of an insured person in Germany (section 290 SGB V)."""
    digits = f"{ord(text[0]) - 64:02d}{text[1:9]}"
    products = (int(d) * (1 + n % 2) for n, d in enumerate(digits))
    return sum(p - 9 * (p > 9) for p in products) % 10 == int(text[9])


def _spain(text: str) -> bool:
    """Check the letter of a Spanish number, of citizens (DNI) or foreigners (NIE)."""
    plain = re.sub(r"[ .-]", "", text)
    number = str("XYZ".find(plain[0])) + plain[1:-1] if plain[0] in "XYZ" else plain[:-1]
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


def _ireland(text: str) -> bool:
    """Check the letter of an Irish number (PPS)."""
    extra = 9 * (ord(text[8]) - 64) if len(text) == 9 and text[8] != "W" else 0
    rest = (sum(int(d) * (8 - n) for n, d in enumerate(text[:7])) + extra) % 23
    return "WABCDEFGHIJKLMNOPQRSTUV"[rest] == text[7]


def _china(text: str) -> bool:
    """Check a Chinese number (GB 11643): weights are powers of two modulo 11."""
    rest = sum(int(d) * (2 ** (17 - n) % 11) for n, d in enumerate(text[:17])) % 11
    return "10X98765432"[rest] == text[17].upper()


def _india(text: str) -> bool:
    return is_verhoeff(text.replace(" ", "").replace("-", ""))


def _plain(text: str) -> str:
    return re.sub(r"\D", "", text)


#: By form: what else must be true of it.
_FORMS: Mapping[str, Callable[[str], bool]] = {
    # France
    r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}": _france,
    # Brazil (CPF), Switzerland (AHV), Belgium, Russia (SNILS)
    r"\d{3}\.\d{3}\.\d{3}-\d{2}": lambda text: True,
    r"756\.?\d{4}\.?\d{4}\.?\d{2}": lambda text: True,
    r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}": lambda text: _has_day(_plain(text)[:6], "ymd"),
    r"\d{3}-\d{3}-\d{3} \d{2}": lambda text: True,
    # Germany (KVNR), Spain (DNI, NIE), Ireland (PPS)
    r"[A-Z]\d{9}": _germany,
    r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ]-?\d{7})[ -]?[A-HJ-NP-TV-Z]": _spain,
    r"\d{7}[A-W][A-IW]?": _ireland,
    # Italy (codice fiscale), Mexico (CURP)
    r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]": lambda text: True,
    r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d": lambda text: True,
    # Denmark, Sweden, Iceland; Finland; Czechia and Slovakia; Korea
    r"\d{6}[-+]\d{4}": lambda text: _has_day(text[:6], "ymd", "dmy"),
    r"(?:19|20)\d{6}[-+]\d{4}": lambda text: is_luhn(_plain(text)[2:]),
    r"\d{6}[-+A-F]\d{3}[\dA-FHJ-NPR-Y]": lambda text: _has_day(text[:6], "dmy"),
    r"\d{6}/\d{3,4}": lambda text: _has_day(text[:6], "ymd"),
    r"\d{6}-[1-4]\d{6}": lambda text: _has_day(text[:6], "ymd"),
    # China; India (Aadhaar)
    r"[1-9]\d{5}(?:19|20)\d{9}[\dXx]": _china,
    r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}": _india,
    # United Kingdom (National Insurance); United States (Medicare)
    r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]": lambda text: True,
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?"
    r"[AC-HJKMNP-RT-Y]{2}\d{2}": lambda text: True,
}
_CHECKS = tuple((re.compile(f"{form}{_AFTER}"), check) for form, check in _FORMS.items())
_ANY = re.compile(f"{_BEFORE}(?:{'|'.join(_FORMS)}){_AFTER}")
#: The same up to the `x` that a Chinese number may end with.
_WITHOUT_X = re.compile(rf"{_BEFORE}(?:\d{{17}}|(?:{'|'.join(_FORMS)}){_AFTER})")


def _is_real(match: re.Match[str]) -> bool:
    for form, check in _CHECKS:
        found = form.match(match.string, match.start())
        if found is not None and check(found[0]):
            return True
    return False


KIND = Kind(
    "national identity number", "G", (Pattern(_ANY, no_small=_WITHOUT_X),), rank=6, is_real=_is_real
)
