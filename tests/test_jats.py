"""The article as JATS: valid, by JATS4R's recommendations, every number with its result."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from cpreport.check.check_series import Ready, check
from cpreport.figures import draw_series, series_figures_of
from cpreport.manuscript.references.work import DateParts, Name, Work
from cpreport.problems import Place
from cpreport.publish.jats import Journal, article_jats
from cpreport.publish.jats.elements import XLINK
from cpreport.publish.jats.people import name
from cpreport.publish.jats.references import citation
from tests import jats_dtd
from tests.conftest import REPOSITORY, cpreport
from tests.jats_numbers import printed_results
from tests.jats_rules import broken_rules
from tests.render_series import drawn, findings_of, series_tables
from tests.smallest import smallest
from tests.stress import STRESS, written
from tests.test_scripts import SCRIPTS, series

pytestmark = pytest.mark.slow

HREF = f"{{{XLINK}}}href"

needs_dtd = pytest.mark.skipif(bool(jats_dtd.missing()), reason=jats_dtd.missing())


def jats_of(folder: Path, journal: Journal | None = None) -> bytes:
    """Compose and write the article of a series with plain drawings."""
    found = check(folder)
    assert found.article is not None, found.problems
    assert isinstance(found, Ready)
    figures = drawn(*series_figures_of(found.findings))
    tables = series_tables(found.findings)
    return article_jats(found.findings, found.article, figures, tables, journal=journal)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("jats")
    shutil.copytree(REPOSITORY / "cases", folder / "cases")
    done = cpreport("build", "cases", "--only", "article", "--to", "jats", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert not (folder / "output/article/article.pdf").exists()
    assert "JATS XML" in (folder / "output/index.html").read_text("utf-8")
    return (folder / "output/article/article.xml").read_bytes()


@pytest.fixture(scope="module")
def root(example: bytes) -> etree._Element:
    return etree.fromstring(example)


def texts(root: etree._Element, path: str) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in root.findall(path)]


# --- valid ---------------------------------------------------------------------------------------


@needs_dtd
def test_the_example_is_valid_and_follows_every_recommendation(example: bytes) -> None:
    assert jats_dtd.faults(example) == []
    assert jats_dtd.faults(example, "1.4") == []
    assert broken_rules(example) == ()


@needs_dtd
@pytest.mark.parametrize("name", STRESS)
def test_a_stress_series_is_valid(name: str, tmp_path: Path) -> None:
    content = jats_of(written(name, tmp_path))
    assert jats_dtd.faults(content) == []
    # These series say nothing of copyright, interests are declared, data are not spoken of.
    assert {b.rule for b in broken_rules(content)} <= {"permissions", "data availability"}


@needs_dtd
def test_names_in_every_script_are_valid_and_as_written(tmp_path: Path) -> None:
    series(tmp_path, list(SCRIPTS))
    with (tmp_path / "cases/series.yaml").open("a", encoding="utf-8") as file:
        file.write("  - {title: Cases, cases: all}\n")
    content = jats_of(tmp_path / "cases")
    assert jats_dtd.faults(content) == []
    said = "".join(etree.fromstring(content).itertext())
    for person, sentence in SCRIPTS.values():
        assert sentence in said
        assert all(word in said for word in person.split())


EVERYTHING = """\
### A heading

