"""Read scale files: those that come with cpreport and the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from cpreport.cases.series import SectionText
from cpreport.cases.text import Path, Source
from cpreport.cases.validation import validate
from cpreport.cases.yaml_text import read_yaml
from cpreport.problems import Problem, Refused
from cpreport.scales.checks import check_scale
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold
from cpreport.scales.number_file import is_number_file, read_number


def read_scales(files: Sequence[SectionText]) -> tuple[dict[str, Scale], list[Problem]]:
    """Read every scale by its id: the shipped ones, then the user's.

    A user's scale may not take the id, name or synonym of a shipped one. One whose definition
    is wrong is kept for checking grades, but gives no scores.
    """
    scales = dict(shipped_scales())
    problems: list[Problem] = []
    for file in files:
        scale, source, more = _read(file)
        problems += more
        if scale is None or source is None:
            continue
        taken = _name_clash(scale, source, scales)
        if taken is not None:
            problems.append(taken)
        else:
            scales[scale.id] = scale
    return scales, problems


def shipped_scales() -> Mapping[str, Scale]:
    """Read the scales that come with cpreport, by id, in the order of their ids."""
    return _library()[0]


def shipped_numbers() -> Mapping[str, Scale]:
    """Read the numbers that come with cpreport, by id, in the order of their ids."""
    return _library()[1]


def with_shipped_numbers(scales: Mapping[str, Scale]) -> dict[str, Scale]:
    """Add to the measures of a series the shipped numbers whose names it does not use itself."""
    names = {name for scale in scales.values() for name in _names(scale)}
    others = {key: s for key, s in shipped_numbers().items() if names.isdisjoint(_names(s))}
    return {**scales, **others}


def needs_unit(scale: Scale) -> bool:
    """Whether a value must name its unit: nobody has said in this series what it is measured in."""
    shipped = shipped_numbers().get(scale.id)
    return shipped is not None and shipped.number == scale.number


@cache
def _library() -> tuple[Mapping[str, Scale], Mapping[str, Scale]]:
    """Read the scales and the numbers that come with cpreport.

    That they are right is proved by the tests, not whenever they are read.

    Raises
    ------
    Refused
        Where a shipped file cannot be read, which the tests exclude.
    """
    library = resources.files("cpreport.scales") / "library"
    files = (p for p in library.iterdir() if p.name.endswith(".yaml"))
    read = [read_definition(SectionText(f"{p.name}", p.read_text("utf-8"))) for p in files]
    if problems := [problem for _, _, more in read for problem in more]:
        raise Refused(problems)
    found = sorted((s for s, _, _ in read if s is not None), key=lambda s: s.id.casefold())
    return (
        {scale.id: scale for scale in found if scale.number is None},
        {scale.id: scale for scale in found if scale.number is not None},
    )


def read_definition(file: SectionText) -> tuple[Scale | None, Source | None, list[Problem]]:
    """Read what a scale file says, whether or not it can be meant."""
    root, problems = read_yaml(file.text, file.file)
    if root is None:
        return None, None, problems
    source = Source(file.file, root)
    scale, more = read_number(source) if is_number_file(source) else validate(Scale, source)
    return scale, source, problems + more


def _read(file: SectionText) -> tuple[Scale | None, Source | None, list[Problem]]:
    scale, source, problems = read_definition(file)
    if scale is None or source is None:
        return None, source, problems
    if scale.number is None and (wrong := check_scale(scale, source)):
        usable = tuple(i for i in scale.items if i.grades in scale.grade_sets)
        unscored = {"items": usable, "scores": (), "main_score": None, "thresholds": ()}
        return scale.model_copy(update=unscored), source, [*problems, *wrong]
    return scale, source, problems


def _name_clash(scale: Scale, source: Source, scales: Mapping[str, Scale]) -> Problem | None:
    """Say where a scale's id, name or synonym already belongs to another."""
    places: list[tuple[str, Path]] = [(scale.id, ("id",)), (scale.name, ("name",))]
    places += [(name, ("synonyms", n)) for n, name in enumerate(scale.synonyms)]
    for name, path in places:
        owner = next((s for s in scales.values() if fold(name) in _names(s)), None)
        if owner is not None and owner.id in shipped_scales():
            message = f"`{name}` is the {owner.name} that comes with cpreport"
            hint = "give your scale an id and a name of its own"
            return Problem("CP301", source.place(*path), message, help=hint)
        if owner is not None:
            message = f"`{name}` already names the scale {owner.id}"
            return Problem("CP105", source.place(*path), message)
    return None


def _names(scale: Scale) -> set[str]:
    return {fold(name) for name in (scale.id, scale.name, *scale.synonyms)}
