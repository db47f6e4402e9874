"""Put composed documents, drawings and tables into the parts of a page, in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.case_report import report_sections as report_texts
from cpreport.manuscript.document import Article, Block, Float, Report, SectionView, Supplement
from cpreport.outcomes.findings import Findings
from cpreport.publish.folders import Medium
from cpreport.publish.html.drawings import as_image, as_inline_svg, as_photograph
from cpreport.publish.html.nodes import ANYWHERE, Links, html_of
from cpreport.publish.html.tabular import TablePage, table_page
from cpreport.tables.table import Table

#: Width of a page's type area, of its text and of one of two columns, in mm, as `styles` set them.
FULL_WIDTH, TEXT_WIDTH, COLUMN_WIDTH = 174.0, 130.0, 84.0

#: Characters of a heading that two lines of the left column hold.
_TWO_LINES = 36
#: A title longer than this needs a second line there.
_ONE_LINE = 19


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A figure ready to be printed.

    source : str
        The address for an `img` element; on screens, that of a picture that was not drawn.
    drawing : Markup
        On screens, the inline SVG.
    caption_on_phones : str
        What stands below the drawing for phones; empty where that is the same.
    photograph : bool
        Whether it was not drawn from data; its dots are those of print then.
    """

    id: str
    anchor: str
    label: str
    caption: str
    alt: str
    wide: bool
    source: str = ""
    drawing: Markup = field(default_factory=Markup)
    caption_on_phones: str = ""
    photograph: bool = False
    kind: str = "figure"


#: A figure or a table; a template asks its `kind`.
FloatPage = FigurePage | TablePage


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block of a section: finished HTML, or a figure or table."""

    html: Markup = field(default_factory=Markup)
    float: FloatPage | None = None


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with its heading, its blocks and the sections below it."""

    anchor: str
    title: str
    blocks: tuple[PageBlock, ...]
    sections: tuple[PageSection, ...] = ()

    @property
    def long_title(self) -> bool:
        """Whether the title needs more than two lines of the print's left column."""
        return is_long_title(self.title)

    @property
    def two_line_title(self) -> bool:
        """Whether the title stands there in two lines, and needs room for both."""
        return _ONE_LINE < len(self.title) <= _TWO_LINES


def is_long_title(title: str) -> bool:
    """Whether a title needs more than two lines of the print's left column."""
    return len(title) > _TWO_LINES


class Floats:
    """The figures and tables of a document by kind and id, made ready once each.

    narrow : float
        Width of a table that does not need the whole width of the page, in mm.
    """

    def __init__(
        self,
        drawn: Mapping[str, Drawn] | Mapping[str, Drawn | Picture],
        tables: Mapping[str, Table],
        medium: Medium,
        narrow: float = TEXT_WIDTH,
    ) -> None:
        self._drawn = drawn
        self._tables = tables
        self._medium: Medium = medium
        self._narrow = narrow
        self._made: dict[Float, FloatPage | None] = {}

    def page(self, shown: Float) -> FloatPage | None:
        """Make a float ready; None where nothing was drawn or tabulated."""
        if shown not in self._made:
            self._made[shown] = self._page(shown)
        return self._made[shown]

    def _page(self, shown: Float) -> FloatPage | None:
        if shown.kind == "table":
            table = self._tables.get(shown.id)
            return None if table is None else self._table(table, shown)
        figure = self._drawn.get(shown.id)
        return None if figure is None else _figure(figure, shown, self._medium)

    def _table(self, table: Table, shown: Float) -> TablePage:
        width = FULL_WIDTH if table.wide else self._narrow
        return table_page(
            table,
            shown.anchor,
            shown.label,
            millimetres=width if self._medium == "print" else None,
        )


def _figure(figure: Drawn | Picture, shown: Float, medium: Medium) -> FigurePage:
    alt = " ".join(figure.alt.split())
    said = (figure.id, shown.anchor, shown.label, figure.caption, alt, figure.wide)
    if isinstance(figure, Picture):
        return FigurePage(*said, source=as_photograph(figure), photograph=True)
    if medium == "print":
        return FigurePage(*said, source=as_image(figure))
    if figure.narrow is None:
        return FigurePage(*said, drawing=as_inline_svg(figure, shown.anchor))
    wide = as_inline_svg(figure, shown.anchor, "wide-screens")
    narrow = as_inline_svg(figure.narrow, f"{shown.anchor}-narrow", "phones")
    other = figure.narrow.caption if figure.narrow.caption != figure.caption else ""
    return FigurePage(*said, drawing=wide + narrow, caption_on_phones=other)


# --- the article ---------------------------------------------------------------------------------


def article_sections(
    article: Article | Supplement, floats: Floats, links: Links = ANYWHERE
) -> tuple[PageSection, ...]:
    """Lay out the sections of article or supplement, each case presentation below its section."""
    nested: list[tuple[SectionView, list[PageSection]]] = []
    for section in article.sections:
        if section.level > 2 and nested:
            nested[-1][1].append(_section(section, floats, links))
        else:
            nested.append((section, []))
    return tuple(_section(section, floats, links, tuple(below)) for section, below in nested)


def _section(
    section: SectionView, floats: Floats, links: Links, below: tuple[PageSection, ...] = ()
) -> PageSection:
    anchor = section_anchor(section)
    blocks = (_block(block, floats, links) for block in section.blocks)
    return PageSection(anchor, section.title, tuple(b for b in blocks if b is not None), below)


def section_anchor(section: SectionView) -> str:
    """Name the anchor of a section of the article."""
    return section.id if section.case is not None else f"sec-{section.id}"


def _block(block: Block, floats: Floats, links: Links) -> PageBlock | None:
    if block.float is None:
        return PageBlock(html_of(block.node, links=links))
    page = floats.page(block.float)
    return None if page is None else PageBlock(float=page)


def report_sections(
    findings: Findings, report: Report, floats: Floats, links: Links = ANYWHERE
) -> dict[str, PageSection | None]:
    """Lay out the sections of a case report by key; None for one with nothing to say."""
    sections = report_texts(findings, report, lambda shown: floats.page(shown) is not None)
    return {
        key: None if section is None else _section(section, floats, links)
        for key, section in sections.items()
    }


def anchors_of(sections: Iterable[PageSection]) -> frozenset[str]:
    """Name the anchors of sections, and of the figures and tables in them."""
    return frozenset(anchor for section in sections for anchor in _anchors(section))


def _anchors(section: PageSection) -> Iterator[str]:
    yield section.anchor
    yield from (block.float.anchor for block in section.blocks if block.float is not None)
    yield from anchors_of(section.sections)
