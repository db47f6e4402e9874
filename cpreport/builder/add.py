"""Take files made of a finished build, and leave them in its folder, searched and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cpreport.atomic_write import write_all
from cpreport.builder.build import Built
from cpreport.builder.output_folder import held
from cpreport.builder.plan import Order
from cpreport.builder.privacy_gate import gate_of, passed
from cpreport.builder.record import RECORD, Output, forget, note, now, record_json, sha256
from cpreport.problems import Problem, Refused, in_order


def add(
    built: Built, order: Order, document: str, files: Mapping[str, bytes], inputs: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Write further files into the folder of a build; give what stood in the way.

    Parameters
    ----------
    document : str
        What they are, as `build.json` calls it; one of `build.ADDED`.
    files : mapping of str to bytes
        By path below the output folder, with `/`.
    inputs : mapping of str to str
        What they were made from, with its hashes.
    """
    try:
        with held(order.output) as folder:
            problems = list(folder.in_the_way(files))
            gate = gate_of(built.checked, order.output)
            found, told = passed(gate, files)
            if problems or told:
                return in_order([*problems, *told])
            drafts = {
                path: Output(path, document, "", inputs, sha256(content), now())
                for path, content in files.items()
            }
            write_all(folder.path, files, before=lambda: note(folder.path, drafts))
            record = replace(
                folder.record,
                outputs={**folder.record.outputs, **drafts},
                searched={**folder.record.searched, **found},
            )
            write_all(folder.path, {RECORD: record_json(record, built.problems)})
            forget(folder.path)
    except Refused as refused:
        return refused.problems
    return ()
