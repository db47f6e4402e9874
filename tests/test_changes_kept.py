"""Whatever co-authors do to a manuscript in Word, a sentence they left alone keeps what it cites.

Documents are edited at random as people edit them: paragraphs moved, joined, split and deleted,
sentences moved and deleted, words typed and taken out, with and without tracked changes, fields and
content controls turned into plain text. Then every edit that can be accepted is accepted.
"""

from __future__ import annotations

import copy
import functools
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from lxml import etree

from cpreport.cases.text import leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.changes.accept import accept, choose, hold_what_can_be_written, hold_what_fits
from cpreport.changes.compare import changes_of
from cpreport.changes.compared_pieces import Piece, marks_of, pieces_of
from cpreport.changes.docx_parts import Parts, open_parts
from cpreport.changes.found_changes import Changes
from cpreport.changes.printed_forms import Forms
from cpreport.changes.returned import read_parts
from cpreport.changes.source_files import forms_printed
from cpreport.changes.to_markdown import Wording
from cpreport.check.check_series import Ready, check
from cpreport.manuscript.fill_prose import blocks
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Prose
from cpreport.publish.docx import article_docx, report_docx, supplement_docx
from cpreport.publish.docx.content_marks import END, MARK
from cpreport.publish.docx.paragraphs import printed_paragraphs
from tests.conftest import REPOSITORY
from tests.render_series import case_tables, series_tables

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
pytestmark = pytest.mark.slow
_TRACKED = 'w:id="77" w:author="Ilse V" w:date="2030-01-01T00:00:00Z"'
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
Paragraph = Any


@functools.cache
def as_shipped() -> Ready:
    found = check(REPOSITORY / "cases")
    assert isinstance(found, Ready)
    return found


@functools.cache
def document(name: str) -> Parts:
    """The article, the supplement, or the report of a case, unpacked."""
    ready = as_shipped()
    if name == "article":
        assert ready.article is not None
        content = article_docx(ready.findings, ready.article, {}, series_tables(ready.findings))
    elif name == "supplement":
        assert ready.supplement is not None
        tables = {
            f"{case.id}.{key}": table
            for case in ready.findings.cases
            for key, table in case_tables(ready.findings, case.id).items()
        }
        content = supplement_docx(ready.findings, ready.supplement, {}, tables)
    else:
        tables = case_tables(ready.findings, name)
        content = report_docx(ready.of_case(name), ready.reports[name], {}, tables)
    return open_parts(f"{name}.docx", content)


# --- what people do to a document ----------------------------------------------------------------


def element(tag: str, inside: str = "", about: str = "") -> Any:
    return etree.fromstring(f'<w:{tag} xmlns:w="{W}" {about}>{inside}</w:{tag}>')


def prose_of(body: Any) -> list[Paragraph]:
    """The paragraphs that authors write: body text and points of lists, outside of tables."""
    styles = ("BodyText", "ListBullet", "ListNumber")
    return [
        p
        for p in body.iterchildren(qn("w:p"))
        if p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) in styles
    ]


def content_of(paragraph: Paragraph) -> list[Any]:
    return [child for child in paragraph if child.tag != qn("w:pPr")]


def words(paragraph: Paragraph) -> list[Any]:
    """The texts of a paragraph that are no number, no field and no deleted text."""
    return [
        t
        for t in paragraph.iterchildren(qn("w:r"))
        for t in t.iterchildren(qn("w:t"))
        if len((t.text or "").split(" ")) > 3
    ]


