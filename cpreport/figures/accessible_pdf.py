"""Tag the PDF page that a figure is, so that programs that read aloud say what it shows."""

from __future__ import annotations

import io
from collections.abc import Sequence

#: How JPEG files begin.
_JPEG = b"\xff\xd8\xff"


def accessible(
    page: bytes, title: str, alt: str, language: str, photos: Sequence[bytes] = ()
) -> bytes:
    """Make all that a page draws one tagged figure with its text alternative (PDF/UA-1).

    Parameters
    ----------
    photos : sequence of bytes
        The files of its pictures of dots, in their order: what is JPEG stays as it is.
    """
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    with pikepdf.open(io.BytesIO(page)) as document:
        only = document.pages[0]
        only.contents_add(b"/Figure <</MCID 0>> BDC", prepend=True)
        only.contents_add(b"EMC")
        only.contents_coalesce()
        only.obj.StructParents, only.obj.Tabs = 0, Name.S
        tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
        place = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=only.mediabox)
        figure = document.make_indirect(
            Dictionary(
                Type=Name.StructElem, S=Name.Figure, P=whole, Pg=only.obj, K=0,
                Alt=String(alt), A=place,
            )
        )  # fmt: skip
        whole.K, tree.K = Array([figure]), whole
        tree.ParentTree = Dictionary(Nums=Array([0, Array([figure])]))
        root = document.Root
        root.StructTreeRoot, root.MarkInfo = tree, Dictionary(Marked=True)
        root.Lang, root.ViewerPreferences = String(language), Dictionary(DisplayDocTitle=True)
        for number, photo in enumerate(photos, 1):
            if photo.startswith(_JPEG):
                _keep_jpeg(only.resources.XObject[f"/I{number}"], photo)
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"], metadata["pdfuaid:part"] = title, "1"
        written = io.BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def _keep_jpeg(image: object, photo: bytes) -> None:
    """Put the bytes of a JPEG file in the place of its dots."""
    from pikepdf import Name, Stream
    from PIL import Image

    assert isinstance(image, Stream)
    mode = Image.open(io.BytesIO(photo)).mode
    image.write(photo, filter=Name.DCTDecode)
    image.ColorSpace = Name.DeviceGray if mode == "L" else Name.DeviceRGB
    image.BitsPerComponent = 8
    for key in ("/DecodeParms", "/SMask"):
        if key in image:
            del image[key]
