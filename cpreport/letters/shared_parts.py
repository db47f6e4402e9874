"""Write the parts of a letter that family, patient, school and doctor share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cpreport.cases.case import AdverseEvent, Session, is_reported
from cpreport.cases.letter_record import Role, Step
from cpreport.letters.letter_text import (
    LetterBlock,
    LetterPart,
    Sentence,
    Voice,
    list_block,
    text_block,
)
from cpreport.letters.measure_sentences import (
    about,
    area_name,
    basis_of,
    count_directions,
    verdict_text,
)
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.outcomes.judging import JudgedOutcome

#: CTCAE grades in plain words.
SEVERITY = {1: "mild", 2: "moderate", 3: "severe", 4: "life-threatening", 5: "fatal"}


def main_part(voice: Voice, story: Story, role: Role, patient: str) -> LetterPart:
    """Write the main message, in at most three sentences."""
    lang = voice.language
    visited = story.date(story.visit.id)
    day, date = _day(visited), lang.date(visited) if visited else ""
    if role == "patient":
        seen = lang.say("We saw you on {date}.", date=date)
    else:
        seen = lang.say("We saw {name} on {date}.", name=patient, date=date)
    sentences = [Sentence("main.seen", seen, (day,))]
    if story.earlier is None:
        text = lang.say("This was the first visit, so there is nothing to compare yet.")
        sentences.append(Sentence("main.first", text))
        return LetterPart("main", lang.say("The main message"), (text_block(*sentences),))
    directions = [m.direction for m in story.measured]
    text = lang.count(
        "We measured {n} area: {results}.",
        "We measured {n} areas: {results}.",
        len(directions),
        results=count_directions(lang, directions),
    )
    basis = tuple(f"{m.judged.key}|{m.direction}" for m in story.measured)
    sentences.append(Sentence("main.counts", text, basis))
    if story.letters.experimental:
        text = lang.say("We do not know if the treatment is the reason for any change.")
        sentences.append(Sentence("main.reason", text))
    return LetterPart("main", lang.say("The main message"), (text_block(*sentences),))


def did_part(voice: Voice, story: Story) -> LetterPart:
    """Say which treatment was given, how often and when."""
    lang = voice.language
    sentences = []
    for treatment, sessions in story.treatments:
        words = story.letters.treatments[treatment.name]
        text = lang.say("The treatment: {treatment}.", treatment=voice.words(words)[0])
        sentences.append(Sentence("did.treatment", text, (treatment.name,)))
        sentences.append(times(voice, story, sessions))
    if not sentences:
        text = lang.say("No treatment had been given by then.")
        sentences.append(Sentence("did.none", text))
    if story.other_care:
        text = lang.say("Other care went on at the same time.")
        sentences.append(Sentence("did.other", text))
    return LetterPart("did", lang.say("What we did"), (text_block(*sentences),))


def times(voice: Voice, story: Story, sessions: tuple[Session, ...]) -> Sentence:
    """Say how often a treatment was given, and from when to when."""
    lang, n = voice.language, len(sessions)
    days = [day for s in sessions if (day := story.session_date(s)) is not None]
    basis = tuple(map(_day, days)) or (str(n),)
    if not days:
        text = lang.count("We gave it {n} time.", "We gave it {n} times.", n)
    elif n == 1:
        text = lang.say("We gave it once, on {date}.", date=lang.date(days[0]))
    else:
        text = lang.count(
            "We gave it {n} time, from {first} to {last}.",
            "We gave it {n} times, from {first} to {last}.",
            n,
            first=lang.date(days[0]),
            last=lang.date(days[-1]),
        )
    return Sentence("did.times", text, basis)


def measured_part(voice: Voice, story: Story) -> LetterPart:
    """Say what was measured and what became of it, with the one picture."""
    lang = voice.language
    title = lang.say("What we measured")
    if story.earlier is None:
        names = [(_area(voice, story, m.scale),) for m in story.measured if _is_graded(m)]
        text = lang.say("We will measure the same again at the next visit:")
        return LetterPart(
            "measured", title, (text_block(Sentence("measured.first", text)), list_block(names))
        )
    blocks: list[LetterBlock] = []
    if (day := story.date(story.earlier.id)) is not None:
        text = lang.say("We compared this visit with the visit on {date}.", date=lang.date(day))
        blocks.append(text_block(Sentence("measured.compared", text, (_day(day),))))
    blocks.append(LetterBlock("picture"))
    blocks.append(list_block([tuple(about(voice, story, m)) for m in story.measured]))
    return LetterPart("measured", title, tuple(blocks))


def _area(voice: Voice, story: Story, scale: str) -> Sentence:
    definition = next(m.judged.scale for m in story.measured if m.scale == scale)
    return Sentence(f"measured.{scale}.name", area_name(voice, story, definition))


def _is_graded(measured: MeasuredOutcome) -> bool:
    return any(item.later is not None for item in measured.compared.items)


def since_part(voice: Voice, story: Story) -> LetterPart | None:
    """Say what changed since the visit before, where that was not the first."""
    lang = voice.language
    if story.previous is None:
        return None
    sentences = []
    if (day := story.date(story.previous.id)) is not None:
        text = lang.say("Your last visit was on {date}.", date=lang.date(day))
        sentences.append(Sentence("since.date", text, (_day(day),)))
    items = [
        (
            Sentence(
                f"since.{m.judged.key}",
                verdict_text(voice, story, m.judged.scale, m.since),
                (*basis_of(m), m.since),
            ),
        )
        for m in story.measured
        if m.since is not None
    ]
    return LetterPart(
        "since", lang.say("Since your last visit"), (text_block(*sentences), list_block(items))
    )


def effects_part(voice: Voice, story: Story) -> LetterPart:
    """Say which side effects were looked for, and which were found."""
    lang, case = voice.language, story.case
    title = lang.say("Side effects")
    if case.adverse_events == "not assessed":
        text = lang.say("We did not look for side effects, so we cannot say if there were any.")
        return LetterPart("effects", title, (text_block(Sentence("effects.none", text)),))
    if case.adverse_events == "not reported":
        text = lang.say("We do not know if there were side effects.")
        return LetterPart("effects", title, (text_block(Sentence("effects.none", text)),))
    sentences = []
    if is_reported(case.adverse_event_monitoring):
        sentences.append(Sentence("effects.looked", lang.say("We looked for side effects.")))
    events = story.events
    if not events:
        text = lang.say("We did not find any.")
        sentences.append(Sentence("effects.none", text, ("none",)))
        text = lang.say("There may be some that we did not see.")
        sentences.append(Sentence("effects.unseen", text))
        return LetterPart("effects", title, (text_block(*sentences),))
    text = lang.count("We found {n} side effect:", "We found {n} side effects:", len(events))
    basis = tuple(f"{e.term}|{e.grade}|{e.serious}" for e in events)
    sentences.append(Sentence("effects.found", text, basis))
    items = [tuple(_event(voice, n, event)) for n, event in enumerate(events, 1)]
    return LetterPart("effects", title, (text_block(*sentences), list_block(items)))


def _event(voice: Voice, n: int, event: AdverseEvent) -> Iterator[Sentence]:
    lang, key = voice.language, f"effects.{n}"
    yield voice.quote(f"{key}.term", event.term)
    # The words are those of the CTCAE; Clavien-Dindo grades a complication by its treatment.
    if event.grading == "CTCAE" and event.severity is not None:
        severity = lang.of("severity", SEVERITY[event.severity])
        text = lang.say("It was {severity}.", severity=severity)
        yield Sentence(f"{key}.severity", text, (event.grade,))
    if event.serious:
        yield Sentence(f"{key}.serious", lang.say("It counts as serious."), ("serious",))
    if is_reported(event.outcome):
        yield voice.quote(f"{key}.outcome", f"{event.outcome.rstrip('.')}.")


def limits_part(voice: Voice, story: Story) -> LetterPart:
    """Say what all this does not tell."""
    lang = voice.language
    said = []
    if story.letters.experimental:
        said.append(("limits.tested", lang.say("Experts are still testing this treatment.")))
        said.append(("limits.unknown", lang.say("No one knows yet if it helps.")))
    if story.child:
        said.append(("limits.one", lang.say("These are the results of one child.")))
        said.append(("limits.growth", lang.say("Children also grow and learn.")))
    else:
        said.append(("limits.one", lang.say("These are the results of one person.")))
    if story.other_care:
        said.append(("limits.other", lang.say("Other care may have helped too.")))
    said.append(("limits.cause", lang.say("So we cannot tell what caused a change.")))
    sentences = [Sentence(key, text) for key, text in said]
    return LetterPart("limits", lang.say("What this does not tell us"), (text_block(*sentences),))


def medicines_part(voice: Voice, story: Story) -> LetterPart:
    """Say which medicines there are."""
    lang, medicines = voice.language, story.letter.medicines
    title = lang.say("Medicines")
    if isinstance(medicines, tuple):
        items = [(voice.quote(f"medicines.{n}", m),) for n, m in enumerate(medicines, 1)]
        return LetterPart("medicines", title, (list_block(items),))
    if medicines == "none":
        sentence = Sentence("medicines.none", lang.say("There are no medicines."), ("none",))
    else:
        text = lang.say("The medicines stay as they are.")
        sentence = Sentence("medicines.unchanged", text, ("unchanged",))
    return LetterPart("medicines", title, (text_block(sentence),))


def next_part(voice: Voice, story: Story, role: Role, title: str) -> LetterPart:
    """Say what happens next, who does it, by when."""
    steps = story.letter.next_steps
    if role == "school":
        steps = tuple(s for s in steps if s.who in ("school", "family"))
    items = [tuple(_step(voice, n, step, role)) for n, step in enumerate(steps, 1)]
    return LetterPart("next", title, (list_block(items),))


def _step(voice: Voice, n: int, step: Step, role: Role) -> Iterator[Sentence]:
    lang, key = voice.language, f"next.{n}"
    who = "you" if step.who == role else step.who
    yield Sentence(f"{key}.who", lang.of("who does it", WHO[who]) + ":", (step.who,), strong=True)
    yield voice.quote(f"{key}.what", step.what)
    if step.by is not None:
        text = lang.say("By {date}.", date=lang.date(step.by))
        yield Sentence(f"{key}.by", text, (_day(step.by),))
    elif step.when is not None:
        yield voice.quote(f"{key}.when", step.when)


#: Who does something next, as a list says it.
WHO = {
    "you": "You",
    "family": "The family",
    "patient": "The patient",
    "clinic": "We, the clinic",
    "referrer": "The referring doctor",
    "therapist": "The therapist",
    "school": "The school",
}


def call_part(voice: Voice, story: Story) -> LetterPart:
    """Say whom to call, and when."""
    items = [
        (
            voice.quote(f"call.{n}.when", contact.when),
            voice.quote(f"call.{n}.who", contact.who),
            Sentence(f"call.{n}.number", contact.number, (contact.number,), written=True),
        )
        for n, contact in enumerate(story.letters.contacts, 1)
    ]
    return LetterPart("call", voice.language.say("Whom to call"), (list_block(items),))


def glossary_part(voice: Voice, story: Story) -> LetterPart:
    """Say what the tests are that the letter speaks of."""
    items = [tuple(_entry(voice, story, m.judged)) for m in story.measured]
    title = voice.language.say("The tests in this letter")
    return LetterPart("words", title, (list_block(items),), glossary=True)


def _entry(voice: Voice, story: Story, judged: JudgedOutcome) -> Iterator[Sentence]:
    lang, scale = voice.language, judged.scale
    key = f"words.{scale.id}"
    foreign = "" if lang.code == "en" else "en"
    yield Sentence(f"{key}.name", f"{scale.name} ({scale.id}):", lang=foreign, strong=True)
    area = area_name(voice, story, scale)
    yield Sentence(f"{key}.area", lang.say("It is about: {what}.", what=area))
    own = story.letters.scales.get(scale.id)
    if own is not None and own.glossary is not None:
        yield voice.quote(f"{key}.own", own.glossary)
    rule = next((r for r in scale.scores if r.name == judged.score), None)
    if rule is not None and rule.range is not None and rule.printed_as == "number":
        low, high = (lang.number(limit) for limit in rule.range)
        text = lang.say("The score goes from {low} to {high}.", low=low, high=high)
        yield Sentence(f"{key}.range", text)
    higher = scale.better == "higher"
    text = lang.say("A higher score is better.") if higher else lang.say("A lower score is better.")
    yield Sentence(f"{key}.better", text)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""
