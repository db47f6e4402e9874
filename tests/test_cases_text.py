"""What is said of YAML and JSON that cannot be read: once, in words, at its place."""

from __future__ import annotations

import pytest
import yaml

from cpreport.cases import yaml_text
from cpreport.cases.json_text import read_json
from cpreport.cases.reader import read_series
from cpreport.cases.text import Mapping, Node, Scalar
from cpreport.cases.yaml_text import read_yaml
from tests.smallest import smallest

LOADERS = [
    pytest.param(getattr(yaml, "CBaseLoader", None), id="libyaml"),
    pytest.param(yaml.BaseLoader, id="pure"),
]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> object:
    if request.param is None:
        pytest.skip("libyaml is not here")
    monkeypatch.setattr(yaml_text, "_Loader", yaml_text.text_only(request.param))
    return request.param


def said(text: str) -> list[tuple[int, str]]:
    return [(p.place.line, p.message) for p in read_yaml(text, "P01.yaml")[1]]


BEGIN = "this character cannot begin a value"
BACKSLASH = "a backslash in double quotes begins a code, and this is none"
FOLLOWS = "this cannot stand behind `|` or `>`"
INDENTED = "this line is indented as if it went on with the value above"


@pytest.mark.parametrize(
    ("text", "place", "cut", "quoted"),
    [
        ("a: HIE #3 of the series\n", (1, 8), "#3 of the series", '"HIE #3 of the series"'),
        ("a:\n  b: femur #2  \n", (2, 12), "#2", '"femur #2"'),
        ("a: [case #1\n  ]\n", (1, 10), "#1", '"case #1"'),
        ("a: long\n  line #2\n", (2, 8), "#2", '"long line #2"'),
        ("a: the # of seizures\n", (1, 8), "# of seizures", '"the # of seizures"'),
        ('a: the "femur" #2\n', (1, 16), "#2", "'the \"femur\" #2'"),
    ],
)
def test_a_value_cut_by_a_number_sign_is_said(
    text: str, place: tuple[int, int], cut: str, quoted: str, loader: object
) -> None:
    (problem,) = read_yaml(text, "P01.yaml")[1]
    assert (problem.code, problem.severity) == ("CP011", "warning")
    assert (problem.place.line, problem.place.column, problem.place.width) == (*place, len(cut))
    assert problem.message == f"`{cut}` is read as a comment, and not as text"
    assert problem.help == f"if it is text, quote the value: `{quoted}`"


@pytest.mark.parametrize(
    "text",
    [
        "a: 6 years   # at first treatment\n", "a: 6 years # at first treatment\n", "a: b  ## c\n",
        "#3\na: b\n#4\n", 'a: "HIE #3"\n', "a: 'HIE #3'\n", "a: |\n  HIE #3\n", "a: >-\n  HIE #3\n",
        "a: x#3\n", "a:  # b\n  c: d\n",
    ],
)  # fmt: skip
def test_comments_and_quoted_signs_are_left_alone(text: str, loader: object) -> None:
    assert read_yaml(text, "P01.yaml")[1] == []


def test_a_bracket_that_ends_in_a_comment_is_named_as_such(loader: object) -> None:
    (problem,) = read_yaml("a: {b: case #1}\nc: d\n", "P01.yaml")[1]
    assert str(problem.place) == "P01.yaml:1:13"
    assert problem.message == "`#1}` is read as a comment, so that the bracket is not closed"
    assert problem.help == "put quotes around the value"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a:\n\tb: c\n", 2, "a tab is used for indentation"),
        ("a:\n  b: c\n\td: e\n", 3, "a tab is used for indentation"),
        ("a: {b: c\nd: e\n", 2, "a group in { } is not closed"),
        ("a: [b, c\nd: e\n", 2, "a list in [ ] is not closed"),
        ("a: [b}\n", 1, "a list in [ ] is not closed"),
        ("a: 'b\nc: d\n", 3, "a quotation mark is not closed"),
        ('a: "b\\qc"\n', 1, BACKSLASH),
        ("a: @b\n", 1, BEGIN),
        ("a: `b`\n", 1, BEGIN),
        ("a: *\n", 1, BEGIN),
        ("a: &\n", 1, BEGIN),
        ("a: }\n", 1, BEGIN),
        ("a: ,b\n", 1, BEGIN),
        ("a: b: c\n", 1, "a second colon in one line"),
        ("a: b\n  c: d\n", 2, INDENTED),
        ("a: *x\n", 1, "`*` begins a reference to a name that is not there"),
        ("a: &x b\nc: &x d\n", 2, "`&` gives a name that is given already"),
        ("a: |x\n  b\n", 1, FOLLOWS),
        ("a: |99\n  b\n", 1, FOLLOWS),
        ("a:\n  - b\n c: d\n", 3, "this line does not fit the indentation above"),
        ("- a\nb: c\n", 2, "this line does not fit the list above"),
        ("a: b\nc\nd: e\n", 3, "a key without a colon"),
        ("a: b\n...\nc: d\n", 3, "a second document begins here"),
        ("a: !x!y b\n", 1, "`!` begins a tag; none is used here"),
        ("%YAML 9.9\n---\na: b\n", 1, "this version of YAML is not read"),
    ],
)
def test_both_loaders_say_the_same_in_words(
    text: str, line: int, message: str, loader: object
) -> None:
    assert said(text) == [(line, message)]


