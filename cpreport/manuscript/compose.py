"""Compose the article and the case reports from findings, and say what stands in the way.

References and floats are numbered by first mention. In the article a figure or table is placed
after the block that first mentions it; what nothing mentions comes at the end of the results.
Of a large series the article presents no patient alone, and says where each of them is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from cpreport.cases.case import Case
from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.series import SeriesRecord
from cpreport.cases.text import Path, Scalar, Source
from cpreport.cases.values import is_missing
from cpreport.figures import (
    article_figures_of,
    case_figures_of,
    figures_left_out,
    report_figures_of,
    series_figures_of,
)
from cpreport.figures.picture import article_images, image_names, panels_of
from cpreport.manuscript.citation_style import (
    chosen_style,
    not_in_style,
    reference_list,
)
from cpreport.manuscript.claims import claim_problems
from cpreport.manuscript.document import (
    FORMS,
    Article,
    Block,
    Float,
    Report,
    TitledText,
    generated,
    nodes_of,
)
from cpreport.manuscript.fill_prose import mentions, prints_result, problems_of, uses_rule
from cpreport.manuscript.placing import (
    KINDS,
    Part,
    numbered,
    numbers_of,
    placed,
    position_of,
    section_id,
    text,
)
from cpreport.manuscript.plain_fields import problems_of_fields
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.prose import Known, Prose, at_file
from cpreport.manuscript.references.bibliography import Bibliography, read_bibliography
from cpreport.manuscript.references.vancouver import in_a_sentence
from cpreport.manuscript.sentences import say
from cpreport.manuscript.supplement import beside
from cpreport.manuscript.tree import BlockNode, Number, Paragraph, Text
from cpreport.manuscript.written_document import Shared, Written
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import MOST_ONE_BY_ONE, one_by_one
from cpreport.outcomes.methods import improvement_text, scoring_text, statistics_text
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place, Problem
from cpreport.tables import (
    article_tables_of,
    case_tables_of,
    report_tables_of,
    series_tables_of,
    supplement_tables_of,
)
from cpreport.typography import set_signs

#: Prose of a case that makes its presentation in the article, in CARE order.
_PRESENTATION = ("history", "findings", "diagnostics", "outcome", "patient_perspective")
#: Declarations by their key in series.yaml, in the order journals print them.
DECLARATIONS: dict[str, str] = {
    "ethics": "Ethics approval",
    "consent_statement": "Consent for publication",
    "data_availability": "Availability of data",
    "competing_interests": "Competing interests",
    "funding": "Funding",
    "ai_use": "Use of artificial intelligence",
    "acknowledgements": "Acknowledgements",
}
#: Title of what says who did what, which is written from the authors' roles.
CONTRIBUTIONS = "Authors’ contributions"


def shared(findings: Findings, bibliography: Bibliography | None = None) -> Shared:
    """Read the bibliography and word the rules of a series, for its reports and its article.

    Parameters
    ----------
    bibliography : Bibliography or None
        As read before, where it was.
    """
    record = findings.scored.series.record
    bibliography = bibliography or read_bibliography(findings.scored.series.bibliography)
    known = Known(
        results=findings.ledger,
        rules={
            "improvement": improvement_text(findings),
            "scoring": scoring_text(findings),
            "statistics": statistics_text(findings),
        },
        references=frozenset(bibliography.works),
        authors={key: in_a_sentence(work) for key, work in bibliography.works.items()},
        cases=tuple(case.id for case in findings.cases),
        sections={section_id(section): section.title for section in record.sections},
        forms={what: findings.text_of(sentence) for what, sentence in FORMS.items()},
    )
    return Shared(known, bibliography, chosen_style(findings.scored.series))


# --- the article ---------------------------------------------------------------------------------


def written_article(findings: Findings, of_series: Shared | None = None) -> Written:
    """Gather the texts of the article with the numbers of what they mention."""
    record = findings.scored.series.record
    of_series = of_series or shared(findings)
    known = replace(
        of_series.known,
        figures=(*series_figures_of(findings), *_photographs(findings)),
        tables=series_tables_of(findings),
        left_out=figures_left_out(findings),
        elsewhere=(supplement := beside(findings, of_series)).named,
    )
    parts = _with_supplement(tuple(_parts(findings)), findings)
    parts = _with_rules(parts, supplement.parts, known, findings)
    parts = _with_sources(parts, findings)
    of_reports = _of_reports(findings, parts, known)
    known = replace(known, pictures=of_reports.pictures, of_cases=of_reports.of_cases)
    every = (
        *(prose for _, prose in _abstract(record)),
        *_key_points(record),
        *(prose for part in parts for prose in part.prose),
        *(prose for _, prose in _declarations(record)),
    )
    asked = _asked(every)
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
    record = findings.scored.series.record
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
        for title, prose in _abstract(record)
    )
    declarations = tuple(
        TitledText(key, record.heading(DECLARATIONS[key]), text(prose, known, numbers))
        for key, prose in _declarations(record)
    )
    article = Article(
        title=set_signs(record.title),
        abstract=abstract,
        key_points=tuple(text(prose, known, numbers) for prose in _key_points(record)),
        sections=tuple(placed(written.parts, known, numbers)),
        declarations=(
            *_with_left_out(declarations, findings),
            *_contributions(findings),
        ),
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
        prose: tuple[Prose, ...] = ()
        if section.file is not None and section.file in series.sections:
            text = series.sections[section.file]
            prose = (Prose(text.text, at_file(text.file), text.file),)
        yield Part(section_id(section), section.title, 2, prose)
        if section.cases == "all" and one_by_one(findings):
            for scored in findings.cases:
                title = findings.say("article.case", case=scored.id)
                texts = tuple(_case_prose(scored.case, _PRESENTATION).values())
                texts = (*texts, *_pointer_to_photographs(findings, scored.case))
                texts = texts or (_untold(findings, scored.case),)
                yield Part(f"case-{scored.id}", title, 3, texts, case=scored.id)


def _untold(findings: Findings, case: Case) -> Prose:
    """Say below the heading of a case without texts that there are none."""
    said = findings.say("article.case.untold", case=case.id)
    return Prose(said, at_file("series.yaml"), "the case", written=False, case=case.id)


def _photographs(findings: Findings) -> Iterator[str]:
    yield from (name for case in findings.cases for name in article_images(case.case))


def _pointer_to_photographs(findings: Findings, case: Case) -> Iterator[Prose]:
    """Lead from the presentation of a case to its photographs, so that none comes unannounced."""
    names = article_images(case)
    if names:
        links = join_names([f"[@fig:{name}]" for name in names])
        said = findings.say("article.photographs", figures=links)
        yield Prose(said, at_file("series.yaml"), "the photographs", written=False, case=case.id)


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
        case = findings.scored.case(part.case).case
        own = replace(known, pictures=_pictures(case))
        pictures |= own.pictures
        wanted = {m for prose in part.prose for m in mentions(prose, own) if m[0] in KINDS}
        absent = {(kind, name) for kind, name in wanted if name not in known.names(kind)}
        if not absent:
            continue
        there = _known_of_report(findings, case, own)
        floats = _floats_of_report(findings, case, there)
        for kind, name in absent:
            if shown := floats.get((KINDS[kind], name)):
                named[case.id, kind, name] = findings.say(
                    "article.report_float", label=shown.label, case=case.id
                )
    return _OfReports(pictures, named)


def _pictures(case: Case) -> dict[tuple[str, str], str]:
    """Name the figures that the pictures of a case are, by case and file."""
    # A file that is in several figures is found in the first of them.
    return {(case.id, panel.file): name for name, panel in reversed(tuple(panels_of(case)))}


def _with_supplement(parts: tuple[Part, ...], findings: Findings) -> tuple[Part, ...]:
    """Say, where patients would be presented, that they are too many, and where each is told."""
    if one_by_one(findings) or not parts:
        return parts
    sections = findings.scored.series.record.sections
    presenting = (n for n, section in enumerate(sections) if section.cases == "all")
    position = next(presenting, position_of(parts, "result"))
    files = join_names([f"`tables/{name}.csv`" for name in supplement_tables_of(findings)])
    said = findings.say(
        "article.too_many",
        patients='{{ results["patients"] }}',
        most=str(MOST_ONE_BY_ONE),
        files=files,
    )
    generated = Prose(said, at_file("series.yaml"), "the supplement", written=False)
    return _added(parts, position, generated)


def _added(parts: tuple[Part, ...], position: int, prose: Prose) -> tuple[Part, ...]:
    target = parts[position]
    more = replace(target, prose=(*target.prose, prose))
    return (*parts[:position], more, *parts[position + 1 :])


def _with_rules(
    parts: tuple[Part, ...], supplement: tuple[Part, ...], known: Known, findings: Findings
) -> tuple[Part, ...]:
    """Add the generated methods where no text of the authors, here or beside, prints them."""
    texts = [prose for part in (*parts, *supplement) for prose in part.prose]
    absent = [name for name in known.rules if not any(uses_rule(p, name) for p in texts)]
    if not absent or not parts:
        return parts
    words = "\n\n".join(f"{{{{ rules.{name} }}}}" for name in absent)
    title = findings.say("article.rules_title")
    text = f"### {title}\n\n{words}"
    generated = Prose(text, at_file("series.yaml"), title, written=False)
    return _added(parts, position_of(parts, "method"), generated)


def _with_sources(parts: tuple[Part, ...], findings: Findings) -> tuple[Part, ...]:
    """Cite behind the methods from which works the rules of outcomes are."""
    for prose in (*_rule_sources(findings), *_threshold_sources(findings)) if parts else ():
        parts = _added(parts, position_of(parts, "method"), prose)
    return parts


def _rule_sources(findings: Findings) -> Iterator[Prose]:
    """Say of each outcome that names one from which work its rule is."""
    record = findings.scored.series.record
    rules = {judged.outcome.label: judged.rule.name for judged in findings.judged}
    for n, outcome in enumerate(record.outcomes):
        if outcome.source is None:
            continue
        place = record.source.place("outcomes", n, "source")
        said = findings.say(
            "article.rule_source",
            rule=rules.get(outcome.label, outcome.rule),
            outcome=outcome.label,
            source=f"[@{outcome.source}]",
        )
        name = f"the source of the rule for {outcome.label}"
        path = ("outcomes", n, "source")
        yield Prose(said, partial(_standing_at, place), name, path, written=False)


def _threshold_sources(findings: Findings) -> Iterator[Prose]:
    """Say of each threshold of a measure from which work it is."""
    record = findings.scored.series.record
    for measure_id, measure in record.measures.items():
        declared = measure.thresholds if isinstance(measure, NumberMeasure) else ()
        for n, threshold in enumerate(declared):
            path: Path = ("measures", measure_id, "thresholds", n, "source")
            said = findings.say(
                "article.threshold_source",
                kind=threshold.kind,
                measure=measure.name,
                source=f"[@{threshold.source}]",
            )
            place = record.source.place(*path)
            name = f"the source of the {threshold.kind} of {measure.name}"
            yield Prose(said, partial(_standing_at, place), name, path, written=False)


def _standing_at(place: Place, _line: int, _column: int, _width: int) -> Place:
    return place


def _abstract(record: SeriesRecord) -> Iterator[tuple[str, Prose]]:
    if isinstance(record.abstract, str):
        yield "", _field(record.source, ("abstract",), "abstract")
        return
    for heading in record.abstract or ():
        yield heading, _field(record.source, ("abstract", heading), f"abstract, {heading}")


def _key_points(record: SeriesRecord) -> Iterator[Prose]:
    for number in range(len(record.key_points)):
        yield _field(record.source, ("key_points", number), f"key point {number + 1}")


def _declarations(record: SeriesRecord) -> Iterator[tuple[str, Prose]]:
    for key in DECLARATIONS:
        if getattr(record, key) is not None:
            yield key, _field(record.source, (key,), key)


def texts_of_series(record: SeriesRecord) -> set[Path]:
    """Name the ways to the texts of `series.yaml` that are read as Markdown."""
    named = (*(p for _, p in _abstract(record)), *(p for _, p in _declarations(record)))
    return {prose.path for prose in (*named, *_key_points(record))}


def texts_of_case(case: Case) -> set[Path]:
    """Name the ways to the texts of a case file that are read as Markdown."""
    return {prose.path for prose in _case_prose(case, _REPORT_PROSE).values()}


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
    for author in findings.scored.series.record.authors:
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


# --- the case report -----------------------------------------------------------------------------


def compose_report(
    findings: Findings, case_id: str, of_series: Shared | None = None
) -> tuple[Report, tuple[Problem, ...]]:
    """Compose the report of one case: its prose, its floats in print order, its references.

    Parameters
    ----------
    of_series : Shared or None
        What `shared` gives; whoever composes many reports gives it, so that it is made once.
    """
    case = findings.scored.case(case_id).case
    of_series = of_series or shared(findings)
    written = written_report(findings, case_id, of_series)
    texts = _case_prose(case, _REPORT_PROSE)
    problems = list(_problems_of_texts(case, texts.values(), written.known))
    cited = {name for prose in texts.values() for kind, name in mentions(prose) if kind == "cite"}
    problems += of_series.bibliography.cited_problems(cited)
    numbers = written.numbers
    parts = {name: text(prose, written.known, numbers) for name, prose in texts.items()}
    sources = [text(prose, written.known, numbers) for prose in _rule_sources(findings)]
    parts["rule sources"] = tuple(block for said in sources for block in said)
    floats = tuple(numbers.floats.values())
    return Report(case_id, parts, floats, written.references.views), tuple(problems)


def written_report(findings: Findings, case_id: str, of_series: Shared | None = None) -> Written:
    """Gather the texts of the report of a case with the numbers of what they mention."""
    case = findings.scored.case(case_id).case
    of_series = of_series or shared(findings)
    known = _known_of_report(findings, case, of_series.known)
    texts = (*_case_prose(case, _REPORT_PROSE).values(), *_rule_sources(findings))
    cited = [m for prose in texts for m in mentions(prose) if m[0] == "cite"]
    numbers = replace(numbers_of(cited, known), floats=_floats_of_report(findings, case, known))
    # Where a style cannot be set it is said once, with the article.
    works = reference_list(texts, numbers, of_series.bibliography, of_series.style)
    return Written(case_id, known, works.numbers, (), texts, works)


def report_problems(findings: Findings, case_id: str, of_series: Shared) -> tuple[Problem, ...]:
    """Say what stands in the way of a case's report as `compose_report` does, composing nothing."""
    case = findings.scored.case(case_id).case
    texts = _case_prose(case, _REPORT_PROSE).values()
    known = replace(of_series.known, pictures=_pictures(case))
    mentioned = {one for prose in texts for one in mentions(prose, known)}
    # Which figures and tables there are costs more to say than everything else.
    refers = any(kind in KINDS for kind, _ in mentioned)
    known = _known_of_report(findings, case, known) if refers else known
    cited = {name for kind, name in mentioned if kind == "cite"}
    problems = _problems_of_texts(case, texts, known)
    return (*problems, *of_series.bibliography.cited_problems(cited))


