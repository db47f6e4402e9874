"""Typeset the HTML of a page for print as a tagged PDF (PDF/UA-1), the same every time."""

from __future__ import annotations

import gc
import hashlib
import html
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal
from xml.etree.ElementTree import Element

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpreport.fonts import font_at, print_css, without_font
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.html.text_columns import RUN, in_runs, taken_apart
from cpreport.publish.pdf.floats import place_floats
from cpreport.publish.pdf.line_numbers import line_number_css
from cpreport.publish.pdf.page_ends import less_room, more_room
from cpreport.publish.pdf.weasyprint_private import (
    broken_early,
    compress_once,
    first_pages,
    grave_remarks,
    level_columns,
    missing_letters,
    take_apart,
)

#: What WeasyPrint calls the standards a page can be typeset by.
Variant = Literal["pdf/ua-1", "pdf/a-3a"]
#: The styles that `templates/base.html` puts at the head of a page.
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
#: A paragraph with a line that is broken too early is set anew, narrower by so much that nobody
#: sees it, in pt; and so many times at most.
_NUDGE, _MOST_NUDGES = 4.0, 4
#: Addresses that pages have no fonts, images or styles at.
_NOWHERE = "cpreport:/"


def pdf(page: str, variant: Variant = "pdf/ua-1") -> bytes:
    """Typeset a page.

    Parameters
    ----------
    page : str
        A page for print that holds its styles and drawings.
    variant : {"pdf/ua-1", "pdf/a-3a"}
        The standard that the file names; `archive.py` makes of the second one that names both.

    Raises
    ------
    Refused
        With CP601 where the page asks for anything outside itself, or cannot be typeset; with
        CP603 where no font has a letter, so that a box would be printed in its place.
    """
    styles = _STYLE.search(page)
    css = styles[1] if styles else ""
    body = page.replace(styles[0], "", 1) if styles else page
    identifier = hashlib.sha256(page.encode()).hexdigest()[:32].encode("ascii")
    try:
        with _remarks() as remarks, _without_garbage_collection():
            layouts = _Layouts(variant)
            content: bytes = _lay_out(body, css, layouts).write_pdf(
                finisher=compress_once, pdf_variant=variant, pdf_identifier=identifier
            )
            layouts.take_apart()
    except FatalURLFetchingError as error:
        raise Refused([_refused(str(error))]) from error
    if letters := missing_letters(remarks):
        raise Refused([without_font(letters)])
    if grave := grave_remarks(remarks):
        raise Refused([_refused(remark) for remark in grave])
    return content


@dataclass(slots=True)
class _Layouts:
    """The layouts of a page, each with the images that it has of its own."""

    variant: Variant
    made: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    def make(self, page: Any, stylesheets: list[Any]) -> Any:
        """Lay a page out as a WeasyPrint document."""
        images: dict[str, Any] = {}
        document = page.render(
            stylesheets=stylesheets,
            font_config=_font_configuration(),
            pdf_variant=self.variant,
            cache=images,
        )
        self.made.append((document, images))
        return document

    def take_apart(self) -> None:
        """Disassemble all of them; none is used any more."""
        while self.made:
            take_apart(*self.made.pop())


def _lay_out(body: str, css: str, layouts: _Layouts) -> Any:
    """Lay a page out as a WeasyPrint document, its figures and tables in their places."""
    page = weasyprint.HTML(
        string=body, base_url=_NOWHERE, url_fetcher=_fetcher(), media_type="print"
    )
    tree = page.etree_element
    layout = tree.find("body").get("class", "").split()
    flow = taken_apart(tree) if "layout-two-columns" in layout else None

    def lay_out(*more: Any) -> Any:
        if flow is not None:
            in_runs(flow)
        document = layouts.make(page, [_fonts(), _parsed(css), *more])
        if len(layouts.made) == 1:
            # What breaks too early in the first layout is mended by the way in the next.
            _set_narrower(broken_early(document), 1)
        return document

    # Of a supplement each section is looked up alone: its tables stay with it.
    document = lay_out() if "supplement" in layout else place_floats(lay_out, tree)
    for step in range(1, _MOST_NUDGES + 1):
        broken = broken_early(document)
        if not broken:
            break
        _set_narrower(broken, step)
        document = lay_out()
    airy = 2.0 if "layout-review" in layout else 1.0
    if flow is None:
        # In columns the lines stand level: what is above them is whole lines.
        document = _with_styles(document, less_room(document, tree), lay_out, _is_shorter)
    document = _with_styles(document, more_room(document, tree, airy=airy), lay_out, _same_pages)
    if flow is not None:
        level_columns(document, RUN)
    if "layout-review" in layout:
        return lay_out(_css(line_number_css(document)))
    return document


