"""Hold what documents of a series are composed with, and what their authors wrote of each."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.manuscript.citation_style import ChosenStyle, ReferenceList, chosen_style
from cpreport.manuscript.document import FORMS
from cpreport.manuscript.placing import Part, section_id
from cpreport.manuscript.prose import Known, Numbers, Prose
from cpreport.manuscript.references.bibliography import Bibliography, read_bibliography
from cpreport.manuscript.references.vancouver import in_a_sentence
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import improvement_text, scoring_text, statistics_text


@dataclass(frozen=True, slots=True)
class Shared:
    """What every document of a series is composed with: worked out once, however many there are.

    known : Known
        What prose may name, without figures and tables: each document has its own.
    style : ChosenStyle
        In which citations and references are set.
    """

    known: Known
    bibliography: Bibliography
    style: ChosenStyle


@dataclass(frozen=True, slots=True)
class Written:
    """A document as its authors wrote it, and what fills it in.

    document : str
        `article`, `supplement`, or the id of a case.
    prose : tuple of Prose
        Every text of it, in the order in which they are read.
    """

    document: str
    known: Known
    numbers: Numbers
    parts: tuple[Part, ...]
    prose: tuple[Prose, ...]
    references: ReferenceList


def shared(findings: Findings, bibliography: Bibliography | None = None) -> Shared:
    """Read the bibliography and word the rules of a series, for its reports and its article.

    Parameters
    ----------
    bibliography : Bibliography or None
        As read before, where it was.
    """
    record = findings.record
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
