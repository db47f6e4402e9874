"""Check the authors' own forms of generated sentences, and say what changed under one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from cpreport.cases.series import OwnSentence, SeriesRecord
from cpreport.catalogue import catalogue, entry, places
from cpreport.figures import (
    case_figures_of,
    draw_case,
    draw_graphical_abstract,
    draw_series,
    phone_look,
    series_figures_of,
)
from cpreport.figures.style import Drawn
from cpreport.manuscript.case_report import described, facts, report_sections
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report
from cpreport.manuscript.document import Blocks, nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.supplement import compose_supplement, tables_of
from cpreport.manuscript.written_document import Shared, shared
from cpreport.outcomes.comparing import scales_in_use
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import judged_outcomes
from cpreport.outcomes.ledger import find, find_case
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import join_names
from cpreport.privacy import photographs_of_article, photographs_of_report
from cpreport.problems import Problem, nearest
from cpreport.tables import CASE_TABLES, case_table, series_table, series_tables_of
from cpreport.tables.table import Table

#: Signs of nobody's writing, of which two enclose what is said in the place of each sentence.
_FIRST_SIGN = 0xF0000
_ANY_SIGN = re.compile("[\U000f0000-\U000ffffd]")
#: So many sentences are named in a message.
_MOST_NAMED = 3


def own_sentence_problems(record: SeriesRecord) -> Iterator[Problem]:
    """Say which own sentences stand for none, or have other places than what they stand for."""
    for name, own in record.wording.items():
        key = record.source.key_place("wording", name)
        if name.startswith("letters."):
            message = f"`{name}` is said in letters, which have words of their own in each case"
            yield Problem(
                "CP423", key, message, help="write `overrides` under `letter` of the case"
            )
            continue
        if name not in catalogue():
            message = f"there is no generated sentence `{name}`"
            hint = nearest(name, catalogue()) or "docs/sentences.md lists them"
            yield Problem("CP423", key, message, help=hint)
            continue
        said = entry(name)
        forms = [("text", own.text, said.text)]
        if own.one is not None and not said.one:
            message = f"`{name}` has no form of its own for one"
            yield Problem("CP423", key, message, help="take `one` out")
        elif own.one is not None:
            forms.append(("one", own.one, said.one))
        for which, text, generated in forms:
            yield from _of_places(record, name, which, text, generated)


def _of_places(
    record: SeriesRecord, name: str, which: str, text: str, generated: str
) -> Iterator[Problem]:
    place = record.source.place("wording", name, which)
    if record.source.node(("wording", name, which)) is None:
        place = record.source.place("wording", name)
    allowed = tuple(f"{{{one}}}" for one in places(generated))
    for one in places(text):
        if one not in places(generated):
            message = f"`{name}` has no place `{{{one}}}`"
            hint = nearest(one, places(generated)) or f"it says: {generated.strip()}"
            yield Problem("CP423", place, message, allowed, hint)
    lacking = [f"`{{{one}}}`" for one in places(generated) if one not in places(text)]
    if lacking:
        message = f"the text for `{name}` lacks {join_names(lacking)}"
        hint = f"what is filled in there is the record; cpreport says: {generated.strip()}"
        yield Problem("CP423", place, message, allowed, hint)


def changed_sentences(
    findings: Findings, of_case: Callable[[str], Findings], cases: Collection[str]
) -> Iterator[Problem]:
    """Say where the records now make another sentence than the one that an own one stands for.

    Parameters
    ----------
    findings : Findings
        Of the series, for the article.
    of_case : callable
        Gives the findings with a case whole, by its id.
    """
    record = findings.record
    drawn = any(name.startswith("figures.") for name in record.wording)
    yield from changes_under(
        record,
        lambda name: not name.startswith(("checklists.", "headings.", "letters.", "pages.")),
        lambda marked: _texts(findings, of_case, cases, marked, drawn=drawn),
    )


def changes_under(
    record: SeriesRecord,
    wanted: Callable[[str], bool],
    write: Callable[[Mapping[str, OwnSentence]], Iterable[str]],
) -> Iterator[Problem]:
    """Hold own sentences against what is written now in their place.

    Parameters
    ----------
    wanted : callable
        Whether a sentence is one of these documents, by its id.
    write : callable
        Writes the documents with these sentences, as plain words.
    """
    names = [name for name in record.wording if name in catalogue() and wanted(name)]
    if not names:
        return
    texts = list(write({name: _marked(name, number) for number, name in enumerate(names)}))
    for number, name in enumerate(names):
        yield from _changed(record, name, tuple(dict.fromkeys(_said(texts, number))))


def _marked(name: str, number: int) -> OwnSentence:
    """Enclose what cpreport says by itself in signs that find it again in a whole document."""
    start, end = _signs(number)
    said = entry(name)
    one = f"{start}{said.one}{end}" if said.one else None
    return OwnSentence.model_construct(text=f"{start}{said.text}{end}", one=one)


def _signs(number: int) -> tuple[str, str]:
    return chr(_FIRST_SIGN + 2 * number), chr(_FIRST_SIGN + 2 * number + 1)


def _said(texts: Iterable[str], number: int) -> Iterator[str]:
    start, end = _signs(number)
    for text in texts:
        for said in re.findall(f"{start}([^{start}{end}]*){end}", text):
            yield _folded(_ANY_SIGN.sub("", said))


def _folded(text: str) -> str:
    """Leave out of a sentence how its spaces are set."""
    return " ".join(text.split())


def _changed(record: SeriesRecord, name: str, now: tuple[str, ...]) -> Iterator[Problem]:
    own = record.wording[name]
    before = tuple(map(_folded, own.instead_of))
    known = {said.casefold() for said in before}
    new = [said for said in now if said.casefold() not in known]
    if before and not now:
        message = f"`{name}` stood for {_quoted(before)}; the records make no such sentence now"
        hint = "take it out, or read what is printed in its place"
    elif new and before:
        there = {said.casefold() for said in now}
        gone = [said for said in before if said.casefold() not in there] or list(before)
        message = f"`{name}` stood for {_quoted(gone)}; the records now make {_quoted(new)}"
        hint = "read your text again; where it still holds, put the new sentence in `instead_of`"
    elif new:
        message = f"nothing says which sentence `{name}` stands for: {_quoted(new)}"
        hint = "put it in `instead_of`, and you are told when the records make another of it"
    else:
        return
    place = record.source.key_place("wording", name)
    yield Problem("CP422", place, message, help=hint, severity="warning")


def _quoted(said: Collection[str]) -> str:
    named = [f"“{one}”" for one in list(said)[:_MOST_NAMED]]
    more = len(said) - len(named)
    return join_names([*named, *([f"{more} more"] if more else [])])


# --- everything that is printed ------------------------------------------------------------------


def _texts(
    findings: Findings,
    of_case: Callable[[str], Findings],
    cases: Collection[str],
    marked: Mapping[str, OwnSentence],
    *,
    drawn: bool,
) -> Iterator[str]:
    """Write every document of a series with marked sentences, as plain words."""
    if any(name.startswith(("results.", "scoring.")) for name in marked):
        yield from _of_results(findings, of_case, cases, marked)
    findings = findings.worded(marked)
    of_series = shared(findings)
    article, _ = compose_article(findings, of_series)
    supplement, _ = compose_supplement(findings, of_series, article)
    for section in (*article.sections, *(supplement.sections if supplement else ())):
        yield from _of_blocks(section.blocks)
    for text in (*article.abstract, *article.declarations):
        yield from _of_blocks(text.blocks)
    yield from texts_of_tables(series_table(name, findings) for name in series_tables_of(findings))
    if supplement and one_by_one(findings):
        yield from texts_of_tables(tables_of(findings, supplement).values())
    if drawn:
        yield from _figures_of_series(findings)
    for case_id in cases:
        yield from _texts_of_report(of_case(case_id).worded(marked), case_id, of_series, drawn)


def _figures_of_series(findings: Findings) -> Iterator[str]:
    names, looks = series_figures_of(findings), (None, phone_look(findings))
    yield from _of_figures(draw_series(name, findings, look) for name in names for look in looks)
    if findings.record.graphical_abstract is not None:
        yield draw_graphical_abstract(findings).svg
    yield from _of_figures(photographs_of_article(findings, findings.scored.series.folder).values())


def _texts_of_report(
    findings: Findings, case_id: str, of_series: Shared, drawn: bool
) -> Iterator[str]:
    report, _ = compose_report(findings, case_id, of_series)
    for view in filter(None, report_sections(findings, report).values()):
        yield from _of_blocks(view.blocks)
    yield from (words_of(*fact.inside) for fact in facts(findings, case_id))
    yield described(findings, case_id)
    yield from texts_of_tables(case_table(name, findings, case_id) for name in CASE_TABLES)
    if drawn:
        names, folder = case_figures_of(findings, case_id), findings.scored.series.folder
        for look in (None, phone_look(findings)):
            yield from _of_figures(draw_case(name, findings, case_id, look) for name in names)
        yield from _of_figures(photographs_of_report(findings, case_id, folder).values())


def _of_figures(figures: Iterable[Drawn | None]) -> Iterator[str]:
    for figure in figures:
        if figure is not None:
            yield from (figure.caption, figure.svg)


def _of_results(
    findings: Findings,
    of_case: Callable[[str], Findings],
    cases: Collection[str],
    marked: Mapping[str, OwnSentence],
) -> Iterator[str]:
    """Say what every result is, as results are made; of a large series those of each case alone."""
    scored = findings.worded(marked).scored
    results: Iterable[Result]
    if one_by_one(findings):
        results = find(scored)[0].ledger.values()
    else:
        scales, outcomes = scales_in_use(scored), judged_outcomes(scored)[0]
        of_cases = (of_case(case_id).scored.case(case_id) for case_id in cases)
        results = (r for case in of_cases for r in find_case(scored, case, scales, outcomes)[1])
    for result in results:
        yield from (result.label, result.printed, result.method)


def _of_blocks(blocks: Blocks) -> Iterator[str]:
    yield from (words_of(node) for node in nodes_of(blocks))


def texts_of_tables(tables: Iterable[Table | None]) -> Iterator[str]:
    """List every text of tables."""
    for table in filter(None, tables):
        yield from (table.caption, *table.notes, table.group_heading)
        yield from (column.full_heading for column in table.columns)
        yield from (column.instead or "" for column in table.columns)
        for row in table.rows:
            yield from (row.group, *(cell.text for cell in row.cells))
