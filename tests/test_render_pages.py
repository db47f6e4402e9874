"""The pages: their order, their landmarks and headings, and what is left out when it is absent."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cpreport.check.check_series import check
from cpreport.figures.style import Drawn
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.html import parts
from cpreport.publish.html.documents import index_html
from cpreport.publish.html.drawings import as_inline_svg
from cpreport.publish.html.front import Person, parted_at_end
from cpreport.publish.html.overview_page import (
    Count,
    DocumentLine,
    Overview,
    OverviewLine,
    OverviewLink,
    Thumbnail,
)
from cpreport.publish.html.parts import PageSection
from tests.render_series import (
    CASE_FIGURES,
    article_page,
    drawn,
    findings_of,
    parsed,
    report_page,
    small_series,
    text_of,
    with_class,
    with_id,
)

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(CASES, folder / "cases")
    return folder / "cases"


@pytest.fixture(scope="module")
def report(example: Path) -> ElementTree.Element:
    return parsed(report_page(example))


@pytest.fixture(scope="module")
def article(example: Path) -> ElementTree.Element:
    return parsed(article_page(example))


def headings(root: ElementTree.Element) -> list[tuple[int, str]]:
    return [(int(e.tag[1]), text_of(e)) for e in root.iter() if re.fullmatch("h[1-6]", str(e.tag))]


def body_text(root: ElementTree.Element) -> str:
    body = root.find("body")
    assert body is not None
    return text_of(body)


@pytest.mark.slow
def test_a_report_follows_the_order_of_care(report: ElementTree.Element) -> None:
    assert [text for level, text in headings(report) if level == 2] == [
        "Summary",
        "Patient information",
        "Clinical findings",
        "Timeline",
        "Diagnostic assessment",
        "Therapeutic intervention",
        "Follow-up and outcomes",
        "Adverse events",
        "Patient perspective",
        "Improvement rules",
        "Informed consent",
        "References",
        "Where the numbers come from",
    ]


@pytest.mark.slow
def test_an_article_follows_the_order_of_a_journal(article: ElementTree.Element) -> None:
    second = [text for level, text in headings(article) if level == 2]
    assert second[:2] == ["Abstract", "Key points"]
    assert second[-3:] == ["Declarations", "References", "Where the numbers come from"]
    order = ["Introduction", "Methods", "Case presentations", "Results", "Discussion"]
    assert [title for title in second if title in order] == order


@pytest.mark.parametrize("page", ["report", "article"])
def test_there_is_one_first_heading_and_no_level_is_skipped(
    page: str, request: pytest.FixtureRequest
) -> None:
    levels = [level for level, _ in headings(request.getfixturevalue(page))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_page_has_language_title_landmarks_and_a_way_past_the_front(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = request.getfixturevalue(page)
    assert root.get("lang") == "en-GB"
    assert text_of(root.find("head/title")).strip()
    assert len(list(root.iter("main"))) == 1
    first_link = next(root.iter("a"))
    assert (first_link.get("href"), first_link.get("class")) == ("#main", "skip")
    nav = next(root.iter("nav"))
    assert nav.get("aria-label") == "Contents"


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_link_within_the_page_leads_to_one_place(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = request.getfixturevalue(page)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    targets = {
        (a.get("href") or "")[1:] for a in root.iter("a") if (a.get("href") or "").startswith("#")
    }
    assert targets - set(ids) == set()


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_link_has_words(page: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(page)
    assert [a.attrib for a in root.iter("a") if not (text_of(a) or a.get("aria-label"))] == []


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_heading_cell_says_what_it_heads(page: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(page)
    scopes = {"col", "row", "colgroup", "rowgroup"}
    assert [text_of(th) for th in root.iter("th") if th.get("scope") not in scopes] == []
    assert all(table.find("caption") is not None for table in root.iter("table"))


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_number_on_the_page_is_a_result_that_exists(
    page: str, request: pytest.FixtureRequest, example: Path
) -> None:
    ledger = findings_of(example).ledger
    root = request.getfixturevalue(page)
    ids = [id for e in root.iter() for id in (e.get("data-result") or "").split()]
    assert len(ids) > 50
    assert [id for id in ids if id not in ledger] == []


def test_a_page_for_screens_holds_everything_it_shows(example: Path) -> None:
    html = report_page(example)
    outside = re.findall(
        r"""(?:src|href)=["'](?!#|data:|https://|mailto:)[^"']+|url\((?!["']?(?:data:|#))""", html
    )
    assert outside == []
    assert html.count("@font-face") == 3


