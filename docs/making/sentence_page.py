"""List every sentence that cpreport writes by itself, from the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from cpreport.catalogue import CatalogueEntry, catalogue

_INTRO = """\
# Generated sentences

cpreport writes these sentences by itself. Each is printed only under its condition, and follows
from records: keys of the files as in [case file](format/case.md) and
[series file](format/series.md), and results as in [how results are computed](results.md). What
stands in braces is filled in when the sentence is printed. Where every document says something, the
key is named without which none is made, and the [problem](problems.md) that says so.

## An author's own words

`wording` in `series.yaml` puts another text in the place of a sentence. It has the same places in
braces; what is filled in is still the record.

```yaml
wording:
  report.monitoring.missing:
    text: The records do not say how adverse events were looked for.
    instead_of: How adverse events were looked for is not recorded.
```

`instead_of` is the sentence as cpreport wrote it when the author replaced it, or a list where it
reads otherwise from case to case. Where the records change so that cpreport would now write another
one, a warning (CP422) names both: read your text again, and add the new sentence to `instead_of`
where it still holds. Without `instead_of` the warning says what to write there. A sentence in two
forms, of which one counts one, has `one` beside `text`. Nothing is told of headings, titles
and pages for screens.

The sentences of [progress letters](letters.md) are said in seven languages, and there a clinician
puts another one in their place with `overrides` in the case, so `wording` does not name them.

A heading is replaced wherever it stands. Words of the records are no sentences: what a file says
(`better`, `not assessed`), names of scales and rules, and units are printed as they are written.

What an author writes here is searched for identities and held against the claims as everything else
that is printed.

## Another language

The documents of a series are in English. Whoever translates them finds all that is to be said in
`cpreport/catalogue/`, one YAML file a document: `text`, `one` where one is counted, and beside
them, for the translator alone, `when` it is printed and what it follows `from`. A language is the
same files with the same ids in a folder of its own, `text` and `one` translated, the places in
braces kept; `entry` of `cpreport/catalogue/entries.py` is the one door at which the language of the
series chooses. Three things stand elsewhere: what a scale's file says of its items and grades
(`cpreport/scales/library/`), the English words that the records hold, and the names of months,
numbers, plurals, units of time and joining words (and, or, to), which Babel knows. Reference lists
have the words that their citation style prescribes.

Letters are said in seven languages: `cpreport/letters/languages/` has a file for each but English,
by the English text as it stands here. A new one is such a file with every sentence translated: what
it lacks is refused, and never printed in English ([letters](letters.md)).
"""

#: The documents in the order of the files of the catalogue, as titles.
_TITLES = {
    "article": "The article",
    "checklists": "Checklists",
    "figures": "Figures: captions and text alternatives",
    "headings": "Headings",
    "letters": "Progress letters",
    "methods": "Methods",
    "pages": "Titles, and pages for screens",
    "report": "The case report",
    "results": "Results: what they are, and how they were found",
    "scoring": "How scores are made",
    "supplement": "The supplement",
    "tables": "Tables: captions and notes",
}


def sentence_page() -> dict[str, str]:
    """Write the page by its path."""
    parts = [_INTRO]
    for document, entries in groupby(catalogue().values(), lambda one: one.id.split(".")[0]):
        parts.append(f"## {_TITLES[document]}\n\n{_table(entries)}\n")
    return {"sentences.md": "\n".join(parts)}


def _table(entries: Iterable[CatalogueEntry]) -> str:
    lines = ["| id | sentence | printed when | follows from |", "|---|---|---|---|"]
    for one in entries:
        records = ", ".join(f"`{r}`" if " " not in r else r for r in one.records)
        lines.append(
            f"| `{one.id}` | {_said(one)} | {_cell(one.when)}{_refused(one)} | {records} |"
        )
    return "\n".join(lines)


def _refused(one: CatalogueEntry) -> str:
    """Say of what every document says by which problem it is not made without the record."""
    return "".join(f"; without `{key}` no document is made ({code})" for key, code in one.without)


def _said(one: CatalogueEntry) -> str:
    text = _cell(one.text)
    return f"{text}<br>of one: {_cell(one.one)}" if one.one else text


def _cell(text: str) -> str:
    """Show a text as it stands, in a table of Markdown."""
    shown = text.strip().replace("\N{NO-BREAK SPACE}", " ")
    for sign in "\\`*_|<>[]":
        shown = shown.replace(sign, f"\\{sign}")
    return shown
