"""Every generated sentence is printed where its condition holds, and not where it does not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from html import escape
from itertools import cycle
from pathlib import Path
from unittest import mock

import pytest

from cpreport.cases.series import OwnSentence
from cpreport.catalogue import catalogue
from cpreport.check import own_sentences as own
from cpreport.check.check_series import Ready, check
from cpreport.checklists import lacking
from cpreport.checklists.docx_paragraphs import DocxParagraphs, ParagraphPlace
from cpreport.checklists.fill_items import fill_checklists
from cpreport.checklists.item_rows import checklist_page
from cpreport.checklists.place_items import FinishedDocument, PagePlace, Stands, place_items
from cpreport.demo.start import start_demo
from cpreport.figures import draw_series, drawing, series_figures_of
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report
from cpreport.manuscript.supplement import compose_supplement
from cpreport.manuscript.written_document import shared
from cpreport.publish.docx.documents import article_docx
from cpreport.publish.html import documents
from cpreport.publish.html.documents import (
    article_html,
    checklist_html,
    report_html,
    supplement_html,
)
from cpreport.publish.jats.article import article_jats
from cpreport.publish.submission import Submission
from cpreport.scales.reader import shipped_scales
from cpreport.tables import (
    case_table,
    case_tables_of,
    series_table,
    series_tables_of,
    supplement_table,
    supplement_tables_of,
)
from tests.compared_series import NONE, TWO, compared_series, grouped_series, reliable_series
from tests.conftest import REPOSITORY
from tests.kinds_series import kinds_series
from tests.measured_series import SUMMED_UP, measured_in, measured_series
from tests.phased_series import phased_series
from tests.smallest import CASE, smallest
from tests.test_measure_thresholds import RULE, THRESHOLDS
from tests.test_reference_bands import haemoglobin
from tests.test_treatments import OTHERS, TAPER, TREATMENT
from tests.units_series import units_series

pytestmark = [
    pytest.mark.filterwarnings("ignore:Glyph"),
    pytest.mark.slow,
    pytest.mark.usefixtures("shared_cache"),
]

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


_ABSTRACT = (
    "language: en-GB\n",
    "language: en-GB\ngraphical_abstract: {control_group: no}\n",
)
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


def _entered_totals() -> str:
    """Enter a total of every scale that ships: what each is made of is told."""
    lines = []
    for scale in shipped_scales().values():
        rule = next((r for r in scale.scores if r.name == scale.main_score), None)
        whole = rule is not None and rule.per != "side" and rule.printed_as != "grade"
        if scale.kind == "outcome" and rule is not None and whole and rule.range:
            lines.append(f"      {scale.id}: {rule.range[1]}\n")
    return "    entered_totals:\n" + "".join(lines)


#: Without the sentences on an outcome that is not judged.
_UNCLAIMED = (
    _series("  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n", ""),
    _series("claims:\n", ""),
    (
        "results.md",
        'After treatment, {{ results["TCT.improved"].in_words }} child had better trunk control.',
        "We saw one child.",
    ),
)
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
    "a complication alone": (_events(_event(grading="Clavien-Dindo", grade="II")),),
    "events not assessed": (
        _case(_NONE, "adverse_events: not assessed\n"),
        _series(*_ABSTRACT),
    ),
    "a graphical abstract": (
        _case(_NONE, f"{_NONE}adverse_event_monitoring: We asked at every visit.\n"),
        _series(*_ABSTRACT),
    ),
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
    "an assessor who is not reported": (
        _case("    date: 2023-02-20\n", "    date: 2023-02-20\n    assessor: a nurse\n"),
        _case("    date: 2024-01-20\n", "    date: 2024-01-20\n    assessor: not reported\n"),
    ),
    "assessors who are not reported": (
        _case("    date: 2023-02-20\n", "    date: 2023-02-20\n    assessor: not reported\n"),
        _case("    date: 2024-01-20\n", "    date: 2024-01-20\n    assessor: not reported\n"),
    ),
    "an old patient": (_case(_AGE, "  age: 93 years\n"),),
    "hours": (_series("compare:", "time: {unit: hours}\ncompare:"),),
    "how they were looked for not reported": (
        _case(_NONE, "adverse_events: none\nadverse_event_monitoring: not reported\n"),
    ),
    "a perspective that does not apply": (
        _case(_NONE, f"{_NONE}patient_perspective: not applicable\n"),
    ),
    "an adult": (_case(_AGE, "  age: 40 years\n"),),
    "a note of one session": (
        _case(
            _TREATED,
            _TREATED
            + "".join(f"      - {{date: 2023-02-2{day}, routes: [oral]}}\n" for day in (4, 5, 6))
            + "      - {date: 2023-02-27, routes: [oral], note: slept well}\n",
        ),
    ),
    "two treatments": (
        _case(
            _TREATED,
            "  - name: Exercise\n    concomitant: " + "a long story of care, " * 60 + "all of it\n"
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
    "a table that the text asks for": (
        _case(_AGE, f"{_AGE}  history: Told in [@tbl:characteristics].\n"),
    ),
    "a long name of a visit": (
        _series("label: After treatment", f"label: {'Assessment-after-' * 6}treatment"),
    ),
    "totals alone": (
        _case(_SCORES_BEFORE, "    entered_totals: {TCT: 36}\n"),
        _case(_SCORES_AFTER, "    entered_totals: {TCT: 74}\n"),
    ),
    "one total alone": (
        _case(_SCORES_BEFORE, "    entered_totals: {TCT: 36}\n"),
        _series("outcomes:\n", "outcomes:\n  - {scale: MI, label: strength, rule: score}\n"),
    ),
    "nothing measured nor judged": (
        *_UNCLAIMED,
        _case(_SCORES_BEFORE, ""),
        _case(_SCORES_AFTER, ""),
        _series(f"outcomes:\n  - {_RULE}\n", ""),
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
    "every scale": (
        _case(_SCORES_BEFORE, _entered_totals()),
        _case(_SCORES_AFTER, _entered_totals()),
    ),
    "beyond MDC": (_series(_RULE, "{scale: TCT, label: trunk control, rule: score beyond MDC}"),),
    "a group of ages": (_case(_AGE, "  age: 6 to 8 years\n"),),
    "an age not reported": (_case(_AGE, "  age: not reported\n"),),
    "years": (_series("compare:", "time: {unit: years}\ncompare:"),),
    "thirds of grades": (
        _case(_SCORES_BEFORE, _SCORES_BEFORE + "      MRC: {elbow flexion: {right: 4, left: 3}}\n"),
        _case(_SCORES_AFTER, _SCORES_AFTER + "      MRC: {elbow flexion: {right: 4+, left: 3}}\n"),
        _series(_RULE, "{scale: MRC, label: strength, rule: items}"),
    ),
    "another level": (
        _case(_SCORES_BEFORE, _SCORES_BEFORE + "      GMFCS: {level: III}\n"),
        _case(_SCORES_AFTER, _SCORES_AFTER + "      GMFCS: {level: II}\n"),
    ),
    "the same level": (
        _case(_SCORES_BEFORE, _SCORES_BEFORE + "      GMFCS: {level: III}\n"),
        _case(_SCORES_AFTER, _SCORES_AFTER + "      GMFCS: {level: III}\n"),
    ),
    "events before looking": (
        ("P01.yaml", _NONE, "adverse_event_monitoring: We asked.\nadverse_events: none\n"),
        _case("  - id: after\n    date: 2024-01-20\n", "  - id: after\n    date: 2023-02-28\n"),
    ),
    "an event before the sessions": (
        (
            "P01.yaml",
            _NONE,
            "adverse_event_monitoring: We asked.\nadverse_events:\n"
            + _event(onset="{day: -1}", serious="yes", serious_criteria="[death]")
            + _event(),
        ),
    ),
    "a waiver by nobody": (
        _case(_CONSENT, "  publication: {waived: yes, by: not reported, reference: EC 1}\n"),
    ),
    "treated otherwise": (
        _case(TREATMENT, TAPER + OTHERS),
        _case(_NONE, "adverse_events:\n" + _event(onset="{day: 3}") + _event(onset="{day: -9}")),
    ),
    "two courses": (
        _case(
            TREATMENT,
            TAPER
            + TAPER.replace("treatment:\n", "")
            .replace("Prednisolone", "Baclofen")
            .replace("from: day 57, to: ongoing", "from: not reported, to: ongoing")
            + OTHERS
            + "  - {name: Excision, kind: procedure, date: 2023-03-05}\n",
        ),
    ),
    "described": (
        *_UNCLAIMED,
        _series("compare: [before, after]\n", ""),
        _series(f"outcomes:\n  - {_RULE}\n", ""),
    ),
    "no time at all": (
        _case("{date: 2023-03-01, routes", "{time: not reported, routes"),
        _case("{date: 2023-03-08, routes", "{time: not reported, routes"),
        _case("    date: 2023-02-20\n", "    time: not reported\n"),
        _case("    date: 2024-01-20\n", "    time: not reported\n"),
    ),
    "no times": (
        _case("{date: 2023-03-08, routes", "{time: not reported, routes"),
        _case("    date: 2023-02-20\n", "    time: not reported\n"),
    ),
}


#: Scales of the series' own, made by every rule; some parts decide alone, weigh, or may be missing.
OWN_SCALE = """\
id: OWN
name: Own Scale
measures: what one can
better: higher
source: {citation: "A paper. J Own 2001;1:1-2", doi: 10.5555/12345}
items: [a, b, c, {name: n, number: {range: [0, 50], digits: 1}}]
grades: {0: none, 1: a little, 2: half, 3: all}
main_coding: whole
codings: {whole: {0: 0, 1: 1, 2: 2, 3: 3}, half: {0: 0, 1: 0, 2: 1, 3: 1}}
scores:
  - {name: three, rule: sum, of: [a, b, c], answered: 2, range: [0, 9]}
  - {name: others, rule: sum, of: [a, b, c], answered: 2, unanswered: 0, range: [0, 9]}
  - {name: percent, rule: percentage, of: [a, b, c], range: [0, 100]}
  - {name: moved, rule: rescale, of: [a, b, c], to: [10, 50], range: [10, 50]}
  - {name: weighted, rule: sum, of: [a, n], weights: {a: 2, n: 0.1}, constant: 1, range: [1, 12]}
  - {name: worst, rule: max, of: [a, b], answered: 1, range: [0, 3]}
  - {name: best, rule: min, of: [a, b], range: [0, 3]}
  - {name: full, rule: count, of: [a, b, c], counts: [3], range: [0, 3]}
  - {name: halves, rule: sum, of: [a, b, c], coding: half, range: [0, 3]}
  - {name: mapped, rule: lookup, of: [worst], table: {0: 0, 1: 5, 2: 7, 3: 10}, range: [0, 10]}
  - {name: skipped, rule: sum, of: [a, b], shortcuts: [{when: {a: 0}, gives: 0}], range: [0, 6]}
  - {name: average, rule: mean, of: all graded, digits: 1}
