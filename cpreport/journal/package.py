"""Make the package of a series for a journal, or say what stands in its way."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import resources
from pathlib import Path

from cpreport.builder.cache import empty, use_what_is_kept
from cpreport.builder.fingerprint import pandoc_version, versions
from cpreport.builder.privacy_gate import gate_of, warned_of
from cpreport.builder.privacy_gate import warnings as privacy_warnings
from cpreport.builder.record import SearchedFile, read_record
from cpreport.builder.search_once import search_once
from cpreport.cases.series import SeriesRecord
from cpreport.check.check_series import Ready, Unreadable, check, why_no_article
from cpreport.journal.crate import FOLDERS
from cpreport.journal.figure_checks import figure_problems
from cpreport.journal.figures import photograph_names
from cpreport.journal.fit import journal_problems
from cpreport.journal.package_contents import contents
from cpreport.journal.package_terms import TERMS, Terms, engine_versions, read_terms, year_of
from cpreport.journal.profile import Profile
from cpreport.journal.shareable import shareable_files, shared_cases
from cpreport.journal.temporary_series import lay_out_series
from cpreport.journal.zip_archive import archive
from cpreport.manuscript.references.csl_styles import VANCOUVER, style_names
from cpreport.manuscript.references.pandoc import find_pandoc
from cpreport.outcomes.result import Ledger
from cpreport.privacy import withheld_data
from cpreport.problems import Place, Problem, Refused, has_error, in_order
from cpreport.processes import without_collector
from cpreport.publish.engines import Engine
from cpreport.publish.font_lists import somewhere_to_cache

#: What follows for a package from data that stay with the authors.
_WITHHELD = "`cpreport verify` cannot compute what depends on them, and will say so"


@dataclass(frozen=True, slots=True)
class Package:
    """A package as made, or why there is none.

    content : bytes or None
        The archive; None where a problem forbids it.
    files : mapping of str to bytes
        What is in it.
    """

    checked: Unreadable | Ready
    problems: tuple[Problem, ...]
    content: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    terms: Terms | None = None


@without_collector()
def package(
    folder: Path,
    profile: Profile,
    *,
    strict: bool = False,
    leave_out: bool = False,
    built: Path | None = None,
    engine: Engine = "weasyprint",
) -> Package:
    """Make the package of a series; write nothing.

    Parameters
    ----------
    folder : Path
        The series folder.
    profile : Profile
        Of the journal.
    strict : bool
        Treat warnings as errors.
    leave_out : bool
        Go on without the cases that lack consent for publication.
    built : Path or None
        Output folder of a build. What it keeps by content is used again, where it is what would be
        made here, and what is made here is kept there. Without a build nothing is.
    engine : {"weasyprint", "typst"}
        What sets the PDFs, where it can.
    """
    make = partial(_package, folder, profile, engine, strict=strict, leave_out=leave_out)
    with use_what_is_kept(built) as kept:
        made = make(searched=read_record(built).searched if built is not None and kept else {})
    if built is not None and kept and any(p.code == "CP713" for p in made.problems):
        empty(built)
    return made


def _package(
    folder: Path,
    profile: Profile,
    engine: Engine,
    *,
    strict: bool,
    leave_out: bool,
    searched: Mapping[str, SearchedFile],
) -> Package:
    read = check(folder, strict=strict, leave_out=leave_out)
    if isinstance(read, Unreadable) or read.article is None:
        return Package(read, (*read.problems, *why_no_article(read)))
    ready = read.unpacked()
    style = _references_style(ready.findings.record, profile)
    terms = Terms(
        profile.id,
        year_of(ready.findings.record),
        tuple(case.id for case in ready.findings.cases),
        shared_cases(ready),
        versions() | (pandoc_version() if style != VANCOUVER else {}) | engine_versions(engine),
    )
    remarks: list[Problem] = []
    try:
        files = _make_files(ready, profile, terms, style, remarks)
    except Refused as refused:
        return Package(ready, in_order([*ready.problems, *refused.problems]))
    gate = gate_of(ready, folder)
    found, problems = search_once(gate, without_shipped_scales(files), searched)
    told = list(privacy_warnings(gate, warned_of(gate, found)))
    if strict:
        told = [replace(problem, severity="error") for problem in told]
    told += _of_the_journal(ready, profile, files, style)
    every = in_order(
        [*ready.problems, *problems, *told, *remarks, *withheld_data(ready.findings, _WITHHELD)]
    )
    if problems or has_error(every):
        return Package(ready, every)
    return Package(ready, every, archive(files), files, terms)


def why_not_replaced(path: Path) -> str:
    """Say why a file may not be written over: it is there, and no package of cpreport."""
    if not path.exists():
        return ""
    try:
        with zipfile.ZipFile(path) as there:
            if read_terms(there.read(TERMS)) is not None:
                return ""
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        pass
    return f"{path} is there and was not written by `cpreport package`; name another file with -o"


def summary(made: Package, path: Path, *, all_files: bool) -> str:
    """Say in a few lines what is in a package."""
    assert made.content is not None
    assert made.terms is not None
    lines = [f"{path.as_posix()}: {len(made.files)} files, {len(made.content) / 1e6:.1f} MB"]
    for folder in FOLDERS:
        inside = [p.removeprefix(f"{folder}/") for p in made.files if p.startswith(f"{folder}/")]
        if all_files:
            lines += [f"  {folder}/{name}" for name in sorted(inside)]
        elif inside:
            lines.append(f"  {folder + '/':<13}{_count_by_ending(inside)}")
    count, of = len(made.terms.shared), len(made.terms.cases)
    lines.append(
        f"Made for the journal profile {made.terms.journal}; data of {count} of {of} cases."
    )
    return "\n".join(lines)


def _count_by_ending(names: list[str]) -> str:
    endings = Counter(name.rpartition(".")[2].upper() for name in names)
    return ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))


def _references_style(record: SeriesRecord, profile: Profile) -> str:
    """Name the style of the references: the one the series names, or the journal's where it can be.

    What the package says of itself holds wherever it is made again, so it names the style that was
    used, and not the one that was wished for.
    """
    if record.source.node(("references_style",)) is not None:
        return record.references_style
    of_journal = profile.references.csl
    if of_journal is None or of_journal.value not in style_names() or find_pandoc() is None:
        return VANCOUVER
    return of_journal.value


def _make_files(
    ready: Ready, profile: Profile, terms: Terms, style: str, remarks: list[Problem]
) -> dict[str, bytes]:
    """Make everything from the series as it leaves the house, read from a folder of its own."""
    series = shareable_files(ready.findings, ready.folder, profile.id, style)
    with lay_out_series(series) as folder, somewhere_to_cache():
        again = check(folder)
        if isinstance(again, Unreadable) or again.article is None:
            raise Refused([p for p in again.problems if p.severity == "error"] or again.problems)
        article, again = again.article, again.unpacked()
        _same_numbers(ready.findings.ledger, again.findings.ledger)
        return contents(again, article, profile, terms, series, remarks)


def without_shipped_scales(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out the definitions of scales that come with cpreport: they are the same for all."""
    library = resources.files("cpreport.scales") / "library"
    shipped = {path.read_bytes() for path in library.iterdir() if path.is_file()}
    return {path: content for path, content in files.items() if content not in shipped}


def _same_numbers(ours: Ledger, theirs: Ledger) -> None:
    """Refuse a package whose series gives other results than the authors' own files."""
    for result_id in dict.fromkeys((*ours, *theirs)):
        own, other = ours.get(result_id), theirs.get(result_id)
        if own is None or other is None or replace(own, places=()) != replace(other, places=()):
            place = next(iter(own.places), Place(".")) if own is not None else Place(".")
            message = f"without its dates the series gives another result `{result_id}`"
            hint = "report this as an error of cpreport; no package is written"
            raise Refused([Problem("CP601", place, message, help=hint)])


def _of_the_journal(
    ready: Ready, profile: Profile, files: Mapping[str, bytes], style: str
) -> list[Problem]:
    """Warn of what stands in the way of the journal; the authors may send it all the same."""
    figures = {path: content for path, content in files.items() if path.startswith("figures/")}
    of_series = journal_problems(ready, profile)
    if style != VANCOUVER:
        # What the series is set in does not matter: the package is set anew.
        of_series = tuple(problem for problem in of_series if problem.code != "CP811")
    shown = photograph_names(ready.article, profile) if ready.article is not None else ()
    found = (*of_series, *figure_problems(figures, profile, shown))
    return [replace(problem, severity="warning") for problem in found]
