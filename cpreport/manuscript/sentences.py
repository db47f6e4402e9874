"""Sentences of the catalogue, said with results and the words of records.

Every number in them is a result of the ledger and names it, as numbers in prose do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cpreport.catalogue.entries import parts_of_text
from cpreport.manuscript.tree import Inline, Number, Paragraph, Strong, Text
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import capital
from cpreport.typography import set_signs, units_kept

Said = tuple[Inline, ...]


def number(result: Result, text: str | None = None) -> Said:
    """Print a result; as another form of it where one is given."""
    return (Number(result.id, set_signs(result.printed if text is None else text)),)


def say(
    findings: Findings, sentence_id: str, count: object = None, /, **values: Said | str
) -> Said:
    """Say a sentence of the catalogue, or what the authors put in its place, with its values.

    Parameters
    ----------
    count : object
        What the sentence counts, where it has a form for one.
    """
    said: list[Inline] = []
    for before, place in parts_of_text(findings.text_of(sentence_id, count)):
        value = values[place] if place else ()
        said += [Text(before), *([_words(value)] if isinstance(value, str) else value)]
    return _closed_up(said)


def _closed_up(nodes: Iterable[Inline]) -> Said:
    """Join words that follow each other, and leave out what is empty."""
    made: list[Inline] = []
    for node in nodes:
        last = made[-1] if made else None
        if isinstance(node, Text) and isinstance(last, Text):
            made[-1] = Text(last.text + node.text)
        elif node != Text(""):
            made.append(node)
    return tuple(made)


def paragraph(*sentences: Said | None) -> tuple[Paragraph, ...]:
    """Join sentences to a paragraph; nothing where there are none."""
    said = join([sentence for sentence in sentences if sentence], " ", " ")
    return (Paragraph(said),) if said else ()


def labelled_paragraph(label: str, text: str) -> Paragraph:
    """Write a text as a paragraph that begins with what it is about."""
    closed = text if text.endswith((".", "!", "?")) else f"{text}."
    start = Strong((_words(f"{label}."),))
    return Paragraph((start, Text(" "), _words(capital(closed))))


def _words(text: str) -> Text:
    """Set what a record says as prose would be set."""
    return Text(units_kept(set_signs(text)))


def join(parts: Sequence[Said | str], last: str = " and ", between: str = ", ") -> Said:
    """Join parts as a sentence does: `a, b and c`."""
    said: list[Inline] = []
    for position, part in enumerate(parts):
        if position:
            said.append(Text(last if position == len(parts) - 1 else between))
        said += [_words(part)] if isinstance(part, str) else part
    return _closed_up(said)
