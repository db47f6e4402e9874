"""Write composed documents with their figures and tables as data that `page.typ` sets.

What stands here is what `publish/html/documents.py` gives the templates of pages for print, in the
same order: the same records, the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cpreport.cases.series import SeriesRecord, Style
from cpreport.catalogue import Heading, say
from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.case_report import (
    described,
    facts,
    of_verdicts,
    report_sections,
    verdicts,
)
from cpreport.manuscript.document import (
    Article,
    Block,
    Float,
    ReferenceView,
    Report,
    SectionView,
    Supplement,
    TitledText,
    nodes_of,
)
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.tree import Inline
from cpreport.outcomes.findings import Findings
from cpreport.publish.folders import folders_of
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.html.front import (
    Front,
    Metadata,
    Person,
    article_front,
    checklist_metadata,
    metadata,
    report_front,
    supplement_front,
)
from cpreport.publish.html.parts import FULL_WIDTH, TEXT_WIDTH, is_long_title, section_anchor
from cpreport.publish.html.styles import image, in_one_column, stylesheet
from cpreport.publish.html.tabular import TablePage, TablePart, table_page
from cpreport.publish.typst.drawings import drawing_data, image_data, mark_data, picture_data
from cpreport.publish.typst.looks import looks_of_css
from cpreport.publish.typst.nodes import Data, Line, block_data, line_data
from cpreport.tables.table import Table

#: What words may lead to besides sections, figures and tables.
_ALWAYS = frozenset({"summary", "abstract", "key-points", "listing", "declarations", "references"})

#: Above and below the text of a page of each size, in mm.
_MARGINS = {"a4": {"top": 20, "bottom": 18}, "letter": {"top": 20, "bottom": 17}}


@dataclass(frozen=True, slots=True)
class _Things:
    """The figures and tables of a document by name, and what words in it may lead to."""

    drawn: Mapping[str, Drawn | Picture]
    tables: Mapping[str, Table]
    anchors: frozenset[str]
    continued: str

    def has(self, placed: Float) -> bool:
        return placed.id in (self.tables if placed.kind == "table" else self.drawn)


def report_data(
    findings: Findings,
    report: Report,
    drawn: Mapping[str, Drawn | Picture],
    tables: Mapping[str, Table],
    *,
    folder: Path,
) -> Data:
    """Write one case's report; parameters are those of `report_html`."""
    record = findings.record
    case = findings.case(report.case_id).case
    front = report_front(record, case)
    there = _Things(drawn, tables, frozenset(), "")
    sections = [s for s in report_sections(findings, report, there.has).values() if s is not None]
    things = _things(record, drawn, tables, sections, report.floats, report.references)
    meta = metadata(front, record, described(findings, case.id))
    return {
        **_page(record.style, meta, folder, record.heading),
        "front": _front(front, record),
        "beside": _beside(front, record),
        "boxes": [_summary(findings, case.id, things)],
        "sections": [_section(one, things) for one in sections],
        "orcid": _orcid_at_end(front, record),
        "references": _references(report.references, things, record.heading),
    }


def article_data(
    findings: Findings,
    article: Article,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    folder: Path,
) -> Data:
    """Write the case-series article; parameters are those of `article_html`."""
    record = findings.record
    front = article_front(record)
    things = _things(record, drawn, tables, article.sections, article.floats, article.references)
    meta = metadata(front, record, words_of(*front.citation) or record.title)
    return {
        **_page(record.style, meta, folder, record.heading),
        "front": _front(front, record),
        "beside": _beside(front, record),
        "boxes": [*_abstract(article, things, record.heading)],
        "sections": _nested(article.sections, things),
        "declarations": _declarations(article.declarations, things, record.heading),
        "orcid": _orcid_at_end(front, record),
        "references": _references(article.references, things, record.heading),
    }


