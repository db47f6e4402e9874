"""Put a letter's parts together, or say what is missing for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from cpreport.cases.letter_record import Override, Role, Words
from cpreport.letters.addressees import Addressee
from cpreport.letters.clinical import (
    assessment_part,
    attendance_part,
    diagnoses_part,
    scales_part,
    treatment_part,
    written_part,
)
from cpreport.letters.letter_text import LetterPart, Sentence, Voice
from cpreport.letters.plain_names import OF_SCALE
from cpreport.letters.shared_parts import (
    call_part,
    did_part,
    effects_part,
    glossary_part,
    limits_part,
    main_part,
    measured_part,
    medicines_part,
    next_part,
    since_part,
)
from cpreport.letters.story import Story
from cpreport.problems import Place, Problem, nearest

#: What a recipient's letter needs that only people know.
_NEEDS: dict[Role, tuple[str, ...]] = {
    "family": ("next_steps", "medicines"),
    "patient": ("next_steps", "medicines"),
    "referrer": ("next_steps", "medicines", "allergies", "findings", "assessment"),
    "school": ("at_school",),
}
_DATE_HELP = "add `date` to the visit, or `first_session` to the identity where times are relative"
_HELP = {
    "next_steps": "say what happens next, who does it and by when",
    "medicines": "write `none`, `unchanged`, or list them",
    "allergies": "write them, or `none known`",
    "findings": "write what was found on examination",
    "assessment": "write what you think of it",
    "at_school": "write what the school should know and do",
}


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter's text with all that its page shows; no repr of it shows who it is about.

    day : date
        Of the letter.
    reference : str
        Also the file's name; nothing of it leads to the study id.
    foreign : tuple of str
        The languages, other than its own, that some of its texts are in.
    """

    role: Role
    voice: Voice
    story: Story
    day: dt.date
    reference: str
    to: Addressee = field(repr=False)
    parts: tuple[LetterPart, ...] = field(repr=False)

    @property
    def foreign(self) -> tuple[str, ...]:
        """The other languages of its texts, in order."""
        spoken = (s.lang for p in self.parts if not p.glossary for s in p.sentences())
        return tuple(dict.fromkeys(lang for lang in spoken if lang))


def missing_problems(voice: Voice, story: Story, role: Role) -> Iterator[Problem]:
    """Say which parts of a letter nobody has written, and which words its language lacks."""
    case, source = story.case, story.case.source
    at = _letter_path(story)
    for name in _NEEDS[role]:
        if not getattr(story.letter, name):
            place = source.key_place(*at)
            message = f"`{name}` is missing for a letter to {role}"
            yield Problem("CP901", place, message, help=_HELP[name], case=case.id)
    if story.date(story.visit.id) is None:
        place = source.place("visits", case.visits.index(story.visit))
        message = "a letter needs the date of its visit"
        yield Problem("CP902", place, message, help=_DATE_HELP, case=case.id)
    yield from _wordless(voice, story)


def _letter_path(story: Story) -> tuple[str | int, ...]:
    n = story.case.visits.index(story.visit)
    if story.visit.letter is not None:
        return ("visits", n, "letter")
    return ("letter",)


def _wordless(voice: Voice, story: Story) -> Iterator[Problem]:
    """Find names that stand inside sentences and are not there in the language of the letter."""
    code, letters, file = voice.language.code, story.letters, Place("series.yaml")
    for treatment in story.case.treatment:
        words = letters.treatments.get(treatment.name)
        if words is None or not voice.has(words):
            message = f"`{treatment.name}` has no plain words in `{code}`"
            hint = "add them to `treatments` under `letters`"
            yield Problem("CP903", file, message, help=hint, case=story.case.id)
    for measured in story.measured:
        own = letters.scales.get(measured.scale)
        plain: Words | None = own.plain if own is not None else None
        there = voice.has(plain) if plain is not None else measured.scale in OF_SCALE
        if not there:
            message = f"the scale {measured.scale} has no plain words in `{code}`"
            hint = "add them to `scales` under `letters`"
            yield Problem("CP903", file, message, help=hint, case=story.case.id)


