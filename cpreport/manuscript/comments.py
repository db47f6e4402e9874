"""Take the comments out of an author's text: nobody but the authors is to read them."""

from __future__ import annotations

import re
from typing import Any

from cpreport.manuscript.grammar import COMMENT_SIGNS, comment_end, grammar
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.read_prose import read

_CLOSES = dict(COMMENT_SIGNS)
#: Within a line: where one of these is gone, what is left is read as before.
_WORDS = ("comment", "softbreak", "text")
_OPENING = re.compile("|".join(map(re.escape, _CLOSES)))


def without_comments(text: str) -> str:
    """Leave out what the grammar takes for a comment: not what only looks like one, as in code.

    Where the text would be read otherwise without it, as two lists that a comment parts, an empty
    comment stays.
    """
    while found := read(text).comments:
        starts = [start for start, _ in found]
        bare = _cut(text, starts, keep=False)
        if bare == text or not _reads_the_same(bare, text):
            bare = _cut(text, starts, keep=True)
        # Where all were emptied some may be needless now, so it is tried again.
        if bare == text:
            break
        text = bare
    return text


def _cut(text: str, starts: list[int], *, keep: bool) -> str:
    """Cut the comments at these places; nothing is left of a line that had nothing else."""
    for start in reversed(starts):
        opening = _OPENING.search(text, start)
        if opening is None or (end := comment_end(text, opening.start(), len(text))) < 0:
            continue
        sign, at = opening[0], opening.start()
        if keep:
            lines = "\n" * text.count("\n", at, end)
            text = f"{text[:at]}{sign}{lines}{_CLOSES[sign]}{text[end:]}"
        else:
            text = _join(text[:at], text[end:], whole="\n\n" in text[at:end])
    return text


def _join(before: str, after: str, *, whole: bool) -> str:
    begins = not before.rpartition("\n")[2].strip()
    ends = not after.partition("\n")[0].strip()
    if ends:
        # Two spaces at the end of a line would break it.
        before = before.rstrip(" \t")
        after = after.lstrip(" \t")
    elif begins:
        after = after.lstrip(" \t")
    if begins and ends and not whole:
        after = after.removeprefix("\n")
    return before + after


def _reads_the_same(bare: str, text: str) -> bool:
    """Whether the same words stand in the same blocks, but for the ends of lines."""
    if _shape(bare) != _shape(text):
        return False
    said, before = (words_of(*read(one).blocks).split() for one in (bare, text))
    return "".join(said) == "".join(before)


def _shape(text: str) -> list[tuple[Any, ...]]:
    """Name the blocks of a text, and what stands in them, but for words and comments."""
    return [
        (token.type, token.tag, token.level, token.hidden, token.info, *_inside(token.children))
        for token in grammar().parse(text, {})
        if token.type != "inline" or _inside(token.children)
    ]


def _inside(tokens: Any) -> list[str]:
    return [token.type for token in tokens or () if token.type not in _WORDS]
