"""Report what filled checklists and the authors' answers lack, as problems in groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.check.check_series import Ready, Unreadable
from cpreport.check.own_sentences import changes_under, texts_of_tables
from cpreport.checklists.evidence import Lack
from cpreport.checklists.fill_items import Checklist, fill_checklists
from cpreport.checklists.guideline import guidelines
from cpreport.checklists.item_rows import checklist_page
from cpreport.outcomes.wording import join_names
from cpreport.problems import Place, Problem, has_error, in_order, nearest


def checklist_problems(
    checked: Unreadable | Ready, checklists: Sequence[Checklist], *, strict: bool = False
) -> tuple[Problem, ...]:
    """Say which items are not reported, each thing that lacks once, and which answers are wrong.

    Parameters
    ----------
    strict : bool
        Treat warnings as errors.
    """
    lacking = _lacking(checklists)
    if _is_stopped(checked):
        # Words may stand in a document that something else keeps from being made.
        lacking = (problem for problem in lacking if problem.code != "CP841")
    found = [*_unknown(checked), *lacking]
    return in_order(replace(p, severity="error") if strict else p for p in found)


def _is_stopped(checked: Unreadable | Ready) -> bool:
    """Whether anything else keeps a document from being made."""
    return has_error(checked.problems)


def answer_problems(checked: Unreadable | Ready) -> tuple[Problem, ...]:
    """Say which answers of the authors are wrong, whichever guidelines were asked for."""
    named = {name for record in _records(checked) for name in record.checklists}
    # Without an answer no guideline is read.
    answered = [name for name in guidelines() if name in named] if named else []
    lists = fill_checklists(checked, answered) if answered else ()
    wrong = (p for p in checklist_problems(checked, lists) if p.severity == "error")
    return (*wrong, *_own_sentences(checked))


def _own_sentences(checked: Unreadable | Ready) -> Iterator[Problem]:
    """Say which own sentences of checklists stand for others than those made now."""
    if isinstance(checked, Ready):
        yield from changes_under(
            checked.findings.record,
            lambda name: name.startswith("checklists."),
            lambda marked: _texts(replace(checked, findings=checked.findings.worded(marked))),
        )


def _texts(ready: Ready) -> Iterator[str]:
    for checklist in fill_checklists(ready):
        page = checklist_page(checklist, {})
        yield from (page.about, *page.notes)
        yield from texts_of_tables([page.table])


def _records(checked: Unreadable | Ready) -> tuple[SeriesRecord | Case, ...]:
    if isinstance(checked, Unreadable):
        return ()
    record = checked.findings.record
    answering = (case.id for case in checked.findings.cases if case.case.checklists)
    return (record, *(checked.cases.case(case_id).case for case_id in answering))


def _lacking(checklists: Sequence[Checklist]) -> Iterator[Problem]:
    by_lack: dict[Lack, dict[str, dict[str, None]]] = {}
    for checklist in checklists:
        for one in checklist.items:
            for lack in one.lacks:
                items = by_lack.setdefault(lack, {}).setdefault(checklist.guideline.name, {})
                items[one.item.item] = None
    for lack, named in by_lack.items():
        yield _problem(lack, "; ".join(f"{g} {', '.join(items)}" for g, items in named.items()))


def _problem(lack: Lack, items: str) -> Problem:
    if lack.kind == "words":
        hint = "copy the words as the PDF prints them, or take the answer out"
        return Problem("CP841", lack.place, f"{items}: {lack.what}", help=hint)
    message = f"{items}: {lack.what}"
    hint = ""
    if lack.kind == "answer":
        hint = (
            "answer each under `checklists`: `{stands: words of the text}`"
            " or `{not_applicable: why}`"
        )
    return Problem("CP840", lack.place, message, help=hint, severity="warning")


def _unknown(checked: Unreadable | Ready) -> Iterator[Problem]:
    """Name answers to guidelines and items that there are not."""
    for one in _records(checked):
        for name, answers in one.checklists.items():
            guideline = guidelines().get(name)
            if guideline is None:
                place = one.source.key_place("checklists", name)
                known = tuple(guidelines())
                yield _no_such(place, f"there is no guideline `{name}`", name, known)
                continue
            if isinstance(one, Case) and not guideline.of_each_case:
                place = one.source.key_place("checklists", name)
                message = f"{guideline.name} is filled for the series, not for a case"
                yield Problem("CP842", place, message, help="move the answers to series.yaml")
                continue
            items = tuple(item.item for item in guideline.items)
            for item in answers:
                if item not in items:
                    place = one.source.key_place("checklists", name, item)
                    yield _no_such(place, f"{guideline.name} has no item `{item}`", item, items)


def _no_such(place: Place, message: str, name: str, known: Sequence[str]) -> Problem:
    hint = nearest(name, known) or f"there are {join_names(list(known))}"
    return Problem("CP842", place, message, help=hint)
