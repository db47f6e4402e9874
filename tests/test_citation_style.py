"""Citations and references are set in the style a series names, and in Vancouver without Pandoc."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from lxml import etree

from cpreport.builder.build import build
from cpreport.builder.plan import Order
from cpreport.cases.series import SectionText
from cpreport.check.check_series import Ready, check
from cpreport.commands.doctor import examine
from cpreport.journal.package import package
from cpreport.journal.profiles import profiles
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.references import citeproc, pandoc
from cpreport.manuscript.references.bibliography import read_bibliography
from cpreport.manuscript.references.citeproc import StyledReferences, set_references
from cpreport.manuscript.references.csl_styles import (
    UnusableStyle,
    read_style,
    shipped_style,
    style_names,
)
from cpreport.manuscript.references.pandoc import NotStyled, find_pandoc
from cpreport.manuscript.references.work import Work
from cpreport.manuscript.tree import Citation, Cited, CrossReference, Link, walk
from cpreport.problems import Problem
from cpreport.publish.html.nodes import inline_html
from tests.smallest import smallest

needs_pandoc = pytest.mark.skipif(
    find_pandoc() is None, reason="Pandoc is not there: pip install 'cpreport[csl]'"
)

BIB = r"""
@article{Doe, author={Doe, Jane A. and {van der Meche}, F. G. A. and {Tone Group}},
  title={Role of \emph{SCN1A} in {CO}$_2$}, journal={Journal of Examples}, shortjournal={J Ex},
  year=2001, volume=7, number=2, pages={206--207}, doi={10.1000/x}}
@book{Roe, editor={Roe, Richard and Poe, Paula}, title={Handbook}, edition={2}, year=2015,
  publisher={Fable Press}, address={Fabletown}}
