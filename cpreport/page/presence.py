"""Know whether the page is still open anywhere, and end when it is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

#: Seconds without a page, after which there is nobody any more: a reload takes less.
GRACE = 20.0
#: Seconds in which the last page that says so is still handed out.
FAREWELL = 2.0


@dataclass(slots=True)
class Presence:
    """Counts the pages that are open; each holds one request open as long as it is there.

    clock : callable
        Seconds, counted from anywhere.
    """

    clock: Callable[[], float] = time.monotonic
    pages: int = 0
    left: float | None = None
    asked_to_end: float | None = None

    def come(self) -> None:
        """Note that a page was opened."""
        self.pages += 1
        self.left = None

    def go(self) -> None:
        """Note that a page was closed."""
        self.pages -= 1
        if self.pages == 0:
            self.left = self.clock()

    def ask_to_end(self) -> None:
        """Note that the program was asked to end."""
        self.asked_to_end = self.clock()

    def is_to_end(self) -> bool:
        """Whether the program was asked to end, and has said so."""
        return self.asked_to_end is not None and self.clock() - self.asked_to_end >= FAREWELL

    def is_over(self) -> bool:
        """Whether there was a page, and has been none for a while."""
        return self.left is not None and self.clock() - self.left >= GRACE
