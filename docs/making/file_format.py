"""Write the reference of every file format from the record models and the example series."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cpreport.cases.case import Case
from cpreport.cases.picture_record import PictureScale
from cpreport.cases.range_text import NumberRange
from cpreport.cases.series import SeriesRecord
from cpreport.cases.values import MISSING_WORDS, Age, AgeGroup
from cpreport.scales.definition import Scale
from cpreport.scales.number_file import NumberFile
from docs.making.key_notes import NOTES, Note
from docs.making.steps import REPOSITORY

#: Attributes as numpydoc lists them in a docstring.
_LISTED = re.compile(r"^([\w, ]+) : [^\n]*\n((?:[ ]+[^\n]*\n?)+)", re.MULTILINE)

#: Longest example that is shown, in characters.
_LONGEST = 64

Model = type[BaseModel]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its page, the record it holds, and where real ones stand."""

    page: str
    title: str
    model: Model
    intro: str
    files: tuple[str, ...]


KINDS = (
    FileKind(
        "format/case.md",
        "Case file",
        Case,
        "One file a patient: `P01.yaml`, or the same as JSON in `P01.json`. The schema for editors "
        "is `case.schema.json` (`cpreport schemas DIR` writes it).",
        ("cases/P*.yaml",),
    ),
    FileKind(
        "format/series.md",
        "Series file",
        SeriesRecord,
        "One `series.yaml` (or `.yml`, `.json`) stands beside the case files and says what the "
        "series is, how outcomes are judged and how the article is made up. The schema for editors "
        "is `series.schema.json`.",
        ("cases/series.yaml",),
    ),
    FileKind(
        "format/scale.md",
        "Scale file",
        Scale,
        "One file a scale: those that come with cpreport, and those in the `scales` folder of a "
        "series. [How to add a scale](../howto/scale.md) shows a whole one. The schema for editors "
        "is `scale.schema.json`.",
        ("cpreport/scales/library/*.yaml", "cases/scales/*.yaml"),
    ),
    FileKind(
        "format/number.md",
        "Number file",
        NumberFile,
        "One file a number that is measured, with `kind: number`: those that come with cpreport, "
        "and those in the `scales` folder of a series, where one of a single series may as well "
        "stand under [`measures`](series.md#series-record). The schema for editors is "
        "`number.schema.json`.",
        ("cpreport/scales/library/logmar.yaml",),
    ),
)


def format_pages() -> dict[str, str]:
    """Write every page of the reference by its path."""
    return {kind.page: _page(kind) for kind in KINDS}


def records_of(model: Model) -> list[Model]:
    """List a record and all that it holds, each once, in the order they are named."""
    found = [model]
    for record in found:
        for field in record.model_fields.values():
            found += [r for r in _records_in(field.annotation) if r not in found]
    return found


def note_of(model: Model, key: str) -> Note:
    """Find what is said of a key: by the model where it says something, else by the notes."""
    owner = _owner(model, key)
    said = NOTES.get(owner, {}).get(key, Note())
    return Note(own_words(model, key) or said.means, said.example)


def _owner(model: Model, key: str) -> str:
    """Name the class that declares a key, or the model where notes say it there."""
    if key in NOTES.get(model.__name__, {}):
        return model.__name__
    holders = [c for c in model.__mro__ if key in getattr(c, "__annotations__", {})]
    return holders[-1].__name__.lstrip("_") if holders else model.__name__


def own_words(model: Model, key: str) -> str:
    """Find what a model itself says of a key: its description, or its docstring's list."""
    words = model.model_fields[key].description or ""
    if words and not words.startswith("Markdown,"):
        return words
    for paragraph in (model.__doc__ or "").split("\n\n"):
        listed = _LISTED.findall(inspect.cleandoc("\n" + paragraph))
        for names, text in listed:
            if key in names.split(", "):
                return " ".join(text.split()).rstrip(".")
    return ""


def _page(kind: FileKind) -> str:
    examples = _examples(kind)
    parts = [f"# {kind.title}", kind.intro, _reading_notes(kind)]
    parts += [_section(model, examples) for model in records_of(kind.model)]
    return "\n\n".join(parts) + "\n"


def _reading_notes(kind: FileKind) -> str:
    words = ", ".join(f"`{word}`" for word in MISSING_WORDS)
    return (
        '!!! note "How values are read"\n'
        "    Every value is read as text and then typed by the tables below: `no`, `007`, `1+` and "
        "`NA` arrive as written. A key that no table names is [a problem](../problems.md#cp006), "
        "and so is [a blank](../problems.md#cp010). What is missing is a word: "
        f"{words}, with a reason in brackets if you like. **Required** keys are marked."
    )


def anchor(model: Model) -> str:
    """Name the anchor of a record's section, as every page that shows Markdown does."""
    return heading(model).lower().replace(" ", "-")


