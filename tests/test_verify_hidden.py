"""What no page of a package shows is found all the same: in the archive, in PDFs, in pictures."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
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
from tests.packages import YEAR, made_of, packaged, remake
from tests.smallest import smallest
from tests.test_package import OWN_SCALE

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


def head(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("P01 is Jane Doe", 0))


def speak(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Alt = "P01 is Jane Doe"


def keep(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.PieceInfo = pikepdf.Dictionary(Own=pikepdf.String("Jane Doe"))


def hide_a_layer(document: pikepdf.Pdf) -> None:
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array())


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (attach, "attachment names.csv"),
        (run, "action /OpenAction"),
        (name_author, "metadata Author"),
        (head, "outline"),
        (speak, "alternative texts"),
        (keep, "alternative texts"),
        (hide_a_layer, "layers"),
    ],
    ids=["attachment", "script", "author", "outline", "alternative", "private", "layer"],
)
def test_what_a_pdf_hides_is_named_also_where_other_versions_made_it(
    change: object, where: str
) -> None:
    article = "manuscript/article.pdf"
    changed = by_other_versions({**files(), article: pdf(files()[article], change)})
    report = verified(changed)
    assert (article, where) in [(f.file, f.where) for f in report.failures]
    assert not report.holds


@pytest.mark.parametrize(
    ("appended", "where", "said"),
    [
        (b"Jane Doe", "after the end of the file", "4a616e6520446f65"),
        (b"% P01 is Jane Doe\n", "after the end of the file", ""),
        (b"1 0 obj\nnull\nendobj\n%%EOF\n", "versions", "2 versions of the document in one file"),
    ],
)
def test_what_a_pdf_carries_beside_its_objects_is_named(
    appended: bytes, where: str, said: str
) -> None:
    made = files()["manuscript/article.pdf"]
    told = {d.where: d.said for d in hidden_differences("a.pdf", made + appended, made)}
    assert said in told[where]


def test_a_comment_and_an_object_that_is_not_listed_are_named() -> None:
    made = files()["manuscript/article.pdf"]
    at = made.index(b"\n") + 1
    told = [
        d.where for d in hidden_differences("a.pdf", made[:at] + b"%Jane Doe\n" + made[at:], made)
    ]
    assert told == ["comments in the file"]
    at = made.rindex(b"startxref")
    told = [d.where for d in hidden_differences("a.pdf", made[:at] + LOOSE + made[at:], made)]
    assert told == ["objects that the file does not list"]


def test_an_object_that_nothing_refers_to_is_named() -> None:
    assert list(hidden_differences("a.pdf", with_an_object(), with_an_object())) == []
    made = files()["manuscript/article.pdf"]
    told = [d.where for d in hidden_differences("a.pdf", with_an_object(), made)]
    assert told == ["objects that nothing refers to"]


LOOSE = b"9999 0 obj\n(Jane Doe)\nendobj\n"


def with_an_object() -> bytes:
    """The article with one more object, added as an update of the file and told as the first."""
    made = files()["manuscript/article.pdf"]
    before, last = made[: made.rindex(b"startxref")], re.findall(rb"startxref\s+(\d+)", made)[-1]
    with pikepdf.open(io.BytesIO(made)) as document:
        root, size = document.Root.objgen[0], len(document.objects) + 1
        info = document.docinfo.objgen[0]
    before = before.replace(b"%%EOF", b"")
    table = b"xref\n%d 1\n%010d 00000 n \n" % (size, len(before))
    own = b"%d 0 obj\n(Jane Doe)\nendobj\n" % size
    trailer = b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %s>>\n" % (
        size + 1,
        root,
        info,
        last,
    )
    at = len(before) + len(own)
    return before + own + table + trailer + b"startxref\n%d\n%%%%EOF\n" % at


def photograph(**more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", **more)
    return out.getvalue()


def test_what_a_picture_carries_beside_its_dots_is_named() -> None:
    def told(name: str, changed: bytes, made: bytes) -> list[tuple[str, str]]:
        return [(d.where, d.said) for d in hidden_differences(name, changed, made)]

    after = ("after the end of the picture", "8 bytes")
    png, jpeg = picture(), photograph()
    assert told("f.png", png + b"Jane Doe", png) == [after]
    assert told("f.jpg", jpeg + b"Jane Doe", jpeg) == [after]
    own = b"\x00\x00\x00\x08jaNe" + b"Jane Doe" + zlib.crc32(b"jaNeJane Doe").to_bytes(4)
    assert told("f.png", png[:33] + own + png[33:], png) == [("parts of the file", "jaNe")]
    app = b"\xff\xeb\x00\x0aJane Doe"
    assert told("f.jpg", jpeg[:2] + app + jpeg[2:], jpeg) == [("parts of the file", "segment EB")]
    commented = photograph(comment=b"Jane Doe")
    assert ("parts of the file", "segment FE") in told("f.jpg", commented, jpeg)


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        ("series/names.csv", lambda old: b"P01,Jane Doe\n", "the file does not follow"),
        ("series/P01.yaml", lambda old: b"# P01 is Jane Doe\n" + old, "# P01 is Jane Doe"),
        ("series/methods.md", lambda old: old + b"\n<!-- Jane Doe -->\n", "Jane Doe -->"),
        ("series/methods.md", lambda old: old + b"{# Jane Doe #}\n", "{# Jane Doe #}"),
        ("series/series.yaml", lambda old: b"\xef\xbb\xbf" + old, "title"),
        ("series/P01.yaml", lambda old: old.replace(b"\n", b"\r\n"), "something in the file"),
        ("series/scales/sit.yaml", lambda old: OWN_SCALE.encode(), "the file does not follow"),
        ("series/references.bib", lambda old: b"@book{Doe, title={Jane}}", "title={Jane}}"),
        ("series/media/P01/x.png", lambda old: picture(), "the file does not follow"),
        ("series/P01.yaml", lambda old: old + b"\n---\n# Jane Doe\n", ""),
        ("figures/names.csv", lambda old: b"P01,Jane Doe\n", "the file does not follow"),
        ("tables/Jane Doe.txt", lambda old: b"", "the file does not follow"),
        ("names.csv", lambda old: b"P01,Jane Doe\n", "the file does not follow"),
        ("cases/P01/names.csv", lambda old: b"P01,Jane Doe\n", "the file does not follow"),
    ],
)
def test_whatever_is_added_to_the_series_or_another_folder_is_named(
    path: str, change: Callable[[bytes], bytes], said: str
) -> None:
    changed = covered_up({**files(), path: change(files().get(path, b""))})
    report = verified(changed)
    assert not report.holds
    assert any(said in failure.said for failure in report.failures if failure.file == path)


def test_a_package_with_pictures_holds(tmp_path: Path) -> None:
    media = "\nmedia:\n" + "".join(
        f"  - {{file: media/{name}, caption: The foot, alt: A foot from the side}}\n"
        for name in ("foot.jpg", "foot.png")
    )
    consent = (
        "P01.yaml",
        "2023-02-14}",
        "2023-02-14}\n  data_sharing: {given: yes, by: mother, date: 2023-02-15}\n"
        "  images: {given: yes, by: mother, date: 2023-02-15}",
    )
    drawn = Image.effect_mandelbrot((90, 60), (-2, -1, 1, 1), 50).convert("RGB")
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=40)
    cases = smallest(
        tmp_path, YEAR, consent, ("P01.yaml", "adverse_events: none", f"adverse_events: none{media}"),
        add={"media/foot.jpg": out.getvalue(), "media/foot.png": picture()},
    )  # fmt: skip
    made = dict(made_of(cases).files)
    assert verified(made).failures == ()
    photo = "series/media/P01/image-1.jpg"
    report = verified(covered_up({**made, photo: made[photo] + b"Jane Doe"}))
    assert [(f.file, f.where, f.said) for f in report.failures if f.file == photo] == [
        (photo, "after the end of the picture", "8 bytes")
    ]


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
        ("metadata Comment", "Jane Doe", "nothing"),
        ("parts of the file", "tEXt", "nothing"),
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
    why = "the file cannot be read: it is no HTML, or a damaged one"
    assert ("manuscript/article.html", why) in told


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.json", b"{", "it is no JSON"),
        ("a.json", b"[" * 200_000, "it is nested too deeply"),
        ("a.csv", b"\xff", "it is no text in UTF-8"),
        ("a.csv", b"x" * 200_000, "it is no CSV, or has a cell that is too long"),
        ("a.docx", b"PK", "it is no ZIP archive, or a damaged one"),
        ("a.pdf", b"%PDF", "it is no PDF, or a damaged one"),
    ],
)
def test_why_a_file_cannot_be_read_is_said_in_a_readers_words(
    name: str, content: bytes, why: str
) -> None:
    with pytest.raises(UnreadableFile, match=f"^the file cannot be read: {why}$"):
        words_of(name, content)


def test_a_table_without_a_line_has_no_words() -> None:
    assert words_of("a.csv", b"") == []


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
    with pytest.raises(UnreadableFile, match="unpacks to too much"):
        words_of("manuscript/manuscript.docx", out.getvalue())
