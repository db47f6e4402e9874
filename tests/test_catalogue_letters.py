"""Every sentence of letters is said where its condition holds, and not in every letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cpreport.cases.series import Style
from cpreport.catalogue import CatalogueEntry, catalogue, entry
from cpreport.letters import language, measure_sentences
from cpreport.letters.form import LetterForm
from cpreport.letters.letter_page import letter_html
from tests.letters_series import EXAMPLE, ROLES, composed, smallest_letters
from tests.smallest import CASE

Change = tuple[str, str, str]
_NONE = "adverse_events: none\n"
_FEVER = (
    "adverse_events:\n  - {term: Fever, grade: 1, onset: {day: 1}, duration: 1 day, serious: yes,"
    " serious_criteria: [death], relatedness: possible, action: none, outcome: resolved}\n"
)
_SECOND = "      - {date: 2023-03-08, routes: [intrathecal]}\n"
#: Changes of the smallest series with letters, by what they are.
_SESSIONS = CASE[CASE.index("    sessions:") : CASE.index("visits:")]
CHANGED: Mapping[str, tuple[Change, ...]] = {
    "nothing": (),
    "an event": (("P01.yaml", _NONE, _FEVER),),
    "a course that ended": (("P01.yaml", _SESSIONS, "    course: [{from: 2023-03-01, to: day 9, dose: 5 mg}]\n"),),
    "a course that goes on": (("P01.yaml", _SESSIONS, "    course: [{from: 2023-03-01, to: ongoing, dose: 5 mg}]\n"),),
    "events not assessed": (("P01.yaml", _NONE, "adverse_events: not assessed\n"),),
    "events not reported": (("P01.yaml", _NONE, "adverse_events: not reported\n"),),
    "one session": (("P01.yaml", _SECOND, ""),),
    "a worse score": (("P01.yaml", "25, sitting up from lying: 12, sitting balance: 25", "0, sitting up from lying: 0, sitting balance: 0"),),
    "a score that lacks an item": (("P01.yaml", "sitting up from lying: 12, sitting balance: 25", "sitting up from lying: 12, sitting balance: not assessed"),),
}  # fmt: skip

#: What no letter of these series says: to be shown by a series of its own.
NOT_SAID = {
    "letters.did.times",
    "letters.limits.one",
    "letters.measured.alone.mixed",
    "letters.measured.alone.worse",
    "letters.measured.count.mixed",
    "letters.measured.meaning",
    "letters.measured.meaning.none",
    "letters.measured.mixed",
    "letters.measured.rule.threshold",
    "letters.measured.rule.two_grades",
    "letters.measured.score.none",
    "letters.measured.small",
    "letters.page.number",
}
#: What every letter says to a family about its child, of a treatment under test.
IN_EVERY_LETTER = {
    "letters.call.title",
    "letters.did.title",
    "letters.effects.title",
    "letters.limits.cause",
    "letters.limits.growth",
    "letters.limits.one.child",
    "letters.limits.tested",
    "letters.limits.title",
    "letters.limits.unknown",
    "letters.main.seen",
    "letters.main.title",
    "letters.measured.title",
    "letters.medicines.none",
    "letters.medicines.title",
    "letters.next.by",
    "letters.next.title",
    "letters.page.about",
    "letters.page.dear",
    "letters.page.draft",
    "letters.page.every",
    "letters.page.reference",
    "letters.page.sincerely",
    "letters.page.title",
    "letters.scores.before",
    "letters.scores.item",
    "letters.scores.not_tested",
    "letters.scores.now",
    "letters.scores.title",
    "letters.words.area",
    "letters.words.higher",
    "letters.words.range",
    "letters.words.title",
}


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Listen to which sentences are looked up."""
    names: set[str] = set()

    def listen(name: str) -> CatalogueEntry:
        names.add(name)
        return entry(name)

    monkeypatch.setattr(language, "entry", listen)
    monkeypatch.setattr(measure_sentences, "entry", listen)
    return names


def write(folder: Path, **more: object) -> None:
    for told in composed(folder, **more).told:
        assert told.written is not None
        form = LetterForm(draft=True)
        letter_html(told.written, form, medium="screen", folder=folder, style=Style())


@pytest.mark.slow
def test_every_sentence_of_letters_is_said_and_few_in_every_letter(
    heard: set[str], tmp_path: Path
) -> None:
    said: list[set[str]] = []
    write(EXAMPLE, roles=ROLES)
    said.append(set(heard))
    for number, changes in enumerate(CHANGED.values()):
        heard.clear()
        write(smallest_letters(tmp_path / str(number), *changes))
        said.append(set(heard))
    heard.clear()
    write(smallest_letters(tmp_path / "first"), visit="before")
    said.append(set(heard))
    names = {name for name in catalogue() if name.startswith("letters.")}
    assert names - set().union(*said) - NOT_SAID == set()
    assert set.intersection(*said) - IN_EVERY_LETTER == set()
