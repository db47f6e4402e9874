"""Find addresses of electronic mail."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])")
#: Written so that programs should not read it: `anne at example dot org`.
_SPELT = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}\s?[\[({]\s?(?:at|AT|ät)\s?[\])}]\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|[\[({]\s?(?:dot|DOT|punkt)\s?[\])}])\s?[\w-]{1,63}){1,4}"
    r"|(?<![\w.+%-])[\w.+%-]{1,64} at [\w-]{1,63}(?: dot [\w-]{1,63}){1,4}"
)

KIND = Kind(
    "e-mail address",
    "F",
    (
        Pattern(_EMAIL, ("@",)),
        Pattern(
            _SPELT, (" dot ", "[at]", "(at)", "{at}", "[ at ]", "( at )", "(ät)", "[AT]", "(AT)")
        ),
    ),
    rank=1,
)
