"""What co-authors do in Word that no plain text has: it is kept, or it is reported with its place.

Each document is the article of the example, edited as Word writes it.
"""

from __future__ import annotations

import copy
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from cpreport.changes.accept import accept, choose, hold_what_can_be_written, hold_what_fits
from cpreport.changes.compare import changes_of
from cpreport.changes.docx_parts import open_parts
from cpreport.changes.found_changes import Changes
from cpreport.changes.returned import read_parts
from cpreport.check.check_series import Ready, check
from cpreport.problems import Refused
from cpreport.publish.docx import article_docx, report_docx
from cpreport.terminal.changes import changes_json, changes_text, difference
from tests.conftest import cpreport
from tests.render_series import case_tables, drawn, series_tables
from tests.test_changes_kept import W, as_shipped, document, element, series
from tests.test_citation_style import needs_pandoc

__all__ = ["series"]
pytestmark = pytest.mark.slow
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHILDREN = "The three children with less spasticity"


def beginning(root: Any, start: str) -> Any:
    """Find a paragraph by its first words."""
    for paragraph in root.iter(qn("w:p")):
        if "".join(t.text or "" for t in paragraph.iter(qn("w:t"))).startswith(start):
            return paragraph
    raise AssertionError(start)


def at(root: Any, words: str) -> tuple[Any, Any]:
    """Part the run that holds some words behind them, and give both halves."""
    for t in root.iter(qn("w:t")):
        before, found, behind = (t.text or "").partition(words)
        if found:
            run = t.getparent()
            rest = copy.deepcopy(run)
            t.text = before + found
            rest.find(qn("w:t")).text = behind
            run.addnext(rest)
            return run, rest
    raise AssertionError(words)


def put(root: Any, words: str, *new: Any) -> None:
    """Put elements behind some words."""
    run, _ = at(root, words)
    for one in reversed(new):
        run.addnext(one)


def run(said: str, about: str = "") -> Any:
    look = f"<w:rPr>{about}</w:rPr>" if about else ""
    return element("r", f'{look}<w:t xml:space="preserve">{said}</w:t>')


class Word:
    """The article, or a report, open in a word processor."""

    def __init__(self, name: str = "article") -> None:
        self.made = document(name)
        self.root = copy.deepcopy(self.made.document)
        self.footnotes: Any = None
        self.endnotes: Any = None
        self.links = {"rId9": "https://doi.org/10.1000/182"}

    def changes(self) -> Changes:
        notes = self.footnotes if self.footnotes is not None else self.made.footnotes
        parts = replace(
            self.made, document=self.root, footnotes=notes, endnotes=self.endnotes, links=self.links
        )
        return changes_of("m.docx", read_parts(parts), as_shipped())


def taken_over(folder: Path, changes: Changes, file: str) -> str:
    """Accept every edit, and read a file as it is then, its lines joined; the file is put back."""
    before = (folder / file).read_bytes()
    changes = hold_what_fits(folder, hold_what_can_be_written(folder, changes))
    accept(folder, changes, choose(changes, "all"))
    after = (folder / file).read_text("utf-8")
    (folder / file).write_bytes(before)
    return " ".join(after.split())


def only_edit(changes: Changes) -> tuple[str, str]:
    """What the one edit shows, and why it cannot be accepted."""
    (edit,) = changes.edits
    assert (edit.change is None) is bool(edit.why_not)
    return difference(edit.was, edit.now), edit.why_not


# --- paragraphs and sentences --------------------------------------------------------------------


def join(word: Word) -> None:
    """Join two paragraphs of the discussion."""
    first = beginning(word.root, "Concurrent therapy.")
    second = beginning(word.root, "Expectation and measurement.")
    first.append(run(" "))
    for child in list(second)[1:]:
        first.append(child)
    second.getparent().remove(second)


def test_two_paragraphs_that_were_joined_keep_their_citations_and_emphasis(series: Path) -> None:
    word = Word()
    join(word)
    found = word.changes()
    assert [edit.kind for edit in found.edits] == ["altered", "deleted"]
    after = taken_over(series, found, "discussion.md")
    assert (
        "stiffer. *Expectation and measurement.* Assessors and parents knew of the treatment, and "
        "single Ashworth grades are not reliable enough to carry a change of one grade "
        "[@Mutlu2008; @Fosang2003]. Children who"
    ) in after


def sentence(paragraph: Any, start: str, end: str) -> list[Any]:
    """Take the runs of a paragraph from some words to others."""
    _, first = at(paragraph, start)
    last, _ = at(paragraph, end)
    between = [first]
    while between[-1] is not last:
        between.append(between[-1].getnext())
    return between


