"""Compare what two PDFs or pictures hold that no page shows: attachments, actions, links, metadata.

Other versions of the libraries draw the same page with other bytes, so that bytes cannot be
compared. What a file carries besides its pages is compared by itself.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
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
        raise UnreadableFile(f"the file cannot be read ({type(error).__name__})") from error
    for where in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(where, _NOTHING), theirs.get(where, _NOTHING)
        if one != other:
            yield Difference(where, one[:200], other[:200])


def _held(path: str, content: bytes) -> Mapping[str, str]:
    if not path.endswith(".pdf"):
        return _of_picture(content)
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return dict(_of_pdf(document))


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
    if "/AcroForm" in document.Root:
        yield "form", "fields to fill in"
    for number, page in enumerate(document.pages, 1):
        found = sorted(_annotation(one) for one in page.get("/Annots", []))
        if found:
            yield f"links and notes of page {number}", "; ".join(found)
        if "/AA" in page:
            yield f"action of page {number}", _shown(page["/AA"])


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
        if exif := image.getexif():
            kept["metadata Exif"] = f"{len(exif)} entries"
        return kept


def _shown(value: Any) -> str:
    said = value.hex() if isinstance(value, bytes) else repr(value)
    return " ".join(said.split())[:200]
