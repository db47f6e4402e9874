"""Validate a file's values against a record model, and name every problem at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cpreport.cases.text import Listing, Mapping, Node, Path, Scalar, Source, plain
from cpreport.cases.values import Record
from cpreport.problems import Problem, nearest

#: Errors of a file that are told one by one.
_MOST_ERRORS = 200

R = TypeVar("R", bound=Record)

#: What to write for adverse events; `none` says more than most records do.
_EVENTS_HINT = (
    "list what happened; write `none` only where the record says that there were none, "
    "else `not assessed` or `not reported`"
)

#: A key that says "not this one" in pydantic's path of an error inside a union.
_KINDS = {"str", "tuple", "dict", "literal"}


def validate(
    model: type[R], source: Source, *, case: str | None = None
) -> tuple[R | None, list[Problem]]:
    """Type a file as a record.

    Parameters
    ----------
    model : type of Record
        What the file should hold.
    source : Source
        The file as read.
    case : str or None
        The case that the problems stop.

    Returns
    -------
    tuple of record or None, and list of Problem
        None where anything is wrong; then every problem, in the order of the file.
    """
    try:
        return model.model_validate(plain(source.root)), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems = _problems(errors[:_MOST_ERRORS], model, source, case)
        told = sorted(problems, key=lambda p: (p.place, p.code))
        return None, [*told, *_uncounted(errors[_MOST_ERRORS:], source, case)]


def _uncounted(
    errors: Sequence[ErrorDetails], source: Source, case: str | None
) -> Iterator[Problem]:
    """Count what is wrong beyond what is told: to place each in a file of thousands takes long."""
    if errors:
        path, _ = _path_in_file(source, errors[0]["loc"])
        message = f"{len(errors):,} more problems of keys and values are in this file"
        hint = "mend the first ones"
        yield Problem("CP008", source.place(*path), message, help=hint, case=case)


def _problems(
    errors: Sequence[ErrorDetails], model: type[BaseModel], source: Source, case: str | None
) -> list[Problem]:
    """Make one problem for each wrong place: of a union's complaints, the one that went deepest."""
    found: dict[Path, tuple[int, Problem]] = {}
    for error in errors:
        path, missing = _path_in_file(source, error["loc"])
        place_key = (*path, missing) if missing is not None else path
        # A complaint of the tool's own value readers says more than pydantic's.
        weight = len(path) * 2 + (error["type"] == "value")
        problem = _problem(error, model, source, path, missing, case)
        if place_key not in found or weight > found[place_key][0]:
            found[place_key] = (weight, problem)
    deepest = [
        key
        for key in found
        if not any(other != key and other[: len(key)] == key for other in found)
    ]
    return [found[key][1] for key in deepest]


def _path_in_file(source: Source, loc: tuple[str | int, ...]) -> tuple[Path, str | None]:
    """Split an error's path into the part that is in the file and the key that is not."""
    path: Path = ()
    for n, step in enumerate(loc):
        if source.node((*path, step)) is not None:
            path = (*path, step)
        elif isinstance(step, str) and not _names_a_kind(step):
            # The key that a short form leaves out: what it holds stands in its place.
            if any(source.node((*path, below)) is not None for below in loc[n + 1 : n + 2]):
                continue
            return path, step
    return path, None


def _names_a_kind(step: str) -> bool:
    head = step.split("[")[0]
    return head in _KINDS or "-" in head or head[:1].isupper() or head.startswith("function")


