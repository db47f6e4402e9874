"""Hold a file that is attached to a PDF, and attach it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of data that goes with a document.

    description : str
        What it holds, in a few words, for those who look at the list of attachments.
    """

    name: str
    content: bytes
    description: str


def attach(document: Any, data: Sequence[Attachment]) -> None:
    """Put files of data into a PDF that is open; no date is told of them."""
    import pikepdf

    root: Any = document.Root
    attached = {one.name: _attached(document, one) for one in data}
    if attached:
        names = pikepdf.Array()
        # Programs look a name up in halves.
        for name in sorted(attached):
            names.extend([pikepdf.String(name), attached[name]])
        if "/Names" not in root:
            root.Names = pikepdf.Dictionary()
        root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=names)
        root.AF = pikepdf.Array(attached.values())


def _attached(document: Any, one: Attachment) -> Any:
    import pikepdf

    stream = document.make_stream(one.content)
    stream.Type = pikepdf.Name.EmbeddedFile
    stream.Subtype = pikepdf.Name("/text/csv")
    stream.Params = pikepdf.Dictionary(Size=len(one.content))
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec,
            F=pikepdf.String(one.name),
            UF=pikepdf.String(one.name),
            Desc=pikepdf.String(one.description),
            AFRelationship=pikepdf.Name.Data,
            EF=pikepdf.Dictionary(F=stream, UF=stream),
        )
    )
