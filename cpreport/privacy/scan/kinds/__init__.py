"""Hold one file for each kind of identifier that is known by its shape.

Every file defines `KIND`; a file that is added here is searched for.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from cpreport.privacy.scan.kind import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Load every kind: those of a lower rank first."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(sorted((module.KIND for module in modules), key=lambda k: (k.rank, k.name)))


@cache
def vocabulary() -> frozenset[str]:
    """List every word that one of the patterns looks for."""
    return frozenset().union(*(pattern.words for kind in kinds() for pattern in kind.patterns))
