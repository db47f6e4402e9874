"""The only place that knows colours, fonts and sizes of figures, and what a finished figure is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from cpreport.outcomes.result import Direction


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished figure.

    svg : str
        The drawing; text stays text, and every id begins with the figure's own name.
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


@dataclass(frozen=True, slots=True)
class Look:
    """How figures look: sizes in mm and pt, colours that hold in print, in grey and for all eyes.

    The two signal colours are a blue and an orange that stay apart in every common form of colour
    blindness; direction is always told by a word or a shape as well.
    """

    width: float = 170.0
    font: str = "Source Sans 3"
    size: float = 8.0
    small: float = 7.2
    ink: str = "#1b2733"
    muted: str = "#51606d"
    faint: str = "#c9d1d8"
    ground: str = "#f1f4f6"
    paper: str = "#ffffff"
    accent: str = "#0b5d8a"
    row: float = 6.0
    hair: float = 0.5
    line: float = 1.1
    direction: Mapping[Direction, str] = field(
        default_factory=lambda: MappingProxyType(
            {
                "better": "#0b5d8a",
                "unchanged": "#51606d",
                "worse": "#a8400a",
                "mixed": "#51606d",
                "not assessable": "#51606d",
            }
        )
    )
    #: From the lowest grade to the highest: one hue, evenly darker, so that grey keeps the order.
    ramp: tuple[str, ...] = (
        "#eef4f8", "#cfe0ec", "#a9c8dd", "#78a8c8", "#36719a", "#0b5d8a", "#063f60",
    )  # fmt: skip

    def shade(self, share: float) -> tuple[str, str]:
        """Give the ground and the text colour for a grade's place in its range, 0 to 1."""
        step = round(share * (len(self.ramp) - 1))
        return self.ramp[step], self.paper if step >= 4 else self.ink


LOOK = Look()
