"""Build the documents of an order, and leave their checklists beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cpreport.builder.add import add
from cpreport.builder.build import Built, Told, build
from cpreport.builder.cache import shelf_of
from cpreport.builder.make import guarded
from cpreport.builder.plan import Order
from cpreport.builder.record import sha256
from cpreport.checklists.files import checklists_of, files_of
from cpreport.checklists.fill_items import Checklist
from cpreport.checklists.lacking import answer_problems
from cpreport.checklists.place import Places
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
    checked = built.checked
    if checked.findings is None:
        return MadeChecklists(built, problems=built.problems)
    documents = _documents(built, order.output)
    checklists, places = checklists_of(checked, documents, wanted)
    files: dict[str, bytes] = {}
    problems = [*built.problems, *answer_problems(checked)]
    with use_cache(shelf_of(order.output)):
        for checklist in checklists:
            path = f"{FOLDER}/{checklist.name}.pdf"
            made, found = guarded(partial(files_of, checked, checklist, places), path)
            problems += found
            files |= {f"{FOLDER}/{name}": content for name, content in (made or {}).items()}
    inputs = {path: sha256(content) for path, content in documents.items()}
    if files:
        problems += add(built, order, FOLDER, files, inputs)
    return MadeChecklists(built, checklists, places, tuple(files), in_order(problems))


def _documents(built: Built, output: Path) -> dict[str, bytes]:
    """Read the finished documents of this build; none that it could not make anew."""
    found = {}
    for name in ("article", *built.checked.reports):
        fresh = any(t.name == name and t.state in ("made", "unchanged") for t in built.told)
        for path in (f"{stem(name)}.pdf", f"{stem(name)}.docx") if fresh else ():
            if (output / path).is_file():
                found[path] = (output / path).read_bytes()
    return found
