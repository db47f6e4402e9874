"""Draw every score of every scale of a case from visit to visit.

A row is one score: its name, its track, its printed values, its change in a number and a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpreport.cases.time_unit import UnitOfTime
from cpreport.figures.axis import since
from cpreport.figures.change_columns import Columns, change_lines, columns_of
from cpreport.figures.descriptions import (
    describe_abbreviations,
    describe_any_size,
    describe_coding,
    describe_measure,
    describe_not_scorable,
    describe_thresholds,
    name_better_direction,
)
from cpreport.figures.drawing import finish
from cpreport.figures.legend import legend
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark, Words, arrow, beside, line, lines_around, lines_of_words
from cpreport.figures.measures import Measure, MeasureValue, measures_of
from cpreport.figures.plot import Plot
from cpreport.figures.style import Drawn, Look
from cpreport.figures.tracks import Track, ends_beside, keys, tracks_plot
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.score_lines import scales_of
from cpreport.outcomes.scoring_words import better_way
from cpreport.outcomes.shown_visits import compared_labels, visits_of
from cpreport.outcomes.wording import join_names
from cpreport.scales.definition import Scale

#: Stands where a visit has no record of a score.
_NO_RECORD = "–"

#: So many rows stand closer to one another.
_MANY = 30


@dataclass(frozen=True, slots=True)
class _Heights:
    """Heights in mm: of a row at least, around its lines, of a heading, and after a scale."""

    row: float = 5.0
    around: float = 1.6
    heading: float = 5.0
    after: float = 1.2


_CLOSE = _Heights(4.0, 0.7, 4.6, 0.6)


@dataclass(frozen=True, slots=True)
class _ChangePlan:
    """What every row needs."""

    columns: Columns
    heights: _Heights
    compared: tuple[str, str]
    unit: UnitOfTime
    zero: str
    look: Look


#: Marks, tracks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], list[Track], float]


def draw(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw a case's scores from visit to visit, each in its own range."""
    compared = findings.pairs[0].visits
    visits = visits_of(findings, (findings.case(case_id),))
    times = {v.id: findings.result(case_id, "visit", v.id, "time").printed for v in visits}
    measures = measures_of(findings, case_id, visits)
    columns = columns_of(measures, visits, times, compared, look)
    heights = _CLOSE if len(measures) > _MANY else _Heights()
    unit, zero = findings.unit_of_time, findings.zero
    plan = _ChangePlan(columns, heights, compared, unit, zero, look)
    marks, top = _header(plan)
    y, tracks = top, list[Track]()
    for _, of_scale in groupby(measures, key=lambda measure: measure.scale.id):
        drawn, found, y = _scale(plan, list(of_scale), y)
        marks += drawn
        tracks += found
    marks.append(line(0, y, look.full, y, look.grid, look.rule))
    labels = findings.scored.visit_labels
    shown = keys(measures, compared, labels, look) if columns.tracks else []
    key = legend(shown, 0, y + 1, look.full, look)
    alt = _alt(findings, case_id, measures, columns)
    return finish(
        "change",
        marks,
        (look.full, y + 1 + key.height),
        look,
        name=f"{case_id}-change",
        title=findings.say("figures.change.title", case=case_id),
        alt=alt,
        caption=_caption(findings, case_id, measures, columns),
        plots=_plots(plan, tracks, (top, y)),
        legend=key,
    )


def _plots(
    plan: _ChangePlan, tracks: Sequence[Track], heights: tuple[float, float]
) -> tuple[Plot, ...]:
    sides = (plan.columns.left, plan.columns.right)
    return (tracks_plot(tracks, sides, heights, plan.compared, plan.look),) if tracks else ()


