"""Find the texts that a document which came back was made of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cpreport.changes.compared_pieces import form_of
from cpreport.changes.current_manuscript import Current
from cpreport.changes.returned import Returned
from cpreport.check.check_series import Ready
from cpreport.manuscript.case_report import report_sections
from cpreport.manuscript.compose_article import written_article
from cpreport.manuscript.compose_report import written_report
from cpreport.manuscript.document import Article
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.supplement import written_supplement
from cpreport.manuscript.written_document import Written, shared
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.docx.paragraphs import printed_paragraphs
from cpreport.typography import set_signs

#: Reports that a document is compared with to find out which it is.
_MOST_REPORTS = 100


def written_of(document: str, back: Returned, ready: Ready) -> Written:
    """Find the texts that a document was made of."""
    if not back.traces:
        return _written_alike(back, ready)
    if back.document in ("", "article"):
        return written_article(ready.findings)
    if back.document in ready.reports:
        return written_report(ready.of_case(back.document), back.document)
    if back.document == "supplement":
        return _supplement(document, ready)
    of_case = [p for p in ready.problems if p.case == back.document and p.severity == "error"]
    if of_case:
        # It is one of the series, and may not be printed: no consent, or what `check` says.
        raise Refused(of_case)
    message = f"{document} is the report of {back.document}, which is no case of this series"
    hint = "name the folder of the series that it was made from"
    raise Refused([Problem("CP821", Place(document), message, help=hint)])


def _supplement(document: str, ready: Ready) -> Written:
    """Find the texts of the supplement, which calls things of the article by their numbers."""
    if ready.findings.record.supplement is None:
        message = f"{document} is a supplement, and this series has none"
        hint = "name the folder of the series that it was made from"
        raise Refused([Problem("CP821", Place(document), message, help=hint)])
    of_series = shared(ready.findings)
    article = written_article(ready.findings, of_series)
    titles = {part.id: set_signs(part.title) for part in article.parts}
    return written_supplement(ready.findings, of_series, article.numbers.floats.values(), titles)


def _written_alike(back: Returned, ready: Ready) -> Written:
    """Find the texts that a document was made of which no longer says so: by its paragraphs."""
    found = [written_article(ready.findings)]
    found += (
        written_report(ready.of_case(name), name) for name in islice(ready.reports, _MOST_REPORTS)
    )
    if ready.findings.record.supplement is not None:
        found.append(_supplement("", ready))
    said = {form_of(paragraph.said) for paragraph in back.paragraphs} - {""}

    def likeness(written: Written) -> float:
        made = {form_of(text) for text in Current(written).printed()} - {""}
        # The article holds what the reports say of a patient: how much of the document is known
        # counts as well.
        both = len(said & made)
        return both / max(1, len(made)) + both / max(1, len(said))

    return max(found, key=likeness)


def generated_texts(written: Written, ready: Ready) -> Iterator[str]:
    """List what cpreport itself writes in a document."""
    own = {"article": ready.article, "supplement": ready.supplement}.get(written.document)
    texts = [text.blocks for text in own.sections] if own is not None else []
    if isinstance(own, Article):
        texts += [text.blocks for text in own.declarations]
    elif written.document in ready.reports:
        case = written.document
        sections = report_sections(ready.of_case(case), ready.reports[case])
        texts = [section.blocks for section in sections.values() if section is not None]
    for text in texts:
        for block in text:
            if block.origin is None:
                yield from (words_of(part.node) for part in printed_paragraphs((block.node,)))
