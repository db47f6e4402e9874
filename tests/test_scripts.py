"""Names and prose in every script print as written, or the letters that have no font are named."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from cpreport.publish.pdf.typeset import printable
from tests.conftest import cpreport
from tests.smallest import smallest

pytestmark = pytest.mark.slow

#: An author's name and a sentence by script; all invented.
SCRIPTS = {
    "Turkish": ("İpek Işıldar Çağlayan", "Işık ilgisi iyi, ağrısı düşük."),
    "Greek": ("Ελένη Οΐκου", "Η κίνηση είναι καλύτερη, ΐ και ΰ."),
    "Cyrillic": ("Їжак Щёголь", "Рухи стали кращими; подъём лёгкий."),
    "Vietnamese": ("Nguyễn Thị Thử", "Cử động đã tốt hơn trước điều trị."),
    "combining marks": ("Zoe\u0301 A\u030angstro\u0308m", "Ve\u030cta s kombinaci\u0301."),
    "Arabic": ("عمر سالم", "تحسنت الحركة بعد 6 جلسات."),
    "Hebrew": ("נועה שקד", "התנועה השתפרה אחרי 6 טיפולים."),
    "Chinese": ("吴试试", "治疗后动作更好。"),
    "Japanese": ("試験たろう", "治療後、動きがよくなりました。"),
    "Devanagari": ("परीक्षा कुमार", "उपचार के बाद गति बेहतर है।"),
    "emoji": ("Emo 👩🏽‍⚕️ Ji", "She waved 🙂 and 👍🏿."),
}


@dataclass(frozen=True)
class Printed:
    """What became of a series in which every script stands."""

    page: str
    text: str


def series(folder: Path, names: list[str]) -> None:
    """Write a series with an author and a sentence for each script."""
    authors = "".join(
        f"  - {{name: {json.dumps(SCRIPTS[n][0], ensure_ascii=False)}, affiliations: [A]}}\n"
        for n in names
    )
    history = " ".join(f"{n} says “{SCRIPTS[n][1]}” to it." for n in names)
    smallest(
        folder,
        ("series.yaml", "  - name: Ada Example\n", f"{authors}affiliations: {{A: Centre A}}\n"),
        (
            "P01.yaml",
            "  sex: female",
            f"  sex: female\n  history: {json.dumps(history, ensure_ascii=False)}",
        ),
    )


@pytest.fixture(scope="module")
def there() -> list[str]:
    """Name the scripts that this machine can print."""
    return [name for name, said in SCRIPTS.items() if printable("".join(said))]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory, there: list[str]) -> Printed:
    """Build the report with every script that can be printed."""
    folder = tmp_path_factory.mktemp("scripts")
    series(folder, there)
    done = cpreport("build", "cases", "--only", "reports", "-j", "1", cwd=folder)
    assert done.returncode == 0, done.stderr
    case = folder / "output/cases/P01"
    pdf = pypdfium2.PdfDocument(case / "P01.pdf")
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return Printed((case / "P01.html").read_text("utf-8"), text)


def letters(text: str) -> str:
    """Give a text composed and without white space, as it is in no matter what line."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_the_scripts_of_europe_are_always_there(there: list[str]) -> None:
    assert {"Turkish", "Greek", "Cyrillic", "Vietnamese", "combining marks"} <= set(there)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_prints_as_written_or_its_letters_are_named(
    script: str, there: list[str], printed: Printed, tmp_path: Path
) -> None:
    name, sentence = SCRIPTS[script]
    if script in there:
        found = letters(re.sub("[\ufffe\xad]|-\r?\n", "", printed.text))
        assert "\ufffd" not in printed.text
        for text in (name, sentence.rstrip(".")):
            for word in text.split():
                # A word from right to left may come out as it is seen.
                assert letters(word) in found or letters(word)[::-1] in found, word
        return
    series(tmp_path, [script])
    done = cpreport("build", "cases", "--only", "reports", "-j", "1", cwd=tmp_path)
    assert done.returncode == 3
    said = " ".join(done.stderr.split())
    assert "CP603 letters without a font" in said
    assert re.search(r"no font has `.` \(U\+[0-9A-F]{4,5}\)", said)
    assert not (tmp_path / "output/cases/P01/P01.pdf").exists()


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_page_for_screens_has_every_script_as_written(script: str, tmp_path: Path) -> None:
    series(tmp_path, [script])
    done = cpreport("build", "cases", "--only", "reports", "--to", "html", "-j", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "output/cases/P01/P01.html").read_text("utf-8")
    name, sentence = SCRIPTS[script]
    assert sentence in page
    # Isolated, a name from right to left does not pull the number behind it to its other side.
    assert f"<bdi>{name}</bdi><sup>1</sup>" in page


def test_doctor_says_which_scripts_can_be_printed(there: list[str]) -> None:
    said = cpreport("doctor").stdout
    for script in ("Arabic", "Hebrew", "Devanagari", "Chinese", "Japanese"):
        line = next(line for line in said.splitlines() if script in line)
        assert ("no font" not in line) == (script in there), line
