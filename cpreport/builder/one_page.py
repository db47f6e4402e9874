"""Make one document as a page for screens, in memory, to look at while files are edited."""

from __future__ import annotations

from pathlib import Path

from cpreport.builder.build import material_of
from cpreport.builder.make import make
from cpreport.builder.plan import Order, plan_documents, wanted_of
from cpreport.check.check_series import Ready, check
from cpreport.problems import Problem


def page_to_look_at(
    folder: Path, output: Path, case_id: str | None
) -> tuple[str | None, tuple[Problem, ...]]:
    """Check a series and make the report of a case, or the article, as HTML; write nothing.

    Parameters
    ----------
    output : Path
        Where a build would write.
    case_id : str or None
        The case; None for the article.

    Returns
    -------
    tuple of str or None, and tuple of Problem
        None where anything stands in the way, with what does.
    """
    kind = "article" if case_id is None else "report"
    wanted = () if case_id is None else (case_id,)
    kinds = ("article",) if case_id is None else ("reports",)
    order = Order(folder, output, cases=wanted, kinds=kinds, formats=("html",), jobs=1)
    ready = check(folder, jobs=1, wanted=wanted_of(order))
    for document in plan_documents(ready, order):
        if document.kind == kind and isinstance(ready, Ready):
            made = make(material_of(document, ready, order, None))
            pages = (text for name, text in made.files.items() if name.endswith(".html"))
            content = next(iter(pages), None)
            return (None if content is None else content.decode("utf-8")), (
                *ready.problems, *made.problems
            )  # fmt: skip
    return None, ready.problems
