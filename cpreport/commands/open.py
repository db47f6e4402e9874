"""Show a series in the browser of this machine: `cpreport open`."""

from __future__ import annotations

from pathlib import Path

import click

from cpreport.commands.options import needs_extra, options
from cpreport.terminal.completion import folders
from cpreport.terminal.printing import say


@click.command("open", short_help="Open a series in the browser, to enter, check, see and build.")
@click.argument(
    "cases",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=False,
    shell_complete=folders,
)
@click.option(
    "--no-browser", is_flag=True, help="Print the address as the first line, and open nothing."
)
@click.option("--stay", is_flag=True, help="Go on when the page is closed.")
@options
def open_(cases: Path | None, no_browser: bool, stay: bool, quiet: bool, verbose: bool) -> None:
    """Open CASES in the browser: patients, grades, the manuscript, reports as they will look.

    Without CASES it opens the series of this folder, or asks. Nothing leaves this machine; the
    files stay what they are, and the page ends when its window is closed.
    """
    with needs_extra("page", "starlette"):
        from cpreport.page.begin_page import series_in
        from cpreport.page.serving import serve
    folder = series_in(cases or Path("."))
    if cases is not None and folder is None:
        raise click.UsageError(
            f"{cases} holds no series.yaml; `cpreport open` alone begins a series"
        )

    def tell(address: str) -> None:
        if no_browser:
            say(address)
            return
        import webbrowser

        if not quiet:
            say("The page opens in your browser. Close it there, or press Ctrl+C here.")
        if not webbrowser.open(address):
            say(address)

    serve(folder, tell, stay=stay)