def _section(model: Model, examples: Mapping[tuple[str, str], str]) -> str:
    summary, *more = (model.__doc__ or "").strip().split("\n\n")
    prose = [p for p in more if not _is_parameters(p)]
    head = f"## {heading(model)}\n\n" + "\n\n".join(" ".join(p.split()) for p in [summary, *prose])
    rows = ["| key | value | says | example |", "|---|---|---|---|"]
    rows += [_row(model, key, examples) for key in model.model_fields]
    return f"{head}\n\n" + "\n".join(rows)


def _is_parameters(paragraph: str) -> bool:
    """Whether a paragraph of a docstring lists attributes, which the table does already."""
    return " : " in paragraph.splitlines()[0]


def heading(model: Model) -> str:
    """Name the section of a record."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in model.__name__.lstrip("_"))
    return words.strip().capitalize().replace("Series record", "Series")


def _row(model: Model, key: str, examples: Mapping[tuple[str, str], str]) -> str:
    field = model.model_fields[key]
    note = note_of(model, key)
    required = "**required**" if field.is_required() and not _filled_in(model, key) else ""
    value = "; ".join(filter(None, (_value(field), required, _default(field))))
    example = note.example or examples.get((model.__name__, key), "")
    shown = f"`{example}`" if example else ""
    cells = (f"`{field.alias or key}`", value, note.means, shown)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _filled_in(model: Model, key: str) -> bool:
    """Whether a key may be left out because the file's short form says it."""
    return (model.__name__, key) in {("Grade", "code"), ("Grade", "points"), ("ScoreRule", "label")}


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value is None or value in ((), {}) or isinstance(value, BaseModel):
        return ""
    if value == "":
        return ""
    word = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else value
    return f"default `{word}`"


# --- what a value may be -------------------------------------------------------------------------

_SIMPLE = {
    str: "text",
    bool: "`yes` or `no`",
    int: "whole number",
    Decimal: "number",
    dt.date: "date as year-month-day",
    Age: "age, such as `6 years 4 months`",
    AgeGroup: "group of ages, such as `60 to 69 years`",
    PictureScale: "length, such as `60 mm`, or dots per mm, such as `14 px/mm`",
    NumberRange: "range, such as `0 to 5`, `up to 5` or `at least 60`",
}


def _value(field: FieldInfo) -> str:
    if (field.description or "").startswith("Markdown,"):
        return "text in Markdown"
    return kind_in_words(field.annotation)


def kind_in_words(annotation: Any) -> str:
    """Say in words what a value of a type may be."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        if any((getattr(m, "description", "") or "").startswith("Markdown,") for m in args[1:]):
            return "text in Markdown"
        return kind_in_words(args[0])
    if origin in (Union, types.UnionType):
        return _either([kind_in_words(a) for a in args if a is not types.NoneType])
    if origin is Literal:
        return _either([f"`{a}`" for a in args])
    if origin is tuple:
        return _list(args)
    if origin is dict:
        inner = kind_in_words(args[1])
        return "nested mapping by names" if "mapping" in inner else f"mapping of names to {inner}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{heading(annotation).lower()}](#{anchor(annotation)})"
    return _SIMPLE[annotation]


def _list(args: tuple[Any, ...]) -> str:
    if args[-1] is not Ellipsis:
        return f"list of {len(args)}: {', '.join(dict.fromkeys(map(kind_in_words, args)))}"
    inner = kind_in_words(args[0])
    if inner == "text":
        return "text, or a list of texts"
    return f"list of {inner}"


def _either(words: list[str]) -> str:
    words = list(dict.fromkeys(words))
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _records_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _records_in(inner)


# --- examples from real files --------------------------------------------------------------------


def _examples(kind: FileKind) -> dict[tuple[str, str], str]:
    """Find the shortest real value of every key, by record and key."""
    found: dict[tuple[str, str], str] = {}
    for pattern in kind.files:
        for path in sorted(REPOSITORY.glob(pattern)):
            data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
            for key, value in _values(kind.model, data):
                text = _shortened(_written(value))
                if len(text) < len(found.get(key, text + " ")):
                    found[key] = text
    return found


def _values(model: Model, data: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    if not isinstance(data, Mapping):
        return
    for key, value in data.items():
        if key not in model.model_fields:
            continue
        inner = list(_records_in(model.model_fields[key].annotation))
        if not inner:
            yield (model.__name__, key), value
        for record in inner:
            for part in _parts(value):
                yield from _values(record, part)


def _parts(value: Any) -> Iterator[Any]:
    """Yield the mappings that a value is, or is made of."""
    if isinstance(value, list):
        for one in value:
            yield from _parts(one)
    elif isinstance(value, Mapping):
        yield value
        for one in value.values():
            yield from _parts(one)


def _shortened(text: str) -> str:
    """Cut an example at a word, where it is long."""
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",.;") + " …"


def _written(value: Any) -> str:
    """Write a value on one line, as YAML."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return "{" + ", ".join(f"{k}: {_written(v)}" for k, v in value.items()) + "}"
