"""A value is altered at its place: comments, order and style of all else stay, byte for byte."""

from __future__ import annotations

import random
from difflib import SequenceMatcher
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cpreport.exchange.edit_yaml import (
    Edit,
    InsertItem,
    RemoveValue,
    SetValue,
    applied,
    edit_yaml,
    read_plain,
)
from cpreport.exchange.yaml_places import CannotEdit, Plain, ValuePath, compose, end_of

ROOT = Path(__file__).parent.parent
FILES = sorted(
    [
        *ROOT.glob("cases/*.yaml"),
        *ROOT.glob("examples/*/*.yaml"),
        *ROOT.glob("examples/*/scales/*.yaml"),
    ]
)
STYLES = """\
# what stands first
id: P01   # the study id
patient:
    age: '9 years'
    note: "a \\"b\\""
    history: |
        One line.

        Another.


    told: >-
        This is folded
        over three
        lines.
    plain: a text
        on two lines
visits:
- id: before
  # of the first
  scores: {MAS: {elbow: {right: 1+, left: 2}}, TCT: [1, 2,
      3]}
-   id: after
    empty:
list: []   # nothing
map: {}
blank:   # to come
last:
  - a
  - b"""


def leaves(tree: Plain, path: ValuePath = ()) -> list[ValuePath]:
    if isinstance(tree, str):
        return [path]
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    return [leaf for key, value in pairs for leaf in leaves(value, (*path, key))]


def branches(tree: Plain, path: ValuePath = ()) -> list[ValuePath]:
    if isinstance(tree, str):
        return []
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    below = [one for key, value in pairs for one in branches(value, (*path, key))]
    return [path, *below] if path else below


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    one, other = old.splitlines(True), new.splitlines(True)
    gone: list[str] = []
    come: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += one[a:b]
            come += other[c:d]
    return gone, come


def lines_of(text: str, path: ValuePath) -> int:
    node = compose(text)
    for part in path:
        node = (
            next(v for k, v in node.value if k.value == part)
            if isinstance(part, str)
            else node.value[part]
        )
    return text.count("\n", node.start_mark.index, end_of(node, text)) + 1


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_a_value_of_an_example_changes_its_own_lines_only(file: Path) -> None:
    text = file.read_text("utf-8")
    tree = read_plain(text)
    draw = random.Random(file.name)
    for path in draw.sample(leaves(tree), 12):
        meant = applied(tree, SetValue(path, "not assessed"))
        new = edit_yaml(text, [SetValue(path, "not assessed")])
        assert read_plain(new) == meant
        gone, come = changed_lines(text, new)
        assert len(gone) <= lines_of(text, path)
        assert len(come) <= 1
    for path in draw.sample(branches(tree), 3):
        new = edit_yaml(text, [RemoveValue(path)])
        assert read_plain(new) == applied(tree, RemoveValue(path))
        gone, come = changed_lines(text, new)
        assert len(come) <= 1, "only the line of the parent may be written anew"
        assert len(gone) <= lines_of(text, path) + 2


@pytest.mark.parametrize("file", FILES[:3], ids=lambda p: p.name)
def test_one_word_of_a_text_on_several_lines_changes_one_line(file: Path) -> None:
    text = file.read_text("utf-8")
    tree = read_plain(text)
    tried = 0
    for path in leaves(tree):
        value = tree
        for part in path:
            value = value[part]
        words = value.split(" ")
        if len(words) > 30:
            n = next(n for n, word in enumerate(words) if n > 15 and word.isalpha())
            words[n] = "x" * len(words[n])
            gone, come = changed_lines(text, edit_yaml(text, [SetValue(path, " ".join(words))]))
            assert (len(gone), len(come)) == (1, 1)
            tried += 1
    assert tried > 2


@pytest.mark.parametrize(
    ("edit", "gone", "come"),
    [
        (SetValue(("id",), "P02"), ["id: P01   # the study id\n"], ["id: P02   # the study id\n"]),
        (SetValue(("patient", "age"), "it's"), ["    age: '9 years'\n"], ["    age: 'it''s'\n"]),
        (SetValue(("patient", "age"), "10: 1"), ["    age: '9 years'\n"], ["    age: '10: 1'\n"]),
        (SetValue(("patient", "told"), "This is folded over four lines."), ["        over three\n"], ["        over four\n"]),
        (SetValue(("patient", "plain"), "a text on three lines"), ["        on two lines\n"], ["        on three lines\n"]),
        (SetValue(("patient", "history"), "One line.\n\nThe last.\n"), ["        Another.\n"], ["        The last.\n"]),
        (SetValue(("patient", "sex"), "male", ("age", "sex", "note")), [], ["    sex: male\n"]),
        (SetValue(("visits", 0, "scores", "MAS", "elbow", "left"), "1+, then"), ["  scores: {MAS: {elbow: {right: 1+, left: 2}}, TCT: [1, 2,\n"], ['  scores: {MAS: {elbow: {right: 1+, left: "1+, then"}}, TCT: [1, 2,\n']),
        (SetValue(("visits", 0, "scores", "TCT", 3), "4"), ["      3]}\n"], ["      3, 4]}\n"]),
        (SetValue(("visits", 1, "empty"), "no"), ["    empty:\n"], ["    empty: no\n"]),
        (RemoveValue(("visits", 1, "id")), ["-   id: after\n", "    empty:\n"], ["-   empty:\n"]),
        (RemoveValue(("visits", 0, "id")), ["- id: before\n"], ["-\n"]),
        (SetValue(("visits", 2, "id"), "month 6"), [], ["- id: month 6\n"]),
        (SetValue(("list",), ["a", "b"]), ["list: []   # nothing\n"], ["list: [a, b]   # nothing\n"]),
        (SetValue(("map", "a", "b"), ["x\ny"]), ["map: {}\n"], ["map:\n", "    a:\n", "        b:\n", "        - |-\n", "          x\n", "          y\n"]),
        (SetValue(("blank",), [{"a": "1", "b": "two\nlines"}]), [], ["- a: 1\n", "  b: |-\n", "      two\n", "      lines\n"]),
        (RemoveValue(("last", 1)), ["  - a\n", "  - b"], ["  - a"]),
        (InsertItem(("last", 0), "first"), [], ["  - first\n"]),
        (SetValue(("last",), "none"), ["last:\n", "  - a\n", "  - b"], ["last: none"]),
        (SetValue(("new",), "x"), ["  - b"], ["  - b\n", "new: x"]),
    ],
    ids=lambda v: str(v.path) if isinstance(v, SetValue | RemoveValue | InsertItem) else "",
)  # fmt: skip
def test_every_style_is_kept(edit: Edit, gone: list[str], come: list[str]) -> None:
    assert changed_lines(STYLES, edit_yaml(STYLES, [edit])) == (gone, come)
    crlf = edit_yaml(STYLES.replace("\n", "\r\n"), [edit])
    assert crlf.replace("\r\n", "\n") == edit_yaml(STYLES, [edit])
    assert crlf.count("\n") == crlf.count("\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "a: {b: 1\n",
        "- a\n",
        "<<: {a: 1}\n",
        "a: 1\n---\nb: 2\n",
        "[x]: 1\n",
    ],
)
def test_a_file_of_another_kind_is_not_altered(text: str) -> None:
    with pytest.raises(CannotEdit):
        edit_yaml(text, [SetValue(("b",), "3")])