One paragraph with *emphasis*, **strength**, `code`, [a link](https://example.org/a "title"),
<https://example.org/bare>, and {{ results["TCT.improved"].n_of_n }}[^1] children[@A; @B; @C], also
[@tbl:scores], [@fig:change], [@case:P01], [@sec:results(1)] and
[@A, p. 4]^[A note on {{ results["patients"] }} patient.].

- one **item**
- another

  with two paragraphs

  > and a quotation
- a third
  1. with a list
  2. below it
- # a heading in an item

> A quotation with a list:
>
> - in it

| a | b |
|---|--:|
| 1 | *2* |

    some code < & >

#### A heading below

Text.

### Another heading^[Footnote in a heading.]

<b>raw</b> & ampersand\\
and a line end. \x0b \x07
"""

BIBLIOGRAPHY = """\
@article{A, author={Doe, Jane and others}, title={One}, journal={J Ex}, year={2001}, volume={7},
 number={2}, pages={206--207}, doi={10.5555/x<y>}, pmid={1}}
@book{B, author={{A Group}}, title={Two}, publisher={Press}, address={Here}, edition={2}, year={2002}}
@incollection{C, author={de la Cruz, Ana}, editor={Roe, Bo}, title={Three}, booktitle={Whole},
 year={2003}, pages={e12}}
@online{D, title={Four}, url={https://example.org/d}, urldate={2024-05-06}}
@misc{E, author={Poe, E.}, title={Five}, howpublished={preprint}, url={https://example.org/e}, year={2004}}
"""


def everything(folder: Path) -> Path:
    """Write a series that says in its manuscript whatever can be said there."""
    return smallest(
        folder,
        ("series.yaml", "  - name: Ada Example\n", (
            "  - {name: Ada van Example, degrees: MD, orcid: 0000-0002-1825-0097, affiliations: [A, B],"
            " roles: [conceptualisation, Writing - Review and Editing, Tea], corresponding: yes,"
            " email: ada@example.org}\n"
            "  - {name: Nguyen Van An, surname: Nguyen, affiliations: [B], email: an@example.org}\n"
            "affiliations:\n  A: {name: Centre A, city: Hamburg, country: Germany, ror: ror.org/0abcdef12}\n"
            "  B: Centre B\n"
            "short_title: Short\nnotice: Invented.\nkeywords: [one, two]\nlicence: CC BY 4.0\n"
            "copyright: {holder: The authors, year: 2026}\n"
            "dates: {Submitted: 2025, Published: 2026, Seen by all: 2024}\n"
            "funders: [{name: Foundation A, id: 10.13039/100000001, awards: [A-1, A-2]}, {name: Foundation B}]\n"
            "key_points: ['One^[Noted.].', 'Two.']\n"
            "funding: 'Paid by a foundation.'\nethics: Approved.\nconsent_statement: Given.\n"
            "competing_interests: None.\ndata_availability: On request.\nacknowledgements: Thanks.\n"
        )),
        ("series.yaml", "{title: Results, file: results.md}",
         "{title: Results, file: results.md, id: results(1)}\n  - {title: Cases, cases: all}"),
        ("methods.md", "We assessed one child twice.\n", EVERYTHING.replace("[^1]", "")),
        add={"references.bib": BIBLIOGRAPHY},
    )  # fmt: skip


@needs_dtd
def test_whatever_a_manuscript_says_is_valid(tmp_path: Path) -> None:
    folder = everything(tmp_path)
    content = jats_of(folder, Journal("Journal of Examples", "J Ex", "0000-0000", "Press"))
    assert jats_dtd.faults(content) == []
    assert broken_rules(content) == ()


# --- what it says --------------------------------------------------------------------------------


def test_the_front_names_people_institutions_roles_and_rights(whole: bytes) -> None:
    root = etree.fromstring(whole)
    assert root.get("article-type") == "case-report"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    assert texts(root, ".//contrib/name/surname") == ["van Example", "Nguyen"]
    assert texts(root, ".//contrib/name/given-names") == ["Ada", "Van An"]
    assert texts(root, ".//contrib-id") == ["https://orcid.org/0000-0002-1825-0097"]
    assert [r.get("vocab-term") for r in root.iter("role")] == [
        "Conceptualization", "Writing – review & editing", None,
    ]  # fmt: skip
    assert texts(root, ".//aff//institution-id") == ["https://ror.org/0abcdef12"]
    assert texts(root, "front/article-meta/aff")[0].endswith("Centre A, Hamburg, Germany")
    licence = root.find(".//license")
    assert licence is not None
    assert licence.get(HREF) == "https://creativecommons.org/licenses/by/4.0/"
    assert texts(root, ".//award-group/award-id") == ["A-1", "A-2"]
    assert texts(root, ".//funding-source//institution-id") == ["10.13039/100000001"] * 2
    assert texts(root, ".//kwd") == ["one", "two"]
    years = [(d.get("date-type"), d.findtext("year")) for d in root.iter("date", "pub-date")]
    assert years == [("pub", "2026"), ("received", "2025"), ("seen-by-all", "2024")]
    assert texts(root, ".//fn[@fn-type='coi-statement']/p") == ["None."]
    assert [s.get("sec-type") for s in root.findall("back/sec/sec")] == [
        "ethics-approval", "ethics-consent",
    ]  # fmt: skip


def test_text_keeps_its_marks_links_and_notes(whole: bytes) -> None:
    root = etree.fromstring(whole)
    kinds = {(x.get("ref-type"), x.get("rid")) for x in root.iter("xref")}
    assert {
        ("bibr", "ref-1 ref-2 ref-3"),
        ("bibr", "ref-1"),
        ("table", "tbl-scores"),
        ("fig", "fig-change"),
        ("sec", "case-P01"),
        ("sec", "sec-results_28_1_29_"),
    } <= kinds
    notes = texts(root, "back/fn-group/fn/p")
    assert notes == ["Noted.", "A note on 1 patient.", "Footnote in a heading."]
    assert [x.get("rid") for x in root.iter("xref") if x.get("ref-type") == "fn"] == [
        "fn-1", "fn-2", "fn-3",
    ]  # fmt: skip
    methods = root.find("body/sec[@sec-type='methods']")
    assert methods is not None
    assert texts(methods, "sec/title")[0] == "A heading"
    assert texts(methods, "sec/sec/title") == ["A heading below"]
    assert texts(methods, ".//preformat") == ["some code < & >"]
    assert texts(methods, ".//uri") == ["https://example.org/bare"]


def test_one_section_is_one_case_and_stands_below_the_cases(root: etree._Element) -> None:
    cases = root.findall("body/sec[@sec-type='cases']/sec[@sec-type='case']")
    assert [c.get("id") for c in cases] == ["case-P01", "case-P02", "case-P03", "case-P04"]
    assert [s.get("sec-type") for s in root.findall("body/sec")] == [
        "intro", "methods", "cases", "results", "discussion", "conclusions",
        "supplementary-material",
    ]  # fmt: skip


def test_figures_have_names_and_alternative_texts_of_their_own(root: etree._Element) -> None:
    figures = root.findall(".//fig")
    assert texts(root, ".//fig/label") == ["Figure 1", "Figure 2"]
    for number, figure in enumerate(figures, start=1):
        graphic = figure.find("graphic")
        assert graphic is not None
        assert graphic.get(HREF) == f"Figure_{number}.tiff"
        assert len(graphic.findtext("alt-text", "")) > 60


def test_tables_are_real_with_headings_groups_and_notes(root: etree._Element) -> None:
    table = root.find(".//table-wrap[@id='tbl-scores']")
    assert table is not None
    assert {h.get("scope") for h in table.iter("th")} == {"col", "row", "rowgroup"}
    assert texts(table, "table-wrap-foot/fn/p")[0].startswith(
        "“Before treatment” → “After treatment”;"
    )
    assert table.find("table/tbody/tr/td/named-content") is not None


def test_counts_are_those_of_the_document(root: etree._Element) -> None:
    counts = root.find(".//counts")
    assert counts is not None
    said = {one.tag: int(one.get("count", "")) for one in counts}
    assert said["fig-count"] == len(root.findall(".//fig"))
    assert said["table-count"] == len(root.findall(".//table-wrap"))
    assert said["ref-count"] == len(root.findall(".//ref"))
    assert 3000 < said["word-count"] < 20000


def test_no_date_stands_in_it_that_the_series_does_not_give(root: etree._Element) -> None:
    assert root.find(".//pub-date-not-available") is not None
    assert root.findall(".//history") == []


def test_every_number_prints_its_results(example: bytes) -> None:
    findings = findings_of(REPOSITORY / "cases")
    printed = list(printed_results(example))
    assert len(printed) > 220
    for one in printed:
        assert all(id in findings.ledger for id in one.results)
        digits = re.findall(r"\d+", one.text)
        results = [findings.ledger[id] for id in one.results]
        known = " ".join(
            f"{r.printed} {r.n_of_n} {r.interval_printed}" for r in results
        )  # fmt: skip
        assert all(d in known for d in digits), one


def test_the_same_series_gives_the_same_bytes(tmp_path: Path, example: bytes) -> None:
    found = check(REPOSITORY / "cases")
    assert found.article is not None
    assert isinstance(found, Ready)
    figures = {n: draw_series(n, found.findings) for n in series_figures_of(found.findings)}
    made = article_jats(
        found.findings,
        found.article,
        {n: f for n, f in figures.items() if f is not None},
        series_tables(found.findings),
    )
    assert made == example


def test_every_kind_of_work_is_told_in_its_parts(whole: bytes) -> None:
    root = etree.fromstring(whole)
    works = root.findall(".//ref/element-citation")
    assert [w.get("publication-type") for w in works] == ["journal", "book", "book"]
    article, book, chapter = works
    assert [p.tag for p in article[0]] == ["name", "etal"]
    assert [(p.tag, p.text) for p in article[1:]] == [
        ("article-title", "One"), ("source", "J Ex"), ("year", "2001"), ("volume", "7"),
        ("issue", "2"), ("fpage", "206"), ("lpage", "207"), ("pub-id", "10.5555/x<y>"),
        ("pub-id", "1"),
    ]  # fmt: skip
    assert book[0][0].tag == "collab"
    assert chapter.findtext("chapter-title") == "Three"
    assert chapter.findtext("elocation-id") == "e12"


@pytest.mark.parametrize(
    ("kind", "type", "tags"),
    [
        ("webpage", "webpage", ["source", "date-in-citation", "uri"]),
        ("article", "preprint", ["article-title", "source", "date-in-citation", "uri"]),
    ],
)
def test_pages_and_preprints_say_when_they_were_seen(kind: str, type: str, tags: list[str]) -> None:
    work = Work(
        "k", kind, Place("r.bib"), "On tone", url="https://example.org",
        accessed=DateParts((2024, 5, 6)),
    )  # fmt: skip
    made = citation(work)
    assert made.get("publication-type") == type
    assert [part.tag for part in made] == tags
    seen = made.find("date-in-citation")
    assert seen.get("iso-8601-date") == "2024-05-06"
    assert "".join(seen.itertext()) == "2024-05-06"


def test_a_name_that_cannot_be_parted_stays_whole() -> None:
    assert Name("Doe").given == ""
    assert name("Cher").tag == "string-name"
    assert name("山田 太郎").tag == "string-name"
    assert [p.tag for p in name("Ada Example")] == ["surname", "given-names"]


# --- the recommendations -------------------------------------------------------------------------


def _drop(path: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        one = root.find(path)
        assert one is not None, path
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)

    return change


def _set(path: str, name: str, value: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        one = root.find(path)
        assert one is not None, path
        one.set(name, value)

    return change


def _say(path: str, text: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        one = root.find(path)
        assert one is not None, path
        one.text = text

    return change


def _again(path: str) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        one = root.find(path)
        assert one is not None, path
        one.addnext(etree.fromstring(etree.tostring(one, with_tail=False)))

    return change


BREAKING = [
    ("article type", _set(".", "article-type", "research-article")),
    ("authors and affiliations", _say(".//contrib-id", "0000-0002-1825-0097")),
    ("authors and affiliations", _drop(".//contrib/xref[@rid='aff-1']")),
    ("authors and affiliations", _say(".//aff//institution-id", "0abcdef12")),
    ("CRediT", _set(".//role", "vocab-term", "Writing")),
    ("CRediT", _set(".//role", "vocab-identifier", "https://example.org")),
    ("competing interests", _drop(".//fn[@fn-type='coi-statement']")),
    ("permissions", _drop(".//permissions")),
    ("permissions", _say(".//copyright-year", "26")),
    ("permissions", _drop(".//copyright-holder")),
    ("permissions", _set(".//license", HREF, "https://example.org")),
    ("abstracts", _drop(".//abstract")),
    ("abstracts", _again(".//abstract")),
    ("funding", _again(".//funding-group")),
    ("funding", _say(".//funding-source//institution-id", "10.5555/1")),
    ("accessibility: titles", _drop("body/sec/title")),
    ("accessibility: alternative texts", _drop(".//graphic/alt-text")),
    ("accessibility: alternative texts", _say(".//graphic/alt-text", "What change shows.")),
    ("accessibility: tables", _drop(".//table-wrap/table")),
    ("accessibility: tables", _set(".//thead//th", "scope", "")),
    ("accessibility: links", _say(".//ext-link", "https://example.org")),
    ("ethics", _set("back/sec/sec", "sec-type", "approval")),
    ("ethics", _drop("back/sec[@sec-type='ethics-statement']")),
    ("data availability", _drop("back/sec[@sec-type='data-availability']")),
    ("citations", _drop(".//element-citation")),
    ("DOIs", _say(".//pub-id", "doi:10.5555")),
    ("cross-references", _set(".//xref[@ref-type='bibr']", "rid", "ref-99")),
]


@pytest.mark.parametrize(("rule", "change"), BREAKING)
def test_a_recommendation_that_is_not_followed_is_named(
    rule: str, change: Callable[[etree._Element], None], whole: bytes
) -> None:
    root = etree.fromstring(whole)
    change(root)
    assert rule in {broken.rule for broken in broken_rules(etree.tostring(root))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return jats_of(everything(tmp_path_factory.mktemp("whole")))


def test_two_groups_of_keywords_must_differ(whole: bytes) -> None:
    root = etree.fromstring(whole)
    group = root.find(".//kwd-group")
    assert group is not None
    del group.attrib["kwd-group-type"]
    _again(".//kwd-group")(root)
    assert "keywords" in {broken.rule for broken in broken_rules(etree.tostring(root))}
