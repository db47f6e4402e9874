"""Judge PDF files: one line a finding; exit code 1 where there is any."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.pdfpages import judged


def main(words: Sequence[str]) -> int:
    files = [Path(word) for word in words if word != "--blank"]
    if not files:
        print("usage: python -m tests.pdfpages [--blank] FILE.pdf...", file=sys.stderr)
        return 2
    broken = 0
    for file in files:
        found, measured = judged(file)
        broken += len(found)
        for line in (*found, *(measured if "--blank" in words else ())):
            print(f"{file}: {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
