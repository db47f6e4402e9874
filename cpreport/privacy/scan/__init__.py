"""Search finished outputs for who the patients are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cpreport.privacy.identities import read_identities
from cpreport.privacy.scan.passages import Unsearchable
from cpreport.privacy.scan.pieces import pieces_of
from cpreport.privacy.scan.search import (
    Finding,
    Hit,
    Search,
    Searched,
    merge,
    name_hit,
    same_text,
    search_content,
    search_for,
)
from cpreport.privacy.scan.sources import Sources, key_at, line_of, source_of
from cpreport.problems import Place, Problem

__all__ = [
    "Finding",
    "Hit",
    "Search",
    "Searched",
    "Sources",
    "Unsearchable",
    "identity_problems",
    "key_at",
    "line_of",
    "merge",
    "name_hit",
    "pieces_of",
    "same_text",
    "search_content",
    "search_of",
    "source_of",
]

#: Rounds of hashing: the name of a search is kept, and nobody should guess back from it.
_ROUNDS = 20_000


def identity_problems(
    folder: Path, ids: Mapping[str, Place], files: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Find what is wrong with the identity file of a series, and who else may read it.

    Parameters
    ----------
    ids : mapping of str to Place
        The ids of the cases: they name files, so none may tell who a patient is.
    files : iterable of str
        Of the cases: pages and `build.json` name them.
    """
    identities, problems = read_identities(folder)
    if identities is None:
        return problems
    search = search_for(identities)
    named = [place for case_id, place in ids.items() if name_hit(search, case_id)]
    telling = [file for file in files if name_hit(search, file.rpartition(".")[0])]
    return (*problems, *map(_id_problem, named), *map(_file_problem, telling))


def _file_problem(file: str) -> Problem:
    message = "the name of this file holds what identities.yaml says of a patient"
    hint = "name it by the study id, such as P01.yaml: what is built names it"
    return Problem("CP713", Place(file), message, help=hint)


def _id_problem(place: Place) -> Problem:
    message = "this id holds what identities.yaml says of a patient, and it names files"
    return Problem("CP713", place, message, help="use a study id such as P01")


def search_of(
    folder: Path,
    public: Iterable[str] = (),
    institutions: Iterable[str] = (),
    answered: Iterable[str] = (),
    declared: Iterable[str] = (),
) -> tuple[Search | None, str]:
    """Decide what is looked for in the outputs of a series, and name it by what tells nothing.

    Returns
    -------
    tuple of Search or None, and str
        None where the identity file cannot be used. The same name means the same search.
    """
    identities, _ = read_identities(folder)
    if identities is None:
        return None, ""
    search = search_for(identities, public, institutions, answered, declared)
    told = repr((search.public, search.institutions, sorted(search.answered), _own_code()))
    salt = hashlib.sha256(told.encode()).digest()
    name = hashlib.pbkdf2_hmac("sha256", identities.content, salt, _ROUNDS).hex()[:32]
    return replace(search, name=name), name


def _own_code() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
