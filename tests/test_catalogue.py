"""Every generated sentence stands in the catalogue, with a condition and the records it is from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpreport.catalogue import CatalogueEntry, catalogue, headings, places
from docs.making.sentence_page import sentence_page
from tests.conftest import REPOSITORY

ROOMS = (
    "manuscript",
    "figures",
    "tables",
    "checklists",
    "letters",
    "outcomes/methods.py",
    "outcomes/improvement_rules.py",
)
PACKAGE = REPOSITORY / "cpreport"
#: What asks for a sentence by its id.
ASKING = {"say", "count"}
#: Four words with a capital first, or a full stop last: a sentence, or most of one.
SENTENCE = re.compile(r"^[A-Z]\w*(?: [\w’'\-]+[,;:]?){3}|(?: [\w’'\-]+){3}\.$")


#: Headings, of sections, rows and axes, which are no sentences.
HEADINGS = {
    "In the DOCX, or why not",
    "Use of artificial intelligence",
    " since the first session",
    "Common Terminology Criteria for Adverse Events",
    "World Health Organization, Uppsala Monitoring Centre",
    "Age at first treatment",
    "First to last session, ",
    "Side taken as weaker",
    "Patients in whom they were looked for",
    "Patients with an event",
    "Patients with an event, of the others",
    "Sessions followed by an event",
    "Events of CTCAE grade 3 to 5",
    "Events of Clavien-Dindo grade III to V",
    "Events whose grade is not reported",
    "Events that follow no session",
    "Sessions a patient, median (range)",
    "Items of all patients",
    "Patients whose main score passes a published threshold",
}
#: Reference lists are set as their style says, what is left over in a text is a problem; sources of
#: formulas, words for what is measured and what a terminal shows are no sentences of letters.
NOT_GENERATED = {"references", "leftovers.py", "readability.py", "plain.py", "preview.py"}


def files_of(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        path = PACKAGE / room
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (file for file in files if NOT_GENERATED.isdisjoint(file.parts))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def calls() -> Iterator[tuple[Path, str, set[str]]]:
    """Yield every call that asks for a sentence by its id, with the places that it fills."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ASKING:
                ids = [a.value for a in node.args if isinstance(a, ast.Constant)]
                named = [one for one in ids if one in catalogue()]
                filled = {str(k.arg) for k in node.keywords}
                filled |= {"n"} if _name(node.func) == "count" else set()
                if named and all(keyword.arg for keyword in node.keywords):
                    yield path, str(named[0]), filled


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda one: one.id)
def test_every_sentence_has_a_condition_and_the_records_it_follows_from(
    one: CatalogueEntry,
) -> None:
    assert one.text.strip()
    assert one.records
    assert len(one.when.split()) > 2, "say which record decides it"
    assert "always" not in one.when
    assert set(places(one.one)) <= set(places(one.text))


def test_every_sentence_of_the_catalogue_is_asked_for() -> None:
    said = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for template in (REPOSITORY / "templates").rglob("*.html"):
        said |= set(re.findall(r'\b(?:say|heading)\("([^"]+)"', template.read_text("utf-8")))
    headed = {headings()[text] for text in said & set(headings())}
    assert [name for name in catalogue() if name not in said | headed] == []


def test_whoever_asks_for_a_sentence_fills_its_places_and_no_others() -> None:
    found = list(calls())
    assert len(found) > 60
    assert [
        (path.name, name, filled)
        for path, name, filled in found
        if filled != set(places(catalogue()[name].text))
    ] == []


def literals(path: Path) -> Iterator[str]:
    """Yield the texts of a file that look like sentences, without docstrings and problems."""
    tree = ast.parse(path.read_text("utf-8"))
    spoken_of: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken_of.add(id(node.value))
        is_problem = isinstance(node, ast.Call) and re.search(
            "Problem|Fault|Refused|Error|Leftover|Field|compile", _name(node.func)
        )
        if isinstance(node, ast.Raise) or is_problem:
            spoken_of |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in spoken_of and SENTENCE.search(text.strip()):
            yield text


@pytest.mark.parametrize("path", list(files_of(*ROOMS)), ids=lambda p: p.name)
def test_no_sentence_stands_outside_the_catalogue(path: Path) -> None:
    assert set(literals(path)) - HEADINGS == set()


def test_the_page_of_the_documentation_lists_every_sentence() -> None:
    page = (REPOSITORY / "docs" / "sentences.md").read_text("utf-8")
    assert page == sentence_page()["sentences.md"]
    assert [name for name in catalogue() if f"`{name}`" not in page] == []
