"""Build the documents of an order, and leave their checklists beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cpreport.builder.build import Built, Told, build
from cpreport.builder.cache import cache_of
from cpreport.builder.make import attempt
from cpreport.builder.plan import Order
from cpreport.builder.record import sha256
from cpreport.builder.write import add_files
from cpreport.check.check_series import Ready, Unreadable
from cpreport.checklists.files import checklists_of, files_of
from cpreport.checklists.fill_items import Checklist
from cpreport.checklists.lacking import answer_problems
from cpreport.checklists.place_items import Places
from cpreport.checklists.written import stem
from cpreport.content_cache import use_cache
from cpreport.problems import Problem, in_order

FOLDER = "checklists"
#: What items are looked up in, and the pages for screens, so that a build is left as usual.
FORMATS = ("pdf", "html", "docx")


@dataclass(frozen=True, slots=True)
class MadeChecklists:
    """Checklists as they were written.

    files : tuple of str
        Their paths below the output folder.
    problems : tuple of Problem
        Of the build, of writing, and of the authors' answers; that an item is not reported is none.
    """

    built: Built
    checklists: tuple[Checklist, ...] = ()
    places: Places | None = None
    files: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_checklists(
    order: Order, wanted: Sequence[str], tell: Callable[[Told, int], None]
) -> MadeChecklists:
    """Build what is due, fill the checklists from it, and write them.

    Parameters
    ----------
    wanted : sequence of str
        Ids of guidelines; empty for all.
    """
    built = build(replace(order, formats=FORMATS), tell)
    ready = built.checked
    if isinstance(ready, Unreadable):
        return MadeChecklists(built, problems=built.problems)
    documents = _documents(built, ready, order.output)
    checklists, places = checklists_of(ready, documents, wanted)
    files: dict[str, bytes] = {}
    problems = [*built.problems, *answer_problems(ready)]
    with use_cache(cache_of(order.output)):
        for checklist in checklists:
            path = f"{FOLDER}/{checklist.name}.pdf"
            work = partial(files_of, ready, checklist, places, order.engine, problems)
            made, found = attempt(work, path)
            problems += found
            files |= {f"{FOLDER}/{name}": content for name, content in (made or {}).items()}
    inputs = {path: sha256(content) for path, content in documents.items()}
    if files:
        problems += add_files(ready, order.output, FOLDER, files, inputs, built.kept)
    return MadeChecklists(built, checklists, places, tuple(files), in_order(problems))


def _documents(built: Built, ready: Ready, output: Path) -> dict[str, bytes]:
    """Read the finished documents of this build; none that it could not make anew."""
    found = {}
    for name in ("article", *ready.reports):
        fresh = any(t.name == name and t.state in ("made", "unchanged") for t in built.told)
        for path in (f"{stem(name)}.pdf", f"{stem(name)}.docx") if fresh else ():
            if (output / path).is_file():
                found[path] = (output / path).read_bytes()
    return found