def test_a_sentence_that_was_moved_still_cites_what_it_cited(series: Path) -> None:
    word = Word()
    here = beginning(word.root, "Concurrent therapy.")
    there = beginning(word.root, "Expectation and measurement.")
    moved = sentence(here, "interaction. ", "involved ")
    while "Conversely" not in "".join(t.text or "" for t in moved[-1].getnext().iter(qn("w:t"))):
        moved.append(moved[-1].getnext())
    full_stop, _ = at(moved[-1].getnext(), ". ")
    moved.append(full_stop)
    put(there, "measurement.", run(" "), *moved)
    after = taken_over(series, word.changes(), "discussion.md")
    assert (
        "*Expectation and measurement.* Spasticity grades also respond to training: in a small "
        "crossover study of four children they fell after treadmill training with spinal "
        "stimulation, and no cells were involved [@Shrivastav2023]. Assessors and parents"
    ) in after
    assert after.count("[@Shrivastav2023]") == 1


def test_a_paragraph_that_was_parted_keeps_its_citations(series: Path) -> None:
    word = Word()
    whole = beginning(word.root, "Expectation and measurement.")
    _, rest = at(whole, "[")
    half = element("p", '<w:pPr><w:pStyle w:val="BodyText"/></w:pPr>')
    start = rest.getprevious()
    for child in [start, *start.itersiblings()]:
        half.append(child)
    whole.addnext(half)
    found = word.changes()
    assert [(edit.kind, edit.why_not) for edit in found.edits] == [("altered", ""), ("added", "")]
    after = taken_over(series, found, "discussion.md")
    assert "a change of one grade [@Mutlu2008; @Fosang2003]. Children who" in after


def test_a_half_that_cannot_be_accepted_holds_the_other_half(series: Path) -> None:
    word = Word()
    first = beginning(word.root, "Concurrent therapy.")
    second = beginning(word.root, "Expectation and measurement.")
    put(
        second, "parents knew", element("r", f"<m:oMath {MATH}><m:r><m:t>n=3</m:t></m:r></m:oMath>")
    )
    for child in list(second)[1:]:
        first.append(child)
    second.getparent().remove(second)
    found = word.changes()
    assert [(edit.kind, edit.why_not) for edit in found.edits] == [
        ("altered", "an equation has no form in the manuscript: write it by hand"),
        ("deleted", "it belongs to edit 1, which cannot be accepted"),
    ]


@needs_pandoc
@pytest.mark.parametrize("style", ["ama", "apa"])
def test_citations_that_a_style_raises_or_names_are_kept_as_well(example: Path, style: str) -> None:
    file = example / "series.yaml"
    file.write_text(f"{file.read_text('utf-8')}\nreferences_style: {style}\n", "utf-8")
    ready = check(example)
    assert isinstance(ready, Ready)
    assert ready.article is not None, ready.problems
    word = Word()
    word.made = open_parts("m.docx", article_docx(ready.findings, ready.article, {}, {}))
    word.root = copy.deepcopy(word.made.document)
    join(word)
    parts = replace(word.made, document=word.root)
    after = taken_over(example, changes_of("m.docx", read_parts(parts), ready), "discussion.md")
    assert "a change of one grade [@Mutlu2008; @Fosang2003]. Children who" in after


def test_citations_are_known_by_what_they_cite_when_the_list_was_numbered_anew(
    series: Path,
) -> None:
    """Somebody deleted the first reference, and pressed F9: every later number is one less."""
    word = Word()
    entries = [p for p in word.root.iter(qn("w:p")) if _style(p) == "Bibliography"]
    entries[0].getparent().remove(entries[0])
    into = ""
    for part in word.root.iter(qn("w:instrText"), qn("w:t")):
        if part.tag == qn("w:instrText"):
            number = re.search(r"REF ref_(\d+)", part.text or "")
            into = number[1] if number else ""
        elif into and part.text == into and int(into) > 1:
            part.text = str(int(into) - 1)
            into = ""
    put(word.root, CHILDREN, run(" indeed"))
    found = word.changes()
    assert only_edit(found)[1] == ""
    assert "until twelve [@Hagglund2008]. The three children with less spasticity indeed" in (
        taken_over(series, found, "discussion.md")
    )


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(style.get(qn("w:val"))) if style is not None else ""


# --- signs ---------------------------------------------------------------------------------------


