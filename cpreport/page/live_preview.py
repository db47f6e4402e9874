"""Keep the last good page and PDF of each document, made anew when the files have changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from cpreport.builder.one_page import SeenAs, made_to_look_at
from cpreport.content_cache import CacheFolder, trim_folder
from cpreport.page.desk import Desk, folder_state
from cpreport.page.private_folder import PrivateFolder, new_private_folder
from cpreport.problems import Problem

#: What a page of a series is shown with: nothing in it runs, and nothing of it leads out.
POLICY = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
#: Bytes of figures that are kept at most.
_MOST_KEPT = 50_000_000


@dataclass(slots=True)
class ShownPage:
    """A document as it can be shown.

    content : bytes
        The last that could be made; empty where none could yet.
    stamp : int
        Counted up with everything that was made.
    problems : tuple of Problem
        What stands in the way of making it of what the files hold now.
    """

    content: bytes = b""
    stamp: int = 0
    problems: tuple[Problem, ...] = ()
    state: object = None


@dataclass(slots=True)
class Previews:
    """What was looked at, by the id of the case and ending; the article under an empty id."""

    desk: Desk
    shown: dict[tuple[str, str, SeenAs], ShownPage] = field(default_factory=dict)
    #: Figures that are drawn already; it goes when the program ends.
    kept: PrivateFolder = field(default_factory=new_private_folder)

    def page(self, case_id: str, ending: SeenAs = "html") -> ShownPage:
        """Make a document where the files have changed since; keep the last good one otherwise."""
        with self.desk.lock:
            folder = self.desk.series_folder
            shown = self.shown.setdefault((str(folder), case_id, ending), ShownPage())
            state, figures = folder_state(folder), self.kept.path
            if shown.state != state:
                content, problems = made_to_look_at(
                    folder, self.desk.output, case_id or None, ending,
                    None if case_id else self.desk.checked(), CacheFolder(figures, ""),
                )  # fmt: skip
                trim_folder(figures, _MOST_KEPT)
                shown.state = state
                if content is None:
                    shown.problems = tuple(p for p in problems if p.severity == "error")
                else:
                    shown.content, shown.problems = content, ()
                    shown.stamp += 1
            return shown