def test_the_same_records_give_the_same_page(example: Path) -> None:
    assert report_page(example) == report_page(example)
    assert article_page(example, "print") == article_page(example, "print")


def test_no_page_tells_a_calendar_date(example: Path) -> None:
    for html in (report_page(example), article_page(example)):
        assert not re.search(r"\b20\d\d-[01]\d-[0-3]\d\b", html)
        assert "dcterms.date" not in html


def test_a_report_names_its_series_patient_and_invented_nature(report: ElementTree.Element) -> None:
    assert text_of(next(report.iter("h1"))) == (
        "Umbilical cord-derived mesenchymal stem cells in spastic quadriplegic cerebral palsy: "
        "a case report"
    )
    assert [text_of(e) for e in with_class(report, "study-id")] == ["P01"]
    assert len(with_class(report, "notice")) == 1
    assert "four children" in text_of(with_class(report, "of-series")[0])


def test_verdicts_stand_in_words(report: ElementTree.Element) -> None:
    verdicts = [text_of(e) for e in with_class(report, "verdict")]
    words = {"better", "unchanged", "worse", "mixed", "not assessable"}
    assert verdicts
    assert set(verdicts) <= words


def test_authors_have_affiliations_orcid_and_correspondence(article: ElementTree.Element) -> None:
    authors = text_of(with_class(article, "authors")[0])
    assert re.fullmatch(r"(\w[\w .’-]+\d(?:,\d)*(?:, )?)+", authors)
    orcids = [a.get("href") for a in article.iter("a") if "orcid.org" in (a.get("href") or "")]
    assert len(orcids) == authors.count(", ") + 1
    assert any((a.get("href") or "").startswith("mailto:") for a in article.iter("a"))


def test_floats_are_announced_before_they_come(report: ElementTree.Element) -> None:
    html = ElementTree.tostring(report, encoding="unicode")
    anchors = [
        e.get("id") for e in report.iter() if re.fullmatch(r"(fig|tbl)-\w+", e.get("id") or "")
    ]
    assert len(anchors) == 4
    assert [a for a in anchors if html.index(f'href="#{a}"') > html.index(f'id="{a}"')] == []


