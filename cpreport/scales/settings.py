"""Read what `series.yaml` chooses for the settings of each scale."""

from __future__ import annotations

from collections.abc import Mapping

from cpreport.cases.series import SeriesRecord
from cpreport.problems import Problem, nearest
from cpreport.scales.definition import Scale
from cpreport.scales.grading import unknown_scale
from cpreport.scales.names import fold, scale_of
from cpreport.scales.score_rules import choices_in_force


def read_settings(
    record: SeriesRecord, scales: Mapping[str, Scale]
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Read, by scale id, the choice in force for every setting, and say what is wrong with others.

    Names and choices are matched without case; a choice that is wrong leaves the default.
    """
    written: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for name, choices in record.settings.items():
        scale = scale_of(scales, name)
        if scale is None:
            place = record.source.key_place("settings", name)
            problems.append(unknown_scale(name, place, scales, None))
            continue
        for setting_name, choice in choices.items():
            found = _read_choice(record, scale, name, setting_name, choice)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                written.setdefault(scale.id, {}).update([found])
    return {
        scale_id: choices_in_force(s, written.get(scale_id, {})) for scale_id, s in scales.items()
    }, problems


def _read_choice(
    record: SeriesRecord, scale: Scale, scale_name: str, name: str, choice: str
) -> tuple[str, str] | Problem:
    path = ("settings", scale_name, name)
    setting = next((s for s in scale.settings if fold(s.name) == fold(name)), None)
    if setting is None:
        known = tuple(s.name for s in scale.settings)
        message = f"`{name}` is not a setting of the {scale.name}"
        hint = nearest(name, known) or ("" if known else "this scale has no settings")
        return Problem("CP303", record.source.key_place(*path), message, known, hint)
    for known_choice in setting.choices:
        if fold(choice) == fold(known_choice):
            return setting.name, known_choice
    message = f"`{choice}` is not a choice of {setting.name}"
    choices = tuple(setting.choices)
    return Problem("CP303", record.source.place(*path), message, choices, nearest(choice, choices))
