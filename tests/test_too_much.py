"""A file that holds more than any record does is refused in a sentence, and thousands of problems too."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cpreport.cases.json_text import read_json
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import check
from cpreport.manuscript.read_prose import read
from cpreport.problems import Problem
from tests.smallest import CASE, smallest

pytestmark = pytest.mark.slow

MANY = 24_000


def told(folder: Path, case: str = CASE, **add: str) -> tuple[Problem, ...]:
    cases = smallest(folder, add=dict(add))
    (cases / "P01.yaml").write_text(case, "utf-8")
    return check(cases).problems


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("".join(f"k{n}: 1\n" for n in range(700_000)), 50_000),
        ("media: [" + "a," * 300_000 + "a]\n", 1),
        ("".join(f"k{n}: &a{n} 1\n" for n in range(200_000)), 50_000),
        ("x: &a 1\ny: [" + "*a," * 300_000 + "*a]\n", 2),
        ("media:\n" + "- {a: 1}\n" * 200_000, 33_334),
    ],
    ids=["keys", "items", "anchors", "aliases", "groups"],
)
def test_a_file_of_hundreds_of_thousands_of_values_is_refused_once(text: str, line: int) -> None:
    node, problems = read_yaml(text, "P01.yaml")
    assert node is None
    (problem,) = problems
    assert problem.message == "the file holds more than 100,000 keys and values"
    assert abs(problem.place.line - line) <= 1


def test_so_is_one_of_json_and_a_bibliography(tmp_path: Path) -> None:
    text = '{"id": "P02", ' + ", ".join(f'"k{n}": 1' for n in range(120_000)) + "}"
    assert [p.message for p in read_json(text, "P02.json")[1]] == [
        "the file holds more than 100,000 keys and values"
    ]
    within = '{"id": "' + "a, b: " * 120_000 + '"}'
    assert read_json(within, "P02.json")[1] == []
    bib = "".join(f"@book{{k{n}, title={{T}}}}\n" for n in range(101_000))
    assert ("references.bib", "the file holds more than 100,000 keys and values") in [
        (p.place.file, p.message) for p in told(tmp_path, **{"references.bib": bib})
    ]


def test_a_text_of_millions_of_letters_is_refused(tmp_path: Path) -> None:
    long = CASE.replace("Spastic cerebral palsy", "x" * 600_000)
    messages = [p.message for p in told(tmp_path, long, **{"methods.md": "word\n" * 120_000})]
    # The value, and the section.
    assert set(messages) == {"this text has 600,000 characters; at most 500,000 are read"}


@pytest.mark.parametrize(
    ("case", "code", "message"),
    [
        (CASE + "".join(f"k{n}: 1\n" for n in range(MANY)), "CP008",
         "23,800 more problems of keys and values are in this file"),
        (CASE + "k: 1\n" * MANY, "CP005",
         "23,899 more problems of this kind are in the file, from this line on"),
        (CASE.replace("MAS: {elbow flexors: {right: 2, left: 1+}}",
                      "MAS: {" + ", ".join(f"m{n}: 9" for n in range(MANY)) + "}"), "CP102",
         "23,980 more items here are not of the Modified Ashworth Scale"),
        (CASE.replace("scores:\n      MAS: {elbow flexors: {right: 2, left: 1+}}",
                      "scores:\n" + "".join(f"      M{n}: {{a: 1}}\n" for n in range(9000))
                      + "      MAS: {elbow flexors: {right: 2, left: 1+}}"), "CP101",
         "8,980 more keys here are no scales"),
    ],
    ids=["unknown keys", "repeated keys", "unknown items", "unknown scales"],
)  # fmt: skip
def test_thousands_of_problems_are_counted(
    case: str, code: str, message: str, tmp_path: Path
) -> None:
    problems = told(tmp_path, case)
    assert (code, message) in [(p.code, p.message) for p in problems]
    assert max(Counter(p.code for p in problems).values()) <= 201


@pytest.mark.parametrize(
    "piece",
    ["a word\n", "<!-- \n", "*a ", "[", "- a\n", "[@a; @b] ", "`a ", "[a](b ", "{{ ", "^[", "# a\n",
     "_a_", "\"a' ", "{# ", "[^a", "![a](b "],
)  # fmt: skip
def test_a_text_is_read_in_time_that_grows_as_it_does(piece: str) -> None:
    """Eight thousand of each: what grows with their square takes minutes."""
    assert len(read(piece * 8000).faults) <= 100
