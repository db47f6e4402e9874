"""Write headings, prose, tables and figures into a document, one after the other."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import count
from typing import Any

from cpreport.figures.drawing import file_of
from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Origin
from cpreport.manuscript.tree import BlockNode, CodeBlock, Inline, Note, TableBlock, Text
from cpreport.publish.docx.elements import (
    EMU_PER_MM,
    Element,
    bookmark_name,
    element,
    field,
    qn,
    run,
)
from cpreport.publish.docx.inline import RunWriter
from cpreport.publish.docx.letterforms import styles_in
from cpreport.publish.docx.opc_package import (
    DocumentProperties,
    add_notes,
    add_traces,
    empty_document,
    file_content,
    notes_part,
    running_texts,
    settle,
    turn,
)
from cpreport.publish.docx.paragraphs import PrintedParagraph, printed_parts
from cpreport.publish.docx.styles import numbering_from
from cpreport.publish.docx.tables import TEXT_WIDTH, grid_element, table_element
from cpreport.publish.docx.traces import Target, Traces
from cpreport.publish.html.drawings import size_in_mm
from cpreport.publish.html.tabular import TablePage, table_page
from cpreport.publish.submission import Submission
from cpreport.tables.table import Table

#: The most that a drawing may be high so that its legend stands on the same page, in mm.
_HIGHEST = 190.0


class Writer:
    """A document that is written from its beginning to its end.

    Parameters
    ----------
    said : DocumentProperties
        Title, language, authors: what programs are told.
    targets : iterable of Target
        What cross-references may lead to: `fig-change`, `tbl-scores`, `sec-methods`, `ref-1`.
    """

    def __init__(
        self,
        said: DocumentProperties,
        submission: Submission | None = None,
        targets: Iterable[Target] = (),
    ) -> None:
        self.submission = submission or Submission()
        self.traces = Traces(tuple(targets))
        self._said = said
        self._document: Any = empty_document(said, self.submission)
        self._styles = styles_in(self._document.styles.element)
        self._body = self._document.element.body
        self._end = self._body[-1]
        self._notes: list[Element] = []
        self._notes_part = notes_part(self._document)
        known = {target.anchor for target in self.traces.targets}
        self._inline = RunWriter(self._document.part, self.traces, known, self._note)
        self._in_notes = RunWriter(self._notes_part, self.traces, known)
        self._bookmarks = count(1)
        self._pictures = count(1)
        self._lists: Iterator[int] = count(1)
        self._uses: dict[int, int] = {}
        self._origin: Origin | None = None

    # --- text ------------------------------------------------------------------------------------

    def heading(
        self,
        title: str,
        level: int,
        anchor: str = "",
        origin: Origin | None = None,
        *,
        new_page: bool = False,
    ) -> None:
        """Write a heading of level 1 to 4; references lead to its anchor."""
        runs = self._plain(title)
        kind = "prose" if origin else "generated"
        style = f"Heading{level}"
        self._paragraph(style, runs, kind, origin, anchor=anchor, new_page=new_page)

    def blocks(self, nodes: Iterable[BlockNode], origin: Origin | None = None) -> None:
        """Write blocks: paragraphs, lists, quotations, headings, tables.

        Parameters
        ----------
        origin : Origin or None
            Where they were written; None for what cpreport says of itself.
        """
        kind = "prose" if origin else "generated"
        # Where the footnotes of these blocks were written.
        self._origin = origin
        number = 0
        for part in printed_parts(nodes, self._lists):
            if isinstance(part, TableBlock):
                self._grid(part)
                continue
            if isinstance(part.node, CodeBlock):
                runs = [run(part.node.text)]
            else:
                runs = self._inline.runs(part.node.inside)
            self._paragraph(part.style, runs, kind, origin, number, counted=self._counted(part))
            number += 1
        self._origin = None

    def line(
        self, nodes: Iterable[Inline], style: str = "BodyText", origin: Origin | None = None
    ) -> None:
        """Write one paragraph of a style."""
        kind = "prose" if origin else "generated"
        self._paragraph(style, self._inline.runs(nodes), kind, origin)

    def paragraph(
        self, said: str, style: str = "BodyText", *, anchor: str = "", new_page: bool = False
    ) -> None:
        """Write plain text as one paragraph."""
        runs = self._plain(said)
        self._paragraph(style, runs, "generated", anchor=anchor, new_page=new_page)

    def labelled(self, label: str, *nodes: Inline, style: str = "FrontMatter") -> None:
        """Write a paragraph that begins with what it is about."""
        runs = [run(f"{label}: ", element("w:b")), *self._inline.runs(nodes)]
        self._paragraph(style, runs, "generated")

    def reference(self, number: int, nodes: Iterable[Inline], *, numbered: bool) -> None:
        """Write an entry of the reference list; one that is numbered counts by itself."""
        runs = self._inline.runs(nodes)
        style = "Bibliography" if numbered else "BibliographyByAuthor"
        self._paragraph(style, runs, "generated", anchor=f"ref-{number}")

    # --- tables and figures ----------------------------------------------------------------------

    def table(self, table: Table, anchor: str, label: str) -> None:
        """Write a table with its caption above it and its notes beneath.

        Parameters
        ----------
        label : str
            `Table 2`, or `Table S2`; its number is a field.
        """
        self.table_page(table_page(table, anchor, label, millimetres=TEXT_WIDTH))

    def table_page(self, page: TablePage) -> None:
        """Write a table that is ready to be printed."""
        for number, part in enumerate(page.parts):
            if number:
                again = field(
                    rf"REF {bookmark_name(page.anchor)} \h", _label(page.label), bold=True
                )
                self._paragraph(
                    "Caption", [*again, run(f" {self._said.continued}")], "generated", keep=True
                )
            else:
                self._caption(page.anchor, page.label, page.caption, keep=True)
            made = table_element(part, self.traces, caption=page.label, width=TEXT_WIDTH)
            self._end.addprevious(made)
            self.traces.table(made)
        for note in page.notes:
            self._paragraph("TableNote", self._plain(note), "generated")
        if not page.notes:
            self._paragraph("TableNote", [], "generated")

    def figure(
        self, figure: Drawn | Picture, anchor: str, label: str, *, new_page: bool = False
    ) -> None:
        """Write a figure with its legend beneath."""
        self.drawing(figure, label, new_page=new_page)
        self.legend(figure, anchor, label)

    def legend(self, figure: Drawn | Picture, anchor: str, label: str, file: str = "") -> None:
        """Write the legend of a figure, with what is said of its file where it is sent as one."""
        self._caption(anchor, label, figure.caption)
        if file:
            self.paragraph(file, "FrontMatter")

    def drawing(self, figure: Drawn | Picture, label: str, *, new_page: bool = False) -> None:
        """Write the drawing of a figure alone, with its text alternative."""
        dots = self.submission.dots_per_inch
        if isinstance(figure, Picture):
            content = figure.content
        else:
            # Of photographs, PNG makes large files.
            ending = "jpeg" if "<image " in figure.svg else "png"
            content = file_of(figure, ending, dots_per_inch=dots, width=_width_in_mm(figure))
        _, image = self._document.part.get_or_add_image(io.BytesIO(content))
        wide, high = _size(figure, image)
        number = next(self._pictures)
        inline = self._document.part.new_pic_inline(io.BytesIO(content), wide, high)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        about = inline.find(qn("wp:docPr"))
        about.set("id", str(number))
        about.set("name", label)
        about.set("descr", " ".join(figure.alt.split()))
        drawing = element("w:r", element("w:drawing", inline))
        shown = {"picture": sha256(content).hexdigest(), "alt": about.get("descr")}
        self._paragraph("Figure", [drawing], "generated", new_page=new_page, about=shown)

    def file(self, document: str = "article") -> bytes:
        """Close the document, and pack it as a file.

        Parameters
        ----------
        document : str
            What it is, for the way back: `article`, `supplement`, or the id of a case.
        """
        if self._notes:
            add_notes(self._document, self._notes_part, self._notes)
        settle(self._document, self._said.language, notes=bool(self._notes))
        running = running_texts(self._said)
        add_traces(self._document, self.traces.xml(document, running, self._styles))
        if self._said.right_to_left:
            turn(self._body)
        return file_content(self._document)

    # --- how it is put together ------------------------------------------------------------------

    def _paragraph(
        self,
        style: str,
        runs: list[Element],
        kind: str,
        origin: Origin | None = None,
        part: int = 0,
        *,
        counted: Element | None = None,
        anchor: str = "",
        keep: bool = False,
        new_page: bool = False,
        about: Mapping[str, str] | None = None,
    ) -> None:
        properties = element(
            "w:pPr",
            element("w:pStyle", w_val=style),
            element("w:keepNext") if keep else None,
            element("w:pageBreakBefore") if new_page else None,
            counted,
        )
        shown = {"style": self._styles.name(style), **(about or {})}
        key = self.traces.paragraph(runs, kind, origin, part, **shown) if runs else ""
        marked = self._marked(key, self._marked(anchor, runs))
        self._end.addprevious(element("w:p", properties, *marked))

    def _marked(self, anchor: str, runs: list[Element]) -> list[Element]:
        """Put a bookmark around runs, where there is an anchor."""
        if not anchor:
            return runs
        number = next(self._bookmarks)
        name = anchor if anchor.startswith("_") else bookmark_name(anchor)
        start = element("w:bookmarkStart", w_id=number, w_name=name)
        return [start, *runs, element("w:bookmarkEnd", w_id=number)]

    def _counted(self, part: PrintedParagraph) -> Element | None:
        """Make the numbering of a point of a list, where its style's own would not do."""
        if part.style not in ("ListBullet", "ListNumber") or not (part.depth or part.counted):
            return None
        depth = min(part.depth, 3)
        level = element("w:ilvl", w_val=depth)
        if not part.counted:
            return element("w:numPr", level, element("w:numId", w_val=1))
        if part.counted not in self._uses:
            self._uses[part.counted] = 10 + part.counted
            numbering = self._document.part.numbering_part.element
            numbering.append(numbering_from(part.start, depth, self._uses[part.counted]))
        return element("w:numPr", level, element("w:numId", w_val=self._uses[part.counted]))

    def _caption(self, anchor: str, label: str, caption: str, *, keep: bool = False) -> None:
        """Write a caption whose number counts by itself, and to which references lead."""
        word, space, number = label.rpartition("\N{NO-BREAK SPACE}")
        letters = number.rstrip("0123456789")
        counted = field(
            rf"SEQ {word or 'Figure'}{letters} \* ARABIC", _label(number[len(letters) :]), bold=True
        )
        marked = self._marked(anchor, [_label(f"{word}{space}{letters}"), *counted])
        runs = [*marked, run(f" {caption}")]
        self._paragraph("Caption", runs, "generated", keep=keep)

    def _grid(self, table: TableBlock) -> None:
        """Write a table that stands in prose."""
        head = [self._inline.runs(cell) for cell in table.head]
        rows = [[self._inline.runs(cell) for cell in row] for row in table.rows]
        made = grid_element(head, rows, TEXT_WIDTH)
        self._end.addprevious(made)
        self.traces.table(made)
        self._paragraph("TableNote", [], "generated")

    def _plain(self, said: str) -> list[Element]:
        return self._inline.runs((Text(said),))

    def _note(self, note: Note) -> int:
        """Put a footnote at the end of the notes, and tell its number."""
        number = len(self._notes) + 1
        mark = element("w:r", element("w:rPr", _note_style()), element("w:footnoteRef"))
        properties = element("w:pPr", element("w:pStyle", w_val="FootnoteText"))
        runs = self._in_notes.runs(note.inside)
        style = self._styles.name("FootnoteText")
        key = self.traces.paragraph(runs, "note", self._origin, 0, style=style)
        paragraph = element("w:p", properties, mark, run(" "), *self._marked(key, runs))
        self._notes.append(element("w:footnote", paragraph, w_id=number))
        return number


def _note_style() -> Element:
    return element("w:rStyle", w_val="FootnoteReference")


def _label(said: str) -> Element:
    return run(said, element("w:b"))


def _width_in_mm(figure: Drawn) -> float:
    """Width at which a drawing fits the page with its legend."""
    width, height = size_in_mm(figure) or (TEXT_WIDTH, 100.0)
    return min(width, TEXT_WIDTH, width * _HIGHEST / height)


def _size(figure: Drawn | Picture, image: Any) -> tuple[int, int]:
    """Width and height on the page, in English metric units."""
    if isinstance(figure, Picture):
        wide = min(figure.width / 300 * 25.4, TEXT_WIDTH)
        wide = min(wide, _HIGHEST * image.px_width / image.px_height)
    else:
        wide = _width_in_mm(figure)
    high = wide * image.px_height / image.px_width
    return round(wide * EMU_PER_MM), round(high * EMU_PER_MM)
