"""Take the name of a target, and give what to begin with: the example's files, and hard cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.smallest import CASE

FOUND = Path(__file__).parent / "found"


def seeds(target: str) -> Iterator[bytes]:
    """Yield the seeds of a target; what a fuzzer found is among them."""
    yield from _BEGINNINGS[target]()
    for path in sorted((FOUND / target).glob("*")):
        yield path.read_bytes()


def _cases() -> Iterator[bytes]:
    yield b"y" + CASE.encode()
    yield b'j{"id": "P01", "patient": {"age": "6 years", "sex": "female"}, "visits": []}'
    yield b"sa: &a [1, 2]\nb: *a\nc: |\n  1+\nd: {e: 'f', \"g\": !!str h}\n"


def _prose() -> Iterator[bytes]:
    for path in sorted((REPOSITORY / "cases").glob("*.md")):
        yield path.read_bytes()
    yield (
        b'{{ results["TCT.improved"].printed }} {{ rules.scoring }} [@key, p. 3] [@fig:change] ^[note'
        b" [@key]] <script>x</script> [a](javascript:x) ![i](data:x) `code` **b** *i* H~2~O x^2^ &lt;"
        b"\n\n| a | b |\n|---|--:|\n| 1+ | 2 |\n\n# H\n\n> q\n\n1. one\n- two\n"
    )


def _bibliographies() -> Iterator[bytes]:
    yield b"b" + (REPOSITORY / "cases/references.bib").read_bytes()[:3000]
    yield (
        b"b@article{k, author={von Doe, Jr, J{\\'a}ne and {WHO} and others}, title={On {DNA} --- \\ae},"
        b" journal={J}, year=2001, pages={206--207}, doi={10.1/x}, url={javascript:x}}\n@string{a={b}}"
    )
    yield (
        b'j[{"id": "k", "type": "article-journal", "title": "T", "author": [{"family": "D", "given":'
        b' "J"}, {"literal": "WHO"}], "issued": {"date-parts": [[2001, 2]]}, "DOI": "10.1/x"}]'
    )


_BEGINNINGS = {"reader": _cases, "prose": _prose, "bibliography": _bibliographies}
