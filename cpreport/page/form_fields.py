"""Make the fields of a form from the record models, and put what was entered into the values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from cpreport.cases.case import (
    AdverseEvent,
    Case,
    Concomitant,
    CourseEvent,
    CoursePhase,
    MedicalCondition,
    Patient,
    Permission,
    Session,
    Treatment,
    Visit,
)
from cpreport.cases.series import Claim, Design, SeriesRecord
from cpreport.exchange.edit_yaml import entries_at, place_among, value_at
from cpreport.exchange.yaml_places import CannotEdit, Plain, ValuePath

#: How a field is entered: in one line, in several, by choosing, as words with commas between, or as
#: such words each with its value, `GMFCS: IV`; as texts one a line; or as such pairs one a line.
FieldKind = Literal["line", "text", "choice", "list", "pairs", "lines", "pair_lines"]
#: Stands in a path for the key that a new row of a mapping gets.
NEW_KEY = "*"

#: What a form itself sends.
_OF_FORMS = {"version", "proof", "add", "remove", "up", "text"}
_YES_NO = ("yes", "no")
_TIMES = {"date", "month", "week", "day"}
_SELDOM = {"waived", "reference", "withdrawn", "grading", "frequency"}


@dataclass(frozen=True, slots=True)
class EntryField:
    """One value that a form asks for.

    key : str
        Of its label in the words of the page, such as `patient.age`.
    hint : str
        The model's own words.
    value : str
        As the file has it; empty where it has none.
    choices : tuple of str
        What may be chosen; what stands there comes with them.
    order : tuple of str
        The keys that may stand beside it, in their usual order.
    aside : bool
        Whether it is seldom wanted where it is empty.
    """

    path: ValuePath
    key: str
    kind: FieldKind
    value: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    aside: bool = False

    @property
    def name(self) -> str:
        """What the field is called in the form: its path, with `/`."""
        return name_of(self.path)


@dataclass(frozen=True, slots=True)
class RowOfFields:
    """One row of a list, such as a session.

    number : int or None
        Its place in the list, from 1; None for the empty row that a new one is entered in.
    """

    path: ValuePath
    number: int | None
    fields: tuple[EntryField, ...]
    below: tuple[ListOfRows, ...] = ()

    @property
    def name(self) -> str:
        """What the row is called in the form."""
        return name_of(self.path)

    @property
    def title(self) -> str:
        """What tells it from the others: its number, or its key in a mapping."""
        return str(self.number or self.path[-1])


@dataclass(frozen=True, slots=True)
class ListOfRows:
    """A list of the record, such as all sessions of a treatment, with an empty row at its end.

    new : RowOfFields or None
        None where it is a single record, which has no others beside it.
    word : str
        What stands in the place of the list, such as `none`; empty where it is a list or absent.
    keyed : bool
        Whether it is a mapping, whose rows are told apart by their keys.
    """

    path: ValuePath
    key: str
    rows: tuple[RowOfFields, ...]
    new: RowOfFields | None
    word: str = ""
    words: tuple[str, ...] = ()
    keyed: bool = False

    @property
    def name(self) -> str:
        """What the list is called in the form."""
        return name_of(self.path)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in it."""
        return any(field.value for field in all_fields((self,)))


def name_of(path: ValuePath) -> str:
    """Write a path as the name of a field."""
    name = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)
    return f"{name}/" if name in _OF_FORMS else name


def fields_of(
    tree: Plain, at: ValuePath, model: type[BaseModel], wanted: str, group: str
) -> tuple[EntryField, ...]:
    """Make the fields of some keys of a record.

    Parameters
    ----------
    wanted : str
        Keys with spaces between; `*` behind one asks for a text of several lines, `,` for a list,
        `:` for pairs.
    group : str
        Of the labels.
    """
    made = (_field(tree, at, model, word, group) for word in wanted.split())
    found = [field for field in made if field is not None]
    told = {f.path[-1] for f in found if f.value and f.path[-1] in _TIMES}
    # A time is told in one way; the others are seldom wanted.
    seldom = _SELDOM | (_TIMES - (told or {"date"}))
    return tuple(replace(f, aside=not f.value and f.path[-1] in seldom) for f in found)


