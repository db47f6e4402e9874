"""What tests of pages start from: findings of a small series, plain drawings, and pages parsed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import tinyhtml5

from cpreport.cases.reader import read_series
from cpreport.figures.drawing import FigureDrawing
from cpreport.figures.marks import Words
from cpreport.figures.style import LOOK, Drawn
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report
from cpreport.manuscript.document import Article, Report
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.publish.folders import Medium
from cpreport.publish.html.documents import article_html, report_html
from cpreport.scales.scoring import score_series
from cpreport.tables import CASE_TABLES, SERIES_TABLES, case_table, series_table
from cpreport.tables.table import Table
from tests.smallest import smallest

CASE_FIGURES = ("timeline", "items")
SERIES_FIGURES = ("timelines", "items")


def findings_of(folder: Path) -> Findings:
    """Read, score and compare a series that has nothing wrong."""
    series, problems = read_series(folder)
    assert series is not None, problems
    scored, problems = score_series(series)
    findings, more = find(scored)
    assert [p for p in (*problems, *more) if p.severity == "error"] == []
    return findings


def drawn(*names: str, alt: str = "A plain drawing.") -> dict[str, Drawn]:
    """Draw figures that are quick to make and have all that real ones have."""
    svg = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' width="170mm" height="60mm" viewBox="0 0 170 60"><metadata>x</metadata>'
        "<style>*{stroke-linejoin: round}</style>"
        '<defs><clipPath id="box"><rect width="9" height="9"/></clipPath><path id="dot" d="M0 0"/>'
        '</defs><g id="unused" clip-path="url(#box)"><use xlink:href="#dot"/>'
        '<text x="9" y="9" font-family="Source Sans 3" font-size="4">Drawn 1+</text></g></svg>'
    )
    words = Words(9, 9, "Drawn 1+", 4, LOOK.ink)
    return {
        name: Drawn(name, svg, alt, f"What {name} shows.",
                    drawing=FigureDrawing(name, name, alt, (170, 60), LOOK, (words,)))
        for name in names
    }  # fmt: skip


def case_tables(findings: Findings, id: str) -> dict[str, Table]:
    found = {name: case_table(name, findings, id) for name in CASE_TABLES}
    return {name: table for name, table in found.items() if table is not None}


def series_tables(findings: Findings) -> dict[str, Table]:
    found = {name: series_table(name, findings) for name in SERIES_TABLES}
    return {name: table for name, table in found.items() if table is not None}


def composed_report(findings: Findings, id: str = "P01") -> Report:
    return compose_report(findings, id)[0]


def composed_article(findings: Findings) -> Article:
    return compose_article(findings)[0]


def report_page(
    folder: Path,
    medium: Medium = "screen",
    id: str = "P01",
    figures: Mapping[str, Drawn] | None = None,
) -> str:
    """Make a case's report as a page."""
    findings = findings_of(folder)
    return report_html(
        findings,
        composed_report(findings, id),
        drawn(*CASE_FIGURES) if figures is None else figures,
        case_tables(findings, id),
        medium=medium,
        folder=folder,
    )


def article_page(folder: Path, medium: Medium = "screen") -> str:
    """Make the article as a page."""
    findings = findings_of(folder)
    return article_html(
        findings,
        composed_article(findings),
        drawn(*SERIES_FIGURES),
        series_tables(findings),
        medium=medium,
        folder=folder,
    )


def parsed(html: str) -> ElementTree.Element:
    """Read a page as browsers do."""
    root: ElementTree.Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


def text_of(element: ElementTree.Element) -> str:
    """Give what a reader reads, white space folded."""
    return " ".join("".join(element.itertext()).split())


def with_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


def with_id(root: ElementTree.Element, id: str) -> ElementTree.Element:
    found = [e for e in root.iter() if e.get("id") == id]
    assert len(found) == 1, f"{len(found)} elements with the id {id}"
    return found[0]


def small_series(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the smallest series, below a folder whose `templates` and `styles` the test may fill."""
    return smallest(folder, *changes)
