from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.problems import TITLES, Place, Problem
from cpreport.terminal.problem_text import count_problems, mark_line, problems_text
from cpreport.terminal_text import columns, pack, visible, wrap

GRADES = ("0", "1", "1+", "2", "3", "4", "not assessed")
LINE = "      MAS: {elbow flexors: {right: 2+, left: 1+}}"


@pytest.fixture
def cases(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "P02.yaml").write_text("\n" * 40 + LINE + "\n", encoding="utf-8")
    return Path("cases")


def not_a_grade(line=41, column=36, file="P02.yaml", case="P02"):
    return Problem(
        "CP104",
        Place(file, line, column, 2),
        "`2+` is not a Modified Ashworth grade",
        allowed=GRADES,
        help="did you mean `2` or `1+`?",
        case=case,
    )


def printed(*problems, folder=Path("cases"), cases=4, form="full", **settings):
    return problems_text(problems, folder=folder, cases=cases, form=form, **settings)


def test_a_problem_looks_like_the_sample(cases):
    assert printed(not_a_grade()) == (
        "CP104 grade not in the scale\n"
        "  --> cases/P02.yaml:41:36\n"
        "   |\n"
        "41 |       MAS: {elbow flexors: {right: 2+, left: 1+}}\n"
        "   |                                    ^^ `2+` is not a Modified Ashworth grade\n"
        "   = allowed: 0, 1, 1+, 2, 3, 4, or `not assessed`\n"
        "   = help: did you mean `2` or `1+`?\n"
        "Found 1 error in 1 of 4 cases."
    )


def test_repeats_are_shown_once_with_their_other_places(cases):
    text = printed(not_a_grade(), not_a_grade(44), not_a_grade(12, 8, "P03.yaml", "P03"))
    assert text.count("CP104") == 1
    assert "   = also at: cases/P02.yaml:44:36 and cases/P03.yaml:12:8\n" in text
    assert text.endswith("Found 3 errors in 2 of 4 cases.")


def test_many_repeats_are_counted_not_listed(cases):
    text = printed(*(not_a_grade(41 + i) for i in range(9)))
    assert text.splitlines()[-3:] == [
        "   = also at: cases/P02.yaml:42:36, cases/P02.yaml:43:36, cases/P02.yaml:44:36,",
        "              cases/P02.yaml:45:36, cases/P02.yaml:46:36, and 3 more",
        "Found 9 errors in 1 of 4 cases.",
    ]


def test_the_same_message_with_other_advice_is_its_own_problem(cases):
    other = Problem("CP104", Place("P02.yaml", 41, 36, 2), not_a_grade().message, case="P02")
    assert printed(not_a_grade(), other).count("CP104") == 2


def test_different_problems_are_parted_by_an_empty_line(cases):
    other = Problem("CP009", Place(""), "no case file was found", help="add one")
    assert printed(not_a_grade(), other).split("\n\n")[1] == (
        "CP009 no cases\n"
        "  --> cases\n"
        "   = no case file was found\n"
        "   = help: add one\n"
        "Found 2 errors in 1 of 4 cases and in the series."
    )


def test_a_warning_says_that_it_is_one(cases):
    warning = Problem("CP114", Place("P02.yaml"), "P02 has no visit `after`", severity="warning")
    assert printed(warning).startswith("CP114 warning: compared visit missing\n")
    assert "CP114 warning: P02 has no visit" in printed(warning, form="concise")


def test_the_concise_form_is_a_line_a_problem_and_the_count(cases):
    assert printed(not_a_grade(), not_a_grade(44), form="concise") == (
        "cases/P02.yaml:41:36: CP104 error: `2+` is not a Modified Ashworth grade\n"
        "cases/P02.yaml:44:36: CP104 error: `2+` is not a Modified Ashworth grade\n"
        "Found 2 errors in 1 of 4 cases."
    )


def test_the_json_form_is_an_array_of_whole_problems(cases):
    assert json.loads(printed(not_a_grade(), form="json")) == [
        {
            "code": "CP104",
            "title": "grade not in the scale",
            "severity": "error",
            "case": "P02",
            "file": "cases/P02.yaml",
            "line": 41,
            "column": 36,
            "width": 2,
            "message": "`2+` is not a Modified Ashworth grade",
            "allowed": list(GRADES),
            "help": "did you mean `2` or `1+`?",
        }
    ]
    assert json.loads(printed(form="json")) == []


