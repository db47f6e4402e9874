"""A manuscript goes out as DOCX and comes back: what was changed in it, and taking it over."""

from __future__ import annotations

import functools
import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from cpreport.changes.accept import accept, choose, hold_what_fits
from cpreport.changes.compare import changes_of
from cpreport.changes.docx_parts import open_parts
from cpreport.changes.found_changes import Changes
from cpreport.changes.returned import read_document, read_parts
from cpreport.check.check_series import Ready, check
from cpreport.problems import Refused
from cpreport.publish.docx import article_docx
from cpreport.terminal.changes import changes_json, changes_text, difference
from tests.conftest import REPOSITORY, cpreport
from tests.render_series import series_tables

pytestmark = pytest.mark.slow

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(scope="module")
def content() -> bytes:
    """The example's article, without the drawings, which nobody edits in Word."""
    found = as_shipped()
    assert isinstance(found, Ready)
    assert found.article is not None
    return article_docx(found.findings, found.article, {}, series_tables(found.findings))


def beginning(document: Any, start: str) -> Any:
    """Find a paragraph, the numbers in its content controls read with it."""
    for paragraph in document.paragraphs:
        if "".join(t.text or "" for t in paragraph._p.iter(qn("w:t"))).startswith(start):
            return paragraph
    raise AssertionError(start)


def said(document: Any, old: str, new: str) -> None:
    """Type over words that stand in one run."""
    for run in document.element.body.iter(qn("w:t")):
        if old in (run.text or ""):
            run.text = run.text.replace(old, new, 1)
            return
    raise AssertionError(old)


def overwritten(document: Any, result: str, new: str) -> None:
    """Type over a number inside its content control, where it first stands."""
    for control in document.element.body.iter(qn("w:sdt")):
        if control.find(qn("w:sdtPr")).find(qn("w:alias")).get(qn("w:val")) == result:
            next(control.iter(qn("w:t"))).text = new
            return
    raise AssertionError(result)


