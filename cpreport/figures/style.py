"""The only place that knows colours, fonts and sizes of figures, and what a finished figure is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from cpreport.cases.series import Style
from cpreport.catalogue import Heading, Say, say
from cpreport.colours import LEAST_CONTRAST, contrast, mix, readable_on
from cpreport.outcomes.result import Direction

if TYPE_CHECKING:
    from cpreport.figures.drawing import FigureDrawing

#: How the outlines of route marks look, in the order in which routes are first named.
MarkShape = Literal["disc", "triangle", "square", "diamond", "ring", "cross", "wedge"]
MARK_SHAPES: tuple[MarkShape, ...] = (
    *("disc", "triangle", "square", "diamond", "ring", "cross", "wedge"),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished figure.

    svg : str
        The drawing; text stays text.
    alt : str
        What the drawing says, written from the data.
    caption : str
        The legend under it.
    wide : bool
        Whether it needs the whole width of a page.
    narrow : Drawn or None
        The same figure made for phones, whose caption and text alternative say what it shows there.
    drawing : FigureDrawing or None
        What the drawing was made of; None where it holds photographs.
    """

    id: str
    svg: str
    alt: str
    caption: str
    wide: bool = True
    narrow: Drawn | None = None
    drawing: FigureDrawing | None = None


def _directions() -> Mapping[Direction, str]:
    return MappingProxyType(
        {
            "better": "#0b5c8a",
            "unchanged": "#525d69",
            "worse": "#a63f08",
            "mixed": "#525d69",
            "not assessable": "#525d69",
        }
    )


@dataclass(frozen=True, slots=True)
class Look:
    """How figures look: sizes in mm, letters and lines in pt, colours as `#rrggbb`.

    Blue and orange stay apart in every common form of colour blindness; both, like all text, have
    a contrast of at least 4.5 with white. What they mean is always said by a
    word, a sign or a pattern as well.

    full, column, narrow : float
        Widths in mm: of the page, of one of two columns, and of the text.
    text, small : float
        Sizes of letters in pt, at the size of print.
    line : float
        Distance between lines of small text in mm.
    highest : float
        Of a drawing, in mm: a page of either size then has room for its caption.
    steps : tuple of str
        From the lowest grade to the highest: one hue, ever darker, so that grey keeps the order.
    """

    full: float = 170.0
    column: float = 85.0
    narrow: float = 130.0
    family: str = "Source Sans 3"
    text: float = 8.0
    small: float = 7.2
    regular: int = 400
    strong: int = 600
    line: float = 3.05
    highest: float = 215.0
    hair: float = 0.4
    rule: float = 0.6
    stroke: float = 1.1
    ink: str = "#1b1f24"
    quiet: str = "#525d69"
    grid: str = "#d5dbe1"
    axis: str = "#8a949e"
    band: str = "#dfe6ec"
    shade: str = "#c3cbd3"
    paper: str = "#ffffff"
    accent: str = "#0b5c8a"
    direction: Mapping[Direction, str] = field(default_factory=_directions)
    # Where a function is in memory is nothing by which a drawing is known again.
    say: Say = field(default=say, repr=False)
    heading: Heading = field(default=str, repr=False)
    language: str = field(default="en", repr=False)
    steps: tuple[str, ...] = (*("#eef4fa", "#d0e1ee", "#a5c6de", "#75a8cb", "#1f6a9c", "#0a3a5a"),)

    def step(self, share: float) -> tuple[str, str]:
        """Choose the fill and the colour of the letters for a place from 0 (lowest) to 1 (highest).

        Between two steps the fill is mixed; the letters are dark or white, whichever reads better,
        and a fill on which neither does is a little darker.
        """
        place = min(max(share, 0.0), 1.0) * (len(self.steps) - 1)
        below = min(int(place), len(self.steps) - 2)
        fill = mix(self.steps[below], self.steps[below + 1], place - below)
        letters = max((self.ink, self.paper), key=lambda colour: contrast(colour, fill))
        if contrast(letters, fill) >= LEAST_CONTRAST:
            return fill, letters
        return readable_on(self.paper, fill), self.paper


LOOK = Look()


def look_of(style: Style) -> Look:
    """Choose the look of a series' figures: the colour it chooses is that of the treatment."""
    return LOOK if style.accent is None else replace(LOOK, accent=style.accent)


#: Width in mm of figures on phones, how high they may be, where no page ends, and the size in pt
#: of their letters, of at least 10 px.
PHONE_WIDTH, PHONE_HEIGHT, PHONE_LETTERS = 85.0, 420.0, 7.7


def look_on_phones(look: Look) -> Look:
    """Adapt a look to phones."""
    return replace(look_at(look, PHONE_WIDTH, letters=PHONE_LETTERS), highest=PHONE_HEIGHT)


def look_at(look: Look, width: float, *, letters: float = 0.0, lines: float = 0.0) -> Look:
    """Adapt a look to figures that are drawn anew for another width.

    Parameters
    ----------
    width : float
        In mm.
    letters, lines : float
        The least size of letters and thickness of lines in pt; what is smaller grows to it.
    """
    small = max(look.small, letters)
    return replace(
        look,
        full=width,
        column=min(width, look.column),
        narrow=min(width, look.narrow),
        text=max(look.text, letters),
        small=small,
        line=look.line * small / look.small,
        hair=max(look.hair, lines),
        rule=max(look.rule, lines),
        stroke=max(look.stroke, lines),
    )