def _field(
    tree: Plain, at: ValuePath, model: type[BaseModel], word: str, group: str
) -> EntryField | None:
    name = word.rstrip("*,:")
    info = next(i for n, i in model.model_fields.items() if name in (n, i.alias))
    order = tuple(i.alias or n for n, i in model.model_fields.items())
    value = value_at(tree, (*at, name))
    choices = choices_of(info.annotation)
    kind: FieldKind = "text" if word.endswith("*") else "choice" if choices else "line"
    if word.endswith(","):
        kind = "list"
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            value = ", ".join(map(str, value))
    if word.endswith(":"):
        kind = "pairs"
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            value = ", ".join(f"{key}: {level}" for key, level in value.items())
    if value is not None and not isinstance(value, str):
        # What is no text here is written in the file, and stays as it is.
        return None
    shown = value or ""
    if choices and shown and shown not in choices:
        choices = (*choices, shown)
    return EntryField(
        (*at, name), f"{group}.{name}", kind, shown, info.description or "", choices, order
    )  # fmt: skip


def choices_of(annotation: Any) -> tuple[str, ...]:
    """List what a `Literal`, or yes and no, allows."""
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    below = [one for one in get_args(annotation) if one is not type(None)]
    if annotation is bool or below == [bool]:
        return _YES_NO
    if bool in below:
        return (*_YES_NO, "not reported")
    return choices_of(below[0]) if len(below) == 1 else ()


def rows_of(
    tree: Plain,
    at: ValuePath,
    model: type[BaseModel],
    wanted: str,
    group: str,
    words: tuple[str, ...] = (),
    below: tuple[tuple[str, type[BaseModel], str, str], ...] = (),
) -> ListOfRows:
    """Make the rows of a list of records, and the empty one at its end.

    Parameters
    ----------
    words : tuple of str
        What may stand in the place of the list.
    below : tuple of (str, model, str, str)
        Lists within each row: their key, model, wanted keys and group of labels.
    """
    value, count = value_at(tree, at), len(entries_at(tree, at))

    def row(number: int | None) -> RowOfFields:
        path = (*at, count if number is None else number - 1)
        inner = (
            ()
            if number is None
            else tuple(rows_of(tree, (*path, k), m, w, g) for k, m, w, g in below)
        )
        return RowOfFields(path, number, fields_of(tree, path, model, wanted, group), inner)

    said = value if isinstance(value, str) else ""
    return ListOfRows(at, group, tuple(map(row, range(1, count + 1))), row(None), said, words)


def all_fields(lists: Sequence[ListOfRows]) -> Iterator[EntryField]:
    """Yield the fields of rows that are there, and of those below them."""
    for one in lists:
        for row in one.rows:
            yield from row.fields
            yield from all_fields(row.below)


def all_lists(lists: Sequence[ListOfRows]) -> Iterator[ListOfRows]:
    """Yield lists, and those within their rows."""
    for one in lists:
        yield one
        for row in one.rows:
            yield from all_lists(row.below)


# --- the forms -----------------------------------------------------------------------------------

_WHEN = "date month week day"


def patient_fields(tree: Plain) -> dict[str, tuple[EntryField, ...]]:
    """Make the fields of a case, by the part of the form that they stand in."""
    given = "given by date withdrawn"

    def of_consent(key: str, wanted: str) -> tuple[EntryField, ...]:
        return fields_of(tree, ("consent", key), Permission, wanted, "consent")

    return {
        "patient": fields_of(
            tree, ("patient",), Patient,
            "age sex diagnosis age_at_diagnosis aetiology centre weaker_side classification: "
            "history*", "patient",
        ),
        "consent": of_consent("publication", f"{given} waived reference"),
        "consent_images": of_consent("images", given),
        "consent_data": of_consent("data_sharing", given),
        "before": fields_of(tree, (), Case, "findings* diagnostics*", "case"),
        "after": fields_of(
            tree, (), Case, "adverse_event_monitoring* outcome* patient_perspective*", "case"
        ),
    }  # fmt: skip


