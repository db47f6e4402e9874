"""Put forms as they were filled in together to one table: a row a visit, or an entry of a list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cpreport.exchange.redcap_fields import VISIT
from cpreport.exchange.source_tables import SourceColumn, SourceRow, SourceTable

#: The column of the day of a visit, as `cpreport export` calls it.
DAY = SourceColumn("visit_day", label="Day of the visit")


@dataclass(slots=True)
class FilledForms:
    """Forms as far as they are read.

    columns : dict of str to SourceColumn
        What is asked, by name.
    rows : dict of (str, str) to dict of str to str
        What was answered, by the case and the visit, or the form and the number of an entry.
    """

    columns: dict[str, SourceColumn] = field(default_factory=dict)
    rows: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def put(self, case: str, row: str, column: SourceColumn, text: str) -> None:
        """Put an answer into its row; none is no answer."""
        if text:
            self.columns.setdefault(column.name, column)
            self.rows.setdefault((case, row), {}).setdefault(column.name, text)

    def put_in_list(self, case: str, form: str, number: int, part: str, text: str) -> None:
        """Put a part of an entry of a list, such as of adverse events, into its row."""
        start = form.casefold().replace(" ", "_")
        self.put(case, f"{form} {number}", SourceColumn(f"{start}_{part}", form=form), text)

    def table(self, file: str) -> SourceTable:
        """Lay the forms out."""
        heads = (SourceColumn("case", kind="case"), SourceColumn(VISIT, kind="visit"))
        columns = tuple(replace(one, at="A") for one in (*heads, *self.columns.values()))
        rows = tuple(
            SourceRow(number, (case, row, *(said.get(name, "") for name in self.columns)))
            for number, ((case, row), said) in enumerate(self.rows.items(), 1)
        )
        return SourceTable(file, "", columns, rows, numbered_by="form")
