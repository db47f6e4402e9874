"""Hold the examples of what `cpreport changes` says of a document that came back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docs.making.example import Example
from docs.making.word_files import document

_SMALL = ("Little is known.", "We assessed one child twice.")
_BETTER = "After treatment, one child had better trunk control."
_CHANGES = ("changes", "m.docx", "cases")

CHANGES_EXAMPLES: Mapping[str, Example] = MappingProxyType({
    "CP820": Example(
        "`cpreport changes` reads DOCX files alone, whole ones, up to a size. Here a text was named so.",
        files={"../m.docx": "Little is known."},
        fixed={"../m.docx": document(*_SMALL, _BETTER)},
        command=_CHANGES,
        how="In a word processor, save it as a Word document (.docx).",
    ),
    "CP821": Example(
        "Hardly a paragraph of the document is one of this series: it is another manuscript, or the "
        "report of a case.",
        files={"../m.docx": document("Something else.", "Altogether.")},
        fixed={"../m.docx": document(*_SMALL, _BETTER)},
        command=_CHANGES,
        how="Name the manuscript that was made from the series.",
    ),
    "CP822": Example(
        "What somebody typed over a computed number, a citation or a reference is not written into "
        "the manuscript, nor is what cannot be told in Markdown. Here `one child`, which is counted, "
        "became `half of them`.",
        files={"../m.docx": document(*_SMALL, "After treatment, half of them had better trunk control.")},
        fixed={"../m.docx": document(*_SMALL, "After treatment, one child had a better trunk control.")},
        command=(*_CHANGES, "--accept", "1"),
        how="Alter the section by hand, or leave the number as it is computed.",
    ),
    "CP823": Example(
        "The edits are numbered in the report that `cpreport changes` prints without `--accept`; they "
        "are counted anew once some are accepted.",
        files={"../m.docx": document("Little indeed is known.", _SMALL[1], _BETTER)},
        fixed={"../m.docx": document("Little indeed is known.", "We assessed one small child twice.", _BETTER)},
        command=(*_CHANGES, "--accept", "2"),
        how="Name an edit that the report lists.",
    ),
})  # fmt: skip
