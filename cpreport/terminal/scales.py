"""Print scales and rules of improvement for a terminal: a list, or one scale with all it says."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence

from cpreport.catalogue import say
from cpreport.numbers import NO_BREAK, plain
from cpreport.outcomes.improvement_rules import ImprovementRule
from cpreport.scales.definition import (
    ALL,
    ALL_GRADED,
    Item,
    PublishedSource,
    Scale,
    ScoreRule,
    Setting,
    Threshold,
    mixed_sides,
)
from cpreport.scales.measured_value import span_text
from cpreport.scales.names import grades_of
from cpreport.scales.phrases import join_words
from cpreport.scales.rule_words import conditions, made_of
from cpreport.terminal.number_texts import number_paragraph, numbers_in_words
from cpreport.terminal_text import INDENT, Paint, fill, in_two_columns, painter

_BOTH = "\N{MULTIPLICATION SIGN}2"


def library_text(scales: Mapping[str, Scale], width: int = 80, *, colour: bool = False) -> str:
    """List the scales by field, a line each, and the numbers of a field in a paragraph."""
    graded = {key: scale for key, scale in scales.items() if scale.number is None}
    rows = [("scale", "name", "items", "scores", "better"), *map(_row, graded.values())]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    widths[3] = min(widths[3], 20)
    beyond = sum(widths) + len(INDENT) * (len(widths) - 1) - width
    widths[1] = max(10, widths[1] - max(0, beyond))
    sided = any(scale.sided for scale in graded.values())
    note = f"{_BOTH}: every item is graded on the right and on the left." if sided else ""
    paint = painter(colour)
    lines = [paint(_line(rows[0], widths), bold=True)]
    for field in sorted({field_of(scale) for scale in scales.values()}):
        lines.append(f"\n{paint(field, dim=True)}")
        for scale in (s for s in graded.values() if field_of(s) == field):
            lines.append(_bold_id(_line(_row(scale), widths), scale.id, paint))
        numbers = {k: s for k, s in scales.items() if s.number and field_of(s) == field}
        if numbers:
            lines.append(numbers_in_words(numbers, width))
    return "\n".join([*lines, *(["", paint(note, dim=True)] if note else [])])


#: Where scales stand that name no field: those of a series.
_OWN = "other"


def field_of(scale: Scale) -> str:
    """Name the field that a scale is listed under."""
    return scale.field or _OWN


def found_scales(scales: Mapping[str, Scale], words: str) -> dict[str, Scale]:
    """Find the scales in whose name, field or use every word stands."""
    wanted = words.casefold().split()
    if not wanted:
        return {}
    return {key: scale for key, scale in scales.items() if all(w in _about(scale) for w in wanted)}


def _about(scale: Scale) -> str:
    words = (scale.id, scale.name, *scale.synonyms, scale.field or "", scale.measures)
    return " ".join(words).casefold()


def _bold_id(line: str, scale_id: str, paint: Paint) -> str:
    # On a narrow terminal an id may be cut.
    if not line.startswith(scale_id):
        return line
    return f"{paint(scale_id, bold=True)}{line[len(scale_id) :]}"


def _row(scale: Scale) -> tuple[str, ...]:
    items = f"{len(scale.items)}{_BOTH if scale.sided else ''}" if scale.items else "total"
    scores = ", ".join(r.name for r in scale.scores if r.name not in _parts_of_others(scale))
    what = scores or ("classification" if scale.kind == "classification" else "none")
    return scale.id, scale.name, items, what, scale.better if scale.kind == "outcome" else "none"


def _parts_of_others(scale: Scale) -> set[str]:
    """Name the scores that only make another one: regions, points, subtotals."""
    bands = {rule.name for rule in scale.scores if rule.named and rule.named[0].name}
    others = (rule for rule in scale.scores if rule.name not in bands)
    used = {part for rule in others for part in rule.of}
    return (used - {scale.main_score}) if len(scale.scores) > 3 else set()


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (
        cell if len(cell) <= width else f"{cell[: width - 1].rstrip()}…"
        for cell, width in zip(row, widths, strict=True)
    )
    return INDENT.join(f"{c:<{w}}" for c, w in zip(cells, widths, strict=True)).rstrip()


def scale_text(scale: Scale, width: int = 80, *, colour: bool = False) -> str:
    """Say all that a scale's file says, in words and wrapped to a width."""
    paint = painter(colour)
    return "\n\n".join(_headed(part, paint) for part in _parts(scale, width))


