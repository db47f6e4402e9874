"""Take a name, and write the series folder of that name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.figures_series import case
from tests.figures_series import events as plain_events
from tests.stress import words

_SAID = (
    "# Invented to try the pages with. Nobody lived, was treated or was assessed as told here.\n"
)
_METHODS = """\
### Design

All patients and all grades of this series are invented.

### Scoring

{{ rules.scoring }}

### What counted as improvement

{{ rules.improvement }}

### Statistics

{{ rules.statistics }}
"""
_RESULTS = """\
In all {{ results["patients"].in_words }} patients were treated in {{ results["sessions"] }}
sessions. What was graded is in the tables and figures.
"""
_MAS_ITEMS = ("elbow flexors", "wrist flexors", "hip adductors", "knee flexors")
_TCT = {"scale": "TCT", "label": "trunk control", "rule": "score"}
_MI = {"scale": "MI", "label": "limb strength", "rule": "score", "score": "side"}
_MAS = {
    "scale": "MAS",
    "label": "spasticity",
    "primary": "yes",
    "rule": "more items better than worse",
}
_HISTORY = (
    "The child was born at term, needed help with breathing, and was slow to sit. Cerebral palsy "
    "was diagnosed in the first year. There was neither surgery nor botulinum toxin."
)

Files = Mapping[str, str]
Record = dict[str, Any]


def written(name: str, folder: Path) -> Path:
    """Write a series to a folder, and give the folder."""
    for file, text in STRESS[name]().items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


# --- the six --------------------------------------------------------------------------------------


def _one_patient_one_visit() -> Files:
    one = _case(1, items=_MAS_ITEMS, visits=1)
    return _files(_series("One patient seen once", visits=2), [one])


def _twelve_patients() -> Files:
    cases = [_case(n, items=_MAS_ITEMS, visits=3) for n in range(1, 13)]
    cases[4]["adverse_events"] = _events(3)
    return _files(_series("Twelve patients seen three times", visits=3), cases)


def _many_patients() -> Files:
    series = _series("Twenty-five patients with thirty muscles and six visits", visits=6)
    series["outcomes"][0] |= {"scale": "SPAS"}
    cases = [_case(n, items=words.MUSCLES, visits=6, scale="SPAS") for n in range(1, 26)]
    for number in (3, 11, 19):
        cases[number]["adverse_events"] = _events(number)
    return _files(series, cases, _scale("SPAS", words.MUSCLES))


def _very_long_names() -> Files:
    series = _series(words.LONG_TITLE, visits=3)
    series |= {
        "keywords": [words.LONG_DRUG, "cerebral palsy", words.LONG_AFFILIATION[:90]],
        "authors": [
            {"name": name, "affiliations": ["A", "B"], "roles": ["Writing – original draft"]}
            for name in words.LONG_AUTHORS
        ],
        "affiliations": {"A": words.LONG_AFFILIATION, "B": f"Second {words.LONG_AFFILIATION}"},
    }
    series["authors"][0] |= {
        "corresponding": "yes",
        "email": f"{words.LONG_AUTHORS[1].lower()}@paediatric-neurorehabilitation.example.org",
    }
    series["visits"][0]["label"] = "Before the first administration of the treatment"
    series["visits"][2]["label"] = "Thirteen months after the last administration"
    series["outcomes"][0] |= {"scale": "LONG", "label": "resistance to passive movement"}
    cases = [_case(n, items=words.LONG_MUSCLES, visits=3, scale="LONG") for n in range(1, 3)]
    for one in cases:
        one["patient"] |= {
            "diagnosis": "Spastic quadriplegic cerebral palsy with pseudopseudohypoparathyroidism",
            "aetiology": f"Exposure to {words.LONG_DRUG} in the second trimester",
            "centre": "Centre of Developmental Neurorehabilitation and Regenerative Medicine",
        }
        one["treatment"][0] |= {"name": words.LONG_DRUG, "concomitant": words.LONG_AFFILIATION}
        one["visits"][0]["assessor"] = f"{words.LONG_AUTHORS[0]}, not blinded"
    cases[0]["adverse_events"] = [
        event | {"term": f"{event['term']}, thought to come from {words.LONG_DRUG}"}
        for event in _events(3)
    ]
    name = "Scale of resistance to passive movement that this invented series made for itself"
    return _files(series, cases, _scale("LONG", words.LONG_MUSCLES, name))


def _right_to_left_names() -> Files:
    series = _series("Names written from right to left", visits=2)
    series |= {
        "authors": [
            {"name": words.ARABIC_AUTHOR, "affiliations": ["A"], "corresponding": "yes",
             "email": "author@example.org"},
            {"name": words.HEBREW_AUTHOR, "affiliations": ["B"]},
            {"name": "Ada Example", "affiliations": ["A", "B"]},
        ],
        "affiliations": {"A": words.ARABIC_CENTRE, "B": words.HEBREW_CENTRE},
    }  # fmt: skip
    cases = [_case(n, items=_MAS_ITEMS, visits=2) for n in range(1, 3)]
    cases[0]["patient"] |= {
        "centre": words.ARABIC_CENTRE,
        "history": f"{_HISTORY} The mother called the stiffness شد عضلي, and wrote the word down.",
    }
    cases[1]["patient"] |= {
        "centre": words.HEBREW_CENTRE,
        "history": f"{_HISTORY} The grandmother said „הוא יושב לבד“ (he sits alone) at month 3.",
    }
    results = (
        f"{_RESULTS}\nThe families wrote علاج طبيعي (3 times a week) and פיזיותרפיה in the diary.\n"
    )
    return {**_files(series, cases), "results.md": f"{results}"}


def _no_figures_possible() -> Files:
    one = _case(1, items=_MAS_ITEMS, visits=1)
    for visit in one["visits"]:
        visit["scores"] = {
            scale: dict.fromkeys(graded, "not assessed")
            for scale, graded in visit["scores"].items()
        }
    one["treatment"][0]["sessions"] = [{"day": "0", "routes": ["oral"]}]
    one["adverse_events"] = "not assessed"
    return _files(_series("A patient of whom nothing can be drawn", visits=2), [one])


#: What writes each series, by name.
STRESS: Mapping[str, Callable[[], Files]] = {
    "one-patient-one-visit": _one_patient_one_visit,
    "twelve-patients": _twelve_patients,
    "twenty-five-patients": _many_patients,
    "very-long-names": _very_long_names,
    "right-to-left-names": _right_to_left_names,
    "no-figures-possible": _no_figures_possible,
}


# --- their parts ----------------------------------------------------------------------------------


def _series(title: str, *, visits: int) -> Record:
    return {
        "title": title,
        "notice": words.NOTICE,
        "keywords": ["invented", "case series"],
        "authors": [{"name": "Ada Example"}, {"name": "Ben Example"}],
        "design": {"direction": "retrospective", "centres": "one", "consecutive": "yes"},
        "visits": [{"id": f"v{n}", "label": f"Visit {n + 1}"} for n in range(visits)],
        "compare": ["v0", f"v{visits - 1}"],
        "outcomes": [dict(_MAS), dict(_TCT), dict(_MI)],
        "abstract": {"Background": "Invented to try the pages with.", "Results": "None is real."},
        "sections": [
            {"title": "Methods", "file": "methods.md"},
            {"title": "Cases", "cases": "all"},
            {"title": "Results", "file": "results.md"},
        ],
        "ethics": "Invented, like the rest.",
        "funding": "None.",
        "competing_interests": "None.",
    }


def _case(number: int, *, items: Sequence[str], visits: int, scale: str = "MAS") -> Record:
    # The first visit is before all sessions, the others are after them.
    days = [-10, *(120 + 60 * n + number % 20 for n in range(visits - 1))]
    made = case(number, id=f"P{number:02}", items=tuple(items), visits=visits, days=days)
    made["patient"] |= {
        "history": _HISTORY,
        "classification": {"GMFCS": ("I", "II", "III", "IV", "V")[number % 5]},
        "weaker_side": ("right", "left")[number % 2],
    }
    made["findings"] = "The child sat with help and reached with the better hand."
    for visit in made["visits"]:
        scores = visit["scores"]
        visit["scores"] = {
            scale: next(iter(scores.values())),
            "TCT": scores["TCT"],
            "MI": scores["MI"],
        }
    return made


def _events(count: int) -> list[Record]:
    """Give so many adverse events, none of which contradicts itself."""
    made = plain_events(count)
    for number, event in enumerate(made):
        event["grade"] = str(number % 3 + 1)
        if event["serious"] == "yes":
            event["serious_criteria"] = ["hospitalisation or prolongation"]
    return made


def _scale(id: str, items: Sequence[str], name: str = "Scale of thirty muscles") -> Files:
    record = {
        "id": id,
        "name": name,
        "measures": "spasticity",
        "better": "lower",
        "sided": "yes",
        "items": list(items),
        "grades": {
            "0": "none",
            "1": "slight",
            "1+": "slight and more",
            "2": "marked",
            "3": "considerable",
            "4": "rigid",
        },
        "main_coding": "ranks",
        "codings": {"ranks": {"0": "0", "1": "1", "1+": "2", "2": "3", "3": "4", "4": "5"}},
        "scores": [
            {
                "name": "median",
                "label": "median grade",
                "rule": "median",
                "of": "all graded",
                "printed_as": "grade",
            }
        ],
        "licence": "none",
        "sources": [{"citation": "Invented to try the pages with"}],
    }
    return {f"scales/{id.lower()}.yaml": _yaml(record)}


def _files(series: Record, cases: Sequence[Record], scales: Files | None = None) -> Files:
    return {
        "series.yaml": _yaml(series),
        **{f"{one['id']}.yaml": _yaml(one) for one in cases},
        **(scales or {}),
        "methods.md": _METHODS,
        "results.md": _RESULTS,
    }


def _yaml(record: Record) -> str:
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=96)
    return _SAID + text
