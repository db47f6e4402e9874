"""Measure, print ratios as they are known, and write `benchmarks/results.json`.

`make bench` takes what fits in a quarter of an hour, `make bench-full` everything.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import series
from benchmarks.commands import cpreport, run
from benchmarks.machine import machine
from benchmarks.ratios import OF_CONTENDERS, OF_SERIES, OF_STARTS, growth, ratios
from benchmarks.rounds import CONTENDERS, in_turns
from benchmarks.work import HERE, Work

RESULTS = HERE / "results.json"
PUBLISHED = HERE.parent / "docs" / "assets" / "speed.json"

#: From this many cases on a life is gone through once, and from the next on without what makes
#: every report a second and third time.
_ONCE, _LIGHT = 200, 1000
_MEMORY_SIZE = 200


def main(words: Sequence[str] | None = None) -> None:
    """Measure what the words ask for."""
    asked = _asked(words)
    results: dict[str, Any] = {"machine": machine(), "ratios": [], "times": {}, "skipped": {}}
    with tempfile.TemporaryDirectory(prefix="cpreport-bench-") as name:
        folder = Path(name)
        _starts(results, asked.rounds)
        _contenders(results, folder, asked)
        for size in asked.series:
            _series(results, folder / f"series-{size}", size, asked.rounds)
        for size in asked.light:
            _light(results, folder / f"light-{size}", size)
        if asked.memory:
            _memory(results, folder / "memory")
    if asked.publish:
        shutil.copyfile(RESULTS, PUBLISHED)


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    sizes = {"type": lambda text: [int(n) for n in text.split(",") if n], "metavar": "N,N"}
    parser.add_argument("--full", action="store_true", help="everything; takes hours")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--reports", type=int, help="how many each contender makes a round")
    parser.add_argument("--contenders", type=lambda text: text.split(","), metavar="NAME,NAME")
    parser.add_argument("--series", **sizes, help="sizes of series that are built")
    parser.add_argument("--light", **sizes, help="sizes of series that are checked and scored")
    parser.add_argument("--memory", action="store_true", help="whether a worker's memory grows")
    parser.add_argument("--publish", action="store_true", help="show the results in the docs")
    asked = parser.parse_args(words)
    asked.memory |= asked.full
    if asked.reports is None:
        asked.reports = 20 if asked.full else 4
    if asked.contenders is None:
        asked.contenders = list(CONTENDERS)
    asked.contenders = [name for name in asked.contenders if name]
    for name in asked.contenders:
        if name not in CONTENDERS:
            parser.error(f"there is no contender {name}; there are {', '.join(CONTENDERS)}")
    if asked.series is None:
        asked.series = [1, 4, 20, 200, 1000] if asked.full else [1, 4]
    if asked.light is None:
        asked.light = [20, 200, 1000, 10_000] if asked.full else [20, 200]
    return asked


def _written(folder: Path, size: int) -> Path:
    """Write a series of invented patients, and give its folder."""
    cpreport("init", "--demo", str(size), folder)
    return folder / "cases"


def _starts(results: dict[str, Any], rounds: int) -> None:
    times = series.rounds(series.starts, rounds)
    _keep(results, "starts", 0, times, list(ratios(times, OF_STARTS, 0)))


def _contenders(results: dict[str, Any], folder: Path, asked: argparse.Namespace) -> None:
    if not asked.contenders:
        return
    # This process stays small: whatever it starts begins with its record of memory.
    run("-m", "benchmarks.prepared", _written(folder / "work", asked.reports))
    work = Work(folder / "work")
    times: dict[str, Any] = {}
    for taken in in_turns(work, asked.contenders, asked.rounds):
        if taken.skipped:
            results["skipped"][taken.name] = taken.skipped
            print(f"{taken.name}: skipped, {taken.skipped}")
            continue
        peak = max(taken.peak_mb.values())
        times[taken.name] = [
            {"wall": wall, "cpu": cpu, "peak_mb": peak}
            for wall, cpu in zip(taken.wall, taken.cpu, strict=True)
        ]
        results.setdefault("contenders", {})[taken.name] = {
            "version": taken.version,
            "pages": taken.pages,
        }
    size = len(work.ids)
    _keep(results, "contenders", size, times, list(ratios(times, OF_CONTENDERS, size)))


def _series(results: dict[str, Any], folder: Path, size: int, rounds: int) -> None:
    cases = _written(folder, size)
    times = series.rounds(
        lambda: series.life(cases, heavy=size < _LIGHT), rounds if size < _ONCE else 1
    )
    _keep(results, "series", size, times, list(ratios(times, OF_SERIES, size)))
    shutil.rmtree(folder)
    name = "built from nothing"
    for clock in ("wall", "cpu"):
        seconds = {
            int(n): statistics.median(step[clock] for step in times[name])
            for n, times in results["times"]["series"].items()
            if int(n) >= min(20, size)
        }
        if len(seconds) > 1:
            results.setdefault("growth", {})[clock] = growth(seconds)
    _write(results)


def _light(results: dict[str, Any], folder: Path, size: int) -> None:
    cases = _written(folder, size)
    _keep(results, "light", size, series.rounds(lambda: series.light(cases), 1), [])
    shutil.rmtree(folder)


def _memory(results: dict[str, Any], folder: Path) -> None:
    said = folder.with_suffix(".json")
    run("-m", "benchmarks.memory", _written(folder, _MEMORY_SIZE), said=said)
    memory = json.loads(said.read_text())
    results["memory_mb"] = memory
    print("memory of a worker by documents made:", memory)
    _write(results)


def _keep(
    results: dict[str, Any],
    kind: str,
    size: int,
    times: Mapping[str, Sequence[Mapping[str, float]]],
    found: list[dict[str, Any]],
) -> None:
    """Print what was found, and write all results so far: an interrupted run keeps them."""
    results["times"].setdefault(kind, {})[str(size)] = times
    results["ratios"] += found
    print(f"\n{kind}" + (f", {size}" if size else ""))
    for name, rounds in times.items():
        middle = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
        print(
            f"  {name:<40} {middle['wall']:9.3f} s wall {middle['cpu']:9.3f} s processor "
            f"{middle['peak_mb']:6.0f} MB"
        )
    for ratio in found:
        limits = (("at most", ratio["most"]), ("at least", ratio["least"]))
        limit = ", ".join(f"{word} {value}" for word, value in limits if value is not None)
        spreads = "; ".join(
            f"{clock} {ratio[clock]['median']:.3g} "
            f"({ratio[clock]['low']:.3g} to {ratio[clock]['high']:.3g})"
            for clock in ("wall", "cpu")
        )
        print(f"  {ratio['over']} / {ratio['under']}: {spreads}" + (f"  [{limit}]" * bool(limit)))
    sys.stdout.flush()
    _write(results)


def _write(results: dict[str, Any]) -> None:
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
