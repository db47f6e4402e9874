"""Find markup in fields that are no prose: it is printed there as it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cpreport.cases.text import Path, Source, leaves
from cpreport.problems import Problem

#: What is written to be found again, or names a file, and is not printed.
_UNPRINTED = {
    "checklists", "claims", "email", "entered_totals", "file", "instead_of", "measurements",
    "measures", "not_identifying", "scores", "sections", "settings", "style",
}  # fmt: skip
#: Each with what to write in its place.
_MARKUP = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"(?<=\w)\^[+\-−]?\w{1,10}[+\-]?\^", "write the raised signs themselves, such as `10⁶`"),
        (r"(?<=\w)~\w{1,10}~", "write the lowered signs themselves, such as `CO₂`"),
        (r"(?<![\w*])\*{1,2}[^\W_][^*\n]{0,200}?(?<=\S)\*{1,2}(?![\w*])", "take the stars out"),
        (r"\^?\[[@^][^\[\]\n]{1,200}\]", "say it in a text, such as `outcome`"),
        (r"\{\{[^{}\n]{0,200}\}\}", "say it in a text, such as `outcome`"),
        (r"<!--[^\n]{0,200}|\{#[^#\n]{0,200}#\}", "write a comment of the file: ` # …`"),
        (r"</?(?:b|br|em|i|strong|sub|sup)/?>", "take the tag out"),
    )
)  # fmt: skip
_SIGNS = re.compile(r"[\^~*<{]|\[@")


def problems_of_fields(
    source: Source, prose: Collection[Path], case: str | None = None
) -> Iterator[Problem]:
    """Yield the markup in fields of a file that are printed as plain text.

    Parameters
    ----------
    prose : collection of Path
        The texts in which markup is set.
    """
    for path, scalar in leaves(source.root, without=_UNPRINTED):
        if not _SIGNS.search(scalar.text) or path in prose:
            continue
        for pattern, hint in _MARKUP:
            for match in pattern.finditer(scalar.text):
                line = scalar.text.count("\n", 0, match.start()) + 1
                column = match.start() - scalar.text.rfind("\n", 0, match.start())
                place = scalar.place_of(line, column, len(match[0]))
                message = f"`{match[0]}` is printed as it stands here: this field is plain text"
                yield Problem("CP416", place, message, (), hint, "warning", case)
