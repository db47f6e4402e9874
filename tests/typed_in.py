"""Enter a whole series through the page as somebody would who has it on paper: no file is copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.exchange.edit_yaml import read_plain, value_at
from cpreport.exchange.yaml_places import Plain
from cpreport.page.form_fields import (
    EntryField,
    ListOfRows,
    RowOfFields,
    all_fields,
    all_lists,
    patient_fields,
    patient_lists,
    series_fields,
    series_lists,
    visit_fields,
)
from cpreport.page.record_form import form_of
from cpreport.page.record_pages import OF_CASE, OF_SCALE, SERIES_PAGES
from cpreport.scales.definition import Scale

Parts = tuple[Sequence[EntryField], Sequence[ListOfRows]]


class Typist(Protocol):
    """Somebody at the page, with or without a browser."""

    def begin(self, where: Path, answers: Mapping[str, str]) -> None: ...
    def add_scale(self, short: str) -> None: ...
    def fill(self, address: str, values: Mapping[str, str]) -> None: ...
    def add(self, address: str, name: str, values: Mapping[str, str]) -> None: ...
    def press(self, address: str, name: str, value: str) -> None: ...
    def grades(self, address: str, values: Mapping[str, str]) -> None: ...
    def record_visit(self, case: str, visit: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A series as it is to be, and the folder in which it comes to be."""

    target: Path
    folder: Path

    def wanted(self, file: str) -> Plain:
        return read_plain((self.target / file).read_text("utf-8"))

    def there(self, file: str) -> Plain:
        return read_plain((self.folder / file).read_text("utf-8"))


def begin_like(typist: Typist, paper: Paper) -> None:
    """Answer the questions with which a series begins."""
    series, cases = paper.wanted("series.yaml"), list(_cases(paper))
    own = {path.stem.upper() for path in (paper.target / "scales").glob("*.yaml")}
    outcomes = value_at(series, ("outcomes",))
    assert isinstance(outcomes, list)
    visits = value_at(series, ("visits",))
    assert isinstance(visits, list)
    measures = [str(value_at(one, ("scale",))) for one in outcomes]
    answers = {f"measure/{name}": "yes" for name in measures if name not in own}
    answers |= {"patients": str(len(cases)), "article": "yes"}
    answers["visits"] = ", ".join(str(value_at(one, ("id",))) for one in visits)
    typist.begin(paper.folder.parent, answers)


def enter_scales(typist: Typist, paper: Paper) -> None:
    """Enter the scales of the series' own."""
    for path in sorted((paper.target / "scales").glob("*.yaml")):
        file = f"scales/{path.name}"
        typist.add_scale(str(value_at(paper.wanted(file), ("id",))))
        _enter(
            typist,
            paper,
            file,
            f"/scales/{path.stem}",
            partial(_record, model=Scale, keys=OF_SCALE),
        )


def enter_series(typist: Typist, paper: Paper) -> None:
    """Enter what the series itself says, its sections and its references."""
    for part, keys in SERIES_PAGES.items():
        of_part = partial(_record, model=SeriesRecord, keys=keys)
        _enter(typist, paper, "series.yaml", f"/series/{part}", of_part)
    _enter(typist, paper, "series.yaml", "/manuscript", _manuscript)
    bibliography = (paper.target / "references.bib").read_text("utf-8")
    typist.fill("/manuscript/references", {"text": bibliography})
    record = paper.there("series.yaml")
    sections = [value_at(record, ("sections",)), value_at(record, ("supplement", "sections"))]
    every = [one for some in sections if isinstance(some, list) for one in some]
    for number, one in enumerate(every):
        file = value_at(one, ("file",))
        if isinstance(file, str):
            text = (paper.target / file).read_text("utf-8")
            typist.fill(f"/manuscript/{number}", {"text": text})


def enter_case(typist: Typist, paper: Paper, file: str) -> None:
    """Enter a patient: record, treatments, events, texts, visits with every grade, the letter."""
    name = file.removesuffix(".yaml")
    page = f"/patients/{name}"
    _enter(typist, paper, file, page, _patient)
    visits = value_at(paper.wanted(file), ("visits",))
    assert isinstance(visits, list)
    there = value_at(paper.there(file), ("visits",))
    known = [value_at(one, ("id",)) for one in there] if isinstance(there, list) else []
    wanted = [str(value_at(one, ("id",))) for one in visits]
    for number in reversed(range(len(known))):
        if known[number] not in wanted:
            typist.press(f"{page}/visits/{number}", "remove visit", "")
    for visit in wanted:
        if visit not in known:
            typist.record_visit(name, visit)
    for number in range(len(wanted)):
        _enter(typist, paper, file, f"{page}/visits/{number}",
               partial(_visit, number=number))  # fmt: skip
        typist.grades(f"{page}/visits/{number}", _graded(visits[number], number))
    _enter(typist, paper, file, f"{page}/letter", partial(_record, model=Case, keys=OF_CASE))


