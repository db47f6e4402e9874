"""Write a letter as DOCX, for clinics that edit before they send."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.letters.letter_paper import LetterForm, about_line, draft_mark
from cpreport.letters.letter_picture import picture
from cpreport.letters.letter_text import LetterBlock, LetterParagraph, Sentence
from cpreport.letters.scores import ScoreRow, ScoreTable, score_tables
from cpreport.letters.written_letter import WrittenLetter
from cpreport.manuscript.tree import (
    BlockNode,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Strong,
    TableBlock,
    Text,
)

#: Word processors set these marks of direction as letters of a font that lacks them.
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))


def letter_docx(written: WrittenLetter, form: LetterForm) -> bytes:
    """Write a letter as a document; what every page bears stands in its header and footer.

    The picture is a table of its rows in words: a word processor would take its drawings apart.
    """
    from cpreport.publish.docx import DocumentProperties, Writer
    from cpreport.publish.submission import Submission

    lang, to = written.voice.language, written.to
    draft = f"{draft_mark(written, form)}. " if form.draft else ""
    said = DocumentProperties(
        lang.say("letters.page.title"),
        lang.code,
        running=(draft + about_line(written)).translate(_ISOLATES),
        paper=form.paper.lower(),
        page_number=lang.text("letters.page.number"),
        right_to_left=lang.right_to_left,
    )
    writer = Writer(said, Submission(spacing=1.0, line_numbers=False))

    writer.blocks(_head(written))
    writer.heading(lang.say("letters.page.title"), 1)
    name = lang.say("letters.page.about", name=to.patient, date=lang.date(to.born))
    greeting = f"{to.salutation}," if to.salutation else lang.say("letters.page.dear", name=to.name)
    writer.blocks((Paragraph((Strong((_said(name),)),)), Paragraph((_said(greeting),))))
    tables = score_tables(lang, written.story)
    for part in written.parts:
        writer.heading(part.title, 2)
        for block in part.blocks:
            writer.blocks(_blocks(written, block, tables))
    writer.blocks(_close(written))
    if written.role in ("family", "patient"):
        writer.heading(lang.say("letters.scores.title"), 2)
        writer.blocks(_scores(tables))
    return writer.file("letter")


def _head(written: WrittenLetter) -> Iterator[BlockNode]:
    lang, letters = written.voice.language, written.story.letters
    letterhead = map(_said, letters.letterhead)
    yield _lines(_said(*written.voice.words(letters.clinic)), *letterhead)
    yield _lines(*map(_said, (written.to.name, *written.to.address)))
    reference = lang.say("letters.page.reference", reference=written.reference)
    yield _lines(_said(lang.date(written.day)), _said(reference))


def _lines(*lines: Text) -> Paragraph:
    """Set texts as one paragraph, each on a line of its own."""
    said: list[Inline] = []
    for line in lines:
        said += [*([LineBreak()] if said else []), line]
    return Paragraph(tuple(said))


def _blocks(
    written: WrittenLetter, block: LetterBlock, tables: tuple[ScoreTable, ...]
) -> Iterator[BlockNode]:
    paragraphs = tuple(map(_paragraph, block.paragraphs))
    if block.kind == "picture":
        rows = picture(written.voice, written.story).rows
        yield TableBlock((), tuple(((_said(r.name),), (_said(r.word),)) for r in rows))
    elif block.kind == "scales":
        yield from _scores(tables)
    elif block.kind == "list":
        yield ListBlock(tuple((paragraph,) for paragraph in paragraphs))
    else:
        yield from paragraphs


def _paragraph(paragraph: LetterParagraph) -> Paragraph:
    said: list[Inline] = []
    for sentence in paragraph.sentences:
        said += [*([Text(" ")] if said else []), _sentence(sentence)]
    return Paragraph(tuple(said))


def _sentence(sentence: Sentence) -> Inline:
    said = _said(sentence.text, sentence.lang)
    return Strong((said,)) if sentence.strong else said


def _said(text: str, lang: str = "") -> Text:
    return Text(text.translate(_ISOLATES), lang=lang)


def _scores(tables: Iterable[ScoreTable]) -> Iterator[BlockNode]:
    for table in tables:
        yield Paragraph((Strong((_said(table.name, "en"),)),))
        head = tuple((_said(column),) for column in table.columns)
        yield TableBlock(head, tuple(map(_score_row, table.rows)))


def _score_row(row: ScoreRow) -> tuple[tuple[Inline, ...], ...]:
    # A value of several columns stands in the first of them.
    empty: list[tuple[Inline, ...]] = [()] * (row.span - 1)
    cells = [cell for value in row.values for cell in ((_said(value),), *empty)]
    return ((_said(row.name, "en"),), *cells)


def _close(written: WrittenLetter) -> Iterator[BlockNode]:
    lang, sender = written.voice.language, written.story.letters.sender
    for code in written.foreign:
        note = lang.say("letters.page.foreign", language=lang.name_of(code))
        ask = lang.say("letters.page.explain")
        yield Paragraph((_said(f"{note} {ask}"),))
    role = [_said(*written.voice.words(sender.role))] if sender.role else []
    yours = _said(lang.say("letters.page.sincerely"))
    yield _lines(yours, _said(""), _said(sender.name), *(line for line in role if line.text))
    if written.to.copies:
        copies = lang.say("letters.page.copies", names=lang.listed(written.to.copies))
        yield Paragraph((_said(copies),))
