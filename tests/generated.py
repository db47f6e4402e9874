"""Series of any size, generated: invented patients whose grades follow from their number."""

from __future__ import annotations

from pathlib import Path

from cpreport.scales.reader import read_scales

_GRADES = ("0", "1", "1+", "2", "3", "4")


def generated(
    folder: Path,
    *,
    patients: int,
    items: int,
    visits: int,
    id: str = "P{:02}",
    label: str = "Visit",
) -> Path:
    """Write a series of so many patients, items of the Modified Ashworth Scale, and visits."""
    names = [item.name for item in read_scales(())[0]["MAS"].items]
    scale = ""
    if items > len(names):
        # More muscles than the shipped scale has: a scale of the series' own, with long names.
        names = [f"muscle of the series with a rather long name, number {n}" for n in range(items)]
        scale = "LONG"
    chosen = names[:items]
    cases = folder / "cases"
    cases.mkdir(parents=True)
    ids = [f"v{n}" for n in range(visits)]
    (cases / "series.yaml").write_text(_series(ids, scale or "MAS", label), "utf-8")
    (cases / "text.md").write_text("Nothing to add.\n")
    if scale:
        (cases / "scales").mkdir()
        (cases / "scales" / "long.yaml").write_text(_scale(scale, chosen), "utf-8")
    for number in range(patients):
        name = id.format(number + 1)
        text = _case(name, number, chosen, ids, scale or "MAS")
        (cases / f"case{number + 1}.yaml").write_text(text, "utf-8")
    return cases


def _series(visits: list[str], scale: str, label: str) -> str:
    last = visits[-1]
    declared = "\n".join(f"  - {{id: {v}, label: {label} {n + 1}}}" for n, v in enumerate(visits))
    if len(visits) == 1:
        declared += "\n  - {id: later, label: Never}"
        last = "later"
    return f"""\
title: A generated series
authors: [{{name: Nobody}}]
design: {{direction: retrospective, centres: one, consecutive: not reported}}
visits:
{declared}
compare: [v0, {last}]
outcomes:
  - {{scale: {scale}, label: spasticity, rule: more items better than worse}}
  - {{scale: TCT, label: trunk control, rule: score}}
abstract: Nothing to report.
sections: [{{title: Results, file: text.md}}]
"""


def _scale(id: str, names: list[str]) -> str:
    items = "\n".join(f"  - {{name: '{n}'}}" for n in names)
    return f"""\
id: {id}
name: A scale of this series
measures: resistance
level: ordinal
better: lower
sided: yes
items:
{items}
grades: {{0: none, 1: slight, 1+: slight and more, 2: marked, 3: considerable, 4: rigid}}
main_coding: ranks
codings:
  ranks: {{0: 0, 1: 1, 1+: 2, 2: 3, 3: 4, 4: 5}}
scores:
  - {{name: median, label: median grade, rule: median, of: all graded, printed_as: grade}}
licence: none
sources: [{{citation: Made for the tests}}]
"""


def _case(id: str, number: int, items: list[str], visits: list[str], scale: str) -> str:
    lines = [
        f"id: {id}",
        "patient: {age: 6 years, sex: female, diagnosis: Spastic cerebral palsy}",
        "consent: {publication: {given: yes, by: mother, date: 2023-02-14}}",
        "treatment:",
        "  - name: Cells",
        "    sessions:",
        *(f"      - {{day: {7 * n}, routes: [intrathecal, intravenous]}}" for n in range(6)),
        "visits:",
    ]
    for n, visit in enumerate(visits):
        lines += [f"  - id: {visit}", f"    month: {n * 2 if n else -1}", "    scores:"]
        lines.append(f"      {scale}:")
        for position, item in enumerate(items):
            right = _GRADES[(number + position + n) % 6]
            left = "not assessed" if (number + position) % 7 == 3 else _GRADES[(position - n) % 6]
            lines.append(f"        '{item}': {{right: {right}, left: {left}}}")
        balance = (0, 12, 25)[(number + n) % 3]
        lines.append(
            "      TCT: {rolling to weak side: 12, rolling to strong side: 12, "
            f"sitting up from lying: 0, sitting balance: {balance}}}"
        )
    return "\n".join([*lines, "adverse_events: none", ""])
