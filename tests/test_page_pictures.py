"""Pictures that are dropped into the page: bared of all but their dots, turned, masked for good."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image

from cpreport.exchange.edit_yaml import read_plain, value_at
from tests.test_edit_yaml import changed_lines
from tests.test_page import OWN, ROOT, Clinician
from tests.test_photographs import SECRET, WINDOW, medical, tiff

pytestmark = pytest.mark.slow

PAGE = "/patients/P02/pictures"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    return tmp_path / "cases"


def photograph(size: tuple[int, int] = (400, 200), form: str = "JPEG") -> bytes:
    """A picture whose left half is white, with a place, a name and a comment in its file."""
    image = Image.new("RGB", size, (200, 60, 40))
    image.paste((255, 255, 255), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010E] = "Anna Muster, ward 4"
    exif[0x0112] = 1
    written = io.BytesIO()
    image.save(written, form, exif=exif, quality=95)
    return written.getvalue()


def drop(clinician: Clinician, *files: tuple[str, bytes], version: str = ""):
    form = {"proof": clinician.site.keys.proof, "version": version or clinician.version(PAGE)}
    sent = [("picture", (name, content)) for name, content in files]
    return clinician.client.post(f"{PAGE}/add", data=form, files=sent, headers={"origin": OWN})


def media(folder: Path) -> object:
    return value_at(read_plain((folder / "P02.yaml").read_text("utf-8")), ("media",))


def test_a_picture_is_kept_bared_under_the_study_id_with_an_entry_at_its_place(
    folder: Path,
) -> None:
    clinician, file = Clinician(folder), folder / "P02.yaml"
    before = file.read_text("utf-8")
    dropped = drop(clinician, ("Anna Muster.jpg", photograph()), ("b.PNG", photograph(form="PNG")))
    assert dropped.headers["location"] == f"{PAGE}#media/0"
    gone, come = changed_lines(before, file.read_text("utf-8"))
    assert gone == []
    assert come == [
        "media:\n",
        "  - file: media/P02/picture-1.jpg\n",
        "  - file: media/P02/picture-2.png\n",
    ]
    for name in ("picture-1.jpg", "picture-2.png"):
        content = (folder / "media" / "P02" / name).read_bytes()
        assert b"Muster" not in content
        assert not Image.open(io.BytesIO(content)).getexif()
    shown = clinician.get(PAGE)
    assert "There is no consent for images" in shown
    assert 'href="#f/media/0/caption"' in shown, "what is missing is said at its field"
    fields = {"media/0/caption": "Standing", "media/0/alt": "A child stands.", "media/0/visit": ""}
    clinician.send(PAGE, {**fields, "consent/images/given": "yes"}, at=PAGE)
    assert media(folder)[0] == {
        "file": "media/P02/picture-1.jpg",
        "alt": "A child stands.",
        "caption": "Standing",
    }
    assert clinician.client.get(f"{PAGE}/file/0").headers["content-type"] == "image/png"


def test_what_is_said_of_consent_for_images_changes_with_it(folder: Path) -> None:
    clinician = Clinician(folder)
    for given, said in (("no", "There is no consent for images"), ("yes", "")):
        form = {"consent/images/given": given, "consent/images/by": "mother"}
        answer = clinician.send(PAGE, form, at=PAGE, script=True).json()
        assert answer["computed"]["consent"].startswith(said)
        assert bool(answer["computed"]["consent"]) == bool(said)
        assert ("There is no consent for images" in clinician.get(PAGE)) == bool(said)


def test_a_dicom_image_and_a_tiff_leave_behind_who_it_is(folder: Path) -> None:
    pytest.importorskip("pydicom")
    clinician = Clinician(folder)
    scan, plate = medical({**WINDOW, (0x0028, 0x0030): ("DS", "0.5\\0.5")}), tiff()
    assert b"Ersatz^Wilma" in scan
    assert SECRET.encode() in plate
    assert drop(clinician, ("Ersatz.dcm", scan), ("b.tif", plate)).status_code == 303
    assert media(folder) == [
        {"file": "media/P02/picture-1.png", "scale": "8 mm"},
        {"file": "media/P02/picture-2.png"},
    ]
    for number in (1, 2):
        content = (folder / f"media/P02/picture-{number}.png").read_bytes()
        for name in (b"Ersatz", b"0815", b"Erfundenstadt", SECRET.encode()):
            assert name not in content
    shades = Image.open(folder / "media/P02/picture-1.png").convert("L").tobytes()
    assert (shades[0], shades[255]) == (0, 255)
    several = drop(clinician, ("c.tiff", tiff(2)))
    assert (several.status_code, "has several pages" in several.text) == (422, True)


def test_a_picture_is_turned_and_what_is_painted_over_is_gone_from_the_file(folder: Path) -> None:
    clinician = Clinician(folder)
    drop(clinician, ("a.png", photograph(form="PNG")))
    for turns, word in enumerate(("90", "180", "270", None)):
        clinician.send(PAGE, {"turn": "media/0"}, at=PAGE)
        assert value_at(media(folder), (0, "rotate")) == word, turns
    clinician.send(PAGE, {"turn": "media/0"}, at=PAGE)
    shown = Image.open(io.BytesIO(clinician.client.get(f"{PAGE}/file/0").content))
    assert shown.size == (200, 400)
    # A quarter turned clockwise, the white half is above: its right upper quarter is painted over.
    mask = {"left": "50", "top": "0", "width": "50", "height": "50"}
    assert clinician.send(f"{PAGE}/mask/0", mask, at=PAGE).status_code == 303
    file = folder / "media" / "P02" / "picture-1.png"
    kept = Image.open(file)
    assert kept.size == (400, 200)
    assert {kept.getpixel((x, y)) for x in range(0, 200, 9) for y in range(0, 100, 9)} == {
        (0, 0, 0)
    }
    assert kept.getpixel((100, 150)) == (255, 255, 255)
    assert kept.getpixel((300, 50)) == (200, 60, 40)
    now = Image.open(io.BytesIO(clinician.client.get(f"{PAGE}/file/0").content))
    assert now.getpixel((150, 100)) == (0, 0, 0)
    assert now.getpixel((50, 100)) == (255, 255, 255)
    before = file.read_bytes()
    for wrong in ({"left": "x"}, {"width": "0"}, {"top": "101"}, {"height": "NaN"}):
        assert clinician.send(f"{PAGE}/mask/0", {**mask, **wrong}, at=PAGE).status_code == 422
    late = clinician.send(f"{PAGE}/mask/0", mask, version="old")
    assert late.status_code == 409
    assert file.read_bytes() == before


def test_what_is_no_picture_or_too_large_is_refused_and_nothing_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinician = Clinician(folder)
    before = (folder / "P02.yaml").read_bytes()
    jpeg = photograph()
    for name, content, why in (
        ("a.pdf", b"%PDF-1.7", "is no PNG, JPEG, TIFF or DICOM file"),
        ("a.svg", b"<svg onload='x()'/>", "is no PNG, JPEG, TIFF or DICOM file"),
        ("a.png", jpeg, "is a JPEG file under the ending of another"),
        ("a.jpg", jpeg[: len(jpeg) // 2], "is torn or damaged"),
        ("../../a.jpg", b"", ""),
    ):
        answer = drop(clinician, ("good.jpg", jpeg), (name, content)) if why else drop(clinician)
        assert answer.status_code == 422
        assert why in answer.text
    monkeypatch.setenv("CPREPORT_MAX_PICTURE_MEGAPIXELS", "0")
    assert "0 million are printed" in drop(clinician, ("a.jpg", jpeg)).text
    monkeypatch.setenv("CPREPORT_MAX_PICTURE_MB", "0")
    assert drop(clinician, ("a.jpg", b"x" * 2_000_001)).status_code == 413
    assert (folder / "P02.yaml").read_bytes() == before
    assert not (folder / "media").exists()


def test_a_folder_of_pictures_that_leads_elsewhere_is_neither_written_nor_read(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "media").symlink_to(tmp_path / "elsewhere")
    clinician = Clinician(folder)
    assert drop(clinician, ("a.jpg", photograph())).status_code == 404
    assert list((tmp_path / "elsewhere").iterdir()) == []
    text = (folder / "P02.yaml").read_text("utf-8")
    (folder / "P02.yaml").write_text(text + "media:\n  - file: media/../../secret.png\n", "utf-8")
    (tmp_path / "secret.png").write_bytes(photograph(form="PNG"))
    assert clinician.client.get(f"{PAGE}/file/0").status_code == 404
    assert clinician.client.get(f"{PAGE}/file/../../P01.yaml").status_code == 404


def test_a_picture_is_taken_out_with_its_file_or_without(folder: Path) -> None:
    clinician = Clinician(folder)
    before = (folder / "P02.yaml").read_text("utf-8")
    drop(clinician, ("a.jpg", photograph()), ("b.jpg", photograph()))
    clinician.send(f"{PAGE}/remove/0", {}, at=PAGE)
    assert [p.name for p in (folder / "media/P02").iterdir() if p.suffix == ".jpg"].__len__() == 2
    clinician.send(f"{PAGE}/remove/0", {"files": "yes"}, at=PAGE)
    assert [p.name for p in (folder / "media/P02").iterdir()] == ["picture-1.jpg"]
    assert (folder / "P02.yaml").read_text("utf-8") == before


def test_panels_of_an_example_have_their_own_words_and_places(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "dermatology", tmp_path / "cases")
    clinician, page = Clinician(tmp_path / "cases"), "/patients/P01/pictures"
    assert clinician.get(page).count('class="masking"') == 2
    file = tmp_path / "cases" / "P01.yaml"
    before = file.read_text("utf-8")
    clinician.send(page, {"media/0/panels/1/alt": "A line."}, at=page)
    gone, come = changed_lines(before, file.read_text("utf-8"))
    assert gone == ["        alt: A thin pink line, slightly curved, on flat skin.\n"]
    assert come == ["        alt: A line.\n"]
    old = (tmp_path / "cases/media/P01/month-12.jpg").read_bytes()
    mask = {"left": "0", "top": "0", "width": "9", "height": "9"}
    assert clinician.send(f"{page}/mask/0/1", mask, at=page).status_code == 303
    assert (tmp_path / "cases/media/P01/month-12.jpg").read_bytes() != old


def test_two_pictures_are_put_side_by_side_as_before_and_after_and_taken_apart(
    folder: Path,
) -> None:
    clinician = Clinician(folder)
    drop(clinician, ("a.jpg", photograph()), ("b.jpg", photograph()))
    said = {"media/0/caption": "The scar.", "media/0/alt": "Raised.", "media/1/alt": "Flat."}
    answer = clinician.send(PAGE, {**said, "join": "2"}, at=PAGE)
    assert answer.headers["location"] == f"{PAGE}#media/0"
    first, second = "media/P02/picture-1.jpg", "media/P02/picture-2.jpg"
    assert media(folder) == [
        {"caption": "The scar.",
         "panels": [{"file": first, "alt": "Raised."}, {"file": second, "alt": "Flat."}]}
    ]  # fmt: skip
    clinician.send(PAGE, {"apart": "1"}, at=PAGE)
    assert media(folder) == [
        {"file": first, "alt": "Raised.", "caption": "The scar."},
        {"file": second, "alt": "Flat.", "caption": "The scar."},
    ]
