"""A table as data becomes a table as printed: headings with scope, groups, column widths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.figures.lettering import POINT, wrap
from cpreport.publish.html import fewest_lines
from cpreport.publish.html.tabular import column_widths, parted, table_page, whole_values
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from tests.conftest import REPOSITORY


def table(*rows: TableRow, columns: tuple[TableColumn, ...] | None = None, **more: object) -> Table:
    columns = columns or tuple(TableColumn(f"Column {n}") for n in range(len(rows[0].cells)))
    return Table("t", "Caption", columns, rows, **more)  # type: ignore[arg-type]


def row(*texts: str, group: str = "") -> TableRow:
    return TableRow(tuple(Cell(t) for t in texts), group)


def widths(table: Table, millimetres: float = 174) -> list[float]:
    return [float(w.removesuffix("%")) for w in column_widths(table, millimetres)]


def test_columns_without_groups_have_one_line_of_headings() -> None:
    page = table_page(table(row("a", "b")), "tbl-t", "Table 1", millimetres=174)
    assert [[cell.text for cell in line] for line in page.parts[0].heading] == [
        ["Column\N{NO-BREAK SPACE}0", "Column\N{NO-BREAK SPACE}1"]
    ]
    assert {cell.scope for cell in page.parts[0].heading[0]} == {"col"}


def test_grouped_columns_have_two_lines_and_the_group_spans_its_columns() -> None:
    columns = (
        TableColumn("Item"),
        TableColumn("Before", group="Right"),
        TableColumn("After", group="Right"),
        TableColumn("Before", group="Left"),
        TableColumn("After", group="Left"),
    )
    page = table_page(table(row(*"abcde"), columns=columns), "tbl-t", "Table 1", millimetres=174)
    upper, lower = page.parts[0].heading
    assert [(c.text, c.scope, c.columns, c.rows) for c in upper] == [
        ("Item", "col", 1, 2),
        ("Right", "colgroup", 2, 1),
        ("Left", "colgroup", 2, 1),
    ]
    assert [c.text for c in lower] == ["Before", "After", "Before", "After"]


def test_neighbouring_rows_of_a_group_stand_together_and_short_ones_stay_on_a_page() -> None:
    rows = [row("a", "1", group="MAS")] * 2 + [row("b", "2", group="TCT")] * 12
    groups = table_page(table(*rows), "tbl-t", "Table 1", millimetres=174).parts[0].groups
    assert [(g.heading, len(g.rows), g.short) for g in groups] == [
        ("MAS", 2, True),
        ("TCT", 12, False),
    ]


def test_the_first_cells_of_a_row_head_it_and_line_ends_become_lines() -> None:
    page = table_page(table(row("a", "1\n2"), heads=1), "tbl-t", "Table 1", millimetres=174)
    head, cell = page.parts[0].groups[0].rows[0]
    assert (head.heads_row, cell.heads_row) == (True, False)
    assert cell.lines == ("1", "2")


def test_a_cell_names_every_result_it_prints() -> None:
    cell = Cell("5 (4 to 6)", "age.median", others=("age.min", "age.max"))
    page = table_page(table(TableRow((Cell("a"), cell))), "tbl-t", "Table 1", millimetres=174)
    assert page.parts[0].groups[0].rows[0][1].results == "age.median age.min age.max"


def test_a_column_of_long_words_is_wider_than_a_column_of_numbers() -> None:
    rows = [row("gastrocnemius and soleus", "1"), row("elbow", "10")]
    columns = (TableColumn("Item"), TableColumn("Grade", align="right"))
    wide, narrow = widths(table(*rows, columns=columns))
    assert wide > narrow


def test_a_last_column_at_the_left_takes_what_no_column_needs() -> None:
    # Else what belongs together would stand far apart.
    first, last = widths(table(row("gastrocnemius and soleus", "1"), row("elbow", "1+")))
    assert first == pytest.approx((24 + 2.4 + 8) / (174 * 0.7) * 100, abs=0.01)
    assert first + last == pytest.approx(100)


def test_no_word_has_less_room_than_its_letters_where_there_is_room_for_all() -> None:
    rows = [row(*["plantarflexors"] + ["not assessed"] * 6 + ["unchanged"])]
    least = 14 / (174 * 0.72) * 100
    assert widths(table(*rows, columns=(TableColumn("Item"), *[TableColumn("V")] * 7)))[0] >= least


def test_headings_of_visits_take_one_line_where_there_is_room() -> None:
    visits = [TableColumn(name, "right") for name in ("Before treatment", "After treatment")]
    columns = (TableColumn("Score"), *visits, TableColumn("Published threshold"))
    text = "a sum of grades that is long enough for two lines or even for three of them"
    found = widths(table(row(text, "1", "2", "none"), columns=columns))
    room = 174 * 0.7
    for heading, width in list(zip(columns, found, strict=True))[1:]:
        assert width / 100 * room >= 0.9 * len(heading.heading)


def test_room_goes_where_it_makes_the_highest_rows_lower() -> None:
    diagnosis, cause = "Spastic quadriplegic cerebral palsy", "Hypoxic-ischaemic encephalopathy"
    many = [TableColumn(name) for name in ("GMFCS", "MACS", "Centre", "Sessions", "Follow-up")]
    columns = (*(TableColumn(n) for n in ("Patient", "Age", "Diagnosis", "Aetiology")), *many)
    rows = [row("P01", "17 years", diagnosis, cause, *["I to V"] * len(many))] * 3
    found = widths(table(*rows, columns=columns), 130)
    lines = [
        len(wrap(text, 1.3 * share - 5 * POINT, 8.25))
        for text, share in zip((diagnosis, cause), found[2:], strict=False)
    ]
    assert max(lines) == 2


def test_columns_of_patients_are_as_wide_as_each_other() -> None:
    columns = (TableColumn("Score"), *(TableColumn(f"P{n:02}") for n in range(1, 13)))
    cells = [row("Sum", *["24 → 49 ▲", "100 → 92 ▼", "7"] * 4)]
    _, *found = widths(table(*cells, columns=columns, one_a_column=True))
    assert max(found) - min(found) < 0.02


def test_words_of_tables_are_measured_as_the_stylesheets_set_them() -> None:
    tokens, print_css = (
        (REPOSITORY / "styles" / name).read_text("utf-8") for name in ("tokens.css", "print.css")
    )
    assert f"--print-small: {fewest_lines._SIZE}pt;" in tokens
    assert "padding: 1.25pt 5pt 1.25pt 0;" in print_css
    assert "td.right, th.right { padding-right: 9pt }" in print_css


def test_a_short_name_of_a_row_takes_one_line_where_there_is_room() -> None:
    named = row("Patients compared", *["median 142.5 min, from 85 to 295 min"] * 4)
    found = widths(table(named, heads=1))
    assert len(wrap("Patients compared", 1.74 * found[0] - 5 * POINT, 8.25)) == 1


def test_a_number_stays_with_its_unit_and_a_range_in_its_brackets() -> None:
    page = table_page(
        table(row("P01", "5.5 years (4 to 9 years)\n2 female, 2 male"), heads=1), "t", "T"
    )
    (_, cell) = page.parts[0].groups[0].rows[0]
    assert [line.replace("\N{NO-BREAK SPACE}", "~") for line in cell.lines] == [
        "5.5~years (4~to~9~years)",
        "2~female, 2~male",
    ]
    assert whole_values("day 0 to 28, 5 and 6") == "day 0 to 28, 5 and 6"


def test_a_sign_of_change_stands_with_its_number() -> None:
    page = table_page(table(row("CRP", "38 → <4 mg/L ▲"), heads=1), "t", "T")
    (_, cell) = page.parts[0].groups[0].rows[0]
    assert cell.lines[0].endswith("<4\N{NO-BREAK SPACE}mg/L\N{NO-BREAK SPACE}▲")


def test_rows_that_repeat_the_heading_above_them_head_themselves() -> None:
    rows = (row("Pain", "1", group="Pain, lower is better"), row("CRP", "2", group="CRP (mg/L)"))
    (group,) = table_page(table(*rows), "t", "T").parts[0].groups
    assert group.heading == ""
    assert [cells[0].lines[0] for cells in group.rows] == ["Pain, lower is better", "CRP (mg/L)"]
    more = table_page(table(*rows, row("knee", "1", group="MAS")), "t", "T")
    assert [g.heading for g in more.parts[0].groups] == [
        "Pain, lower is better",
        "CRP (mg/L)",
        "MAS",
    ]


def test_one_column_of_few_numbers_is_set_as_a_row() -> None:
    columns = (TableColumn("Session"), TableColumn("Day", "right"))
    days = [row(str(n), str(14 * n)) for n in range(1, 13)]
    part = table_page(table(*days, columns=columns), "t", "T").parts[0]
    assert [cell.text for cell in part.heading[0]] == ["Session", *map(str, range(1, 13))]
    assert [len(group.rows) for group in part.groups] == [1]
    for many in ([*days, row("13", "200")], [replace(days[0], group="Cells"), *days[1:]]):
        part = table_page(table(*many, columns=columns), "t", "T").parts[0]
        assert len(part.heading[0]) == 2


@given(
    st.lists(
        st.lists(st.text("abc d-\n", max_size=60), min_size=4, max_size=4),
        min_size=1,
        max_size=6,
    ),
    st.floats(60, 260),
)
def test_widths_are_positive_and_fill_the_table(texts: list[list[str]], millimetres: float) -> None:
    found = widths(table(*(row(*line) for line in texts)), millimetres)
    assert all(width > 0 for width in found)
    assert abs(sum(found) - 100) < 0.05


def wide(columns: int, group: Callable[[int], str] = lambda n: "") -> Table:
    """Give a table with columns that each need about 15 mm."""
    headed = tuple(TableColumn(f"Heading{n:02}", group=group(n)) for n in range(columns))
    cells = tuple(Cell(f"assessed{n}") for n in range(columns + 1))
    return Table("t", "T", (TableColumn("Item"), *headed), (TableRow(cells),))


def headings(part: Table) -> list[str]:
    return [column.heading for column in part.columns]


def test_columns_that_fit_beside_each_other_are_one_part() -> None:
    assert list(parted(wide(6), 174)) == [wide(6)]


def test_columns_that_do_not_fit_are_parted_and_the_row_headings_repeated() -> None:
    parts = list(parted(wide(20), 174))
    assert len(parts) == 3
    assert {headings(part)[0] for part in parts} == {"Item"}
    assert {part.rows[0].cells[0].text for part in parts} == {"assessed0"}
    rest = [heading for part in parts for heading in headings(part)[1:]]
    assert rest == headings(wide(20))[1:]
    assert [part.rows[0].cells[-1].text for part in parts][-1] == "assessed20"


def test_columns_under_a_common_heading_stay_together() -> None:
    parts = list(parted(wide(12, lambda n: "Right" if n < 7 else "Left"), 174))
    assert [{column.group for column in part.columns[1:]} for part in parts] == [
        {"Right"},
        {"Left"},
    ]


def test_a_group_too_wide_for_a_page_is_parted_itself() -> None:
    parts = list(parted(wide(24, lambda n: "Right" if n < 12 else "Left"), 174))
    assert [[column.group for column in part.columns[1:]] for part in parts] == (
        [["Right"] * 6] * 2 + [["Left"] * 6] * 2
    )


def test_a_word_longer_than_a_line_is_broken_and_parts_no_table() -> None:
    columns = (TableColumn("Item"), TableColumn("x" * 200), TableColumn("y"))
    long = Table("t", "T", columns, (TableRow((Cell("a"), Cell("b"), Cell("c"))),))
    assert list(parted(long, 60)) == [long]


def test_a_page_too_narrow_for_any_column_gets_one_a_part() -> None:
    parts = list(parted(wide(3), 5))
    assert [headings(part)[1:] for part in parts] == [[f"Heading{n:02}"] for n in range(3)]


def test_a_reader_who_can_scroll_gets_one_part() -> None:
    assert len(table_page(wide(40), "tbl-t", "Table 1").parts) == 1
    assert len(table_page(wide(40), "tbl-t", "Table 1", millimetres=174).parts) > 1


def test_a_further_group_of_columns_stands_apart_and_is_given_the_room() -> None:
    columns = (TableColumn("Item"), TableColumn("A", group="Right"), TableColumn("B", group="Left"))
    grouped = table(row(*"abc"), columns=columns)
    part = table_page(grouped, "tbl-t", "Table 1", millimetres=174).parts[0]
    assert [[cell.align for cell in line] for line in part.heading] == [
        ["left", "left", "left apart"],
        ["left", "left apart"],
    ]
    assert [cell.align for cell in part.groups[0].rows[0]] == ["left", "left", "left apart"]
    _, right, left = widths(grouped, 20)
    assert left > right
