"""Labels find places side by side, rows and ticks; text finds its lines."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.figures.course import session_numbers
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.positions import rows_for, spread_out, time_ticks, value_ticks
from cpreport.typography import set_signs

WANTED = st.lists(st.floats(0, 100), min_size=1, max_size=12).map(sorted)


@given(WANTED, st.floats(0.5, 6))
def test_spread_labels_stand_apart_in_order_and_inside(wanted: list[float], wide: float) -> None:
    places = spread_out(wanted, [wide] * len(wanted), -10, 110, 1)
    for before, after in pairwise(places):
        assert after - before >= wide + 1 - 1e-6
    assert places[0] - wide / 2 >= -10 - 1e-6
    assert places[-1] + wide / 2 <= 110 + 1e-6


@given(WANTED)
def test_labels_with_room_enough_stay_where_they_are_wanted(wanted: list[float]) -> None:
    apart = [place + 10 * n for n, place in enumerate(wanted)]
    places = spread_out(apart, [4] * len(apart), -50, 500, 1)
    assert places == pytest.approx(apart)


def test_labels_that_share_a_place_give_way_to_both_sides() -> None:
    assert spread_out([50, 50, 50], [4, 4, 4], 0, 100, 1) == pytest.approx([45, 50, 55])


def test_labels_at_an_end_give_way_inwards() -> None:
    assert spread_out([99, 100], [10, 10], 0, 100, 2) == pytest.approx([83, 95])


def test_nothing_needs_no_place() -> None:
    assert spread_out([], [], 0, 100, 1) == []


def test_spans_take_the_first_row_that_is_free() -> None:
    assert rows_for([(0, 10), (5, 15), (12, 20), (13, 14)], 1) == [0, 1, 0, 2]


@given(
    st.floats(-24, 0),
    st.floats(0.5, 400),
    st.integers(2, 14),
    st.sampled_from(["hours", "days", "weeks", "months", "years"]),
)
def test_ticks_are_round_times_within_the_axis(
    low: float, high: float, most: int, unit: Any
) -> None:
    ticks = time_ticks(low, high, most, unit)
    assert len(ticks) <= most
    assert all(low <= float(tick) <= high for tick in ticks)
    assert 0 in ticks


@pytest.mark.parametrize(("least", "ticks"), [("0", "0 0.5 1 1.5 2"), ("1", "0 1 2")])
def test_ticks_of_whole_numbers_are_whole(least: str, ticks: str) -> None:
    assert value_ticks(0, 2, 5, Decimal(least)) == tuple(map(Decimal, ticks.split()))


@given(st.text(alphabet="abcdefghij -/", max_size=80), st.floats(8, 60))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, room: float) -> None:
    lines = wrap(text, room, 8)
    assert all(width(line, 8) <= room + 1e-6 for line in lines)
    assert "".join(lines).replace(" ", "") == set_signs(text).replace(" ", "")


def test_a_word_is_divided_after_its_hyphen_where_that_fits() -> None:
    room = longest_word("cord-derived", 8) - 1
    assert wrap("cord-derived", room, 8) == ("cord-", "derived")


def test_bold_letters_are_wider_and_unknown_ones_have_a_width() -> None:
    assert width("Adverse events", 8, 600) > width("Adverse events", 8, 400)
    assert width("診察", 8) > width("ab", 8)
    assert width("e\N{COMBINING ACUTE ACCENT}", 8) == width("e", 8)


@pytest.mark.parametrize(
    ("numbers", "told"), [([1], "1"), ([1, 2, 3], "1–3"), ([2, 4, 5, 9], "2, 4–5, 9"), ([], "")]
)
def test_session_numbers_are_told_in_short(numbers: list[int], told: str) -> None:
    assert session_numbers(numbers) == told
