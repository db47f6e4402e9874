"""What the figures of a case and of the series show and say; sizes have tests of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from figures_series import MAS_ITEMS, case, events, findings_of, sized

from cpreport.cases.reader import read_series
from cpreport.colours import contrast
from cpreport.figures import (
    CASE_FIGURES,
    SERIES_FIGURES,
    article_figures_of,
    case_figures_of,
    draw_case,
    draw_series,
    report_figures_of,
    series_figures_of,
)
from cpreport.figures.lettering import wrap
from cpreport.figures.marks import Words
from cpreport.figures.style import LOOK, Drawn
from cpreport.outcomes import Findings, find
from cpreport.outcomes.result import Ledger
from cpreport.scales.scoring import score_series

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parent.parent / "examples"
SVG = "{http://www.w3.org/2000/svg}"


def found(folder: Path) -> Findings:
    series, problems = read_series(folder)
    assert series is not None, problems
    scored, _ = score_series(series)
    return find(scored)[0]


def figure(name: str, findings: Findings, case_id: str = "P01") -> Drawn:
    drawn = draw_case(name, findings, case_id)
    assert drawn is not None
    return drawn


def of_series(name: str, findings: Findings) -> Drawn:
    drawn = draw_series(name, findings)
    assert drawn is not None
    return drawn


def every_figure(findings: Findings) -> Iterator[tuple[str, Drawn]]:
    for of_case in findings.cases:
        for name in case_figures_of(findings, of_case.id):
            yield f"{of_case.id} {name}", figure(name, findings, of_case.id)
    for name in series_figures_of(findings):
        yield name, of_series(name, findings)


def texts(drawn: Drawn) -> list[str]:
    """Give every line of text of a drawing, in the order in which it is drawn."""
    return [e.text or "" for e in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")]


def row_of(drawn: Drawn, words: str) -> list[str]:
    """Give the texts that stand on one line with some words, from left to right."""
    placed = [
        (float(e.get("y", "")), float(e.get("x", "")), e.text or "")
        for e in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text")
    ]
    height = next(y for y, _, text in placed if text == words)
    return [text for y, _, text in sorted(placed, key=lambda p: p[1]) if abs(y - height) < 2]


# Which figures there are


def test_a_case_without_grades_has_only_a_timeline() -> None:
    bare = case(0, id="P01", items=(), visits=2)
    for visit in bare["visits"]:
        visit["scores"] = {}
    findings = findings_of(bare, visits=2)
    assert case_figures_of(findings, "P01") == ("timeline",)
    assert series_figures_of(findings) == ("timelines",)
    assert draw_case("change", findings, "P01") is None
    assert draw_series("items", findings) is None


def test_the_change_of_scores_is_printed_unasked_only_where_no_other_figure_shows_them() -> None:
    findings = sized(1, 4, 2)
    assert case_figures_of(findings, "P01") == ("timeline", "items", "change")
    assert report_figures_of(findings, "P01") == ("timeline", "items")
    assert article_figures_of(findings) == ("timelines", "items")
    total = case(0, id="P01", items=(), visits=2)
    for visit, score in zip(total["visits"], ("36", "61"), strict=True):
        visit["scores"] = {}
        visit["entered_totals"] = {"TCT": score}
    entered = findings_of(total, visits=2)
    assert report_figures_of(entered, "P01") == ("timeline", "change")
    assert article_figures_of(entered) == ("timelines", "items")


def test_naming_the_figures_imports_nothing_that_draws() -> None:
    code = (
        "import sys, cpreport.figures\n"
        "print([m for m in ('matplotlib', 'numpy', 'fontTools') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_names_are_those_of_the_pages() -> None:
    assert CASE_FIGURES == ("timeline", "items", "values", "change")
    assert SERIES_FIGURES == ("timelines", "items", "values", "change")


# The drawing as a file


def test_the_same_findings_give_the_same_bytes(example: Path) -> None:
    findings = found(example)
    assert list(every_figure(findings)) == list(every_figure(findings))


@pytest.mark.slow
def test_settings_of_the_users_matplotlib_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "svg.fonttype: path\nsavefig.bbox: tight\nfont.family: serif\nfont.sans-serif: Arial\n"
        "path.sketch: 1, 100, 2\nfigure.dpi: 300\nsvg.hashsalt: mine\ntext.usetex: False\n"
        "figure.facecolor: red\npatch.linewidth: 9\ntext.parse_math: True\n"
    )
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from figures_series import sized\n"
        "from cpreport.figures import draw_case\n"
        "drawn = [draw_case(n, sized(1, 4, 2), 'P01').svg for n in ('timeline', 'change')]\n"
        "sys.stdout.buffer.write(''.join(drawn).encode())"
    )
    here = str(Path(__file__).parent)

    def drawn_in(folder: Path, **more: str) -> bytes:
        path = f"{Path(here).parent}"
        done = subprocess.run(
            [sys.executable, "-c", code, here],
            capture_output=True,
            cwd=folder,
            env={"PYTHONPATH": path, "HOME": str(tmp_path), **more},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    plain = tmp_path / "plain"
    plain.mkdir()
    other = drawn_in(tmp_path, TZ="Asia/Tokyo", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="7")
    assert drawn_in(plain) == other


def test_a_drawing_is_plain_svg_that_asks_for_nothing_outside(example: Path) -> None:
    for name, drawn in every_figure(found(example)):
        root = ElementTree.fromstring(drawn.svg)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "path", "text"}, name
        assert not re.search(r"href|url\(|<!--|<\?xml|metadata", drawn.svg), name
        assert root.get("width", "").endswith("mm")
        assert root.get("role") == "img"


def test_text_stays_text_in_the_font_of_the_pages(example: Path) -> None:
    drawn = figure("items", found(example))
    assert "Elbow flexors" in texts(drawn)
    root = ElementTree.fromstring(drawn.svg)
    assert root.get("font-family") == "'Source Sans 3', sans-serif"
    assert set(re.findall(r'font-weight="(\d+)"', drawn.svg)) == {"600"}


def test_a_drawing_alone_says_what_it_is(example: Path) -> None:
    drawn = figure("timeline", found(example))
    root = ElementTree.fromstring(drawn.svg)
    assert root.findtext(f"{SVG}title") == "Timeline of P01"
    assert root.findtext(f"{SVG}desc") == drawn.alt


def test_what_a_clinician_writes_is_never_markup_or_mathematics() -> None:
    nasty = "<b>$x^2$ & \\frac{1}{2}</b>"
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0] |= {"name": nasty, "concomitant": nasty}
    drawn = figure("timeline", findings_of(record, visits=2))
    assert texts(drawn).count(nasty) == 2
    assert nasty in drawn.alt


def test_one_changed_grade_changes_the_map_and_not_the_timeline() -> None:
    before = case(0, id="P01", items=MAS_ITEMS[:4], visits=2)
    after = case(0, id="P01", items=MAS_ITEMS[:4], visits=2)
    grades = after["visits"][1]["scores"]["MAS"][MAS_ITEMS[0]]
    grades["right"] = "0" if grades["right"] == "4" else "4"
    one, two = (findings_of(c, visits=2) for c in (before, after))
    assert figure("timeline", one) == figure("timeline", two)
    assert figure("items", one) != figure("items", two)


# Words and numbers


def test_every_alt_text_and_caption_is_made_of_sentences(example: Path) -> None:
    for name, drawn in every_figure(found(example)):
        for text in (drawn.alt, drawn.caption):
            assert text.endswith("."), name
            assert len(text) > 60, name
            assert "  " not in text, name
            assert ".." not in text, name


def test_no_figure_has_a_calendar_date(example: Path) -> None:
    for name, drawn in every_figure(found(example)):
        shown = " ".join([*texts(drawn), drawn.alt, drawn.caption])
        assert not re.search(r"\b20\d\d\b", shown), name


def test_numbers_are_the_printed_forms_of_the_ledger() -> None:
    """A number is changed in the ledger alone: every figure that shows it shows the new form."""
    findings = sized(2, 4, 3)
    shown = {
        "P01.change.TCT.total": "P01 change",
        "P01.v1.TCT.total": "P01 change",
        "P01.visit.v2.time": "P01 timeline",
        "P01.v0.MAS.shoulder_adductors.left": "P01 items",
        "P01.MAS.items.worse": "items",
        "MAS.items.better": "items",
        "P02.follow_up": "timelines",
        "P02.change.MI.arm.left": "change",
    }
    for id, name in shown.items():
        changed = replace(findings.ledger[id], printed="9876")
        other = replace(findings, ledger=Ledger({**findings.ledger, id: changed}))
        drawn = dict(every_figure(other))[name]
        assert "9876" in " ".join(texts(drawn)), id
        assert "9876" in drawn.alt, id


def test_a_figure_of_many_patients_is_summed_up_in_its_alt_text() -> None:
    findings = sized(25, 4, 2)
    for name in series_figures_of(findings):
        drawn = of_series(name, findings)
        assert len(drawn.alt) < 1500, name
        assert "P13" not in drawn.alt
    pairs, spread = (findings.result("TCT", "total", *p) for p in (("pairs",), ("change", "range")))
    told = of_series("change", findings).alt
    changes = [findings.result(c.id, "change", "TCT", "total").direction for c in findings.cases]
    better, same, worse = (changes.count(way) for way in ("better", "unchanged", "worse"))
    both_ways = f"({better} better, {same} unchanged, {worse} worse)"
    assert f"Total: {pairs.n_of_n} patients compared {both_ways}, median" in told
    assert worse == 0
    assert spread.printed in told


# The timeline


def test_the_timeline_counts_months_from_the_first_session() -> None:
    drawn = figure("timeline", sized(1, 2, 2))
    shown = texts(drawn)
    assert "−0.3\N{NO-BREAK SPACE}months" in shown
    assert "Months since the first session" in shown
    assert "“Visit 1” at −0.3\N{NO-BREAK SPACE}months" in drawn.alt


def test_every_route_has_a_lane_whatever_way_it_is_written() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0]["sessions"] = [
        {"day": "0", "routes": ["Intrathecal", "IV"]},
        {"day": "30", "routes": ["intrathecal"]},
        {"day": "60", "routes": ["iv"]},
    ]
    drawn = figure("timeline", findings_of(record, visits=2))
    assert texts(drawn).count("Intrathecal") == 1
    assert "Intrathecal (1–2) and IV (1, 3)" in drawn.alt


def test_sessions_on_one_day_share_their_numbers() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0]["sessions"] = [
        {"day": "0", "routes": ["intravenous"]} for _ in range(5)
    ] + [{"day": "60", "routes": ["intravenous"]}]
    shown = texts(figure("timeline", findings_of(record, visits=2)))
    assert "1–5" in shown
    assert "6" in shown


def test_no_adverse_event_and_none_looked_for_are_told_apart() -> None:
    items = MAS_ITEMS[:1]
    none = figure("timeline", findings_of(case(0, id="P01", items=items, visits=2), visits=2))
    assert "none recorded" in texts(none)
    assert "No adverse event was recorded." in none.alt
    record = case(0, id="P01", items=items, visits=2, adverse_events="not assessed")
    unknown = figure("timeline", findings_of(record, visits=2))
    assert "not assessed" in texts(unknown)
    assert "Whether adverse events occurred was not assessed." in unknown.alt


def test_adverse_events_show_grade_onset_and_seriousness() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=3, adverse_events=events(2))
    drawn = figure("timeline", findings_of(record, visits=3))
    assert row_of(drawn, "Fever with headache and vomiting, number 0, serious")[-2] == "1"
    assert "number 1, CTCAE grade 2, from day 17" in drawn.alt
    assert "filled where serious" in drawn.caption


def test_what_has_no_place_in_time_is_named() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0]["sessions"] = [{"date": "2023-03-01", "routes": ["intravenous"]}]
    del record["visits"][1]["day"]
    findings = findings_of(record, visits=2)
    drawn = figure("timeline", findings)
    assert "Not drawn, as the time is not known: the visit “Visit 2”." in drawn.caption
    assert "the visit “Visit 2”" in drawn.alt
    assert "P01, the visit “Visit 2”" in of_series("timelines", findings).caption


def test_shortened_concomitant_treatment_stands_in_full_in_the_caption() -> None:
    text = "; ".join(f"physiotherapy of kind {n} three times a week" for n in range(40))
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0]["concomitant"] = text
    drawn = figure("timeline", findings_of(record, visits=2))
    assert any(line.endswith("…") for line in texts(drawn))
    assert text in drawn.caption


def test_missing_concomitant_treatment_is_a_word() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=2)
    record["treatment"][0]["concomitant"] = "not reported"
    drawn = figure("timeline", findings_of(record, visits=2))
    assert "not reported" in texts(drawn)
    assert "told without times" not in drawn.caption


def bars(drawn: Drawn) -> list[tuple[float, float]]:
    """Find where the bars of a timeline begin and end, with their points, in days."""
    root = ElementTree.fromstring(drawn.svg)
    below = sorted(root.iter(f"{SVG}text"), key=lambda e: float(e.get("y", "")))
    ticks = {e.text: float(e.get("x", "")) for e in below if e.text in ("0", "2")}
    per_day = (ticks["2"] - ticks["0"]) / (2 * 30.4375)
    found = []
    for path in root.iter(f"{SVG}path"):
        if LOOK.band == path.get("fill"):
            xs = [float(x) for x, _ in re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", path.get("d", ""))]
            found.append(((min(xs) - ticks["0"]) / per_day, (max(xs) - ticks["0"]) / per_day))
    return found


def test_dated_concomitant_treatment_is_drawn_over_exactly_its_time() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=3)
    record["concomitant"] = [
        {"what": "night splint", "from": "day 14", "to": "month 2"},
        {"what": "baclofen", "from": "week 3", "to": "v2"},
        {"what": "walking", "to": "day 40"},
    ]
    drawn = figure("timeline", findings_of(record, visits=3))
    spans = [tuple(round(day) for day in span) for span in bars(drawn)]
    assert spans == [(14, 61), (21, 120)]
    assert "Night splint (day 14 to month 2)" in drawn.alt
    assert "Baclofen (week 3 to the visit “Visit 3”)" in drawn.alt
    assert row_of(drawn, "Walking") == ["Walking", "to day 40, beginning not stated"]
    assert "Not drawn, as the time is not known: “Walking”." in drawn.caption


def test_free_text_of_concomitant_treatment_is_listed_and_no_bar() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=3)
    record["treatment"][0]["concomitant"] = "Night splint until month 5"
    drawn = figure("timeline", findings_of(record, visits=3))
    assert "Night splint until month 5" in texts(drawn)
    assert bars(drawn) == []
    assert "told without times is listed, not drawn" in drawn.caption


def test_an_open_end_is_no_end_at_a_told_day() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=3)
    record["concomitant"] = [
        {"what": "splint", "from": "before", "to": "day 30"},
        {"what": "baclofen", "from": "day 30"},
    ]
    drawn = figure("timeline", findings_of(record, visits=3))
    (begin, thirty), (start, end) = bars(drawn)
    assert (round(thirty), round(start)) == (30, 30)
    assert begin < -10
    assert end > 120
    assert "Splint (before the first session to day 30)" in drawn.alt
    assert "Baclofen (from day 30, end not stated)" in drawn.alt


def test_what_else_happened_stands_on_its_day() -> None:
    record = case(0, id="P01", items=MAS_ITEMS[:1], visits=3)
    record["course"] = [{"what": "change of school", "day": "50"}]
    findings = findings_of(record, visits=3)
    drawn = figure("timeline", findings)
    assert "Change of school" in texts(drawn)
    assert "Change of school on day 50." in drawn.alt
    assert findings.ledger["P01.course.1.day"].printed == "50"


# Change


def test_change_has_every_visit_the_number_and_the_word(example: Path) -> None:
    findings = found(example)
    drawn = figure("change", findings)
    visits = [
        findings.result("P01", v, "TCT", "total").printed for v in ("before", "month 6", "after")
    ]
    assert row_of(drawn, visits[1]) == ["Total", "0", "100", *visits]
    assert "+25" in texts(drawn)
    assert "MDC passed" in texts(drawn)
    assert "MDC, minimal detectable change" in drawn.caption
    assert "13.9 points (38 adults with chronic stroke, retested after 7 days)." in drawn.caption


def test_worse_and_unchanged_are_said_like_better() -> None:
    worse = case(0, id="P01", items=(), visits=2)
    trunk = [visit["scores"]["TCT"] for visit in worse["visits"]]
    trunk[0] |= {"sitting balance": "25"}
    trunk[1] |= trunk[0] | {"sitting balance": "0"}
    drawn = figure("change", findings_of(worse, visits=2))
    assert row_of(drawn, "−25")[-1] == "worse"
    trunk[1] |= trunk[0]
    drawn = figure("change", findings_of(worse, visits=2))
    assert "0, unchanged" in drawn.alt
    assert "unchanged" in row_of(drawn, "0") or "unchanged" in texts(drawn)


def test_a_score_that_cannot_be_made_is_said_in_words_with_its_reason(example: Path) -> None:
    drawn = figure("change", found(example))
    assert "not scorable (Before treatment)" in drawn.alt
    assert "not assessed: right hip adductors" in texts(drawn)
    assert (
        "Not scorable at “Before treatment”, “Month 6” and “After treatment” (not assessed: right "
        "hip adductors): MAS, median grade; MAS, sum of grades coded 0 to 5 (descriptive)."
    ) in drawn.caption


def test_better_is_to_the_right_also_where_lower_is_better() -> None:
    drawn = figure("change", sized(1, 1, 2))
    assert row_of(drawn, "Median grade")[:3] == ["Median grade", "4", "0"]
    assert row_of(drawn, "Total")[:3] == ["Total", "0", "100"]


def test_a_scale_without_scores_is_drawn_by_its_items(example: Path) -> None:
    drawn = figure("change", found(example), "P04")
    assert row_of(drawn, "Head control")[:3] == ["Head control", "0", "3"]


def test_the_coding_of_plotted_grades_is_stated(example: Path) -> None:
    caption = figure("change", found(example)).caption
    assert "Grades of MAS and FOR stand at equal distances, in their order." in caption
    assert "Grades of MRC stand at their points." in caption


def test_points_of_split_grades_are_named_where_they_are_drawn() -> None:
    record = case(0, id="P01", items=(), visits=2)
    for visit in record["visits"]:
        visit["scores"]["MRC"] = {"elbow flexion": {"right": "4+", "left": "4+"}}
    caption = figure("change", findings_of(record, visits=2)).caption
    assert "Grades of MRC stand at their points (4+ at 4.33)." in caption


def test_a_visit_that_was_not_held_is_a_dash() -> None:
    first = case(0, id="P01", items=MAS_ITEMS[:2], visits=3)
    del first["visits"][1]["scores"]["TCT"]
    drawn = figure("change", findings_of(first, visits=3))
    assert "–" in texts(drawn)
    assert "–: not recorded at that visit." in drawn.caption


def test_panels_of_the_series_show_every_patient(example: Path) -> None:
    findings = found(example)
    drawn = of_series("change", findings)
    assert "TCT total" in texts(drawn)
    assert "P04 12 to 12 (0, unchanged)" in drawn.alt
    assert "Only the main score of every scale is drawn; the tables have all." in drawn.caption


def test_a_patient_without_a_scale_is_no_record() -> None:
    without = case(1, id="P02", items=MAS_ITEMS[:2], visits=2)
    for visit in without["visits"]:
        del visit["scores"]["TCT"]
    findings = findings_of(case(0, id="P01", items=MAS_ITEMS[:2], visits=2), without, visits=2)
    drawn = of_series("change", findings)
    assert "P02 no record" in drawn.alt
    assert "or not recorded" in drawn.caption


# The map


def test_a_tile_has_the_grade_once_where_it_stayed_and_at_each_visit_where_it_changed(
    example: Path,
) -> None:
    drawn = figure("items", found(example))
    rows = row_of(drawn, "Elbow flexors")
    assert rows[:7] == ["Elbow flexors", "3", "2", "2", "2", "2", "1+"]
    assert row_of(drawn, "Finger flexors")[:3] == ["Finger flexors", "2", "1+"]


def test_not_assessed_is_told_apart_from_0_by_its_outline_and_its_word(example: Path) -> None:
    drawn = figure("items", found(example))
    assert row_of(drawn, "Hip adductors")[:2] == ["Hip adductors", "–"]
    assert {"not assessed", "not recorded"} <= set(texts(drawn))
    without = figure("items", sized(1, 2, 2))
    assert "stroke-dasharray" not in without.svg
    assert "not assessed" not in texts(without)


def test_the_alt_text_of_the_map_tells_every_grade_and_its_direction(example: Path) -> None:
    drawn = figure("items", found(example))
    assert "Elbow flexors right 3 to 2 to 2 (better), left 2 to 2 to 1+ (better);" in drawn.alt
    assert "Hip adductors right not assessed, left 3 to 3 to 2 (better);" in drawn.alt
    worse = figure("items", found(example), "P03")
    assert "Ankle plantarflexors right 2 to 2 to 3 (worse), left 0." in worse.alt


def test_worse_is_framed_thicker_than_better(example: Path) -> None:
    better, worse = LOOK.direction["better"], LOOK.direction["worse"]
    drawn = figure("items", found(example), "P03")
    thick = {better: 1.0, worse: 1.0}  # a width of 1 is not written
    for path in ElementTree.fromstring(drawn.svg).iter(f"{SVG}path"):
        if path.get("stroke") in thick and path.get("stroke-width"):
            thick[path.get("stroke", "")] = float(path.get("stroke-width", ""))
    assert (thick[better], thick[worse]) == (1.0, 1.9)


def test_numbers_head_the_columns_where_ids_have_no_room() -> None:
    drawn = of_series("items", sized(25, 2, 2, id="SITE-07-CHILD-{:03}"))
    assert {"1", "25"} <= set(texts(drawn))
    assert "The columns are 1\N{NO-BREAK SPACE}SITE-07-CHILD-001, " in drawn.caption


def test_items_that_have_no_room_are_counted_by_scale() -> None:
    findings = sized(1, 30, 2)
    assert "Items not drawn, for want of room: " in of_series("items", findings).caption
    assert "not drawn" not in of_series("items", sized(4, 8, 2)).caption


# Items of the series


def test_counts_stand_beneath_the_tiles_and_add_up_for_all(example: Path) -> None:
    findings = found(example)
    drawn = of_series("items", findings)
    parts = ("better", "unchanged", "worse", "not_comparable")
    counts = [findings.result("P03", "MAS", "items", part).printed for part in parts]
    assert counts == ["4", "11", "1", "0"]
    assert "P03 4 better, 11 unchanged, 1 worse, 0 not comparable" in drawn.alt
    assert row_of(drawn, "19 better") == [
        *("all:", "19 better", "1 worse", "8 better", "7 better", "4 better", "1 worse"),
        "none changed",
    ]
    total = findings.result("MAS", "items", "worse").printed
    assert f"{total} worse" in drawn.alt.split("all patients")[1]


def test_one_patient_has_no_count_of_all() -> None:
    drawn = of_series("items", sized(1, 3, 2))
    assert "all:" not in texts(drawn)
    assert "all patients" not in drawn.alt


def test_a_patient_without_items_of_a_scale_has_empty_tiles() -> None:
    without = case(1, id="P02", items=MAS_ITEMS[:2], visits=2)
    for visit in without["visits"]:
        del visit["scores"]["TCT"]
    findings = findings_of(case(0, id="P01", items=MAS_ITEMS[:2], visits=2), without, visits=2)
    drawn = of_series("items", findings)
    assert row_of(drawn, "Rolling to strong side")[-1] == "·"
    assert "not recorded" in texts(drawn)


def test_items_that_could_not_become_better_are_counted(example: Path) -> None:
    findings = found(example)
    at_best = findings.result("TCT", "items", "at_best").n_of_n
    assert f"TCT {at_best}" in of_series("items", findings).caption


# Colours


def test_every_colour_of_letters_stands_out_from_its_ground() -> None:
    letters = [LOOK.ink, LOOK.quiet, *LOOK.direction.values()]
    for colour in letters:
        assert contrast(colour, LOOK.paper) >= 4.5
    assert contrast(LOOK.ink, LOOK.band) >= 4.5
    for grades in range(2, 31):
        for n in range(grades):
            fill, colour = LOOK.step(n / (grades - 1))
            assert contrast(fill, colour) >= 4.5, (grades, n)


def test_the_ramp_keeps_its_order_in_grey() -> None:
    from_paper = [contrast(LOOK.step(n / 5)[0], LOOK.paper) for n in range(6)]
    assert from_paper == sorted(from_paper)
    assert all(b / a > 1.15 for a, b in pairwise(from_paper))


def test_no_figure_but_the_style_names_a_colour() -> None:
    folder = Path(sys.modules["cpreport.figures"].__path__[0])
    for file in sorted(folder.glob("*.py")):
        if file.name != "style.py":
            assert not re.search(r"#[0-9a-fA-F]{6}\b", file.read_text("utf-8")), file.name


@pytest.mark.parametrize("series", ["dermatology", "oncology", "rheumatology"])
def test_words_in_figures_are_set_as_prose_is(series: str) -> None:
    findings = found(EXAMPLES / series)
    drawn = [draw_series(name, findings) for name in series_figures_of(findings)]
    drawn += [draw_case(n, findings, "P02") for n in case_figures_of(findings, "P02")]
    told = [text for one in drawn if one and one.drawing for text in one.drawing.texts]
    assert told
    assert not [text for text in told if "'" in text or '"' in text or "--" in text]
    # The id of a measure that is written in small letters is for files, and no abbreviation.
    every = [*told, *(one.caption for one in drawn if one)]
    assert not [
        text for text in every if re.search(r"\((pain|response|area)\)|pain, |response, ", text)
    ]


def test_quotation_marks_are_set_before_a_text_is_broken() -> None:
    assert wrap('Two "very long" weeks of the mother\'s', 16, 8) == (
        *("Two “very", "long” weeks", "of the", "mother’s"),
    )
    assert Words(0, 0, "mother's", 8, "#000000").text == "mother’s"
