"""Take the declarations, footnotes and references, and give the back of the article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpreport.manuscript.compose import CONTRIBUTIONS, DECLARATIONS
from cpreport.manuscript.document import ReferenceView
from cpreport.manuscript.references.work import Work
from cpreport.publish.jats.elements import Element, element
from cpreport.publish.jats.references import ref_list
from cpreport.publish.jats.text import SUPPLEMENT, Footnotes, paragraphs

#: Parts of the ethics statement, by their key in `series.yaml`.
_ETHICS = {"ethics": "ethics-approval", "consent_statement": "ethics-consent"}
#: Further sections of the back.
_SECTIONS = {
    "data_availability": "data-availability",
    "ai_use": "ai-use",
    CONTRIBUTIONS: "author-contributions",
}


def declared_by_key(declarations: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the HTML of the declarations by their key in `series.yaml`."""
    keys = {title: key for key, title in DECLARATIONS.items()}
    return {keys.get(title, title): html for title, html in declarations}


def back(
    declared: Mapping[str, str],
    views: Iterable[ReferenceView],
    works: Mapping[str, Work],
    notes: Footnotes,
) -> Element:
    """Give the back: thanks, ethics, data, other declarations, footnotes, references."""
    views = tuple(views)
    made = element("back")
    if "acknowledgements" in declared:
        said = paragraphs(declared["acknowledgements"], notes)
        made.append(element("ack", element("title", DECLARATIONS["acknowledgements"]), *said))
    ethics = [
        _section(kind, DECLARATIONS[key], declared[key], notes)
        for key, kind in _ETHICS.items()
        if key in declared
    ]
    if ethics:
        title = element("title", "Ethics statement")
        made.append(element("sec", title, *ethics, sec_type="ethics-statement"))
    for key, kind in _SECTIONS.items():
        if key in declared:
            title = DECLARATIONS.get(key, key)
            made.append(_section(kind, title, declared[key], notes))
    # What is read last may have brought the last footnotes.
    if notes.found:
        made.append(element("fn-group", *notes.found))
    if views:
        made.append(ref_list(views, works))
    return made


def supplement(title: str) -> Element:
    """Give what is published beside the article, as the package names it."""
    caption = element("caption", element("title", title))
    made = element(
        "supplementary-material",
        element("label", "Supplement"),
        caption,
        id=SUPPLEMENT,
        mimetype="application",
        mime_subtype="pdf",
        xlink_href="supplement.pdf",
    )
    heading = element("title", "Supplementary material")
    return element("sec", heading, made, sec_type="supplementary-material")


def _section(kind: str, title: str, html: str, notes: Footnotes) -> Element:
    return element("sec", element("title", title), *paragraphs(html, notes), sec_type=kind)
