"""Draw measured numbers in time: a small panel for each number, or each side of it.

The figure of the series has the same panels, with a line for each patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from cpreport.cases.visit_pair import VisitPair
from cpreport.figures.course import Course, course_of
from cpreport.figures.drawing import finish
from cpreport.figures.map_blocks import judge_of, verdict_on
from cpreport.figures.phase_line import phase_boundary
from cpreport.figures.style import Drawn, Look
from cpreport.figures.value_grid import value_grid
from cpreport.figures.value_panel import MeasuredPoint, PatientCourse, TreatedTime, ValuePanel
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import NOT_COMPARABLE
from cpreport.outcomes.score_lines import ScoreLine, scales_of, score_lines
from cpreport.outcomes.shown_visits import change_heading, compared_labels, visits_of
from cpreport.outcomes.wording import begun_small, join_names
from cpreport.scales.graded import ScoredCase
from cpreport.scales.number_text import range_text

#: So many patients are told one by one in the text alternative.
_TOLD = 6


def draw(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw every measured number of a case in time."""
    case = findings.case(case_id)
    said = findings.say("figures.values.caption", case=case_id)
    alt = findings.say("figures.values.alt", case=case_id)
    panels = value_panels(findings, (case,))
    return draw_panels(findings, panels, look, f"{case_id}-values", said, alt)


def draw_all(findings: Findings, look: Look) -> Drawn:
    """Draw every measured number of every patient in time."""
    said = findings.say("figures.series_values.caption", len(findings.cases))
    alt = findings.say("figures.series_values.alt", len(findings.cases))
    panels = value_panels(findings, findings.cases)
    return draw_panels(findings, panels, look, "series-values", said, alt)


def value_panels(findings: Findings, cases: Sequence[ScoredCase]) -> tuple[ValuePanel, ...]:
    """Gather the numbers of cases, each with a line for every case that has any."""
    scales = [scale for scale in scales_of(findings, cases) if scale.number is not None]
    panels = []
    for score in score_lines(scales):
        judged = judge_of(findings, score)
        lines = tuple(_line(findings, case, score, judged) for case in cases)
        number = score.scale.number
        if number is not None and any(of_case.points for of_case in lines):
            panels.append(ValuePanel(score, number, lines, judged.rule if judged else None))
    return tuple(replace(panel, other_side=_other_side(panel, panels)) for panel in panels)


def _other_side(panel: ValuePanel, panels: Sequence[ValuePanel]) -> tuple[PatientCourse, ...]:
    """Find the lines of the same number on the other side."""
    named = panel.score.scale.id, panel.score.rule.name
    return tuple(
        line
        for other in panels
        if other is not panel and (other.score.scale.id, other.score.rule.name) == named
        for line in other.lines
    )


def _line(
    findings: Findings, case: ScoredCase, score: ScoreLine, judged: JudgedOutcome | None
) -> PatientCourse:
    labels = {visit.id: visit.label for visit in visits_of(findings, (case,))}
    key = (score.scale.id, score.rule.name, score.side)
    scores = [s for s in case.scores if (s.scale, s.name, s.side) == key]
    # What was recorded at a visit that nobody planned is told in its time, too.
    order = {visit: n for n, visit in enumerate(labels)}
    scores.sort(key=lambda s: order.get(s.visit, len(order)))
    points = [
        MeasuredPoint(s.visit, case.days[s.visit], s.value, s.qualifier, s.reference)
        for s in scores
        if s.value is not None and s.visit in case.days
    ]
    values = [
        findings.say("figures.shared.value", value=s.printed, visit=labels.get(s.visit, s.visit))
        for s in scores
    ]
    told = findings.say(
        "figures.values.line",
        values=", ".join(values) or findings.say("figures.shared.no_record"),
        changes="".join(_changes(findings, case.id, key)),
    )
    direction, pair = None, last_pair(findings)
    if pair is not None and _is_compared(findings, case.id, pair, key):
        direction = verdict_on(findings, case.id, score, pair)
    return PatientCourse(
        case.id,
        tuple(sorted(points, key=lambda p: p.day)),
        told,
        direction,
        _needed(judged, pair, points),
        tuple(_treated(course_of(findings, case.id))),
        phase_boundary(findings, score.scale, {point.visit: point.day for point in points}),
    )


def last_pair(findings: Findings) -> VisitPair | None:
    """Choose the pair whose verdicts stand at the ends of lines: the one that ends the latest."""
    order = [visit.id for visit in findings.record.visits]
    return max(findings.pairs, key=lambda pair: order.index(pair.later), default=None)


def _is_compared(
    findings: Findings, case: str, pair: VisitPair, key: tuple[str | None, ...]
) -> bool:
    """Whether a number of a patient is known at both visits of a pair."""
    change = findings.get(case, "change", pair.key, *key)
    return change is not None and change.direction not in (None, "not assessable")


def _needed(
    judged: JudgedOutcome | None, pair: VisitPair | None, points: Sequence[MeasuredPoint]
) -> Decimal | None:
    """Find the value that the rule asks of a patient, where it asks for a change of some size."""
    if judged is None or judged.rule.needed is None or pair is None:
        return None
    exact = (p.value for p in points if p.visit == pair.visits[0] and not p.qualifier)
    return next(map(judged.rule.needed, exact), None)


