"""Show what becomes of documents while they are built: a bar on a terminal, or plain lines.

The bar stands in the last line of standard error while a build runs, says how many documents are
finished and which is being made, and is gone at the end. The lines above it are the same as those
that a build writes into a file.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from cpreport.numbers import counted
from cpreport.terminal_text import COUNT_MARK, columns, painter, visible

if TYPE_CHECKING:
    from cpreport.builder.build import Built, Told
    from cpreport.publish.engines import Engine

_STATES: dict[str, dict[str, Any]] = {
    "made": {"fg": "green"},
    "unchanged": {"dim": True},
    "failed": {"fg": "red", "bold": True},
    "left out": {"fg": "red", "bold": True},
    "stale": {"fg": "yellow", "bold": True},
    "removed": {"fg": "yellow", "bold": True},
}
#: Columns of the bar where the terminal has room for it.
_WIDEST = 24
#: Seconds between two pictures of the bar.
_STEP = 0.1
_ERASE = "\r\x1b[K"
#: Documents that an engine set are named up to so many, and then counted.
_MOST_SET = 8

#: What asks a build to stop, where the system knows it; each ends it in the same way.
_ASKS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

Say = Callable[[str], None]


class Stopped(KeyboardInterrupt):
    """Raised where a build is asked to stop, by a key or by the system."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def has_bar(stream: TextIO | None) -> bool:
    """Whether a bar can be drawn and erased there."""
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


class Progress:
    """Shows a build while it runs.

    Parameters
    ----------
    output : Path
        The output folder as it is to be named.
    say : callable
        Prints one line, above the bar where there is one.
    bar : TextIO or None
        The terminal that the bar is drawn on.
    counted : bool
        Whether another program reads the lines, and is told how far the build is.
    """

    def __init__(
        self,
        output: Path,
        say: Say,
        *,
        bar: TextIO | None,
        all_files: bool,
        colour: bool,
        counted: bool = False,
    ) -> None:
        self.output, self.say, self.all_files, self.colour = output, say, all_files, colour
        self.bar, self.counted = bar, counted
        self.waiting: list[str] = []
        self.done, self.total = 0, 0
        self.started = time.monotonic()
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.painter: threading.Thread | None = None
        self.stopped: Stopped | None = None
        self.answers: dict[int, Any] = {}

    def __enter__(self) -> Callable[[Told, int], None]:
        if threading.current_thread() is threading.main_thread():
            # What is passed over already, as with `nohup`, stays so.
            heard = [n for n in _ASKS if signal.getsignal(n) is not signal.SIG_IGN]
            self.answers = {number: signal.signal(number, self._stop) for number in heard}
        return self.tell

    def _stop(self, number: int, _: object) -> None:
        # A library may swallow the exception and go on; that it was asked to stop is kept here.
        self.stopped = Stopped(number)
        raise self.stopped

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for number, answer in self.answers.items():
            signal.signal(number, answer)
        self._end()
        if self.stopped is not None and kind is None:
            raise self.stopped

    def _end(self) -> None:
        self.ended.set()
        if self.painter is not None:
            self.painter.join()
            self._draw("")

    def tell(self, told: Told, total: int) -> None:
        """Show what became of one document, or that it is about to be made.

        Raises
        ------
        Stopped
            Where the user asked to stop and something went on all the same.
        """
        if self.stopped is not None:
            raise self.stopped
        self.total = max(total, self.done)
        if told.state == "due":
            self.waiting.append(told.name)
            self._begin()
            if len(self.waiting) == 1:
                self._count()
            return
        with self.lock:
            self.done += 1
            if told.name in self.waiting:
                self.waiting.remove(told.name)
            if self.painter is not None:
                self._draw("")
            for line in self._lines(told):
                self.say(paint_line(line, colour=self.colour))
            if self.painter is not None:
                self._draw(self.picture())
            self._count()

    def _count(self) -> None:
        if self.counted:
            name = visible(self.waiting[0]) if self.waiting else ""
            self.say(f"{COUNT_MARK}{self.done}/{self.total} {name}")

    def _lines(self, told: Told) -> list[str]:
        if _state_word(told) == "left out":
            return [f"{'left out':>9}  {told.name}"]
        return told.lines(self.output, all_files=self.all_files)

    def _begin(self) -> None:
        if self.bar is not None and self.painter is None:
            self.painter = threading.Thread(target=self._paint, daemon=True)
            self.painter.start()

    def _paint(self) -> None:
        while not self.ended.wait(_STEP):
            with self.lock:
                self._draw(self.picture())

    def _draw(self, picture: str) -> None:
        assert self.bar is not None
        try:
            self.bar.write(f"{_ERASE}{picture}")
            self.bar.flush()
        except (OSError, ValueError):
            # The terminal is gone; the documents are still wanted.
            self.ended.set()

    def picture(self) -> str:
        """Draw the bar as it looks now, in one line of the terminal."""
        name = self.waiting[0] if self.waiting else "overview"
        seconds = time.monotonic() - self.started
        plain = "utf" not in (getattr(self.bar, "encoding", None) or "").lower()
        return draw_bar(
            self.done, self.total, name, seconds, _terminal_columns(self.bar), self.colour, plain
        )


