"""Hold a case after every check that needs no other, with what all cases are checked with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cpreport.cases.case import Case
from cpreport.check.report_contents import Contents
from cpreport.manuscript.written_document import Shared
from cpreport.outcomes.brief import Brief
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.pack import Pack
from cpreport.problems import Problem
from cpreport.scales.graded import ScoredSeries


@dataclass(frozen=True, slots=True)
class Common:
    """What every case of a series is checked with; it is sent to each process.

    scored : ScoredSeries
        Without cases.
    texts : Shared
        What the texts of a case may name of the series.
    leave_out : bool
        Whether cases without consent for publication are left out.
    packed : bool
        Whether cases are kept whole.
    keep : bool
        Whether of each case a form is made that the next build can read instead of its file.
    reports : collection of str or None
        The cases whose reports are to be made; None for all.
    made_from : str
        What stands for all of this where cases are kept.
    """

    scored: ScoredSeries
    outcomes: tuple[JudgedOutcome, ...]
    texts: Shared
    leave_out: bool = False
    packed: bool = True
    keep: bool = False
    reports: Collection[str] | None = None
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class KeptCase:
    """What stays in memory of a case that may be published.

    brief : Brief
        What the results of the series need of it.
    pack : Pack or None
        The case whole, unpacked when it is due; None where nobody wants cases whole.
    contents : Contents or None
        Of its report; None where nobody asked for that.
    again : bool
        Whether its texts name what only the whole series has.
    scales : tuple of str
        Ids of the scales it was graded on, in the order of first use, after those of the outcomes.
    verdicts : tuple of str
        What the overview says of each of its outcomes, after the main comparison.
    images : mapping of str to str
        The hashes of its pictures as they were looked at, by file.
    form : bytes or None
        What the next build can read instead of its file (`check/kept_form.py`); None where it is
        kept already, or may not be.
    """

    brief: Brief
    pack: Pack | None
    contents: Contents | None
    again: bool
    scales: tuple[str, ...]
    verdicts: tuple[str, ...] = ()
    images: Mapping[str, str] = field(default_factory=dict)
    form: bytes | None = None


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """One file of a series after every check that needs no other.

    case : Case or None
        Bare (`outcomes/brief.py`); None where the file cannot be read as a case.
    read : tuple of Problem
        What is wrong with the file and its record.
    problems : tuple of Problem
        What was found later; it is not told of a case that has the id of an earlier one.
    kept : KeptCase or None
        None also where the case is left out for want of consent.
    """

    file: str
    read: tuple[Problem, ...]
    case: Case | None = None
    problems: tuple[Problem, ...] = ()
    kept: KeptCase | None = None
