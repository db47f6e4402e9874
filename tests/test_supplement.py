"""The supplement: a document of its own, its numbers its own, references right in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from cpreport.builder.plan import Order, plan_documents
from cpreport.check.check_series import Ready, check
from cpreport.demo.start import start_demo
from cpreport.manuscript import supplement as supplement_room
from cpreport.manuscript.plain_words import words_of
from cpreport.problems import Problem
from tests.pdfua import verapdf
from tests.smallest import said, second_case, smallest

pytestmark = pytest.mark.slow

SUPPLEMENT = """\
supplement:
  title: More
  sections:
    - {title: Scores, tables: [scores], file: more.md, id: all-scores}
    - {title: Grades, tables: [items], figures: [change]}
"""
MORE = "See [@tbl:scores], [@sec:results] and [@fig:P02.change] [@A].\n"
BIBLIOGRAPHY = "@book{A, title={One}, year={2001}}\n@book{B, title={Two}, year={2002}}\n"


def with_supplement(
    folder: Path, *changes: tuple[str, str, str], supplement: str = SUPPLEMENT, more: str = MORE
) -> Path:
    """Write two cases with a supplement to which the results refer."""
    changes = (
        ("series.yaml", "sections:\n", f"{supplement}sections:\n"),
        ("series.yaml", "text: one child had", "text: two child had"),
        ("series.yaml", "TCT.improved = 1 of 1", "TCT.improved = 2 of 2"),
        *changes,
    )
    files = {"P02.yaml": second_case(), "more.md": more, "references.bib": BIBLIOGRAPHY}
    return smallest(folder, *changes, add=files)


RESULTS = (
    "results.md",
    "had better trunk control.",
    "had better trunk control ([@tbl:P02.items], [@fig:P01.change], [@sec:all-scores]) [@B].",
)


def composed(folder: Path) -> Ready:
    found = check(folder)
    assert found.article is not None, found.problems
    assert found.supplement is not None
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Ready:
    return composed(with_supplement(tmp_path_factory.mktemp("both"), RESULTS))


def text_of(blocks: object) -> str:
    return words_of(*(b.node for b in blocks))  # type: ignore[attr-defined]


def test_its_figures_and_tables_are_numbered_on_their_own_in_the_order_of_its_pages(
    both: Ready,
) -> None:
    assert both.supplement is not None
    labels = [
        (block.float.label, block.float.id)
        for section in both.supplement.sections
        for block in section.blocks
        if block.float is not None
    ]
    nbsp = "\N{NO-BREAK SPACE}"
    assert labels == [
        (f"Figure{nbsp}S1", "P02.change"),
        (f"Table{nbsp}S1", "P01.scores"),
        (f"Table{nbsp}S2", "P02.scores"),
        (f"Figure{nbsp}S2", "P01.change"),
        (f"Table{nbsp}S3", "P01.items"),
        (f"Table{nbsp}S4", "P02.items"),
    ]


def test_the_article_names_what_is_in_the_supplement(both: Ready) -> None:
    assert both.article is not None
    text = text_of(both.article.sections[-1].blocks)
    assert "(Table S4, Figure S2, “Scores” of the supplement) [1]" in text


def test_the_supplement_names_what_is_in_the_article(both: Ready) -> None:
    assert both.supplement is not None
    assert both.article is not None
    number = next(f.number for f in both.article.floats if f.id == "scores")
    text = text_of(both.supplement.sections[0].blocks)
    assert text.startswith(f"See Table {number} of the article, “Results” of the article and")
    assert [r.key for r in both.supplement.references] == ["A"]
    assert [r.key for r in both.article.references] == ["B"]


def test_numbers_follow_when_a_section_moves(tmp_path: Path) -> None:
    turned = SUPPLEMENT.splitlines(keepends=True)
    turned[3], turned[4] = turned[4], turned[3]
    found = composed(with_supplement(tmp_path, RESULTS, supplement="".join(turned)))
    assert found.article is not None
    assert "(Table S2, Figure S1, " in text_of(found.article.sections[-1].blocks)


def test_it_is_planned_with_the_article_and_never_as_jats(both: Ready) -> None:
    def outputs(*formats: str) -> list[str]:
        order = Order(both.folder, both.folder, formats=formats)
        return [p for d in plan_documents(both, order) if d.kind == "supplement" for p in d.outputs]

    assert outputs("pdf", "html", "docx", "jats") == [
        f"supplement/supplement.{ending}" for ending in ("pdf", "html", "docx")
    ]
    assert outputs("jats") == []
    reports = Order(both.folder, both.folder, kinds=("reports",))
    assert {d.kind for d in plan_documents(both, reports)} == {"report"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "tables: [items]",
            "tables: [items, itmes]",
            ("CP406", "series.yaml:20:39", "a case has no table `itmes`"),
        ),
        (
            "figures: [change]",
            "figures: [changes]",
            ("CP405", "series.yaml:20:50", "a case has no figure `changes`"),
        ),
        (
            "id: all-scores",
            "id: results",
            ("CP830", "series.yaml:19:7", "`results` is the id of another section"),
        ),
        ("file: more.md", "file: mor.md", ("CP004", "series.yaml:19:47", "there is no mor.md")),
    ],
)
def test_what_is_wrong_in_it_is_told_with_its_place(
    old: str, new: str, problem: tuple[str, str, str], tmp_path: Path
) -> None:
    found = check(with_supplement(tmp_path, supplement=SUPPLEMENT.replace(old, new)))
    assert problem in [said(p) for p in found.problems], [said(p) for p in found.problems]
    assert found.article is None
    assert found.supplement is None


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("[@tbl:P01.item]", "CP406", "there is no table `P01.item`"),
        ("[@fig:P03.change]", "CP405", "there is no figure `P03.change`"),
        ("[@sec:nowhere]", "CP411", "there is no section `nowhere`"),
        ("[@C]", "CP404", "`C` is not in the references"),
        ('{{ results["MAS.imp"] }}', "CP403", "there is no result `MAS.imp`"),
    ],
)
@pytest.mark.parametrize("file", ["more.md", "results.md"])
def test_a_reference_to_what_neither_document_has_is_a_problem(
    file: str, text: str, code: str, message: str, tmp_path: Path
) -> None:
    if file == "more.md":
        folder = with_supplement(tmp_path, more=f"{MORE}{text}\n")
    else:
        folder = with_supplement(tmp_path, ("results.md", "control.", f"control {text}."))
    found: list[Problem] = [p for p in check(folder).problems if p.code == code]
    assert [(p.place.file, p.message) for p in found] == [(file, message)]


def test_a_series_without_one_has_none(tmp_path: Path) -> None:
    found = check(smallest(tmp_path))
    assert found.article is not None
    assert found.supplement is None


def test_of_a_large_series_its_tables_hold_the_rows_of_all_patients(tmp_path: Path) -> None:
    start_demo(tmp_path, 26, 1)
    series = tmp_path / "cases/series.yaml"
    supplement = (
        "supplement:\n  sections:\n"
        "    - {title: Patients, tables: [characteristics, scores, items], figures: [change]}\n"
    )
    series.write_text(series.read_text("utf-8") + supplement, "utf-8")
    found = composed(tmp_path / "cases")
    assert found.supplement is not None
    assert [f.id for f in found.supplement.floats] == [
        "supplement-characteristics",
        "supplement-scores",
    ]


def test_the_rows_of_very_many_patients_are_in_files_and_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supplement_room, "MOST_PRINTED", 25)
    start_demo(tmp_path, 26, 1)
    series = tmp_path / "cases/series.yaml"
    sections = "supplement:\n  sections:\n    - {title: Patients, tables: [scores]}\n"
    series.write_text(series.read_text("utf-8") + sections, "utf-8")
    with (tmp_path / "cases/results.md").open("a", encoding="utf-8") as file:
        file.write("\nEach patient: [@tbl:supplement-scores].\n")
    found = composed(tmp_path / "cases")
    assert found.supplement is not None
    assert found.supplement.floats == ()
    assert found.article is not None
    assert "Each patient: the supplement." in found.article.prose_text
    (section,) = found.supplement.sections
    said = words_of(section.blocks[0].node)
    assert said == (
        "The rows of all 26 patients, more than the 25 whose rows are printed, stand in "
        "tables/supplement-scores.csv."
    )


# --- the example ---------------------------------------------------------------------------------


def test_the_example_gives_every_grade_of_every_child(built_once: Path) -> None:
    page = (built_once / "output/supplement/supplement.html").read_text("utf-8")
    assert len(re.findall(r'<div class="table [^"]*" id="tbl-P0[1-4]\.items"', page)) == 4
    article = (built_once / "output/article/article.html").read_text("utf-8")
    for label in re.findall(r'<span class="elsewhere">(Table[^<]*)</span>', article):
        assert f">{label}</a></span>" in page, label
    for number in re.findall(r'class="elsewhere">Table\W(\d+) of the article', page):
        assert re.search(rf">Table\W{number}</a></span>", article)


def test_the_example_is_in_the_overview_and_its_pages_have_bounds(built_once: Path) -> None:
    overview = (built_once / "output/index.html").read_text("utf-8")
    assert 'href="supplement/supplement.pdf"' in overview
    import pypdf

    assert 6 <= len(pypdf.PdfReader(built_once / "output/supplement/supplement.pdf").pages) <= 16


def test_jats_leads_references_to_the_supplement(both: Ready) -> None:
    from cpreport.publish.jats import article_jats

    assert isinstance(both, Ready)
    assert both.article is not None
    root = etree.fromstring(article_jats(both.findings, both.article, {}, {}))
    material = root.find(".//supplementary-material")
    assert material is not None
    rids = {
        x.get("rid") for x in root.iter("xref") if x.get("ref-type") == "supplementary-material"
    }
    assert rids == {material.get("id")}


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_its_pdf_passes_pdf_ua_1_in_verapdf(built_once: Path) -> None:
    path = built_once / "output/supplement/supplement.pdf"
    (judged,) = verapdf.judged(path).values()
    assert judged.broken_rules == ()
