"""A measure of each kind, with each word and sign in each place, through every output."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from cpreport.cases.values import is_missing
from cpreport.journal.package import Package
from cpreport.verify import verify_files
from docs.making.letter_examples import IDENTITY, LETTER, SHARED
from tests.letters_series import composed, texts, write_people
from tests.packages import SHARES, YEAR, made_by_typst, remake
from tests.shared import builds_keep_in_common
from tests.smallest import CASE, METHODS, SERIES
from tests.test_measured_numbers import results_of, run

MEASURES = """\
measures:
  CRP: {name: C-reactive protein, unit: mg/L, better: lower, reference: up to 5, words: [unable], digits: 0, repeats: mean}
  VA: {name: Visual acuity, kind: category, better: higher, words: [unable], repeats: best,
    grades: [no perception of light, counting fingers, 6/18, 6/6]}
  blood: {name: Type of bleeding, kind: category, grades: [none seen, venous, arterial], words: [unable]}
  K: {name: Potassium, unit: mmol/L, digits: 1, better: in reference, reference: 3.5 to 5.0, words: [unable]}
  elbow: {name: Elbow extension, unit: °, better: higher, sided: yes, words: [unable]}
outcomes:
  - {measure: CRP, label: inflammation, primary: yes, rule: by at least 50 %}
  - {measure: VA, label: acuity, rule: by at least 2 steps}
  - {measure: K, label: potassium, rule: into reference}
  - {scale: TCT, label: trunk, rule: score}
  - {measure: elbow, label: elbow, rule: any change}
  - {scale: GCS, label: consciousness, rule: items}
