"""What is handed out in any form comes back as the same records, but for what a form does not hold."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from cpreport.check.check_series import Ready, Wanted, check
from cpreport.data.columns import MISSING
from cpreport.exchange.export_cases import export_workbook
from cpreport.exchange.export_shared import export_shared
from cpreport.exchange.import_cases import import_workbook
from cpreport.exchange.import_source import import_by_map
from cpreport.exchange.series_forms import series_forms
from cpreport.privacy import to_share

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent
#: How many values each series has in its forms, and how many of them come back of each form.
COUNTS = {
    "cases": {"all": 730, "csv": 678, "phenopacket": 618},
    "examples/dermatology": {"all": 325, "csv": 280, "phenopacket": 217},
    "examples/oncology": {"all": 295, "csv": 241, "phenopacket": 173},
    "examples/ophthalmology": {"all": 234, "csv": 192, "phenopacket": 154},
    "examples/rheumatology": {"all": 592, "csv": 550, "phenopacket": 261},
}
WHOLE = ("xlsx", "redcap", "odm", "fhir")
#: What is not in a form, by its fields: the CSV files tell nothing of patients, and no end of a phase
#: in other words than its day; phenopackets neither doses and courses nor what went on besides.
ABSENT = {
    "csv": r"age.*|sex|diagnosis|aetiology|centre|weaker_side|class_.*|consent_.*|.*_phase_to",
    "phenopacket": (
        r"age.*|aetiology|centre|weaker_side|consent_.*|treatment_.*|sessions_of_treatment_._"
        r"(routes|dose|volume)|concomitant_.*|course_.*|adverse_events_.*|history_.*|"
        # Of comorbidities it holds what they are, and since when; not that there are none.
        r"comorbidities_(treated|number|term)"
    ),
}

#: Case, visit, form, number of the entry, field, and what stands there.
Value = tuple[str, str, str, int, str, str]


def values(folder: Path) -> Counter[Value]:
    """Read a series, and list all that stands in its forms."""
    ready = check(folder, jobs=1, wanted=Wanted(article=False, reports=()))
    assert isinstance(ready, Ready), ready.problems
    forms = series_forms(to_share(ready.unpacked().findings))
    return Counter(
        (entry.case, entry.visit, entry.form, entry.number, name, text)
        for entry in forms.entries
        for name, text in entry.values.items()
    )


given_values = cache(values)


def handed_out_and_in(folder: Path, form: str, into: Path) -> Counter[Value]:
    """Export a series, import that beside its series.yaml and scales, and read it again."""
    cases = {path.name for path in folder.glob("P*.yaml")}
    shutil.copytree(folder, into, ignore=lambda _, names, cases=cases: cases & {*names})
    out = into.parent / "out"
    out.mkdir(exist_ok=True)
    if form == "xlsx":
        (out / "patients.xlsx").write_bytes(export_workbook(folder))
        imported = import_workbook(out / "patients.xlsx", into)
    else:
        files = export_shared(folder, form).files
        for path, content in files.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(content)
        # A form of one file is named by it, one of several by its folder.
        imported = import_by_map(out / next(iter(files)) if len(files) == 1 else out, into).imported
    assert [p for p in imported.problems if p.code != "CP701"] == []
    for path, text in imported.files.items():
        (into / path).write_text(text.replace("  publication: {given: not reported}", CONSENT))
    return values(into)


#: Stands in the place of a consent that a form does not tell, so that the series is read at all.
CONSENT = """\
  publication: {given: yes, by: a test, date_withheld: yes}
  data_sharing: {given: yes, by: a test, date_withheld: yes}"""


@pytest.mark.parametrize("form", [*WHOLE, *ABSENT])
@pytest.mark.parametrize("name", COUNTS)
def test_what_is_handed_out_comes_back_without_a_map(name: str, form: str, tmp_path: Path) -> None:
    before = given_values(REPOSITORY / name)
    assert before.total() == COUNTS[name]["all"]
    after = handed_out_and_in(REPOSITORY / name, form, tmp_path / "cases")
    if form in WHOLE:
        assert (before - after, after - before) == (Counter(), Counter())
        return
    after = Counter({v: n for v, n in after.items() if not v[4].startswith("consent_")})
    assert (before & after).total() == COUNTS[name][form]
    assert {v[4] for v in before - after if not re.fullmatch(ABSENT[form], v[4])} == set()
    # Nothing is made up: what is new is a word for what is missing, or a moment as its day.
    assert {v[5] for v in after - before if v[5] not in MISSING} <= {"procedure", "day 84"}


def test_the_page_of_exports_tells_how_much_comes_back() -> None:
    page = (REPOSITORY / "docs/exports.md").read_text("utf-8")
    for name, counts in COUNTS.items():
        whole = " | ".join([str(counts["all"])] * (1 + len(WHOLE)))
        assert f"| `{name}` | {whole} | {counts['csv']} | {counts['phenopacket']} |" in page