def _with_styles(
    document: Any,
    chosen: Mapping[Element, str],
    lay_out: Callable[[], Any],
    succeeds: Callable[[Any, Any], bool],
) -> Any:
    """Lay out with styles of some blocks more, or take them away where that does not succeed."""
    if not chosen:
        return document
    before = {element: element.get("style", "") for element in chosen}
    for element, style in chosen.items():
        element.set("style", f"{before[element]}; {style}")
    styled = lay_out()
    if succeeds(styled, document):
        return styled
    for element, style in before.items():
        element.set("style", style)
    return document


def _same_pages(spread: Any, document: Any) -> bool:
    """Whether every element begins on the page that it began on."""
    return first_pages(spread) == first_pages(document)


def _is_shorter(drawn_in: Any, document: Any) -> bool:
    return len(drawn_in.pages) < len(document.pages)


def _set_narrower(paragraphs: Iterable[Element], step: int) -> None:
    for element in paragraphs:
        element.set("style", f"padding-right: {step * _NUDGE}pt")


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Hand out fonts of the package and what a page itself holds; all else ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Fetch an address, or end the rendering."""
        font = font_at(url)
        if font is not None:
            return URLFetcherResponse(url, font, {"Content-Type": "font/ttf"})
        if not url.startswith("data:"):
            shown = url.removeprefix(_NOWHERE)
            raise FatalURLFetchingError(f"`{shown}` would be loaded from outside the page")
        return super().fetch(url, headers)


def _refused(what: str) -> Problem:
    return Problem(
        "CP601",
        Place("../templates"),
        what,
        help="a page holds everything it shows; put images beside the stylesheets",
    )


def printable(text: str) -> bool:
    """Whether the fonts of the package and of this machine have every letter of a text."""
    try:
        pdf(f"<html lang='en'><title>-</title><body><p>{html.escape(text)}</p></body></html>")
    except Refused:
        return False
    return True


# --- kept for the life of the process: a fresh one for each page would cost time and memory ------


@cache
def _fetcher() -> _Fetcher:
    return _Fetcher()


@cache
def _font_configuration() -> Any:
    return FontConfiguration()


@cache
def _fonts() -> Any:
    return weasyprint.CSS(
        string=print_css(), font_config=_font_configuration(), url_fetcher=_fetcher()
    )


@lru_cache(maxsize=8)
def _parsed(css: str) -> Any:
    return _css(css)


def _css(css: str) -> Any:
    return weasyprint.CSS(
        string=css, font_config=_font_configuration(), url_fetcher=_fetcher(), base_url=_NOWHERE
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Leave the collector off while a page is typeset: it only slows the building of boxes.

    Afterwards it goes through what the page left and nothing else: looking through all cases of
    the series once a document would cost more, the more of both there are.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if was_on:
            gc.enable()


class _Kept(logging.Handler):
    """Keeps remarks instead of printing them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.remarks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # A drawing's address holds the whole drawing; its beginning is enough to tell which.
        self.remarks.append(re.sub(r"(data:[\w/+;=-]{1,40})[^ ]*", r"\1…", record.getMessage()))


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """Keep WeasyPrint's remarks, which are not for the user's terminal."""
    logger, kept = logging.getLogger("weasyprint"), _Kept()
    before = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [kept], False
    try:
        yield kept.remarks
    finally:
        logger.handlers, logger.propagate = before