def test_figures_and_tables_are_numbered_in_the_order_they_come(
    report: ElementTree.Element,
) -> None:
    labels = [text_of(e) for e in with_class(report, "label") if text_of(e)[-1:].isdigit()]
    for kind in ("Figure", "Table"):
        numbers = [int(label.split()[-1]) for label in labels if label.startswith(kind)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_case_presentations_stand_below_their_section(article: ElementTree.Element) -> None:
    section = with_id(article, "case-P01")
    assert next(e.tag for e in section) == "h3"
    parent = next(e for e in article.iter("section") if section in list(e))
    assert text_of(parent[0]) == "Case presentations"


# --- what is absent is left out -------------------------------------------------------------------


def test_a_small_case_has_no_section_without_content(tmp_path: Path) -> None:
    root = parsed(report_page(small_series(tmp_path), figures={}))
    assert [text for level, text in headings(root) if level == 2] == [
        "Summary",
        "Timeline",
        "Therapeutic intervention",
        "Follow-up and outcomes",
        "Adverse events",
        "Improvement rules",
        "Informed consent",
        "Where the numbers come from",
    ]
    assert list(root.iter("figure")) == []
    text = body_text(root)
    assert "Correspondence" not in text
    assert "ORCID" not in text
    assert "None" not in re.sub("None recorded", "", text)
    assert "Figure" not in text


def test_a_small_article_has_no_part_without_content(tmp_path: Path) -> None:
    root = parsed(article_page(small_series(tmp_path)))
    titles = [text for level, text in headings(root) if level == 2]
    assert titles == ["Abstract", "Methods", "Results", "Where the numbers come from"]
    assert with_class(root, "affiliations") == []
    assert with_class(root, "notice") == []
    assert with_class(root, "beside") == []


def test_an_abstract_in_one_piece_has_no_headings(tmp_path: Path) -> None:
    series = small_series(
        tmp_path,
        ("series.yaml", "abstract:\n  Background: Little is known.", "abstract: Little is known."),
    )
    root = parsed(article_page(series))
    abstract = with_class(root, "abstract")[0]
    assert [text for _, text in headings(abstract)] == ["Abstract"]


def test_no_element_is_printed_empty(
    report: ElementTree.Element, article: ElementTree.Element
) -> None:
    for root in (report, article):
        for tag in (
            "p",
            "li",
            "dd",
            "dt",
            "h2",
            "h3",
            "section",
            "ul",
            "ol",
            "caption",
            "td",
            "th",
        ):
            assert [e.attrib for e in root.iter(tag) if not text_of(e)] == []


def test_a_reference_to_another_document_is_text_and_no_link(tmp_path: Path) -> None:
    series = small_series(
        tmp_path,
        (
            "P01.yaml",
            "adverse_events: none",
            "outcome: As in [@case:P01] and [@sec:methods], see [@tbl:scores].\nadverse_events: none",
        ),
    )
    html = report_page(series, figures={})
    assert "As in Case\N{NO-BREAK SPACE}P01 and Methods, see <a" in html
    assert 'href="#tbl-scores"' in html


# --- drawings -------------------------------------------------------------------------------------


def test_on_screens_a_figure_is_inline_with_its_text_alternative(
    report: ElementTree.Element,
) -> None:
    svgs = [e for e in report.iter() if str(e.tag).rpartition("}")[2] == "svg"]
    drawings = [e for e in svgs if e.get("class") != "mark"]
    assert len(drawings) == len(CASE_FIGURES)
    for svg in drawings:
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == "A plain drawing."


def test_in_print_a_figure_is_an_image_with_its_text_alternative(example: Path) -> None:
    images = list(parsed(report_page(example, "print")).iter("img"))
    assert [image.get("alt") for image in images] == ["A plain drawing."] * 2
    assert all(
        (image.get("src") or "").startswith("data:image/svg+xml;base64,") for image in images
    )


def test_a_figure_is_made_ready_once_for_a_page(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    usual = parts.as_inline_svg
    monkeypatch.setattr(
        parts, "as_inline_svg", lambda figure, *of: (asked.append(of), usual(figure, *of))[1]
    )
    report_page(example, "screen")
    assert len(asked) == len(set(asked)) > 0


def test_two_drawings_on_a_page_share_no_id() -> None:
    one, two = (str(as_inline_svg(d, f"fig-{n}")) for n, d in drawn("a", "b").items())
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in (one, two)]
    assert ids == [{"fig-a-box", "fig-a-dot"}, {"fig-b-box", "fig-b-dot"}]
    assert 'clip-path="url(#fig-a-box)"' in one
    assert 'href="#fig-a-dot"' in one


def test_an_inline_drawing_brings_no_rules_for_the_page_and_no_metadata() -> None:
    svg = str(as_inline_svg(drawn("a")["a"], "fig-a"))
    assert "<style" not in svg
    assert "<metadata" not in svg
    assert "stroke-linejoin: round" in svg
    assert "xmlns:ns0" not in svg


@pytest.mark.parametrize(
    ("svg", "alt", "message"),
    [
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", " ", "it has no text alternative"),
        ("<svg", "a", "its SVG cannot be read: unclosed token: line 1, column 0"),
        (
            "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            "a",
            "it holds a `script` element",
        ),
        (
            "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
            "a",
            "it holds a `image` element",
        ),
    ],
)
def test_a_drawing_that_is_none_or_has_no_words_is_refused(
    svg: str, alt: str, message: str
) -> None:
    with pytest.raises(Refused) as refused:
        as_inline_svg(Drawn("change", svg, alt, "Caption"), "fig-change")
    (problem,) = refused.value.problems
    assert (problem.code, str(problem.place), problem.message) == (
        "CP601",
        "figures/change.svg",
        message,
    )


# --- the overview ---------------------------------------------------------------------------------


OVERVIEW = Overview(
    title="A small case series",
    article=DocumentLine(
        "article", "Article", "stale", (OverviewLink("PDF", "article/article.pdf"),)
    ),
    cases=(
        DocumentLine(
            "P01",
            "Case P01",
            "fresh",
            (OverviewLink("PDF", "cases/P01/P01.pdf", "P01 as PDF"),),
            "Female, 6 years",
            (OverviewLine("better · 2 better, 1 worse of 4 items", word="better"),),
        ),
        DocumentLine("P02", "Case P02", "failed"),
    ),
    outcomes=("Trunk control (primary outcome)",),
    rules=("The rule “score” was used for trunk control.",),
    count_words=("improved", "unchanged"),
    counts=(Count("Trunk control", (OverviewLine("1 of 1"), OverviewLine("0 of 1"))),),
    data=(OverviewLink("results.json", "results.json"),),
    problems=(
        Problem(
            "CP104",
            Place("P02.yaml", 41, 38),
            "`2+` is not a grade",
            ("2", "3"),
            "did you mean `2`?",
        ),
        Problem("CP114", Place("P03.yaml"), "no visit", severity="warning"),
    ),
    made_by="cpreport 1",
)


def test_the_overview_shows_every_case_with_its_state_verdicts_and_links(tmp_path: Path) -> None:
    root = parsed(index_html(OVERVIEW, folder=small_series(tmp_path)))
    rows = [text_of(tr) for tr in root.iter("tr")]
    assert rows[1] == "P01 Female, 6 years fresh better · 2 better, 1 worse of 4 items PDF"
    assert [text_of(td)[:6] for td in with_class(root, "better")] == ["better"]
    assert rows[2] == "P02 not available failed not available not available"
    assert "stale: kept from an earlier build" in body_text(root)
    assert "The rule “score” was used for trunk control." in body_text(root)
    links = {a.get("href"): a.get("aria-label") for a in root.iter("a")}
    assert links["cases/P01/P01.pdf"] == "P01 as PDF"
    assert "article/article.pdf" in links
    assert [text for level, text in headings(root) if level == 2] == [
        "Problems",
        "Article",
        "Cases",
        "Outcomes",
        "Case by case",
        "Data of the series",
    ]


def test_the_overview_tells_problems_with_code_place_and_help(tmp_path: Path) -> None:
    root = parsed(index_html(OVERVIEW, folder=small_series(tmp_path)))
    first, second = (text_of(li) for li in with_class(root, "problems")[0])
    assert first == (
        "CP104 grade not in the scale: `2+` is not a grade P02.yaml:41:38 "
        "Allowed: 2, 3 Help: did you mean `2`?"
    )
    assert second.startswith("CP114 compared visit missing (warning): no visit")
    assert "1 error and 1 warning." in body_text(root)


def test_the_overview_shows_figures_small_and_says_what_was_made_and_why(tmp_path: Path) -> None:
    figure = Thumbnail("figures/P01-change.svg", "Change of the scores of P01")
    tables = (OverviewLink("P01-items.csv", "tables/P01-items.csv"),)
    case = replace(
        OVERVIEW.cases[0],
        figures=(figure,),
        tables=tables,
        news="made anew: P01.yaml changed",
        problems=2,
    )
    root = parsed(index_html(replace(OVERVIEW, cases=(case,)), folder=small_series(tmp_path)))
    (image,) = root.iter("img")
    assert (image.get("src"), image.get("alt")) == (figure.href, figure.alt)
    (card,) = with_class(root, "card")
    said = text_of(card)
    assert "Case P01" in said
    assert "(made anew: P01.yaml changed). 2 problems" in said
    hrefs = [a.get("href") for a in card.iter("a")]
    assert hrefs == ["#problems", "cases/P01/P01.pdf", figure.href, "tables/P01-items.csv"]


def test_the_overview_says_file_and_line_of_what_it_counts(example: Path) -> None:
    findings = findings_of(example)
    counted = findings.ledger["MAS.improved"]
    overview = replace(
        OVERVIEW,
        counts=(Count("Spasticity", (OverviewLine(counted.n_of_n, counted.id),)),),
        results=findings.ledger,
    )
    root = parsed(index_html(overview, folder=example))
    assert re.search(r"P01\.yaml, lines \d", text_of(with_id(root, "result-MAS.improved")))


def test_an_overview_of_nothing_is_still_a_page(tmp_path: Path) -> None:
    root = parsed(index_html(Overview("Nothing"), folder=small_series(tmp_path)))
    assert headings(root) == [(1, "Nothing")]


def test_metadata_is_in_the_head(example: Path) -> None:
    root = parsed(article_page(example))
    metas = [(m.get("name"), m.get("content")) for m in root.iter("meta") if m.get("name")]
    names = [name for name, _ in metas]
    assert names.count("author") == names.count("dcterms.creator") == 5
    assert dict(metas)["dcterms.language"] == "en-GB"
    assert (dict(metas)["generator"] or "").startswith("cpreport ")
    assert "case series" in json.dumps(dict(metas)["keywords"])


def test_years_of_a_document_stand_beside_its_front_and_no_finer_date(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    with (series / "series.yaml").open("a") as file:
        file.write("dates: {Submitted: 2025, Accepted: 2026}\n")
    for medium in ("print", "screen"):
        (beside,) = with_class(parsed(article_page(series, medium)), "beside")  # type: ignore[arg-type]
        assert text_of(beside).endswith("Dates Submitted 2025 Accepted 2026")


def test_a_date_to_the_day_is_refused(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    with (series / "series.yaml").open("a") as file:
        file.write("dates: {Submitted: 2025-03-12}\n")
    (problem,) = check(series).problems
    assert (problem.code, problem.message) == ("CP008", "`2025-03-12` is not a year")
    assert (
        problem.help
        == "write the year alone, such as 2026; days of the article go under `publication`"
    )


@pytest.mark.parametrize(
    ("email", "printed"),
    [
        ("ada@example.org", "ada@example.org"),
        ("henrike.valdstrom@example.org", "henrike.valdstrom@|example.org"),
        (
            "a.b@mail.faculty-of-medicine.example.org",
            "a.b@|mail.|faculty-of-medicine.|example.|org",
        ),
    ],
)
def test_a_line_ends_behind_the_at_of_a_long_address(email: str, printed: str) -> None:
    person = Person("Ada", "", (), "", True, email)
    assert person.email_on_paper.replace("\N{ZERO WIDTH SPACE}", "|") == printed


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Cells in adenocarcinoma of the lung", ("Cells in", "adenocarcinoma of the lung")),
        ("Gait", ("Gait", "")),
        ("Stem cells", ("Stem cells", "")),
        ("脑" * 17 + " 系列", ("脑" * 17 + " 系列", "")),
        ("脑" * 40, ("脑" * 40, "")),
        ("Of pseudohypoparathyroidism", ("Of pseudohypoparathyroidism", "")),
        ("A Hexakosioihexekontahexaphobia seen", ("A Hexakosioihexekontahexaphobia seen", "")),
    ],
)
def test_no_word_is_left_alone_at_the_end_of_a_title(title: str, line: tuple[str, str]) -> None:
    assert parted_at_end(title) == line


@pytest.mark.parametrize(
    ("title", "two"),
    [("Patient perspective", False), ("Diagnostic assessment", True), ("x" * 37, False)],
)
def test_a_name_of_two_lines_has_room_for_them(title: str, two: bool) -> None:
    assert PageSection("a", title, ()).two_line_title is two
