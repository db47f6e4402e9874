"""Every generated sentence stands in the catalogue, with a condition and the records it is from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from cpreport.catalogue import CatalogueEntry, catalogue, headings, places
from docs.making.sentence_page import sentence_page
from tests.conftest import REPOSITORY
from tests.modules import facts_of, name_of

#: Whatever is printed in a document is worded here. `journal`, `data` and `verify` write packages
#: and data, whose files have words of their own; so have the pages on a build and on its privacy.
ROOMS = (
    "manuscript",
    "figures",
    "tables",
    "checklists",
    "letters",
    "outcomes",
    "scales",
    "publish/docx",
    "publish/jats",
    "publish/html/documents.py",
    "publish/html/front.py",
)
#: Rooms in which every word is printed: there a literal is a heading, or the name of a thing.
WORDED = (
    "tables",
    "figures",
    "outcomes",
    "scales/rule_words.py",
    "scales/engine.py",
    "scales/covariates.py",
    "scales/number_text.py",
    "scales/phrases.py",
    "checklists/place_items.py",
    "checklists/evidence.py",
    "checklists/fill_items.py",
    "checklists/item_rows.py",
    "checklists/record_values.py",
    "manuscript/document.py",
    "manuscript/placing.py",
    "manuscript/consent_sentences.py",
    "manuscript/course_sentences.py",
    "manuscript/event_sentences.py",
    "manuscript/sentences.py",
    "manuscript/verdict_sentences.py",
    "publish/docx/tables.py",
)
#: What may stand there all the same: words of records (which are read and compared, not said),
#: names of what no language translates, and names in the code.
WORDS = {
    "not applicable": "a record",
    "not assessable": "a record",
    "not assessed": "a record",
    "not comparable": "a record",
    "not reported": "a record",
    "entered total": "a record",
    "at least": "a record",
    "at most": "a record",
    "median (range)": "a record",
    "Clavien-Dindo": "a name",
    "Common Terminology Criteria for Adverse Events": "a name",
    "World Health Organization, Uppsala Monitoring Centre": "a name",
    "Source Sans 3": "a font",
    "SourceSans3[wght].ttf": "a font",
    "', sans-serif": "a font",
    "DejaVu Sans": "a font",
    "Last Resort": "a font",
    "Bold": "a weight of a font",
    "Regular": "a weight of a font",
    "SemiBold": "a weight of a font",
    "@media screen and (prefers-color-scheme:dark){svg{color:": "a style",
    "figure as ": "a kind of what is kept",
    "Zl": "a class of characters",
    "Zp": "a class of characters",
    "Zs": "a class of characters",
    "Cc": "a class of characters",
    "Cf": "a class of characters",
    "Me": "a class of characters",
    "Mn": "a class of characters",
    "CreationDate": "a key of a drawing",
    "Creator": "a key of a drawing",
    "Date": "a key of a drawing",
    "Format": "a key of a drawing",
    "Type": "a key of a drawing",
    "adverse event ": "a key of a time",
    "in reference": "a record",
    "mean (SD)": "a record",
    "median (quartiles)": "a record",
    "items by two grades": "a rule, as `outcomes` names it",
    "more items better than worse": "a rule, as `outcomes` names it",
    "score beyond MDC": "a rule, as `outcomes` names it",
    "score reaching MCID": "a rule, as `outcomes` names it",
    "not scorable": "a word of a result",
    "not recorded": "a word of a result",
    "not computable": "a word of a result",
    "not passed": "a word of a result",
    " or older": "a word of a result",
    "III to V": "names of grades",
    "Center": "the American spelling of a heading",
    "Etiology": "the American spelling of a heading",
    "Findings": "a name in the code",
    "graphical abstract": "a name in the code",
    "Ledger": "a name in the code",
    "Result": "a name in the code",
    "ResultsTable": "a name in the code",
    "TableHeading": "a name in the code",
    "TableText": "a name in the code",
    "rule sources": "the name of a text in problems",
}
#: Sentences that nobody reads in a document: of what is checked, or what programs read of a page.
UNPRINTED = {
    "What does and does not follow from the data of ",
    "What the search of the outputs found: ",
    "Everything that was built of: ",
}
PACKAGE = REPOSITORY / "cpreport"
#: What asks for a sentence by its id.
ASKING = {"say", "count"}
#: Four words with a capital first, or a full stop last: a sentence, or most of one.
SENTENCE = re.compile(r"^[A-Z]\w*(?: [\w’'\-]+[,;:]?){3}|(?: [\w’'\-]+){3}\.$")


#: Two words, or one with a capital first: joining words such as “to” and “and” are none.
PRINTED = re.compile(r"[A-Za-z]{2}\S* +\S*[A-Za-z]{2}|^[A-Z][a-z]")
#: The templates of article, report, supplement and checklist.
DOCUMENT_TEMPLATES = (
    "article.html",
    "base.html",
    "checklist.html",
    "report.html",
    "supplement.html",
    "table.html",
    "partials/abstract.html",
    "partials/beside.html",
    "partials/block.html",
    "partials/contents.html",
    "partials/declarations.html",
    "partials/figure.html",
    "partials/here.html",
    "partials/key_points.html",
    "partials/listing.html",
    "partials/orcid.html",
    "partials/references.html",
    "partials/section.html",
    "partials/summary.html",
    "partials/table.html",
    "partials/title.html",
)
#: Reference lists are set as their style says; what is left over in a text, and what is wrong in a
#: definition or a rule, is a problem; sources of formulas, words for what is measured and what a
#: terminal shows are no sentences of letters; elements of SVG are read by programs. Files of rules
#: hold the forms in which a rule is written.
NOT_GENERATED = {
    "references",
    "leftovers.py",
    "readability.py",
    "plain_names.py",
    "preview.py",
    "svg_marks.py",
    "explain.py",
    "judging.py",
    "rule_by_size.py",
    "rule_by_state.py",
    "rule_examples.py",
    "styles.py",
    "archive.py",
    "checks.py",
    "rule_both_ways.py",
    "rule_checks.py",
    "schema.py",
}


def files_of(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        path = PACKAGE / room
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (file for file in files if NOT_GENERATED.isdisjoint(file.parts))


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def calls() -> Iterator[tuple[Path, str, set[str]]]:
    """Yield every call that asks for a sentence by its id, with the places that it fills."""
    for path in modules():
        for call in facts_of(path).calls:
            if call.name in ASKING:
                named = [one for one in call.constants if one in catalogue()]
                filled = {str(keyword) for keyword in call.keywords}
                filled |= {"n"} if call.name == "count" else set()
                if named and all(call.keywords):
                    yield path, str(named[0]), filled


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
    said = {text for path in modules() for text in facts_of(path).texts}
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


@cache
def literals(path: Path) -> frozenset[str]:
    """Collect the texts of a file, without docstrings, types, problems and names of sentences."""
    tree = ast.parse(path.read_text("utf-8"))
    spoken_of: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken_of.add(id(node.value))
        is_problem = isinstance(node, ast.Call) and re.search(
            "Problem|Fault|Refused|Error|Leftover|Field|compile", name_of(node.func)
        )
        types = [getattr(node, part, None) for part in ("annotation", "returns")]
        types += (
            node.args[:1] if isinstance(node, ast.Call) and name_of(node.func) == "cast" else []
        )
        if isinstance(node, ast.Raise) or is_problem:
            types.append(node)
        spoken_of |= {id(inner) for part in types if part is not None for inner in ast.walk(part)}
    return frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in spoken_of
    )


@pytest.mark.parametrize("path", list(files_of(*ROOMS)), ids=lambda p: p.name)
def test_no_sentence_stands_outside_the_catalogue(path: Path) -> None:
    sentences = {text for text in literals(path) if SENTENCE.search(text.strip())}
    assert sentences - set(headings()) - set(WORDS) - UNPRINTED == set()


@pytest.mark.parametrize("path", list(files_of(*WORDED)), ids=lambda p: p.name)
def test_every_printed_word_is_a_heading_of_the_catalogue(path: Path) -> None:
    said = {text for text in literals(path) if PRINTED.search(text)}
    assert said - set(headings()) - set(WORDS) == set(), "an entry in headings.yaml is missing"


def test_no_exception_is_made_for_a_word_that_nobody_writes() -> None:
    there = {text for path in files_of(*ROOMS, *WORDED) for text in literals(path)}
    assert set(WORDS) - there == set()
    assert UNPRINTED - there == set()


@pytest.mark.parametrize("name", DOCUMENT_TEMPLATES)
def test_no_word_of_a_template_stands_outside_the_catalogue(name: str) -> None:
    text = (REPOSITORY / "templates" / name).read_text("utf-8")
    text = re.sub(r"\{% block body_class %\}\w+", "", text)
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)
    labels = re.findall(r'(?:aria-label|title|alt)="([^"]*)"', bare)
    words = re.sub(r"<[^>]*>|&nbsp;|<!DOCTYPE html>", "", bare)
    assert re.findall(r"[A-Za-z]{2,}", " ".join([words, *labels])) == []


def test_the_page_of_the_documentation_lists_every_sentence() -> None:
    page = (REPOSITORY / "docs" / "sentences.md").read_text("utf-8")
    assert page == sentence_page()["sentences.md"]
    assert [name for name in catalogue() if f"`{name}`" not in page] == []
