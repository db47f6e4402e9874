"""What no page of a package shows is found all the same: in the archive, in PDFs, in pictures."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw

from cpreport.verify import Verification, verify_files
from cpreport.verify.drawn_pages import drawing_difference
from cpreport.verify.hidden import hidden_differences
from cpreport.verify.open import stowaways
from cpreport.verify.texts import TooLarge, UnreadableFile, office_parts, safe_html, words_of
from tests.mutated import Files, covered_up
from tests.packages import packaged, remake

pytestmark = pytest.mark.slow


def files() -> Files:
    return dict(packaged().files)


def verified(changed: Files) -> Verification:
    return verify_files("package.zip", changed, remake)


def by_other_versions(changed: Files) -> Files:
    """The package as if another version of matplotlib had drawn it."""
    terms = json.loads(changed["package.json"])
    terms["versions"]["matplotlib"] = "3.0.0"
    said = (json.dumps(terms, ensure_ascii=False, indent=1) + "\n").encode()
    return covered_up({**changed, "package.json": said})


def pdf(content: bytes, change: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)  # type: ignore[operator]
        document.save(out)
    return out.getvalue()


def attach(document: pikepdf.Pdf) -> None:
    document.attachments["names.csv"] = b"P01,Jane Doe"


def run(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def name_author(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = "Jane Doe"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (attach, "attachment names.csv"),
        (run, "action /OpenAction"),
        (name_author, "metadata Author"),
    ],
    ids=["attachment", "script", "author"],
)
def test_what_a_pdf_hides_is_named_also_where_other_versions_made_it(
    change: object, where: str
) -> None:
    article = "manuscript/article.pdf"
    changed = by_other_versions({**files(), article: pdf(files()[article], change)})
    report = verified(changed)
    assert (article, where) in [(f.file, f.where) for f in report.failures]
    assert not report.holds


def test_a_package_of_other_versions_holds_and_the_verdict_says_what_was_not_compared() -> None:
    untouched = by_other_versions(files())
    wrong = {f.file for f in verified(untouched).failures}
    # What prints the versions themselves is made again with those that are stated.
    assert wrong <= {"README.md", "ro-crate-metadata.json"}


def picture(*, marked: bool = False, text: str = "") -> bytes:
    image = Image.new("RGB", (400, 300), "white")
    draw = ImageDraw.Draw(image)
    draw.line((20, 250, 380, 50), fill=(0, 60, 160), width=3)
    if marked:
        draw.ellipse((200, 140, 208, 148), fill=(255, 210, 0))
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    if text:
        info.add_text("Comment", text)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def test_a_bright_mark_on_a_drawing_is_seen_where_other_versions_drew_it() -> None:
    plain = picture()
    assert drawing_difference("f.png", plain, plain, same_versions=False) is None
    assert drawing_difference("f.png", picture(marked=True), plain, same_versions=False) == (
        "",
        "drawn otherwise between 50 and 52 % of its width and 46 and 50 % of its height",
    )


def test_a_comment_in_a_picture_is_told() -> None:
    found = list(hidden_differences("f.png", picture(text="Jane Doe"), picture()))
    assert [(d.where, d.said, d.follows) for d in found] == [
        ("metadata Comment", "Jane Doe", "nothing")
    ]


def test_a_comment_a_folder_and_loose_bytes_of_an_archive_are_named(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.md", "x")
        archive.mkdir("Jane Doe 2015")
        archive.comment = b"P01 is Jane Doe"
    assert [(f.file, f.where, f.said) for f in stowaways(path)] == [
        ("p.zip", "comment of the archive", "`P01 is Jane Doe`"),
        ("Jane Doe 2015/", "", "a folder by itself"),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("README.md", "x")
    assert stowaways(path) == ()
    path.write_bytes(b"P01 is Jane Doe" + path.read_bytes())
    assert [f.said for f in stowaways(path)] == ["15 bytes that belong to no file"]


def test_an_empty_page_is_a_file_that_cannot_be_read_and_no_error_of_ours() -> None:
    with pytest.raises(ValueError, match="HTML"):
        safe_html(b"")
    changed = covered_up({**files(), "manuscript/article.html": b""})
    told = [(f.file, f.said) for f in verified(changed).failures]
    assert ("manuscript/article.html", "the file cannot be read (ValueError)") in told


def test_an_office_document_is_unpacked_no_further_than_a_document_may_be_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 3_000_000)
    assert len(out.getvalue()) < 10_000
    monkeypatch.setenv("CPREPORT_MAX_DOCUMENT_MB", "2")
    with pytest.raises(TooLarge):
        office_parts(out.getvalue())
    with pytest.raises(UnreadableFile, match="TooLarge"):
        words_of("manuscript/manuscript.docx", out.getvalue())
