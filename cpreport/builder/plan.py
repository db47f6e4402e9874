"""Take a checked series and an order, and name every output to make with what it depends on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cpreport
from cpreport.cases.series import SeriesRecord
from cpreport.check.series import Checked
from cpreport.data.series_files import data_outputs, tables_beside
from cpreport.figures import series_figures_of
from cpreport.manuscript.references.citeproc import find_pandoc
from cpreport.manuscript.references.csl_styles import VANCOUVER
from cpreport.publish.formats import USUAL, Kind, endings_of
from cpreport.tables import series_tables_of

if TYPE_CHECKING:
    from cpreport.publish.html.sources import Audience

#: Libraries whose version can change a finished byte.
_LIBRARIES = (
    *("jinja2", "lxml", "markdown-it-py", "matplotlib", "pillow", "pypdfium2"),
    *("python-docx", "weasyprint"),
)


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
    scheduler : str
        Where the scheduler of a Dask cluster is that makes the documents; empty to make them here.
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
    scheduler: str = ""


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


def planned(checked: Checked, order: Order) -> tuple[Document, ...]:
    """Name what the order asks for and the checks allow, the article before the reports."""
    documents: list[Document] = []
    whole = not order.cases and checked.article is not None
    if "article" in order.kinds and whole:
        documents += [_article(checked, order), *_supplement(checked, order), _results(checked)]
    if "reports" in order.kinds:
        wanted = order.cases or tuple(checked.reports)
        documents += [_report(checked, order, id) for id in wanted if id in checked.reports]
    return tuple(documents)


def longest_first(documents: Iterable[Document], folder: Path) -> list[Document]:
    """Put what takes longest first, so that no worker is left with it when others are done.

    That is whatever is made of all cases, then reports of cases whose files are twice as large as
    others, or more; reports that are about as long stay in their order.
    """

    def length(document: Document) -> float:
        if document.kind != "report":
            return math.inf
        return (folder / document.inputs[0]).stat().st_size.bit_length()

    return sorted(documents, key=length, reverse=True)


def _report(checked: Checked, order: Order, id: str) -> Document:
    contents = checked.contents(id)
    outputs = (
        *(f"cases/{id}/{id}.{ending}" for ending in endings_of("report", order.formats)),
        *(f"figures/{id}-{name}.svg" for name in contents.figures),
        *(f"figures/{name}" for name in contents.pictures),
        *(f"tables/{id}-{name}.csv" for name in contents.tables),
    )
    inputs = (contents.file, *contents.images, *_shared_files(checked))
    return Document("report", id, outputs, inputs)


def _article(checked: Checked, order: Order) -> Document:
    assert checked.findings is not None
    outputs = (
        *(f"article/article.{ending}" for ending in endings_of("article", order.formats)),
        *(f"figures/{name}.svg" for name in series_figures_of(checked.findings)),
        *(f"tables/{name}.csv" for name in series_tables_of(checked.findings)),
        *(f"tables/{name}.csv" for name in tables_beside(checked.findings)),
    )
    sections = [s.file for s in checked.findings.scored.series.sections.values()]
    return Document("article", "article", outputs, (*_all_files(checked), *sections))


def _supplement(checked: Checked, order: Order) -> Iterator[Document]:
    """Give the supplement: it belongs to the article, and holds what its cases' reports hold."""
    assert checked.findings is not None
    endings = endings_of("supplement", order.formats)
    if checked.supplement is None or not endings:
        return
    outputs = tuple(f"supplement/supplement.{ending}" for ending in endings)
    sections = [s.file for s in checked.findings.scored.series.sections.values()]
    yield Document("supplement", "supplement", outputs, (*_all_files(checked), *sections))


def _results(checked: Checked) -> Document:
    assert checked.findings is not None
    return Document("results", "results", data_outputs(checked.findings), _all_files(checked))


def _shared_files(checked: Checked) -> tuple[str, ...]:
    assert checked.findings is not None
    series = checked.findings.scored.series
    return (
        series.record.source.file,
        *(text.file for text in (*series.bibliography, *series.scale_files)),
        *([series.style_file.file] if series.style_file else []),
    )


def _all_files(checked: Checked) -> tuple[str, ...]:
    assert checked.findings is not None
    cases = (c.case.source.file for c in checked.findings.cases)
    return (*cases, *_shared_files(checked))


def versions() -> dict[str, str]:
    """Give the versions that a finished byte may depend on."""
    installed = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    return {"cpreport": cpreport.__version__, **installed}


def style_versions(record: SeriesRecord) -> dict[str, str]:
    """Give the version of what sets the references, where that is not cpreport itself."""
    return pandoc_version() if record.references_style != VANCOUVER else {}


def pandoc_version() -> dict[str, str]:
    """Give the version of Pandoc on this machine; `none` where there is none."""
    found = find_pandoc()
    return {"Pandoc": found.version if found is not None else "none"}


def input_hashes(folder: Path, inputs: Iterable[str]) -> dict[str, str]:
    """Give the SHA-256 of each of the series' files, by name."""
    return {name: _sha256((folder / name).read_bytes()) for name in sorted(set(inputs))}


def asked_of(checked: Checked, order: Order) -> dict[str, str]:
    """Give what the order itself changes on a page."""
    left_out = len(checked.unconsented) if order.leave_out else 0
    return {"audience": order.audience, "cases left out": str(left_out)}


def hash_below(*roots: Path, leave_out: str = "") -> str:
    """Give the hash of all files below folders, but for those in a folder of this name."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and path.suffix != ".pyc" and name.parts[0] != leave_out:
                digest.update(name.as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def key(document: Document, hashes: Mapping[str, str], looks: Mapping[str, str]) -> str:
    """Give the key under which a document's outputs stay the same."""
    content = {name: hashes[name] for name in sorted(set(document.inputs))}
    parts = [document.kind, document.name, content, dict(looks)]
    return _sha256(json.dumps(parts, sort_keys=True).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
