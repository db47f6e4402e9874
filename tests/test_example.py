"""The example series is what its readers are told it is."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.cases.reader import read_series
from cpreport.cases.series import Series
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report
from cpreport.manuscript.document import nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.scales.names import fold, scale_of
from cpreport.scales.reader import read_scales
from cpreport.scales.scoring import score_series

pytestmark = pytest.mark.slow

CASES = Path(__file__).parent.parent / "cases"
PATIENTS = ("P01", "P02", "P03", "P04")
ROUTES = {"intrathecal", "intravenous", "intramuscular"}
SUM_GROUPS = {
    "shoulder abduction",
    "elbow flexion",
    "wrist extension",
    "hip flexion",
    "knee extension",
    "ankle dorsiflexion",
}
PLAIN_GRADES = {
    "MAS": "0 1 1+ 2 3 4",
    "TCT": "0 12 25",
    "MI": "0 9 14 19 25 33",
    "pinch grip": "0 11 19 22 26 33",
    "MRC": "0 1 2 3 4 5",
    "FOR": "0 1 2 3",
}


@pytest.fixture(scope="module")
def series() -> Series:
    read, problems = read_series(CASES)
    assert read is not None
    assert problems == ()
    return read


@pytest.fixture(scope="module")
def findings(series: Series) -> Findings:
    scored, problems = score_series(series)
    assert problems == ()
    found, problems = find(scored)
    assert problems == ()
    return found


def printed(findings: Findings, id: str) -> str:
    return findings.ledger[id].n_of_n


def test_the_four_patients_are_there(series: Series) -> None:
    assert tuple(case.id for case in series.cases) == PATIENTS
    assert series.failed == ()


def test_the_article_and_every_report_compose_without_a_problem(findings: Findings) -> None:
    assert compose_article(findings)[1] == ()
    assert [compose_report(findings, id)[1] for id in PATIENTS] == [()] * 4


def test_the_notice_says_that_patients_authors_and_centres_are_invented(series: Series) -> None:
    notice = series.record.notice or ""
    assert notice.startswith("An invented example.")
    assert "four children, the authors and the centres do not exist" in notice


def test_every_case_file_says_that_its_patient_is_invented_and_names_its_schema() -> None:
    for id in PATIENTS:
        first, second, *_ = (CASES / f"{id}.yaml").read_text("utf-8").splitlines()
        assert first == "# yaml-language-server: $schema=../schemas/case.schema.json"
        assert "This patient is invented." in second
    first = (CASES / "series.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schemas/series.schema.json"


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("any.improved", "4 of 4"),
        ("MAS.improved", "3 of 4"),
        ("TCT.improved", "3 of 4"),
        ("MI.improved", "3 of 4"),
        ("MRC.improved", "3 of 4"),
        ("FOR.improved", "2 of 4"),
        ("any.worse", "0 of 4"),
        ("P04.MAS.verdict", "unchanged"),
        ("P04.MAS.items.unchanged", "16 of 16"),
        ("P04.TCT.verdict", "unchanged"),
        ("P04.MI.verdict", "unchanged"),
        ("P04.MRC.verdict", "unchanged"),
        ("P04.FOR.verdict", "better"),
        ("adverse_events.patients", "0 of 4"),
        ("adverse_events.sessions", "0 of 24"),
    ],
)
def test_the_data_give_the_findings_of_the_abstract(
    findings: Findings, id: str, value: str
) -> None:
    assert printed(findings, id) == value


def test_the_three_who_improved_are_the_same_in_every_domain(findings: Findings) -> None:
    who = {printed(findings, f"{scale}.improved.who") for scale in ("MAS", "TCT", "MI", "MRC")}
    assert who == {"P01, P02 and P03"}


def test_unchanged_and_worse_items_are_among_the_data(findings: Findings) -> None:
    worse = {
        id: result.printed
        for id, result in findings.ledger.items()
        if ".change." in id and result.direction == "worse"
    }
    assert worse == {
        "P02.change.MRC.knee_flexion.left": "−1",
        "P03.change.MAS.ankle_plantarflexors.right": "+1",
    }
    assert printed(findings, "MAS.items.unchanged") == "43 of 64"


def test_every_change_of_an_item_is_by_a_single_grade(findings: Findings) -> None:
    for case in findings.scored.cases:
        graded = {(i.visit, i.scale, i.item, i.side): i.grade for i in case.items}
        for (visit, scale, item, side), before in graded.items():
            after = graded.get(("after", scale, item, side))
            if visit == "before" and before is not None and after is not None:
                grades = PLAIN_GRADES["pinch grip" if item == "pinch grip" else scale].split()
                assert abs(grades.index(after) - grades.index(before)) <= 1, (case.id, item)


def test_each_child_had_six_sessions_by_three_routes(series: Series) -> None:
    for case in series.cases:
        assert len(case.sessions) == 6
        assert all(set(session.routes) == ROUTES for session in case.sessions)


def test_the_last_visit_is_10_to_12_months_after_the_first_session(findings: Findings) -> None:
    for id in PATIENTS:
        months = findings.ledger[f"{id}.follow_up"].value
        assert isinstance(months, Decimal)
        assert 10 <= months <= 12


def test_two_children_have_an_intermediate_visit(series: Series) -> None:
    between = [c.id for c in series.cases if "month 6" in {v.id for v in c.visits}]
    assert between == ["P01", "P03"]


def test_ages_levels_sexes_centres_and_causes_differ(series: Series) -> None:
    patients = [case.patient for case in series.cases]
    assert len({p.age.months for p in patients}) == 4
    assert {p.classification["GMFCS"] for p in patients} == {"II", "III", "IV", "V"}
    assert {p.sex for p in patients} == {"female", "male"}
    assert {p.centre for p in patients} == {"Centre A", "Centre B"}
    causes = [p.aetiology or "" for p in patients]
    assert sum("ypoxic-ischaemic" in cause for cause in causes) >= 2
    assert sum("haemorrhage" in cause for cause in causes) >= 1


def test_both_sides_of_the_limbs_are_graded_item_by_item(series: Series) -> None:
    for case in series.cases:
        for visit in case.visits:
            if visit.id == "month 6":
                continue
            assert len(visit.scores["MAS"]) == 8
            assert len(visit.scores["MI"]) == 6
            assert len(visit.scores["TCT"]) == 4
            assert len(visit.scores["MRC"]) >= 10
            assert set(visit.scores["MRC"]) >= SUM_GROUPS
            for scale in ("MAS", "MI", "MRC"):
                sided = visit.scores[scale].values()
                assert all(isinstance(g, dict) and set(g) == {"right", "left"} for g in sided)


def test_items_not_assessed_make_the_scores_that_need_them_not_scorable(
    findings: Findings,
) -> None:
    for id in ("P01.before.MAS.median", "P01.after.MAS.median", "P03.month_6.MI.arm.right"):
        assert printed(findings, id) == "not scorable"
    for id in ("P02.before.MRC.median", "P04.before.MRC.median", "P04.after.MRC.median"):
        assert printed(findings, id) == "not scorable"
    for id in PATIENTS:
        assert printed(findings, f"{id}.before.MRC.sum") != "not scorable"
        assert printed(findings, f"{id}.after.TCT.total") != "not scorable"


def test_every_case_with_an_item_not_assessed_has_a_note_that_says_why(series: Series) -> None:
    lacking = [c for c in series.cases if any("not assessed" in str(v.scores) for v in c.visits)]
    assert tuple(c.id for c in lacking) == PATIENTS
    assert all(any(v.note for v in case.visits) for case in lacking)


def test_some_totals_were_entered(series: Series) -> None:
    assert all(any(v.entered_totals for v in case.visits) for case in series.cases)


def test_no_adverse_event_is_reported_together_with_how_it_was_looked_for(
    series: Series,
) -> None:
    for case in series.cases:
        assert case.adverse_events == "none"
        assert "open question" in (case.adverse_event_monitoring or "")


def test_consent_for_publication_is_given_in_every_case(series: Series) -> None:
    assert all(case.consent.publication.given for case in series.cases)


def test_the_series_brings_a_scale_of_its_own_that_replaces_none(series: Series) -> None:
    scales, problems = read_scales(series.scale_files)
    assert problems == []
    own = scale_of(scales, "FOR")
    assert own is not None
    assert [item.name for item in own.items] == ["sitting posture", "head control", "interaction"]
    assert "not validated" in own.sources[0].citation
    assert {o.scale for o in series.record.outcomes} == {"MAS", "TCT", "MI", "MRC", "FOR"}


def test_every_claim_of_the_issue_is_written_as_a_claim(series: Series) -> None:
    held = {expression for claim in series.record.claims for expression in claim.holds}
    assert held >= {
        "any.improved = 4 of 4",
        "MAS.improved = 3 of 4",
        "TCT.improved = 3 of 4",
        "MI.improved = 3 of 4",
        "MRC.improved = 3 of 4",
        "P04.MAS.verdict = unchanged",
        "P04.FOR.verdict = better",
        "adverse_events.patients = 0 of 4",
        "adverse_events.sessions = 0 of 24",
    }


def test_prose_has_no_calendar_date(series: Series, findings: Findings) -> None:
    article, _ = compose_article(findings)
    reports = [compose_report(findings, id)[0] for id in PATIENTS]
    prose = " ".join(
        [article.prose_text, *(words_of(*nodes_of(p)) for r in reports for p in r.parts.values())]
    )
    months = "January|February|March|April|June|July|August|September|October|November|December"
    assert not re.search(rf"\b(?:{months})\b|\b20[12]\d-\d\d", prose)


def test_every_reference_is_cited_and_every_type_but_a_chapter_is_there(
    series: Series, findings: Findings
) -> None:
    article, _ = compose_article(findings)
    entries = re.findall(r"@(\w+)\{(\w+),", series.bibliography[0].text)
    assert {key for _, key in entries} == {r.key for r in article.references}
    assert {"article", "book", "report", "online", "unpublished"} == {kind for kind, _ in entries}


def test_orcid_ids_have_a_right_check_digit_and_belong_to_nobody(series: Series) -> None:
    fictitious = "0000-0002-1825-0097"
    handed_out = (("000000015000000", "000000035000000"), ("000900000000000", "000900100000000"))
    ids = [author.orcid or "" for author in series.record.authors]
    assert len(set(ids)) == len(ids) == 5
    for orcid in ids:
        digits = orcid.replace("-", "")
        total = 0
        for digit in digits[:-1]:
            total = (total + int(digit)) * 2
        assert "0123456789X"[(12 - total % 11) % 11] == digits[-1]
        outside = all(not low <= digits[:-1] <= high for low, high in handed_out)
        assert outside or orcid == fictitious


def test_keywords_and_title_say_case_series(series: Series) -> None:
    assert "case series" in fold(series.record.title)
    assert "case series" in series.record.keywords
    assert 2 <= len(series.record.keywords) <= 5
