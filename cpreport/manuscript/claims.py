"""Hold the claims of `series.yaml` against the data and the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cpreport.cases.series import Claim, SeriesRecord
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.problems import Place, Problem, nearest

_CONDITION = re.compile(r"(?P<id>\S+)\s*(?P<op>!=|<=|>=|=|<|>)\s*(?P<value>.+)")
_N_OF_N = re.compile(r"(?P<n>\d+)\s+of\s+(?P<of>\d+)")
_FORMS = ("MAS.improved = 3 of 4", "P01.change.TCT.total >= 14", "P04.MAS.verdict = unchanged")
#: So many sources are still read in a message; `cpreport explain` shows the others.
_MOST_SOURCES = 6


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold in the ledger for a claim to be true."""

    id: str
    op: str
    value: str


def parsed(written: str) -> Condition | None:
    """Read `MAS.improved = 3 of 4`; None where it is no condition."""
    match = _CONDITION.fullmatch(written.strip())
    if match is None:
        return None
    return Condition(match["id"], match["op"], match["value"].strip())


def claim_problems(findings: Findings, prose_text: str) -> Iterator[Problem]:
    """Yield what is wrong with the claims of a series.

    Parameters
    ----------
    prose_text : str
        The manuscript as a reader reads it, in which every claim's text must stand.
    """
    record = findings.record
    manuscript = folded(prose_text)
    for number, claim in enumerate(record.claims):
        found = [
            problem
            for place, written in _conditions(record, number, claim)
            for problem in _condition_problems(written, place, findings)
        ]
        yield from found
        # Where the data say otherwise, so may the sentence that prints them.
        false = any(problem.code == "CP401" for problem in found)
        if not false and folded(claim.text) not in manuscript:
            place = record.source.place("claims", number, "text")
            hint = "write the sentence there, or take the claim from the manuscript word for word"
            message = "these words are nowhere in the manuscript"
            yield Problem("CP402", place, message, help=hint)


def _conditions(record: SeriesRecord, number: int, claim: Claim) -> Iterator[tuple[Place, str]]:
    for position, written in enumerate(claim.holds):
        path = ("claims", number, "holds", position)
        exact = record.source.node(path) is not None
        yield record.source.place(*(path if exact else path[:-1])), written


def _condition_problems(written: str, place: Place, findings: Findings) -> Iterator[Problem]:
    condition = parsed(written)
    if condition is None:
        message = f"`{written}` is not a condition"
        hint = "write a result, a sign and what it must be"
        yield Problem("CP409", place, message, _FORMS, hint)
        return
    result = findings.ledger.get(condition.id)
    if result is None:
        hint = (
            nearest(condition.id, findings.ledger.near(condition.id))
            or "output/results.csv lists every result"
        )
        yield Problem("CP403", place, f"there is no result `{condition.id}`", (), hint)
        return
    truth = holds(condition, result)
    if truth is None:
        message = f"`{condition.id}` is `{result.n_of_n}`, which cannot be compared with "
        yield Problem("CP409", place, f"{message}`{condition.op} {condition.value}`", _FORMS)
    elif not truth:
        message = f"the claim says `{written}`, the data give `{result.n_of_n}`"
        yield Problem("CP401", place, message, help=_sources(result, findings.ledger))


def holds(condition: Condition, result: Result) -> bool | None:
    """Whether a result meets a condition; None where the two cannot be compared."""
    if match := _N_OF_N.fullmatch(condition.value):
        if condition.op not in ("=", "!="):
            return None
        if result.value is None:  # nobody could be counted, so not so many of so many
            return condition.op == "!="
        if result.of is None:
            return None
        same = result.value == Decimal(match["n"]) and result.of == int(match["of"])
        return same == (condition.op == "=")
    if isinstance(result.value, Decimal):
        try:
            other = Decimal(condition.value.replace("−", "-"))
        except InvalidOperation:
            return None
        return {
            "=": result.value == other,
            "!=": result.value != other,
            "<": result.value < other,
            "<=": result.value <= other,
            ">": result.value > other,
            ">=": result.value >= other,
        }[condition.op]
    if condition.op not in ("=", "!="):
        return None
    words = {folded(result.printed), folded(str(result.value))}
    return (folded(condition.value) in words) == (condition.op == "=")


def _sources(result: Result, ledger: Mapping[str, Result]) -> str:
    """Name where the number comes from: the results below it, each with its value."""
    below = [f"{name} is {ledger[name].printed}" for name in result.sources if name in ledger]
    places = [str(place) for place in result.places]
    shown = [*below, *places][:_MOST_SOURCES]
    more = len(below) + len(places) - len(shown)
    tail = f" and {more} more" if more > 0 else ""
    listed = f"from {', '.join(shown)}{tail}; " if shown else ""
    return f"{listed}`cpreport explain {result.id}` shows every grade"


_TYPOGRAPHY = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00a0": " ",
        "\u202f": " ",
    }
)


def folded(text: str) -> str:
    """Fold case, white space and typography, so that words compare as they are read."""
    plain = text.translate(_TYPOGRAPHY)
    return " ".join(re.sub(r"[*_`]", "", plain).casefold().split()).rstrip(".")