@pytest.mark.parametrize(
    "edit",
    [
        SetValue(("id", "below"), "x"), RemoveValue(("nowhere",)), RemoveValue(("last", 2)),
        InsertItem(("last", 3), "x"), SetValue(("last", 3), "x"), SetValue(("last", "x"), "y"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(edit: Edit) -> None:
    with pytest.raises(CannotEdit, match=r"there is no place for"):
        edit_yaml(STYLES, [edit])


def test_a_file_of_comments_and_a_mark_of_order_are_kept() -> None:
    assert edit_yaml("\ufeff# P01\n", [SetValue(("id",), "P01")]) == "\ufeff# P01\nid: P01\n"
    assert edit_yaml("", [SetValue(("visits", 0, "id"), "before")]) == "visits:\n  - id: before\n"


def test_a_comment_behind_a_key_stays_there_when_a_text_of_several_lines_comes() -> None:
    written = edit_yaml("a:   # what happened\nb: 1\n", [SetValue(("a",), "one\ntwo\n")])
    assert written == "a: |   # what happened\n  one\n  two\nb: 1\n"
    again = edit_yaml(written, [SetValue(("a",), "one\nthree\n")])
    assert again == "a: |   # what happened\n  one\n  three\nb: 1\n"


def test_a_text_of_several_lines_that_the_file_ends_within_is_ended() -> None:
    assert edit_yaml("a: |\n  b", [SetValue(("c",), "d")]) == "a: |\n  b\nc: d\n"


words = st.text(
    st.sampled_from("ab 1+:#-'\"{}[],&*!|>%@`?\n\t\\~=é\u2028\x85\ufeff日"), max_size=12
)
keys = (
    st.text(st.sampled_from("ab 1:#-?é"), min_size=1, max_size=4)
    .map(str.strip)
    .filter(bool)
    .filter(lambda k: k != "<<")
)
trees = st.recursive(
    words,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=4),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_what_is_written_is_read_again(data: st.DataObject) -> None:
    styles = {
        "default_flow_style": data.draw(st.sampled_from([None, True, False])),
        "default_style": data.draw(st.sampled_from([None, "'", "|", ">"])),
        "indent": data.draw(st.integers(2, 4)),
    }
    tree = data.draw(st.dictionaries(keys, trees, min_size=1, max_size=4))
    text = yaml.dump(tree, allow_unicode=True, sort_keys=False, **styles)
    text = text if text.endswith("\n") else text + "\n"
    try:
        tree = read_plain(text)
    except CannotEdit:
        return
    for _ in range(3):
        path = data.draw(st.sampled_from([*leaves(tree), *branches(tree)] or [("a",)]))
        value = data.draw(trees)
        edit: Edit = data.draw(
            st.sampled_from(
                [
                    SetValue(path, value),
                    RemoveValue(path),
                    SetValue(("z", "y"), value),
                    InsertItem(path, value) if isinstance(path[-1], int) else SetValue(path, value),
                ]
            )
        )
        try:
            meant = applied(tree, edit)
        except CannotEdit:
            continue
        text = edit_yaml(text, [edit])
        tree = read_plain(text)
        assert tree == meant


flow = st.recursive(
    st.sampled_from(["a", "12", "1+", "not assessed"]),
    lambda below: (
        st.lists(below, min_size=1, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(below, min_size=1, max_size=3).map(
            lambda items: "{" + ", ".join(f"k{n}: {one}" for n, one in enumerate(items)) + "}"
        )
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(flow, st.data())
def test_within_brackets_only_the_value_itself_is_written_anew(
    written: str, data: st.DataObject
) -> None:
    text = f"of: {written}\n"
    path = data.draw(st.sampled_from(leaves(read_plain(text))))
    node = compose(text)
    for part in path:
        node = (
            {k.value: v for k, v in node.value}[part] if isinstance(part, str) else node.value[part]
        )
    start, end = node.start_mark.index, node.end_mark.index
    assert edit_yaml(text, [SetValue(path, "new")]) == f"{text[:start]}new{text[end:]}"
