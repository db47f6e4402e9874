"""Build the example beside its floors, interleaved, and print ratios with their spread.

Times on a shared machine mean little; ratios of runs that alternate mean more. The floors: starting
Python with click (for `--help`), and WeasyPrint alone on the finished print HTML (for a report).
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5
CASES = Path(__file__).parent.parent / "cases"


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def command(*words: str) -> Callable[[], object]:
    """Give a call that runs Python with these words and must succeed."""
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def ratio(name: str, ours: Callable[[], object], floor: Callable[[], object]) -> None:
    """Alternate two pieces of work and print how many times as long the first takes."""
    pairs = [(seconds(ours), seconds(floor)) for _ in range(ROUNDS)]
    ratios = [a / b for a, b in pairs]
    middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
    print(
        f"{name:<58} {middle:6.2f}  ({low:.2f} to {high:.2f}), "
        f"{statistics.median(a for a, _ in pairs):.2f} s against "
        f"{statistics.median(b for _, b in pairs):.2f} s"
    )


def main() -> None:
    """Print every ratio."""
    import weasyprint

    import cpreport

    print(f"cpreport {cpreport.__version__}, WeasyPrint {weasyprint.__version__}, {ROUNDS} rounds")
    ratio(
        "cpreport --help / python -c 'import click'",
        command("-m", "cpreport", "--help"),
        command("-c", "import click"),
    )
    with tempfile.TemporaryDirectory() as name:
        series = Path(name) / "cases"
        shutil.copytree(CASES, series)
        build = ("-m", "cpreport", "build", str(series), "--quiet")
        command(*build)()
        full = command(*build, "--force", "-j", "1")
        ratio("full build, 1 worker / 2 workers", full, command(*build, "--force", "-j", "2"))
        ratio("build with nothing to do / full build", command(*build), full)
        ratio("report in process / WeasyPrint alone on its HTML", *report_and_floor(series))


def report_and_floor(series: Path) -> tuple[Callable[[], object], Callable[[], object]]:
    """Give the making of one report's PDF, and WeasyPrint's part of it, both warm."""
    from cpreport.build.checked import checked
    from cpreport.build.make import Material, make
    from cpreport.build.plan import Order, planned
    from cpreport.render import pdf as room

    ready = checked(series)
    assert ready.findings is not None
    order = Order(series, series.parent / "output", cases=("P01",), formats=("pdf",))
    material = Material(planned(ready, order)[0], series, ready.findings, ready.reports["P01"])
    seen: list[str] = []
    original = room.pdf

    def watched(html: str) -> bytes:
        seen.append(html)
        return original(html)

    room.pdf = watched
    make(material)
    room.pdf = original
    return lambda: make(material), lambda: original(seen[0])


if __name__ == "__main__":
    main()
