"""Walk through the steps of a page in a folder, and write into it what they said.

A step is a fenced block. Whatever goes otherwise than the page says ends the build of the pages.

    ```console run             a command a line; each must exit with 0, or as `exit=1` says
    ```python run              code that is run; what it prints is shown beneath
    ```diff edit FILE          its lines with `-` stand in FILE once; those with `+` replace them
    ```yaml file FILE          FILE is written (any language)
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from docs.making import typed
from tests.forked import run
from tests.shared import CACHE, made_once

REPOSITORY = Path(__file__).resolve().parents[2]

_FENCE = re.compile(
    r"^```(?P<language>\w+) (?P<kind>run|edit|file)(?: (?P<rest>[^\n]*))?\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

#: What a page's front matter says of its steps: `series` (an empty folder), `example` (one with the
#: example series) or `package` (a copy of the package, which the page changes).
_PLACE = re.compile(r"\A---\n(?:.*\n)*?steps: (series|example|package)\n")

#: What a walk leaves: the page, and the folder that it was made in.
_TEXT, _FOLDER = "walked.md", "folder"

#: What a copy of the package needs to run.
_OF_THE_PACKAGE = ("cpreport", "templates", "styles", "cases")


class Wrong(Exception):
    """Raised where a step goes otherwise than its page says."""


@dataclass(frozen=True, slots=True)
class Step:
    """One fenced block that does something.

    kind : str
        `run`, `edit` or `file`.
    rest : str
        What stands after the kind: `exit=1`, or the file.
    """

    language: str
    kind: str
    rest: str
    body: str


@dataclass(frozen=True, slots=True)
class Command:
    """One command that was run, with all that it printed."""

    words: str
    exit_code: int
    output: str


@dataclass(slots=True)
class Walk:
    """A folder in which a page's steps were made.

    package : Path
        The repository whose cpreport is run: the real one, or a copy that the page changes.
    """

    folder: Path
    package: Path = REPOSITORY
    commands: list[Command] = field(default_factory=list)


def steps_of(markdown: str) -> list[Step]:
    """Find the steps of a page in order."""
    return [_step(match) for match in _FENCE.finditer(markdown)]


def _step(match: re.Match[str]) -> Step:
    return Step(match["language"], match["kind"], match["rest"] or "", match["body"])


def pages_with_steps() -> dict[str, str]:
    """List every page whose front matter says `steps:`, by path below `docs`."""
    docs = REPOSITORY / "docs"
    texts = {p.relative_to(docs).as_posix(): p.read_text("utf-8") for p in docs.rglob("*.md")}
    return {path: text for path, text in sorted(texts.items()) if _PLACE.search(text)}


@contextlib.contextmanager
def walked_page(path: str, markdown: str) -> Iterator[tuple[str, Path]]:
    """Make a page's steps: the page with what they said, and the folder that they left.

    In a run of the tests the site and whoever else asks share one walk; nobody changes its folder.
    """
    if os.environ.get(CACHE):
        place = made_once(f"walk of {path.replace('/', ' ')}", lambda at: _walk_in(at, markdown))
        yield (place / _TEXT).read_text("utf-8"), place / _FOLDER
        return
    with tempfile.TemporaryDirectory(prefix="cpreport-docs-") as folder:
        place = Path(folder).resolve()
        _walk_in(place, markdown)
        yield (place / _TEXT).read_text("utf-8"), place / _FOLDER


def _walk_in(place: Path, markdown: str) -> None:
    """Make the steps in a folder of this one, and write the page beside it."""
    folder = place / _FOLDER
    folder.mkdir()
    (place / _TEXT).write_text(walked(markdown, _begin(markdown, folder)), "utf-8")


def _begin(markdown: str, folder: Path) -> Walk:
    """Fill an empty folder with what a page's steps start from."""
    place = _PLACE.search(markdown)
    if place and place[1] == "package":
        return _copy_of_the_package(folder)
    if place and place[1] == "example":
        shutil.copytree(REPOSITORY / "cases", folder / "cases")
    return Walk(folder)


def _copy_of_the_package(folder: Path) -> Walk:
    for name in _OF_THE_PACKAGE:
        # With what Python made of the files, so that it reads anew only those that a page changes.
        shutil.copytree(REPOSITORY / name, folder / name)
    return Walk(folder, folder)


