"""Write the published results of the benchmarks into the page on speed."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from docs.making.steps import REPOSITORY

_RESULTS = REPOSITORY / "docs" / "assets" / "speed.json"
_OURS = "cpreport_reports"
_NAMES = {
    "cpreport_reports": "cpreport",
    "cpreport_figures_kept": "cpreport, figures kept",
    "cpreport_pdf_and_html": "cpreport, PDF and HTML",
    "cpreport_by_typst": "cpreport, Typst",
    "cpreport_by_typst_figures_kept": "cpreport, Typst, figures kept",
    "weasyprint_alone": "WeasyPrint alone",
    "weasyprint_tuned": "WeasyPrint alone, tuned",
    "pandoc_weasyprint": "pandoc, WeasyPrint",
    "rmarkdown_weasyprint": "R Markdown, WeasyPrint",
    "papermill_weasyprint": "papermill, WeasyPrint",
    "myst_typst": "MyST, Typst",
    "typst_in_process": "Typst",
}
#: Of the drawing, in its own units: where bars begin, how wide and how far apart they are.
_LEFT, _WIDTH, _ROW = 190, 420, 26


def speed() -> str:
    """Write the machine, a drawing and tables of the published run."""
    results = json.loads(_RESULTS.read_text("utf-8"))
    parts = [_machine(results["machine"])]
    for size, times in results["times"].get("contenders", {}).items():
        table = _contenders(results, times, int(size))
        parts += [f"## {size} case reports", _drawing(times), table]
    parts += ["## Ratios", _ratios(results["ratios"])]
    for kind, title in (("series", "A series through its life"), ("light", "Read and not built")):
        if kind in results["times"]:
            parts += [f"## {title}", _steps(results["times"][kind])]
    parts += _growing(results)
    if results["skipped"]:
        parts += [f"Skipped, because not installed: {', '.join(results['skipped'])}."]
    return "\n\n".join(parts)


def _machine(machine: Mapping[str, Any]) -> str:
    names = ("cpreport", "weasyprint", "matplotlib", "python")
    versions = ", ".join(f"{name} {machine[name]}" for name in names)
    return (
        f"Measured on {machine['date']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory_gb']} GB, {machine['system']}; {versions}. The load of the machine was "
        f"{machine['load']} when the run began; where other work went on, only the ratios of "
        "processor time mean something."
    )


def _contenders(results: Mapping[str, Any], times: Mapping[str, Any], size: int) -> str:
    rows = [
        "| contender | version | processor time a report | memory | pages |",
        "|---|---|---|---|---|",
    ]
    for name in _by_time(times):
        about = results["contenders"][name]
        rows.append(
            f"| {_NAMES.get(name, name)} | {about['version']} | "
            f"{_median(times[name], 'cpu') / size:.2f} s | "
            f"{_median(times[name], 'peak_mb'):.0f} MB | {about['pages']} |"
        )
    return "\n".join(rows)


def _ratios(ratios: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        "| what | reports or cases | processor time | wall time | asked |",
        "|---|---|---|---|---|",
    ]
    for ratio in ratios:
        limits = (("at most", ratio["most"]), ("at least", ratio["least"]))
        asked = ", ".join(f"{word} {value}" for word, value in limits if value is not None)
        over, under = (_NAMES.get(ratio[key], ratio[key]) for key in ("over", "under"))
        spreads = " | ".join(_spread(ratio[clock]) for clock in ("cpu", "wall"))
        rows.append(f"| {over} / {under} | {ratio['size'] or '–'} | {spreads} | {asked or '–'} |")
    return "\n".join(rows)


def _steps(by_size: Mapping[str, Mapping[str, Any]]) -> str:
    """Tabulate what each step took, with a column for each number of cases."""
    sizes = sorted(by_size, key=int)
    heads = " | ".join(f"{int(size):,} cases" for size in sizes)
    rows = [f"| processor time, most memory | {heads} |", "|---" * (len(sizes) + 1) + "|"]
    for step in dict.fromkeys(step for size in sizes for step in by_size[size]):
        cells = (_took(by_size[size].get(step)) for size in sizes)
        rows.append(f"| {step} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _took(rounds: Sequence[Mapping[str, float]] | None) -> str:
    if rounds is None:
        return "–"
    return f"{_median(rounds, 'cpu'):.3g} s, {_median(rounds, 'peak_mb'):.0f} MB"


def _growing(results: Mapping[str, Any]) -> list[str]:
    """Say how time grows with the cases, and a worker's memory with its documents."""
    said = []
    if "growth" in results:
        exponent = results["growth"]["cpu"]
        said.append(
            "The processor time of a build from nothing grows with the number of cases to the "
            f"power of {exponent:.3f} (asked: at most 1.03)."
        )
    if "memory_mb" in results:
        (first, before), (last, after) = results["memory_mb"].items()
        said.append(
            f"A worker that makes report after report holds {before:.0f} MB after its {first}th "
            f"and {after:.0f} MB after its {last}th, {after / before - 1:+.1%} (asked: at most 5%)."
        )
    return said


