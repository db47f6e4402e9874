"""Compare a document that came back with the manuscript as it is now."""

from __future__ import annotations

from dataclasses import replace

from cpreport.changes.added_paragraphs import added_paragraphs
from cpreport.changes.altered_numbers import altered_numbers
from cpreport.changes.beside_manuscript import beside_manuscript
from cpreport.changes.found_changes import Changes
from cpreport.changes.paired_edits import hold_together
from cpreport.changes.prose_edits import (
    altered_footnotes,
    altered_prose,
    changed_since,
    moved_paragraphs,
)
from cpreport.changes.returned import Returned
from cpreport.changes.retyped_cells import altered_tables
from cpreport.changes.told_changes import (
    altered_generated,
    left_comment,
    not_taken_of_body,
    not_taken_of_notes,
)
from cpreport.check.check_series import Ready


def changes_of(document: str, back: Returned, ready: Ready) -> Changes:
    """Say what differs between a document that came back and the manuscript.

    Raises
    ------
    Refused
        With CP821 where the document is none of this series; with what is wrong with its case where
        that may not be printed.
    """
    held = beside_manuscript(document, back, ready)
    prose = tuple(altered_prose(held))
    edits = [*prose, *altered_footnotes(held), *moved_paragraphs(held), *added_paragraphs(held)]
    edits.sort(key=lambda edit: edit.at)
    numbered = (replace(edit, number=n) for n, edit in enumerate(edits, start=1))
    in_tables = altered_tables(held.back, held.tables)
    altered = (*altered_generated(held), *in_tables.altered)
    not_taken = (*not_taken_of_body(held), *in_tables.looks, *not_taken_of_notes(held))
    return Changes(
        document,
        hold_together(tuple(numbered), altered, not_taken),
        (
            *altered_numbers(held),
            *(number for edit in prose for number in edit.overwrites),
            *(replace(o, ledger=held.now(o.ids, o.made)) for o in in_tables.typed),
        ),
        altered,
        tuple(left_comment(held, comment) for comment in held.back.comments),
        not_taken,
        changed_since(held),
        held.current.wording,
    )
