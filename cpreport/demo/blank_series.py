"""Write the empty, commented files of a new series, for the patients and measures it is about.

Whatever is to be filled in stands there without a value, so that `cpreport check` names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.cases.measure_record import NumberMeasure
from cpreport.numbers import plain
from cpreport.scales.definition import (
    AGE,
    AGE_IN_MONTHS,
    Scale,
    ScoreRule,
    asked_items,
    sides_of_item,
)

#: What a section is asked to hold; a comment is printed nowhere.
_SECTIONS = {
    "Introduction": "Why these patients are reported, and what is known already.",
    "Methods": (
        "How the patients were found, what the treatment was, who assessed whom and when. What "
        "stands in double braces is written by cpreport."
    ),
    "Results": (
        "What changed and what did not. `output/results.csv` lists every result, to be named as "
        'in {{ results["patients"].in_words }}.'
    ),
    "Discussion": "What may explain the changes, what is known elsewhere, what limits this report.",
    "Conclusion": "What follows, and what does not.",
}
_RULES = """
### Scoring

{{ rules.scoring }}

### What counted as improvement

{{ rules.improvement }}

### Statistics

{{ rules.statistics }}
"""


#: What a visit may be called: it becomes a part of the names of results.
VISIT_NAME = re.compile(r"[^\W\d_][\w -]{0,39}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new series is about.

    patients : int
        How many, 1 or more.
    visits : tuple of str
        Ids of the visits in their order; where there are several, the first and the last are
        compared.
    scales : tuple of Scale
        What is graded at each visit.
    article : bool
        Whether there is an article besides the reports.
    """

    patients: int
    visits: tuple[str, ...]
    scales: tuple[Scale, ...]
    article: bool


def case_ids(plan: Plan) -> tuple[str, ...]:
    """Number the patients: `P01`, `P02` …"""
    digits = max(2, len(str(plan.patients)))
    return tuple(f"P{number:0{digits}}" for number in range(1, plan.patients + 1))