def test_raised_and_lowered_signs_come_back_as_such(series: Path) -> None:
    word = Word()
    raised, lowered = (f'<w:vertAlign w:val="{v}script"/>' for v in ("super", "sub"))
    put(word.root, "The three children", run(" (10"), run("6", raised), run(" cells, CO"),
        run("2", lowered), run(")"))  # fmt: skip
    found = word.changes()
    assert only_edit(found) == (
        "… twelve [27]. The three children {+(10⁶ cells, CO₂)+} with less spasticity were older …",
        "",
    )
    assert "The three children (10^6^ cells, CO~2~) with" in (
        taken_over(series, found, "discussion.md")
    )


def test_italics_bold_and_links_of_new_words_come_back_as_such(series: Path) -> None:
    word = Word()
    link = etree.fromstring(
        f'<w:hyperlink xmlns:w="{W}" xmlns:r="{REL}" r:id="rId9"><w:r><w:t>shown</w:t></w:r>'
        "</w:hyperlink>"
    )
    put(word.root, "The three children", run(" with "), run("KIF1A ", "<w:i/>"),
        run("and more", "<w:b/><w:i/>"), run(", as "), link)  # fmt: skip
    written = "with *KIF1A* ***and more***, as [shown](https://doi.org/10.1000/182)"
    assert f"The three children {written} with less" in (
        taken_over(series, word.changes(), "discussion.md")
    )


@pytest.mark.parametrize(
    "sign",
    [
        '<w:sym w:font="Symbol" w:char="F0B3"/>',
        '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr><w:t>\uf0b3</w:t>',
    ],
)
def test_a_sign_of_the_symbol_font_is_a_letter(series: Path, sign: str) -> None:
    word = Word()
    put(word.root, "grades also respond", run(" "), element("r", sign))
    found = word.changes()
    assert (
        only_edit(found)[0]
        == "… interaction. Spasticity grades also respond {+≥+} to training: in a small …"
    )
    assert "grades also respond ≥ to training" in taken_over(series, found, "discussion.md")


@pytest.mark.parametrize(
    ("new", "shown", "why"),
    [
        (
            f"<m:oMath {MATH}><m:r><m:t>n=3</m:t></m:r></m:oMath>",
            "{+(n=3)+}",
            "an equation has no form in the manuscript: write it by hand",
        ),
        (
            '<w:sym w:font="Wingdings" w:char="F0E0"/>',
            "{+(\N{REPLACEMENT CHARACTER})+}",
            "a sign of the font Wingdings has no form in the manuscript: write it by hand",
        ),
        (
            "<w:drawing/>",
            "{+([picture])+}",
            "a picture has no form in the manuscript: write it by hand",
        ),
    ],
)
def test_what_no_text_has_is_shown_and_refused(new: str, shown: str, why: str) -> None:
    word = Word()
    put(word.root, "The three children", run(" ("), element("r", new), run(")"))
    text, why_not = only_edit(word.changes())
    assert f"The three children {shown} with less" in text
    assert why_not == why


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_footnote_of_a_co_author_comes_into_the_text(series: Path, kind: str) -> None:
    word = Word()
    notes = element(
        f"{kind}s",
        f'<w:{kind} w:type="separator" w:id="-1"><w:p/></w:{kind}>'
        f'<w:{kind} w:id="2"><w:p><w:r><w:{kind}Ref/></w:r><w:r><w:t xml:space="preserve"> As'
        f" others found [27].</w:t></w:r></w:p></w:{kind}>",
    )
    setattr(word, f"{kind}s", notes)
    put(word.root, "The three children", element("r", f'<w:{kind}Reference w:id="2"/>'))
    found = word.changes()
    assert only_edit(found) == (
        "… until twelve [27]. The three [-children-] {+children[footnote: As others found [27].]+} "
        "with less spasticity were older …",
        "",
    )
    assert "The three children^[As others found [@Hagglund2008].] with less" in (
        taken_over(series, found, "discussion.md")
    )


def test_a_footnote_in_what_cpreport_writes_is_reported() -> None:
    word = Word()
    word.footnotes = element(
        "footnotes", '<w:footnote w:id="2"><w:p><w:r><w:t>Sure?</w:t></w:r></w:p></w:footnote>'
    )
    put(word.root, "Characteristics", element("r", '<w:footnoteReference w:id="2"/>'))
    found = word.changes()
    assert found.edits == ()
    (note,) = found.not_taken
    assert (note.what, note.said) == ("footnote", "Sure?")
    assert note.where.startswith("Table\N{NO-BREAK SPACE}1 Characteristics")


