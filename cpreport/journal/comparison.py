"""Take profiles and a checked series, or none, and give the table that compares the journals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cpreport.check.series import Ready, check
from cpreport.data.tables import to_csv, to_markdown
from cpreport.journal.counts import Counts, counts_of
from cpreport.journal.fit import journal_problems
from cpreport.journal.profile import NOT_VERIFIED, Profile, Stated
from cpreport.journal.profiles import profiles
from cpreport.problems import Problem
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.tables import to_terminal

Form = Literal["table", "csv", "json", "markdown"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a series has of something, and how much a journal takes.

    has : int or None
        None without a series, or where its article could not be composed.
    least, most : Stated or None
        None where the journal states none.
    """

    name: str
    has: int | None
    least: Stated[int] | None
    most: Stated[int] | None

    @property
    def printed(self) -> str:
        """Say both: `250, but at most 150`; a dash where there is neither."""
        asked = self._asked
        if self.has is None or not asked:
            return asked or ("–" if self.has is None else f"{self.has}")
        return f"{self.has}, {asked}" if self.fits else f"{self.has}, but {asked}"

    @property
    def _asked(self) -> str:
        if self.least is not None and self.most is not None:
            bounds = f"{self.least.value} to {self.most.value}"
        elif self.most is not None:
            bounds = f"at most {self.most.value}"
        else:
            bounds = "" if self.least is None else f"at least {self.least.value}"
        advice = any(s.advice for s in (self.least, self.most) if s is not None)
        doubts = ["recommended"] * advice + [NOT_VERIFIED] * (not self.verified)
        return f"{bounds} ({', '.join(doubts)})" if bounds and doubts else bounds

    @property
    def fits(self) -> bool | None:
        """Whether the series is within the limit; None where that cannot be said."""
        if self.has is None:
            return None
        least = self.least.value if self.least is not None else 0
        most = self.most.value if self.most is not None else self.has
        return least <= self.has <= most

    @property
    def verified(self) -> bool:
        """Whether every bound is."""
        return all(bound.verified for bound in (self.least, self.most) if bound is not None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One journal beside a series.

    problems : tuple of Problem or None
        What stands in the way; None without a series.
    """

    profile: Profile
    limits: tuple[Limit, ...]
    problems: tuple[Problem, ...] | None = None

    def count(self, severity: str) -> int:
        """Count the problems of one severity."""
        return sum(problem.severity == severity for problem in self.problems or ())


def compared(
    folder: Path | None, form: Form, width: int
) -> tuple[str, tuple[Problem, ...], tuple[str, ...]]:
    """Print the comparison of every journal, for a series where one is named.

    Returns
    -------
    tuple of str, tuple of Problem, tuple of str
        The text with a final line end; what is wrong with the series or its own profiles; the
        names of its cases.
    """
    known, problems = profiles(folder)
    found = check(folder) if folder is not None else None
    counts = counts_of(found) if isinstance(found, Ready) else None
    rows = [
        Comparison(
            profile,
            limits_of(profile, counts),
            journal_problems(found, profile) if found is not None and counts is not None else None,
        )
        for profile in known.values()
    ]
    if found is not None:
        problems = [*problems, *(p for p in found.problems if p.severity == "error")]
    names = found.names if found is not None else ()
    return printed(rows, form, width), tuple(problems), names


def limits_of(profile: Profile, counts: Counts | None) -> tuple[Limit, ...]:
    """Give the limits that every journal is compared by."""
    eligibility, abstract, text = profile.eligibility, profile.abstract, profile.text
    points, floats = profile.highlights, text.most_figures_and_tables
    return (
        Limit("Cases", _has(counts, "cases"), None, eligibility.most_cases),
        Limit(
            "Words of the abstract",
            _has(counts, "abstract_words"),
            abstract.least_words,
            abstract.most_words,
        ),
        Limit("Words of the text", _has(counts, "text_words"), None, text.most_words),
        Limit("Figures and tables", _floats(counts), None, floats),
        Limit("Keywords", _has(counts, "keywords"), profile.keywords.least, profile.keywords.most),
        Limit("Points in brief", _has(counts, "key_points"), points.least, points.most),
    )


def _has(counts: Counts | None, name: str) -> int | None:
    found: int | None = None if counts is None else getattr(counts, name)
    return found


def _floats(counts: Counts | None) -> int | None:
    whole = counts is not None and counts.text_words is not None
    return counts.figures + counts.tables if counts is not None and whole else None


def printed(rows: Sequence[Comparison], form: Form, width: int) -> str:
    """Print a comparison in a form, with a final line end."""
    if form == "json":
        objects = [json.dumps(_as_object(row), ensure_ascii=False) for row in rows]
        return "[\n  " + ",\n  ".join(objects) + "\n]\n"
    table = comparison_table(rows)
    if form == "table":
        return to_terminal(table, width)
    return to_csv(table) if form == "csv" else to_markdown(table)


def comparison_table(rows: Sequence[Comparison]) -> Table:
    """Give the comparison as a table, one row a journal."""
    for_series = any(row.problems is not None for row in rows)
    counted = (TableColumn("In the way", "right"), TableColumn("Warnings", "right"))
    limits = tuple(TableColumn(limit.name) for limit in rows[0].limits) if rows else ()
    review = any(row.profile.manuscript.anonymous is not None for row in rows)
    notes = [f"{NOT_VERIFIED}: nobody has seen it on a page of the journal."]
    if for_series:
        notes.insert(0, "In the way: what the journal does not take as it is.")
    return Table(
        id="journals",
        caption="Journals, and how the series fits them" if for_series else "Journals",
        columns=(
            TableColumn("Journal"),
            *(counted if for_series else ()),
            TableColumn("Abstract"),
            *limits,
            *((TableColumn("Review"),) if review else ()),
        ),
        rows=tuple(TableRow(tuple(_cells(row, for_series, review))) for row in rows),
        notes=tuple(notes),
    )


def _cells(row: Comparison, for_series: bool, review: bool) -> Iterable[Cell]:
    yield Cell(row.profile.id)
    if for_series:
        yield Cell(str(row.count("error")))
        yield Cell(str(row.count("warning")))
    yield Cell(_said(row.profile.abstract.form))
    for limit in row.limits:
        yield Cell(limit.printed, tone="worse" if limit.fits is False else "")
    if review:
        anonymous = row.profile.manuscript.anonymous
        yield Cell("–" if anonymous is None else ("anonymous" if anonymous.value else "open"))


def _said(stated: Stated[Any] | None) -> str:
    if stated is None:
        return "–"
    return f"{stated.value}" if stated.verified else f"{stated.value} ({NOT_VERIFIED})"


def _as_object(row: Comparison) -> Mapping[str, Any]:
    problems = None
    if row.problems is not None:
        problems = [
            {"code": p.code, "severity": p.severity, "place": str(p.place), "message": p.message}
            for p in row.problems
        ]
    return {
        "id": row.profile.id,
        "name": row.profile.title_of_journal,
        "limits": [
            {
                "name": limit.name,
                "has": limit.has,
                "least": None if limit.least is None else limit.least.value,
                "most": None if limit.most is None else limit.most.value,
                "verified": limit.verified,
                "fits": limit.fits,
            }
            for limit in row.limits
        ],
        "problems": problems,
    }
