"""The only place that knows colours, fonts and sizes of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished figure.

    svg : str
        The drawing; text stays text.
    alt : str
        What the drawing says, written from the data.
    caption : str
        The legend under it.
    """

    id: str
    svg: str
    alt: str
    caption: str
    wide: bool = True
