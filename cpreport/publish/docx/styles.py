"""Make the styles and the numbering of a document as the journal wants it."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.publish.docx.elements import Element, element

TEXT_FACE, HEADING_FACE = "Times New Roman", "Arial"
#: Ids of what is numbered alike: points, counted points, references.
BULLETS, NUMBERS, REFERENCES = 1, 2, 3
#: Depths of a list.
_LEVELS = 4
_GREY = "525D69"


def styles(language: str, spacing: float) -> Iterator[Element]:
    """Yield what stands in the document's styles, its defaults first."""
    yield _defaults(language)
    line = round(240 * spacing)
    yield _paragraph("Normal", "Normal", default=True)
    yield _paragraph("BodyText", "Body Text", spacing=(0, 120, line))
    yield _paragraph("Title", "Title", spacing=(0, 160, 0), bold=True, size=36, face=HEADING_FACE)
    yield _paragraph("Subtitle", "Subtitle", spacing=(0, 80, 0), size=20, face=HEADING_FACE)
    yield _paragraph("Authors", "Authors", spacing=(120, 60, 300))
    yield _paragraph("Affiliations", "Affiliations", spacing=(0, 40, 0), size=20)
    yield _paragraph("FrontMatter", "Front Matter", spacing=(0, 60, 0), size=22)
    yield _paragraph("Notice", "Notice", spacing=(60, 120, 0), size=22, italic=True)
    for level, size in enumerate((28, 24, 24, 22), start=1):
        yield _heading(level, size)
    yield _paragraph("Caption", "caption", spacing=(120, 120, 0), size=20)
    yield _paragraph("Figure", "Figure", spacing=(200, 0, 0), keep_next=True)
    yield _paragraph("ListBullet", "List Bullet", spacing=(0, 60, line), numbering=BULLETS)
    yield _paragraph("ListNumber", "List Number", spacing=(0, 60, line), numbering=NUMBERS)
    yield _paragraph("ListContinue", "List Continue", spacing=(0, 60, line), indent=360)
    yield _paragraph("Quote", "Quote", spacing=(0, 120, line), indent=567, italic=True)
    yield _paragraph("Code", "Code", spacing=(0, 120, 0), size=18, face="Courier New")
    yield _paragraph("TableText", "Table Text", size=16, face=HEADING_FACE)
    yield _paragraph("TableHeading", "Table Heading", "TableText", bold=True)
    yield _paragraph("TableNote", "Table Note", spacing=(40, 0, 0), size=17)
    yield _paragraph("Bibliography", "Bibliography", spacing=(0, 60, line), numbering=REFERENCES)
    yield _paragraph(
        "BibliographyByAuthor",
        "Bibliography by Author",
        spacing=(0, 60, line),
        indent=360,
        hanging=360,
    )
    yield _paragraph("FootnoteText", "footnote text", size=20)
    yield _paragraph("Header", "header", size=18, face=HEADING_FACE, colour=_GREY)
    yield _paragraph("Footer", "footer", size=18, face=HEADING_FACE, colour=_GREY, centred=True)
    yield _character("DefaultParagraphFont", "Default Paragraph Font", default=True)
    yield _character("Strong", "Strong", element("w:b"))
    yield _character("Emphasis", "Emphasis", element("w:i"))
    yield _character(
        "CodeText",
        "Code Text",
        element("w:rFonts", w_ascii="Courier New", w_hAnsi="Courier New", w_cs="Courier New"),
    )
    # What it looks like is left to the text: a number of the ledger is no ornament.
    yield _character("Result", "Result")
    yield _character("Hyperlink", "Hyperlink", element("w:color", w_val="0B5C8A"))
    yield _character("FootnoteReference", "footnote reference", _raised())
    yield _table_style()


def numbering() -> Iterator[Element]:
    """Yield the kinds of numbering, then one use of each."""
    yield _abstract(BULLETS, "bullet", lambda n: "•" if n % 2 == 0 else "–")
    yield _abstract(NUMBERS, "decimal", lambda n: f"%{n + 1}.")
    yield _abstract(REFERENCES, "decimal", lambda n: f"%{n + 1}.")
    for kind in (BULLETS, NUMBERS, REFERENCES):
        yield element("w:num", element("w:abstractNumId", w_val=kind), w_numId=kind)


def numbering_from(start: int, level: int, number: int) -> Element:
    """Make one more use of the counted points, which begins at a number of its own.

    Parameters
    ----------
    level : int
        How deep in other lists it stands, from 0.
    number : int
        What paragraphs name this use by.
    """
    again = element("w:lvlOverride", element("w:startOverride", w_val=start), w_ilvl=level)
    return element("w:num", element("w:abstractNumId", w_val=NUMBERS), again, w_numId=number)


def _defaults(language: str) -> Element:
    run = element(
        "w:rPr",
        _face(TEXT_FACE),
        element("w:sz", w_val=24),
        element("w:szCs", w_val=24),
        element("w:lang", w_val=language, w_eastAsia=language),
    )
    paragraph = element("w:pPr", element("w:spacing", w_after=0, w_line=240, w_lineRule="auto"))
    return element(
        "w:docDefaults", element("w:rPrDefault", run), element("w:pPrDefault", paragraph)
    )


