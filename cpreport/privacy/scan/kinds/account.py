"""Find bank accounts and cards, by their labels and by their check digits."""

from __future__ import annotations

import re

from cpreport.privacy.scan.check_digits import is_luhn, is_mod_97
from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered
from cpreport.privacy.scan.pattern import without_small_letters

_LABELS = (
    "bank account|iban|sort code|routing|konto|bankverbindung|blz|credit card|debit card|"
    "card ending in|kreditkarte|conto corrente|rekening|счёт|счет"
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(r"(?<![\w.,-])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{2,7}(?![\w-]|[.,]\d)")
_OF_A_DEVICE = re.compile(
    r"(?:imei|serial|sn|s/n)\W{0,3}(?:(?:no|nr|number)\W{1,2})?$", re.IGNORECASE
)
_SHORTEST_IBAN = 15


def _is_real(match: re.Match[str]) -> bool:
    plain = re.sub(r"[ -]", "", match[0])
    if match.re is _IBAN:
        # A word may follow that is none of its groups.
        ends = (plain[:end] for end in range(len(plain), _SHORTEST_IBAN - 1, -1))
        return any(is_mod_97(text) for text in ends)
    if match.re is _CARD:
        before = match.string[max(0, match.start() - 20) : match.start()]
        return is_luhn(plain) and not _OF_A_DEVICE.search(before)
    return is_numbered(match)


KIND = Kind(
    "account number",
    "J",
    (
        without_small_letters(_IBAN),
        without_small_letters(_CARD),
        after_label(_LABELS, value=r"[\d*xX][\d*xX .-]{2,24}\d"),
        after_word("account|acct|card|compte|conta|cuenta|hesap"),
    ),
    rank=2,
    is_real=_is_real,
)
