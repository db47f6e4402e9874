"""Write a bibliography with the fields that a reference list is made from, and no others.

A program that keeps references writes much beside them: where a file lies, what somebody noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cpreport.cases.series import SectionText
from cpreport.manuscript.references.bibtex import RawEntry, split
from cpreport.manuscript.references.bibtex_works import READ, work_of
from cpreport.manuscript.references.csl_json import csl_json, read_csl
from cpreport.manuscript.references.work import Work


def shareable_references(file: SectionText, cited: Callable[[str], bool] = lambda key: True) -> str:
    """Write the works that are cited in the format that the bibliography has."""
    if file.file.endswith(".json"):
        works = (found for found in read_csl(file) if isinstance(found, Work))
        return csl_json(work for work in works if cited(work.key))
    return "\n".join(_entry(entry) for entry in split(file)[0] if cited(entry.key))


def _entry(entry: RawEntry) -> str:
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in _fields(entry))
    return f"@{entry.kind}{{{entry.key},\n{lines}}}\n"


def _fields(entry: RawEntry) -> Iterator[tuple[str, str]]:
    """Yield the fields that are read, abbreviations written out and inherited ones among them."""
    for name in READ:
        if name in entry.fields and name != "note":
            yield name, _balanced(entry.fields[name].text)
    # Of a note goes on what is read in it, and what the list of references prints.
    if note := _note(entry):
        yield "note", note


def _note(entry: RawEntry) -> str:
    field = entry.fields.get("note")
    if field is None:
        return ""
    work, _ = work_of(entry)
    said = [f"PMID: {work.pmid}" if work.pmid and "pmid" not in entry.fields else ""]
    said.append(f"PMCID: {work.pmcid}" if work.pmcid and "pmcid" not in entry.fields else "")
    if work.kind == "article" and "preprint" in field.text.casefold():
        said.append("Preprint")
    elif work.kind in ("document", "manuscript") or work.status:
        said.append(field.text)
    return _balanced("; ".join(filter(None, said)))


def _balanced(text: str) -> str:
    """Leave out braces that are not closed, as a text in quotation marks may have them."""
    depth = 0
    for sign in text.replace("\\{", "").replace("\\}", ""):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            break
    return text if depth == 0 else text.replace("{", "").replace("}", "")
