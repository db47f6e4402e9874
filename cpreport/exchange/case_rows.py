"""Lay the values of case files out as rows of sheets, and put such rows together to cases again.

Each value of a case file has one cell: that of its column where it is one a form asks for, else a
row of the sheet `Other`, with the keys that lead to it. So nothing of a case is without a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpreport.cases.text import Node, Path, leaves

PATIENTS, SESSIONS, VISITS = "Patients", "Sessions", "Visits"
MEASURED, TOTALS, BESIDES = "Measurements", "Totals", "Besides"
COURSES, HAPPENED = "Courses", "What happened"
EVENTS, OTHER = "Adverse events", "Other"

TIME = ("date", "day", "week", "month")
SIDES = ("right", "left")
#: Stands where a form has no entry, and its neighbours have: the key is not in the case file.
NO_ENTRY = "—"
#: Stands between the keys that lead to a value.
STEP = " > "

_OF_PATIENT = ("age", "sex", "diagnosis", "age_at_diagnosis", "aetiology", "centre",
               "weaker_side", "history")  # fmt: skip
_CONSENTS = ("publication", "images", "data_sharing")
_OF_CONSENT = ("given", "by", "date", "withdrawn", "date_withheld")
_OF_CASE = ("findings", "diagnostics", "adverse_events", "adverse_event_monitoring", "outcome",
            "patient_perspective")  # fmt: skip
_OF_TREATMENT = ("name", "kind", "product", "concomitant")
_OF_PHASE = ("from", "to", "dose", "route", "frequency", "note")
_OF_HAPPENING = (*TIME, "what")
_OF_SESSION = (*TIME, "routes", "dose", "volume", "note")
_OF_VISIT = (*TIME, "age", "assessor", "note")
_OF_BESIDES = ("what", "from", "to")
_OF_EVENT = ("term", "grading", "grade", "session", "duration", "serious", "relatedness", "action",
             "outcome", "ctcae_version")  # fmt: skip

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns by key, and its rows.

    scale : str
        Id of the scale that is graded in it; empty for the others.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    scale: str = ""


@dataclass(slots=True)
class _RowsBySheet:
    """Rows of all sheets, each under what names it."""

    of: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)

    def put(self, sheet: str, row: tuple[str, ...], names: Row, column: str, text: str) -> None:
        self.of.setdefault(sheet, {}).setdefault(row, dict(names))[column] = text


def sheets_of(cases: Mapping[str, Node]) -> tuple[Sheet, ...]:
    """Lay cases out as sheets.

    Parameters
    ----------
    cases : mapping of str to Node
        The content of each case file, by the id of its case.
    """
    rows = _RowsBySheet()
    for case_id, root in cases.items():
        rows.put(PATIENTS, (case_id,), {}, "id", case_id)
        values = {path: scalar.text for path, scalar in leaves(root)}
        visits = _visit_ids(values)
        for path, text in _joined(values).items():
            if path != ("id",):
                _place(rows, case_id, path, text, visits)
    _mark_no_entry(rows)
    return tuple(_sheet(name, found) for name, found in _in_order(rows.of))


def _visit_ids(values: Mapping[Path, str]) -> dict[int, str]:
    """Name the visits by which rows can speak of them: those whose id no other visit has."""
    ids = {p[1]: text for p, text in values.items() if p[0] == "visits" and p[2:] == ("id",)}
    texts = list(ids.values())
    return {int(n): text for n, text in ids.items() if texts.count(text) == 1}


def _joined(values: Mapping[Path, str]) -> dict[Path, str]:
    """Join the routes of a session, so that they fill one cell."""
    routes: dict[Path, list[str]] = {}
    for path, text in values.items():
        if path[0] == "treatment" and len(path) == 6 and path[4] == "routes":
            routes.setdefault(path[:5], []).append(text)
    whole = {path: ", ".join(texts) for path, texts in routes.items()
             if all("," not in text and text == text.strip() for text in texts)}  # fmt: skip
    rest = {path: text for path, text in values.items() if path[:5] not in whole}
    return rest | whole


def _place(rows: _RowsBySheet, case: str, path: Path, text: str, visits: Mapping[int, str]) -> None:
    """Put a value into its cell."""
    match path:
        case ("patient", str(key)) if key in _OF_PATIENT:
            rows.put(PATIENTS, (case,), {}, f"patient.{key}", text)
        case ("patient", "classification", str(name)):
            rows.put(PATIENTS, (case,), {}, f"patient.classification.{name}", text)
        case ("consent", str(which), str(key)) if which in _CONSENTS and key in _OF_CONSENT:
            rows.put(PATIENTS, (case,), {}, f"consent.{which}.{key}", text)
        case (str(key),) if key in _OF_CASE:
            rows.put(PATIENTS, (case,), {}, key, text)
        case ("treatment", int(t), str(key)) if key in _OF_TREATMENT:
            names = {"case": case, "treatment": str(t + 1)}
            rows.put(SESSIONS, (case, f"{t:06}", f"{0:06}"), names, key, text)
        case ("treatment", int(t), "sessions", int(s), str(key)) if key in _OF_SESSION:
            names = {"case": case, "treatment": str(t + 1)}
            column = "session_note" if key == "note" else key
            rows.put(SESSIONS, (case, f"{t:06}", f"{s:06}"), names, column, text)
        case ("treatment", int(t), "course", int(p), str(key)) if key in _OF_PHASE:
            names = {"case": case, "treatment": str(t + 1)}
            column = f"phase_{key}" if key in ("dose", "note") else key
            rows.put(COURSES, (case, f"{t:06}", f"{p:06}"), names, column, text)
        case ("course", int(c), str(key)) if key in _OF_HAPPENING:
            column = "happened" if key == "what" else key
            rows.put(HAPPENED, (case, f"{c:06}"), {"case": case}, column, text)
        case ("visits", int(v), "id") if v in visits:
            rows.put(VISITS, (case, f"{v:06}"), {"case": case}, "visit", text)
        case ("visits", int(v), str(key)) if v in visits and key in _OF_VISIT:
            rows.put(VISITS, (case, f"{v:06}"), {"case": case}, key, text)
        case ("visits", int(v), "scores", str(scale), str(item)) if v in visits:
            names = {"case": case, "visit": visits[v], "item": item}
            rows.put(_OF_SCALE + scale, (case, f"{v:06}", item), names, "grade", text)
        case ("visits", int(v), "scores", str(scale), str(item), str(side)) if (
            v in visits and side in SIDES
        ):
            names = {"case": case, "visit": visits[v], "item": item}
            rows.put(_OF_SCALE + scale, (case, f"{v:06}", item), names, side, text)
        case ("visits", int(v), "entered_totals", str(scale), *rest) if (
            v in visits and len(rest) <= 2
        ):
            names = {"case": case, "visit": visits[v], "scale": scale}
            names |= dict(zip(("score", "side"), map(str, rest), strict=False))
            rows.put(TOTALS, (case, f"{v:06}", scale, *map(str, rest)), names, "total", text)
        case ("visits", int(v), "measurements", str(measure), *rest) if v in visits and (
            not rest or rest[0] in SIDES
        ):
            names = {"case": case, "visit": visits[v], "measure": measure}
            column = str(rest[0]) if rest else "measured"
            rows.put(MEASURED, (case, f"{v:06}", measure), names, column, text)
        case ("concomitant", int(c), str(key)) if key in _OF_BESIDES:
            rows.put(BESIDES, (case, f"{c:06}"), {"case": case}, key, text)
        case ("adverse_events", int(e), str(key)) if key in _OF_EVENT:
            column = "event_outcome" if key == "outcome" else key
            rows.put(EVENTS, (case, f"{e:06}"), {"case": case}, column, text)
        case ("adverse_events", int(e), "onset", str(key)) if key in TIME:
            rows.put(EVENTS, (case, f"{e:06}"), {"case": case}, f"onset.{key}", text)
        case _:
            key = STEP.join(_steps(path, visits))
            rows.put(OTHER, (case, key), {"case": case, "key": key}, "value", text)


def path_in_words(path: Sequence[str | int]) -> str:
    """Name the place of a value as a column does: `visits > 2 > day`."""
    return STEP.join(str(step + 1 if isinstance(step, int) else step) for step in path)


def _steps(path: Path, visits: Mapping[int, str]) -> Iterator[str]:
    """Write the way to a value: what stands in a list by its number, a visit by its id."""
    for n, step in enumerate(path):
        if n == 1 and path[0] == "visits" and step in visits:
            yield visits[int(step)]
        else:
            yield f"[{step + 1}]" if isinstance(step, int) else step


#: Before the id of a scale, so that none is taken for another sheet.
_OF_SCALE = "scale "


def _mark_no_entry(rows: _RowsBySheet) -> None:
    """Mark the sides that a form leaves out where it has the other."""
    for name, found in rows.of.items():
        if not name.startswith(_OF_SCALE) and name != MEASURED:
            continue
        for row in found.values():
            if any(side in row for side in SIDES):
                for side in SIDES:
                    row.setdefault(side, NO_ENTRY)


def _in_order(
    found: Mapping[str, Mapping[tuple[str, ...], Row]],
) -> Iterator[tuple[str, list[Row]]]:
    """Order the sheets as a course goes; rows by case, visit, and as they were written."""
    scales = sorted(name for name in found if name.startswith(_OF_SCALE))
    lists = (BESIDES, HAPPENED, EVENTS)
    for name in (PATIENTS, SESSIONS, COURSES, VISITS, *scales, MEASURED, TOTALS, *lists, OTHER):
        rows = found.get(name, {})
        keyed = list(rows.items())
        if name in (SESSIONS, COURSES, VISITS, *lists):
            keyed.sort(key=lambda pair: pair[0])
        elif name.startswith(_OF_SCALE) or name == MEASURED:
            keyed.sort(key=lambda pair: pair[0][:2])
        yield name, [row for _, row in keyed]


def _sheet(name: str, rows: list[Row]) -> Sheet:
    used = dict.fromkeys(column for row in rows for column in row)
    scale = name.removeprefix(_OF_SCALE) if name.startswith(_OF_SCALE) else ""
    return Sheet(scale or name, columns_of(name, used), tuple(rows), scale)


#: The columns of the forms that are the same in every series.
_ASKED = {
    SESSIONS: ("case", "treatment", *_OF_TREATMENT, *TIME, "routes", "dose", "volume",
               "session_note"),
    COURSES: ("case", "treatment", "from", "to", "phase_dose", "route", "frequency", "phase_note"),
    HAPPENED: ("case", "happened", *TIME),
    VISITS: ("case", "visit", *_OF_VISIT),
    TOTALS: ("case", "visit", "scale", "score", "side", "total"),
    BESIDES: ("case", *_OF_BESIDES),
    EVENTS: ("case", "term", "grade", *(f"onset.{key}" for key in TIME), *_OF_EVENT[3:8],
             "event_outcome"),
    OTHER: ("case", "key", "value"),
}  # fmt: skip


def columns_of(name: str, used: Iterable[str]) -> tuple[str, ...]:
    """Name the columns of a sheet in their order: those a form asks for, then others in use."""
    used = tuple(used)
    asked = _ASKED.get(name) or _asked_by_use(name, used)
    return tuple(dict.fromkeys((*asked, *used)))


def _asked_by_use(name: str, used: tuple[str, ...]) -> tuple[str, ...]:
    """Name the columns that depend on what the series has: classes of patients, and sides."""
    if name == PATIENTS:
        return (
            "id",
            *(f"patient.{key}" for key in _OF_PATIENT),
            *(c for c in used if c.startswith("patient.classification.")),
            *(f"consent.{which}.{key}" for which in _CONSENTS for key in _OF_CONSENT[:3]),
            *_OF_CASE,
        )
    if name == MEASURED:
        return ("case", "visit", "measure", "measured", *(s for s in SIDES if s in used))
    graded = [column for column in ("grade", *SIDES) if column in used]
    return ("case", "visit", "item", *(graded or ["grade"]))
