"""Take composed documents, and give what stands in them: parts with headings, texts and floats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cpreport.check.series import Checked
from cpreport.manuscript.case_report import facts, report_sections
from cpreport.manuscript.document import Article, Float, Report, SectionView
from cpreport.outcomes.findings import Findings
from cpreport.publish.html.bridge import (
    abstract_as_html,
    as_html,
    declarations_as_html,
    inline_as_html,
    spoken_text,
)
from cpreport.publish.html.front import report_front
from cpreport.publish.html.parts import section_anchor

ARTICLE = "article"
_HEADING = re.compile(r"\s*<h[3-6][^>]*>(.*?)</h[3-6]>\s*", re.DOTALL)
#: What is numbered anew in every document, so that the words before it are looked for alone.
_NUMBERED = re.compile(r'<span class="(?:cite|footnote)"|<a class="xref"')
#: Letters and figures of the words that are looked for: as many as one and a half lines have.
_ENOUGH = 80
#: As many before them tell them from the same words elsewhere.
_BEFORE = 40


@dataclass(frozen=True, slots=True)
class Part:
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
        return folded(words) in folded(" ".join(self.texts))

    def before(self, words: str) -> str:
        """Give the letters and figures that stand right before these words, or over them."""
        text = folded(" ".join(self.texts))
        at = text.find(folded(words))
        title = "" if self.anchor == "main" else folded(self.title)
        return f"{title}{text[:at]}"[-_BEFORE:] if at >= 0 else ""


@dataclass(frozen=True, slots=True)
class Written:
    """A document as composed.

    name : str
        `article`, or the id of a case.
    """

    name: str
    parts: tuple[Part, ...]
    floats: tuple[Float, ...]


def stem(name: str) -> str:
    """Give the path of a finished document below the output folder, without its ending."""
    return "article/article" if name == ARTICLE else f"cases/{name}/{name}"


def folded(text: str) -> str:
    """Give the letters and figures of a text alone, so that line ends and hyphens do not matter.

    >>> folded("1 × 10⁶ cells/\\nkg")
    '1106cellskg'
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def opening(fragment: str) -> str:
    """Give the words with which a finished text begins, up to where it is numbered."""
    first = fragment.partition("</p>")[0]
    before = spoken_text(_NUMBERED.split(first, maxsplit=1)[0]).strip()
    words: list[str] = []
    for word in (before or spoken_text(first)).split():
        if sum(map(len, words)) >= _ENOUGH:
            break
        words.append(word)
    return " ".join(words)


def article_written(checked: Checked, article: Article) -> Written:
    """Give the article, part by part."""
    assert checked.findings is not None
    record = checked.findings.scored.series.record
    parts = [_title(article.title), _keywords(record.keywords)]
    for heading, text in abstract_as_html(article):
        part = _part("abstract", heading or "Abstract", ("abstract", heading), [text])
        parts.append(replace(part, front=True))
    if article.key_points:
        points = _part(
            "key-points", "Key points", ("key points",), list(map(as_html, article.key_points))
        )
        parts.append(replace(points, front=True))
    for section in article.sections:
        parts += _of_section(section)
    for title, text in declarations_as_html(article):
        parts.append(_part("declarations", title, ("declarations", title), [text]))
    return Written(ARTICLE, tuple(parts), article.floats)


def report_written(findings: Findings, report: Report) -> Written:
    """Give the report of a case, part by part, with the sentences that it writes of itself."""
    case = findings.scored.case(report.case_id).case
    front = report_front(findings.scored.series.record, case)
    said = [f"{fact.label} {inline_as_html(fact.inside)}" for fact in facts(findings, case.id)]
    sections = report_sections(findings, report, lambda float: False)
    parts = (
        _title(front.title),
        _keywords(front.keywords),
        replace(_part("summary", "Summary", ("summary",), said), front=True),
        *(_of_page(section) for section in sections.values() if section is not None),
    )
    return Written(report.case_id, parts, report.floats)


def _title(title: str) -> Part:
    return Part("main", "Title", ("title",), (title,), title, front=True)


def _keywords(keywords: tuple[str, ...]) -> Part:
    said = ", ".join(keywords)
    return Part("", "Keywords", ("keywords",), (said,), said, front=True)


def _of_section(section: SectionView) -> Iterator[Part]:
    """Give a section in parts: what stands before its first own heading, and under each."""
    anchor = section.id if section.case is not None else f"sec-{section.id}"
    names: tuple[str, ...] = (section.id, section.title)
    title, fragments = section.title, [""]
    for block in section.blocks:
        html = as_html((block,))
        if heading := _HEADING.fullmatch(html):
            yield _part(anchor, title, names, fragments)
            title, fragments = spoken_text(heading[1]).strip(), []
            names = (section.id, section.title, title)
        elif html:
            fragments.append(html)
    yield _part(anchor, title, names, fragments)


def _of_page(section: SectionView) -> Part:
    fragments = [as_html((block,)) for block in section.blocks if block.float is None]
    return _part(section_anchor(section), section.title, (section.title,), fragments)


def _part(anchor: str, title: str, names: tuple[str, ...], fragments: list[str]) -> Part:
    cites = any('class="cite"' in fragment for fragment in fragments)
    texts = _spoken(fragments)
    begins = next((opening(f) for f in fragments if spoken_text(f).strip()), "")
    return Part(anchor, title, names, texts, begins, cites)


def _spoken(fragments: Sequence[str] | Iterator[str]) -> tuple[str, ...]:
    return tuple(text for fragment in fragments if (text := spoken_text(fragment).strip()))
