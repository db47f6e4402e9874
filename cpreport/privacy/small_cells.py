"""Find the patients of a series who stand alone on what is printed of them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cpreport.cases.case import Patient, is_reported
from cpreport.cases.values import AgeGroup
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.result import NOT_REPORTED
from cpreport.scales.graded import ScoredCase

#: Indirect identifiers of a person that a repository of data accepts: the rule as DesignSafe states
#: it (designsafe-ci.org).
MOST_IN_A_DATA_FILE = 3
#: Combinations of more identifiers than this are not listed: everybody stands alone on enough.
_LONGEST = 3
#: Combinations of ways to tell less that are tried.
_MOST_TRIED = 20_000
_LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, eq=False)
class Identifier:
    """Something printed of every patient that tells little alone and more together.

    values : mapping of str to str
        What is printed, by case.
    coarser : tuple of (str, mapping of str to str)
        Ways to tell less, in words, each with what would then be printed by case.
    """

    name: str
    values: Mapping[str, str]
    coarser: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Alone:
    """A patient who alone has a combination of printed values.

    combinations : tuple of tuples of (name, value)
        The shortest ones.
    """

    case: str
    combinations: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class FileIdentifiers:
    """How many indirect identifiers a data file carries."""

    path: str
    identifiers: tuple[str, ...]

    @property
    def too_many(self) -> bool:
        """Whether these are more than repositories of data accept."""
        return len(self.identifiers) > MOST_IN_A_DATA_FILE


@dataclass(frozen=True, slots=True)
class SmallCells:
    """Who stands alone on what, and what would change that.

    remedy : tuple of str or None
        The fewest things to tell less of so that nobody stands alone; None where nothing helps.
    """

    patients: int
    identifiers: tuple[str, ...]
    alone: tuple[Alone, ...]
    remedy: tuple[str, ...] | None
    files: tuple[FileIdentifiers, ...]


def small_cells(findings: Findings) -> SmallCells:
    """Find the small cells of a series."""
    identifiers = tuple(printed_identifiers(findings))
    cases = tuple(case.id for case in findings.cases)
    return SmallCells(
        len(cases),
        tuple(i.name for i in identifiers),
        tuple(_alone(cases, identifiers)),
        _remedy(cases, identifiers),
        tuple(_files(findings, identifiers)),
    )


def printed_identifiers(findings: Findings) -> Iterator[Identifier]:
    """List what is printed of every patient and is an indirect identifier."""
    cases = findings.cases
    if any(c.case.patient.age is not None for c in cases):
        yield Identifier(
            "age",
            {c.id: findings.result(c.id, "age").printed for c in cases},
            (
                ("ages in groups of five years", {c.id: _five_years(c) for c in cases}),
                ("child or adult in place of the age", {c.id: _child(c) for c in cases}),
            ),
        )
    yield from _if_told("sex", cases, lambda patient: patient.sex)
    yield from _if_told("diagnosis", cases, lambda patient: patient.diagnosis)
    yield from _if_told("cause", cases, lambda patient: patient.aetiology)
    for system in dict.fromkeys(name for c in cases for name in c.classification):
        levels = {c.id: c.classification.get(system, "") for c in cases}
        coarser = {case_id: _half(level) for case_id, level in levels.items()}
        yield Identifier(system, levels, ((f"{system} as I to III or IV to V", coarser),))
    yield from _if_told("centre", cases, lambda patient: patient.centre)


def _if_told(
    name: str, cases: Sequence[ScoredCase], of: Callable[[Patient], str | None]
) -> Iterator[Identifier]:
    values = {c.id: of(c.case.patient) or "" for c in cases}
    if any(map(is_reported, values.values())):
        yield Identifier(
            name, {case_id: " ".join(text.split()) for case_id, text in values.items()}
        )


def _five_years(case: ScoredCase) -> str:
    age = case.case.patient.age
    if age is None:
        return NOT_REPORTED
    if isinstance(age, AgeGroup):
        return age.text
    begin = age.years // 5 * 5
    return f"{begin} to {begin + 4} years"


def _child(case: ScoredCase) -> str:
    patient = case.case.patient
    return "child" if patient.child else "adult" if patient.adult else NOT_REPORTED


def _half(level: str) -> str:
    low, high = ("I", "II", "III"), ("IV", "V")
    return "I to III" if level in low else "IV to V" if level in high else level


def _alone(cases: Sequence[str], identifiers: Sequence[Identifier]) -> Iterator[Alone]:
    found: dict[str, list[tuple[Identifier, ...]]] = {case: [] for case in cases}
    for length in range(1, _LONGEST + 1):
        for chosen in itertools.combinations(identifiers, length):
            for case in _those_alone(cases, [i.values for i in chosen]):
                # A longer combination says nothing new where a part of it is enough.
                if not any(set(short) <= set(chosen) for short in found[case]):
                    found[case].append(chosen)
    for case, combinations in found.items():
        if combinations:
            said = tuple(tuple((i.name, i.values[case]) for i in c) for c in combinations)
            yield Alone(case, said)


def _those_alone(cases: Sequence[str], values: Sequence[Mapping[str, str]]) -> list[str]:
    columns = ([told[case] for case in cases] for told in values)
    rows = list(zip(*columns, strict=True)) or [()] * len(cases)
    counts = Counter(rows)
    return [case for case, row in zip(cases, rows, strict=True) if counts[row] == 1]


def _remedy(cases: Sequence[str], identifiers: Sequence[Identifier]) -> tuple[str, ...] | None:
    """Find what to tell less of, in the fewest steps: from as it is to coarser to left out."""
    if len(cases) < 2:
        return None
    ways = [_ways(identifier, cases) for identifier in identifiers]
    tried = itertools.islice(itertools.product(*ways), _MOST_TRIED)
    fewest = sorted(tried, key=lambda chosen: sum(cost for cost, _, _ in chosen))
    best = next(
        (c for c in fewest if not _those_alone(cases, [values for _, _, values in c])), None
    )
    return None if best is None else tuple(words for _, words, _ in best if words)


def _ways(identifier: Identifier, cases: Sequence[str]) -> list[tuple[int, str, Mapping[str, str]]]:
    """List every way to tell an identifier with its cost: as it is, coarser, not at all."""
    coarser = [(n, words, values) for n, (words, values) in enumerate(identifier.coarser, 1)]
    gone = dict.fromkeys(cases, "")
    last = len(identifier.coarser) + 1
    return [(0, "", identifier.values), *coarser, (last, f"{identifier.name} {_LEFT_OUT}", gone)]


def _files(findings: Findings, identifiers: Sequence[Identifier]) -> Iterator[FileIdentifiers]:
    """Count the identifiers of each data file that has a row, or results, for every patient."""
    names = [i.name for i in identifiers]
    case = findings.cases[0]
    in_ledger = {
        "age": findings.has(case.id, "age"),
        **{system: True for c in findings.cases for system in c.classification},
    }
    ledger = tuple(name for name in names if in_ledger.get(name))
    if any(findings.has(c.id, "age_at_diagnosis") for c in findings.cases):
        ledger = (*ledger, "age at diagnosis")
    by_patient = "" if one_by_one(findings) else "supplement-"
    yield FileIdentifiers(f"tables/{by_patient}characteristics.csv", tuple(names))
    yield FileIdentifiers("results.csv", ledger)
    yield FileIdentifiers("tables/item-grades.csv", ())
    yield FileIdentifiers("tables/all-scores.csv", ())
