"""Hold the kinds of places that a text can stand in, each as a function that plants it there."""

from __future__ import annotations

import base64
import html
import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from urllib.parse import quote

import pikepdf
from PIL import Image, PngImagePlugin, TiffImagePlugin
from weasyprint import HTML

Planted = tuple[str, bytes]


@cache
def _page(body: str = "<p>Nothing.</p>") -> bytes:
    said = f"<html lang=en><title>Untitled</title><h1>Heading</h1>{body}"
    return HTML(string=said).write_pdf(pdf_variant="pdf/ua-1")


def _changed(change: Callable[[pikepdf.Pdf], None], content: bytes = b"") -> bytes:
    with pikepdf.open(io.BytesIO(content or _page())) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def jats_result(text: str) -> Planted:
    half = len(text) // 2
    said = f"{text[:half]}<named-content content-type='result'>{text[half:]}</named-content>"
    return "article.xml", f"<article><p>Seen with {said} twice.</p></article>".encode()


def jats_attribute(text: str) -> Planted:
    value = html.escape(text)
    return "article.xml", f'<article><graphic alt="{value}"/></article>'.encode()


def pdf_text(text: str) -> Planted:
    return "a.pdf", _page(f"<p>Seen with {html.escape(text)} twice.</p>")


def pdf_hyphenated(text: str) -> Planted:
    half = len(text) // 2
    return "a.pdf", _page(
        f"<p style='width: 3em'>Seen {html.escape(text[:half])}&shy;{html.escape(text[half:])}</p>"
    )


