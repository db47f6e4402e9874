"""Find addresses that let whoever has them in: with a password or a key."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_SECRET = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@\x1f]{1,80}:[^\s/@\x1f]{1,80}@[^\s\x1f]{1,120}"
    r"|\bhttps?://[^\s?#\x1f]{1,200}[?#][^\s\x1f]{0,200}?"
    r"(?:token|key|password|passwd|pwd|secret|sig|signature|credential|auth|session|sessionid)="
    r"[^\s&\x1f]{3,2000}(?:&[^\s\x1f]{0,2000})?",
    re.IGNORECASE,
)

NAME = "address with a password or key"
KIND = Kind(NAME, "R", (Pattern(_SECRET, ("://",)),), rank=0)
