"""Draw the change of every patient in small panels, one for each score.

A panel has a track for each patient, read like those of a case's figure; panels share the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cpreport.figures.descriptions import (
    describe_abbreviations,
    describe_any_size,
    describe_coding,
    describe_thresholds,
    name_better_direction,
)
from cpreport.figures.drawing import finish
from cpreport.figures.legend import legend
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark, Words, arrow, beside, line, lines_around, lines_of_words
from cpreport.figures.measures import Measure, measures_of
from cpreport.figures.plot import Plot
from cpreport.figures.style import Drawn, Look
from cpreport.figures.tracks import Track, keys, tracks_plot
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import compared_labels, visits_of
from cpreport.outcomes.wording import join_names
from cpreport.scales.definition import Scale

#: Widths, heights and distances in mm.
_WIDEST_NAMES, _AIR, _APART, _MOST_COLUMNS = (30.0, 52.0), 3.0, 5.0, 4
_ROW, _DENSE_ROW, _MANY, _BETWEEN, _TITLE_AIR = 4.6, 3.7, 12, 4.0, 1.0

#: Size of the marks on a track, against those of a case's figure; room for them at its ends in mm.
_SIZE, _EDGE = 0.85, 1.3

#: Between a track and the change beside it, in mm.
_BESIDE = 2.5

#: Fewer panels stand in a row where tracks would be shorter than this, in mm.
_LEAST_TRACK = 15.0

#: Where panels of all scores would be more, or higher, only main scores are drawn.
_MOST_PANELS, _HIGHEST = 12, 190.0

#: Room for the legend.
_LEGEND = 10.0

#: So many patients are told one by one in the text alternative.
_TOLD = 6

_NONE = "–"


@dataclass(frozen=True, slots=True)
class _ChangePanel:
    """One score of all patients; None where a patient has no record of it."""

    measures: tuple[Measure | None, ...]

    @property
    def first(self) -> Measure:
        """A measure that stands for all: they share scale, name and key."""
        return next(measure for measure in self.measures if measure is not None)

    @property
    def drawable(self) -> bool:
        """Whether any patient has a value."""
        return any(measure is not None and measure.drawable for measure in self.measures)

    @property
    def title(self) -> str:
        """The score with its scale's short name."""
        scale, label = self.first.scale, self.first.label
        named = scale.is_measured or label in (scale.id, scale.name)
        return label if named else f"{scale.short_name} {label}"


@dataclass(frozen=True, slots=True)
class _SeriesChangePlan:
    """How panels are arranged: so many in a row, with their widths in mm."""

    panels: tuple[_ChangePanel, ...]
    patients: tuple[str, ...]
    columns: int
    name: float
    panel: float
    change: float
    row: float
    compared: tuple[str, str]
    look: Look

    def left(self, column: int) -> float:
        """Where a column of panels begins."""
        return self.name + _AIR + column * (self.panel + _APART)

    @property
    def rows(self) -> list[tuple[_ChangePanel, ...]]:
        """The panels, row by row."""
        starts = range(0, len(self.panels), self.columns)
        return [self.panels[start : start + self.columns] for start in starts]

    @property
    def track(self) -> float:
        """Length of a track."""
        return self.panel - self.change - _BESIDE


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw every patient's change of every score between the two compared visits."""
    panels, empty = _panels(findings)
    plan = _plan(findings, panels, look)
    if len(panels) > _MOST_PANELS or _height(plan) > _HIGHEST:
        plan = _plan(findings, _main(findings, panels), look)
    if _height(plan) > _HIGHEST:
        plan = _plan(findings, plan.panels, look, _WIDEST_NAMES[1])
    while _height(plan) > look.highest - _LEGEND and len(plan.panels) > 1:
        plan = replace(plan, panels=plan.panels[:-1])
    marks: list[Mark] = []
    tracks: list[list[Track]] = [[] for _ in range(plan.columns)]
    y = 0.0
    for row in plan.rows:
        drawn, y = _row_of_panels(plan, row, y)
        marks += drawn
        for column, panel in enumerate(row):
            tracks[column] += _tracks(plan, panel, y)
        y += _BETWEEN
    shown = [m for panel in plan.panels for m in panel.measures if m is not None]
    labels = findings.scored.visit_labels
    key = legend(keys(shown, plan.compared, labels, look), 0, y - 1, look.full, look)
    alt = _alt(findings, plan)
    return finish(
        "change",
        marks,
        (look.full, y - 1 + key.height),
        look,
        name="series-change",
        title=findings.say("figures.series_change.title", len(findings.cases)),
        alt=alt,
        caption=_caption(findings, plan, panels, empty),
        plots=_plots(plan, tracks, y - _BETWEEN),
        legend=key,
    )