def edited(content: bytes, *edits: Callable[[Any], None]) -> bytes:
    document = docx.Document(io.BytesIO(content))
    for edit in edits:
        edit(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@functools.cache
def as_shipped() -> Ready:
    return check(REPOSITORY / "cases")


def changes(content: bytes, folder: Path | None = None) -> Changes:
    """Compare a document with the example, or with a copy of it that may have been changed."""
    now = as_shipped() if folder is None else check(folder)
    return changes_of("m.docx", read_parts(open_parts("m.docx", content)), now)


def taken_over(content: bytes, example: Path, words: str = "all") -> dict[str, str]:
    """Accept edits, and give the files that were altered, as they are then."""
    found = changes(content, example)
    if words == "all":
        found = hold_what_fits(example, found)
    files = accept(example, found, choose(found, words))
    again = changes(content, example)
    accepted = {e.now for e in choose(found, words)} - {""}
    assert not accepted & {e.now for e in again.edits}
    return {file: (example / file).read_text("utf-8") for file in files}


def test_a_document_nobody_touched_has_no_changes(content: bytes) -> None:
    found = changes(content)
    assert (found.edits, found.overwritten, found.comments, found.altered) == ((), (), (), ())
    assert "nothing was changed" in changes_text(found, 80, colour=False)


def test_three_paragraphs_one_number_and_a_comment_are_reported_and_nothing_else(
    content: bytes, example: Path
) -> None:
    def comment(document: Any) -> None:
        paragraph = beginning(document, "Four children with spastic")
        document.add_comment(paragraph.runs[0], text="Too strong?", author="Ilse V", initials="I")

    back = edited(
        content,
        lambda d: said(d, "This is why families ask", "This is why parents ask"),
        lambda d: said(d, "With this few patients the", "With so few patients the"),
        lambda d: said(d, "The observations do not show", "They do not show"),
        lambda d: overwritten(d, "MAS.items.better", "20"),
        comment,
    )
    found = changes(back)
    assert [(e.kind, e.place.file, e.change is not None) for e in found.edits] == [
        ("altered", "series.yaml", True),
        ("altered", "introduction.md", True),
        ("altered", "results.md", True),
    ]
    (number,) = found.overwritten
    assert (number.ids, number.made, number.found, number.ledger) == (
        "MAS.items.better", "64", "20", "64",
    )  # fmt: skip
    (left,) = found.comments
    assert (left.author, left.text, left.place and left.place.file) == (
        "Ilse V", "Too strong?", "conclusion.md",
    )  # fmt: skip
    assert left.on.startswith("Four children with spastic")
    assert found.altered == ()
    text = changes_text(found, 80, colour=False)
    assert "[-families-] {+parents+}" in text
    assert max(map(len, text.splitlines())) <= 80
    told = json.loads(changes_json(found))
    assert [e["can_be_accepted"] for e in told["edits"]] == [True] * 3
    assert told["overwritten"][0]["results"] == ["MAS.items.better"]

    files = taken_over(back, example)
    assert set(files) == {"series.yaml", "introduction.md", "results.md"}
    assert "With so few patients the risk" in files["results.md"]
    assert '{{ results["adverse_events.patients"].of_in_words }} patients' in files["results.md"]
    assert "parents ask for cell therapy" in files["introduction.md"]
    # Nothing else in the files is altered.
    before = (REPOSITORY / "cases" / "series.yaml").read_text("utf-8").splitlines()
    after = files["series.yaml"].splitlines()
    assert len(set(before) - set(after)) <= 2
    assert len(set(after) - set(before)) == 1


def test_a_number_typed_over_with_its_control_is_no_edit_of_the_prose(content: bytes) -> None:
    def over(document: Any) -> None:
        paragraph = beginning(
            document, "All four children improved in at least one outcome, and none"
        )
        control = paragraph._p.find(qn("w:sdt"))
        run = parse_xml(f'<w:r xmlns:w="{W}"><w:t>eleven</w:t></w:r>')
        control.getparent().replace(control, run)

    found = changes(edited(content, over))
    assert found.edits == ()
    assert [(o.ids, o.found) for o in found.overwritten] == [("any.improved", "eleven")]


def test_prose_that_swallows_a_number_is_refused(content: bytes, example: Path) -> None:
    def over(document: Any) -> None:
        paragraph = beginning(
            document, "All four children improved in at least one outcome, and none"
        )
        control = paragraph._p.find(qn("w:sdt"))
        paragraph.runs[0].text = "Every single one of the eleven"
        control.getparent().remove(control)

    found = changes(edited(content, over), example)
    (edit,) = [e for e in found.edits if e.place.file == "results.md"]
    assert edit.change is None
    assert edit.why_not == "it would replace a computed number by one that was typed"
    with pytest.raises(Refused) as refused:
        choose(found, str(edit.number))
    assert refused.value.problems[0].code == "CP822"
    with pytest.raises(Refused) as refused:
        choose(found, "77")
    assert refused.value.problems[0].message == "there is no edit `77`"


def test_tracked_changes_count_as_accepted(content: bytes, example: Path) -> None:
    def track(document: Any) -> None:
        run = beginning(document, "Four children with spastic").runs[0]._r
        text = run.find(qn("w:t")).text
        first, rest = text.split("They are a reason for", 1)
        about = 'w:author="Nadia" w:date="2030-01-01T00:00:00Z"'
        pieces = parse_xml(
            f'<w:p xmlns:w="{W}"><w:r><w:t xml:space="preserve">{first}</w:t></w:r>'
            f'<w:del w:id="900" {about}><w:r><w:delText>They are a reason for</w:delText></w:r></w:del>'
            f'<w:ins w:id="901" {about}><w:r><w:t>They ask for</w:t></w:r></w:ins>'
            f'<w:r><w:t xml:space="preserve">{rest}</w:t></w:r></w:p>'
        )
        for piece in list(pieces):
            run.addprevious(piece)
        run.getparent().remove(run)

    back = edited(content, track)
    (edit,) = changes(back).edits
    assert "They ask for careful trials" in edit.now
    assert "They ask for" in taken_over(back, example)["conclusion.md"]


def test_paragraphs_that_came_went_and_moved_are_told_and_can_be_taken_over(
    content: bytes, example: Path
) -> None:
    def edit(document: Any) -> None:
        growth = beginning(document, "Growth and development.")
        therapy = beginning(document, "Concurrent therapy.")
        growth._p.addprevious(therapy._p)
        new = parse_xml(
            f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>'
            "<w:r><w:t>A paragraph with * and _ and a \u201cquotation\u201d.</w:t></w:r></w:p>"
        )
        beginning(document, "Four children with spastic")._p.addnext(new)
        gone = beginning(document, "Scores, verdicts, tables")._p
        gone.getparent().remove(gone)

    back = edited(content, edit)
    found = changes(back, example)
    assert sorted((e.kind, e.place.file, e.change is not None) for e in found.edits) == [
        ("added", "conclusion.md", True),
        ("deleted", "methods.md", True),
        ("moved", "discussion.md", True),
    ]
    files = taken_over(back, example)
    assert files["methods.md"].endswith("tells how each number was made.\n")
    assert files["conclusion.md"].endswith(
        "\n\nA paragraph with \\* and \\_ and a \u201cquotation\u201d.\n"
    )
    before = (REPOSITORY / "cases" / "conclusion.md").read_text("utf-8")
    assert files["conclusion.md"].startswith(before)
    growth, therapy = "*Growth and development.* Children", "*Concurrent therapy.* Physio"
    assert files["discussion.md"].index(growth) > files["discussion.md"].index(therapy) > 0
    assert changes(back, example).edits == ()


SIGNS = """\
Counts of 10^6^ cells in CO~2~ were *un*stable.[^why] A second^[Said in short.] sentence, as
@Bohannon1987 wrote --- with a\\*b, R&amp;D and **ponderous**.

[^why]: Said at length.
"""


def signs(example: Path, *edits: Callable[[Any], None]) -> tuple[Changes, bytes]:
    """Change a document whose conclusion has signs, notes and a citation in its sentence."""
    file = example / "conclusion.md"
    file.write_text(f"{file.read_text('utf-8')}\n{SIGNS}", "utf-8")
    found = check(example)
    assert isinstance(found, Ready)
    assert found.article is not None, found.problems
    content = edited(article_docx(found.findings, found.article, {}, {}), *edits)
    return changes_of("m.docx", read_parts(open_parts("m.docx", content)), found), content


def test_words_beside_raised_signs_notes_and_citations_are_altered_where_they_are_written(
    example: Path,
) -> None:
    found, _ = signs(
        example,
        lambda d: said(d, " cells in CO", " living cells in CO"),
        lambda d: said(d, " sentence, as", " phrase, as"),
        lambda d: said(d, "a*b, R&D and", "a*c, R&D or ~3 and"),
        lambda d: said(d, "ponderous", "heavy"),
    )
    (edit,) = found.edits
    assert (edit.why_not, edit.place.file) == ("", "conclusion.md")
    accept(example, found, (edit,))
    after = (example / "conclusion.md").read_text("utf-8")
    for old, new in (
        (" cells", " living cells"), ("sentence", "phrase"), ("a\\*b", "a\\*c"),
        ("R&amp;D", r"R&amp;D or \~3"), ("ponderous", "heavy"),
    ):  # fmt: skip
        after = after.replace(new, old, 1)
    assert after.endswith(SIGNS)


def test_signs_alone_make_no_changes(example: Path) -> None:
    found, _ = signs(example)
    assert (found.edits, found.overwritten, found.altered) == ((), (), ())


@pytest.mark.parametrize(
    ("old", "new"), [("Said in short.", "Told in brief."), ("Said at length.", "Told at *length*.")]
)
def test_what_a_footnote_says_is_altered_where_it_is_written(
    example: Path, old: str, new: str
) -> None:
    _, content = signs(example)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.namelist():
            text = before.read(part)
            if part == "word/footnotes.xml":
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(part, text)
    assert taken_over(changed.getvalue(), example) == {
        "conclusion.md": (example / "conclusion.md").read_text("utf-8")
    }
    file = (example / "conclusion.md").read_text("utf-8")
    assert file.endswith(SIGNS.replace(old, new.replace("*", "\\*")))
    assert changes(changed.getvalue(), example).edits == ()


@pytest.mark.parametrize(
    ("number", "note", "why"),
    [
        (
            0,
            "Said at length.",
            "it would leave a text that cannot be set, as of a footnote: alter it by hand",
        ),
        (1, "Said in short.", ""),
    ],
)
def test_a_footnote_that_was_deleted_is_shown(
    example: Path, number: int, note: str, why: str
) -> None:
    """One that is written elsewhere than its sign would be left without it."""

    def deleted(document: Any) -> None:
        signs_of_notes = list(document.element.body.iter(qn("w:footnoteReference")))
        sign = signs_of_notes[number].getparent()
        sign.getparent().remove(sign)

    found, _ = signs(example, deleted)
    (edit,) = found.edits
    assert f"[footnote: {note}]" in edit.was
    assert note not in edit.now
    assert edit.why_not == why
    if not why:
        accept(example, found, (edit,))
        assert f"^[{note}]" not in (example / "conclusion.md").read_text("utf-8")


def test_what_was_marked_in_a_footnote_is_told(example: Path) -> None:
    _, content = signs(example)
    parts = open_parts("m.docx", content)
    run = next(t.getparent() for t in parts.footnotes.iter(qn("w:t")) if t.text == "Said in short.")
    about = run.find(qn("w:rPr"))
    if about is None:
        about = run.makeelement(qn("w:rPr"), {})
        run.insert(0, about)
    about.append(run.makeelement(qn("w:u"), {qn("w:val"): "single"}))
    about.append(run.makeelement(qn("w:b"), {}))
    ready = check(example)
    assert isinstance(ready, Ready)
    found = changes_of("m.docx", read_parts(parts), ready)
    assert found.edits == ()
    assert [(one.what, one.said, one.place and one.place.file) for one in found.not_taken] == [
        ("underlined", "Said in short.", "conclusion.md"),
        ("bold", "Said in short.", "conclusion.md"),
    ]


def test_an_edit_that_would_lose_a_raised_sign_or_a_footnote_is_refused(example: Path) -> None:
    def gone(document: Any) -> None:
        paragraph = beginning(document, "Counts of 10")._p
        paragraph.getparent().remove(paragraph)

    def plain(document: Any) -> None:
        paragraph = beginning(document, "Counts of 10")
        next(run for run in paragraph.runs if run.font.superscript).font.superscript = False

    before = (example / "conclusion.md").read_text("utf-8")
    for edits, why in (
        ((plain,), "⁶ came back as a plain 6: alter it by hand"),
        (
            (lambda d: said(d, " A second", " A third"), lambda d: said(d, " sentence,", " word,")),
            "",
        ),
        (
            (gone,),
            "it would leave a text that cannot be set, as of a footnote: alter it by hand",
        ),
    ):
        (example / "conclusion.md").write_text(before, "utf-8")
        found, _ = signs(example, *edits)
        (edit,) = found.edits
        assert edit.why_not == why
        assert (edit.change is None) is bool(why)


def test_a_raised_sign_is_altered_and_stays_raised(example: Path) -> None:
    def raised(document: Any) -> None:
        paragraph = beginning(document, "Counts of 10")
        next(run for run in paragraph.runs if run.font.superscript).text = "7"

    found, _ = signs(example, raised)
    (edit,) = found.edits
    assert difference(edit.was, edit.now).startswith("Counts of [-10⁶-] {+10⁷+} cells in CO₂ were")
    accept(example, found, (edit,))
    after = (example / "conclusion.md").read_text("utf-8")
    assert after.endswith(SIGNS.replace("10^6^", "10^7^"))


def test_a_citation_cannot_be_retyped(content: bytes) -> None:
    found = changes(
        edited(content, lambda d: said(beginning_only(d, "Cerebral palsy is a"), "[", "("))
    )
    assert found.edits[0].why_not == (
        "the citation or reference [1] would go, as words were typed over it: alter it by hand"
    )


def beginning_only(document: Any, start: str) -> Any:
    """Give one paragraph as if it were a document."""

    class Only:
        class element:
            body = beginning(document, start)._p

    return Only


def test_what_the_manuscript_changed_meanwhile_is_not_undone(content: bytes, example: Path) -> None:
    section = example / "conclusion.md"
    section.write_text(
        section.read_text("utf-8")
        .replace("careful trials", "blinded trials")
        .replace("careful\ntrials", "blinded trials"),
        "utf-8",
    )
    section.write_text(
        section.read_text("utf-8").replace("The changes were small", "All was small")
    )
    assert changes(content, example).edits == ()
    assert changes(content, example).changed_since == 1
    back = edited(content, lambda d: said(d, "no adverse event was recorded. The", "none. The"))
    (edit,) = changes(back, example).edits
    assert edit.why_not == "the manuscript was changed here since the file was made"


def test_what_cpreport_writes_is_told_apart(content: bytes) -> None:
    found = changes(
        edited(
            content, lambda d: said(d, " Scores of every patient before and after", " My scores")
        )
    )
    assert found.edits == ()
    assert [a.kind for a in found.altered] == ["altered"]
    found = changes(edited(content, lambda d: overwritten(d, "P01.change.TCT.total", "+99")))
    assert [o.found for o in found.overwritten] == ["+99"]

    def in_tables(document: Any) -> None:
        said(document, "Modified Ashworth Scale (MAS), lower is better", "My scale")
        cells = document.tables[0]._tbl.iter(qn("w:sdt"))
        next(next(cells).iter(qn("w:t"))).text = "77 years"

    found = changes(edited(content, in_tables))
    assert [(a.kind, a.now, a.where) for a in found.altered] == [
        ("cell altered", "My scale", "Table 3, row 2")
    ]
    assert [(o.found, o.where, o.beside) for o in found.overwritten] == [
        ("77 years", "Table 1, row P01, column Age", "Table 1 Characteristics of the patients")
    ]


def test_without_bookmarks_and_notes_of_ours_paragraphs_are_found_by_their_words(
    content: bytes,
) -> None:
    def bare(document: Any) -> None:
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            for mark in list(document.element.body.iter(qn(tag))):
                mark.getparent().remove(mark)
        said(document, "This is why families ask", "This is why parents ask")

    (edit,) = changes(edited(content, bare)).edits
    assert (edit.place.file, edit.change is not None) == ("introduction.md", True)


@pytest.mark.parametrize(
    ("part", "text", "says"),
    [
        (None, b"no zip at all", "m.docx is no DOCX file, or is damaged"),
        ("word/other.xml", b"<a/>", "m.docx has no text of a Word document"),
        ("word/document.xml", b"<w:document", "word/document.xml in m.docx is not XML"),
        (
            "word/document.xml",
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "declares a document type",
        ),
    ],
)
def test_a_file_that_is_no_document_is_refused(part: str | None, text: bytes, says: str) -> None:
    file = io.BytesIO()
    if part is not None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(part, text)
    with pytest.raises(Refused) as refused:
        open_parts("m.docx", file.getvalue() or text)
    (problem,) = refused.value.problems
    assert problem.code == "CP820"
    assert says in problem.message


def test_a_document_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPREPORT_MAX_DOCUMENT_MB", "1")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 3_000_000 + b"</a>")
    with pytest.raises(Refused) as refused:
        open_parts("m.docx", file.getvalue())
    assert refused.value.problems[0].message == "m.docx holds more than 1 MB"


def test_the_command_reports_and_accepts(content: bytes, example: Path) -> None:
    back = example.parent / "back.docx"
    back.write_bytes(edited(content, lambda d: said(d, "This is why families", "Thus families")))
    assert read_document(back).document == "article"
    done = cpreport("changes", "back.docx", "cases", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    assert "back.docx: 1 paragraph altered." in done.stdout
    assert "Next: cpreport changes back.docx cases --accept all" in done.stderr
    done = cpreport("changes", "back.docx", "cases", "--accept", "1", cwd=example.parent)
    assert done.stdout == "cases/introduction.md: accepted 1\n"
    assert "Thus families ask" in (example / "introduction.md").read_text("utf-8")


def test_what_cannot_be_accepted_ends_with_1_and_writes_nothing(
    content: bytes, example: Path
) -> None:
    def cite(document: Any) -> None:
        said(document, "This is why families", "This [99] is why families")

    back = example.parent / "back.docx"
    back.write_bytes(edited(content, cite, lambda d: said(d, "With this few", "With so few")))
    before = {file: file.read_bytes() for file in example.rglob("*.*")}
    done = cpreport("changes", "back.docx", "cases", "--accept", "1,2", cwd=example.parent)
    assert done.returncode == 1
    why = "edit 1 cannot be accepted: [99] was typed for a citation: write its key by hand"
    assert why in " ".join(done.stderr.split())
    assert {file: file.read_bytes() for file in example.rglob("*.*")} == before
    done = cpreport("changes", "back.docx", "cases", "--accept", "all", cwd=example.parent)
    assert (done.returncode, done.stdout) == (0, "cases/results.md: accepted 2\n")
    assert f"left out: {why.removeprefix('edit ').replace(' cannot be accepted:', ',')}" in (
        " ".join(done.stderr.split())
    )
    (example.parent / "no.docx").write_text("nothing")
    done = cpreport("changes", "no.docx", "cases", cwd=example.parent)
    assert (done.returncode, done.stdout) == (1, "")
    assert "CP820" in done.stderr


def test_a_document_of_bookmarks_and_comments_alone_is_read_in_no_time(content: bytes) -> None:
    many = "".join(
        f'<w:p xmlns:w="{W}"><w:bookmarkStart w:id="{n}" w:name="_cp{n}"/>'
        f'<w:commentRangeStart w:id="{n}"/><w:r><w:t>x</w:t></w:r></w:p>'
        for n in range(1000, 5000)
    )

    def flood(document: Any) -> None:
        for paragraph in parse_xml(f'<w:body xmlns:w="{W}">{many}</w:body>'):
            document.element.body.insert(0, paragraph)

    def flood_behind(document: Any) -> None:
        place = beginning(document, "Concurrent therapy.")._p
        for paragraph in parse_xml(f'<w:body xmlns:w="{W}">{many}</w:body>'):
            place.addnext(paragraph)

    for edit in (flood, flood_behind):
        began = time.process_time()
        found = changes(edited(content, edit))
        assert {e.kind for e in found.edits} == {"added"}
        assert {e.why_not for e in found.edits} == {
            "too much came into the document at once: add it by hand"
        }
        assert time.process_time() - began < 20
