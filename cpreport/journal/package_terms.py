"""Say what a package was made with: whoever has this and the series can make it again."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

import cpreport
from cpreport.builder.fingerprint import pandoc_version, versions
from cpreport.cases.series import SeriesRecord
from cpreport.publish.engines import NAMES, Engine
from cpreport.publish.typst.compiler import typst_version

#: Where it stands in a package.
TERMS = "package.json"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a package was made with.

    journal : str
        Id of the journal profile.
    year : str
        Printed as the year of publication.
    cases, shared : tuple of str
        The cases of the article, and those of them whose data go along.
    versions : mapping of str to str
        Of cpreport and of the libraries that decide a finished byte.
    """

    journal: str
    year: str
    cases: tuple[str, ...]
    shared: tuple[str, ...]
    versions: Mapping[str, str]

    @property
    def withheld(self) -> tuple[str, ...]:
        """The cases whose data stay with the authors."""
        return tuple(case for case in self.cases if case not in self.shared)

    @property
    def same_versions(self) -> bool:
        """Whether the same versions are installed here."""
        return dict(self.versions) == self.versions_here

    @property
    def versions_here(self) -> dict[str, str]:
        """The versions that are installed here; of Pandoc where it set the references."""
        pandoc = pandoc_version() if "Pandoc" in self.versions else {}
        return versions() | pandoc | engine_versions(self.engine)

    @property
    def engine(self) -> Engine:
        """What set its PDFs, where it could."""
        return "typst" if NAMES["typst"] in self.versions else "weasyprint"


def engine_versions(engine: Engine) -> dict[str, str]:
    """Name the version of Typst where it is the engine; that of WeasyPrint stands there always."""
    return {NAMES["typst"]: typst_version()} if engine == "typst" else {}


def terms_json(terms: Terms) -> bytes:
    """Write the terms as the file of a package."""
    written = {
        "format": 1,
        "made_by": f"cpreport {cpreport.__version__}",
        "journal": terms.journal,
        "year": terms.year,
        "cases": list(terms.cases),
        "data_of": list(terms.shared),
        "versions": dict(terms.versions),
    }
    return (json.dumps(written, ensure_ascii=False, indent=1) + "\n").encode()


def read_terms(content: bytes) -> Terms | None:
    """Read the terms of a package; None where the file does not hold them."""
    try:
        said = json.loads(content)
        found = Terms(
            said["journal"],
            said["year"],
            tuple(said["cases"]),
            tuple(said["data_of"]),
            dict(said["versions"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    words = (found.journal, found.year, *found.cases, *found.shared, *found.versions.values())
    return found if all(isinstance(word, str) for word in words) else None


def year_of(record: SeriesRecord) -> str:
    """Find the latest year that the series states, else the year that is asked for, else this."""
    years = [*record.dates.values(), *(str(date[0]) for _, date in record.publication.dates)]
    if years:
        return max(years)
    asked = os.environ.get("SOURCE_DATE_EPOCH", "")
    if asked.isascii() and asked.isdigit():
        return str(dt.datetime.fromtimestamp(int(asked), dt.UTC).year)
    return str(dt.datetime.now(dt.UTC).year)
