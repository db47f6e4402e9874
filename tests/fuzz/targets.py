"""Name the targets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.fuzz import bibliography, prose, reader

Target = Callable[[bytes], None]

TARGETS: Mapping[str, Target] = {
    "reader": reader.held,
    "prose": prose.held,
    "bibliography": bibliography.held,
}
