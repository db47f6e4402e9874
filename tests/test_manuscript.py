"""Prose, citations, references and claims: what is printed, and every problem with its place."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.cases.series import SectionText
from cpreport.check.check_series import Unreadable, check
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.document import Article, Float, nodes_of
from cpreport.manuscript.fill_prose import blocks
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Known, Numbers, Prose, at_file
from cpreport.manuscript.references.bibliography import read_bibliography
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.references.work import Work
from cpreport.outcomes.result import Result
from cpreport.problems import Problem
from cpreport.publish.html.nodes import html_of
from tests.smallest import METHODS, said, smallest
from tests.smallest import RESULTS as RESULTS_TEXT

BIB = """\
@article{Doe2001,
  author = {Doe, Jane A. and M{\\"u}ller, Karl and {Tone Group}},
  title = {On tone},
  journal = {Journal of Examples}, shortjournal = {J Ex},
  year = {2001}, volume = {7}, number = {2}, pages = {206--207}, doi = {10.5555/one},
}
@article{Roe2002, author = {Roe, R}, title = {Two}, journal = {J Ex}, year = {2002}}
@article{Poe2003, author = {Poe, P}, title = {Three}, journal = {J Ex}, year = {2003}}
"""


def article(folder: Path) -> Article:
    found = check(folder).article
    assert found is not None, [said(p) for p in check(folder).problems]
    return found


def problem(folder: Path, code: str) -> Problem:
    found = [p for p in check(folder).problems if p.code == code]
    assert len(found) == 1, [said(p) for p in check(folder).problems]
    return found[0]


# --- prose ---------------------------------------------------------------------------------------

RESULTS = {
    "MAS.improved": Result("MAS.improved", "improved", Decimal(3), "3", of=4),
    "P01.x": Result("P01.x", "grade", "1+", "1+"),
}
KNOWN = Known(results=RESULTS, references=frozenset("abcdef"), figures=("change",), cases=("P01",))
NUMBERS = Numbers(
    {key: n for n, key in enumerate("abcdef", 1)},
    {("figure", "change"): Float("figure", "change", 2)},
)


def html(text: str, level: int = 2) -> str:
    made = blocks(Prose(text, at_file("x.md"), "x.md"), KNOWN, NUMBERS, level=level)
    return "".join(html_of(block) for block in made)


def words(text: str) -> str:
    return words_of(*blocks(Prose(text, at_file("x.md"), "x.md"), KNOWN, NUMBERS))


def test_an_inline_result_prints_the_record_and_names_it() -> None:
    assert html(
        '{{ results["MAS.improved"].In_words }} of {{results["MAS.improved"].of_in_words}}.'
    ) == (
        '<p><span class="result" data-result="MAS.improved">Three</span> of '
        '<span class="result" data-result="MAS.improved">four</span>.</p>'
    )


def test_a_grade_is_never_read_as_markdown() -> None:
    assert html('{{ results["P01.x"] }} and\n1+ again') == (
        '<p><span class="result" data-result="P01.x">1+</span> and\n1+ again</p>'
    )


@pytest.mark.parametrize(
    ("cited", "printed"),
    [
        ("[@a]", "[1]"),
        ("[@a; @b]", "[1,2]"),
        ("[@a; @b; @c]", "[1–3]"),
        ("[@c; @a; @b; @e]", "[1–3,5]"),
        ("[@a; @c; @d; @e; @f]", "[1,3–6]"),
        ("[@a, p. 4]", "[1, p. 4]"),
    ],
)
def test_citations_are_numbered_sorted_and_drawn_together(cited: str, printed: str) -> None:
    assert words(f"Shown {cited}.") == f"Shown {printed}."


def test_each_number_of_a_citation_leads_to_its_reference() -> None:
    assert html("[@b]") == (
        '<p><span class="cite">[<a href="#ref-2" aria-label="Reference 2">2</a>]</span></p>'
    )


def test_a_cross_reference_prints_the_number_of_the_figure() -> None:
    assert html("See [@fig:change].") == (
        '<p>See <a class="xref" href="#fig-change">Figure\N{NO-BREAK SPACE}2</a>.</p>'
    )


def test_headings_come_below_the_section_and_skip_no_level() -> None:
    assert html("# One\n\n#### Two\n\n# Three", level=3) == (
        "<h4>One</h4><h5>Two</h5><h4>Three</h4>"
    )


def test_numbers_stay_with_their_units() -> None:
    assert html("after 12 months and 5 mg") == (
        "<p>after 12\N{NO-BREAK SPACE}months and 5\N{NO-BREAK SPACE}mg</p>"
    )


def test_a_footnote_holds_results_citations_and_emphasis() -> None:
    text = 'Tone fell^[In {{ results["MAS.improved"] }} *of* them [@b]; a < b.] at last.'
    assert html(text) == (
        '<p>Tone fell<span class="footnote">In <span class="result" data-result="MAS.improved">3'
        '</span> <em>of</em> them <span class="cite">[<a href="#ref-2" aria-label="Reference 2">2'
        "</a>]</span>; a &lt; b.</span> at last.</p>"
    )


@pytest.mark.parametrize("text", ["2^[", "a^[]", "^[unclosed", "^[two\nlines]", "10^[th"])
def test_what_is_no_footnote_is_printed_as_it_stands(text: str) -> None:
    assert "footnote" not in html(text)
    assert "^[" in words(text)


def test_tables_in_prose_have_header_scope() -> None:
    assert '<th scope="col">a</th>' in html("| a | b |\n|---|---|\n| 1 | 2 |")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[click](javascript:alert(1))",
        "[click](data:text/html,x)",
        "[click](file:///etc/passwd)",
        "![x](http://example.org/a.png)",
        "<style>body{}</style>",
    ],
)
def test_hostile_prose_is_shown_as_text(text: str) -> None:
    shown = html(text)
    for sign in ("<script", "<img", "<style", 'href="javascript', 'href="data', 'href="file'):
        assert sign not in shown


@given(st.text(max_size=80))
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    allowed = (
        "p|a|em|strong|code|pre|ul|ol|li|blockquote|hr|br|h[1-6]|table|thead|tbody|tr|th|td|span"
    )
    for tag in re.findall(r"<\s*/?\s*([A-Za-z!?][^\s>/]*)", html(text)):
        assert re.fullmatch(allowed, tag), (text, tag)


# --- problems of prose ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "help"),
    [
        ('Two\nlines {{ results["TCT.improvd"] }}', "CP403", "methods.md:2:19",
         "there is no result `TCT.improvd`", "did you mean `TCT.improved` or `TCT.improved.who`?"),
        ("As shown [@Do2001]", "CP404", "methods.md:1:11",
         "`Do2001` is not in the references", "did you mean `Doe2001` or `Roe2002`?"),
        ("See [@fig:chang]", "CP405", "methods.md:1:6", "there is no figure `chang`",
         "did you mean `change`?"),
        ("See [@tbl:scors]", "CP406", "methods.md:1:6", "there is no table `scors`",
         "did you mean `scores`?"),
        ("See [@case:P09]", "CP407", "methods.md:1:6", "there is no case `P09`",
         "did you mean `P01`?"),
        ("See [@sec:result]", "CP411", "methods.md:1:6", "there is no section `result`",
         "did you mean `results`?"),
        ("", "CP408", "methods.md:1:1", "methods.md is empty", "write it, or take it out"),
        ("{{ 1 + 1 }}", "CP412", "methods.md:1:1", "`{{ 1 + 1 }}` cannot be filled in",
         "prose names results and nothing else"),
        ("{% for x in y %}", "CP412", "methods.md:1:1",
         "`{% for x in y %}` cannot be filled in", "prose names results and nothing else"),
        ("{{ ''.__class__.__mro__ }}", "CP412", "methods.md:1:1",
         "`{{ ''.__class__.__mro__ }}` cannot be filled in",
         "prose names results and nothing else"),
        ("{{ open", "CP412", "methods.md:1:1", "`{{` cannot be filled in",
         "prose names results and nothing else"),
        ('{{ results["TCT.improved"].words }}', "CP412", "methods.md:1:1",
         "a result has no `words`", "did you mean `In_words` or `of_in_words`?"),
        ("{{ rules.improvment }}", "CP412", "methods.md:1:1", "there is no `rules.improvment`",
         "did you mean `improvement`?"),
    ],
)  # fmt: skip
def test_what_prose_cannot_say(
    text: str, code: str, place: str, message: str, help: str, tmp_path: Path
) -> None:
    folder = smallest(tmp_path, add={"methods.md": text, "references.bib": BIB})
    found = problem(folder, code)
    assert (*said(found), found.help) == (code, place, message, help)


def test_problems_in_the_prose_of_a_case_stand_at_their_place_in_its_file(tmp_path: Path) -> None:
    outcome = "adverse_events: none\noutcome: |\n  First line.\n\n  Then [@Nobody].\n"
    found = problem(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", outcome)), "CP404")
    assert str(found.place) == "P01.yaml:28:9"
    assert found.case == "P01"


def test_problems_in_the_abstract_stand_at_their_place(tmp_path: Path) -> None:
    change = ("series.yaml", "Background: Little is known.", 'Background: "Little [@Nobody]."')
    found = {str(p.place) for p in check(smallest(tmp_path, change)).problems}
    assert found == {"series.yaml:13:24"}


# --- the article ---------------------------------------------------------------------------------


def test_floats_follow_the_block_that_first_mentions_them(tmp_path: Path) -> None:
    methods = "First.\n\nSee [@tbl:outcomes] and [@tbl:characteristics].\n\nLast [@tbl:outcomes].\n"
    sections = article(smallest(tmp_path, add={"methods.md": methods})).sections
    kinds = [b.float.id if b.float else "text" for b in sections[0].blocks]
    assert kinds[:5] == ["text", "text", "outcomes", "characteristics", "text"]
    assert [b.float.number for b in sections[0].blocks if b.float] == [1, 2]


def test_floats_that_nothing_mentions_come_at_the_end_of_the_results(tmp_path: Path) -> None:
    composed = article(smallest(tmp_path))
    results = next(s for s in composed.sections if s.title == "Results")
    placed = [b.float for b in results.blocks if b.float]
    assert placed
    assert {f.anchor for f in placed} == {f.anchor for f in composed.floats}


def test_the_rule_is_printed_in_methods_even_where_the_authors_do_not_ask(tmp_path: Path) -> None:
    methods = article(smallest(tmp_path)).sections[0]
    text = words_of(*nodes_of(methods.blocks))
    assert "Scoring, improvement and statistics" in text
    assert "rule “score”" in text


def test_the_rule_is_printed_once_where_they_do(tmp_path: Path) -> None:
    words = "{{ rules.improvement }}\n\n{{ rules.scoring }}\n\n{{ rules.statistics }}\n"
    methods = article(smallest(tmp_path, add={"methods.md": words})).sections[0]
    text = words_of(*nodes_of(methods.blocks))
    assert "Scoring, improvement and statistics" not in text
    assert text.count("rule “score”") == 1


def test_absent_declarations_are_left_out(tmp_path: Path) -> None:
    assert article(smallest(tmp_path)).declarations == ()


def test_references_are_listed_in_the_order_of_first_citation(tmp_path: Path) -> None:
    add = {"methods.md": "One [@Roe2002]. Two [@Doe2001; @Roe2002].\n", "references.bib": BIB}
    composed = article(smallest(tmp_path, add=add))
    assert [(r.number, r.key) for r in composed.references] == [(1, "Roe2002"), (2, "Doe2001")]


# --- claims --------------------------------------------------------------------------------------

CLAIM = "{text: one child had better trunk control, holds: TCT.improved = 1 of 1}"


@pytest.mark.parametrize(
    ("claim", "code", "message"),
    [
        ("{text: one child had better trunk control, holds: TCT.improved = 0 of 1}", "CP401",
         "the claim says `TCT.improved = 0 of 1`, the data give `1 of 1`"),
        ("{text: one child had better trunk control, holds: P01.change.TCT.total > 40}", "CP401",
         "the claim says `P01.change.TCT.total > 40`, the data give `+38`"),
        ("{text: one child had better trunk control, holds: P01.TCT.verdict = worse}", "CP401",
         "the claim says `P01.TCT.verdict = worse`, the data give `better`"),
        ("{text: all was well, holds: TCT.improved = 1 of 1}", "CP402",
         "these words are nowhere in the manuscript"),
        ("{text: one child had better trunk control, holds: TCT.improved is 1}", "CP409",
         "`TCT.improved is 1` is not a condition"),
        ("{text: one child had better trunk control, holds: P01.TCT.verdict > 3}", "CP409",
         "`P01.TCT.verdict` is `better`, which cannot be compared with `> 3`"),
        ("{text: one child had better trunk control, holds: TCT.imprved = 1 of 1}", "CP403",
         "there is no result `TCT.imprved`"),
    ],
)  # fmt: skip
def test_claims_are_checked_against_the_ledger_and_the_text(
    claim: str, code: str, message: str, tmp_path: Path
) -> None:
    found = problem(smallest(tmp_path, ("series.yaml", CLAIM, claim)), code)
    assert found.message == message
    assert (found.place.file, found.place.line) == ("series.yaml", 15)


def test_a_claim_of_a_count_is_false_where_nobody_could_be_counted(tmp_path: Path) -> None:
    after = (
        "      TCT: {rolling to weak side: 12, rolling to strong side: 25, "
        "sitting up from lying: 12, sitting balance: 25}\n"
    )
    found = problem(smallest(tmp_path, ("P01.yaml", after, "")), "CP401")
    message = "the claim says `TCT.improved = 1 of 1`, the data give `not assessable`"
    assert found.message == message


def test_a_false_claim_names_the_sources_of_the_true_number(tmp_path: Path) -> None:
    false = CLAIM.replace("1 of 1", "0 of 1")
    found = problem(smallest(tmp_path, ("series.yaml", CLAIM, false)), "CP401")
    assert "P01.TCT.verdict is better" in found.help
    assert "cpreport explain TCT.improved" in found.help


@pytest.mark.parametrize(
    "holds",
    ["TCT.improved = 1 of 1", "TCT.improved >= 1", "TCT.improved != 0 of 1",
     "P01.TCT.verdict = Better", "P01.after.MAS.elbow_flexors.right = 1+",
     "[TCT.improved = 1 of 1, P01.change.TCT.total > 13.9]"],
)  # fmt: skip
def test_true_claims_pass(holds: str, tmp_path: Path) -> None:
    claim = f"{{text: One child had  better trunk control., holds: {holds}}}"
    assert check(smallest(tmp_path, ("series.yaml", CLAIM, claim))).problems == ()


# --- references ----------------------------------------------------------------------------------


def bib(text: str, name: str = "references.bib") -> tuple[dict[str, Work], list[Problem]]:
    read = read_bibliography((SectionText(name, text),))
    return dict(read.works), list(read.problems)


STYLED = {
    "article": (
        BIB.split("\n@article{Roe")[0],
        "Doe JA, Müller K; Tone Group. On tone. J Ex. 2001;7(2):206–7. doi:10.5555/one",
    ),
    "seven authors": (
        "@article{k, author={A, A and B, B and C, C and D, D and E, E and F, F and G, G},"
        " title={T}, journal={J}, year={2020}, volume={1}, pages={e12}}",
        "A A, B B, C C, D D, E E, F F, et al. T. J. 2020;1:e12.",
    ),
    "and others": (
        "@article{k, author={Doe, Jane and others}, title={T}, journal={J}, year={2020}}",
        "Doe J, et al. T. J. 2020.",
    ),
    "book": (
        "@book{k, author={{Medical Research Council}}, title={Aids}, edition={2},"
        " address={London}, publisher={HMSO}, year={1976}}",
        "Medical Research Council. Aids. 2nd ed. London: HMSO; 1976.",
    ),
    "chapter": (
        "@incollection{k, author={Doe, Jane}, title={Part}, booktitle={Whole},"
        " editor={Roe, R and Poe, P}, address={Bern}, publisher={Ex}, year={2010}, pages={1098--1103}}",
        "Doe J. Part. In: Roe R, Poe P, editors. Whole. Bern: Ex; 2010. p. 1098–103.",
    ),
    "web page": (
        "@online{k, author={{WHO}}, title={Facts}, year={2021}, url={https://example.org/f},"
        " urldate={2024-03-05}, publisher={WHO}, address={Geneva}}",
        "WHO. Facts [Internet]. Geneva: WHO; 2021 [cited 2024 Mar 5]."
        " Available from: https://example.org/f",
    ),
    "preprint": (
        "@unpublished{k, author={Doe, Jane}, title={Early}, howpublished={Preprint},"
        " publisher={Research Square}, year={2025}, doi={https://doi.org/10.5555/two}}",
        "Doe J. Early [Preprint]. Research Square; 2025. doi:10.5555/two",
    ),
    "von and suffix": (
        "@article{k, author={van der Meche, Frans G. A. and King, Jr, Martin Luther},"
        " title={Is it?}, journal={J}, year={1991}, volume={14}, pages={382-389}}",
        "van der Meche FGA, King ML Jr. Is it? J. 1991;14:382–9.",
    ),
}


@pytest.mark.parametrize("name", STYLED)
def test_references_are_printed_in_the_style_of_the_nlm(name: str) -> None:
    text, expected = STYLED[name]
    references, problems = bib(text)
    assert problems == []
    assert words_of(*vancouver(next(iter(references.values())))) == expected


def test_csl_json_gives_the_same_reference_as_bibtex() -> None:
    csl = """[{"id": "Doe2001", "type": "article-journal", "title": "On tone",
      "author": [{"family": "Doe", "given": "Jane A."}, {"family": "Müller", "given": "Karl"},
                 {"literal": "Tone Group"}],
      "container-title": "Journal of Examples", "container-title-short": "J Ex",
      "issued": {"date-parts": [[2001, 5]]}, "volume": 7, "issue": "2", "page": "206-207",
      "DOI": "10.5555/one"}]"""
    references, problems = bib(csl, "references.json")
    assert problems == []
    assert vancouver(references["Doe2001"]) == vancouver(bib(BIB)[0]["Doe2001"])


@pytest.mark.parametrize(
    ("name", "text", "code", "place", "message"),
    [
        ("references.bib", "@article{k,\n title={T}, year={2001}}", "CP410", "references.bib:1:1",
         "`k` has no journal or book title"),
        ("references.bib", "@online{k, title={T}}", "CP410", "references.bib:1:1",
         "`k` has no address (url)"),
        ("references.bib", "\n@article{k, title={T\n", "CP413", "references.bib:2:1",
         "this entry is not BibTeX"),
        ("references.bib", BIB + "@book{Doe2001, title={X}, year={2000}}\n", "CP413",
         "references.bib:9:1", "`Doe2001` is already the key of references.bib:1:1"),
        ("references.json", '{"id": "k"}', "CP413", "references.json:1:1",
         "this is not a list of references"),
        ("references.json", '[{"title": "T"}]', "CP413", "references.json:1:2",
         "this reference has no id"),
        ("references.json", "[", "CP413", "references.json:1:2",
         "this is not JSON: expecting value"),
    ],
)  # fmt: skip
def test_problems_of_the_bibliography(
    name: str, text: str, code: str, place: str, message: str, tmp_path: Path
) -> None:
    found = problem(smallest(tmp_path, add={name: text}), code)
    assert said(found) == (code, place, message)


def test_the_report_of_a_case_numbers_its_own_references(tmp_path: Path) -> None:
    outcome = "adverse_events: none\noutcome: She sat alone [@Poe2003].\n"
    folder = smallest(
        tmp_path,
        ("P01.yaml", "adverse_events: none\n", outcome),
        add={"references.bib": BIB, "methods.md": "We follow [@Doe2001].\n"},
    )
    report = check(folder).reports["P01"]
    assert [(r.number, r.key) for r in report.references] == [(1, "Poe2003")]
    assert "She sat alone" in words_of(*nodes_of(report.parts["outcome"]))


def test_composing_twice_gives_the_same(tmp_path: Path) -> None:
    findings = check(smallest(tmp_path)).findings
    assert findings is not None
    assert compose_article(findings) == compose_article(findings)


@pytest.mark.parametrize(
    ("abstract", "place"),
    [
        ("Background: >-\n    One line, and\n    another [@Nobody].", "series.yaml:15:14"),
        ("Background: >\n    One.\n\n    Two, and\n    a third [@Nobody].", "series.yaml:17:14"),
        ("Background: |\n    One.\n      deeper [@Nobody].", "series.yaml:15:15"),
        ("Background: One line\n    and [@Nobody].", "series.yaml:14:10"),
        ('Background: "One line\n    and [@Nobody]."', "series.yaml:14:10"),
        ("Background: 'It [@Nobody].'", "series.yaml:13:20"),
    ],
)
def test_a_problem_stands_at_its_place_however_the_text_is_written(
    abstract: str, place: str, tmp_path: Path
) -> None:
    change = ("series.yaml", "Background: Little is known.", abstract)
    assert str(problem(smallest(tmp_path, change), "CP404").place) == place


def test_a_false_claim_is_not_also_said_to_be_missing(tmp_path: Path) -> None:
    claim = "{text: no child had better trunk control, holds: TCT.improved = 0 of 1}"
    codes = [p.code for p in check(smallest(tmp_path, ("series.yaml", CLAIM, claim))).problems]
    assert codes == ["CP401"]


def test_a_problem_in_the_prose_of_a_case_is_said_once(tmp_path: Path) -> None:
    outcome = "adverse_events: none\noutcome: Then [@Nobody].\n"
    found = check(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", outcome))).problems
    assert [(p.code, p.case) for p in found] == [("CP404", "P01")]


def test_no_citation_is_unknown_while_nobody_can_read_which_works_there_are(
    tmp_path: Path,
) -> None:
    old = ("methods.md", METHODS, "As said [@Mueller2001].\n")
    bib = "@book{Mueller2001, title = {M\xfcll}}".encode("latin-1")
    found = check(smallest(tmp_path, old, add={"references.bib": bib}))
    assert [p.code for p in found.problems] == ["CP001"]
    assert isinstance(found, Unreadable)


def test_a_table_that_counts_no_event_is_not_printed_where_the_text_says_it(tmp_path: Path) -> None:
    """The text says in how many patients there was one; the table would say it once more."""
    told = RESULTS_TEXT + 'None of {{ results["adverse_events.patients"].of_in_words }} patients.\n'

    def tables(name: str, text: str) -> set[str]:
        floats = article(smallest(tmp_path / name, add={"results.md": text})).floats
        return {shown.id for shown in floats if shown.kind == "table"}

    assert "adverse_events" in tables("silent", RESULTS_TEXT)
    assert "adverse_events" not in tables("told", told)
    assert "adverse_events" in tables("asked", told + "\nSee [@tbl:adverse_events].\n")


def test_rules_that_the_supplement_prints_are_not_added_to_the_methods(tmp_path: Path) -> None:
    more = "supplement:\n  title: More\n  sections: [{title: Scoring, file: scoring.md}]\n"
    added = ("series.yaml", "sections:\n", more + "sections:\n")
    beside = smallest(tmp_path, added, add={"scoring.md": "{{ rules.scoring }}\n"})
    text = words_of(*nodes_of(article(beside).sections[0].blocks))
    assert "rule “score”" in text
    assert "Nothing missing was replaced" not in text
