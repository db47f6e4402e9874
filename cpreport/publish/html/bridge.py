"""The one bridge to rooms that still read finished HTML: DOCX, JATS, checklists and `changes`.

It goes when they walk the tree. Nothing else may use it.
"""

from __future__ import annotations

import html
import re

from cpreport.manuscript.document import Article, Block, nodes_of
from cpreport.manuscript.tree import Inline
from cpreport.publish.html.nodes import html_of, inline_html


def as_html(blocks: tuple[Block, ...]) -> str:
    """Write a text as HTML."""
    return str(html_of(*nodes_of(blocks)))


def inline_as_html(nodes: tuple[Inline, ...]) -> str:
    """Write what stands in a line as HTML."""
    return str(inline_html(*nodes))


def abstract_as_html(article: Article) -> tuple[tuple[str, str], ...]:
    """Write the parts of the abstract as HTML, each with its heading."""
    return tuple((part.title, as_html(part.blocks)) for part in article.abstract)


def declarations_as_html(article: Article) -> tuple[tuple[str, str], ...]:
    """Write the declarations as HTML, each with its title."""
    return tuple((part.title, as_html(part.blocks)) for part in article.declarations)


def spoken_text(fragment: str) -> str:
    """Give a fragment's text with its inline markup closed up, as words stand in print."""
    inline = re.sub(r"</?(?:span|a|em|strong|code|sup|sub)\b[^>]*>", "", fragment)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())
