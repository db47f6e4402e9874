"""Print a note beneath the first table of a document that has it; the others lead there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cpreport.catalogue import Say
from cpreport.outcomes.wording import join_names
from cpreport.tables.table import Table


def notes_once(
    say: Say, labels: Mapping[str, str], tables: Mapping[str, Table]
) -> dict[str, Table]:
    """Take from tables the notes that stand beneath an earlier one.

    A note stays where to name the other table would be as long.

    Parameters
    ----------
    labels : mapping of str to str
        What the document calls its tables, such as `Table S9`, by id, in its order.
    """
    where: dict[str, str] = {}
    made = dict(tables)
    for name in filter(tables.__contains__, labels):
        notes = tables[name].notes
        again = [note for note in notes if note in where]
        others = join_names(list(dict.fromkeys(where[note] for note in again)))
        lead = say("tables.shared.notes_above", tables=others)
        if len(" ".join(again)) > len(lead):
            kept = (note for note in notes if note not in where)
            made[name] = replace(tables[name], notes=(*kept, lead))
        where = {**dict.fromkeys(notes, labels[name]), **where}
    return made
