"""Take patients in from a sheet, a workbook or an export: the map of its columns as a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cpreport.atomic_write import write, write_all
from cpreport.cases.reader import IMPORT_MAP
from cpreport.demo.start import ignore_private
from cpreport.exchange.edit_yaml import read_plain
from cpreport.exchange.import_source import ImportedByMap, import_file
from cpreport.exchange.source_map.import_map import open_questions, parse_map
from cpreport.exchange.write_identities import write_identities
from cpreport.exchange.yaml_places import Plain
from cpreport.page.answering import Received, Site, save_entered, saved_answer, shown, text_of_file
from cpreport.page.begin_page import begin_again, folder_named, series_in
from cpreport.page.form_fields import put, with_entered
from cpreport.page.import_map_form import MapForm, map_form
from cpreport.page.patient_standing import PlacedProblem, placed
from cpreport.page.saving import OpenedText, save_files
from cpreport.problems import Problem, Refused, has_error
from cpreport.scales.reader import shipped_numbers, shipped_scales

#: Files of one source: data, and the dictionary beside them.
MOST_FILES = 6
#: Problems of cells that are shown, and differences of a patient.
_MOST_SHOWN = 40
#: Says that the map is not confirmed yet, and what it asks; both are seen before that.
_ASKING = ("CP871", "CP872")


@dataclass(frozen=True, slots=True)
class FoundInSource:
    """What the source would give, and what stands in the way of it.

    of_map : tuple of PlacedProblem
        What is to be answered or put right in the map.
    of_cells : tuple of Problem
        What is to be looked at in the source.
    """

    made: ImportedByMap
    of_map: tuple[PlacedProblem, ...] = ()
    of_cells: tuple[Problem, ...] = ()

    @property
    def can_be_written(self) -> bool:
        """Whether nothing stands in the way."""
        errors = has_error(self.made.imported.problems)
        return not errors


def importing(site: Site, request: Request) -> Response:
    """Show what was handed in, how its columns are taken, and what would be written."""
    return _shown(site)


def _shown(site: Site, wrong: str = "") -> Response:
    if not site.source.names or wrong:
        return shown(
            site, "importing.html", 422 if wrong else 200, nav="patients", wrong=wrong, opened=None,
            form=None, found=None, files=(),
        )  # fmt: skip
    try:
        opened, form, found = _read(site)
    except Refused as refused:
        problem = refused.problems[0]
        return _shown(
            site, f"{problem.message}; {problem.help}" if problem.help else problem.message
        )
    except ImportError:
        return _shown(site, str(site.words("import.needs_workbook")))
    return shown(
        site, "importing.html", nav="patients", wrong="", opened=opened, form=form, found=found,
        files=site.source.names,
    )  # fmt: skip


def _read(site: Site) -> tuple[OpenedText | None, MapForm | None, FoundInSource]:
    """Read the source by its map; where there is none yet, the one that is proposed is written."""
    folder = site.desk.series_folder
    # Others may lie beside the one that holds the patients, and explain it.
    made = import_file(site.source.paths[0], folder)
    if made.proposed:
        write(folder / IMPORT_MAP, made.proposed.encode())
    if not (folder / IMPORT_MAP).is_file():
        return None, None, FoundInSource(made, (), made.imported.problems[:_MOST_SHOWN])
    opened = text_of_file(site, IMPORT_MAP)
    problems = made.imported.problems
    of_map = [p for p in problems if p.place.file == IMPORT_MAP and p.code not in _ASKING]
    of_cells = tuple(p for p in problems if p.place.file != IMPORT_MAP)[:_MOST_SHOWN]
    form = map_form(read_plain(opened.text), (*shipped_scales(), *shipped_numbers()))
    asked = (*_questions(opened), *placed(opened.text, of_map))
    return opened, form, FoundInSource(made, asked, of_cells)


def _questions(opened: OpenedText) -> tuple[PlacedProblem, ...]:
    """List what the map asks, at its fields."""
    record, _ = parse_map(opened.text)
    return () if record is None else placed(opened.text, open_questions(record))


def receive_source(
    site: Site, request: Request, form: Mapping[str, str], received: Received
) -> Response:
    """Keep what was handed in, for the series that is open or for a new one."""
    where = form.get("where")
    if not received:
        return begin_again(site, form, "no_file") if where is not None else _shown(site, "no_file")
    if where is not None:
        folder = folder_named(where)
        if folder is None:
            return begin_again(site, form, "source_where")
        try:
            there = series_in(folder) or folder / "cases"
            there.mkdir(parents=True, exist_ok=True)
        except OSError:
            return begin_again(site, form, "source_where")
        site.desk.folder = there
    site.source.keep(received)
    return RedirectResponse("/import", 303)


def save_map(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Save what was entered of the map, and that it is right where somebody says so."""
    opened = text_of_file(site, IMPORT_MAP)
    every = tuple(map_form(read_plain(opened.text), ()).every_field())

    def change(tree: Plain) -> Plain:
        tree = with_entered(tree, every, form)
        return put(tree, ("confirmed",), "yes") if form.get("confirm") == "yes" else tree

    saved = save_entered(site, opened, form, change)
    return saved_answer(site, request, saved, "/import", lambda _, text: _questions(text))


def write_import(site: Site, request: Request, form: Mapping[str, str]) -> Response:
    """Write the case files; what differs from what is there only where that was asked for."""
    if not site.source.names:
        raise HTTPException(404)
    _, _, found = _read(site)
    imported = found.made.imported
    if not found.can_be_written or (imported.differences and form.get("replace") != "yes"):
        return RedirectResponse("/import", 303)
    folder = site.desk.series_folder
    save_files(folder, {**found.made.started, **imported.files})
    write_all(folder, {name: text.encode() for name, text in imported.remembered.items()})
    if found.made.started:
        ignore_private(folder.parent)
    write_identities(folder, found.made.identities)
    site.source.forget()
    return RedirectResponse("/", 303)
