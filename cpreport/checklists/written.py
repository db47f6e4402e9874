"""Part composed documents into what stands in them: titled texts and floats."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from cpreport.cases.series import SeriesRecord
from cpreport.manuscript.case_report import facts, report_sections
from cpreport.manuscript.document import Article, Float, Report, SectionView, nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.tree import (
    Citation,
    CrossReference,
    Heading,
    Node,
    Note,
    Paragraph,
    children,
    walk,
)
from cpreport.manuscript.tree import Text as Words
from cpreport.outcomes.findings import Findings
from cpreport.publish.html.front import report_front
from cpreport.publish.html.parts import section_anchor

ARTICLE = "article"
#: What is numbered anew in every document, so that the words before it are looked for alone.
_NUMBERED = (Citation, Note, CrossReference)
#: Letters and figures of the words that are looked for: as many as one and a half lines have.
_ENOUGH = 80
#: As many before them tell them from the same words elsewhere.
_BEFORE = 40


#: A text as nodes of the document tree.
Text = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A titled part of a document.

    anchor : str
        The name that links to it lead to; empty for what stands before everything else.
    title : str
        As printed over it, below the title of the section it belongs to.
    names : tuple of str
        What it may be called by: its headings and those above it.
    opening : str
        The words that its first text begins with.
    front : bool
        Whether it only sums up what stands below.
    """

    anchor: str
    title: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    opening: str = ""
    cites: bool = False
    front: bool = False

    def is_within(self, words: Sequence[str]) -> bool:
        """Whether it, or what it belongs to, is called by one of these words."""
        named = " ".join(self.names).casefold()
        return any(word.casefold() in named for word in words)

    def says(self, words: str) -> bool:
        """Whether these words stand in it."""
        return fold_letters(words) in fold_letters(" ".join(self.texts))

    def before(self, words: str) -> str:
        """The letters and figures that stand right before these words, or over them."""
        text = fold_letters(" ".join(self.texts))
        at = text.find(fold_letters(words))
        title = "" if self.anchor == "main" else fold_letters(self.title)
        return f"{title}{text[:at]}"[-_BEFORE:] if at >= 0 else ""


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document as composed.

    name : str
        `article`, or the id of a case.
    """

    name: str
    parts: tuple[WrittenPart, ...]
    floats: tuple[Float, ...]


def stem(name: str) -> str:
    """The path of a finished document below the output folder, without its ending."""
    return "article/article" if name == ARTICLE else f"cases/{name}/{name}"


@lru_cache(maxsize=4096)
def fold_letters(text: str) -> str:
    """Keep the letters and figures of a text alone: line ends and hyphens do not matter.

    >>> fold_letters("1 × 10⁶ cells/\\nkg")
    '1106cellskg'
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def opening(text: Text) -> str:
    """The words with which a text begins, up to where it is numbered."""
    first = next((node for node in walk(*text) if isinstance(node, Paragraph)), None)
    begins = (first,) if first is not None else text
    leaves = (node for node in walk(*begins) if not children(node))
    before = words_of(*takewhile(lambda node: not isinstance(node, _NUMBERED), leaves))
    words: list[str] = []
    for word in (before or words_of(*begins)).split():
        if sum(map(len, words)) >= _ENOUGH:
            break
        words.append(word)
    return " ".join(words)


def part_article(record: SeriesRecord, article: Article) -> WrittenDocument:
    """Part the article."""
    parts = [_title(article.title), _keywords(record.keywords)]
    for said in article.abstract:
        names = ("abstract", said.title)
        part = _part("abstract", said.title or "Abstract", names, [nodes_of(said.blocks)])
        parts.append(replace(part, front=True))
    if article.key_points:
        texts = list(map(nodes_of, article.key_points))
        points = _part("key-points", "Key points", ("key points",), texts)
        parts.append(replace(points, front=True))
    for section in article.sections:
        parts += _of_section(section)
    for said in article.declarations:
        names = ("declarations", said.title)
        parts.append(_part("declarations", said.title, names, [nodes_of(said.blocks)]))
    return WrittenDocument(ARTICLE, tuple(parts), article.floats)


def part_report(findings: Findings, report: Report) -> WrittenDocument:
    """Part the report of a case, with the sentences that it writes of itself."""
    case = findings.case(report.case_id).case
    front = report_front(findings.record, case)
    said: list[Text] = [
        (Words(f"{fact.label} "), *fact.inside) for fact in facts(findings, case.id)
    ]
    sections = report_sections(findings, report, lambda shown: False)
    parts = (
        _title(front.title),
        _keywords(front.keywords),
        replace(_part("summary", "Summary", ("summary",), said), front=True),
        *(_of_page(section) for section in sections.values() if section is not None),
    )
    return WrittenDocument(report.case_id, parts, report.floats)


def _title(title: str) -> WrittenPart:
    return WrittenPart("main", "Title", ("title",), (title,), title, front=True)


def _keywords(keywords: tuple[str, ...]) -> WrittenPart:
    said = ", ".join(keywords)
    return WrittenPart("", "Keywords", ("keywords",), (said,), said, front=True)


def _of_section(section: SectionView) -> Iterator[WrittenPart]:
    """Part a section: what stands before its first own heading, and under each."""
    anchor = section.id if section.case is not None else f"sec-{section.id}"
    names: tuple[str, ...] = (section.id, section.title)
    title = section.title
    texts: list[Text] = []
    for node in nodes_of(section.blocks):
        if isinstance(node, Heading):
            yield _part(anchor, title, names, texts)
            title, texts = words_of(node), []
            names = (section.id, section.title, title)
        else:
            texts.append((node,))
    yield _part(anchor, title, names, texts)


def _of_page(section: SectionView) -> WrittenPart:
    texts: list[Text] = [(block.node,) for block in section.blocks if block.float is None]
    return _part(section_anchor(section), section.title, (section.title,), texts)


def _part(anchor: str, title: str, names: tuple[str, ...], texts: Sequence[Text]) -> WrittenPart:
    cites = any(isinstance(node, Citation) for text in texts for node in walk(*text))
    said = [(text, words) for text in texts if (words := words_of(*text))]
    begins = opening(said[0][0]) if said else ""
    return WrittenPart(anchor, title, names, tuple(words for _, words in said), begins, cites)
