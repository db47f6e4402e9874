"""What looks otherwise in a document that came back, and reads as before, is told with its place."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from docx.oxml.ns import qn

from cpreport.publish.docx.letterforms import Letterform, styles_in
from cpreport.terminal.changes import changes_json, changes_text
from tests.test_changes_from_word import Word, at, beginning, cell_of, run
from tests.test_changes_kept import element, said_in

pytestmark = pytest.mark.slow
LOOKS = [
    ("<w:b/>", "bold"),
    ("<w:i/>", "italic"),
    ('<w:vertAlign w:val="superscript"/>', "raised"),
    ('<w:color w:val="FF0000"/>', "coloured"),
    ('<w:u w:val="single"/>', "underlined"),
    ('<w:highlight w:val="yellow"/>', "highlighted"),
    ('<w:shd w:val="clear" w:fill="FFF2CC"/>', "shaded"),
    ('<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>', "font Calibri"),
    ('<w:rFonts w:asciiTheme="minorHAnsi"/>', "font the text font of the theme"),
    ('<w:sz w:val="19"/>', "9.5 pt"),
    ("<w:caps/>", "in capitals"),
    ("<w:smallCaps/>", "in small capitals"),
    ('<w:rStyle w:val="Title"/>', "style Title"),
]


def set_in(cell: Any, look: str) -> None:
    made = next(cell.iter(qn("w:r")))
    made.insert(0, element("rPr", look))


@pytest.mark.parametrize(("look", "what"), LOOKS)
def test_a_cell_that_looks_otherwise_says_its_table_row_column_and_result(
    look: str, what: str
) -> None:
    word = Word()
    set_in(cell_of(word, "P01.follow_up"), look)
    found = word.changes()
    assert (found.edits, found.altered, found.overwritten) == ((), (), ())
    wanted = {what} | ({"bold"} if "Title" in look else set())
    assert {left.what for left in found.not_taken} == wanted
    for left in found.not_taken:
        assert (left.said, left.place) == ("11.1", None)
        assert left.where == "Table 1, row P01, column Follow-up, months"
        assert left.results == "P01.follow_up"
    text = changes_text(found, 200, colour=False).splitlines()
    line = f"Table 1, row P01, column Follow-up, months (P01.follow_up)  {what}: 11.1"
    assert line in [said.strip() for said in text]
    told = json.loads(changes_json(found))["not_taken_over"]
    assert told[0]["results"] == ["P01.follow_up"]


@pytest.mark.parametrize(("look", "what"), LOOKS[3:])
def test_words_that_were_set_by_hand_say_where_they_are_written(look: str, what: str) -> None:
    word = Word()
    _, rest = at(word.root, "The three ")
    rest, _ = at(rest, "children")
    rest.insert(0, element("rPr", look))
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    told = [left for left in found.not_taken if left.what == what]
    assert [(left.said.strip(), str(left.place)) for left in told] == [
        ("children", "discussion.md:13:1")
    ]
    line = f"discussion.md:13:1  {what}: children"
    assert line in changes_text(found, 100, colour=False)


def test_a_case_report_that_looks_otherwise_says_so_too() -> None:
    word = Word("P01")
    cell = next(c for c in word.root.iter(qn("w:tc")) if said_in(c) == "notreported")
    set_in(cell, "<w:b/>")
    heading = beginning(word.root, "Patient information")
    next(heading.iter(qn("w:r"))).insert(0, element("rPr", '<w:b w:val="0"/><w:sz w:val="48"/>'))
    found = word.changes()
    assert (found.edits, found.altered) == ((), ())
    assert sorted((left.what, left.said) for left in found.not_taken) == [
        ("24 pt", "Patient information"),
        ("bold", "not reported"),
        ("no longer bold", "Patient information"),
    ]
    (bold,) = (left for left in found.not_taken if left.what == "bold")
    assert bold.where == "Table 1, row 6, column Volume"


def test_a_heading_cell_that_is_no_longer_one_is_told() -> None:
    word = Word()
    cell = cell_of(word, "P01.follow_up")
    paragraph = next(p for p in (*cell.iter(qn("w:p")), *cell.iterancestors(qn("w:p"))))
    paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").set(qn("w:val"), "BodyText")
    (left,) = word.changes().not_taken
    assert (left.what, left.said, left.results) == ("style Body Text", "11.1", "P01.follow_up")


def test_a_paragraph_that_came_in_another_style_is_told() -> None:
    word = Word()
    paragraph = beginning(word.root, "Concurrent therapy.")
    paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").set(qn("w:val"), "Heading2")
    (left,) = word.changes().not_taken
    assert left.what == "style heading 2, was Body Text"
    assert left.place is not None
    assert left.place.file == "discussion.md"


def test_a_new_paragraph_of_another_style_is_taken_over_and_its_style_is_told() -> None:
    word = Word()
    new = element("p", '<w:pPr><w:pStyle w:val="Quote"/></w:pPr>')
    new.append(run("They ran to the door."))
    beginning(word.root, "Concurrent therapy.").addnext(new)
    found = word.changes()
    assert [(edit.kind, edit.now) for edit in found.edits] == [("added", "They ran to the door.")]
    assert [(left.what, left.said) for left in found.not_taken] == [
        ("style Quote", "They ran to the door.")
    ]


def test_styles_that_were_altered_are_told_once() -> None:
    word = Word()
    styles = dict(word.made.styles.forms)
    for key in ("BodyText", "ListBullet"):
        styles[key] = replace(styles[key], font="Calibri", size="11")
    word.made = replace(word.made, styles=replace(word.made.styles, forms=styles))
    found = word.changes()
    assert (found.edits, found.not_taken) == ((), ())
    assert [(one.kind, one.was, one.now, one.where) for one in found.altered] == [
        (
            "style altered",
            "Times New Roman, 12 pt",
            "Calibri, 11 pt",
            "style Body Text, List Bullet",
        )
    ]


def test_what_word_writes_of_itself_is_no_look() -> None:
    """The font and size that the style has already, hints of fonts, marks of spelling."""
    word = Word()
    same = (
        '<w:rFonts w:hint="eastAsia"/><w:noProof/><w:color w:val="auto"/><w:sz w:val="24"/>'
        '<w:szCs w:val="20"/><w:u w:val="none"/><w:lang w:val="en-US"/>'
    )
    for paragraph in word.root.iter(qn("w:p")):
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) == "BodyText":
            for made in paragraph.iter(qn("w:r")):
                if made.find(qn("w:rPr")) is None:
                    made.insert(0, element("rPr", same))
    found = word.changes()
    assert (found.edits, found.altered, found.not_taken) == ((), (), ())


@pytest.mark.parametrize("name", ["article", "P01", "P03", "supplement"])
def test_a_document_that_nobody_touched_looks_as_it_did(name: str) -> None:
    found = Word(name).changes()
    assert (found.edits, found.altered, found.not_taken, found.overwritten) == ((), (), (), ())


def test_of_one_look_in_many_places_the_first_are_listed_and_the_others_counted() -> None:
    word = Word()
    cells = [c for c in word.root.iter(qn("w:tc")) if said_in(c)][:40]
    for cell in cells:
        set_in(cell, '<w:sz w:val="19"/>')
    text = changes_text(word.changes(), 300, colour=False)
    assert text.count("9.5 pt: ") == 12
    assert f"… and {len(cells) - 12} more places 9.5 pt, all in --format json" in text


def test_styles_that_are_based_on_each_other_in_a_circle_are_read() -> None:
    root = element(
        "styles",
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/>'
        '<w:rPr><w:sz w:val="20"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/>'
        "<w:rPr><w:b/></w:rPr></w:style>",
    )
    forms = styles_in(root).forms
    assert forms["A"] == Letterform(size="10", bold=True)
    assert forms["B"] == Letterform(bold=True)


def test_a_file_of_an_earlier_version_tells_what_was_set_by_hand() -> None:
    """It does not say how its tables and styles looked: those are not compared."""
    word = Word()
    traces = copy.deepcopy(word.made.traces)
    for made in list(traces):
        if made.tag.endswith("}style"):
            traces.remove(made)
        for name in ("looks", "style"):
            made.attrib.pop(name, None)
    word.made = replace(word.made, traces=traces)
    set_in(cell_of(word, "P01.follow_up"), '<w:b/><w:sz w:val="19"/>')
    assert [left.what for left in word.changes().not_taken] == ["9.5 pt"]
