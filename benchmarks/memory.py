"""Make the reports of a series one by one, and print the memory after the 20th and the last."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from cpreport.builder.make import Material
from cpreport.builder.plan import Order, plan_documents
from cpreport.builder.workers import make_documents
from cpreport.check.check_series import Ready, check


def main(cases: Path) -> None:
    """Print memory in MB by the number of documents made, as a worker makes them."""
    ready = check(cases)
    assert isinstance(ready, Ready)
    plan = plan_documents(ready, Order(cases, cases.parent / "output", kinds=("reports",)))
    memory = {}
    findings, reports = ready.findings, ready.reports
    materials = (Material(d, cases, findings.of_report(d.name), reports[d.name]) for d in plan)
    for number, result in enumerate(make_documents(materials, 1), 1):
        assert not result.problems
        if number in (20, len(plan)):
            memory[number] = _resident()
    print(json.dumps(memory))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


if __name__ == "__main__":
    main(Path(sys.argv[1]))
