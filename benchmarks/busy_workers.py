"""Reckon how many workers are busy where one process composes, sends and writes all documents.

`python -m benchmarks.busy_workers 8 --worker 0.40 --parent 0.035 --search 0.06`, in seconds a
document, as measured one after the other. Without `--apart` the process of the build searches too.
"""

from __future__ import annotations

import argparse
import heapq

_DOCUMENTS = 1000


def busy_workers(workers: int, worker: float, parent: float, search: float, apart: int) -> float:
    """Reckon how many of the workers are at work on average, over a thousand documents.

    Parameters
    ----------
    worker, parent, search : float
        Seconds that a document takes of each.
    apart : int
        Processes that search; 0 where that of the build does.
    """
    at_build = parent if apart else parent + search
    # When each worker is free, with its next document; what the build does is done in turn.
    free = [0.0] * workers
    searching = [0.0] * max(apart, 1)
    build = end = 0.0
    for _ in range(_DOCUMENTS):
        # A worker waits until the build has taken what it made and given it the next.
        build = max(build, heapq.heappop(free)) + at_build
        end = build + worker
        heapq.heappush(free, end)
        if apart:
            begun = max(heapq.heappop(searching), build)
            heapq.heappush(searching, begun + search)
    return _DOCUMENTS * worker / max(end, *searching)


def main() -> None:
    """Print the number of busy workers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.busy_workers", description=__doc__)
    parser.add_argument("workers", type=int)
    for name in ("--worker", "--parent", "--search"):
        parser.add_argument(name, type=float, required=True)
    parser.add_argument("--apart", type=int, default=0, help="processes that search")
    asked = parser.parse_args()
    busy = busy_workers(asked.workers, asked.worker, asked.parent, asked.search, asked.apart)
    print(f"{busy:.1f} of {asked.workers} workers are busy")


if __name__ == "__main__":
    main()
