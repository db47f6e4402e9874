"""Invent the file of one patient from a seed and a number."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cpreport.demo import invented_words as words
from cpreport.demo.chance import Chance

_Course = Literal["better", "unchanged", "worse", "mixed"]

#: Every visit that a patient may have; the first and the last are compared.
VISITS = ("before", "month 3", "month 6", "month 9", "month 12", "after")
_DAYS = {"month 3": 91, "month 6": 183, "month 9": 274, "month 12": 365}
_LEVELS = ("I", "II", "III", "IV", "V")
_SIDES = ("right", "left")


@dataclass(frozen=True, slots=True)
class _Scale:
    """What is graded.

    items : mapping of str to tuple of str
        The grades of each item, from the worst to the best.
    sided : bool
        Whether each item is graded on both sides.
    usual : tuple of int
        The place of the usual grade by GMFCS level, counted from the worst.
    """

    items: Mapping[str, tuple[str, ...]]
    sided: bool
    usual: tuple[int, int, int, int, int]


_ASHWORTH = ("4", "3", "2", "1+", "1", "0")
_STRENGTH = ("0", "9", "14", "19", "25", "33")
_PINCH = ("0", "11", "19", "22", "26", "33")
_TRUNK = ("0", "12", "25")
_MUSCLES = (
    *("elbow flexors", "forearm pronators", "wrist flexors", "finger flexors"),
    *("hip adductors", "knee flexors", "knee extensors", "ankle plantarflexors"),
)
_LIMBS = ("elbow flexion", "shoulder abduction", "ankle dorsiflexion", "knee extension")
_TASKS = ("rolling to weak side", "rolling to strong side", "sitting up from lying")
_MOVEMENTS = (
    *("shoulder abduction", "elbow flexion", "elbow extension", "wrist extension"),
    *("finger flexion", "hip flexion", "hip extension", "hip abduction", "knee extension"),
    *("knee flexion", "ankle dorsiflexion", "ankle plantarflexion"),
)
_SCALES = {
    "MAS": _Scale(dict.fromkeys(_MUSCLES, _ASHWORTH), True, (4, 4, 3, 2, 1)),
    "TCT": _Scale(dict.fromkeys((*_TASKS, "sitting balance"), _TRUNK), False, (2, 2, 1, 1, 0)),
    "MI": _Scale(
        {"pinch grip": _PINCH, **dict.fromkeys((*_LIMBS, "hip flexion"), _STRENGTH)},
        True,
        (4, 4, 3, 2, 1),
    ),
    "MRC": _Scale(dict.fromkeys(_MOVEMENTS, tuple("012345")), True, (4, 4, 3, 2, 1)),
}

#: Stands for a space until lines are broken.
_SPACE = "\0"

#: Scale, item and side (empty where the scale has none).
_Spot = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class InventedPatient:
    """One invented patient.

    text : str
        The case file.
    sessions : int
        How many there were.
    adverse_events : int or None
        How many there were; None where nobody looked for them.
    """

    id: str
    text: str
    sessions: int
    adverse_events: int | None


@dataclass(frozen=True, slots=True)
class _Times:
    """When things happened, in days from the first session.

    first : date or None
        The day of the first session; None where the file states days and no dates.
    """

    first: dt.date | None
    sessions: tuple[int, ...]
    visits: Mapping[str, int]

    def state(self, day: int) -> str:
        """Say a time as the file states it."""
        if self.first is None:
            return f"day: {day}"
        return f"date: {self.first + dt.timedelta(day)}"


def patient(seed: int, number: int, case_id: str) -> InventedPatient:
    """Invent one patient; who it is depends on the seed and the number alone."""
    chance = Chance(f"cpreport demo {seed} {number}")
    months = chance.one_by_weight((1, chance.whole(13, 23)), (9, chance.whole(24, 215)))
    sex = chance.one_by_weight((48, "female"), (48, "male"), (4, "not reported"))
    diagnosis, weak = chance.one_by_weight(*words.DIAGNOSES)
    level = 1 + chance.whole(0, 1) if weak != "both" else chance.whole(1, 5)
    times = _times(chance)
    events = _events(chance, times)
    they = {"female": "She", "male": "He"}.get(sex, "The child")
    lines = [
        "# yaml-language-server: $schema=../schemas/case.schema.json",
        f"# {words.INVENTED}",
        f"id: {case_id}",
        "",
        *_about(chance, case_id, months, sex, diagnosis, weak, level, they),
        "",
        *_consent(chance),
        "",
        *_treatment(chance, times),
        "",
        "visits:",
        *_visits(chance, times, weak, level, months),
        "",
        *_adverse(events),
        *_prose("adverse_event_monitoring", chance.one(words.MONITORING)),
        "",
        *_outcome(chance, case_id, months),
    ]
    return InventedPatient(
        case_id,
        "\n".join(lines) + "\n",
        len(times.sessions),
        None if events is None else len(events),
    )


def _times(chance: Chance) -> _Times:
    gap = chance.one((7, 14, 21, 28, 42))
    days = [0]
    for _ in range(chance.whole(0, 7)):
        days.append(days[-1] + gap + chance.whole(0, 3))
    between = chance.some(
        chance.one_by_weight((3, 0), (4, 1), (3, 2), (2, 3), (1, 4)), VISITS[1:-1]
    )
    visits = {"before": -chance.whole(1, 30)}
    visits |= {visit: _DAYS[visit] + chance.whole(-12, 12) for visit in between}
    visits["after"] = max(*days, *visits.values()) + chance.whole(45, 220)
    first = dt.date(2015, 1, 1) + dt.timedelta(chance.whole(0, 3000))
    return _Times(first if chance.happens(0.7) else None, tuple(days), visits)


# --- who the patient is ---------------------------------------------------------------------------


def _about(
    chance: Chance,
    case_id: str,
    months: int,
    sex: str,
    diagnosis: str,
    weak: str,
    level: int,
    they: str,
) -> Iterator[str]:
    cause, told, imaging = chance.one(words.CAUSES)
    names = {
        "They": they,
        "they": they[0].lower() + they[1:],
        "weeks": chance.whole(26, 33),
        "percent": chance.whole(10, 45),
    }
    diagnosed = chance.whole(4, min(30, months - 1))
    hands = min(5, max(1, level + chance.whole(-1, 1)))
    yield "patient:"
    yield f"  age: {_age(months, exact=months < 24 or chance.happens(0.5))}"
    yield f"  sex: {sex}"
    yield f"  diagnosis: {diagnosis}"
    stated = chance.happens(0.85)
    if stated:
        yield f"  age_at_diagnosis: {_age(diagnosed, exact=True)}"
    yield f"  aetiology: {cause}"
    yield f"  centre: Centre {chance.one('ABCDE')}"
    yield f"  classification: {{GMFCS: {_LEVELS[level - 1]}, MACS: {_LEVELS[hands - 1]}}}"
    yield f"  weaker_side: {chance.one(_SIDES) if weak == 'both' else weak}"
    history = [told, *_sentences(chance, words.HISTORY, 1, 9)]
    if stated:
        history.insert(
            1, f"Cerebral palsy was diagnosed at {_result(case_id, 'age_at_diagnosis')}."
        )
    history = list(_possible(history, months))
    yield from _prose("history", _fill(history, names), 2)
    yield ""
    findings = _possible(_sentences(chance, words.FINDINGS, 2, 7), months, history)
    yield from _prose("findings", _fill(findings, names))
    yield ""
    tests = [f"Magnetic resonance imaging had shown {imaging}."]
    tests += _sentences(chance, words.DIAGNOSTICS, 0, 4)
    yield from _prose("diagnostics", _fill(tests, names))


def _age(months: int, *, exact: bool) -> str:
    if months < 24:
        return f"{months} months"
    years, rest = divmod(months, 12)
    return f"{years} years {rest} months" if exact and rest else f"{years} years"


def _consent(chance: Chance) -> Iterator[str]:
    by = chance.one(("mother", "father", "both parents", "legal guardian"))
    shared = "yes" if chance.happens(0.7) else "no"
    yield "consent:"
    yield f"  publication: {{given: yes, by: {by}, date: 2025-01-15}}"
    yield "  images: {given: no}"
    yield f"  data_sharing: {{given: {shared}, by: {by}, date: 2025-01-15}}"


def _treatment(chance: Chance, times: _Times) -> Iterator[str]:
    routes, dose = chance.one_by_weight(*words.ROUTES), chance.one(words.DOSES)
    volume = chance.one(words.VOLUMES)
    yield "treatment:"
    yield f"  - name: {chance.one_by_weight(*words.TREATMENTS)}"
    if chance.happens(0.7):
        yield from _prose("product", chance.one(words.PRODUCTS), 4)
    yield from _prose("concomitant", chance.one(words.CONCOMITANT), 4, ">-")
    yield "    sessions:"
    for day in times.sessions:
        yield f"      - {{{times.state(day)}, routes: [{routes}], dose: {dose}, volume: {volume}}}"


# --- what was graded ------------------------------------------------------------------------------


def _visits(chance: Chance, times: _Times, weak: str, level: int, months: int) -> Iterator[str]:
    scales = {name: scale for name, scale in _SCALES.items() if name != "MRC" or months >= 60}
    course: _Course = chance.one_by_weight(
        (45, "better"), (25, "unchanged"), (15, "worse"), (15, "mixed")
    )
    spots = [spot for name in scales for spot in _spots(name)]
    places = {spot: _first_place(chance, spot, weak, level) for spot in spots}
    never = set(chance.some(chance.one_by_weight((75, 0), (20, 1), (5, 2)), spots))
    assessor = chance.one(words.ASSESSORS)
    for visit, day in times.visits.items():
        compared = visit in (VISITS[0], VISITS[-1])
        if visit != VISITS[0]:
            places = {s: _next_place(chance, s, place, course) for s, place in places.items()}
        left_out = never | {s for s in spots if chance.happens(0.015)}
        yield f"  - id: {visit}"
        yield f"    {times.state(day)}"
        yield f"    assessor: {assessor}"
        yield "    scores:"
        graded = [n for n in scales if compared or n == "MAS" or chance.happens(0.75)]
        for name in graded:
            yield f"      {name}:"
            yield from _grade_lines(name, places, left_out)
        trunk = [s for s in spots if s[0] == "TCT"]
        if "TCT" in graded and not left_out & set(trunk) and chance.happens(0.4):
            total = sum(int(_grade(s, places[s])) for s in trunk)
            yield f"    entered_totals: {{TCT: {total}}}"
        if chance.happens(0.15):
            yield from _prose("note", chance.one(words.VISIT_NOTES), 4)


def _spots(scale: str) -> Iterator[_Spot]:
    sides = _SIDES if _SCALES[scale].sided else ("",)
    return ((scale, item, side) for item in _SCALES[scale].items for side in sides)


def _grade(spot: _Spot, place: int) -> str:
    return _SCALES[spot[0]].items[spot[1]][place]


def _first_place(chance: Chance, spot: _Spot, weak: str, level: int) -> int:
    scale, item, side = spot
    best = len(_SCALES[scale].items[item]) - 1
    if weak != "both" and side not in (weak, ""):
        return best
    usual = _SCALES[scale].usual[level - 1]
    return min(best, max(0, usual + chance.one_by_weight((1, -1), (3, 0), (1, 1))))


def _next_place(chance: Chance, spot: _Spot, place: int, course: _Course) -> int:
    if course == "unchanged" or not chance.happens(0.16):
        return place
    steps = {"better": (1, 1, 1, 1, -1), "worse": (-1, -1, -1, 1), "mixed": (1, -1)}
    best = len(_SCALES[spot[0]].items[spot[1]]) - 1
    return min(best, max(0, place + chance.one(steps[course])))


def _grade_lines(scale: str, places: Mapping[_Spot, int], left_out: set[_Spot]) -> Iterator[str]:
    def said(spot: _Spot) -> str:
        return "not assessed" if spot in left_out else _grade(spot, places[spot])

    for item in _SCALES[scale].items:
        if _SCALES[scale].sided:
            right, left = (said((scale, item, side)) for side in _SIDES)
            yield f"        {item}: {{right: {right}, left: {left}}}"
        else:
            yield f"        {item}: {said((scale, item, ''))}"


# --- what else happened ---------------------------------------------------------------------------


def _events(chance: Chance, times: _Times) -> list[str] | None:
    """Invent the lines of every adverse event; None where nobody looked for them."""
    if chance.happens(0.08):
        return None
    return [
        _event(chance, times)
        for _ in range(chance.one_by_weight((60, 0), (22, 1), (12, 2), (6, 4)))
    ]


def _event(chance: Chance, times: _Times) -> str:
    term, grade, duration, action, outcome = chance.one(words.EVENTS)
    session = chance.whole(1, len(times.sessions))
    onset = times.sessions[session - 1] + chance.whole(0, 6)
    serious = grade == 3 and chance.happens(0.6)
    lines = [
        f"  - term: {term}",
        f"    grade: {grade}",
        f"    onset: {{{times.state(onset)}}}",
        f"    session: {session}",
        f"    duration: {duration}",
        f"    serious: {'yes' if serious else 'no'}",
        *(["    serious_criteria: [hospitalisation or prolongation]"] if serious else []),
        f"    relatedness: {chance.one(('probable', 'possible', 'unlikely'))}",
        f"    action: {action}",
        f"    outcome: {outcome}",
    ]
    return "\n".join(lines)


def _adverse(events: Sequence[str] | None) -> list[str]:
    if not events:
        return [f"adverse_events: {'not assessed' if events is None else 'none'}"]
    return ["adverse_events:", *events]


def _outcome(chance: Chance, case_id: str, age: int) -> Iterator[str]:
    better, worse = (
        _result(case_id, "MAS.items.better", ".n_of_n"),
        _result(case_id, "MAS.items.worse"),
    )
    months = _result(case_id, "visit.after.time")
    text = f"At the last visit, {months} months after the first session, "
    text += f"{better} items of the Modified Ashworth Scale were better and {worse} worse."
    if chance.happens(0.6):
        text += f" Follow-up was {_result(case_id, 'follow_up')}."
    yield from _prose("outcome", text)
    if chance.happens(0.75):
        for perspective in _possible([chance.one(words.PERSPECTIVES)], age):
            yield ""
            yield from _prose("patient_perspective", perspective)


# --- how a file is written ------------------------------------------------------------------------


def _result(case_id: str, what: str, form: str = "") -> str:
    """Name a result in prose, with stand-ins for its spaces, at which no line may end."""
    return f'{{{{{_SPACE}results["{case_id}.{what}"]{form}{_SPACE}}}}}'


def _sentences(chance: Chance, of: Sequence[str], least: int, most: int) -> list[str]:
    return chance.some(chance.whole(least, most), of)


def _possible(sentences: Iterable[str], age: int, told: Iterable[str] = ()) -> Iterator[str]:
    """Leave out what does not go with the age in months, or with what is told before."""
    before = " ".join(told)
    for sentence in sentences:
        young = any(age < least and part in sentence for part, least in words.FROM_AGE)
        denied = any(
            first in before and second in sentence for first, second in words.CONTRADICTIONS
        )
        if not (young or denied):
            yield sentence
            before += sentence


def _fill(sentences: Iterable[str], names: Mapping[str, object]) -> str:
    # What stands in double braces is filled in by the build, so nothing else may touch it.
    return " ".join(s if "{{" in s else s.format_map(names) for s in sentences)


def _prose(key: str, text: str, indent: int = 0, style: str = "|") -> Iterator[str]:
    """Write a text as a block of lines, which may hold any sign."""
    margin = " " * indent
    yield f"{margin}{key}: {style}"
    lines = textwrap.wrap(text, 96 - indent, break_long_words=False, break_on_hyphens=False)
    yield from (f"{margin}  {line}".replace(_SPACE, " ") for line in lines)
