"""Pack a document's parts into a file: styles, notes, settings and metadata."""

from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

import cpreport
from cpreport.catalogue import entry
from cpreport.publish.docx.elements import Element, element, field, qn, run, twips
from cpreport.publish.docx.styles import numbering, styles
from cpreport.publish.submission import Submission

#: Sizes of paper in mm, with the margins at left and right that leave 170 mm for the text.
_PAPER = {"a4": (210.0, 297.0, 20.0), "letter": (215.9, 279.4, 22.95)}
_MARGIN, _FROM_EDGE = 25.0, 12.0
#: What the template that comes with python-docx holds and a manuscript does not.
_LEFT_OUT = ("stylesWithEffects", "customXml", "thumbnail")
#: The earliest time that a zip file can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_CUSTOM_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
#: Names our part of the file for programs; the same in all of them.
_ITEM = "{6B4C1D5E-52A3-4E0B-9C3F-63707265706F}"


@dataclass(frozen=True, slots=True)
class DocumentProperties:
    """What a document says of itself to programs."""

    title: str
    language: str
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str = ""
    running: str = ""
    paper: str = "a4"
    #: What is said at the foot of a page, and above a further part of a table.
    page_number: str = entry("pages.number").text
    continued: str = entry("pages.table.continued").text
    right_to_left: bool = False

    @property
    def page_of(self) -> tuple[str, str, str]:
        """What stands around the numbers of a page and of all pages."""
        before, between, after = re.split(r"\{page\}|\{pages\}", self.page_number)
        return before, between, after


def empty_document(said: DocumentProperties, submission: Submission) -> Any:
    """Make an empty document with our styles, numbering and page."""
    document: Any = docx.Document(io.BytesIO(_styled_file(said.language, submission.spacing)))
    _say(document, said)
    body = document.element.body
    _refill(body, [_page(document, said, submission)])
    return document


@lru_cache(maxsize=8)
def _styled_file(language: str, spacing: float) -> bytes:
    """Make a file with our styles and numbering, which documents begin with."""
    document: Any = docx.Document()
    for holder in (document.part, document.part.package):
        for key, relation in list(holder.rels.items()):
            if any(word in relation.reltype for word in _LEFT_OUT):
                del holder.rels[key]
    _refill(document.styles.element, styles(language, spacing))
    _refill(document.part.numbering_part.element, numbering())
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _refill(parent: Element, children: Any) -> None:
    for child in list(parent):
        parent.remove(child)
    parent.extend(list(children))


def _page(document: Any, said: DocumentProperties, submission: Submission) -> Element:
    """Make the page: its size, its margins, its numbers and those of its lines."""
    width, height, side = _PAPER.get(said.paper, _PAPER["a4"])
    header = element("w:p", _styled("Header"), run(said.running) if said.running else None)
    page = field("PAGE", run("1"))
    before, between, after = said.page_of
    footer = element("w:p", _styled("Footer"), run(before), *page, run(between))
    footer.extend(field("NUMPAGES", run("1")))
    if after:
        footer.append(run(after))
    if said.right_to_left:
        turn(header)
        turn(footer)
    section = element(
        "w:sectPr",
        element("w:pgSz", w_w=twips(width), w_h=twips(height)),
        element("w:pgMar", w_top=twips(_MARGIN), w_right=twips(side), w_bottom=twips(_MARGIN),
                w_left=twips(side), w_header=twips(_FROM_EDGE), w_footer=twips(_FROM_EDGE),
                w_gutter=0),
        element("w:lnNumType", w_countBy=1, w_distance=twips(5), w_restart="continuous")
        if submission.line_numbers else None,
    )  # fmt: skip
    for number, (made, kind) in enumerate(((header, "header"), (footer, "footer"))):
        root = element("w:hdr" if kind == "header" else "w:ftr", made)
        part = Part(
            PackURI(f"/word/{kind}1.xml"),
            getattr(CONTENT_TYPE, f"WML_{kind.upper()}"),
            xml_bytes(root),
            document.part.package,
        )
        key = document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind.upper()))
        section.insert(number, element(f"w:{kind}Reference", w_type="default", r_id=key))
    return section


def running_texts(said: DocumentProperties) -> dict[str, str]:
    """Say what stands above and below every page, with the names of fields in their places."""
    before, between, after = said.page_of
    footer = f"{before}{shown_field('PAGE')}{between}{shown_field('NUMPAGES')}{after}"
    return {"header": said.running, "footer": footer}


