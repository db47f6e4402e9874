"""Write a stress series: `python -m tests.stress NAME FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.stress import STRESS, written


def main(words: Sequence[str]) -> int:
    if len(words) != 2 or words[0] not in STRESS:
        print("usage: python -m tests.stress NAME FOLDER", file=sys.stderr)
        print(f"NAME is one of: {', '.join(STRESS)}", file=sys.stderr)
        return 2
    print(written(words[0], Path(words[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
