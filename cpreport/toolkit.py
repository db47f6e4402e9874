"""Read, ask and build a series from Python: all that `import cpreport` offers.

A thin door: it hands on what the other rooms make, as frames, tables and figures that a notebook
shows. What `cpreport.__all__` does not name is private.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpreport.numbers import counted
from cpreport.outcomes.explain import Explanation, nearest_ids, trace
from cpreport.outcomes.result import Ledger, Result
from cpreport.problems import Problem, in_order
from cpreport.scales.phrases import join_words
from cpreport.tables import SUPPLEMENT_TABLES
from cpreport.tables.table import Table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from cpreport.builder.build import Told
    from cpreport.check.check_series import Ready, Unreadable
    from cpreport.outcomes.findings import Findings
    from cpreport.scales.graded import ScoredCase

__all__ = [
    "CaseSeries",
    "Explanation",
    "Result",
    "SeriesBuild",
    "SeriesResult",
    "SeriesTable",
    "UnknownName",
    "read",
]

#: So many cases are named; so many names are suggested for one that is unknown.
_MOST_NAMES, _MOST_MEANT = 12, 4


class UnknownName(KeyError):
    """Raised where nothing has such a name: a result, table, figure, case; it says the nearest.

    Examples
    --------
    >>> import cpreport
    >>> cpreport.read("cases").table("score")
    Traceback (most recent call last):
    ...
    cpreport.toolkit.UnknownName: there is no table `score`; did you mean `scores`?
    """

    def __str__(self) -> str:
        return str(self.args[0])


def read(folder: str | Path, *, without_unconsented: bool = False, jobs: int = 1) -> CaseSeries:
    """Read, check, score and compare the series in a folder; write nothing.

    What is wrong in the files raises nothing: it stands in `problems`, and a case that cannot be
    read or published is in no frame. pandas and matplotlib are imported when a frame or a figure is
    asked for.

    Parameters
    ----------
    folder : str or Path
        The series folder, which holds `series.yaml` and the case files.
    without_unconsented : bool
        Leave out cases without consent for publication, as `cpreport build --without-unconsented`
        does. Without it they are errors; in no frame they are either way.
    jobs : int
        Processes that read the cases; 0 for as many as a large series is worth. A script that asks
        for more than one needs `if __name__ == "__main__":` around what it does.

    Returns
    -------
    CaseSeries

    Raises
    ------
    NotADirectoryError
        Where there is no such folder.

    Examples
    --------
    >>> import cpreport
    >>> series = cpreport.read("cases")
    >>> series
    CaseSeries of 4 cases (P01, P02, P03, P04) in cases: 0 errors, 0 warnings
    """
    from cpreport.check.check_series import Wanted, check

    folder = Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    wanted = Wanted(reports=())
    found = check(folder, leave_out=without_unconsented, jobs=jobs, wanted=wanted)
    return CaseSeries(folder, found, without_unconsented)


@dataclass(frozen=True, repr=False, eq=False)
class CaseSeries:
    """A series as it was read: frames, results, tables and figures of those who may be published.

    It stays as it was read; `cpreport.read` again sees what changed in the files. Each frame is the
    caller's own.
    """

    folder: Path
    _found: Unreadable | Ready
    _leave_out: bool = False

    @property
    def title(self) -> str:
        """The title of the series."""
        return self._found.title

    @property
    def cases(self) -> tuple[str, ...]:
        """The study ids of the cases in the frames: those that can be read and published."""
        return tuple(case.id for case in self._ready.findings.cases) if self._ready else ()

    @property
    def problems(self) -> pd.DataFrame:
        """Everything that is wrong with the files, a row a problem, in their order.

        Examples
        --------
        >>> import cpreport
        >>> problems = cpreport.read("cases").problems
        >>> list(problems.columns)
        ['code', 'title', 'severity', 'case', 'place', 'found', 'allowed', 'fix']
        >>> len(problems)
        0
        """
        from cpreport.data.frames import problems_frame

        return problems_frame(self._found.problems)

    @property
    def scores(self) -> pd.DataFrame:
        """Every score of every visit, computed from items or entered as a total.

        The columns of `scores.csv` (docs/data.md). `value` is a number; where there is none it is
        absent, and `value_missing` holds the word that says why.

        Examples
        --------
        >>> import cpreport
        >>> scores = cpreport.read("cases").scores
        >>> trunk = scores[scores["scale"] == "TCT"]
        >>> trunk[["case", "visit", "value"]].head(2).to_dict("list")
        {'case': ['P01', 'P01'], 'visit': ['before', 'month 6'], 'value': [24.0, 36.0]}
        """
        every = self._every_score
        return every[every["basis"] != "measurement"].reset_index(drop=True)

    @property
    def measurements(self) -> pd.DataFrame:
        """Every measured number and category of every visit, in the columns of `scores.csv`.

        A value that is no exact number (`<5`) is to be read with its `qualifier`.

        Examples
        --------
        >>> import cpreport
        >>> blood = cpreport.read("examples/rheumatology").measurements
        >>> blood[blood["scale"] == "CRP"][["scale", "value", "unit"]].iloc[0].to_dict()
        {'scale': 'CRP', 'value': 64.0, 'unit': 'mg/L'}
        """
        every = self._every_score
        return every[every["basis"] == "measurement"].reset_index(drop=True)

    @property
    def grades(self) -> pd.DataFrame:
        """Every graded item of every visit, in the columns of `item-grades.csv`.

        `grade` is an ordered categorical where the grades of all scales agree on one order, so that
        `frame["grade"] >= "1+"` means what it says; else a plain one.

        Examples
        --------
        >>> import cpreport
        >>> grades = cpreport.read("cases").grades
        >>> spasticity = grades[grades["scale"] == "MAS"]["grade"].cat.remove_unused_categories()
        >>> list(spasticity.cat.categories), spasticity.cat.ordered
        (['0', '1', '1+', '2', '3'], True)
        >>> int((spasticity >= "1+").sum())
        100
        """
        return self._every_grade.copy()

    @property
    def results(self) -> pd.DataFrame:
        """Every number that may be printed, in the columns of `results.csv`.

        `value` is text, for a grade or a verdict is a word; `number` is the value where it is one.

        Examples
        --------
        >>> import cpreport
        >>> results = cpreport.read("cases").results.set_index("id")
        >>> int(results.loc["MAS.improved", "number"]), int(results.loc["MAS.improved", "of"])
        (3, 4)
        """
        return self._every_result.copy()

    def result(self, result_id: str) -> SeriesResult:
        """Look up a reported number, grade or verdict.

        Parameters
        ----------
        result_id : str
            As `results` lists it: `MAS.improved`, `P01.change.TCT.total`.

        Raises
        ------
        UnknownName
            Where there is none; it names the nearest.

        Examples
        --------
        >>> import cpreport
        >>> improved = cpreport.read("cases").result("MAS.improved")
        >>> print(improved, "of", improved.of)
        3 of 4
        """
        ledger = self._ready.findings.ledger if self._ready is not None else Ledger({})
        if (found := ledger.get(result_id)) is not None:
            return SeriesResult(**_fields_of(found), _ledger=ledger)
        raise _unknown("result", result_id, nearest_ids(ledger, result_id))

    def tables(self, case: str | None = None) -> tuple[str, ...]:
        """Name the tables that the data of the series, or of one case, can fill.

        Examples
        --------
        >>> import cpreport
        >>> cpreport.read("cases").tables()
        ('characteristics', 'scores', 'outcomes', 'adverse_events')
        """
        from cpreport.tables import case_tables_of, series_tables_of, supplement_tables_of

        if self._ready is None:
            return ()
        if case is not None:
            return case_tables_of(self._of_case(case), case)
        findings = self._ready.findings
        return (*series_tables_of(findings), *supplement_tables_of(findings))

    def table(self, name: str, case: str | None = None) -> SeriesTable:
        """Make a table of the article, or of the report of one case.

        Parameters
        ----------
        name : str
            Such as `scores`; `tables` lists them.
        case : str or None
            A study id for the table of that case; None for the series.

        Raises
        ------
        UnknownName
            Where there is no such table, or nothing to tabulate in it.

        Examples
        --------
        >>> import cpreport
        >>> scores = cpreport.read("cases").table("scores")
        >>> print(scores)  # doctest: +ELLIPSIS
        **Scores ...
        """
        from cpreport.tables import case_table, series_table, supplement_table

        if name not in (there := self.tables(case)):
            raise _unknown("table", name, _near(name, there))
        findings = self._of_case(case)
        if case is not None:
            made = case_table(name, findings, case)
        else:
            make = supplement_table if name in SUPPLEMENT_TABLES else series_table
            made = make(name, findings)
        assert made is not None
        return SeriesTable(**_fields_of(made), _folder=self.folder)

    def figures(self, case: str | None = None) -> tuple[str, ...]:
        """Name the figures that the data of the series, or of one case, can fill.

        Examples
        --------
        >>> import cpreport
        >>> cpreport.read("cases").figures()
        ('timelines', 'items', 'change')
        """
        from cpreport.figures import case_figures_of, series_figures_of

        if self._ready is None:
            return ()
        if case is not None:
            return case_figures_of(self._of_case(case), case)
        return series_figures_of(self._ready.findings)

    def figure(self, name: str, case: str | None = None) -> Figure:
        """Draw a figure of the article, or of the report of one case, with matplotlib.

        It may be changed and saved as any figure: `savefig` writes PDF, SVG, PNG or TIFF.

        Parameters
        ----------
        name : str
            Such as `items`, which is `item map`, too; `figures` lists them. A series has a
            `graphical abstract` beside them.
        case : str or None
            A study id for the figure of that case; None for the series.

        Raises
        ------
        UnknownName
            Where there is no such figure, or nothing to draw in it.

        Examples
        --------
        >>> import cpreport
        >>> figure = cpreport.read("cases").figure("item map")
        >>> round(figure.get_figwidth() * 25.4), "mm wide"
        (170, 'mm wide')
        """
        return self._drawn(name, case)[0]

    def alt_text(self, name: str, case: str | None = None) -> str:
        """Write the text alternative of a figure: what it shows, from the same data.

        Raises
        ------
        UnknownName
            As for `figure`.

        Examples
        --------
        >>> import cpreport
        >>> text = cpreport.read("cases").alt_text("items")
        >>> text[:39]
        'Every graded item of every patient at “'
        """
        return self._drawn(name, case)[1]

    def build(
        self,
        output: str | Path,
        to: Iterable[str] = ("pdf", "html"),
        *,
        only: Iterable[str] = ("reports", "article"),
        force: bool = False,
        jobs: int = 1,
    ) -> SeriesBuild:
        """Build the case reports and the article, as `cpreport build` does.

        The files are read again, so that what is built is what stands in them. What is wrong in
        them raises nothing: it stands in the `problems` of what is returned.

        Parameters
        ----------
        output : str or Path
            The folder to write into.
        to : iterable of str
            Formats: `pdf`, `html`, `docx`, `jats`.
        only : iterable of str
            Documents: `reports`, `article`.
        force : bool
            Make everything anew.
        jobs : int
            Processes that make documents; as for `read`.

        Raises
        ------
        UnknownName
            Where there is no such format, or no such kind of document.
        ValueError
            Where the output folder would lie among what it is made from, or where no document is
            made in these formats.
        """
        from cpreport.builder.build import build
        from cpreport.builder.output_folder import misplaced
        from cpreport.builder.plan import Order
        from cpreport.journal.withdrawn import take_back
        from cpreport.publish.formats import FORMATS, unmade

        kinds = _known("kind of document", only, ("reports", "article"))
        formats = _known("format", to, FORMATS)
        if why := misplaced(self.folder, Path(output)) or unmade(kinds, formats):
            raise ValueError(why)
        order = Order(
            folder=self.folder,
            output=Path(output),
            kinds=kinds,
            formats=formats,
            jobs=jobs,
            force=force,
            leave_out=self._leave_out,
        )
        built = build(order)
        gone, found = take_back(built.checked, order.output)
        return SeriesBuild(order.output, (*built.told, *gone), (*built.problems, *found))

    @property
    def _ready(self) -> Ready | None:
        """What may be printed of the series; None where nothing may."""
        from cpreport.check.check_series import Ready

        return self._found if isinstance(self._found, Ready) else None

    def _of_case(self, case: str | None) -> Findings:
        """Look up the findings of the series, or those that have one case whole."""
        if self._ready is None or (case is not None and case not in self.cases):
            raise _unknown("case", str(case), _near(str(case), self.cases))
        return self._ready.findings if case is None else self._ready.of_case(case)

    def _drawn(self, name: str, case: str | None) -> tuple[Figure, str]:
        from cpreport.figures import FIGURE_NAMES, GRAPHICAL_ABSTRACT, figure

        there = (*self.figures(case), *(() if case else (GRAPHICAL_ABSTRACT,)))
        own = FIGURE_NAMES.get(name.removeprefix("item "), name)
        drawn = figure(self._of_case(case), own, case) if own in there else None
        if drawn is None:
            raise _unknown("figure", name, _near(name, there))
        return drawn

    def _every_case(self) -> Iterator[ScoredCase]:
        """Yield each case whole; of a large series they are unpacked one by one."""
        if self._ready is not None:
            yield from map(self._ready.cases.case, self.cases)

    @cached_property
    def _every_score(self) -> pd.DataFrame:
        from cpreport.data.frames import scores_frame

        return scores_frame(self._every_case())

    @cached_property
    def _every_grade(self) -> pd.DataFrame:
        from cpreport.data.frames import grades_frame

        scales = self._ready.findings.scored.scales if self._ready is not None else {}
        return grades_frame(self._every_case(), scales)

    @cached_property
    def _every_result(self) -> pd.DataFrame:
        from cpreport.data.frames import results_frame

        return results_frame(self._ready.findings.ledger.values() if self._ready else ())

    def __repr__(self) -> str:
        problems = self._found.problems
        errors = sum(problem.severity == "error" for problem in problems)
        names = ", ".join(self.cases[:_MOST_NAMES])
        more = ", …" if len(self.cases) > _MOST_NAMES else ""
        found = f"{counted(errors, 'error')}, {counted(len(problems) - errors, 'warning')}"
        cases = f"{counted(len(self.cases), 'case')} ({names}{more})"
        return f"CaseSeries of {cases} in {self.folder.as_posix()}: {found}"


@dataclass(frozen=True, slots=True, repr=False)
class SeriesResult(Result):
    """A reported number, grade or verdict: `print` gives it as the manuscript does.

    Its attributes are those of `Result`: `id`, `label`, `value` (a `Decimal`, or a word),
    `printed`, `unit`, `of`, `method`, `interval`, `direction`, `sources`, `places`, `case`.
    """

    _ledger: Ledger = field(default_factory=lambda: Ledger({}), compare=False)

    def explain(self) -> Explanation:
        """Explain it down to file and line, as `cpreport explain` does.

        Examples
        --------
        >>> import cpreport
        >>> cpreport.read("cases").result("P01.before.TCT.sitting_balance").explain()
        P01.before.TCT.sitting_balance = 12
        Trunk Control Test, sitting balance, Before treatment
        How: Grade as recorded.
        P01.yaml:110:26
        """
        return trace(self._ledger, self.id)

    def __repr__(self) -> str:
        told = self.n_of_n if self.of is not None else self.with_unit
        return f"{self.id} = {told} ({self.label})"


@dataclass(frozen=True, slots=True)
class SeriesTable(Table):
    """A table that a notebook shows as the article prints it, and `print` as Markdown."""

    _folder: Path = field(default=Path(), repr=False, compare=False)

    def frame(self) -> pd.DataFrame:
        """Frame its cells as printed, text throughout; row groups are the first column.

        Examples
        --------
        >>> import cpreport
        >>> cpreport.read("cases").table("scores").frame().shape
        (11, 6)
        """
        import pandas as pd

        from cpreport.data.table_csv import has_groups, headings, texts

        grouped = has_groups(self.rows)
        heads = headings(self, grouped=grouped)
        return pd.DataFrame(list(texts(self.rows, grouped=grouped)), columns=heads, dtype="string")

    def _repr_html_(self) -> str:
        from cpreport.publish.folders import folders_of
        from cpreport.publish.html.table_page import table_part

        return table_part(self, "Table", folders_of(self._folder))

    def __str__(self) -> str:
        from cpreport.terminal.markdown import to_markdown

        return to_markdown(self)


@dataclass(frozen=True, slots=True, repr=False)
class SeriesBuild:
    """What a build made, and what was wrong.

    output : Path
        The folder written into.
    """

    output: Path
    _told: tuple[Told, ...]
    _problems: tuple[Problem, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is there as the series now is: made now, or unchanged."""
        there = (told for told in self._told if told.state in ("made", "unchanged"))
        return tuple(sorted(self.output / path for told in there for path in told.paths))

    @property
    def problems(self) -> pd.DataFrame:
        """Everything that was wrong, as `CaseSeries.problems`."""
        from cpreport.data.frames import problems_frame

        return problems_frame(in_order(self._problems))

    def __repr__(self) -> str:
        states = Counter(told.state for told in self._told)
        said = ", ".join(f"{number} {state}" for state, number in states.items()) or "nothing"
        errors = sum(problem.severity == "error" for problem in self._problems)
        return f"SeriesBuild in {self.output.as_posix()}: {said}; {counted(errors, 'error')}"


def _fields_of(record: Result | Table) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(record)}


def _known(what: str, names: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    """Take names that are known; one written as text counts as one name."""
    listed = (names,) if isinstance(names, str) else tuple(names)
    for name in listed:
        if name not in known:
            raise _unknown(what, name, _near(name, known))
    return listed


def _near(name: str, known: Sequence[str]) -> Sequence[str]:
    """Name those that are most like a name, or else the first of all."""
    return difflib.get_close_matches(name, known, cutoff=0.5) or known


def _unknown(what: str, name: str, near: Sequence[str]) -> UnknownName:
    meant = join_words([f"`{one}`" for one in near[:_MOST_MEANT]], "or")
    hint = f"; did you mean {meant}?" if near else ""
    return UnknownName(f"there is no {what} `{name}`{hint}")
