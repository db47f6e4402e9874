"""Find the texts that authors write in `series.yaml` and in case files, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.cases.case import Case
from cpreport.cases.series import SectionFile, Series, SeriesRecord, SupplementSection
from cpreport.cases.text import Path, Scalar, Source
from cpreport.cases.values import is_missing
from cpreport.manuscript.prose import Prose, at_file
from cpreport.problems import Place

#: Prose of a case that makes its presentation in the article, in CARE order.
PRESENTATION = ("history", "findings", "diagnostics", "outcome", "patient_perspective")


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


#: Every prose key of a case, in the order of a report.
REPORT_TEXTS = (
    "history",
    "findings",
    "diagnostics",
    "adverse_event_monitoring",
    "outcome",
    "patient_perspective",
)


def section_texts(series: Series, section: SectionFile | SupplementSection) -> tuple[Prose, ...]:
    """Find the text of a section in its file; none where it has no file."""
    text = series.sections.get(section.file or "")
    return () if text is None else (Prose(text.text, at_file(text.file), text.file),)


def abstract_texts(record: SeriesRecord) -> Iterator[tuple[str, Prose]]:
    """Yield the parts of the abstract with their headings; one without parts has none."""
    if isinstance(record.abstract, str):
        yield "", _field(record.source, ("abstract",), "abstract")
        return
    for heading in record.abstract or ():
        yield heading, _field(record.source, ("abstract", heading), f"abstract, {heading}")


def key_points_texts(record: SeriesRecord) -> Iterator[Prose]:
    """Yield the key points."""
    for number in range(len(record.key_points)):
        yield _field(record.source, ("key_points", number), f"key point {number + 1}")


def declarations_texts(record: SeriesRecord) -> Iterator[tuple[str, Prose]]:
    """Yield the declarations that are there with their keys."""
    for key in DECLARATIONS:
        if getattr(record, key) is not None:
            yield key, _field(record.source, (key,), key)


def texts_of_series(record: SeriesRecord) -> set[Path]:
    """Name the ways to the texts of `series.yaml` that are read as Markdown."""
    named = (*(p for _, p in abstract_texts(record)), *(p for _, p in declarations_texts(record)))
    return {prose.path for prose in (*named, *key_points_texts(record))}


def texts_of_case(case: Case) -> set[Path]:
    """Name the ways to the texts of a case file that are read as Markdown."""
    return {prose.path for prose in texts_by_name(case, REPORT_TEXTS).values()}


def texts_by_name(case: Case, keys: Iterable[str]) -> dict[str, Prose]:
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
