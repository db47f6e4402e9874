"""Complete a half-typed command line, and write the scripts with which shells ask for that.

Everything is answered from what can be read at once: ids of cases from the first lines of their
files, ids of results from `output/results.csv` where it still holds, names of scales from the
library. Nothing here may import what draws, sets or computes.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from cpreport.addresses import output_beside

SHELLS = ("bash", "zsh", "fish")

#: How each shell is told, once, to complete `cpreport`.
INSTALL = {
    "bash": "echo 'eval \"$(cpreport completion bash)\"' >> ~/.bashrc",
    "zsh": "echo 'eval \"$(cpreport completion zsh)\"' >> ~/.zshrc",
    "fish": "cpreport completion fish > ~/.config/fish/completions/cpreport.fish",
}

_STRUCTURED = {".yaml", ".yml", ".json"}
_NOT_CASES = {"series", "references", "identities"}
#: The first key `id` of a YAML or JSON file, as its author may have quoted it.
_ID = re.compile(r"""(?mi)^[\s{]*["']?id["']?\s*:\s*["']?([\w.-]+)""")
#: Beginning of a file in which the id is looked for.
_HEAD = 4096

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def script(shell: str, cli: click.Command) -> str:
    """Write the script that makes a shell complete `cpreport`."""
    found = get_completion_class(shell)
    assert found is not None
    return found(cli, {}, "cpreport", "_CPREPORT_COMPLETE").source()


def folders(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete a folder."""
    return [CompletionItem(begun, type="dir")]


def case_ids(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the ids of the cases in the folder that stands on the line, or in `cases`."""
    chosen = set(ctx.params.get(parameter.name or "") or ())
    return _begun_with(begun, (name for name in _case_ids(_folder(ctx)) if name not in chosen))


def result_ids(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the ids of results that the last build wrote, if its inputs are still the same."""
    cases = _folder(ctx)
    output = output_beside(cases)
    if not _still_holds(output, cases):
        return []
    try:
        with (output / "results.csv").open(encoding="utf-8", newline="") as file:
            return _begun_with(begun, (row["id"] for row in csv.DictReader(file)))
    except (OSError, ValueError, KeyError, csv.Error):
        return []


def scale_names(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the ids of scales: of the library, and of the series where `--cases` names one."""
    own = ctx.params.get("cases")
    files = [*(resources.files("cpreport.scales") / "library").iterdir()]
    more = sorted(Path(own, "scales").glob("*.y*ml")) if own else []
    return _begun_with(begun, _ids((*files, *more)))


def measure_names(
    ctx: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    """Complete the ids of scales of the library, joined by commas."""
    ids = _ids((resources.files("cpreport.scales") / "library").iterdir())
    return several_of(*sorted(ids))(ctx, parameter, begun)


def journal_ids(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the ids of journals: shipped, and of the series that stands on the line."""
    files = [*(resources.files("cpreport.journal") / "profiles").iterdir()]
    more = sorted((_folder(ctx) / "journals").glob("*.y*ml"))
    return _begun_with(begun, _ids((*files, *more)))


def several_of(*known: str) -> Completer:
    """Complete words that may be joined by commas."""

    def complete(
        ctx: click.Context, parameter: click.Parameter, begun: str
    ) -> list[CompletionItem]:
        before, comma, last = begun.rpartition(",")
        left = [word for word in known if word not in before.split(",")]
        return [CompletionItem(before + comma + word) for word in left if word.startswith(last)]

    return complete


def _begun_with(begun: str, words: Iterable[str]) -> list[CompletionItem]:
    folded = begun.casefold()
    return [CompletionItem(word) for word in words if word.casefold().startswith(folded)]


def _folder(ctx: click.Context) -> Path:
    # Where an option waits for its value, what stands before it was read but not yet named.
    named = ctx.params.get("cases") or next(iter(ctx.args), "cases")
    return Path(named).expanduser()


def _case_ids(folder: Path) -> Iterator[str]:
    try:
        files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _STRUCTURED)
    except OSError:
        return
    for file in files:
        if file.stem not in _NOT_CASES and not file.name.startswith((".", "_")):
            yield from _id_of(file)


def _ids(files: Iterable[Any]) -> list[str]:
    return sorted({name for file in files for name in _id_of(file)})


def _id_of(file: Any) -> Iterator[str]:
    """Yield the id that a file begins with, if it does."""
    try:
        with file.open(encoding="utf-8-sig") as opened:
            match = _ID.search(opened.read(_HEAD))
    except (OSError, ValueError):
        return
    if match:
        yield match[1]


def _still_holds(output: Path, cases: Path) -> bool:
    """Whether every file that the results were made from is as it was then."""
    try:
        record = json.loads((output / "build.json").read_bytes())
        inputs = record["outputs"]["results.csv"]["inputs"]
        return all(
            hashlib.sha256((cases / name).read_bytes()).hexdigest() == made_from
            for name, made_from in inputs.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
