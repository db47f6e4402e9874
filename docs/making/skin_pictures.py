"""Draw the pictures of skin that the dermatology example prints in the place of photographs.

`python -m docs.making.skin_pictures` writes them. Nobody was photographed: a patch of skin
with a keloid, or with the scar that its excision left, is made from noise and a few curves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from docs.making.steps import REPOSITORY

MEDIA = REPOSITORY / "examples" / "dermatology" / "media"
_WIDE, _HIGH = 840, 630

#: Dots as numbers from 0 to 255: rows, columns, and colours where there are any.
Dots: TypeAlias = "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Skin:
    """How the skin of an invented patient looks, and where noise begins."""

    seed: int
    tone: Colour
    raised: Colour
    scar: Colour


@dataclass(frozen=True, slots=True)
class Lump:
    """A raised part: its middle and half axes in dots, how it is turned, and how uneven it is."""

    at: tuple[float, float]
    axes: tuple[float, float]
    turned: float = 0.0
    uneven: float = 0.1
    height: float = 1.0


def _noise(seed: int, cells: int) -> Dots:
    """Make noise from -1 to 1 whose hills are about a cell wide."""
    random = np.random.default_rng(seed)
    size = (max(2, _HIGH * cells // _WIDE), cells)
    coarse = Image.fromarray((random.random(size) * 255).astype("uint8"))
    fine = coarse.resize((_WIDE, _HIGH), Image.Resampling.BICUBIC)
    return np.asarray(fine, dtype=np.float64) / 127.5 - 1


def _filled(outline: list[tuple[float, float]], blur: float) -> Dots:
    mask = Image.new("L", (_WIDE, _HIGH), 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return np.asarray(mask.filter(ImageFilter.GaussianBlur(blur)), dtype=np.float64) / 255


def _outline(lump: Lump, seed: int) -> list[tuple[float, float]]:
    random = np.random.default_rng(seed)
    waves = [(k, lump.uneven / k, random.random() * math.tau) for k in (2, 3, 4, 5, 7)]
    points = []
    for step in range(180):
        angle = step / 180 * math.tau
        reach = 1 + sum(size * math.sin(k * angle + shift) for k, size, shift in waves)
        x, y = math.cos(angle) * lump.axes[0] * reach, math.sin(angle) * lump.axes[1] * reach
        cos, sin = math.cos(lump.turned), math.sin(lump.turned)
        points.append((lump.at[0] + x * cos - y * sin, lump.at[1] + x * sin + y * cos))
    return points


def _patch(skin: Skin) -> Dots:
    """Paint a patch of skin: light from the upper left, blotches, and fine lines."""
    across, down = np.meshgrid(np.linspace(-1, 1, _WIDE), np.linspace(-1, 1, _HIGH))
    light = 1 - 0.10 * (across * 0.6 + down) - 0.05 * (across**2 + down**2)
    blotches = 0.035 * _noise(skin.seed, 9) + 0.02 * _noise(skin.seed + 1, 40)
    lines = 0.02 * _noise(skin.seed + 2, 190)
    shade = (light + blotches + lines)[:, :, None]
    return np.asarray(skin.tone, dtype=np.float64) * shade


def _over(below: Dots, colour: Colour | Dots, mask: Dots, strength: float = 1.0) -> Dots:
    share = (mask * strength)[:, :, None]
    return below * (1 - share) + np.asarray(colour, dtype=np.float64) * share


def _raised(dots: Dots, skin: Skin, lumps: tuple[Lump, ...]) -> Dots:
    """Paint raised parts: reddened skin around, a shadow below, a shine above."""
    for number, lump in enumerate(lumps):
        outline = _outline(lump, skin.seed + 10 + number)
        soft, sharp = _filled(outline, 26), _filled(outline, 3)
        dots = _over(dots, skin.raised, soft, 0.35)
        shadow = np.roll(_filled(outline, 12), (10, 8), axis=(0, 1)) * (1 - sharp)
        dots = dots * (1 - 0.35 * lump.height * shadow[:, :, None])
        wide = _filled(outline, 22)
        fall = (wide - np.roll(wide, (14, 12), axis=(0, 1))) * lump.height
        body = (
            np.asarray(skin.raised, dtype=np.float64)
            * (1 + 0.9 * fall + 0.05 * _noise(skin.seed + 20 + number, 30))[:, :, None]
        )
        dots = _over(dots, body, sharp)
        shine = np.clip(fall * 2.2 - 0.55, 0, 1) * sharp
        dots = _over(dots, (255, 246, 240), shine, 0.55)
    return dots


def _line(dots: Dots, skin: Skin, points: list[tuple[float, float]], width: int) -> Dots:
    """Paint a flat scar, with the marks of its stitches."""
    mask = Image.new("L", (_WIDE, _HIGH), 0)
    pen = ImageDraw.Draw(mask)
    pen.line(points, fill=255, width=width, joint="curve")
    for (x, y), (x2, y2) in zip(points[::6], points[1::6], strict=False):
        long = math.hypot(x2 - x, y2 - y) or 1
        across, down = -(y2 - y) / long * 22, (x2 - x) / long * 22
        for side in (-1, 1):
            at = (x + side * across, y + side * down)
            pen.ellipse((at[0] - 3, at[1] - 3, at[0] + 3, at[1] + 3), fill=120)
    soft = np.asarray(mask.filter(ImageFilter.GaussianBlur(width / 3)), dtype=np.float64) / 255
    return _over(dots, skin.scar, soft, 0.85)


def _curve(
    begin: tuple[float, float], end: tuple[float, float], bend: float
) -> list[tuple[float, float]]:
    points = []
    for step in range(41):
        share = step / 40
        lift = math.sin(share * math.pi) * bend
        points.append(
            (begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share + lift)
        )
    return points


_ONE = Skin(101, (226, 184, 158), (188, 118, 104), (214, 146, 132))
_TWO = Skin(202, (150, 104, 76), (112, 68, 56), (178, 130, 104))
_THREE = Skin(303, (188, 140, 108), (146, 88, 74), (210, 168, 142))
_FOUR = Skin(404, (210, 168, 140), (172, 102, 90), (224, 188, 170))


def _p01_before() -> Dots:
    lumps = (Lump((400, 320), (150, 112), 0.3, 0.14), Lump((545, 268), (62, 52)))
    return _raised(_patch(_ONE), _ONE, lumps)


def _p01_after() -> Dots:
    return _line(_patch(_ONE), _ONE, _curve((250, 360), (600, 250), 30), 10)


def _p02_before() -> Dots:
    return _raised(_patch(_TWO), _TWO, (Lump((420, 310), (205, 104), -0.3, 0.16),))


def _p02_after() -> Dots:
    return _line(_patch(_TWO), _TWO, _curve((210, 380), (640, 250), -14), 13)


def _p03_before() -> Dots:
    return _raised(_patch(_THREE), _THREE, (Lump((420, 320), (120, 106), 0.0, 0.08),))


def _p03_after() -> Dots:
    return _line(_patch(_THREE), _THREE, _curve((290, 330), (560, 300), 22), 9)


def _p04_before() -> Dots:
    lumps = (Lump((420, 300), (230, 66), 0.08, 0.12), Lump((250, 430), (48, 40)))
    return _raised(_patch(_FOUR), _FOUR, lumps)


def _p04_month_3() -> Dots:
    dots = _line(_patch(_FOUR), _FOUR, _curve((170, 290), (670, 320), 8), 12)
    return _raised(dots, _FOUR, (Lump((600, 316), (44, 20), 0.0, 0.2, 0.6),))


def _p04_after() -> Dots:
    lumps = (Lump((430, 305), (262, 84), 0.05, 0.14), Lump((250, 446), (56, 46)))
    return _raised(_patch(_FOUR), _FOUR, lumps)


PICTURES: Mapping[str, Callable[[], Dots]] = {
    "P01/before.jpg": _p01_before,
    "P01/month-12.jpg": _p01_after,
    "P02/before.jpg": _p02_before,
    "P02/month-12.jpg": _p02_after,
    "P03/before.jpg": _p03_before,
    "P03/month-12.jpg": _p03_after,
    "P04/before.jpg": _p04_before,
    "P04/month-3.jpg": _p04_month_3,
    "P04/month-12.jpg": _p04_after,
}


def write(folder: Path = MEDIA) -> None:
    """Draw every picture into a folder."""
    for name, painted in PICTURES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image = Image.fromarray(np.clip(painted(), 0, 255).astype("uint8"))
        image.save(path, "JPEG", quality=82, optimize=True)


if __name__ == "__main__":
    write()
