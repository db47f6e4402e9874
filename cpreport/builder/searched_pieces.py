"""Search a data file in pieces, but for those that an earlier build searched for the same.

What was found in a piece is kept under its hash, and nothing of one that tells who a patient is.
"""

from __future__ import annotations

from pathlib import Path

from cpreport.builder.record import SearchedFile, searched_from, searched_json, sha256
from cpreport.content_cache import find_made, keep
from cpreport.privacy.scan import Search, Searched, merge, pieces_of, search_content

_KIND = "searched piece"


def search_in_pieces(search: Search, named: str, name: str, path: Path) -> Searched:
    """Search one finished file.

    Parameters
    ----------
    named : str
        What stands for all that is searched for.
    name : str
        Its path below the output folder; it is searched too.

    Raises
    ------
    Unsearchable
        Where the file cannot be read.
    """
    return merge(_search_once(search, named, name, piece) for piece in pieces_of(name, path))


def _search_once(search: Search, named: str, name: str, piece: bytes) -> Searched:
    made_from = (named, name, sha256(piece))
    kept = find_made(_KIND, made_from)
    if kept is not None and (known := searched_from(kept)) is not None:
        return Searched((), known.findings, known.pages, known.characters)
    found = search_content(search, name, piece)
    if not found.hits:
        told = SearchedFile(made_from[-1], named, found.pages, found.characters, found.findings)
        keep(_KIND, made_from, searched_json(told))
    return found
