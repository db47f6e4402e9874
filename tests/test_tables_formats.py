"""How one table prints as CSV, Markdown and terminal text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.tables.formats import to_csv, to_markdown, to_terminal
from cpreport.tables.table import Cell, Column, Row, Table
from cpreport.terminal import columns

SCORES = Table(
    id="scores",
    caption="Scores of P01",
    columns=(
        Column("Score"),
        Column("Before", align="right", group="Visit"),
        Column("Change", align="right"),
    ),
    rows=(
        Row((Cell("Arm"), Cell("48.5"), Cell("+25")), "Motricity Index"),
        Row((Cell("Leg"), Cell("36"), Cell("−12")), "Motricity Index"),
        Row((Cell("Total"), Cell("not scorable"), Cell("0")), "Trunk Control Test"),
    ),
    notes=("Change: later minus earlier.",),
    group_heading="Scale",
)


def one_cell(text: str) -> Table:
    return Table("t", "T", (Column("Note"),), (Row((Cell(text),)),))


def test_csv_has_the_group_first_and_numbers_that_programs_read():
    assert to_csv(SCORES) == (
        "Scale,Score,Visit: Before,Change\n"
        "Motricity Index,Arm,48.5,+25\n"
        "Motricity Index,Leg,36,-12\n"
        "Trunk Control Test,Total,not scorable,0\n"
    )


def test_markdown_has_caption_rows_and_notes():
    assert to_markdown(SCORES) == (
        "**Scores of P01**\n"
        "\n"
        "| Scale              | Score   |   Visit: Before |   Change |\n"
        "|:-------------------|:--------|----------------:|---------:|\n"
        "| Motricity Index    | Arm     |            48.5 |      +25 |\n"
        "| Motricity Index    | Leg     |              36 |      −12 |\n"
        "| Trunk Control Test | Total   |    not scorable |        0 |\n"
        "\n"
        "Change: later minus earlier.\n"
    )


def test_terminal_text_has_rows_under_their_groups_and_points_under_points():
    assert to_terminal(SCORES, 80) == (
        "Scores of P01\n"
        "\n"
        "Score  Visit: Before  Change\n"
        "-----  -------------  ------\n"
        "Motricity Index\n"
        "Arm             48.5     +25\n"
        "Leg             36       −12\n"
        "\n"
        "Trunk Control Test\n"
        "Total   not scorable       0\n"
        "\n"
        "Change: later minus earlier.\n"
    )


def test_a_grade_with_a_sign_stands_under_whole_numbers():
    values = ("12", "1+", "48.5", "not assessed")
    table = Table("t", "T", (Column("V", "right"),), tuple(Row((Cell(v),)) for v in values))
    assert to_terminal(table, 80).splitlines()[4:] == [
        "        12",
        "         1+",
        "        48.5",
        "not assessed",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-1+A1", "@SUM(A1)", "\tx", "-", "+"]
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    (_, [written]) = csv.reader(io.StringIO(to_csv(one_cell(text)), newline=""))
    assert written == f"'{text}"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("+25", "+25"),
        ("−12", "-12"),
        ("−0.5", "-0.5"),
        ("−1 (−2 to 0)", "-1 (-2 to 0)"),
        ("+8 (+3 to +12)", "+8 (+3 to +12)"),
        ("1+", "1+"),
        ("3 of 4 (30% to 95%)", "3 of 4 (30% to 95%)"),
        ("6\N{NO-BREAK SPACE}years", "6 years"),
        ("12\N{NARROW NO-BREAK SPACE}500", "12500"),
        ("right 48\nleft 50", "right 48; left 50"),
        ("not assessed", "not assessed"),
    ],
)
def test_a_printed_number_is_no_formula(printed, written):
    (_, [found]) = csv.reader(io.StringIO(to_csv(one_cell(printed))))
    assert found == written


def test_text_in_markdown_stays_text():
    text = to_markdown(one_cell("a|b *c* <b>d</b> `e`\nf_g [h](i)"))
    assert r"| a\|b \*c\* \<b\>d\</b\> \`e\`<br>f\_g \[h\](i) |" in text


def test_long_cells_wrap_to_the_width():
    table = Table(
        "t",
        "A caption that is much too long for the narrow terminal it is printed on",
        (Column("Item"), Column("What was found")),
        (Row((Cell("elbow flexors"), Cell("word " * 30 + "end"))),),
        ("A note that is much too long for the narrow terminal as well.",),
    )
    lines = to_terminal(table, 40).splitlines()
    assert all(len(line) <= 40 for line in lines)
    assert lines[-1].endswith("as well.")
    assert sum("word" in line for line in lines) > 5


def test_columns_that_do_not_fit_follow_in_a_block_with_the_row_headings():
    table = Table(
        "t",
        "Wide",
        (Column("Item"), *(Column(f"column{n}") for n in range(9))),
        (Row((Cell("elbow"), *(Cell(f"value{n}") for n in range(9)))),),
    )
    text = to_terminal(table, 40)
    assert all(len(line) <= 40 for line in text.splitlines())
    assert text.count("elbow") == 3
    assert [f"value{n}" in text for n in range(9)] == [True] * 9


def test_a_row_heading_that_repeats_is_printed_once_in_the_terminal_only():
    rows = [("P01", "before", "MAS"), ("P01", "before", "MI"), ("P01", "after", "MAS")]
    table = Table(
        "t",
        "T",
        (Column("Case"), Column("Visit"), Column("Scale"), Column("Value")),
        tuple(Row((*map(Cell, row), Cell("1"))) for row in rows),
        heads=3,
    )
    terminal = to_terminal(table, 80)
    assert (terminal.count("P01"), terminal.count("before"), terminal.count("MAS")) == (1, 1, 2)
    assert to_csv(table).count("P01") == 3


def test_a_table_without_rows_prints_its_headings():
    empty = Table("t", "T", (Column("Note", align="right"),), ())
    assert to_csv(empty) == "Note\n"
    assert "Note" in to_terminal(empty, 80)
    assert "| Note" in to_markdown(empty)


texts = st.text(max_size=30)


@given(
    st.lists(st.tuples(texts, texts, texts, st.sampled_from(["", "A", "B"])), max_size=6),
    st.integers(1, 120),
    st.integers(0, 2),
)
def test_any_table_prints_in_every_format(rows, width, heads):
    table = Table(
        "t",
        "T",
        (Column("One"), Column("Two", "right", "Group"), Column("Three")),
        tuple(Row(tuple(map(Cell, cells)), group) for *cells, group in rows),
        ("Note.",),
        heads,
    )
    read = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert len(read) == len(rows) + 1
    assert len({len(row) for row in read}) == 1
    assert not [c for row in read for c in row if c.startswith(("=", "@", "\t", "\r"))]
    to_markdown(table)
    terminal = to_terminal(table, width)
    assert not [c for c in terminal if c < " " and c != "\n"]


def test_the_terminal_width_counts_wide_characters_as_two():
    assert all(columns(line) <= 20 for line in to_terminal(one_cell("肘 " * 30), 20).splitlines())
