"""Take a bibliography, and give it with the fields that a reference list prints, and no others.

A program that keeps references writes much beside them: where a file lies, what somebody noted.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from cpreport.cases.json_text import read_json
from cpreport.cases.series import SectionText
from cpreport.cases.text import plain

_BIBTEX = (
    "title", "author", "editor", "shortjournal", "journal", "journaltitle", "booktitle",
    "eprinttype", "year", "date", "volume", "number", "issue", "pages", "eid", "articleno",
    "publisher", "institution", "organization", "address", "location", "edition", "howpublished",
    "pubstate", "doi", "pmid", "url", "urldate",
)  # fmt: skip
_CSL = (
    "id", "type", "title", "author", "editor", "container-title", "container-title-short",
    "journalAbbreviation", "issued", "volume", "issue", "page", "number", "article-number",
    "publisher", "publisher-place", "edition", "DOI", "PMID", "URL", "accessed",
)  # fmt: skip


def shareable_references(file: SectionText) -> str:
    """Give a bibliography in the format it has."""
    return _csl(file) if file.file.endswith(".json") else _bibtex(file)


def _bibtex(file: SectionText) -> str:
    from bibtexparser.entrypoint import parse_string

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    return "\n".join(map(_entry, parse_string(file.text).entries))


def _entry(entry: Any) -> str:
    values = {field.key.casefold(): str(field.value) for field in entry.fields}
    kept = {name: values[name] for name in _BIBTEX if name in values}
    # Of a note, only that it makes the work a preprint is read.
    if "preprint" in values.get("note", "").casefold():
        kept["note"] = "Preprint"
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in kept.items())
    return f"@{entry.entry_type}{{{entry.key},\n{lines}}}\n"


def _csl(file: SectionText) -> str:
    root, _ = read_json(file.text, file.file)
    entries = plain(root) if root is not None else []
    kept = [{key: entry[key] for key in _CSL if key in entry} for entry in _dicts(entries)]
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _dicts(entries: object) -> list[dict[str, Any]]:
    return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []
