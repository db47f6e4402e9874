"""Put a number into the band it lies in, and look a number up in a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from cpreport.cases.values import parse_number
from cpreport.numbers import plain
from cpreport.scales.definition import Band


def band_points(bands: Sequence[Band]) -> tuple[Decimal, ...]:
    """List the points of every band: its own, or its place counted from 0."""
    return tuple(Decimal(n) if band.points is None else band.points for n, band in enumerate(bands))


def points_in_bands(bands: Sequence[Band], value: Decimal) -> Decimal:
    """Find the points of the band that a number lies in: the first whose limit it keeps."""
    for band, points in zip(bands, band_points(bands), strict=True):
        if band.holds(value):
            return points
    return band_points(bands)[-1]


def band_with(bands: Iterable[Band], points: Decimal) -> str:
    """Find the name of the band with these points; the points themselves where it has none."""
    every = tuple(bands)
    for band, of_band in zip(every, band_points(every), strict=True):
        if of_band == points and band.name:
            return band.name
    return plain(points)


def look_up(table: Mapping[str, Decimal], value: Decimal) -> Decimal | None:
    """Find what a table has for a number; None where it has nothing."""
    return next((to for key, to in table.items() if parse_number(key) == value), None)
