"""Print what was changed in a document, for a terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from cpreport.changes.found_changes import Altered, Changes, Edit, Left, NotTaken, Overwritten
from cpreport.numbers import counted
from cpreport.terminal_text import painter, visible, wrap

#: Words that are shown around an alteration.
_AROUND = 5
_INDENT = "   "
#: Characters of a text that say which one it is.
_ENOUGH = 200


def changes_text(changes: Changes, width: int, *, colour: bool) -> str:
    """Say what was changed, for a terminal of so many columns."""
    paint = painter(colour)
    lines = [*wrap(visible(_summary(changes)), width)]
    for title, found in (
        ("Prose", [_edit(edit, width) for edit in changes.edits]),
        ("Numbers overwritten by hand", [_overwritten(o, width) for o in changes.overwritten]),
        ("Comments", [_comment(left, width) for left in changes.comments]),
        ("Not taken over", [_not_taken(o, width) for o in changes.not_taken if _is_thing(o)]),
        ("Looks otherwise", [list(_looks(changes.not_taken, width))]),
        ("Altered, but written by cpreport", [_generated(a, width) for a in changes.altered]),
    ):
        found = [part for part in map(list, found) if part]
        if found:
            lines += ["", paint(title, bold=True)]
        for number, part in enumerate(found):
            lines += [*([""] if number else []), *part]
    if changes.changed_since:
        said = (
            f"The manuscript has {counted(changes.changed_since, 'paragraph')} otherwise than "
            "when this file was made."
        )
        lines += ["", *wrap(said, width)]
    return "\n".join(lines)


def _summary(changes: Changes) -> str:
    kinds = ("altered", "added", "deleted", "moved")
    parts = [
        f"{counted(number, 'paragraph')} {kind}"
        for kind in kinds
        if (number := sum(edit.kind == kind for edit in changes.edits))
    ]
    if changes.overwritten:
        parts.append(f"{counted(len(changes.overwritten), 'number')} overwritten by hand")
    if changes.comments:
        parts.append(counted(len(changes.comments), "comment"))
    for what in dict.fromkeys(one.what for one in changes.not_taken):
        parts.append(_counted_kind(what, sum(one.what == what for one in changes.not_taken)))
    if changes.altered:
        parts.append(f"{counted(len(changes.altered), 'text')} of cpreport altered")
    return f"{changes.document}: {', '.join(parts) or 'nothing was changed'}."


#: What is no look of letters, and is quoted with the sentence it stands in.
_THINGS = ("text box", "footnote", "hidden text", "struck through")
#: Places of one look that are listed; of more, so many are, and the others counted.
_MOST_PLACES = 12
#: What is said of several of these.
_MANY = {"text box": "text boxes"}


def _counted_kind(what: str, number: int) -> str:
    """Count what is no thing, such as `hidden text` and `struck through`, by its places."""
    if what not in ("footnote", "text box"):
        places = "" if number == 1 else f" in {number} places"
        return f"{what}{places}"
    return f"{number} {what if number == 1 else _MANY.get(what, f'{what}s')}"


def _edit(edit: Edit, width: int) -> Iterator[str]:
    yield f"{edit.number:>2} {visible(str(edit.place))}  {edit.kind}"
    yield from _said(_shown(edit), width)
    if edit.change is None:
        yield from _said(f"cannot be accepted: {edit.why_not}", width)


def _shown(edit: Edit) -> str:
    if edit.kind == "altered":
        return difference(edit.was, edit.now)
    if edit.kind == "added":
        return f"{{+{edit.now.strip()}+}}"
    if edit.kind == "deleted":
        return f"[-{_short(edit.was)}-]"
    return _short(edit.now)


def _said(text: str, width: int, indent: str = _INDENT) -> Iterator[str]:
    for line in wrap(visible(text), width - len(indent)):
        yield f"{indent}{line}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _ENOUGH else f"{text[:_ENOUGH].rpartition(' ')[0]} …"


def difference(was: str, now: str) -> str:
    """Show what differs between two texts, with some words around it.

    >>> difference("It rose by two points.", "It fell by two points.")
    'It [-rose-] {+fell+} by two points.'
    """
    old, new = was.split(), now.split()
    parts: list[str] = []
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (what, i, j, m, n) in enumerate(codes):
        if what == "equal":
            parts += _context(old[i:j], first=number == 0, last=number == len(codes) - 1)
            continue
        parts += [f"[-{' '.join(old[i:j])}-]"] if j > i else []
        parts += [f"{{+{' '.join(new[m:n])}+}}"] if n > m else []
    return " ".join(parts)


def _context(words: list[str], *, first: bool, last: bool) -> list[str]:
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(words) <= before + after + 1:
        return words
    return [*words[:before], "…", *(words[-after:] if after else [])]


def _overwritten(one: Overwritten, width: int) -> Iterator[str]:
    yield f"{_INDENT}{visible(one.ids)}"
    yield from _said(f"printed {one.made}, overwritten with {one.found or 'nothing'}", width)
    if one.ledger != one.made:
        yield from _said(f"the ledger says {one.ledger}", width)
    yield from _said(f"in: {_short(one.where or one.beside)}", width)


def _is_thing(one: NotTaken) -> bool:
    return one.what in _THINGS


def _looks(found: Iterable[NotTaken], width: int) -> Iterator[str]:
    """Say how words look, each on a line with its place; of many alike the first."""
    by_look: dict[str, list[NotTaken]] = {}
    for one in found:
        if not _is_thing(one):
            by_look.setdefault(one.what, []).append(one)
    for what, its in by_look.items():
        shown = its[:_MOST_PLACES]
        for one in shown:
            place = str(one.place) if one.place is not None else one.where
            results = f" ({one.results})" if one.results else ""
            yield from _said(f"{_short(place)}{results}  {what}: {_short(one.said)}", width)
        if len(its) > len(shown):
            more = f"… and {len(its) - len(shown)} more places {what}, all in --format json"
            yield from _said(more, width)


def _not_taken(one: NotTaken, width: int) -> Iterator[str]:
    where = f"{one.place}  " if one.place is not None else ""
    yield f"{_INDENT}{visible(where + one.what)}"
    yield from _said(_short(one.said), width)
    if one.where:
        yield from _said(f"in: {_short(one.where)}", width)


def _comment(left: Left, width: int) -> Iterator[str]:
    where = f"{left.place}  " if left.place is not None else ""
    yield f"{_INDENT}{visible(where + (left.author or 'somebody'))}"
    on = left.on or left.paragraph
    if on:
        yield from _said(f"on “{_short(on)}”", width)
    yield from _said(left.text, width)


def _generated(one: Altered, width: int) -> Iterator[str]:
    if one.where:
        yield from _said(one.where, width)
    if one.kind == "picture replaced":
        yield from _said(f"{one.kind}: {_short(one.was)}", width)
    elif one.kind.endswith(("deleted", "added")):
        what = "" if one.kind == "deleted" else f"{one.kind}: "
        shown = f"[-{_short(one.was)}-]" if one.was else f"{{+{_short(one.now)}+}}"
        yield from _said(f"{what}{shown}", width)
    else:
        yield from _said(difference(one.was, one.now), width)


def changes_json(changes: Changes) -> str:
    """Write what was changed as JSON."""
    said = {
        "document": changes.document,
        "edits": [
            {
                "number": edit.number,
                "kind": edit.kind,
                "file": edit.place.file,
                "line": edit.place.line,
                "was": edit.was,
                "now": edit.now,
                "can_be_accepted": edit.change is not None,
                "why_not": edit.why_not,
            }
            for edit in changes.edits
        ],
        "overwritten": [
            {
                "results": one.ids.split(" "),
                "printed": one.made,
                "found": one.found,
                "ledger": one.ledger,
                "in": one.beside,
                "where": one.where,
            }
            for one in changes.overwritten
        ],
        "comments": [
            {
                "author": left.author,
                "text": left.text,
                "on": left.on,
                "paragraph": left.paragraph,
                "file": left.place.file if left.place else None,
                "line": left.place.line if left.place else None,
            }
            for left in changes.comments
        ],
        "not_taken_over": [
            {
                "what": one.what,
                "text": one.said,
                "in": one.where,
                "results": one.results.split(),
                "file": one.place.file if one.place else None,
                "line": one.place.line if one.place else None,
            }
            for one in changes.not_taken
        ],
        "generated": [
            {"kind": one.kind, "was": one.was, "now": one.now, "where": one.where}
            for one in changes.altered
        ],
        "changed_since": changes.changed_since,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)
