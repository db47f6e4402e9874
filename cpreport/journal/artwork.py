"""Make the figures and tables of a series as finished files that a journal takes.

Every file is searched for who the patients are, as all that cpreport publishes, and every figure
is opened and measured before it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.atomic_write import not_written, write_all
from cpreport.builder.privacy_gate import gate_of, search_outputs, warned_of, warnings
from cpreport.builder.record import hash_of
from cpreport.check.check_series import Ready, Unreadable, check, why_no_article
from cpreport.journal.artwork_list import SUMS, list_files, sums_of
from cpreport.journal.figure_checks import figure_problems
from cpreport.journal.figures import figure_files, photograph_names
from cpreport.journal.profile import Profile
from cpreport.journal.table_files import table_files
from cpreport.problems import Place, Problem, Refused, has_error, in_order


@dataclass(frozen=True, slots=True)
class Artwork:
    """Finished files by path, below `figures` and `tables`; none where there are errors."""

    checked: Unreadable | Ready
    problems: tuple[Problem, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    cases: tuple[str, ...] = ()


def artwork(
    folder: Path, profile: Profile, output: Path, *, strict: bool = False, leave_out: bool = False
) -> Artwork:
    """Make the figures and tables of the article as a journal wants them; write nothing.

    Parameters
    ----------
    output : Path
        Where they are to be, for the names of files in problems.
    strict : bool
        Treat warnings as errors.
    leave_out : bool
        Go on without the cases that lack consent for publication.
    """
    found = check(folder, strict=strict, leave_out=leave_out)
    if isinstance(found, Unreadable) or found.article is None:
        return Artwork(found, (*found.problems, *why_no_article(found)))
    ready, article = found.unpacked(), found.article
    try:
        figures = _below("figures", figure_files(ready.findings, ready.folder, article, profile))
        tables = _below("tables", table_files(ready.findings, article))
    except Refused as refused:
        return Artwork(ready, in_order([*ready.problems, *refused.problems]))
    files = {**figures, **tables}
    gate = gate_of(ready, output)
    searched, problems = search_outputs(gate, files)
    shown = photograph_names(article, profile)
    told = [*figure_problems(figures, profile, shown), *warnings(gate, warned_of(gate, searched))]
    if strict:
        told = [replace(problem, severity="error") for problem in told]
    every = in_order([*ready.problems, *problems, *told])
    whole = not has_error(every)
    cases = tuple(case.id for case in ready.findings.cases)
    return Artwork(ready, every, files if whole else {}, cases)


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{path}": content for path, content in files.items()}


def write_artwork(made: Artwork, output: Path) -> None:
    """Write finished files, and their hashes beside them; nothing that is not ours is replaced.

    Raises
    ------
    Refused
        With CP602 where something else has the name of a file, or it cannot be written.
    """
    files = made.files
    try:
        ours = sums_of(output)
        foreign = [path for path in (*files, SUMS) if _is_foreign(output, path, ours)]
    except OSError as error:
        raise Refused([not_written(output, error)]) from error
    if foreign:
        hint = "move it elsewhere, or name another folder with -o"
        message = "is there already, and cpreport did not make it as it is now"
        places = (Place((output / path).as_posix()) for path in foreign)
        raise Refused([Problem("CP602", place, message, help=hint) for place in places])
    write_all(output, {**files, SUMS: list_files(files, made.cases)})


def _is_foreign(output: Path, path: str, ours: Mapping[str, str]) -> bool:
    there = output / path
    if not there.exists():
        return False
    if path == SUMS:
        return not ours or not all(len(digest) == 64 for digest in ours.values())
    return not there.is_file() or hash_of(there) != ours.get(path)


def summary(files: Mapping[str, bytes], profile: Profile, output: Path) -> str:
    """Say in a line what was made, for whom and where."""
    counts = []
    for folder, one, many in (("figures", "figure", "figures"), ("tables", "table", "tables")):
        inside = {path for path in files if path.startswith(f"{folder}/")}
        things = {path.rpartition("/")[2].partition(".")[0] for path in inside}
        said = f"{len(things)} {one if len(things) == 1 else many}"
        counts.append(f"{said} in {len(inside)} files")
    where = output.as_posix()
    return f"{' and '.join(counts)} for {profile.title_of_journal} in {where}."
