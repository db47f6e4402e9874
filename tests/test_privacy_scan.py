"""What finished outputs are searched for, and what becomes of those that tell it."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpreport.builder.output_folder import LOCK
from cpreport.privacy.scan.dates import dates_in
from cpreport.privacy.scan.dates.months import MONTHS
from cpreport.privacy.scan.folding import BARRIER, Folded, squeeze, words_of
from cpreport.privacy.scan.search import search_content, search_for
from cpreport.privacy.scan.shapes import shapes_in
from cpreport.privacy.scan.visible_text import visible_text
from tests.conftest import REPOSITORY, cpreport
from tests.smallest import smallest
from tests.test_privacy_identities import NAME, private, tells
from tests.test_render_pages import parsed

pytestmark = pytest.mark.slow

HTML = ("--only", "reports", "--to", "html", "-j", "1")


def with_history(tmp_path: Path, text: str, *changes: tuple[str, str, str]) -> Path:
    line = f"  sex: female\n  history: {json.dumps(text, ensure_ascii=False)}"
    return smallest(tmp_path, ("P01.yaml", "  sex: female", line), *changes)


def problems(tmp_path: Path, *words: str) -> tuple[int, list[dict[str, str]]]:
    done = cpreport("build", "cases", *HTML, "--format", "json", *words, cwd=tmp_path)
    listed = re.search(r"^\[\n.*^\]$", done.stderr, re.DOTALL | re.MULTILINE)
    return done.returncode, json.loads(listed[0]) if listed else []


# What is published, and what is not


def test_a_known_identity_stops_its_document_and_names_output_and_source_line(
    tmp_path: Path,
) -> None:
    cases = with_history(tmp_path, f"Her name is {NAME}.")
    private(cases)
    done = cpreport("build", "cases", "--only", "reports", "-j", "1", cwd=tmp_path)
    assert done.returncode == 4
    said = " ".join(done.stderr.split())
    line = (cases / "P01.yaml").read_text().splitlines().index(
        f'  history: "Her name is {NAME}."'
    ) + 1
    assert f"cases/P01.yaml:{line}" in said
    assert "a part of the name of P01 (identities.yaml, line 2) is in" in said
    assert "cases/P01/P01.pdf (page 1)" in said
    assert "cases/P01/P01.html" in said
    assert tells(done.stderr + done.stdout) == []
    assert list((tmp_path / "output").rglob("*P01*")) == []


def test_the_other_cases_are_built(example: Path) -> None:
    private(example)
    path = example / "P02.yaml"
    path.write_text(path.read_text("utf-8").replace("history: |", f"history: |\n    {NAME}.", 1))
    done = cpreport("build", str(example), *HTML, cwd=example.parent)
    assert done.returncode == 4
    made = {p.name for p in (example.parent / "output/cases").rglob("*.html")}
    assert made == {"P01.html", "P03.html", "P04.html"}


def test_an_identity_that_becomes_known_later_takes_the_earlier_output_away(
    tmp_path: Path,
) -> None:
    cases = with_history(tmp_path, f"Her name is {NAME}.")
    assert problems(tmp_path)[0] == 0
    report = tmp_path / "output/cases/P01/P01.html"
    assert report.exists()
    private(cases)
    code, found = problems(tmp_path)
    assert code == 4
    assert {p["code"] for p in found} == {"CP713"}
    assert not report.exists()
    assert report.as_posix() not in (tmp_path / "output/build.json").read_text()


def test_an_earlier_output_that_tells_nothing_stays_when_the_next_would(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "She walked early.")
    private(cases)
    assert problems(tmp_path)[0] == 0
    before = (tmp_path / "output/cases/P01/P01.html").read_bytes()
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("She walked early.", f"{NAME} walked early."))
    assert problems(tmp_path)[0] == 4
    assert (tmp_path / "output/cases/P01/P01.html").read_bytes() == before


def test_a_file_that_somebody_changed_is_not_taken_away(tmp_path: Path) -> None:
    cases = with_history(tmp_path, f"Her name is {NAME}.")
    assert problems(tmp_path)[0] == 0
    report = tmp_path / "output/cases/P01/P01.html"
    report.write_text(f"{report.read_text()}<!-- mine -->")
    private(cases)
    assert problems(tmp_path)[0] == 4
    assert report.exists()


def test_an_unchanged_build_searches_nothing_again(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "She walked on 14 March 2023.")
    private(cases)
    problems(tmp_path)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "output").rglob("*") if p.is_file()}
    code, found = problems(tmp_path)
    assert code == 0
    assert [p["code"] for p in found] == ["CP714"]
    after = {p: p.stat().st_mtime_ns for p in (tmp_path / "output").rglob("*") if p.is_file()}
    changed = {p.name for p in before if before[p] != after[p]} - {LOCK}
    assert changed == set()


def test_an_output_that_cannot_be_searched_is_not_published(tmp_path: Path) -> None:
    from cpreport.privacy.scan import Unsearchable

    for name, content in {"a.pdf": b"%PDF-1.7 torn", "a.zip": b"PK\x03\x04 torn"}.items():
        with pytest.raises(Unsearchable):
            search_content(search_for(_nobody()), name, content)


def _nobody():  # type: ignore[no-untyped-def]
    from cpreport.privacy.identities import Identities

    return Identities()


# Warnings and answers


def test_a_shape_is_a_warning_at_its_line_and_the_output_is_published(tmp_path: Path) -> None:
    with_history(tmp_path, "Her mother can be reached at +90 532 700 41 18.")
    code, found = problems(tmp_path)
    assert code == 0
    assert [(p["code"], p["severity"], p["file"]) for p in found] == [
        ("CP714", "warning", "cases/P01.yaml")
    ]
    assert "`+90 532 700 41 18` looks like a telephone number" in found[0]["message"]
    assert (tmp_path / "output/cases/P01/P01.html").exists()


def test_strict_makes_it_an_error_of_privacy(tmp_path: Path) -> None:
    with_history(tmp_path, "Her mother can be reached at +90 532 700 41 18.")
    assert problems(tmp_path, "--strict")[0] == 4


ANSWER = "not_identifying: [{text: 14 MARCH 2023, reason: The day of an eclipse.}]\n"


@pytest.mark.parametrize("file", ["P01.yaml", "series.yaml"])
def test_a_shape_can_be_answered_and_the_report_gives_the_reason(file: str, tmp_path: Path) -> None:
    cases = with_history(tmp_path, "She walked on 14 March 2023.")
    with (cases / file).open("a") as opened:
        opened.write(ANSWER)
    assert problems(tmp_path) == (0, [])
    page = (tmp_path / "output/privacy.html").read_text()
    assert "The day of an eclipse." in page
    assert "14 March 2023" in page


def test_an_answer_to_nothing_is_named_in_the_report(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "She walked early.")
    with (cases / "P01.yaml").open("a") as opened:
        opened.write(ANSWER)
    assert problems(tmp_path) == (0, [])
    page = (tmp_path / "output/privacy.html").read_text()
    assert "Answers to what is not found" in page
    assert "14 MARCH 2023" in page


def test_a_whole_name_cannot_be_answered_but_an_ordinary_word_can(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "There was hope in the family.")
    private(cases, "P01: {name: Hope Ersatzdottir}\n")
    assert problems(tmp_path)[0] == 4
    with (cases / "P01.yaml").open("a") as opened:
        opened.write("not_identifying:\n  - {text: hope, reason: The ordinary word.}\n")
        opened.write("  - {text: Hope Ersatzdottir, reason: Wrong.}\n")
    assert problems(tmp_path) == (0, [])
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("There was hope", "There was Hope Ersatzdottir"))
    assert problems(tmp_path)[0] == 4


def test_what_is_given_for_publication_is_no_alarm(tmp_path: Path) -> None:
    cases = smallest(
        tmp_path,
        (
            "series.yaml",
            "  - name: Ada Example\n",
            "  - name: Wilhelmina Example\n    corresponding: yes\n    email: w.example@example.org\n"
            "    affiliations: [A]\naffiliations:\n  A: Clinic, Erfinderstrasse 47, Nirgendshausen\n"
            "ethics: Committee of Nirgendshausen, protocol no 2022/4711, 3 March 2022\n",
        ),
    )
    private(cases, "P01: {name: Wilhelmina Ersatzdottir, address: 'Am Weiher 3, Nirgendshausen'}\n")
    assert problems(tmp_path) == (0, [])


def test_an_institution_that_may_not_be_told_is_warned_of(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "Referred from Nirgendshausen Children’s Hospital.")
    with (cases / "series.yaml").open("a") as opened:
        opened.write("privacy: {institutions: [nirgendshausen children's hospital]}\n")
    code, found = problems(tmp_path)
    assert code == 0
    assert "looks like a institution" not in found[0]["message"]
    assert "hospital" in found[0]["message"]


# False alarms


def test_the_example_gives_no_alarm_at_all(built_once: Path) -> None:
    record = json.loads((built_once / "output/build.json").read_text())
    files = record["searched"]
    assert set(files) == set(record["outputs"])
    assert [f["text"] for file in files.values() for f in file["findings"]] == []
    said = (REPOSITORY / "docs/privacy.md").read_text("utf-8")
    pages = sum(file["pages"] for file in files.values())
    assert f"{len(files)} files with {pages} PDF pages: 0 false alarms" in said


def test_the_identities_of_the_example_are_not_found_in_it(
    built_once: Path, tmp_path: Path
) -> None:
    from cpreport.privacy.identities import read_identities

    private(tmp_path, (REPOSITORY / "cases/identities.example.yaml").read_text("utf-8"))
    identities, _ = read_identities(tmp_path)
    assert identities is not None
    search = search_for(identities)
    for path in (built_once / "output").rglob("*"):
        if path.is_file() and path.suffix in {".html", ".pdf", ".svg", ".csv"}:
            assert search_content(search, path.name, path.read_bytes()).hits == (), path.name


@pytest.mark.parametrize(
    "text",
    [
        "Grades 1+ to 3, 12 of 16 items, 25/100 points; 3 mL, 1 × 10⁶ cells/kg",
        "At month 6 she may sit; in March she could not say a word of 12",
        "Day 14 to 28, visits at months 3, 6 and 12, version 1.2.3",
        "doi 10.1136/jnnp.53.7.576, 2002;287:2441-2, Stat Med 1998;17:857-72",
        "The second of May came; the patient in 2021 weighed 14.5 kg",
        "95% CI 0.019 to 0.806; p = 0.0625; range 4 to 9 years",
        "Serial grades in a batch of cells; the patient record was complete",
        "0 12 25 12 0 12 25 12 100 74 61 48 100",
        "He lives on the way to school and takes the bus in the street",
        "T1, L4, C5-C6; GMFCS IV; MACS III; CTCAE 5.0; ISO 14155",
        "https://doi.org/10.1007/s10439-019-02312-7, PMID 12345678",
        "000 111 222 333 444 555 666 777 888 999",
        "+1 1 0 0 0 0 0 -1",
        "List of 12 results",
    ],
)
def test_clinical_sentences_are_no_alarm(text: str) -> None:
    assert [shape.text for shape in shapes_in(visible_text(text))] == []


# Shapes


SHAPES = {
    "e-mail address": ["anne.ersatz@example.org", "a_b+c@mail.example.co.uk"],
    "telephone number": [
        "+90 532 700 41 18", "+49 (0)30 23125-471", "0532 700 41 18", "(555) 010-4711",
        "555-010-4711", "Tel.: 23125 471", "Telefon: 0302 312547", "GSM 5327004118",
    ],
    "record number": [
        "MRN: 123456", "MRN 00-12-34", "Protokol No: 2021/4711", "Hasta no 48123",
        "hospital number H123456", "Patientennummer 471147", "N° de dossier 4711-22",
        "NHS no. 485 777 3456"[:14], "Fall-Nr. 20214711", "T.C. Kimlik No: 10000000146",
        "historia clínica nº 471147", "expediente 4711/22", "СНИЛС 123-456",
    ],
    "device serial or lot number": [
        "serial number 4711-AX", "S/N: A47110B", "lot no. W4711-23", "Lot: 23B0471",
        "batch number 20230417A", "Seri No: 471147", "(01)04012345678901(21)4711",
    ],
    "street address": [
        "12 Elm Tree Road", "221B Baker Street", "Erfinderstraße 47", "Lindenweg 3a",
        "47 rue de la Paix", "Calle Mayor 12", "Via Roma 22", "Rua Augusta, 47",
        "Gül Sokak No: 4", "Atatürk Caddesi", "ул. Ленина, д. 5", "P.O. Box 4711",
        "Keizersgracht 174",
    ],
    "postal code": ["SW1A 1AA"],
    "address with a password or key": [
        "https://user:secret@example.org/data", "https://example.org/f?token=abc123",
    ],
    "long number": ["10000000146", "078-05-1120"],
    "network address": ["192.0.2.44"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SHAPES.items() for text in texts]
)
def test_a_shape_is_seen(kind: str, text: str) -> None:
    found = list(shapes_in(visible_text(f"Seen then, {text}, and later.")))
    assert kind in {shape.kind for shape in found}, found


DAY = dt.date(2023, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "2023-03-14", "2023/03/14", "2023.03.14", "20230314", "14.03.2023", "14.3.2023", "14-03-2023",
        "14/03/2023", "3/14/2023", "3/14/23", "14.03.23", "14 March 2023", "14th of March, 2023",
        "March 14, 2023", "Mar 14th 2023", "14-Mar-2023", "14-Mar-23", "14 Mart 2023", "14 MART 2023",
        "14 Mart 2023’te", "14. März 2023", "14. Maerz 2023", "le 14 mars 2023", "14 de marzo de 2023",
        "14 de março de 2023", "14 marzo 2023", "14 maart 2023", "14 marca 2023", "14 марта 2023 г.",
        "14 березня 2023", "14 Μαρτίου 2023", "14 مارس 2023", "١٤ مارس ٢٠٢٣", "١٤/٠٣/٢٠٢٣",
        "14 آذار 2023", "14 במרץ 2023"[:2] + " מרץ 2023", "2023年3月14日", "２０２３年３月１４日",
        "2023. március 14.", "14. maaliskuuta 2023", "14 martie 2023", "14 Maret 2023",
        "2023-03-14T09:30:00Z", "20230314093000", "14\xa0March\xa02023", "14\u202fMarch 2023",
        "14 March\n2023", "14‑03‑2023", "14 Mar\xadch 2023",
    ],
)  # fmt: skip
def test_a_date_is_understood_however_it_is_written(text: str) -> None:
    assert DAY in {day for found in dates_in(visible_text(f"on {text}, she")) for day in found.days}


@pytest.mark.parametrize(
    "text", ["March 2023", "mars 2023", "03/2023", "14 March", "May 14", "2023年3月"]
)
def test_less_than_a_day_and_more_than_a_year_is_a_date_too(text: str) -> None:
    assert [found.text for found in dates_in(f"in {text}, she")] == [text]


_LANGUAGES = [language for language in MONTHS if "Levant" not in language]


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(_LANGUAGES),
    st.sampled_from(
        ["{d} {m} {y}", "{d}. {m} {y}", "{m} {d}, {y}", "{d} de {m} de {y}", "{y} {m} {d}"]
    ),
    st.booleans(),
)
def test_every_day_is_found_in_every_language(
    day: dt.date, language: str, form: str, capitals: bool
) -> None:
    name = MONTHS[language].split()[day.month - 1].split("/")[0]
    text = form.format(d=day.day, m=name.upper() if capitals else name, y=day.year)
    assert day in {found for date in dates_in(visible_text(text)) for found in date.days}, text


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from("-./"), st.booleans())
def test_every_day_is_found_in_digits(day: dt.date, between: str, year_first: bool) -> None:
    parts = [f"{day.year}", f"{day.month:02}", f"{day.day:02}"]
    text = between.join(parts if year_first else parts[::-1])
    assert day in {found for date in dates_in(text) for found in date.days}


# Folding


@given(st.text().filter(lambda text: BARRIER not in text))
def test_folding_gives_plain_words_and_folds_no_further(text: str) -> None:
    words = words_of(text)
    assert re.fullmatch(r"([a-z0-9|]+( [a-z0-9|]+)*)?", words)
    assert words_of(words) == words


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=1))
def test_case_never_matters(text: str) -> None:
    assert words_of(text) == words_of(text.upper()) == words_of(text.title())


@given(st.text())
def test_a_text_has_every_one_of_its_own_words(text: str) -> None:
    folded = Folded(text)
    for word in words_of(text).split():
        assert folded.has_words(word, squeeze(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"), ("Søren", "Soeren"), ("Straße", "STRASSE"), ("Юлия", "Iuliia"),
        ("Ξένια", "Xenia"), ("Nguyễn", "NGUYEN"), ("ﬁona", "Fiona"), ("Ｓａｋｕｒａ", "sakura"),
        ("ŞEYMA", "şeyma"), ("Yıldız", "YILDIZ"), ("Çağrı", "Cagri"), ("Łukasz", "Lukasz"),
        ("Παπαδοπούλου", "Papadopoulou"), ("Щукина", "Shchukina"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert squeeze(words_of(one)) == squeeze(words_of(other))


@settings(deadline=None)  # the first text also waits for the patterns to be compiled
@given(st.text(alphabet=" \n.,-/:()0123456789abcMarchay@+№", max_size=4000))
def test_no_text_stops_the_search(text: str) -> None:
    list(shapes_in(visible_text(text)))


# The report


def test_the_report_says_that_passing_is_not_anonymity_and_the_overview_leads_to_it(
    built_once: Path,
) -> None:
    output = built_once / "output"
    page = (output / "privacy.html").read_text("utf-8")
    assert "Passing this search is not anonymity." in page
    root = parsed((output / "index.html").read_text("utf-8"))
    assert "privacy.html" in [a.get("href") for a in root.iter("a")]


def test_the_report_says_who_stands_alone_and_what_would_change_that(built_once: Path) -> None:
    page = (built_once / "output/privacy.html").read_text("utf-8")
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "4 of 4 patients stand alone on" in text
    assert "Nobody would stand alone with:" in text
    assert "at most 3 indirect ones" in text
    assert "7, too many" in text


def test_the_report_is_the_same_twice(tmp_path: Path) -> None:
    with_history(tmp_path, "She walked on 14 March 2023.")
    problems(tmp_path)
    first = (tmp_path / "output/privacy.html").read_bytes()
    (tmp_path / "output/privacy.html").unlink()
    problems(tmp_path, "--force")
    assert (tmp_path / "output/privacy.html").read_bytes() == first


def test_no_finished_file_holds_a_date_finer_than_the_year(built_once: Path) -> None:
    """Also none that is hidden: the search looks into every file, and finds none."""
    record = json.loads((built_once / "output/build.json").read_text())
    kinds = {f["kind"] for file in record["searched"].values() for f in file["findings"]}
    assert "date" not in kinds


# Small cells


def test_generalising_as_the_report_says_leaves_nobody_alone() -> None:
    from cpreport.check.check_series import check
    from cpreport.privacy.small_cells import _those_alone, printed_identifiers, small_cells

    findings = check(REPOSITORY / "cases").findings
    assert findings is not None
    cells = small_cells(findings)
    assert cells.remedy is not None
    told = []
    for identifier in printed_identifiers(findings):
        coarser = dict(identifier.coarser)
        chosen = [words for words in cells.remedy if words in coarser]
        if f"{identifier.name} left out" not in cells.remedy:
            told.append(coarser[chosen[0]] if chosen else identifier.values)
    assert _those_alone([c.id for c in findings.cases], told) == []


def test_one_patient_is_always_alone(tmp_path: Path) -> None:
    from cpreport.check.check_series import check
    from cpreport.privacy.small_cells import small_cells

    findings = check(smallest(tmp_path)).findings
    assert findings is not None
    cells = small_cells(findings)
    assert [one.case for one in cells.alone] == ["P01"]
    assert cells.remedy is None


def test_old_and_young_ages_are_told_as_they_may_be(tmp_path: Path) -> None:
    for age, printed in {"94 years": "90\xa0years or older", "18 months": "18\xa0months"}.items():
        from cpreport.check.check_series import check

        cases = smallest(tmp_path / age, ("P01.yaml", "age: 6 years", f"age: {age}"))
        findings = check(cases).findings
        assert findings is not None
        assert findings.result("P01", "age").printed == printed
        assert "94" not in str(findings.result("P01", "age").value)


# What is public, and what only seems so

DECLARED = ["acknowledgements", "ethics", "funding", "data_availability"]


@pytest.mark.parametrize("key", DECLARED)
def test_a_patient_named_in_a_declaration_stops_the_article_and_the_key_is_named(
    key: str, tmp_path: Path
) -> None:
    cases = smallest(tmp_path)
    private(cases)
    with (cases / "series.yaml").open("a") as opened:
        opened.write(f"{key}: We thank {NAME} and her mother.\n")
    line = len((cases / "series.yaml").read_text().splitlines())
    words = ("build", "cases", "--only", "article", "--to", "html", "-j", "1", "--format", "json")
    done = cpreport(*words, cwd=tmp_path)
    assert done.returncode == 4
    listed = re.search(r"^\[\n.*^\]$", done.stderr, re.DOTALL | re.MULTILINE)
    assert listed is not None
    found = [p for p in json.loads(listed[0]) if p["code"] == "CP713"]
    assert {(p["file"], p["line"]) for p in found} == {("cases/series.yaml", line)}
    assert {p["help"] for p in found} == {
        f"take it out of `{key}`, from this line; the output is not published"
    }
    assert not (tmp_path / "output/article/article.html").exists()


def test_a_name_that_is_thanked_is_public_nowhere(tmp_path: Path) -> None:
    cases = with_history(tmp_path, f"Her name is {NAME}.")
    private(cases)
    with (cases / "series.yaml").open("a") as opened:
        opened.write(f"acknowledgements: {NAME}\n")
    assert problems(tmp_path)[0] == 4
    assert not (tmp_path / "output/cases/P01/P01.html").exists()


def test_a_declaration_that_names_nobody_gives_no_warning_of_its_dates(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases)
    with (cases / "series.yaml").open("a") as opened:
        opened.write("ethics: Approved on 3 March 2022, protocol no. 2022/4711.\n")
        opened.write("acknowledgements: We thank Mrs Ada Someone of the ward.\n")
    words = ("build", "cases", "--only", "article", "--to", "html", "-j", "1", "--format", "json")
    done = cpreport(*words, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("CP714")) == (0, 0)


def test_a_title_that_names_a_patient_stands_on_no_page(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("series.yaml", "title: A small", f"title: {NAME}, a small"))
    private(cases)
    problems(tmp_path)
    made = [p for p in (tmp_path / "output").rglob("*") if p.is_file() and ".cache" not in p.parts]
    assert {p.name for p in made} >= {"index.html", "privacy.html"}
    assert [p.name for p in made if tells(p.read_text("utf-8", "replace"))] == []


def test_those_who_are_cited_are_no_alarm_where_a_sentence_names_them() -> None:
    from cpreport.privacy.identities import Identities, Identity

    identities = Identities({"P01": Identity.model_validate({"name": "Ada Quillfeather"})})
    public = ["Quillfeather B", "Quillfeather et al"]
    search = search_for(identities, public)
    text = b"Quillfeather et al. saw the same. 1. Quillfeather B. A study."
    assert search_content(search, "a.txt", text).hits == ()
    assert search_content(search, "a.txt", b"Quillfeather walked.").hits


EPONYMS = [
    "Parkinson's disease", "the Modified Ashworth Scale", "Babinski’s sign", "Down syndrome",
    "Guillain-Barré syndrome", "the Barthel Index", "Charcot-Marie-Tooth disease", "a Foley catheter",
    "Kaplan-Meier curves", "the Gilles de la Tourette syndrome", "Wilson intervals", "Fisher's exact test",
]  # fmt: skip


@pytest.mark.parametrize("text", EPONYMS)
def test_what_is_named_after_somebody_is_no_patient_of_that_name(text: str) -> None:
    from cpreport.privacy.identities import Identities, Identity

    names = (
        "Parkinson", "Ashworth", "Babinski", "Down", "Guillain", "Barthel", "Marie", "Foley", "Kaplan",
        "Gilles", "Wilson", "Fisher",
    )  # fmt: skip
    people = {
        f"P{n:02}": Identity.model_validate({"name": f"{name} Ersatzdottir"})
        for n, name in enumerate(names)
    }
    search = search_for(Identities(people))
    assert search_content(search, "a.txt", f"She had {text} then.".encode()).hits == ()
    alone = re.findall(r"[^\W\d_]{4,}", text)
    named = [name for name in names if name in alone]
    assert search_content(search, "a.txt", f"She met {named[0]} there.".encode()).hits


@pytest.mark.parametrize(
    "text",
    [
        "SNOMED CT 128188000 and 68618008", "record 120 min", "patient 101 received", "file 001",
        "Pain was 5 out of 10", "blood pressure BP 138/110", "cord signal change.", "T2 image #1452",
        "turned 90 degrees", "operating room 35", "room air, bed rest for 3 days", "2 yr of age, wt 14",
        "NHS 111 service", "on admission 14.5 kg", "a 6 Fr tube", "My 14 results", "unit 120 mg",
        "12 children from St Elsewhere", "2010-12 and 2009-10", "GenBank accession MT123456",
        "the ethics committee (protocol no. 2022/4711)", "ISRCTN89547571, NCT04211974", "CRD42020123456",
        "EudraCT 2018-001234-42", "DRKS00013306", "U1111-1234-5678", "ACTRN12619000123456",
        "90 years or older", "over 90 years old", "a hundred years ago", "the 95% interval, age 9",
        "born in Turkey", "lives in Northern Italy", "resident of Japan", "Myerson's sign",
        "NM_004992.4:c.397C>T", "rs28934904", "p.(Arg133Cys)", "22q11.2", "HLA-B27", "46,XX",
        "SynchroMed II 8637", "Magnetom Skyra 3 T", "0.0625 (0.0190 to 0.8060)", "10 000 IU of D3",
        "1 × 10⁶ cells/kg", "35 mL/kg/h", "08:00, 10:30 and 13:00", "at 3 o'clock", "S1.2.3",
        "25 -11 -38 and +12 -3 -40", "second March visit", "in spring she sat", "the patient U.S. citizen", "2-1-1 mismatch",
        "platelets 212 and 388 × 10⁹/L", "doi 10.1017/S0012162206000132", "2017;377:1723-32",
    ],
)  # fmt: skip
def test_what_only_seems_to_identify_is_no_alarm(text: str) -> None:
    assert [
        (shape.kind, shape.text) for shape in shapes_in(visible_text(f"Seen: {text}, as before."))
    ] == []


# Twenty texts of clinicians


CLINICAL = sorted((REPOSITORY / "tests/planted/clinical").glob("*.txt"))
WORDS_OF_A_PAGE = 450


def test_twenty_clinical_texts_give_fewer_alarms_than_they_have_pages() -> None:
    from tests.test_privacy_planted import search

    assert len(CLINICAL) == 20
    texts = [path.read_text("utf-8") for path in CLINICAL]
    results = [search_content(search(), path.name, path.read_bytes()) for path in CLINICAL]
    alarms = sum(len(result.hits) + len(result.findings) for result in results)
    words = sum(len(text.split()) for text in texts)
    pages = words / WORDS_OF_A_PAGE
    assert alarms < pages
    said = " ".join((REPOSITORY / "docs/privacy.md").read_text("utf-8").split())
    false = "1 false alarm" if alarms == 1 else f"{alarms} false alarms"
    assert f"20 clinical texts, {words:,} words on about {pages:.0f} pages: {false}" in said


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "0 12 ",
        "1-",
        "A1",
        "a.",
        "@a.",
        "Z a ",
        "5月",
        "March ",
        "1 March ",
        "12°",
        "IMG_1",
        "Ab-",
    ],
)
def test_no_match_grows_with_the_text(piece: str) -> None:
    """Every pattern is bounded, so that the time of a search grows with the text alone."""
    from cpreport.privacy.scan.kinds import kinds
    from cpreport.privacy.scan.pattern import SearchedText

    for kind in kinds():
        for pattern in kind.patterns:
            for match in pattern.matches(SearchedText(piece * (4000 // len(piece)))):
                assert len(match[0]) < 500, (kind.name, match[0][:50])


# --- the pages about a build, and its records ------------------------------------------------------


def everything(folder: Path) -> dict[str, bytes]:
    return {p.as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_problem_that_quotes_a_name_is_kept_in_no_file(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("P01.yaml", "{right: 2, left", f"{{right: {NAME}, left"))
    private(cases)
    done = cpreport("build", "cases", "--to", "html", "-j", "1", cwd=tmp_path)
    assert f"`{NAME}` is not a Modified Ashworth grade" in done.stdout + done.stderr
    assert done.returncode == 1
    record = json.loads((tmp_path / "output/build.json").read_text())
    told = "what is said here tells who a patient is: see the line itself, or `cpreport check`"
    assert [p["message"] for p in record["problems"] if p["code"] == "CP104"] == [told]
    assert (tmp_path / "output/index.html").is_file()
    surname = NAME.split()[-1].encode()
    assert [p for p, content in everything(tmp_path / "output").items() if surname in content] == []


def test_a_series_that_cannot_be_read_tells_nobody_either(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("series.yaml", "title: A small case series", f"{NAME}: yes"))
    private(cases)
    done = cpreport("build", "cases", "--to", "html", "-j", "1", cwd=tmp_path)
    assert f"`{NAME}` is not a key here" in done.stdout + done.stderr
    surname = NAME.split()[-1].encode()
    assert [p for p, content in everything(tmp_path / "output").items() if surname in content] == []


def test_a_case_file_is_not_named_by_the_patient(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    private(cases)
    (cases / "P01.yaml").rename(cases / f"{NAME.replace(' ', '-')}.yaml")
    code, found = problems(tmp_path)
    assert code == 4
    assert "the name of this file holds what identities.yaml says of a patient" in {
        p["message"] for p in found
    }


def test_a_name_that_is_printed_whole_is_one_problem(tmp_path: Path) -> None:
    cases = with_history(tmp_path, "We thank Ottilie Zauberwald and her mother for all.")
    (cases / "identities.yaml").write_text(
        "P01:\n  name: Ottilie Zauberwald\n  date_of_birth: 2017-03-12\n"
    )
    (cases / "identities.yaml").chmod(0o600)
    _, found = problems(tmp_path)
    assert [p["message"].partition(" of P01")[0] for p in found if p["code"] == "CP713"] == [
        "the name"
    ]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.org/x?X-Amz-Credential=KEY99&X-Amz-Signature=SECRET99", "Signature=…"),
        ("https://a.org/x#access_token=SECRET99", "access_token=…"),
        ("https://me:SECRET99@a.org/x", "https://…@a.org/x"),
    ],
)
def test_a_key_in_an_address_is_kept_in_no_record(address: str, kept: str, tmp_path: Path) -> None:
    with_history(tmp_path, f"Images are at {address} for all.")
    _, found = problems(tmp_path)
    (told,) = [p for p in found if p["code"] == "CP714"]
    assert kept in told["message"]
    assert told["file"] == "cases/P01.yaml"
    for page in ("build.json", "privacy.html", "index.html"):
        assert b"SECRET99" not in (tmp_path / "output" / page).read_bytes()


def test_every_kind_of_safe_harbor_in_one_paragraph_is_a_warning(tmp_path: Path) -> None:
    """URL with a record number, accession, date in a file name, health plan, device, telephone, age."""
    with_history(
        tmp_path,
        "See https://hospital.example.org/pacs/view?mrn=00123456 for images. Accession no. "
        "CT-2022-004512. Image IMG_20220314_101500.jpg. Insurance AOK X123456789. Serial no. of "
        "pump 8637-40 NGP123456H. Call 555-0123. The 104-year-old great-grandmother.",
    )
    code, found = problems(tmp_path)
    said = sorted(p["message"].partition("`; it")[0] for p in found if p["code"] == "CP714")
    assert code == 0
    assert len(said) == 7, said
