"""No panel of a figure contradicts a verdict: directions are read from the finished drawings.

What is drawn is found by its place and its colour alone, and compared with the results that text
and tables print.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest

from cpreport.figures import draw_case, draw_series
from cpreport.figures.style import LOOK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Direction
from cpreport.outcomes.score_lines import scales_of, score_lines
from cpreport.typography import set_signs
from tests.figures_seen.pictures import found
from tests.kinds_series import kinds_series

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
SERIES = ("cases", *(f"examples/{n}" for n in ("rheumatology", "ophthalmology", "oncology")))
SERIES = (*SERIES, "examples/dermatology", "kinds")
WAY = {LOOK.direction["better"]: "better", LOOK.direction["worse"]: "worse"}
SIGNS = {"▲": "better", "▼": "worse"}


@cache
def findings(series: str) -> Findings:
    if series != "kinds":
        return found(ROOT / series)
    with TemporaryDirectory() as folder:
        return found(kinds_series(Path(folder)))


# --- what is seen --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """A text, or the room of a shape, in pt, with its colour."""

    left: float
    top: float
    right: float
    bottom: float
    colour: str
    text: str = ""
    thick: str = ""


def texts(svg: str) -> list[Seen]:
    return [
        Seen(x, y, x, y, e.get("fill", ""), "".join(e.itertext()))
        for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        for x, y in [(float(e.get("x", 0)), float(e.get("y", 0)))]
    ]


def shapes(svg: str, kind: str) -> Iterator[Seen]:
    """Find the shapes that are filled, or outlined, in the colour of a direction."""
    for e in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}path"):
        # Lines of one look are one path; each begins with a move.
        for part in e.get("d", "").split("M")[1:] if e.get(kind) in WAY else ():
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", part)]
            xs, ys = numbers[::2], numbers[1::2]
            thick = e.get("stroke-width", "")
            yield Seen(xs[0], min(ys), max(xs[1:]), max(ys), e.get(kind, ""), "", thick)


def frames(svg: str, above: float) -> list[Seen]:
    """Find the frames of tiles: no more than outlines, and above the legend."""
    return [s for s in shapes(svg, "stroke") if s.bottom < above and s.right - s.left > 3]


def legend_top(svg: str) -> float:
    return min(t.top for t in texts(svg) if "from low" in t.text or "the lowest" in t.text) - 8


# --- what is recorded ----------------------------------------------------------------------------


def value_direction(f: Findings, case: str, scale: str, side: str = "") -> Direction | None:
    """Tell the verdict of the improvement rule on a value; without a rule its own change."""
    end = f".{side}" if side else ""
    judged = next((one for one in f.judged if one.scale.id == scale), None)
    if judged is not None:
        verdict = f.ledger.get(f"{case}.{judged.key}.verdict{end}")
        return verdict.direction if verdict is not None else None
    score = f.scale(scale).main_score
    change = f.get(case, "change", scale, score, side or None)
    return change.direction if change is not None else None


def item_directions(f: Findings, case: str, scale: str) -> Counter[str]:
    own = f.scale(scale).items
    ids = {f"{case}.change.{scale}.{'_'.join(item.name.split())}" for item in own}
    return Counter(
        str(r.direction)
        for key, r in f.ledger.items()
        if key.removesuffix(".right").removesuffix(".left") in ids and r.value is not None
    )


def only_framed(ways: Counter[str]) -> Counter[str]:
    return Counter({way: n for way, n in ways.items() if way in ("better", "worse") and n})


# --- the map -------------------------------------------------------------------------------------


def framed_in(svg: str, left: float, right: float, top: float, bottom: float) -> Counter[str]:
    return Counter(
        WAY[s.colour]
        for s in frames(svg, legend_top(svg))
        if left - 2 <= s.left and s.right <= right + 2 and top <= s.top <= bottom
    )


@pytest.mark.parametrize("series", [s for s in SERIES if s != "examples/ophthalmology"])
def test_every_frame_of_the_map_is_the_verdict_or_the_change_of_an_item(series: str) -> None:
    f = findings(series)
    drawn = draw_series("items", f)
    assert drawn is not None
    words = texts(drawn.svg)
    heads = {c.id: next(t for t in words if t.text == c.id) for c in f.cases}
    accent = [
        t for t in words if t.left == 0 and t.colour == LOOK.accent and " better" not in t.text
    ]
    labels = {t.text: t.top for t in accent}
    tops = [*sorted(labels.values()), legend_top(drawn.svg)]
    pitch = [heads[c.id].left for c in f.cases]
    wide = pitch[1] - pitch[0] if len(pitch) > 1 else 400
    seen = 0
    for scale in scales_of(f, f.cases):
        names = {j.scale.id: j.outcome.label for j in f.judged}
        label = names.get(scale.id, scale.name)
        label = set_signs(label[:1].upper() + label[1:])
        if label not in labels:
            continue
        seen += 1
        bottom = next(y for y in tops if y > labels[label])
        for case in f.cases:
            box = (heads[case.id].left, heads[case.id].left + wide, labels[label], bottom)
            if any(grade.scale == scale.id for c in f.cases for grade in c.items):
                recorded = item_directions(f, case.id, scale.id)
            else:
                sides = ("right", "left") if scale.sided else ("",)
                ways = [value_direction(f, case.id, scale.id, side) for side in sides]
                recorded = Counter(str(way) for way in ways)
            assert framed_in(drawn.svg, *box) == only_framed(recorded), (case.id, scale.id)
    assert seen == len(labels)


def test_every_frame_of_values_read_down_is_the_verdict_on_its_side() -> None:
    f = findings("examples/ophthalmology")
    drawn = draw_series("items", f)
    assert drawn is not None
    words = texts(drawn.svg)
    heads = sorted({t.left for t in words if t.top < 20 and t.left > 0})
    measured = [(scale, side) for scale in ("IOP", "VA") for side in ("right", "left")]
    assert len(heads) == len(measured)
    for case in f.cases:
        y = next(t.top for t in words if t.text == case.id)
        for left, (scale, side) in zip(heads, measured, strict=True):
            seen = framed_in(drawn.svg, left, left + heads[1] - heads[0], y - 14, y)
            recorded = Counter([str(value_direction(f, case.id, scale, side))])
            assert seen == only_framed(recorded), (case.id, scale, side)
    worse = [s for s in frames(drawn.svg, legend_top(drawn.svg)) if WAY[s.colour] == "worse"]
    assert len(worse) == 1


@pytest.mark.parametrize("series", SERIES)
def test_every_sign_in_the_map_stands_in_a_frame_of_its_direction(series: str) -> None:
    drawn = draw_series("items", findings(series))
    assert drawn is not None
    every = frames(drawn.svg, legend_top(drawn.svg))
    for t in texts(drawn.svg):
        if t.text[-1:] in SIGNS:
            around = [s for s in every if s.left < t.left < s.right and s.top < t.top < s.bottom]
            assert [WAY[s.colour] for s in around] == [SIGNS[t.text[-1]]], t.text


@pytest.mark.parametrize("series", ["cases", "examples/dermatology", "examples/oncology"])
def test_every_frame_of_a_cases_map_is_the_change_of_an_item(series: str) -> None:
    f = findings(series)
    for case in f.cases:
        drawn = draw_case("items", f, case.id)
        assert drawn is not None
        every = frames(drawn.svg, legend_top(drawn.svg))
        recorded: Counter[str] = Counter()
        for scale in {g.scale for g in case.items}:
            recorded += item_directions(f, case.id, scale)
        assert Counter(WAY[s.colour] for s in every) == only_framed(recorded), case.id


# --- lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("series", [s for s in SERIES if s != "cases"])
def test_every_line_ends_with_the_verdict_of_the_visits_that_it_joins(series: str) -> None:
    f = findings(series)
    drawn = draw_series("values", f)
    assert drawn is not None
    words = texts(drawn.svg)
    order = [v.id for v in f.scored.series.record.visits]
    pair = max(f.pairs, key=lambda p: order.index(p.later))
    titles = {}
    for line in score_lines(s for s in scales_of(f, f.cases) if s.number is not None):
        number = line.scale.number
        assert number is not None
        title = ", ".join(filter(None, (number.name, line.side, number.unit)))
        # Its first line, where it has more.
        first = (t for t in words if t.text[:1].isalpha() and set_signs(title).startswith(t.text))
        titles.update({t.text: (t, line) for t in first})
    ends = [t for t in words if t.text.split()[0] in {c.id for c in f.cases} and len(t.text) < 9]
    assert ends
    for end in ends:
        here = [(t, line) for t, line in titles.values() if t.top < end.top and t.left <= end.left]
        _, line = max(here, key=lambda one: (one[0].top, one[0].left))
        case = end.text.split()[0]
        judged = next((j for j in f.judged if j.scale.id == line.scale.id), None)
        verdict = judged and f.get(case, judged.key, pair.key, "verdict", line.side)
        way = verdict.direction if verdict else None
        sign = {"better": " ▲", "worse": " ▼"}.get(str(way), "")
        assert end.text == f"{case}{sign}", (line.scale.id, line.side)
        assert WAY.get(end.colour, "") == (str(way) if sign else ""), end.text


# --- courses and change --------------------------------------------------------------------------


@pytest.mark.parametrize("series", SERIES)
def test_every_strip_beside_a_course_is_the_verdict_or_the_share_of_its_items(series: str) -> None:
    f = findings(series)
    drawn = draw_series("timelines", f)
    assert drawn is not None
    words = texts(drawn.svg)
    rows = sorted((t.top, t.text) for t in words if t.text in {c.id for c in f.cases})
    strips = list(shapes(drawn.svg, "fill"))
    columns = sorted({t.left for t in words if t.text[:1].isupper() and t.top < rows[0][0] - 4})
    heads = dict(zip((j.key for j in f.judged), columns, strict=False))
    assert heads
    for n, (y, case) in enumerate(rows):
        below = rows[n + 1][0] if n + 1 < len(rows) else y + 60
        for judged in f.judged:
            if judged.key not in heads:
                continue
            x = heads[judged.key]
            seen = {
                WAY[s.colour]
                for s in strips
                if x - 20 < (s.left + s.right) / 2 < x + 20 and y - 10 < s.top < below - 10
                if s.bottom - s.top < 5
            }
            verdict = f.ledger[f"{case}.{judged.key}.verdict"].direction
            counts = [f.get(case, judged.scale.id, "items", way) for way in ("better", "worse")]
            if all(count is not None and count.of for count in counts):
                ways = zip(("better", "worse"), counts, strict=True)
                recorded = {way for way, count in ways if count and count.value}
            else:
                recorded = {str(verdict)} & {"better", "worse"}
            recorded = set() if verdict == "not assessable" else recorded
            assert seen == recorded, (case, judged.key)


@pytest.mark.parametrize("series", SERIES)
def test_every_track_goes_to_the_right_where_the_change_is_better(series: str) -> None:
    f = findings(series)
    names = [(draw_series("change", f), f.cases)]
    names += [(draw_case("change", f, case.id), (case,)) for case in f.cases]
    for drawn, cases in names:
        if drawn is None:
            continue
        thick = [s for s in shapes(drawn.svg, "stroke") if s.thick == "2.2"]
        told = drawn.svg[drawn.svg.index("</desc>") :]
        tracks = [s for s in thick if s.bottom < _key_height(told)]
        for s in tracks:
            assert (WAY[s.colour] == "better") == (s.right > s.left), (series, s)
        assert len(tracks) >= len(cases) - 1 or series != "cases"


def _key_height(svg: str) -> float:
    """Find where the legend begins: its word for the direction is the lowest on the page."""
    return max(float(y) for y in re.findall(r'y="([\d.]+)"', svg)) - 20


# --- what is said --------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "said"), [("P04", True), ("P01", False)])
def test_a_track_of_a_change_that_its_rule_calls_unchanged_says_so(case: str, said: bool) -> None:
    drawn = draw_case("change", findings("examples/dermatology"), case)
    assert drawn is not None
    assert ("A value counts here as changed by however little" in drawn.caption) is said


def test_a_visit_that_nobody_planned_is_told_in_its_time() -> None:
    drawn = draw_case("values", findings("examples/rheumatology"), "P03")
    assert drawn is not None
    first = drawn.alt.replace("\N{NO-BREAK SPACE}", " ")
    assert "8.9 (Week 4), 25.2 (Visit at the first relapse), 8.8 (Month 6)" in first


@pytest.mark.parametrize(
    ("example", "told"),
    [
        ("dermatology", "Total, 60 to 6: "),
        ("oncology", "progressive disease to complete response: "),
    ],
)
def test_a_range_is_told_from_worst_to_best_as_its_track_runs(example: str, told: str) -> None:
    drawn = draw_case("change", findings(f"examples/{example}"), "P01")
    assert drawn is not None
    assert told in drawn.alt.replace("\N{NO-BREAK SPACE}", " ")
