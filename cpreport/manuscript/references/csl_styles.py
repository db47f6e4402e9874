"""Find the citation style that a series names: Vancouver, one that comes with cpreport, or a file.

A style is a file of the Citation Style Language (https://citationstyles.org). Those in `styles/`
come from its own collection; their authors and licence stand in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

#: cpreport's own style, which needs nothing else.
VANCOUVER = "vancouver"
_CSL = "http://purl.org/net/xbiblio/csl"
#: Journals and other names that a style of the collection is known by.
_ALSO = {
    "ama": "american-medical-association", "jama": "american-medical-association",
    "bmj-case-reports": "bmj", "journal-of-medical-case-reports": "springer-vancouver-brackets",
    "mdpi": "multidisciplinary-digital-publishing-institute", "lancet": "the-lancet",
    "nlm": "nlm-citation-sequence", "plos-one": "plos",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """A style that can be set.

    text : str
        The style itself, as it is given to the processor.
    numbered : bool
        Whether works are cited by their number, and not by author and year.
    """

    name: str
    text: str
    numbered: bool


class UnusableStyle(ValueError):
    """Raised where a style cannot be used; its words say why."""


def style_names() -> tuple[str, ...]:
    """Every name that a series may write, beside that of a file."""
    return (VANCOUVER, *sorted((*_shipped(), *_ALSO)))


def same_style(one: str, other: str) -> bool:
    """Whether two names are those of one style.

    >>> same_style("jama", "american-medical-association")
    True
    """
    return _ALSO.get(one, one) == _ALSO.get(other, other)


@cache
def _shipped() -> tuple[str, ...]:
    names = (path.name for path in (resources.files(__package__) / "styles").iterdir())
    return tuple(sorted(n.removesuffix(".csl") for n in names if n.endswith(".csl")))


def shipped_style(name: str) -> CitationStyle:
    """Read a style that comes with cpreport.

    Raises
    ------
    UnusableStyle
        Where there is none of that name.
    """
    known = _ALSO.get(name, name)
    if known not in _shipped():
        raise UnusableStyle(f"there is no citation style `{name}`")
    path = resources.files(__package__) / "styles" / f"{known}.csl"
    return read_style(known, path.read_text("utf-8"))


@cache
def read_style(name: str, text: str) -> CitationStyle:
    """Read a style from the text of its file.

    Raises
    ------
    UnusableStyle
        Where it is none, sets footnotes, or only names another style.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise UnusableStyle(f"`{name}` is not XML: {error.msg}") from error
    if root.tag != f"{{{_CSL}}}style":
        raise UnusableStyle(f"`{name}` is no style of the Citation Style Language")
    parent = root.find(f"{{{_CSL}}}info/{{{_CSL}}}link[@rel='independent-parent']")
    if parent is not None:
        of = str(parent.get("href", "")).rpartition("/")[2]
        if of in _shipped():
            return shipped_style(of)
        raise UnusableStyle(f"`{name}` only names another style, `{of}`: take the file of that one")
    if root.get("class") != "in-text":
        raise UnusableStyle(f"`{name}` sets references as footnotes")
    if root.find(f"{{{_CSL}}}bibliography") is None:
        raise UnusableStyle(f"`{name}` has no list of references")
    for names in root.iter(f"{{{_CSL}}}names"):
        _name_before_label(names)
    category = root.find(f"{{{_CSL}}}info/{{{_CSL}}}category[@citation-format]")
    form = "" if category is None else category.get("citation-format")
    numbered = form == "numeric" if form else _cites_numbers(root)
    return CitationStyle(name, etree.tostring(root, encoding="unicode"), numbered)


def _name_before_label(names: Any) -> None:
    """Say that names stand before what they are called.

    Where a style has a label and leaves out the names, which CSL allows, Pandoc 3.9 sets the label
    first: `In, editorsDoe J`.
    """
    label = names.find(f"{{{_CSL}}}label")
    if label is not None and names.find(f"{{{_CSL}}}name") is None:
        name = label.makeelement(f"{{{_CSL}}}name")
        label.addprevious(name)


def _cites_numbers(root: Any) -> bool:
    layout = root.find(f"{{{_CSL}}}citation/{{{_CSL}}}layout")
    return layout is not None and any(
        text.get("variable") == "citation-number" for text in layout.iter(f"{{{_CSL}}}text")
    )
