"""The pages of letters: what every page bears, in what order it is read, and who can read it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
import weasyprint

from cpreport.cases.series import Style
from cpreport.letters.language import LANGUAGES, language
from cpreport.letters.make_letters import letters
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import letter_stylesheet
from tests import axe
from tests.letters_series import example_copy, order
from tests.pdfua import verapdf

pytestmark = pytest.mark.slow

#: A letter in each language, to each recipient between them: what all tests here look at.
ASKED = {
    "en": ("P02", "family"),
    "tr": ("P01", "family"),
    "de": ("P03", "referrer"),
    "fr": ("P03", "school"),
    "es": ("P02", "patient"),
    "pt": ("P01", "referrer"),
    "ar": ("P04", "family"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a letter in each language, called by it."""
    made = tmp_path_factory.mktemp("letters")
    cases = example_copy(made)
    for code, (case, role) in ASKED.items():
        box = letters(order(cases, cases=(case,), roles=(role,), language=code), write=True)
        for name in box.told[0].files:
            (made / f"{code}{Path(name).suffix}").write_bytes(
                (made / "output/letters" / name).read_bytes()
            )
    return made


@pytest.fixture(scope="module")
def by_typst(folder: Path) -> Path:
    """The same letters, set by Typst."""
    made = folder / "typst"
    made.mkdir()
    for code, (case, role) in ASKED.items():
        more = {"formats": ("pdf",), "language": code, "engine": "typst", "output": made / code}
        ask = order(folder / "cases", cases=(case,), roles=(role,), **more)
        (told,) = letters(ask, write=True).told
        assert told.engine == "typst", code
        (made / f"{code}.pdf").write_bytes((made / code / "letters" / told.files[0]).read_bytes())
    return made


def pages_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_bounded() for page in document]


def plain(text: str) -> str:
    """Take out what shows no letter: marks of direction, line ends."""
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069\u200e\u200f\u202a-\u202e]", "", text))


@pytest.mark.parametrize("code", [c for c in LANGUAGES if c != "ar"])
def test_every_page_bears_recipient_patient_birth_and_number(folder: Path, code: str) -> None:
    people = {
        "P01": "Selin Yıldızhan-Krausnick",
        "P02": "Aaro Quillfeather",
        "P03": "Anselme Rougegorge",
    }
    pages = pages_of(folder / f"{code}.pdf")
    for number, text in enumerate(pages, 1):
        assert people[ASKED[code][0]] in plain(text)
        assert re.search(r"20(13|15|17)", text)
        assert re.search(rf"\b{number}\b.{{1,6}}\b{len(pages)}\b", text)


def test_a_letter_is_one_sheet(folder: Path) -> None:
    longer = {code for code in ASKED if len(pages_of(folder / f"{code}.pdf")) != 2}
    assert longer == {code for code, (_, role) in ASKED.items() if role == "referrer"}


def test_typst_spares_a_sheet_for_a_letter_of_many_words(folder: Path, tmp_path: Path) -> None:
    more = {"formats": ("pdf",), "language": "fr", "engine": "typst", "output": tmp_path}
    ask = order(folder / "cases", cases=("P03",), roles=("family",), **more)
    (told,) = letters(ask, write=True).told
    assert len(pages_of(tmp_path / "letters" / told.files[0])) == 2


def test_no_item_of_a_list_stands_alone_at_the_end_of_a_page(tmp_path: Path) -> None:
    css = letter_stylesheet(folders_of(tmp_path), Style())
    items = "".join(f"<li>Item{number}</li>" for number in range(4))
    shared = set()
    for count in range(25, 45):
        body = f"{'<p>One line.</p>' * count}<ul>{items}</ul>"
        document = weasyprint.HTML(
            string=f"<html lang='en'><style>{css}</style><body class='print'>{body}</body></html>"
        )
        made = pypdfium2.PdfDocument(document.write_pdf())
        shared.add(made[0].get_textpage().get_text_bounded().count("Item"))
    assert shared == {0, 2, 4}


def test_no_page_shows_the_study_id(folder: Path) -> None:
    for code, (case, _) in ASKED.items():
        assert not any(case in text for text in pages_of(folder / f"{code}.pdf"))


def test_arabic_is_read_in_order(folder: Path) -> None:
    text = plain(" ".join(pages_of(folder / "ar.pdf")))
    order_of_parts = [
        "رسالة متابعة",
        "الرسالة الأهم",
        "ماذا فعلنا",
        "ماذا قسنا",
        "ماذا بعد",
        "بمن تتصلون",
    ]
    places = [text.find(part) for part in order_of_parts]
    assert -1 not in places, dict(zip(order_of_parts, places, strict=True))
    assert places == sorted(places)
    assert "تيبس العضلات كما كان من قبل" in text
    html = plain((folder / "ar.html").read_text("utf-8"))
    assert '<html lang="ar" dir="rtl">' in html
    assert "1 ديسمبر 2023" in html


def words_of(path: Path) -> Counter[str]:
    """The words of a PDF; which way a bracket opens is a matter of direction."""
    text = unicodedata.normalize("NFKC", plain(" ".join(pages_of(path))))
    return Counter(re.findall(r"[^\W_]+", text.replace("\x02", "").replace("\ufffe", "")))


