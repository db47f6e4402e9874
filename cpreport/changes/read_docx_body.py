"""Read the paragraphs of a part of a Word document, with tracked changes accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from docx.oxml.ns import qn

from cpreport.changes.compared_pieces import PLAIN, WordFace
from cpreport.changes.docx_parts import ADDRESSES, Tree, children
from cpreport.changes.returned_paragraphs import (
    Aside,
    Drawing,
    ReturnedNumber,
    ReturnedParagraph,
    Stretch,
    TablePlace,
)
from cpreport.changes.set_by_hand import set_by_hand
from cpreport.changes.symbols import is_symbol_font, letter_of_symbol
from cpreport.publish.docx.letterforms import Letterform, Styles, is_on, letterform
from cpreport.publish.docx.opc_package import shown_field
from cpreport.publish.docx.traces import PARAGRAPH

#: What a tracked change would take out.
_TAKEN_OUT = {qn("w:del"), qn("w:moveFrom")}
#: A bookmark of ours reaches over so many paragraphs: nobody who edits a document makes more.
_MOST_SPANNED = 4
#: Bookmarks of a paragraph.
_MOST_KEYS = 20
#: Comments that are open at once.
_MOST_COMMENTS = 200
#: Bookmarks that references lead to.
_MOST_ANCHORS = 20_000
#: What holds no text of the document.
_SILENT = {qn("w:pPr"), qn("w:rPr"), qn("w:sdtPr"), qn("w:sdtEndPr"), qn("w:instrText")}
#: Namespaces that the library does not name.
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: What is no text, and stands in a line all the same.
_THINGS = {
    f"{_MATH}oMath": "an equation", f"{_MATH}oMathPara": "an equation",
    qn("w:drawing"): "a picture", qn("w:pict"): "a picture", qn("w:object"): "an embedded object",
}  # fmt: skip
#: Letters that are used up by marks, and have no meaning in a document.
_MARKS = dict.fromkeys(range(0xE000, 0xE010), "\N{REPLACEMENT CHARACTER}")
#: Fields that are read by what they lead to, or say what was written for them.
_READ_THROUGH = ("REF", "SEQ", "HYPERLINK")
#: Begins the name of what a word processor works out by itself.
FIELD = "a field "
#: Our bookmarks that references lead to begin so.
_ANCHORS = ("ref_", "fig_", "tbl_", "case_", "sec_")


@dataclass(slots=True)
class _Open:
    """A paragraph while it is read."""

    stretches: list[Stretch] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    style: str = ""
    #: Behind which stretch the last words end that are kept beside it, by what they are.
    ends: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is known of a run while its text is read."""

    face: WordFace = PLAIN
    raised: str = ""
    hidden: bool = False
    symbols: str = ""
    asides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _InTables:
    """Where in tables an element stands: how many it is inside of, and the caption of the first."""

    caption: str = ""
    tables: int = 0
    cell: TablePlace | None = None
    heading: bool = False


