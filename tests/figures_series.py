"""Series of every size for figures: invented patients whose grades follow from their number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cpreport.cases.case import Case
from cpreport.cases.json_text import read_json
from cpreport.cases.series import SectionText, Series, SeriesRecord
from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.outcomes import Findings, find
from cpreport.scales.reader import read_scales
from cpreport.scales.scoring import score_series

GRADES = ("0", "1", "1+", "2", "3", "4")
MAS_ITEMS = tuple(item.name for item in read_scales(())[0]["MAS"].items)
LONG_ITEMS = tuple(
    f"Musculus extensor carpi radialis longus et brevis, part {n} of the thirty" for n in range(30)
)
ROUTES = ("intrathecal", "intravenous", "intramuscular")
MI_ITEMS = (
    *("pinch grip", "elbow flexion", "shoulder abduction"),
    *("ankle dorsiflexion", "knee extension", "hip flexion"),
)


def events(number: int, *, serious: int = 3) -> list[dict[str, Any]]:
    """Give so many adverse events; every so manieth is serious."""
    return [
        {
            "term": f"Fever with headache and vomiting, number {n}",
            "grade": str(n % 5 + 1),
            "onset": {"day": str(17 * n % 200)},
            "duration": "2 days",
            "serious": "yes" if n % serious == 0 else "no",
            "relatedness": "possible",
            "action": "none",
            "outcome": "recovered",
        }
        for n in range(number)
    ]


def case(
    number: int,
    *,
    id: str,
    items: tuple[str, ...],
    visits: int,
    days: Sequence[int] = (),
    **more: Any,
) -> dict[str, Any]:
    """Give one case as a file has it; keys in `more` replace its own.

    Parameters
    ----------
    days : sequence of int
        Of the visits, from the first session; default: every two months.
    """
    scale = "MAS" if set(items) <= set(MAS_ITEMS) else "LONG"
    record: dict[str, Any] = {
        "id": id,
        "patient": {
            "age": f"{number % 16 + 2} years",
            "sex": ("female", "male")[number % 2],
            "diagnosis": "Spastic cerebral palsy",
        },
        "consent": {"publication": {"given": "yes", "by": "mother", "date": "2023-02-14"}},
        "treatment": [
            {
                "name": "Mesenchymal stem cells",
                "concomitant": "Physiotherapy three times a week, unchanged",
                "sessions": [{"day": str(14 * n), "routes": list(ROUTES)} for n in range(6)],
            }
        ],
        "visits": [_visit(number, n, scale, items) for n in range(visits)],
        "adverse_events": "none",
    }
    for visit, day in zip(record["visits"], days, strict=False):
        visit["day"] = str(day)
    return record | more


def _visit(number: int, visit: int, scale: str, items: tuple[str, ...]) -> dict[str, Any]:
    def grade(position: int, side: int) -> str:
        if (number + position + side) % 11 == 3:
            return "not assessed"
        return GRADES[(number + position * (side + 2) - visit) % 6]

    graded = {item: {"right": grade(n, 0), "left": grade(n, 1)} for n, item in enumerate(items)}
    points = ("0", "9", "14", "19", "25", "33")
    strong = {
        item: {
            side: points[(number + n + visit) % 6].replace("9", "11" if not n else "9")
            if n or points[(number + n + visit) % 6] in ("0", "33")
            else "22"
            for side in ("right", "left")
        }
        for n, item in enumerate(MI_ITEMS)
    }
    balance = ("0", "12", "25")
    trunk = {
        "rolling to weak side": balance[(number + visit) % 3],
        "rolling to strong side": balance[number % 3],
        "sitting up from lying": "not assessed" if number % 7 == 5 else balance[visit % 3],
        "sitting balance": balance[-(number + 2 * visit) % 3],
    }
    return {
        "id": f"v{visit}",
        "day": str(-10 if visit == 0 else 60 * visit + number % 20),
        "scores": {scale: graded, "TCT": trunk, "MI": strong},
    }


_SCALE = """\
id: LONG
name: A scale of spasticity that this series made for itself and that has a rather long name
measures: spasticity
better: lower
sided: yes
items: {items}
grades: {{0: none, 1: slight, 1+: slight and more, 2: marked, 3: considerable, 4: rigid}}
main_coding: ranks
codings:
  ranks: {{0: 0, 1: 1, 1+: 2, 2: 3, 3: 4, 4: 5}}
scores:
  - {{name: median, label: median grade, rule: median, of: all graded, printed_as: grade}}
licence: none
sources: [{{citation: Made for the tests}}]
"""


def findings_of(
    *cases: dict[str, Any],
    visits: int,
    label: str = "Visit {}",
    last: str | None = None,
    items: Sequence[str] = LONG_ITEMS,
) -> Findings:
    """Find the results of cases.

    Parameters
    ----------
    label : str
        Of the visits, with their number.
    last : str or None
        The later compared visit; default: the last one.
    items : sequence of str
        Of the scale that the series made for itself.
    """
    ids = [f"v{n}" for n in range(max(visits, 2))]
    record = {
        "title": "A series",
        "authors": [{"name": "A Clinician"}],
        "design": {"direction": "retrospective", "centres": "one", "consecutive": "yes"},
        "visits": [{"id": v, "label": label.format(n)} for n, v in enumerate(ids, 1)],
        "compare": ["v0", last or ids[-1]],
        "outcomes": [
            {"scale": "TCT", "label": "trunk control", "rule": "score"},
            {"scale": "MI", "label": "strength", "rule": "score", "score": "side"},
        ],
        "abstract": "None.",
        "sections": [{"title": "Cases", "cases": "all"}],
    }
    scale = _SCALE.format(items=json.dumps(list(items)))
    series = Series(
        Path("cases"),
        _typed(SeriesRecord, record, "series.json"),
        tuple(_typed(Case, c, f"{n}.json") for n, c in enumerate(cases)),
        scale_files=(SectionText("scales/long.yaml", scale),),
    )
    scored, problems = score_series(series)
    assert not problems, problems
    findings, problems = find(scored)
    assert not problems, problems
    return findings


def _typed(model: Any, record: dict[str, Any], file: str) -> Any:
    root, problems = read_json(json.dumps(record), file)
    assert root is not None, problems
    source = Source(file, root)
    typed_record, problems = validate(model, source)
    assert typed_record is not None, problems
    typed_record._source = source
    return typed_record


def sized(
    patients: int = 2,
    items: int = 8,
    visits: int = 2,
    *,
    id: str = "P{:02}",
    label: str = "Visit {}",
    **more: Any,
) -> Findings:
    """Find the results of a series of a size; more than 20 items have long names."""
    names = MAS_ITEMS[:items] if items <= len(MAS_ITEMS) else LONG_ITEMS[:items]
    cases = (
        case(n, id=id.format(n + 1), items=names, visits=visits, **more) for n in range(patients)
    )
    return findings_of(*cases, visits=visits, label=label)
