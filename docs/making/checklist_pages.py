"""List every item of the reporting guidelines for their page."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.checklists.guideline import Guideline, GuidelineItem, Need, guidelines
from cpreport.outcomes.wording import join_names


def checklist_items() -> str:
    """List the items of every guideline with what answers them."""
    return "\n\n".join(part for g in guidelines().values() for part in _parts(g))


def _parts(guideline: Guideline) -> Iterator[str]:
    yield f"### {guideline.name} {{ #{guideline.id} }}"
    doi = f", [doi:{guideline.doi}](https://doi.org/{guideline.doi})" if guideline.doi else ""
    said = f"{guideline.title}. Source: {guideline.source}{doi}. Read on {guideline.dated}."
    yield f"{said} {guideline.note or ''}".strip()
    rows = [f"| {item.item} | {_asked(item)} | {_answered_by(item)} |" for item in guideline.items]
    yield "\n".join(["| item | asks | reported where |", "|---|---|---|", *rows])


def _asked(item: GuidelineItem) -> str:
    where = f"{item.group}, {item.section}" if item.group else item.section
    source = f" Source: {item.source}." if item.source else ""
    verified = "" if item.verified else " *Wording not verified.*"
    return f"**{where}.** {item.asks}.{source}{verified}".replace("|", "\\|")


def _answered_by(item: GuidelineItem) -> str:
    if item.never:
        return f"never applicable: {item.never}"
    said = "; ".join(map(_said, item.needs)) or "the authors answer it"
    if item.applies:
        said += f"; not applicable where {item.applies.because}"
    return said


def _said(need: Need) -> str:
    parts = []
    if need.case or need.series:
        whose = "of one case" if need.any else "of every case"
        parts.append(f"`{need.case}` {whose}" if need.case else f"`{need.series}` of the series")
    if need.least or need.most:
        parts.append(f"{need.least or 'up'} to {need.most or 'more'} of them")
    if need.words:
        parts.append(f"the words {_or(need.words)}")
    if need.cites:
        parts.append("a citation")
    if need.heading:
        parts.append(f"a heading with {_or(need.heading)}")
    if need.float:
        parts.append(f"the {join_names(list(need.float), 'or')}")
    if need.within:
        parts.append(f"in the {join_names(list(need.within), 'or')}")
    return ", ".join(parts)


def _or(words: tuple[str, ...]) -> str:
    return join_names([f"“{word}”" for word in words], "or")
