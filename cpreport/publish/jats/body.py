"""Write the body of the article as JATS: sections, with figures and tables in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Block, Float, SectionView
from cpreport.manuscript.tree import Heading
from cpreport.publish.html.parts import section_anchor
from cpreport.publish.html.tabular import table_page
from cpreport.publish.jats.elements import Element, element, xml_id
from cpreport.publish.jats.nodes import Footnotes, block_elements, line
from cpreport.publish.jats.tables import table_wrap
from cpreport.tables.table import Table

#: What JATS calls the sections that case reports usually have, by a word of their id or title.
_TYPES = {
    "introduction": "intro", "background": "intro", "method": "methods", "case": "cases",
    "result": "results", "discussion": "discussion", "conclusion": "conclusions",
}  # fmt: skip


def body(
    sections: tuple[SectionView, ...],
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    notes: Footnotes,
) -> Element:
    """Write the body of the article, one section a case below the section of the cases."""
    made = element("body")
    above = made
    for section in sections:
        one = _section(section, drawn, tables, notes)
        if section.level > 2 and above is not made:
            above.append(one)
        else:
            made.append(one)
            above = one
    return made


def _section(
    section: SectionView, drawn: Mapping[str, Drawn], tables: Mapping[str, Table], notes: Footnotes
) -> Element:
    anchor = xml_id(section_anchor(section))
    kind = "case" if section.case is not None else _kind(section)
    made = element("sec", element("title", section.title), id=anchor, sec_type=kind)
    open_sections = [(section.level, made)]
    headings = 0
    for block in section.blocks:
        if not isinstance(block.node, Heading):
            open_sections[-1][1].extend(_block(block, drawn, tables, notes))
            continue
        headings += 1
        while len(open_sections) > 1 and open_sections[-1][0] >= block.node.level:
            open_sections.pop()
        title = line("title", block.node.inside, notes)
        below = element("sec", title, id=f"{anchor}-{headings}")
        open_sections[-1][1].append(below)
        open_sections.append((block.node.level, below))
    return made


def _kind(section: SectionView) -> str | None:
    named = f"{section.id} {section.title}".casefold()
    return next((kind for word, kind in _TYPES.items() if word in named), None)


def _block(
    block: Block, drawn: Mapping[str, Drawn], tables: Mapping[str, Table], notes: Footnotes
) -> Iterator[Element]:
    shown = block.float
    if shown is None:
        yield from block_elements(block.node, notes)
    elif shown.kind == "table" and shown.id in tables:
        yield table_wrap(table_page(tables[shown.id], shown.anchor, shown.label))
    elif shown.kind == "figure" and shown.id in drawn:
        yield _figure(drawn[shown.id], shown)


def _figure(figure: Drawn, shown: Float) -> Element:
    """Write a figure; its file is named as the package names it."""
    title, dot, legend = figure.caption.partition(". ")
    graphic = element(
        "graphic",
        element("alt-text", " ".join(figure.alt.split())),
        xlink_href=f"Figure_{shown.number}.tiff",
        mimetype="image",
        mime_subtype="tiff",
    )
    return element(
        "fig",
        element("label", shown.label),
        element(
            "caption",
            element("title", title + dot.strip()),
            element("p", legend) if legend else None,
        ),
        graphic,
        id=xml_id(shown.anchor),
        position="float",
    )
