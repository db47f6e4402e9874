"""Write the back of the article: declarations, footnotes and references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cpreport.catalogue import Heading
from cpreport.manuscript.document import ReferenceView, TitledText, nodes_of
from cpreport.manuscript.references.work import Work
from cpreport.publish.jats.elements import Element, element
from cpreport.publish.jats.nodes import SUPPLEMENT, Footnotes, paragraphs
from cpreport.publish.jats.references import ref_list

#: Parts of the ethics statement, by their key in `series.yaml`.
_ETHICS = {"ethics": "ethics-approval", "consent_statement": "ethics-consent"}
#: Further sections of the back.
_SECTIONS = {
    "data_availability": "data-availability",
    "ai_use": "ai-use",
    "contributions": "author-contributions",
}


def back(
    declared: Mapping[str, TitledText],
    views: Iterable[ReferenceView],
    works: Mapping[str, Work],
    notes: Footnotes,
    heading: Heading,
) -> Element:
    """Write the back: thanks, ethics, data, other declarations, footnotes, references."""
    views = tuple(views)
    made = element("back")
    if "acknowledgements" in declared:
        thanks = declared["acknowledgements"]
        said = paragraphs(nodes_of(thanks.blocks), notes)
        made.append(element("ack", element("title", thanks.title), *said))
    ethics = [
        _section(kind, declared[key], notes) for key, kind in _ETHICS.items() if key in declared
    ]
    if ethics:
        title = element("title", heading("Ethics statement"))
        made.append(element("sec", title, *ethics, sec_type="ethics-statement"))
    for key, kind in _SECTIONS.items():
        if key in declared:
            made.append(_section(kind, declared[key], notes))
    # What is read last may have brought the last footnotes.
    if notes.found:
        made.append(element("fn-group", *notes.found))
    if views:
        made.append(ref_list(views, works, heading("References")))
    return made


def supplement(title: str, heading: Heading) -> Element:
    """Name what is published beside the article, as the package names it."""
    caption = element("caption", element("title", title))
    made = element(
        "supplementary-material",
        element("label", heading("Supplement")),
        caption,
        id=SUPPLEMENT,
        mimetype="application",
        mime_subtype="pdf",
        xlink_href="supplement.pdf",
    )
    named = element("title", heading("Supplementary material"))
    return element("sec", named, made, sec_type="supplementary-material")


def _section(kind: str, said: TitledText, notes: Footnotes) -> Element:
    text = paragraphs(nodes_of(said.blocks), notes)
    return element("sec", element("title", said.title), *text, sec_type=kind)
