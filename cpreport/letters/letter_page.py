"""Set a written letter as pages for print and screens, and as PDF."""

from __future__ import annotations

import base64
import io
from functools import cache
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup

from cpreport.cases.series import Style
from cpreport.fonts import screen_css
from cpreport.letters.letter_data import letter_data, letter_parts
from cpreport.letters.letter_paper import LetterForm, about_line, margins
from cpreport.letters.letter_picture import picture
from cpreport.letters.scores import score_tables
from cpreport.letters.written_letter import WrittenLetter
from cpreport.publish.engines import Engine, SetPdf, reserved_for_weasyprint, set_by_either
from cpreport.publish.folders import Medium, folders_of
from cpreport.publish.html.page import page
from cpreport.publish.html.script import policy
from cpreport.publish.html.styles import image, letter_stylesheet
from cpreport.publish.typst.compiler import TypstFailed
from cpreport.publish.typst.page_ends import spare_sheet
from cpreport.publish.typst.typeset_data import set_and_read_back

#: Every Latin letter, so that the cut of the fonts that is kept says nothing of who is named.
_LATIN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x250))))
_WEIGHTS = {400: "Regular", 600: "SemiBold"}


def letter_html(
    written: WrittenLetter, form: LetterForm, *, medium: Medium, folder: Path, style: Style
) -> str:
    """Fill the page of a letter.

    Parameters
    ----------
    folder : Path
        The series folder; `templates` and `styles` beside it take the place of the shipped ones.

    Raises
    ------
    Refused
        Where a template or stylesheet is wrong.
    """
    folders = folders_of(folder)
    lang, letters = written.voice.language, written.story.letters
    css = letter_stylesheet(folders, style)
    if medium == "print":
        css += margins(written, form)
    fonts = _arabic_css() if lang.right_to_left else ""
    if medium == "screen":
        fonts += screen_css(_LATIN)
    tables = () if written.role == "school" else score_tables(lang, written.story)
    context = {
        "css": Markup(fonts + css),
        "policy": policy(images_beside=False),
        "letter": written,
        "about": about_line(written),
        "lang": lang,
        "form": form,
        "letterhead": letters,
        "clinic": written.voice.words(letters.clinic),
        "sender_role": written.voice.words(letters.sender.role) if letters.sender.role else None,
        "logo": image(folders, letters.logo) if letters.logo else None,
        "signature": image(folders, letters.sender.signature) if letters.sender.signature else None,
        "picture": picture(written.voice, written.story),
        "tables": tables,
    }
    return page("letter.html", context, medium=medium, folders=folders)


def letter_pdf(
    written: WrittenLetter, form: LetterForm, *, engine: Engine, folder: Path, style: Style
) -> SetPdf:
    """Set a letter as PDF; no copy of it is kept anywhere.

    Raises
    ------
    Refused
        As `letter_html`, and where no engine can set it.
    """
    from cpreport.letters.ligatures import name_ligatures

    mend = name_ligatures if written.voice.language.right_to_left else bytes

    def by_weasyprint() -> bytes:
        from cpreport.publish.pdf.typeset import pdf

        return mend(pdf(letter_html(written, form, medium="print", folder=folder, style=style)))

    def by_typst() -> bytes:
        data = letter_data(written, form, folder=folder, style=style)
        try:
            parts = letter_parts(data)
            return set_and_read_back(data, parts, "letter.typ", None, spare_sheet, mend)
        except TypstFailed:
            # What Typst said may quote the letter, and a problem is shown to anybody.
            raise TypstFailed("why is not told, since it may quote the letter") from None

    reserved = ""
    if engine == "typst":
        reserved = reserved_for_weasyprint(
            ("letter.html",), folder, style, sheets=("tokens.css", "letter.css")
        )
    return set_by_either(engine, reserved, by_weasyprint, by_typst)


def encrypt(content: bytes, passphrase: str) -> bytes:
    """Lock a PDF with a passphrase (AES-256); readers for the blind may still read it."""
    import pikepdf

    locked = io.BytesIO()
    allow = pikepdf.Permissions(accessibility=True)
    with pikepdf.open(io.BytesIO(content)) as document:
        keys = pikepdf.Encryption(owner=passphrase, user=passphrase, R=6, allow=allow)
        document.save(locked, encryption=keys)
    return locked.getvalue()


def _arabic_css() -> str:
    """Write the rules that load the Arabic font, which only letters in Arabic carry."""
    return "".join(
        f"@font-face{{font-family:'IBM Plex Sans Arabic';font-weight:{weight};"
        f"unicode-range:U+600-6FF,U+750-77F,U+8A0-8FF,U+FB50-FDFF,U+FE70-FEFF;"
        f"src:url('data:font/ttf;base64,{_arabic(name)}')}}\n"
        for weight, name in _WEIGHTS.items()
    )


@cache
def _arabic(name: str) -> str:
    font = files("fontpkg_ibm_plex_sans_arabic") / "files" / f"IBMPlexSansArabic-{name}.ttf"
    return base64.b64encode(Path(str(font)).read_bytes()).decode("ascii")
