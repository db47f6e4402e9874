"""Compose the supplement from findings, and tell the article its numbers.

Its figures and tables are those of the cases, numbered on their own: Table S1, Figure S1. Article
and supplement refer to each other by the same names: `[@tbl:P01.items]`, `[@sec:methods]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from cpreport.cases.series import SupplementSection
from cpreport.figures import CASE_FIGURES, case_figures_of
from cpreport.manuscript.authors_texts import section_texts
from cpreport.manuscript.citation_style import reference_list
from cpreport.manuscript.document import FLOAT_PREFIX, Article, Float, Supplement, table_labels
from cpreport.manuscript.fill_prose import mentions, problems_of
from cpreport.manuscript.placing import KINDS, Part, numbers_of, placed, section_id
from cpreport.manuscript.prose import Known, Numbers, Prose, at_file
from cpreport.manuscript.written_document import Shared, Written
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.wording import join_names
from cpreport.problems import Problem, nearest
from cpreport.tables import (
    CASE_TABLES,
    SUPPLEMENT_TABLES,
    case_table,
    supplement_table,
    supplement_tables_of,
)
from cpreport.tables.notes_once import notes_once
from cpreport.tables.table import Table
from cpreport.typography import set_signs

#: What stands before the numbers of figures and tables.
_SERIES = "S"
#: The rows of up to so many patients are printed: a table of scores has a page for each.
MOST_PRINTED = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """What the supplement will hold, known before either document is composed.

    parts : tuple of Part
        Its sections; none where there is no supplement.
    sections : mapping
        What the article calls them, by prefix and name.
    unprinted : mapping
        What both documents call a table that is in a file alone, because it has so many rows.
    """

    parts: tuple[Part, ...]
    known: Known
    numbers: Numbers
    sections: Mapping[tuple[str, str], str]
    unprinted: Mapping[tuple[str, str], str]

    @property
    def named(self) -> Mapping[tuple[str, str], str]:
        """What the article calls it, by prefix and name."""
        floats = {
            (FLOAT_PREFIX[numbered.kind], numbered.id): numbered.label
            for numbered in self.numbers.floats.values()
        }
        return {**self.sections, **floats, **self.unprinted}


def beside(findings: Findings, of_series: Shared) -> Beside:
    """Plan what the supplement of a series will hold, with its numbers."""
    parts = tuple(_parts(findings))
    floats = [numbered for part in parts for numbered in part.floats]
    known = replace(
        of_series.known,
        figures=tuple(name for kind, name in floats if kind == "figure"),
        tables=tuple(name for kind, name in floats if kind == "table"),
        sections={part.id: part.title for part in parts},
    )
    numbers = numbers_of(_in_order(parts), known, _SERIES)
    sections = {
        ("sec", part.id): findings.say("article.supplement_section", title=part.title)
        for part in parts
    }
    in_files = supplement_tables_of(findings) if len(findings.cases) > MOST_PRINTED else ()
    file = findings.say("article.supplement_file")
    unprinted = {("tbl", name): file for name in in_files}
    return Beside(parts, known, numbers, sections, unprinted)


def _in_order(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """List what is mentioned and what belongs to a section, in the order of the pages."""
    prefixes = {kind: prefix for prefix, kind in KINDS.items()}
    for part in parts:
        for prose in part.prose:
            yield from mentions(prose)
        yield from ((prefixes[kind], name) for kind, name in part.floats)  # type: ignore[index]


def _parts(findings: Findings) -> Iterator[Part]:
    series = findings.scored.series
    if series.record.supplement is None:
        return
    for section in series.record.supplement.sections:
        prose = section_texts(series, section)
        floats = tuple(_floats(section, findings))
        if floats and len(findings.cases) > MOST_PRINTED:
            prose, floats = (*prose, _said_where(findings, [name for _, name in floats])), ()
        yield Part(section_id(section), section.title, 2, prose, floats=floats)


def _said_where(findings: Findings, tables: list[str]) -> Prose:
    """Say of tables of very many rows where they are: in files, not on a thousand pages."""
    files = join_names([f"`tables/{name}.csv`" for name in tables])
    said = findings.say(
        "supplement.in_files",
        patients='{{ results["patients"] }}',
        most=str(MOST_PRINTED),
        files=files,
    )
    return Prose(said, at_file("series.yaml"), "the supplement", written=False)


def _floats(section: SupplementSection, findings: Findings) -> Iterator[tuple[str, str]]:
    """List the figures and tables of a section, name by name, for each case that has them.

    That a case had no adverse event is counted in the article; a table would say no more.

    Of a large series a table holds the rows of all patients, where there is such a table.
    """
    if not one_by_one(findings):
        there = supplement_tables_of(findings)
        wanted = (f"supplement-{name}" for name in section.tables)
        yield from (("table", name) for name in wanted if name in there)
        return
    for name in section.figures:
        for case in findings.cases:
            if name in case_figures_of(findings, case.id):
                yield "figure", f"{case.id}.{name}"
    for name in section.tables:
        for case in findings.cases:
            counted = name == "adverse_events" and not case.case.events
            if name in CASE_TABLES and not counted and case_table(name, findings, case.id):
                yield "table", f"{case.id}.{name}"


def written_supplement(
    findings: Findings, of_series: Shared, floats: Iterable[Float], titles: Mapping[str, str]
) -> Written:
    """Gather the texts of the supplement with the numbers of what they mention.

    Parameters
    ----------
    floats : iterable of Float
        The figures and tables of the article.
    titles : mapping of str to str
        The titles of its sections, by id.
    """
    own = beside(findings, of_series)
    elsewhere = {
        (FLOAT_PREFIX[f.kind], f.id): findings.say("supplement.article_float", label=f.label)
        for f in floats
    }
    elsewhere |= {
        ("sec", name): findings.say("supplement.article_section", title=title)
        for name, title in titles.items()
    }
    known = replace(own.known, elsewhere={**elsewhere, **own.unprinted})
    every = tuple(prose for part in own.parts for prose in part.prose)
    works = reference_list(every, own.numbers, of_series.bibliography, of_series.style)
    return Written("supplement", known, works.numbers, own.parts, every, works)


def compose_supplement(
    findings: Findings, of_series: Shared, article: Article
) -> tuple[Supplement | None, tuple[Problem, ...]]:
    """Compose the supplement, or None where the series has none; problems as for the article.

    Parameters
    ----------
    article : Article
        What it refers to by number.
    """
    record = findings.record.supplement
    if record is None:
        return None, ()
    titles = {section.id: section.title for section in article.sections}
    written = written_supplement(findings, of_series, article.floats, titles)
    problems = [*_unknown(findings), *_twice(findings, written.parts)]
    for prose in written.prose:
        problems += problems_of(prose, written.known)
    problems += of_series.bibliography.cited_problems(written.numbers.references)
    supplement = Supplement(
        title=set_signs(record.title),
        sections=tuple(placed(written.parts, written.known, written.numbers)),
        references=written.references.views,
        floats=tuple(sorted(written.numbers.floats.values(), key=lambda f: (f.kind, f.number))),
    )
    return supplement, tuple(problems)


def _unknown(findings: Findings) -> Iterator[Problem]:
    """Name figures and tables that no case can have."""
    record = findings.record
    assert record.supplement is not None
    kinds = (("tables", "CP406", CASE_TABLES), ("figures", "CP405", CASE_FIGURES))
    for number, section in enumerate(record.supplement.sections):
        for key, code, known in kinds:
            for position, name in enumerate(getattr(section, key)):
                if name not in known:
                    path = ("supplement", "sections", number, key)
                    node = record.source.node((*path, position))
                    place = record.source.place(*path, *([position] if node else []))
                    message = f"a case has no {key.removesuffix('s')} `{name}`"
                    yield Problem(code, place, message, known, nearest(name, known))


def _twice(findings: Findings, parts: tuple[Part, ...]) -> Iterator[Problem]:
    """Name sections that have the id of another: a reference could mean either."""
    record = findings.record
    taken = {section_id(section) for section in record.sections}
    for number, part in enumerate(parts):
        if part.id in taken:
            place = record.source.place("supplement", "sections", number)
            message = f"`{part.id}` is the id of another section"
            yield Problem("CP830", place, message, help="give this one an `id` of its own")
        taken.add(part.id)


def tables_of(findings: Findings, supplement: Supplement) -> dict[str, Table]:
    """Make the tables of the supplement, each note beneath the first that has it."""
    labels = table_labels(supplement.floats)
    made: dict[str, Table] = {}
    for float_id in labels:
        case, name = case_and_name(float_id)
        table = case_table(name, findings, case) if case else supplement_table(name, findings)
        if table is not None:
            made[float_id] = table
    return notes_once(findings.say, labels, made)


def case_and_name(float_id: str) -> tuple[str, str]:
    """Find the case and the name of a figure or table of the supplement.

    A table of all patients of a large series has no case.

    >>> case_and_name("P01.items"), case_and_name("supplement-scores")
    (('P01', 'items'), ('', 'supplement-scores'))
    """
    if float_id in SUPPLEMENT_TABLES:
        return "", float_id
    case, _, name = float_id.rpartition(".")
    return case, name
