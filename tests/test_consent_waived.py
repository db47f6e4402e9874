"""A consent that a committee waived is said as such: by whom, and by which decision."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from smallest import smallest

from cpreport.check.check_series import Ready, check
from cpreport.journal import shareable
from cpreport.manuscript.consent_sentences import consent_sentences
from cpreport.manuscript.plain_words import words_of

WAIVED = "publication: {waived: yes, by: ethics committee, reference: EC-2026-014}"
GIVEN = "publication: {given: yes, by: mother, date: 2023-02-14}"


def test_a_waived_consent_publishes_and_says_by_whom_and_which_decision(tmp_path: Path) -> None:
    ready = check(smallest(tmp_path, ("P01.yaml", GIVEN, WAIVED)))
    assert isinstance(ready, Ready)
    case = ready.of_case("P01").scored.case("P01").case
    assert case.consent.publication.holds
    assert words_of(*consent_sentences(ready.findings, case)) == (
        "Informed consent for the publication of this report was waived by the ethics committee "
        "(reference EC-2026-014)."
    )


@pytest.mark.parametrize(
    ("written", "code", "message"),
    [
        ("{waived: yes, reference: EC-1}", "CP007", "`by` is missing in `publication`"),
        ("{waived: yes, by: a committee}", "CP007", "`reference` is missing in `publication`"),
        (
            "{given: yes, waived: yes, by: a committee, reference: EC-1}",
            "CP008",
            "consent is said to be given and waived",
        ),
        (
            "{given: no, waived: yes, by: a committee, reference: EC-1}",
            "CP008",
            "consent is said to be refused and waived",
        ),
        ("{waived: no}", "CP701", "P01: consent for publication is not reported"),
        ("{by: mother}", "CP007", "`given` is missing in `publication`"),
    ],
)
def test_a_waiver_says_all_and_nothing_else(
    written: str, code: str, message: str, tmp_path: Path
) -> None:
    cases = smallest(tmp_path, ("P01.yaml", GIVEN, f"publication: {written}"))
    found = [p for p in check(cases).problems if p.severity == "error"]
    assert (code, message) in [(p.code, p.message) for p in found]


def test_no_committee_disposes_of_pictures(tmp_path: Path) -> None:
    images = "images: {waived: yes, by: ethics committee, reference: EC-1}"
    media = "media:\n  - {file: media/gait.jpg, caption: Gait., alt: A child walks.}\n"
    cases = smallest(
        tmp_path,
        ("P01.yaml", GIVEN, f"{GIVEN}\n  {images}"),
        ("P01.yaml", "adverse_events: none", f"{media}adverse_events: none"),
    )
    said = [p.message for p in check(cases).problems if p.code == "CP703"]
    assert said == [
        "P01: consent for images cannot be waived by a committee; the file names 1 picture"
    ]


def test_the_waiver_goes_along_in_the_shared_copy(tmp_path: Path) -> None:
    year = ("series.yaml", "sections:\n", "dates: {Submitted: 2026}\nsections:\n")
    cases = smallest(tmp_path, year, ("P01.yaml", GIVEN, WAIVED))
    ready = check(cases)
    assert isinstance(ready, Ready)
    told = yaml.safe_load(shareable.shareable_files(ready.findings, cases, "generic")["P01.yaml"])
    assert told["consent"]["publication"] == {
        "waived": "yes", "by": "ethics committee", "reference": "EC-2026-014",
    }  # fmt: skip
