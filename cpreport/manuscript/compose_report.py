"""Compose the report of a case from findings, and say what stands in the way.

References are numbered by first mention, figures and tables in the order of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from cpreport.cases.case import Case
from cpreport.figures import case_figures_of, report_figures_of
from cpreport.figures.picture import image_names, panels_of
from cpreport.manuscript.added_texts import rule_sources
from cpreport.manuscript.authors_texts import REPORT_TEXTS, texts_by_name
from cpreport.manuscript.citation_style import reference_list
from cpreport.manuscript.document import Float, Report
from cpreport.manuscript.fill_prose import mentions, problems_of
from cpreport.manuscript.placing import KINDS, numbered, numbers_of, text
from cpreport.manuscript.plain_fields import problems_of_fields
from cpreport.manuscript.prose import Known, Prose
from cpreport.manuscript.written_document import Shared, Written, shared
from cpreport.outcomes.findings import Findings
from cpreport.problems import Problem
from cpreport.tables import case_tables_of, report_tables_of


def compose_report(
    findings: Findings, case_id: str, of_series: Shared | None = None
) -> tuple[Report, tuple[Problem, ...]]:
    """Compose the report of one case: its prose, its floats in print order, its references.

    Parameters
    ----------
    of_series : Shared or None
        What `shared` gives; whoever composes many reports gives it, so that it is made once.
    """
    case = findings.case(case_id).case
    of_series = of_series or shared(findings)
    written = written_report(findings, case_id, of_series)
    texts = texts_by_name(case, REPORT_TEXTS)
    problems = list(_problems_of_texts(case, texts.values(), written.known))
    cited = {name for prose in texts.values() for kind, name in mentions(prose) if kind == "cite"}
    problems += of_series.bibliography.cited_problems(cited)
    numbers = written.numbers
    parts = {name: text(prose, written.known, numbers) for name, prose in texts.items()}
    sources = [text(prose, written.known, numbers) for prose in rule_sources(findings)]
    parts["rule sources"] = tuple(block for said in sources for block in said)
    floats = tuple(numbers.floats.values())
    return Report(case_id, parts, floats, written.references.views), tuple(problems)


def written_report(findings: Findings, case_id: str, of_series: Shared | None = None) -> Written:
    """Gather the texts of the report of a case with the numbers of what they mention."""
    case = findings.case(case_id).case
    of_series = of_series or shared(findings)
    known = known_of_report(findings, case, of_series.known)
    texts = (*texts_by_name(case, REPORT_TEXTS).values(), *rule_sources(findings))
    cited = [m for prose in texts for m in mentions(prose) if m[0] == "cite"]
    numbers = replace(numbers_of(cited, known), floats=floats_of_report(findings, case, known))
    # Where a style cannot be set it is said once, with the article.
    works = reference_list(texts, numbers, of_series.bibliography, of_series.style)
    return Written(case_id, known, works.numbers, (), texts, works)


def report_problems(findings: Findings, case_id: str, of_series: Shared) -> tuple[Problem, ...]:
    """Say what stands in the way of a case's report as `compose_report` does, composing nothing."""
    case = findings.case(case_id).case
    texts = texts_by_name(case, REPORT_TEXTS).values()
    known = replace(of_series.known, pictures=pictures_of(case))
    mentioned = {one for prose in texts for one in mentions(prose, known)}
    # Which figures and tables there are costs more to say than everything else.
    refers = any(kind in KINDS for kind, _ in mentioned)
    known = known_of_report(findings, case, known) if refers else known
    cited = {name for kind, name in mentioned if kind == "cite"}
    problems = _problems_of_texts(case, texts, known)
    return (*problems, *of_series.bibliography.cited_problems(cited))


def _problems_of_texts(case: Case, texts: Collection[Prose], known: Known) -> Iterator[Problem]:
    for prose in texts:
        yield from problems_of(prose, known, case=case.id)
    yield from problems_of_fields(case.source, {prose.path for prose in texts}, case.id)


def known_of_report(findings: Findings, case: Case, known: Known) -> Known:
    """Name what the texts of a report may refer to."""
    return replace(
        known,
        figures=(*case_figures_of(findings, case.id), *image_names(case)),
        tables=case_tables_of(findings, case.id),
        pictures=pictures_of(case),
    )


def floats_of_report(findings: Findings, case: Case, known: Known) -> dict[tuple[str, str], Float]:
    """Number what a report prints: what it prints of itself, and what its texts refer to."""
    asked = floats_asked(texts_by_name(case, REPORT_TEXTS).values())
    figures = {*report_figures_of(findings, case.id), *image_names(case), *asked["fig"]}
    tables = {*report_tables_of(findings, case.id), *asked["tbl"]}
    printed = {*(("figure", n) for n in figures), *(("table", n) for n in tables)}
    return numbered((one for one in _print_order(known) if one in printed), known.forms)


def pictures_of(case: Case) -> dict[tuple[str, str], str]:
    """Name the figures that the pictures of a case are, by case and file."""
    # A file that is in several figures is found in the first of them.
    return {(case.id, panel.file): name for name, panel in reversed(tuple(panels_of(case)))}


def floats_asked(texts: Iterable[Prose]) -> dict[str, set[str]]:
    """Collect the figures and tables that texts refer to, by prefix."""
    asked: dict[str, set[str]] = {prefix: set() for prefix in KINDS}
    for prose in texts:
        for prefix, name in mentions(prose):
            if prefix in KINDS:
                asked[prefix].add(name)
    return asked


def _print_order(known: Known) -> Iterator[tuple[str, str]]:
    """Name the floats of a report in the order in which its page prints them."""
    order = (
        ("table", "characteristics"),
        ("figure", "timeline"),
        ("table", "sessions"),
        ("table", "courses"),
        ("figure", "items"),
        ("table", "scores"),
        ("figure", "values"),
        ("figure", "change"),
        ("table", "items"),
        ("table", "adverse_events"),
    )
    there = {("figure", n) for n in known.figures} | {("table", n) for n in known.tables}
    yield from (shown for shown in order if shown in there)
    others = [*(("figure", n) for n in known.figures), *(("table", n) for n in known.tables)]
    yield from (shown for shown in others if shown not in order)