def supplement_data(
    findings: Findings,
    supplement: Supplement,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    folder: Path,
) -> Data:
    """Write the supplement of the article; parameters are those of `supplement_html`."""
    record = findings.record
    front = supplement_front(record, supplement.title)
    sections = supplement.sections
    things = _things(record, drawn, tables, sections, supplement.floats, supplement.references)
    meta = metadata(front, record, record.say("pages.supplement_of", title=record.title))
    nested = _nested(sections, things)
    return {
        **_page(record.style, meta, folder, record.heading),
        "front": _front(front, record),
        "moves": False,
        "beside": [],
        "boxes": [_listing(nested)],
        "sections": nested,
        "references": _references(supplement.references, things, record.heading),
    }


def checklist_data(checklist: ChecklistPage, *, folder: Path) -> Data:
    """Write a filled checklist; parameters are those of `checklist_html`."""
    heading = checklist.heading
    meta = checklist_metadata(checklist)
    style = checklist.style.model_copy(update={"layout": "one column", "logo": None})
    table = table_page(checklist.table, "items", heading("Table 1"), millimetres=FULL_WIDTH)
    counts = [{"label": state, "text": str(count)} for state, count in checklist.counts]
    notes = [{"k": "p", "n": [note]} for note in checklist.notes]
    return {
        **_page(style, meta, folder, heading),
        "front": {
            "kicker": heading("Reporting checklist"),
            "study": "",
            "title": checklist.title,
            "of_series": [checklist.about],
            "notice": checklist.notice,
        },
        "beside": [],
        "boxes": [{"kind": "counts", "title": heading("Items"), "anchor": "counts", "n": counts}],
        "sections": [
            {"title": "", "anchor": "", "n": [_table(table, say("pages.table.continued"))]},
            {"title": heading("How to read it"), "anchor": "reading", "n": notes},
        ],
    }


# --- what every document has ---------------------------------------------------------------------


def _page(style: Style, meta: Metadata, folder: Path, heading: Heading) -> Data:
    folders = folders_of(folder)
    style = in_one_column(style)
    logo = image(folders, style.logo) if style.logo else None
    return {
        "title": meta.title,
        "lang": meta.language,
        "description": meta.description,
        "authors": list(meta.authors),
        "keywords": list(meta.keywords),
        "generator": meta.generator,
        "running": list(meta.running),
        "paper": meta.paper,
        "margins": _MARGINS[meta.paper],
        "layout": style.layout,
        "looks": looks_of_css(stylesheet(folders, "print", style)),
        "logo": None if logo is None else image_data(logo, style.logo_name or ""),
    }


def _things(
    record: SeriesRecord,
    drawn: Mapping[str, Drawn | Picture],
    tables: Mapping[str, Table],
    sections: Iterable[SectionView],
    floats: Iterable[Float],
    references: Iterable[ReferenceView],
) -> _Things:
    plain = _Things(drawn, tables, frozenset(), record.say("pages.table.continued"))
    anchors = {
        *_ALWAYS,
        *(section_anchor(section) for section in sections),
        *(placed.anchor for placed in floats if plain.has(placed)),
        *(f"ref-{reference.number}" for reference in references),
    }
    return _Things(drawn, tables, frozenset(anchors), plain.continued)


def _front(front: Front, record: SeriesRecord) -> Data:
    history = bool(front.series_title and front.history)
    return {
        "kicker": front.kicker,
        "study": front.study_id,
        "title": front.title_before_colon,
        "subtitle": front.title_after_colon,
        "long": front.long_title,
        "of_series": _of_series(front, record),
        "notice": front.notice,
        "authors": [_author(person) for person in front.people],
        "affiliations": [{"number": str(a.number), "text": a.text} for a in front.affiliations],
        "history": " · ".join(front.history) if history else "",
    }


def _of_series(front: Front, record: SeriesRecord) -> Line:
    if not front.series_title:
        return []
    if front.citation:
        return [f"{record.say('pages.of_series.cited')} ", *line_data(front.citation)]
    before, after = front.around_series_title
    return [before, {"k": "i", "n": [front.series_title]}, after]


