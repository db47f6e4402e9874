"""What a journal adds to an article: read, refused, and printed only where it is filled."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import docx
import pytest
from lxml import etree

from cpreport.builder.privacy_gate import gate_of, search_outputs
from cpreport.cases.series import Author
from cpreport.check.check_series import Ready, check
from cpreport.journal.package_terms import year_of
from cpreport.manuscript.author_names import in_short
from cpreport.publish.docx import article_docx
from cpreport.publish.submission import Submission
from tests import jats_dtd
from tests.render_series import (
    article_page,
    composed_article,
    findings_of,
    parsed,
    report_page,
    series_tables,
    text_of,
    with_class,
)
from tests.smallest import said, smallest
from tests.test_jats import jats_of, texts

PUBLISHED = (
    "publication: {doi: https://doi.org/10.5555/cpreport.1, journal: J Example, volume: 7, issue: 2,"
    " article_number: e17, version: 2, received: 2025-11-03, revised: 2026-01, accepted: 2026-02-20,"
    " published: 2026-03-14}\n"
)
RIGHTS = "licence: CC BY 4.0\ncopyright: {holder: The authors, year: 2026}\n"
AUTHORS = (
    "  - {name: Ada van Example, corresponding: yes, email: ada@example.org,"
    " orcid: 0000-0002-1825-0097}\n  - name: Bo Roe\n  - name: Cai Doe\n"
)
CITATION = (
    "van Example A, Roe B, Doe C. A small case series. J Example. 2026;7(2):e17."
    " doi:10.5555/cpreport.1"
)
DOI = "https://doi.org/10.5555/cpreport.1"


def saying(folder: Path, *keys: str) -> Path:
    """Write the smallest series with three authors and these further keys."""
    return smallest(
        folder,
        ("series.yaml", "  - name: Ada Example\n", AUTHORS),
        ("series.yaml", "language: en-GB\n", "language: en-GB\n" + "".join(keys)),
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saying(tmp_path_factory.mktemp("published"), PUBLISHED, RIGHTS)


def beside(page: str) -> list[str]:
    (aside,) = with_class(parsed(page), "beside")
    return [text_of(part) for part in aside.iter("div")]


def metas(page: str, start: str) -> list[tuple[str, str]]:
    named = [(m.get("name") or "", m.get("content") or "") for m in parsed(page).iter("meta")]
    return [(name, content) for name, content in named if name.startswith(start)]


def linked(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


# --- read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "code", "column", "message"),
    [
        ("doi: 10.55/x", "CP008", 20, "`10.55/x` is not a DOI"),
        ("doi: https://example.org/x", "CP008", 20, "`https://example.org/x` is not a DOI"),
        ("received: 3 March 2026", "CP008", 25, "`3 March 2026` is not a date"),
        ("received: 2026-02-30", "CP201", 25, "`2026-02-30` is not in the calendar"),
        ("received: 2026-13", "CP201", 25, "`2026-13` is not in the calendar"),
        ("publisher: Press", "CP006", 15, "`publisher` is not a key here"),
        ("accepted: 2026-01, received: 2026-02", "CP202", 25, "`accepted` is before `received`"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(
    written: str, code: str, column: int, message: str, tmp_path: Path
) -> None:
    folder = saying(tmp_path, f"publication: {{{written}}}\n")
    (problem,) = check(folder).problems
    assert said(problem) == (code, f"series.yaml:3:{column}", message)


def test_dates_as_exact_as_each_other_are_compared_and_others_as_far_as_both_go(
    tmp_path: Path,
) -> None:
    fine = "publication: {received: 2026-03-14, accepted: 2026-03, published: 2026}\n"
    assert check(saying(tmp_path, fine)).problems == ()


def test_one_date_is_not_said_under_two_keys(tmp_path: Path) -> None:
    twice = "dates: {Received: 2026}\npublication: {received: 2026-03}\n"
    (problem,) = check(saying(tmp_path, twice)).problems
    message = "`Received` is also said by `publication: {received: …}`"
    assert said(problem) == ("CP008", "series.yaml:3:9", message)


def test_the_latest_year_of_the_publication_is_that_of_a_package(published: Path) -> None:
    assert year_of(findings_of(published).scored.series.record) == "2026"


# --- printed -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("medium", ["print", "screen"])
def test_the_article_says_how_it_is_cited_its_dates_its_version_and_its_rights(
    published: Path, medium: str
) -> None:
    page = article_page(published, medium)  # type: ignore[arg-type]
    assert beside(page) == [
        "Correspondence Ada van Exampleada@example.org",
        "ORCID Ada van ExampleORCID iD 0000-0002-1825-0097",
        "Dates Received 3 November 2025 Revised January 2026 Accepted 20 February 2026"
        " Published 14 March 2026",
        "Version 2",
        f"How to cite {CITATION}",
        "Copyright © 2026 The authors Creative Commons CC BY 4.0",
    ]
    (cited,) = with_class(parsed(page), "cite-as")
    assert [a.get("href") for a in cited.iter("a")] == [DOI]
    licence = [a.get("href") for a in parsed(page).iter("a") if a.get("rel") == "license"]
    assert licence == ["https://creativecommons.org/licenses/by/4.0/"]


@pytest.mark.slow
def test_a_report_says_how_the_series_is_cited_that_it_belongs_to(published: Path) -> None:
    page = report_page(published)
    (series,), (history,) = (with_class(parsed(page), c) for c in ("of-series", "history"))
    assert text_of(series) == f"From the series, cited as: {CITATION}"
    assert text_of(history) == (
        "Received 3 November 2025 · Revised January 2026 · Accepted 20 February 2026"
        " · Published 14 March 2026 · Version 2"
    )
    assert [text.split()[0] for text in beside(page)] == ["Correspondence", "ORCID", "Copyright"]
    assert metas(page, "citation_doi") == []
    assert metas(page, "dcterms.isPartOf") == [("dcterms.isPartOf", DOI)]
    assert linked(page)["isPartOf"] == {
        "@type": "CreativeWork", "@id": DOI, "name": "A small case series",
    }  # fmt: skip
    assert "@id" not in linked(page)


def test_american_dates_have_the_month_first(tmp_path: Path) -> None:
    folder = smallest(
        tmp_path, ("series.yaml", "language: en-GB\n", f"language: en-US\n{PUBLISHED}")
    )
    assert "Received November 3, 2025" in beside(article_page(folder))[0]


@pytest.mark.slow
@pytest.mark.parametrize("empty", ["", "publication: {}\n"])
def test_an_empty_publication_prints_nothing(empty: str, tmp_path: Path) -> None:
    folder = smallest(tmp_path, ("series.yaml", "language: en-GB\n", f"language: en-GB\n{empty}"))
    for page in (article_page(folder), report_page(folder), article_page(folder, "print")):
        assert with_class(parsed(page), "beside") == []
        assert with_class(parsed(page), "mark") == with_class(parsed(page), "history") == []
        assert metas(page, "dcterms.i") == metas(page, "dcterms.rights") == []
        assert [name for name, _ in metas(page, "citation_")] == [
            "citation_author", "citation_title", "citation_language",
        ]  # fmt: skip


def test_without_a_journal_a_doi_and_a_date_of_publication_there_is_no_citation(
    tmp_path: Path,
) -> None:
    folder = saying(tmp_path, "publication: {version: 1, volume: 7, received: 2026}\n")
    assert beside(article_page(folder))[2:] == ["Dates Received 2026", "Version 1"]


def test_a_title_with_signs_of_markup_is_cited_as_it_is_written(tmp_path: Path) -> None:
    folder = smallest(
        tmp_path,
        ("series.yaml", "A small case series", "Levels <i>x</i> & pH &lt; 7"),
        ("series.yaml", "language: en-GB\n", "language: en-GB\npublication: {published: 2026}\n"),
    )
    assert beside(article_page(folder)) == [
        "Dates Published 2026",
        "How to cite Example A. Levels <i>x</i> & pH &lt; 7. 2026.",
    ]


def test_a_licence_that_is_not_of_creative_commons_has_no_mark(tmp_path: Path) -> None:
    page = article_page(saying(tmp_path, "licence: All rights reserved\n"))
    assert beside(page)[-1] == "Licence All rights reserved"


# --- for programs --------------------------------------------------------------------------------


def test_the_subject_of_the_pdf_is_how_the_article_is_cited(published: Path) -> None:
    assert metas(article_page(published, "print"), "description") == [("description", CITATION)]


def test_search_engines_read_where_the_article_stands(published: Path) -> None:
    page = article_page(published)
    assert metas(page, "dcterms.i") + metas(page, "dcterms.rights") == [
        ("dcterms.identifier", DOI),
        ("dcterms.issued", "2026-03-14"),
        ("dcterms.rights", "© 2026 The authors"),
    ]
    assert [(n, c) for n, c in metas(page, "citation_") if "author" not in n] == [
        ("citation_doi", "10.5555/cpreport.1"),
        ("citation_publication_date", "2026/03/14"),
        ("citation_journal_title", "J Example"),
        ("citation_volume", "7"),
        ("citation_issue", "2"),
        ("citation_firstpage", "e17"),
        ("citation_title", "A small case series"),
        ("citation_language", "en-GB"),
    ]
    said_of_it = linked(page)
    assert {k: said_of_it[k] for k in ("@id", "datePublished", "pagination", "version")} == {
        "@id": DOI, "datePublished": "2026-03-14", "pagination": "e17", "version": "2",
    }  # fmt: skip
    assert said_of_it["copyrightYear"] == "2026"
    assert said_of_it["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "2",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "7",
            "isPartOf": {"@type": "Periodical", "name": "J Example"},
        },
    }


def test_jats_has_the_doi_the_dates_and_the_place_in_the_journal(published: Path) -> None:
    content = jats_of(published)
    root = etree.fromstring(content)
    assert texts(root, ".//article-meta/article-id[@pub-id-type='doi']") == ["10.5555/cpreport.1"]
    assert texts(root, ".//journal-title") == ["J Example"]
    dates = [(d.get("date-type"), d.get("iso-8601-date")) for d in root.iter("pub-date", "date")]
    assert dates == [
        ("pub", "2026-03-14"), ("received", "2025-11-03"), ("rev-recd", "2026-01"),
        ("accepted", "2026-02-20"),
    ]  # fmt: skip
    assert [(p.tag, p.text) for p in root.iterfind(".//pub-date/*")] == [
        ("day", "14"), ("month", "03"), ("year", "2026"),
    ]  # fmt: skip
    meta = ("volume", "issue", "elocation-id")
    assert [root.findtext(f".//article-meta/{tag}") for tag in meta] == ["7", "2", "e17"]
    assert root.findtext(".//article-version") == "2"
    if not jats_dtd.missing():
        assert jats_dtd.faults(content) == []


def test_the_search_for_identities_knows_that_these_dates_are_public(published: Path) -> None:
    ready = check(published)
    assert isinstance(ready, Ready)
    page = article_page(published).encode()
    found, problems = search_outputs(gate_of(ready, published.parent), {"article.html": page})
    assert problems == ()
    assert [f.text for f in found["article.html"].findings if "20" in f.text] == []


# --- running head, and the manuscript for Word ---------------------------------------------------


def test_the_running_head_has_the_first_author(published: Path) -> None:
    (main,) = parsed(article_page(published)).iter("main")
    assert main.get("data-running-right") == "van Example et al. · A small case series"


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Ada van Example"], "van Example"),
        (["Ada Example", "Bo Roe"], "Example and Roe"),
        (["Ada Example", "Bo Roe", "Cai Doe"], "Example et al."),
        (["山田太郎"], "山田太郎"),
    ],
)
def test_authors_in_short(names: list[str], short: str, tmp_path: Path) -> None:
    say = findings_of(smallest(tmp_path)).scored.series.record.say
    assert in_short([Author(name=name) for name in names], say) == short


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_manuscript_for_word_names_whom_it_may(published: Path, anonymous: bool) -> None:
    findings = findings_of(published)
    made = article_docx(
        findings, composed_article(findings), {}, series_tables(findings),
        Submission(anonymous=anonymous),
    )  # fmt: skip
    document = docx.Document(io.BytesIO(made))
    front = [p.text for p in document.paragraphs]
    header = document.sections[0].header.paragraphs[0].text
    assert "Version: 2" in front
    named = [f"How to cite: {CITATION}", "Copyright: © 2026 The authors"]
    assert [line in front for line in named] == [not anonymous] * 2
    title = "A small case series"
    assert header == (title if anonymous else f"van Example et al. · {title}")