# --- what is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (" [28]", " [@Shrivastav2023]"),
        (" [21,22]", " [@Mutlu2008; @Fosang2003]"),
        (" (Table 2)", " ([@tbl:outcomes])"),
    ],
)
def test_a_citation_that_was_typed_cites(series: Path, typed: str, written: str) -> None:
    word = Word()
    put(word.root, "The three children", run(typed))
    found = word.changes()
    assert only_edit(found)[1] == ""
    after = taken_over(series, found, "discussion.md")
    assert f"The three children{written} with less" in after


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (" [99]", "[99] was typed for a citation: write its key by hand"),
        (
            " [27, 28]",
            "[27, 28] was typed for a citation: write [@Hagglund2008; @Shrivastav2023] by hand",
        ),
    ],
)
def test_a_citation_that_no_reference_is_is_refused(typed: str, why: str) -> None:
    word = Word()
    put(word.root, "The three children", run(typed))
    assert only_edit(word.changes())[1] == why


def test_a_number_that_moved_is_printed_in_the_same_form(series: Path) -> None:
    """`three` stays so, and does not become 3."""
    word = Word()
    control = next(beginning(word.root, "Ten to twelve months after").iter(qn("w:sdt")))
    put(
        beginning(word.root, "Concurrent therapy."),
        "therapy.",
        run(" In "),
        control,
        run(" it was."),
    )
    found = word.changes()
    after = taken_over(series, found, "discussion.md")
    assert (
        '*Concurrent therapy.* In {{ results["MAS.improved"].in_words }} it was. Physiotherapy'
        in after
    )


# --- what is no part of the text -----------------------------------------------------------------


def test_the_text_of_a_box_is_told_apart_from_the_sentence_it_is_anchored_in() -> None:
    word = Word()
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>Check the ages</w:t></w:r></w:p>"
        "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>"
        "<w:t>Check the ages</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    put(word.root, "The three children", element("r", box))
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    (left,) = found.not_taken
    assert (left.what, left.said) == ("text box", "Check the ages")
    assert left.place is not None
    assert left.place.file == "discussion.md"
    assert changes_text(found, 80, colour=False).startswith(
        "m.docx: 1 text box.\n\nNot taken over\n   discussion.md:"
    )


@pytest.mark.parametrize(
    ("look", "what"), [("<w:vanish/>", "hidden text"), ("<w:strike/>", "struck through")]
)
def test_hidden_and_struck_words_are_reported_and_stay(look: str, what: str) -> None:
    word = Word()
    first, _ = at(word.root, "The three children")
    first.insert(0, element("rPr", look))
    found = word.changes()
    assert found.edits == ()
    (left,) = found.not_taken
    assert (left.what, left.place and left.place.file) == (what, "discussion.md")
    assert left.said.endswith("The three children")


def test_new_words_that_are_hidden_or_struck_through_are_not_taken_over() -> None:
    word = Word()
    put(word.root, "The three children", run(" nobody sees", "<w:vanish/>"))
    found = word.changes()
    assert (found.edits, [left.said for left in found.not_taken]) == ((), ["nobody sees"])
    word = Word()
    put(word.root, "The three children", run(" or four", "<w:dstrike/>"))
    assert only_edit(word.changes())[1] == (
        "words in it are struck through: take them out in Word, or write it by hand"
    )


# --- tables and figures --------------------------------------------------------------------------


def cell_of(word: Word, result: str) -> Any:
    """Find the content control of a result in a table."""
    for control in word.root.iter(qn("w:sdt")):
        alias = control.find(f"{qn('w:sdtPr')}/{qn('w:alias')}")
        in_table = any(above.tag == qn("w:tbl") for above in control.iterancestors())
        if in_table and alias is not None and alias.get(qn("w:val")) == result:
            return control
    raise AssertionError(result)


def test_a_cell_that_was_typed_anew_says_its_table_row_column_and_result() -> None:
    word = Word()
    control = cell_of(word, "P01.follow_up")
    control.getparent().replace(control, run("12.1"))
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    (typed,) = found.overwritten
    assert (typed.ids, typed.made, typed.found, typed.ledger, typed.where) == (
        "P01.follow_up", "11.1", "12.1", "11.1", "Table 1, row P01, column Follow-up, months",
    )  # fmt: skip


