"""The same letters are printed alike in a section, a field, a table, a caption and a letter."""

from __future__ import annotations

from pathlib import Path

import PIL.Image
import pytest
from lxml import html as lxml_html

from cpreport.check.check_series import Ready, check
from cpreport.privacy.images import pictures_of
from cpreport.publish.html.documents import article_html
from cpreport.publish.html.tabular import table_page
from cpreport.publish.jats import article_jats
from cpreport.tables import case_table
from cpreport.typography import set_signs
from docs.making.letter_examples import LETTER
from tests.letters_series import letter_of, smallest_letters, texts
from tests.render_series import (
    CASE_FIGURES,
    case_tables,
    drawn,
    findings_of,
    report_page,
    series_tables,
)
from tests.smallest import smallest

#: Letters that some programs replace, and how they are printed here.
WRITTEN = 'Parkinson\'s "off" (R), (c) 1+-2 -- 3--4...'
PRINTED = "Parkinson’s “off” (R), (c) 1+-2 – 3–4…"
#: As a value between single quotes.
QUOTED = "'" + WRITTEN.replace("'", "''") + "'"


def series(folder: Path) -> Path:
    """Write a series that says the same wherever it can be said."""
    return smallest(
        folder,
        ("series.yaml", "title: A small case series", f"title: {QUOTED}\nnotice: {QUOTED}"),
        ("series.yaml", "label: After treatment", f"label: {QUOTED}"),
        ("series.yaml", "title: Methods", f"title: {QUOTED}, id: methods"),
        ("P01.yaml", "diagnosis: Spastic cerebral palsy", f"diagnosis: {QUOTED}"),
        ("P01.yaml", "  - name: Cells\n", f"  - name: Cells\n    concomitant: {QUOTED}\n"),
        ("P01.yaml", "dose: 1e6 cells/kg", f"dose: {QUOTED}"),
        ("P01.yaml", "adverse_events: none\n", f"adverse_events: none\noutcome: {QUOTED}\n"),
        add={"methods.md": f"{WRITTEN}\n"},
    )


def words(page: str) -> str:
    root = lxml_html.fromstring(page.encode())
    for style in root.xpath("//style | //script | //head"):
        style.getparent().remove(style)
    return " ".join(root.text_content().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("text", ["\"'", "it's", "a -- b", "''", "5'10\"", "“done” – already…"])
def test_setting_signs_twice_changes_nothing_more(text: str) -> None:
    assert set_signs(set_signs(text)) == set_signs(text)


def test_a_report_prints_them_alike_in_its_sentences_its_tables_and_its_texts(
    tmp_path: Path,
) -> None:
    page = words(report_page(series(tmp_path), figures=drawn(*CASE_FIGURES)))
    # Title, notice, summary, the diagnosis in a table, visits, dose, what else was given, outcome.
    assert (
        page.count(PRINTED.replace("…", ""))
        + page.count(PRINTED[0].lower() + PRINTED[1:].replace("…", ""))
        >= 8
    )
    assert "Parkinson's" not in page
    assert "(R)" in page
    assert "--" not in page.replace("--- ", "")


def test_an_article_prints_them_alike_on_every_way(tmp_path: Path) -> None:
    folder = series(tmp_path)
    ready = check(folder)
    assert isinstance(ready, Ready)
    findings, article = findings_of(folder), ready.article
    assert article is not None
    pages = article_html(findings, article, {}, {}, medium="print", folder=folder)
    said = article_jats(findings, article, {}, series_tables(findings)).decode()
    for text in (words(pages), " ".join(said.replace("\N{NO-BREAK SPACE}", " ").split())):
        assert text.count(PRINTED) >= 3
        assert "Parkinson's" not in text


def test_a_table_prints_them_so_and_its_data_keep_what_was_written(tmp_path: Path) -> None:
    findings = findings_of(series(tmp_path))
    table = case_table("sessions", findings, "P01")
    assert table is not None
    cells = [cell.text for row in table.rows for cell in row.cells]
    assert WRITTEN in cells
    page = table_page(table, "tbl-sessions", "Table 1")
    lines = [
        line
        for group in page.parts[0].groups
        for row in group.rows
        for c in row
        for line in c.lines
    ]
    assert PRINTED in lines
    assert case_tables(findings, "P01")["sessions"] == table


def test_the_caption_of_a_picture_is_set_so(tmp_path: Path) -> None:
    media = f"adverse_events: none\nmedia:\n  - {{file: media/a.png, caption: {QUOTED}, alt: {QUOTED}}}\n"
    images = "date: 2023-02-14}\n  images: {given: yes, by: mother, date: 2023-02-14}"
    folder = smallest(
        tmp_path,
        ("P01.yaml", "adverse_events: none\n", media),
        ("P01.yaml", "date: 2023-02-14}", images),
    )
    (folder / "media").mkdir()
    PIL.Image.new("RGB", (30, 20)).save(folder / "media/a.png")
    case = findings_of(folder).scored.case("P01").case
    picture = pictures_of(folder, case)["image-1"]
    assert (picture.caption, picture.alt) == (PRINTED, PRINTED)


@pytest.mark.parametrize(
    ("value", "column", "markup"),
    [
        ("1 × 10^6^ cells", 25, "^6^"),
        ("with CO~2~", 26, "~2~"),
        ("the *SMN1* gene", 23, "*SMN1*"),
        ("as said [@Doe2001]", 27, "[@Doe2001]"),
        ("given <b>twice</b>", 25, "<b>"),
        ("of {{ results['x'] }}", 22, "{{ results['x'] }}"),
    ],
)
def test_markup_in_a_field_that_is_no_prose_is_pointed_out(
    value: str, column: int, markup: str, tmp_path: Path
) -> None:
    folder = smallest(
        tmp_path,
        ("P01.yaml", "  - name: Cells\n", f'  - name: Cells\n    concomitant: "{value}"\n'),
    )
    problem = check(folder).problems[0]
    assert (problem.code, problem.severity, problem.case) == ("CP416", "warning", "P01")
    assert (problem.place.file, problem.place.line, problem.place.column) == (
        "P01.yaml", 10, column,
    )  # fmt: skip
    assert problem.message == f"`{markup}` is printed as it stands here: this field is plain text"


@pytest.mark.parametrize(
    "value", ["p < 0.05, <5 mg", "2*10^6 and 3*4*5", "~5 to ~7 kg", "a [sic] b", "* of two", "10^6"]
)
def test_signs_in_a_field_that_are_no_markup_are_left_alone(value: str, tmp_path: Path) -> None:
    folder = smallest(
        tmp_path,
        ("P01.yaml", "  - name: Cells\n", f'  - name: Cells\n    concomitant: "{value}"\n'),
    )
    assert check(folder).problems == ()


def test_a_letter_prints_them_so(tmp_path: Path) -> None:
    letter = LETTER.replace("what: Come again.", f"what: {QUOTED}")
    assert letter != LETTER
    folder = smallest_letters(tmp_path, letter=letter)
    assert PRINTED in texts(letter_of(folder)).values()