settings:
  - {name: hurry, label: How it is tested, default: calm, choices: {calm: without haste, fast: in haste}}
main_score: three
thresholds:
  - {kind: MDC95, score: three, value: 1, population: adults of the paper, same_population: yes, source: {citation: A paper}}
  - {kind: MCID, score: three, value: 2, population: adults of the paper, same_population: yes, source: {citation: A paper}}
"""


#: A scale with sides, of which one patient has one.
SIDED_SCALE = """\
id: HAND
name: Hand Use
measures: muscle tone
better: higher
sided: yes
source: {citation: "A paper. J Own 2001;1:1-2", doi: 10.5555/12345}
items: [reach, grasp, bend]
grades: {0: no, 1: partly, 2: well}
scores:
  - {name: both, rule: sum, of: [reach, grasp]}
"""


FRONT = """\
keywords: [tone, palsy, child, cells, series, reach, grasp]
key_points: [It helps nobody]
licence: CC BY 4.0
dates: {submitted: 2023}
copyright: {holder: The authors, year: 2024}
publication: {version: 2, received: 2023, revised: 2023-11, accepted: 2024-01, published: 2024-02-03}
ethics: Approved.
consent_statement: Given.
data_availability: On request.
competing_interests: None.
funding: None.
ai_use: None.
acknowledgements: We thank all.
supplement: {sections: [{title: Extra, id: extra, tables: [scores]}]}
"""


def _with_front(folder: Path) -> Path:
    author = "  - name: Ada Example\n"
    told = (
        "    roles: [Software]\n    corresponding: yes\n    email: ada@example.org\n"
        "    orcid: 0000-0002-1825-0097\n  - name: Bo Roe\n"
    )
    return smallest(
        folder,
        _series(author, f"{author}{told}"),
        _series("sections:\n", f"{FRONT}sections:\n  - {{title: Cases, cases: all}}\n"),
        ("methods.md", "twice.", "twice [@Doe2001]."),
        add={
            "references.bib": "@book{Doe2001, author={Doe, J}, title={On tone}, publisher={Ex}, "
            "year={2001}}\n"
        },
    )


#: Items whose names are long, and more than have room.
_ITEMS = [f"act whose name is longer than the room there is for it {n}" for n in range(40)]
#: Scales without a score, with a grade that does not stand at its number.
_WITHOUT_SCORE = {"WIDE": _ITEMS, "NARROW": ["one", "two"]}


def _without_score(scale: str) -> str:
    return (
        f"id: {scale}\nname: Use {scale}\nmeasures: what one can\nbetter: higher\n"
        "source: {citation: A paper}\n"
        'grades: {0: no, "1+": {meaning: partly, points: 1.5}, 2: well}\n'
        f"items: [{', '.join(_WITHOUT_SCORE[scale])}]\n"
    )


def _many_items(folder: Path) -> Path:
    def graded(grade: str) -> str:
        return "".join(
            f"      {scale}: {{{', '.join(f'{item}: {grade}' for item in items)}}}\n"
            for scale, items in _WITHOUT_SCORE.items()
        )

    cases = smallest(
        folder,
        *_UNCLAIMED,
        _case(_SCORES_BEFORE, _SCORES_BEFORE + graded("0")),
        _case(_SCORES_AFTER, _SCORES_AFTER + graded("1+")),
        add={f"scales/{scale}.yaml": _without_score(scale) for scale in _WITHOUT_SCORE},
    )
    return _copied(cases, 25)


def _two_drugs(folder: Path) -> Path:
    other = CASE.replace("id: P01", "id: P02").replace(
        TREATMENT, TAPER.replace("Prednisolone", "Baclofen")
    )
    claim = ("TCT.improved = 1 of 1", "TCT.improved = 2 of 2")
    return smallest(folder, _case(TREATMENT, TAPER), _series(*claim), add={"P02.yaml": other})


def _copied(cases: Path, count: int) -> Path:
    """Add copies of the first case, until there are so many patients."""
    text = (cases / "P01.yaml").read_text("utf-8")
    for n in range(2, count + 1):
        (cases / f"P{n:03}.yaml").write_text(text.replace("id: P01", f"id: P{n:03}"), "utf-8")
    return cases


def _very_many(folder: Path) -> Path:
    extra = "supplement: {sections: [{title: Extra, id: extra, tables: [scores]}]}\n"
    cases = smallest(
        folder,
        *_UNCLAIMED,
        _series("sections:\n", f"{extra}sections:\n"),
        ("methods.md", "twice.", "twice, see [@tbl:supplement-scores]."),
    )
    _copied(cases, 101)
    last = cases / "P101.yaml"
    last.write_text(last.read_text("utf-8").replace("age: 6 years", "age: not reported"), "utf-8")
    return cases


def _many_by_every_scale(folder: Path) -> Path:
    cases = smallest(
        folder,
        *_UNCLAIMED,
        _case(_SCORES_BEFORE, _entered_totals()),
        _case(_SCORES_AFTER, ""),
    )
    return _copied(cases, 8)


def _one_side(folder: Path) -> Path:
    one = "{right: 1, left: not applicable}"
    both = f"        reach: {one}\n        grasp: {one}\n"
    return smallest(
        folder,
        _case(_SCORES_BEFORE, f"    scores:\n      HAND:\n{both}"),
        _case(
            _SCORES_AFTER,
            f"    scores:\n      HAND:\n{both.replace('1', '2')}        bend: {one}\n",
        ),
        _series(_RULE, "{scale: HAND, label: tone, rule: items}"),
        *_UNCLAIMED,
        add={"scales/hand.yaml": SIDED_SCALE},
    )


def _left_out(folder: Path) -> Path:
    refused = CASE.replace("id: P01", "id: P02").replace("{given: yes, by", "{given: no, by")
    return smallest(folder, add={"P02.yaml": refused})


def _compared_twice(folder: Path) -> Path:
    later = "  - {id: after, label: After treatment}\n"
    visit = f"{_AFTER}    date: 2024-01-20\n"
    return smallest(
        folder / "whole",
        _series(later, f"{later}  - {{id: later, label: Later}}\n"),
        _series("compare: [before, after]", "compare: [[before, after], [before, later]]"),
        _series(
            "  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n", ""
        ),
        _series("claims:\n", ""),
        ("results.md", '{{ results["TCT.improved"].in_words }}', "one"),
        _case(visit, f"  - {{id: later, date: 2024-06-20}}\n{visit}"),
    )


def _no_times_of_two(folder: Path) -> Path:
    untimed = ("    date: 2023-02-20\n", "    time: not reported\n")
    other = CASE.replace("id: P01", "id: P02").replace(*untimed)
    claim = ("TCT.improved = 1 of 1", "TCT.improved = 2 of 2")
    return smallest(folder, _case(*untimed), _series(*claim), add={"P02.yaml": other})


def _typed(folder: Path) -> Path:
    scale = (
        "id: KIND\nname: Kind of Palsy\nkind: classification\nlevel: nominal\nmeasures: kind\n"
        "better: lower\nsource: {citation: A paper}\nitems: [kind]\n"
        "grades: {1: spastic, 2: ataxic}\n"
    )
    return smallest(
        folder,
        _case(_AGE, f"{_AGE}  classification: {{KIND: 1}}\n"),
        add={"scales/kind.yaml": scale},
    )


def _many_in_a_supplement(folder: Path) -> Path:
    cases = _demo(30)(folder)
    text = (cases / "series.yaml").read_text("utf-8")
    added = "supplement: {sections: [{title: All, id: all, tables: [scores, events]}]}\n"
    (cases / "series.yaml").write_text(text + added, "utf-8")
    return cases


#: Scores that have no value, each for another reason.
WITHOUT_VALUE = """\
id: WHY
name: Score Without Value
measures: what one can
better: higher
source: {citation: "A paper. J Own 2001;1:1-2", doi: 10.5555/12345}
items: [a, b, c, d, {name: n, number: {range: [0, 50]}}, {name: age, taken_from: age, number: {unit: years}}]
grades: {0: none, 1: a little, 2: half, 3: all}
scores:
  - {name: one, rule: either, of: [a, b], range: [0, 3]}
  - {name: logarithm, rule: formula, of: [n], formula: ln(n), digits: 1}
  - {name: table, rule: lookup, of: [n], table: {1: 0, 2: 1}, range: [0, 1]}
  - {name: cast, rule: sum, of: [c], range: [0, 3]}
  - {name: whole, rule: sum, of: [a, d], range: [0, 6]}
  - {name: graded, rule: mean, of: all graded, digits: 1}
  - {name: years, rule: formula, of: [a, age], formula: a * age, digits: 1}
