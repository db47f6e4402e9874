"""Draw every graded item and measured value of patients as a map of tiles.

A tile that stayed the same is one quiet shade; one that changed is split into the visits, and
framed. Any number of scales, items, sides and patients is drawn, by denser forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.map_blocks import (
    MapBlock,
    block_of_columns,
    item_blocks,
    series_blocks,
    value_columns,
)
from cpreport.figures.map_grid import MapGrid, arrange, grid_height, grid_marks, heads_fit
from cpreport.figures.map_tiles import FRAMED, NO_RECORD, SIGNS, MapTile, frame, tile_marks
from cpreport.figures.map_words import caption_of, case_alt, ramp_words, series_alt, title_of
from cpreport.figures.marks import Mark, box
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Direction
from cpreport.outcomes.shown_visits import visits_of

#: The widest names in mm, and where many items need lower rows.
_NAME, _WIDE_NAME = 40.0, 58.0
#: Of up to so many items one column of names is enough.
_FEW_ITEMS = 10
#: Two columns stand side by side from this width on, in mm.
_LEAST_FOR_TWO = 120.0
_KEYS: Mapping[Direction, str] = {
    "better": "figures.map.key.better",
    "worse": "figures.map.key.worse",
}
#: Room for the legend, and between grids, in mm.
_LEGEND, _BETWEEN_GRIDS = 10.0, 4.0


def series_map(findings: Findings, look: Look) -> Drawn:
    """Draw every item and value of every patient at the two compared visits."""
    blocks = tuple(series_blocks(findings))
    grids = _series_grids(findings, blocks, look)
    caption = caption_of(findings, grids, blocks)
    alt = series_alt(findings, blocks)
    return _drawn(
        findings, grids, look, look.full, "series-items", title_of(findings, blocks), caption, alt
    )


def case_map(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw every item of a case at each of its visits."""
    case = findings.case(case_id)
    visits = tuple(visit.id for visit in visits_of(findings, (case,)))
    items = len({(g.scale, g.item) for g in case.items})
    blocks = tuple(item_blocks(findings, (case,), {case_id: visits}))
    single = items <= _FEW_ITEMS or look.full < _LEAST_FOR_TWO or len(blocks) == 1
    columns, room = (1, look.narrow) if single else (2, look.full)
    grid = _fitted((case_id,), blocks, look, room, columns=columns)
    title = findings.say("figures.map.title", case=case_id)
    caption = caption_of(findings, (grid,), blocks, case_id)
    alt = case_alt(findings, case_id, blocks)
    return _drawn(findings, (grid,), look, room, f"{case_id}-items", title, caption, alt)


def _drawn(
    findings: Findings,
    grids: Sequence[MapGrid],
    look: Look,
    room: float,
    name: str,
    title: str,
    caption: str,
    alt: str,
) -> Drawn:
    marks: list[Mark] = []
    bottom = -_BETWEEN_GRIDS
    for grid in grids:
        drawn, bottom = grid_marks(grid, bottom + _BETWEEN_GRIDS)
        marks += drawn
    key = legend(_keys(findings, grids, look), 0, bottom + 1.6, room, look)
    return finish(
        "items",
        marks,
        (room, bottom + 1.6 + key.height),
        look,
        name=name,
        title=title,
        alt=alt,
        caption=caption,
        wide=room > look.narrow,
        legend=key,
    )


# --- how it is arranged --------------------------------------------------------------------------


def _series_grids(
    findings: Findings, blocks: Sequence[MapBlock], look: Look
) -> tuple[MapGrid, ...]:
    """Arrange all in one grid, or values with a row for each patient where they can be read so."""
    patients = [case.id for case in findings.cases]
    values = [block for block in blocks if block.measured]
    items = [block for block in blocks if not block.measured]
    together = _fitted(patients, blocks, look, look.full)
    if not values or (together.lettered and _rows(together.blocks) == _rows(blocks)):
        return (together,)
    columns = _value_grids(patients, values, look)
    taken = sum(grid_height(grid) + _BETWEEN_GRIDS for grid in columns)
    if not columns or taken > look.highest - _LEGEND:
        return (together,)
    if not items:
        return columns
    above = _fitted(patients, items, look, look.full, taken)
    return (above, *columns) if _rows(above.blocks) else (together,)


