"""Show on a terminal the text of one letter, or a summary of all."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from cpreport.letters.letter_text import LetterPart
from cpreport.letters.make_letters import FOLDER, Letterbox, LetterOutcome
from cpreport.numbers import counted
from cpreport.publish.engines import NAMES
from cpreport.terminal_text import visible


def preview(told: LetterOutcome, width: int) -> str:
    """Show the text of a letter, each sentence of cpreport's with its name and mark."""
    written = told.written
    assert written is not None
    lines = [f"{told.case} to {told.role}, in {written.voice.language.code}"]
    if told.read is not None:
        lines.append(told.read.text)
    for part in written.parts:
        lines += ["", part.title, *_lines(part, width)]
    return "\n".join(lines) + "\n"


def _lines(part: LetterPart, width: int) -> Iterator[str]:
    for block in part.blocks:
        if block.kind not in ("text", "list"):
            yield f"  [{block.kind}]"
        for paragraph in block.paragraphs:
            for n, sentence in enumerate(paragraph.sentences):
                first = "  - " if block.kind == "list" and n == 0 else "    "
                text = f"{visible(sentence.text)}" + (
                    f" [{sentence.lang}]" if sentence.lang else ""
                )
                yield from textwrap.wrap(
                    text, max(40, width), initial_indent=first, subsequent_indent="    "
                )
                if not sentence.written:
                    yield f"      {sentence.key}  {sentence.mark}"


def summary(box: Letterbox, output: Path) -> str:
    """Say how many letters there are, and where."""
    lines = []
    for told in box.told:
        what = (
            ", ".join(told.files)
            if told.files
            else "unchanged"
            if told.unchanged
            else "not written"
        )
        lines.append(f"{told.case}  {told.role:<8}  {what}")
    written = sum(bool(t.files) for t in box.told)
    unchanged = sum(t.unchanged for t in box.told)
    failed = len(box.told) - written - unchanged
    parts = [f"{counted(written, 'letter')} written"]
    parts += [f"{unchanged} unchanged"] if unchanged else []
    parts += [f"{failed} not written"] if failed else []
    where = (output / FOLDER).as_posix()
    lines.append(f"{', '.join(parts)}; they are in {where}, which only you can read.")
    set_by = {NAMES[t.engine] for t in box.told if t.engine}
    lines += [f"Set by {' and '.join(sorted(set_by))}."] if set_by & {NAMES["typst"]} else []
    return "\n".join(lines)
