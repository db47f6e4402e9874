"""Put a number into the band it lies in, and look numbers up in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cpreport.cases.values import parse_number
from cpreport.numbers import plain
from cpreport.scales.definition import Band, DecisionStep, ScoreRule


def band_points(bands: Sequence[Band | DecisionStep]) -> tuple[Decimal, ...]:
    """List the points of every band or step: its own, or its place counted from 0."""
    return tuple(Decimal(n) if band.points is None else band.points for n, band in enumerate(bands))


def points_in_bands(bands: Sequence[Band], value: Decimal) -> Decimal:
    """Find the points of the band that a number lies in: the first whose limit it keeps."""
    for band, points in zip(bands, band_points(bands), strict=True):
        if band.holds(value):
            return points
    return band_points(bands)[-1]


def band_with(bands: Iterable[Band | DecisionStep], points: Decimal) -> str:
    """Find the name of the band with these points; the points themselves where it has none."""
    every = tuple(bands)
    for band, of_band in zip(every, band_points(every), strict=True):
        if of_band == points and band.name:
            return band.name
    return plain(points)


def look_up(rule: ScoreRule, values: Iterable[Decimal]) -> Decimal | None:
    """Find what a score's table has for these numbers; None where it has nothing."""
    if not rule._by_values:
        rule._by_values.update((key_values(key), to) for key, to in rule.table.items())
    return rule._by_values.get(tuple(values))


def key_values(key: str) -> tuple[Decimal, ...]:
    """Read the key of a table: one number, or several with commas.

    Raises
    ------
    PydanticCustomError
        Where one of them is no number.
    """
    return tuple(parse_number(one.strip()) for one in key.split(","))