def patient_lists(tree: Plain) -> dict[str, ListOfRows]:
    """Make the lists of a case that a form shows."""
    sessions = ("sessions", Session, f"{_WHEN} routes, dose volume note", "session")
    phases = ("course", CoursePhase, "from to dose route frequency note", "phase")
    has = "term since treated"
    told = value_at(tree, ("patient", "history"))
    history = {"history": rows_of(tree, ("patient", "history"), MedicalCondition, has, "condition")}
    event = "term grading grade duration serious relatedness action outcome"
    return {
        # A history that is a text is a field of its own.
        **(history if isinstance(told, list) else {}),
        "comorbidities": rows_of(
            tree, ("patient", "comorbidities"), MedicalCondition, has, "condition",
            words=("none", "not reported"),
        ),
        "treatment": rows_of(
            tree, ("treatment",), Treatment,
            f"name kind {_WHEN} from to frequency product* concomitant*", "treatment",
            below=(sessions, phases),
        ),
        "concomitant": rows_of(tree, ("concomitant",), Concomitant, "what from to", "concomitant"),
        "course": rows_of(tree, ("course",), CourseEvent, f"what {_WHEN}", "course"),
        "adverse_events": _with_onset(tree, rows_of(
            tree, ("adverse_events",), AdverseEvent, event, "event",
            words=("none", "not assessed", "not reported"),
        )),
    }  # fmt: skip


def _with_onset(tree: Plain, events: ListOfRows) -> ListOfRows:
    """Add to each event when it began, a record of its own unless nobody knows."""

    def full(row: RowOfFields) -> RowOfFields:
        at = (*row.path, "onset")
        if isinstance(value_at(tree, at), str):
            return row
        onset = fields_of(tree, at, CourseEvent, _WHEN, "onset")
        return replace(row, fields=(*row.fields[:1], *onset, *row.fields[1:]))

    return replace(events, rows=tuple(map(full, events.rows)), new=events.new and full(events.new))


def visit_fields(tree: Plain, number: int) -> tuple[EntryField, ...]:
    """Make the fields of a visit that are no grades."""
    return fields_of(tree, ("visits", number), Visit, f"{_WHEN} age assessor note*", "visit")


def series_fields(tree: Plain) -> dict[str, tuple[EntryField, ...]]:
    """Make the fields of a series, by the part of the form that they stand in."""
    design = "direction centres consecutive period selection registration"
    return {
        "series": fields_of(
            tree, (), SeriesRecord, "title short_title language keywords,", "series"
        ),
        "design": fields_of(tree, ("design",), Design, design, "design"),
        "abstract": fields_of(tree, (), SeriesRecord, "abstract*", "series"),
        "statements": fields_of(
            tree, (), SeriesRecord, "ethics* consent_statement* funding* competing_interests* "
            "data_availability* acknowledgements* ai_use* licence", "series",
        ),
    }  # fmt: skip


def series_lists(tree: Plain) -> dict[str, ListOfRows]:
    """Make the lists of a series that a form shows."""
    return {
        "claims": rows_of(tree, ("claims",), Claim, "text* holds,", "claim"),
        "abstract": _parts_of_abstract(tree),
    }


