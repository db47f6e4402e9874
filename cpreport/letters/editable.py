"""Write a letter as DOCX, for clinics that edit before they send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from cpreport.letters.form import LetterForm, about_line, draft_mark
from cpreport.letters.letter_picture import picture
from cpreport.letters.letter_text import LetterBlock, LetterParagraph, Sentence
from cpreport.letters.scores import ScoreTable, score_tables
from cpreport.letters.written_letter import WrittenLetter

#: Word processors set these marks of direction as letters of a font that lacks them.
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def letter_docx(written: WrittenLetter, form: LetterForm) -> bytes:
    """Write a letter as a document; what every page bears stands in its header and footer.

    The picture is a table of its rows in words: a word processor would take its drawings apart.
    """
    from cpreport.publish.docx import Said, Writer
    from cpreport.publish.submission import Submission

    lang, to = written.voice.language, written.to
    draft = f"{draft_mark(written, form)}. " if form.draft else ""
    before, between, after = re.split(
        r"\{page\}|\{pages\}", lang.texts.gettext("Page {page} of {pages}")
    )
    said = Said(
        lang.say("Progress letter"),
        lang.code,
        running=(draft + about_line(written)).translate(_ISOLATES),
        paper=form.paper.lower(),
        page_of=(before, between, after),
        right_to_left=lang.right_to_left,
    )
    writer = Writer(said, Submission(spacing=1.0, line_numbers=False))

    def put(parts: Iterable[str]) -> None:
        writer.prose("".join(parts).translate(_ISOLATES))

    put(_head(written))
    writer.heading(lang.say("Progress letter"), 1)
    name = lang.say("About {name}, born on {date}", name=to.patient, date=lang.date(to.born))
    greeting = f"{to.salutation}," if to.salutation else lang.say("Dear {name},", name=to.name)
    put((f"<p><strong>{escape(name)}</strong></p>", f"<p>{escape(greeting)}</p>"))
    tables = score_tables(lang, written.story)
    for part in written.parts:
        writer.heading(part.title, 2)
        for block in part.blocks:
            put(_block(written, block, tables))
    put(_close(written))
    if written.role in ("family", "patient"):
        writer.heading(lang.say("For health professionals: every score"), 2)
        put(map(_scores, tables))
    return writer.finished("letter")


def _head(written: WrittenLetter) -> Iterator[str]:
    lang, letters = written.voice.language, written.story.letters
    clinic, other = written.voice.words(letters.clinic)
    yield f"<p>{_spoken(clinic, other)}"
    yield "".join(f"<br>{escape(line)}" for line in letters.letterhead) + "</p>"
    lines = (written.to.name, *written.to.address)
    yield f"<p>{'<br>'.join(map(escape, lines))}</p>"
    reference = lang.say("Our reference: {reference}", reference=written.reference)
    yield f"<p>{escape(lang.date(written.day))}<br>{escape(reference)}</p>"


def _block(
    written: WrittenLetter, block: LetterBlock, tables: tuple[ScoreTable, ...]
) -> Iterator[str]:
    if block.kind == "picture":
        rows = picture(written.voice, written.story).rows
        cells = (f"<td>{escape(r.name)}</td><td>{escape(r.word)}</td>" for r in rows)
        yield f"<table>{''.join(f'<tr>{cell}</tr>' for cell in cells)}</table>"
    elif block.kind == "scales":
        yield from map(_scores, tables)
    elif block.kind == "list":
        yield f"<ul>{''.join(f'<li>{_run(p)}</li>' for p in block.paragraphs)}</ul>"
    else:
        yield from (f"<p>{_run(p)}</p>" for p in block.paragraphs)


def _run(paragraph: LetterParagraph) -> str:
    return " ".join(_sentence(s) for s in paragraph.sentences)


def _sentence(sentence: Sentence) -> str:
    said = _spoken(sentence.text, sentence.lang)
    return f"<strong>{said}</strong>" if sentence.strong else said


def _spoken(text: str, lang: str) -> str:
    return f'<span lang="{lang}">{escape(text)}</span>' if lang else escape(text)


def _scores(table: ScoreTable) -> str:
    heads = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    rows = "".join(
        f"<tr><th>{_spoken(row.name, 'en')}</th>"
        + "".join(f"<td>{escape(v)}</td>" + "<td></td>" * (row.span - 1) for v in row.values)
        + "</tr>"
        for row in table.rows
    )
    name = _spoken(table.name, "en")
    return f"<p><strong>{name}</strong></p><table><tr><th></th>{heads}</tr>{rows}</table>"


def _close(written: WrittenLetter) -> Iterator[str]:
    lang, sender = written.voice.language, written.story.letters.sender
    for code in written.foreign:
        note = lang.say(
            "Some parts are in another language, as they were written: {language}.",
            language=lang.name_of(code),
        )
        ask = lang.say("Please ask us if you would like to have them explained.")
        yield f"<p>{escape(f'{note} {ask}')}</p>"
    role, other = written.voice.words(sender.role) if sender.role else ("", "")
    yield f"<p>{escape(lang.say('Yours sincerely,'))}<br><br>{escape(sender.name)}"
    yield (f"<br>{_spoken(role, other)}" if role else "") + "</p>"
    if written.to.copies:
        copies = lang.say("Copies to: {names}", names=lang.listed(written.to.copies))
        yield f"<p>{escape(copies)}</p>"
