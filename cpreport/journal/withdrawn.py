"""Take back what was made for journals of patients whose consent is gone, or name it."""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from cpreport.builder.build import Told
from cpreport.builder.record import is_inside, sha256
from cpreport.check.check_series import Ready, Unreadable
from cpreport.journal.artwork_list import FOLDER, SUMS, cases_of, sums_of
from cpreport.journal.package_terms import TERMS, read_terms
from cpreport.problems import Place, Problem, reason

_LARGEST_TERMS = 1_000_000


def take_back(checked: Unreadable | Ready, output: Path) -> tuple[list[Told], list[Problem]]:
    """Delete figures and tables for journals that show cases without consent; name packages.

    Parameters
    ----------
    output : Path
        Of the build: figures for journals lie in it, packages beside it.

    Returns
    -------
    list of Told, and list of Problem
        What was deleted, and what the user has to take away.
    """
    told: list[Told] = []
    problems: list[Problem] = []
    for folder in _listed(output / FOLDER, "*"):
        paths, found = take_back_artwork(folder, checked.unconsented)
        name = f"{FOLDER}/{folder.name}"
        told += [Told(name, tuple(f"{name}/{p}" for p in paths), "removed")] if paths else []
        problems += found
    for path in _listed(output.parent, "*.zip"):
        problems += packages_showing(path, checked)
    return told, problems


def _listed(folder: Path, pattern: str) -> list[Path]:
    """List what is in a folder; nothing where it cannot even be asked for."""
    with contextlib.suppress(OSError):
        return sorted(folder.glob(pattern))
    return []


def take_back_artwork(
    folder: Path, unconsented: Mapping[str, str]
) -> tuple[list[str], list[Problem]]:
    """Delete the files of a folder of artwork where it shows one of these cases."""
    sums, cases = sums_of(folder), cases_of(folder)
    shown = sorted(unconsented if cases is None else unconsented.keys() & cases)
    if not sums or not shown:
        return [], []
    gone: list[str] = []
    problems: list[Problem] = []
    for name, digest in sums.items():
        path = folder / name
        if not is_inside(name) or not os.path.lexists(path):
            continue
        try:
            changed = path.is_symlink() or sha256(path) != digest
            why = "something else changed it" if changed else ""
            if not changed:
                path.unlink()
                gone.append(name)
        except OSError as error:
            why = reason(error)
        problems += [_to_do(path, why, shown)] if why else []
    if not problems:
        with contextlib.suppress(OSError):
            (folder / SUMS).unlink()
    for below in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            below.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()
    return gone, problems


def packages_showing(path: Path, checked: Unreadable | Ready) -> Iterator[Problem]:
    """Name a package that shows a case, or holds its data, without consent for that."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(TERMS).file_size > _LARGEST_TERMS:
                return
            terms, names = read_terms(archive.read(TERMS)), archive.namelist()
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return
    if terms is None:
        return
    shown = [case for case in terms.cases if case in checked.unconsented]
    shown += [c for c in checked.unseen if any(n.startswith(f"series/media/{c}/") for n in names)]
    if shown:
        yield _to_do(path, "it is a package", shown)
    elif isinstance(checked, Ready) and (held := sorted(_withheld(checked) & {*terms.shared})):
        yield _to_do(path, "it is a package", held, "holds the data of", "sharing data")


def _withheld(ready: Ready) -> set[str]:
    consents = {case.id: case.case.consent.data_sharing for case in ready.findings.cases}
    return {case for case, consent in consents.items() if consent is None or not consent.holds}


def _to_do(
    path: Path, why: str, cases: list[str], shows: str = "may show", permission: str = "publication"
) -> Problem:
    return Problem(
        "CP702",
        Place(path.as_posix()),
        f"{why}, and it {shows} {', '.join(cases)}, without consent for {permission}",
        help="take it away yourself, and from wherever it was sent",
    )