def _problems_of_texts(case: Case, texts: Collection[Prose], known: Known) -> Iterator[Problem]:
    for prose in texts:
        yield from problems_of(prose, known, case=case.id)
    yield from problems_of_fields(case.source, {prose.path for prose in texts}, case.id)


def _known_of_report(findings: Findings, case: Case, known: Known) -> Known:
    return replace(
        known,
        figures=(*case_figures_of(findings, case.id), *image_names(case)),
        tables=case_tables_of(findings, case.id),
        pictures=_pictures(case),
    )


def _floats_of_report(findings: Findings, case: Case, known: Known) -> dict[tuple[str, str], Float]:
    """Number what a report prints: what it prints of itself, and what its texts refer to."""
    asked = _asked(_case_prose(case, _REPORT_PROSE).values())
    figures = {*report_figures_of(findings, case.id), *image_names(case), *asked["fig"]}
    tables = {*report_tables_of(findings, case.id), *asked["tbl"]}
    printed = {*(("figure", n) for n in figures), *(("table", n) for n in tables)}
    return numbered((one for one in _print_order(known) if one in printed), known.forms)


def _asked(texts: Iterable[Prose]) -> dict[str, set[str]]:
    """Collect the figures and tables that texts refer to, by prefix."""
    asked: dict[str, set[str]] = {prefix: set() for prefix in KINDS}
    for prose in texts:
        for prefix, name in mentions(prose):
            if prefix in KINDS:
                asked[prefix].add(name)
    return asked


