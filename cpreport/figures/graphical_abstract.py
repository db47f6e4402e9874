"""Draw the graphical abstract: who was treated, with what, what came of it, harms and caution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cpreport.cases.case import is_reported
from cpreport.figures.drawing import finish
from cpreport.figures.lettering import POINT, width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, line, lines_of_words
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction, sign_of
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.wording import begun_small, capital, clause, join_names

#: Width and height in mm: 8 by 4.5 inches, which are 1200 by 675 dots at so many in an inch.
SIZE, DOTS_PER_INCH = (203.2, 114.3), 150

#: Sizes of letters in pt.
_TITLE, _STRONG, _TEXT, _SMALL = 18.0, 14.0, 11.0, 9.5
#: Places and distances in mm: the margin, where outcomes begin, and the band at the foot.
_MARGIN, _OUTCOMES, _FOOT, _BETWEEN = 7.0, 79.0, 92.5, 3.2
#: The widest names of outcomes and counts, and the widest and highest tile, in mm.
_NAME, _COUNT, _TILE, _HIGHEST_ROW = 47.0, 30.0, 9.0, 14.0
#: Between what tiles stand.
_LEFT, _RIGHT = _OUTCOMES + _NAME + 2, SIZE[0] - _MARGIN - _COUNT
#: So many outcomes have room, the primary ones first.
_MOST_OUTCOMES = 6
#: Each patient has a tile where it is at least so wide; else a bar tells the shares.
_LEAST_TILE = 1.6


@dataclass(frozen=True, slots=True)
class _Fact:
    """What stands at the left: a heading, what is read first, and what else is to be said."""

    heading: str
    first: str
    rest: str = ""


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw the graphical abstract of a series from its records."""
    judged = _shown(findings)
    marks = [*_title(findings, look), *_facts(findings, look), *_outcomes(findings, judged, look)]
    marks += _foot(findings, look)
    return finish(
        "graphical-abstract",
        marks,
        SIZE,
        look,
        name="graphical-abstract",
        title=findings.say("figures.abstract.title"),
        alt=_alt(findings, judged),
        caption=findings.say("figures.abstract.title"),
    )


def _lines(
    x: float, top: float, text: str, room: float, like: Words, most: int
) -> tuple[list[Words], float]:
    """Set a text in lines of about one length, and say where they end; too many are cut."""
    pitch = 1.2 * like.size * POINT
    lines = list(_balanced(text, room, like))
    if len(lines) > most:
        room -= width(" …", like.size, like.weight)
        *before, last = wrap(text, room, like.size, like.weight)[:most]
        lines = [*before, f"{last} …"]
    return lines_of_words(x, top, lines, pitch, like), top + len(lines) * pitch


def _balanced(text: str, room: float, like: Words) -> tuple[str, ...]:
    """Break a text into as few lines as have room, none much shorter than another."""
    lines = wrap(text, room, like.size, like.weight)
    narrower = (room * share / 20 for share in range(10, 21))
    tried = (wrap(text, less, like.size, like.weight) for less in narrower)
    return next((one for one in tried if len(one) == len(lines)), lines)


def _title(findings: Findings, look: Look) -> list[Mark]:
    record = findings.record
    room = SIZE[0] - 2 * _MARGIN
    like = Words(0, 0, "", _TITLE, look.paper, look.strong)
    title = record.title
    if len(wrap(title, room, _TITLE, look.strong)) > 2 and record.short_title:
        title = record.short_title
    words, _ = _lines(_MARGIN, 3.0, title, room, like, most=2)
    # One line stands in the middle of the band, two fill it.
    down = 3.8 * (2 - len(words))
    words = [replace(one, y=one.y + down) for one in words]
    return [box(0, 0, SIZE[0], 21.5, fill=look.accent), *words]


# --- who, what, when -----------------------------------------------------------------------------


