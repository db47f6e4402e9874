"""What is handed out as REDCap and as ODM comes back as the same records."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from cpreport.check.check_series import Ready, Wanted, check
from cpreport.exchange.export_shared import export_shared
from cpreport.exchange.import_source import import_by_map
from cpreport.exchange.series_forms import series_forms
from cpreport.privacy import to_share

REPOSITORY = Path(__file__).parent.parent
#: How many values each series has in its forms: what comes back is compared one by one.
COUNTS = {
    "cases": 818,
    "examples/dermatology": 455,
    "examples/oncology": 358,
    "examples/ophthalmology": 384,
    "examples/rheumatology": 767,
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


@pytest.mark.parametrize("name", COUNTS)
def test_redcap_and_odm_out_and_in_again_give_the_same_records(name: str, tmp_path: Path) -> None:
    folder = REPOSITORY / name
    before = values(folder)
    assert before.total() == COUNTS[name]
    for form, file in (("redcap", "data.csv"), ("odm", "series.odm.xml")):
        out, into = tmp_path / form, tmp_path / f"{form}-cases"
        out.mkdir()
        for path, content in export_shared(folder, form).files.items():
            (out / path).write_bytes(content)
        cases = {path.name for path in folder.glob("P*.yaml")}
        shutil.copytree(folder, into, ignore=lambda _, names, cases=cases: cases & {*names})
        found = import_by_map(out / file, into)
        assert found.imported.problems == ()
        for path, text in found.imported.files.items():
            (into / path).write_text(text, "utf-8")
        after = values(into)
        assert (before - after, after - before) == (Counter(), Counter()), form
