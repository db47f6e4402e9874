"""Make the whole form of a record from its model: fields, lists, and what is within them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from inspect import isclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cpreport.cases.reference_record import ReferenceBand
from cpreport.cases.values import Prose
from cpreport.exchange.edit_yaml import entries_at, value_at
from cpreport.exchange.yaml_places import Plain, ValuePath
from cpreport.outcomes.rule_examples import every_rule
from cpreport.page.form_fields import (
    NEW_KEY,
    EntryField,
    FieldKind,
    ListOfRows,
    RowOfFields,
    choices_of,
)
from cpreport.scales.definition import Grade

#: A text that is longer than this is entered in several lines.
_LONG = 70
#: Keys that are seldom wanted where they are empty.
_SELDOM = {
    "digits", "range", "plausible", "molar_mass", "words", "repeats", "score", "source", "surname",
    "degrees", "number", "region", "taken_from", "synonyms", "coding", "offset", "counts",
    "constant", "answered", "unanswered", "to", "formula", "untestable", "glossary", "level",
    "grade_name", "version", "acknowledgement", "main_score", "left_out", "summaries", "logo",
    "logo_name", "accent", "archive", "notice", "weights", "table", "descriptive", "printed_as",
}  # fmt: skip

Models = tuple[type[BaseModel], ...]


@dataclass(frozen=True, slots=True)
class ValueShape:
    """What a value may be.

    kind : str
        How a field is entered; or `record`, `rows` of a list, `keyed` rows of a mapping.
    within : ValueShape or None
        What each of the keyed rows may be.
    words : tuple of str
        What may stand in the place of a list; or the keys that pairs may have.
    """

    kind: FieldKind | Literal["record", "rows", "keyed"]
    models: Models = ()
    within: ValueShape | None = None
    words: tuple[str, ...] = ()


def form_of(tree: Plain, model: type[BaseModel], wanted: Collection[str]) -> RowOfFields:
    """Make the form of a record that fills a file, of the keys that are wanted."""
    return _record(tree, (), (model,), None, wanted)


def _record(
    tree: Plain, at: ValuePath, models: Models, number: int | None, wanted: Collection[str] = ()
) -> RowOfFields:
    fields: list[EntryField] = []
    below: list[ListOfRows] = []
    order = tuple(name for name, _ in keys_of(models))
    for written, info in keys_of(models):
        if wanted and written not in wanted:
            continue
        # An outcome names a scale, or a measure in its place.
        name = "measure" if written == "scale" and value_at(tree, (*at, "measure")) else written
        part = _part(tree, (*at, name), models, name, info, order)
        if isinstance(part, EntryField):
            fields.append(part)
        elif part is not None:
            below.append(part)
    held = value_at(tree, at)
    if at and isinstance(held, str) and held:
        # A name alone stands for the record.
        first = fields[0]
        kind: FieldKind = "text" if len(held) > _LONG else "line"
        fields, below = [EntryField(at, first.key, kind, held, first.hint)], []
    return RowOfFields(at, number, tuple(fields), tuple(below))


def keys_of(models: Models) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys of a record, or of all that it may be."""
    seen: set[str] = set()
    for model in models:
        for name, info in model.model_fields.items():
            key = info.alias or name
            if key not in seen:
                seen.add(key)
                yield key, info


def _part(
    tree: Plain, path: ValuePath, models: Models, name: str, info: FieldInfo, order: tuple[str, ...]
) -> EntryField | ListOfRows | None:
    shape, value = shape_of(info.annotation), value_at(tree, path)
    key = f"{models[0].__name__.lower()}.{'scale' if name == 'measure' else name}"
    if shape.kind == "record":
        if isinstance(value, str) and value:
            return EntryField(path, key, "line", value, info.description or "", order=order)
        return ListOfRows(path, key, (_record(tree, path, shape.models, None),), None)
    if shape.kind == "rows" and (ReferenceBand not in shape.models or isinstance(value, list)):
        count = len(entries_at(tree, path))
        rows = tuple(_record(tree, (*path, n), _fitting(shape.models, tree, (*path, n)), n + 1)
                     for n in range(count))  # fmt: skip
        new = _new(_record({}, (*path, count), shape.models, None))
        return ListOfRows(
            path, key, rows, new, value if isinstance(value, str) else "", shape.words
        )
    if shape.kind == "keyed" and shape.within is not None:
        return _keyed_rows(tree, path, key, shape.within)
    choices = tuple(
        dict.fromkeys(
            one
            for model in models
            for held in [model.model_fields.get(name)]
            if held is not None
            for one in choices_of(held.annotation)
        )
    )
    return _field(value, path, key, info, shape, choices, order)