def test_a_tab_behind_a_colon_is_read_or_called_a_tab(loader: object) -> None:
    assert said("a:\tb\n") in ([], [(1, "a tab stands where spaces belong")])


def test_half_a_character_is_refused(loader: object) -> None:
    assert len(said('a: "\\ud800"\n')) == 1


def value(node: Node | None, *keys: str) -> str:
    for key in keys:
        assert isinstance(node, Mapping)
        node = next(entry.value for entry in node.entries if entry.key == key)
    assert isinstance(node, Scalar)
    return node.text


def test_a_merge_key_is_refused_once_and_what_it_brings_is_not_missed(loader: object) -> None:
    node, problems = read_yaml("a: &x {b: c, d: e}\nf:\n  <<: *x\n  d: g\n", "P01.yaml")
    assert [p.message for p in problems] == ["merge keys are not used here"]
    assert (value(node, "f", "b"), value(node, "f", "d")) == ("c", "g")
    node, problems = read_yaml("a: &x {b: c}\nf:\n  <<: [*x, {h: i}]\n", "P01.yaml")
    assert [p.message for p in problems] == ["merge keys are not used here"]
    assert value(node, "f", "h") == "i"


def test_an_alias_is_refused_once_and_its_value_is_not_missed(loader: object) -> None:
    node, problems = read_yaml("a: &x c\nb: *x\n", "P01.yaml")
    assert [p.message for p in problems] == ["an alias repeats another value"]
    assert value(node, "b") == "c"


def test_a_repeated_part_of_a_case_is_one_problem(tmp_path) -> None:
    perm = "publication: {given: yes, by: mother, date: 2023-02-14}"
    cases = smallest(
        tmp_path,
        ("P01.yaml", perm, "publication: &yes {given: yes, by: mother, date: 2023-02-14}\n"
         "  data_sharing:\n    <<: *yes"),
    )  # fmt: skip
    _, problems = read_series(cases)
    assert [(p.code, p.place.line) for p in problems] == [("CP002", 9)]


@pytest.mark.parametrize("text", ["a: &x {b: *x}\n", "a: &x [*x]\n", "a: &x {<<: *x}\n"])
def test_a_value_inside_itself_ends(text: str, loader: object) -> None:
    assert said(text)


def test_values_that_multiply_end_soon(loader: object) -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert said("\n".join(lines))


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_lines_are_those_that_an_editor_counts(separator: str, loader: object) -> None:
    text = f"a: one{separator}two\nb: |\n  three{separator}four\nc: &x 1\nd: *x\n"
    node, problems = read_yaml(text, "P01.yaml")
    assert [p.place.line for p in problems] == [4]
    assert value(node, "a") == "one two"
    assert value(node, "b") == "three four\n"
    assert said(f"a: one{separator}two\nb: @\n") == [(2, BEGIN)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"age": NaN}', (1, 9, 3)),
        ('{"NaN": "NaN \\" NaN",\n "b": [1, -Infinity]}', (2, 11, 9)),
        ('{"a": "\u2028",\n "b": Infinity}', (2, 7, 8)),
    ],
)
def test_a_constant_that_is_no_json_stands_at_its_place(
    text: str, place: tuple[int, int, int]
) -> None:
    (problem,) = read_json(text, "P01.json")[1]
    assert (problem.place.line, problem.place.column, problem.place.width) == place
    assert "is not a JSON value" in problem.message


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("diagnosis: 'Parkinson's disease'\n", "P01.yaml:1:23",
         "the quotation ends before `s`, inside the text"),
        ("d: {a: 'Parkinson's disease', b: 1}\n", "P01.yaml:1:19",
         "the quotation ends before `s`, inside the text"),
        ('d: "the "good" hand"\n', "P01.yaml:1:10",
         'the quotation ends before `good"`, inside the text'),
        ("- {id: b, label: Before: at home, x: 1}\n", "P01.yaml:1:24",
         "a second colon stands in this value"),
    ],
)  # fmt: skip
def test_the_likely_cause_is_said_first(
    text: str, place: str, message: str, loader: object
) -> None:
    (problem,) = read_yaml(text, "P01.yaml")[1]
    assert (str(problem.place), problem.message) == (place, message)


def test_the_help_writes_the_value_as_it_should_be() -> None:
    (problem,) = read_yaml("- {id: b, label: Before: at home, x: 1}\n", "P01.yaml")[1]
    assert problem.help == 'put quotes around it: `"Before: at home"`'
