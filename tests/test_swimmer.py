"""The figure of all courses: its order, its lanes, its counts, and what it says aloud."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpreport.check.check_series import Ready, check
from cpreport.figures import draw_series, phone_look
from cpreport.figures.style import LOOK, look_at
from cpreport.figures.swimmer_layout import lanes_of, lay_out
from cpreport.figures.swimmer_records import lane_items
from cpreport.figures.swimmer_words import caption_of_courses
from cpreport.outcomes.findings import Findings
from tests.conftest import REPOSITORY
from tests.figures_measured import no_text_is_cut_off, no_two_texts_overlap
from tests.smallest import CASE, said, second_case, smallest

pytestmark = pytest.mark.slow

TREATMENT = CASE[CASE.index("treatment:") : CASE.index("visits:")]
TAPER = """\
treatment:
  - name: Prednisolone
    course:
      - {from: day 0, to: day 28, dose: 60 mg daily}
      - {from: day 29, to: ongoing, dose: 15 mg daily}
  - {name: Biopsy, kind: procedure, day: -3}
concomitant:
  - {what: night splint, from: month 2, to: month 5}
  - {what: calcium, from: before}
course:
  - {what: relapse, day: 120}
"""
EVENT = (
    "adverse_events:\n  - {term: Headache, grade: 1, onset: {day: 40}, duration: 1 day, serious: yes,\n"
    "     serious_criteria: hospitalisation or prolongation, relatedness: possible, action: none, outcome: resolved}\n"
)
DAYS = (("date: 2023-02-20", "day: -9"), ("date: 2024-01-20", "day: 325"))
WORSE = (
    "rolling to strong side: 25, sitting up from lying: 12, sitting balance: 25",
    "rolling to strong side: 0, sitting up from lying: 12, sitting balance: 25",
)


def tapered(**more: str) -> str:
    text = second_case(CASE.replace(TREATMENT, TAPER).replace("adverse_events: none\n", EVENT))
    for old, new in (*DAYS, WORSE):
        text = text.replace(old, new)
    for old, new in more.items():
        text = text.replace(old, new)
    return text


def found(folder: Path, *cases: str, series: str = "") -> Findings:
    claims = (
        "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n"
    )
    files = {f"P{n:02}.yaml": text for n, text in enumerate(cases, 2)}
    ready = check(smallest(folder, ("series.yaml", claims, series), add=dict(files)))
    assert isinstance(ready, Ready), [said(problem) for problem in ready.problems]
    return ready.findings


def test_the_longest_on_record_comes_first(tmp_path: Path) -> None:
    findings = found(tmp_path, tapered())
    order = [one.course.case for one in lay_out(findings, LOOK).swimmers]
    assert order == ["P01", "P02"]
    later = tapered().replace("day: 325", "day: 400")
    findings = found(tmp_path / "later", later)
    assert [one.course.case for one in lay_out(findings, LOOK).swimmers] == ["P02", "P01"]


@pytest.mark.parametrize(("last", "said"), [("300", True), ("325", False)])
def test_an_order_is_told_where_one_is_on_record_longer(
    tmp_path: Path, last: str, said: bool
) -> None:
    findings = found(tmp_path, tapered().replace("day: 325", f"day: {last}"))
    assert ("stands first" in caption_of_courses(findings, lay_out(findings, LOOK))) is said


def test_a_lane_holds_what_the_record_dates(tmp_path: Path) -> None:
    findings = found(tmp_path, tapered(), series="time: {unit: days}\n")
    first, second = (one.course for one in lay_out(findings, LOOK).swimmers)
    assert [session.day for session in first.sessions] == [0, 7]
    assert first.phases == first.once == tuple(lane_items(first)) == ()
    assert [(phase.begin, phase.end, phase.share) for phase in second.phases] == [
        (0, 28, 1.0), (29, None, 0.25),
    ]  # fmt: skip
    assert [one.day for one in second.once] == [-3]
    assert [visit.day for visit in second.visits] == [-9, 325]
    items = list(lane_items(second))
    month = Decimal("30.4375")
    assert sorted(
        (one.begin, one.end, one.open_before, one.open_after) for one in items if one.kind == "bar"
    ) == [(-9, 325, True, True), (2 * month, 5 * month, False, False)]
    assert [one.begin for one in items if one.kind == "wedge"] == [120]
    assert [(one.begin, one.serious) for one in items if one.kind == "square"] == [(40, True)]


def test_what_became_worse_is_counted_and_orange(tmp_path: Path) -> None:
    findings = found(tmp_path, tapered())
    (cell,) = lay_out(findings, LOOK).swimmers[1].cells
    assert (cell.better, cell.worse, cell.below) == ("2", "1", "of 4")
    assert (cell.share_better, cell.share_worse) == (0.5, 0.25)
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    assert "2 / 1" in drawn.svg
    assert drawn.svg.count(LOOK.direction["worse"]) > 1


@pytest.mark.parametrize(
    ("example", "above", "said"),
    [
        (None, "better / worse", "the items better / worse of all its items, compared or not,"),
        ("rheumatology", "change", "“Month 12”: the change, with the verdict. "),
        ("ophthalmology", None, "Boxes, from “Before” to “Month 3”: the verdict. "),
        ("oncology", "better / worse, or change", "from the right); or the change, with the"),
    ],
)
def test_the_caption_tells_of_boxes_what_is_in_them(
    tmp_path: Path, example: str | None, above: str | None, said: str
) -> None:
    if example is None:
        findings = found(tmp_path, tapered())
    else:
        ready = check(Path(__file__).parent.parent / "examples" / example)
        assert isinstance(ready, Ready)
        findings = ready.findings
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    assert said in drawn.caption.replace("\N{NO-BREAK SPACE}", " ")
    # On phones they stand below the courses, so that no side may be named.
    assert "Right" not in drawn.caption
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.svg)
    assert (above or "") in " ".join(texts)
    assert above or not {"better / worse", "change"} & set(texts)


def test_the_words_say_every_course_from_its_record(tmp_path: Path) -> None:
    drawn = draw_series("timelines", found(tmp_path, tapered()))
    assert drawn is not None
    for part in (
        "prednisolone, 60 mg daily, then 15 mg daily",
        "biopsy (day −3)",
        "night splint (month 2 to month 5)",
        "relapse on day 120",
        "adverse events: 1",
        "trunk control better",
    ):
        assert part in drawn.alt.replace("\N{NO-BREAK SPACE}", " ").lower(), part
    assert "Prednisolone" not in drawn.caption


@pytest.mark.parametrize("wide", [85.0, 120.0, 170.0])
def test_it_is_drawn_in_any_width_without_a_word_on_another(tmp_path: Path, wide: float) -> None:
    look = look_at(LOOK, wide)
    drawn = draw_series("timelines", found(tmp_path, tapered()), look)
    assert drawn is not None
    no_two_texts_overlap("timelines", drawn)
    no_text_is_cut_off("timelines", drawn)


def test_a_category_that_is_not_judged_stands_beside_the_outcomes() -> None:
    ready = check(REPOSITORY / "examples" / "oncology")
    assert isinstance(ready, Ready)
    layout = lay_out(ready.findings, LOOK)
    assert layout.columns[-1] == "Best response so far"
    cells = {one.course.case: one.cells[-1] for one in layout.swimmers}
    assert (cells["P02"].better, cells["P02"].below) == ("complete", "response")
    drawn = draw_series("timelines", ready.findings)
    assert drawn is not None
    assert "Best response so far: complete response" in drawn.alt
    assert "Best response so far: at the last visit that has it." in drawn.caption


WHAT = st.sampled_from(["splint", "physiotherapy three times a week at home " * 3, "Å", "calcium"])
DATED = st.tuples(WHAT, st.integers(-30, 300), st.integers(0, 200))


@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])  # fmt: skip
@given(bars=st.lists(DATED, max_size=5), happened=st.lists(DATED, max_size=5))
def test_in_no_lane_does_one_thing_reach_into_another(
    tmp_path_factory: pytest.TempPathFactory,
    bars: list[tuple[str, int, int]],
    happened: list[tuple[str, int, int]],
) -> None:
    beside = "".join(
        f"  - {{what: {what}, from: day {begin}, to: day {begin + long}}}\n"
        for what, begin, long in bars
    )
    events = "".join(f"  - {{what: {what}, day: {begin}}}\n" for what, begin, _ in happened)
    text = tapered().replace(TAPER[TAPER.index("concomitant:") :], "")
    keys = (f"concomitant:\n{beside}" if bars else "") + (f"course:\n{events}" if happened else "")
    findings = found(
        tmp_path_factory.mktemp("series"), text.replace("visits:\n", f"{keys}visits:\n")
    )
    layout = lay_out(findings, LOOK)
    for one in layout.swimmers:
        placed, rows = lanes_of(layout, one)
        for row in set(rows):
            spans = sorted(p.span for p, n in zip(placed, rows, strict=True) if n == row)
            assert all(after[0] >= before[1] + 1.9 for before, after in pairwise(spans))
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    no_two_texts_overlap("timelines", drawn)
    no_text_is_cut_off("timelines", drawn)


TWO_COURSES = """\
treatment:
  - name: Alectinib
    course: [{from: day 0, to: ongoing, dose: 600 mg twice daily}]
  - name: Prednisolone
    course:
      - {from: day 10, to: day 20, dose: 60 mg daily}
      - {from: day 21, to: ongoing, dose: 15 mg daily}
"""


def test_the_legend_tells_only_what_is_drawn(tmp_path: Path) -> None:
    two = second_case(CASE.replace(TREATMENT, TWO_COURSES))
    for old, new in DAYS:
        two = two.replace(old, new)
    findings = found(tmp_path, two)
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    assert drawn.drawing is not None
    assert drawn.drawing.legend is not None
    meanings = [key.meaning for key in drawn.drawing.legend.keys]
    # The doses of the second treatment are in its name's bar; the course itself has one height.
    assert meanings == ["visit", "session", "Alectinib", "other treatment"]


def test_where_counts_have_no_room_beside_the_courses_they_stand_below_them(
    tmp_path: Path,
) -> None:
    findings = found(tmp_path, tapered())
    wide, narrow = (lay_out(findings, look) for look in (LOOK, phone_look(findings)))
    assert (wide.below, narrow.below) == (False, True)
    assert narrow.columns == wide.columns == ("Trunk control",)
    drawn = draw_series("timelines", findings, phone_look(findings))
    assert drawn is not None
    no_two_texts_overlap("timelines", drawn)
    said = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.svg)
    # One of four items became worse in the second patient, and two better in the first.
    assert [text for text in said if text.startswith("of ")] == ["of 4", "of 4"]
