"""`import cpreport`: light, typed, and with nothing in it that is not promised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

import cpreport
from cpreport import toolkit
from cpreport.outcomes.result import Result
from docs.making.notebook import NOTEBOOK, with_outputs

REPOSITORY = Path(__file__).parent.parent
HEAVY = ("pandas", "matplotlib", "numpy", "pydantic", "yaml", "jinja2", "weasyprint", "click")


@pytest.fixture(scope="module")
def series() -> cpreport.CaseSeries:
    return cpreport.read(REPOSITORY / "cases")


def modules_after(code: str) -> set[str]:
    """Run code in a process of its own, and name what it had imported."""
    tell = f"\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code + tell], capture_output=True, text=True, check=True
    )
    return {*done.stdout.split()}


def test_what_is_exported_is_this_and_nothing_else() -> None:
    assert cpreport.__all__ == [
        "CaseSeries",
        "Explanation",
        "Result",
        "SeriesBuild",
        "SeriesResult",
        "SeriesTable",
        "UnknownName",
        "__version__",
        "read",
    ]
    assert dir(cpreport) == sorted(cpreport.__all__)
    assert {*cpreport.__all__} - {"__version__"} == {*toolkit.__all__}
    for name in cpreport.__all__:
        assert getattr(cpreport, name).__doc__


def test_of_a_series_this_is_promised_and_nothing_else() -> None:
    public = [name for name in vars(cpreport.CaseSeries) if not name.startswith("_")]
    assert sorted(public) == [
        "alt_text", "build", "cases", "figure", "figures", "grades", "measurements", "problems", "result",
        "results", "scores", "table", "tables", "title",
    ]  # fmt: skip


def test_what_is_not_exported_cannot_be_imported_by_chance() -> None:
    with pytest.raises(AttributeError, match="no attribute 'check_series'"):
        cpreport.check_series  # noqa: B018


def test_the_import_is_light() -> None:
    assert modules_after("import cpreport") == set()


@pytest.mark.slow
def test_reading_imports_neither_pandas_nor_matplotlib() -> None:
    folder = str(REPOSITORY / "cases")
    code = f"import cpreport\ns = cpreport.read({folder!r})\ns.result('MAS.improved')\nrepr(s)"
    assert modules_after(code) & {"pandas", "numpy", "matplotlib", "weasyprint"} == set()


def test_a_folder_that_is_not_there_is_wrong_use() -> None:
    with pytest.raises(NotADirectoryError, match="nowhere is no folder"):
        cpreport.read("nowhere")


def test_what_is_wrong_in_a_case_is_a_row_and_the_other_cases_stay(example: Path) -> None:
    file = example / "P02.yaml"
    text = file.read_text("utf-8").replace(
        "elbow flexors: {right: 1,", "elbow flexors: {right: 9,", 1
    )
    file.write_text(text, "utf-8")
    series = cpreport.read(example)
    assert series.cases == ("P01", "P03", "P04")
    assert {*series.scores["case"]} == {*series.grades["case"]} == {*series.cases}
    problem = series.problems.iloc[0]
    assert problem["code"] == "CP104"
    assert problem["case"] == "P02"
    assert problem["place"].startswith("P02.yaml:85:")
    assert problem["allowed"] == "0; 1; 1+; 2; 3; 4; not assessed"
    assert "`9`" in problem["found"]


def test_a_series_that_cannot_be_read_has_empty_frames_with_their_columns(example: Path) -> None:
    (example / "series.yaml").write_text("title: [", "utf-8")
    series = cpreport.read(example)
    assert series.cases == series.tables() == series.figures() == ()
    assert "CP002" in {*series.problems["code"]}
    for frame in (series.scores, series.grades, series.measurements, series.results):
        assert len(frame) == 0
        assert len(frame.columns) > 8
    for ask in (series.result, series.table, series.figure, series.alt_text):
        with pytest.raises(cpreport.UnknownName, match=r"there is no \w+ `scores`"):
            ask("scores")


def test_a_case_without_consent_is_in_no_frame(example: Path) -> None:
    file = example / "P03.yaml"
    file.write_text(file.read_text("utf-8").replace("given: yes", "given: no", 1), "utf-8")
    for leave_out in (False, True):
        series = cpreport.read(example, without_unconsented=leave_out)
        assert series.cases == ("P01", "P02", "P04")
        assert "P03" not in {*series.grades["case"], *series.results["case"]}
        refused = series.problems.set_index("code").loc["CP701"]
        assert (refused["case"], refused["severity"]) == (
            "P03",
            "warning" if leave_out else "error",
        )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cases", "examples/rheumatology", "examples/oncology"])
def test_scores_and_measurements_are_the_rows_of_the_data_file(name: str) -> None:
    from cpreport.check.check_series import Ready, check
    from cpreport.data.score_rows import score_rows

    ready = check(REPOSITORY / name)
    assert isinstance(ready, Ready)
    rows = list(score_rows(ready.unpacked().findings.cases))
    series = cpreport.read(REPOSITORY / name)
    both = pd.concat([series.scores, series.measurements])
    key = ["case", "visit", "scale", "score", "side", "printed"]
    assert sorted(both[key].itertuples(index=False, name=None)) == sorted(
        (row[0], row[1], row[3], row[4], row[5], row[7]) for row in rows
    )
    assert len(both) > 50


def test_a_frame_is_the_caller_s_own(series: cpreport.CaseSeries) -> None:
    for name in ("scores", "grades", "results", "measurements", "problems"):
        frame = getattr(series, name)
        before = len(frame.columns)
        frame["mine"] = 1
        assert len(getattr(series, name).columns) == before


def test_a_number_that_is_missing_has_its_word_beside_it(series: cpreport.CaseSeries) -> None:
    scores = series.scores
    lacking = scores[scores["value"].isna()]
    assert {*lacking["value_missing"]} <= {"not scorable", "not recorded", "not applicable"}
    assert len(lacking) > 0
    assert scores[scores["value"].notna()]["value_missing"].isna().all()


def test_a_result_prints_and_explains_itself(series: cpreport.CaseSeries) -> None:
    improved = series.result("MAS.improved")
    assert isinstance(improved, Result)
    assert (str(improved), improved.of) == ("3", 4)
    assert repr(improved) == (
        "MAS.improved = 3 of 4 (Patients improved: spasticity (Modified Ashworth Scale))"
    )
    explained = improved.explain()
    assert repr(explained).startswith("MAS.improved = 3 of 4 patients\n")
    assert "P01.yaml:91:32" in str(explained)


def test_an_unknown_name_says_the_nearest(series: cpreport.CaseSeries) -> None:
    with pytest.raises(KeyError) as unknown:
        series.result("MAS.improvd")
    assert str(unknown.value).startswith(
        "there is no result `MAS.improvd`; did you mean `MAS.improved`"
    )
    for ask, told in (
        (lambda: series.table("score"), "there is no table `score`; did you mean `scores`?"),
        (lambda: series.table("scores", "P1"), "there is no case `P1`; did you mean `P01`"),
        (lambda: series.figure("itms"), "there is no figure `itms`; did you mean `items`"),
        (lambda: series.build("x", to=["pfd"]), "there is no format `pfd`; did you mean `pdf`?"),
        (lambda: series.build("x", to="word"), "there is no format `word`; did you mean"),
    ):
        with pytest.raises(cpreport.UnknownName) as unknown:
            ask()
        assert str(unknown.value).startswith(told)


def test_a_table_shows_itself(series: cpreport.CaseSeries) -> None:
    table = series.table("scores")
    html = table._repr_html_()
    assert html.startswith('<div class="cpreport-table">')
    assert '<th scope="col" class="left">P01</th>' in html
    assert 'data-result="' in html
    assert "<html" not in html
    assert str(table).startswith("**Scores of every patient before and after**\n\n| Scale")
    frame = table.frame()
    assert list(frame.columns) == ["Scale", "Score", "P01", "P02", "P03", "P04"]
    assert frame.loc[2, "P01"].replace("\N{NARROW NO-BREAK SPACE}", " ").startswith("24")
    assert series.table("scores", "P01").caption != table.caption


@pytest.mark.slow
def test_every_table_and_figure_that_is_named_can_be_had(series: cpreport.CaseSeries) -> None:
    for case in (None, "P01"):
        for name in series.tables(case):
            assert series.table(name, case).rows
        for name in series.figures(case):
            assert isinstance(series.figure(name, case), Figure)
            assert len(series.alt_text(name, case)) > 20


@pytest.mark.slow
def test_a_figure_is_matplotlib_s_to_change_and_to_save(
    series: cpreport.CaseSeries, tmp_path: Path
) -> None:
    figure = series.figure("item map")
    figure.suptitle("Mine")
    figure.savefig(tmp_path / "map.png", dpi=40)
    figure.savefig(tmp_path / "map.svg")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "map.svg").read_text("utf-8")
    assert figure._repr_png_().startswith(b"\x89PNG")
    assert figure is not series.figure("item map")
    assert series.alt_text("map") == series.alt_text("items")


@pytest.mark.slow
def test_a_build_writes_what_the_command_writes(example: Path) -> None:
    series = cpreport.read(example)
    built = series.build(example.parent / "output", ["html"], only=["reports"])
    assert len(built.problems) == 0
    assert example.parent / "output/cases/P01/P01.html" in built.files
    assert all(file.is_file() for file in built.files)
    assert "made" in repr(built)
    again = series.build(example.parent / "output", ["html"], only=["reports"])
    assert "made" not in repr(again)
    assert again.files == built.files


def test_a_build_of_what_is_wrong_raises_nothing_and_tells_it(example: Path) -> None:
    (example / "series.yaml").write_text("title: [", "utf-8")
    built = cpreport.read(example).build(example.parent / "output")
    assert built.files == ()
    assert "CP002" in {*built.problems["code"]}


def test_a_build_among_its_own_sources_is_refused(series: cpreport.CaseSeries) -> None:
    with pytest.raises(ValueError, match="the output folder cannot be the series folder itself"):
        series.build(REPOSITORY / "cases")


@pytest.mark.slow
def test_the_notebook_shows_what_its_cells_give() -> None:
    text = NOTEBOOK.read_text("utf-8")
    assert with_outputs(text) == text, "run `python -m docs.making`"
    assert '"MAS.improved = 3 of 4' in text
