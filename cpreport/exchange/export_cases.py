"""Hand out the cases of a series as a workbook."""

from __future__ import annotations

from pathlib import Path

from cpreport.cases.reader import read_series
from cpreport.exchange.blank_sheets import without_values
from cpreport.exchange.case_rows import sheets_of
from cpreport.exchange.write_workbook import workbook
from cpreport.problems import Refused
from cpreport.scales.numbers_declared import with_measures
from cpreport.scales.reader import read_scales


def export_workbook(folder: Path, *, empty: bool = False) -> bytes:
    """Write the cases of a series as a workbook.

    Parameters
    ----------
    folder : Path
        The series folder.
    empty : bool
        The forms alone: who is to be assessed when and by what, and no value.

    Raises
    ------
    Refused
        Where the series or one of its cases cannot be read.
    """
    series, problems = read_series(folder)
    scales, more = read_scales(series.scale_files if series is not None else ())
    wrong = [p for p in (*problems, *more) if p.severity == "error"]
    if series is None or wrong:
        raise Refused(wrong)
    sheets = sheets_of({case.id: case.source.root for case in series.cases})
    scales, _ = with_measures(scales, series.record)
    return workbook(tuple(without_values(sheets)) if empty else sheets, scales)
