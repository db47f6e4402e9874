"""Every number on a page for screens leads to where it comes from; what programs read is true."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cpreport.manuscript.tree import CrossReference, Link, Number, Paragraph
from cpreport.outcomes.result import Ledger, Result
from cpreport.problems import Place
from cpreport.publish.html.documents import report_html
from cpreport.publish.html.nodes import Links, html_of
from cpreport.publish.html.number_sources import Audience, sources_of
from tests.render_series import (
    article_page,
    case_tables,
    composed_report,
    findings_of,
    parsed,
    report_page,
    small_series,
    text_of,
    with_id,
)

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture(scope="module")
def report() -> str:
    return report_page(CASES)


@pytest.fixture(scope="module")
def article() -> str:
    return article_page(CASES)


def report_for(audience: Audience, medium: str = "screen") -> str:
    findings = findings_of(CASES)
    return report_html(
        findings,
        composed_report(findings),
        {},
        case_tables(findings, "P01"),
        medium=medium,  # type: ignore[arg-type]
        folder=CASES,
        audience=audience,
    )


def ids_on(root: ElementTree.Element) -> set[str]:
    return {id for e in root.iter() for id in (e.get("data-result") or "").split()}


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_number_has_its_entry_and_every_entry_its_number(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = parsed(request.getfixturevalue(page))
    listed = {id for li in root.iter("li") if (id := li.get("id") or "").startswith("result-")}
    assert listed == {f"result-{id}" for id in ids_on(root)}


@pytest.mark.parametrize("page", ["report", "article"])
def test_numbers_in_text_can_be_reached_by_keyboard_and_cells_add_no_stops(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = parsed(request.getfixturevalue(page))
    by_tag = {e.tag for e in root.iter() if e.get("data-result")}
    assert by_tag == {"a", "td"}
    links = [a for a in root.iter("a") if a.get("data-result")]
    assert [a.get("href") for a in links] == [f"#result-{a.get('data-result')}" for a in links]
    assert [td.attrib for td in root.iter("td") if td.get("tabindex")] == []


def test_an_entry_says_number_method_name_and_what_it_was_found_from(article: str) -> None:
    said = text_of(with_id(parsed(article), "result-MAS.improved"))
    assert said.startswith("3 of 4 patients (30% to 95%) Patients improved: spasticity")
    assert "Patients with the verdict “better”" in said
    assert said.endswith(
        "Result MAS.improved, from P01.MAS.verdict, P02.MAS.verdict, P03.MAS.verdict, "
        "P04.MAS.verdict"
    )


def test_many_items_are_said_by_what_their_names_share(report: str) -> None:
    said = text_of(with_id(parsed(report), "result-P01.MAS.verdict"))
    assert "from 16 results: P01.change.MAS: elbow flexors right and left, forearm" in said
    assert "more" not in said.partition("from 16 results")[2]


@pytest.mark.slow
def test_what_is_published_names_no_file_and_the_private_page_names_file_and_line() -> None:
    published, private = report_for("publication"), report_for("private")
    assert not re.search(r"\.ya?ml\b", published)
    said = text_of(with_id(parsed(private), "result-P01.change.TCT.total"))
    assert re.search(r"P01\.yaml, lines \d+(–\d+)?", said)
    assert len(private) < 1.3 * len(published)


def test_print_has_no_list_of_results_no_script_and_no_links_of_numbers() -> None:
    html = report_for("private", "print")
    assert "result-" not in html
    assert "<script" not in html
    assert "Content-Security-Policy" not in html
    assert ".yaml" not in html
    assert '<span class="result"' in html


def test_a_number_inside_a_link_stays_what_it_is() -> None:
    number, link = Number("a.b", "3"), Link("https://x.org", (Number("a.b", "3"),))
    span = '<span class="result" data-result="a.b">3</span>'
    linked = '<a class="result" data-result="a.b" href="#result-a.b">3</a>'
    inside = f'<a href="https://x.org">{span}</a>'
    paragraph = Paragraph((number, link, number))
    assert html_of(paragraph, links=Links(numbers=True)) == f"<p>{linked}{inside}{linked}</p>"
    assert html_of(paragraph) == f"<p>{span}{inside}{span}</p>"


def test_a_reference_to_what_the_page_does_not_have_is_words() -> None:
    said = Paragraph((CrossReference("fig", "change", "fig-change", "Figure 1"),))
    assert html_of(said, links=Links(frozenset({"fig-change"}))) == (
        '<p><a class="xref" href="#fig-change">Figure 1</a></p>'
    )
    assert html_of(said, links=Links(frozenset({"fig-items"}))) == "<p>Figure 1</p>"


def test_lines_of_a_file_are_said_in_ranges() -> None:
    places = tuple(Place("P01.yaml", line, 3) for line in (12, 10, 11, 40, 42, 43))
    result = Result("a", "A", None, "1", places=places)
    (group,) = sources_of('<b data-result="a">', Ledger({"a": result}), "private")
    assert group.sources[0].places == ("P01.yaml, lines\N{NO-BREAK SPACE}10–12, 40 and 42–43",)
    (group,) = sources_of('<b data-result="a">', Ledger({"a": result}), "publication")
    assert group.sources[0].places == ()


def test_of_very_many_items_the_rest_is_counted() -> None:
    items = tuple(
        f"P01.before.X.{'m' * 34}_{n:03}.{s}" for n in range(40) for s in ("right", "left")
    )
    total = Result("P01.before.X.total", "Total", None, "1", sources=items)
    (group,) = sources_of(
        '<b data-result="P01.before.X.total">', Ledger({total.id: total}), "publication"
    )
    (named,) = group.sources[0].items
    assert named.rest[0] == f"{'m' * 34} 000 right and left"
    assert (named.shared, len(named.rest), named.more) == ("P01.before.X", 7, 66)


def test_without_a_place_for_the_list_numbers_stay_plain(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    series = small_series(tmp_path)
    (tmp_path / "templates/report.html").write_text(
        '{% extends "base.html" %}\n{% block main %}{% include "partials/summary.html" %}{% endblock %}'
    )
    assert "#result-" not in re.sub(r"<script>.*?</script>", "", report_page(series), flags=re.S)


def test_a_page_is_not_twice_as_long_for_what_it_tells_of_its_numbers(report: str) -> None:
    without = re.sub(
        r'<section id="sources".*?</section>|<script.*?</script>', "", report, flags=re.S
    )
    assert len(report) < 2 * len(without)


# --- what may run, and what programs read ---------------------------------------------------------


@pytest.mark.parametrize("page", ["report", "article"])
def test_the_policy_lets_run_exactly_the_one_script(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = parsed(request.getfixturevalue(page))
    (policy,) = (
        m.get("content") or ""
        for m in root.iter("meta")
        if m.get("http-equiv") == "Content-Security-Policy"
    )
    (running,) = (s for s in root.iter("script") if not s.get("type"))
    digest = base64.b64encode(hashlib.sha256((running.text or "").encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_the_script_loads_nothing_keeps_nothing_and_runs_no_text() -> None:
    from cpreport.publish.html.script import script

    words = r"\b(eval|Function|fetch|XMLHttpRequest|import|localStorage|cookie|innerHTML|write)\b"
    assert re.findall(words, script()) == []
    assert "http" not in script()
    assert "</script" not in script()


def data_of(html: str) -> dict[str, object]:
    (data,) = (s for s in parsed(html).iter("script") if s.get("type") == "application/ld+json")
    said: dict[str, object] = json.loads(data.text or "")
    return said


def test_search_engines_read_title_authors_with_orcid_and_what_it_is_part_of(
    report: str, article: str
) -> None:
    said = data_of(article)
    assert said["@type"] == "MedicalScholarlyArticle"
    assert said["inLanguage"] == "en-GB"
    authors = said["author"]
    assert isinstance(authors, list)
    assert authors[0]["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert authors[0]["affiliation"][0]["name"].startswith("Department of")
    assert str(said["abstract"]).startswith("Background: ")
    assert "isPartOf" not in said
    assert data_of(report)["isPartOf"] == {"@type": "CreativeWork", "name": said["headline"]}
    assert not any("date" in key.casefold() for key in said)


def test_search_engines_read_nothing_that_the_series_does_not_say(tmp_path: Path) -> None:
    title = "title: A small case series"
    other = "licence: CC BY-NC 4.0\ntitle: </script> & <b>"
    html = article_page(small_series(tmp_path, ("series.yaml", title, other)))
    said = data_of(html)
    assert "</script> & <b>" in str(said["headline"])
    assert said["license"] == "https://creativecommons.org/licenses/by-nc/4.0/"
    assert {"keywords", "isPartOf"} & set(said) == set()
    assert said["author"] == [{"@type": "Person", "name": "Ada Example"}]


def test_scholarly_indexes_read_each_author_with_affiliation_and_orcid(article: str) -> None:
    metas = [
        (m.get("name"), m.get("content"))
        for m in parsed(article).iter("meta")
        if (m.get("name") or "").startswith("citation_")
    ]
    names = [name for name, _ in metas]
    assert names[:3] == ["citation_author", "citation_author_institution", "citation_author_orcid"]
    assert names.count("citation_author") == names.count("citation_author_orcid") == 5
    assert {"citation_title", "citation_language", "citation_keywords"} <= set(names)
    assert {"citation_pdf_url", "citation_date", "citation_publication_date"} & set(names) == set()


# --- ways within the page -------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["report", "article"])
def test_every_section_figure_and_table_leads_to_itself(
    page: str, request: pytest.FixtureRequest
) -> None:
    root = parsed(request.getfixturevalue(page))
    here = {a.get("href") for a in root.iter("a") if a.get("class") == "here"}
    ids = [e.get("id") or "" for e in root.iter()]
    floats = {f"#{id}" for id in ids if re.fullmatch(r"(fig|tbl)-\w+", id)}
    sections = {f"#{e.get('id')}" for e in root.iter("section") if e.get("id")}
    assert len(floats) >= 4
    assert (floats | sections) - here == set()


def test_contents_list_the_cases_below_their_section_and_can_be_folded(article: str) -> None:
    nav = next(parsed(article).iter("nav"))
    folded = nav.find("details")
    assert folded is not None
    assert folded.get("open") is not None
    inner = [text_of(a) for a in nav.findall("details/ul/li/ul/li/a")]
    assert inner == ["Case P01", "Case P02", "Case P03", "Case P04"]
