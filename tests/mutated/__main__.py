"""Change single digits of a package, and count how many `cpreport verify` finds and names.

python -m tests.mutated PACKAGE [--rounds 100] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from cpreport.journal.verify.opened import opened
from tests.mutated import mutations
from tests.mutated.told import found, remembered


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutated")
    parser.add_argument("package", type=Path)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    started = time.monotonic()
    remake = remembered()
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for mutation in mutations(opened(asked.package), asked.rounds, asked.seed):
        is_found, is_named = found(mutation, remake)
        tried[mutation.kind] += 1
        caught[mutation.kind] += is_found
        named[mutation.kind] += is_named
        if not is_named:
            print(f"{'MISSED' if not is_found else 'not named'}: {mutation.path}: {mutation.where}")
    for kind in tried:
        print(f"{kind:<16} tried {tried[kind]:>3}  found {caught[kind]:>3}  named {named[kind]:>3}")
    total, seen, known = tried.total(), caught.total(), named.total()
    print(f"{'all':<16} tried {total:>3}  found {seen:>3}  named {known:>3}")
    print(f"{time.monotonic() - started:.0f} s")
    return 0 if seen == total == known else 1


sys.exit(main())
