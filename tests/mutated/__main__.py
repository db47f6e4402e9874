"""Change single digits of a package, and count how many `cpreport verify` finds and names.

python -m tests.mutated PACKAGE [--rounds 100] [--seed 1]
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cpreport.verify import verify_files
from cpreport.verify.open import open_package
from tests.mutated import Mutation, mutations
from tests.mutated.told import found, remembered


def within(rounds: Iterator[Mutation], seconds: int) -> Iterator[Mutation]:
    started = time.monotonic()
    return itertools.takewhile(lambda _: time.monotonic() - started < seconds, rounds)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutated")
    parser.add_argument("package", type=Path)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, help="stop after so many, whatever the rounds")
    asked = parser.parse_args()
    started = time.monotonic()
    remake = remembered()
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    named: Counter[str] = Counter()
    files = open_package(asked.package)
    if not verify_files(asked.package.name, files, remake).holds:
        print("the package does not hold as it is: nothing can be said of its changes")
        return 2
    rounds = mutations(files, asked.rounds, asked.seed)
    for mutation in rounds if asked.seconds is None else within(rounds, asked.seconds):
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
