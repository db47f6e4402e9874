"""Take a finished layout, and take its parts from each other, so that all of it is gone at once.

The parts of WeasyPrint's layouts hold each other in rings, which only the collector can free: it
looks at each of some hundred thousand objects several times. Here the rings are cut. What a later
WeasyPrint ties otherwise is left to the collector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def take_down(document: Any, images: Mapping[str, Any]) -> None:
    """Cut what ties the parts of a layout, which cannot be used afterwards.

    Parameters
    ----------
    document : weasyprint.Document
        Already written.
    images : mapping of str to object
        WeasyPrint's images of this very layout, by address.
    """
    for part in [*_of_images(images), *_of_pages(document)]:
        getattr(part, "__dict__", {}).clear()


def _of_images(images: Mapping[str, Any]) -> Iterator[Any]:
    """Yield drawings, and the layout's context that they hold; it holds all styles."""
    for image in images.values():
        yield getattr(image, "_context", None)
        yield getattr(image, "_svg", None)


def _of_pages(document: Any) -> Iterator[Any]:
    for page in document.pages:
        for box in page._page_box.descendants():
            for group in getattr(box, "column_groups", ()):
                yield from group.children
            yield box.style
            yield box
