"""Write rows as CSV: the one writer of every CSV file, with the one guard against formulas.

RFC 4180 in UTF-8, but lines end in a line feed. Python's own `csv` module writes, not pandas: rows
go out in batches as they are made, so that the file of ten thousand patients needs no more memory
than that of ten, and a cell stays the text that it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

#: Beginnings that make a spreadsheet take a cell for a formula, the wide forms of East Asian
#: keyboards among them.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_NUMBER = r"[+−-]?\d+(?:[.,\u202f]\d+)*%?(?:[ \xa0][^\W\d_]+(?:/[^\W\d_]+)?)?"
_NUMBERS = rf"{_NUMBER}(?:(?: to | of |[,;] ){_NUMBER})*"
#: A number or a few of them, as results are printed: `+25`, `-1 (-2 to 0)`, `+9 mg/L`.
_NO_FORMULA = re.compile(rf"{_NUMBERS}(?: \({_NUMBERS}\))?")

#: Rows that are written at once.
_BATCH = 1000


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a whole file: a line of headings, and a line for each row."""
    return "".join(csv_parts(chain([header], rows)))


def csv_parts(rows: Iterable[Sequence[str]], line_end: str = "\n") -> Iterator[str]:
    """Yield the lines of rows in parts of many lines; the rows may be too many to keep."""
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=line_end)
        writer.writerows([guard(cell) for cell in row] for row in batch)
        yield text.getvalue()


def guard(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would compute; numbers stay as they are.

    >>> guard("+25"), guard("-1 (-2 to 0)"), guard("=1+1")
    ('+25', '-1 (-2 to 0)', "'=1+1")
    """
    if cell.startswith(_FORMULA) and not _NO_FORMULA.fullmatch(cell):
        return f"'{cell}"
    return cell