def _treated(course: Course) -> Iterator[TreatedTime]:
    """List the times of treatment: the phases of its course, or from first session to last."""
    main = next((p.treatment for p in course.phases if p.begin is not None), None)
    for phase in course.phases:
        if phase.treatment == main and phase.begin is not None:
            yield TreatedTime(phase.begin, phase.end, phase.share)
    sessions = [s.day for s in course.sessions if s.day is not None]
    if main is None and len(set(sessions)) > 1:
        yield TreatedTime(min(sessions), max(sessions), 1.0)


def _changes(findings: Findings, case: str, key: tuple[str | None, ...]) -> Iterator[str]:
    """Tell the change of a patient's number between every two compared visits."""
    for pair in findings.pairs:
        changed = (case, "change", pair.key, *key)
        change = findings.result(*changed).printed if findings.has(*changed) else NOT_COMPARABLE
        what = begun_small(change_heading(findings, pair))
        yield findings.say("figures.values.change", what=what, change=change)


def draw_panels(
    findings: Findings,
    panels: Sequence[ValuePanel],
    look: Look,
    name: str,
    caption: str,
    alt: str,
) -> Drawn:
    """Draw panels in rows, and say what they show.

    Parameters
    ----------
    name : str
        Of the drawing, such as `P01-values`.
    caption, alt : str
        What both begin with.
    """
    grid = value_grid(findings, panels, look)
    told = " ".join([alt, *_told(findings, grid.shown)])
    return finish(
        "values",
        grid.marks,
        (look.full, grid.height),
        look,
        name=name,
        title=caption,
        alt=told,
        caption=" ".join(_caption(findings, panels, grid.shown, caption)),
        plots=grid.plots,
        legend=grid.legend,
    )


# --- in words ------------------------------------------------------------------------------------


def _told(findings: Findings, panels: Sequence[ValuePanel]) -> Iterator[str]:
    for panel in panels:
        several = len(panel.lines) > 1
        lines = [
            f"{of_case.case}: {of_case.told}" if several else of_case.told
            for of_case in panel.lines
        ]
        if len(lines) > _TOLD:
            lines = [_in_sum(findings, panel.score)]
        yield findings.say("figures.values.panel", number=panel.title, lines="; ".join(lines))


def _in_sum(findings: Findings, score: ScoreLine) -> str:
    """Tell a number of many patients by medians and ranges: at compared visits, or at all."""
    key = (score.scale.id, score.rule.name, score.side)
    compared = {visit for pair in findings.pairs for visit in pair.visits}
    visits = [
        findings.say("figures.shared.value", value=_median(findings, *key, v.id), visit=v.label)
        for v in findings.record.visits
        if v.id in (compared or {v.id}) and findings.has(*key, v.id, "median")
    ]
    changes = [
        findings.say(
            "figures.values.sum.change",
            what=begun_small(change_heading(findings, pair)),
            change=_median(findings, *key, pair.key, "change"),
            patients=findings.result(*key, pair.key, "pairs").n_of_n,
        )
        for pair in findings.pairs
        if findings.has(*key, pair.key, "pairs")
    ]
    return findings.say("figures.values.sum", visits=", ".join(visits), changes="".join(changes))


def _median(findings: Findings, *key: str | None) -> str:
    middle, ends = (findings.result(*key, part).printed for part in ("median", "range"))
    return middle if middle == ends else f"{middle} ({ends})"


def _caption(
    findings: Findings, panels: Sequence[ValuePanel], shown: Sequence[ValuePanel], caption: str
) -> Iterator[str]:
    yield caption
    signs = {point.qualifier for panel in shown for point in panel.points}
    if signs & {"<", "≤", ">", "≥"}:
        yield findings.say("figures.values.limits")
    references = {
        panel.score.scale.name: range_text(findings.say, panel.number, panel.reference)
        for panel in shown
        if panel.reference is not None
    }
    if references:
        said = "; ".join(f"{name} {span}" for name, span in references.items())
        yield findings.say("figures.values.reference", references=said)
    if any(
        panel.needs_one_each and panel.reference is None and of_case.reference is not None
        for panel in shown
        for of_case in panel.drawn
    ):
        yield findings.say("figures.values.reference.own")
    if any(panel.needs_one_each for panel in shown):
        yield findings.say("figures.values.one_each")
    pair = last_pair(findings)
    ways = {of_case.direction for panel in shown for of_case in panel.lines}
    if pair is not None and ways & {"better", "worse"}:
        earlier, later = compared_labels(findings, pair)
        yield findings.say("figures.values.signs", earlier=earlier, later=later)
    if any(of_case.boundary is not None for panel in shown for of_case in panel.lines):
        yield findings.say("figures.values.baseline")
    if any(panel.goal for panel in shown):
        yield findings.say("figures.values.rules")
    yield from _treatment_told(findings, shown)
    if len(panels) > len(shown):
        left = [panel.title for panel in panels[len(shown) :]]
        yield findings.say("figures.shared.drawn_out", names=join_names(left))


def _treatment_told(findings: Findings, shown: Sequence[ValuePanel]) -> Iterator[str]:
    """Say what is shaded where a panel shows the treatment of one patient."""
    shaded = [of_case for panel in shown for of_case in panel.lines if panel.shades(of_case)]
    if any(len(of_case.treated) > 1 for of_case in shaded):
        yield findings.say("figures.values.phases")
    elif shaded:
        yield findings.say("figures.values.treated")
