"""Every generated sentence is printed where its condition holds, and not where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cpreport.catalogue import catalogue
from cpreport.check import own_sentences as own
from cpreport.check.check_series import Ready, check
from cpreport.checklists import lacking
from cpreport.demo.start import start_demo
from tests.compared_series import NONE, TWO, compared_series, grouped_series
from tests.conftest import REPOSITORY
from tests.kinds_series import kinds_series
from tests.measured_series import SUMMED_UP, measured_in, measured_series
from tests.smallest import CASE, smallest
from tests.units_series import units_series

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared_cache")]

_AGE, _NONE = "  age: 6 years\n", "adverse_events: none\n"
_CONSENT = "  publication: {given: yes, by: mother, date: 2023-02-14}\n"
_TREATED = "  - name: Cells\n    sessions:\n"
_AFTER = "  - id: after\n"
_SCORES_BEFORE, _SCORES_AFTER = (
    f"    scores:\n{part}" for part in re.findall(r"    scores:\n((?: {6}.*\n)+)", CASE)
)
_FIRST, _SECOND = ", routes: [intrathecal], dose: 1e6 cells/kg}", ", routes: [intrathecal]}\n"

_RULE = "{scale: TCT, label: trunk control, rule: score}"
_STRONG = "      MRC: {elbow flexion: {right: 4+, left: 3}}\n"


_TREATMENT = CASE[CASE.index("treatment:") : CASE.index("visits:")]
_DOSES = ", ".join(
    f"{{from: 2023-03-0{n}, to: day {n - 1}, dose: {20 - n} mg daily by mouth}}"
    for n in range(1, 9)
)
_COURSES = (
    f"treatment:\n  - name: Cortisone\n    course: [{_DOSES}, {{from: day 9, to: ongoing, dose: 5 mg}}]\n"
    "  - {name: Biopsy, kind: procedure, date: 2023-03-02}\n"
)
_LISTED = (
    "  history: [{term: Measles, since: age 2, treated: rest}]\n"
    "  comorbidities: [{term: Asthma, since: age 3}]\n"
)


def _event(**changed: str) -> str:
    fields = {
        "term": "Fever", "grade": "1", "onset": "{day: 1}", "duration": "1 day", "serious": "no",
        "relatedness": "possible", "action": "none", "outcome": "resolved", **changed,
    }  # fmt: skip
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}\n"


def _events(*events: str) -> tuple[str, str, str]:
    return ("P01.yaml", _NONE, "adverse_events:\n" + "".join(events))


def _case(old: str, new: str) -> tuple[str, str, str]:
    return ("P01.yaml", old, new)


def _series(old: str, new: str) -> tuple[str, str, str]:
    return ("series.yaml", old, new)


_UNREPORTED = {"grade": "not reported", "serious": "not reported", "onset": "not reported"}
_SERIOUS = {"serious": "yes", "serious_criteria": "[death]"}
#: Changes of the smallest series, by what they are.
CHANGED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "nothing": (),
    "events, some serious": (
        _events(_event(), _event(**_SERIOUS), _event(**_SERIOUS), _event(**_UNREPORTED)),
    ),
    "one serious event": (_events(_event(**_SERIOUS)),),
    "one event of unknown gravity": (
        _events(
            _event(**_UNREPORTED, relatedness="not reported", outcome="not reported"),
        ),
    ),
    "a complication": (
        _events(_event(grading="Clavien-Dindo", grade="II"), _event(grade="not reported")),
    ),
    "events not assessed": (_case(_NONE, "adverse_events: not assessed\n"),),
    "consent not reported": (
        _case(
            _CONSENT,
            "  publication: {given: yes, by: not reported, date: 2023-02-14}\n  images: {given: not reported}\n"
            "  data_sharing: {given: not reported}\n",
        ),
    ),
    "consent waived": (
        _case(_CONSENT, "  publication: {waived: yes, by: ethics committee, reference: EC 1}\n"),
    ),
    "consent for images": (
        _case(
            _CONSENT,
            f"{_CONSENT}  images: {{given: yes, by: mother, date: 2023-02-14}}\n  data_sharing: {{given: no}}\n",
        ),
    ),
    "assessors that differ": (
        _case("    date: 2023-02-20\n", "    date: 2023-02-20\n    assessor: a nurse\n"),
    ),
    "an adult": (_case(_AGE, "  age: 40 years\n"),),
    "two treatments": (
        _case(
            _TREATED,
            "  - name: Exercise\n    concomitant: " + "a long story of care, " * 12 + "all of it\n"
            "    sessions:\n      - {date: 2023-03-02, routes: not reported}\n" + _TREATED,
        ),
        _case(
            "visits:\n",
            "concomitant:\n  - {what: splint, from: before, to: month 5}\n"
            "  - {what: baclofen, from: before}\n  - {what: school, to: after}\n"
            "  - {what: swimming}\ncourse:\n  - {what: relapse, day: 120}\nvisits:\n",
        ),
    ),
    "a course": (
        _case(_TREATMENT, _COURSES),
        _case(_AGE, f"{_AGE}{_LISTED}"),
        _events(_event(onset="{day: 5}")),
    ),
    "a single dose": (
        _case(
            _TREATMENT,
            "treatment:\n  - {name: Vaccine, kind: drug, time: not reported}\n"
            "  - name: Cells\n    course: [{from: 2023-03-01, dose: 5 mg}]\n",
        ),
        _case("    date: 2024-01-20\n", "    date: 2023-02-28\n"),
    ),
    "no treatment": (_case(_TREATMENT, ""),),
    "no outcome": (
        _series(f"outcomes:\n  - {_RULE}\n", ""),
        _series(
            "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n",
            "",
        ),
        (
            "results.md",
            'After treatment, {{ results["TCT.improved"].in_words }} child had better trunk control.',
            "We saw one child.",
        ),
    ),
    "no route": (
        _case("  - name: Cells\n", "  - name: not reported\n"),
        _case(_FIRST, ", routes: not reported}"),
        _case(_SECOND, ", routes: not reported}\n"),
        _case("  diagnosis: Spastic cerebral palsy\n", "  diagnosis: not reported\n"),
    ),
    "a review copy": (_series("language: en-GB\n", "language: en-GB\nstyle: {layout: review}\n"),),
    "a setting": (
        _case(
            "      TCT: {rolling to weak side: 12, rolling to strong side: 12,",
            "      MI: {pinch grip: {right: 19, left: 33}}\n      TCT: {rolling to weak side: 12, rolling to strong side: 12,",
        ),
        _series("language: en-GB\n", "language: en-GB\nsettings: {MI: {plus_one: none}}\n"),
    ),
    "one visit": (
        _case(
            f"{_AFTER}    date: 2024-01-20\n{_SCORES_AFTER}",
            "",
        ),
    ),
    "totals alone": (
        _case(_SCORES_BEFORE, "    entered_totals: {TCT: 36}\n"),
        _case(_SCORES_AFTER, "    entered_totals: {TCT: 74}\n"),
    ),
    "one total alone": (
        _case(_SCORES_BEFORE, "    entered_totals: {TCT: 36}\n"),
        _series("outcomes:\n", "outcomes:\n  - {scale: MI, label: strength, rule: score}\n"),
    ),
    "nothing measured": (
        _case(_SCORES_BEFORE, ""),
        _case(_SCORES_AFTER, ""),
    ),
    "by more items": (
        _series(_RULE, "{scale: MAS, label: spasticity, rule: more items better than worse}"),
    ),
    "by two grades": (
        _series(_RULE, "{scale: MAS, label: spasticity, rule: items by two grades}"),
    ),
    "by strength": (
        _case(_SCORES_BEFORE, _SCORES_BEFORE + _STRONG),
        _case(_SCORES_AFTER, _SCORES_AFTER + _STRONG),
        _series(_RULE, "{scale: MRC, label: strength, rule: score}"),
    ),
    "a supplement": (
        _series(
            "sections:\n",
            "supplement: {sections: [{title: Extra, id: extra, tables: [scores]}]}\n"
            "sections:\n  - {title: Cases, cases: all}\n",
        ),
        ("methods.md", "twice.", "twice, see [@sec:extra]."),
        _case(_NONE, f"{_NONE}outcome: She did as [@tbl:items] says.\n"),
    ),
    "a classification": (
        _case(
            "      TCT: {rolling to weak side: 12, rolling to strong side: 12,",
            "      GMFCS: {level: III}\n      TCT: {rolling to weak side: 12, rolling to strong side: 12,",
        ),
    ),
    "an answer that stands nowhere": (
        _series(
            "language: en-GB\n",
            "language: en-GB\nchecklists: {care: {5d: {stands: nobody wrote this}}}\n",
        ),
    ),
}


def _demo(count: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        start_demo(folder, count, 1)
        return folder / "cases"

    return make


#: The series, each made in a folder of its own; of large ones the reports of a few cases.
SERIES: dict[str, Callable[[Path], Path]] = {
    "the example": lambda _: REPOSITORY / "cases",
    "20 patients": _demo(20),
    "30 patients": _demo(30),
    "photographs": lambda _: REPOSITORY / "examples" / "dermatology",
    "numbers": measured_series,
    "groups": grouped_series,
    "several comparisons": lambda folder: compared_series(folder, TWO),
    "nothing compared": lambda folder: compared_series(folder, NONE),
    "many and nothing compared": lambda folder: measured_in(25, compared_series(folder, NONE)),
    "categories": kinds_series,
    "sizes for better and worse": lambda folder: measured_series(
        folder,
        ("series.yaml", "by at least 13 mm", "by at least 13 mm; worse by at least 8 mm"),
        ("series.yaml", "by at least 50 %", "by at least 50 %; worse by at least 20 % from nadir"),
        ("series.yaml", "rule: any change", "rule: is at least 0"),
    ),
    "values made of others": units_series,
    "numbers summed up": lambda folder: measured_series(folder, SUMMED_UP),
    "numbers of many": lambda folder: measured_in(25, measured_series(folder)),
    **{name: (lambda folder, c=changes: smallest(folder, *c)) for name, changes in CHANGED.items()},
}  # type: ignore[dict-item]
_MOST_REPORTS = 4

#: What none of these series prints: to be shown by a series of its own.
NOT_SHOWN = {
    "article.left_out",
    "article.supplement_file",
    "checklists.reason.count.most",
    "checklists.reason.nothing",
    "figures.change.left_out",
    "figures.map.alt.no_record",
    "figures.map.change.plus",
    "figures.series_change.alt.ways",
    "figures.series_change.left_out",
    "figures.shared.drawn_out",
    "figures.shared.moved",
    "figures.timeline.concomitant.full",
    "figures.timelines.unplaced.all",
    "methods.rule.mcid",
    "methods.rule.mdc",
    "methods.scoring.setting",
    "methods.statistics.years",
    "report.age.missing",
    "report.verdicts.ends",
    "report.verdicts.of",
    "report.verdicts.rules",
    "results.age.group",
    "results.age.group.all.how",
    "results.age.group.how",
    "results.category.at_worst",
    "results.change.steps",
    "results.events.looked_for.no_visit",
    "results.events.no_session.all.how",
    "results.item.number.how",
    "results.left_out",
    "results.left_out.how",
    "results.level.all.nominal",
    "results.reclassified.from_to",
    "results.reclassified.how",
    "results.reclassified.same",
    "results.score.without",
    "results.threshold.how.at_least",
    "results.unit.years",
    "results.value.reference",
    "scoring.answered",
    "scoring.answered.counts",
    "scoring.answered.extreme",
    "scoring.band.above",
    "scoring.band.below",
    "scoring.band.up_to",
    "scoring.bands",
    "scoring.coding",
    "scoring.constant",
    "scoring.count",
    "scoring.decide",
    "scoring.either",
    "scoring.entered",
    "scoring.formula",
    "scoring.lookup",
    "scoring.max",
    "scoring.min",
    "scoring.percentage",
    "scoring.product",
    "scoring.rescale",
    "scoring.shortcut",
    "scoring.shortcut.when",
    "scoring.side",
    "scoring.step",
    "scoring.step.otherwise",
    "scoring.step.when",
    "scoring.threshold.mcid",
    "scoring.threshold.mdc95",
    "scoring.untestable",
    "scoring.weights",
    "scoring.weights.one",
    "supplement.in_files",
    "tables.series_adverse_events.caption.each",
    "tables.shared.basis.without",
}
#: What every series says that a report can be made of: it has a patient, consent, a treatment with
#: sessions in time, a visit and an outcome. Where one of them is missing, it is refused.
IN_EVERY_SERIES = {
    "figures.timeline.alt",
    "figures.timeline.alt.days",
    "figures.timeline.alt.sessions",
    "figures.timeline.alt.visit",
    "figures.timeline.alt.visits",
    "figures.timeline.caption",
    "figures.timeline.marks",
    "figures.timeline.title",
    "methods.ages",
    "methods.improvement.compared",
    "methods.improvement.comparison",
    "methods.improvement.outcome",
    "methods.improvement.rule",
    "methods.statistics.ages",
    "methods.statistics.descriptive",
    "methods.statistics.no_p_value",
    "methods.statistics.numbers",
    "report.concomitant",
    "report.consent.publication",
    "report.metadata",
    "report.pointer.adverse_events",
    "report.pointer.patient_information",
    "report.pointer.therapeutic_intervention",
    "report.pointer.timeline",
    "report.sessions",
    "report.treatment",
    "report.treatment.in_short",
    "report.treatment.period",
    "report.verdicts",
    "report.visits",
    "report.visits.counted",
    "results.age",
    "results.age.how",
    "results.by_name",
    "results.day.how",
    "results.events",
    "results.events.looked_for",
    "results.events.looked_for.how",
    "results.events.serious",
    "results.events.sessions",
    "results.follow_up",
    "results.follow_up.how",
    "results.outcomes.of",
    "results.outcomes.of.how",
    "results.outcomes.of.which.how",
    "results.session.day",
    "results.sessions",
    "results.sessions.how",
    "results.treatment_period",
    "results.treatment_period.how",
    "results.verdict",
    "results.verdict.how",
    "results.visit.time",
    "results.visit.time.how",
    "results.visits",
    "results.visits.how",
    "tables.case_adverse_events.caption",
    "tables.case_characteristics.caption",
    "tables.case_characteristics.times",
    "tables.case_sessions.caption",
    "tables.case_sessions.day",
    "tables.series_adverse_events.caption",
    "tables.series_adverse_events.looked_for",
    "tables.series_characteristics.age",
    "tables.series_characteristics.caption",
    "tables.series_outcomes.caption",
    "tables.series_outcomes.compared",
}


@cache
def _ids() -> tuple[str, ...]:
    return tuple(name for name in catalogue() if not name.startswith(("letters.", "pages.")))


def sentences_of(folder: Path) -> set[str]:
    """Write everything that a series prints, and name the sentences in it."""
    ready = check(folder)
    assert isinstance(ready, Ready), ready.problems
    marked = {name: own._marked(name, n) for n, name in enumerate(_ids())}
    cases = list(ready.reports)[:_MOST_REPORTS]
    texts = list(own._texts(ready.findings, ready.of_case, cases, marked, drawn=True))
    if len(ready.reports) < 20:
        texts += lacking._texts(replace(ready, findings=ready.findings.worded(marked)))
    whole = "\n".join(texts)
    return {name for n, name in enumerate(_ids()) if own._signs(n)[0] in whole}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    return {name: sentences_of(make(tmp_path_factory.mktemp("s"))) for name, make in SERIES.items()}


def test_every_sentence_is_printed_in_some_series(printed: dict[str, set[str]]) -> None:
    assert set(_ids()) - set().union(*printed.values()) - NOT_SHOWN == set()


def test_no_other_sentence_is_printed_in_every_series(printed: dict[str, set[str]]) -> None:
    assert set.intersection(*printed.values()) - IN_EVERY_SERIES == set()
