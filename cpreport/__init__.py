"""Turn structured clinical case files into case reports and a case-series article.

`cpreport.read` opens a series in Python; what `__all__` names is what is promised to stay.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "CaseSeries",
    "Explanation",
    "Result",
    "SeriesBuild",
    "SeriesResult",
    "SeriesTable",
    "UnknownName",
    "__version__",
    "read",
]

if TYPE_CHECKING:
    from cpreport.toolkit import (
        CaseSeries,
        Explanation,
        Result,
        SeriesBuild,
        SeriesResult,
        SeriesTable,
        UnknownName,
        read,
    )


def __getattr__(name: str) -> Any:
    """Import the toolkit when something of it is asked for: every command begins here, too."""
    if name not in __all__:
        raise AttributeError(f"module 'cpreport' has no attribute {name!r}")
    from cpreport import toolkit

    return getattr(toolkit, name)


def __dir__() -> list[str]:
    return sorted(__all__)
