"""Write a page for each scale, and one that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cpreport.catalogue import say
from cpreport.numbers import plain
from cpreport.outcomes.scoring_words import better_way
from cpreport.scales.definition import PublishedSource, Scale, mixed_sides
from cpreport.scales.names import grades_of
from cpreport.scales.reader import read_scales, shipped_numbers
from cpreport.terminal.scales import number_in_words, rule_in_words


def scale_pages() -> dict[str, str]:
    """Write every page of the library by its path."""
    scales, _ = read_scales(())
    pages = {path_of(scale): _page(scale) for scale in scales.values()}
    return {"scales/index.md": _list(list(scales.values())), **pages}


def path_of(scale: Scale) -> str:
    """Name the path of a scale's page."""
    return f"scales/{scale.id.casefold()}.md"


def _list(scales: Sequence[Scale]) -> str:
    rows = [
        f"| {s.field or '–'} | [{s.name}]({path_of(s).removeprefix('scales/')}) | {s.id} | "
        f"{s.measures} | "
        f"{len(s.items) or 'total only'}{' on each side' if s.sided else ''} | "
        f"{', '.join(r.name for r in s.scores) or '–'} | {_better(s)} |"
        for s in sorted(scales, key=lambda s: (s.field or "", s.id.casefold()))
    ]
    return "\n".join(
        [
            "# The scale library",
            "",
            "Each scale is one file with its items, grades, scores, thresholds, licence and "
            "sources. These pages are made from the files. The words for grades are ours and "
            "shorter than the published ones: check a form against the original before you rely "
            "on it.",
            "",
            "| field | scale | id | measures | items | scores | better |",
            "|---|---|---|---|---|---|---|",
            *rows,
            "",
            *_numbers(),
            "A file in the `scales` folder of a series adds one: [how](../howto/scale.md).",
            "",
        ]
    )