def _headed(part: str, paint: Paint) -> str:
    """Make the line bold with which a part begins."""
    heading, line_end, rest = part.partition("\n")
    return f"{paint(heading, bold=True)}{line_end}{rest}"


def _parts(scale: Scale, width: int) -> list[str]:
    parts = [
        _heading(scale, width),
        _items(scale, width) if scale.items else "",
        *_grades(scale, width),
    ]
    if scale.untestable:
        said = in_two_columns(list(scale.untestable.items()), width)
        parts.append(_section("Not testable", said))
    if scale.codings:
        parts.append(_codings(scale, width))
    if scale.scores and scale.number is None:
        parts.append(_scores(scale, width))
    parts += [_setting(scale, s, width) for s in scale.settings]
    parts += [_thresholds(scale, width), _cited("Reliability", scale.reliability, width)]
    licence = "; ".join(t for t in (scale.licence, _quoted(scale.acknowledgement)) if t)
    parts.append(_section("Licence", [fill(_sentence(licence), width)]))
    parts.append(_cited("Sources", scale.sources, width))
    if scale.seen:
        seen = [fill(_sentence(s), width, INDENT, 2 * INDENT) for s in scale.seen]
        parts.append(_section("What was seen of them", seen))
    if scale.notes:
        paragraphs = (fill(p, width) for p in _paragraphs(scale.notes))
        parts.append(_section("Notes", list(paragraphs)))
    return [part for part in parts if part]


def _quoted(text: str | None) -> str:
    return f"print \N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}" * bool(text)


def _paragraphs(prose: str) -> list[str]:
    return [" ".join(p.split()) for p in prose.split("\n\n") if p.strip()]


def _heading(scale: Scale, width: int) -> str:
    name = f"{scale.name} ({scale.id})"
    version = f"Version: {scale.version}." if scale.version else ""
    sides = "Every item is graded on the right and on the left." if scale.sided else ""
    if mixed_sides(scale):
        sides = "Some items are graded on the right and on the left, others once."
    kind = "Classification" if scale.kind == "classification" else "Outcome"
    better = f"; {scale.better} is better" if scale.kind == "outcome" else ""
    text = f"Measures {scale.measures}. {kind}, {scale.level}{better}. {sides} {version}"
    if scale.number is not None:
        text = number_paragraph(scale, scale.number)
    rule = "=" * min(len(name), width)
    return "\n".join(
        [textwrap.fill(name, width), rule, textwrap.fill(" ".join(text.split()), width)]
    )


def _items(scale: Scale, width: int) -> str:
    lines: list[str] = []
    for region in dict.fromkeys(item.region for item in scale.items):
        indent = INDENT
        if region:
            lines.append(f"{INDENT}{region}")
            indent += INDENT
        for item in (i for i in scale.items if i.region == region):
            also = f" (also {', '.join(item.synonyms)})" if item.synonyms else ""
            lines.append(
                fill(
                    f"{item.name}{number_in_words(item)}{also}", width, indent, indent + 2 * INDENT
                )
            )
    return _section("Items", lines)


def number_in_words(item: Item) -> str:
    """Say what number an item is; nothing where it has grades."""
    if item.number is None:
        return ""
    unit = f" {item.number.unit}" if item.number.unit else ""
    ends = " to ".join(plain(end) for end in item.number.range or ())
    return f": {ends}{unit}" if ends else f": a number{unit and f' of{unit}'}"


def _grades(scale: Scale, width: int) -> Iterator[str]:
    for name, grades in scale.grade_sets.items():
        items = [item.name for item in scale.items if item.grades == name]
        only = len(scale.grade_sets) == 1
        title = "Grades" if only else f"Grades of {join_words(items)}"
        yield _section(
            fill(title, width, "", INDENT),
            in_two_columns([(g.code, g.meaning) for g in grades], width),
        )