"""

#: What every measure can have in the place of a value.
_WORDS = {
    "not assessed": "not assessed",
    "Not assessed (asleep)": "Not assessed (asleep)",
    "not reported": "not reported",
    "not applicable": "not applicable",
    "unable": "unable",
    "": "not recorded",
}

#: By the measure, what is written with what must be printed.
WRITTEN: dict[str, dict[str, str]] = {
    "CRP": {
        "89 mg/L": "89 mg/L", "<5": "<5 mg/L", '"<=5"': "≤5 mg/L", '">200"': ">200 mg/L",
        "≥ 200 mg/L": "≥200 mg/L", "~12": "~12 mg/L", "8.9 mg/dL": "89 mg/L",
        "[21, 23, not assessed]": "22 mg/L", "0": "0 mg/L", **_WORDS,
    },
    "VA": {
        "6/6": "6/6", "Counting Fingers": "counting fingers", "no perception of light":
        "no perception of light", "[6/18, counting fingers]": "6/18", **_WORDS,
    },
    "blood": {"none seen": "none seen", "venous": "venous", "Arterial": "arterial", **_WORDS},
    "K": {"4.2": "4.2 mmol/L", "3.1 mmol/L": "3.1 mmol/L", "<2.0": "<2.0 mmol/L",
          '">9"': ">9.0 mmol/L", "~4": "~4.0 mmol/L", **_WORDS},
}  # fmt: skip
NAMES = {
    "CRP": "C-reactive protein",
    "VA": "Visual acuity",
    "blood": "Type of bleeding",
    "K": "Potassium",
}
UNITS = {"CRP": " mg/L", "K": " mmol/L"}
#: What an item of a graded scale can have, with what must be printed.
GRADED = {
    "1": "1", "4": "4", "NT": "NT", "not assessed": "not assessed", "not reported": "not reported",
    "Not assessed (asleep)": "Not assessed (asleep)", "not applicable": "not applicable",
    "": "not recorded",
}  # fmt: skip
#: What a side can have, with what must be printed.
SIDED = {"-30": "−30°", ">5": ">5°", "~0": "~0°", **_WORDS}
#: So many patients that each value stands once before and once after, beside another each time.
PATIENTS, _APART = 15, 4


def pair(measure: str, patient: int) -> tuple[str, str]:
    """Tell what a patient has before and after."""
    every = list(WRITTEN[measure])
    return every[patient % len(every)], every[(patient + _APART) % len(every)]


def total(patient: int, visit: int) -> str:
    """Tell the entered total of a patient."""
    every = ("37", "not assessed", "not reported", "not applicable", "100")
    return every[(patient + visit) % len(every)]


def graded(patient: int, visit: int) -> str:
    """Tell what the first item of a scale has at a visit; empty where it is left out."""
    every = list(GRADED)
    return every[(patient + 3 * visit) % len(every)]


def on_side(patient: int, visit: int, side: int) -> str:
    """Tell what a side has at a visit."""
    every = list(SIDED)
    return every[(patient + 2 * visit + 5 * side) % len(every)]


def id_of(patient: int) -> str:
    """Name a patient."""
    return f"P{patient + 1:02}"


def every_measure(folder: Path) -> Path:
    """Write the series to `folder/cases`; everybody shares the data."""
    old = SERIES[SERIES.index("outcomes:") : SERIES.index("abstract:")]
    claims = SERIES[SERIES.index("claims:") : SERIES.index("sections:")]
    cases = folder / "cases"
    cases.mkdir(parents=True)
    series = SERIES.replace(old, MEASURES).replace(claims, "").replace(*YEAR[1:])
    (cases / "series.yaml").write_text(series, "utf-8")
    (cases / "methods.md").write_text(METHODS, "utf-8")
    (cases / "results.md").write_text("All values are in the tables.\n", "utf-8")
    head = CASE[: CASE.index("visits:")].replace(*SHARES[1:])
    for patient in range(PATIENTS):
        visits = ""
        for n, (visit, date) in enumerate((("before", "2023-02-20"), ("after", "2024-01-20"))):
            values = {measure: pair(measure, patient)[n] for measure in WRITTEN}
            said = [f"{measure}: {text}" for measure, text in values.items() if text]
            sides = {s: on_side(patient, n, k) for k, s in enumerate(("right", "left"))}
            held = ", ".join(f"{side}: '{text}'" for side, text in sides.items() if text)
            there = ", ".join([*said, f"elbow: {{{held}}}"] if held else said)
            visits += f"  - id: {visit}\n    date: {date}\n    measurements: {{{there}}}\n"
            eye = graded(patient, n)
            first = f"eye opening: '{eye}', " if eye else ""
            visits += f"    scores: {{GCS: {{{first}verbal response: 5, motor response: 6}}}}\n"
            visits += f"    entered_totals: {{TCT: {total(patient, n)}}}\n"
        text = f"{head.replace('id: P01', f'id: {id_of(patient)}')}visits:\n{visits}"
        (cases / f"{id_of(patient)}.yaml").write_text(f"{text}adverse_events: none\n", "utf-8")
    return cases


def plain(text: str) -> str:
    """Write a text without markup, and with plain blanks and minus signs."""
    bare = unescape(re.sub("<[^>]+>", " ", text))
    return " ".join(bare.replace("\N{NO-BREAK SPACE}", " ").split())


def rows_of_markup(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row of a page or of JATS."""
    for row in re.findall(r"<tr\b.*?</tr>", text, re.DOTALL):
        cells = re.findall(r"<(?:t[hd])\b[^>]*?(?:/>|>(.*?)</t[hd]>)", row, re.DOTALL)
        yield tuple(map(plain, cells))


