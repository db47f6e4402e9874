"""How one table prints as CSV, Markdown and terminal text."""

from __future__ import annotations

import csv
import io
import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabulate import tabulate

from cpreport.cases.reader import read_series
from cpreport.data import csv_text
from cpreport.data.table_csv import to_csv, to_csv_parts
from cpreport.demo.start import start_demo
from cpreport.outcomes.ledger import find
from cpreport.scales.scoring import score_series
from cpreport.tables import (
    CASE_TABLES,
    SERIES_TABLES,
    case_table,
    series_table,
    supplement_table,
    supplement_tables_of,
)
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal import markdown
from cpreport.terminal.markdown import markdown_parts, to_markdown
from cpreport.terminal.text_tables import terminal_lines, to_terminal
from cpreport.terminal_text import columns

SCORES = Table(
    id="scores",
    caption="Scores of P01",
    columns=(
        TableColumn("Score"),
        TableColumn("Before", align="right", group="Visit"),
        TableColumn("Change", align="right"),
    ),
    rows=(
        TableRow((Cell("Arm"), Cell("48.5"), Cell("+25")), "Motricity Index"),
        TableRow((Cell("Leg"), Cell("36"), Cell("−12")), "Motricity Index"),
        TableRow((Cell("Total"), Cell("not scorable"), Cell("0")), "Trunk Control Test"),
    ),
    notes=("Change: later minus earlier.",),
    group_heading="Scale",
)


def one_cell(text: str) -> Table:
    return Table("t", "T", (TableColumn("Note"),), (TableRow((Cell(text),)),))


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
    table = Table(
        "t", "T", (TableColumn("V", "right"),), tuple(TableRow((Cell(v),)) for v in values)
    )
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
        (TableColumn("Item"), TableColumn("What was found")),
        (TableRow((Cell("elbow flexors"), Cell("word " * 30 + "end"))),),
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
        (TableColumn("Item"), *(TableColumn(f"column{n}") for n in range(9))),
        (TableRow((Cell("elbow"), *(Cell(f"value{n}") for n in range(9)))),),
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
        (TableColumn("Case"), TableColumn("Visit"), TableColumn("Scale"), TableColumn("Value")),
        tuple(TableRow((*map(Cell, row), Cell("1"))) for row in rows),
        heads=3,
    )
    terminal = to_terminal(table, 80)
    assert (terminal.count("P01"), terminal.count("before"), terminal.count("MAS")) == (1, 1, 2)
    assert to_csv(table).count("P01") == 3


def test_a_table_without_rows_prints_its_headings():
    empty = Table("t", "T", (TableColumn("Note", align="right"),), ())
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
        (TableColumn("One"), TableColumn("Two", "right", "Group"), TableColumn("Three")),
        tuple(TableRow(tuple(map(Cell, cells)), group) for *cells, group in rows),
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


def many_rows(count: int) -> Iterator[TableRow]:
    """Rows whose widest cells come last, with groups, heads that repeat and cells that wrap."""
    for n in range(count):
        value = f"{'+' if n % 3 else '−'}{n}{'.5' if n % 7 == 0 else ''}"
        words = (f"P{n // 4:0{1 + n // 30}}", "before", value, "elbow flexors, " * (n // 20))
        yield TableRow(tuple(Cell(word.strip()) for word in words), f"Group {n // 10}")


MANY = Table(
    "t",
    "Many",
    (
        TableColumn("Case"),
        TableColumn("Visit"),
        TableColumn("Value", "right"),
        TableColumn("Missing"),
    ),
    (),
    ("Note.",),
    heads=3,
    group_heading="Scale",
)


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_rows_in_batches_are_printed_as_in_one(batch, monkeypatch):
    whole = replace(MANY, rows=tuple(many_rows(80)))
    as_one = to_csv(whole), to_markdown(whole)
    monkeypatch.setattr(csv_text, "_BATCH", batch)
    monkeypatch.setattr(markdown, "_BATCH", batch)
    assert (to_csv(whole), to_markdown(whole)) == as_one


def test_the_terminal_has_the_table_that_tabulate_sets():
    rows = [("P01", "12", "elbow"), ("P02 and more", "not scorable", ""), ("P03", "3", "knee")]
    headings = ("Case", "Value", "Missing")
    columns = tuple(map(TableColumn, headings, ("left", "right", "left")))
    table = Table("t", "T", columns, tuple(TableRow(tuple(map(Cell, row))) for row in rows))
    grid = tabulate(
        [headings, *rows],
        tablefmt="plain",
        colalign=[column.align for column in columns],
        disable_numparse=True,
    )
    lines = to_terminal(table, 80).splitlines()
    assert [lines[2], *lines[4:]] == [line.rstrip() for line in grid.splitlines()]


def test_no_more_rows_than_a_batch_are_ever_in_memory(monkeypatch):
    monkeypatch.setattr(csv_text, "_BATCH", 10)
    monkeypatch.setattr(markdown, "_BATCH", 10)
    alive = weakref.WeakSet()
    most = 0

    class Rows:
        def __iter__(self):
            nonlocal most
            for row in many_rows(80):
                seen = Seen(row)
                alive.add(seen)
                most = max(most, len(alive))
                yield seen

    class Seen:
        def __init__(self, row):
            self.cells, self.group = row.cells, row.group

    for printed in (to_csv_parts(MANY, Rows()), markdown_parts(MANY, Rows())):
        assert sum(part.count("\n") for part in printed) >= 80
    assert len(list(terminal_lines(MANY, Rows(), 80))) > 80
    assert most < 20


@pytest.mark.slow
@pytest.mark.parametrize("patients", [1, 12, 30])
def test_no_cell_of_a_printed_table_is_blank(patients, tmp_path):
    start_demo(tmp_path, patients, 1)
    findings, _ = find(score_series(read_series(tmp_path / "cases")[0])[0])
    tables = [
        *(series_table(name, findings) for name in SERIES_TABLES),
        *(supplement_table(name, findings) for name in supplement_tables_of(findings)),
        *(case_table(name, findings, findings.cases[-1].id) for name in CASE_TABLES),
    ]
    rows = [r for t in tables if t is not None for r in csv.reader(io.StringIO(to_csv(t)))]
    assert len(rows) > 50
    assert [row for row in rows if not all(cell.strip() for cell in row)] == []