def _numbers() -> list[str]:
    """List the numbers, whose files say little more than their unit."""
    rows = [
        f"| {s.field or '–'} | {s.name} | {', '.join((s.id, *s.synonyms))} | "
        f"{number.unit or 'none'} | {better_way(say, s)} | {'yes' if number.sided else 'no'} |"
        for s in sorted(shipped_numbers().values(), key=lambda s: (s.field or "", s.name))
        if (number := s.number) is not None
    ]
    return [
        "## Numbers",
        "",
        "These are used under `measurements` by any of their ids, each value with its unit. None "
        "has a reference range, which is the laboratory's: declare the number under `measures` in "
        "`series.yaml` with it, and values need no unit. What a series declares goes before what "
        "stands here.",
        "",
        "| field | number | ids | unit | better | on each side |",
        "|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def _better(scale: Scale) -> str:
    return scale.better if scale.kind == "outcome" else "–"


def _page(scale: Scale) -> str:
    return "\n\n".join(part for part in _parts(scale) if part) + "\n"


def _parts(scale: Scale) -> Iterator[str]:
    kind = "A classification" if scale.kind == "classification" else "An outcome scale"
    sides = " Every item is graded on the right and on the left." if scale.sided else ""
    if mixed_sides(scale):
        sides = " Some items are graded on the right and on the left, others once."
    version = f" Version: {scale.version}." if scale.version else ""
    yield f"# {scale.name} ({scale.id})"
    yield (
        f"{kind}. Measures {scale.measures}. Level of measurement: {scale.level}"
        f"{f'; {scale.better} is better' if scale.kind == 'outcome' else ''}.{sides}{version}"
    )
    if scale.synonyms:
        yield f"Files may also call it {_or(scale.synonyms)}."
    yield _items(scale)
    yield _grades(scale)
    yield _codings(scale)
    yield _scores(scale)
    yield _settings(scale)
    yield _thresholds(scale)
    yield _cited("Reliability", scale.reliability)
    yield f"## Licence\n\n{_sentence(scale.licence)}" + (
        f"\n\nPrint: “{scale.acknowledgement}”" if scale.acknowledgement else ""
    )
    yield _cited("Sources", scale.sources)
    if scale.seen:
        yield "## What was seen of them\n\n" + "\n".join(f"- {_sentence(s)}" for s in scale.seen)
    yield f"## Notes\n\n{scale.notes.strip()}" if scale.notes else ""


def _items(scale: Scale) -> str:
    regions = any(i.region for i in scale.items)
    if not scale.items:
        return ""
    head = "| item |" + (" region |" if regions else "") + " also written |"
    rows = [
        f"| {i.name}{number_in_words(i)} |"
        + (f" {i.region or ''} |" if regions else "")
        + f" {', '.join(i.synonyms)} |"
        for i in scale.items
    ]
    table = _table("## Items", head, rows)
    words = [f"- `{word}`: {meaning}" for word, meaning in scale.untestable.items()]
    return "\n\n".join(
        [table, *(["Words for what cannot be tested:", "\n".join(words)] * bool(words))]
    )


def _grades(scale: Scale) -> str:
    parts = []
    for name, grades in scale.grade_sets.items():
        items = [i.name for i in scale.items if i.grades == name]
        title = "## Grades" if len(scale.grade_sets) == 1 else f"## Grades of {_and(items)}"
        synonyms = any(g.synonyms for g in grades)
        head = "| grade | points | meaning |" + (" also written |" if synonyms else "")
        rows = [
            f"| `{g.code}` | {plain(g.points)} | {g.meaning} |"
            + (f" {', '.join(f'`{s}`' for s in g.synonyms)} |" if synonyms else "")
            for g in grades
        ]
        parts.append(_table(title, head, rows))
    return "\n\n".join(parts)


def _codings(scale: Scale) -> str:
    if not scale.codings:
        return ""
    codes = [g.code for g in grades_of(scale, scale.items[0])]
    names = list(scale.codings)
    head = "| grade | " + " | ".join(f"`{n}`" for n in names) + " |"
    rows = []
    for code in codes:
        points = [scale.codings[n].get(code) for n in names]
        shown = " | ".join("–" if p is None else plain(p) for p in points)
        rows.append(f"| `{code}` | {shown} |")
    said = [
        f"- `{n}`{' (the main coding)' if n == scale.main_coding else ''}"
        + (f": {scale.coding_notes[n]}" if n in scale.coding_notes else "")
        for n in names
    ]
    text = "Grades are printed as graded; where a number is needed, a coding gives it."
    return _table("## Codings", head, rows, text) + "\n\n" + "\n".join(said)


def _scores(scale: Scale) -> str:
    rows = []
    for rule in scale.scores:
        span = f"{plain(rule.range[0])} to {plain(rule.range[1])}" if rule.range else "–"
        notes = [
            "descriptive only, not an official score" if rule.descriptive else "",
            "printed as a grade" if rule.printed_as == "grade" and not rule.named else "",
            f"the setting `{rule.offset}` decides what is added" if rule.offset else "",
            rule.note or "",
        ]
        said = "; ".join(n for n in notes if n)
        rows.append(
            f"| `{rule.name}` | {rule.label} | {rule_in_words(scale, rule)} | {span} | {said} |"
        )
    head = "| score | in words | made of | range | note |"
    text = "A score with a missing item is not scorable, and says which item is missing."
    return _table("## Scores", head, rows, text) if rows else ""


def _settings(scale: Scale) -> str:
    parts = []
    for setting in scale.settings:
        rows = [
            f"| `{choice}`{' (default)' if choice == setting.default else ''} | {meaning} |"
            for choice, meaning in setting.choices.items()
        ]
        example = f"settings: {{{scale.id}: {{{setting.name}: {setting.default}}}}}"
        text = f"{_sentence(setting.label)} In `series.yaml`: `{example}`."
        title = f"## Setting `{setting.name}`"
        parts.append(_table(title, "| choice | meaning |", rows, text))
    return "\n\n".join(parts)


def _thresholds(scale: Scale) -> str:
    lines = []
    for t in scale.thresholds:
        lines.append(
            f"- {t.kind} of `{t.score}`: {plain(t.value)} ({t.population}). {citation(t.source)}"
        )
    lines += [
        f"- Shown only, for it is of something that is not computed here: {e.kind} of {e.of}, "
        f"{e.value} ({e.population}). {citation(e.source)}"
        for e in scale.thresholds_elsewhere
    ]
    if scale.no_threshold and not scale.thresholds:
        lines.append(f"- {_sentence(scale.no_threshold)}")
    return "## Thresholds\n\n" + "\n".join(lines) if lines else ""


def _cited(title: str, cited: Sequence[PublishedSource]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {citation(c)}" for c in cited) if cited else ""


def citation(source: PublishedSource) -> str:
    """Write a citation with its DOI as a link."""
    text = _linked_pmid(source.citation.rstrip("."))
    doi = f" [doi:{source.doi}](https://doi.org/{source.doi})." if source.doi else ""
    note = f" {_sentence(source.note)}" if source.note else ""
    return f"{text}.{doi}{note}"


def _linked_pmid(text: str) -> str:
    return re.sub(r"PMID (\d+)", r"[PMID \1](https://pubmed.ncbi.nlm.nih.gov/\1/)", text)


def _table(title: str, head: str, rows: Sequence[str], text: str = "") -> str:
    columns = head.count("|") - 1
    parts = [title, text, "\n".join([head, "|" + "---|" * columns, *rows])]
    return "\n\n".join(part for part in parts if part)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _or(words: Sequence[str]) -> str:
    marked = [f"“{word}”" for word in words]
    return f"{', '.join(marked[:-1])} or {marked[-1]}" if len(marked) > 1 else marked[0]
