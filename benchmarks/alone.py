"""Make the outputs of case P0001 and the article, and print the seconds that the making took."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from cpreport.builder.build import build
from cpreport.builder.plan import Order


def main(cases: Path) -> None:
    """Print wall and processor time as JSON; the first build, not counted, makes all warm."""
    with tempfile.TemporaryDirectory() as name:
        report = Order(cases, Path(name), ("P0001",), ("reports",), jobs=1, force=True)
        build(report)
        wall = cpu = 0.0
        for order in (report, Order(cases, Path(name), (), ("article",), jobs=1, force=True)):
            clock = time.process_time()
            started = time.perf_counter()
            built = build(order)
            took = time.perf_counter() - started
            made = sum(told.seconds for told in built.told)
            wall += made
            # The share of the processor is taken to be the same in all of the build.
            cpu += made * (time.process_time() - clock) / took
    print(json.dumps({"wall": wall, "cpu": cpu}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
