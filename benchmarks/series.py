"""Take a series of some size through its life, and measure each step.

Built from nothing, built again with nothing, one grade, or one template changed, and built from
nothing by two workers; beside it stand what a bare start of Python takes, and what the outputs of
the changed case and the article take alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.commands import Took, cpreport, run
from cpreport.shipped import shipped_folder

#: Of the last visit of a case.
_GRADE = re.compile(r"(- id: after\n.*?elbow flexors: \{right: )([\w+ ]+)", re.DOTALL)
_TEMPLATE, _HEADING = "partials/summary.html", 'title = heading("Summary")'

Step = tuple[str, Took]


def life(cases: Path, *, heavy: bool = True) -> Iterator[Step]:
    """Take a series once through its life.

    Parameters
    ----------
    heavy : bool
        Also the steps that make every report anew a second and third time.
    """
    output = cases.parent / "output"
    build = ("build", cases)
    changed = cases / "P0001.yaml"
    before = changed.read_text("utf-8")
    shutil.rmtree(output, ignore_errors=True)
    yield "built from nothing", cpreport(*build, "-j", "1")
    one_worker = hashed(output)
    yield "nothing changed", cpreport(*build)
    yield "python -c pass", run("-c", "pass")
    _save(changed, with_another_grade(before))
    yield "one grade changed", cpreport(*build, "-j", "1")
    yield "the changed case and the article alone", alone(cases)
    if heavy:
        change_a_template(cases)
        yield "one template changed", cpreport(*build, "-j", "1")
        _save(changed, before)
        shutil.rmtree(cases.parent / "templates")
        shutil.rmtree(output)
        yield "built from nothing, two workers", cpreport(*build, "-j", "2")
        assert hashed(output) == one_worker, "two workers gave other bytes than one"
    _save(changed, before)


def _save(path: Path, text: str) -> None:
    """Write a file, and wait as long as somebody needs at least to turn to the terminal.

    A build does not trust the time of a file that was changed just before it looks.
    """
    path.write_text(text, "utf-8")
    time.sleep(0.2)


def light(cases: Path) -> Iterator[Step]:
    """Run what draws and writes nothing."""
    yield "check", cpreport("check", cases)
    yield "score", cpreport("score", cases, "--format", "csv")


def starts() -> Iterator[Step]:
    """Start Python, and start it with what every command needs."""
    yield "python -c pass", run("-c", "pass")
    yield "python -c 'import click'", run("-c", "import click")
    yield "cpreport --help", run("-m", "cpreport", "--help")


def rounds(life: Callable[[], Iterator[Step]], count: int) -> dict[str, list[dict[str, float]]]:
    """Go through the same steps several times, and give what each took by its name."""
    took: dict[str, list[dict[str, float]]] = {}
    for _ in range(count):
        for name, step in life():
            took.setdefault(name, []).append(asdict(step))
    return took


def alone(cases: Path) -> Took:
    """Make the outputs of one case and the article and nothing else; give the making alone.

    The time of starting, checking and writing is not in it.
    """
    said = cases.parent / "alone.json"
    took = run("-m", "benchmarks.alone", cases, said=said)
    return Took(**{**asdict(took), **json.loads(said.read_text())})


def with_another_grade(case: str) -> str:
    """Change one grade of the last visit: 2 becomes 1+, anything else 2."""

    def other(match: re.Match[str]) -> str:
        return match[1] + ("1+" if match[2] == "2" else "2")

    return _GRADE.sub(other, case, count=1)


def change_a_template(cases: Path) -> None:
    """Put a template of the reports beside the series that prints another heading."""
    own = cases.parent / "templates" / _TEMPLATE
    own.parent.mkdir(parents=True, exist_ok=True)
    text = (shipped_folder("templates") / _TEMPLATE).read_text("utf-8")
    assert _HEADING in text, _TEMPLATE
    own.write_text(text.replace(_HEADING, 'title = "In short"'), "utf-8")


def hashed(output: Path) -> dict[str, str]:
    """Give the hash of every output; `build.json` and the overview tell the time of making."""
    return {
        path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.suffix in (".pdf", ".svg", ".csv", ".html")
        if path.parent != output
    }
