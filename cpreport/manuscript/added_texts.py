"""Write what the article adds to the texts of its authors: pointers, rules, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from cpreport.cases.case import Case
from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.text import Path
from cpreport.figures.picture import article_images
from cpreport.manuscript.fill_prose import uses_rule
from cpreport.manuscript.placing import Part, position_of
from cpreport.manuscript.prose import Known, Prose, at_file
from cpreport.outcomes import one_by_one
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place
from cpreport.tables import supplement_tables_of


def with_supplement(parts: tuple[Part, ...], findings: Findings) -> tuple[Part, ...]:
    """Say, where patients would be presented, that they are too many, and where each is told."""
    if one_by_one.one_by_one(findings) or not parts:
        return parts
    sections = findings.record.sections
    presenting = (n for n, section in enumerate(sections) if section.cases == "all")
    position = next(presenting, position_of(parts, "result"))
    files = join_names([f"`tables/{name}.csv`" for name in supplement_tables_of(findings)])
    said = findings.say(
        "article.too_many",
        patients='{{ results["patients"] }}',
        most=str(one_by_one.MOST_ONE_BY_ONE),
        files=files,
    )
    generated = Prose(said, at_file("series.yaml"), "the supplement", written=False)
    return _added(parts, position, generated)


def _added(parts: tuple[Part, ...], position: int, prose: Prose) -> tuple[Part, ...]:
    target = parts[position]
    more = replace(target, prose=(*target.prose, prose))
    return (*parts[:position], more, *parts[position + 1 :])


def with_rules(
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


def with_sources(parts: tuple[Part, ...], findings: Findings) -> tuple[Part, ...]:
    """Cite behind the methods from which works the rules of outcomes are."""
    for prose in (*rule_sources(findings), *_threshold_sources(findings)) if parts else ():
        parts = _added(parts, position_of(parts, "method"), prose)
    return parts


def rule_sources(findings: Findings) -> Iterator[Prose]:
    """Say of each outcome that names one from which work its rule is."""
    record = findings.record
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
    record = findings.record
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


def untold(findings: Findings, case: Case) -> Prose:
    """Say below the heading of a case without texts that there are none."""
    said = findings.say("article.case.untold", case=case.id)
    return Prose(said, at_file("series.yaml"), "the case", written=False, case=case.id)


def pointer_to_photographs(findings: Findings, case: Case) -> Iterator[Prose]:
    """Lead from the presentation of a case to its photographs, so that none comes unannounced."""
    names = article_images(case)
    if names:
        links = join_names([f"[@fig:{name}]" for name in names])
        said = findings.say("article.photographs", figures=links)
        yield Prose(said, at_file("series.yaml"), "the photographs", written=False, case=case.id)