# --- panels --------------------------------------------------------------------------------------


def _panels(findings: Findings) -> tuple[tuple[_ChangePanel, ...], tuple[_ChangePanel, ...]]:
    """Make a panel for every official score: those with a value in any patient, and the others."""
    visits = visits_of(findings, findings.cases)
    by_case = [
        {m.key: m for m in measures_of(findings, case.id, visits) if not m.descriptive}
        for case in findings.cases
    ]
    order: dict[str, dict[tuple[str | None, ...], None]] = {}
    for measures in by_case:
        for key in measures:
            order.setdefault(str(key[0]), {}).setdefault(key)
    every = [key for of_scale in order.values() for key in of_scale]
    panels = [_ChangePanel(tuple(measures.get(key) for measures in by_case)) for key in every]
    empty = [panel for panel in panels if not panel.drawable]
    return tuple(panel for panel in panels if panel.drawable), tuple(empty)


def _main(findings: Findings, panels: Sequence[_ChangePanel]) -> tuple[_ChangePanel, ...]:
    """Keep the judged or main score of every scale, and the items of scales without scores."""
    judged = {j.scale.id: j.score for j in findings.judged if j.score is not None}

    def stands_for_its_scale(scale: Scale, score: str | None) -> bool:
        return not scale.scores or score == judged.get(scale.id, scale.main_score)

    kept = [p for p in panels if stands_for_its_scale(p.first.scale, p.first.key[1])]
    return tuple(kept) or tuple(panels[:1])


def _plan(
    findings: Findings,
    panels: tuple[_ChangePanel, ...],
    look: Look,
    widest: float = _WIDEST_NAMES[0],
) -> _SeriesChangePlan:
    patients = tuple(case.id for case in findings.cases)
    name = min(widest, max(width(p, look.small, look.strong) for p in patients))
    changes = [m.change for p in panels for m in p.measures if m is not None and _is_compared(m)]
    change = max((width(text, look.small, look.strong) for text in changes), default=4.0)
    columns = min(_MOST_COLUMNS, len(panels))
    while columns > 1 and _room(look, name, columns) - change - _BESIDE < _LEAST_TRACK:
        columns -= 1
    lines = max(len(wrap(p, name, look.small, look.strong)) for p in patients)
    row = max(_DENSE_ROW if len(patients) > _MANY else _ROW, lines * look.line + 0.8)
    return _SeriesChangePlan(
        panels,
        patients,
        columns,
        name,
        _room(look, name, columns),
        change,
        row,
        findings.pairs[0].visits,
        look,
    )


def _room(look: Look, name: float, columns: int) -> float:
    """Work out the width of each of so many panels in a row."""
    return (look.full - name - _AIR - (columns - 1) * _APART) / columns


def _is_compared(measure: Measure) -> bool:
    return measure.direction != "not assessable"


def _height(plan: _SeriesChangePlan) -> float:
    titles = sum(_title_height(plan, row) for row in plan.rows)
    return titles + len(plan.rows) * (len(plan.patients) * plan.row + _BETWEEN)


# --- rows ----------------------------------------------------------------------------------------


def _title(plan: _SeriesChangePlan, panel: _ChangePanel) -> tuple[str, ...]:
    return wrap(panel.title, plan.panel, plan.look.small, plan.look.strong)


