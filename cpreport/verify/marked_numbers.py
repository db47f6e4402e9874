"""Look up every number that is marked as a result in the documents of a package.

A number of the ledger carries its id: in HTML `data-result`, in DOCX a content control whose key a
part of the file maps to the id, in JATS a `named-content`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cpreport.outcomes.result import NOT_COMPARABLE, Result
from cpreport.verify.summary import Check, Failure
from cpreport.verify.texts import UnreadableFile, office_parts, safe_html, safe_tree

_DOCUMENTS = ("manuscript/", "cases/", "supplement/", "tables/")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mark:
    """One printed result: the ids it states, and what stands there."""

    ids: tuple[str, ...]
    text: str


def look_up_numbers(
    files: Mapping[str, bytes], ledger: Mapping[str, Result], withheld: tuple[str, ...]
) -> Check:
    """Look up every marked number of every document in the results computed again."""
    failures: list[Failure] = []
    unchecked: set[str] = set()
    count = documents = 0
    for path in sorted(files):
        if not path.startswith(_DOCUMENTS):
            continue
        try:
            marks = list(_marks(path, files[path]))
        except (ValueError, KeyError, zipfile.BadZipFile) as error:
            failures.append(Failure(path, "", str(UnreadableFile(error))))
            continue
        documents += bool(marks)
        count += len(marks)
        for mark in marks:
            unknown = [result_id for result_id in mark.ids if result_id not in ledger]
            if unknown and withheld:
                unchecked.update(unknown)
            elif unknown:
                told = f"the result {unknown[0]}, printed as {_squeezed(mark.text)}"
                failures.append(Failure(path, unknown[0], told, "there is no such result"))
            elif wrong := _wrong(mark, ledger):
                failures.append(Failure(path, *wrong))
    return Check(
        "Numbers",
        "Is every number that is marked as a result the one that follows from the data?",
        f"{count} printed results in {documents} documents",
        tuple(failures),
        tuple(
            f"{result_id}: it depends on data that are not shared"
            for result_id in sorted(unchecked)
        ),
    )


def _wrong(mark: Mark, ledger: Mapping[str, Result]) -> tuple[str, str, str] | None:
    """Say where, what was said and what follows, where none of a result's forms is printed."""
    text = _squeezed(mark.text)
    for result_id in mark.ids:
        if not any(_stands_in(form, text) for form in _forms(ledger[result_id])):
            return result_id, text, ledger[result_id].n_of_n
    return None


def _forms(result: Result) -> set[str]:
    forms = {
        result.printed,
        result.with_unit,
        result.in_words,
        result.In_words,
        result.of_in_words,
        result.n_of_n_in_words,
        result.interval_printed,
        "" if result.of is None else str(result.of),
        _wordy(result),
        result.direction or "",
        # So a table prints a change that is known, and not which way is better.
        NOT_COMPARABLE if result.direction == "not assessable" else "",
        "none" if result.value == 0 else "",
        # An end of a range leaves its unit to the other end.
        result.printed.split()[0] if isinstance(result.value, Decimal) or result.unit else "",
    }
    return {_squeezed(form) for form in forms if form}


def _stands_in(form: str, text: str) -> bool:
    """Whether a form stands in a text, and not as a part of another number or word."""
    return re.search(rf"(?<![\w.]){re.escape(form)}(?!\w|[.,]\d)", text) is not None


def _wordy(result: Result) -> str:
    return str(result.value) if isinstance(result.value, str) else ""


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _marks(path: str, content: bytes) -> Iterator[Mark]:
    ending = path.rpartition(".")[2]
    if ending == "html":
        yield from _in_html(content)
    elif ending == "xml":
        yield from _in_jats(content)
    elif ending == "docx":
        yield from _in_docx(content)


def _in_html(content: bytes) -> Iterator[Mark]:
    for element in safe_html(content).iter():
        ids = element.get("data-result") if isinstance(element.tag, str) else None
        if ids:
            yield Mark(tuple(ids.split()), "".join(_lines_apart(element, "br")))


def _in_jats(content: bytes) -> Iterator[Mark]:
    for element in safe_tree(content).iter():
        if element.get("content-type") == "result" and element.get("specific-use"):
            ids = tuple(element.get("specific-use").split())
            yield Mark(ids, "".join(element.itertext()))


def _in_docx(content: bytes) -> Iterator[Mark]:
    parts = office_parts(content)
    keys = dict(_keys(parts))
    document = safe_tree(parts["word/document.xml"])
    for control in document.iter(f"{_WORD}sdt"):
        tag = control.find(f"{_WORD}sdtPr/{_WORD}tag")
        key = tag.get(f"{_WORD}val") if tag is not None else None
        if key in keys:
            parts_of_line = control.iter(f"{_WORD}t", f"{_WORD}br")
            text = "".join(" " if p.tag == f"{_WORD}br" else p.text or "" for p in parts_of_line)
            yield Mark(keys[key], text)


def _lines_apart(element: Any, line_end: str) -> Iterator[str]:
    """Walk the text of an element, with a space where a line ends."""
    yield " " if element.tag == line_end else element.text or ""
    for child in element:
        yield from _lines_apart(child, line_end)
        yield child.tail or ""


def _keys(parts: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read the results that the keys of content controls stand for."""
    for name, content in parts.items():
        if name.startswith("customXml/item") and name.endswith(".xml") and "Props" not in name:
            for element in safe_tree(content).iter():
                key, ids = element.get("key"), element.get("ids") or element.get("id")
                if key and ids:
                    yield key, tuple(ids.split())
