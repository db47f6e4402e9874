"""Write the parts of the page on results: improvement rules, and verdicts of the example."""

from __future__ import annotations

from pathlib import Path

from cpreport.check.check_series import Unreadable, check
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.improvement_rules import RULES
from cpreport.outcomes.verdict_words import outcome_name, verdict_line
from cpreport.scales.reader import read_scales
from docs.making.steps import REPOSITORY

#: The published ideas behind thresholds. The other rules count what was graded; they are
#: conventions of this tool and say so.
_SOURCES = {
    "MDC": "The thresholds and their sources stand with each scale in "
    "[the library](scales/index.md).",
    "MCID": "The idea is that of Jaeschke, Singer and Guyatt 1989, "
    "[doi:10.1016/0197-2456(89)90005-6](https://doi.org/10.1016/0197-2456%2889%2990005-6). The "
    "thresholds and their sources stand with each scale in [the library](scales/index.md).",
}
_CONVENTION = (
    "It counts what was graded; it is a convention of cpreport and not taken from a publication."
)


def rules() -> str:
    """List every improvement rule with its words and its source."""
    parts = []
    for rule in RULES.values():
        anchor = rule.name.replace(" ", "-").lower()
        parts += [f"### {rule.name[0].upper()}{rule.name[1:]} {{ #rule-{anchor} }}"]
        parts += [f"`rule: {rule.name}`. Looks at {_LOOKS_AT[rule.judges]}.", rule.text]
        source = _SOURCES[rule.threshold] if rule.threshold else _CONVENTION
        parts += [f"*Source.* {source}{_usable(rule.threshold)}"]
    return "\n\n".join(parts)


_LOOKS_AT = {"items": "items", "score": "a score"}


def _usable(kind: str | None) -> str:
    """Name the shipped scores that have a threshold of a kind."""
    if kind is None:
        return ""
    scales, _ = read_scales(())
    named = dict.fromkeys(
        f"{scale.id} `{t.score}`"
        for scale in scales.values()
        for t in scale.thresholds
        if t.kind.startswith(kind)
    )
    return f" Shipped scores with one: {', '.join(named) or 'none'}."


def verdicts() -> str:
    """List the example's verdicts by patient and outcome, as the tool computes them."""
    findings = _example()
    cases = [case.id for case in findings.cases]
    head = "| outcome | rule | " + " | ".join(cases) + " |"
    rows = []
    for judged in findings.judged:
        words = [verdict_line(findings, case, judged) for case in cases]
        label = outcome_name(findings, judged)
        rows.append(f"| {label} ({judged.key}) | {judged.rule.name} | {' | '.join(words)} |")
    return "\n".join([head, "|---|---|" + "---|" * len(cases), *rows])


def _example() -> Findings:
    found = check(Path(REPOSITORY / "cases"))
    if isinstance(found, Unreadable):
        raise RuntimeError("the example series cannot be read")
    return found.findings