@pytest.mark.parametrize("code", [c for c in LANGUAGES if c != "ar"])
def test_typst_sets_the_same_words_on_as_many_sheets(
    code: str, folder: Path, by_typst: Path
) -> None:
    own, other = by_typst / f"{code}.pdf", folder / f"{code}.pdf"
    # A table that goes on in the next column has its heads there once more.
    page = (folder / f"{code}.html").read_text("utf-8")
    heads = set(re.findall(r"[^\W_]+", plain(" ".join(re.findall("(?s)<thead>.*?</thead>", page)))))
    ours, others = words_of(own), words_of(other)
    assert ours.keys() == others.keys()
    assert set(ours - others) | set(others - ours) <= heads
    assert len(pages_of(own)) == len(pages_of(other))
    people = {"P01": "Selin", "P02": "Aaro", "P03": "Anselme"}
    for number, text in enumerate(pages_of(own), 1):
        assert people[ASKED[code][0]] in text
        assert re.search(rf"\b{number}\b.{{1,6}}\b{len(pages_of(own))}\b", text)
        assert ASKED[code][0] not in text


def test_typst_sets_arabic_from_right_to_left_with_one_kind_of_digits(
    folder: Path, by_typst: Path
) -> None:
    own, other = (" ".join(pages_of(where / "ar.pdf")) for where in (by_typst, folder))
    # Which of two values stands first is what a reader takes them by.
    values = [re.findall(r"\d[\d.]* ← \d[\d.]*", plain(text)) for text in (own, other)]
    assert values[0][-3:] == values[1][-3:] == ["1 ← 0", "2 ← 1", "2 ← 1"]
    assert Counter(values[1]) - Counter(values[0]) == Counter()
    assert {c for c in own if c.isdigit()} <= set("0123456789")
    assert "99999 Erfundenstadt" in plain(own)
    assert "لا نعرف إن كان العلاج سبب أي تغير" in unicodedata.normalize("NFKC", plain(own))
    assert len(pages_of(by_typst / "ar.pdf")) == 2


@pytest.mark.parametrize("code", ["en", "de", "ar"])
def test_the_address_stands_in_the_window_with_either_engine(
    code: str, folder: Path, by_typst: Path
) -> None:
    def corner(path: Path) -> tuple[float, float]:
        page = pypdfium2.PdfDocument(path)[0]
        text = page.get_textpage()
        found = text.search({"en": "Fabletown FB1", "de": "Rue", "ar": "99999 Erf"}[code])
        at = found.get_next()
        assert at is not None
        left, bottom, *_ = text.get_charbox(at[0])
        return left, page.get_height() - bottom

    own, other = corner(by_typst / f"{code}.pdf"), corner(folder / f"{code}.pdf")
    assert own == pytest.approx(other, abs=2)


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
def test_every_language_passes_pdf_ua_1_in_verapdf(
    engine: str, folder: Path, by_typst: Path
) -> None:
    where = folder if engine == "weasyprint" else by_typst
    said = verapdf.judged(*(where / f"{code}.pdf" for code in LANGUAGES))
    assert {name: judged.broken_rules for name, judged in said.items()} == {
        f"{code}.pdf": () for code in LANGUAGES
    }


@pytest.mark.skipif(bool(axe.missing()), reason=f"axe cannot run: {axe.missing()}")
def test_axe_finds_nothing_in_any_language(folder: Path) -> None:
    pages = {code: (folder / f"{code}.html").read_text("utf-8") for code in LANGUAGES}
    pages["a page that is wrong"] = '<html lang="en"><title>-</title><h1>-</h1><img src="x">'
    found = axe.violations(pages)
    assert "image-alt" in dict(found.pop("a page that is wrong"))
    assert found == {code: [] for code in LANGUAGES}


def test_the_mail_merge_says_who_gets_which_file(folder: Path) -> None:
    text = (folder / "output/letters/mail-merge.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["recipient"] == "سامي الخيالي"
    assert (folder / "output/letters" / row["file"]).exists()


@pytest.mark.parametrize("engine", ["weasyprint", "typst"])
@pytest.mark.parametrize(
    ("more", "size"), [({}, (595, 842)), ({"paper": "Letter"}, (612, 792)), ({"large": True}, (595, 842))]
)  # fmt: skip
def test_paper_and_large_print(
    more: dict[str, Any], size: tuple[int, int], engine: str, tmp_path: Path
) -> None:
    cases = example_copy(tmp_path)
    more |= {"engine": engine, "formats": ("pdf",)}
    ask = order(cases, cases=("P02",), roles=("school",), **more)
    (told,) = letters(ask, write=True).told
    document = pypdfium2.PdfDocument(tmp_path / "output/letters" / told.files[0])
    assert tuple(round(n) for n in document[0].get_size()) == size
    heights = [
        round(o.get_bounds()[3] - o.get_bounds()[1])
        for o in document[0].get_objects()
        if o.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT
    ]
    assert (max(heights) > 17) is ("large" in more)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_letter_can_be_had_to_edit(code: str, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        cases = example_copy(tmp_path / name)
        ask = order(cases, cases=("P04",), language=code, formats=("docx",))
        (told,) = letters(ask, write=True).told
        made.append((cases.parent / "output/letters" / told.files[0]).read_bytes())
    assert made[0] == made[1]
    document = docx.Document(io.BytesIO(made[0]))
    texts = [p.text for p in document.paragraphs]
    assert language(code).say("letters.page.title") in texts
    section = document.sections[0]
    assert "سامي الخيالي" in section.header.paragraphs[0].text
    turned = document.element.xml.count("<w:bidi/>")
    assert (turned > 20) is (code == "ar")
    assert "P04" not in document.element.xml


@pytest.mark.parametrize("role", ["family", "referrer"])
def test_no_score_is_parted_from_the_items_it_sums(role: str, tmp_path: Path) -> None:
    cases = example_copy(tmp_path)
    box = letters(order(cases, cases=("P03",), roles=(role,), language="fr"), write=True)
    (file,) = (name for name in box.told[0].files if name.endswith(".pdf"))
    said = " ".join(pages_of(tmp_path / "output/letters" / file))
    # A table that goes on bears its head again; these are the heads of trunk control and of play.
    assert said.count("Item ou score") == 2
