"""Of a large series the article sums up; each patient is told in the supplement, and it says so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import ValuesView
from pathlib import Path

import pytest

from cpreport.builder.build import Built, Told
from cpreport.builder.make import Made, Material, make
from cpreport.builder.overview import overview_html
from cpreport.builder.plan import Order, plan_documents
from cpreport.builder.privacy_gate import gate_of, search_outputs
from cpreport.builder.record import BuildRecord, Output
from cpreport.check.check_series import Ready, check
from cpreport.demo.start import start_demo
from cpreport.figures import draw_series, series_figures_of
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.document import nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.outcomes import one_by_one
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import MOST_ONE_BY_ONE
from cpreport.tables import supplement_tables_of
from cpreport.tables.series_scores import table_by_patient

pytestmark = pytest.mark.slow

PATIENTS = MOST_ONE_BY_ONE + 3


def series_of(folder: Path, patients: int, results: str = "") -> Path:
    start_demo(folder, patients, 1)
    section = folder / "cases" / "results.md"
    section.write_text(section.read_text("utf-8") + results, "utf-8")
    return folder / "cases"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Findings, Made]:
    """The findings of a large series, and its article as a page for screens."""
    folder = tmp_path_factory.mktemp("large")
    cases = series_of(folder, PATIENTS, "\nCourses: [@fig:timelines].\n")
    ready = check(cases)
    assert isinstance(ready, Ready), ready.problems
    order = Order(cases, folder / "output", kinds=("article",), formats=("html",))
    article = next(d for d in plan_documents(ready, order) if d.kind == "article")
    made = make(Material(article, cases, ready.findings, ready.article))
    assert made.problems == ()
    assert set(made.files) == set(article.outputs)
    return ready.findings, made


def page_of(made: Made) -> str:
    return made.files["article/article.html"].decode()


def rows_of(made: Made, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.files[f"tables/{name}.csv"].decode())))


def test_it_presents_no_case_and_says_how_many_patients_there_are(
    large: tuple[Findings, Made],
) -> None:
    page = page_of(large[1])
    assert 'id="case-' not in page
    said = re.sub(r"<[^>]*>", "", page)
    assert f"The series has {PATIENTS} patients, more than the 25 up to which" in said
    assert re.search(rf'data-result="patients"[^>]*>{PATIENTS}</a> patients, more than', page)


def test_each_patient_is_told_in_the_supplement_alone(large: tuple[Findings, Made]) -> None:
    findings, made = large
    assert len(rows_of(made, "supplement-characteristics")) == 1 + PATIENTS + 1
    for name in ("characteristics", "scores", "adverse_events"):
        assert not any(re.match(r"P\d{4}", cell) for row in rows_of(made, name) for cell in row)
    table = table_by_patient(findings)
    patients = {table.of(case).rows[0].cells[0].text for case in findings.cases}
    assert len(patients) == PATIENTS
    assert {row[0] for row in rows_of(made, "supplement-adverse_events")[1:]} <= patients


def test_what_is_summed_up_prints_results_of_the_ledger(large: tuple[Findings, Made]) -> None:
    findings, made = large
    rows = {row[1]: row[2] for row in rows_of(made, "characteristics")[1:]}
    assert rows["Number"] == str(PATIENTS)
    assert rows["Female"] == findings.result("sex", "female").n_of_n
    total = next(row for row in rows_of(made, "scores") if row[1] == "Total")
    assert total[-1] == findings.result("TCT", "total", "pairs").printed


def test_no_figure_has_a_row_for_each_patient(large: tuple[Findings, Made]) -> None:
    findings = large[0]
    assert series_figures_of(findings) == ("items",)
    drawn = draw_series("items", findings)
    assert drawn is not None
    assert "A bar is all items of all patients" in drawn.caption
    assert "P0001" not in drawn.svg


def test_a_text_that_refers_to_a_figure_left_out_is_led_to_the_supplement(
    large: tuple[Findings, Made],
) -> None:
    assert "Courses: the supplement." in page_of(large[1])


def test_the_list_of_results_does_not_name_every_patient_for_every_number(
    large: tuple[Findings, Made], tmp_path: Path
) -> None:
    assert "P0001" in page_of(large[1])
    ready = check(series_of(tmp_path, 2 * PATIENTS))
    assert isinstance(ready, Ready)
    order = Order(tmp_path / "cases", tmp_path / "output", kinds=("article",), formats=("html",))
    article = plan_documents(ready, order)[0]
    twice = page_of(make(Material(article, tmp_path / "cases", ready.findings, ready.article)))
    assert "; and 26 more" in twice
    assert len(twice) < 1.1 * len(page_of(large[1]))


def test_as_many_patients_as_one_reads_are_told_one_by_one(tmp_path: Path) -> None:
    ready = check(series_of(tmp_path, MOST_ONE_BY_ONE))
    assert isinstance(ready, Ready)
    article, problems = compose_article(ready.findings)
    assert problems == ()
    assert sum(section.case is not None for section in article.sections) == MOST_ONE_BY_ONE
    assert supplement_tables_of(ready.findings) == ()
    assert series_figures_of(ready.findings) == ("timelines", "items", "change")


def test_an_article_names_the_number_of_patients_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_by_one, "MOST_ONE_BY_ONE", 3)
    ready = check(series_of(tmp_path, 4))
    assert isinstance(ready, Ready)
    article, _ = compose_article(ready.findings)
    said = words_of(*(node for one in article.sections for node in nodes_of(one.blocks)))
    assert "4 patients, more than the 3 up to which an article presents each" in said


def test_a_study_id_of_four_digits_is_no_record_number(
    large: tuple[Findings, Made], tmp_path: Path
) -> None:
    gate = gate_of(check(large[0].scored.series.folder), tmp_path)
    page = "<html><p>Report of patient {}.</p></html>"
    files = {f"{id}.html": page.format(id).encode() for id in ("P0001", "P9871")}
    found, problems = search_outputs(gate, files)
    assert problems == ()
    assert [len(found[name].findings) for name in files] == [0, 1]


class _Counted(dict[str, Output]):
    """Outputs that count how often they are gone through."""

    times = 0

    def values(self) -> ValuesView[Output]:
        self.times += 1
        return super().values()


def test_the_overview_goes_through_all_outputs_as_often_for_many_cases_as_for_few(
    tmp_path: Path,
) -> None:
    ready = check(series_of(tmp_path, PATIENTS))
    times = []
    for names in (ready.names[:2], ready.names):
        paths = {name: f"cases/{name}/{name}.html" for name in names}
        made = {path: Output(path, name, "key", {}, "", "") for name, path in paths.items()}
        outputs = _Counted(made)
        told = tuple(Told(name, (path,), "made") for name, path in paths.items())
        page = overview_html(Built(ready, (), told), BuildRecord(outputs), tmp_path)
        assert all(path in page for path in paths.values())
        times.append(outputs.times)
    assert times[0] == times[1]
