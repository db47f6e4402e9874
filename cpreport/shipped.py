"""Find the folders that come with cpreport: templates, styles and the example series."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def shipped_folder(folder: Literal["templates", "styles", "cases"]) -> Path:
    """Find a shipped folder: inside the package once installed, beside it in a checkout."""
    installed = _PACKAGE / "_shipped" / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder
