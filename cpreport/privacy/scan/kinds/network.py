"""Find addresses of computers and of their network cards."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, without_small_letters

_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV4_LABELLED = re.compile(
    r"(?<!\w)ip(?:v4)?(?: ?(?:address|addr\.?|adresse))?[ :]{1,2}((?:\d{1,3}\.){3}\d{1,3})(?![\w]|"
    r"\.\d)",
    re.IGNORECASE,
)
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:{1,2}){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MAC = re.compile(
    r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])"
    r"|(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?!\w|\.\w)"
)
#: The least first part of an address that no numbering of sections or versions has.
_LEAST_FIRST = 10


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _IPV4:
        parts = [int(part) for part in match[0].split(".")]
        return max(parts) < 256 and parts[0] >= _LEAST_FIRST
    if match.re is _IPV6:
        try:
            address = IPv6Address(match[0])
        except AddressValueError:
            return False
        return address.exploded[:4] != "0000" and len(match[0].split(":")[0]) > 2
    if match.re is _MAC:
        # Pairs of digits alone are times and grades.
        return re.search(r"[A-Fa-f]", match[0]) is not None and any(map(str.isdigit, match[0]))
    return True


KIND = Kind(
    "network address",
    "O",
    (
        without_small_letters(_IPV4),
        Pattern(_IPV4_LABELLED, no_small=re.compile(r"\d\.\d{1,3}\.\d")),
        Pattern(_MAC, no_space=_MAC),
        Pattern(_IPV6, no_space=_IPV6),
    ),
    is_real=_is_real,
)
