"""Make everything in a package again from the series that is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cpreport.cases.reader import open_series, read_series
from cpreport.check.check_series import Ready, Unreadable, check
from cpreport.data.data_package import data_package
from cpreport.journal.package_contents import contents
from cpreport.journal.package_terms import TERMS, Terms, read_terms
from cpreport.journal.profile import Profile
from cpreport.journal.profiles import profiles
from cpreport.journal.shareable import files_of_cases, files_without_cases, shareable_files
from cpreport.journal.temporary_series import lay_out_series
from cpreport.outcomes.ledger import find
from cpreport.outcomes.result import Ledger
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.font_lists import somewhere_to_cache
from cpreport.scales.scoring import score_series

#: What a series in a package may hold; anything else is not laid out, and so not read.
_ENDINGS = (".yaml", ".md", ".bib", ".json", ".csl", ".png", ".jpg")
FOLDER = "series/"


@dataclass(frozen=True, slots=True)
class Remade:
    """What follows from the series of a package.

    files : mapping of str to bytes
        Everything that `cpreport package` would write; empty where it cannot be made.
    series : mapping of str to bytes
        What would be shared of that series: itself, where nobody added anything to it.
    ledger : Ledger
        Every result, computed again.
    problems : tuple of Problem
        Why the series cannot be made again; their places are files below `series/`.
    """

    terms: Terms | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=lambda: Ledger({}))
    problems: tuple[Problem, ...] = ()
    title: str = ""
    series: Mapping[str, bytes] = field(default_factory=dict)


def remake(files: Mapping[str, bytes]) -> Remade:
    """Make everything again."""
    terms = read_terms(files.get(TERMS, b""))
    series = series_of(files)
    if terms is None:
        return Remade(None)
    try:
        with lay_out_series(series) as folder, somewhere_to_cache():
            if not terms.shared:
                return _of_nobody(folder, terms)
            if terms.withheld:
                return _of_shared(folder, terms)
            known, problems = profiles(folder)
            if terms.journal not in known or problems:
                return Remade(terms, problems=_no_profile(terms.journal, problems))
            return _of_all(check(folder), known[terms.journal], terms, series)
    except Refused as refused:
        return Remade(terms, problems=refused.problems)


def series_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Pick the files of the series that a package was made from, by name."""
    return {
        path.removeprefix(FOLDER): content
        for path, content in files.items()
        if path.startswith(FOLDER) and path.endswith(_ENDINGS)
    }


def _of_all(
    found: Unreadable | Ready, profile: Profile, terms: Terms, series: Mapping[str, bytes]
) -> Remade:
    errors = _errors(found.problems)
    if isinstance(found, Unreadable):
        return Remade(terms, problems=errors, title=found.title)
    ready = found.unpacked()
    findings = ready.findings
    style = findings.record.references_style
    shared = shareable_files(findings, ready.folder, terms.journal, style)
    if ready.article is None:
        return Remade(terms, data_package(findings), findings.ledger, errors, ready.title, shared)
    files = contents(ready, ready.article, profile, terms, series)
    return Remade(terms, files, findings.ledger, errors, ready.title, shared)


def _of_nobody(folder: Path, terms: Terms) -> Remade:
    series = open_series(folder).series
    if series is None:
        return Remade(terms)
    style = series.record.references_style
    shared = files_without_cases(series, terms.journal, style)
    return Remade(terms, title=series.record.title, series=shared)


def _no_profile(journal: str, problems: list[Problem]) -> tuple[Problem, ...]:
    message = f"there is no profile of the journal `{journal}`, neither here nor in the package"
    return (*problems, Problem("CP801", Place("journals"), message))


def _of_shared(folder: Path, terms: Terms) -> Remade:
    """Make the data of some cases again; whatever is said of all of them cannot be."""
    series, problems = read_series(folder)
    if series is None:
        return Remade(terms, problems=_errors(problems))
    scored, graded = score_series(series)
    findings, more = find(scored)
    own = {result_id: r for result_id, r in findings.ledger.items() if r.case is not None}
    title = scored.series.record.title
    errors = _errors((*problems, *graded, *more))
    # What only cases name whose data stay behind belongs to the package as well.
    style = scored.series.record.references_style
    beside = files_without_cases(scored.series, terms.journal, style)
    shared = beside | files_of_cases(findings, folder)
    return Remade(terms, data_package(findings), Ledger(own), errors, title, shared)


def _errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """List what the series cannot be made again for: errors, and references in another style."""
    return tuple(p for p in problems if p.severity == "error" or p.code == "CP421")