def blank_files(plan: Plan, *, cases: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file of an empty series.

    Parameters
    ----------
    cases : bool
        Whether with the case files; without where they come from elsewhere.
    """
    yield "series.yaml", _series(plan)
    for case_id in case_ids(plan) if cases else ():
        yield f"{case_id}.yaml", blank_case(case_id, plan)
    if plan.article:
        for title, asked in _SECTIONS.items():
            rules = _RULES if title == "Methods" else ""
            yield f"{title.lower()}.md", f"<!-- {asked} -->\n{rules}"
        yield "references.bib", ""


def _series(plan: Plan) -> str:
    first, last = plan.visits[0], plan.visits[-1]
    judged = [scale for scale in plan.scales if can_be_judged(scale)]
    parts = [
        "# yaml-language-server: $schema=../schemas/series.schema.json",
        "# What has no value is still to be filled in; `cpreport check` names it. What was not",
        "# recorded is `not reported`. What is optional is behind a #.",
        "title:",
        "authors:",
        "  - name:",
        "    affiliations: [A]",
        "    # orcid: 0000-0000-0000-0000",
        "    # corresponding: yes",
        "    # email: name@example.org",
        "affiliations:",
        "  A:                             # department, institution, city",
        "",
        "design:",
        "  direction:                     # prospective or retrospective",
        "  centres:",
        "  consecutive:                   # yes, no or not reported",
        "  # period: 20 months",
        "  # selection: who was left out, and why",
        "",
        "visits:",
        *(f"  - {{id: {visit}, label: {_capital(visit)}}}" for visit in plan.visits),
        *([f"compare: [{first}, {last}]"] if first != last else []),
        "",
        *_measures(plan.scales),
        *(_outcomes(judged) if judged and first != last else ()),
    ]
    if plan.article:
        parts += [
            "abstract:",
            "  Background:",
            "  Case presentation:",
            "  Conclusions:",
            "",
            "sections:",
            *(f"  - {{title: {title}, file: {title.lower()}.md}}" for title in _SECTIONS),
            "",
        ]
    parts += [
        "ethics:                          # who approved what, with the reference",
        "funding:",
        "competing_interests:",
        "",
    ]
    return "\n".join(parts)


def _outcomes(judged: Sequence[Scale]) -> Iterator[str]:
    yield "# How a change of each measure is judged; `cpreport scales --rules` explains the rules."
    yield "# `label` is what the text calls it."
    yield "outcomes:"
    yield from (_outcome(scale, primary=scale is judged[0]) for scale in judged)
    yield ""


def can_be_judged(scale: Scale) -> bool:
    """Whether a change of a measure can be better or worse."""
    if scale.number is not None:
        return scale.number.better in ("higher", "lower")
    return scale.kind == "outcome"


def _measures(scales: Sequence[Scale]) -> Iterator[str]:
    """Declare the numbers, so that values need no unit and a reference range can be added."""
    numbers = [(scale, scale.number) for scale in scales if scale.number is not None]
    if numbers:
        yield "# Add the reference range of the laboratory to a number, such as reference: 0 to 5."
        yield "measures:"
    for scale, number in numbers:
        said = {"name": f'"{number.name}"', "unit": f'"{number.unit}"' if number.unit else ""}
        said |= {"better": number.better, "sided": "yes" if number.sided else ""}
        said["words"] = f"[{', '.join(number.words)}]" if number.words else ""
        told = ", ".join(f"{key}: {value}" for key, value in said.items() if value)
        yield f"  {scale.id}: {{{told}}}"
    if numbers:
        yield ""


def _outcome(scale: Scale, *, primary: bool) -> str:
    marked = " primary: yes," if primary else ""
    if scale.number is not None:
        return f'  - {{measure: {scale.id}, label: "{scale.name}",{marked} rule: any change}}'
    rule = "score" if scale.scores and scale.main_score != "median" else _BY_ITEMS
    label = scale.measures.split(",")[0]
    return f'  - {{scale: {scale.id}, label: "{label}",{marked} rule: {rule}}}'


#: A longer list of items is one to choose from.
_FEW = 12
#: Stands behind a scale of which nothing is graded.
_TAKEN = " {}   # worked out from the patient and what is measured"
_BY_ITEMS = "more items better than worse"


#: What stands first in the file of a patient.
_HEAD = """\
# yaml-language-server: $schema=../schemas/case.schema.json
# No name, record number or date of birth in this file. Calendar dates are never printed.
id: """


def case_to_begin_with(case_id: str) -> str:
    """Write the file of a patient whose values come from forms: what every case has, blank."""
    patient = "patient:\n  age:\n  sex:\n  diagnosis:\n"
    consent = "consent:\n  publication:\n    given:\n"
    return f"{_HEAD}{case_id}\n\n{patient}\n{consent}\nadverse_events:\n"


def blank_case(case_id: str, plan: Plan) -> str:
    """Write the empty file of one patient."""
    classes = [scale.id for scale in plan.scales if scale.kind == "classification"]
    parts = [
        f"{_HEAD}{case_id}",
        "",
        "patient:",
        "  age:                           # at the first treatment, such as 6 years 4 months",
        "  sex:                           # female, male, intersex or not reported",
        "  diagnosis:",
        *(["  classification:", *(f"    {name}:" for name in classes)] if classes else []),
        "  history:                       # what happened before, in sentences",
        "",
        "consent:",
        "  publication:",
        "    given:                       # yes or no; without yes nothing is printed",
        "    by:                          # patient, mother, guardian …",
        "    date:                        # such as 2026-01-31",
        "",
        "treatment:",
        "  - name:",
        "    sessions:                    # one entry a session",
        "      - date:                    # or day: / week: / month: since the first session",
        "        routes: [not reported]   # such as [oral] or [intravenous]",
        "        dose:",
        "    # What is no course of sessions has one of these in their place:",
        "    # kind: drug               # course: [{from: day 0, to: day 28, dose: 15 mg daily}]",
        "    # kind: procedure          # or device or therapy; date: or day:",
        "",
        "visits:",
        *(line for visit in plan.visits for line in _visit(visit, plan.scales)),
        "",
        "adverse_events:                  # none, not assessed, or a list",
        "outcome:                         # how the patient was in the end, in sentences",
        "",
    ]
    return "\n".join(parts)


def _visit(visit: str, scales: Sequence[Scale]) -> Iterator[str]:
    yield f"  - id: {visit}"
    yield "    date:"
    graded = [s for s in scales if s.kind == "outcome" and s.number is None]
    by_items = [scale for scale in graded if scale.items]
    if by_items:
        yield "    scores:"
    for scale in by_items:
        asked = asked_items(scale)
        yield f"      {scale.id}:{_grades(scale) if asked else _TAKEN}"
        if len(scale.items) > _FEW:
            yield "        # Delete the items that are never graded."
        for item in asked:
            sides = " {right: , left: }" if len(sides_of_item(scale, item)) == 2 else ""
            yield f"        {item.name}:{sides}"
    totals = [scale for scale in graded if not scale.items]
    if totals:
        yield "    entered_totals:"
    for scale in totals:
        yield f"      {scale.id}:"
        for rule in scale.scores:
            yield f"        {rule.name}:{_ends(rule)}"
    numbers = [(scale, scale.number) for scale in scales if scale.number is not None]
    taken = _taken_numbers(scales)
    if numbers or taken:
        yield "    measurements:"
    for scale, number in numbers:
        sides = " {right: , left: }" if number.sided else ""
        yield f"      {scale.id}:{sides}{_amounts(scale, number)}"
    for name, unit in taken.items():
        yield f"      {name}:   # with its unit, such as {unit}"


def _amounts(scale: Scale, number: NumberMeasure) -> str:
    """Name behind a number its unit; where it has none, the range that a value can have."""
    if number.unit:
        return f"   # in {number.unit}, or not assessed"
    ends = next(filter(None, map(_ends, scale.scores)), "")
    return ends or "   # a number, or not assessed"


def _taken_numbers(scales: Sequence[Scale]) -> dict[str, str]:
    """Name the numbers that scales take from a visit and nobody chose, with their units."""
    others = {AGE, AGE_IN_MONTHS, *(scale.id for scale in scales)}
    return {
        item.taken_from: item.number.unit or ""
        for scale in scales
        for item in scale.items
        if item.number is not None and item.taken_from and item.taken_from not in others
    }


def _grades(scale: Scale) -> str:
    """Name the permitted grades behind the scale, where all items have the same few."""
    sets = {tuple(grade.code for grade in grades) for grades in scale.grade_sets.values()}
    if len(sets) != 1:
        return f"   # the grades of each item: cpreport scales {scale.id}"
    return f"   # {', '.join(next(iter(sets)))} or not assessed"


def _ends(rule: ScoreRule) -> str:
    """Name the range of a total behind it, where it has one."""
    if rule.range is None:
        return ""
    return f"   # {plain(rule.range[0])} to {plain(rule.range[1])}, or not assessed"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