def walked(markdown: str, walk: Walk) -> str:
    """Make every step of a page in order, and give the page with what they said."""
    return _FENCE.sub(lambda match: _DO[match["kind"]](_step(match), walk), markdown)


def _run(step: Step, walk: Walk) -> str:
    if step.language == "python":
        return _run_python(step, walk)
    wanted = int(step.rest.removeprefix("exit=") or 0)
    parts = []
    for words in step.body.strip().splitlines():
        done = _done(shlex.split(words), walk, words)
        if done.exit_code != wanted:
            raise Wrong(f"`{words}` exits with {done.exit_code}, not {wanted}:\n{done.output}")
        parts.append(_fenced("bash", words))
        if done.output.strip():
            parts.append(_fenced("text", done.output, ' { .output title="prints" }'))
    return "\n\n".join(parts)


def _run_python(step: Step, walk: Walk) -> str:
    done = _done([sys.executable, "-c", step.body], walk, "python")
    if done.exit_code:
        raise Wrong(f"the example ends with an error:\n{done.output}")
    shown = _fenced("python", step.body)
    if not done.output.strip():
        return shown
    return shown + "\n\n" + _fenced("text", done.output, ' { .output title="prints" }')


def _done(arguments: list[str], walk: Walk, words: str) -> Command:
    """Run a command as a user does, in a process of its own."""
    surroundings = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    forked = partial(run, cwd=walk.folder, environment=surroundings, together=True)
    if walk.package != REPOSITORY:
        done = _started(arguments, walk, words, surroundings)
    elif arguments[0] == "cpreport":
        done = forked(arguments[1:])
    elif arguments[:-1] == [sys.executable, "-c"]:
        done = forked(arguments[-1:], module=typed.__name__)
    else:
        done = _started(arguments, walk, words, surroundings)
    for private in (str(walk.folder), str(REPOSITORY), str(Path.home())):
        if private != "/" and private in done.stdout:
            raise Wrong(f"`{words}` prints a path of this machine:\n{done.stdout}")
    command = Command(words, done.returncode, done.stdout)
    walk.commands.append(command)
    return command


def _started(
    arguments: list[str], walk: Walk, words: str, surroundings: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Start Python, or the cpreport of the package that the page changes."""
    if arguments[0] == "cpreport":
        arguments = [sys.executable, "-m", "cpreport", *arguments[1:]]
    elif arguments[0] == "python":
        arguments = [sys.executable, *arguments[1:]]
    elif arguments[0] != sys.executable:
        raise Wrong(f"`{words}`: a page may run cpreport and python only")
    environment = {
        **surroundings,
        "PYTHONPATH": str(walk.package),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        arguments,
        cwd=walk.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def _edit(step: Step, walk: Walk) -> str:
    path = walk.folder / step.rest
    lines = path.read_text("utf-8").splitlines(keepends=True)
    old, new = _sides(step.body)
    places = [n for n in range(len(lines)) if "".join(lines[n : n + len(old)]) == "".join(old)]
    if len(places) != 1 or not old:
        raise Wrong(
            f"{step.rest}: the lines to change stand there {len(places)} times:\n{step.body}"
        )
    start = places[0]
    lines[start : start + len(old)] = new
    path.write_text("".join(lines), "utf-8")
    return _fenced("diff", step.body, f' title="{step.rest}, line {start + 1}"')


def _sides(body: str) -> tuple[list[str], list[str]]:
    """Split a change into the lines before and after; those that begin with a space are both."""
    lines = body.splitlines(keepends=True)
    old = [line[1:] for line in lines if line[0] in "- "]
    new = [line[1:] for line in lines if line[0] in "+ "]
    return old, new


def _file(step: Step, walk: Walk) -> str:
    path = walk.folder / step.rest
    if path.exists():
        raise Wrong(f"{step.rest} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(step.body, "utf-8")
    return _fenced(step.language, step.body, f' title="{step.rest}"')


def _fenced(language: str, body: str, more: str = "") -> str:
    head = f"```{{ .{language} {more.strip(' {}')} }}" if "{" in more else f"```{language}{more}"
    return f"{head}\n{body.rstrip()}\n```"


_DO: dict[str, Callable[[Step, Walk], str]] = {"run": _run, "edit": _edit, "file": _file}
