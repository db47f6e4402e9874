"""Set the text of an article in columns between what is as wide as the page.

WeasyPrint lets only a child of the columns span them, so the sections are taken apart: their blocks
become runs of text for columns, with what is wide between the runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

#: Class of a text that flows in columns, and of what holds all of them.
RUN, FLOW = "columns", "flow"
#: How many columns `styles/layouts/two-columns.css` sets.
COLUMNS = 2
#: Sections that stay whole within their columns.
_WHOLE = {"declarations", "orcid", "references"}


def taken_apart(tree: Element) -> Element | None:
    """Put the blocks of all sections of a page beside each other, and give what holds them.

    Parameters
    ----------
    tree : Element
        The page; it is changed in place. A heading takes over the anchor of its section.
    """
    article = tree.find(".//article")
    if article is None:
        return None
    sections = [child for child in article if _is_section(child)]
    flow = Element("div", {"class": FLOW})
    for section in sections:
        article.remove(section)
        flow.extend(_blocks(section))
    article.append(flow)
    in_runs(flow)
    return flow


def in_runs(flow: Element) -> None:
    """Gather neighbouring blocks of text into runs anew, after figures or tables were moved."""
    blocks = [b for child in flow for b in (child if child.get("class") == RUN else [child])]
    runs: list[Element] = []
    for block in blocks:
        if _spans(block):
            runs.append(block)
            continue
        if not runs or runs[-1].get("class") != RUN:
            runs.append(Element("div", {"class": RUN}))
        runs[-1].append(block)
    flow[:] = runs


def _is_section(element: Element) -> bool:
    return element.tag == "section" and "box" not in element.get("class", "").split()


def _blocks(section: Element) -> Iterator[Element]:
    anchor = section.get("id")
    if anchor in _WHOLE:
        yield from _beginning(section)
        yield section
        return
    for n, child in enumerate(list(section)):
        if _is_section(child):
            yield from _blocks(child)
            continue
        if n == 0 and anchor is not None:
            child.set("id", anchor)
        yield child


def _beginning(section: Element) -> Iterator[Element]:
    """Take the heading of a section that stays whole off it, with the first of its parts.

    WeasyPrint leaves a heading at the foot of a column, where what comes below it is in a box.
    """
    first = section.find("div[@class='part']")
    heading = section.find("h2")
    if first is None or heading is None:
        return
    classes = section.get("class", "")
    begins = Element("section", {**section.attrib, "class": f"{classes} begins"})
    for child in (heading, first):
        section.remove(child)
        begins.append(child)
    section.attrib.pop("id")
    section.set("class", f"{classes} goes-on")
    yield begins


def _spans(block: Element) -> bool:
    classes = block.get("class", "").split()
    return block.tag == "figure" or (block.tag == "div" and "wide" in classes)
