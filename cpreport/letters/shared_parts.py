"""Write the parts of a letter that family, patient, school and doctor share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cpreport.cases.case import AdverseEvent, Session, Treatment, is_reported
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
    areas_listed,
    basis_of,
    count_directions,
    hides_worse,
    parts_sentence,
    rules_block,
    verdict_text,
    word,
)
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.scales.number_text import in_unit

#: CTCAE grades in plain words.
SEVERITY = {1: "mild", 2: "moderate", 3: "severe", 4: "life-threatening", 5: "fatal"}


def main_part(voice: Voice, story: Story, role: Role, patient: str) -> LetterPart:
    """Write the main message, in at most four sentences."""
    lang = voice.language
    visited = story.date(story.visit.id)
    day, date = _day(visited), lang.date(visited) if visited else ""
    if role == "patient":
        seen = lang.say("letters.main.seen.you", date=date)
    else:
        seen = lang.say("letters.main.seen", name=patient, date=date)
    sentences = [Sentence("main.seen", seen, (day,))]
    if story.earlier is None:
        sentences.append(voice.say("letters.main.first"))
        return LetterPart("main", lang.say("letters.main.title"), (text_block(*sentences),))
    directions = [m.direction for m in story.measured]
    basis = (f"{m.judged.key}|{m.direction}" for m in story.measured)
    results = count_directions(lang, directions)
    sentences.append(voice.count("letters.main.counts", len(directions), *basis, results=results))
    if worse := _hidden_worse(story):
        sentences.append(voice.count("letters.main.worse", worse, str(worse)))
    if story.treatments:
        # Whatever was given: nobody was seen who was not given it.
        sentences.append(voice.say("letters.main.reason"))
    return LetterPart("main", lang.say("letters.main.title"), (text_block(*sentences),))


def _hidden_worse(story: Story) -> int:
    """Count the parts that got worse in areas that are not said to be worse."""
    return sum(
        item.direction == "worse"
        for measured in story.measured
        if measured.direction in ("better", "unchanged")
        for item in measured.compared.items
    )


def did_part(voice: Voice, story: Story) -> LetterPart:
    """Say which treatment was given, how often and when."""
    sentences = []
    for treatment, sessions in story.treatments:
        words, _ = voice.words(story.letters.treatments[treatment.name])
        sentences.append(voice.say("letters.did.treatment", treatment.name, treatment=words))
        sentences += times(voice, story, treatment, sessions)
    if not sentences and story.case.treatment:
        sentences.append(voice.say("letters.did.none"))
    if story.other_care:
        sentences.append(voice.say("letters.did.other"))
    title = voice.language.say("letters.did.title")
    return LetterPart("did", title, (text_block(*sentences),))


def times(
    voice: Voice, story: Story, treatment: Treatment, sessions: tuple[Session, ...]
) -> list[Sentence]:
    """Say how often a treatment was given, and from when to when; nothing where nobody knows."""
    if sessions:
        return [_of_sessions(voice, story, sessions)]
    lang, days = voice.language, story.treatment_dates(treatment)
    if not days:
        return []
    first, last = lang.date(days[0]), lang.date(days[-1])
    if treatment.at_one_time:
        text = lang.say("letters.did.once", date=first)
    elif len(days) == 1:
        text = lang.say("letters.did.began", date=first)
    else:
        text = lang.say("letters.did.lasted", first=first, last=last)
    return [Sentence("did.times", text, tuple(map(_day, days)))]


def _of_sessions(voice: Voice, story: Story, sessions: tuple[Session, ...]) -> Sentence:
    lang, n = voice.language, len(sessions)
    days = [day for s in sessions if (day := story.session_date(s)) is not None]
    basis = tuple(map(_day, days)) or (str(n),)
    if not days:
        text = lang.count("letters.did.times", n)
    elif n == 1:
        text = lang.say("letters.did.once", date=lang.date(days[0]))
    else:
        first, last = lang.date(days[0]), lang.date(days[-1])
        text = lang.count("letters.did.times.dates", n, first=first, last=last)
    return Sentence("did.times", text, basis)


def measured_part(voice: Voice, story: Story) -> LetterPart:
    """Say what was measured and what became of it, with the one picture."""
    lang = voice.language
    title = lang.say("letters.measured.title")
    if story.earlier is None:
        names = [(_area(voice, story, m.scale),) for m in story.measured if _is_graded(m)]
        first = text_block(voice.say("letters.measured.first"))
        return LetterPart("measured", title, (first, list_block(names)))
    blocks: list[LetterBlock] = []
    if (day := story.date(story.earlier.id)) is not None:
        said = voice.say("letters.measured.compared", _day(day), date=lang.date(day))
        blocks.append(text_block(said))
    blocks.append(LetterBlock("picture"))
    blocks.append(list_block([tuple(about(voice, story, m)) for m in story.measured]))
    blocks.append(rules_block(voice, story))
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
        sentences.append(voice.say("letters.since.date", _day(day), date=lang.date(day)))
    items = [*_alike_since(voice, story), *_apart_since(voice, story)]
    return LetterPart(
        "since", lang.say("letters.since.title"), (text_block(*sentences), list_block(items))
    )


def _hides_since(measured: MeasuredOutcome) -> bool:
    compared = measured.since_compared
    return compared is not None and hides_worse(compared, measured.since)


def _alike_since(voice: Voice, story: Story) -> Iterator[tuple[Sentence, ...]]:
    """Name together the areas that went the same way since the visit before, and wholly so."""
    alike: dict[str, list[MeasuredOutcome]] = {}
    for measured in story.measured:
        if measured.since is not None and not _hides_since(measured):
            alike.setdefault(measured.since, []).append(measured)
    for direction, group in alike.items():
        if len(group) == 1:
            yield tuple(_since(voice, story, group[0]))
            continue
        text = voice.language.say(
            "letters.since.alike",
            areas=areas_listed(voice, story, [m.judged.scale for m in group]),
            direction=word(voice.language, group[0].since or "unchanged"),
        )
        basis = tuple(f"{m.judged.key}|{direction}" for m in group)
        yield (Sentence(f"since.{direction.replace(' ', '_')}", text, basis),)


def _apart_since(voice: Voice, story: Story) -> Iterator[tuple[Sentence, ...]]:
    """Tell each area of which some parts went another way."""
    for measured in story.measured:
        if measured.since is not None and _hides_since(measured):
            yield tuple(_since(voice, story, measured))


def _since(voice: Voice, story: Story, measured: MeasuredOutcome) -> Iterator[Sentence]:
    """Say of an area what became of it since the visit before; what went another way is told."""
    if measured.since is None or measured.since_compared is None:
        return
    key, basis = f"since.{measured.judged.key}", (*basis_of(measured), measured.since)
    yield Sentence(key, verdict_text(voice, story, measured.judged.scale, measured.since), basis)
    if hides_worse(measured.since_compared, measured.since):
        yield parts_sentence(voice.language, key, measured.since_compared, basis)


def effects_part(voice: Voice, story: Story) -> LetterPart:
    """Say which side effects were looked for, and which were found."""
    lang, case = voice.language, story.case
    title = lang.say("letters.effects.title")
    if case.adverse_events == "not assessed":
        text = lang.say("letters.effects.not_assessed")
        return LetterPart("effects", title, (text_block(Sentence("effects.none", text)),))
    if case.adverse_events == "not reported":
        text = lang.say("letters.effects.not_reported")
        return LetterPart("effects", title, (text_block(Sentence("effects.none", text)),))
    sentences = []
    if is_reported(case.adverse_event_monitoring):
        sentences.append(voice.say("letters.effects.looked"))
    events = story.events
    if not events:
        sentences.append(voice.say("letters.effects.none", "none"))
        sentences.append(voice.say("letters.effects.unseen"))
        return LetterPart("effects", title, (text_block(*sentences),))
    basis = (f"{e.term}|{e.grade}|{e.serious}" for e in events)
    sentences.append(voice.count("letters.effects.found", len(events), *basis))
    items = [tuple(_event(voice, n, event)) for n, event in enumerate(events, 1)]
    return LetterPart("effects", title, (text_block(*sentences), list_block(items)))


def _event(voice: Voice, n: int, event: AdverseEvent) -> Iterator[Sentence]:
    lang, key = voice.language, f"effects.{n}"
    yield voice.quote(f"{key}.term", event.term)
    # The words are those of the CTCAE; Clavien-Dindo grades a complication by its treatment.
    if event.grading == "CTCAE" and event.severity is not None:
        severity = lang.of("severity", SEVERITY[event.severity])
        text = lang.say("letters.effects.severity", severity=severity)
        yield Sentence(f"{key}.severity", text, (event.grade,))
    if event.serious:
        yield Sentence(f"{key}.serious", lang.say("letters.effects.serious"), ("serious",))
    if is_reported(event.outcome):
        yield voice.quote(f"{key}.outcome", f"{event.outcome.rstrip('.')}.")


def limits_part(voice: Voice, story: Story) -> LetterPart:
    """Say what all this does not tell."""
    lang = voice.language
    sentences = []
    if story.experimental:
        sentences += [voice.say("letters.limits.tested"), voice.say("letters.limits.unknown")]
    if story.child:
        sentences.append(Sentence("limits.one", lang.say("letters.limits.one.child")))
        sentences.append(voice.say("letters.limits.growth"))
    else:
        sentences.append(voice.say("letters.limits.one"))
    if story.other_care:
        sentences.append(voice.say("letters.limits.other"))
    sentences.append(voice.say("letters.limits.cause"))
    return LetterPart("limits", lang.say("letters.limits.title"), (text_block(*sentences),))


def medicines_part(voice: Voice, story: Story) -> LetterPart:
    """Say which medicines there are."""
    medicines, title = story.letter.medicines, voice.language.say("letters.medicines.title")
    if isinstance(medicines, tuple):
        items = [(voice.quote(f"medicines.{n}", m),) for n, m in enumerate(medicines, 1)]
        return LetterPart("medicines", title, (list_block(items),))
    if medicines == "none":
        said = voice.say("letters.medicines.none", "none")
    else:
        said = voice.say("letters.medicines.unchanged", "unchanged")
    return LetterPart("medicines", title, (text_block(said),))


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
    named = lang.say("letters.page.label", name=lang.of("who does it", WHO[who]))
    yield Sentence(f"{key}.who", named, (step.who,), strong=True)
    yield voice.quote(f"{key}.what", step.what)
    if step.by is not None:
        text = lang.say("letters.next.by", date=lang.date(step.by))
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
    return LetterPart("call", voice.language.say("letters.call.title"), (list_block(items),))


def glossary_part(voice: Voice, story: Story) -> LetterPart:
    """Say what the tests are that the letter speaks of."""
    items = [tuple(_entry(voice, story, m.judged)) for m in story.measured]
    title = voice.language.say("letters.words.title")
    return LetterPart("words", title, (list_block(items),), glossary=True)


def _entry(voice: Voice, story: Story, judged: JudgedOutcome) -> Iterator[Sentence]:
    lang, scale = voice.language, judged.scale
    key = f"words.{scale.id}"
    foreign = "" if lang.code == "en" else "en"
    named = lang.say("letters.page.label", name=scale.full_name)
    yield Sentence(f"{key}.name", named, lang=foreign, strong=True)
    yield Sentence(f"{key}.area", f"{area_name(voice, story, scale)}.")
    own = story.letters.scales.get(scale.id)
    if own is not None and own.glossary is not None:
        yield voice.quote(f"{key}.own", own.glossary)
    rule = scale.rule_by_name.get(judged.score)
    if rule is not None and rule.range is not None and rule.printed_as == "number":
        low, high = (lang.number(limit) for limit in rule.range)
        if scale.number is not None:
            high = in_unit(scale.number, high)
        text = lang.say("letters.words.range", low=low, high=high)
        yield Sentence(f"{key}.range", text)
    in_words = scale.number is not None and scale.number.better not in ("higher", "lower")
    if in_words or scale.category is not None:
        return
    higher = scale.better == "higher"
    text = lang.say("letters.words.higher") if higher else lang.say("letters.words.lower")
    yield Sentence(f"{key}.better", text)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day is not None else ""
