"""Write what a verification found, for a terminal and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from cpreport.publish.html.verification import Check, Failure, Verification
from cpreport.shipped import shipped_folder
from cpreport.terminal_text import Paint, painter, visible, wrap

__all__ = ["Check", "Failure", "Form", "Verification", "report_as", "report_json", "report_text"]

_SIGNS = {"holds": "holds", "fails": "FAILS", "not checked": "not all"}
_STYLES = {"holds": "green", "fails": "red", "not checked": "yellow"}
#: Things that do not hold, listed for each check; the page and the JSON list all.
_MOST_LISTED = 10
_MARGIN = 10


Form = Literal["text", "html", "json"]


def report_as(form: Form, report: Verification, width: int, *, colour: bool) -> str:
    """Write a report in one of its forms."""
    if form == "json":
        return report_json(report)
    if form == "text":
        return report_text(report, width, colour=colour) + "\n"
    from cpreport.publish.html.documents import verification_html

    # Only what comes with cpreport decides how it looks: the package was made by somebody else.
    return verification_html(report, folder=shipped_folder("templates") / "none" / "series")


def form_of(path: Path) -> Form:
    """Choose the form that a file is to have, by its ending."""
    forms: dict[str, Form] = {".html": "html", ".htm": "html", ".json": "json"}
    return forms.get(path.suffix.lower(), "text")


def report_json(report: Verification) -> str:
    """Write a report for programs."""
    written = {
        "package": report.package,
        "title": report.title,
        "made_by": report.made_by,
        "journal": report.journal,
        "holds": report.holds,
        "verdict": report.verdict,
        "checks": [_check(check) for check in report.checks],
        "notes": list(report.notes),
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _check(check: Check) -> dict[str, object]:
    return {
        "name": check.name,
        "asked": check.asked,
        "state": check.state,
        "told": check.told,
        "not_checked": list(check.unchecked),
        "failures": [
            {"file": f.file, "where": f.where, "said": f.said, "follows": f.follows or None}
            for f in check.failures
        ],
    }


def report_text(report: Verification, width: int, *, colour: bool) -> str:
    """Write a report for a terminal: a line a check, and under it what does not hold."""
    return "\n".join(_lines(report, width, painter(colour)))


def _lines(report: Verification, width: int, paint: Paint) -> Iterator[str]:
    yield from wrap(visible(report.title or report.package), width)
    about = [report.package, report.made_by and f"made by {report.made_by}"]
    about += [report.journal and f"journal profile {report.journal}"]
    yield from wrap(visible(", ".join(filter(None, about))), width)
    yield ""
    for check in report.checks:
        sign = f"{_SIGNS[check.state]:<{_MARGIN}}"
        painted = paint(sign, fg=_STYLES[check.state], bold=check.state != "holds")
        first, *more = wrap(f"{check.name} ({check.told})", max(20, width - _MARGIN))
        yield painted + first
        yield from (" " * _MARGIN + line for line in more)
        for failure in check.failures[:_MOST_LISTED]:
            yield from _told(failure, width, paint)
        if (rest := len(check.failures) - _MOST_LISTED) > 0:
            yield from _indented(f"and {rest} more; `-o report.html` lists them all", width)
        for unchecked in check.unchecked[:_MOST_LISTED]:
            yield from _indented(f"not checked: {unchecked}", width)
        if (rest := len(check.unchecked) - _MOST_LISTED) > 0:
            yield from _indented(f"and {rest} more that could not be checked", width)
    yield ""
    for note in report.notes:
        yield from wrap(visible(f"Note: {note}"), width)
        yield ""
    yield from wrap(report.verdict, width)


def _told(failure: Failure, width: int, paint: Paint) -> Iterator[str]:
    place = ": ".join(filter(None, (failure.file, failure.where)))
    for line in _indented(place, width):
        yield paint(line, bold=True)
    yield from _indented(f"said:    {failure.said}", width, hanging=9)
    if failure.follows:
        yield from _indented(f"follows: {failure.follows}", width, hanging=9)


def _indented(text: str, width: int, hanging: int = 0) -> Iterator[str]:
    first, *rest = wrap(visible(text), max(20, width - _MARGIN - hanging))
    yield " " * _MARGIN + first
    for line in rest:
        yield " " * (_MARGIN + hanging) + line