def _codings(scale: Scale, width: int) -> str:
    codes = [g.code for g in grades_of(scale, scale.items[0])]
    said = []
    for name, coding in scale.codings.items():
        pairs = (f"{c}{NO_BREAK}={NO_BREAK}{plain(coding[c])}" for c in codes if c in coding)
        row = ", ".join(pairs)
        note = scale.coding_notes.get(name)
        main = "the main coding; " if name == scale.main_coding else ""
        said.append((name, f"{main}{note}: {row}" if note else f"{main}{row}"))
    return _section("Codings", in_two_columns(said, width))


def _scores(scale: Scale, width: int) -> str:
    said = [(rule.name, _score_in_words(scale, rule)) for rule in scale.scores]
    return _section("Scores", in_two_columns(said, width))


def _score_in_words(scale: Scale, rule: ScoreRule) -> str:
    ends = f"; {plain(rule.range[0])} to {plain(rule.range[1])}" if rule.range else ""
    notes = [
        "printed as a grade" if rule.printed_as == "grade" and not rule.named else "",
        "not an official score, descriptive only" if rule.descriptive else "",
        f"the setting {rule.offset} decides what is added" if rule.offset else "",
        f"the setting {rule.coding} decides which grades count"
        if any(s.name == rule.coding for s in scale.settings)
        else "",
        rule.note or "",
    ]
    return "; ".join([f"{rule_in_words(scale, rule)}{ends}", *(n for n in notes if n)])


def rule_in_words(scale: Scale, rule: ScoreRule) -> str:
    """Say what a score is made of: `sum of A, B and C, for each side`."""
    whole = {ALL: "all items", ALL_GRADED: "all graded items"}
    of = join_words([whole.get(part, part) for part in rule.of])
    made = made_of(say, rule, of)
    if rule.per == "side":
        made = f"{made}, for each side"
    elif scale.sided and not mixed_sides(scale):
        made = f"{made}, on both sides"
    return "; ".join([made, *conditions(say, rule)])


def _setting(scale: Scale, setting: Setting, width: int) -> str:
    title = f"Setting {setting.name}: {setting.label}"
    said = [
        (choice, f"{meaning} (default)" if choice == setting.default else meaning)
        for choice, meaning in setting.choices.items()
    ]
    default = setting.default
    example = f"In series.yaml: settings: {{{scale.id}: {{{setting.name}: {default}}}}}"
    return _section(title, [*in_two_columns(said, width), f"{INDENT}{example}"])


def _size(threshold: Threshold) -> str:
    """Write the size of a threshold, with what makes it another for some changes."""
    sign = "%" if threshold.per_cent else ""
    worse = "" if threshold.worse is None else f", for worse {plain(threshold.worse)}{sign}"
    whom = "" if threshold.baseline is None else f", from {span_text(threshold.baseline)}"
    return f"{plain(threshold.value)}{sign}{worse}{whom}"


def _thresholds(scale: Scale, width: int) -> str:
    lines = []
    for t in scale.thresholds:
        said = f"{t.kind} of {t.score}: {_size(t)} ({t.population}). {_citation(t.source)}"
        lines.append(fill(said, width, INDENT, 2 * INDENT))
    for e in scale.thresholds_elsewhere:
        found = f"{e.kind} of {e.of}, not computed here: {e.value} ({e.population})."
        said = f"{found} {_citation(e.source)}"
        lines.append(fill(said, width, INDENT, 2 * INDENT))
    if scale.no_threshold and not scale.thresholds:
        lines.append(fill(_sentence(scale.no_threshold), width))
    return _section("Thresholds", lines) if lines else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _cited(title: str, cited: Sequence[PublishedSource], width: int) -> str:
    lines = [fill(_citation(c), width, INDENT, 2 * INDENT) for c in cited]
    return _section(title, lines) if lines else ""


def _citation(source: PublishedSource) -> str:
    doi = f" doi:{source.doi}" if source.doi else ""
    note = f" {_sentence(source.note)}" if source.note else ""
    return f"{source.citation}.{doi}{'.' if doi and note else ''}{note}"


def _section(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *lines])


def rules_text(
    rules: Mapping[str, ImprovementRule], width: int = 80, *, colour: bool = False
) -> str:
    """List the rules of improvement with what each says."""
    paint = painter(colour)
    parts = (
        f"{paint(name, bold=True)}\n{fill(rule.text, width, 2 * INDENT, 2 * INDENT)}"
        for name, rule in rules.items()
    )
    return "\n\n".join(parts)