def parts_of(voice: Voice, story: Story, role: Role, patient: str) -> tuple[LetterPart, ...]:
    """Put the parts of a letter in their order."""
    lang = voice.language
    main = main_part(voice, story, role, patient)
    if role == "school":
        at_school = story.letter.at_school or ""
        parts = [
            main,
            measured_part(voice, story),
            limits_part(voice, story),
            written_part(voice, "at_school", lang.say("letters.school.title"), at_school),
            next_part(voice, story, role, lang.say("letters.next.title")),
            call_part(voice, story),
        ]
    elif role == "referrer":
        parts = _clinical(voice, story, role, main)
    else:
        parts = [
            main,
            did_part(voice, story),
            measured_part(voice, story),
            *([since] if (since := since_part(voice, story)) else []),
            effects_part(voice, story),
            limits_part(voice, story),
            medicines_part(voice, story),
            next_part(voice, story, role, lang.say("letters.next.title")),
            call_part(voice, story),
            glossary_part(voice, story),
        ]
    return tuple(p for p in parts if any(b.paragraphs or b.kind in _PLACES for b in p.blocks))


_PLACES = ("picture", "scales")


def _clinical(voice: Voice, story: Story, role: Role, main: LetterPart) -> list[LetterPart]:
    lang, letter = voice.language, story.letter
    concerns = lang.say("letters.doctor.concerns")
    allergies = lang.say("letters.doctor.allergies")
    return [
        main,
        attendance_part(voice, story),
        diagnoses_part(voice, story),
        treatment_part(voice, story),
        *([written_part(voice, "concerns", concerns, letter.concerns)] if letter.concerns else []),
        written_part(voice, "findings", lang.say("letters.doctor.findings"), letter.findings or ""),
        scales_part(voice),
        assessment_part(voice, story),
        effects_part(voice, story),
        written_part(voice, "allergies", allergies, letter.allergies or ""),
        medicines_part(voice, story),
        next_part(voice, story, role, lang.say("letters.next.title.doctor")),
        call_part(voice, story),
    ]


def apply_overrides(
    voice: Voice, story: Story, parts: tuple[LetterPart, ...]
) -> tuple[tuple[LetterPart, ...], tuple[Problem, ...]]:
    """Put a clinician's sentences in their places, or say that the data have changed since."""
    known = {s.key: s for p in parts for s in p.sentences() if not s.written}
    at = (*_letter_path(story), "overrides")
    change: dict[str, Sentence] = {}
    problems: list[Problem] = []
    for n, override in enumerate(story.letter.overrides):
        place = story.case.source.place(*at, n, "sentence")
        if override.sentence not in known:
            # Another recipient's letter may have it.
            if not override.sentence.startswith(_NAMES):
                message = f"no letter has a sentence `{override.sentence}`"
                hint = nearest(override.sentence, known)
                problems.append(Problem("CP904", place, message, (), hint, case=story.case.id))
            continue
        old = known[override.sentence]
        if override.spoke_of != old.mark:
            problems.append(_stale(override, old, story))
        text, lang = voice.words(override.says)
        change[old.key] = Sentence(old.key, text, old.basis, lang, True, old.strong)
    return tuple(part.change(change) for part in parts), tuple(problems)


#: What the names of sentences begin with.
_NAMES = (
    *("main.", "did.", "measured.", "since.", "effects.", "limits.", "medicines.", "next."),
    *("words.", "attendance.", "diagnoses.", "treatment.", "assessment."),
)


def _stale(override: Override, old: Sentence, story: Story) -> Problem:
    n = story.letter.overrides.index(override)
    place = story.case.source.place(*_letter_path(story), "overrides", n, "spoke_of")
    message = f"the data that `{override.sentence}` speaks of have changed since it was written"
    hint = f"read it again; where it still holds, write `spoke_of: {old.mark}`"
    return Problem("CP905", place, message, help=hint, case=story.case.id)
