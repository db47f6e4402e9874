"""Arrange blocks of tiles below heads, by denser forms where there are many, and draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.map_blocks import Counts, MapBlock, MapRow
from cpreport.figures.map_tiles import MapTile, has_room, tile_lines, tile_marks
from cpreport.figures.marks import Mark, Words, beside, line, lines_around, lines_of_words
from cpreport.figures.style import Look
from cpreport.outcomes.wording import capital
from cpreport.scales.definition import SIDES

#: Widths, heights and distances in mm.
_AIR, _APART, _CLOSE, _MANY = 2.5, 4.0, 0.8, 8
_ROW, _ROW_AIR, _BETWEEN, _COLUMNS_APART, _WORDS_APART = 3.9, 0.75, 2.2, 7.0, 1.6

#: Marks, and the height at which what they draw ends.
MapDrawing = tuple[list[Mark], float]


@dataclass(frozen=True, slots=True)
class MapGrid:
    """Columns of blocks below the same heads, with their widths in mm.

    heads : tuple of str
        Above the tiles: patients, or what is measured; one alone is not named.
    wraps : bool
        Whether heads are broken into lines; else numbers stand for those that have no room.
    lettered : bool
        Whether grades and values stand in the tiles.
    """

    heads: tuple[str, ...]
    columns: tuple[tuple[MapBlock, ...], ...]
    name: float
    room: float
    look: Look
    wraps: bool = False
    lettered: bool = True

    @property
    def column(self) -> float:
        """Width of a column of blocks."""
        return (self.room - (len(self.columns) - 1) * _COLUMNS_APART) / len(self.columns)

    @property
    def blocks(self) -> list[MapBlock]:
        """Every block, column by column."""
        return [block for blocks in self.columns for block in blocks]

    @property
    def tiles(self) -> list[MapTile | None]:
        """Every tile that is drawn."""
        rows = (row for block in self.blocks for row in block.rows)
        return [tile for row in rows for tiles in row.tiles for tile in tiles]

    @property
    def sided(self) -> bool:
        """Whether any item has a tile for each side."""
        rows = (row for block in self.blocks for row in block.rows)
        return any(len(tiles) > 1 for row in rows for tiles in row.tiles)

    @property
    def apart(self) -> float:
        """Between heads: of very many a quarter of what each has."""
        each = (self.column - self.name - _AIR) / len(self.heads)
        return min(_CLOSE, each / 4) if len(self.heads) > _MANY and not self.wraps else _APART

    @property
    def group(self) -> float:
        """Width of the tiles below a head."""
        number = len(self.heads)
        return (self.column - self.name - _AIR - (number - 1) * self.apart) / number

    def left(self, head: int) -> float:
        """Where the tiles below a head begin within a column."""
        return self.name + _AIR + head * (self.group + self.apart)

    @property
    def right(self) -> float:
        """Where the last tiles of a column end."""
        return self.left(len(self.heads) - 1) + self.group

    @property
    def named(self) -> bool:
        """Whether there are heads: one patient alone is not named."""
        return len(self.heads) > 1 or self.wraps

    @property
    def numbered(self) -> bool:
        """Whether numbers stand for the patients, because their ids have no room."""
        look, room = self.look, self.group + self.apart - 0.6
        too_long = (width(head, look.text, look.strong) > room for head in self.heads)
        return not self.wraps and len(self.heads) > 1 and any(too_long)


def arrange(
    heads: Sequence[str],
    blocks: Sequence[MapBlock],
    room: float,
    look: Look,
    *,
    widest: float,
    columns: int = 1,
    wraps: bool = False,
) -> MapGrid:
    """Share out a width in mm, of which names take at most so much, to one column or two."""
    # A column without a block would have heads and nothing below them.
    columns = min(columns, len(blocks)) or 1
    one = MapGrid(tuple(heads), (tuple(blocks),), 0.0, room, look, wraps)
    one = replace(one, columns=(*one.columns, *((),) * (columns - 1)))
    names = [width(row.name, look.small) for block in blocks for row in block.rows]
    name = min(widest, one.column * 0.46, max(names, default=0.0))
    counted = [_length(block.everyone, look) for block in blocks] if one.named else []
    one = replace(one, name=max(name, *counted) if counted else name)
    one = replace(one, lettered=_has_room_for_letters(one))
    if columns == 1:
        return one
    cuts = ((tuple(blocks[:n]), tuple(blocks[n:])) for n in range(1, len(blocks)))
    return min((replace(one, columns=cut) for cut in cuts), key=grid_height)


def _has_room_for_letters(grid: MapGrid) -> bool:
    rows = (row for block in grid.blocks for row in block.rows)
    group = grid.group
    return all(
        has_room(tile, group / len(tiles), grid.look)
        for row in rows
        for tiles in row.tiles
        for tile in tiles
        if tile is not None
    )


# --- heights -------------------------------------------------------------------------------------


def grid_height(grid: MapGrid) -> float:
    """Measure the longest column in mm."""
    return _heads_height(grid) + max(
        sum(_block_height(grid, block) + _BETWEEN for block in blocks) for blocks in grid.columns
    )


def _heads_height(grid: MapGrid) -> float:
    lines = max(len(lines) for lines in _head_lines(grid))
    named = lines * grid.look.line + 1.6 if grid.named else 0.0
    return named + (grid.look.line + 0.6 if side_heads(grid) else 0.0)


def _head_lines(grid: MapGrid) -> list[tuple[str, ...]]:
    if grid.numbered:
        return _numbers(grid)
    if grid.wraps:
        return [wrap(h, grid.group, grid.look.small, grid.look.strong) for h in grid.heads]
    return [(head,) for head in grid.heads]


def _numbers(grid: MapGrid) -> list[tuple[str, ...]]:
    """Number the heads: all, or every other or fifth, where there is no room for more."""
    look, last = grid.look, len(grid.heads)
    wide, pitch = width(str(last), look.text, look.strong), grid.group + grid.apart
    step = next((n for n in (1, 2, 5) if wide + 0.6 <= n * pitch), 10)
    fits = int((grid.right - wide - grid.left(0)) / pitch) + 1 if step > 1 else last
    return [(str(n),) if n % step == 0 and n <= fits else () for n in range(1, last + 1)]


def _block_height(grid: MapGrid, block: MapBlock) -> float:
    label, detail = _label_lines(grid, block)
    lines = (len(label) + len(detail) - 1) * grid.look.line if label else 0.0
    return lines + 0.9 + sum(_row_height(grid, row) for row in block.rows) + _foot(grid, block)


def _foot(grid: MapGrid, block: MapBlock) -> float:
    """Height of the counts: one row of values has those of all beside it, in place of its name."""
    return 0.0 if _counts_beside(block) else 0.2 + grid.look.line


def _counts_beside(block: MapBlock) -> bool:
    return block.measured and not block.foot and not any(row.name for row in block.rows)


def _label_lines(grid: MapGrid, block: MapBlock) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Break what stands above a block: the outcome, and which scale it is beside or below it."""
    if not block.label:
        return (), ()
    look = grid.look
    label = wrap(block.label, grid.right, look.text, look.strong)
    beside_it = wrap(block.detail, grid.right - _detail_left(grid, label[-1]), look.small)
    if len(beside_it) == 1:
        return label, beside_it
    return label, ("", *wrap(block.detail, grid.right, look.small))


