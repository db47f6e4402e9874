"""Describe every data file from its columns, and keep docs/data.md in step with them.

`python -m docs.making` writes the page; a test says where it is behind.
"""

from __future__ import annotations

import re

from cpreport.data.columns import (
    ADVERSE_EVENTS,
    CHANGES,
    CHECKLIST,
    CODEBOOK,
    CONCOMITANT,
    CONDITIONS,
    COURSE,
    ITEM_GRADES,
    MISSING,
    OUTCOMES,
    PROBLEMS,
    RESULTS,
    SCORES,
    SESSIONS,
    TREATMENTS,
    DataColumn,
    DataFile,
)
from docs.making.steps import REPOSITORY

PAGE = REPOSITORY / "docs" / "data.md"
_MADE = re.compile(r"(<!-- made of [^\n]*-->\n).*(<!-- end -->)", re.DOTALL)
_FILES = (
    ITEM_GRADES, SCORES, RESULTS, CHANGES, OUTCOMES, TREATMENTS, SESSIONS, CONCOMITANT, COURSE,
    CONDITIONS,
    ADVERSE_EVENTS, CODEBOOK, CHECKLIST, PROBLEMS,
)  # fmt: skip


def with_tables(page: str) -> str:
    """Put the tables of words and columns into the page, in the place of those that stand there."""
    tables = "\n\n".join([_words(), *map(_described, _FILES)])
    return _MADE.sub(lambda found: f"{found[1]}\n{tables}\n\n{found[2]}", page)


def _words() -> str:
    rows = [f"| `{word}` | {meaning} |" for word, meaning in MISSING.items()]
    return "\n".join(["| missing | meaning |", "|---|---|", *rows])


def _described(file: DataFile) -> str:
    title = file.name.replace("-", " ").capitalize()
    keys = ", ".join(f"`{column.name}`" for column in file.columns if column.key)
    named = f" {keys} {'name' if ',' in keys else 'names'} a row." if keys else ""
    lines = [f"| `{c.name}` | {c.type} | {_meaning(c)} |" for c in file.columns]
    top = [f"## {title} {{ #{file.name} }}", "", f"Each row is {file.of}.{named}", ""]
    return "\n".join([*top, "| column | type | meaning |", "|---|---|---|", *lines])


def _meaning(column: DataColumn) -> str:
    unit = f", in {column.unit}" if column.unit else ""
    allowed = ", ".join(f"`{value}`" for value in column.allowed)
    return f"{column.meaning}{unit}" + (f": {allowed}" if allowed else "")
