"""Compare the versions of this machine with those of another that is to make the same bytes."""

from __future__ import annotations

import functools
import importlib.metadata
import platform
import zlib
from collections.abc import Iterator, Mapping

from cpreport.builder.fingerprint import CODE, hash_below, own_looks
from cpreport.shipped import shipped_folder


@functools.cache
def versions_here() -> dict[str, str]:
    """List, by name, whatever of this machine decides a byte of a finished document.

    Fonts of the machine itself are not among it: they print only letters that the fonts which come
    with cpreport do not have.
    """
    minor = platform.python_version_tuple()[:2]
    return {
        # Records travel between the two sides as Python keeps them.
        "Python": ".".join(minor),
        **own_looks(),
        "pikepdf": importlib.metadata.version("pikepdf"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "templates": hash_below(shipped_folder("templates")),
        "styles": hash_below(shipped_folder("styles")),
    }


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> tuple[str, ...]:
    """Say in which of these another machine is unlike this one.

    >>> differences({"weasyprint": "70.0", "Pango": "1.50.12"}, {"weasyprint": "69.0"})
    ('weasyprint is 69.0 there and 70.0 here', 'Pango is missing there')
    """
    return tuple(_unlike(here, there))


def _unlike(here: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    for name, own in here.items():
        other = there.get(name)
        if other == own:
            continue
        if name == CODE and here["cpreport"] != there.get("cpreport"):
            # That the versions differ is said already.
            continue
        if other is None:
            yield f"{name} is missing there"
        elif name in (CODE, "templates", "styles"):
            what = name if name == CODE else f"cpreport’s own {name}"
            yield f"{what} are others there"
        else:
            yield f"{name} is {other} there and {own} here"
