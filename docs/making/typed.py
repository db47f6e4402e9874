"""Run Python as a reader types it: `python -m docs.making.typed CODE`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the code that the one word holds, as `python -c` does."""
    exec(sys.argv[1], {"__name__": "__main__"})


if __name__ == "__main__":
    main()
