"""What an author wrote is printed as it is meant, or a problem says so at its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.check.check_series import Ready, check
from cpreport.manuscript.document import Float, nodes_of
from cpreport.manuscript.fill_prose import _ONLY_WORDS, blocks, mentions, problems_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Known, Numbers, Prose, at_file
from cpreport.manuscript.read_prose import read
from cpreport.manuscript.tree import (
    Citation,
    CrossReference,
    Emphasis,
    Heading,
    LineBreak,
    ListBlock,
    Note,
    Number,
    Paragraph,
    Quotation,
    Rule,
    Strong,
    Subscript,
    Superscript,
    TableBlock,
    Text,
    walk,
)
from cpreport.outcomes.result import Result
from cpreport.publish.html.nodes import html_of
from tests.smallest import said, smallest

KNOWN = Known(
    results={"MAS.improved": Result("MAS.improved", "improved", Decimal(3), "3", of=4)},
    rules={"scoring": "Scored *by rule*.\n\n- one\n- two"},
    references=frozenset({"Doe2001", "Roe2002", "Poe2003"}),
    figures=("change",),
    tables=("scores",),
    cases=("P01",),
    sections={"methods": "Methods"},
    authors={"Doe2001": "Doe et al.", "Roe2002": "Roe and Poe"},
    pictures={("P01", "media/gait.jpg"): "image-1"},
    of_cases={("P01", "fig", "image-1"): "Figure 4 of the report of P01"},
)
NUMBERS = Numbers(
    {"Doe2001": 1, "Roe2002": 2, "Poe2003": 3},
    {("figure", "change"): Float("figure", "change", 2)},
)


def prose(text: str, case: str = "") -> Prose:
    return Prose(text, at_file("x.md"), "x.md", case=case)


def printed(text: str, case: str = "") -> str:
    """What is read of a text."""
    return words_of(*blocks(prose(text, case), KNOWN, NUMBERS)).replace("\N{NO-BREAK SPACE}", " ")


def found(text: str, case: str = "") -> list[tuple[str, str]]:
    """Codes of problems, and where they stand."""
    problems = problems_of(prose(text, case), KNOWN)
    return [(p.code, f"{p.place.line}:{p.place.column}") for p in problems]


def kinds(text: str) -> list[str]:
    return [type(block).__name__ for block in read(text).blocks]


# --- signs that are only signs -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "(a) the elbow flexors (R), (b) the wrist flexors (L), and (c) the calves",
        "hepatitis (C), (tm), (TM), (p), (r) and (P)",
        "graded 1+-2 and +-3",
        "1*10^6 cells/kg at first and 2*10^6 cells/kg later",
        "sex*time and age*time, 2*3*4, 3 * 4 * 5",
        "range 3..5, ,, ???? and !!!!",
        "from ~5 to ~7 kg, 5~7 and 8~9",
        "10^6, 10^7 and 10^6/10^7, 10^6-10^7",
        "p < 0.05 and <5 mg, x<y>z",
        "3 @ 5 mg, @50 mg, a@b.org and 3@5",
        "[@ rest] and [@…] and [a@b.org]",
        "US$5 and $7, {a}, a_b_c",
        "un*believ*able",
        "a backslash\\a of its own",
        "--strict",
    ],
)
def test_letters_and_signs_are_printed_as_they_are_written(text: str) -> None:
    assert printed(text) == text
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("1+--2", "1+–2"),
        ("pages 3--4 -- and more---or less...", "pages 3–4 – and more—or less…"),
        ("so....", "so…."),
        ("\"Well,\" she said, it's 'hers'", "“Well,” she said, it’s ‘hers’"),
        ('Shown{{ results["MAS.improved"] }}--4', "Shown3–4"),
        ('a --{{ results["MAS.improved"] }}', "a --3"),
    ],
)
def test_quotes_dashes_and_ellipses_are_set(text: str, reads: str) -> None:
    assert printed(text) == reads


@pytest.mark.parametrize(
    ("text", "kind", "inside"),
    [
        ("*x*", Emphasis, "x"),
        ("_x_", Emphasis, "x"),
        ("*SMN1*-related", Emphasis, "SMN1"),
        ("*p*53", Emphasis, "p"),
        ("**x y**", Strong, "x y"),
        ("**bold**ed", Strong, "bold"),
        ("这是*重点*内容", Emphasis, "重点"),
        ("10^6^ cells", Superscript, "6"),
        ("10^-3^", Superscript, "-3"),
        ("Ca^2+^", Superscript, "2+"),
        ("^99m^Tc", Superscript, "99m"),
        ("CO~2~", Subscript, "2"),
        ("HbA~1c~", Subscript, "1c"),
        ("SO~4~^2-^", Subscript, "4"),
    ],
)
def test_emphasis_and_raised_and_lowered_letters_are_set(
    text: str, kind: type[Emphasis], inside: str
) -> None:
    nodes = [node for node in walk(*read(text).blocks) if isinstance(node, kind)]
    assert [words_of(*node.inside) for node in nodes] == [inside]
    assert found(text) == []


# --- lines of a paragraph ------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [">", "+", "-", "*", "1.", "2)", "# 3 of", "10."])
def test_a_line_of_a_paragraph_may_begin_with_any_sign(sign: str) -> None:
    text = f"Her temperature had been\n{sign} 38.5 °C on two days."
    assert kinds(text) == ["Paragraph"]
    assert printed(text) == " ".join(text.split())
    assert found(text) == []


def test_several_signs_at_the_starts_of_lines_leave_one_paragraph() -> None:
    text = "It was\n> 38.5 °C, and\n+ on the right. She had gained\n- 0.3 kg since."
    assert printed(text) == "It was > 38.5 °C, and + on the right. She had gained - 0.3 kg since."
    assert kinds(text) == ["Paragraph"]
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Text\n\n- a\n- b", ["Paragraph", "ListBlock"]),
        ("Text\n\n1. a\n2. b", ["Paragraph", "ListBlock"]),
        ("Text\n\n> a\n> b", ["Paragraph", "Quotation"]),
        ("Text\n\n***\n\nText", ["Paragraph", "Rule", "Paragraph"]),
        ("Text\n## Heading\nText", ["Paragraph", "Heading", "Paragraph"]),
        ("Text\n| a | b |\n|---|---|\n| 1 | 2 |", ["Paragraph", "TableBlock"]),
        ("- a\n  wraps\n- b", ["ListBlock"]),
        ("1998. She was born.", ["Paragraph"]),
    ],
)
def test_lists_and_quotations_begin_after_a_blank_line(text: str, made: list[str]) -> None:
    assert kinds(text) == made
    assert found(text) == []


def test_a_list_in_a_list_needs_no_blank_line_unless_its_sign_may_belong_to_a_number() -> None:
    (outer,) = read("- Tone\n  - in the arms\n  - in the legs\n- Weight\n  - 0.3 kg").blocks
    assert isinstance(outer, ListBlock)
    inner = [node for node in walk(*outer.items[0]) if isinstance(node, ListBlock)]
    assert [len(made.items) for made in inner] == [2]
    assert words_of(*outer.items[1]) == "Weight - 0.3 kg"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Aims:\n- a\n- b", "2:1"),
        ("Aims:\n1. a\n2. b", "2:1"),
        ("- Weight\n  - 0.3 kg", "2:3"),
        ("- Weight\n  + on the right", "2:3"),
        ("- Weight\n  - less", "2:1"),
        ("- 0.3 kg", "1:1"),
        ("+ on the right", "1:1"),
        ("* p < 0.05", "1:1"),
        ("3. month", "1:1"),
        ("> 38.5 °C", "1:1"),
        ("Title\n---", "2:1"),
        ("Text\n* * *\nText", "2:1"),
    ],
)
def test_a_line_that_may_be_meant_otherwise_is_pointed_out(text: str, place: str) -> None:
    assert found(text) == [("CP418", place)]


def test_a_line_of_dashes_below_text_is_no_heading() -> None:
    assert not any(isinstance(n, Heading) for n in walk(*read("A\n---\nB\n===\n").blocks))
    assert any(isinstance(n, Rule) for n in walk(*read("A\n---\nB").blocks))
    problem = next(iter(problems_of(prose("A\n---"), KNOWN)))
    assert (problem.message, problem.help, problem.severity) == (
        "this line is set as a line across the page, and ends the paragraph above it",
        "begin a heading with `## `, or leave a blank line above",
        "warning",
    )


def test_a_sign_with_a_backslash_is_printed_where_a_list_would_begin() -> None:
    assert printed("\\- 0.3 kg\n\n\\> 38.5\n\n3\\. month") == "- 0.3 kg > 38.5 3. month"
    assert found("\\- 0.3 kg\n\n\\> 38.5") == []


# --- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("At 3 years. <!-- ask her mother --> She sits.", "At 3 years. She sits."),
        ("One <!-- two\nthree --> four", "One four"),
        ("<!-- whole -->\n\nText", "Text"),
        ("<!-- over\n\nblank lines -->\nText", "Text"),
        ("Text <!-- at the end -->", "Text"),
        ("Text {# as templates\nhave it #} too", "Text too"),
        ("One\n<!-- between -->\ntwo", "One two"),
        ("- a <!-- b -->\n- c", "a c"),
        ("A<!-- {{ nothing }} [@Nobody] -->B", "AB"),
    ],
)
def test_comments_are_not_printed(text: str, reads: str) -> None:
    assert printed(text) == reads
    assert found(text) == []


def test_a_comment_that_is_all_of_a_text_leaves_no_paragraph() -> None:
    assert read("<!-- nothing yet -->").blocks == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A <!-- b", "1:3"),
        ("<!-- a\n\nb", "1:1"),
        ("A <!-- b\n\nc --> d", "1:3"),
        ("A {# b", "1:3"),
    ],
)
def test_a_comment_without_an_end_is_a_problem(text: str, place: str) -> None:
    assert found(text) == [("CP417", place)]


def test_a_comment_in_code_is_printed() -> None:
    assert printed("`<!-- x -->`") == "<!-- x -->"


# --- citations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("As @Doe2001 said", "As Doe et al. [1] said"),
        ("As @Doe2001, and @Roe2002.", "As Doe et al. [1], and Roe and Poe [2]."),
        ("@Poe2003 said", "[3] said"),
        ("@{Doe2001}x", "Doe et al. [1]x"),
        ("Doe said -@Doe2001.", "Doe said [1]."),
        ("Doe said [-@Doe2001]", "Doe said [1]"),
        ("[see @Doe2001, p. 3]", "[see 1, p. 3]"),
        ("[see @Doe2001, pp. 3--4; but not @Roe2002]", "[see 1, pp. 3–4; but not 2]"),
        ("[@Doe2001, @Roe2002]", "[1,2]"),
        ("[@Doe2001 and @Roe2002]", "[1,2]"),
        ("[ @Doe2001 ]", "[1]"),
        ("[@Doe2001;\n@Roe2002; @Poe2003]", "[1–3]"),
        ("[@Doe2001, p. 3, @Roe2002]", "[1, p. 3; 2]"),
        ("[@fig:change; @Doe2001]", "Figure 2; [1]"),
        ("[@fig:change; @sec:methods]", "Figure 2, Methods"),
        ("See @fig:change.", "See Figure 2."),
        ("[@Doe2001](x)", "[1](x)"),
        ("[@Doe2001]: x", "[1]: x"),
    ],
)
def test_every_form_of_citation_is_set(text: str, reads: str) -> None:
    assert printed(text) == reads
    assert found(text) == []


@pytest.mark.parametrize("text", ["\\@Doe2001", "\\[@Doe2001]", "`@Doe2001`", "`[@Doe2001]`"])
def test_a_sign_that_is_escaped_or_in_code_is_no_citation(text: str) -> None:
    assert printed(text) == text.replace("\\", "").strip("`")
    assert list(mentions(prose(text))) == []
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "code", "place", "message", "hint"),
    [
        ("As @doe2001 said", "CP404", "1:4", "`doe2001` is not in the references",
         "did you mean `Doe2001` or `Roe2002`?"),
        ("a\nb @home", "CP404", "2:3", "`home` is not in the references",
         "add it to references.bib or references.json, or write `\\@` where it is no citation"),
        ("[see @Nobody, p. 3]", "CP404", "1:6", "`Nobody` is not in the references",
         "add it to references.bib or references.json"),
        ("[-@Nobody]", "CP404", "1:3", "`Nobody` is not in the references",
         "add it to references.bib or references.json"),
        ("[@Doe2001, @Nobody]", "CP404", "1:12", "`Nobody` is not in the references",
         "add it to references.bib or references.json"),
        ("@fig:chang", "CP405", "1:1", "there is no figure `chang`", "did you mean `change`?"),
        ("[@Doe2001; @sec:method]", "CP411", "1:12", "there is no section `method`",
         "did you mean `methods`?"),
    ],
)  # fmt: skip
def test_what_is_cited_and_unknown_is_a_problem_at_its_place(
    text: str, code: str, place: str, message: str, hint: str
) -> None:
    (problem,) = problems_of(prose(text), KNOWN)
    at = f"{problem.place.line}:{problem.place.column}"
    assert (problem.code, at, problem.message, problem.help) == (code, place, message, hint)


@pytest.mark.parametrize(
    "text",
    ["Reported before [12]", "as in [3,4]", "seen [1-3].", "Others did the same (7-9)",
     "earlier studies (7, 8)", "seen.[4]"],
)  # fmt: skip
def test_a_citation_typed_by_hand_is_pointed_out(text: str) -> None:
    (problem,) = problems_of(prose(text), KNOWN)
    assert (problem.code, problem.severity) == ("CP419", "warning")
    start = problem.place.column - 1
    typed = text[start : start + problem.place.width]
    assert problem.message == f"`{typed}` looks like a citation typed by hand"
    assert problem.help == "cite the work with `[@key]`, so that it has its number and its entry"


@pytest.mark.parametrize(
    "text",
    ["95% CI [3-5]", "median 5 [3-8]", "a range [2, 4]", "IQR [2–4]", "the calves (2-3)",
     "grades (1-3)", "Others saw it. The calves (2-3)", "\\[12\\]", "`x [12]`", "aged [4]",
     "[18F]FDG"],
)  # fmt: skip
def test_numbers_in_brackets_that_are_no_citations_are_left_alone(text: str) -> None:
    assert found(text) == []


# --- notes ---------------------------------------------------------------------------------------


def test_a_footnote_may_have_its_text_elsewhere() -> None:
    text = 'Once[^1], and {{ results["MAS.improved"] }}[^b].\n\n[^b]: Said *so*\n    [@Doe2001].\n\n[^1]: First.'
    notes = [node for node in walk(*read(text).blocks) if isinstance(node, Note)]
    assert [words_of(*note.inside) for note in notes] == ["First.", "Said so []."]
    assert printed(text) == "Once, and 3. First. Said so [1]."
    assert kinds(text) == ["Paragraph"]
    assert list(mentions(prose(text))) == [("cite", "Doe2001")]
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("A[^1]", "CP415", "1:2", "the footnote `[^1]` has no text"),
        ("A\n\n[^1]: B", "CP415", "3:1", "nothing refers to the footnote `[^1]`"),
        ("A[^1]\n\n[^1]: B\n\n[^1]: C", "CP415", "5:1", "the footnote `[^1]` has a text already"),
        ("A[^1]\n\n[^1]: B^[C]", "CP416", "3:8", "a footnote holds no footnote"),
        ("A[^1]\n\n[^1]: B\n\n    - C", "CP416", "5:1",
         "a footnote holds paragraphs and nothing else"),
        ("A ^[two\nlines]", "CP416", "1:3", "`^[`: this is no footnote"),
    ],
)  # fmt: skip
def test_a_footnote_that_is_not_whole_is_a_problem(
    text: str, code: str, place: str, message: str
) -> None:
    (problem,) = problems_of(prose(text), KNOWN)
    assert (problem.code, problem.message) == (code, message)
    assert f"{problem.place.line}:{problem.place.column}" == place


# --- pictures ------------------------------------------------------------------------------------


def test_a_picture_of_the_case_files_is_the_figure_it_is() -> None:
    assert printed("![Gait](media/gait.jpg) so", "P01") == "Gait (Figure 4 of the report of P01) so"
    assert printed("![](media/gait.jpg)", "P01") == "Figure 4 of the report of P01"
    assert list(mentions(prose("![](media/gait.jpg)", "P01"), KNOWN)) == [("fig", "image-1")]
    assert found("![Gait](media/gait.jpg)", "P01") == []


def test_a_text_of_the_series_prints_no_picture() -> None:
    (problem,) = problems_of(prose("![Gait](media/gait.jpg)"), KNOWN)
    assert (problem.code, problem.message, problem.help) == (
        "CP405", "`media/gait.jpg` is not printed here", "pictures stand in texts of their case",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("![Gait](media/gate.jpg)", "did you mean `media/gait.jpg`?"),
        ("![x](http://example.org/a.png)", "name the file under `media` of its case"),
        ("![x](media/P09/sitting-2.png)", "name the file under `media` of its case"),
    ],
)
def test_a_picture_that_no_case_file_names_is_a_problem(text: str, hint: str) -> None:
    (problem,) = problems_of(prose(f"See {text}", "P01"), KNOWN)
    assert (problem.code, problem.place.column, problem.help) == ("CP405", 5, hint)
    assert printed(text, "P01") == text


# --- what is left over ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("A picture{width=50%}", "1:10", "`{width=50%}`: these braces are not set"),
        ("A\nb {#tbl:mine}", "2:3", "`{#tbl:mine}`: these braces are not set"),
        ("small {.smallcaps}", "1:7", "`{.smallcaps}`: these braces are not set"),
        ("{cite}`x`", "1:1", "`{cite}`: these braces are not set"),
        ("Table: My caption", "1:1", "a table in the text has no caption"),
        ("Term\n: definition", "2:1", "lists of definitions are not set"),
        ("::: note", "1:1", "these colons are not set"),
        ("~~gone~~", "1:1", "`~~gone~~`: text is not struck out here"),
        ("$x^2$", "1:1", "`$x^2$`: formulas are not set"),
        ("\\cite{Doe}", "1:1", "`\\cite{Doe}`: LaTeX is not set"),
        ("10<sup>6</sup>", "1:3", "`<sup>`: HTML is not set"),
        ("![x][y]", "1:1", "`![x][y]`: this picture is not printed"),
        ("[x](media/x.pdf)", "1:1", "`[x](media/x.pdf)`: this link leads nowhere that can be "
         "printed"),
        ("[x][y]", "1:1", "`[x][y]`: this link has no address"),
        ("| a | b |", "1:1", "this is no table: it has no line of dashes"),
        ("+---+", "1:1", "this is no table"),
        ("Title\n===", "2:1", "this line is no heading"),
        ("- [ ] todo\n- b", "1:3", "boxes to tick are not set"),
        ("A\n\n[x]: http://example.org", "3:1",
         "this address is not printed: no link has its name"),
    ],
)  # fmt: skip
def test_markup_that_is_not_set_is_pointed_out(text: str, place: str, what: str) -> None:
    problem = next(iter(problems_of(prose(text), KNOWN)))
    assert (problem.code, problem.message, problem.severity) == ("CP416", what, "warning")
    assert f"{problem.place.line}:{problem.place.column}" == place
    assert problem.help


@pytest.mark.parametrize("text", ["`{width=50%}`", "    ::: note", "```\n~~x~~\n```", "\\~~x~~"])
def test_markup_in_code_is_meant_as_it_stands(text: str) -> None:
    assert found(text) == []


# --- the tree ------------------------------------------------------------------------------------


def test_a_text_is_read_into_nodes_that_say_where_they_stand() -> None:
    text = '> *Three* {{ results["MAS.improved"].in_words }}\n> of[^1] [@Doe2001; @Roe2002].\n\n[^1]: Or more.\n'
    (quoted,) = read(text).blocks
    assert isinstance(quoted, Quotation)
    places = {
        type(node).__name__: text[slice(*node.at)]
        for node in walk(quoted)
        if node.at is not None and not isinstance(node, Text | Paragraph | Quotation)
    }
    assert places == {
        "Emphasis": "*Three*",
        "Number": '{{ results["MAS.improved"].in_words }}',
        "Note": "[^1]",
        "Citation": "[@Doe2001; @Roe2002]",
    }


def test_words_stand_where_they_are_written_whatever_stands_around_them() -> None:
    text = (
        "# A *b* c\n\n- one\n  two\n\n> three\n> four\n\n| five | six |\n|---|---|\n| 7 | 8 |\n\n"
        "A \\* b [c](http://x.org) **d *e* f** g^h^ <!-- i --> j\n"
    )
    for node in walk(*read(text).blocks):
        if isinstance(node, Text) and node.text.strip() and node.at is not None:
            assert text[slice(*node.at)].replace("\\", "") == node.text


@pytest.mark.slow
@given(st.text(alphabet='ab1 \n*_[]^@~{}<>!-+."\\`|#(:)', max_size=60))
def test_any_text_is_read_and_its_places_lie_in_it(text: str) -> None:
    for node in walk(*read(text).blocks):
        if node.at is not None:
            assert 0 <= node.at[0] <= node.at[1] <= len(text)
    for fault in read(text).faults:
        assert 0 <= fault.start <= fault.end <= len(text) + 1
    html_of(*blocks(prose(text), KNOWN, NUMBERS))


def test_a_generated_part_brings_its_own_paragraphs_and_lists() -> None:
    made = blocks(prose("First: {{ rules.scoring }}\nlast."), KNOWN, NUMBERS)
    assert [type(block).__name__ for block in made] == ["Paragraph", "ListBlock", "Paragraph"]
    assert words_of(*made) == "First: Scored by rule. one two last."


def test_a_table_keeps_its_cells_and_their_sides() -> None:
    (table,) = read('| a | b |\n|:--|--:|\n| {{ results["MAS.improved"] }} | c \\| d |').blocks
    assert isinstance(table, TableBlock)
    assert table.align == ("left", "right")
    assert isinstance(table.rows[0][0][0], Number)
    assert words_of(*table.rows[0][1]) == "c | d"


def test_a_text_cites_and_refers_in_the_order_of_its_words() -> None:
    text = "A^[B [@Roe2002]] and [@fig:change]; @Doe2001 [@tbl:scores; @Poe2003]."
    assert list(mentions(prose(text))) == [
        ("cite", "Roe2002"), ("fig", "change"), ("cite", "Doe2001"), ("tbl", "scores"),
        ("cite", "Poe2003"),
    ]  # fmt: skip
    nodes = list(walk(*read(text).blocks))
    assert sum(isinstance(node, Citation) for node in nodes) == 3
    assert sum(isinstance(node, CrossReference) for node in nodes) == 2


# --- in a series ---------------------------------------------------------------------------------

MEDIA = (
    "adverse_events: none\nmedia:\n  - {file: media/gait.png, caption: Gait., alt: A child walks.}\n"
    "outcome: As [@fig:image-1] and ![her gait](media/gait.png) show, and [@tbl:items] too.\n"
)
IMAGES = "date: 2023-02-14}\n  images: {given: yes, by: mother, date: 2023-02-14}"


def test_what_only_the_report_of_a_case_has_is_named_in_the_article(tmp_path: Path) -> None:
    folder = smallest(
        tmp_path,
        ("P01.yaml", "adverse_events: none\n", MEDIA),
        ("P01.yaml", "date: 2023-02-14}", IMAGES),
        ("series.yaml", "{title: Results, file: results.md}",
         "{title: Results, file: results.md, cases: all}"),
    )  # fmt: skip
    (folder / "media").mkdir()
    PIL.Image.new("RGB", (300, 200)).save(folder / "media/gait.png")
    ready = check(folder)
    assert isinstance(ready, Ready)
    assert ready.article is not None, [said(p) for p in ready.problems]
    (case,) = (section for section in ready.article.sections if section.case == "P01")
    report = ready.reports["P01"]
    numbers = {f.id: f.label.replace("\N{NO-BREAK SPACE}", " ") for f in report.floats}
    assert f"As {numbers['image-1']} of the report of P01 and her gait (" in words_of(
        *nodes_of(case.blocks)
    )
    assert f"{numbers['items']} of the report of P01 too." in words_of(*nodes_of(case.blocks))
    assert f"As {numbers['image-1']} and her gait ({numbers['image-1']}) show" in words_of(
        *nodes_of(report.parts["outcome"])
    )


def test_a_presented_case_without_a_text_is_no_bare_heading(tmp_path: Path) -> None:
    presenting = ("series.yaml", "sections:\n", "sections:\n  - {title: Cases, cases: all}\n")
    ready = check(smallest(tmp_path, presenting))
    assert isinstance(ready, Ready)
    assert ready.article is not None
    (case,) = (section for section in ready.article.sections if section.case == "P01")
    said_of_it = words_of(*nodes_of(case.blocks))
    assert said_of_it == "No history, findings or course of P01 is on record in words."


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "Table",
                "1.",
                "2 ",
                " ",
                "  ",
                ".",
                ",",
                ";",
                "%",
                "'",
                "-",
                "---",
                "\n",
                "\n",
                "1)",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_a_text_of_plain_words_has_nothing_to_fill_in_and_no_fault(text: str) -> None:
    if _ONLY_WORDS.fullmatch(text):
        assert read(text).faults == ()
        assert {type(node) for node in walk(*read(text).blocks)} <= {Paragraph, Text, LineBreak}


def test_plain_sentences_are_not_read_where_every_number_they_name_is_there() -> None:
    text = 'He had {{ results["%s"] }} then.\n'
    read.cache_clear()
    assert found(text % "MAS.improved") == []
    assert read.cache_info().misses == 0
    assert found(text % "MAS.improves") == [("CP403", "1:20")]
    assert found((text % "MAS.improved").replace("]", "].printd")) == [("CP412", "1:8")]
