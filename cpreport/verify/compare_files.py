"""Compare the files of a package with those that follow from its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from cpreport.journal.zip_archive import SUMS
from cpreport.verify.drawn_pages import drawing_difference
from cpreport.verify.hidden import hidden_differences
from cpreport.verify.summary import Failure
from cpreport.verify.texts import UnreadableFile, words_of
from cpreport.verify.word_differences import Difference, differences

#: Places of one file that are named one by one.
_MOST_NAMED = 100
_DRAWN = (".pdf", ".png", ".tiff", ".jpg", ".svg")
_BYTES = "something in the file that its text does not show"


def compare_files(
    said: Mapping[str, bytes], follows: Mapping[str, bytes], *, same_versions: bool
) -> Iterator[Failure]:
    """Find every place where a file is not the one that follows.

    Parameters
    ----------
    said, follows : mapping of str to bytes
        The files of one kind, as packaged and as made again.
    same_versions : bool
        Whether the versions that made the package are installed here. Where others are, pages and
        pictures may differ in bytes that nobody sees.
    """
    for path in sorted(said.keys() | follows.keys()):
        if path == SUMS:
            continue
        if path not in said:
            yield Failure(path, "", "the file is missing", "it follows from the data")
        elif path not in follows:
            yield Failure(path, "", "the file does not follow from the data")
        elif said[path] != follows[path]:
            yield from _of_file(path, said[path], follows[path], same_versions=same_versions)


def _of_file(path: str, said: bytes, follows: bytes, *, same_versions: bool) -> Iterator[Failure]:
    try:
        ours, theirs = words_of(path, said), words_of(path, follows)
        found = [] if ours is None or theirs is None else list(differences(ours, theirs))
        drawn = None
        hidden: tuple[Difference, ...] = ()
        if path.endswith(_DRAWN) and not path.endswith(".svg"):
            if not found:
                drawn = drawing_difference(path, said, follows, same_versions=same_versions)
            # Other words on its pages hide nothing of what it carries besides.
            hidden = tuple(hidden_differences(path, said, follows))
    except UnreadableFile as error:
        yield Failure(path, "", str(error))
        return
    for one in islice(found, _MOST_NAMED):
        yield Failure(path, one.where, one.said, one.follows)
    if len(found) > _MOST_NAMED:
        yield Failure(path, "", f"{len(found) - _MOST_NAMED} more places")
    if drawn is not None:
        yield Failure(path, *drawn, "the drawing that follows from the data")
    for one in hidden:
        yield Failure(path, one.where, one.said, one.follows)
    if not found and drawn is None and not hidden and (same_versions or not path.endswith(_DRAWN)):
        yield Failure(path, "", _BYTES, "the same bytes")