def move_paragraph(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    near = [p for p in paragraphs[max(0, n - 4) : n + 5] if p is not paragraphs[n]]
    rng.choice(near).addnext(paragraphs[n])


def join_with_next(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    there = paragraphs[n].getnext()
    if there is None or there not in paragraphs:
        return
    if rng.random() < 0.5:
        # Its end is deleted, as a tracked change.
        mark = element("rPr", f"<w:del {_TRACKED}/>")
        paragraphs[n].find(qn("w:pPr")).append(mark)
        paragraphs[n].append(element("r", '<w:t xml:space="preserve"> </w:t>'))
        return
    paragraphs[n].append(element("r", '<w:t xml:space="preserve"> </w:t>'))
    for child in content_of(there):
        paragraphs[n].append(child)
    there.getparent().remove(there)


def cut_in_two(t: Any) -> Any:
    """Part a run behind a sentence, and give the run that begins the next one; None without one."""
    first, stop, rest = (t.text or "").partition(". ")
    if not stop or not rest.strip():
        return None
    run = t.getparent()
    after = copy.deepcopy(run)
    t.text = f"{first}. "
    after.find(qn("w:t")).text = rest
    run.addnext(after)
    return after


def split(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    starts = [run for t in words(paragraphs[n]) if (run := cut_in_two(t)) is not None]
    if not starts:
        return
    start = rng.choice(starts)
    new = element("p")
    new.append(copy.deepcopy(paragraphs[n].find(qn("w:pPr"))))
    for child in [start, *start.itersiblings()]:
        new.append(child)
    paragraphs[n].addnext(new)


def sentence_of(rng: random.Random, paragraph: Paragraph) -> list[Any]:
    """The elements of one sentence in the middle of a paragraph; empty where there is none."""
    starts = [run for t in words(paragraph) if (run := cut_in_two(t)) is not None]
    if len(starts) < 2:
        return []
    number = rng.randrange(len(starts) - 1)
    found = []
    for child in (starts[number], *starts[number].itersiblings()):
        if child is starts[number + 1]:
            return found
        found.append(child)
    return []


def move_sentence(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    sentence = sentence_of(rng, paragraphs[n])
    others = [p for p in paragraphs if p is not paragraphs[n] and words(p)]
    where = words(rng.choice(others))[0]
    cut_in_two(where)
    place = where.getparent()
    for child in reversed(sentence):
        place.addnext(child)


def delete_sentence(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    for child in sentence_of(rng, paragraphs[n]):
        child.getparent().remove(child)


def delete_paragraph(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    paragraphs[n].getparent().remove(paragraphs[n])


def type_a_word(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    t = rng.choice(words(paragraphs[n]))
    said = t.text.split(" ")
    said.insert(rng.randrange(1, len(said)), rng.choice(["perhaps", "(see below)", "*indeed*"]))
    t.text = " ".join(said)


def replace_a_word(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    t = rng.choice(words(paragraphs[n]))
    said = t.text.split(" ")
    said[rng.randrange(1, len(said) - 1)] = "otherwise"
    t.text = " ".join(said)


def track_a_word(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    """Delete a word and type another one, as tracked changes."""
    t = rng.choice(words(paragraphs[n]))
    run = t.getparent()
    said = t.text.split(" ")
    at = rng.randrange(1, len(said) - 1)
    after = copy.deepcopy(run)
    after.find(qn("w:t")).text = " " + " ".join(said[at + 1 :])
    gone = element(
        "del",
        f"<w:r><w:delText>{said[at].replace('&', '&amp;').replace('<', '&lt;')}</w:delText></w:r>",
        _TRACKED,
    )
    come = element("ins", "<w:r><w:t>tracked</w:t></w:r>", _TRACKED)
    t.text = " ".join(said[:at]) + " "
    for new in (after, come, gone):
        run.addnext(new)


#: What people do to words that are there, and what is said of it.
LOOKS = {
    '<w:b w:val="1"/>': "bold", '<w:i w:val="1"/>': "italic", '<w:color w:val="FF0000"/>': "coloured",
    '<w:u w:val="single"/>': "underlined", '<w:highlight w:val="yellow"/>': "highlighted",
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri"/>': "font Calibri", '<w:sz w:val="29"/>': "14.5 pt",
    '<w:shd w:val="clear" w:fill="FFF2CC"/>': "shaded", "<w:caps/>": "in capitals",
    '<w:rStyle w:val="Title"/>': "style Title",
}  # fmt: skip


def format_words(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    for run in paragraphs[n].iter(qn("w:r")):
        if run.find(qn("w:rPr")) is None and rng.random() < 0.3:
            run.insert(0, element("rPr", rng.choice(tuple(LOOKS))))


def format_what_nobody_wrote(rng: random.Random, body: Any, which: int, of: int) -> None:
    """Let cells of tables, captions, headings and references look otherwise."""
    written = set(prose_of(body))
    for paragraph in [p for p in body.iter(qn("w:p")) if p not in written][which::of]:
        format_words(rng, [paragraph], 0)


def comment(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    paragraphs[n].insert(1, element("commentRangeStart", about='w:id="9"'))
    paragraphs[n].append(element("commentRangeEnd", about='w:id="9"'))
    paragraphs[n].append(element("r", '<w:commentReference w:id="9"/>'))


def insert_a_field(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    """Let the word processor say the number of the page."""
    field = element("fldSimple", "<w:r><w:t>7</w:t></w:r>", 'w:instr=" PAGE "')
    rng.choice(words(paragraphs[n])).getparent().addnext(field)


def flatten(rng: random.Random, paragraphs: list[Paragraph], n: int) -> None:
    """Turn fields and content controls into plain text, as some programs do."""
    for control in list(paragraphs[n].iter(qn("w:sdt"))):
        for run in reversed(list(control.find(qn("w:sdtContent")))):
            control.addnext(run)
        control.getparent().remove(control)
    for run in list(paragraphs[n].iter(qn("w:r"))):
        if run.find(qn("w:fldChar")) is not None or run.find(qn("w:instrText")) is not None:
            run.getparent().remove(run)


EDITS: tuple[Callable[[random.Random, list[Paragraph], int], None], ...] = (
    move_paragraph, join_with_next, split, move_sentence, delete_sentence, delete_paragraph,
    type_a_word, replace_a_word, track_a_word, format_words, comment, insert_a_field, flatten,
)  # fmt: skip


def edited(name: str, rng: random.Random, which: int, of: int) -> Parts:
    """Edit every so many paragraphs of a document, some of them twice."""
    made = document(name)
    root = copy.deepcopy(made.document)
    body = root.find(qn("w:body"))
    paragraphs = prose_of(body)[which::of]
    for paragraph in (*paragraphs, *(p for p in paragraphs if rng.random() < 0.2)):
        still = [p for p in prose_of(body) if words(p)]
        if paragraph in still:
            rng.choice(EDITS)(rng, still, still.index(paragraph))
    format_what_nobody_wrote(rng, body, which, of)
    return replace(made, document=root)


# --- what must still be there --------------------------------------------------------------------


def closed(text: str) -> str:
    """A text without spaces, with straight quotation marks."""
    return "".join(text.split()).translate(_QUOTES)


def said_in(root: Any) -> str:
    """What a document says, tracked changes accepted."""
    texts = (
        t.text or ""
        for t in root.iter(qn("w:t"))
        if all(above.tag != qn("w:del") for above in t.iterancestors())
    )
    return closed("".join(texts))


def texts_of(prose: Prose, text: str, wording: Wording) -> tuple[list[str], list[str]]:
    """The paragraphs of a text: what each is compared by, and what a reader reads of it."""
    known = forms_printed(prose, text, wording.written, wording.forms)
    made = blocks(replace(prose, text=text), wording.written.known, wording.written.numbers)
    return known, [words_of(part.node) for part in printed_paragraphs(made)]


def text_now(folder: Path, prose: Prose) -> str:
    file, path = prose.key
    text = (folder / file).read_text("utf-8")
    if not path:
        return text
    node, _ = read_yaml(text, file)
    assert node is not None
    return {where: leaf.text for where, leaf in leaves(node)}[path]


def lost(said: str, before: tuple[list[str], list[str]], after: tuple[str, str]) -> Iterator[str]:
    """Each sentence that the document still has, and the manuscript has no longer as it was."""
    for known, printed in zip(*before, strict=True):
        parts = _SENTENCE.split(known), _SENTENCE.split(printed)
        if len(parts[0]) != len(parts[1]):
            parts = [known], [printed]
        for one, read in zip(*parts, strict=True):
            there = closed(one) in after[0] and closed(read) in after[1]
            if closed(read) in said and not there:
                yield read


def not_told(changes: Changes, root: Any) -> list[str]:
    """The words that somebody made look otherwise, and that are neither reported nor taken over."""
    found = []
    for look, what in LOOKS.items():
        given = element("rPr", look)[0]
        told = "".join(one.said for one in changes.not_taken if one.what == what)
        told += "".join(edit.now for edit in changes.edits if what in ("bold", "italic"))
        for mark in root.iter(given.tag):
            run = mark.getparent().getparent()
            # What is bold or italic of ours says so without a value.
            if dict(mark.attrib) == dict(given.attrib):
                text = closed("".join(t.text or "" for t in run.iter(qn("w:t"))))
                is_word = any(map(str.isalnum, text))
                found += [f"{what}: {text}"] if is_word and text not in closed(told) else []
    return found


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(REPOSITORY / "cases", tmp_path_factory.mktemp("kept") / "cases"))


@pytest.mark.parametrize(
    ("name", "documents"),
    [("article", 8), ("P01", 3), ("P03", 3), ("supplement", 4)],
)
def test_a_sentence_that_was_left_alone_keeps_its_citations_results_and_references(
    series: Path, name: str, documents: int
) -> None:
    offered = found = 0
    for seed in range(documents):
        # Every paragraph is edited in one of them.
        parts = edited(name, random.Random(seed), seed, documents)
        changes = changes_of("m.docx", read_parts(parts), as_shipped())
        assert not_told(changes, parts.document) == [], seed
        changes = hold_what_fits(series, hold_what_can_be_written(series, changes))
        wording = changes.wording
        assert wording is not None
        prose = [one for one in wording.written.prose if one.written]
        before = [texts_of(one, one.text, wording) for one in prose]
        files = {file: (series / file).read_bytes() for file in {one.key[0] for one in prose}}
        accept(series, changes, choose(changes, "all"))
        written = [text_now(series, one) for one in prose]
        after = [texts_of(one, text, wording) for one, text in zip(prose, written, strict=True)]
        for file, content in files.items():
            (series / file).write_bytes(content)
        now = (
            closed(" ".join(known for its, _ in after for known in its)),
            closed(" ".join(read for _, its in after for read in its)),
        )
        said = said_in(parts.document)
        gone = [sentence for one in before for sentence in lost(said, one, now)]
        assert gone == [], seed
        # Nobody's citation became letters.
        assert not re.search(r"\\\[\d", " ".join(written)), seed
        found += len(changes.edits)
        offered += sum(edit.change is not None for edit in changes.edits)
    # Much of what is done to a document is taken over. What went from one text of a case file to
    # another is not.
    assert offered > found * (0.35 if name == "article" else 0.1), (offered, found)


def test_marks_are_those_that_the_pieces_of_a_text_bear() -> None:
    forms = Forms({1: "Collin1990", 2: "Mutlu2008"}, {"Figure 2": "ref:fig:change"})
    text = (
        f"Found [1,2] in {MARK}TCT.median{END}, see Figure\N{NO-BREAK SPACE}2 and [3], Figure 21."
    )
    marks = list(marks_of(text, forms))
    assert marks == [piece.form for piece in pieces_of([Piece(text)], forms) if piece.is_marked]
    assert [mark[1:-1] for mark in marks] == [
        "@cite:Collin1990;Mutlu2008", "TCT.median", "@ref:fig:change",
    ]  # fmt: skip