def rows_of_word(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row of a Word document."""
    for table in Document(str(path)).tables:
        for row in table.rows:
            # What stands in a content control is no text of python-docx's cell.
            yield tuple(
                plain("".join(node.text or "" for node in cell._tc.iter(qn("w:t"))))
                for cell in row.cells
            )


def expected(first: str, patient: int, measure: str) -> tuple[str, str, str]:
    """Tell how a row begins."""
    before, after = (WRITTEN[measure][text] for text in pair(measure, patient))
    return first, before, after


def in_one_cell(patient: int, measure: str) -> str:
    """Tell what the article's table of scores says of a patient: what is missing is a dot."""
    _, *both = expected("", patient, measure)
    said = ["·" if is_missing(text) or text == "not recorded" else text for text in both]
    # A unit stands beside the name of the score.
    before, after = (text.removesuffix(UNITS.get(measure, "")) for text in said)
    return before if before == after else f"{before} → {after}"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every")
    cases = every_measure(folder)
    assert "no problems" in run("check", cases)
    with builds_keep_in_common():
        run("build", cases, "--to", "html,docx,jats", "--output", folder / "output", "-j", "1")
    return folder / "output"


def test_every_value_stands_before_and_after_in_some_patient() -> None:
    for measure, written in WRITTEN.items():
        pairs = [pair(measure, patient) for patient in range(PATIENTS)]
        assert {before for before, _ in pairs} == {after for _, after in pairs} == set(written)


@pytest.mark.slow
def test_the_article_prints_every_value_in_every_format_and_no_cell_is_blank(output: Path) -> None:
    article = output / "article"
    found = {
        "html": list(rows_of_markup((article / "article.html").read_text("utf-8"))),
        "jats": list(rows_of_markup(next(output.rglob("article.xml")).read_text("utf-8"))),
        "docx": list(rows_of_word(article / "article.docx")),
    }
    for kind, rows in found.items():
        assert not [row for row in rows if "" in row], kind
        for measure, name in NAMES.items():
            # Word has the patients in two tables, one below the other.
            cells = [text for row in rows if row[0] == name and len(row) > 7 for text in row[1:]]
            told = [text.removesuffix(" ▲").removesuffix(" ▼") for text in cells]
            for patient in range(PATIENTS):
                assert told[patient] == in_one_cell(patient, measure), (kind, measure, patient)
        values = {text for row in rows for text in row[1:3]}
        assert not [text for text in values if text in ("nan", "None", "—", "0.0")], kind


@pytest.mark.slow
def test_every_report_prints_its_values_in_every_format(output: Path) -> None:
    for patient in range(PATIENTS):
        folder = output / "cases" / id_of(patient)
        page = list(rows_of_markup((folder / f"{id_of(patient)}.html").read_text("utf-8")))
        for rows in (page, list(rows_of_word(folder / f"{id_of(patient)}.docx"))):
            # Two scales have a total; the first is the one that was entered.
            begins = {row[0]: row[:3] for row in reversed(rows)}
            for measure, name in NAMES.items():
                row = expected(name, patient, measure)
                if row[1:] != ("not recorded", "not recorded"):
                    assert begins[name] == row
            word = [total(patient, n) for n in (0, 1)]
            assert list(begins["Total"][1:]) == word


@pytest.mark.slow
def test_tables_as_files_have_no_blank_cell(output: Path) -> None:
    files = list(output.rglob("*.csv"))
    assert files
    for file in files:
        rows = csv.reader(io.StringIO(file.read_text("utf-8")))
        assert not [row for row in rows if "" in row], file.name


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return made_by_typst(every_measure(tmp_path_factory.mktemp("packed")))


@pytest.mark.slow
def test_a_package_has_every_value_and_holds(package: Package) -> None:
    rows = list(csv.DictReader(io.StringIO(package.files["data/scores.csv"].decode())))
    printed = {(r["case"], r["visit"], r["scale"]): plain(r["printed"]) for r in rows}
    assert not [row for row in rows if "" in row.values()]
    for measure, written in WRITTEN.items():
        for patient in range(PATIENTS):
            for visit, text in zip(("before", "after"), pair(measure, patient), strict=True):
                found = printed.get((id_of(patient), visit, measure), "not recorded")
                assert found == written[text], (measure, patient, visit)
    sides = {
        (r["case"], r["visit"], r["side"]): r["printed"] for r in rows if r["scale"] == "elbow"
    }
    text = package.files["data/item-grades.csv"].decode()
    items = {
        (row["case"], row["visit"]): row["grade"]
        for row in csv.DictReader(io.StringIO(text))
        if row["item"] == "eye opening"
    }
    for patient in range(PATIENTS):
        for n, visit in enumerate(("before", "after")):
            where = (id_of(patient), visit)
            assert items.get(where, "not recorded") == GRADED[graded(patient, n)], where
            for k, side in enumerate(("right", "left")):
                found = sides.get((*where, side), "not recorded")
                assert found == SIDED[on_side(patient, n, k)], (*where, side)
    assert verify_files("package.zip", package.files, remake).holds


@pytest.mark.slow
def test_every_pdf_has_the_values_as_text(package: Package) -> None:
    article = words_of(package.files["manuscript/article.pdf"])
    for patient in range(PATIENTS):
        report = words_of(package.files[f"cases/{id_of(patient)}/{id_of(patient)}.pdf"])
        assert not re.search(r"nan|None(?! recorded)|\{|\}", f"{report}{article}")
        for measure, name in NAMES.items():
            row = expected(name, patient, measure)
            assert squeezed(in_one_cell(patient, measure)) in squeezed(article), (measure, patient)
            if row[1:] != ("not recorded", "not recorded"):
                assert squeezed("".join(row)) in squeezed(report), (measure, patient)
        for k, side in enumerate(("right", "left")):
            both = [SIDED[on_side(patient, n, k)] for n in (0, 1)]
            if both != ["not recorded"] * 2:
                told = squeezed(f"Elbow extension, {side}{''.join(both)}")
                assert told in squeezed(report), (side, patient)


def words_of(pdf: bytes) -> str:
    """Read the text of a PDF file."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def squeezed(text: str) -> str:
    """Write a text without any blank, as lines end elsewhere in print."""
    return re.sub(r"[\s\N{SOFT HYPHEN}\N{NO-BREAK SPACE}\ufffe]", "", text)


@pytest.mark.slow
def test_the_codebook_tells_every_measure_and_every_value_of_a_category(output: Path) -> None:
    text = (output / "tables" / "codebook.csv").read_text("utf-8")
    rows = [tuple(map(plain, row)) for row in csv.reader(io.StringIO(text))]
    told = {(row[2], row[4]) for row in rows}
    for grade in ("none seen", "venous", "arterial"):
        assert ("blood", grade) in told
    for grade in ("no perception of light", "counting fingers", "6/18", "6/6"):
        assert ("VA", grade) in told
    of_numbers = {row[2]: row[-1] for row in rows if row[2] in ("CRP", "K")}
    assert of_numbers["CRP"].startswith("C-reactive protein; UCUM mg/L; lower is better")
    assert "reference 3.5 to 5.0 mmol/L" in of_numbers["K"]


@pytest.mark.slow
def test_every_value_and_change_is_explained_in_words(tmp_path: Path) -> None:
    found, problems = results_of(every_measure(tmp_path))
    assert problems == []
    explained = [r for r in found.ledger.values() if r.case and r.id.count(".") >= 3]
    # A verdict on a side has a word for its value in any case.
    explained = [r for r in explained if ".verdict." not in r.id]
    assert len({r.id for r in explained}) > 200
    for result in explained:
        assert result.printed.strip(), result.id
        assert result.label.strip(), result.id
        assert result.method.strip(), result.id
        assert not re.search(r"\bNone\b|\bnan\b|\{|\}", f"{result.label} {result.method}"), (
            result.id
        )
        assert (result.value is None) == is_missing_word(result.printed), result.id


def is_missing_word(printed: str) -> bool:
    """Whether a printed form stands for what is not there."""
    words = ("unable", "not comparable", "not recorded", "not assessable", "not computable")
    words += ("not scorable", "NT")
    return is_missing(printed) or printed in words


def identity(patient: int) -> str:
    """Invent who a patient is: nobody's name or birthday is another's."""
    name, day = f"Wilma Ersatz-{'ABCDEFGHIJKLMNO'[patient] * 4}", f"2017-02-{10 + patient}"
    named = IDENTITY.replace("P01:", f"{id_of(patient)}:").replace("Wilma Ersatz", name)
    return named.replace("2017-02-10", day)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the letter of each patient says, of one series in which each has one."""
    cases = every_measure(tmp_path_factory.mktemp("letters"))
    plain_words = "".join(
        f"    {name}: {{plain: the {name.lower()}}}\n"
        for name in ("CRP", "VA", "K", "TCT", "elbow")
    )
    series = (cases / "series.yaml").read_text("utf-8")
    shared = f"{SHARED}  scales:\n{plain_words}sections:\n"
    (cases / "series.yaml").write_text(series.replace("sections:\n", shared, 1), "utf-8")
    for file in cases.glob("P*.yaml"):
        text = file.read_text("utf-8").replace("treatment:\n", f"{LETTER}treatment:\n", 1)
        file.write_text(text, "utf-8")
    write_people(cases, "".join(map(identity, range(PATIENTS))))
    box = composed(cases)
    assert not [p for p in box.problems if p.severity == "error"]
    return {told.case: " ".join(texts(told).values()) for told in box.told}


@pytest.mark.slow
@pytest.mark.parametrize("patient", range(PATIENTS))
def test_a_letter_is_written_of_every_patient(letters: dict[str, str], patient: int) -> None:
    told = letters[id_of(patient)]
    assert not re.search(r"\bNone\b|\bnan\b|\{|\}", told)
    before, after = (WRITTEN["VA"][text] for text in pair("VA", patient))
    if {before, after} & set(_WORDS.values()):
        assert " before and " not in told.split("acuity")[-1].split(".")[0]
    else:
        assert f"{before} before and {after} now" in told.replace("\N{NO-BREAK SPACE}", " ")