def enter_all(typist: Typist, paper: Paper) -> None:
    """Enter everything."""
    begin_like(typist, paper)
    enter_scales(typist, paper)
    enter_series(typist, paper)
    for file in _cases(paper):
        enter_case(typist, paper, file)


def _cases(paper: Paper) -> Iterator[str]:
    yield from sorted(path.name for path in paper.target.glob("P*.yaml"))


def _record(tree: Plain, model: type, keys: Sequence[str]) -> Parts:
    whole = form_of(tree, model, keys)
    return whole.fields, whole.below


def _manuscript(tree: Plain) -> Parts:
    parts, lists = series_fields(tree), series_lists(tree)
    return [f for name, part in parts.items() for f in part], list(lists.values())


def _patient(tree: Plain) -> Parts:
    fields = [f for part in patient_fields(tree).values() for f in part]
    return fields, list(patient_lists(tree).values())


def _visit(tree: Plain, number: int) -> Parts:
    return visit_fields(tree, number), ()


def _graded(visit: Plain, number: int) -> dict[str, str]:
    """List the grades, totals and measurements of a visit by the names of their fields."""
    found: dict[str, str] = {}
    for key in ("scores", "entered_totals", "measurements"):
        held = value_at(visit, (key,))
        if isinstance(held, dict):
            found |= dict(_leaves(held, f"visits/{number}/{key}"))
    return found


def _leaves(tree: Plain, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield name, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, f"{name}/{key}")


def _enter(
    typist: Typist, paper: Paper, file: str, address: str, parts: Callable[[Plain], Parts]
) -> None:
    """Make the rows of one page, then fill whatever says something else."""
    for _ in range(400):
        if not _one_row(typist, parts(paper.wanted(file)), parts(paper.there(file)), address):
            break
    fields, lists = parts(paper.wanted(file))
    now = parts(paper.there(file))
    known = {f.name: f.value for f in (*now[0], *all_fields(now[1]))}
    every = {_alone(f.name, known): f.value for f in (*fields, *all_fields(lists))}
    values = {name: value for name, value in every.items() if value != known.get(name, "")}
    gone = known.keys() - every.keys()
    values |= {name: "" for name in gone if known[name]}
    if values:
        typist.fill(address, values)


def _alone(name: str, known: Mapping[str, str]) -> str:
    """Find the field of a name that stands alone in the one file, and within a record here."""
    within = (one for one in known if one.startswith(f"{name}/"))
    return name if name in known else next(within, name)


def _one_row(typist: Typist, wanted: Parts, there: Parts, address: str) -> bool:
    """Add the first row that is lacking, or take out the first too many, if there is one."""
    known = {one.name: one for one in all_lists(there[1])}
    for one in all_lists(wanted[1]):
        now = known.get(one.name)
        if now is None or now.new is None:
            continue
        if one.word and now.word != one.word:
            for row in now.rows:
                typist.press(address, "remove", row.name)
            typist.press(address, f"word:{one.name}", one.word)
            return True
        names = [row.title for row in one.rows]
        for row in reversed(now.rows):
            if row.title not in names:
                typist.press(address, "remove", row.name)
                return True
        have = {row.title for row in now.rows}
        for row in one.rows:
            if row.title not in have:
                typist.add(address, one.name, dict(_new_row(row, now)))
                return True
    return False


def _new_row(row: RowOfFields, now: ListOfRows) -> Iterator[tuple[str, str]]:
    assert now.new is not None
    if now.keyed:
        yield f"{now.new.name}/*", row.title
    single = [inner for one in row.below if one.new is None for inner in one.rows]
    asked = {field.name: "" for field in now.new.fields}
    for field in (*row.fields, *(f for inner in single for f in inner.fields)):
        name = now.new.name + field.name.removeprefix(row.name)
        if field.value and (name := _first_of(name, now, asked)) in asked:
            yield name, field.value


def _first_of(name: str, now: ListOfRows, asked: Mapping[str, str]) -> str:
    if now.new is None or name != now.new.name or name in asked:
        return name
    return now.new.fields[1 if now.keyed else 0].name
