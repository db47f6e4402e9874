"""Pictures of patients: printed with consent alone, masked, upright, and with nothing hidden."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from cpreport.cases.picture_record import Image as Entry
from cpreport.cases.picture_record import Region
from cpreport.privacy.images import Unprintable, _picture
from tests.conftest import cpreport
from tests.smallest import smallest

REPORT = ("--only", "reports", "--to", "html", "-j", "1")
SECRET = "Wilma Ersatz 0815-4711"
ASK = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
YES = f"{ASK}  images: {{given: yes, by: mother, date: 2023-02-14}}\n"
MEDIA = "adverse_events: none\nmedia:\n  - {file: media/P01/gait.jpg, caption: Gait., alt: A child walks.%s}\n"


def quarters(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """Give a picture with a colour in each quarter: red, green / blue, white."""
    image = Image.new("RGB", size, "white")
    w, h = size[0] // 2, size[1] // 2
    for colour, at in {"red": (0, 0), "lime": (w, 0), "blue": (0, h)}.items():
        image.paste(colour, (*at, at[0] + w, at[1] + h))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def telling() -> bytes:
    """Give a JPEG file that tells a name in every place it has for words."""
    image = quarters()
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = exif[0x8298] = SECRET
    exif[0x0132] = "2023:03:14 12:00:00"
    exif[0x9C9C] = SECRET.encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 0.0, 0.0), 3: "E", 4: (29.0, 0.0, 0.0)})
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET.encode()
    content = saved(
        image, exif=exif, comment=SECRET.encode(), xmp=f"<x>{SECRET}</x>".encode(),
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )  # fmt: skip
    thumbnail = saved(Image.new("RGB", (32, 32), "red"), comment=SECRET.encode())
    segment = b"\xff\xed" + struct.pack(">H", len(thumbnail) + 2) + thumbnail
    return content[:2] + segment + content[2:] + SECRET.encode()


def telling_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("Title", SECRET, zip=True)
    info.add(b"prVt", SECRET.encode(), after_idat=True)
    return saved(quarters(), "PNG", pnginfo=info)


def cleaned(tmp_path: Path, content: bytes, name: str = "a.jpg", **more: Any) -> Image.Image:
    """Print a picture, and open what is printed."""
    return Image.open(io.BytesIO(made(tmp_path, content, name, **more)))


def made(tmp_path: Path, content: bytes, name: str = "a.jpg", **more: Any) -> bytes:
    (tmp_path / "media").mkdir(exist_ok=True)
    (tmp_path / "media" / name).write_bytes(content)
    entry = Entry(file=f"media/{name}", caption="A caption.", alt="A text.", **more)
    return _picture(tmp_path, "image-1", entry).content


# What stays behind


@pytest.mark.parametrize(("name", "content"), [("a.jpg", telling()), ("a.png", telling_png())])
def test_nothing_but_the_dots_is_printed(name: str, content: bytes, tmp_path: Path) -> None:
    assert SECRET.encode() in content or SECRET.encode() in zlib_texts(content)
    printed = made(tmp_path, content, name)
    image = Image.open(io.BytesIO(printed))
    image.load()
    assert set(image.info) <= {"dpi", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert dict(image.getexif()) == {}
    for form in (SECRET.encode(), SECRET.encode("utf-16-le"), b"2023:03:14", b"<x>", b"GPS"):
        assert form not in printed
    assert printed.count(b"\xff\xd8\xff") == (1 if name.endswith("jpg") else 0)


def zlib_texts(content: bytes) -> bytes:
    return b"".join(
        zlib.decompress(part) for part in re.findall(rb"\x78[\x01\x9c\xda].+?(?=IEND)", content)[:1]
    )


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    assert made(tmp_path, telling()) == made(tmp_path, telling())


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_stands_upright_as_the_camera_says(turn: int, tmp_path: Path) -> None:
    upright = quarters()
    back = {
        1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4,
    }[turn]  # fmt: skip
    stored = upright if back is None else upright.transpose(Image.Transpose(back))
    exif = Image.Exif()
    exif[0x0112] = turn
    found = cleaned(tmp_path, saved(stored, "PNG", exif=exif), "a.png")
    assert found.size == upright.size
    for at in ((100, 50), (300, 50), (100, 150), (300, 150)):
        assert found.convert("RGB").getpixel(at) == upright.getpixel(at)


def test_a_large_picture_is_as_fine_as_print_needs(tmp_path: Path) -> None:
    assert cleaned(tmp_path, saved(quarters((3000, 1500)))).size == (1535, 768)
    assert cleaned(tmp_path, saved(quarters((1000, 4000)))).size == (531, 2126)
    assert cleaned(tmp_path, saved(quarters((400, 200)))).size == (400, 200)


def test_what_is_clear_stands_on_white(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert cleaned(tmp_path, saved(clear, "PNG"), "a.png").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_usual_ways_to_keep_colours_are_printed(mode: str, tmp_path: Path) -> None:
    kind, name = ("JPEG", "a.jpg") if mode == "CMYK" else ("PNG", "a.png")
    found = cleaned(tmp_path, saved(quarters().convert(mode), kind), name).convert("L")
    assert found.getpixel((350, 150)) > 240
    assert found.getpixel((50, 150)) < 60


# Masks


def test_a_mask_is_burned_in(tmp_path: Path) -> None:
    mask = (Region(left="50", top="0", width="50", height="50"),)
    found = cleaned(tmp_path, saved(quarters(), "PNG"), "a.png", mask=mask)
    colours = {found.getpixel((x, y)) for x in range(200, 400) for y in range(100)}
    assert colours == {(0, 0, 0)}
    assert found.getpixel((199, 50)) == (255, 0, 0)
    assert found.getpixel((300, 150)) == (255, 255, 255)


def test_a_mask_lies_on_the_upright_picture_and_takes_every_dot_it_touches(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    stored = quarters().transpose(Image.Transpose.ROTATE_180)
    mask = (Region(left="0.1", top="0.1", width="49.8", height="49.8"),)
    found = cleaned(tmp_path, saved(stored, "PNG", exif=exif), "a.png", mask=mask)
    assert (255, 0, 0) not in {found.getpixel((x, y)) for x in range(400) for y in range(200)}
    assert found.getpixel((300, 50)) == (0, 255, 0)


@pytest.mark.slow
def test_a_mask_beyond_the_picture_is_a_problem(tmp_path: Path) -> None:
    found = checked_with(tmp_path, ", mask: [{left: 120, top: 0, width: 5, height: 5}]")
    assert [(p["code"], p["message"]) for p in found] == [
        ("CP008", "`120` is not between 0 and 100")
    ]


# What is refused


def bomb() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks
    )


def moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.png", bomb(), "is no picture that can be read"),
        ("a.png", saved(Image.new("1", (9000, 9000)), "PNG"), "has 9000 × 9000 dots"),
        ("a.png", moving(), "moves; print one picture of it"),
        ("a.jpg", saved(quarters())[:900], "is torn or damaged"),
        ("a.png", saved(quarters(), "PNG")[:60], "is torn or damaged"),
        ("a.jpg", b"", "is no picture that can be read"),
        ("a.jpg", b"GIF89a", "is no picture that can be read"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no picture that can be read"),
        ("a.jpg", saved(quarters(), "PNG"), "is a PNG file under the ending of another"),
        ("a.png", saved(Image.new("I;16", (9, 9)), "PNG"), "keeps its colours in a way"),
        ("a.gif", saved(quarters(), "GIF"), "is no PNG, JPEG, TIFF or DICOM file"),
        ("a.svg", b"<svg/>", "is no PNG, JPEG, TIFF or DICOM file"),
    ],
)
def test_what_is_no_usual_picture_is_refused(
    name: str, content: bytes, why: str, tmp_path: Path
) -> None:
    with pytest.raises(Unprintable, match=re.escape(why)):
        made(tmp_path, content, name)


@pytest.mark.parametrize(
    "name",
    [
        "gait.jpg", "other/gait.jpg", "media/../gait.jpg", "../media/gait.jpg", "/media/gait.jpg",
        "media\\\\gait.jpg", "https://example.org/gait.jpg", "media", "media/gone.jpg", "media/in.jpg",
        "media/pipe.jpg", "media/link.jpg", "media/a\\0b.jpg", f"media/{'a' * 300}.jpg",
    ],
)  # fmt: skip
def test_only_files_of_the_folder_are_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "media/in.jpg").mkdir(parents=True)
    (tmp_path / "gait.jpg").write_bytes(saved(quarters()))
    os.mkfifo(tmp_path / "media/pipe.jpg")
    (tmp_path / "media/link.jpg").symlink_to(tmp_path / "gait.jpg")
    with pytest.raises(Unprintable):
        _picture(tmp_path, "image-1", Entry(file=name, caption="A caption.", alt="A text."))


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_PICTURE_MB", "1")
    with pytest.raises(Unprintable, match="has 2 MB; at most 1 MB are read"):
        made(tmp_path, saved(quarters()) + bytes(2_000_000))


# In the report


def with_picture(
    tmp_path: Path, consent: str = YES, more: str = "", content: bytes | None = None
) -> Path:
    cases = smallest(
        tmp_path,
        ("P01.yaml", ASK, consent),
        ("P01.yaml", "adverse_events: none\n", MEDIA % more),
        ("P01.yaml", "  diagnosis: Spastic cerebral palsy\n",
         "  diagnosis: Spastic cerebral palsy\n  history: She walks; see [@fig:image-1].\n"),
    )  # fmt: skip
    (cases / "media/P01").mkdir(parents=True)
    (cases / "media/P01/gait.jpg").write_bytes(telling() if content is None else content)
    return cases


def checked_with(tmp_path: Path, more: str) -> list[dict[str, Any]]:
    with_picture(tmp_path, more=more)
    done = cpreport("check", "cases", "--format", "json", cwd=tmp_path)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_a_report_shows_it_with_number_caption_and_alternative_text(tmp_path: Path) -> None:
    with_picture(tmp_path)
    done = cpreport("build", "cases", "--only", "reports", "-j", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    output = tmp_path / "output"
    page = (output / "cases/P01/P01.html").read_text("utf-8")
    figure = re.search(r'<figure id="fig-image-1".*?</figure>', page, re.DOTALL)
    assert figure
    assert 'alt="A child walks."' in figure[0]
    assert "Gait." in figure[0]
    number = re.search(r'href="#fig-image-1">(Figure.\d+)</a>', page)
    assert number
    assert number[1] in figure[0]
    printed = (output / "figures/P01-image-1.jpg").read_bytes()
    assert base64.b64encode(printed).decode() in page
    assert SECRET.encode() not in printed
    assert b"A child walks." in pdf_texts(output / "cases/P01/P01.pdf")
    record = json.loads((output / "build.json").read_text())
    assert "media/P01/gait.jpg" in record["outputs"]["cases/P01/P01.pdf"]["inputs"]
    assert (
        "media/P01/gait.jpg"
        not in record["outputs"].get("article/article.pdf", {"inputs": {}})["inputs"]
    )


def pdf_texts(path: Path) -> bytes:
    import pikepdf

    with pikepdf.open(path) as pdf:
        alts = [
            bytes(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
    return b"\n".join(alts)


@pytest.mark.slow
def test_another_picture_makes_the_report_anew(tmp_path: Path) -> None:
    cases = with_picture(tmp_path)
    assert cpreport("build", "cases", *REPORT, cwd=tmp_path).returncode == 0
    before = (tmp_path / "output/figures/P01-image-1.jpg").read_bytes()
    (cases / "media/P01/gait.jpg").write_bytes(saved(Image.new("RGB", (40, 40), "blue")))
    assert "1 made" in cpreport("build", "cases", *REPORT, cwd=tmp_path).stdout
    assert (tmp_path / "output/figures/P01-image-1.jpg").read_bytes() != before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("images", "said"),
    [
        ("", "is not stated"),
        ("  images: {given: no}\n", "is not given"),
        (
            "  images: {given: yes, by: mother, date: 2023-02-14, withdrawn: 2024-05-01}\n",
            "was withdrawn",
        ),
    ],
)
def test_without_consent_for_images_nothing_of_them_is_published(
    images: str, said: str, tmp_path: Path
) -> None:
    with_picture(tmp_path, ASK + images)
    done = cpreport("build", "cases", *REPORT, cwd=tmp_path)
    assert done.returncode == 4
    assert "CP703 no consent for images" in done.stderr
    assert f"consent for images {said}" in " ".join(done.stderr.split())
    assert list((tmp_path / "output").rglob("*P01*")) == []


def test_the_case_can_be_built_without_its_pictures(tmp_path: Path) -> None:
    cases = with_picture(tmp_path, ASK)
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("; see [@fig:image-1]", ""))
    done = cpreport("build", "cases", *REPORT, "--without-unconsented", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left out" in done.stderr
    page = (tmp_path / "output/cases/P01/P01.html").read_text("utf-8")
    assert "photograph" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert list((tmp_path / "output").rglob("*.jpg")) == []


@pytest.mark.slow
def test_withdrawn_consent_takes_the_pictures_back(tmp_path: Path) -> None:
    cases = with_picture(tmp_path)
    assert cpreport("build", "cases", *REPORT, cwd=tmp_path).returncode == 0
    assert list((tmp_path / "output").rglob("*.jpg"))
    path = cases / "P01.yaml"
    path.write_text(
        path.read_text().replace(
            "images: {given: yes,", "images: {withdrawn: 2024-05-01, given: yes,"
        )
    )
    done = cpreport("build", "cases", *REPORT, cwd=tmp_path)
    assert done.returncode == 4
    assert list((tmp_path / "output").rglob("*P01*")) == []


def test_a_picture_that_cannot_be_printed_is_named_and_stops_its_case(tmp_path: Path) -> None:
    with_picture(tmp_path, content=b"no picture")
    done = cpreport("check", "cases", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert "CP116" in done.stdout
    assert "`media/P01/gait.jpg` is no picture that can be read" in done.stdout