def draw_bar(
    done: int, total: int, name: str, seconds: float, width: int, colour: bool, plain: bool
) -> str:
    """Draw a bar with its count, the document that is being made, and the seconds so far.

    >>> draw_bar(2, 6, "P01", 3.4, 60, False, True)
    'Building [########----------------] 2/6 P01 3 s'
    >>> draw_bar(2, 6, "P01", 3.4, 30, False, True)
    'Building [#---] 2/6 P01 3 s'
    """
    paint = painter(colour)
    on, off = ("#", "-") if plain else ("━", "━" if colour else "╌")
    count, time_taken = f" {done}/{total} ", f" {seconds:.0f} s"
    # The last columns stay free: a terminal echoes `^C` there, and a filled line would break.
    room = width - 3 - len("Building []") - len(count) - len(time_taken)
    name = _cut(visible(name), max(3, room - _WIDEST if room > 2 * _WIDEST else room // 2))
    bar = max(0, min(_WIDEST, room - columns(name)))
    filled = bar * min(done, total) // max(total, 1)
    ends = ("[", "]") if plain else (" ", " ")
    drawn = (
        f"{ends[0]}{paint(on * filled, fg='green')}{paint(off * (bar - filled), dim=True)}{ends[1]}"
    )
    text = f"Building {drawn}" if bar else "Building"
    line = f"{text}{count}{name}{time_taken}"
    return line if columns(click.unstyle(line)) < width else _cut(count.strip(), width - 1)


def _cut(text: str, width: int) -> str:
    """Shorten a text to so many columns."""
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 2:
        text = text[:-1]
    return f"{text}.."[: max(0, width)]


def _terminal_columns(stream: Any) -> int:
    try:
        return max(1, os.get_terminal_size(stream.fileno()).columns or 80)
    except (OSError, ValueError, AttributeError):
        return 80


def paint_line(line: str, *, colour: bool) -> str:
    """Colour a line that says what became of an output: its first word is the state, or a time.

    >>> paint_line("unchanged  output/article/article.pdf", colour=False)
    'unchanged  output/article/article.pdf'
    """
    state, path = visible(line[:9]), visible(line[9:])
    if not colour:
        return f"{state}{path}"
    looks = _STATES.get(state.strip(), _STATES["made"])
    return f"{click.style(state, **looks)}{path}"


def build_summary(built: Built, seconds: float, *, colour: bool = False) -> str:
    """Say in a line or two what became of a build, and why anything was left out."""
    paint = painter(colour)
    words = [_state_word(t) for t in built.told]
    if not words:
        return "Nothing was built."
    counts = [
        paint(f"{n} {state}", **looks)
        for state, looks in _STATES.items()
        if (n := words.count(state))
    ]
    total = len({told.name for told in built.told})
    after = f" in {seconds:.1f} s" if "made" in words else ""
    line = f"{counted(total, 'document')}: {', '.join(counts)}{after}."
    stale = sorted(visible(t.name) for t in built.told if t.state == "stale")
    if stale:
        line += f"\nStale (kept from an earlier build): {', '.join(stale)}."
    removed = [visible(t.name) for t in built.told if t.state == "removed"]
    if removed:
        line += f"\nRemoved, for want of consent for publication: {', '.join(removed)}."
    return "\n".join([line, *_engines(built), *_why_no_article(built)])


def _engines(built: Built) -> list[str]:
    """Say which engine set what, where not all PDFs are WeasyPrint's."""
    from cpreport.publish.engines import NAMES

    by_engine: dict[Engine, list[str]] = {}
    for told in built.told:
        if told.engine is not None:
            by_engine.setdefault(told.engine, []).append(told.name)
    if "typst" not in by_engine:
        return []
    lines = []
    for engine, names in sorted(by_engine.items()):
        many = len(names) > _MOST_SET
        said = f"{len(names)} documents" if many else ", ".join(map(visible, sorted(names)))
        lines.append(f"Set by {NAMES[engine]}: {said}.")
    return lines


def _state_word(told: Told) -> str:
    """Name the state in a word; what was never tried did not fail."""
    return "left out" if told.state == "failed" and not told.paths else told.state


def _why_no_article(built: Built) -> list[str]:
    from cpreport.check.check_series import Ready

    waits = any(t.name == "article" and t.state in ("failed", "stale") for t in built.told)
    if not waits or (isinstance(built.checked, Ready) and built.checked.article is not None):
        return []
    if isinstance(built.checked, Ready) and not built.checked.wanted.article:
        return ["There is no article any more: series.yaml has no `sections`."]
    if not built.checked.names:
        return ["The article was left out: series.yaml cannot be read."]
    bad = {p.case for p in built.problems if p.case is not None and p.severity == "error"}
    names = [visible(name) for name in dict.fromkeys(built.checked.names) if name in bad]
    if not names:
        return ["The article was left out: the series has errors of its own."]
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "has" if len(names) == 1 else "have"
    if len(names) > 6:
        who, verb = f"{len(names)} cases", "have"
    return [f"The article was left out: it needs every case, and {who} {verb} errors."]
