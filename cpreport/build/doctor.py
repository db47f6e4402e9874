"""Look at this machine, and say what cpreport needs that is not there."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

_LIBRARIES = (
    "click", "jinja2", "markdown-it-py", "matplotlib", "pandas", "pydantic", "pyyaml",
    "tabulate", "weasyprint",
)  # fmt: skip
_FONTS = ("fontpkg-source-sans-3", "fontpkg-source-serif-4")
_PANGO = {
    "Linux": "Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "Fedora: dnf install pango; Alpine: apk add pango",
    "Darwin": "brew install pango",
    "Windows": "install MSYS2, then pacman -S mingw-w64-x86_64-pango, "
    "and set WEASYPRINT_DLL_DIRECTORIES to its bin folder",
}


def examined() -> tuple[tuple[str, ...], bool]:
    """Give a line for each thing looked at, and whether all is well."""
    lines = [f"ok       Python {platform.python_version()} ({sys.platform})"]
    well = True
    for name in (*_LIBRARIES, *_FONTS):
        try:
            lines.append(f"ok       {name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            lines.append(f"missing  {name}: install cpreport again, with its dependencies")
            well = False
    line, pango = _pango()
    return (*lines, line), well and pango


def _pango() -> tuple[str, bool]:
    try:
        from weasyprint.text.ffi import pango
    except (ImportError, OSError):
        hint = _PANGO.get(platform.system(), "install Pango for your system")
        return f"missing  Pango, which sets the type of the PDFs: {hint}", False
    number = int(pango.pango_version())
    return f"ok       Pango {number // 10000}.{number // 100 % 100}.{number % 100}", True
