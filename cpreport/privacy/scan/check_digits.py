"""Check the digits by which long numbers are told from chance."""

from __future__ import annotations

#: Products of the dihedral group of order ten, and the permutation of a digit by its place
#: (Verhoeff J. Error detecting decimal codes. Amsterdam: Mathematical Centre; 1969).
_TURNED = tuple(
    tuple(
        (a + b) % 5 if a < 5 and b < 5
        else 5 + (a + b) % 5 if a < 5
        else 5 + (a - b) % 5 if b < 5
        else (a - b) % 5
        for b in range(10)
    )
    for a in range(10)
)  # fmt: skip
_MOVED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def is_luhn(digits: str) -> bool:
    """Check a number as cards and devices have them (ISO/IEC 7812-1).

    >>> is_luhn("79927398713"), is_luhn("79927398710")
    (True, False)
    """
    doubled = (int(d) * (1 + n % 2) for n, d in enumerate(reversed(digits)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def is_verhoeff(digits: str) -> bool:
    """Check a number by Verhoeff's scheme, as SNOMED CT and Aadhaar use it.

    >>> is_verhoeff("2363"), is_verhoeff("2364")
    (True, False)
    """
    check = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(place % 8):
            value = _MOVED[value]
        check = _TURNED[check][value]
    return check == 0


def is_mod_97(text: str) -> bool:
    """Check an international bank account number (ISO 13616).

    >>> is_mod_97("GB82WEST12345698765432"), is_mod_97("GB82WEST12345698765433")
    (True, False)
    """
    turned = text[4:] + text[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1
