"""Write one table by itself: as a page that any document can take it from, or as its part."""

from __future__ import annotations

from markupsafe import Markup

from cpreport.catalogue import say
from cpreport.publish.folders import Folders
from cpreport.publish.html.page import page
from cpreport.publish.html.styles import sheet
from cpreport.publish.html.tabular import table_page
from cpreport.tables.table import Table


def table_html(table: Table, label: str, folders: Folders, language: str = "en-GB") -> str:
    """Write a table as an HTML page with its caption and notes.

    Parameters
    ----------
    label : str
        `Table 1`, or `Table S1`.
    folders : Folders
        Where `table.html` and `table.css` may come from, the user's own first.

    Raises
    ------
    Refused
        With CP501, CP502 or CP503 where the user's own template or stylesheet cannot be used.
    """
    names = {
        "table": table_page(table, f"tbl-{table.id}", label),
        "language": language,
        "say": say,
        "css": Markup(sheet(folders, "table.css")),
    }
    return page("table.html", names, medium="print", folders=folders)


def table_part(table: Table, label: str, folders: Folders) -> str:
    """Write a table as the part of a page, with how it looks: for a notebook.

    Raises
    ------
    Refused
        With CP501, CP502 or CP503 where the user's own template or stylesheet cannot be used.
    """
    names = {"table": table_page(table, f"tbl-{table.id}", label), "say": say}
    written = page("partials/table.html", names, medium="print", folders=folders)
    # Its style reaches no further: the page is somebody else's.
    style = f"<style>.cpreport-table {{ {sheet(folders, 'table.css')} }}</style>"
    return f'<div class="cpreport-table">\n{style}\n{written}</div>'