def _parts_of_abstract(tree: Plain) -> ListOfRows:
    """Make a row of each part of the abstract, by its heading."""
    held = value_at(tree, ("abstract",))
    parts = held if isinstance(held, dict) else {}

    def row(key: str) -> RowOfFields:
        field = EntryField(("abstract", key), "abstract.text", "text", str(parts.get(key, "")))
        return RowOfFields(("abstract", key), None, (field,))

    heading = EntryField(("abstract", NEW_KEY, NEW_KEY), "abstract.key", "line", "")
    new = RowOfFields(("abstract", NEW_KEY), None, (heading, *row(NEW_KEY).fields))
    return ListOfRows(("abstract",), "abstract", tuple(map(row, parts)), new, keyed=True)


# --- what was entered ----------------------------------------------------------------------------


def with_entered(tree: Plain, fields: Sequence[EntryField], form: Mapping[str, str]) -> Plain:
    """Put what was entered into the values; what was left as it was stays as it is written."""
    for field in fields:
        if field.name not in form:
            continue
        entered = as_written(form[field.name], field)
        if entered != field.value:
            tree = with_value(tree, field, entered)
    return tree


def as_written(entered: str, field: EntryField) -> str:
    """Write what a browser sent as a file holds it."""
    text = entered.replace("\r\n", "\n").replace("\r", "\n")
    if field.kind in ("lines", "pair_lines"):
        return "\n".join(line for one in text.split("\n") if (line := " ".join(one.split())))
    if field.kind != "text":
        return " ".join(text.split())
    ended = field.value.endswith("\n") or (not field.value and "\n" in text.strip())
    return text.strip() + "\n" if ended and text.strip() else text.strip()


def with_value(tree: Plain, field: EntryField, entered: str) -> Plain:
    """Put one value in, or take it out where the field was emptied."""
    if not entered:
        return without(tree, field.path)
    value = _value_of(entered, field, value_at(tree, field.path))
    if field.path[-1:] and field.path[-1] in _TIMES:
        # A time is told in one way: what is blank beside it asks for nothing any more.
        for other in _TIMES - {field.path[-1]}:
            if value_at(tree, (*field.path[:-1], other)) == "":
                tree = without(tree, (*field.path[:-1], other))
    return put(tree, field.path, value, field.order)


def _value_of(entered: str, field: EntryField, there: Plain | None) -> Plain:
    """Read what was entered as the field's kind has it; a text stays one where it is one."""
    match field.kind:
        case "list" if not isinstance(there, str) or not there or "," in entered:
            return [part for one in entered.split(",") if (part := one.strip())]
        case "pairs":
            pairs = [one.partition(":") for one in entered.split(",")]
            if all(level.strip() for _, _, level in pairs):
                return {key.strip(): level.strip() for key, _, level in pairs}
        case "lines" if entered not in field.choices:
            held = there if isinstance(there, list) else []
            # A text that was not changed stays as it is written, with its lines.
            known = {" ".join(one.split()): one for one in held if isinstance(one, str)}
            return [known.get(line, line) for line in entered.split("\n")]
        case "pair_lines":
            return _pair_lines(entered, field.choices, there if isinstance(there, dict) else {})
    return entered


def _pair_lines(entered: str, keys: Sequence[str], there: Mapping[str, Plain]) -> Plain:
    """Read a line a pair; a text whose lines begin with no key that there may be is one text."""
    lines = [line.partition(":") for line in entered.split("\n")]
    if any(not sign or (keys and key.strip() not in keys) for key, sign, _ in lines):
        return " ".join(entered.split())
    new = {key.strip(): said.strip() for key, _, said in lines}
    known = {key: said for key, said in there.items() if isinstance(said, str)}
    return {
        key: known[key] if " ".join(known.get(key, "").split()) == said and key in known else said
        for key, said in new.items()
    }