def _facts(findings: Findings, look: Look) -> list[Mark]:
    """Set the facts with two lines for each part, or one where they would reach the foot."""
    x = _OUTCOMES - 5
    rule = line(x, 27, x, _FOOT - 4, look.grid, look.rule)
    for most in ((2, 2), (2, 1), (1, 1)):
        marks, bottom = _set_facts(findings, most, look)
        if bottom <= _FOOT:
            break
    return [rule, *marks]


def _set_facts(findings: Findings, most: tuple[int, int], look: Look) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    y, room = 25.5, _OUTCOMES - _MARGIN - 8
    quiet = Words(0, 0, "", _SMALL, look.quiet, look.strong)
    strong = Words(0, 0, "", _STRONG, look.ink, look.strong)
    for fact in _who_what_when(findings):
        heading, y = _lines(_MARGIN, y, fact.heading, room, quiet, 1)
        first, y = _lines(_MARGIN, y, fact.first, room, strong, most[0])
        rest, y = _lines(_MARGIN, y, fact.rest, room, Words(0, 0, "", _TEXT, look.ink), most[1])
        marks += [*heading, *first, *rest]
        y += _BETWEEN
    return marks, y


def _who_what_when(findings: Findings) -> Iterator[_Fact]:
    yield _who(findings)
    if (what := _what(findings)) is not None:
        yield what
    follow_up = findings.get("follow_up.range")
    if findings.pairs:
        earlier, later = compared_labels(findings)
        told = {"earlier": earlier, "later": begun_small(later)}
        compared = findings.say("figures.abstract.compared", **told)
        time = ""
        if follow_up is not None and follow_up.value is not None:
            time = findings.say("figures.abstract.follow_up", time=follow_up.with_unit)
        yield _Fact(findings.say("figures.abstract.when"), compared, time)


def _who(findings: Findings) -> _Fact:
    number, age = findings.result("patients").with_unit, findings.get("age.range")
    first = number
    if age is not None and age.value is not None:
        first = findings.say("figures.abstract.aged", patients=number, ages=age.printed)
    diagnoses = {case.case.patient.diagnosis for case in findings.cases}
    diagnosis = diagnoses.pop() if len(diagnoses) == 1 else None
    rest = clause(diagnosis) if isinstance(diagnosis, str) and is_reported(diagnosis) else ""
    return _Fact(findings.say("figures.abstract.who"), first, capital(rest))


def _what(findings: Findings) -> _Fact | None:
    """Name the treatments that every patient had, or else all."""
    by_case = [dict.fromkeys(t.name for t in case.case.treatment) for case in findings.cases]
    every = dict.fromkeys(name for names in by_case for name in names)
    of_all = [name for name in every if all(name in names for names in by_case)]
    names = of_all or list(every)
    if not names:
        return None
    sessions = findings.get("sessions.per_patient.range")
    rest = ""
    if findings.has_sessions and sessions is not None and sessions.value is not None:
        rest = findings.say("figures.abstract.sessions", n=sessions.printed)
    named = capital(join_names([clause(name) for name in names]))
    return _Fact(findings.say("figures.abstract.what"), named, rest)


# --- what came of it -----------------------------------------------------------------------------


def _shown(findings: Findings) -> list[JudgedOutcome]:
    """Choose the outcomes that have room: the primary ones first."""
    in_order = sorted(findings.judged, key=lambda judged: not judged.outcome.primary)
    return in_order[:_MOST_OUTCOMES]


