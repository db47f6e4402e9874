"""Say what machine this is and which versions are measured."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import re
from pathlib import Path
from typing import Any

import cpreport

_LIBRARIES = ("weasyprint", "matplotlib", "jinja2", "pydantic", "click", "pandas")


def machine() -> dict[str, Any]:
    """Name the processor, the memory, the versions and how busy the machine is."""
    return {
        "date": dt.date.today().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _first("/proc/cpuinfo", r"model name\s*:\s*(.+)") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_first("/proc/meminfo", r"MemTotal:\s*(\d+)") or 0) / 1024**2),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "cpreport": cpreport.__version__,
        **{name: importlib.metadata.version(name) for name in _LIBRARIES},
    }


def _first(file: str, pattern: str) -> str:
    try:
        found = re.search(pattern, Path(file).read_text("utf-8"))
    except OSError:
        return ""
    return found[1].strip() if found else ""
