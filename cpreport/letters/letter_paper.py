"""Write the CSS of a letter's paper and its margins."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Literal

from cpreport.letters.language import Language
from cpreport.letters.written_letter import WrittenLetter

Paper = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class LetterForm:
    """How a letter is printed.

    window : {"DIN", "US"}
        Where the address stands: DIN 5008 form B (DL window on the left), or a US number 10
        envelope with its window 7/8 inch from the left and 1/2 inch from below.
    large : bool
        Letters of 16 points, as people with low vision ask for.
    draft : bool
        Every page says that it is a draft.
    """

    paper: Paper = "A4"
    window: Literal["DIN", "US"] = "DIN"
    large: bool = False
    draft: bool = False


#: Where the paper is folded, in mm from the top; DIN 5008 also marks its middle, for the punch.
FOLDS = {"DIN": (105.0, 148.5, 210.0), "US": (93.1, 186.3)}


def margins(written: WrittenLetter, form: LetterForm) -> str:
    """Write the rules for pages: paper, fold marks, and what every page bears."""
    lang = written.voice.language
    draft = draft_mark(written, form)
    start, end = ("right", "left") if lang.right_to_left else ("left", "right")
    small = "font-size: 12pt; line-height: 14pt;" if form.large else ""
    return f"""
@page {{
  size: {form.paper};
  @bottom-{start} {{ content: {_quote(about_line(written))}; {small} width: 80% }}
  @bottom-{end} {{ content: {_page_of(lang)}; {small} width: 20% }}
  @top-center {{ content: {_quote(draft)} }}
}}
@page :first {{ {_folds(form)} }}
"""


def about_line(written: WrittenLetter) -> str:
    """Say on every page whom the letter goes to, and whom it is about."""
    lang, to = written.voice.language, written.to
    if to.name == to.patient:
        return lang.say("letters.page.own", patient=to.patient, date=lang.date(to.born))
    return lang.say(
        "letters.page.every",
        recipient=to.name,
        patient=to.patient,
        date=lang.date(to.born),
    )


def draft_mark(written: WrittenLetter, form: LetterForm) -> str:
    """Say on every page of a draft that it is one."""
    return written.voice.language.say("letters.page.draft") if form.draft else ""


def _folds(form: LetterForm) -> str:
    """Draw the fold marks into the background of the first page, which no reader reads aloud."""
    lines = "".join(f'<path d="M4 {y}h4"/>' for y in FOLDS[form.window])
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="250mm" viewBox="0 0 10 250">'
        f'<g stroke="#525d69" stroke-width="0.2">{lines}</g></svg>'
    )
    address = base64.b64encode(svg.encode()).decode("ascii")
    return f"background: url(data:image/svg+xml;base64,{address}) no-repeat -25mm -20mm"


def _page_of(lang: Language) -> str:
    """Write `Page 1 of 2` in the language as CSS content with its counters."""
    counters = {
        "{page}": "counter(page)",
        "{pages}": "counter(pages)",
    }
    sentence = lang.text("letters.page.number")
    parts = re.split(r"(\{page\}|\{pages\})", sentence)
    return " ".join(counters.get(part) or _quote(part) for part in parts if part)


def _quote(text: str) -> str:
    """Quote a text as a CSS string; a name in it can end neither the string nor the style."""
    safe = (c if c.isalnum() or c in " ,.()-" else f"\\{ord(c):x} " for c in text)
    return f'"{"".join(safe)}"'
