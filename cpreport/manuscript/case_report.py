"""Write what the report of a case says: its sections, its summary in a few lines, its verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from cpreport.cases.case import is_reported
from cpreport.cases.visit_pair import VisitPair
from cpreport.figures.picture import image_names
from cpreport.manuscript.consent_sentences import consent_sentences
from cpreport.manuscript.course_sentences import (
    assessors_sentence,
    diagnosis_in_short,
    follow_up_in_short,
    patient_in_short,
    treatment_in_short,
    treatment_sentences,
    visits_sentence,
)
from cpreport.manuscript.document import Block, Float, Report, SectionView, generated
from cpreport.manuscript.event_sentences import (
    adverse_events_in_short,
    adverse_events_sentence,
    monitoring_missing,
)
from cpreport.manuscript.sentences import Said, join, labelled_paragraph, paragraph, say
from cpreport.manuscript.tree import (
    BlockNode,
    CrossReference,
    FloatPlace,
    Inline,
    Paragraph,
    Strong,
    Text,
)
from cpreport.manuscript.verdict_sentences import (
    behind_a_verdict,
    caution_sentence,
    rules_sentences,
    verdicts_by_rules,
    verdicts_sentences,
)
from cpreport.outcomes.concomitant import concomitant_in_words
from cpreport.outcomes.conditions import comorbidities_in_words, history_in_words
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.verdict_words import outcome_name
from cpreport.outcomes.wording import begun_small, capital, join_names
from cpreport.typography import set_signs


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the summary of a case."""

    label: str
    inside: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the series' rule says of one outcome.

    word : str
        The verdict.
    result : str
        The id of the verdict.
    details : tuple of Inline
        What it rests on, to stand behind it.
    """

    label: str
    word: str
    result: str
    details: tuple[Inline, ...] = ()


#: The sections of a case report in CARE order (doi 10.1186/1752-1947-7-223), with the floats that
#: stand in each. Templates name them by these keys. Figures and tables take turns where they can: a
#: table may run over the end of a page, and so leaves no gap before a figure that does not fit.
REPORT_SECTIONS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "patient_information": ("Patient information", (("table", "characteristics"),)),
    "clinical_findings": ("Clinical findings", ()),
    "timeline": ("Timeline", (("figure", "timeline"),)),
    "diagnostic_assessment": ("Diagnostic assessment", ()),
    "therapeutic_intervention": (
        "Therapeutic intervention",
        (("table", "sessions"), ("table", "courses")),
    ),
    "follow_up_and_outcomes": (
        "Follow-up and outcomes",
        (
            ("figure", "items"),
            ("table", "scores"),
            ("figure", "values"),
            ("table", "phases"),
            ("figure", "change"),
            ("table", "items"),
        ),
    ),
    "adverse_events": ("Adverse events", (("table", "adverse_events"),)),
    "patient_perspective": ("Patient perspective", ()),
    "improvement_rules": ("Improvement rules", ()),
    "informed_consent": ("Informed consent", ()),
}


def report_sections(
    findings: Findings, report: Report, there: Callable[[Float], bool] = lambda one: True
) -> dict[str, SectionView | None]:
    """Write the sections of a case report by key; None for one with nothing to say.

    Parameters
    ----------
    there : callable
        Whether a figure was drawn or a table made.
    """
    placed = {(kind, name) for _, its in REPORT_SECTIONS.values() for kind, name in its}
    others = [f for f in report.floats if (f.kind, f.id) not in placed]
    pictures = image_names(findings.case(report.case_id).case)
    sections: dict[str, SectionView | None] = {}
    for key, (title, its) in REPORT_SECTIONS.items():
        own = sorted((f for f in report.floats if (f.kind, f.id) in its), key=_position(its))
        own += others if key == "follow_up_and_outcomes" else []
        shown = [one for one in own if there(one)]
        blocks = [
            *_pointed(findings, key, report, shown, pictures),
            *(Block(FloatPlace(one)) for one in shown),
        ]
        name = key.replace("_", "-")
        sections[key] = (
            SectionView(name, findings.heading(title), 2, tuple(blocks)) if blocks else None
        )
    return sections


def _position(its: tuple[tuple[str, str], ...]) -> Callable[[Float], int]:
    return lambda one: its.index((one.kind, one.id))


#: What is said of the floats of a section before they come.
_POINTERS = {
    "patient_information": "report.pointer.patient_information",
    "timeline": "report.pointer.timeline",
    "therapeutic_intervention": "report.pointer.therapeutic_intervention",
    "adverse_events": "report.pointer.adverse_events",
}
_SHOWN_BY = {
    "change": "report.pointer.results.change",
    "scores": "report.pointer.results.scores",
    "values": "report.pointer.results.values",
    "items": "report.pointer.results.items",
    "phases": "report.pointer.results.phases",
}


def _pointed(
    findings: Findings, key: str, report: Report, floats: list[Float], pictures: tuple[str, ...]
) -> tuple[Block, ...]:
    """Mention the floats of a section in its text, so that none comes unannounced."""
    blocks = tuple(_TEXTS[key](findings, report))
    if key == "follow_up_and_outcomes":
        shown = [_link(one) for one in floats if one.id in pictures]
        caution = caution_sentence(findings, findings.case(report.case_id).case)
        cautioned = generated(*paragraph(caution))
        told = generated(*paragraph(_pictures(findings, shown)))
        return (*blocks, *_with_results(findings, cautioned, floats), *told)
    if key not in _POINTERS or not floats:
        return blocks
    links = join([_link(one) for one in floats])
    for position, block in enumerate(blocks):
        if block.origin is None and (mentioned := _with_mention(block.node, links)):
            own = replace(block, node=mentioned)
            return (*blocks[:position], own, *blocks[position + 1 :])
    where = "figures" if key == "timeline" else "tables"
    values: dict[str, Said | str] = {where: links, "zero": findings.zero}
    said = paragraph(say(findings, _POINTERS[key], **values))
    return (*blocks, *generated(*said))


def _with_mention(node: BlockNode, links: Said) -> Paragraph | None:
    """Mention floats in brackets before the full stop of a generated paragraph."""
    if not isinstance(node, Paragraph):
        return None
    *before, last = node.inside
    if not isinstance(last, Text) or not last.text.endswith("."):
        return None
    said = last.text
    # Where the sentence ends with a bracket, the mention goes into it.
    opened = f"{said[:-2]}; " if said.endswith(").") else f"{said[:-1]} ("
    return replace(node, inside=(*before, Text(opened), *links, Text(").")))


def _with_results(
    findings: Findings, cautioned: tuple[Block, ...], floats: list[Float]
) -> tuple[Block, ...]:
    """Mention where the results are shown behind what they cannot show, or by themselves."""
    shown = [_link(one) for one in floats if one.id in _SHOWN_BY]
    if shown and len(cautioned) == 1:
        mentioned = _with_mention(cautioned[0].node, join(shown))
        if mentioned is not None:
            return (replace(cautioned[0], node=mentioned),)
    return (*cautioned, *generated(*paragraph(_results(findings, floats))))


def _results(findings: Findings, floats: list[Float]) -> Said:
    said = [
        (*say(findings, _SHOWN_BY[f.id]), Text(" ("), *_link(f), Text(")"))
        for f in floats
        if f.id in _SHOWN_BY
    ]
    return say(findings, "report.pointer.results", floats=join(said)) if said else ()


def _pictures(findings: Findings, links: list[Said]) -> Said:
    if not links:
        return ()
    shown = join(links)
    return say(findings, "report.pointer.pictures", figures=shown)


def _link(one: Float) -> tuple[Inline, ...]:
    return (CrossReference(target=one.anchor, label=one.label),)


Texts = Iterator[Block]


def _patient_information(findings: Findings, report: Report) -> Texts:
    patient = findings.case(report.case_id).case.patient
    yield from report.parts.get("history", ())
    told = (history_in_words(findings, patient), comorbidities_in_words(findings, patient))
    yield from _said(*((Text(set_signs(text)),) for text in told if text))


def _written(part: str) -> Callable[[Findings, Report], Texts]:
    """Make what prints a text of the authors alone."""
    return lambda _, report: iter(report.parts.get(part, ()))


def _timeline(findings: Findings, report: Report) -> Texts:
    yield from _said(visits_sentence(findings, report.case_id))


def _therapeutic_intervention(findings: Findings, report: Report) -> Texts:
    case = findings.case(report.case_id).case
    yield from _said(*treatment_sentences(findings, case.id))
    for number, treatment in enumerate(case.treatment, start=1):
        product = report.parts.get(f"product {number}", ())
        alone = len(case.treatment) == 1
        yield from product if alone else _begun_with(f"{treatment.name}.", product)
        if treatment.concomitant is None:
            continue
        label = findings.say("report.concomitant")
        if len(case.treatment) > 1:
            name = begun_small(treatment.name)
            label = findings.say("report.concomitant.beside", treatment=name)
        yield Block(labelled_paragraph(label, treatment.concomitant))
    if case.concomitant:
        dated = "; ".join(concomitant_in_words(findings, findings.case(case.id)))
        yield Block(labelled_paragraph(findings.say("report.concomitant"), dated))


def _follow_up_and_outcomes(findings: Findings, report: Report) -> Texts:
    case = findings.case(report.case_id).case
    told = report.parts.get("outcome", ())
    # The summary has the verdicts; the text needs them where the authors tell no outcome.
    yield from _said(
        assessors_sentence(findings, case.id),
        *(() if told else verdicts_sentences(findings, case.id)),
    )
    yield from told
    labels = findings.scored.visit_labels
    for visit in case.visits:
        note = report.parts.get(f"note {visit.id}", ())
        yield from _begun_with(f"{labels.get(visit.id, visit.id)}.", note)


def _said(*said: Said | None) -> tuple[Block, ...]:
    return generated(*paragraph(*said))


def _begun_with(label: str, text: tuple[Block, ...]) -> Iterator[Block]:
    """Put a label at the start of a text: into its first paragraph, or above what is none."""
    if not text:
        return
    start = Strong((Text(label),))
    first, *others = text
    if isinstance(first.node, Paragraph):
        said = (start, Text(" "), *first.node.inside)
        first = replace(first, node=replace(first.node, inside=said))
    else:
        yield Block(Paragraph((start,)))
    yield first
    yield from others


def _adverse_events(findings: Findings, report: Report) -> Texts:
    yield from _said(adverse_events_sentence(findings, report.case_id))
    monitoring = report.parts.get("adverse_event_monitoring", ())
    yield from monitoring or _said(monitoring_missing(findings, report.case_id))


def _improvement_rules(findings: Findings, report: Report) -> Texts:
    for rule in rules_sentences(findings):
        yield from _said(rule)
    yield from report.parts.get("rule sources", ())


def _informed_consent(findings: Findings, report: Report) -> Texts:
    case = findings.case(report.case_id).case
    yield from _said(consent_sentences(findings, case))


_TEXTS: Mapping[str, Callable[[Findings, Report], Texts]] = {
    "patient_information": _patient_information,
    "clinical_findings": _written("findings"),
    "timeline": _timeline,
    "diagnostic_assessment": _written("diagnostics"),
    "therapeutic_intervention": _therapeutic_intervention,
    "follow_up_and_outcomes": _follow_up_and_outcomes,
    "adverse_events": _adverse_events,
    "patient_perspective": _written("patient_perspective"),
    "improvement_rules": _improvement_rules,
    "informed_consent": _informed_consent,
}


def facts(findings: Findings, case_id: str) -> tuple[Fact, ...]:
    """Say the case in a few lines, as an abstract would."""
    case = findings.case(case_id).case
    said = {
        "Patient": patient_in_short(findings, case_id),
        "Diagnosis": diagnosis_in_short(findings, case),
        "Treatment": treatment_in_short(findings, case_id),
        "Follow-up": follow_up_in_short(findings, case_id),
        "Adverse events": adverse_events_in_short(findings, case_id),
    }
    if not case.treatment:
        del said["Treatment"]
    return tuple(Fact(findings.heading(label), text) for label, text in said.items())


def verdicts(findings: Findings, case_id: str) -> tuple[Verdict, ...]:
    """Say the verdict on every outcome of a case, with what it rests on."""
    return tuple(
        Verdict(
            set_signs(capital(_verdict_label(findings, judged, pair))),
            result.printed,
            result.id,
            behind_a_verdict(findings, case_id, judged, pair),
        )
        for judged in findings.judged
        for pair in findings.pairs
        for result in [findings.ledger[verdict_id(case_id, judged, pair)]]
    )


def _verdict_label(findings: Findings, judged: JudgedOutcome, pair: VisitPair) -> str:
    """Name an outcome, and of several comparisons the visit at which this one ends."""
    name = outcome_name(findings, judged)
    if len(findings.pairs) == 1:
        return name
    _, later = compared_labels(findings, pair)
    return findings.say("report.verdicts.of", outcome=name, later=begun_small(later))


def of_verdicts(findings: Findings) -> tuple[Inline, ...]:
    """Say beneath the verdicts what they compare, and where the rules stand."""
    title, _ = REPORT_SECTIONS["improvement_rules"]
    return verdicts_by_rules(findings, findings.heading(title)) if findings.judged else ()


def described(findings: Findings, case_id: str) -> str:
    """Describe a case report in a sentence, for its metadata."""
    case = findings.case(case_id).case
    labels = join_names([j.outcome.label for j in findings.judged]) if findings.judged else ""
    diagnosis = case.patient.diagnosis
    parts = [
        diagnosis if is_reported(diagnosis) else findings.say("report.metadata.missing"),
        *([findings.result(case_id, "sessions").with_unit] if case.sessions else []),
        *([labels] if labels else []),
    ]
    return set_signs(findings.say("report.metadata", case=case_id, parts="; ".join(parts)))
