"""Compose the article from findings, and say what stands in the way.

References and floats are numbered by first mention. A figure or table is placed after the block
that first mentions it; what nothing mentions comes at the end of the results. Of a large series the
article presents no patient alone, and says where each of them is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cpreport.figures import article_figures_of, figures_left_out, series_figures_of
from cpreport.figures.picture import article_images
from cpreport.manuscript.added_texts import (
    pointer_to_photographs,
    untold,
    with_rules,
    with_sources,
    with_supplement,
)
from cpreport.manuscript.authors_texts import (
    DECLARATIONS,
    PRESENTATION,
    abstract_texts,
    declarations_texts,
    key_points_texts,
    section_texts,
    texts_by_name,
)
from cpreport.manuscript.citation_style import not_in_style, reference_list
from cpreport.manuscript.claims import claim_problems
from cpreport.manuscript.compose_report import (
    floats_asked,
    floats_of_report,
    known_of_report,
    pictures_of,
)
from cpreport.manuscript.document import Article, Block, TitledText, generated, nodes_of
from cpreport.manuscript.fill_prose import mentions, prints_result, problems_of
from cpreport.manuscript.placing import KINDS, Part, numbers_of, placed, section_id, text
from cpreport.manuscript.plain_fields import problems_of_fields
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Known
from cpreport.manuscript.sentences import say
from cpreport.manuscript.supplement import beside
from cpreport.manuscript.tree import BlockNode, Number, Paragraph, Text
from cpreport.manuscript.written_document import Shared, Written, shared
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.problems import Problem
from cpreport.tables import article_tables_of, series_tables_of
from cpreport.typography import set_signs

#: Title of what says who did what, which is written from the authors' roles.
CONTRIBUTIONS = "Authors’ contributions"


def written_article(findings: Findings, of_series: Shared | None = None) -> Written:
    """Gather the texts of the article with the numbers of what they mention."""
    record = findings.record
    of_series = of_series or shared(findings)
    known = replace(
        of_series.known,
        figures=(*series_figures_of(findings), *_photographs(findings)),
        tables=series_tables_of(findings),
        left_out=figures_left_out(findings),
        elsewhere=(supplement := beside(findings, of_series)).named,
    )
    parts = with_supplement(tuple(_parts(findings)), findings)
    parts = with_rules(parts, supplement.parts, known, findings)
    parts = with_sources(parts, findings)
    of_reports = _of_reports(findings, parts, known)
    known = replace(known, pictures=of_reports.pictures, of_cases=of_reports.of_cases)
    every = (
        *(prose for _, prose in abstract_texts(record)),
        *key_points_texts(record),
        *(prose for part in parts for prose in part.prose),
        *(prose for _, prose in declarations_texts(record)),
    )
    asked = floats_asked(every)
    figures = {*article_figures_of(findings), *asked["fig"]}
    said = any(prints_result(prose, "adverse_events.patients") for prose in every)
    tables = {*article_tables_of(findings, known.tables, events_said=said), *asked["tbl"]}
    shown = replace(
        known,
        figures=tuple(n for n in known.figures if n in figures),
        tables=tuple(n for n in known.tables if n in tables),
    )
    numbers = numbers_of([m for prose in every for m in mentions(prose, known)], shown)
    works = reference_list(every, numbers, of_series.bibliography, of_series.style)
    return Written("article", known, works.numbers, parts, every, works)


def compose_article(
    findings: Findings, of_series: Shared | None = None
) -> tuple[Article, tuple[Problem, ...]]:
    """Compose the article; problems say what could not be filled in, and which claims are false."""
    record = findings.record
    of_series = of_series or shared(findings)
    written = written_article(findings, of_series)
    known, numbers = written.known, written.numbers
    cited = {name for prose in written.prose for kind, name in mentions(prose) if kind == "cite"}
    problems = [
        *of_series.bibliography.cited_problems(cited),
        *of_series.bibliography.other_problems(cited),
    ]
    for prose in written.prose:
        problems += problems_of(prose, known)
    problems += problems_of_fields(record.source, {prose.path for prose in written.prose})
    abstract = tuple(
        TitledText(title, set_signs(title), text(prose, known, numbers))
        for title, prose in abstract_texts(record)
    )
    declarations = tuple(
        TitledText(key, record.heading(DECLARATIONS[key]), text(prose, known, numbers))
        for key, prose in declarations_texts(record)
    )
    article = Article(
        title=set_signs(record.title),
        abstract=abstract,
        key_points=tuple(text(prose, known, numbers) for prose in key_points_texts(record)),
        sections=tuple(placed(written.parts, known, numbers)),
        declarations=(*_with_left_out(declarations, findings), *_contributions(findings)),
        references=written.references.views,
        floats=tuple(sorted(numbers.floats.values(), key=lambda f: (f.kind, f.number))),
    )
    problems += not_in_style(findings.scored.series, written.references.why)
    problems += [of_series.style.problem] if of_series.style.problem else []
    article = replace(article, prose_text=_prose_text(article))
    problems += claim_problems(findings, article.prose_text)
    return article, tuple(problems)


def _parts(findings: Findings) -> Iterator[Part]:
    series = findings.scored.series
    for section in series.record.sections:
        prose = section_texts(series, section)
        yield Part(section_id(section), section.title, 2, prose)
        if section.cases == "all" and one_by_one(findings):
            for scored in findings.cases:
                title = findings.say("article.case", case=scored.id)
                texts = tuple(texts_by_name(scored.case, PRESENTATION).values())
                texts = (*texts, *pointer_to_photographs(findings, scored.case))
                texts = texts or (untold(findings, scored.case),)
                yield Part(f"case-{scored.id}", title, 3, texts, case=scored.id)


def _photographs(findings: Findings) -> Iterator[str]:
    yield from (name for case in findings.cases for name in article_images(case.case))


@dataclass(frozen=True, slots=True)
class _OfReports:
    """What the texts of cases refer to and only their reports have."""

    pictures: Mapping[tuple[str, str], str]
    of_cases: Mapping[tuple[str, str, str], str]


def _of_reports(findings: Findings, parts: tuple[Part, ...], known: Known) -> _OfReports:
    """Name what texts of cases refer to and only their reports have, by its number there."""
    pictures: dict[tuple[str, str], str] = {}
    named: dict[tuple[str, str, str], str] = {}
    for part in parts:
        if part.case is None:
            continue
        case = findings.case(part.case).case
        own = replace(known, pictures=pictures_of(case))
        pictures |= own.pictures
        wanted = {m for prose in part.prose for m in mentions(prose, own) if m[0] in KINDS}
        absent = {(kind, name) for kind, name in wanted if name not in known.names(kind)}
        if not absent:
            continue
        there = known_of_report(findings, case, own)
        floats = floats_of_report(findings, case, there)
        for kind, name in absent:
            if shown := floats.get((KINDS[kind], name)):
                named[case.id, kind, name] = findings.say(
                    "article.report_float", label=shown.label, case=case.id
                )
    return _OfReports(pictures, named)


def _with_left_out(
    declarations: tuple[TitledText, ...], findings: Findings
) -> Iterator[TitledText]:
    """Say beside the consent for publication how many patients the article does not count."""
    if not findings.has("left_out"):
        yield from declarations
        return
    said = generated(_left_out(findings))
    own = "consent_statement"
    if all(declaration.key != own for declaration in declarations):
        yield TitledText(own, findings.heading(DECLARATIONS[own]), said)
    for declaration in declarations:
        blocks = (*declaration.blocks, *said) if declaration.key == own else declaration.blocks
        yield replace(declaration, blocks=blocks)


def _left_out(findings: Findings) -> Paragraph:
    number = findings.result("left_out")
    counted = (Number(number.id, number.In_words, "In_words"),)
    return Paragraph(say(findings, "article.left_out", number.value, n=counted))


def _contributions(findings: Findings) -> Iterator[TitledText]:
    """Say by CRediT role who did what."""
    roles: dict[str, list[str]] = {}
    for author in findings.record.authors:
        for role in author.roles:
            roles.setdefault(role, []).append(_initials(author.name))
    if roles:
        said = "; ".join(f"{role}: {', '.join(names)}" for role, names in roles.items())
        text = generated(Paragraph((Text(findings.say("article.contributions", roles=said)),)))
        yield TitledText("contributions", findings.heading(CONTRIBUTIONS), text)


def _initials(name: str) -> str:
    return "".join(f"{part[0]}" for part in re.split(r"[\s\-]+", name) if part)


def _prose_text(article: Article) -> str:
    texts: list[tuple[Block, ...]] = [
        *(part.blocks for part in article.abstract),
        *article.key_points,
        *(section.blocks for section in article.sections),
    ]
    nodes: list[BlockNode] = [node for blocks in texts for node in nodes_of(blocks)]
    return " ".join([article.title, words_of(*nodes)])
