"""Say why a score has no value, as the catalogue has it."""

from cpreport.catalogue import clauses_in_words, say
from cpreport.scales.graded import Score


def why(score: Score) -> str:
    return clauses_in_words(say, score.reason)
