"""The whole example comes to be by answers in forms alone, and says the same as its own files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cpreport.cases.reader import open_series, read_case
from cpreport.check.check_series import Ready, Wanted, check
from cpreport.page.saving import version_of
from tests.test_page import ROOT, Clinician
from tests.typed_in import Paper, enter_all


class WithoutBrowser:
    """Somebody whose forms are sent as a browser without a script sends them."""

    def __init__(self, folder: Path) -> None:
        self.clinician, self.folder = Clinician(None), folder

    def send(self, address: str, form: Mapping[str, str], at: str) -> None:
        answer = self.clinician.send(address, dict(form), version=self.version(at))
        assert answer.status_code == 303, (address, form, answer.text[-2000:])

    def version(self, at: str) -> str:
        part = at.split("/")
        names = {"patients": f"{part[2]}.yaml" if len(part) > 2 else "", "series": "series.yaml"}
        names["scales"] = f"scales/{part[-1]}.yaml"
        name = "series.yaml" if at == "/manuscript" else names.get(part[1], "")
        if not name:
            return self.clinician.version(at)
        return version_of((self.folder / name).read_bytes())

    def begin(self, where: Path, answers: Mapping[str, str]) -> None:
        form = {"where": str(where), **answers}
        assert self.clinician.send("/begin/new", form).status_code == 303

    def add_scale(self, short: str) -> None:
        assert "wrong" not in self.clinician.send("/scales", {"id": short}).headers["location"]

    def fill(self, address: str, values: Mapping[str, str]) -> None:
        self.send(address, values, address)

    grades = fill

    def add(self, address: str, name: str, values: Mapping[str, str]) -> None:
        self.send(address, {**values, "add": name}, address)

    def press(self, address: str, name: str, value: str) -> None:
        remove = name == "remove visit"
        self.send(f"{address}/remove" if remove else address, {name: value}, address)

    def record_visit(self, case: str, visit: str) -> None:
        page = f"/patients/{case}"
        self.send(f"{page}/visits", {"visit": visit}, page)


def _said(folder: Path) -> dict[str, object]:
    """Read every record of a series, and every text beside them."""
    opened = open_series(folder)
    assert opened.series is not None
    record = opened.series.record
    found: dict[str, object] = {"series": record.model_dump()}
    for file in opened.files:
        case, _ = read_case(folder, file, record)
        assert case is not None
        found[file] = case.model_dump()
    texts = [*folder.glob("*.md"), *folder.glob("*.bib")]
    return found | {path.name: path.read_text("utf-8") for path in texts}


def test_the_example_is_entered_in_forms_from_nothing_and_says_the_same(tmp_path: Path) -> None:
    target, mine = ROOT / "cases", tmp_path / "mine" / "cases"
    enter_all(WithoutBrowser(mine), Paper(target, mine))
    assert _said(mine) == _said(target)
    made, own = (check(one, jobs=1, wanted=Wanted(reports=())) for one in (mine, target))
    assert made.problems == ()
    assert isinstance(made, Ready)
    assert isinstance(own, Ready)
    printed = [
        {key: (one.findings.ledger[key].printed) for key in one.findings.ledger}
        for one in (made, own)
    ]
    assert printed[0] == printed[1]
    assert len(printed[0]) > 1000
    assert re.match(r"# yaml-language-server", (mine / "P01.yaml").read_text("utf-8"))