#: Every prose key of a case, in the order of a report.
_REPORT_PROSE = (
    "history",
    "findings",
    "diagnostics",
    "adverse_event_monitoring",
    "outcome",
    "patient_perspective",
)


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


def _case_prose(case: Case, keys: Iterable[str]) -> dict[str, Prose]:
    """List the texts of a case by name, in order; what is absent or missing is left out."""
    paths: dict[str, Path] = {key: (key,) for key in keys}
    if "history" in paths:
        paths["history"] = ("patient", "history")
    if "adverse_event_monitoring" in paths:
        paths |= {
            f"product {n}": ("treatment", n - 1, "product")
            for n in range(1, len(case.treatment) + 1)
        }
        paths |= {f"note {v.id}": ("visits", n, "note") for n, v in enumerate(case.visits)}
    texts: dict[str, Prose] = {}
    for name, path in paths.items():
        node = case.source.node(path)
        if isinstance(node, Scalar) and not is_missing(node.text):
            texts[name] = _field(case.source, path, f"{case.id}, {name}", case.id)
    return texts


def _field(source: Source, path: Path, name: str, case: str = "") -> Prose:
    """Read a text of a structured file, with the way back to its place."""
    node = source.node(path)
    if not isinstance(node, Scalar):
        place = source.place(*path)
        return Prose("", lambda line, column, width: place, name)

    def place_of(line: int, column: int, width: int) -> Place:
        return node.place_of(line, column, width)

    return Prose(node.text, place_of, name, path, case=case)