@pytest.mark.parametrize(
    ("severities", "cases_of", "total", "sentence"),
    [
        ("", "", 4, "Found no problems in 4 cases."),
        ("", "", 1, "Found no problems in 1 case."),
        ("", "", 0, "Found no problems."),
        ("e", "1", 4, "Found 1 error in 1 of 4 cases."),
        ("e", "1", 1, "Found 1 error in 1 of 1 case."),
        ("w", "1", 4, "Found 1 warning in 1 of 4 cases."),
        ("eew", "112", 4, "Found 2 errors and 1 warning in 2 of 4 cases."),
        ("ww", "--", 4, "Found 2 warnings in the series."),
        ("ee", "--", 0, "Found 2 errors."),
        ("ee", "1-", 4, "Found 2 errors in 1 of 4 cases and in the series."),
    ],
)
def test_the_count_is_a_sentence_with_right_plurals(severities, cases_of, total, sentence):
    problems = [
        Problem(
            "CP002",
            Place("a.yaml", i + 1),
            "?",
            severity="error" if severity == "e" else "warning",
            case=None if case == "-" else case,
        )
        for i, (severity, case) in enumerate(zip(severities, cases_of, strict=True))
    ]
    assert count_problems(problems, total) == sentence


def test_the_place_is_shown_below_the_folder_as_typed(cases):
    problem = Problem("CP002", Place("scales/own.yaml", 3, 1), "a bracket is not closed")
    assert "--> ../series/scales/own.yaml:3:1" in printed(problem, folder=Path("./../series/"))
    outside = Problem("CP501", Place("../templates/report.html", 3), "a block is not closed")
    assert "--> templates/report.html:3\n" in printed(outside)


def test_a_line_that_cannot_be_read_leaves_the_message(cases):
    gone = Problem("CP002", Place("P09.yaml", 7, 3), "a bracket is not closed", case="P09")
    past_the_end = Problem("CP002", Place("P02.yaml", 900, 3), "a bracket is not closed")
    assert "  --> cases/P09.yaml:7:3\n   = a bracket is not closed\n" in printed(gone)
    assert "   --> cases/P02.yaml:900:3\n    = a bracket is not closed\n" in printed(past_the_end)


def test_a_long_message_goes_below_its_mark_and_wraps(cases):
    problem = Problem("CP104", Place("P02.yaml", 41, 36, 2), "word " * 30 + "end", case="P02")
    lines = printed(problem).splitlines()
    assert lines[4] == "   | " + " " * 35 + "^^"
    assert lines[5] == "   | " + " " * 35 + "word word word word word word word word"
    assert all(columns(line) <= 80 for line in lines)


def test_a_message_that_does_not_fit_beside_its_mark_stays_on_one_line_below(cases):
    problem = Problem("CP104", Place("P02.yaml", 41, 36, 2), "x" * 45, case="P02")
    assert printed(problem).splitlines()[4:6] == [
        "   | " + " " * 35 + "^^",
        "   | " + " " * 30 + "x" * 45,
    ]


def test_a_long_list_of_what_is_allowed_wraps_between_its_entries(cases):
    muscles = tuple(f"muscle group {i}" for i in range(20))
    problem = Problem("CP102", Place("P02.yaml", 41, 13, 13), "no such item", allowed=muscles)
    lines = [line for line in printed(problem).splitlines() if "muscle group" in line]
    assert lines[0].startswith("   = allowed: `muscle group 0`, `muscle group 1`, ")
    assert lines[1].startswith("              `muscle group ")
    assert lines[-1].endswith("or `muscle group 19`")
    assert all(line.count("`") % 2 == 0 and columns(line) <= 80 for line in lines)


def test_a_long_line_is_cut_around_its_mark(cases):
    source = "a" * 200 + "MARK" + "b" * 200
    line = mark_line(source, Place("x", 1, 201, 4), 40)
    assert line.text[line.before : line.before + line.carets] == "MARK"
    assert (line.text[0], line.text[-1], len(line.text)) == ("…", "…", 40)


def test_a_mark_longer_than_the_line_ends_with_the_line():
    line = mark_line("id: P02", Place("x", 1, 5, 500), 40)
    assert (line.before, line.carets) == (4, 3)


def test_tabs_wide_and_combining_characters_keep_the_mark_in_place():
    for before in ("\t", "肘の屈筋: ", "👩‍⚕️ ", "e\u0301te\u0301: ", "한: ", "a\u00adb "):
        line = mark_line(before + "2+ rest", Place("x", 1, len(before) + 1, 2), 70)
        assert line.text.index("2+") == len(line.text) - len("2+ rest")
        assert line.before == columns(line.text[: line.text.index("2+")]), before
        assert line.carets == 2