def _field(
    value: Plain | None,
    path: ValuePath,
    key: str,
    info: FieldInfo,
    shape: ValueShape,
    choices: tuple[str, ...],
    order: tuple[str, ...],
) -> EntryField | None:
    """Make a field of a value that is written in one piece, or as a list or pairs of such."""
    kind: FieldKind = "line" if shape.kind in ("record", "rows", "keyed") else shape.kind  # type: ignore[assignment]
    if isinstance(value, list):
        if kind not in ("list", "lines") or not all(isinstance(one, str) for one in value):
            return None
        texts = [" ".join(str(one).split()) for one in value]
        kind = "lines" if any("," in one or len(one) > _LONG for one in texts) else kind
        value = ("\n" if kind == "lines" else ", ").join(texts)
    elif isinstance(value, dict):
        if kind != "pair_lines" or not all(isinstance(one, str) for one in value.values()):
            return None
        value = "\n".join(f"{one}: {' '.join(str(said).split())}" for one, said in value.items())
    shown = value or ""
    if kind == "line" and (len(shown) > _LONG or "\n" in shown or _is_prose(info)):
        kind = "text"
    if choices and shown and shown not in choices:
        choices = (*choices, shown)
    choices = shape.words if kind in ("pair_lines", "lines") else choices
    aside = not shown and not info.is_required() and path[-1] in _SELDOM
    if key == "outcome.rule":
        return EntryField(path, key, "line", shown, "", tuple(every_rule()), order)
    # The model speaks to who writes the file.
    hint = "" if key == "outcome.scale" else info.description or ""
    return EntryField(path, key, kind, shown, hint, choices, order, aside)


def _keyed_rows(tree: Plain, path: ValuePath, key: str, within: ValueShape) -> ListOfRows:
    held = value_at(tree, path)
    names = tuple(held) if isinstance(held, dict) else ()

    def row(at: ValuePath) -> RowOfFields:
        if within.kind == "record":
            return _record(tree, at, _fitting(within.models, tree, at), None)
        if within.kind == "keyed" and within.within is not None:
            return RowOfFields(at, None, (), (_keyed_rows(tree, at, key, within.within),))
        field = _field(value_at(tree, at), at, key, FieldInfo(), within, (), ())
        return RowOfFields(at, None, () if field is None else (field,))

    name = EntryField((*path, NEW_KEY, NEW_KEY), f"{key}.key", "line", "")
    new = _new(
        _record({}, (*path, NEW_KEY), within.models, None)
        if within.kind == "record"
        else row((*path, NEW_KEY))
    )
    new = RowOfFields(new.path, None, (name, *new.fields))
    return ListOfRows(path, key, tuple(row((*path, one)) for one in names), new, keyed=True)


def _new(row: RowOfFields) -> RowOfFields:
    """Make the empty row of a list, with the fields of records within it."""
    single = [inner for one in row.below if one.new is None for inner in one.rows]
    more = [field for inner in single for field in _new(inner).fields]
    return RowOfFields(row.path, None, (*row.fields, *more))


def _fitting(models: Models, tree: Plain, at: ValuePath) -> Models:
    """Choose the model of a record that may be of several kinds by what it says of its kind."""
    kind = value_at(tree, (*at, "kind"))
    fits = (
        [m for m in models if kind in choices_of(m.model_fields["kind"].annotation)] if kind else []
    )
    return tuple(fits) or models[:1]


def _is_prose(info: FieldInfo) -> bool:
    return Prose in _unwrapped(info.annotation) or (info.description or "").startswith("Markdown")


def _unwrapped(annotation: Any) -> Sequence[Any]:
    if get_origin(annotation) in (Union, UnionType):
        return get_args(annotation)
    return (annotation,)


def _options(annotation: Any) -> Iterator[Any]:
    """Yield what a value may be, but for absent."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _options(one)
    elif annotation is not NoneType:
        yield annotation


def shape_of(annotation: Any) -> ValueShape:
    """Find how a value is entered by what it may be."""
    options = tuple(_options(annotation))
    models = tuple(one for one in options if isclass(one) and issubclass(one, BaseModel))
    words = tuple(str(w) for one in options if get_origin(one) is Literal for w in get_args(one))
    for one in options:
        inner = get_args(one)
        if get_origin(one) is tuple:
            within = shape_of(inner[0])
            if Grade in within.models:
                return ValueShape("pair_lines")
            if within.kind == "record":
                return ValueShape("rows", within.models, words=words)
            several = within.kind == "pair_lines" or inner[0] == Prose
            return ValueShape("lines" if several else "list", words=words)
        if get_origin(one) is dict:
            within = shape_of(inner[1])
            if str in options or within.kind in ("line", "choice"):
                keys = get_args(inner[0]) if get_origin(inner[0]) is Literal else ()
                return ValueShape("pair_lines", words=tuple(map(str, keys)))
            return ValueShape("keyed", within=within)
    if models:
        return ValueShape("record", models)
    return ValueShape("choice" if choices_of(annotation) else "line")
