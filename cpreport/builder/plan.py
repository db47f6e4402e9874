"""Name every output of an order that a checked series allows, with what it depends on."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpreport.builder.graphical_abstract_files import graphical_abstract_outputs
from cpreport.check.check_series import Ready, Unreadable, Wanted
from cpreport.figures import series_figures_of
from cpreport.figures.picture import article_images, image_files
from cpreport.publish.formats import USUAL, Kind, endings_of
from cpreport.tables import series_tables_of

if TYPE_CHECKING:
    from cpreport.publish.engines import Engine
    from cpreport.publish.html.number_sources import Audience


@dataclass(frozen=True, slots=True)
class Order:
    """What to build.

    cases : tuple of str
        Only these cases' reports; empty for all.
    kinds : tuple of str
        `reports`, `article` or both.
    formats : tuple of str
        Of `cpreport.publish.formats.FORMATS`.
    jobs : int
        Worker processes; 0 to decide by the work that is due.
    audience : {"publication", "private"}
        Whether pages for screens also name the files and lines that numbers come from.
    leave_out : bool
        Build without the cases that lack consent for publication.
    engine : {"weasyprint", "typst"}
        What sets the PDFs, where it can.
    """

    folder: Path
    output: Path
    cases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("reports", "article")
    formats: tuple[str, ...] = USUAL
    jobs: int = 0
    strict: bool = False
    force: bool = False
    audience: Audience = "publication"
    leave_out: bool = False
    engine: Engine = "weasyprint"

    @property
    def asks_for_article(self) -> bool:
        """Whether the article is to be made: not where the order is for single cases."""
        return not self.cases and "article" in self.kinds


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to make: a case's report, the article, or the results of the series.

    outputs : tuple of str
        Paths below the output folder, with `/`.
    inputs : tuple of str
        Paths of the series' files it depends on, relative to the series folder.
    """

    kind: Kind
    name: str
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]

    @property
    def case(self) -> str | None:
        """The case a report is about."""
        return self.name if self.kind == "report" else None


def wanted_of(order: Order) -> Wanted:
    """Tell what an order needs of a series: what it does not make is not composed."""
    reports = (order.cases or None) if "reports" in order.kinds else ()
    return Wanted(order.asks_for_article, reports)


def plan_documents(checked: Unreadable | Ready, order: Order) -> tuple[Document, ...]:
    """Name what the order asks for and the checks allow, the article before the reports."""
    if isinstance(checked, Unreadable):
        return ()
    documents: list[Document] = []
    if order.asks_for_article and checked.article is not None:
        documents += [_article(checked, order), *_supplement(checked, order)]
    if order.asks_for_article and (checked.article is not None or not checked.wanted.article):
        documents.append(_results(checked))
    if "reports" in order.kinds:
        wanted = order.cases or tuple(checked.contents)
        documents += [_report(checked, order, case) for case in wanted if case in checked.contents]
    return tuple(documents)


def longest_first(documents: Iterable[Document], folder: Path) -> list[Document]:
    """Put what takes longest first, so that no worker is left with it when others are done.

    That is whatever is made of all cases, then reports of cases whose files are twice as large as
    others, or more; reports that are about as long stay in their order.
    """

    def length(document: Document) -> float:
        if document.kind != "report":
            return math.inf
        # One that was taken away a moment ago was read all the same.
        with contextlib.suppress(OSError):
            return (folder / document.inputs[0]).stat().st_size.bit_length()
        return 0

    return sorted(documents, key=length, reverse=True)


def _report(checked: Ready, order: Order, case_id: str) -> Document:
    contents = checked.contents[case_id]
    outputs = (
        *(f"cases/{case_id}/{case_id}.{end}" for end in endings_of("report", order.formats)),
        *(f"figures/{case_id}-{name}.svg" for name in contents.figures),
        *(f"figures/{name}" for name in contents.pictures),
        *(f"tables/{case_id}-{name}.csv" for name in contents.tables),
    )
    inputs = (contents.file, *contents.images, *_shared_files(checked))
    return Document("report", case_id, outputs, inputs)


def _article(checked: Ready, order: Order) -> Document:
    from cpreport.data.series_files import tables_beside

    cases = [one.case for one in checked.findings.cases]
    shown = (image_files(case) for case in cases if article_images(case))
    outputs = (
        *(f"article/article.{ending}" for ending in endings_of("article", order.formats)),
        *(f"figures/{name}.svg" for name in series_figures_of(checked.findings)),
        *(f"figures/{name}.svg" for case in cases for name in article_images(case)),
        *graphical_abstract_outputs(checked.findings),
        *(f"tables/{name}.csv" for name in series_tables_of(checked.findings)),
        *(f"tables/{name}.csv" for name in tables_beside(checked.findings)),
    )
    sections = [s.file for s in checked.findings.scored.series.sections.values()]
    inputs = (*_all_files(checked), *sections, *(file for files in shown for file in files))
    return Document("article", "article", outputs, inputs)


def _supplement(checked: Ready, order: Order) -> Iterator[Document]:
    """Plan the supplement: it belongs to the article, and holds what its cases' reports hold."""
    endings = endings_of("supplement", order.formats)
    if checked.supplement is None or not endings:
        return
    outputs = tuple(f"supplement/supplement.{ending}" for ending in endings)
    sections = [s.file for s in checked.findings.scored.series.sections.values()]
    yield Document("supplement", "supplement", outputs, (*_all_files(checked), *sections))


def _results(checked: Ready) -> Document:
    from cpreport.data.series_files import data_outputs

    return Document("results", "results", data_outputs(checked.findings), _all_files(checked))


def _shared_files(checked: Ready) -> tuple[str, ...]:
    series = checked.findings.scored.series
    return (
        series.record.source.file,
        *(text.file for text in (*series.bibliography, *series.scale_files)),
        *([series.style_file.file] if series.style_file else []),
    )


def _all_files(checked: Ready) -> tuple[str, ...]:
    cases = (c.case.source.file for c in checked.findings.cases)
    return (*cases, *_shared_files(checked))
