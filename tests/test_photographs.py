"""Photographs as figures: panels at one scale, marks over them, and nothing of the files but dots."""

from __future__ import annotations

import base64
import io
import json
import re
import struct
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from cpreport.builder.make import Material
from cpreport.builder.plan import Document
from cpreport.cases.picture_record import Arrow, Panel, PanelFigure
from cpreport.check.check_series import Ready, check
from cpreport.figures.photographs import bar_of, dots_of_inch, spots
from cpreport.figures.picture import PrintedPanel
from cpreport.privacy.images import Unprintable, printed_panels
from docs.making.dicom_file import Tag, dicom_file
from docs.making.problem_examples import picture
from tests.conftest import cpreport
from tests.smallest import said, smallest

SECRET = "Wilma Ersatz 0815"
ASK = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
YES = f"{ASK}  images: {{given: yes, by: mother, date: 2023-02-14}}\n"
BEFORE, AFTER = "media/Wilma-Ersatz-1.jpg", "media/Wilma-Ersatz-2.tif"
PANELS = f"""\
media:
  - caption: The arm
    article: yes
    panels:
      - {{file: {BEFORE}, visit: before, alt: A bent arm., scale: 60 mm,
         arrows: [{{at: [0.25, 0.5], from: above, label: biceps}}]}}
      - {{file: {AFTER}, visit: after, alt: A straight arm., scale: 20 px/mm}}
adverse_events: none
"""


