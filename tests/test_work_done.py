"""How much work commands do, as counts that no machine changes: imports, layouts, figures, reads.

The numbers are what is done today. Less is welcome: lower them. More needs a reason.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cpreport.builder.up_to_date import OWN
from cpreport.demo.start import start_demo
from cpreport.tables import SERIES_TABLES
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow

#: Packages other than Python's own and cpreport that a command may import.
_READS = {
    *("click", "yaml", "pydantic", "pydantic_core", "annotated_types"),
    *("typing_extensions", "typing_inspection"),
}
_MAY_IMPORT = {
    # What a report would print answers the checklists; `markupsafe` marks it as finished.
    "check": _READS
    | {"bibtexparser", "pylatexenc", "markdown_it", "mdit_py_plugins", "mdurl", "markupsafe"},
    "score": _READS | {"tabulate"},
}


@dataclass(frozen=True)
class Done:
    """What a command did."""

    calls: dict[str, int]
    opened: dict[str, int]
    modules: list[str]

    @property
    def packages(self) -> set[str]:
        """Whose modules were imported; what compiled modules leave behind is nobody's."""
        names = {m.partition(".")[0] for m in self.modules if not m.startswith("_")}
        return names - sys.stdlib_module_names - {"cpreport", "tests", "cython_runtime"}

    def most_reads_below(self, folder: Path) -> int:
        reads = (n for path, n in self.opened.items() if Path(path).is_relative_to(folder))
        return max(reads, default=0)


def done(folder: Path, *words: str) -> Done:
    """Run a command in a process of its own, and give what it did."""
    counts = folder / "counts.json"
    subprocess.run(
        [sys.executable, "-m", "tests.counted", str(counts), *words],
        check=True,
        capture_output=True,
        cwd=REPOSITORY,
    )
    return counted_in(counts)


def counted_in(counts: Path) -> Done:
    """Read what a command did."""
    return Done(**json.loads(counts.read_text("utf-8")))


@pytest.fixture(scope="module")
def full(built_once: Path) -> tuple[Done, Path]:
    """A full build of the example by one worker, and the series folder it read."""
    return counted_in(built_once / "counts.json"), built_once / "cases"


def test_a_full_build_of_the_example_lays_out_six_documents_ten_times(
    full: tuple[Done, Path],
) -> None:
    calls = full[0].calls
    assert calls["PDFs"] == 6
    # Each once, and once more where another order of figures and tables fills the pages better, or
    # where a line was broken too early.
    assert calls["layouts"] <= 12


def test_a_full_build_draws_each_figure_once_and_starts_fonts_once(
    full: tuple[Done, Path],
) -> None:
    output = full[1].parent / "output"
    # Once for the page and once for phones.
    assert full[0].calls["figures drawn"] == 2 * len(list((output / "figures").glob("*.svg")))
    assert full[0].calls["font configurations"] == 1


def test_a_full_build_reads_scores_and_composes_once(full: tuple[Done, Path]) -> None:
    calls = full[0].calls
    assert (calls["series opened"], calls["cases read"], calls["cases summed up"]) == (1, 4, 4)
    assert (calls["articles composed"], calls["reports composed"]) == (1, 4)
    assert calls["bibliographies read"] == 1


def test_a_full_build_reads_each_file_of_the_series_once_and_hashes_it_there(
    full: tuple[Done, Path],
) -> None:
    counted, cases = full
    assert counted.most_reads_below(cases) == 1
    # Of these one look is for the hash.
    folders = [REPOSITORY / name for name in ("templates", "styles")]
    for folder in (*folders, REPOSITORY / "cpreport" / "scales" / "library"):
        assert counted.most_reads_below(folder) <= 2, folder


def test_a_build_of_one_report_reads_every_case_and_composes_that_report_alone(
    example: Path,
) -> None:
    words = ("build", str(example), "--case", "P03", "--only", "reports", "--to", "html", "-j", "1")
    counted = done(example.parent, *words)
    assert counted.most_reads_below(example) == 1
    assert counted.calls["cases read"] == 4
    assert counted.calls["reports composed"] == 1
    assert not {"articles composed", "tables of the series"} & {*counted.calls}
    assert not {"pandas", "weasyprint", "docx"} & counted.packages


@pytest.fixture(scope="module")
def later(
    built_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Done, Done, Done, Path]:
    """A build of what is built, one after a changed grade, and one after a changed template."""
    place = tmp_path_factory.mktemp("later")
    shutil.copytree(built_once, place, dirs_exist_ok=True)
    cases = place / "cases"
    build = ("build", str(cases), "-j", "1")
    # A build that looks at files a tenth of a second after they were written does not note how they
    # looked; where it starts as soon as here, the one after it does.
    noted = place / "output" / OWN / "seen.json"
    noted.unlink(missing_ok=True)
    done(place, *build)
    if not noted.exists():
        done(place, *build)
    nothing = done(place, *build)
    path = cases / "P03.yaml"
    text = path.read_text("utf-8")
    # Of the last visit: the article tells what is compared.
    changed = "elbow flexors: {right: 1+,".join(text.rsplit("elbow flexors: {right: 2,", 1))
    assert changed != text
    path.write_text(changed, "utf-8")
    grade = done(place, *build)
    shutil.copytree(REPOSITORY / "templates", cases.parent / "templates")
    base = cases.parent / "templates/base.html"
    text = base.read_text("utf-8")
    base.write_text(text.replace("</main>", "<p>Once more.</p></main>"), "utf-8")
    return nothing, grade, done(place, *build), cases


def test_a_build_of_what_is_built_reads_no_case_and_imports_only_the_command_line(
    later: tuple[Done, Done, Done, Path],
) -> None:
    nothing, cases = later[0], later[3]
    assert nothing.calls == {}
    assert nothing.packages <= {"click"}
    assert nothing.most_reads_below(cases) == 0


def test_a_changed_grade_makes_its_report_the_article_and_its_supplement_and_nothing_else(
    later: tuple[Done, Done, Done, Path],
) -> None:
    grade = later[1].calls
    assert grade["PDFs"] == 3
    assert grade["layouts"] <= 6
    # Of the report and of the article, those that show the grade; those of the others are kept.
    assert grade["figures drawn"] <= 12


def test_a_changed_template_draws_no_figure(later: tuple[Done, Done, Done, Path]) -> None:
    template = later[2].calls
    assert template["PDFs"] == 6
    assert "figures drawn" not in template


@pytest.mark.parametrize("command", ["check", "score"])
def test_checking_and_scoring_read_each_file_once_and_import_only_what_reads(
    command: str, example: Path
) -> None:
    counted = done(example.parent, command, str(example))
    assert counted.most_reads_below(example) == 1
    assert counted.most_reads_below(REPOSITORY / "cpreport" / "scales" / "library") == 1
    assert counted.packages <= _MAY_IMPORT[command]
    assert "layouts" not in counted.calls
    assert "figures drawn" not in counted.calls


def test_a_check_makes_what_the_series_shares_once_however_many_cases_there_are(
    tmp_path: Path,
) -> None:
    start_demo(tmp_path, 6, 1)
    calls = done(tmp_path, "check", str(tmp_path / "cases")).calls
    assert "reports composed" not in calls
    assert calls["bibliographies read"] == 1
    assert calls["tables of the series"] == len(SERIES_TABLES)
    # Every case is checked against itself, and scored, with its days.
    assert calls["cases bared"] == calls["cases read"]
    assert calls["cases placed in time"] == 2 * calls["cases read"]


def test_help_imports_click_and_nothing_else(tmp_path: Path) -> None:
    assert done(tmp_path, "--help").packages == {"click"}
