"""Find addresses that let whoever has them in: with a password or a key."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_SECRET = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@\x1f]{1,80}:[^\s/@\x1f]{1,80}@[^\s\x1f]{1,120}"
    r"|\bhttps?://[^\s?\x1f]{1,200}\?[^\s\x1f]{0,200}?\b"
    r"(?:token|key|password|passwd|pwd|secret|sig|auth|session)=[^\s&\x1f]{3,200}",
    re.IGNORECASE,
)

KIND = Kind("address with a password or key", "R", (Pattern(_SECRET, ("://",)),), rank=0)