def _author(person: Person) -> Data:
    degrees = f", {person.degrees}" if person.degrees else ""
    return {
        "name": f"{person.name}{degrees}",
        "numbers": ",".join(map(str, person.affiliations)),
    }


def _beside(front: Front, record: SeriesRecord) -> list[Data]:
    """Write what stands beside the abstract or the summary, in lines below a word each."""
    heading = record.heading
    own = not front.series_title
    parts: list[tuple[str, list[Line]]] = [
        (heading("Correspondence"), [_to_write_to(p) for p in front.corresponding])
    ]
    if not front.orcid_at_end:
        ids: list[Line] = [[p.name, {"k": "br"}, *_orcid(p, record)] for p in front.with_orcid]
        parts.append((heading("ORCID"), ids))
    parts.append((heading("Keywords"), [[", ".join(front.keywords)]] if front.keywords else []))
    if own:
        version, cited = front.publication.version, line_data(front.citation)
        parts += [
            (heading("Dates"), [[date] for date in front.dates]),
            (heading("Version"), [[version]] if version else []),
            (heading("How to cite"), [cited] if cited else []),
        ]
    title = heading("Copyright") if front.copyright else heading("Licence")
    rights: list[Line] = [[front.copyright]] if front.copyright else []
    parts.append((title, [*rights, *_licence(front, record)]))
    return [{"label": label, "lines": lines} for label, lines in parts if lines]


def _to_write_to(person: Person) -> Line:
    if not person.email:
        return [person.name]
    address: Data = {"k": "url", "to": f"mailto:{person.email}", "n": [person.email], "plain": True}
    return [person.name, {"k": "br"}, address]


def _orcid(person: Person, record: SeriesRecord) -> Line:
    address = f"https://orcid.org/{person.orcid}"
    return [
        mark_data("orcid", record.say("pages.mark.orcid")),
        {"k": "url", "to": address, "n": [person.orcid]},
    ]


def _orcid_at_end(front: Front, record: SeriesRecord) -> Data | None:
    if not front.orcid_at_end:
        return None
    items = [[{"k": "p", "n": [f"{p.name}: ", *_orcid(p, record)]}] for p in front.with_orcid]
    return {"title": record.heading("ORCID"), "anchor": "orcid", "items": items}


def _licence(front: Front, record: SeriesRecord) -> Iterator[Line]:
    if front.licence and front.licence_address:
        yield [
            mark_data("licence", record.say("pages.mark.licence")),
            {"k": "url", "to": front.licence_address, "n": [front.licence]},
        ]
    elif front.licence:
        yield [front.licence]


# --- boxes ---------------------------------------------------------------------------------------


def _behind(details: Sequence[Inline], anchors: frozenset[str]) -> Line:
    """Write what goes on in a line: the space that it begins with is no first one."""
    return [" ", *line_data(details, anchors)] if details else []


def _summary(findings: Findings, case_id: str, things: _Things) -> Data:
    found = verdicts(findings, case_id)
    said = [
        [f"{v.label}: ", {"k": "verdict", "n": [v.word]}, *_behind(v.details, things.anchors)]
        for v in found
    ]
    return {
        "kind": "summary",
        "title": findings.heading("Summary"),
        "anchor": "summary",
        "facts": [
            {"label": f.label, "n": line_data(f.inside, things.anchors)}
            for f in facts(findings, case_id)
        ],
        "outcomes": findings.heading("Outcomes") if found else "",
        "verdicts": said,
        "of_verdicts": line_data(of_verdicts(findings), things.anchors) if found else [],
    }


def _abstract(article: Article, things: _Things, heading: Heading) -> Iterator[Data]:
    if article.abstract:
        yield {
            "kind": "abstract",
            "title": heading("Abstract"),
            "anchor": "abstract",
            "n": [_titled(part, things) for part in article.abstract],
        }
    if article.key_points:
        points = [[block_data(n, things.anchors) for n in nodes_of(p)] for p in article.key_points]
        yield {
            "kind": "points",
            "title": heading("Key points"),
            "anchor": "key-points",
            "items": points,
        }