class BodyReader:
    """Goes through a body once, and collects its paragraphs."""

    def __init__(
        self,
        results: Mapping[str, tuple[str, str]],
        styles: Styles,
        links: Mapping[str, str] = MappingProxyType({}),
        pictures: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.paragraphs: list[ReturnedParagraph] = []
        self._results = results
        self._styles = styles
        self._links = links
        self._pictures = pictures
        self._open = _Open()
        self._caption = ""
        self._tables = 0
        self._row = self._column = 0
        self._references = 0
        self._bookmarks: dict[str, str] = {}
        self._within: dict[str, int] = {}
        self._anchors: dict[str, list[str]] = {}
        self._numbered: dict[str, str] = {}
        self._commented: set[str] = set()
        self._on: dict[str, list[str]] = {}
        self._left: list[tuple[str, str]] = []
        self._fields: list[list[str]] = []

    def led_to(self) -> dict[str, str]:
        """Say what stands at our bookmarks now."""
        return {name: "".join(said) for name, said in self._anchors.items()} | self._numbered

    def read(self, parent: Tree) -> None:
        """Read what stands below an element: paragraphs, tables, and what wraps them.

        A document may be as deep as it likes: this goes down without calling itself for each step.
        """
        waiting: list[tuple[Tree, _InTables]] = [(parent, _InTables())]
        while waiting:
            element, where = waiting.pop()
            if element.tag == qn("w:p"):
                self._paragraph(element, where)
                continue
            if element.tag in _TAKEN_OUT or _row_is_taken_out(element):
                continue
            if element.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
                self._bookmark(element)
                continue
            where = self._inside_table(element, where)
            waiting += [(child, where) for child in reversed(list(_read_once(element)))]

    def _inside_table(self, element: Tree, where: _InTables) -> _InTables:
        if element.tag == qn("w:tbl"):
            if not where.tables:
                self._tables += 1
                self._row = -1
                where = replace(where, caption=self._caption or "a table")
            return replace(where, tables=where.tables + 1)
        if where.tables == 1 and element.tag == qn("w:tr"):
            self._row += 1
            self._column = 0
            return replace(where, heading=_is_heading(element))
        if where.tables == 1 and element.tag == qn("w:tc"):
            span = element.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            said = span.get(qn("w:val"), "1") if span is not None else "1"
            columns = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
            cell = TablePlace(self._row, self._column, max(1, columns), where.heading)
            self._column += max(1, columns)
            return replace(where, cell=cell)
        return where

    def _paragraph(self, element: Tree, where: _InTables) -> None:
        properties = element.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        if not self._open.style:
            self._open.style = style.get(qn("w:val"), "") if style is not None else ""
        self._references += self._open.style == "Bibliography"
        self._carry()
        self._inside(element)
        mark = properties.find(f"{qn('w:rPr')}/{qn('w:del')}") if properties is not None else None
        if mark is not None:
            # The end of the paragraph is taken out: what follows belongs to it.
            return
        self._close(where)

    def _carry(self) -> None:
        """Let the paragraph have the bookmarks that began before it, if not long ago."""
        for name, spanned in list(self._within.items()):
            if spanned == _MOST_SPANNED:
                del self._within[name]
            else:
                self._within[name] = spanned + 1
                self._key(name)

    def _key(self, name: str) -> None:
        if len(self._open.keys) < _MOST_KEYS:
            self._open.keys[name] = None

    def _close(self, where: _InTables) -> None:
        done, self._open = self._open, _Open()
        self._fields = []
        made = ReturnedParagraph(
            tuple(stretch for stretch in done.stretches if not stretch.hidden),
            tuple(done.keys),
            where.caption if where.tables else "",
            self._tables if where.tables else 0,
            where.cell,
            tuple(self._left),
            done.style,
            tuple(done.asides),
            tuple(done.drawings),
            tuple(done.stretches) if any(one.hidden for one in done.stretches) else (),
        )
        if done.style.casefold() == "caption":
            self._caption = " ".join(made.said.split())
        self._left = []
        self.paragraphs.append(made)

    def _inside(self, element: Tree) -> None:
        waiting: list[tuple[Tree, _Run]] = [
            (child, _Run()) for child in reversed(list(_read_once(element)))
        ]
        while waiting:
            child, run = waiting.pop()
            if (look := self._element(child, run)) is not None:
                waiting += [(inside, look) for inside in reversed(list(_read_once(child)))]

    def _element(self, child: Tree, run: _Run) -> _Run | None:
        """Read an element; how what is inside of it looks, where that is to be read, too."""
        tag = child.tag
        if tag == qn("w:instrText") and self._fields:
            self._fields[-1][0] += child.text or ""
        if tag in _TAKEN_OUT or tag in _SILENT:
            return None
        if tag == qn("w:r"):
            return self._run(child, run)
        if tag == qn("w:hyperlink"):
            return replace(run, face=replace(run.face, link=self._link(child)))
        if tag in _THINGS:
            self._thing(child, _THINGS[tag])
        elif tag in _SIGNS:
            _SIGNS[tag](self, child)
        elif tag == qn("w:sdt") and (number := self._number(child)) is not None:
            self._printed(child, number, run)
        elif (said := _said(child)) is not None:
            self._words(said, run)
        elif tag == qn("w:fldSimple"):
            self._simple_field(child, run)
        else:
            return run
        return None

    def _printed(self, element: Tree, number: ReturnedNumber, around: _Run) -> None:
        """Read a number that cpreport printed."""
        first = element.find(f".//{qn('w:r')}")
        look = self._run(first, around) if first is not None else around
        self._asides(look, number.found)
        self._add(Stretch(number.found, look.face, look.raised, number=number))
        self._inside_marks(element)

    def _note(self, mark: Tree) -> None:
        kind = "footnote" if mark.tag == qn("w:footnoteReference") else "endnote"
        self._add(Stretch("", note=f"{kind} {mark.get(qn('w:id'), '')}"))

    def _simple_field(self, element: Tree, run: _Run) -> None:
        """Read a field that is one element, as some programs write them."""
        self._fields.append([element.get(qn("w:instr"), ""), "separate"])
        for inside in element.iter(qn("w:r")):
            for part in children(inside):
                if (said := _said(part)) is not None:
                    self._words(said, self._run(inside, run))
        self._fields.pop()

    def _link(self, element: Tree) -> str:
        key = element.get(qn("r:id"), "")
        return self._links.get(key, "") if key else ""

    def _run(self, element: Tree, around: _Run) -> _Run:
        """Read how a run looks."""
        about = element.find(qn("w:rPr"))
        if about is None:
            return _Run(replace(PLAIN, link=around.face.link))
        mark = about.find(qn("w:rStyle"))
        style = mark.get(qn("w:val"), "") if mark is not None else ""
        own = letterform(about).over(self._styles.forms.get(style, Letterform()))
        struck = _is_on(about, "w:strike") or _is_on(about, "w:dstrike")
        code = style == "CodeText"
        face = WordFace(bool(own.italic), bool(own.bold), code, around.face.link, struck)
        fonts = about.find(qn("w:rFonts"))
        names = set(fonts.attrib.values()) if fonts is not None else set()
        symbols = next(filter(is_symbol_font, sorted(names)), "")
        hidden = _is_on(about, "w:vanish")
        asides = ("hidden text",) if hidden else tuple(self._markings(about, struck, style))
        return _Run(face, _raised(about), hidden, symbols, asides)

    def _markings(self, about: Tree, struck: bool, style: str) -> Iterator[str]:
        """Name what a reader sees of a run that no manuscript has."""
        if struck:
            yield "struck through"
        paragraph = self._open.style
        of = self._styles.form(paragraph)
        cited = paragraph.startswith("Bibliography") or bool(self._leads_to())
        yield from set_by_hand(about, style, of, self._styles, cited=cited)

    def _words(self, said: str | Stretch, run: _Run) -> None:
        if isinstance(said, Stretch):
            self._add(said)
            return
        if run.symbols:
            for sign in said:
                self._words(_symbol(run.symbols, f"{ord(sign):04X}"), replace(run, symbols=""))
            return
        said = said.translate(_MARKS)
        self._asides(run, said)
        made = Stretch(said, run.face, run.raised, field=self._leads_to(), hidden=run.hidden)
        self._add(self._in_field(made))

    def _asides(self, run: _Run, said: str) -> None:
        """Keep what of a run no manuscript has, the words of a paragraph of each kind as one."""
        now = len(self._open.stretches)
        for what in run.asides:
            there = {aside.what: number for number, aside in enumerate(self._open.asides)}
            if what in there:
                before = self._open.asides[there[what]].said
                between = "" if self._open.ends.get(what) == now else " … "
                self._open.asides[there[what]] = Aside(what, f"{before}{between}{said}")
            else:
                self._open.asides.append(Aside(what, said))
            self._open.ends[what] = now + 1

    def _thing(self, element: Tree, what: str) -> None:
        """Read an equation, or a drawing, whose text box is no part of the sentence."""
        if element.find(f".//{qn('w:txbxContent')}") is not None:
            said = (accepted_text(line) for line in element.iter(qn("w:p")))
            self._open.asides.append(Aside("text box", "\n".join(filter(str.strip, said))))
            return
        keys = [made.get(qn("r:embed"), "") for made in element.iter(qn("a:blip"))]
        picture = " ".join(self._pictures.get(key, key) for key in keys)
        self._open.drawings += [
            Drawing(about.get("name", ""), about.get("descr", ""), picture)
            for about in element.iter(qn("wp:docPr"))
        ]
        if what == "an equation":
            shown = "".join(text.text or "" for text in element.iter(f"{_MATH}t"))
            self._add(Stretch(shown.translate(_MARKS), thing=what))
        else:
            shown = "" if self._open.style == "Figure" else f"[{what.partition(' ')[2]}]"
            self._add(Stretch(shown, thing=what))

    def _field(self, mark: Tree) -> None:
        kind = mark.get(qn("w:fldCharType"), "")
        if kind == "begin":
            self._fields.append(["", ""])
        elif kind == "separate" and self._fields:
            self._fields[-1][1] = kind
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _in_field(self, stretch: Stretch) -> Stretch:
        """Tell what a word processor works out, such as the number of a page, from words."""
        for said, _ in reversed(self._fields):
            words = said.split()
            name = words[0].upper() if words else ""
            if name == "HYPERLINK":
                link = next((w.strip('"') for w in words[1:] if _is_address(w.strip('"'))), "")
                face = replace(stretch.face, link=stretch.face.link or link)
                stretch = replace(stretch, face=face)
            elif name and name not in _READ_THROUGH:
                name = " ".join(words[:2]).upper() if name == "ADDIN" else name
                return replace(stretch, thing=f"{FIELD}{shown_field(name)}")
        return stretch

    def _leads_to(self) -> str:
        """Name the bookmark that the field which is read leads to, where it is one of ours."""
        for said, _ in reversed(self._fields):
            words = said.split()
            if len(words) > 1 and words[0].upper() == "REF" and words[1].startswith(_ANCHORS):
                return words[1]
        return ""

    def _inside_marks(self, control: Tree) -> None:
        """Hear the comments that begin or end inside a number."""
        for mark in control.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd")):
            self._comment(mark)

    def _number(self, control: Tree) -> ReturnedNumber | None:
        """Read the number in a content control; None where the control is none of ours."""
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        ids, made = self._results.get(tag.get(qn("w:val"), "") if tag is not None else "", ("", ""))
        return ReturnedNumber(ids, made, accepted_text(control)) if ids else None

    def _add(self, stretch: Stretch) -> None:
        self._open.stretches.append(stretch)
        if stretch.hidden:
            return
        for on in (*self._on.values(), *self._anchors_open()):
            on.append(stretch.said)

    def _anchors_open(self) -> Iterator[list[str]]:
        return (self._anchors[name] for name in self._bookmarks.values() if name in self._anchors)

    def _bookmark(self, mark: Tree) -> None:
        key = mark.get(qn("w:id"), "")
        if mark.tag == qn("w:bookmarkStart"):
            name = mark.get(qn("w:name"), "")
            if name.startswith(PARAGRAPH):
                self._bookmarks[key] = name
                self._within[name] = 0
                self._key(name)
            elif name.startswith("ref_"):
                self._numbered[name] = str(self._references)
            elif name.startswith(_ANCHORS) and len(self._anchors) < _MOST_ANCHORS:
                self._bookmarks[key] = name
                self._anchors[name] = []
        elif key in self._bookmarks:
            name = self._bookmarks.pop(key)
            if name.startswith(PARAGRAPH):
                self._within.pop(name, None)
                self._key(name)

    def _comment(self, mark: Tree) -> None:
        key = mark.get(qn("w:id"), "")
        if mark.tag == qn("w:commentRangeStart"):
            if len(self._on) < _MOST_COMMENTS:
                self._on[key] = []
        elif key in self._on:
            self._commented.add(key)
            self._left.append((key, "".join(self._on.pop(key))))

    def _end_comment(self, mark: Tree) -> None:
        """A comment on a place, and not on a text, has a mark alone."""
        key = mark.get(qn("w:id"), "")
        if key and key not in self._commented and key not in self._on:
            self._commented.add(key)
            self._left.append((key, ""))


def _read_once(element: Tree) -> Iterator[Tree]:
    """List what stands below an element; of several forms of the same, the first alone."""
    if element.tag == f"{_COMPATIBLE}AlternateContent":
        forms = list(children(element))
        boxes = [form for form in forms if form.find(f".//{qn('w:txbxContent')}") is not None]
        yield from (boxes or forms)[:1]
    else:
        yield from children(element)


def _said(element: Tree) -> str | Stretch | None:
    """Read what an element in a run says; None where it is none that says something."""
    tag = element.tag
    if tag == qn("w:t"):
        return element.text or ""
    if tag in (qn("w:br"), qn("w:tab"), qn("w:cr")):
        return "\n"
    if tag == qn("w:noBreakHyphen"):
        return "\N{NON-BREAKING HYPHEN}"
    if tag == qn("w:sym"):
        return _symbol(element.get(qn("w:font"), ""), element.get(qn("w:char"), ""))
    return None


def _symbol(font: str, place: str) -> str | Stretch:
    letter = letter_of_symbol(font, place)
    return letter or Stretch("\N{REPLACEMENT CHARACTER}", thing=f"a sign of the font {font}")


def _is_address(said: str) -> bool:
    return said.startswith(ADDRESSES)


def _is_on(about: Tree, name: str) -> bool:
    mark = about.find(qn(name))
    return mark is not None and is_on(mark)


def _raised(about: Tree) -> str:
    mark = about.find(qn("w:vertAlign"))
    said = mark.get(qn("w:val"), "") if mark is not None else ""
    if said in ("superscript", "subscript"):
        return str(said)
    mark = about.find(qn("w:position"))
    said = mark.get(qn("w:val"), "0") if mark is not None else "0"
    if said.lstrip("-").isdigit() and int(said[:6]):
        return "subscript" if said.startswith("-") else "superscript"
    return ""


def _is_heading(row: Tree) -> bool:
    about = row.find(qn("w:trPr"))
    return about is not None and _is_on(about, "w:tblHeader")


def _row_is_taken_out(element: Tree) -> bool:
    return element.tag == qn("w:tr") and element.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def accepted_text(element: Tree) -> str:
    """Read the text below an element, tracked changes accepted."""
    said: list[str] = []
    waiting = [element]
    while waiting:
        child = waiting.pop()
        if child.tag in _TAKEN_OUT or child.tag in _SILENT:
            continue
        part = _said(child)
        said.append(part.said if isinstance(part, Stretch) else part or "")
        waiting += reversed(list(_read_once(child)))
    return "".join(said)


#: What reads the signs of a paragraph that hold no words of it.
_SIGNS: Mapping[str, Callable[[BodyReader, Tree], None]] = {
    qn("w:bookmarkStart"): BodyReader._bookmark,
    qn("w:bookmarkEnd"): BodyReader._bookmark,
    qn("w:commentRangeStart"): BodyReader._comment,
    qn("w:commentRangeEnd"): BodyReader._comment,
    qn("w:commentReference"): BodyReader._end_comment,
    qn("w:footnoteReference"): BodyReader._note,
    qn("w:endnoteReference"): BodyReader._note,
    qn("w:fldChar"): BodyReader._field,
}