def _value_grids(
    patients: Sequence[str], values: Sequence[MapBlock], look: Look
) -> tuple[MapGrid, ...]:
    """Set values side by side, as many in a grid as can be read; none where one alone cannot."""
    columns = value_columns(values)
    for rows in range(1, len(columns) + 1):
        number = -(-len(columns) // rows)
        grids = tuple(
            arrange(
                [column.head for column in part],
                (block_of_columns(patients, part, values[0].scale),),
                look.full,
                look,
                widest=_NAME,
                wraps=True,
            )
            for start in range(0, len(columns), number)
            for part in (columns[start : start + number],)
        )
        if all(grid.lettered and heads_fit(grid) for grid in grids):
            return grids
    return ()


def _fitted(
    heads: Sequence[str],
    blocks: Sequence[MapBlock],
    look: Look,
    room: float,
    taken: float = 0.0,
    *,
    columns: int = 1,
) -> MapGrid:
    """Arrange all items, or as many as a page has room for: what changed in nobody goes first.

    Parameters
    ----------
    room, taken : float
        Width of the drawing, and height that something else takes, in mm.
    """
    highest = look.highest - _LEGEND - taken
    for widest in (_NAME, _WIDE_NAME):
        grid = arrange(heads, blocks, room, look, widest=widest, columns=columns)
        if grid_height(grid) <= highest:
            return grid
    fewer = tuple(_of_changes(block) for block in blocks)
    while True:
        drawn = [block for block in fewer if block.rows or not block.measured]
        grid = arrange(heads, drawn, room, look, widest=_WIDE_NAME, columns=columns)
        if grid_height(grid) <= highest or not _rows(fewer):
            return grid
        fewer = _shorter(fewer)


def _of_changes(block: MapBlock) -> MapBlock:
    rows = tuple(row for row in block.rows if row.changed)
    return replace(block, rows=rows)


def _rows(blocks: Sequence[MapBlock]) -> int:
    return sum(len(block.rows) for block in blocks)


def _shorter(blocks: tuple[MapBlock, ...]) -> tuple[MapBlock, ...]:
    """Take the last row of the longest block."""
    longest = max(blocks, key=lambda block: len(block.rows))
    less = replace(longest, rows=longest.rows[:-1])
    return tuple(less if block is longest else block for block in blocks)


# --- what the tiles mean -------------------------------------------------------------------------


def _keys(findings: Findings, grids: Sequence[MapGrid], look: Look) -> list[LegendKey]:
    """Make a key for each kind of tile that is there, and for the shades."""
    every = [tile for grid in grids for tile in grid.tiles]
    tiles = [tile for tile in every if tile is not None]
    say, lettered = findings.say, all(grid.lettered for grid in grids)
    keys = []
    if any(not tile.neutral for tile in tiles):
        keys.append(_ramp_key(look, say(ramp_words(grids))))
    if any(tile.neutral for tile in tiles):
        neutral = MapTile(("",), (0.0,), None, neutral=True)
        keys.append(_tile_key(look, neutral, say("figures.map.key.neutral"), lettered=False))
    for way in FRAMED:
        if any(tile.direction == way for tile in tiles):
            keys.append(_change_key(look, way, say(_KEYS[way])))
    said = {printed for tile in tiles for printed in tile.printed}
    for word in SIGNS:
        if any(printed.startswith(word) for printed in said):
            missing = MapTile((word,), (None,), None)
            keys.append(_tile_key(look, missing, word, lettered=lettered))
    if "" in said or None in every:
        none = MapTile((NO_RECORD,), (None,), None)
        keys.append(_tile_key(look, none, say("figures.map.key.no_record"), lettered=True))
    return keys


def _ramp_key(look: Look, meaning: str) -> LegendKey:
    fills = [look.step(n / 4)[0] for n in range(5)]
    ramp = (box(n * 3.0, -1.5, 3.0, 3.0, fill=fill) for n, fill in enumerate(fills))
    return LegendKey(tuple(ramp), 15.0, meaning)


def _change_key(look: Look, way: Direction, meaning: str) -> LegendKey:
    fills = [look.step(share)[0] for share in (0.25, 0.75)]
    halves = (box(n * 4.0, -1.5, 4.0, 3.0, fill=fill) for n, fill in enumerate(fills))
    return LegendKey((*halves, frame(0, -1.5, 8.0, 3.0, way, look)), 8.0, meaning)


def _tile_key(look: Look, tile: MapTile, meaning: str, *, lettered: bool) -> LegendKey:
    marks = tile_marks(tile, (0, -1.9, 6.0, 3.8), look, lettered=lettered)
    return LegendKey(tuple(marks), 6.0, meaning)