def test_characters_that_a_terminal_would_obey_are_shown_as_their_code(cases):
    Path("cases/P02.yaml").write_text("id: \x1b[31mP02\u202e\n", encoding="utf-8")
    problem = Problem("CP106", Place("P02.yaml", 1, 5, 9), "`\x1b[31m` cannot be used\nhere")
    text = printed(problem)
    assert "id: <U+001B>[31mP02<U+202E>\n" in text
    assert "`<U+001B>[31m` cannot be used here" in text
    assert "\x1b" not in text + printed(problem, form="concise") + printed(problem, form="json")


def test_colour_changes_no_character(cases):
    problems = (not_a_grade(), not_a_grade(44), Problem("CP009", Place(""), "no case"))
    for form in ("full", "concise"):
        coloured = printed(*problems, form=form, colour=True)
        assert "\x1b[" in coloured
        assert click.unstyle(coloured) == printed(*problems, form=form)


def test_wrapping_never_breaks_at_a_no_break_space():
    assert wrap("aa bb\xa0cc dd", 5) == ["aa", "bb\xa0cc", "dd"]
    assert pack(["`a b`,", "`c d`"], 6) == ["`a b`,", "`c d`"]


places = st.builds(
    Place,
    st.sampled_from(["P02.yaml", "missing.yaml", "\0", "", "a\ud800b", "notes.md"]),
    st.integers(-1, 12),
    st.integers(-1, 300),
    st.integers(-1, 300),
)
anything = st.text(max_size=60)
problems = st.builds(
    Problem,
    st.sampled_from(sorted(TITLES)),
    places,
    anything,
    st.lists(anything, max_size=12).map(tuple),
    anything,
    st.sampled_from(["error", "warning"]),
    st.sampled_from([None, "P01", "P02"]),
)


@given(
    st.lists(problems, max_size=5),
    st.binary(max_size=400),
    st.sampled_from(["full", "concise", "json"]),
    st.integers(1, 130),
    st.booleans(),
)
def test_printing_never_fails(tmp_path_factory, found, content, form, width, colour):
    folder = tmp_path_factory.mktemp("series")
    (folder / "P02.yaml").write_bytes(content)
    text = printed(*found, folder=folder, form=form, width=width, colour=colour)
    text.encode("utf-8")
    assert not [c for c in click.unstyle(text) if c < " " and c != "\n"]


words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n\t"), min_size=1)


@given(words, words, words, st.integers(10, 100))
def test_the_carets_stand_under_what_is_marked(before, marked, after, room):
    place = Place("x", 1, len(before) + 1, len(marked))
    source = f"{before}{marked}{after}|"
    line = mark_line(source, place, room)
    under, at = "", 0
    for character in line.text:
        if line.before <= at < line.before + line.carets and columns(character):
            under += character
        at += columns(character)
    wanted = "".join(c for c in visible(marked) if columns(c))
    if wanted and columns(visible(marked)[0]):
        if columns(wanted) <= room - 2:
            assert under == wanted
        else:  # Where the mark is longer than the room its beginning is what is shown.
            assert under
            assert wanted.startswith(under)
    assert columns(line.text) <= max(room, 2)


def test_line_ends_are_those_that_an_editor_counts(cases):
    Path("cases/P02.yaml").write_bytes("# a\u2028b: 1\r\nc: 2+\n".encode())
    Path("cases/methods.md").write_bytes("a\u2028b\nc: 2+\n".encode())
    yaml = Problem("CP104", Place("P02.yaml", 2, 4, 2), "here", case="P02")
    prose = Problem("CP403", Place("methods.md", 2, 4, 2), "here")
    assert " 2 | c: 2+\n   |    ^^ here\n" in printed(yaml)
    assert " 2 | c: 2+\n   |    ^^ here\n" in printed(prose)


def test_a_byte_order_mark_takes_no_column(cases):
    Path("cases/P02.yaml").write_bytes(b"\xef\xbb\xbfid: 2+\n")
    assert "   |     ^^ here\n" in printed(Problem("CP106", Place("P02.yaml", 1, 5, 2), "here"))


def test_a_file_that_is_not_utf_8_is_still_shown(cases):
    Path("cases/P02.yaml").write_bytes(b"id: \xff\xfe!\n")
    assert " 1 | id: \ufffd\ufffd!\n" in printed(
        Problem("CP001", Place("P02.yaml", 1, 5, 1), "not UTF-8")
    )
