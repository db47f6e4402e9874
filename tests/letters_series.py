"""Take the example series, or the smallest one, with invented identities, and give its letters."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

from cpreport.letters.make_letters import Letterbox, LetterOrder, LetterOutcome, letters
from docs.making.letter_examples import IDENTITY, LETTER, SHARED
from tests.conftest import REPOSITORY
from tests.smallest import smallest

DAY = dt.date(2024, 2, 1)
ROLES = ("family", "patient", "referrer", "school")
EXAMPLE = REPOSITORY / "cases"
PEOPLE = EXAMPLE / "identities.example.yaml"


def order(folder: Path = EXAMPLE, **more: Any) -> LetterOrder:
    """Ask for the letters of a series to the families; nothing is written where nobody asks."""
    own = folder / "identities.yaml"
    words: dict[str, Any] = {
        "folder": folder,
        "output": folder.parent / "output",
        "identities": own if own.exists() else PEOPLE,
        "roles": ("family",),
        "day": DAY,
        **more,
    }
    return LetterOrder(**words)


def composed(folder: Path = EXAMPLE, **more: Any) -> Letterbox:
    """Compose letters and write nothing."""
    return letters(order(folder, **more), write=False)


def letter_of(folder: Path = EXAMPLE, **more: Any) -> LetterOutcome:
    """Compose one letter."""
    box = composed(folder, **more)
    assert len(box.told) == 1, box.problems
    assert box.told[0].written is not None, box.problems
    return box.told[0]


def texts(told: LetterOutcome) -> dict[str, str]:
    """Give the sentences of a letter by name."""
    assert told.written is not None
    return {s.key: s.text for p in told.written.parts for s in p.sentences()}


def example_copy(folder: Path, people: str | None = None) -> Path:
    """Copy the example with its invented people in force."""
    cases = folder / "cases"
    shutil.copytree(EXAMPLE, cases)
    write_people(cases, PEOPLE.read_text("utf-8") if people is None else people)
    return cases


def smallest_letters(
    folder: Path, *changes: tuple[str, str, str], people: str = IDENTITY, letter: str = LETTER
) -> Path:
    """Write the smallest series that has letters."""
    cases = smallest(
        folder,
        ("series.yaml", "sections:\n", f"{SHARED}sections:\n"),
        ("P01.yaml", "treatment:\n", f"{letter}treatment:\n"),
        *changes,
    )
    write_people(cases, people)
    return cases


#: A tumour that grew again, an activity above its limit, and the pressures of both eyes; with the
#: words of the series for them, and a visit in between.
MEASURED = (
    (
        "series.yaml",
        "outcomes:\n",
        "measures:\n"
        "  size: {name: Size, unit: mm, better: lower}\n"
        "  activity: {name: Activity, better: lower, range: -3 to 100}\n"
        "  eye: {name: Eye pressure, unit: mmHg, better: lower, sided: yes}\n"
        "  sight: {name: Sight, better: lower, sided: yes, words: [fingers, hand movements]}\n"
        "  LDH: {name: Lactate dehydrogenase, unit: U/L, better: lower, reference: up to 250}\n"
        "outcomes:\n"
        "  - {measure: size, label: tumour,"
        " rule: by at least 30%; worse by at least 20% and 5 mm from nadir}\n"
        "  - {measure: activity, label: activity, rule: is at most 7}\n"
        "  - {measure: eye, label: eyes, rule: any change}\n"
        "  - {measure: sight, label: sight, rule: any change}\n"
        "  - {measure: LDH, label: enzyme, rule: into reference}\n",
    ),
    (
        "series.yaml",
        "letters:\n",
        "letters:\n  scales: {size: {plain: the tumour}, activity: {plain: how active it is},"
        " eye: {plain: the pressure in the eye}, sight: {plain: sight},"
        " LDH: {plain: a blood value}}\n",
    ),
    ("series.yaml", "  - {id: after", "  - {id: month 6, label: Month 6}\n  - {id: after"),
    (
        "P01.yaml",
        "  - id: after",
        "  - {id: month 6, date: 2023-09-01, measurements: {size: 44 mm, activity: 20,"
        " eye: {right: 15, left: 14}}}\n  - id: after",
    ),
    (
        "P01.yaml",
        "date: 2023-02-20\n",
        "date: 2023-02-20\n    measurements: {size: 96 mm, activity: 52,"
        " eye: {right: 27, left: 34}, sight: {right: 0.3, left: hand movements}, LDH: 280}\n",
    ),
    (
        "P01.yaml",
        "date: 2024-01-20\n",
        "date: 2024-01-20\n    measurements: {size: 66 mm, activity: 12,"
        " eye: {right: 14, left: 11}, sight: {right: 0.2, left: fingers}, LDH: 340}\n",
    ),
)


def write_people(cases: Path, text: str) -> None:
    """Write who the patients are, for their owner alone."""
    path = cases / "identities.yaml"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
