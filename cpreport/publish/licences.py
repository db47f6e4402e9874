"""Know the licences that have an address of their own."""

from __future__ import annotations

import re

#: `CC BY 4.0`, `CC BY-NC-ND 4.0`.
_CREATIVE_COMMONS = re.compile(r"CC[ -](BY(?:-NC)?(?:-SA|-ND)?)[ -](\d\.\d)")


def licence_address(licence: str) -> str:
    """Look up the address of a Creative Commons licence; nothing of any other.

    >>> licence_address("CC BY 4.0"), licence_address("All rights reserved")
    ('https://creativecommons.org/licenses/by/4.0/', '')
    """
    if match := _CREATIVE_COMMONS.fullmatch(licence.strip()):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2]}/"
    if licence.strip() == "CC0 1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return ""
