"""Write a letter as data that `letter.typ` sets: the same words and pictures as `letter.html`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cpreport.cases.series import Style
from cpreport.letters.language import LANGUAGES, Language, language
from cpreport.letters.letter_paper import FOLDS, LetterForm, about_line, draft_mark
from cpreport.letters.letter_picture import LetterPicture, picture
from cpreport.letters.letter_text import LetterBlock, LetterParagraph, LetterPart, Sentence
from cpreport.letters.scores import ScoreTable, score_tables
from cpreport.letters.written_letter import WrittenLetter
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import image, letter_stylesheet
from cpreport.publish.typst.drawings import image_data
from cpreport.publish.typst.looks import looks_of_css
from cpreport.publish.typst.nodes import Data
from cpreport.publish.typst.read_back import PrintedParts, folded_text

#: A text, with its language where that is not the letter's.
Words = tuple[str, str]
_WORD = re.compile(r"\w+")


def letter_data(written: WrittenLetter, form: LetterForm, *, folder: Path, style: Style) -> Data:
    """Write a letter; parameters are those of `letter_html`."""
    folders, lang = folders_of(folder), written.voice.language
    shared = written.story.letters
    tables = () if written.role == "school" else score_tables(lang, written.story)
    behind = bool(tables) and written.role in ("family", "patient")
    parts = [part for part in written.parts if not (behind and part.glossary)]
    drawn = picture(written.voice, written.story)
    logo = image(folders, shared.logo) if shared.logo else None
    return {
        "title": lang.say("letters.page.title"),
        "lang": lang.code,
        "rtl": lang.right_to_left,
        "authors": [],
        "generator": "",
        "paper": form.paper,
        "window": form.window,
        "folds": FOLDS[form.window],
        "large": form.large,
        "draft": draft_mark(written, form),
        "every": about_line(written),
        "page_of": lang.text("letters.page.number"),
        "looks": looks_of_css(letter_stylesheet(folders, style)),
        "logo": None if logo is None else image_data(logo, ""),
        "clinic": _words(lang, written.voice.words(shared.clinic)),
        "letterhead": [lang.apart(line) for line in shared.letterhead],
        "address": [lang.apart(line) for line in (written.to.name, *written.to.address)],
        "dates": [
            lang.date(written.day),
            lang.say("letters.page.reference", reference=written.reference),
        ],
        "about": lang.say(
            "letters.page.about", name=written.to.patient, date=lang.date(written.to.born)
        ),
        "dear": f"{lang.apart(written.to.salutation)},"
        if written.to.salutation
        else lang.say("letters.page.dear", name=written.to.name),
        "parts": [_part(lang, part, drawn, tables) for part in parts],
        "note": _note(written),
        "close": _close(written, folder),
        "scores": _scores(written, tables) if behind else None,
    }


# --- what its pages must show --------------------------------------------------------------------


def letter_parts(data: Mapping[str, Any]) -> PrintedParts:
    """Gather what the pages of a letter must show from its data.

    What runs from right to left is read back in another order than it was written in, so that its
    words are looked for one by one, and the rows of its tables by their names.
    """
    parts = PrintedParts()
    lines = list(_printed(data, parts))
    if data["rtl"]:
        lines = [word for line in lines for word in _WORD.findall(line)]
        parts.rows = []
    parts.lines = [folded for line in lines if (folded := folded_text(line))]
    return parts


def _printed(data: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    close, scores = data["close"], data["scores"]
    yield from (data["title"], data["draft"], data["every"], data["clinic"]["text"])
    yield from (*data["letterhead"], *data["address"], *data["dates"], data["about"], data["dear"])
    for part in data["parts"]:
        yield part["title"]
        for block in part["blocks"]:
            yield from _printed_block(block, parts)
    yield from (data["note"], close["sincerely"], close["name"], close["copies"])
    if close["role"]:
        yield close["role"]["text"]
    if close["signature"]:
        parts.alts.append(close["signature"]["alt"])
    if scores:
        yield from (scores["title"], scores["english"], *map(_joined, scores["words"]))
        yield from _printed_tables(scores["tables"], parts)


def _printed_block(block: Mapping[str, Any], parts: PrintedParts) -> Iterator[str]:
    match block["k"]:
        case "picture":
            for row in block["rows"]:
                yield _joined(row["n"])
                parts.alts += [image["alt"] for image in row["images"]]
            for key in block["keys"]:
                yield key["means"]
                parts.alts.append(key["image"]["alt"])
        case "tables":
            yield from _printed_tables(block["tables"], parts)
        case _:
            yield from map(_joined, block["n"])


def _printed_tables(tables: Sequence[Mapping[str, Any]], parts: PrintedParts) -> Iterator[str]:
    for table in tables:
        parts.heads.append(1)
        yield from (table["name"], *table["columns"])
        rows = [" ".join((r["name"], *r["values"])) for r in table["rows"]]
        parts.rows.append([folded_text(row) for row in rows])
        yield from rows


def _joined(sentences: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(sentence["text"] for sentence in sentences)


# --- its data ------------------------------------------------------------------------------------


def _words(lang: Language, words: Words) -> Data:
    """Write what a person wrote; what is in another language is kept apart."""
    text, other = words
    return {"text": _apart(lang, text, other) if other else text, "lang": other}


def _apart(lang: Language, text: str, other: str) -> str:
    """Keep a text together that runs the other way than the letter does."""
    theirs = language(other) if other in LANGUAGES else lang
    return (theirs if theirs.right_to_left else lang).apart(text)


def _sentence(lang: Language, sentence: Sentence) -> Data:
    apart = sentence.lang or sentence.written
    return {
        "text": _apart(lang, sentence.text, sentence.lang) if apart else sentence.text,
        "lang": sentence.lang,
        "strong": sentence.strong,
        "whole": sentence.key.endswith(".number"),
    }


def _run(lang: Language, paragraph: LetterParagraph) -> list[Data]:
    return [_sentence(lang, sentence) for sentence in paragraph.sentences]


def _part(
    lang: Language, part: LetterPart, drawn: LetterPicture, tables: tuple[ScoreTable, ...]
) -> Data:
    blocks: list[Data] = []
    before: LetterBlock | None = None
    for block, after in pairwise((*part.blocks, None)):
        assert block is not None
        if block.kind == "picture":
            told = [_run(lang, paragraph) for paragraph in (after.paragraphs if after else ())]
            blocks.append(_picture(lang, drawn, told))
        elif block.kind == "scales":
            blocks.append({"k": "tables", "tables": [_table(table) for table in tables]})
        elif not (block.kind == "list" and before is not None and before.kind == "picture"):
            # A list behind the picture is printed in it, beside what it tells of.
            runs = [_run(lang, paragraph) for paragraph in block.paragraphs]
            blocks.append({"k": block.kind, "n": runs})
        before = block
    return {"key": part.key, "title": part.title, "blocks": blocks}


def _picture(lang: Language, drawn: LetterPicture, told: list[list[Data]]) -> Data:
    mark = lang.say("letters.picture.mark")
    return {
        "k": "picture",
        "rows": [
            {"n": said, "images": [image_data(row.source, row.alt) for row in rows]}
            for said, rows in zip(told, drawn.outcomes, strict=False)
        ],
        "keys": [{"image": image_data(key.source, mark), "means": key.means} for key in drawn.keys],
    }


def _table(table: ScoreTable) -> Data:
    return {
        "name": table.name,
        "columns": list(table.columns),
        "rows": [
            {"name": row.name, "values": list(row.values), "span": row.span} for row in table.rows
        ],
    }


def _note(written: WrittenLetter) -> str:
    lang = written.voice.language
    if not written.foreign:
        return ""
    said = [
        lang.say("letters.page.foreign", language=lang.name_of(code)) for code in written.foreign
    ]
    return " ".join([*said, lang.say("letters.page.explain")])


def _close(written: WrittenLetter, folder: Path) -> Data:
    lang, sender = written.voice.language, written.story.letters.sender
    signature = image(folders_of(folder), sender.signature) if sender.signature else None
    alt = lang.say("letters.page.signature", name=sender.name)
    copies = written.to.copies
    return {
        "sincerely": lang.say("letters.page.sincerely"),
        "signature": None if signature is None else image_data(signature, alt),
        "name": lang.apart(sender.name),
        "role": _words(lang, written.voice.words(sender.role)) if sender.role else None,
        "copies": lang.say("letters.page.copies", names=lang.listed(copies)) if copies else "",
    }


def _scores(written: WrittenLetter, tables: tuple[ScoreTable, ...]) -> Data:
    """Write what stands behind the letter, for the clinicians who read it."""
    lang = written.voice.language
    glossary: Iterator[LetterBlock] = (
        block for part in written.parts if part.glossary for block in part.blocks
    )
    return {
        "title": lang.say("letters.scores.title"),
        "words": [_run(lang, one) for block in glossary for one in block.paragraphs],
        "english": lang.say("letters.scores.english") if lang.code != "en" else "",
        "tables": [_table(table) for table in tables],
    }
