"""Write the sentences about what was measured: by rule, from the results alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from cpreport.cases.values import is_missing
from cpreport.catalogue import entry
from cpreport.letters.language import Language
from cpreport.letters.letter_text import LetterBlock, Sentence, Voice, text_block
from cpreport.letters.plain_names import OF_SCALE, feminine, label, subject
from cpreport.letters.story import MeasuredOutcome, Story
from cpreport.outcomes.change_records import Comparison, ItemChange, ScoreChange
from cpreport.outcomes.result import Direction
from cpreport.outcomes.rule_by_size import INTO_REFERENCE
from cpreport.outcomes.wording import capital
from cpreport.scales.definition import Scale
from cpreport.scales.graded import Score
from cpreport.scales.number_text import digits_of, in_unit

#: What is said of each direction. Some languages bend it by the gender of what it is said of.
VERDICTS: dict[Direction, str] = {
    "better": "letters.measured.better",
    "unchanged": "letters.measured.unchanged",
    "worse": "letters.measured.worse",
    "mixed": "letters.measured.mixed",
    "not assessable": "letters.measured.not_assessable",
}
#: The same without agreement, for a series' own words, whose gender nobody told.
ALONE: dict[Direction, str] = {
    "better": "letters.measured.alone.better",
    "unchanged": "letters.measured.alone.unchanged",
    "worse": "letters.measured.alone.worse",
    "mixed": "letters.measured.alone.mixed",
    "not assessable": "letters.measured.alone.not_assessable",
}
DIRECTIONS: dict[Direction, str] = {
    "better": "better",
    "unchanged": "the same",
    "worse": "worse",
    "mixed": "partly better, partly worse",
    "not assessable": "not compared",
}
GENDERS = ("masculine", "feminine")


def area_name(voice: Voice, story: Story, scale: Scale) -> str:
    """Name in plain words what a scale measures, as it stands alone."""
    own = story.letters.scales.get(scale.id)
    if own is not None:
        return voice.words(own.plain)[0]
    area = OF_SCALE.get(scale.id)
    return label(voice.language, area) if area is not None else scale.name


def areas_listed(voice: Voice, story: Story, scales: Sequence[Scale]) -> str:
    """List what scales measure: a capital begins a sentence, and the nouns of German."""
    first, *others = scales
    names = [_begun_large(voice.language, area_name(voice, story, first))]
    for scale in others:
        name = area_name(voice, story, scale)
        ours = scale.id in OF_SCALE and scale.id not in story.letters.scales
        names.append(_begun_small(name) if ours and voice.language.code != "de" else name)
    return voice.language.listed(names)


def _begun_small(name: str) -> str:
    # Of the capital with a dot, which is Turkish, Python makes two signs.
    return f"{name[:1].replace('İ', 'i').lower()}{name[1:]}"


def _begun_large(lang: Language, name: str) -> str:
    """Begin a sentence with a name that its author may have written small."""
    if name[1:2].isupper():
        return name  # such as `pH of the blood`
    return f"İ{name[1:]}" if lang.code == "tr" and name.startswith("i") else capital(name)


def verdict_text(voice: Voice, story: Story, scale: Scale, direction: Direction) -> str:
    """Say which way what a scale measures went."""
    area = OF_SCALE.get(scale.id)
    if area is None or scale.id in story.letters.scales:
        what = _begun_large(voice.language, area_name(voice, story, scale))
        return voice.language.say(ALONE[direction], what=what)
    gender = "feminine" if feminine(voice.language, area) else "masculine"
    return voice.language.of(
        gender, entry(VERDICTS[direction]).text, what=subject(voice.language, area)
    )


def word(lang: Language, direction: Direction) -> str:
    """Name a direction, as it stands alone."""
    return lang.of("direction", DIRECTIONS[direction])


def count_directions(lang: Language, directions: Sequence[Direction]) -> str:
    """Say how many are better, the same, worse, and not compared."""
    counted: dict[Direction, str] = {
        "better": "letters.measured.count.better",
        "unchanged": "letters.measured.count.unchanged",
        "worse": "letters.measured.count.worse",
        "mixed": "letters.measured.count.mixed",
        "not assessable": "letters.measured.count.not_assessable",
    }
    n = Counter(directions)
    return lang.listed([lang.count(said, n[d]) for d, said in counted.items() if n[d]])


def about(voice: Voice, story: Story, measured: MeasuredOutcome) -> Iterator[Sentence]:
    """Write the sentences about one outcome of a later visit."""
    key, basis = f"measured.{measured.judged.key}", basis_of(measured)
    text = verdict_text(voice, story, measured.judged.scale, measured.direction)
    yield Sentence(f"{key}.verdict", text, basis, strong=True)
    if measured.judged.rule.judges == "items":
        yield from _of_items(voice.language, key, measured, basis)
    else:
        yield from _of_scores(voice.language, key, measured, basis)


def _of_items(
    lang: Language, key: str, measured: MeasuredOutcome, basis: tuple[str, ...]
) -> Iterator[Sentence]:
    directions = [item.direction for item in measured.compared.items]
    if directions and set(directions) != {"not assessable"}:
        yield parts_sentence(lang, key, measured.compared, basis)
    if measured.direction == "unchanged" and {"better", "worse"} & set(directions):
        yield Sentence(f"{key}.small", lang.say("letters.measured.small"), basis)
    if measured.direction == "not assessable":
        yield Sentence(f"{key}.untested", lang.say("letters.measured.untested"), basis)


def parts_sentence(
    lang: Language, key: str, compared: Comparison, basis: tuple[str, ...]
) -> Sentence:
    """Count the parts of what was tested by where they went."""
    directions = [item.direction for item in compared.items]
    results = count_directions(lang, directions)
    text = lang.count("letters.measured.parts", len(directions), results=results)
    return Sentence(f"{key}.parts", text, basis)


def hides_worse(compared: Comparison, direction: Direction | None) -> bool:
    """Whether some parts went another way for the worse than a verdict says, or for the better."""
    went = {item.direction for item in compared.items}
    hidden = {"better", "worse"} & went - {direction}
    return bool(hidden) and direction != "not assessable"


def _of_scores(
    lang: Language, key: str, measured: MeasuredOutcome, basis: tuple[str, ...]
) -> Iterator[Sentence]:
    scores = [s for s in measured.compared.scores if s.name == measured.judged.score]
    compared = [s for s in scores if s.value is not None]
    if len(compared) == 2 and len({s.direction for s in compared}) == 1:
        yield Sentence(f"{key}.sides", lang.say("letters.measured.sides"), basis)
    for score in scores:
        name = f"{key}.{score.side or 'score'}"
        if text := _score_line(lang, measured.judged.scale, score):
            yield Sentence(name, text, (*_score_basis(score),))
    if hides_worse(measured.compared, measured.direction):
        yield parts_sentence(lang, key, measured.compared, basis)
    yield from _meaning(lang, key, compared, basis)
    directions = {s.direction for s in compared}
    if measured.direction == "unchanged" and {"better", "worse"} & directions:
        rule = measured.judged.rule
        if rule.state is None and rule.name != INTO_REFERENCE:
            yield Sentence(f"{key}.small", lang.say("letters.measured.small"), basis)
        else:
            yield Sentence(f"{key}.limit", lang.say("letters.measured.limit"), basis)
    only_from_best = measured.judged.rule.from_best and "worse" not in directions
    if measured.direction == "worse" and only_from_best:
        yield Sentence(f"{key}.best", lang.say("letters.measured.from_best"), basis)
    if measured.direction == "not assessable" and not _tested_twice(scores):
        yield Sentence(f"{key}.untested", lang.say("letters.measured.untested"), basis)


def _tested_twice(scores: Sequence[ScoreChange]) -> bool:
    """Whether each side has what was found at both visits, be it a limit or that it was unable.

    Then it was something else that could not be judged, such as a number without a reference.
    """
    found = [(s.earlier, s.later) for s in scores]
    return bool(found) and all(_tested(one) for pair in found for one in pair)


def _tested(score: Score | None) -> bool:
    if score is None or (score.value is None and score.basis == "items"):
        return False
    return not is_missing(score.printed) or score.printed.startswith("not applicable")


def _score_line(lang: Language, scale: Scale, score: ScoreChange) -> str:
    limits = score.number is not None
    if (score.value is None and not limits) or score.earlier is None or score.later is None:
        return (
            lang.say("letters.measured.score.none", side=side_name(lang, score.side))
            if score.side
            else ""
        )
    values = {
        "side": side_name(lang, score.side),
        "before": value_text(lang, scale, score.earlier),
        "now": value_text(lang, scale, score.later),
        "direction": word(lang, score.direction),
    }
    return lang.say("letters.measured.score", **values)


def side_name(lang: Language, side: str | None) -> str:
    """Name a side, or the score where there are none."""
    if side == "right":
        return lang.say("letters.measured.right")
    return (
        lang.say("letters.measured.left")
        if side == "left"
        else lang.say("letters.measured.no_side")
    )


def value_text(lang: Language, scale: Scale, score: Score) -> str:
    """Write a score with the digits of the language; a grade stays as graded."""
    rule = scale.rule_by_name.get(score.name)
    if score.value is None:
        return lang.say("letters.measured.not_in_full")
    if scale.number is not None:
        digits = digits_of(scale.number, score.value)
        amount = lang.number(round(score.value, digits))
        return in_unit(scale.number, f"{score.qualifier}{amount}")
    if rule is not None and rule.printed_as == "grade":
        return lang.apart(score.printed)
    digits = rule.digits if rule is not None else 0
    return lang.number(round(Decimal(score.value), digits))


def _meaning(
    lang: Language, key: str, scores: Iterable[ScoreChange], basis: tuple[str, ...]
) -> Iterator[Sentence]:
    """Say what a change of this size means, only where people like the patient were studied."""
    passed = [
        p.passed
        for score in scores
        if score.value
        for p in score.thresholds
        if p.threshold.kind == "MCID" and p.threshold.same_population
    ]
    if passed and all(passed):
        text = lang.say("letters.measured.meaning")
        yield Sentence(f"{key}.meaning", text, basis)
    elif passed and not any(passed):
        text = lang.say("letters.measured.meaning.none")
        yield Sentence(f"{key}.meaning", text, basis)


#: What is said of each improvement rule.
_RULES = {
    "items": "letters.measured.rule.items",
    "more items better than worse": "letters.measured.rule.majority",
    "items by two grades": "letters.measured.rule.two_grades",
    "score": "letters.measured.rule.score",
    "any change": "letters.measured.rule.score",
    "score beyond MDC": "letters.measured.rule.threshold",
    "score reaching MCID": "letters.measured.rule.threshold",
}


def rules_block(voice: Voice, story: Story) -> LetterBlock:
    """Say in plain words by which rule each area was judged."""
    areas: dict[str, list[Scale]] = {}
    for measured in story.measured:
        rule, scale = measured.judged.rule.name, measured.judged.scale
        if measured.direction != "not assessable" and rule in _RULES:
            areas.setdefault(_RULES[rule], []).append(scale)
    said = [
        Sentence(
            f"measured.rule.{sentence_id.rpartition('.')[2]}",
            voice.language.say(sentence_id, areas=areas_listed(voice, story, scales)),
            tuple(area_name(voice, story, scale) for scale in scales),
        )
        for sentence_id, scales in areas.items()
    ]
    return text_block(*said)


def basis_of(measured: MeasuredOutcome) -> tuple[str, ...]:
    """List the grades that every sentence about an outcome speaks of."""
    return tuple(_item_basis(item) for item in measured.compared.items)


def _item_basis(item: ItemChange) -> str:
    grades = (g.grade or g.missing if g is not None else "" for g in (item.earlier, item.later))
    return "|".join((item.item, item.side or "", *grades))


def _score_basis(score: ScoreChange) -> Iterator[str]:
    for one in (score.earlier, score.later):
        yield one.printed if one is not None else ""