def _titled(part: TitledText, things: _Things) -> Data:
    blocks = [block_data(node, things.anchors) for node in nodes_of(part.blocks)]
    return {"title": part.title, "n": blocks}


def _listing(sections: Sequence[Data]) -> Data:
    """List the sections of a supplement, each with its figures and tables."""
    return {
        "kind": "listing",
        "title": "Contents",
        "anchor": "listing",
        "n": [
            {
                "title": section["title"],
                "anchor": section["anchor"],
                "floats": [
                    {name: block[name] for name in ("label", "caption", "anchor")}
                    for block in _blocks(section)
                    if block["k"] in ("figure", "table")
                ],
            }
            for section in sections
        ],
    }


def _blocks(section: Data) -> list[Data]:
    found = section["n"]
    assert isinstance(found, list)
    return found


# --- sections ------------------------------------------------------------------------------------


def _nested(sections: Iterable[SectionView], things: _Things) -> list[Data]:
    """Lay out sections, each case presentation below its section."""
    found: list[Data] = []
    for section in sections:
        if section.level > 2 and found:
            below = found[-1].setdefault("below", [])
            assert isinstance(below, list)
            below.append(_section(section, things))
        else:
            found.append(_section(section, things))
    return found


def _section(section: SectionView, things: _Things) -> Data:
    blocks = (_block(block, things) for block in section.blocks)
    return {
        "title": section.title,
        "anchor": section_anchor(section),
        "long": is_long_title(section.title),
        "n": [block for block in blocks if block is not None],
    }


def _block(block: Block, things: _Things) -> Data | None:
    placed = block.float
    if placed is None:
        return block_data(block.node, things.anchors)
    if not things.has(placed):
        return None
    if placed.kind == "table":
        table = things.tables[placed.id]
        width = FULL_WIDTH if table.wide else TEXT_WIDTH
        page = table_page(table, placed.anchor, placed.label, millimetres=width)
        return _table(page, things.continued)
    figure = things.drawn[placed.id]
    shown = picture_data(figure) if isinstance(figure, Picture) else drawing_data(figure)
    return {
        "k": "figure",
        "anchor": placed.anchor,
        "label": placed.label,
        "caption": figure.caption,
        "wide": figure.wide,
        "image": shown,
    }


def _table(table: TablePage, continued: str) -> Data:
    return {
        "k": "table",
        "anchor": table.anchor,
        "label": table.label,
        "caption": table.caption,
        "continued": continued,
        "wide": table.wide,
        "parts": [_part(part) for part in table.parts],
        "notes": list(table.notes),
    }


def _part(part: TablePart) -> Data:
    return {
        "widths": [float(width.removesuffix("%")) for width in part.widths],
        "head": [
            [
                {"n": [c.text], "c": c.align, "cs": c.columns, "rs": c.rows, "over": c.columns > 1}
                for c in line
            ]
            for line in part.heading
        ],
        "heads": sum(cell.heads_row for cell in part.groups[0].rows[0]) if part.groups else 0,
        "groups": [
            {
                "heading": group.heading,
                "short": group.short,
                "rows": [
                    [
                        {"n": list(c.lines), "c": f"{c.align} {c.tone}".strip(), "lacks": c.lacks}
                        for c in row
                    ]
                    for row in group.rows
                ],
            }
            for group in part.groups
        ],
    }


def _declarations(
    declarations: Sequence[TitledText], things: _Things, heading: Heading
) -> Data | None:
    if not declarations:
        return None
    return {
        "title": heading("Declarations"),
        "anchor": "declarations",
        "n": [_titled(part, things) for part in declarations],
    }


def _references(
    references: Sequence[ReferenceView], things: _Things, heading: Heading
) -> Data | None:
    if not references:
        return None
    return {
        "title": heading("References"),
        "anchor": "references",
        "numbered": references[0].numbered,
        "items": [
            {"anchor": f"ref-{r.number}", "n": line_data(r.inside, things.anchors)}
            for r in references
        ],
    }
