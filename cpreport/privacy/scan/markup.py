"""Read HTML, SVG or XML: its text, attributes, comments, scripts, and the files inside it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote, unquote_to_bytes

from cpreport.figures.svg_marks import WRITTEN_MARK
from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.passages import Passage, json_passages, passages, within, without_repeats

#: Elements that may stand inside a word. Any other begins a new line.
_INSIDE_WORDS = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
    "tspan", "tt", "u", "var", "wbr", "textpath", "italic", "bold", "sc", "monospace", "strike",
    "named-content", "styled-content", "xref", "ext-link", "uri", "email", "institution", "w:r",
    "w:t", "w:rpr", "w:b", "w:i", "w:u", "w:lang", "w:rfonts", "w:sz", "w:color", "w:prooferr",
    "w:ins", "w:del", "w:hyperlink", "w:bookmarkstart", "w:bookmarkend", "w:smarttag",
    "w:softhyphen", "w:deltext", "w:sdt", "w:sdtpr", "w:sdtcontent", "w:alias", "w:tag", "w:id",
    "w:rstyle", "w:vertalign", "w:fldchar", "w:footnotereference", "w:commentrangestart",
    "w:commentrangeend",
))  # fmt: skip
#: Attributes that name things for programs.
_NAMES = frozenset((
    "class", "id", "rel", "type", "charset", "headers", "role", "scope", "lang", "rid",
    "ref-type", "sec-type", "content-type", "position",
))  # fmt: skip
#: Attributes that are coordinates and measures.
_MEASURES = frozenset((
    "d", "points", "transform", "viewbox", "xmlns", "version", "width", "height", "x", "y", "x1",
    "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "fill", "stroke", "stroke-width",
    "stroke-dasharray", "stroke-dashoffset", "clip-path", "font-size", "colspan", "rowspan",
    "patterntransform", "gradienttransform", "offset",
))  # fmt: skip
#: An attribute of a file's address: what it holds is opened.
_DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w=.+-]+)*),", re.IGNORECASE)
#: What holds no words: letters' shapes, which fonts' names are the only text of.
_FONTS = re.compile(r"font|octet-stream", re.IGNORECASE)
_IN_STYLES = re.compile(
    r"(?<=\")data:[^\"]{0,100000000}|(?<=')data:[^']{0,100000000}|data:[^\"')\s]{0,100000000}"
)
#: What a style sheet writes on the page.
_CONTENT = re.compile(r"content\s*:([^;}]{1,2000})")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
#: The public name of a document type says when the type was made, not when the document was.
_DOCUMENT_TYPE = re.compile(r'"-//NLM//DTD JATS [^"]*"')
_DEEPEST = 4


class _MarkupReader(HTMLParser):
    """One pass over markup; it collects texts by kind."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.attributes: list[str] = []
        self.names: list[str] = []
        self.comments: list[str] = []
        self.scripts: list[tuple[str, str]] = []
        self.styles: list[str] = []
        self.inline: list[str] = []
        self.inside: list[str] = []
        self.pages: list[str] = []
        self._raw = ""
        self._kind = ""

    def updatepos(self, i: int, j: int) -> int:
        """Count no lines: nobody asks where in the file something stands."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        for name, value in attrs:
            if value is None:
                continue
            if _DATA.match(value.strip()):
                self.inside.append(value.strip())
            elif name == "style":
                self.inline.append(value)
            elif name == "srcdoc":
                self.pages.append(value)
            elif name in _NAMES or name.startswith("xmlns:"):
                self.names.append(value)
            elif name not in _MEASURES:
                self.attributes.append(unquote(value) if "%" in value else value)
        if tag in ("script", "style"):
            self._raw = tag
            self._kind = dict(attrs).get("type") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._raw = ""

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if tag == self._raw:
            self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw == "script":
            self.scripts.append((self._kind, data))
        elif self._raw == "style":
            self.styles.append(data)
        else:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.comments.append(_DOCUMENT_TYPE.sub("", decl))

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.text.append(data.removeprefix("CDATA["))

    def _break(self, tag: str) -> None:
        if tag not in _INSIDE_WORDS:
            self.text.append("\n")


def markup_passages(text: str, depth: int = 0) -> Iterator[Passage]:
    """Read what markup shows and what it hides."""
    reader = _MarkupReader()
    # Of the marks of our own drawings, of which a page has thousands, only the words are read.
    reader.feed(WRITTEN_MARK.sub(r"\n\1\n", text))
    reader.close()
    yield Passage("", without_repeats("".join(reader.text)))
    yield Passage("attributes", BARRIER.join(dict.fromkeys(reader.attributes)))
    yield Passage("names", BARRIER.join(dict.fromkeys(reader.names)), shown=False)
    yield Passage("comments", BARRIER.join(reader.comments))
    for kind, script in reader.scripts:
        if "json" in kind:
            yield from within("data for programs", json_passages(script))
        else:
            yield Passage("script", script, shown=False)
    # An element's own style comes a thousand times in a drawing.
    for style in filter(None, (*reader.styles, "\n".join(dict.fromkeys(reader.inline)))):
        yield from _style(style)
        reader.inside += _IN_STYLES.findall(style)
    for page in reader.pages if depth < _DEEPEST else ():
        yield from within("page inside", markup_passages(page, depth + 1))
    for address in reader.inside:
        yield from within("inside it", _open_address(address, depth))


def _style(style: str) -> Iterator[Passage]:
    """Read a style sheet, and apart from it what it writes on the page."""
    yield Passage("style", _IN_STYLES.sub(" ", style), shown=False)
    written = (
        _ESCAPED.sub(lambda e: chr(min(int(e[1], 16), 0x10FFFF)) if e[1] else e[2], one or other)
        for content in _CONTENT.findall(style)
        for one, other in _QUOTED.findall(content)
    )
    yield Passage("style", BARRIER.join(written))


def _open_address(address: str, depth: int) -> Iterator[Passage]:
    """Open a `data:` address: an image is searched as an image, a drawing as a drawing."""
    match = _DATA.match(address)
    if match is None or depth >= _DEEPEST or _FONTS.search(match[1]):
        return
    body = address[match.end() :]
    try:
        base = ";base64" in match[2].lower()
        content = base64.b64decode(unquote_to_bytes(body)) if base else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        yield Passage("", body)
        return
    kind = match[1].partition("/")[2].partition("+")[0].lower() or "txt"
    ending = {"plain": "txt", "jpeg": "jpg", "ld": "json"}.get(kind, kind)
    yield from passages(f"data.{ending}", content, depth + 1)