def test_struck_words_in_a_cell_say_their_table_row_and_column() -> None:
    word = Word()
    control = cell_of(word, "P01.follow_up")
    next(control.iter(qn("w:r"))).insert(0, element("rPr", "<w:strike/>"))
    (left,) = word.changes().not_taken
    assert (left.what, left.said, left.where) == (
        "struck through", "11.1", "Table 1, row P01, column Follow-up, months",
    )  # fmt: skip


def test_a_table_that_was_deleted_is_told_by_its_caption() -> None:
    word = Word()
    table = next(word.root.iter(qn("w:tbl")))
    table.getparent().remove(table)
    (gone,) = word.changes().altered
    assert (gone.kind, gone.was.replace("\N{NO-BREAK SPACE}", " ")) == (
        "table deleted", "Table 1 Characteristics of the patients",
    )  # fmt: skip


def test_a_row_that_was_deleted_says_its_table_and_where() -> None:
    word = Word()
    row = next(a for a in cell_of(word, "P02.follow_up").iterancestors() if a.tag == qn("w:tr"))
    row.getparent().remove(row)
    (gone,) = word.changes().altered
    assert gone.kind == "cells altered"
    assert gone.was.startswith("P02 | 5 years")
    assert gone.now == ""
    assert gone.where.startswith("Table 1, row ")


def test_a_comment_on_a_cell_says_its_table_row_and_column() -> None:
    word = Word()
    control = cell_of(word, "P01.follow_up")
    control.addprevious(element("commentRangeStart", about='w:id="5"'))
    control.addnext(element("commentRangeEnd", about='w:id="5"'))
    said = "<w:p><w:r><w:t>Is this right?</w:t></w:r></w:p>"
    comment = element("comment", said, 'w:id="5" w:author="Ilse V"')
    word.made = replace(word.made, comments=element("comments"))
    word.made.comments.append(comment)
    (left,) = word.changes().comments
    assert (left.text, left.on, left.paragraph) == (
        "Is this right?", "11.1", "Table 1, row P01, column Follow-up, months",
    )  # fmt: skip


def test_a_figure_that_was_deleted_is_told_by_its_legend() -> None:
    word = with_figures()
    assert word.changes().altered == ()
    pictures = figures_of(word)
    pictures[1].getparent().remove(pictures[1])
    (gone,) = word.changes().altered
    assert (gone.kind, gone.was.replace("\N{NO-BREAK SPACE}", " ")) == (
        "figure deleted", "Figure 2 What items shows.",
    )  # fmt: skip
    text = changes_text(word.changes(), 80, colour=False)
    assert "figure deleted: [-Figure 2 What items shows.-]" in text


def test_a_title_that_was_deleted_is_told_and_stays() -> None:
    word = Word()
    titles = (p for p in word.root.iter(qn("w:p")) if _style(p) == "Heading1")
    title = next(p for p in titles if "".join(t.text for t in p.iter(qn("w:t"))) == "Conclusion")
    title.getparent().remove(title)
    (edit,) = word.changes().edits
    assert (edit.kind, edit.was, edit.why_not) == (
        "deleted", "Conclusion", "it is a title: alter it by hand",
    )  # fmt: skip


def test_what_is_told_is_told_to_programs_as_well() -> None:
    word = Word()
    put(word.root, "The three children", run(" nobody sees", "<w:vanish/>"))
    control = cell_of(word, "P01.follow_up")
    control.getparent().replace(control, run("12.1"))
    told = json.loads(changes_json(word.changes()))
    (hidden,) = told["not_taken_over"]
    assert (hidden["what"], hidden["text"], hidden["file"]) == (
        "hidden text", "nobody sees", "discussion.md",
    )  # fmt: skip
    (typed,) = told["overwritten"]
    assert (typed["results"], typed["found"], typed["where"]) == (
        ["P01.follow_up"], "12.1", "Table 1, row P01, column Follow-up, months",
    )  # fmt: skip


def test_text_that_went_into_what_cpreport_writes_is_not_taken_out_of_the_manuscript() -> None:
    word = Word()
    here = beginning(word.root, "Concurrent therapy.")
    there = next(p for p in word.root.iter(qn("w:p")) if _style(p) == "Caption")
    there.append(run(" "))
    for child in list(here)[1:]:
        there.append(child)
    here.getparent().remove(here)
    first, *others = word.changes().edits
    why = "what it says stands in a text that cpreport writes: alter it by hand"
    assert (first.place.file, first.why_not) == ("discussion.md", why)
    assert all(edit.change is None for edit in others)


