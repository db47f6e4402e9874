"""Set a filled checklist as a page and as rows of data."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.series import SeriesRecord
from cpreport.checklists.evidence import Evidence
from cpreport.checklists.fill_items import Checklist, Filled, State
from cpreport.checklists.guideline import GuidelineItem
from cpreport.checklists.place_items import Places, Stands
from cpreport.checklists.written import ARTICLE
from cpreport.data.cell_text import Row as DataRow
from cpreport.data.cell_text import or_not_applicable, yes_or_no
from cpreport.data.columns import NOT_APPLICABLE
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.tables.table import Cell, Table, TableColumn, TableRow, Tone
from cpreport.tables.table_headings import headed

STATES: tuple[State, ...] = ("reported", "not reported", "not applicable")
_TONES: dict[State, Tone] = {"reported": "", "not reported": "missing", "not applicable": ""}


def checklist_page(checklist: Checklist, places: Places) -> ChecklistPage:
    """Set a checklist as it is printed."""
    guideline, record = checklist.guideline, checklist.record
    whole = (
        record.say("checklists.about.case", case=checklist.case, title=record.title)
        if checklist.case
        else record.say("checklists.about.series", title=record.title)
    )
    return ChecklistPage(
        title=guideline.title,
        about=whole,
        notice=" ".join((record.notice or "").split()),
        counts=tuple((state, checklist.counted(state)) for state in STATES),
        notes=tuple(_notes(checklist, record)),
        table=checklist_table(checklist, places),
        language=record.language,
        paper=record.page_size.casefold(),
        style=record.style,
        heading=record.heading,
    )


def _notes(checklist: Checklist, record: SeriesRecord) -> Iterator[str]:
    guideline = checklist.guideline
    yield record.say("checklists.how")
    numbered = record.style.layout == "review"
    lines = [record.say("checklists.lines")]
    lines += [record.say("checklists.lines.numbered")] if numbered else []
    yield " ".join(lines)
    if guideline.note:
        yield guideline.note
    doi = f", doi:{guideline.doi}" if guideline.doi else ""
    unverified = sum(not item.verified for item in guideline.items)
    said = f"{guideline.source}{doi}".rstrip(".")
    # The day is in the guideline's file; no output prints a date.
    source = [record.say("checklists.source", year=guideline.dated[:4], source=said)]
    if unverified:
        source.append(record.say("checklists.source.unverified", unverified, n=str(unverified)))
    yield " ".join(source)


def checklist_table(checklist: Checklist, places: Places) -> Table:
    """Set a checklist as a table to be read."""
    table = Table(
        id="items",
        caption=checklist.record.say("checklists.caption", guideline=checklist.guideline.name),
        columns=(
            TableColumn("Item"),
            TableColumn("What is asked"),
            TableColumn("State"),
            TableColumn("In the PDF"),
            TableColumn("In the DOCX, or why not"),
        ),
        rows=tuple(_row(filled, places, checklist.record) for filled in checklist.items),
        group_heading="Section",
    )
    return headed(checklist.record.heading, table)


def _row(filled: Filled, places: Places, record: SeriesRecord) -> TableRow:
    item = filled.item
    stands = [(e, places.get(e, Stands())) for e in filled.evidence]
    lines = {(_in_pdf(record, e, s), _in_docx(record, e, s)): None for e, s in stands}
    pages, sections = list(dict.fromkeys(p for p, _ in lines)), [s for _, s in lines]
    return TableRow(
        (
            Cell(item.item),
            Cell(_asked(item, record)),
            Cell(filled.state, tone=_TONES[filled.state]),
            Cell("\n".join(pages)),
            Cell("\n".join(dict.fromkeys(sections)) or _sentence(filled.reason)),
        ),
        item.group or item.section,
    )


def _asked(item: GuidelineItem, record: SeriesRecord) -> str:
    asks = f"{item.section}. {item.asks}" if item.group else item.asks
    return asks if item.verified else record.say("checklists.item.unverified", item=asks)


def _in_pdf(record: SeriesRecord, evidence: Evidence, stands: Stands) -> str:
    name, say = _name(record, evidence), record.say
    if stands.page is None:
        return f"{name}, {evidence.label}" if evidence.label else name
    said = say("checklists.place.page", document=name, page=str(stands.page.page))
    if evidence.label:
        return f"{said}, {evidence.label}"
    return say("checklists.place.line", place=said, line=str(stands.page.line))


def _in_docx(record: SeriesRecord, evidence: Evidence, stands: Stands) -> str:
    name, say = _name(record, evidence), record.say
    if stands.paragraph is None:
        return f"{name}, {record.heading(evidence.section) or evidence.label}"
    what = evidence.label or say("checklists.place.paragraph", n=str(stands.paragraph.number))
    return f"{name}, {record.heading(stands.paragraph.section)}, {what}"


def _name(record: SeriesRecord, evidence: Evidence) -> str:
    return record.heading("Article") if evidence.document == ARTICLE else evidence.document


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def checklist_rows(checklist: Checklist, places: Places) -> Iterator[DataRow]:
    """Yield a row for every place of every item, of the data file `CHECKLIST`."""
    for filled in checklist.items:
        item, guideline = filled.item, checklist.guideline
        section = f"{item.group}: {item.section}" if item.group else item.section
        asked = (item.item, section, item.asks, yes_or_no(item.verified), filled.state)
        first = (guideline.id, checklist.case or "series", *asked)
        last = (or_not_applicable(filled.reason), item.source or guideline.source)
        if not filled.evidence:
            yield (*first, *[NOT_APPLICABLE] * 8, *last)
        for evidence in filled.evidence:
            yield (*first, *_place(evidence, places.get(evidence, Stands())), *last)


def _place(evidence: Evidence, stands: Stands) -> DataRow:
    page, paragraph = stands.page, stands.paragraph
    # A figure or table stands on no line and in no paragraph: its number is 0.
    found = (
        evidence.document,
        evidence.section,
        evidence.label,
        str(page.page) if page else "",
        str(page.line) if page and page.line else "",
        paragraph.section if paragraph else "",
        str(paragraph.number) if paragraph and paragraph.number else "",
        evidence.words,
    )
    return tuple(map(or_not_applicable, found))