def _title_height(plan: _SeriesChangePlan, row: Sequence[_ChangePanel]) -> float:
    lines = max(len(_title(plan, panel)) for panel in row)
    return (lines + 1) * plan.look.line + _TITLE_AIR


def _row_of_panels(plan: _SeriesChangePlan, row: Sequence[_ChangePanel], top: float) -> _Drawing:
    look = plan.look
    first = top + _title_height(plan, row)
    like = Words(0, 0, "", look.small, look.ink, look.strong)
    marks: list[Mark] = []
    for n, patient in enumerate(plan.patients):
        name = wrap(patient, plan.name, look.small, look.strong)
        marks += lines_around(0, first + (n + 0.5) * plan.row, name, look.line, like)
    for column, panel in enumerate(row):
        marks += _panel(plan, panel, plan.left(column), first)
    return marks, first + len(plan.patients) * plan.row


def _tracks(plan: _SeriesChangePlan, panel: _ChangePanel, bottom: float) -> Iterator[Track]:
    """Place a track for each patient who has a value, the last one above the end of the panel."""
    first = bottom - len(plan.patients) * plan.row
    for n, measure in enumerate(panel.measures):
        if measure is not None and measure.drawable:
            yield Track(measure, first + (n + 0.5) * plan.row)


def _plots(
    plan: _SeriesChangePlan, tracks: Sequence[Sequence[Track]], bottom: float
) -> Iterator[Plot]:
    """Make the axes of each column: all its panels run from the worst to the best."""
    for column, of_column in enumerate(tracks):
        left = plan.left(column)
        sides = (left + _EDGE, left + plan.track - _EDGE)
        yield tracks_plot(of_column, sides, (0.0, bottom), plan.compared, plan.look, _SIZE)


def _panel(
    plan: _SeriesChangePlan, panel: _ChangePanel, left: float, first: float
) -> Iterator[Mark]:
    look = plan.look
    title = _title(plan, panel)
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    above = first - _TITLE_AIR - (len(title) + 1) * look.line
    yield from lines_of_words(left, above, title, look.line, strong)
    yield from _ends(plan, panel, left, first - _TITLE_AIR - look.line / 2)
    rule = first - _TITLE_AIR / 2
    yield line(left, rule, left + plan.panel, rule, look.grid, look.rule)
    for n, measure in enumerate(panel.measures):
        yield from _patient(plan, measure, left, first + (n + 0.5) * plan.row)


def _ends(
    plan: _SeriesChangePlan, panel: _ChangePanel, left: float, middle: float
) -> Iterator[Mark]:
    """Tell the ends of the tracks below the title, in words where patients differ in them.

    So are ends that are too long to stand beside each other.
    """
    look = plan.look
    ends = {measure.worst_and_best for measure in panel.measures if measure is not None}
    worst, best = ends.pop() if len(ends) == 1 else ("worst", "best")
    if width(worst, look.small) + width(best, look.small) + _AIR > plan.track:
        worst, best = "worst", "best"
    right = left + plan.track
    low = Words(left, 0, worst, look.small, look.quiet)
    high = Words(right, 0, best, look.small, look.quiet, anchor="end")
    yield beside(middle, low)
    yield beside(middle, high)
    start, end = low.extent.right + 1.5, high.extent.left - 1.5
    if end - start > 4:
        yield from arrow(start, middle, end, look.axis, look.hair)


def _patient(
    plan: _SeriesChangePlan, measure: Measure | None, left: float, middle: float
) -> Iterator[Mark]:
    look = plan.look
    right = left + plan.panel
    if measure is None or not measure.drawable:
        said = _NONE if measure is None else _word(measure)
        yield beside(middle, Words(left, 0, said, look.small, look.quiet))
    if measure is not None and _is_compared(measure):
        colour = look.direction[measure.direction]
        weight = look.regular if measure.direction == "unchanged" else look.strong
        yield beside(middle, Words(right, 0, measure.change, look.small, colour, weight, "end"))
    else:
        yield beside(middle, Words(right, 0, _NONE, look.small, look.quiet, anchor="end"))


def _word(measure: Measure) -> str:
    """Say in a word why there is no value at any visit."""
    return next((v.printed for v in measure.values if v.printed), _NONE)