def halves(size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """Paint a picture that is red on the left and blue on the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return image


def jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = SECRET
    written = io.BytesIO()
    halves().save(written, "JPEG", exif=exif, comment=SECRET.encode())
    return written.getvalue()


def tiff(frames: int = 1) -> bytes:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270] = tags[315] = SECRET
    tags[700] = f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()
    written = io.BytesIO()
    more = [halves() for _ in range(frames - 1)]
    halves().save(written, "TIFF", tiffinfo=tags, save_all=bool(more), append_images=more)
    return written.getvalue()


def with_panels(folder: Path, media: str = PANELS, *changes: tuple[str, str, str]) -> Path:
    return smallest(
        folder,
        ("P01.yaml", ASK, YES),
        ("P01.yaml", "adverse_events: none\n", media),
        ("series.yaml", "sections:\n", "sections:\n  - {title: Cases, cases: all}\n"),
        *changes,
        add={BEFORE: jpeg(), AFTER: tiff()},
    )


def told(folder: Path, media: str) -> list[tuple[str, str, str]]:
    return [said(problem) for problem in check(with_panels(folder, media)).problems]


def one(entry: str) -> str:
    return f"media:\n  - {entry}\nadverse_events: none\n"


def dots(panel: PrintedPanel) -> Image.Image:
    return Image.open(io.BytesIO(panel.content))


def printed(folder: Path, content: bytes, name: str = "a.png", **more: object) -> PrintedPanel:
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / name).write_bytes(content)
    panel = Panel.model_validate({"file": f"media/{name}", "alt": "A text.", **more})
    (made,) = printed_panels(folder, PanelFigure(caption="A caption.", panels=(panel,)))
    return made


# How panels stand


def panel(wide: int, high: int, shows: float | None = None) -> PrintedPanel:
    return PrintedPanel(b"", "jpg", (wide, high), shows, (), "A text.", None)


def test_panels_whose_scales_are_known_are_printed_at_one_scale() -> None:
    first, second = spots((panel(3000, 1500, 60.0), panel(3000, 3000, 30.0)), 170)
    # 60 mm and 30 mm share the 167 mm that the gap leaves.
    assert first.wide == pytest.approx(167 * 60 / 90)
    assert second.wide == pytest.approx(167 * 30 / 90)
    assert first.wide / 60 == pytest.approx(second.wide / 30)
    assert (first.high, second.left) == pytest.approx((first.wide / 2, first.wide + 3))


def test_panels_without_scale_are_as_high_as_each_other() -> None:
    first, second = spots((panel(3000, 1500, 60.0), panel(2000, 2000)), 170)
    assert first.high == pytest.approx(second.high)
    assert first.wide + second.wide == pytest.approx(167)


def test_four_panels_stand_two_by_two_and_five_in_threes() -> None:
    assert [spot.row for spot in spots((panel(900, 900),) * 4, 170)] == [0, 0, 1, 1]
    assert [spot.row for spot in spots((panel(900, 900),) * 5, 170)] == [0, 0, 0, 1, 1]


def test_a_coarse_picture_is_printed_smaller_but_not_tiny() -> None:
    (fine,) = spots((panel(1181, 800),), 130)
    assert (fine.wide, dots_of_inch(panel(1181, 800), fine)) == (
        pytest.approx(99.99, abs=0.01),
        300,
    )
    (coarse,) = spots((panel(300, 200),), 130)
    assert (coarse.wide, dots_of_inch(panel(300, 200), coarse)) == (pytest.approx(78), 98)


@pytest.mark.parametrize(
    ("shows", "length"),
    [(60.0, "10"), (70.0, "20"), (4.0, "1"), (0.5, "0.1"), (400.0, "100"), (None, None)],
)
def test_a_bar_is_the_longest_round_length_that_leaves_room(
    shows: float | None, length: str | None
) -> None:
    assert bar_of(panel(900, 600, shows)) == (None if length is None else Decimal(length))


# What is printed of a file


def test_crop_and_rotation_take_scale_and_arrows_with_them(tmp_path: Path) -> None:
    made = printed(
        tmp_path,
        picture(1000, 500),
        scale="100 mm",
        crop={"left": 20, "top": 0, "width": 50, "height": 40},
        rotate="90",
        arrows=[{"at": [0.3, 0.1]}],
    )
    # 500 × 200 dots, turned clockwise; 200 of 1000 dots show 20 of 100 mm.
    assert (made.size, made.shows) == ((200, 500), 20.0)
    # At a fifth from the left and a quarter from the top; turned, a quarter from the right.
    assert made.arrows[0].at == (Decimal("0.75"), Decimal("0.2"))


def test_dots_of_a_millimetre_are_a_scale(tmp_path: Path) -> None:
    assert printed(tmp_path, picture(1000, 500), scale="20 px/mm").shows == 50.0
    assert printed(tmp_path, picture(1000, 500), scale="6 cm").shows == 60.0
    assert printed(tmp_path, picture(1000, 500)).shows is None


def test_a_mask_is_burnt_in_before_anything_is_cut_or_turned(tmp_path: Path) -> None:
    written = io.BytesIO()
    halves((100, 100)).save(written, "PNG")
    made = printed(
        tmp_path,
        written.getvalue(),
        mask=[{"left": 0, "top": 0, "width": 25, "height": 100}],
        crop={"left": 0, "top": 0, "width": 75, "height": 100},
        rotate="180",
    )
    image = dots(made).convert("RGB")
    across = [image.getpixel((x, 50)) for x in (5, 40, 70)]
    assert across == [(0, 0, 255), (255, 0, 0), (0, 0, 0)]


def test_drawings_keep_every_dot_and_photographs_become_jpeg(tmp_path: Path) -> None:
    assert printed(tmp_path, picture(40, 40)).ending == "jpg"
    written = io.BytesIO()
    halves().save(written, "PNG")
    assert printed(tmp_path, written.getvalue()).ending == "png"
    noise = Image.effect_noise((64, 64), 80).convert("RGB")
    noise.putpixel((0, 0), (1, 2, 3))
    for n in range(64):
        noise.putpixel((n, 1), (n, 2 * n, 255 - n))
    written = io.BytesIO()
    noise.save(written, "PNG")
    assert printed(tmp_path, written.getvalue()).ending == "jpg"


def test_nothing_of_a_tiff_is_printed_but_its_dots(tmp_path: Path) -> None:
    content = tiff()
    assert SECRET.encode() in content
    made = printed(tmp_path, content, "a.tif")
    assert SECRET.encode() not in made.content
    assert dict(dots(made).getexif()) == {}
    with pytest.raises(Unprintable, match="has several pages"):
        printed(tmp_path, tiff(2), "b.tiff")


# DICOM

NAMED: dict[Tag, tuple[str, str]] = {
    (0x0010, 0x0010): ("PN", "Ersatz^Wilma"),
    (0x0010, 0x0020): ("LO", "0815-4711"),
    (0x0008, 0x0080): ("LO", "Klinik Erfundenstadt"),
}
WINDOW: dict[Tag, tuple[str, str]] = {
    (0x0028, 0x1050): ("DS", "128"),
    (0x0028, 0x1051): ("DS", "129"),
}


def medical(told: dict[Tag, tuple[str, str]], bits: int = 8) -> bytes:
    shades = range(256)
    content = bytes(shades) if bits == 8 else b"".join(struct.pack("<H", 16 * s) for s in shades)
    return dicom_file(16, 16, content, {**NAMED, **told}, bits)


def test_a_dicom_image_is_windowed_and_names_nobody(tmp_path: Path) -> None:
    pytest.importorskip("pydicom")
    content = medical({**WINDOW, (0x0028, 0x0030): ("DS", "0.5\\0.5")})
    assert b"Ersatz^Wilma" in content
    made = printed(tmp_path, content, "a.dcm")
    for name in (b"Ersatz", b"0815", b"Erfundenstadt"):
        assert name not in made.content
    # From 63.5 to 191.5 (PS3.3, C.11.2.1.2.1): black below, white above, grey in the middle.
    shades = list(dots(made).convert("L").tobytes())
    assert (shades[0], shades[255]) == (0, 255)
    assert abs(shades[127] - 127) <= 6
    assert made.shows == 8.0


def test_a_dicom_image_of_more_bits_is_spread_over_all_shades(tmp_path: Path) -> None:
    pytest.importorskip("pydicom")
    shades = dots(printed(tmp_path, medical({}, 16), "a.dcm")).tobytes()
    assert (min(shades), max(shades)) == pytest.approx((0, 255), abs=4)


def test_dots_that_are_not_square_are_printed_as_they_are_in_the_patient(tmp_path: Path) -> None:
    pytest.importorskip("pydicom")
    made = printed(tmp_path, medical({(0x0028, 0x0030): ("DS", "1\\0.5")}), "a.dcm")
    assert (made.size, made.shows) == ((16, 32), 8.0)


def test_words_that_are_burnt_in_ask_for_a_mask(tmp_path: Path) -> None:
    pytest.importorskip("pydicom")
    burnt = medical({(0x0028, 0x0301): ("CS", "YES")})
    entry = "{file: media/a.dcm, caption: Hip., alt: A hip.%s}"
    cases = smallest(
        tmp_path,
        ("P01.yaml", ASK, YES),
        ("P01.yaml", "adverse_events: none\n", one(entry % "")),
        add={"media/a.dcm": burnt},
    )
    (problem,) = check(cases).problems
    assert (problem.code, problem.message) == (
        "CP132",
        "`media/a.dcm` says that words are burnt into it, and no mask covers them",
    )
    masked = entry % ", mask: [{left: 0, top: 0, width: 100, height: 10}]"
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace(entry % "", masked))
    assert check(cases).problems == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (medical({(0x0028, 0x0008): ("IS", "2")}), "moves; print one picture of it"),
        (b"no medical image", "is no DICOM file that can be read"),
    ],
)
def test_what_is_no_single_medical_image_is_refused(
    content: bytes, why: str, tmp_path: Path
) -> None:
    pytest.importorskip("pydicom")
    with pytest.raises(Unprintable, match=why):
        printed(tmp_path, content, "a.dcm")


# What is told


ENTRY = f"{{file: {BEFORE}, caption: Arm., alt: An arm.%s}}"


@pytest.mark.parametrize(
    ("media", "problem"),
    [
        (ENTRY % ", visit: later", ("CP110", "P01 records no visit `later`")),
        (ENTRY % ", arrows: [{at: [40, 0.6]}]", ("CP008", "`40` is not between 0 and 1")),
        (ENTRY % ", arrows: [{at: [0.4, 1.5]}]", ("CP008", "`1.5` is not between 0 and 1")),
        (ENTRY % ", scale: wide", ("CP008", "`wide` is no scale of a picture")),
        (ENTRY % ", rotate: 45", ("CP008", "`45` is not allowed here")),
        (
            ENTRY % ", crop: {left: 60, top: 0, width: 50, height: 50}",
            ("CP133", "the part is no part of the picture"),
        ),
        (
            ENTRY % ", crop: {left: 50, top: 0, width: 50, height: 50}, arrows: [{at: [0.4, 0.1]}]",
            ("CP133", "the arrow points outside `crop`"),
        ),
        (f"{{file: {BEFORE}, caption: Arm.}}", ("CP007", "`alt` is missing")),
        (
            f"{{caption: Arm., panels: [{{file: {BEFORE}}}]}}",
            ("CP007", "`alt` is missing"),
        ),
        ("{caption: Arm., panels: []}", ("CP008", "`panels` is an empty list")),
        (
            "{file: media/none.jpg, caption: Arm., alt: An arm.}",
            ("CP116", "`media/none.jpg` is not there"),
        ),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(
    media: str, problem: tuple[str, str], tmp_path: Path
) -> None:
    ((code, place, message),) = told(tmp_path, one(media))
    assert place.startswith("P01.yaml:")
    assert (code, message) == problem


def test_a_picture_that_is_coarse_in_print_is_a_remark(tmp_path: Path) -> None:
    cases = with_panels(tmp_path)
    (cases / BEFORE).write_bytes(jpeg_of((300, 200)))
    (problem,) = check(cases).problems
    assert (problem.code, problem.severity) == ("CP131", "warning")
    assert problem.message == "300 dots for 50 mm are 152 an inch; journals ask for 300"


def jpeg_of(size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    halves(size).save(written, "JPEG")
    return written.getvalue()


def test_panels_of_which_one_has_no_scale_are_a_remark(tmp_path: Path) -> None:
    (problem,) = check(with_panels(tmp_path, PANELS.replace(", scale: 60 mm", ""))).problems
    assert (problem.code, problem.severity) == ("CP133", "warning")
    assert problem.message == "it has no scale: the panels are not printed at the same scale"


# In documents

CAPTION = (
    "The arm. P01: (a)\N{NO-BREAK SPACE}Before treatment (−0.3 months); "
    "(b)\N{NO-BREAK SPACE}After treatment (10.7 months). "
    "Bars: 10\N{NO-BREAK SPACE}mm. The pictures are printed at the same scale."
)
ALT = "(a) Before treatment: A bent arm. (biceps) (b) After treatment: A straight arm."


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.mark.slow
def test_report_and_article_print_the_figure_and_no_name_of_a_file(tmp_path: Path) -> None:
    with_panels(
        tmp_path,
        PANELS,
        ("P01.yaml", "  diagnosis: Spastic cerebral palsy\n",
         f"  diagnosis: Spastic cerebral palsy\n  history: 'She bends it ![here]({BEFORE}).'\n"),
    )  # fmt: skip
    done = cpreport("build", "cases", "--to", "html,docx,jats", "-j", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    output = tmp_path / "output"
    for name in ("cases/P01/P01.html", "article/article.html"):
        page = (output / name).read_text("utf-8")
        assert f'aria-label="{ALT}"' in page
        assert CAPTION.replace("\N{NO-BREAK SPACE}", " ") in page.replace("\N{NO-BREAK SPACE}", " ")
        assert len(re.findall(r'<image [^>]*href="data:image/', page)) == 2
        assert "biceps</text>" in page
    article = (output / "article/article.html").read_text("utf-8")
    assert re.search(r'here \(<a [^>]*href="#fig-P01.image-1"[^>]*>Figure', article)
    shown = r'Clinical images are shown in <a [^>]*href="#fig-P01.image-1"[^>]*>Figure.\d+</a>\.'
    assert re.search(shown, article)
    jats = (output / "article/article.xml").read_text("utf-8")
    assert f"<alt-text>{ALT}</alt-text>" in jats
    with zipfile.ZipFile(output / "article/article.docx") as packed:
        assert f'descr="{ALT}"' in packed.read("word/document.xml").decode()
        # Of photographs, PNG would be many times as large.
        assert [n for n in packed.namelist() if n.endswith((".jpg", ".jpeg"))]
    for name, content in files_below(output).items():
        if name not in ("build.json",) and not name.startswith(".cpreport"):
            assert b"Ersatz" not in content, name
            assert b"0815" not in b"".join(pictures_in(content)), name
    record = json.loads((output / "build.json").read_text())
    assert BEFORE in record["outputs"]["article/article.html"]["inputs"]


@pytest.mark.slow
def test_the_pdf_says_what_the_figure_shows_and_prints_its_words_as_text(tmp_path: Path) -> None:
    import pikepdf

    with_panels(tmp_path)
    words = ("build", "cases", "--to", "pdf", "--only", "article", "-j", "1")
    done = cpreport(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with pikepdf.open(tmp_path / "output/article/article.pdf") as pdf:
        told = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
        dots = [
            thing for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]  # fmt: skip
    assert ALT in told
    assert len(dots) == 2


def pictures_in(content: bytes) -> list[bytes]:
    found = re.findall(rb"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)", content)
    return [base64.b64decode(one) for one in found]


@pytest.mark.slow
def test_a_package_has_the_figure_as_tiff_and_the_pictures_under_other_names(
    tmp_path: Path,
) -> None:
    with_panels(
        tmp_path,
        PANELS.replace("visit: after", "visit: after, crop: {left: 0, top: 0, width: 50, height: 50}"),
        ("P01.yaml", "  diagnosis: Spastic cerebral palsy\n",
         f"  diagnosis: Spastic cerebral palsy\n  history: 'She bends it ![here]({BEFORE}).'\n"),
        ("P01.yaml", YES, f"{YES}  data_sharing: {{given: yes, by: mother, date: 2023-02-14}}\n"),
    )  # fmt: skip
    done = cpreport("package", "cases", "-o", "p.zip", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "made of dots" not in done.stdout + done.stderr
    with zipfile.ZipFile(tmp_path / "p.zip") as packed:
        names = packed.namelist()
        assert {"series/media/P01/image-1-1.png", "series/media/P01/image-1-2.png"} <= set(names)
        for name in names:
            assert b"Ersatz" not in name.encode() + packed.read(name), name
        (number,) = (
            name for name in names if re.fullmatch(r"figures/Figure_\d+.caption.txt", name)
            and b"The arm." in packed.read(name)
        )  # fmt: skip
        with Image.open(io.BytesIO(packed.read(number.replace("caption.txt", "tiff")))) as image:
            assert (image.mode, image.width) == ("RGB", round(170 / 25.4 * 300))
            assert [float(d) for d in image.info["dpi"]] == [300.0, 300.0]
        case = packed.read("series/P01.yaml").decode()
        assert "![here](media/P01/image-1-1.png)" in case
        assert "crop" not in case
    done = cpreport("verify", "p.zip", cwd=tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_without_consent_for_images_the_article_prints_none(tmp_path: Path) -> None:
    cases = with_panels(tmp_path)
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace(YES, f"{ASK}  images: {{given: no}}\n"))
    done = cpreport("build", "cases", "--to", "html", "-j", "1", cwd=tmp_path)
    assert done.returncode == 4
    assert "CP703 no consent for images" in done.stderr
    done = cpreport(
        "build", "cases", "--to", "html", "--without-unconsented", "-j", "1", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "data:image/" not in (tmp_path / "output/article/article.html").read_text("utf-8")


def test_workers_get_the_pictures_that_the_article_prints(tmp_path: Path) -> None:
    from cpreport.remote.dispatch import _pictures

    ready = check(with_panels(tmp_path))
    assert isinstance(ready, Ready)
    assert ready.article is not None
    article = Document("article", "article", ("article/article.html",), ())
    material = Material(article, ready.folder, ready.unpacked().findings, ready.article)
    assert set(_pictures(material)) == {BEFORE, AFTER}
    results = replace(material, document=replace(article, kind="results"))
    assert _pictures(results) == {}


@pytest.mark.parametrize("name", ["P01/before.jpg", "P04/month-3.jpg"])
def test_the_photographs_of_the_example_are_what_the_script_draws(name: str) -> None:
    import numpy as np

    from docs.making.skin_pictures import MEDIA, PICTURES

    assert len((MEDIA / name).read_bytes()) < 60_000
    with Image.open(MEDIA / name) as image:
        there = np.asarray(image, dtype=float)
    assert np.abs(there - np.clip(PICTURES[name](), 0, 255)).mean() < 3
    assert {p.relative_to(MEDIA).as_posix() for p in MEDIA.rglob("*.jpg")} == set(PICTURES)


def test_an_arrow_says_from_where_it_comes() -> None:
    assert Arrow.model_validate({"at": ["0.4", "0.6"], "from": "below"}).begin == "below"
    assert Arrow.model_validate({"at": ["0.4", "0.6"]}).begin == "left"
