"""Say what a measured value was made of, where it does not stand so in the file."""

from __future__ import annotations

from cpreport.catalogue import Say
from cpreport.outcomes.wording import join_names, sentence
from cpreport.scales.graded import MadeFrom, Score, SourceValue


def how_made(say: Say, score: Score, otherwise: str) -> str:
    """Say how a value was made, as a sentence; what is said otherwise of one that was not."""
    if score.made_from is None:
        return say(otherwise)
    return sentence(made_in_words(say, score.made_from))


def made_in_words(say: Say, made: MadeFrom) -> str:
    """Say from what a value was converted, or which of several it is, without a full stop."""
    if not made.rule:
        return say("results.value.converted", source=made.readings[0].source)
    number, of = str(made.used), str(len(made.readings))
    return say(
        "results.value.several",
        rule=made.rule,
        n=number if number == of else say("results.value.several.used", n=number, of=of),
        values=join_names([_reading(say, reading) for reading in made.readings]),
    )


def _reading(say: Say, reading: SourceValue) -> str:
    if not reading.source:
        return reading.printed
    return say("results.value.several.converted", value=reading.printed, source=reading.source)
