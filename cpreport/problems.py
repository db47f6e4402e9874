"""Complain in one form: what is wrong, where, what is allowed, the likely fix.

Every other room yields or returns `Problem` records; what cannot go on raises `Refused` with the
same records inside. How problems look on a terminal stands in `terminal/problem_text.py`.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cpreport.records import by_fields

Severity = Literal["error", "warning"]

#: Every code with its title. The first digit after CP says the kind: 0 files, 1 records and
#: grades, 2 time, 3 scale definitions, 4 manuscript, 5 templates and styles, 6 rendering and
#: writing, 7 consent and identity, 8 the journal.
TITLES: dict[str, str] = {
    "CP001": "file cannot be read as text",
    "CP002": "syntax error",
    "CP003": "file of the wrong kind",
    "CP004": "file not found",
    "CP005": "duplicate key",
    "CP006": "unknown key",
    "CP007": "missing key",
    "CP008": "value of the wrong type",
    "CP009": "no cases",
    "CP010": "blank value",
    "CP011": "value cut by `#`",
    "CP101": "unknown scale",
    "CP102": "item not in the scale",
    "CP103": "side not in the scale",
    "CP104": "grade not in the scale",
    "CP105": "id used twice",
    "CP106": "id cannot be used",
    "CP107": "entered total unlike the computed one",
    "CP108": "entered total that no grades can give",
    "CP109": "adverse events not stated",
    "CP110": "visit not declared",
    "CP111": "visit recorded twice",
    "CP112": "item graded twice",
    "CP113": "adverse event contradicts itself",
    "CP114": "compared visit missing",
    "CP115": "entered total for a score the scale does not have",
    "CP116": "picture cannot be printed",
    "CP117": "treatment told in two ways, or without a unit",
    "CP120": "unknown measure",
    "CP121": "measured value cannot be read",
    "CP122": "unit is not the declared one",
    "CP123": "measured value is impossible",
    "CP124": "measured value is unlikely",
    "CP125": "several values at one visit",
    "CP131": "picture is coarse in print",
    "CP132": "words are burnt into a picture",
    "CP133": "part, arrow or scale does not fit",
    "CP201": "impossible date or age",
    "CP202": "dates out of order",
    "CP203": "age and dates contradict each other",
    "CP204": "time cannot be placed",
    "CP301": "scale replaces a shipped one",
    "CP302": "scale definition is wrong",
    "CP303": "unknown scale setting",
    "CP304": "unknown improvement rule",
    "CP305": "outcome cannot be judged",
    "CP306": "mean of ordinal scores",
    "CP307": "phases cannot be compared",
    "CP308": "too few values in a phase",
    "CP401": "claim is false",
    "CP402": "claim not found in the manuscript",
    "CP403": "unknown result",
    "CP404": "unknown citation",
    "CP405": "unknown figure",
    "CP406": "unknown table",
    "CP407": "unknown case",
    "CP408": "empty section",
    "CP409": "claim cannot be understood",
    "CP410": "reference is incomplete",
    "CP411": "unknown section",
    "CP412": "prose cannot be filled in",
    "CP413": "bibliography cannot be read",
    "CP414": "reference may not be what was meant",
    "CP415": "footnote and its text do not belong together",
    "CP416": "markup that is not set",
    "CP417": "comment is not closed",
    "CP418": "line that may be meant otherwise",
    "CP419": "citation typed by hand",
    "CP420": "citation style cannot be used",
    "CP421": "references in the Vancouver style instead",
    "CP422": "sentence of the authors for one that has changed",
    "CP423": "own sentence cannot be used",
    "CP501": "template error",
    "CP502": "template uses a name that does not exist",
    "CP503": "stylesheet cannot be used",
    "CP601": "output could not be rendered",
    "CP602": "output could not be written",
    "CP603": "letters without a font",
    "CP604": "record of earlier builds cannot be used",
    "CP605": "output folder cannot be locked",
    "CP606": "PDF is not set as asked for",
    "CP611": "cluster cannot be used",
    "CP612": "address cannot be used",
    "CP701": "no consent for publication",
    "CP702": "output shows a case without consent",
    "CP703": "no consent for images",
    "CP711": "identity file cannot be used",
    "CP712": "identity file is open to others",
    "CP713": "identity in an output",
    "CP714": "output that may identify somebody",
    "CP715": "identity in a cell for a case file",
    "CP721": "letter without an identity",
    "CP722": "identity in doubt",
    "CP723": "recipient not confirmed",
    "CP801": "journal profile is wrong",
    "CP802": "journal may not take the series",
    "CP803": "title against the journal's rules",
    "CP804": "abstract against the journal's rules",
    "CP805": "keywords too few or too many",
    "CP806": "points in brief against the journal's rules",
    "CP807": "sections unlike the journal's",
    "CP808": "declaration missing",
    "CP809": "longer than the journal allows",
    "CP810": "institution named in the text",
    "CP811": "references in another style",
    "CP812": "figure not as the journal wants it",
    "CP813": "caption longer than the journal allows",
    "CP820": "document cannot be opened",
    "CP821": "document is not this manuscript",
    "CP822": "edit cannot be accepted",
    "CP823": "no such edit",
    "CP830": "section id used twice",
    "CP840": "guideline item not reported",
    "CP841": "answer to a guideline item stands nowhere",
    "CP842": "answer to an unknown guideline item",
    "CP851": "data that are not shared",
    "CP852": "file is not a package",
    "CP853": "package that is not safe to open",
    "CP861": "source cannot be read",
    "CP862": "row that belongs to nothing",
    "CP863": "value stands twice",
    "CP864": "cell that is not text as it was typed",
    "CP865": "part of the source that is not taken",
    "CP866": "case file is other than the source",
    "CP871": "map of the columns is not confirmed",
    "CP872": "question of the map is not answered",
    "CP873": "map and source do not fit",
    "CP874": "two rows for one visit",
    "CP901": "letter lacks a part",
    "CP902": "letter lacks its visit",
    "CP903": "no plain words in the language of the letter",
    "CP904": "override of a sentence that does not exist",
    "CP905": "override of a sentence whose data have changed",
    "CP906": "letter is hard to read",
    "CP907": "sentence is long or passive",
    "CP908": "abbreviation not explained",
    "CP909": "word of the trade",
    "CP910": "no catalogue for a language",
}

#: Exit codes by the kind of problem; anything else is 1 (design, part 6).
_EXIT_BY_KIND = {"6": 3, "7": 4}


@by_fields
@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the user's files something stands.

    file : str
        The file, relative to the series folder, with `/` (for example `P02.yaml`).
    line, column : int
        Counted from 1; 0 where the whole file is meant.
    width : int
        Length of what is marked, in characters.
    cell : str
        In a workbook: the sheet and the cell, `MAS!D14`.
    """

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    cell: str = ""

    def __str__(self) -> str:
        """Print `file:line:column` or `file sheet!cell`, leaving out what is not known."""
        if self.cell:
            return f"{self.file} {self.cell}"
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do about it.

    code : str
        A key of `TITLES`.
    place : Place
        Where it stands.
    message : str
        What was found, in one clause, printed under the marked text.
    allowed : tuple of str
        What is allowed there, in the order a clinician would list it.
    help : str
        The likely fix.
    severity : {"error", "warning"}
        Warnings do not stop a build unless it is `--strict`.
    case : str or None
        The case that this problem stops; None where it concerns the series.
    """

    code: str
    place: Place
    message: str
    allowed: tuple[str, ...] = ()
    help: str = ""
    severity: Severity = "error"
    case: str | None = None

    @property
    def title(self) -> str:
        """The code's title."""
        return TITLES[self.code]