@online{Web, author={{Fable Agency}}, title={Guide}, year=2021, url={https://example.org/a--b},
  urldate={2021-03-07}}
@incollection{Part, author={Moe, Mona}, title={Part}, booktitle={Whole}, year=2010,
  editor={Roe, Richard and Poe, Paula}, publisher={Fable Press}, pages={3--9}}
"""
CITATIONS = (
    Citation((Cited("Doe", 1), Cited("Roe", 2), Cited("Web", 3))),
    Citation((Cited("Doe", 1, "see", "p. 3"),)),
    Citation((Cited("Part", 4),), in_text=True),
)


def works() -> dict[str, Work]:
    return dict(read_bibliography((SectionText("references.bib", BIB),)).works)


def styled(name: str) -> StyledReferences:
    return set_references(shipped_style(name), list(works().values()), CITATIONS)


@pytest.fixture
def without_pandoc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(pandoc, "_places", lambda: iter(()))
    citeproc._set_once.cache_clear()
    yield
    citeproc._set_once.cache_clear()


# --- styles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in style_names() if n != "vancouver"])
def test_every_style_that_comes_along_can_be_read(name: str) -> None:
    style = shipped_style(name)
    assert style.numbered == (name not in ("apa", "frontiers"))


def test_every_style_that_comes_along_names_its_authors_and_licence() -> None:
    folder = resources.files("cpreport.manuscript.references") / "styles"
    files = [path for path in folder.iterdir() if path.name.endswith(".csl")]
    assert len(files) >= 12
    for path in files:
        text = path.read_text("utf-8")
        assert re.search(r"<(author|contributor)>\s*<name>", text), path
        assert 'license="http://creativecommons.org/licenses/by-sa/3.0/"' in text, path
    assert "Attribution-ShareAlike 3.0" in (folder / "LICENSE.txt").read_text("utf-8")


def test_every_profile_names_a_style_that_comes_along(tmp_path: Path) -> None:
    known, _ = profiles(tmp_path)
    named = {p.references.csl.value for p in known.values() if p.references.csl is not None}
    assert named
    assert named <= set(style_names())


_HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" '
_PARENT = '<info><link href="http://www.zotero.org/styles/{}" rel="independent-parent"/></info>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no style", "`x.csl` is not XML: Start tag expected, '<' not found, line 1, column 1"),
        ("<style/>", "`x.csl` is no style of the Citation Style Language"),
        (_HEAD + 'class="note"/>', "`x.csl` sets references as footnotes"),
        (_HEAD + 'class="in-text"/>', "`x.csl` has no list of references"),
        (_HEAD + ">" + _PARENT.format("unheard-of") + "</style>",
         "`x.csl` only names another style, `unheard-of`: take the file of that one"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_style_says_why(text: str, message: str) -> None:
    with pytest.raises(UnusableStyle, match=re.escape(message)):
        read_style("x.csl", text)


def test_a_style_that_only_names_one_that_comes_along_is_that_one() -> None:
    text = _HEAD + ">" + _PARENT.format("apa") + "</style>"
    assert read_style("x.csl", text) == shipped_style("apa")


def test_a_style_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    text = f'<!DOCTYPE style [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + _HEAD + 'class="in-text">'
    text += (
        "<citation><layout/></citation><bibliography><layout>&x;</layout></bibliography></style>"
    )
    assert "SECRET" not in read_style("x.csl", text).text


# --- what is printed -----------------------------------------------------------------------------

PRINTED = {
    "nlm-citation-sequence": (
        ["(1–3)", "(see 1, p. 3)", "(4)"],
        "Doe JA, van der Meche FGA, Tone Group. Role of SCN1A in CO2. J Ex. 2001;7(2):206–7. "
        "doi:10.1000/x",
    ),
    "american-medical-association": (
        ["1–3", "see 1(p3)", "4"],
        "Doe JA, van der Meche FGA, Tone Group. Role of SCN1A in CO2. J Ex. 2001;7(2):206-207. "
        "doi:10.1000/x",
    ),
    "springer-vancouver-brackets": (
        ["[1–3]", "[see 1, p. 3]", "[4]"],
        "Doe JA, van der Meche FGA, Tone Group. Role of SCN1A in CO2. J Ex. 2001;7:206–7. "
        "https://doi.org/10.1000/x",
    ),
    "elsevier-vancouver": (
        ["[1–3]", "[see 1, p. 3]", "[4]"],
        "Doe JA, van der Meche FGA, Tone Group. Role of SCN1A in CO2. J Ex 2001;7:206–7. "
        "https://doi.org/10.1000/x.",
    ),
    "apa": (
        ["(Doe et al., 2001; Fable Agency, 2021; Roe & Poe, 2015)", "(see Doe et al., 2001, p. 3)",
         "Moe (2010)"],
        "Doe, J. A., van der Meche, F. G. A., & Tone Group. (2001). Role of SCN1A in CO2. "
        "Journal of Examples, 7(2), 206–207. https://doi.org/10.1000/x",
    ),
}  # fmt: skip


@needs_pandoc
@pytest.mark.parametrize("name", PRINTED)
def test_citations_and_references_are_printed_as_the_style_has_them(name: str) -> None:
    cited, entry = PRINTED[name]
    made = styled(name)
    assert [words_of(*citation) for citation in made.citations] == cited
    assert words_of(*dict(made.entries)["Doe"]) == entry


@needs_pandoc
def test_a_list_by_authors_is_in_their_order_and_citations_lead_into_it() -> None:
    made = styled("apa")
    assert [key for key, _ in made.entries] == ["Doe", "Web", "Part", "Roe"]
    leads = [n.target for c in made.citations for n in walk(*c) if isinstance(n, CrossReference)]
    assert leads == ["ref-1", "ref-2", "ref-4", "ref-1", "ref-3"]


@needs_pandoc
def test_emphasis_and_links_are_nodes() -> None:
    entries = dict(styled("nlm-citation-sequence").entries)
    assert "Role of <em>SCN1A</em> in CO<sub>2</sub>." in inline_html(*entries["Doe"])
    links = [node.url for node in walk(*entries["Web"]) if isinstance(node, Link)]
    assert links == ["https://example.org/a--b"]


@needs_pandoc
@pytest.mark.parametrize("name", ["nlm-citation-sequence", "american-medical-association", "apa"])
def test_editors_stand_before_what_they_are_called(name: str) -> None:
    said = words_of(*dict(styled(name).entries)["Part"])
    assert re.search(r"(Roe R, Poe P|R\. Roe & P\. Poe)[, (]+[Ee]d(itor)?s", said), said


@needs_pandoc
def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    bib = "@online{k, author={Doe, J}, title={T}, year=2000, url={javascript:alert(1)}}"
    found = read_bibliography((SectionText("r.bib", bib),)).works
    made = set_references(shipped_style("nlm"), list(found.values()), [])
    assert "javascript" not in inline_html(*made.entries[0][1])


@needs_pandoc
def test_the_same_is_printed_twice_and_by_another_process() -> None:
    first = styled("apa")
    citeproc._set_once.cache_clear()
    assert styled("apa") == first


@needs_pandoc
def test_every_kind_of_work_can_be_set_in_every_style() -> None:
    from tests.test_vancouver import BIBTEX, CSL

    entries = [entry.replace("{k,", f"{{k{n},", 1) for n, (entry, _) in enumerate(BIBTEX.values())]
    items = [{"id": f"c{n}", **item} for n, (item, _) in enumerate(CSL.values())]
    files = (SectionText("r.bib", "\n".join(entries)), SectionText("r.json", json.dumps(items)))
    found = list(read_bibliography(files).works.values())
    assert len(found) == len(BIBTEX) + len(CSL)
    for name in ("apa", "american-medical-association", "nature", "nlm", "mdpi", "the-lancet"):
        made = set_references(shipped_style(name), found, [])
        assert len(made.entries) == len(found)
        assert all(words_of(*nodes) for _, nodes in made.entries)


# --- where it cannot be --------------------------------------------------------------------------

_ENDLESS = (
    _HEAD + 'class="in-text"><info><title>x</title><id>x</id>'
    "<updated>2020-01-01T00:00:00+00:00</updated></info>"
    '<macro name="a"><text macro="a"/></macro>'
    '<citation><layout><text macro="a"/></layout></citation>'
    '<bibliography><layout><text variable="title"/></layout></bibliography></style>'
)


@pytest.mark.slow
@needs_pandoc
def test_pandoc_is_stopped_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPREPORT_MAX_CITATION_SECONDS", "1")
    with pytest.raises(NotStyled, match=r"Pandoc took more than 1 seconds|Heap exhausted"):
        set_references(read_style("x.csl", _ENDLESS), list(works().values()), CITATIONS)


@needs_pandoc
def test_a_style_that_pandoc_cannot_use_says_why() -> None:
    text = _ENDLESS.replace('<text macro="a"/></layout></citation>', "<text/></layout></citation>")
    expected = "Pandoc failed: CiteprocParseError: text element lacks needed attribute"
    with pytest.raises(NotStyled, match=expected):
        set_references(read_style("x.csl", text), list(works().values()), CITATIONS)


@pytest.mark.usefixtures("without_pandoc")
def test_without_pandoc_nothing_is_set() -> None:
    with pytest.raises(NotStyled, match="Pandoc is not there"):
        styled("apa")


# --- a series ------------------------------------------------------------------------------------

METHODS = "We follow others [@Doe; @Roe; @Web], and @Part [@Doe, p. 3].\n"


def series(folder: Path, style: str, **files: str) -> Path:
    named = ("series.yaml", "language: en-GB\n", f"language: en-GB\nreferences_style: {style}\n")
    return smallest(folder, named, add={"references.bib": BIB, "methods.md": METHODS, **files})


def said(problems: tuple[Problem, ...]) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.severity, str(p.place), p.message) for p in problems]


@needs_pandoc
def test_an_article_is_set_in_the_style_that_its_series_names(tmp_path: Path) -> None:
    ready = check(series(tmp_path, "apa"))
    assert ready.problems == ()
    assert isinstance(ready, Ready)
    assert ready.article is not None
    views = ready.article.references
    assert [(v.number, v.key, v.numbered) for v in views] == [
        (1, "Doe", False), (2, "Web", False), (3, "Part", False), (4, "Roe", False),
    ]  # fmt: skip
    assert (
        "We follow others (Doe et al., 2001; Fable Agency, 2021; Roe & Poe, 2015), and Moe (2010)"
        in (ready.article.prose_text)
    )


@needs_pandoc
def test_a_style_of_numbers_names_authors_where_the_sentence_does(tmp_path: Path) -> None:
    ready = check(series(tmp_path, "ama"))
    assert isinstance(ready, Ready)
    assert ready.article is not None
    assert "others 1–3, and Moe\N{NO-BREAK SPACE}4 1(p3)." in ready.article.prose_text.replace(
        "Moe 4", "Moe\N{NO-BREAK SPACE}4"
    )


@needs_pandoc
def test_a_series_may_bring_a_style_of_its_own(tmp_path: Path) -> None:
    own = shipped_style("elsevier-vancouver").text
    ready = check(series(tmp_path, "own.csl", **{"own.csl": own}))
    assert ready.problems == ()
    assert isinstance(ready, Ready)
    assert ready.article is not None
    assert words_of(*ready.article.references[0].inside).endswith("https://doi.org/10.1000/x.")


@pytest.mark.usefixtures("without_pandoc")
def test_without_pandoc_the_list_is_vancouver_and_a_warning_says_so(tmp_path: Path) -> None:
    ready = check(series(tmp_path, "apa"))
    assert said(ready.problems) == [
        ("CP421", "warning", "series.yaml:3:19",
         "references are set in the Vancouver style: Pandoc is not there"),
    ]  # fmt: skip
    assert ready.problems[0].help == "install `cpreport[csl]`, or Pandoc, to have them in `apa`"
    assert isinstance(ready, Ready)
    assert ready.article is not None
    assert words_of(*ready.article.references[0].inside).startswith("Doe JA, van der Meche FGA;")
    assert "others [1–3]" in ready.article.prose_text


@pytest.mark.parametrize(
    ("style", "files", "code", "message"),
    [
        ("apaa", {}, "CP420", "there is no citation style `apaa`"),
        ("own.csl", {}, "CP004", "there is no own.csl"),
        ("../own.csl", {}, "CP004", "`../own.csl` leads out of the series folder"),
        ("own.csl", {"own.csl": "<a/>"}, "CP420",
         "`own.csl` is no style of the Citation Style Language"),
    ],
)  # fmt: skip
def test_a_style_that_is_not_there_stops_the_article(
    style: str, files: dict[str, str], code: str, message: str, tmp_path: Path
) -> None:
    ready = check(series(tmp_path, style, **files))
    assert said(ready.problems) == [(code, "error", "series.yaml:3:19", message)]
    assert isinstance(ready, Ready)
    assert ready.article is None


@pytest.mark.slow
@needs_pandoc
def test_every_format_has_the_style(tmp_path: Path) -> None:
    folder, output = series(tmp_path, "apa"), tmp_path / "output"
    built = build(Order(folder, output, formats=("html", "docx", "jats"), jobs=1))
    assert built.problems == ()
    page = (output / "article" / "article.html").read_text("utf-8")
    assert '<span class="cite by-author">(<a href="#ref-1">Doe et al., 2001</a>;' in page
    assert '<ol class="by-author">' in page
    root = etree.fromstring((output / "article" / "article.xml").read_bytes())
    assert [x.text for x in root.iter("xref")][:3] == [
        "Doe et al., 2001", "Fable Agency, 2021", "Roe & Poe, 2015",
    ]  # fmt: skip
    assert root.findall(".//ref/label") == []
    assert [r.get("id") for r in root.iter("ref")] == ["ref-1", "ref-2", "ref-3", "ref-4"]


@needs_pandoc
def test_a_range_of_numbers_leads_to_all_its_works_in_jats(tmp_path: Path) -> None:
    folder, output = series(tmp_path, "nlm"), tmp_path / "output"
    build(Order(folder, output, kinds=("article",), formats=("jats",), jobs=1))
    root = etree.fromstring((output / "article" / "article.xml").read_bytes())
    found = [(x.text, x.get("rid")) for x in root.iter("xref")]
    assert found == [("1–3", "ref-1 ref-2 ref-3"), ("4", "ref-4"), ("1", "ref-1")]
    assert [label.text for label in root.findall(".//ref/label")] == ["1", "2", "3", "4"]


@pytest.mark.slow
@needs_pandoc
def test_another_style_or_pandoc_makes_a_document_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = shipped_style("elsevier-vancouver").text
    folder, output = series(tmp_path, "own.csl", **{"own.csl": own}), tmp_path / "output"
    order = Order(folder, output, kinds=("article",), formats=("html",), jobs=1)

    def reasons() -> set[str]:
        build(order)
        record = json.loads((output / "build.json").read_text("utf-8"))
        return {o["reason"] for p, o in record["outputs"].items() if p.endswith("article.html")}

    assert reasons() == {"new"}
    (folder / "own.csl").write_text(own.replace('prefix="["', 'prefix="("'), "utf-8")
    assert reasons() == {"own.csl changed"}
    found = find_pandoc()
    assert found is not None
    version = found.version
    monkeypatch.setattr("cpreport.builder.fingerprint.pandoc_version", lambda: {"Pandoc": "9.9"})
    assert reasons() == {f"Pandoc {version} became 9.9"}


@pytest.mark.slow
@needs_pandoc
def test_a_package_for_a_journal_is_set_in_the_journals_style(tmp_path: Path) -> None:
    folder = smallest(tmp_path, add={"references.bib": BIB, "methods.md": METHODS})
    profile = profiles(folder)[0]["mdpi"]
    made = package(folder, profile, engine="typst")
    assert "CP811" not in {p.code for p in made.problems}
    assert (
        b"references_style: multidisciplinary-digital-publishing-institute"
        in (made.files["series/series.yaml"])
    )
    assert b"Doe, J.A.; van der Meche, F.G.A." in made.files["manuscript/article.html"]
    found = find_pandoc()
    assert found is not None
    assert made.terms is not None
    assert made.terms.versions["Pandoc"] == found.version


@pytest.mark.slow
@pytest.mark.usefixtures("without_pandoc")
def test_a_package_made_without_pandoc_says_that_it_is_in_the_vancouver_style(
    tmp_path: Path,
) -> None:
    folder = smallest(tmp_path, add={"references.bib": BIB, "methods.md": METHODS})
    made = package(folder, profiles(folder)[0]["mdpi"], engine="typst")
    assert "CP811" in {p.code for p in made.problems}
    assert b"references_style" not in made.files["series/series.yaml"]
    assert made.terms is not None
    assert "Pandoc" not in made.terms.versions


# --- what is said of it --------------------------------------------------------------------------


def test_the_doctor_says_whether_pandoc_is_there() -> None:
    (finding,) = (f for f in examine() if f.name == "Pandoc")
    assert finding.state == ("note" if find_pandoc() is None else "ok")


@pytest.mark.usefixtures("without_pandoc")
def test_the_doctor_says_what_to_install_for_other_styles() -> None:
    (finding,) = (f for f in examine() if f.name == "Pandoc")
    assert (finding.state, finding.said) == (
        "note",
        "not there, or older than 2.19: references are set in the Vancouver style alone; "
        'pip install "cpreport[csl]" for all others',
    )


def test_a_pandoc_that_is_too_old_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pandoc"
    old.write_text("#!/bin/sh\necho pandoc 2.9.2.1\n")
    old.chmod(0o755)
    monkeypatch.setattr(pandoc, "_places", lambda: iter([str(old)]))
    assert find_pandoc() is None
