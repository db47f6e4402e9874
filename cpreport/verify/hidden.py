"""Compare what two PDFs or pictures hold that no page shows: attachments, actions, links, metadata.

Other versions of the libraries draw the same page with other bytes, so that bytes cannot be
compared. What a file carries besides its pages is compared by itself.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cpreport.verify.texts import UnreadableFile
from cpreport.verify.word_differences import Difference

if TYPE_CHECKING:
    from pikepdf import Pdf

#: What says by which program a file was written, and when: other versions say it otherwise.
_OF_THE_PROGRAM = {"/Producer", "/Creator", "/CreationDate", "/ModDate", "/PTEX.Fullbanner"}
_OF_THE_PROGRAM_IN_XMP = {"Producer", "CreatorTool", "CreateDate", "ModifyDate", "MetadataDate"}
#: Keys under which a PDF keeps what it does when it is opened or used (ISO 32000-2, 12.6).
_ACTIONS = ("/OpenAction", "/AA", "/A", "/JS")
_NOTHING = "nothing"
#: Parts of a PDF that are said to be there, and not compared.
_PARTS = (
    ("/OCProperties", "layers", "parts that can be hidden"),
    ("/AcroForm", "form", "fields to fill in"),
)
#: Words of a PDF that no page shows and a program reads aloud or lists (ISO 32000-2, 14.9).
_SPOKEN = ("/Alt", "/ActualText", "/E", "/TU")
_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_OBJECT = re.compile(rb"^\d+ \d+ obj\b", re.MULTILINE)
_PDF_COMMENT = re.compile(rb"^%(?!%EOF|PDF-)[^\r\n]*[A-Za-z0-9]{2}[^\r\n]*", re.MULTILINE)
_PNG, _JPEG, _JPEG_END, _SCAN = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd9", 0xDA
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
#: Tags of a TIFF file that say where and how its dots are packed: size, strips, compression.
_PACKED = ("256 ", "257 ", "273 ", "278 ", "279 ", "259 ", "317 ", "305 ")


def hidden_differences(path: str, said: bytes, follows: bytes) -> Iterator[Difference]:
    """Say what one file carries and the other does not, or otherwise.

    Raises
    ------
    UnreadableFile
        Where one of them is not what its name says.
    """
    try:
        ours, theirs = _held(path, said), _held(path, follows)
    except Exception as error:
        raise UnreadableFile(error) from error
    for where in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(where, _NOTHING), theirs.get(where, _NOTHING)
        if one != other:
            yield Difference(where, one[:200], other[:200])


def _held(path: str, content: bytes) -> Mapping[str, str]:
    if not path.endswith(".pdf"):
        return {**_of_picture(content), **dict(_around_picture(content))}
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return {**dict(_of_pdf(document)), **dict(_unread(content, document))}


def _of_pdf(document: Pdf) -> Iterator[tuple[str, str]]:
    for name, file in document.attachments.items():
        checksum = hashlib.sha256(file.get_file().read_bytes()).hexdigest()
        yield f"attachment {name}", f"SHA-256 {checksum[:12]}…"
    for key, value in document.docinfo.items():
        if key not in _OF_THE_PROGRAM:
            yield f"metadata {key.removeprefix('/')}", str(value)
    yield from _of_xmp(document)
    for key in _ACTIONS:
        if key in document.Root:
            yield f"action {key}", _shown(document.Root[key])
    if "/JavaScript" in document.Root.get("/Names", {}):
        yield "action /JavaScript", _shown(document.Root.Names.JavaScript)
    with document.open_outline() as outline:
        if titles := list(_titles(outline.root)):
            yield "outline", "; ".join(titles)
    if texts := sorted(_alternatives(document)):
        yield "alternative texts", "; ".join(texts)
    for key, where, what in _PARTS:
        if key in document.Root:
            yield where, what
    yield from _of_pages(document)


def _of_pages(document: Pdf) -> Iterator[tuple[str, str]]:
    for number, page in enumerate(document.pages, 1):
        found = sorted(_annotation(one) for one in page.get("/Annots", []))
        if found:
            yield f"links and notes of page {number}", "; ".join(found)
        if "/AA" in page:
            yield f"action of page {number}", _shown(page["/AA"])


def _titles(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        yield str(item.title)
        yield from _titles(item.children)


def _alternatives(document: Pdf) -> Iterator[str]:
    """Yield what is read aloud in place of a picture, and what programs keep for themselves."""
    import pikepdf

    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield from (str(one[key]) for key in _SPOKEN if key in one)
            if "/PieceInfo" in one:
                yield f"/PieceInfo {_shown(one['/PieceInfo'])}"


def _unread(content: bytes, document: Pdf) -> Iterator[tuple[str, str]]:
    """Yield what lies in the bytes of a PDF and no page or program for pages reads."""
    bare = _STREAM.sub(b"", content)
    if (count := bare.count(b"%%EOF")) != 1:
        yield "versions", f"{count} versions of the document in one file"
    if loose := content.rpartition(b"%%EOF")[2].strip():
        yield "after the end of the file", _shown(loose)
    said = [_shown(line.strip()) for line in _PDF_COMMENT.findall(bare)]
    if said:
        yield "comments in the file", "; ".join(said)
    listed = sum(_holds_objects(one) for one in document.objects)
    if (beside := len(_OBJECT.findall(bare)) + listed - len(document.objects)) > 0:
        yield "objects that the file does not list", f"{beside} objects"
    reached = _reached(document)
    if alone := sum(one.objgen not in reached and _says(one) for one in document.objects):
        yield "objects that nothing refers to", f"{alone} objects"


def _holds_objects(one: Any) -> int:
    """Count the objects that are packed in another one (ISO 32000-2, 7.5.7)."""
    import pikepdf

    packed = isinstance(one, pikepdf.Stream) and str(one.get("/Type", "")) == "/ObjStm"
    return int(one.get("/N", 0)) if packed else 0


def _says(one: Any) -> bool:
    """Whether an object is more than the file's own lists of objects."""
    import pikepdf

    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return str(one.get("/Type", "")) not in ("/XRef", "/ObjStm")
    return one is not None


