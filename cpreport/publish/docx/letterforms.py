"""Read how a document sets its letters: font, size, bold, italic, colour, by its styles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from cpreport.publish.docx.elements import Element, qn

_ON_OFF = {"bold": "w:b", "italic": "w:i"}


@dataclass(frozen=True, slots=True)
class Letterform:
    """How letters are set; None for what is left as it is.

    size : str or None
        In points.
    colour : str or None
        Six hexadecimal digits.
    """

    font: str | None = None
    size: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    colour: str | None = None

    def over(self, other: Letterform) -> Letterform:
        """Set letters as this says, and as another form does where it says nothing."""
        own = {f.name: said for f in fields(self) if (said := getattr(self, f.name)) is not None}
        return replace(other, **own)

    @property
    def in_words(self) -> str:
        """The form as a reader is told it.

        >>> Letterform("Arial", "9.5", bold=True).in_words
        'Arial, 9.5 pt, bold'
        """
        said = (
            self.font,
            f"{self.size} pt" if self.size else None,
            "bold" if self.bold else None,
            "italic" if self.italic else None,
            f"colour {self.colour}" if self.colour else None,
        )
        return ", ".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document.

    names : mapping of str to str
        What each is called, by its id.
    forms : mapping of str to Letterform
        How each sets letters, with those it is based on.
    paragraph : str
        Id of the style that paragraphs have which name none.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Letterform] = field(default_factory=dict)
    paragraph: str = ""

    def name(self, style: str) -> str:
        """Name a style, or the one that is meant where none is named."""
        return self.names.get(style or self.paragraph, style)

    def form(self, style: str) -> Letterform:
        """Say how a style of paragraphs sets letters."""
        return self.forms.get(style or self.paragraph, Letterform())


def styles_in(root: Element | None) -> Styles:
    """Read the part of a document that holds its styles."""
    if root is None:
        return Styles()
    path = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
    base = letterform(root.find(path))
    made = {style.get(qn("w:styleId"), ""): style for style in root.iterchildren(qn("w:style"))}
    names = {key: _value(style.find(qn("w:name"))) or key for key, style in made.items()}
    default = next((key for key, style in made.items() if _is_default(style)), "")
    forms: dict[str, Letterform] = {}
    for key in made:
        chain: list[str] = []
        # A style may be based on itself in a file that somebody wrote by hand.
        while key in made and key not in forms and key not in chain:
            chain.append(key)
            key = _value(made[key].find(qn("w:basedOn")))
        for one in reversed(chain):
            own = letterform(made[one].find(qn("w:rPr")))
            paragraph = made[one].get(qn("w:type")) == "paragraph"
            forms[one] = own.over(forms.get(key, base if paragraph else Letterform()))
            key = one
    return Styles(names, forms, default)


def letterform(about: Element | None) -> Letterform:
    """Read how the properties of a run, or of a style, set letters."""
    if about is None:
        return Letterform()
    marks = {name: about.find(qn(tag)) for name, tag in _ON_OFF.items()}
    size, colour = _value(about.find(qn("w:sz"))), _value(about.find(qn("w:color")))
    return Letterform(
        _font(about.find(qn("w:rFonts"))),
        f"{int(size) / 2:g}" if size.isascii() and size.isdigit() and len(size) < 5 else None,
        **{name: is_on(mark) if mark is not None else None for name, mark in marks.items()},
        colour=colour.upper() if colour and colour not in ("auto", "none") else None,
    )


def is_on(mark: Element) -> bool:
    """Whether a mark that is there says yes."""
    return mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _font(fonts: Element | None) -> str | None:
    if fonts is None:
        return None
    themes = (fonts.get(qn(f"w:{name}Theme")) for name in ("ascii", "hAnsi"))
    theme = next(filter(None, themes), None)
    if theme is not None:
        return f"the {'heading' if theme.startswith('major') else 'text'} font of the theme"
    font: str | None = fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi"))
    return font


def _value(mark: Element | None) -> str:
    said: str = mark.get(qn("w:val"), "") if mark is not None else ""
    return said


def _is_default(style: Element) -> bool:
    is_default = style.get(qn("w:default"), "0") in ("1", "true", "on")
    return is_default and style.get(qn("w:type")) == "paragraph"
