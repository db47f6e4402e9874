"""Take any bytes as a case file, a series file or a case in JSON, and check the series."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from cpreport.check.check_series import check
from cpreport.terminal.problem_text import problems_text
from tests.smallest import CASE, METHODS, RESULTS, SERIES

_PLACES = {b"y": "P01.yaml", b"j": "P02.json", b"s": "series.yaml", b"c": "scales/own.yaml"}


def held(content: bytes) -> None:
    """Hold that a series with such a file is checked, and every problem can be printed.

    The first byte says which file it is.
    """
    folder, name = _folder(), _PLACES.get(content[:1], "P01.yaml")
    path = folder / name
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content[1:])
    try:
        problems = check(folder).problems
        said = problems_text(problems, folder=folder, cases=1, form="full", width=80, colour=False)
        assert all(problem.code in said for problem in problems)
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    texts = {"series.yaml": SERIES, "P01.yaml": CASE, "methods.md": METHODS, "results.md": RESULTS}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return folder
