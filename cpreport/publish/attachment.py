"""Say what a file of data is that goes with a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of data that goes with a document.

    description : str
        What it holds, in a few words, for those who look at the list of attachments.
    """

    name: str
    content: bytes
    description: str
