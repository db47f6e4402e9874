"""Know citations and references by what they print, whatever a word processor made of them.

A field may have become plain text on the way, and a sentence may stand elsewhere: `[21,22]` cites
what 21 and 22 were when the file was made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from cpreport.manuscript.fill_prose import blocks
from cpreport.manuscript.prose import CitationPlace, Prose
from cpreport.manuscript.tree import Citation, CrossReference, Inline, Node, Text, children, walk
from cpreport.manuscript.written_document import Written
from cpreport.publish.docx.content_marks import END, MARK, text_of_nodes

_SPACES = re.compile(r"\s+")
_MARKED = f"{MARK}[^{END}]*{END}"
_NUMBERED = r"\[\d+(?:[–-]\d+)?(?:,\d+(?:[–-]\d+)?)*\]"
_NUMBERS = re.compile(r"\[?\d{1,5}(?:[–-]\d{1,5})?(?:,\d{1,5}(?:[–-]\d{1,5})?)*\]?")
#: A typed citation that no reference of the file has, or in another form.
TYPED = re.compile(r"\[\s*\d+(?:\s*[,;–-]\s*\d+)*\s*\]")


@dataclass(frozen=True)
class Forms:
    """What the citations and references of one document print.

    keys : mapping of int to str
        The works of its reference list by their numbers.
    printed : mapping of str to str
        What else is printed, with what it is: `ref:fig:change`, `cite:Rosenbaum2007`.
    bracketed : bool
        Whether numbers in brackets are citations, and not what a style prints.
    """

    keys: Mapping[int, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    bracketed: bool = True

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self.printed, key=lambda said: (-len(said), said))
        parts = [rf"(?<!\w){re.escape(said)}(?!\w)".replace(r"\ ", r"\s") for said in longest]
        # What is marked already is passed over.
        numbered = [_NUMBERED] if self.keys and self.bracketed else []
        return re.compile("|".join([_MARKED, *parts, *numbered]))

    def found_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Find citations and references in a text: where each begins and ends, and what it is."""
        for match in self._pattern.finditer(text):
            identity = self.printed.get(_SPACES.sub(" ", match[0])) or self.cited_by(match[0])
            if identity:
                yield match.start(), match.end(), identity

    def cited_by(self, printed: str) -> str:
        """Say what numbers cite, in brackets or raised; nothing where they are no citation."""
        if not _NUMBERS.fullmatch(printed):
            return ""
        numbers: list[int] = []
        for part in printed.strip("[]").replace("-", "–").split(","):
            first, _, last = part.partition("–")
            numbers += range(int(first), min(int(last or first), int(first) + 1000) + 1)
        if not all(number in self.keys for number in numbers):
            return ""
        return f"cite:{';'.join(sorted(self.keys[number] for number in numbers))}"


def markdown_of(identity: str) -> str:
    """Write in Markdown what a citation or a reference is.

    >>> markdown_of("cite:Bohannon1987;Mutlu2008"), markdown_of("ref:fig:change")
    ('[@Bohannon1987; @Mutlu2008]', '[@fig:change]')
    """
    names = identity.partition(":")[2].split(";")
    return f"[{'; '.join(f'@{name}' for name in names)}]"


def forms_of(written: Written, numbers: Mapping[str, int], labels: Mapping[str, str]) -> Forms:
    """Say what the citations and references of a document print.

    Parameters
    ----------
    numbers : mapping of str to int
        The numbers of its references.
    labels : mapping of str to str
        The labels of its figures, tables and cases, by anchor.
    """
    printed: dict[str, str] = {}
    styled = bool(written.numbers.printed)
    for group in _groups(written):
        said, identity = _printed(group, numbers, labels)
        if identity and _is_sure(said):
            printed.setdefault(_SPACES.sub(" ", said), identity)
    for anchor, label in labels.items():
        if _is_sure(label):
            printed[_SPACES.sub(" ", label)] = f"ref:{anchor.replace('-', ':', 1)}"
    return Forms({number: key for key, number in numbers.items()}, printed, not styled)


def labels_of(written: Written) -> dict[str, str]:
    """List the labels of figures, tables and cases as they are now, by anchor."""
    found = {placed.anchor: placed.label for placed in written.numbers.floats.values()}
    return found | {f"case-{n}": written.known.call("case", case=n) for n in written.known.cases}


def _is_sure(said: str) -> bool:
    """Whether what is printed can be nothing else: `2`, and a title of a section, could."""
    letters = sum(sign.isalpha() for sign in said)
    return "[" in said or (letters > 2 and any(sign.isdigit() for sign in said))


def _groups(written: Written) -> Iterator[tuple[Inline, ...]]:
    """Yield what stands in one pair of brackets, and does not print the numbers of works alone."""
    for prose in written.prose:
        if not prose.written:
            continue
        for block in blocks(prose, written.known, written.numbers):
            for node in walk(block):
                lines = groupby(children(node), key=lambda inside: inside.at)
                for at, together in lines:
                    group = tuple(together)
                    if at is not None and any(_refers(one) for one in group):
                        yield group  # type: ignore[misc]


def _refers(node: Node) -> bool:
    return isinstance(node, Citation | CrossReference)


def _printed(
    group: tuple[Inline, ...], numbers: Mapping[str, int], labels: Mapping[str, str]
) -> tuple[str, str]:
    """Say what a group printed in a document with these numbers, and what it is."""
    there: list[Inline] = []
    names: list[str] = []
    for node in group:
        match node:
            case Citation():
                works = tuple(replace(w, number=numbers.get(w.key, 0)) for w in node.works)
                there.append(replace(node, works=works))
                plain = not (node.printed or node.named) and not any(
                    work.prefix or work.locator for work in works
                )
                if plain:
                    return "", ""
                how = "named " if node.named else ""
                said = (f"{how}{w.prefix} {w.key} {w.locator}".strip() for w in works)
                names.append(f"cite:{';'.join(said)}")
            case CrossReference():
                label = labels.get(node.target, node.label)
                there.append(replace(node, label=label))
                names.append(f"ref:{node.prefix}:{node.name}")
            case Text():
                there.append(node)
            case _:
                return "", ""
    return text_of_nodes(there), " ".join(names)


def with_styled_citations(written: Written, prose: Prose, text: str) -> Written:
    """Let the citations of an altered text print what a style made of the same ones before."""
    if not written.numbers.printed:
        return written
    from cpreport.manuscript.read_prose import read

    before = {
        prose.text[slice(*at)]: said
        for (key, at), said in written.numbers.printed.items()
        if key == prose.key and at is not None
    }
    cited = (node for node in walk(*read(text).blocks) if isinstance(node, Citation))
    printed: dict[CitationPlace, tuple[Inline, ...]] = {
        (prose.key, node.at): before[text[slice(*node.at)]]
        for node in cited
        if node.at is not None and text[slice(*node.at)] in before
    }
    numbers = replace(written.numbers, printed=printed)
    return replace(written, numbers=numbers)