# --- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "what"),
    [
        ("<w:b/>", "bold"),
        ("<w:i/>", "italic"),
        ('<w:u w:val="single"/>', "underlined"),
        ('<w:highlight w:val="yellow"/>', "highlighted"),
        ('<w:color w:val="FF0000"/>', "coloured"),
    ],
)
def test_words_that_look_otherwise_are_told_and_stay_as_they_were(look: str, what: str) -> None:
    word = Word()
    _, rest = at(word.root, "The three ")
    rest, _ = at(rest, "children")
    rest.insert(0, element("rPr", look))
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    (left,) = found.not_taken
    assert (left.what, left.said.split()) == (what, ["children"])
    assert left.place is not None
    assert (left.place.file, left.place.line) == ("discussion.md", 13)
    assert changes_text(found, 80, colour=False).startswith(f"m.docx: {what}.\n")


def test_words_that_lost_their_look_are_told_also_in_what_cpreport_writes() -> None:
    word = Word()
    paragraph = beginning(word.root, "Concurrent therapy.")
    for made in list(paragraph.iter(qn("w:i"))):
        made.getparent().remove(made)
    caption = next(p for p in word.root.iter(qn("w:p")) if _style(p) == "Caption")
    caption.append(run(""))
    for made in list(caption.iter(qn("w:b"))):
        made.getparent().remove(made)
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    assert [(left.what, left.said, left.place and left.place.file) for left in found.not_taken] == [
        ("no longer bold", "Table\N{NO-BREAK SPACE}1", None),
        ("no longer italic", "Concurrent therapy.", "discussion.md"),
    ]


def test_new_words_keep_bold_and_italic_and_lose_a_marker_which_is_told(series: Path) -> None:
    word = Word()
    put(word.root, "The three children", run(" indeed", '<w:b/><w:highlight w:val="yellow"/>'))
    found = word.changes()
    assert [(left.what, left.said) for left in found.not_taken] == [("highlighted", "indeed")]
    assert "The three children **indeed** with less" in taken_over(series, found, "discussion.md")