def shown_field(name: str) -> str:
    """Show a field, whose text changes by itself, by its name."""
    return f"‹{name}›"


def turn(root: Element) -> None:
    """Let paragraphs and tables run from right to left; what is in Latin letters stays as it is."""
    for paragraph in root.iter(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is not None and _turns(paragraph):
            properties.append(element("w:bidi"))
    for table in root.iter(qn("w:tblPr")):
        after = table.find(qn("w:tblStyle"))
        table.insert(0 if after is None else 1, element("w:bidiVisual"))
    for made in filter(_turns, root.iter(qn("w:r"))):
        properties = made.find(qn("w:rPr"))
        if properties is None:
            properties = element("w:rPr")
            made.insert(0, properties)
        if (bold := properties.find(qn("w:b"))) is not None:
            bold.addnext(element("w:bCs"))
        properties.append(element("w:rtl"))


def _turns(made: Element) -> bool:
    said = "".join(made.itertext())
    latin = any(c.isalpha() for c in said)
    return not latin or any(unicodedata.bidirectional(c) in ("AL", "R") for c in said)


def _styled(style: str) -> Element:
    return element("w:pPr", element("w:pStyle", w_val=style))


def xml_bytes(root: Element) -> bytes:
    """Write a part of the file as bytes."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _say(document: Any, said: DocumentProperties) -> None:
    properties = document.core_properties
    for child in list(properties._element):
        properties._element.remove(child)
    properties.title = said.title[:255]
    properties.language = said.language
    if said.authors:
        properties.author = "; ".join(said.authors)[:255]
    if said.keywords:
        properties.keywords = ", ".join(said.keywords)[:255]
    if said.description:
        properties.comments = said.description[:255]
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        made = datetime.fromtimestamp(int(epoch), UTC).replace(tzinfo=None)
        properties.created = properties.modified = made
    root = etree.Element(f"{{{_APP}}}Properties", nsmap={"ap": _APP})
    etree.SubElement(root, f"{{{_APP}}}Application").text = f"cpreport {cpreport.__version__}"
    for relation in document.part.package.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part._blob = xml_bytes(root)


def add_notes(document: Any, part: Part, notes: list[Element]) -> None:
    """Put the footnotes into the document, with the lines that stand above them."""
    ruled = [
        element("w:footnote", _rule(name), w_type=kind, w_id=number)
        for number, kind, name in (
            (-1, "separator", "w:separator"),
            (0, "continuationSeparator", "w:continuationSeparator"),
        )
    ]
    part._blob = xml_bytes(element("w:footnotes", *ruled, *notes))
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _rule(name: str) -> Element:
    return element("w:p", element("w:r", element(name)))


def notes_part(document: Any) -> Part:
    """Make the empty part for footnotes."""
    return Part(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, b"", document.part.package
    )


def settle(document: Any, language: str, *, notes: bool) -> None:
    """Fill the settings of a document."""
    lines = [element("w:footnote", w_id=number) for number in (-1, 0)]
    compatible = element(
        "w:compatSetting",
        w_name="compatibilityMode",
        w_uri="http://schemas.microsoft.com/office/word",
        w_val=15,
    )
    settings = [
        element("w:zoom", w_percent=100),
        element("w:defaultTabStop", w_val=720),
        element("w:footnotePr", *lines) if notes else None,
        element("w:compat", compatible),
        element("w:themeFontLang", w_val=language),
        element("w:decimalSymbol", w_val="."),
        element("w:listSeparator", w_val=","),
    ]
    _refill(document.settings.element, [s for s in settings if s is not None])


def add_traces(document: Any, content: bytes) -> None:
    """Put in what our keys mean, as a part that word processors keep."""
    package = document.part.package
    item = Part(PackURI("/customXml/item1.xml"), CONTENT_TYPE.XML, content, package)
    root = etree.Element(
        f"{{{_DATASTORE}}}datastoreItem",
        {f"{{{_DATASTORE}}}itemID": _ITEM},
        nsmap={"ds": _DATASTORE},
    )
    etree.SubElement(root, f"{{{_DATASTORE}}}schemaRefs")
    about = Part(PackURI("/customXml/itemProps1.xml"), _CUSTOM_PROPERTIES, xml_bytes(root), package)
    item.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def file_content(document: Any) -> bytes:
    """Pack the file; made twice from the same, it is the same."""
    written = io.BytesIO()
    document.save(written)
    content = io.BytesIO()
    with (
        zipfile.ZipFile(written) as parts,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file,
    ):
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            file.writestr(info, parts.read(name))
    return content.getvalue()
