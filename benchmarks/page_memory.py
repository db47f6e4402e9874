"""Edit the example 500 times through the page, making the report after each; print the memory.

python -m benchmarks.page_memory [EDITS]
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

CASES = Path(__file__).parent.parent / "cases"
_VISIT = "/patients/P02/visits/0"
_GRADE = "visits/0/scores/MAS/elbow flexors/right"


def main(edits: int) -> None:
    """Print memory in MB by the number of edits."""
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder, "cases")
        shutil.copytree(CASES, cases)
        words = [sys.executable, "-m", "cpreport", "open", str(cases), "--no-browser", "--stay"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                address = process.stdout.readline().strip()
                print(json.dumps(_edited(address, edits, lambda: _resident(process.pid))))
            finally:
                process.terminate()


def _edited(address: str, edits: int, memory: Callable[[], float]) -> dict[int, float]:
    own = address.partition("/?")[0]
    found = {}
    with httpx.Client(base_url=own, headers={"origin": own}, timeout=60) as client:
        client.get(address)
        page = client.get(_VISIT).text
        proof, version = (
            re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in ("proof", "version")
        )
        for number in range(edits + 1):
            if number in (0, 1, 10) or number % 100 == 0:
                found[number] = round(memory(), 1)
            sent = {"proof": proof, "version": version, _GRADE: str(number % 4)}
            answer = client.post(_VISIT, data=sent, headers={"accept": "application/json"})
            version = answer.raise_for_status().json()["version"]
            client.get("/seen/cases/P02/state").raise_for_status()
    return found


def _resident(pid: int) -> float:
    """Read how much memory a process has in use, in MB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
