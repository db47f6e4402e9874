"""Write the empty, commented files of a new series, for the patients and measures it is about.

Whatever is to be filled in stands there without a value, so that `cpreport check` names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.numbers import plain
from cpreport.scales.definition import Scale, ScoreRule, asked_items, sides_of_item

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


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new series is about.

    patients : int
        How many, 1 or more.
    visits : tuple of str
        Ids of the visits in their order, two or more; the first and the last are compared.
    scales : tuple of Scale
        What is graded at each visit; one outcome or more among them.
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


def blank_files(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file of an empty series."""
    yield "series.yaml", _series(plan)
    for case_id in case_ids(plan):
        yield f"{case_id}.yaml", _case(case_id, plan)
    if plan.article:
        for title, asked in _SECTIONS.items():
            rules = _RULES if title == "Methods" else ""
            yield f"{title.lower()}.md", f"<!-- {asked} -->\n{rules}"
        yield "references.bib", ""


def _series(plan: Plan) -> str:
    first, last = plan.visits[0], plan.visits[-1]
    judged = [scale for scale in plan.scales if scale.kind == "outcome"]
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
        f"compare: [{first}, {last}]",
        "",
        "# How a change of each measure is judged; `cpreport scales --rules` explains the rules.",
        "# `label` is what the text calls it.",
        "outcomes:",
        *(_outcome(scale, primary=scale is judged[0]) for scale in judged),
        "",
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


def _outcome(scale: Scale, *, primary: bool) -> str:
    marked = " primary: yes," if primary else ""
    rule = "score" if scale.scores and scale.main_score != "median" else _BY_ITEMS
    label = scale.measures.split(",")[0]
    return f'  - {{scale: {scale.id}, label: "{label}",{marked} rule: {rule}}}'


#: A longer list of items is one to choose from.
_FEW = 12
_BY_ITEMS = "more items better than worse"


def _case(case_id: str, plan: Plan) -> str:
    classes = [scale.id for scale in plan.scales if scale.kind == "classification"]
    parts = [
        "# yaml-language-server: $schema=../schemas/case.schema.json",
        "# No name, record number or date of birth in this file. Calendar dates are never printed.",
        f"id: {case_id}",
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
    graded = [scale for scale in scales if scale.kind == "outcome"]
    by_items = [scale for scale in graded if scale.items]
    if by_items:
        yield "    scores:"
    for scale in by_items:
        yield f"      {scale.id}:{_grades(scale)}"
        if len(scale.items) > _FEW:
            yield "        # Delete the items that are never graded."
        for item in asked_items(scale):
            sides = " {right: , left: }" if len(sides_of_item(scale, item)) == 2 else ""
            yield f"        {item.name}:{sides}"
    totals = [scale for scale in graded if not scale.items]
    if totals:
        yield "    entered_totals:"
    for scale in totals:
        yield f"      {scale.id}:"
        for rule in scale.scores:
            yield f"        {rule.name}:{_ends(rule)}"


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