def pdf_title(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = text

    return "a.pdf", _changed(change)


def pdf_keywords(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Keywords"] = f"gait, {text}"

    return "a.pdf", _changed(change)


def pdf_own_key(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Dictated"] = text

    return "a.pdf", _changed(change)


def pdf_xmp(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:description"] = text

    return "a.pdf", _changed(change)


def pdf_outline(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(text, 0))

    return "a.pdf", _changed(change)


def pdf_alternative_text(text: str) -> Planted:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"
    address = f"data:image/svg+xml,{quote(drawing)}"
    return "a.pdf", _page(f'<img alt="{html.escape(text)}" src="{address}">')


def pdf_actual_text(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0]
        written = pikepdf.String(text).unparse()
        added = b"/Span <</ActualText " + written + b">> BDC EMC\n"
        page.contents_coalesce()
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + added)

    return "a.pdf", _changed(change)


def pdf_attachment(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["notes.txt"] = f"Of {text}".encode()

    return "a.pdf", _changed(change)


def pdf_attachment_name(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[f"{text}.txt"] = b"Nothing."

    return "a.pdf", _changed(change)


def pdf_note(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=text
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))

    return "a.pdf", _changed(change)


def pdf_white_text(text: str) -> Planted:
    return "a.pdf", _page(f"<p style='color:white;font-size:1px'>{html.escape(text)}</p>")


def html_text(text: str) -> Planted:
    return "a.html", f"<p>Seen with <b>{html.escape(text)}</b>.</p>".encode()


def html_split(text: str) -> Planted:
    half = len(text) // 2
    return "a.html", f"<p><i>{html.escape(text[:half])}</i>{html.escape(text[half:])}</p>".encode()


def html_character_references(text: str) -> Planted:
    return "a.html", f"<p>{''.join(f'&#{ord(c)};' for c in text)}</p>".encode()


def html_attribute(text: str) -> Planted:
    return "a.html", f'<img alt="Hand of {html.escape(text)}">'.encode()


def html_meta(text: str) -> Planted:
    return "a.html", f'<meta name="description" content="{html.escape(text)}">'.encode()


def html_comment(text: str) -> Planted:
    return "a.html", f"<p>Nothing.</p><!-- {text} -->".encode()


def html_class(text: str) -> Planted:
    return "a.html", f'<p class="{html.escape(text)}">Nothing.</p>'.encode()


def html_linked_data(text: str) -> Planted:
    said = json.dumps({"about": {"name": text}})
    return "a.html", f'<script type="application/ld+json">{said}</script>'.encode()


def html_link(text: str) -> Planted:
    return "a.html", f'<a href="https://example.org/{quote(text)}">here</a>'.encode()


def svg_text(text: str) -> Planted:
    half = len(text) // 2
    spans = f"<tspan>{html.escape(text[:half])}</tspan><tspan>{html.escape(text[half:])}</tspan>"
    return "a.svg", f"<svg><text>{spans}</text></svg>".encode()


def svg_description(text: str) -> Planted:
    return "a.svg", f"<svg><desc>{html.escape(text)}</desc></svg>".encode()


def svg_metadata(text: str) -> Planted:
    said = f"<metadata><dc:title>{html.escape(text)}</dc:title></metadata>"
    return "a.svg", f"<svg>{said}</svg>".encode()


def svg_in_base64(text: str) -> Planted:
    packed = base64.b64encode(svg_description(text)[1]).decode()
    return "a.html", f'<img alt="" src="data:image/svg+xml;base64,{packed}">'.encode()


def svg_percent_encoded(text: str) -> Planted:
    said = quote(svg_description(text)[1])
    return "a.html", f'<style>p {{ background: url("data:image/svg+xml,{said}") }}</style>'.encode()


def xml_text(text: str) -> Planted:
    return "a.xml", f"<article><p>{html.escape(text)}</p></article>".encode()


def xml_cdata(text: str) -> Planted:
    return "a.xml", f"<article><p><![CDATA[{text}]]></p></article>".encode()


def csv_cell(text: str) -> Planted:
    return "a.csv", f'case,note\nP01,"{text}"\n'.encode()


def csv_heading(text: str) -> Planted:
    return "a.csv", f'case,"{text}"\nP01,4\n'.encode()


def json_value(text: str) -> Planted:
    return "a.json", json.dumps({"rows": [{"note": text}]}).encode()


def json_key(text: str) -> Planted:
    return "a.json", json.dumps({text: 1}).encode()


def _docx(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(f"{name}.xml", text)
    return out.getvalue()


def docx_text(text: str) -> Planted:
    half = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{html.escape(t)}</w:t></w:r>'
        for t in (text[:half], text[half:])
    )
    return "a.docx", _docx(document=f"<w:document><w:p>{runs}</w:p></w:document>")


def docx_properties(text: str) -> Planted:
    core = f"<cp:coreProperties><dc:creator>{html.escape(text)}</dc:creator></cp:coreProperties>"
    return "a.docx", _docx(core=core)


def docx_comment(text: str) -> Planted:
    return "a.docx", _docx(comments=f"<w:comment w:author='{html.escape(text)}'/>")


def zip_name(text: str) -> Planted:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{text}/a.txt", "Nothing.")
    return "a.zip", out.getvalue()


def zip_comment(text: str) -> Planted:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "Nothing.")
        archive.comment = text.encode()
    return "a.zip", out.getvalue()


def zip_in_zip(text: str) -> Planted:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.zip", zip_name("b")[1])
        archive.writestr("c.docx", docx_text(text)[1])
    return "a.zip", out.getvalue()


def _picture(form: str, **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, form, **saved)
    return out.getvalue()


def png_text(text: str) -> Planted:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", text)
    return "a.png", _picture("PNG", pnginfo=info)


def png_packed_text(text: str) -> Planted:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", f"of {text}", zip=True)
    return "a.png", _picture("PNG", pnginfo=info)


def jpeg_comment(text: str) -> Planted:
    return "a.jpg", _picture("JPEG", comment=text.encode())


def jpeg_exif(text: str) -> Planted:
    exif = Image.Exif()
    exif[0x010E] = text.encode()
    return "a.jpg", _picture("JPEG", exif=exif)


def jpeg_windows_exif(text: str) -> Planted:
    exif = Image.Exif()
    exif[0x9C9B] = text.encode("utf-16-le")
    return "a.jpg", _picture("JPEG", exif=exif)


def tiff_tag(text: str) -> Planted:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x010E] = text.encode()
    return "a.tiff", _picture("TIFF", tiffinfo=tags)


def jpeg_in_pdf(text: str) -> Planted:
    packed = base64.b64encode(jpeg_comment(text)[1]).decode()
    return "a.pdf", _page(f'<img alt="a hand" src="data:image/jpeg;base64,{packed}">')


def file_name(text: str) -> Planted:
    return f"figures/{text}.svg", b"<svg></svg>"


def folder_name(text: str) -> Planted:
    return f"cases/{text}/P01.html", b"<p>Nothing.</p>"


def plain_text(text: str) -> Planted:
    return "README.txt", f"Made for {text}.".encode()


def text_in_utf_16(text: str) -> Planted:
    return "README.txt", f"Made for {text}.".encode("utf-16")


def docx_custom_property(text: str) -> Planted:
    said = f"<Properties><property name='Note'><vt:lpwstr>{html.escape(text)}</vt:lpwstr></property></Properties>"
    return "a.docx", _docx(**{"docProps/custom": said})


def docx_custom_property_name(text: str) -> Planted:
    said = (
        f'<Properties><property name="{html.escape(text)}"><vt:i4>1</vt:i4></property></Properties>'
    )
    return "a.docx", _docx(**{"docProps/custom": said})


def docx_manager(text: str) -> Planted:
    said = f"<Properties><Manager>{html.escape(text)}</Manager><Company>None</Company></Properties>"
    return "a.docx", _docx(**{"docProps/app": said})


def docx_comment_text(text: str) -> Planted:
    said = f"<w:comments><w:comment><w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p></w:comment></w:comments>"
    return "a.docx", _docx(**{"word/comments": said})


def docx_deleted_text(text: str) -> Planted:
    said = f"<w:p><w:del w:author='A'><w:r><w:delText>{html.escape(text)}</w:delText></w:r></w:del></w:p>"
    return "a.docx", _docx(**{"word/document": said})


def docx_header(text: str) -> Planted:
    said = f"<w:hdr><w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p></w:hdr>"
    return "a.docx", _docx(**{"word/header1": said})


def docx_footnote(text: str) -> Planted:
    said = f"<w:footnotes><w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p></w:footnotes>"
    return "a.docx", _docx(**{"word/footnotes": said})


def docx_picture_description(text: str) -> Planted:
    said = f'<w:p><wp:docPr id="1" name="Picture" descr="{html.escape(text)}"/></w:p>'
    return "a.docx", _docx(**{"word/document": said})


def docx_custom_xml(text: str) -> Planted:
    return "a.docx", _docx(
        **{"customXml/item1": f"<form><field>{html.escape(text)}</field></form>"}
    )


def docx_picture_exif(text: str) -> Planted:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/media/image1.jpg", jpeg_exif(text)[1])
    return "a.docx", out.getvalue()


def xlsx_cell(text: str) -> Planted:
    said = f"<sst><si><t>{html.escape(text)}</t></si></sst>"
    return "a.xlsx", _docx(**{"xl/sharedStrings": said})


def jpeg_owner(text: str) -> Planted:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA430] = text.encode()
    return "a.jpg", _picture("JPEG", exif=exif)


def png_exif(text: str) -> Planted:
    exif = Image.Exif()
    exif[0x013B] = text.encode()
    return "a.png", _picture("PNG", exif=exif)


def webp_exif(text: str) -> Planted:
    exif = Image.Exif()
    exif[0x010E] = text.encode()
    return "a.webp", _picture("WEBP", exif=exif)


def jpeg_xmp(text: str) -> Planted:
    said = f"<x:xmpmeta><dc:creator>{html.escape(text)}</dc:creator></x:xmpmeta>"
    return "a.jpg", _picture("JPEG", xmp=said.encode())


def html_page_inside(text: str) -> Planted:
    inner = html.escape(f"<p>{html.escape(text)}</p>")
    return "a.html", f'<iframe srcdoc="{inner}"></iframe>'.encode()


def html_data_attribute(text: str) -> Planted:
    return "a.html", f'<p data-note="{html.escape(text)}">Nothing.</p>'.encode()


def html_without_script(text: str) -> Planted:
    return "a.html", f"<noscript>{html.escape(text)}</noscript>".encode()


def html_hidden(text: str) -> Planted:
    return "a.html", f"<p hidden style='display:none'>{html.escape(text)}</p>".encode()


def style_sheet_content(text: str) -> Planted:
    said = text.replace("\\", "\\\\").replace('"', '\\"')
    return "a.html", f'<style>h1::after {{ content: "{said}" }}</style><h1>Report</h1>'.encode()


def style_sheet_address(text: str) -> Planted:
    said = quote(text)
    return "a.html", f'<p style="background: url(data:text/plain,{said})">Nothing.</p>'.encode()


def pdf_link(text: str) -> Planted:
    return "a.pdf", _page(f'<p><a href="https://example.org/{quote(text)}">here</a></p>')


def pdf_form(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="note", V=text)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[pdf.make_indirect(field)])

    return "a.pdf", _changed(change)


def pdf_script(text: str) -> Planted:
    def change(pdf: pikepdf.Pdf) -> None:
        said = f"app.alert({json.dumps(text, ensure_ascii=False)});"
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=said)

    return "a.pdf", _changed(change)


def jats_footnote(text: str) -> Planted:
    return "a.xml", f"<article><fn><p>{html.escape(text)}</p></fn></article>".encode()


def bibliography_field(text: str) -> Planted:
    return "references.bib", f"@article{{a2000,\n  note = {{{text}}},\n}}\n".encode()


def yaml_comment(text: str) -> Planted:
    return "series.yaml", f"title: A series  # {text}\n".encode()


def table_separated_by_tabs(text: str) -> Planted:
    return "a.tsv", f"case\tnote\nP01\t{text}\n".encode()


PLACES: dict[str, Callable[[str], Planted]] = {
    name.replace("_", " "): plant
    for name, plant in sorted(globals().items())
    if callable(plant) and getattr(plant, "__module__", "") == __name__ and not name.startswith("_")
}
