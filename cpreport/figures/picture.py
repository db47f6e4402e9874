"""Say what a picture is that was not drawn from data: a photograph, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cpreport.cases.case import Case, Image

#: What is printed in an inch; at the width of the text more is not seen.
DOTS_PER_INCH = 300

Ending = Literal["png", "jpg"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is printed: upright, masked, and with nothing hidden in it.

    content : bytes
        A PNG or JPEG file, as its ending says.
    width : int
        In dots, of which 300 make an inch.
    """

    id: str
    content: bytes = field(repr=False)
    ending: Ending
    width: int
    alt: str
    caption: str
    wide: bool = False


def image_names(case: Case) -> tuple[str, ...]:
    """Name the pictures that a report may print, in their order: none without consent."""
    return tuple(f"image-{n}" for n in range(1, len(case.media) + 1)) if case.shows_images else ()


def image_files(case: Case) -> tuple[str, ...]:
    """Name the files of the pictures that a report may print, below the series folder."""
    return tuple(image.file for image in case.media) if case.shows_images else ()


def image_outputs(case: Case) -> tuple[str, ...]:
    """Name the files in which these are printed anew."""
    names = zip(image_names(case), case.media, strict=False)
    return tuple(f"{case.id}-{name}.{image_ending(image)}" for name, image in names)


def image_ending(image: Image) -> Ending:
    """Choose the ending of the file that is written anew."""
    return "png" if image.file.lower().endswith(".png") else "jpg"
