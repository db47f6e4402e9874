"""Set a document from its data with Typst, finish its tags, and read it back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from cpreport.content_cache import make_once
from cpreport.page_texts import remember
from cpreport.publish.attachment import Attachment
from cpreport.publish.typst.compile_process import SHARED
from cpreport.publish.typst.compiler import MOST_ROWS, TypstFailed, compile_pdf, typst_version
from cpreport.publish.typst.nodes import Data
from cpreport.publish.typst.page_ends import LayOut, fill_pages
from cpreport.publish.typst.read_back import (
    PageText,
    PrintedParts,
    lost,
    pages_of,
    parts_of,
    spots,
)
from cpreport.publish.typst.tags import finish

#: How many lost things a message names, and how much of each.
_MOST_NAMED, _LONGEST = 3, 60


def typst_pdf(data: Data, attached: Sequence[Attachment] | None = None) -> bytes:
    """Set a document as PDF/UA-1; with attachments, or an empty list of them, as PDF/A-3a too.

    Errors are those of `set_and_read_back`.
    """
    parts = parts_of(data)
    fill = partial(fill_pages, data=data, parts=parts)
    return set_and_read_back(data, parts, "page.typ", attached, fill)


def set_and_read_back(
    data: Data,
    parts: PrintedParts,
    template: str,
    attached: Sequence[Attachment] | None,
    fill: Callable[[bytes, Sequence[PageText], LayOut], bytes],
    mend: Callable[[bytes], bytes] = bytes,
) -> bytes:
    """Set data by a template, and find all parts of them on the pages.

    Parameters
    ----------
    fill : callable
        Sets a document again where that fills its pages better.
    mend : callable
        Makes a PDF readable before it is read back.

    Raises
    ------
    Refused
        With CP603 where no font has a letter.
    TypstFailed
        Where Typst cannot set it, or lost something of it.
    """
    if any(len(rows) > MOST_ROWS for rows in parts.rows):
        raise TypstFailed(f"a table has more than {MOST_ROWS:,} rows")
    archived = attached is not None
    standards = ("ua-1", "a-3a") if archived else ("ua-1",)

    def lay_out(more: Data) -> bytes:
        doc = json.dumps({**data, **more, "archive": archived}, ensure_ascii=False)
        return mend(compile_pdf(doc, standards, template))

    made = lay_out({})
    with pages_of(made) as pages:
        fuller = fill(made, pages, lay_out)
        if fuller is made:
            return _read_back(made, pages, data, parts, attached or ())
    with pages_of(fuller) as pages:
        return _read_back(fuller, pages, data, parts, attached or ())


def _read_back(
    made: bytes,
    pages: Sequence[PageText],
    data: Data,
    parts: PrintedParts,
    attached: Sequence[Attachment],
) -> bytes:
    authors, generator = data["authors"], data["generator"]
    assert isinstance(authors, list)
    places = spots(pages, parts)
    content, alts = finish(made, parts.heads, authors, str(generator), places, attached)
    _refuse_loss(lost(pages, parts, alts))
    # Tags and metadata were finished; what its pages show was not touched.
    remember(content, [page.said for page in pages])
    return content


def _refuse_loss(gone: Sequence[str]) -> None:
    if gone:
        named = [f"`{one[:_LONGEST]}{'…' if len(one) > _LONGEST else ''}`" for one in gone]
        more = len(named) - _MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        raise TypstFailed(f"it lost {', '.join(named[:_MOST_NAMED])}{rest}")


def typst_once(write: Callable[[], Data], attached: Sequence[Attachment] | None = None) -> bytes:
    """Set a document unless its PDF is kept; errors are those of `typst_pdf`."""
    data = write()
    contents = (
        text for one in attached or () for text in (one.name, one.content.decode(), one.description)
    )
    made_from = (json.dumps(data, ensure_ascii=False), f"archive: {attached is not None}")
    return make_once(
        "pdf by Typst",
        (*made_from, typst_version(), _template(), *contents),
        lambda: typst_pdf(data, attached),
    )


@cache
def _template() -> str:
    here = Path(__file__).parent
    return sha256(b"".join((here / name).read_bytes() for name in (SHARED, "page.typ"))).hexdigest()
