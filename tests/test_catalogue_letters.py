"""Every sentence of letters is said where its condition holds, and not in every letter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cpreport.cases.series import Style
from cpreport.catalogue import CatalogueEntry, catalogue, entry
from cpreport.letters import language, measure_sentences
from cpreport.letters.letter_page import letter_html
from cpreport.letters.letter_paper import LetterForm
from docs.making.letter_examples import IDENTITY
from tests.letters_series import EXAMPLE, MEASURED, ROLES, composed, smallest_letters
from tests.smallest import CASE

Change = tuple[str, str, str]
_NONE = "adverse_events: none\n"
_FEVER = (
    "adverse_events:\n  - {term: Fever, grade: 1, onset: {day: 1}, duration: 1 day, serious: yes,"
    " serious_criteria: [death], relatedness: possible, action: none, outcome: resolved}\n"
)
_SECOND = "      - {date: 2023-03-08, routes: [intrathecal]}\n"
#: A scale whose smallest difference that people notice was found in people like the patient.
_OWN_SCALE = """\
id: HAND
name: Hand Use
measures: what one can
better: higher
source: {citation: "A paper. J Own 2001;1:1-2", doi: 10.5555/12345}
items: [reach, grasp]
grades: {0: no, 1: partly, 2: well}
scores:
  - {name: both, rule: sum, of: [reach, grasp]}
main_score: both
thresholds:
  - {kind: MCID, score: both, value: 2, population: children, same_population: yes, source: {citation: A paper}}
"""
_STRENGTH = (
    "      MI: {{pinch grip: {{right: 19, left: {0}}}, elbow flexion: {{right: 14, left: {0}}},"
    " shoulder abduction: {{right: 14, left: {0}}}, ankle dorsiflexion: {{right: 14, left: {0}}},"
    " knee extension: {{right: 14, left: {0}}}, hip flexion: {{right: 14, left: {0}}}}}\n"
)
_RULE = "{scale: TCT, label: trunk control, rule: score}"
#: Without the sentences on an outcome that is not judged.
_UNCLAIMED: tuple[Change, ...] = (
    (
        "series.yaml",
        "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n",
        "",
    ),
    (
        "results.md",
        'After treatment, {{ results["TCT.improved"].in_words }} child had better trunk control.',
        "We saw one child.",
    ),
)
_SPASTICITY = ("series.yaml", _RULE, "{scale: MAS, label: spasticity, rule: items}")
_MIXED = ("P01.yaml", "{right: 1+, left: 1+}", "{right: 1+, left: 2}")
_WORSE = (
    "P01.yaml",
    "25, sitting up from lying: 12, sitting balance: 25",
    "0, sitting up from lying: 0, sitting balance: 0",
)
_OWN_WORDS = "  scales: {TCT: {plain: How one sits}, MAS: {plain: Stiff muscles}}\n"
_ONE_SIDE = (
    ("series.yaml", _RULE, "{scale: MI, label: strength, rule: score}"),
    ("P01.yaml", "{right: 2, left: 1+}}\n", f"{{right: 2, left: 1+}}}}\n{_STRENGTH.format(33)}"),
    (
        "P01.yaml",
        "{right: 1+, left: 1+}}\n",
        f"{{right: 1+, left: 1+}}}}\n{_STRENGTH.format('not assessed')}",
    ),
)
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
    "a worse score": (_WORSE,),
    "sessions without a time": (
        ("P01.yaml", "visits:\n", "  - {name: Exercise, sessions: [{time: not reported, routes: not reported}]}\nvisits:\n"),
        ("series.yaml", "{Cells: stem cells}", "{Cells: stem cells, Exercise: exercise}"),
    ),
    "a worse score in words of the series": (("series.yaml", "letters:\n", f"letters:\n{_OWN_WORDS}"), _WORSE),
    "partly better": (*_UNCLAIMED, _SPASTICITY, _MIXED),
    "partly better in words of the series": (*_UNCLAIMED, _SPASTICITY, _MIXED, ("series.yaml", "letters:\n", f"letters:\n{_OWN_WORDS}")),
    "one grade alone": (*_UNCLAIMED, ("series.yaml", _RULE, "{scale: MAS, label: spasticity, rule: items by two grades}")),
    "beyond what may be chance": (*_UNCLAIMED, ("series.yaml", _RULE, "{scale: TCT, label: trunk control, rule: score beyond MDC}")),
    "one side": (*_UNCLAIMED, *_ONE_SIDE),
    "a limit, and a value better in between": MEASURED,
    "a score that lacks an item": (("P01.yaml", "sitting up from lying: 12, sitting balance: 25", "sitting up from lying: 12, sitting balance: not assessed"),),
}  # fmt: skip

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
    "letters.measured.left",
    "letters.measured.right",
    "letters.measured.title",
    "letters.medicines.none",
    "letters.medicines.title",
    "letters.next.by",
    "letters.next.title",
    "letters.page.about",
    "letters.page.dear",
    "letters.page.draft",
    "letters.page.every",
    "letters.page.own",
    "letters.page.label",
    "letters.page.number",
    "letters.page.reference",
    "letters.page.sincerely",
    "letters.page.title",
    "letters.scores.before",
    "letters.scores.item",
    "letters.scores.not_tested",
    "letters.scores.now",
    "letters.scores.title",
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


def grown_up(folder: Path) -> Path:
    """Write the series of an adult."""
    born = IDENTITY.replace("2017-02-10", "1983-02-10")
    return smallest_letters(folder, ("P01.yaml", "age: 6 years", "age: 40 years"), people=born)


def noticed(folder: Path, later: str) -> Path:
    """Write the series with a scale of its own, whose items are both 0 before."""
    hand = "      HAND: {{reach: {}, grasp: {}}}\n"
    cases = smallest_letters(
        folder,
        *_UNCLAIMED,
        ("series.yaml", "letters:\n", "letters:\n  scales: {HAND: {plain: How one grips}}\n"),
        ("series.yaml", _RULE, "{scale: HAND, label: hands, rule: score}"),
        ("P01.yaml", "{right: 2, left: 1+}}\n", "{right: 2, left: 1+}}\n" + hand.format(0, 0)),
        (
            "P01.yaml",
            "{right: 1+, left: 1+}}\n",
            "{right: 1+, left: 1+}}\n" + hand.format(1, later),
        ),
    )
    (cases / "scales").mkdir()
    (cases / "scales" / "hand.yaml").write_text(_OWN_SCALE, "utf-8")
    return cases


def write(folder: Path, **more: object) -> None:
    for told in composed(folder, **more).told:
        assert told.written is not None
        form = LetterForm(draft=True)
        letter_html(told.written, form, medium="print", folder=folder, style=Style())


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
    own = [noticed(tmp_path / f"noticed {later}", later) for later in "01"]
    for cases in (*own, grown_up(tmp_path / "adult")):
        heard.clear()
        write(cases)
        said.append(set(heard))
    names = {name for name in catalogue() if name.startswith("letters.")}
    assert names - set().union(*said) == set()
    assert set.intersection(*said) - IN_EVERY_LETTER == set()
