"""Hold the one script of pages for screens, and the policy that lets nothing else run or load."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

#: The script comes with cpreport and from nowhere else: no folder of the user's can replace it.
_FILE = Path(__file__).with_name("screen.js")


@cache
def script() -> str:
    """Read the text of the script, as it stands between its tags."""
    return _FILE.read_text("utf-8")


def policy(*, images_beside: bool = False) -> str:
    """Write the Content-Security-Policy of a page for screens.

    Parameters
    ----------
    images_beside : bool
        Whether the page shows image files that lie beside it, as the overview of a build does.
    """
    digest = base64.b64encode(hashlib.sha256(script().encode()).digest()).decode("ascii")
    images = "img-src data: file: 'self'" if images_beside else "img-src data:"
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; {images}; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