main_score: whole
"""


def _without_value(folder: Path) -> Path:
    graded = "      WHY: {a: 1, b: 2, c: not applicable (in a cast), n: 0}\n"
    total = "    entered_totals: {WHY: 4}\n"
    return smallest(
        folder,
        _case(_AGE, "  age: 6 to 8 years\n"),
        _case(_SCORES_BEFORE, _SCORES_BEFORE + graded + total),
        _case(_SCORES_AFTER, _SCORES_AFTER + "      WHY: {}\n"),
        add={"scales/why.yaml": WITHOUT_VALUE},
    )


def _untreated_of_two(folder: Path) -> Path:
    other = CASE.replace("id: P01", "id: P02").replace(TREATMENT, "")
    other = other.replace(_AGE, "  age: not reported\n")
    other = other.replace(_NONE, "adverse_events: not assessed\n")
    claim = ("TCT.improved = 1 of 1", "TCT.improved = 2 of 2")
    return smallest(folder, _series(*claim), add={"P02.yaml": other})


def _many_with_a_figure(folder: Path) -> Path:
    cases = smallest(folder, *_UNCLAIMED, ("methods.md", "twice.", "twice, see [@fig:timelines]."))
    return _copied(cases, 30)


_TCT = "TCT: {rolling to weak side: 12, rolling to strong side: 12,"


def _ranges_of_many(folder: Path) -> Path:
    """Number many patients, with ranges of two sexes, under a drug whose dose changes."""
    cases = haemoglobin(folder, "male")
    text = (cases / "P01.yaml").read_text("utf-8").replace(TREATMENT, TAPER)
    for n in range(4, 13):
        of_sex = text.replace("sex: male", "sex: female") if n % 2 else text
        (cases / f"P{n:02}.yaml").write_text(of_sex.replace("id: P01", f"id: P{n:02}"), "utf-8")
    return cases


def _own_scale(folder: Path) -> Path:
    graded = [
        "      OWN: {a: 1, b: 0, n: 2}\n",
        "      OWN: {a: 3, b: 1, c: 3, n: 2}\n",
    ]
    return smallest(
        folder,
        _case(_SCORES_BEFORE, _SCORES_BEFORE + graded[0]),
        _case(_SCORES_AFTER, _SCORES_AFTER + graded[1]),
        _series(
            "outcomes:\n", "outcomes:\n  - {scale: OWN, label: own, rule: score reaching MCID}\n"
        ),
        _series("language: en-GB\n", "language: en-GB\nsettings: {OWN: {hurry: fast}}\n"),
        add={"scales/own.yaml": OWN_SCALE},
    )


def _demo(count: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        start_demo(folder, count, 1)
        return folder / "cases"

    return make


def _seven_outcomes(folder: Path) -> Path:
    """Judge seven values, one of them both ways, for a graphical abstract that has room for six."""
    return kinds_series(
        folder,
        ("series.yaml", *_ABSTRACT),
        ("series.yaml", "unit: µg/L}", "unit: µg/L, better: higher}"),
        ("series.yaml", "outcomes:\n", "outcomes:\n  - {measure: ferritin, rule: any change}\n"),
        ("series.yaml", "{measure: elbow, rule", "{measure: elbow, primary: yes, rule"),
        ("P01.yaml", "L: unable", "L: -40"),
        ("P01.yaml", _NONE, "adverse_events:\n" + _event()),
    )


def _verdicts_of_many(folder: Path) -> Path:
    """Judge items and an entered total of more patients than are told one by one."""
    cases = smallest(
        folder,
        *_UNCLAIMED,
        _series(*_ABSTRACT),
        _series(_RULE, f"{_RULE}\n  - {{scale: DLQI, label: life, rule: by at least 4}}"),
        _case(_SCORES_BEFORE, _SCORES_BEFORE + "    entered_totals: {DLQI: 12}\n"),
        _case(_SCORES_AFTER, _SCORES_AFTER + "    entered_totals: {DLQI: 4}\n"),
    )
    return _copied(cases, 30)


_MORE = "  M{0}: {{name: Marker {0}, unit: g/L}}\n"
#: The series, each made in a folder of its own; of large ones the reports of a few cases.
SERIES: dict[str, Callable[[Path], Path]] = {
    "the example": lambda _: REPOSITORY / "cases",
    "6 patients": _demo(6),
    "20 patients": _demo(20),
    "30 patients": _demo(30),
    "photographs": lambda _: REPOSITORY / "examples" / "dermatology",
    "a response": lambda _: REPOSITORY / "examples" / "oncology",
    "numbers": measured_series,
    "everything at the front": lambda folder: _with_front(folder / "whole"),
    "its own scale": _own_scale,
    "one side": _one_side,
    "seven outcomes": _seven_outcomes,
    "verdicts of many": _verdicts_of_many,
    "numbers of very many": lambda folder: measured_in(30, measured_series(folder)),
    "a patient left out": _left_out,
    "untreated": lambda folder: smallest(folder / "whole", _case(TREATMENT, "")),
    "compared twice": _compared_twice,
    "no times of two": _no_times_of_two,
    "scores without a value": _without_value,
    "one of two untreated": _untreated_of_two,
    "a figure that is not drawn": _many_with_a_figure,
    "a type": _typed,
    "categories that are reached": lambda folder: kinds_series(
        folder,
        ("series.yaml", "rule: by at least 2 steps", "rule: is at least 6/18"),
    ),
    "a category that is not passed": lambda folder: kinds_series(
        folder, ("series.yaml", "rule: by at least 2 steps", "rule: is at most 6/18")
    ),
    "a number that is low enough": lambda folder: measured_series(
        folder, ("series.yaml", "by at least 13 mm", "is at most 30 mm")
    ),
    "items without room": _many_items,
    "two drugs": _two_drugs,
    "very many": _very_many,
    "many by every scale": _many_by_every_scale,
    "many in a supplement": _many_in_a_supplement,
    "limits that tell nothing": lambda folder: measured_series(
        folder,
        ("P01.yaml", "ferritin: <5 ug/L", 'ferritin: ">200"'),
        ("P03.yaml", "{CRP: <5, pain: 20", "{CRP: <10, pain: 20"),
    ),
    "groups": grouped_series,
    "reliable change": reliable_series,
    "several comparisons": lambda folder: compared_series(folder, TWO),
    "nothing compared": lambda folder: compared_series(folder, NONE),
    "many and nothing compared": lambda folder: measured_in(25, compared_series(folder, NONE)),
    "categories": kinds_series,
    "the worst category": lambda folder: kinds_series(
        folder,
        ("P01.yaml", "response: SD", "response: PD"),
        ("P01.yaml", "response: PR", "response: PD"),
    ),
    "sizes for better and worse": lambda folder: measured_series(
        folder,
        ("series.yaml", "by at least 13 mm", "by at least 13 mm; worse by at least 8 mm"),
        ("series.yaml", "by at least 50 %", "by at least 50 %; worse by at least 20 % from nadir"),
        ("series.yaml", "rule: any change", "rule: is at least 0"),
    ),
    "values made of others": units_series,
    "phases": phased_series,
    "thresholds of a measure": lambda folder: measured_series(folder, THRESHOLDS, RULE),
    "a range that nobody knows": lambda folder: haemoglobin(folder, "not reported"),
    "values without room": lambda folder: measured_series(
        folder,
        ("series.yaml", "measures:\n", f"measures:\n{''.join(map(_MORE.format, range(9)))}"),
        (
            "P01.yaml",
            "{CRP: 89 mg/L,",
            f"{{{''.join(f'M{n}: 5, ' for n in range(9))}CRP: 89 mg/L,",
        ),
    ),
    "ranges of many": _ranges_of_many,
    "goals": lambda folder: smallest(
        folder, _case(_TCT, f"GAS: {{goal 1: 0, weight 1: 0}}\n      {_TCT}")
    ),
    "numbers summed up": lambda folder: measured_series(folder, SUMMED_UP),
    "numbers of many": lambda folder: measured_in(25, measured_series(folder)),
    **{name: (lambda folder, c=changes: smallest(folder, *c)) for name, changes in CHANGED.items()},
}  # type: ignore[dict-item]
_MOST_REPORTS = 4

#: How a record that no document can be made without is taken out of the smallest series.
TAKEN_OUT: dict[str, tuple[str, str]] = {
    "adverse_events": (_NONE, ""),
    "consent.publication": ("{given: yes, by: mother", "{given: no, by: mother"),
    "patient": (CASE[CASE.index("patient:") : CASE.index("consent:")], ""),
    "patient.age": (_AGE, ""),
    "patient.diagnosis": ("  diagnosis: Spastic cerebral palsy\n", ""),
    "patient.sex": ("  sex: female\n", ""),
    "visits": (CASE[CASE.index("visits:") : CASE.index("adverse_events")], ""),
    "visits.date": ("    date: 2023-02-20\n", ""),
}
#: What each such sentence needs, and the problem that says that it is not there.
NEEDED = sorted({one for said in catalogue().values() for one in said.without})


@cache
def _ids() -> tuple[str, ...]:
    return tuple(name for name in catalogue() if not name.startswith("letters."))


def sentences_of(folder: Path) -> set[str]:
    """Write everything that a series prints, and name the sentences in it."""
    ready = check(folder, leave_out=True)
    assert isinstance(ready, Ready), ready.problems
    marked = {name: own._marked(name, n) for n, name in enumerate(_ids())}
    cases = list(ready.reports)[:_MOST_REPORTS]
    texts = list(own._texts(ready.findings, ready.of_case, cases, marked, drawn=True))
    if len(ready.reports) < 20:
        texts += lacking._texts(replace(ready, findings=ready.findings.worded(marked)))
    if folder.parts[-2:] == ("whole", "cases") or folder == REPOSITORY / "cases":
        # No font has the signs that mark a sentence.
        with mock.patch.object(documents, "screen_css", return_value=""):
            texts += documents_of(ready, marked)
    if len(ready.reports) > 25:
        every = ready.unpacked().findings.worded(marked)
        tables = (supplement_table(name, every) for name in supplement_tables_of(every))
        texts += own.texts_of_tables(tables)
    whole = "\n".join(texts)
    return {name for n, name in enumerate(_ids()) if own._signs(n)[0] in whole}


def documents_of(ready: Ready, marked: dict[str, OwnSentence]) -> list[str]:
    """Write the documents of a series as pages, manuscripts and XML, and list what they say."""
    findings = ready.findings.worded(marked)
    of_series, folder = shared(findings), ready.folder
    article, _ = compose_article(findings, of_series)
    supplement, _ = compose_supplement(findings, of_series, article)
    tables = {n: t for n in series_tables_of(findings) if (t := series_table(n, findings))}
    # Drawn without signs, which no font has.
    plain = ready.findings
    drawn = {n: d for n in series_figures_of(plain) if (d := draw_series(n, plain))}
    listed = Submission(figures="listed", tables="at end")
    made = [
        article_html(findings, article, drawn, tables, medium="screen", folder=folder),
        _text_of_docx(article_docx(findings, article, drawn, tables, listed)),
        _text_of_docx(article_docx(findings, article, drawn, tables, Submission(figures="at end"))),
        article_jats(findings, article, drawn, tables).decode(),
    ]
    if supplement is not None:
        made.append(supplement_html(findings, supplement, {}, {}, medium="screen", folder=folder))
    case_id = next(iter(ready.reports))
    own = ready.of_case(case_id).worded(marked)
    report, _ = compose_report(own, case_id, of_series)
    of_case = {n: t for n in case_tables_of(own, case_id) if (t := case_table(n, own, case_id))}
    made.append(
        report_html(own, report, {}, of_case, medium="screen", folder=folder, audience="private")
    )
    checked = replace(ready, findings=findings)
    checklist = fill_checklists(checked)[0]
    evidence = [one for filled in checklist.items for one in filled.evidence]
    places = {
        one: Stands(PagePlace(2, 14), ParagraphPlace(section, 3))
        for one, section in zip(evidence, cycle(["Methods", "Title page"]), strict=False)
    }
    page = checklist_page(checklist, places)
    made.append(checklist_html(page, folder=folder))
    lost, _ = place_items([checklist], {"article": FinishedDocument(docx=DocxParagraphs(()))})
    made += [filled.reason for filled in lost[0].items]
    return made


def _text_of_docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [file.read(n).decode() for n in file.namelist() if n.endswith(".xml")]
    return re.sub(r"<[^>]*>", "", "".join(parts))


def _strings(thing: object) -> Iterator[str]:
    """Find every text in records: what a figure draws, without drawing it."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _strings(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _strings(getattr(thing, field.name))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    # That what a drawing holds is drawn, tests of figures say; here it would take most of the time.
    def svg(one: drawing.FigureDrawing) -> str:
        said = escape(" ".join(_strings(one)))
        return f'<svg xmlns="http://www.w3.org/2000/svg"><text>{said}</text></svg>'

    with mock.patch.object(drawing, "_svg", svg):
        folders = {name: make(tmp_path_factory.mktemp("s")) for name, make in SERIES.items()}
        return {name: sentences_of(folder) for name, folder in folders.items()}


def test_every_sentence_is_printed_in_some_series(printed: dict[str, set[str]]) -> None:
    assert set(_ids()) - set().union(*printed.values()) == set()


def test_every_sentence_is_left_out_of_some_series_or_no_document_is_made_without_its_record(
    printed: dict[str, set[str]],
) -> None:
    always = set.intersection(*printed.values())
    assert always == {name for name in _ids() if catalogue()[name].without}


@pytest.mark.parametrize(("key", "code"), NEEDED)
def test_without_its_record_no_document_is_made(key: str, code: str, tmp_path: Path) -> None:
    changes = [_case(*TAKEN_OUT[key])] if key in TAKEN_OUT else []
    folder = smallest(tmp_path / "series", *changes)
    if key == "patients":
        (folder / "P01.yaml").unlink()
    ready = check(folder)
    assert code in {problem.code for problem in ready.problems if problem.severity == "error"}
    assert not isinstance(ready, Ready) or (ready.article is None and not ready.reports)