# --- in words ------------------------------------------------------------------------------------


def _caption(
    findings: Findings,
    plan: _SeriesChangePlan,
    panels: Sequence[_ChangePanel],
    empty: Sequence[_ChangePanel],
) -> str:
    earlier, later = compared_labels(findings)
    of_patients = (zip(plan.patients, panel.measures, strict=True) for panel in plan.panels)
    drawn = [(case, m) for panel in of_patients for case, m in panel if m is not None]
    shown = [m for _, m in drawn]
    said = [
        findings.say("figures.series_change.caption", len(findings.cases)),
        findings.say("figures.series_change.tracks", later=later, earlier=earlier),
        *describe_any_size(findings, drawn),
        *describe_coding(findings, shown),
        *describe_thresholds(findings, shown),
    ]
    said += _panels_left_out(findings, plan, panels)
    if empty:
        names = join_names([p.title for p in empty])
        said.append(findings.say("figures.series_change.not_scorable", scores=names))
    if any(m is None or not _is_compared(m) for panel in plan.panels for m in panel.measures):
        said.append(findings.say("figures.series_change.none", sign=_NONE))
    return " ".join([*said, *describe_abbreviations(findings, [*shown, *(p.first for p in empty)])])


def _panels_left_out(
    findings: Findings, plan: _SeriesChangePlan, panels: Sequence[_ChangePanel]
) -> Iterator[str]:
    main = _main(findings, panels)
    if len(plan.panels) < len(main):
        missing = join_names([p.title for p in panels if p not in plan.panels])
        yield findings.say("figures.series_change.left_out", scores=missing)
    elif len(main) < len(panels) and plan.panels == main:
        yield findings.say("figures.series_change.main_only")


def _alt(findings: Findings, plan: _SeriesChangePlan) -> str:
    earlier, later = compared_labels(findings)
    said = [findings.say("figures.series_change.alt", earlier=earlier, later=later)]
    scales: Mapping[str, Scale] = {p.first.scale.id: p.first.scale for p in plan.panels}
    for scale_id, scale in scales.items():
        said.append(name_better_direction(findings, scale))
        of_scale = [panel for panel in plan.panels if panel.first.scale.id == scale_id]
        few = len(plan.patients) <= _TOLD
        said += (
            _describe_panel(findings, plan, p) if few else _sum_up(findings, p) for p in of_scale
        )
    return " ".join(said)


def _describe_panel(findings: Findings, plan: _SeriesChangePlan, panel: _ChangePanel) -> str:
    rows = zip(plan.patients, panel.measures, strict=True)
    told = "; ".join(
        f"{patient} {_describe_patient(findings, plan, measure)}" for patient, measure in rows
    )
    return f"{panel.first.heading}: {told}."


def _describe_patient(findings: Findings, plan: _SeriesChangePlan, measure: Measure | None) -> str:
    none = findings.say("figures.shared.no_record")
    if measure is None:
        return none
    before, after = (measure.at(visit).printed or none for visit in plan.compared)
    if not _is_compared(measure):
        return findings.say("figures.series_change.alt.not_comparable", earlier=before, later=after)
    return findings.say(
        "figures.series_change.alt.compared",
        earlier=before,
        later=after,
        change=measure.change,
        direction=measure.direction,
    )


def _sum_up(findings: Findings, panel: _ChangePanel) -> str:
    key, label = panel.first.key, panel.first.heading
    went = [m.direction for m in panel.measures if m is not None]
    ways = ", ".join(f"{went.count(way)} {way}" for way in ("better", "unchanged", "worse"))
    if not findings.has(*key, "change", "median"):
        return findings.say("figures.series_change.alt.ways", score=label, ways=ways)
    median, spread = (findings.result(*key, "change", part) for part in ("median", "range"))
    pairs = findings.result(*key, "pairs")
    return findings.say(
        "figures.series_change.alt.sum",
        score=label,
        pairs=pairs.n_of_n,
        median=median.printed,
        range=spread.printed,
        ways=ways,
    )