def _spread(ratio: Mapping[str, float]) -> str:
    return f"{ratio['median']:.3g} ({ratio['low']:.3g} to {ratio['high']:.3g})"


def _drawing(times: Mapping[str, Any]) -> str:
    """Draw how many times cpreport's processor time each contender takes; doubled at each line."""
    ours = [one["cpu"] for one in times[_OURS]]
    spreads = {
        name: sorted(one["cpu"] / own for one, own in zip(times[name], ours, strict=True))
        for name in _by_time(times)
    }
    low = math.floor(math.log2(min(min(s) for s in spreads.values())))
    high = math.ceil(math.log2(max(max(s) for s in spreads.values())))

    def across(ratio: float) -> float:
        return _LEFT + _WIDTH * (math.log2(ratio) - low) / (high - low)

    height = _ROW * len(spreads) + 30
    lines = [
        f'<path d="M{across(2.0**n):.0f} 0V{height - 24}" stroke-opacity="{1 if n == 0 else 0.2}"/>'
        f'<text x="{across(2.0**n):.0f}" y="{height - 8}" text-anchor="middle" stroke="none">'
        f"{_times(n)}</text>"
        for n in range(low, high + 1)
    ]
    for row, (name, found) in enumerate(spreads.items()):
        y = _ROW * row + 16
        middle = found[len(found) // 2]
        lines.append(
            f'<text x="{_LEFT - 10}" y="{y + 4}" text-anchor="end" stroke="none">'
            f"{html.escape(_NAMES.get(name, name))}</text>"
            f'<path d="M{across(found[0]):.1f} {y}H{across(found[-1]):.1f}" stroke-width="3"/>'
            f'<circle cx="{across(middle):.1f}" cy="{y}" r="4.5"/>'
        )
    said = "; ".join(
        f"{_NAMES.get(name, name)} {found[len(found) // 2]:.2g}" for name, found in spreads.items()
    )
    label = html.escape(f"Processor time as a multiple of that of cpreport, median: {said}.")
    return (
        '<div class="drawing" tabindex="0">\n'
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + 30} {height}" role="img" aria-label="{label}" '
        'font-size="13" fill="currentColor" stroke="currentColor">'
        f"{''.join(lines)}</svg>\n</div>\n\n"
        "*Processor time as a multiple of that of cpreport: median and range of all rounds. "
        "Further to the left is quicker; each line doubles the one before.*"
    )


def _times(power: int) -> str:
    return f"{2**power}×" if power >= 0 else f"1/{2**-power}×"


def _by_time(times: Mapping[str, Any]) -> list[str]:
    return sorted(times, key=lambda name: _median(times[name], "cpu"))


def _median(rounds: Sequence[Mapping[str, float]], key: str) -> float:
    values = sorted(one[key] for one in rounds)
    return values[len(values) // 2]
