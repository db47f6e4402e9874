"""Hold a file that is attached to a PDF."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of data that goes with a document.

    description : str
        What it holds, in a few words, for those who look at the list of attachments.
    """

    name: str
    content: bytes
    description: str
