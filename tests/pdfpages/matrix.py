"""Build series of many sizes in every theme, paper and layout, and judge every page of them.

Run by hand, for it takes long. One line a finding; exit code 1 where there is any.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import REPOSITORY, cpreport
from tests.pdfpages.findings import GOOD_FILL, judged

#: What is chosen from: patients, theme, layout and paper.
CHOICES: tuple[tuple[str, ...], ...] = (
    ("1", "4", "12", "25"),
    ("", "clinic", "garnet", "journal"),
    ("one column", "two columns", "review"),
    ("A4", "Letter"),
)
Choice = tuple[str, ...]
#: Pages of so many patients are judged; the others are of the same kind.
_MOST_REPORTS = 2


def pairwise_choices(choices: Sequence[Sequence[str]] = CHOICES) -> list[Choice]:
    """Choose few so that every two values of different choices meet, the most useful first."""

    def pairs(chosen: Choice) -> set[tuple[tuple[int, str], ...]]:
        return set(combinations(enumerate(chosen), 2))

    every = list(product(*choices))
    left = set().union(*map(pairs, every))
    found = []
    while left:
        best = max(every, key=lambda chosen: len(pairs(chosen) & left))
        found.append(best)
        left -= pairs(best)
    return found


def write_series(chosen: Choice, folder: Path) -> Path:
    """Write the series of a choice: the example, or invented patients with a supplement."""
    patients, theme, layout, page_size = chosen
    if patients == "4":
        shutil.copytree(REPOSITORY / "cases", folder / "cases")
    else:
        done = cpreport("init", ".", "--demo", patients, "-q", cwd=folder)
        assert done.returncode == 0, done.stderr
    series = folder / "cases" / "series.yaml"
    text = series.read_text("utf-8")
    if "\nsupplement:" not in text:
        tables = "\n".join(
            f"    - {{title: {name.capitalize()}, tables: [{name}]}}"
            for name in ("sessions", "items", "scores")
        )
        text += f"\nsupplement:\n  title: Supplement\n  sections:\n{tables}\n"
    style = [f"layout: {layout}", *([f"theme: {theme}"] if theme else [])]
    text += f"\npage_size: {page_size}\nstyle: {{{', '.join(style)}}}\n"
    series.write_text(text, "utf-8")
    return folder


def findings_of(chosen: Choice, folder: Path) -> Iterator[str]:
    """Build the series of a choice, and yield what is wrong with its pages."""
    write_series(chosen, folder)
    cases = sorted(file.stem for file in (folder / "cases").glob("P*.yaml"))[:_MOST_REPORTS]
    for kinds in (("--only", "article"), *(("--case", case) for case in cases)):
        done = cpreport("build", "cases", "--to", "pdf", *kinds, cwd=folder)
        if done.returncode:
            yield f"does not build: {done.stdout[-400:]}{done.stderr[-400:]}"
            return
    output = folder / "output"
    reports = (output / f"cases/{case}/{case}.pdf" for case in cases)
    for file in (output / "article/article.pdf", output / "supplement/supplement.pdf", *reports):
        for one in judged(file, GOOD_FILL)[0]:
            yield f"{file.name}: {one}"


def read_choices(words: Sequence[str]) -> list[Choice]:
    """Read from the words of a command which choices are to be built."""
    parser = argparse.ArgumentParser(prog="python -m tests.pdfpages.matrix", description=__doc__)
    parser.add_argument(
        "--pairs", action="store_true", help="every two choices together once, not all of them"
    )
    wanted = [word or "plain" for word in chain(*CHOICES)]
    parser.add_argument(
        "only", nargs="*", metavar="CHOICE", help=f"only where chosen: {', '.join(wanted)}"
    )
    read = parser.parse_args(words)
    if unknown := [word for word in read.only if word not in wanted]:
        parser.error(f"no such choice: {', '.join(unknown)}")
    every = pairwise_choices() if read.pairs else list(product(*CHOICES))
    return [
        one
        for one in every
        if all({word, word.replace("plain", "")} & {*one} for word in read.only)
    ]


def main(words: Sequence[str]) -> int:
    broken = 0
    for choice in read_choices(words):
        with TemporaryDirectory() as folder:
            for line in findings_of(choice, Path(folder)):
                broken += 1
                print(f"{', '.join(word or 'plain' for word in choice)}: {line}", flush=True)
        print(
            f"{', '.join(word or 'plain' for word in choice)}: judged", file=sys.stderr, flush=True
        )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