def _detail_left(grid: MapGrid, label: str) -> float:
    """Where the name of the scale begins: above the tiles, or further on after a long label."""
    return max(grid.left(0), width(label, grid.look.text, grid.look.strong) + 2.0)


def _row_height(grid: MapGrid, row: MapRow) -> float:
    lines = [len(wrap(row.name, grid.name, grid.look.small))]
    if grid.lettered:
        group = grid.group
        lines += [
            len(part)
            for tiles in row.tiles
            for tile in tiles
            if tile is not None
            for part in tile_lines(tile, group / len(tiles), grid.look)
        ]
    return max(_ROW, max(lines) * grid.look.line + _ROW_AIR)


# --- marks ---------------------------------------------------------------------------------------


def grid_marks(grid: MapGrid, top: float) -> MapDrawing:
    """Draw a grid from a height on."""
    marks: list[Mark] = []
    bottom = top
    for n, blocks in enumerate(grid.columns):
        x = n * (grid.column + _COLUMNS_APART)
        drawn, y = _heads(grid, x, top)
        marks += drawn
        for block in blocks:
            drawn, y = _block(grid, block, x, y)
            marks += drawn
            y += _BETWEEN
        bottom = max(bottom, y - (_BETWEEN if blocks else 0.0))
    return marks, bottom


