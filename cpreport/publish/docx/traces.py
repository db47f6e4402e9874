"""Note where each number and each paragraph that is printed in a document came from.

A number of the ledger stands in a content control with a short key; a paragraph has a bookmark. A
part of the file, in XML, says what the keys mean, so that `cpreport changes` finds the way back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from cpreport.manuscript.document import Origin
from cpreport.publish.docx.content_marks import looks_of_runs, text_of_runs
from cpreport.publish.docx.elements import Element, element, qn
from cpreport.publish.docx.letterforms import Styles

NAMESPACE = "urn:cpreport:traces:1"
#: Begins the bookmark of every paragraph; Word hides bookmarks that begin so.
PARAGRAPH = "_cp"


@dataclass(frozen=True, slots=True)
class Trace:
    """A paragraph as it was made.

    key : str
        Name of its bookmark.
    text : str
        What it said.
    kind : str
        `prose` for what authors wrote, `generated` for what follows from the records, `note` for a
        footnote, `table` for the cells of a table, a line each.
    origin : Origin or None
        Where its prose was written.
    part : int
        Which paragraph of its block it is: a list has several.
    about : mapping of str to str
        What a reader sees of it beside its words: the `looks` of its signs, its `style`, the
        `picture` it shows as its SHA-256, with its `alt` text, the `shape` of a table.
    """

    key: str
    text: str
    kind: str
    origin: Origin | None = None
    part: int = 0
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """What citations and references of a document may lead to.

    anchor : str
        `ref-3`, `fig-change`.
    label : str
        What a reference to it prints: `3`, `Figure 1`.
    name : str
        The key of a work; empty for what is no work.
    """

    anchor: str
    label: str
    name: str = ""


@dataclass(slots=True)
class Traces:
    """What a document has printed so far."""

    targets: tuple[Target, ...] = ()
    paragraphs: list[Trace] = field(default_factory=list)
    results: dict[tuple[str, str], str] = field(default_factory=dict)
    _controls: int = 0

    def result(self, ids: str, shown: Element, printed: str) -> Element:
        """Put a number into a content control that knows its result.

        Parameters
        ----------
        ids : str
            Of the results it prints, with spaces between them.
        """
        key = self.results.setdefault((ids, printed), f"r{len(self.results) + 1}")
        self._controls += 1
        about = element(
            "w:sdtPr",
            element("w:alias", w_val=ids.split(" ")[0][:64]),
            element("w:tag", w_val=key),
            element("w:id", w_val=self._controls),
        )
        return element("w:sdt", about, element("w:sdtContent", shown))

    def paragraph(
        self, runs: list[Element], kind: str, origin: Origin | None, part: int, **about: str
    ) -> str:
        """Note a paragraph, and name its bookmark."""
        key = f"{PARAGRAPH}{len(self.paragraphs) + 1}"
        about["looks"] = looks_of_runs(runs)
        self.paragraphs.append(Trace(key, text_of_runs(runs), kind, origin, part, about))
        return key

    def table(self, made: Element) -> None:
        """Note the cells of a table that say something, and how many there are."""
        key = f"{PARAGRAPH}{len(self.paragraphs) + 1}"
        said = (" ".join(text_of_runs([cell]).split()) for cell in made.iter(qn("w:p")))
        text = "\n".join(cell for cell in said if cell)
        rows, cells = (sum(1 for _ in made.iter(qn(tag))) for tag in ("w:tr", "w:tc"))
        looks = looks_of_runs(made.iter(qn("w:p")))
        about = {"shape": shape_of_table(rows, cells), "looks": looks}
        self.paragraphs.append(Trace(key, text, "table", about=about))

    def xml(self, document: str, running: Mapping[str, str], styles: Styles) -> bytes:
        """Write the part of the file that says what the keys mean.

        Parameters
        ----------
        document : str
            What the document is: `article`, `supplement`, or the id of a case.
        running : mapping of str to str
            What its `header` and its `footer` say.
        styles : Styles
            How its letters are set.
        """
        root = etree.Element(f"{{{NAMESPACE}}}traces", nsmap={"cp": NAMESPACE})
        for name, said in {"document": document, **running}.items():
            root.set(name, said)
        for (ids, printed), key in self.results.items():
            _below(root, "result", key=key, ids=ids, printed=printed)
        for style, form in styles.forms.items():
            _below(root, "style", name=styles.name(style), form=form.in_words)
        for target in self.targets:
            about = {"anchor": target.anchor, "label": target.label}
            _below(root, "target", **about, **({"name": target.name} if target.name else {}))
        for trace in self.paragraphs:
            about = {"key": trace.key, "kind": trace.kind}
            if trace.origin is not None:
                about |= {"file": trace.origin.file, "path": json.dumps(trace.origin.path)}
                about |= {"block": str(trace.origin.number)}
            if trace.part:
                about["part"] = str(trace.part)
            about |= trace.about
            _below(root, "paragraph", **about).text = trace.text
        content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return content


def shape_of_table(rows: int, cells: int) -> str:
    """Say how large a table is."""
    return f"{rows} rows, {cells} cells"


def _below(root: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    made = etree.SubElement(root, f"{{{NAMESPACE}}}{tag}")
    for key, value in attributes.items():
        made.set(key, value)
    return made