def field_of_word(instruction: str, shown: str) -> tuple[Any, ...]:
    kinds = ("begin", "separate", "end")
    begin, separate, end = (element("r", f'<w:fldChar w:fldCharType="{kind}"/>') for kind in kinds)
    said = element("r", f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>')
    return begin, said, separate, run(shown), end


@pytest.mark.parametrize(
    ("instruction", "named"),
    [("PAGE", "PAGE"), ("DATE \\@ yyyy", "DATE"), ("ADDIN ZOTERO_ITEM {}", "ADDIN ZOTERO_ITEM")],
)
def test_a_field_that_a_word_processor_works_out_is_no_text(instruction: str, named: str) -> None:
    word = Word()
    put(word.root, "The three children", run(" (see "), *field_of_word(instruction, "7"), run(")"))
    text, why = only_edit(word.changes())
    assert "The three children {+(see 7)+} with less" in text
    assert why == f"a field ‹{named}› has no form in the manuscript: write it by hand"


def test_a_link_that_is_a_field_comes_back_as_a_link(series: Path) -> None:
    word = Word()
    made = field_of_word('HYPERLINK "https://doi.org/10.1000/182"', "shown")
    put(word.root, "The three children", run(" "), *made)
    after = taken_over(series, word.changes(), "discussion.md")
    assert "The three children [shown](https://doi.org/10.1000/182) with less" in after


def test_headers_and_footers_that_were_altered_are_told() -> None:
    word = Word()
    (_, header), (_, footer) = word.made.running
    header, footer = copy.deepcopy(header), copy.deepcopy(footer)
    next(header.iter(qn("w:t"))).text = "CONFIDENTIAL"
    for part in list(footer.iter(qn("w:fldChar"), qn("w:instrText"))):
        part.getparent().remove(part)
    word.made = replace(word.made, running=(("header", header), ("footer", footer)))
    found = word.changes()
    assert found.edits == ()
    assert [(a.kind, a.was, a.now) for a in found.altered] == [
        (
            "header altered",
            "Ostrowick et al. · Mesenchymal stem cells in cerebral palsy",
            "CONFIDENTIAL",
        ),
        ("footer altered", "Page ‹PAGE› of ‹NUMPAGES›", "Page 1 of 1"),
    ]
    word.made = replace(word.made, running=(("header", header),))
    assert [a.kind for a in word.changes().altered] == ["header altered", "footer deleted"]


def with_figures() -> Word:
    """The article with three drawings."""
    ready = as_shipped()
    assert ready.article is not None
    figures = drawn("timelines", "change", "items")
    content = article_docx(ready.findings, ready.article, figures, series_tables(ready.findings))
    word = Word()
    word.made = open_parts("m.docx", content)
    word.root = copy.deepcopy(word.made.document)
    return word


def figures_of(word: Word) -> list[Any]:
    return [p for p in word.root.iter(qn("w:p")) if p.find(f".//{qn('w:drawing')}") is not None]


def test_a_picture_that_came_in_the_place_of_another_is_told() -> None:
    word = with_figures()
    key = next(figures_of(word)[1].iter(qn("a:blip"))).get(qn("r:embed"))
    word.made = replace(word.made, pictures={**word.made.pictures, key: "0" * 64})
    blips = [b for p in figures_of(word) for b in p.iter(qn("a:blip"))]
    if blips[0].get(qn("r:embed")) == key:
        # The plain drawings are all the same; this one still shows what it showed.
        blips[0].set(qn("r:embed"), "same")
    word.made = replace(
        word.made, pictures={**word.made.pictures, "same": with_figures().made.pictures[key]}
    )
    (told,) = word.changes().altered
    assert (told.kind, told.was.replace("\N{NO-BREAK SPACE}", " ")) == (
        "picture replaced", "Figure 2 What items shows.",
    )  # fmt: skip
    text = changes_text(word.changes(), 80, colour=False)
    assert "picture replaced: Figure" in text


def test_a_text_alternative_that_was_altered_is_told() -> None:
    word = with_figures()
    next(figures_of(word)[0].iter(qn("wp:docPr"))).set("descr", "A better description.")
    (told,) = word.changes().altered
    assert (told.kind, told.was, told.now) == (
        "text alternative altered", "A plain drawing.", "A better description.",
    )  # fmt: skip
    assert told.where.replace("\N{NO-BREAK SPACE}", " ") == "text alternative of Figure 1"


def test_a_picture_that_was_added_is_told() -> None:
    word = with_figures()
    first = figures_of(word)[0]
    new = copy.deepcopy(first)
    about = next(new.iter(qn("wp:docPr")))
    about.set("name", "Picture 9")
    about.set("descr", "The ward.")
    for mark in list(new.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    first.addprevious(new)
    (told,) = word.changes().altered
    assert (told.kind, told.now) == ("picture added", "The ward.")


def test_an_empty_row_and_an_empty_column_are_told() -> None:
    word = Word()
    row = next(a for a in cell_of(word, "P02.follow_up").iterancestors() if a.tag == qn("w:tr"))
    new = copy.deepcopy(row)
    for cell in new.iter(qn("w:tc")):
        for paragraph in cell.iter(qn("w:p")):
            for child in list(paragraph):
                paragraph.remove(child)
    row.addnext(new)
    (told,) = word.changes().altered
    columns = len(list(row.iter(qn("w:tc"))))
    rows, cells = (int(part.split()[0]) for part in told.was.split(", "))
    assert (told.kind, told.where) == ("shape altered", "Table 1")
    assert told.now == f"{rows + 1} rows, {cells + columns} cells"


# --- a case report -------------------------------------------------------------------------------


def test_a_case_report_that_nobody_touched_has_no_changes() -> None:
    for name in ("P01", "P02", "P03", "P04", "supplement"):
        found = Word(name).changes()
        assert (found.edits, found.overwritten, found.altered, found.not_taken) == ((), (), (), ())
        assert found.changed_since == 0


def test_a_case_report_comes_back_into_its_case_file(series: Path) -> None:
    word = Word("P02")
    put(word.root, "Left hip extension, the last movement tested", run(" indeed"))
    put(word.root, "he walked indoors", run(" [1]"))
    found = word.changes()
    assert [(edit.place.file, edit.why_not) for edit in found.edits] == [("P02.yaml", "")] * 2
    after = taken_over(series, found, "P02.yaml")
    assert "Left hip extension, the last movement tested indeed in" in after
    assert "he walked indoors [@Dominici2006] with" in after


def test_the_supplement_comes_back_into_its_sections(series: Path) -> None:
    word = Word("supplement")
    first = next(p for p in word.root.iter(qn("w:p")) if _style(p) == "BodyText")
    first.append(run(" Indeed (Table S2) [1]."))
    title = next(p for p in word.root.iter(qn("w:p")) if _style(p) == "Heading1")
    new = element("p", '<w:pPr><w:pStyle w:val="BodyText"/></w:pPr>')
    new.append(run("This comes first."))
    title.addnext(new)
    control = cell_of(word, "P01.session.2.day")
    control.getparent().replace(control, run("99"))
    found = word.changes()
    assert [(edit.kind, edit.place.file, edit.why_not) for edit in found.edits] == [
        ("added", "supplement_sessions.md", ""),
        ("altered", "supplement_sessions.md", ""),
    ]
    (typed,) = found.overwritten
    assert (typed.ids, typed.made, typed.found) == ("P01.session.2.day", "14", "99")
    assert typed.where.startswith("Table S1, row ")
    after = taken_over(series, found, "supplement_sessions.md")
    assert after.startswith('This comes first. All {{ results["sessions"] }} sessions of the ')
    assert after.endswith(
        "[@sec:methods], after TIDieR [@Hoffmann2014]; [@fig:timelines] shows the sessions between "
        "the visits. Indeed ([@tbl:P02.sessions]) [@Hoffmann2014]."
    )


def test_a_supplement_of_a_series_without_one_is_refused(example: Path) -> None:
    file = example / "series.yaml"
    text = re.sub(r"(?ms)^supplement:\n.*?^(?=ethics:)", "", file.read_text("utf-8"))
    file.write_text(text, "utf-8")
    ready = check(example)
    assert isinstance(ready, Ready)
    with pytest.raises(Refused) as refused:
        changes_of("m.docx", read_parts(document("supplement")), ready)
    (problem,) = refused.value.problems
    message = "m.docx is a supplement, and this series has none"
    assert (problem.code, problem.message) == ("CP821", message)


def test_the_words_that_cpreport_puts_before_a_note_are_not_altered_with_it() -> None:
    word = Word("P02")
    at(beginning(word.root, "Before treatment. Left hip"), "Before ")[0].find(
        qn("w:t")
    ).text = "At "
    text, why = only_edit(word.changes())
    assert text.startswith("[-Before-] {+At+} treatment. Left hip")
    assert why == "it begins with “Before treatment.”, which cpreport writes: alter it by hand"


@pytest.mark.parametrize(
    ("name", "file"),
    [("article", "discussion.md"), ("P03", "P03.yaml"), ("supplement", "supplement_items.md")],
)
def test_a_document_that_lost_all_notes_of_ours_is_known_by_its_paragraphs(
    name: str, file: str
) -> None:
    word = Word(name)
    word.made = replace(word.made, traces=None)
    for mark in list(word.root.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
        mark.getparent().remove(mark)
    words = {
        "article": "The three children",
        "P03": "His father added",
        "supplement": "Every item that was graded",
    }
    put(word.root, words[name], run(" indeed"))
    (edit,) = [edit for edit in word.changes().edits if edit.change is not None]
    assert edit.place.file == file
    assert "{+indeed+}" in difference(edit.was, edit.now)


def test_a_document_of_no_case_of_the_series_is_refused() -> None:
    word = Word("P02")
    word.made = replace(word.made, traces=copy.deepcopy(word.made.traces))
    word.made.traces.set("document", "P99")
    with pytest.raises(Refused) as refused:
        word.changes()
    (problem,) = refused.value.problems
    message = "m.docx is the report of P99, which is no case of this series"
    assert (problem.code, problem.message) == ("CP821", message)


def test_a_report_of_a_patient_whose_consent_was_withdrawn_is_refused_for_that(
    example: Path,
) -> None:
    file = example / "P02.yaml"
    given = "publication: {given: yes, by: both parents, date: 2023-03-22"
    text = file.read_text("utf-8")
    assert given in text
    file.write_text(text.replace(given, f"{given}, withdrawn: 2024-05-01"), "utf-8")
    ready = check(example)
    assert isinstance(ready, Ready)
    with pytest.raises(Refused) as refused:
        changes_of("m.docx", read_parts(document("P02")), ready)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == (
        "CP701", "P02: consent for publication was withdrawn",
    )  # fmt: skip


def test_the_command_reads_a_case_report(example: Path) -> None:
    findings = as_shipped()
    tables = case_tables(findings.findings, "P03")
    content = report_docx(findings.of_case("P03"), findings.reports["P03"], {}, tables)
    back = example.parent / "P03.docx"
    made = docx.Document(io.BytesIO(content))
    put(made.element.body, "His father added that the injections", run(" also"))
    made.save(str(back))
    done = cpreport("changes", "P03.docx", "cases", "--accept", "all", cwd=example.parent)
    assert done.stdout == "cases/P03.yaml: accepted 1\n"
    assert "the injections also had" in " ".join((example / "P03.yaml").read_text("utf-8").split())
