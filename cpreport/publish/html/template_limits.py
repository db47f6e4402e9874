"""Bound the work of a user's template: so long, so much, and no more."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from cpreport.limits import limit


class TooMuch(Exception):
    """Raised where a template takes too long, or makes too long a page; says what and the limit."""


def joined(chunks: Iterable[str]) -> str:
    """Put the parts of a page together, as they are made.

    Raises
    ------
    TooMuch
        Where they become more than `CPREPORT_MAX_PAGE_MB`, or take longer to make than
        `CPREPORT_MAX_TEMPLATE_SECONDS` of the processor's time.
    """
    most, size = limit("CPREPORT_MAX_PAGE_MB"), 0
    kept: list[str] = []
    with _for(limit("CPREPORT_MAX_TEMPLATE_SECONDS")):
        for chunk in chunks:
            size += len(chunk)
            if size > most * 1_000_000:
                raise TooMuch(f"the page becomes larger than {most} MB (CPREPORT_MAX_PAGE_MB)")
            kept.append(chunk)
    return "".join(kept)


@contextmanager
def _for(seconds: int) -> Iterator[None]:
    """Stop what runs inside after a time; systems without such a clock let it run."""
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooMuch(f"the template runs longer than {seconds} s (CPREPORT_MAX_TEMPLATE_SECONDS)")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