def _header(plan: _ChangePlan) -> tuple[list[Mark], float]:
    look, columns = plan.look, plan.columns
    strong = Words(0, 0, "", look.small, look.ink, look.strong, "middle")
    heads = [wrap(head, columns.visit, look.small, look.strong) for head in columns.heads]
    bottom = (max(len(head) for head in heads) + columns.in_time) * look.line
    marks: list[Mark] = [_unit(plan, columns, look)] if columns.in_time else []
    for head, middle in zip(heads, columns.middles, strict=True):
        marks += lines_of_words(middle, bottom - len(head) * look.line, head, look.line, strong)
    y = bottom - look.line / 2
    change = Words(columns.change, 0, look.heading("Change"), look.small, look.ink, look.strong)
    marks.append(beside(y, change))
    if columns.tracks:
        marks += _way(columns.left, columns.right, y, look)
    return marks, bottom + 1.4


def _unit(plan: _ChangePlan, columns: Columns, look: Look) -> Words:
    """Say above the columns that their heads are times: the longest words that have room."""
    whole = since(look.say, plan.unit, plan.zero)
    forms = (whole, whole.replace("the ", ""), plan.unit.capitalize())
    room = (len(columns.heads) - 1) * (columns.visit + 2) + columns.visit
    said = next((text for text in forms if width(text, look.small) <= room), forms[-1])
    middle = (columns.middles[0] + columns.middles[-1]) / 2
    return beside(look.line / 2, Words(middle, 0, said, look.small, look.quiet, anchor="middle"))


def _way(left: float, right: float, middle: float, look: Look) -> Iterator[Mark]:
    """Say above the tracks which way is better."""
    yield beside(middle, Words(left, 0, "worse", look.small, look.quiet))
    yield beside(middle, Words(right, 0, "better", look.small, look.quiet, anchor="end"))
    start, end = left + width("worse", look.small) + 1.5, right - width("better", look.small) - 1.5
    yield from arrow(start, middle, end, look.quiet, look.rule)


# --- rows ----------------------------------------------------------------------------------------


def _scale(plan: _ChangePlan, measures: Sequence[Measure], top: float) -> _Drawing:
    marks, y = _heading(plan, measures[0].scale, top)
    tracks: list[Track] = []
    for measure in measures:
        drawn, found, y = _row(plan, measure, y)
        marks += drawn
        tracks += found
    return marks, tracks, y + plan.heights.after


def _heading(plan: _ChangePlan, scale: Scale, top: float) -> tuple[list[Mark], float]:
    """Name a scale above its rows, with the direction that is better."""
    look = plan.look
    lines = wrap(scale.full_name, look.full - 30, look.text, look.strong)
    pitch = look.line + 0.3
    strong = Words(0, 0, "", look.text, look.ink, look.strong)
    named = lines_of_words(0, top + 1.2, lines, pitch, strong)
    after = named[-1].extent.right + 2
    way = look.say("methods.scoring.scale.better", better=better_way(look.say, scale))
    better = Words(after, named[-1].y, way, look.small, look.quiet)
    rule = line(0, top, look.full, top, look.grid, look.rule)
    return [rule, *named, better], top + plan.heights.heading + (len(lines) - 1) * pitch


def _row(plan: _ChangePlan, measure: Measure, top: float) -> _Drawing:
    look, columns = plan.look, plan.columns
    name = wrap(measure.heading, columns.name, look.text)
    cells = [_cell(measure.at(visit.id), columns.visit, look) for visit in columns.visits]
    lines = max(len(name), len(change_lines(measure)), *map(len, cells))
    height = max(plan.heights.row, lines * look.line + plan.heights.around)
    middle = top + height / 2
    like = Words(0, 0, "", look.text, look.ink)
    marks: list[Mark] = [*lines_around(0, middle, name, look.line, like)]
    for cell, visit, x in zip(cells, columns.visits, columns.middles, strict=True):
        colour = look.quiet if measure.at(visit.id).value is None else look.ink
        like = Words(0, 0, "", look.small, colour, anchor="middle")
        marks += lines_around(x, middle, cell, look.line, like)
    marks += _change(measure, columns, middle, look)
    if measure.drawable and columns.tracks:
        marks += ends_beside(measure, columns.left, columns.right, middle, look)
        return marks, [Track(measure, middle)], top + height
    return [*marks, *_why(measure, columns, middle, look)], [], top + height