def _heads(grid: MapGrid, x: float, top: float) -> MapDrawing:
    """Name what stands below where there are several, and the sides."""
    look = grid.look
    marks: list[Mark] = []
    y = top
    if grid.named:
        named = _head_lines(grid)
        under = y + max(len(lines) for lines in named) * look.line + 0.9
        size = look.small if grid.wraps else look.text
        for n, lines in enumerate(named):
            left = x + grid.left(n)
            like = Words(0, 0, "", size, look.ink, look.strong)
            above = under - 0.9 - len(lines) * look.line
            marks += lines_of_words(left, above, lines, look.line, like)
            marks.append(line(left, under, left + grid.group, under, look.ink, look.rule))
        y = under + 0.7
    if heads := side_heads(grid):
        for n in range(len(grid.heads)):
            for s, said in enumerate(heads):
                middle = x + grid.left(n) + (s + 0.5) * grid.group / 2
                words = Words(middle, 0, said, look.small, look.quiet, anchor="middle")
                marks.append(beside(y + look.line / 2, words))
        y += look.line + 0.6
    return marks, y


def side_heads(grid: MapGrid) -> tuple[str, ...]:
    """Name the sides in full, or by a letter, or leave it to the caption."""
    names = [capital(side) for side in SIDES]
    for heads in (names, [name[0] for name in names]) if grid.sided else ():
        if all(width(head, grid.look.small) + 0.8 <= grid.group / 2 for head in heads):
            return tuple(heads)
    return ()


def _block(grid: MapGrid, block: MapBlock, x: float, top: float) -> MapDrawing:
    look = grid.look
    label, detail = _label_lines(grid, block)
    strong = Words(0, 0, "", look.text, look.accent, look.strong)
    marks: list[Mark] = [*lines_of_words(x, top, label, look.line, strong)]
    y = top + len(label) * look.line
    quiet = Words(0, 0, "", look.small, look.quiet)
    if len(detail) == 1:
        left = x + _detail_left(grid, label[-1])
        marks += lines_of_words(left, y - look.line, detail, look.line, quiet)
    else:
        marks += lines_of_words(x, y, detail[1:], look.line, quiet)
        y += len(detail[1:]) * look.line
    y += 0.9
    first = y
    for row in block.rows:
        drawn, y = _row(grid, row, x, y)
        marks += drawn
    if _counts_beside(block):
        left = x + _length(block.everyone, look)
        marks += _from_right(block.everyone, left, (first + y) / 2, look)
        return marks, y
    marks += _counts(grid, block, x, y + 0.2 + look.line / 2)
    return marks, y + _foot(grid, block)


def _row(grid: MapGrid, row: MapRow, x: float, top: float) -> MapDrawing:
    look = grid.look
    name, height = wrap(row.name, grid.name, look.small), _row_height(grid, row)
    like = Words(0, 0, "", look.small, look.ink)
    marks: list[Mark] = [*lines_around(x, top + height / 2, name, look.line, like)]
    group = grid.group
    for n, tiles in enumerate(row.tiles):
        left, wide = x + grid.left(n), group / len(tiles)
        for s, tile in enumerate(tiles):
            place = (left + s * wide, top, wide, height)
            marks += tile_marks(tile, place, look, lettered=grid.lettered)
    return marks, top + height


def _counts(grid: MapGrid, block: MapBlock, x: float, middle: float) -> Iterator[Mark]:
    """Count what changed beneath each head, and of all in the column of names."""
    look, words = grid.look, block.foot
    if not _fit(words, grid.group, look):
        words = block.foot_short
    if not any(words) or not _fit(words, grid.group + grid.apart - 0.6, look):
        words = ()
    for n, said in enumerate(words):
        yield from _from_right(said, x + grid.left(n) + grid.group, middle, look)
    if grid.named:
        yield from _from_right(block.everyone, x + grid.name, middle, look)


def _fit(words: Iterable[Counts], room: float, look: Look) -> bool:
    return all(_length(said, look) <= room for said in words)


def _length(said: Counts, look: Look) -> float:
    words = sum(width(text, look.small, look.strong) for text, _ in said)
    return words + _WORDS_APART * max(0, len(said) - 1)


def _from_right(said: Counts, right: float, middle: float, look: Look) -> Iterator[Mark]:
    for text, way in reversed(said):
        weight = look.regular if way == "unchanged" else look.strong
        words = Words(right, 0, text, look.small, look.direction[way], weight, "end")
        yield beside(middle, words)
        right -= width(text, look.small, look.strong) + _WORDS_APART


def heads_fit(grid: MapGrid) -> bool:
    """Whether no word of a head has to be divided."""
    look = grid.look
    return all(longest_word(h, look.small, look.strong) <= grid.group for h in grid.heads)
