"""Bibliographies are read as they were meant, or a problem says so at its line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpreport.cases.series import SectionText
from cpreport.check.check_series import Ready, check
from cpreport.manuscript.references.bibliography import Bibliography, read_bibliography
from cpreport.manuscript.references.csl_json import csl_item, csl_json
from cpreport.manuscript.references.latex import decode
from cpreport.manuscript.references.rich_text import plain, rich_text
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import Work
from cpreport.publish.html.documents import kept_whole
from cpreport.publish.html.nodes import inline_html
from tests.smallest import smallest


def read(text: str, name: str = "references.bib") -> Bibliography:
    return read_bibliography((SectionText(name, text),))


def only(text: str, name: str = "references.bib") -> Work:
    (work,) = read(text, name).works.values()
    return work


def said(text: str, name: str = "references.bib") -> list[tuple[str, str, str, str]]:
    problems = read(text, name).problems
    return [(p.code, p.severity, str(p.place), p.message) for p in problems]


def printed(text: str, name: str = "references.bib") -> str:
    return plain(vancouver(only(text, name)))


# --- fields --------------------------------------------------------------------------------------


def test_fields_are_read_in_any_case() -> None:
    entry = "@ARTICLE{k, AUTHOR={Doe, J}, Title={T}, JOURNAL={J}, year=2000, DOI={10.1000/x}}"
    assert printed(entry) == "Doe J. T. J. 2000. doi:10.1000/x"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Vitamin~D and the ``locked-in'' state --- a review", "Vitamin\N{NO-BREAK SPACE}D and the “locked-in” state — a review"),
        (r"{\'E}t{\'e} {\"u}ber \'{\i} \c{c} {\v S} \AA ngstr\"om {\ss}", "Été über í ç Š Ångström ß"),
        (r"a `quoted' word, O'Brien, 5--10", "a ‘quoted’ word, O'Brien, 5–10"),
        (r"50% of 3 \& 4 \% \_ \# costs $5 and $10", "50% of 3 & 4 % _ # costs $5 and $10"),
        (r"25$^\circ$C, $\alpha$-synuclein, $p \leq 0.05$, {\textmu}g", "25°C, α-synuclein, p ≤ 0.05, µg"),
        (r"\href{https://e.org/--}{Guide} at \url{https://e.org/a--b}", "Guide at https://e.org/a--b"),
        (r"\enquote{x} {\ldots} \textendash{} \MakeUppercase{y} \mbox{z}", "“x” … – y z"),
        (r"GaN $(11\bar{2}0)$, $n \leq 3$, $\langle 1 \rangle$", "GaN (112̄0), n ≤ 3, ⟨1 ⟩"),
        (r"\^{} \~{} \{a\} x\textsuperscript{2}", "^ ~ {a} x2"),
        (r"Risk {\&}amp; benefit &lt; 1", "Risk & benefit < 1"),
        (r"\noopsort{1973b}A {\v{C}}apek", "A Čapek"),
        ("two\n   lines", "two lines"),
    ],
)  # fmt: skip
def test_latex_is_decoded(latex: str, text: str) -> None:
    assert only(f"@book{{k, title={{T}}, year=2000, publisher={{{latex}}}}}").publisher == text


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        (r"\emph{In vitro} and \textit{in vivo}", "<em>In vitro</em> and <em>in vivo</em>"),
        (r"{\em all \textbf{bold}} plain", "<em>all <strong>bold</strong></em> plain"),
        (r"10$^{6}$ and CO$_2$ and x\(^2\)", "10<sup>6</sup> and CO<sub>2</sub> and x<sup>2</sup>"),
        (r"\ensuremath{x^2} \textsc{abc}", 'x<sup>2</sup> <span class="small-caps">abc</span>'),
        ("Role of <i>SCN1A</i> in CO<sub>2</sub>", "Role of <em>SCN1A</em> in CO<sub>2</sub>"),
        ("p <b and <script>x</script>", "p &lt;b and &lt;script&gt;x&lt;/script&gt;"),
        ("never <i>closed", "never <em>closed</em>"),
        ("closed</i> only", "closed only"),
        ("&lt;i&gt;escaped&lt;/i&gt; marks", "<em>escaped</em> marks"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math>", "x"),
    ],
)
def test_emphasis_of_a_title_is_set(latex: str, html: str) -> None:
    title = only(f"@book{{k, title={{{latex}}}, year=2000}}").title
    assert inline_html(*rich_text(title)) == html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://example.org/what-is-it--and-why", "https://example.org/what-is-it--and-why"),
        (r"https://example.org/form\_a%20b.pdf", "https://example.org/form_a%20b.pdf"),
        (r"\url{https://example.org/a\&b\#c}", "https://example.org/a&b#c"),
        (r"https://example.org/{\textasciitilde}doe/$\sim$x", "https://example.org/~doe/~x"),
        ("https://example.org/a\n   /b", "https://example.org/a/b"),
        ("https://example.org/a b/c", "https://example.org/a%20b/c"),
        ("https://example.org/a https://example.com", "https://example.org/a"),
        (r"https://example.org/\string_x\%2F", "https://example.org/_x%2F"),
        ("<https://example.org/>", "https://example.org/"),
        ("https://example.org/{A}_{b}", "https://example.org/A_b"),
    ],
)
def test_an_address_stays_as_it_is(written: str, address: str) -> None:
    assert only(f"@online{{k, title={{T}}, year=2000, url={{{written}}}}}").url == address


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("https://doi.org/10.1000/x", "10.1000/x"),
        ("http://dx.doi.org/10.1000/x", "10.1000/x"),
        ("doi: 10.1000/x", "10.1000/x"),
        ("DOI 10.1000/x", "10.1000/x"),
        (r"10.1000/a\_b--c", "10.1000/a_b--c"),
        ("10.1002/(SICI)1<1::AID-X>3.0.CO;2-2", "10.1002/(SICI)1<1::AID-X>3.0.CO;2-2"),
        (r"10.1002/(SICI)1{\textless}1::AID-X{\textgreater}3", "10.1002/(SICI)1<1::AID-X>3"),
        ("https://doi.org/10.1002/%28SICI%291", "10.1002/(SICI)1"),
    ],
)
def test_a_doi_is_read_without_what_stands_before_it(written: str, doi: str) -> None:
    assert only(f"@book{{k, title={{T}}, year=2000, doi={{{written}}}}}").doi == doi
    csl = [{"id": "k", "type": "book", "title": "T", "issued": "2000", "DOI": doi}]
    assert only(json.dumps(csl), "references.json").doi == doi


def test_an_address_of_a_doi_is_a_doi() -> None:
    work = only("@online{k, title={T}, year=2000, url={https://doi.org/10.1000/x}}")
    assert (work.doi, work.url) == ("10.1000/x", "")


@pytest.mark.parametrize(
    ("fields", "begin", "end", "status"),
    [
        ("year=2019, month=mar", (2019, 3), (), ""),
        ("year={2019}, month={March}, day=2", (2019, 3, 2), (), ""),
        ("year=2019, month= 1 # {~} # mar", (2019, 3, 1), (), ""),
        ("year=2019, month={Jan/Feb}", (2019, 1), (2019, 2), ""),
        ("date={2019-03-02}", (2019, 3, 2), (), ""),
        ("date={2019-03-02/2019-03-05}", (2019, 3, 2), (2019, 3, 5), ""),
        ("date={2019-21}", (2019,), (), ""),
        ("year={2019a}", (2019,), (), ""),
        ("year={c. 1850}", (1850,), (), ""),
        ("year={1998--2000}", (1998,), (2000,), ""),
        ("year={[2001]}", (2001,), (), ""),
        ("year={in press}", (), (), "in press"),
        ("year={Forthcoming}", (), (), "forthcoming"),
        ("year={to appear}", (), (), "to appear"),
        ("date={submitted}", (), (), "submitted"),
        ("year=2019, pubstate={inpreparation}", (2019,), (), "in preparation"),
        ("date={2015/}", (2015,), (), ""),
        ("year=2019, month={nonsense}", (2019,), (), ""),
        ("date={2019-02-30}", (2019, 2), (), ""),
    ],
)
def test_a_date_is_read_as_far_as_it_is_one(
    fields: str, begin: tuple[int, ...], end: tuple[int, ...], status: str
) -> None:
    work = only(f"@book{{k, title={{T}}, {fields}}}")
    assert (work.issued.begin, work.issued.end, work.status) == (begin, end, status)


def test_a_year_that_is_none_is_printed_as_it_is_written() -> None:
    assert printed("@book{k, title={T}, year={Spring 1998 or so}}") == "T. Spring 1998 or so."


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ("title={Tone}, subtitle={a trial}", "Tone: a trial"),
        ("title={Tone?}, subtitle={A trial}", "Tone? A trial"),
        ("title={Tone}, subtitle={a trial}, titleaddon={Abstract}", "Tone: a trial. Abstract"),
        ("subtitle={a trial}", "a trial"),
    ],
)
def test_a_subtitle_belongs_to_the_title(parts: str, title: str) -> None:
    assert only(f"@book{{k, {parts}, year=2000}}").title == title


# --- abbreviations, inheritance ------------------------------------------------------------------


def test_pieces_and_abbreviations_are_joined() -> None:
    text = (
        '@string{jex = "J Ex"}\n@STRING{more = jex # { Neurol}}\n'
        "@article{k, author={Doe, J}, title={a} # {b}, journal=MORE # { Suppl}, year=2000, month=feb}"
    )
    assert printed(text) == "Doe J. ab. J Ex Neurol Suppl. 2000."


def test_an_entry_inherits_by_crossref_and_xdata() -> None:
    text = (
        "@inproceedings{k, author={Doe, J}, title={T}, pages={1--2}, crossref={All}, xdata={pub}}\n"
        "@proceedings{All, title={Congress}, subtitle={Papers}, editor={Roe, R}, year=2000}\n"
        "@xdata{pub, publisher={Fable Press}}\n"
    )
    assert plain(vancouver(read(text).works["k"])) == (
        "Doe J. T. In: Roe R, editor. Congress: Papers. Fable Press; 2000. p. 1–2."
    )


def test_entries_that_inherit_from_each_other_end() -> None:
    text = "@book{a, title={A}, crossref={b}}\n@book{b, year=2000, crossref={a}}\n"
    works = read(text).works
    assert (works["a"].issued.year, works["b"].title) == ("2000", "A")


# --- problems ------------------------------------------------------------------------------------

ARTICLE = "@article{k, author={Doe, J}, title={T}, journal={J}, year=2000"


@pytest.mark.parametrize(
    ("text", "code", "severity", "place", "message"),
    [
        ("@article{k,\n title={T}\n year={2000},\n author={A, B}, journal={J}}", "CP413", "error",
         "references.bib:3:2", "there is no comma between `title` and `year`"),
        (ARTICLE + "\n volume = 3}", "CP413", "error",
         "references.bib:2:2", "there is no comma between `year` and `volume`"),
        (ARTICLE + ",\n pages={1} to 2}", "CP413", "error",
         "references.bib:2:12", "`to 2` stands behind the end of `pages`"),
        (ARTICLE + ",\n publisher=Fable Press}", "CP414", "warning", "references.bib:2:12",
         "`Fable Press` is no abbreviation that this file defines"),
        (ARTICLE + ",\n publisher=fp}", "CP414", "warning", "references.bib:2:12",
         "`fp` is no abbreviation that this file defines"),
        ("@string{a = nothing}\n" + ARTICLE + "}", "CP414", "warning", "references.bib:1:1",
         "`nothing` is no abbreviation that this file defines"),
        ("@article{k, author={Doe, J and , }, title={T}, journal={J}, year=2000}", "CP414", "warning",
         "references.bib:1:20", "`author` of `k` has an empty name"),
        ("@article{k, author={Doe, J and}, title={T}, journal={J}, year=2000}", "CP414", "warning",
         "references.bib:1:20", "`author` of `k` has an empty name"),
        ("@article{k, author={Doe, J, Roe, R, Poe, P}, title={T}, journal={J}, year=2000}", "CP414",
         "warning", "references.bib:1:20", "`Doe, J, Roe, R, Poe, P` is not one name"),
        (ARTICLE + ",\n publisher={a\n\\weird{b}}}", "CP414", "warning", "references.bib:3:1",
         "`\\weird` is no command of LaTeX that is known here"),
        (ARTICLE + ",\n volmue={3}}", "CP414", "warning", "references.bib:2:9",
         "`volmue` is no field that is read"),
        (ARTICLE + ",\n doi={unknown}}", "CP414", "warning", "references.bib:2:6",
         "`unknown` is no DOI"),
        (ARTICLE + ",\n url={www.example.org}}", "CP414", "warning", "references.bib:2:6",
         "`www.example.org` is no address"),
        (ARTICLE + ",\n volume=3, Volume=4}", "CP414", "warning", "references.bib:2:19",
         "`k` has `volume` twice"),
        (ARTICLE + ", crossref={Gone}}", "CP414", "warning", "references.bib:1:74",
         "`k` inherits from `Gone`, which is not in this file"),
        ("@article{, title={T}, journal={J}, year=2000}", "CP413", "error", "references.bib:1:1",
         "this entry has no key"),
        ("@article{a b, title={T}, journal={J}, year=2000}", "CP413", "error", "references.bib:1:1",
         "`a b` cannot be cited: it has blanks"),
        ("@phdthesis{k, author={Doe, J}, title={T}, year=2000}", "CP410", "warning",
         "references.bib:1:1", "`k` has no school"),
        ("@dataset{k, author={Doe, J}, title={T}, year=2000}", "CP410", "warning",
         "references.bib:1:1", "`k` has no DOI or address"),
        ("@article{k, title={T}},\n journal={J}, year=2000\n}", "CP413", "error", "references.bib:2:1",
         "`k` is closed before its `journal`"),
        ("@article{k, title={A {B}, journal={J}\n@book{l, title={L}, year=2000}", "CP413", "error",
         "references.bib:1:1", "this entry is not BibTeX"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_line(
    text: str, code: str, severity: str, place: str, message: str
) -> None:
    assert (code, severity, place, message) in said(text)


def test_a_swallowed_field_is_read_all_the_same() -> None:
    text = "@article{k,\n title={T}\n year={2000}\n volume=3, author={A, B}, journal={J}}"
    assert printed(text) == "A B. T. J. 2000;3."


def test_fields_of_other_programs_are_passed_over() -> None:
    more = r"abstract={\weird{x}}, keywords={a}, file={b.pdf}, bdsk-url-1={c}, mendeley-groups={d}"
    assert said(f"{ARTICLE}, {more}}}") == []


def test_an_entry_behind_a_comment_sign_is_not_read() -> None:
    text = "% @article{k, title={Old},\n%  year=1999}\n" + ARTICLE + "}"
    assert said(text) == []
    assert printed(text) == "Doe J. T. J. 2000."


def test_a_field_behind_a_comment_sign_is_not_read() -> None:
    assert said(ARTICLE + ",\n % volume = {3},\n pages={1}}") == []
    assert printed(ARTICLE + ",\n % volume = {3},\n pages={1}}") == "Doe J. T. J. 2000:1."


# --- what nobody cites ---------------------------------------------------------------------------

FAULTY = "@online{Gone, title={Guide}}\n"


def test_a_fault_of_a_work_that_nobody_cites_stops_nothing(tmp_path: Path) -> None:
    ready = check(smallest(tmp_path, add={"references.bib": FAULTY}))
    assert [(p.code, p.severity) for p in ready.problems] == [("CP410", "warning")]
    assert isinstance(ready, Ready)
    assert ready.article is not None


def test_the_same_fault_stops_the_article_that_cites_the_work(tmp_path: Path) -> None:
    text = "One child was assessed [@Gone].\n"
    ready = check(smallest(tmp_path, add={"references.bib": FAULTY, "methods.md": text}))
    assert [(p.code, p.severity) for p in ready.problems] == [("CP410", "error")]
    assert isinstance(ready, Ready)
    assert ready.article is None


def test_the_same_fault_stops_the_article_where_a_report_cites_the_work(tmp_path: Path) -> None:
    noted = ("P01.yaml", "adverse_events: none\n",
             "adverse_events: none\nadverse_event_monitoring: As others did [@Gone].\n")  # fmt: skip
    ready = check(smallest(tmp_path, noted, add={"references.bib": FAULTY}))
    assert [(p.code, p.severity) for p in ready.problems] == [("CP410", "error")]
    assert isinstance(ready, Ready)
    assert ready.article is None
    assert list(ready.reports) == ["P01"]


def test_of_many_faults_that_nobody_cites_the_first_are_said_and_the_others_counted(
    tmp_path: Path,
) -> None:
    text = "".join(f"@online{{k{n}, title={{T}}}}\n" for n in range(40))
    ready = check(smallest(tmp_path, add={"references.bib": text}))
    assert [p.message for p in ready.problems] == [
        "35 more faults are in works that the article does not cite",
        *(f"`k{n}` has no address (url)" for n in range(5)),
    ]
    assert {p.severity for p in ready.problems} == {"warning"}


# --- CSL-JSON ------------------------------------------------------------------------------------


def test_csl_json_is_written_as_it_is_read() -> None:
    item = {
        "id": "k", "type": "chapter", "title": "Role of <i>SCN1A</i>",
        "author": [{"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
                   {"literal": "Tone Group"}, {"family": "King", "given": "M", "suffix": "Jr."}],
        "editor": [{"family": "Doe", "given": "J", "dropping-particle": "de"}],
        "container-title": "Whole", "publisher": "P", "publisher-place": "L", "page": "1-2",
        "DOI": "10.1000/x", "PMID": "1", "URL": "https://e.org",
        "issued": {"date-parts": [[2000, 1, 2], [2000, 1, 3]]},
    }  # fmt: skip
    work = only(json.dumps([item]), "references.json")
    assert csl_item(work) == item
    assert replace(only(csl_json([work]), "references.json"), place=work.place) == work


def test_addresses_of_csl_json_that_are_none_are_named_at_their_lines() -> None:
    text = (
        '[{"id": "k", "type": "book", "title": "T", "issued": "2000",\n'
        ' "DOI": "unknown",\n "URL": "www.example.org"}]'
    )
    assert said(text, "references.json") == [
        ("CP414", "warning", "references.json:2:9", "`unknown` is no DOI"),
        ("CP414", "warning", "references.json:3:9", "`www.example.org` is no address"),
    ]


def test_et_al_in_names_says_that_there_are_more() -> None:
    item = {"id": "k", "type": "book", "title": "T", "issued": "2000",
            "author": [{"family": "Doe", "given": "J"}, {"literal": "et al."}]}  # fmt: skip
    assert printed(json.dumps([item]), "references.json") == "Doe J, et al. T. 2000."


@pytest.mark.parametrize(
    ("item", "kind", "publisher"),
    [
        ({"type": "article", "genre": "preprint", "publisher": "medRxiv"}, "article", "medRxiv"),
        ({"type": "article", "container-title": "J Ex"}, "article-journal", ""),
        ({"type": "article", "container-title": "bioRxiv"}, "article", "bioRxiv"),
        ({"type": "posted-content", "publisher": "SSRN"}, "article", "SSRN"),
        ({"type": "manuscript", "publisher": "arXiv"}, "article", "arXiv"),
    ],
)
def test_a_preprint_is_told_from_an_article(
    item: dict[str, str], kind: str, publisher: str
) -> None:
    whole = {"id": "k", "title": "T", "issued": "2000", **item}
    work = only(json.dumps([whole]), "references.json")
    assert (work.kind, work.publisher) == (kind, publisher)


# --- nothing vanishes, nothing takes long --------------------------------------------------------

_WORD = st.text("abcdefghijklmnopqrstuvwxyzABCÄÖéß0123456789", min_size=1, max_size=8)
_SIGN = st.sampled_from([
    " ", "~", "--", "---", "``", "''", "`", "'", r"\&", r"\%", r"\_", "{", "}", "$", r"\emph{", "}",
    r"{\'e}", r"\alpha ", "^2", "_2", "<i>", "</i>", "<sub>", "&amp;", "%", "#", '"', r"\unknown{",
    r"\textbf{", r"\\", r"{\em ", ",", "=", "\n",
])  # fmt: skip


def _balance(text: str) -> str:
    """Close what is open, and leave out what closes too much, as a field of a file has it."""
    depth, kept = 0, []
    for piece in re.findall(r"\\.|[^\\]|\\$", text, re.DOTALL):
        if piece == "}" and depth == 0:
            continue
        depth += (piece == "{") - (piece == "}")
        kept.append(piece)
    return "".join(kept).rstrip("\\") + "}" * depth


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_WORD, _SIGN), max_size=20))
def test_no_word_of_a_text_field_vanishes(pieces: list[str]) -> None:
    field = _balance("".join(pieces))
    fields = ("title", "booktitle", "publisher", "address", "series")
    entry = "@incollection{k, " + "".join(f"{f}={{x{field}}},\n" for f in fields) + "year=2000}"
    text = printed(entry)
    # What is written without its commands: they are signs, not words.
    bare = re.sub(r"\\[a-zA-Z]+|</?(?:i|sub)>|&amp;", " ", field)
    for word in re.findall(r"[a-zA-Z0-9ÄÖß]{2,}", bare):
        assert text.count(word) >= len(fields), (word, entry, text)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_decoded_and_set(text: str) -> None:
    decoded = decode(text, rich=True).text
    assert "<script" not in inline_html(*rich_text(f"<script>{decoded}"))
    assert "\ue000" not in decoded or "\ue000" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "title",
    [
        "{" * 20_000 + "x" + "}" * 20_000,
        r"\emph{" * 20_000 + "x" + "}" * 20_000,
        r"\alpha " * 100_000,
        r"\unknown{x}" * 100_000,
        r"\'" * 100_000 + "e",
        "$x" * 100_000,
        "<i>" * 50_000 + "x" + "</b>" * 50_000,
        "</i>x" * 50_000,
    ],
    ids=["braces", "emphasis", "symbols", "unknown", "accents", "formulas", "marks", "ends"],
)  # fmt: skip
def test_a_hostile_title_is_read_and_set(title: str) -> None:
    # A reader that takes more than time in proportion to the length does not come to an end here.
    assert printed(f"@book{{k, title={{{title}}}, year=2000}}").endswith(" 2000.")


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "@book{k, " + "title={x} " * 50_000 + "}",
        "@book{k, title = " + "a # " * 50_000 + "a}",
        "".join(f"@string{{s{n} = s{n - 1} # {{x}}}}\n" for n in range(1, 10_000)),
        "".join(
            f"@book{{k{n}, crossref={{k{n + 1}}}, title={{x}}, year=1}}\n" for n in range(5_000)
        ),
        "@book{k, title={T}, year=2000, author={" + " and ".join(["B, C"] * 10_000) + "}}",
        "@book{" * 20_000,
    ],
    ids=["no commas", "joined", "abbreviations", "inherited", "authors", "begun"],
)
def test_a_hostile_file_is_read_as_far_as_it_can_be(text: str) -> None:
    found = read(text)
    assert found.works or found.faults


def test_identifiers_of_a_reference_stay_on_one_line_and_ranges_whole() -> None:
    entry = (
        "@article{k, author={Doe, J}, title={T}, journal={J}, year=2000, pages={8--14},"
        " doi={10.1000/x}, pmid={7}}"
    )
    reference = inline_html(*vancouver(only(entry)))
    assert kept_whole(reference) == (
        'Doe J. T. J. 2000:<span class="whole">8–14</span>. <span class="identifiers">doi:'
        '<a href="https://doi.org/10.1000/x">10.1000/x</a> PMID:\N{NO-BREAK SPACE}7</span>'
    )
