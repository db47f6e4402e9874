"""Take the HTML of a page for print, and give a tagged PDF (PDF/UA-1), the same every time."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from cpreport.problems import Place, Problem, Refused
from cpreport.render.columns import in_runs, taken_apart
from cpreport.render.floats import placed
from cpreport.render.fonts import font_at, print_css
from cpreport.render.line_numbers import numbering

_VARIANT = "pdf/ua-1"
#: The styles that `templates/base.html` puts at the head of a page.
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
#: Beginnings of the remarks of WeasyPrint that mean that something is missing on the page.
_GRAVE = ("Failed to", "Image ", "Missing required")
#: Addresses that pages have no fonts, images or styles at.
_NOWHERE = "cpreport:/"


def pdf(html: str) -> bytes:
    """Typeset a page.

    Parameters
    ----------
    html : str
        A page for print that holds its styles and drawings.

    Raises
    ------
    Refused
        With CP601 where the page asks for anything outside itself, or cannot be typeset.
    """
    styles = _STYLE.search(html)
    css = styles[1] if styles else ""
    body = html.replace(styles[0], "", 1) if styles else html
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode("ascii")
    try:
        with _remarks() as remarks, _without_garbage_collection():
            content: bytes = _laid_out(body, css).write_pdf(
                pdf_variant=_VARIANT, pdf_identifier=identifier
            )
    except FatalURLFetchingError as error:
        raise Refused([_refused(str(error))]) from error
    if grave := [remark for remark in remarks if remark.startswith(_GRAVE)]:
        raise Refused([_refused(remark) for remark in dict.fromkeys(grave)])
    return content


def _laid_out(body: str, css: str) -> Any:
    """Give the WeasyPrint document of a page, its figures and tables in their places."""
    page = weasyprint.HTML(
        string=body, base_url=_NOWHERE, url_fetcher=_fetcher(), media_type="print"
    )
    tree = page.etree_element
    layout = tree.find("body").get("class", "").split()
    flow = taken_apart(tree) if "layout-two-columns" in layout else None

    def lay_out(*more: Any) -> Any:
        if flow is not None:
            in_runs(flow)
        return page.render(
            stylesheets=[_fonts(), _parsed(css), *more],
            font_config=_font_configuration(),
            pdf_variant=_VARIANT,
        )

    document = placed(lay_out, tree)
    if "layout-review" in layout:
        return lay_out(_css(numbering(document)))
    return document


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives the fonts of the package and what a page itself holds; all else ends the rendering."""

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
        string=css,
        font_config=_font_configuration(),
        url_fetcher=_fetcher(),
        base_url=_NOWHERE,
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Leave the collector off while a page is typeset: it only slows the building of boxes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()


@contextmanager
def _without_a_clock() -> Iterator[None]:
    """Keep the time of day out of the embedded fonts, so that the same page has the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class _Kept(logging.Handler):
    """Keeps remarks instead of printing them."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.remarks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # A drawing's address holds the whole drawing; its beginning is enough to tell which.
        self.remarks.append(re.sub(r"(data:[\w/+;=-]{1,40})[^ ]*", r"\1…", record.getMessage()))


@contextmanager
def _remarks() -> Iterator[list[str]]:
    """Keep WeasyPrint's remarks from the user's terminal, and give the grave ones."""
    logger, kept = logging.getLogger("weasyprint"), _Kept()
    before = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [kept], False
    try:
        yield kept.remarks
    finally:
        logger.handlers, logger.propagate = before
