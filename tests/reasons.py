"""Say why a score has no value, as the catalogue has it."""

from cpreport.catalogue import phrases_in_words, say
from cpreport.scales.graded import Score


def why(score: Score) -> str:
    return phrases_in_words(say, score.reason)
