"""Kill a build at every step of its writing, in turn: `python -m tests.killed.every_step FOLDER`.

Each build is a process of its own, forked from one that has everything imported. What documents hold
is made up here, quickly; how they come to the disk is as always. Prints counts as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import cpreport.builder.build as whole
import cpreport.builder.make as make
import cpreport.builder.overview as overview
from cpreport.builder.build import build
from cpreport.builder.fingerprint import Looks
from cpreport.builder.plan import Order
from cpreport.check.check_series import Ready
from tests.killed import not_whole, outputs, retitle, series, unfinished, unlike
from tests.killed.steps import counting, torn, watched


def main(folder: Path) -> dict[str, object]:
    make._files = made_up
    whole.looks_of = as_always
    overview.overview_html = overview.privacy_page = lambda *_: "<html>made up</html>"
    whole.check = by_title(whole.check)
    cases = series(folder, 2)
    order = Order(cases, folder / "output", formats=("html",), kinds=("reports",), jobs=1)
    clean = {}
    for title in ("one", "other"):
        retitle(cases, title)
        clean[title] = folder / title
        build(Order(cases, clean[title], formats=("html",), kinds=("reports",), jobs=1))
    build(order)
    retitle(cases, "one")
    steps, act = counting()
    with watched(act):
        build(order)

    counts = {"steps": len(steps), "killed": 0, "left unfinished": 0, "went on": 0}
    faults: list[str] = []
    known = [outputs(path) for path in clean.values()]
    for number in range(1, len(steps) + 1):
        title = ("other", "one")[number % 2 == 0]
        retitle(cases, title)
        if number % 3 == 0:
            shutil.rmtree(order.output)
        ended = _in_a_fork(lambda number=number: _build_and_die(order, number))
        counts["killed"] += ended == -signal.SIGKILL
        counts["left unfinished"] += bool(unfinished(order.output))
        faults += [
            f"step {number}: {name} is not whole" for name in not_whole(order.output, *known)
        ]
        made = sum(told.state == "made" for told in build(order).told)
        counts["went on"] += 0 < made < 2
        faults += [f"step {number}: {n} differs" for n in unlike(order.output, clean[title])]
        faults += [f"step {number}: {name} is left" for name in unfinished(order.output)]
    return {**counts, "faults": faults}


def made_up(material: make.Material, _: object = None) -> dict[str, bytes]:
    """Give outputs that hold the series' title and their own path."""
    series = material.findings.scored.series.record.title
    return {p: f"{series} {p}\n".encode() * 10 for p in material.document.outputs}


def as_always(checked: Ready, order: Order, kinds: Iterable[str]) -> dict[str, Looks]:
    """Give looks that read no template."""
    return dict.fromkeys(kinds, Looks({"looks": "as always"}))


def by_title(check: Callable[..., Ready]) -> Callable[..., Ready]:
    """Check the series once for each title: it is not what is killed."""
    known: dict[bytes, Ready] = {}

    def check_once(folder: Path, **asked: object) -> Ready:
        title = (folder / "series.yaml").read_bytes()
        if title not in known:
            known[title] = check(folder, **asked)
        return known[title]

    return check_once


def _build_and_die(order: Order, number: int) -> None:
    with watched(torn(number)):
        build(order)


def _in_a_fork(work: Callable[[], None]) -> int:
    """Do it in a process of its own, and give how that ended."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