def _outcomes(findings: Findings, judged: Sequence[JudgedOutcome], look: Look) -> Iterator[Mark]:
    right = SIZE[0] - _MARGIN
    quiet = Words(0, 0, "", _SMALL, look.quiet, look.strong)
    tiles = _pitch(len(findings.cases)) >= _LEAST_TILE
    named = "figures.abstract.outcomes" if tiles else "figures.abstract.outcomes.shares"
    said = findings.say(named)
    heading, top = _lines(_OUTCOMES, 25.5, said, right - _OUTCOMES, quiet, 1)
    yield from heading
    top += 1.0
    row = min(_HIGHEST_ROW, (_FOOT - 4 - top) / max(1, len(judged)))
    for n, one in enumerate(judged):
        yield from _outcome(findings, one, top + n * row, row, look)
    if left_out := len(findings.judged) - len(judged):
        said = findings.say("figures.abstract.left_out", left_out, n=str(left_out))
        words = Words(_OUTCOMES, 0, said, _SMALL, look.quiet)
        yield beside(_FOOT - 2.4, words)
    key = Words(right, 0, _key(findings, judged), _SMALL, look.quiet, anchor="end")
    yield beside(25.5 + 0.6 * _SMALL * POINT, key)


_KEYS: Mapping[Direction, str] = {
    "unchanged": "figures.abstract.unchanged",
    "mixed": "figures.abstract.mixed",
    "not assessable": "figures.abstract.not_assessable",
}


def _key(findings: Findings, judged: Sequence[JudgedOutcome]) -> str:
    """Say what the tiles are that no count tells of."""
    ways = {
        findings.result(case.id, one.key, "verdict").direction
        for one in judged
        for case in findings.cases
    }
    return "   ".join(findings.say(said) for way, said in _KEYS.items() if way in ways)


def _outcome(
    findings: Findings, judged: JudgedOutcome, top: float, row: float, look: Look
) -> Iterator[Mark]:
    """Draw an outcome: its name, a tile for each patient by the verdict, and the counts."""
    middle = top + row / 2
    like = Words(0, 0, "", _TEXT, look.ink, look.strong)
    name, _ = _lines(_OUTCOMES, 0, capital(judged.outcome.label), _NAME, like, 1)
    measured = judged.scale.name
    if width(measured, _SMALL) > _NAME:
        measured = judged.scale.id
    yield beside(middle - 2.2, name[0])
    yield beside(middle + 2.2, Words(_OUTCOMES, 0, measured, _SMALL, look.quiet))
    ways = [findings.result(c.id, judged.key, "verdict").direction for c in findings.cases]
    high = min(_TILE, row - 2.2)
    yield from _tiles(ways, middle - high / 2, high, look)
    yield from _counts(findings, judged, _RIGHT + 2.5, middle, look)


def _pitch(patients: int) -> float:
    """Width in mm of what each patient has."""
    return min(_TILE, (_RIGHT - _LEFT) / max(1, patients))


def _tiles(ways: Sequence[Direction | None], top: float, high: float, look: Look) -> Iterator[Mark]:
    pitch = _pitch(len(ways))
    if pitch < _LEAST_TILE:
        order: tuple[Direction, ...] = ("better", "unchanged", "mixed", "not assessable", "worse")
        ways = sorted(ways, key=lambda way: order.index(way or "not assessable"))
    gap = 0.5 if pitch >= _LEAST_TILE else 0.0
    for n, way in enumerate(ways):
        place = (_LEFT + n * pitch, top, pitch - gap, high)
        yield from _tile(way or "not assessable", place, look)


def _tile(way: Direction, place: tuple[float, float, float, float], look: Look) -> Iterator[Mark]:
    """Draw a verdict: filled with its sign, quiet, or dashed where it could not be judged."""
    left, top, wide, high = place
    sign = {"unchanged": "=", "mixed": "±"}.get(way, sign_of(way).strip())
    if way == "not assessable":
        inside = 0.2 if wide > 1 else 0.0
        yield box(
            left + inside, top + inside, wide - 2 * inside, high - 2 * inside,
            fill=look.paper, edge=look.axis, thick=0.7, dash=(1.6, 1.4),
        )  # fmt: skip
        return
    coloured = way in ("better", "worse")
    yield box(left, top, wide, high, fill=look.direction[way] if coloured else look.band)
    if wide > width(sign, _TEXT, look.strong) + 0.6:
        ink = look.paper if coloured else look.quiet
        middle = left + wide / 2
        words = Words(middle, 0, sign, _TEXT, ink, look.strong, "middle")
        yield beside(top + high / 2, words)