def _reached(document: Pdf) -> set[tuple[int, int]]:
    """List the objects that lead from one to the next, from the trailer on."""
    import pikepdf

    reached: set[tuple[int, int]] = set()
    left: list[Any] = [document.trailer]
    while left:
        one = left.pop()
        if one.is_indirect:
            if one.objgen in reached:
                continue
            reached.add(one.objgen)
        if isinstance(one, pikepdf.Array):
            left += [part for part in one if isinstance(part, pikepdf.Object)]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            left += [part for _, part in one.items() if isinstance(part, pikepdf.Object)]
    return reached


def _annotation(one: Any) -> str:
    """Name an annotation by its kind and by what it does; places on the page may shift."""
    action = one.get("/A", {})
    kind = str(one.get("/Subtype", ""))
    said = str(one.get("/Contents", "")) if kind != "/Link" else ""
    leads = str(action.get("/URI", action.get("/S", ""))) if action else ""
    return " ".join(filter(None, (kind.removeprefix("/"), leads, said)))


def _of_xmp(document: Pdf) -> Iterator[tuple[str, str]]:
    metadata = document.Root.get("/Metadata")
    if metadata is None:
        return
    from cpreport.verify.texts import safe_tree

    said: dict[str, list[str]] = {}
    for element in safe_tree(metadata.read_bytes()).iter():
        if isinstance(element.tag, str) and (element.text or "").strip():
            name = _name_in_xmp(element)
            if name not in _OF_THE_PROGRAM_IN_XMP:
                said.setdefault(name, []).append(element.text.strip())
    for name, texts in said.items():
        yield f"XMP metadata {name}", "; ".join(texts)


def _name_in_xmp(element: Any) -> str:
    """The property a text belongs to: its values stand in lists (`dc:creator/rdf:Seq/rdf:li`)."""
    while "rdf-syntax-ns#" in element.tag and element.getparent() is not None:
        element = element.getparent()
    return str(element.tag).rpartition("}")[2]


def _of_picture(content: bytes) -> Mapping[str, str]:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        kept = {
            f"metadata {key}": value if isinstance(value, str) else _shown(value)
            for key, value in image.info.items()
            if key not in ("Software", "dpi", "compression", "gamma", "resolution")
        }
        exif = image.getexif()
        if exif and image.format != "TIFF":
            kept["metadata Exif"] = f"{len(exif)} entries"
        elif exif:
            tags = (f"{tag} {_shown(value)}" for tag, value in sorted(exif.items()))
            kept |= {f"tag {tag}": "" for tag in tags if not tag.startswith(_PACKED)}
        return kept


def _around_picture(content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the parts of a picture's file that hold no picture, and what follows its end."""
    if content.startswith(_PNG):
        parts, end = _chunks(content)
    elif content.startswith(_JPEG):
        parts, end = _segments(content)
    else:
        return
    if named := sorted(set(parts)):
        yield "parts of the file", ", ".join(named)
    if end < len(content):
        yield "after the end of the picture", f"{len(content) - end} bytes"


def _chunks(content: bytes) -> tuple[list[str], int]:
    """Name the chunks of a PNG file that hold no dots (ISO/IEC 15948, 5.3), and find its end."""
    parts: list[str] = []
    at = len(_PNG)
    while at + 12 <= len(content):
        name = content[at + 4 : at + 8].decode("latin-1")
        at += 12 + int.from_bytes(content[at : at + 4])
        if name not in ("IHDR", "PLTE", "tRNS", "IDAT", "IEND", "pHYs"):
            parts.append(name)
        if name == "IEND":
            break
    return parts, at


def _segments(content: bytes) -> tuple[list[str], int]:
    """Name the segments of a JPEG file that hold no dots (ITU-T T.81, B.1.1), and find its end."""
    parts: list[str] = []
    at = len(_JPEG)
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            parts.append(f"segment {marker:X}")
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
        if marker == _SCAN:
            # The dots: a byte FF in them is followed by 0, or by one of eight marks.
            found = _MARKER.search(content, at)
            at = found.start() if found is not None else len(content)
        if content[at : at + 2] == _JPEG_END:
            return parts, at + 2
    return parts, at


def _shown(value: Any) -> str:
    said = value.hex() if isinstance(value, bytes) else repr(value)
    return " ".join(said.split())[:200]
