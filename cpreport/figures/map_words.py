"""Say in words what a map shows, and what it cannot: its title, caption and text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from cpreport.figures.descriptions import describe_at_best, name_better_direction, sentence_for
from cpreport.figures.map_blocks import MapBlock, judge_of, value_lines
from cpreport.figures.map_grid import MapGrid, side_heads
from cpreport.figures.map_tiles import MapTile
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import compared_labels, visits_of
from cpreport.outcomes.wording import join_names
from cpreport.scales.definition import SIDES, Scale

#: So many patients are told one by one in the text alternative.
_TOLD = 6


def title_of(findings: Findings, blocks: Sequence[MapBlock]) -> str:
    """Name the map of all patients."""
    of_both = "figures.items.title.both"
    named = _for(blocks, "figures.items.title", "figures.items.title.values", of_both)
    return findings.say(named, len(findings.cases))


def _for(blocks: Iterable[MapBlock], items: str, values: str, both: str) -> str:
    return sentence_for((block.measured for block in blocks), items, values, both)


def ramp_words(grids: Sequence[MapGrid]) -> str:
    """Choose the sentence for what the shades are."""
    blocks = (block for grid in grids for block in grid.blocks)
    of_both = "figures.map.key.ramp.both"
    return _for(blocks, "figures.map.key.ramp", "figures.map.key.ramp.values", of_both)


# --- captions ------------------------------------------------------------------------------------


def caption_of(
    findings: Findings,
    grids: Sequence[MapGrid],
    blocks: Sequence[MapBlock],
    case_id: str | None = None,
) -> str:
    """Write the caption of the map of a case, or of the series where it is of none."""
    if case_id is None:
        of_both = "figures.items.caption.both"
        named = _for(blocks, "figures.items.caption", "figures.items.caption.values", of_both)
        first = findings.say(
            named, len(findings.cases), **_compared(findings), how=_framed_by(findings, blocks)
        )
    else:
        first = _case_caption(findings, case_id)
    return " ".join([first, *_told(findings, grids, blocks)])


def _framed_by(findings: Findings, blocks: Sequence[MapBlock]) -> str:
    """Say by what measured values became better or worse."""
    lines = (line for b in blocks if b.measured for line in value_lines(findings, b.scale))
    if all(judge_of(findings, line) for line in lines):
        return findings.say("figures.items.caption.by_rule")
    return findings.say("figures.items.caption.by_either")


def _compared(findings: Findings) -> dict[str, str]:
    earlier, later = compared_labels(findings)
    return {"earlier": earlier, "later": later}


def _case_caption(findings: Findings, case_id: str) -> str:
    said = {"case": case_id, "visits": _visits(findings, case_id)}
    if findings.pairs:
        return findings.say("figures.map.caption", **said, **_compared(findings))
    return findings.say("figures.map.caption.described", **said)


def _visits(findings: Findings, case_id: str) -> str:
    visits = visits_of(findings, (findings.case(case_id),))
    return join_names([f"“{visit.label}”" for visit in visits])


def _told(
    findings: Findings, grids: Sequence[MapGrid], blocks: Sequence[MapBlock]
) -> Iterator[str]:
    """Say what the drawing cannot: shades, sides, numbers for ids, what is not drawn."""
    say = findings.say
    measured = [block.scale.number for block in blocks if block.measured]
    if any(number is not None and number.reference for number in measured):
        yield say("figures.map.reference")
    if any(grid.sided and not side_heads(grid) for grid in grids):
        yield say("figures.map.sides")
    for grid in grids:
        if grid.numbered:
            named = [f"{n}\N{NO-BREAK SPACE}{head}" for n, head in enumerate(grid.heads, 1)]
            yield say("figures.map.numbered", patients=join_names(named))
    items = [block for block in blocks if not block.measured]
    if items and len(findings.cases) > 1 and len(grids[0].heads) > 1:
        yield say("figures.items.independent")
        yield from describe_at_best(findings, [block.scale for block in items])
    yield from _left_out(findings, grids, blocks)


def _left_out(
    findings: Findings, grids: Sequence[MapGrid], blocks: Sequence[MapBlock]
) -> Iterator[str]:
    in_columns = any(grid.wraps for grid in grids)
    drawn = {(b.scale.id, b.measured): len(b.rows) for grid in grids for b in grid.blocks}
    lacking = [
        (block, n)
        for block in blocks
        if (n := len(block.rows) - drawn.get((block.scale.id, block.measured), 0))
        and not (block.measured and in_columns)
    ]
    if items := [f"{block.scale.short_name} {n}" for block, n in lacking if not block.measured]:
        yield findings.say("figures.map.left_out", scales=join_names(items))
    if values := [block.scale.name for block, _ in lacking if block.measured]:
        yield findings.say("figures.shared.drawn_out", names=join_names(values))


# --- text alternatives ---------------------------------------------------------------------------


def series_alt(findings: Findings, blocks: Sequence[MapBlock]) -> str:
    """Tell the map of all patients: items by their counts, values one by one where few."""
    of_both = "figures.items.alt.both"
    named = _for(blocks, "figures.items.alt", "figures.items.alt.values", of_both)
    said = [findings.say(named, len(findings.cases), **_compared(findings))]
    for block in blocks:
        rows = _values_told(findings, block) if block.measured else _counts(findings, block.scale)
        if told := "; ".join(rows):
            said.append(f"{block.scale.name}: {told}.")
    return " ".join(said)


def _counts(findings: Findings, scale: Scale) -> Iterator[str]:
    if not findings.has(scale.id, "items", "better"):
        return
    for case in findings.cases if len(findings.cases) <= _TOLD else ():
        yield f"{case.id} {_describe_counts(findings, case.id, scale)}"
    if len(findings.cases) != 1:
        everyone = findings.say("figures.items.alt.everyone")
        yield f"{everyone} {_describe_counts(findings, None, scale)}"


def _describe_counts(findings: Findings, case: str | None, scale: Scale) -> str:
    parts = ("better", "unchanged", "worse", "not_comparable")
    counts = ((findings.result(case, scale.id, "items", part).printed, part) for part in parts)
    return ", ".join(f"{count} {part.replace('_', ' ')}" for count, part in counts)


def _values_told(findings: Findings, block: MapBlock) -> Iterator[str]:
    none = findings.say("figures.map.alt.no_record")
    if len(findings.cases) <= _TOLD:
        for n, case in enumerate(findings.cases):
            sides = (
                f"{row.name.lower()} {' '.join(_describe_tiles(row.tiles[n], none))}".strip()
                for row in block.rows
            )
            yield f"{case.id} {', '.join(sides)}"
    yield from (", ".join(text for text, _ in said) for said in (block.everyone,) if said)


def case_alt(findings: Findings, case_id: str, blocks: Iterable[MapBlock]) -> str:
    """Tell every tile of the map of a case."""
    visits = _visits(findings, case_id)
    said = [findings.say("figures.map.alt", case=case_id, visits=visits)]
    none = findings.say("figures.map.alt.no_record")
    for block in blocks:
        items = "; ".join(
            f"{row.name} {', '.join(_describe_tiles(row.tiles[0], none))}" for row in block.rows
        )
        said.append(f"{name_better_direction(findings, block.scale)} {items}.")
    return " ".join(said)


def _describe_tiles(tiles: Sequence[MapTile | None], none: str) -> Iterator[str]:
    sides: Sequence[str] = SIDES if len(tiles) > 1 else ("",)
    for side, tile in zip(sides, tiles, strict=True):
        values = [printed or none for printed in tile.printed] if tile else [none]
        way = tile.direction if tile else None
        told = f" ({way})" if way and any(a != b for a, b in pairwise(values)) else ""
        yield f"{side} {' to '.join(values)}{told}".strip()