def _problem(
    error: ErrorDetails,
    model: type[BaseModel],
    source: Source,
    path: Path,
    missing: str | None,
    case: str | None,
) -> Problem:
    node = source.node(path)
    kind = error["type"]
    if missing is None and path == ("adverse_events",):
        message = "`adverse_events` says neither what happened nor that there was none"
        return Problem("CP109", source.place(*path), message, (), _EVENTS_HINT, case=case)
    if kind == "missing":
        name = missing or str(error["loc"][-1])
        where = f" in `{path[-1]}`" if path and isinstance(path[-1], str) else ""
        if name == "adverse_events":
            message = "`adverse_events` is missing: were there any?"
            return Problem("CP109", source.place(*path), message, (), _EVENTS_HINT, case=case)
        hint = f"add `{name}: …`"
        if path[:1] == ("adverse_events",) and name != "term":
            hint += f", or `{name}: not reported`"
        return Problem(
            "CP007", _head(source, path), f"`{name}` is missing{where}", (), hint, case=case
        )
    if kind == "extra_forbidden":
        known = _keys(model, path[:-1])
        hint = nearest(str(path[-1]), known)
        place = source.key_place(*path)
        allowed = () if hint else known
        return Problem("CP006", place, f"`{path[-1]}` is not a key here", allowed, hint, case=case)
    context: dict[str, Any] = error.get("ctx", {})
    place = source.place(*path)
    if kind == "value":
        code = (
            "CP201"
            if "calendar" in context["what"] or "possible age" in context["what"]
            else "CP008"
        )
        allowed = tuple(context.get("allowed", ()))
        return Problem(code, place, context["what"], allowed, context.get("help", ""), case=case)
    if kind == "literal_error" and isinstance(node, Scalar):
        allowed = tuple(
            w.strip("' ") for w in str(context["expected"]).replace(" or ", ", ").split(", ")
        )
        message = f"`{node.text}` is not allowed here"
        return Problem("CP008", place, message, allowed, nearest(node.text, allowed), case=case)
    return Problem("CP008", place, _wrong_form(kind, node, path), (), _form_help(kind), case=case)


def _head(source: Source, path: Path) -> Any:
    """Find the place that stands for a group of keys: its own key, or its first line."""
    return source.key_place(*path) if path and isinstance(path[-1], str) else source.place(*path)


def _wrong_form(kind: str, node: Node | None, path: Path) -> str:
    name = f"`{path[-1]}` is " if path and isinstance(path[-1], str) else "this is "
    if kind == "too_short":
        return f"{name}an empty list"
    expected = _expected_form(kind)
    if isinstance(node, Mapping):
        return f"{name}a group of keys where {expected} is expected"
    if isinstance(node, Listing):
        return f"{name}a list where {expected} is expected"
    if isinstance(node, Scalar):
        return f"`{_short(node.text)}` stands where {expected} is expected"
    return f"{name}of the wrong form"


def _expected_form(kind: str) -> str:
    if kind in ("tuple_type", "list_type"):
        return "a list"
    if kind in ("dict_type", "model_type"):
        return "a group of keys"
    return "a single value"


def _short(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= 40 else line[:39] + "…"


def _form_help(kind: str) -> str:
    helps = {
        "too_short": "add at least one entry",
        "tuple_type": "write a list: each entry on a line of its own, beginning with `- `",
        "dict_type": "write `key: value` lines, indented below this key",
        "model_type": "write `key: value` lines, indented below this key",
        "string_type": "write one value",
        "literal_error": "write one value",
    }
    return helps.get(kind, "")


def _keys(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """Name the keys that a record has at a path."""
    for step in path:
        if isinstance(step, int):
            continue
        field = next((f for k, f in model.model_fields.items() if (f.alias or k) == step), None)
        inner = _record_in(field.annotation) if field is not None else None
        if inner is None:
            return ()
        model = inner
    return tuple(field.alias or key for key, field in model.model_fields.items())


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _record_in(arg))), None)


def validate_in_part(model: type[R], source: Source, stand_ins: dict[str, object]) -> R | None:
    """Type what can be typed of a file with problems, so that the rest of it can be checked too.

    What is wrong is left out; a required key that is then absent gets a stand-in by its name.
    The record must never be printed: it serves to find further problems in the same go.
    """
    data = plain(source.root)
    for _ in range(4):
        try:
            return model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                data = _mend(data, detail, stand_ins)
    return None


def _mend(data: Any, error: ErrorDetails, stand_ins: dict[str, object]) -> Any:
    """Take out the value an error speaks of, or put a stand-in for a missing key."""
    # Steps that are no keys name the kinds of a union, which the data know nothing of.
    parent, holder, key = data, None, None
    for step in error["loc"]:
        if _has(parent, step):
            holder, key, parent = parent, step, parent[step]
    last = error["loc"][-1] if error["loc"] else ""
    if error["type"] == "missing" and isinstance(parent, dict) and last in stand_ins:
        parent[last] = stand_ins[str(last)]
    elif holder is not None:
        del holder[key]
    return data


def _has(parent: Any, step: str | int) -> bool:
    if isinstance(parent, list):
        return isinstance(step, int) and step < len(parent)
    return isinstance(parent, dict) and step in parent