def _counts(
    findings: Findings, judged: JudgedOutcome, left: float, middle: float, look: Look
) -> Iterator[Mark]:
    """Say how many patients became better, and below how many worse."""
    better, worse = _counted(findings, judged)
    ways: tuple[tuple[str, Direction], ...] = ((better, "better"), (worse, "worse"))
    pitch = 1.15 * _TEXT * POINT
    for n, (said, way) in enumerate(ways):
        count = findings.result(judged.key, "worse" if n else "improved")
        none = not count.of or (n == 1 and count.value == 0)
        colour = look.quiet if none else look.direction[way]
        weight = look.regular if none else look.strong
        words = Words(left, 0, said, _TEXT, colour, weight)
        yield beside(middle + (n - 0.5) * pitch, words)


def _counted(findings: Findings, judged: JudgedOutcome) -> tuple[str, str]:
    better, worse = (findings.result(judged.key, part) for part in ("improved", "worse"))
    if not better.of:
        return better.printed, ""
    return (
        findings.say("figures.map.counts.patients", n=better.n_of_n),
        findings.say("figures.map.counts.worse.full", n=worse.printed),
    )


# --- harms and caution ---------------------------------------------------------------------------


def _foot(findings: Findings, look: Look) -> Iterator[Mark]:
    """Set harms and caution side by side in a band at the foot, as plainly as the outcomes."""
    yield box(0, _FOOT, SIZE[0], SIZE[1] - _FOOT, fill=look.band)
    texts = [(findings.say("figures.abstract.harms"), _harms(findings))]
    if caution := _caution(findings):
        texts.append((findings.say("figures.abstract.caution"), caution))
    room = (SIZE[0] - 2 * _MARGIN - (len(texts) - 1) * 8) / len(texts)
    for n, (heading, said) in enumerate(texts):
        x = _MARGIN + n * (room + 8)
        strong = Words(0, 0, "", _SMALL, look.quiet, look.strong)
        words, y = _lines(x, _FOOT + 2.2, heading, room, strong, 1)
        text, _ = _lines(x, y + 0.4, said, room, Words(0, 0, "", _TEXT, look.ink), 3)
        yield from (*words, *text)


def _harms(findings: Findings) -> str:
    events, serious = (findings.result("adverse_events", part) for part in ("events", "serious"))
    if events.value is None:
        return findings.say("figures.abstract.harms.unknown", word=events.printed)
    if not events.value:
        assessed = findings.result("adverse_events.assessed")
        told = findings.say("figures.abstract.harms.assessed", patients=assessed.n_of_n)
        return findings.say("figures.abstract.harms.none", assessed=told if assessed.value else "")
    values = {"n": events.printed, "serious": serious.printed}
    patients = findings.result("adverse_events.patients").n_of_n
    return findings.say("figures.abstract.harms.some", events.value, patients=patients, **values)


def _caution(findings: Findings) -> str:
    """Say that there is no control group, where the series says so."""
    asked = findings.record.graphical_abstract
    if asked is None or asked.control_group:
        return ""
    return findings.say("figures.abstract.no_control")


# --- in words ------------------------------------------------------------------------------------


def _alt(findings: Findings, judged: Sequence[JudgedOutcome]) -> str:
    facts = (
        f"{fact.heading}: {', '.join(filter(None, (fact.first, fact.rest)))}."
        for fact in _who_what_when(findings)
    )
    outcomes = (
        f"{capital(one.outcome.label)} ({one.scale.name}): "
        f"{', '.join(filter(None, _counted(findings, one)))}."
        for one in judged
    )
    said = [*facts, *outcomes, _harms(findings), _caution(findings)]
    return " ".join(filter(None, said))
