"""Figures and tables for a journal are what they are said to be: every finished file is measured."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from figures_measured import CHECKS, it_fits_its_page
from PIL import Image

from cpreport.check.check_series import Ready, check
from cpreport.cli import cli
from cpreport.figures import draw_series, series_figures_of
from cpreport.figures.drawing import file_of
from cpreport.figures.style import LOOK, look_at
from cpreport.journal.artwork import Artwork, write_artwork
from cpreport.journal.figure_checks import figure_problems, letter_sizes
from cpreport.journal.figures import figure_files, numbered_figures
from cpreport.journal.profile import Profile
from cpreport.journal.profiles import profile, profiles
from cpreport.journal.specification import specification
from cpreport.journal.table_files import table_files
from cpreport.privacy.scan.pictures import picture_passages
from cpreport.problems import Refused
from tests.smallest import said, smallest

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent.parent / "cases"

OWN = (
    "id: own\nname: A journal\nfigures:\n  formats: [tiff, png]\n  single: 85\n  double: 180\n"
    "  dots_per_inch: 100\n  letters: 8\n  title_words: {value: 15, source: s, verified: yes}\n"
    "  legend_words: {value: 300, source: s, verified: yes}\n"
    "  most_megabytes: {value: 10, source: s, verified: yes}\n"
)


@pytest.fixture(scope="module")
def series() -> Ready:
    return check(CASES)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    return profile("own", smallest(tmp_path_factory.mktemp("own"), add={"journals/own.yaml": OWN}))


@pytest.fixture(scope="module")
def files(series: Ready, own: Profile) -> dict[str, bytes]:
    assert isinstance(series, Ready)
    assert series.article is not None
    return figure_files(series.findings, series.folder, series.article, own)


def test_every_figure_has_both_widths_and_its_words_beside_it(files: dict[str, bytes]) -> None:
    assert sorted(path for path in files if "Figure_1" in path) == [
        "85mm/Figure_1.pdf",
        "85mm/Figure_1.png",
        "85mm/Figure_1.tiff",
        "Figure_1.alt.txt",
        "Figure_1.caption.txt",
        "Figure_1.pdf",
        "Figure_1.png",
        "Figure_1.tiff",
    ]
    assert len(files) == 2 * 8


def test_numbers_are_those_of_the_article(series: Ready, files: dict[str, bytes]) -> None:
    assert isinstance(series, Ready)
    assert series.article is not None
    for float in (f for f in series.article.floats if f.kind == "figure"):
        drawn = draw_series(float.id, series.findings)
        assert drawn is not None
        caption = files[f"Figure_{float.number}.caption.txt"].decode()
        assert caption == f"Figure {float.number}. {drawn.caption}\n"
        assert files[f"Figure_{float.number}.alt.txt"].decode() == f"{drawn.alt}\n"


def test_finished_files_are_what_the_journal_wants(files: dict[str, bytes], own: Profile) -> None:
    assert figure_problems(files, own) == ()
    with Image.open(io.BytesIO(files["Figure_1.tiff"])) as image:
        assert (image.mode, image.info["compression"], image.info["dpi"]) == (
            "RGB",
            "tiff_lzw",
            (100.0, 100.0),
        )
        assert image.width == round(180 / 25.4 * 100)
    with Image.open(io.BytesIO(files["85mm/Figure_1.png"])) as image:
        assert (image.mode, image.width) == ("RGB", round(85 / 25.4 * 100))


def test_letters_have_the_same_size_at_every_width(files: dict[str, bytes]) -> None:
    for number in (1, 2):
        assert letter_sizes(files[f"85mm/Figure_{number}.pdf"]) == {8.0}
        assert letter_sizes(files[f"Figure_{number}.pdf"]) == {8.0}


def test_fonts_are_true_type_and_in_the_file(files: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(files["Figure_2.pdf"])) as document:
        fonts = [o for o in document.objects if _is(o, "/FontDescriptor")]
        assert len(fonts) == 2
        assert all("/FontFile2" in font for font in fonts)


def _is(thing: Any, kind: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind


@pytest.mark.parametrize("width", [85.0, 90.0, 170.0, 180.0, 190.0])
@pytest.mark.parametrize("letters", [7.0, 8.0])
def test_no_letters_meet_or_are_cut_off_at_any_width(
    width: float, letters: float, series: Ready
) -> None:
    assert isinstance(series, Ready)
    look = look_at(LOOK, width, letters=letters, lines=0.25)
    for name in series_figures_of(series.findings):
        drawn = draw_series(name, series.findings, look)
        assert drawn is not None
        for holds in CHECKS:
            if holds is not it_fits_its_page:
                holds(f"{name} at {width}", drawn)


def test_the_same_figure_gives_the_same_bytes(series: Ready, files: dict[str, bytes]) -> None:
    assert isinstance(series, Ready)
    drawn = draw_series("timelines", series.findings, look_at(LOOK, 85.0, letters=8.0, lines=0.25))
    assert drawn is not None
    for ending in ("pdf", "tiff", "png"):
        again = file_of(drawn, ending, title="Figure 1", dots_per_inch=100)
        assert files[f"85mm/Figure_1.{ending}"] == again


def test_a_journal_that_says_nothing_of_figures_gets_what_most_take() -> None:
    asked = specification(profile("bmj-case-reports"))
    assert asked.formats == ("pdf", "tiff")
    assert (asked.single, asked.double, asked.dots_per_inch, asked.name) == (
        85.0,
        170.0,
        300,
        "Figure_{number}",
    )


@pytest.mark.parametrize("id", profiles()[0])
def test_every_profile_can_be_drawn_for(id: str, series: Ready) -> None:
    assert isinstance(series, Ready)
    assert series.article is not None
    asked = specification(profile(id))
    drawn = list(numbered_figures(series.findings, series.folder, series.article, asked))
    assert [figure.number for figure in drawn] == [1, 1, 2, 2]
    assert {figure.width for figure in drawn} == {asked.single, asked.double}


# --- what is not as asked is found ---------------------------------------------------------------


def as_picture(content: bytes, form: str, **saved: Any) -> bytes:
    """Write a picture anew in another way."""
    with Image.open(io.BytesIO(content)) as image:
        mode = saved.pop("mode", "RGB")
        width = saved.pop("width", image.width)
        changed = image.convert(mode).resize((width, image.height))
        written = io.BytesIO()
        changed.save(written, form, **saved)
    return written.getvalue()


def as_page(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Change a PDF."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        document.save(written)
    return written.getvalue()


def _without_fonts(document: pikepdf.Pdf) -> None:
    for thing in document.objects:
        if _is(thing, "/FontDescriptor") and "Semi" in str(thing["/FontName"]):
            del thing["/FontFile2"]


def _of_another_kind(document: pikepdf.Pdf) -> None:
    for thing in document.objects:
        if _is(thing, "/FontDescriptor") and "Semi" in str(thing["/FontName"]):
            thing["/FontFile3"] = thing["/FontFile2"]
            del thing["/FontFile2"]


def _wider(document: pikepdf.Pdf) -> None:
    document.pages[0].mediabox = pikepdf.Array([0, 0, 300, 300])


def _twice(document: pikepdf.Pdf) -> None:
    document.pages.append(document.pages[0])


LZW = {"compression": "tiff_lzw", "dpi": (100, 100)}


@pytest.mark.parametrize(
    ("path", "change", "message"),
    [
        ("Figure_1.tiff", lambda c: as_picture(c, "TIFF", mode="RGBA", **LZW), "its colours are RGBA"),
        ("Figure_1.tiff", lambda c: as_picture(c, "TIFF", mode="CMYK", **LZW), "its colours are CMYK"),
        ("Figure_1.tiff", lambda c: as_picture(c, "TIFF", dpi=(100, 100), compression="raw"), "it is packed by raw"),
        ("Figure_1.tiff", lambda c: as_picture(c, "PNG", dpi=(100, 100)), "it is a PNG file"),
        (
            "Figure_1.tiff",
            lambda c: as_picture(c, "TIFF", width=700, **LZW),
            "it is 177.8 mm wide",
        ),
        (
            "85mm/Figure_1.png",
            lambda c: as_picture(c, "PNG", width=709, dpi=(100, 100)),
            "it is 180.1 mm wide",
        ),
        ("Figure_1.png", lambda c: as_picture(c, "PNG"), "it says no resolution"),
        ("Figure_1.tiff", lambda c: b"II*" + c[4:200], "it cannot be opened as a picture"),
        ("Figure_1.pdf", lambda c: as_page(c, _wider), "it is 105.8 mm wide"),
        ("Figure_1.pdf", lambda c: as_page(c, _twice), "it has 2 pages"),
        ("Figure_1.pdf", lambda c: c[:200], "it cannot be opened as a PDF"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_said_is_found(
    path: str,
    change: Callable[[bytes], bytes],
    message: str,
    files: dict[str, bytes],
    own: Profile,
) -> None:
    problems = figure_problems({path: change(files[path])}, own)
    assert [said(p) for p in problems] == [("CP812", path, message)]
    assert problems[0].severity == "error"


@pytest.mark.parametrize(
    ("change", "message"),
    [(_without_fonts, "is not in the file"), (_of_another_kind, "is no TrueType font")],
)
def test_a_font_that_is_missing_or_of_another_kind_is_named(
    change: Callable[[pikepdf.Pdf], None], message: str, files: dict[str, bytes], own: Profile
) -> None:
    (problem,) = figure_problems({"Figure_1.pdf": as_page(files["Figure_1.pdf"], change)}, own)
    assert problem.message.endswith(f"SourceSans3-SemiBold {message}")
    assert problem.allowed == ("embedded TrueType fonts",)


def test_a_page_of_dots_is_no_drawing(files: dict[str, bytes], own: Profile) -> None:
    dots = as_picture(files["Figure_1.png"], "PDF", resolution=100.0)
    messages = [p.message for p in figure_problems({"Figure_1.pdf": dots}, own)]
    assert messages == [
        "it holds a picture made of dots",
        "it holds no font: its letters are outlines",
    ]


def test_letters_that_are_too_small_are_found(files: dict[str, bytes], own: Profile) -> None:
    asked = own.model_copy(
        update={"figures": own.figures.model_copy(update={"letters": _stated(9)})}
    )
    (problem,) = figure_problems({"Figure_1.pdf": files["Figure_1.pdf"]}, asked)
    assert problem.message == "its smallest letters have 8.0 pt"
    assert problem.allowed == ("at least 9 pt",)


def _stated(value: Any) -> Any:
    stated = profile("generic").figures.letters
    assert stated is not None
    return stated.model_copy(update={"value": value})


def test_a_file_that_is_too_large_is_an_error_where_the_limit_is_sure(
    files: dict[str, bytes], own: Profile
) -> None:
    limit = own.figures.most_megabytes
    assert limit is not None
    small = limit.model_copy(update={"value": 0})
    for stated, message, severity in (
        (small, "the file has 0.03 MB, 0 allowed", "error"),
        (
            small.model_copy(update={"verified": False}),
            "the file has 0.03 MB, 0 allowed (not verified)",
            "warning",
        ),
    ):
        figures = own.figures.model_copy(update={"most_megabytes": stated})
        asked = own.model_copy(update={"figures": figures})
        (problem,) = figure_problems({"Figure_1.pdf": files["Figure_1.pdf"]}, asked)
        assert (problem.message, problem.severity) == (message, severity)


def test_a_caption_that_is_too_long_is_a_warning(own: Profile) -> None:
    caption = f"Figure 1. {'word ' * 16}end. {'legend ' * 301}".encode()
    problems = figure_problems({"Figure_1.caption.txt": caption}, own)
    assert [said(p) for p in problems] == [
        ("CP813", "Figure_1.caption.txt", "the title has 17 words, 15 allowed"),
        ("CP813", "Figure_1.caption.txt", "the legend has 301 words, 300 allowed"),
    ]
    assert {p.severity for p in problems} == {"warning"}


# --- the command ---------------------------------------------------------------------------------


def run(*words: str | Path) -> tuple[str, int]:
    done = CliRunner().invoke(cli, [*map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output, done.exit_code


SMALL = "id: own\nname: A journal\nfigures: {formats: [tiff], dots_per_inch: 72}\n"


def test_figures_writes_figures_and_tables_and_writes_over_its_own_alone(tmp_path: Path) -> None:
    cases = smallest(tmp_path, add={"journals/own.yaml": SMALL})
    output, status = run("figures", cases, "--journal", "own")
    made = tmp_path / "output" / "journals" / "own"
    told = f"2 figures in 12 files and 4 tables in 12 files for A journal in {made.as_posix()}.\n"
    assert told in output
    assert status == 0
    assert (made / "tables" / "Table_4.docx").is_file()
    own = Artwork(check(cases), (), {"figures/85mm/Figure_1.tiff": b"drawn anew"}, ("P01",))
    write_artwork(own, made)
    assert (made / "figures" / "85mm" / "Figure_1.tiff").read_bytes() == b"drawn anew"
    (made / "figures" / "85mm" / "Figure_1.tiff").write_bytes(b"drawn by hand")
    with pytest.raises(Refused) as refused:
        write_artwork(own, made)
    (problem,) = refused.value.problems
    message = "is there already, and cpreport did not make it as it is now"
    place = (made / "figures" / "85mm" / "Figure_1.tiff").as_posix()
    assert said(problem) == ("CP602", place, message)
    assert (made / "figures" / "85mm" / "Figure_1.tiff").read_bytes() == b"drawn by hand"


def test_without_consent_nothing_is_drawn(tmp_path: Path) -> None:
    given = (
        "P01.yaml",
        "publication: {given: yes, by: mother, date: 2023-02-14}",
        "publication: {given: no}",
    )
    cases = smallest(tmp_path, given, add={"journals/own.yaml": SMALL})
    assert run("figures", cases, "--journal", "own")[1] == 4
    assert not (tmp_path / "output").exists()


def test_who_a_patient_is_stands_in_no_figure(tmp_path: Path) -> None:
    label = ("series.yaml", "label: After treatment", "label: After Wilma Ersatz came")
    private = "P01:\n  name: Wilma Ersatz\n"
    cases = smallest(tmp_path, label, add={"journals/own.yaml": SMALL, "identities.yaml": private})
    (cases / "identities.yaml").chmod(0o600)
    output, status = run("figures", cases, "--journal", "own")
    assert status == 4
    assert "CP713" in output
    assert not (tmp_path / "output").exists()


# --- tables, and the search of TIFF files --------------------------------------------------------


def test_tables_are_editable_readable_and_countable(series: Ready) -> None:
    assert isinstance(series, Ready)
    assert series.article is not None
    made = table_files(series.findings, series.article)
    endings = ("docx", "html", "csv")
    assert sorted(made) == sorted(f"Table_{n}.{e}" for n in range(1, 4) for e in endings)
    html = made["Table_2.html"].decode()
    assert '<span class="label">Table\N{NO-BREAK SPACE}2</span> Outcomes of the series' in html
    assert '<th scope="col"' in html
    assert "<script" not in html
    with zipfile.ZipFile(io.BytesIO(made["Table_2.docx"])) as document:
        text = document.read("word/document.xml").decode()
    assert "<w:tblHeader" in text
    assert made["Table_2.csv"].decode().splitlines()[1].startswith("Patients,Improved,3 of 4")
    assert table_files(series.findings, series.article) == made


def test_the_dots_of_a_tiff_are_no_text_and_what_stands_beside_them_is(
    files: dict[str, bytes],
) -> None:
    # What a picture says stands in passages of its own, by where in it it is written.
    assert sum(len(passage.text) for passage in picture_passages(files["Figure_2.tiff"])) < 300
    told = as_picture(files["Figure_2.tiff"], "TIFF", tiffinfo={270: "Wilma Ersatz"}, **LZW)
    assert any("Wilma Ersatz" in passage.text for passage in picture_passages(told))
    assert [p.text for p in picture_passages(b"II*\0" + b"\xff" * 4 + b"Wilma Ersatz")] != [""]


def test_a_look_grows_what_is_smaller_than_asked_and_nothing_else() -> None:
    assert look_at(LOOK, LOOK.full) == replace(LOOK)
    look = look_at(LOOK, 85, letters=9, lines=0.5)
    assert (look.full, look.text, look.small, look.hair, look.rule) == (85, 9, 9, 0.5, 0.6)