def _why(measure: Measure, columns: Columns, middle: float, look: Look) -> list[Words]:
    """Say on the empty track why there is no score, where that is the same at every visit."""
    first, *others = dict.fromkeys(value.why for value in measure.values)
    lines = wrap(first, columns.right - columns.left, look.small)
    if others or len(lines) > 2:
        return []
    quiet = Words(0, 0, "", look.small, look.quiet)
    return lines_around(columns.left, middle, lines, look.line, quiet)


def _cell(value: MeasureValue, room: float, look: Look) -> tuple[str, ...]:
    return wrap(value.printed, room, look.small) if value.printed else (_NO_RECORD,)


def _change(measure: Measure, columns: Columns, middle: float, look: Look) -> Iterator[Mark]:
    """Print a change with the word for its direction, and below which thresholds it passes."""
    lines = change_lines(measure)
    quiet = Words(0, 0, "", look.small, look.quiet)
    if measure.direction == "not assessable":
        yield from lines_around(columns.change, middle, lines, look.line, quiet)
        return
    colour = look.direction[measure.direction]
    top = middle - len(lines) * look.line / 2
    first = top + look.line / 2
    number = Words(columns.number, 0, measure.change, look.small, colour, look.strong, "end")
    yield beside(first, number)
    word = Words(columns.number + 1.2, 0, measure.direction, look.small, colour)
    yield beside(first, word)
    yield from lines_of_words(columns.change, top + look.line, lines[1:], look.line, quiet)


# --- in words ------------------------------------------------------------------------------------


def _caption(
    findings: Findings, case_id: str, measures: Sequence[Measure], columns: Columns
) -> str:
    earlier, later = compared_labels(findings)
    labels = findings.scored.visit_labels
    heads = zip(columns.visits, columns.heads, strict=True)
    times = [
        findings.say("figures.timeline.alt.visit", visit=v.label, time=head)
        for v, head in heads
        if head != v.label
    ]
    said = [
        findings.say(
            "figures.change.caption.two" if columns.some else "figures.change.caption", case=case_id
        ),
        *_about_tracks(findings, measures, columns),
        findings.say("figures.change.compared", later=later, earlier=earlier),
    ]
    if times:
        told = {"unit": findings.unit_of_time, "zero": findings.zero, "visits": join_names(times)}
        said.append(findings.say("figures.shared.times", **told))
    said += _without_scores(findings, case_id, measures)
    if any(measure.descriptive for measure in measures):
        said.append(findings.say("figures.change.descriptive"))
    said += describe_any_size(findings, ((case_id, measure) for measure in measures))
    said += describe_thresholds(findings, measures)
    said += describe_not_scorable(findings, measures, labels)
    if any(not value.printed for measure in measures for value in measure.values):
        said.append(findings.say("figures.change.no_record", sign=_NO_RECORD))
    said += describe_abbreviations(findings, measures)
    return " ".join(said)


def _about_tracks(
    findings: Findings, measures: Sequence[Measure], columns: Columns
) -> Iterator[str]:
    if columns.tracks:
        yield findings.say("figures.change.tracks")
        yield from describe_coding(findings, measures)


def _without_scores(findings: Findings, case_id: str, measures: Sequence[Measure]) -> Iterator[str]:
    """Name the scales that have no score and too many items to be drawn here."""
    drawn = {measure.scale.id for measure in measures}
    scales = scales_of(findings, (findings.case(case_id),))
    graded = [s for s in scales if s.kind == "outcome" and s.number is None and s.is_ordered]
    left_out = [s.name for s in graded if s.id not in drawn]
    if left_out:
        yield findings.say("figures.change.left_out", scales=join_names(left_out))


def _alt(findings: Findings, case_id: str, measures: Sequence[Measure], columns: Columns) -> str:
    labels = findings.scored.visit_labels
    how = "figures.change.alt" if columns.tracks else "figures.change.alt.numbers"
    said = [findings.say(how, case=case_id)]
    for _, of_scale in groupby(measures, key=lambda measure: measure.scale.id):
        rows = list(of_scale)
        said.append(name_better_direction(findings, rows[0].scale))
        said += (describe_measure(findings, measure, labels) for measure in rows)
    return " ".join(said)
