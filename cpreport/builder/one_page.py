"""Make one document for screens or print, in memory, to look at while files are edited."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from cpreport.builder.build import material_of
from cpreport.builder.make import make
from cpreport.builder.plan import Order, plan_documents, wanted_of
from cpreport.check.check_series import Ready, Unreadable, check
from cpreport.content_cache import CacheFolder
from cpreport.problems import Problem

SeenAs = Literal["html", "pdf"]


def made_to_look_at(
    folder: Path,
    output: Path,
    case_id: str | None,
    ending: SeenAs,
    checked: Unreadable | Ready | None,
    cache: CacheFolder,
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """Check a series and make the report of a case, or the article; write nothing of it.

    A PDF is set by Typst, whose process stays for the next one.

    Parameters
    ----------
    output : Path
        Where a build would write.
    case_id : str or None
        The case; None for the article.
    ending : {"html", "pdf"}
        What it is made as.
    checked : Unreadable or Ready or None
        The series as checked with its article, where that is known already.
    cache : CacheFolder
        Where figures are kept, so that only those are drawn that have changed.

    Returns
    -------
    tuple of bytes or None, and tuple of Problem
        None where anything stands in the way, with what does.
    """
    kind = "article" if case_id is None else "report"
    wanted = () if case_id is None else (case_id,)
    kinds = ("article",) if case_id is None else ("reports",)
    order = Order(
        folder, output, cases=wanted, kinds=kinds, formats=(ending,), jobs=1, engine="typst"
    )
    ready = checked or check(folder, jobs=1, wanted=wanted_of(order))
    for document in plan_documents(ready, order):
        if document.kind == kind and isinstance(ready, Ready):
            made = make(material_of(document, ready, order, cache))
            contents = (one for name, one in made.files.items() if name.endswith(f".{ending}"))
            return next(contents, None), (*ready.problems, *made.problems)
    return None, ready.problems
