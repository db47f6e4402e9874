"""A series of numbers: three patients, five measures, every qualifier and every missing word."""

from __future__ import annotations

from pathlib import Path

from tests.smallest import CASE, METHODS, SERIES

MEASURES = """\
measures:
  CRP: {name: C-reactive protein, unit: mg/L, better: lower, reference: up to 5, range: 0 to 1000, plausible: 0 to 400}
  pain: {name: Pain on a visual analogue scale, unit: mm, range: 0 to 100, digits: 0, better: lower}
  K: {name: Potassium, unit: mmol/L, digits: 1, better: in reference, reference: 3.5 to 5.0}
  elbow: {name: Elbow extension, unit: °, better: higher, sided: yes, words: [unable]}
  ferritin: {name: Ferritin, unit: µg/L}
outcomes:
  - {measure: CRP, label: inflammation, primary: yes, rule: by at least 50 %}
  - {measure: pain, rule: by at least 13 mm}
  - {measure: K, rule: into reference}
  - {measure: elbow, rule: any change}
"""

#: A change of the series: it asks for every summary.
SUMMED_UP = (
    "series.yaml",
    "outcomes:\n",
    "summaries: [median (quartiles), range, mean (SD)]\noutcomes:\n",
)

#: What each patient has before and after.
VALUES = {
    "P01": (
        "{CRP: 89 mg/L, pain: 64, K: 3.1, elbow: {right: -30, left: -20°}, ferritin: <5 ug/L}",
        '{CRP: 12, pain: 30 mm, K: 4.2, elbow: {R: -10, L: unable}, ferritin: ">200"}',
    ),
    "P02": (
        "{CRP: 89.5, pain: not assessed (asleep), K: ~4.0, ferritin: ≤12,"
        " elbow: {right: not reported, left: not applicable}}",
        "{CRP: <5, pain: 30, K: 5.5, elbow: not assessed, ferritin: ≥ 400}",
    ),
    "P03": ("{CRP: <5, pain: 20, K: 6.0}", "{CRP: 89, pain: 15, K: 6.5}"),
}


def measured_series(folder: Path, *changes: tuple[str, str, str], results: str = "") -> Path:
    """Write the series to `folder/cases`.

    Parameters
    ----------
    changes : tuples of file, old and new text
        Each replaces the one place where the old text stands.
    results : str
        What the section of results says.
    """
    old = SERIES[SERIES.index("outcomes:") : SERIES.index("abstract:")]
    claims = SERIES[SERIES.index("claims:") : SERIES.index("sections:")]
    texts = {"series.yaml": SERIES.replace(old, MEASURES).replace(claims, "")}
    head = CASE[: CASE.index("visits:")]
    for case, (before, after) in VALUES.items():
        texts[f"{case}.yaml"] = (
            f"{head.replace('id: P01', f'id: {case}')}visits:\n"
            f"  - id: before\n    date: 2023-02-20\n    measurements: {before}\n"
            f"  - id: after\n    date: 2024-01-20\n    measurements: {after}\n"
            "adverse_events: none\n"
        )
    texts |= {"methods.md": METHODS, "results.md": results or "All values are in the tables.\n"}
    for name, written, changed in changes:
        assert texts[name].count(written) == 1, f"{written!r} in {name}"
        texts[name] = texts[name].replace(written, changed)
    cases = folder / "cases"
    cases.mkdir(parents=True)
    for name, text in texts.items():
        (cases / name).write_text(text, "utf-8")
    return cases


def measured_in(patients: int, cases: Path) -> Path:
    """Add copies of the last case, until there are so many patients."""
    text = (cases / "P03.yaml").read_text("utf-8")
    for n in range(4, patients + 1):
        (cases / f"P{n:02}.yaml").write_text(text.replace("id: P03", f"id: P{n:02}"), "utf-8")
    return cases
