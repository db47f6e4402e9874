"""Explain a finished file: what it was made from, why, and whether it would be made anew now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cpreport.builder.cache import cache_of
from cpreport.builder.fingerprint import CODE, looks_of, versions
from cpreport.builder.plan import Order, plan_documents
from cpreport.builder.reasons import inside_of, reason_for
from cpreport.builder.record import RECORD, BuildRecord, Output, draft_of, read_record
from cpreport.check.check_series import Unreadable, check
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place, Problem, Refused, nearest
from cpreport.publish.formats import formats_of
from cpreport.terminal_text import wrap

if TYPE_CHECKING:
    from cpreport.publish.html.number_sources import Audience

#: Width of the words at the beginning of a line.
_LABEL = 11


def output_folder_of(path: Path) -> Path | None:
    """Find the output folder that a file is in, which is the one with the record of its build."""
    return next((p for p in path.absolute().parents if (p / RECORD).is_file()), None)


def explained_output(path: Path, cases: Path, width: int) -> str:
    """Explain a finished file.

    Raises
    ------
    Refused
        With CP604 where no record tells of the file.
    """
    folder = output_folder_of(path)
    record = read_record(folder) if folder else BuildRecord()
    name = path.absolute().relative_to(folder).as_posix() if folder else path.as_posix()
    output = record.outputs.get(name)
    if folder is None or output is None:
        close = nearest(name, tuple(record.outputs))
        message = f"no build is known to have made {path.as_posix()}"
        raise Refused([Problem("CP604", Place(path.as_posix()), message, help=close)])
    lines = [path.as_posix(), *_lines(output, _now(output, record, cases, folder), width)]
    return "\n".join(lines)


def _lines(output: Output, now: str, width: int) -> Iterator[str]:
    parts = [part for part in ("templates", "styles") if part in output.looks]
    installed = ", ".join(f"{part} {output.looks.get(part, '')}" for part in versions())
    said = {
        "made": f"{output.made}: {output.reason or 'for a reason that was not noted'}",
        "from": join_names(list(output.inputs)),
        "looks": f"{', '.join((*parts, CODE))}; {installed}",
        "now": now,
    }
    for label, text in said.items():
        first, *more = wrap(text, max(20, width - _LABEL))
        yield f"  {label:<{_LABEL - 2}}{first}"
        yield from (" " * _LABEL + line for line in more)


def _now(output: Output, record: BuildRecord, cases: Path, folder: Path) -> str:
    """Say what the next build would do with a file."""
    if output.stale:
        return "kept from an earlier build; it could not be made anew"
    suffix = output.path.rpartition(".")[2]
    audience: Audience = "private" if output.looks.get("audience") == "private" else "publication"
    order = Order(
        cases,
        folder,
        formats=formats_of(suffix),
        audience=audience,
        leave_out=output.looks.get("cases left out", "0") != "0",
    )
    ready = check(cases, leave_out=order.leave_out)
    document = next((d for d in plan_documents(ready, order) if d.name == output.document), None)
    if document is None or isinstance(ready, Unreadable):
        return "it could not be made anew: `cpreport check` says why"
    looks = looks_of(ready, order, [document.kind])[document.kind]
    draft = draft_of(document, ready.hashes, looks)
    if record.is_fresh(folder, output.path, draft.key):
        return "as it is: nothing that it was made from has changed"
    inside = inside_of(cache_of(folder), ready.sources, looks)
    reason = reason_for(document, record, order, draft.inputs, draft.looks, inside)
    return f"it would be made anew: {reason}"
