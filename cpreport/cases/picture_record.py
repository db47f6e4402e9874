"""Hold the records of photographs and imaging: which file is printed, and what is drawn on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from cpreport.cases.values import Record, Text, YesNo, parse_number, refusal
from cpreport.numbers import plain

#: Panels that a figure has at most: letters under them, and room for them, end.
MOST_PANELS = 9


def _per_cent(value: object) -> object:
    number = parse_number(str(value))
    if not 0 <= number <= 100:
        raise refusal(f"`{value}` is not between 0 and 100")
    return number


def _share(value: object) -> object:
    number = parse_number(str(value))
    if not 0 <= number <= 1:
        hint = f"write {plain(number / 100)} for {value}%" if 1 < number <= 100 else ""
        raise refusal(f"`{value}` is not between 0 and 1", hint=hint)
    return number


PerCent = Annotated[
    Decimal, BeforeValidator(_per_cent), WithJsonSchema({"type": "number", "maximum": 100})
]
Share = Annotated[
    Decimal, BeforeValidator(_share), WithJsonSchema({"type": "number", "maximum": 1})
]


class Region(Record):
    """A part of a picture, in per cent of its width and height as it is seen upright."""

    left: PerCent
    top: PerCent
    width: PerCent
    height: PerCent


class Arrow(Record):
    """An arrow that points at something in a picture."""

    at: tuple[Share, Share] = Field(
        description="Where it points: from the left and from the top, as shares of the width and "
        "height of the file as it is seen upright"
    )
    begin: Literal["left", "right", "above", "below"] = Field(
        "left", alias="from", description="From where it comes"
    )
    label: Text | None = Field(None, description="A word or two at its end")


_SCALE = re.compile(r"(?P<number>\S+)\s*(?P<unit>mm|cm|px/mm)")


@dataclass(frozen=True, slots=True)
class PictureScale:
    """How large what a picture shows is.

    wide : Decimal or None
        What its whole width shows, in mm; None where the dots of a mm are told.
    dots_of_mm : Decimal or None
        Dots of the file that show a mm.
    """

    wide: Decimal | None = None
    dots_of_mm: Decimal | None = None


def _scale(value: object) -> object:
    match = _SCALE.fullmatch(" ".join(str(value).split()))
    if match is None:
        hint = "write what the whole width shows, such as `60 mm`, or dots per mm: `14 px/mm`"
        raise refusal(f"`{value}` is no scale of a picture", hint=hint)
    number = parse_number(match["number"])
    if number <= 0:
        raise refusal(f"`{value}` is no length")
    if match["unit"] == "px/mm":
        return PictureScale(dots_of_mm=number)
    return PictureScale(wide=number * 10 if match["unit"] == "cm" else number)


class Panel(Record):
    """One picture of a figure."""

    file: Text = Field(
        description="A PNG, JPEG, TIFF or DICOM file in `media`, such as `media/P01/gait.jpg`"
    )
    alt: Text = Field(description="What the picture shows, for those who cannot see it")
    visit: Text | None = Field(None, description="The visit that it is from: printed with its time")
    scale: Annotated[
        PictureScale | None, BeforeValidator(_scale), WithJsonSchema({"type": "string"})
    ] = Field(
        None,
        description="What the whole width of the file shows (`60 mm`), or its dots per mm "
        "(`14 px/mm`): for a bar, and for panels at one scale",
    )
    mask: tuple[Region, ...] = Field(
        (), description="What is painted over; a bar over the eyes does not make a face unknown"
    )
    crop: Region | None = Field(None, description="The part that is printed")
    rotate: Literal["90", "180", "270"] | None = Field(
        None, description="By how many degrees it is turned, clockwise"
    )
    arrows: tuple[Arrow, ...] = Field((), description="Drawn over the picture")

    @property
    def is_marked(self) -> bool:
        """Whether anything is drawn on it or said above it."""
        return bool(self.arrows) or self.scale is not None or self.visit is not None


class Image(Panel):
    """A picture of the patient, printed in the report where consent for images is given."""

    caption: Text = Field(description="What stands under the picture")
    article: YesNo = Field(False, description="Whether the article prints it, too")

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The one picture it is."""
        return (self,)


class PanelFigure(Record):
    """Pictures of the patient side by side under one caption, such as before and after."""

    caption: Text = Field(description="What stands under the pictures")
    article: YesNo = Field(False, description="Whether the article prints it, too")
    panels: tuple[Panel, ...] = Field(
        min_length=1, max_length=MOST_PANELS, description="From left to right, (a), (b), …"
    )


def _kind(written: object) -> str:
    several = isinstance(written, PanelFigure) or (
        isinstance(written, Mapping) and "panels" in written
    )
    return "PanelFigure" if several else "Image"


#: An entry of `media`: one picture, or several.
Medium = Annotated[
    Annotated[Image, Tag("Image")] | Annotated[PanelFigure, Tag("PanelFigure")],
    Discriminator(_kind),
]


def is_drawn(entry: Image | PanelFigure) -> bool:
    """Whether the report prints a figure that is drawn around the pictures, not a picture alone."""
    return isinstance(entry, PanelFigure) or entry.is_marked or entry.article
