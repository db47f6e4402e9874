"""Search finished documents for who the patients are, in processes of their own if many are made.

Those who make documents, here or elsewhere, are never told who the patients are. The processes of
the search make nothing: they take finished files and say what was found in them, so that a build
with many workers need not search by its one process what they all send.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from cpreport.builder.make import Made
from cpreport.builder.privacy_gate import Gate, search_files
from cpreport.privacy.scan import Searched
from cpreport.processes import in_parts

#: Workers up to which the process of the build searches by itself, without making any wait.
_FEW = 3
#: Workers whose documents one process can search: to make one takes six times as long.
_TO_ONE = 4


def search_documents(
    gate: Gate, documents: Iterable[Made], jobs: int
) -> Iterator[tuple[Made, Mapping[str, Searched | str]]]:
    """Search documents as they are finished; yield them in that order with what was found.

    Files that are on the disk already are not searched here: what is kept of their pieces is known
    to the process of the build alone.

    Parameters
    ----------
    jobs : int
        How many workers make the documents.
    """
    waiting: deque[Made] = deque()

    def finished() -> Iterator[Mapping[str, bytes]]:
        for made in documents:
            waiting.append(made)
            yield made.files

    search = partial(search_files, gate.search, gate.name)
    for found in in_parts(search, finished(), 1 if jobs <= _FEW else max(2, jobs // _TO_ONE)):
        yield waiting.popleft(), found
