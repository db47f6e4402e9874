"""Write the parts of a letter that only another clinician gets."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cpreport.cases.case import is_reported
from cpreport.cases.letter_record import Words
from cpreport.letters.language import Language
from cpreport.letters.letter_text import (
    LetterBlock,
    LetterPart,
    Sentence,
    Voice,
    list_block,
    text_block,
)
from cpreport.letters.measure_sentences import ALONE, about, basis_of, rules_block
from cpreport.letters.shared_parts import limits_part, times
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.numbers import with_unit
from cpreport.outcomes.treatments import phase_dose
from cpreport.outcomes.wording import sentence
from cpreport.scales.definition import Threshold


def diagnoses_part(voice: Voice, story: Story) -> LetterPart:
    """State the diagnosis, its cause and the levels of classification."""
    patient = story.case.patient
    texts = [patient.diagnosis, *([patient.aetiology] if is_reported(patient.aetiology) else [])]
    items = [(voice.quote(f"diagnoses.{n}", str(text)),) for n, text in enumerate(texts, 1)]
    items += [
        (Sentence(f"diagnoses.{name}", f"{name} {level}", (level,)),)
        for name, level in story.scored.classification.items()
    ]
    return LetterPart(
        "diagnoses", voice.language.say("letters.doctor.diagnoses"), (list_block(items),)
    )


def attendance_part(voice: Voice, story: Story) -> LetterPart:
    """Say when and where the patient was seen, and by whom."""
    lang, visit = voice.language, story.visit
    items: list[tuple[Sentence, ...]] = []
    if (day := story.date(visit.id)) is not None:
        text = lang.say("letters.doctor.date", date=lang.date(day))
        items.append((Sentence("attendance.date", text, (day.isoformat(),)),))
    items.append((voice.quote("attendance.clinic", story.letters.clinic),))
    if is_reported(visit.assessor):
        items.append((voice.quote("attendance.assessor", str(visit.assessor)),))
    return LetterPart("attendance", lang.say("letters.doctor.attendance"), (list_block(items),))


def treatment_part(voice: Voice, story: Story) -> LetterPart:
    """List each treatment with its sessions, doses and what went on beside it."""
    items: list[tuple[Sentence, ...]] = []
    for treatment, sessions in story.treatments:
        sentences = [
            voice.quote("treatment.name", f"{treatment.name}."),
            *times(voice, story, treatment, sessions),
        ]
        given = [s.dose for s in sessions] + [phase_dose(p) for p in treatment.phases]
        doses = dict.fromkeys(dose for dose in given if dose and is_reported(dose))
        sentences += [voice.quote("treatment.dose", f"{dose}.") for dose in doses]
        if is_reported(treatment.concomitant):
            beside = f"{str(treatment.concomitant).strip().removesuffix('.')}."
            sentences.append(voice.quote("treatment.beside", beside))
        items.append(tuple(sentences))
    items += [(voice.quote("treatment.beside", f"{what}."),) for what in story.concomitant]
    return LetterPart(
        "treatment", voice.language.say("letters.doctor.treatment"), (list_block(items),)
    )


def written_part(voice: Voice, key: str, title: str, words: Words) -> LetterPart:
    """Quote a part that a clinician wrote."""
    return LetterPart(key, title, (text_block(voice.quote(key, words)),))


def scales_part(voice: Voice) -> LetterPart:
    """Mark the place of the table of scales."""
    return LetterPart(
        "scales", voice.language.say("letters.doctor.scales"), (LetterBlock("scales"),)
    )


def assessment_part(voice: Voice, story: Story) -> LetterPart:
    """Say what became of every outcome, which thresholds it passed, what the clinician thinks."""
    lang = voice.language
    blocks: list[LetterBlock] = []
    if story.letter.assessment is not None:
        blocks.append(text_block(voice.quote("assessment", story.letter.assessment)))
    if story.earlier is not None:
        items = [
            (_verdict(voice, m), *(*about(voice, story, m),)[1:], *_thresholds(voice, story, n))
            for n, m in enumerate(story.measured)
        ]
        blocks += [list_block(items), rules_block(voice, story)]
    blocks += limits_part(voice, story).blocks
    return LetterPart("assessment", lang.say("letters.doctor.assessment"), tuple(blocks))


def _verdict(voice: Voice, measured: MeasuredOutcome) -> Sentence:
    """Say by the scale's own name which way it went."""
    scale = measured.judged.scale
    what = scale.full_name
    if measured.judged.outcome.primary:
        what = voice.language.say("letters.doctor.primary", what=what)
    text = voice.language.say(ALONE[measured.direction], what=what)
    key = f"measured.{measured.judged.key}.verdict"
    return Sentence(key, text, basis_of(measured), strong=True)


def _size(lang: Language, threshold: Threshold, change: Decimal, higher: bool) -> str:
    """Write the size of a threshold for a change in this direction, with its unit."""
    worse = threshold.worse is not None and (change > 0) != higher
    size = lang.number(threshold.worse if worse and threshold.worse else threshold.value)
    if threshold.per_cent:
        return f"{size}%"
    return size if threshold.unit in ("", "points") else with_unit(size, threshold.unit)


def _thresholds(voice: Voice, story: Story, n: int) -> tuple[Sentence, ...]:
    """Hold the changes of scores against published thresholds, with whom they were found in."""
    lang, measured = voice.language, story.measured[n]
    said: list[Sentence] = []
    for score in measured.compared.scores:
        if score.name != measured.judged.score or score.value is None:
            continue
        for passed in score.thresholds:
            threshold = passed.threshold
            value = _size(lang, threshold, score.value, measured.judged.scale.better == "higher")
            name = "letters.doctor.threshold" if passed.passed else "letters.doctor.threshold.not"
            text = lang.say(name, kind=threshold.kind, value=value)
            key = f"assessment.{measured.judged.key}.{score.side or 'score'}.{passed.key}"
            said.append(Sentence(key, text, (str(score.value),)))
            found = replace(voice, own="en").quote(
                f"{key}.in", f"({sentence(threshold.population)})"
            )
            said.append(found)
    return tuple(said)