class Refused(Exception):
    """Raised where work cannot go on; carries the problems that say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{p.code} {p.place}: {p.message}" for p in problems))
        self.problems = tuple(problems)


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant, as a help line, or nothing.

    >>> nearest("diagnosys", ["diagnosis", "age"])
    'did you mean `diagnosis`?'
    """
    by_folded = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(name.casefold(), by_folded, n=2, cutoff=0.6)
    names = " or ".join(f"`{by_folded[c]}`" for c in close)
    return f"did you mean {names}?" if names else ""


def _weight(problem: Problem) -> tuple[bool, bool]:
    return problem.severity == "error", problem.case is not None


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether any of some problems is an error."""
    return any(problem.severity == "error" for problem in problems)


def reason(error: OSError) -> str:
    """Say in a clause why the system refused something."""
    return (error.strerror or str(error)).lower()


def exit_code(problems: Iterable[Problem], *, strict: bool = False) -> int:
    """Decide the exit code that these problems call for: the gravest kind counts."""
    counted = [p for p in problems if strict or p.severity == "error"]
    return max((_EXIT_BY_KIND.get(p.code[2], 1) for p in counted), default=0)


#: Problems of one kind of one file that are told one by one.
_MOST_OF_A_KIND = 100


def the_first(problems: Sequence[Problem]) -> list[Problem]:
    """Keep the first problems of each kind of a file, and count the others."""
    if len(problems) <= _MOST_OF_A_KIND:
        return list(problems)
    kept: list[Problem] = []
    more: dict[str, list[Problem]] = {}
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.code] += 1
        if counts[problem.code] <= _MOST_OF_A_KIND:
            kept.append(problem)
        else:
            more.setdefault(problem.code, []).append(problem)
    return [*kept, *(_others(found) for found in more.values())]


def _others(found: Sequence[Problem]) -> Problem:
    message = f"{len(found):,} more problems of this kind are in the file, from this line on"
    severity: Severity = "error" if has_error(found) else "warning"
    return replace(found[0], message=message, allowed=(), help="", severity=severity)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file, line and column, and say each thing once: of its case where it has one.

    What is an error for one document and a warning for another is an error.
    """
    said: dict[tuple[str, Place, str], Problem] = {}
    for problem in problems:
        key = (problem.code, problem.place, problem.message)
        if key not in said or _weight(said[key]) <= _weight(problem):
            said[key] = problem
    return tuple(sorted(said.values(), key=lambda p: (p.place, p.code, p.message)))