def put(tree: Plain, path: ValuePath, value: Plain, order: Sequence[str] = ()) -> Plain:
    """Put a value at a path, with what has to be above it; a new key at its usual place."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        items = list(tree) if isinstance(tree, list) else []
        below = put(items[head] if head < len(items) else {}, rest, value, order)
        return [*items[:head], below, *items[head + 1 :]]
    held = tree if isinstance(tree, dict) else {}
    below = put(held.get(head, {}), rest, value, order)
    if head in held or rest:
        return {**held, head: below}
    pairs, at = list(held.items()), place_among(list(held), head, order)
    return dict([*pairs[:at], (head, below), *pairs[at:]])


def without(tree: Plain, path: ValuePath) -> Plain:
    """Take a value out, with the mappings that are empty then; a list keeps its place as `[]`."""
    if isinstance(tree, list) and isinstance(path[0], int):
        if not 0 <= path[0] < len(tree):
            return tree
        if len(path) == 1:
            return [*tree[: path[0]], *tree[path[0] + 1 :]]
        below = without(tree[path[0]], path[1:])
        return [*tree[: path[0]], below, *tree[path[0] + 1 :]]
    if not isinstance(tree, dict) or path[0] not in tree:
        return tree
    others = {key: value for key, value in tree.items() if key != path[0]}
    if len(path) == 1:
        return others
    below = without(tree[str(path[0])], path[1:])
    return others if below in ({}, []) else {**tree, str(path[0]): below}


def with_rows(tree: Plain, lists: Sequence[ListOfRows], form: Mapping[str, str]) -> Plain:
    """Add the new row of a list, take a row out, or put a word in the place of the list."""
    for one in lists:
        if one.new is not None and form.get("add") == one.name:
            entered = _new_row_sent(one, one.new, form)
            if not entered:
                # It was saved while it was typed.
                return tree
            row = with_entered({}, [_relative(f, one.new.path) for f in one.new.fields], entered)
            if one.keyed:
                return _with_keyed_row(tree, one, row, entered.get(NEW_KEY, ""))
            if row:
                return put(tree, one.path, [*entries_at(tree, one.path), row])
        for there in one.rows if one.new is not None else ():
            if form.get("remove") == there.name:
                return without(tree, there.path)
            if form.get("up") == there.name and there.number not in (None, 1):
                return _moved_up(tree, one.path, there.number - 1)
        if (word := form.get(f"word:{one.name}")) in one.words:
            return put(tree, one.path, str(word))
    return tree


def _new_row_sent(one: ListOfRows, new: RowOfFields, form: Mapping[str, str]) -> dict[str, str]:
    """Find what was sent of a new row: at its place, or at none, as what saves while one types."""
    found = {}
    for field in new.fields:
        mine = _relative(field, new.path)
        for path in (field.path, (*one.path, NEW_KEY, *mine.path)):
            if name_of(path) in form:
                found[mine.name] = form[name_of(path)]
    return found


def _moved_up(tree: Plain, path: ValuePath, number: int) -> Plain:
    rows = entries_at(tree, path)
    return put(
        tree, path, [*rows[: number - 1], rows[number], rows[number - 1], *rows[number + 1 :]]
    )


def row_that_was_altered(form: Mapping[str, str]) -> str:
    """Name the list to which a row or a word was added, or in which one was moved or taken out."""
    worded = (name.removeprefix("word:") for name in form if name.startswith("word:"))
    moved = form.get("remove") or form.get("up") or ""
    return form.get("add") or next(worded, "") or moved.rpartition("/")[0]


def _with_keyed_row(tree: Plain, one: ListOfRows, row: Plain, entered: str) -> Plain:
    """Add a row to a mapping under its key; one that is there already is not written over."""
    key = " ".join(entered.split())
    if not key or value_at(tree, (*one.path, key)) is not None:
        raise CannotEdit(f"`{key}` is there already" if key else "what is added needs a name")
    if isinstance(row, dict):
        row = {name: value for name, value in row.items() if name != NEW_KEY}
    return put(tree, (*one.path, key), row)


def _relative(field: EntryField, path: ValuePath) -> EntryField:
    return replace(field, path=field.path[len(path) :])
