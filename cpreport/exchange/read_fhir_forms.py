"""Read questionnaires of FHIR and what was answered to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cpreport.exchange.fhir_parts import Numbered, Resource, case_of, listed, value_of
from cpreport.exchange.filled_forms import FilledForms
from cpreport.exchange.source_tables import SourceColumn, SourceTable
from cpreport.exchange.write_fhir import OWN_FORMS

_NUMBERS = ("decimal", "integer", "quantity")
_DATES = ("date", "dateTime")


def is_own(by_kind: Mapping[str, Numbered]) -> bool:
    """Whether `cpreport export` wrote the questionnaires, and so the responses to them."""
    urls = [str(one.get("url", "")) for _, one in by_kind.get("Questionnaire", ())]
    return bool(urls) and all(url.startswith(OWN_FORMS) for url in urls)


def questions_of(questionnaires: Numbered) -> dict[str, SourceColumn]:
    """Describe each question by its name: its words, its unit, and what is chosen from."""
    return {
        str(item.get("linkId", "")): _question(item, str(one.get("title", "")))
        for _, one in questionnaires
        for item in _items(one)
    }


def _items(part: Resource) -> Iterator[Resource]:
    for item in listed(part.get("item")):
        yield item
        yield from _items(item)


def _question(item: Resource, form: str) -> SourceColumn:
    options = listed(item.get("answerOption"))
    codings = [one["valueCoding"] for one in options if isinstance(one.get("valueCoding"), dict)]
    kind = str(item.get("type", ""))
    return SourceColumn(
        str(item.get("linkId", "")),
        label=" ".join(str(item.get("text", "")).split()),
        kind="choice" if codings else "number" if kind in _NUMBERS else _kind(kind),
        choices={str(c.get("code")): str(c.get("display") or c.get("code")) for c in codings},
        form=form,
    )


def _kind(kind: str) -> str:
    return "date" if kind in _DATES else ""


def given(one: Resource, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Walk the answers of a response and of the groups in it.

    Parameters
    ----------
    labels : dict of str to str
        Takes the words of each question that is answered, by its name.
    """
    for item in listed(one.get("item")):
        name = str(item.get("linkId", ""))
        answers = [text for answer in listed(item.get("answer")) if (text := value_of(answer))]
        if name and answers:
            labels.setdefault(name, " ".join(str(item.get("text", "")).split()))
            yield name, "; ".join(answers)
        yield from given(item, labels)


def own_forms(by_kind: Mapping[str, Numbered], ids: Mapping[str, str], file: str) -> SourceTable:
    """Lay the forms of `cpreport export` out: what is observed beside them follows from them."""
    asked = questions_of(by_kind["Questionnaire"])
    titles = {str(q.get("url", "")): str(q.get("title", "")) for _, q in by_kind["Questionnaire"]}
    forms, entries = FilledForms(), Counter[tuple[str, str]]()
    for _, one in by_kind.get("QuestionnaireResponse", ()):
        case, title = case_of(one, ids), titles.get(str(one.get("questionnaire", "")), "")
        answers = dict(given(one, {}))
        entries[case, title] += 1
        row = answers.pop("visit", "") or f"{title} {entries[case, title]}"
        for name, text in answers.items():
            column = asked.get(name, SourceColumn(name))
            # Of these forms a code is the grade itself.
            forms.put(case, row, replace(column, choices={}, kind=""), text)
    return forms.table(file)
