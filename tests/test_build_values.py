"""A change of a case file is told in the data's words, and nothing unpublished is kept for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cpreport.builder.reasons import changes, values_of
from cpreport.cases.text import Source
from cpreport.cases.yaml_text import read_yaml

CASE = Path(__file__).parent.parent / "cases" / "P03.yaml"


def values(text: str) -> dict[str, str]:
    root, problems = read_yaml(text, "P03.yaml")
    assert root is not None
    assert not problems
    return values_of(Source("P03.yaml", root))


SMALL = """\
id: P03
patient:
  age: 6 years
  history: Born early
visits:
  - id: before
    date: 2023-02-20
    scores:
      MAS: {elbow flexors: {right: 2, left: 1}}
  - id: after
    date: 2024-01-20
    scores:
      MAS: {elbow flexors: {right: 1+, left: 1}}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("right: 1+", "right: 3", "visits[after].MAS.elbow flexors.right: 1+ → 3"),
        ("right: 1+, left: 1", "right: 1+", "visits[after].MAS.elbow flexors.left taken out"),
        (
            "right: 1+, left: 1",
            "right: 1+, left: 1, both: 0",
            "visits[after].MAS.elbow flexors.both: 0 added",
        ),
        ("Born early", "Born at term", "patient.history changed"),
        ("2024-01-20", "2024-01-21", "visits[after].date changed"),
        ("  age:", "  sex: female\n  age:", "patient.sex added"),
        ("id: P03", "id: P03 ", ""),
    ],
)
def test_a_change_is_named_as_the_file_names_it(old: str, new: str, said: str) -> None:
    assert old in SMALL
    head, _, tail = SMALL.rpartition(old)
    assert changes(values(SMALL), values(head + new + tail)) == said


def test_many_changes_are_counted() -> None:
    other = SMALL.replace("right: 2", "right: 4").replace("left: 1", "left: 0").replace("1+", "2")
    assert changes(values(SMALL), values(other)) == (
        "visits[before].MAS.elbow flexors.right: 2 → 4; "
        "visits[before].MAS.elbow flexors.left: 1 → 0; "
        "visits[after].MAS.elbow flexors.right: 1+ → 2; and 1 more"
    )


def test_what_is_kept_holds_grades_and_nothing_else() -> None:
    kept = values(CASE.read_text("utf-8"))
    for name, value in kept.items():
        if ".MAS." not in name and not value.startswith("#"):
            assert name.startswith("visits["), name
            assert ".date" not in name
    text = json.dumps(kept)
    assert "202" not in "".join(v for v in kept.values() if v.startswith("#"))
    assert "spastic" not in text.casefold()
