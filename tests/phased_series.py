"""A series in which patients were measured again and again before and under treatment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.smallest import CASE, METHODS, SERIES

BASELINE, TREATMENT = (
    ("b1", "b2", "b3", "b4", "b5", "b6"),
    ("t1", "t2", "t3", "t4", "t5", "t6", "t7"),
)

MEASURES = """\
measures:
  walk: {name: Distance walked, unit: m, better: higher}
  pain: {name: Pain, unit: mm, better: lower, words: [unable]}
"""
PHASES = "phases: {baseline: [%s], treatment: [%s], of: [walk, pain]}\n"

#: What each patient walked: of Parker, Vannest and Davis 2011; with a value missing; two phases alike.
WALKED: dict[str, tuple[str, ...]] = {
    "P01": ("20", "20", "26", "25", "22", "23", "28", "25", "24", "27", "30", "30", "29"),
    "P02": (
        "20",
        "21",
        "22",
        "not assessed",
        "not assessed",
        "",
        "30",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
    ),
    "P03": ("20", "20", "20", "20", "20", "20", "20", "20", "20", "20", "<20", "20", "20"),
}


def phased_series(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the series to `folder/cases`; `changes` replace a text of a file."""
    visits = (*BASELINE, *TREATMENT)
    labels = "".join(f"  - {{id: {v}, label: {_label(v)}}}\n" for v in visits)
    old = SERIES[SERIES.index("visits:") : SERIES.index("abstract:")]
    claims = SERIES[SERIES.index("claims:") : SERIES.index("sections:")]
    phases = PHASES % (", ".join(BASELINE), ", ".join(TREATMENT))
    texts = {
        "series.yaml": SERIES.replace(old, f"visits:\n{labels}{phases}{MEASURES}").replace(
            claims, ""
        ),
        "methods.md": METHODS,
        "results.md": "All values are in the tables.\n",
    }
    head = CASE[: CASE.index("visits:")]
    for case, walked in WALKED.items():
        text = f"{head.replace('id: P01', f'id: {case}')}visits:\n{_visits(visits, walked)}"
        texts[f"{case}.yaml"] = f"{text}adverse_events: none\n"
    for name, written, changed in changes:
        assert texts[name].count(written) == 1, f"{written!r} in {name}"
        texts[name] = texts[name].replace(written, changed)
    cases = folder / "cases"
    cases.mkdir(parents=True)
    for name, text in texts.items():
        (cases / name).write_text(text, "utf-8")
    return cases


def _label(visit: str) -> str:
    return f"{'Baseline' if visit[0] == 'b' else 'Treatment'} {visit[1:]}"


def _visits(visits: Sequence[str], walked: Sequence[str]) -> str:
    """Write the visits: every fourth day, with a pain that is 100 less what was walked."""
    text = ""
    for n, (visit, value) in enumerate(zip(visits, walked, strict=True)):
        day = 4 * (n - len(BASELINE)) + 4
        told = {"walk": value, "pain": str(100 - int(value)) if value.isdigit() else value}
        there = ", ".join(f"{key}: {one}" for key, one in told.items() if one)
        text += f"  - id: {visit}\n    day: {day}\n    measurements: {{{there}}}\n"
    return text
