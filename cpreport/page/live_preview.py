"""Keep the last good page of each document, made anew when the files have changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpreport.builder.one_page import page_to_look_at
from cpreport.page.desk import Desk, folder_state
from cpreport.problems import Problem

#: What a page of a series is shown with: nothing in it runs, and nothing of it leads out.
POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@dataclass(slots=True)
class ShownPage:
    """A document as it can be shown.

    html : str
        The last page that could be made; empty where none could yet.
    stamp : int
        Counted up with every page that was made.
    problems : tuple of Problem
        What stands in the way of a page of what the files hold now.
    """

    html: str = ""
    stamp: int = 0
    problems: tuple[Problem, ...] = ()
    state: object = None


@dataclass(slots=True)
class Previews:
    """The pages that were looked at, by the id of the case; the article under an empty id."""

    desk: Desk
    shown: dict[tuple[str, str], ShownPage] = field(default_factory=dict)

    def page(self, case_id: str) -> ShownPage:
        """Make the page where the files have changed since; keep the last good one otherwise."""
        with self.desk.lock:
            folder = self.desk.series_folder
            shown = self.shown.setdefault((str(folder), case_id), ShownPage())
            state = folder_state(folder)
            if shown.state != state:
                html, problems = page_to_look_at(folder, self.desk.output, case_id or None)
                shown.state = state
                if html is None:
                    shown.problems = tuple(p for p in problems if p.severity == "error")
                else:
                    shown.html, shown.problems = html, ()
                    shown.stamp += 1
            return shown