def _face(name: str) -> Element:
    return element("w:rFonts", w_ascii=name, w_hAnsi=name, w_eastAsia=name, w_cs=name)


def _raised() -> Element:
    return element("w:vertAlign", w_val="superscript")


def _heading(level: int, size: int) -> Element:
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        spacing=(360 if level == 1 else 240, 120, 0),
        size=size,
        bold=level != 3,
        italic=level >= 3,
        face=HEADING_FACE,
        keep_next=True,
        outline=level - 1,
    )


def _paragraph(
    own_id: str,
    name: str,
    based_on: str = "Normal",
    *,
    spacing: tuple[int, int, int] | None = None,
    size: int = 0,
    bold: bool = False,
    italic: bool = False,
    face: str = "",
    colour: str = "",
    keep_next: bool = False,
    centred: bool = False,
    indent: int = 0,
    hanging: int = 0,
    numbering: int = 0,
    outline: int | None = None,
    default: bool = False,
) -> Element:
    """Make a style of paragraphs.

    Parameters
    ----------
    spacing : (int, int, int)
        Before, after and the distance of lines, 240 for single; 0 to leave that as it is.
    size : int
        In half points.
    """
    properties = element(
        "w:pPr",
        element("w:keepNext") if keep_next else None,
        element("w:keepLines") if keep_next else None,
        _numbered(numbering) if numbering else None,
        _spacing(*spacing) if spacing else None,
        element("w:ind", w_left=indent, w_hanging=hanging) if indent else None,
        element("w:jc", w_val="center") if centred else None,
        element("w:outlineLvl", w_val=outline) if outline is not None else None,
    )
    run = element(
        "w:rPr",
        _face(face) if face else None,
        element("w:b") if bold else None,
        element("w:i") if italic else None,
        element("w:color", w_val=colour) if colour else None,
        element("w:sz", w_val=size) if size else None,
        element("w:szCs", w_val=size) if size else None,
    )
    body = "BodyText" if outline is not None or own_id in ("Title", "Subtitle") else ""
    return element(
        "w:style",
        element("w:name", w_val=name),
        element("w:basedOn", w_val=based_on) if not default else None,
        element("w:next", w_val=body) if body else None,
        element("w:qFormat"),
        properties if len(properties) else None,
        run if len(run) else None,
        w_type="paragraph",
        w_styleId=own_id,
        **({"w_default": 1} if default else {}),
    )


def _numbered(own_id: int) -> Element:
    return element("w:numPr", element("w:numId", w_val=own_id))


def _spacing(before: int, after: int, line: int) -> Element:
    made = element("w:spacing", w_before=before, w_after=after)
    return (
        element("w:spacing", w_before=before, w_after=after, w_line=line, w_lineRule="auto")
        if (line)
        else made
    )


def _character(own_id: str, name: str, *properties: Element, default: bool = False) -> Element:
    return element(
        "w:style",
        element("w:name", w_val=name),
        element("w:basedOn", w_val="DefaultParagraphFont") if not default else None,
        element("w:qFormat") if not default else None,
        element("w:rPr", *properties) if properties else None,
        w_type="character",
        w_styleId=own_id,
        **({"w_default": 1} if default else {}),
    )


def _table_style() -> Element:
    """Rules above, below and under the heading, as journals set tables."""
    rule: dict[str, str | int] = {"w_val": "single", "w_sz": 8, "w_space": 0, "w_color": "000000"}
    borders = element("w:tblBorders", element("w:top", **rule), element("w:bottom", **rule))
    margins = element(
        "w:tblCellMar",
        element("w:top", w_w=20, w_type="dxa"),
        element("w:left", w_w=60, w_type="dxa"),
        element("w:bottom", w_w=20, w_type="dxa"),
        element("w:right", w_w=60, w_type="dxa"),
    )
    under = element("w:tcPr", element("w:tcBorders", element("w:bottom", **rule)))
    return element(
        "w:style",
        element("w:name", w_val="Results Table"),
        element("w:qFormat"),
        element("w:tblPr", borders, margins),
        element("w:tblStylePr", under, w_type="firstRow"),
        w_type="table",
        w_customStyle=1,
        w_styleId="ResultsTable",
    )


def _abstract(own_id: int, form: str, sign: object) -> Element:
    assert callable(sign)
    levels = [
        element(
            "w:lvl",
            element("w:start", w_val=1),
            element("w:numFmt", w_val=form),
            element("w:lvlText", w_val=sign(n)),
            element("w:lvlJc", w_val="left"),
            element("w:pPr", element("w:ind", w_left=360 * (n + 1) + 80, w_hanging=360 + 80)),
            w_ilvl=n,
        )
        for n in range(_LEVELS)
    ]
    kind = element("w:multiLevelType", w_val="hybridMultilevel")
    return element("w:abstractNum", kind, *levels, w_abstractNumId=own_id)
