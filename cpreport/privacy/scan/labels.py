"""Make patterns of numbers that stand behind a label, such as `hospital no. 4711`."""

from __future__ import annotations

import re

from cpreport.privacy.scan.pattern import Pattern, caseless

#: What may stand between a label and its number, or be the end of a compound.
NUMBER_WORDS = (
    "number", "numbers", "no", "nr", "num", "numarası", "numara", "nummer", "numéro", "número",
    "numero", "numer", "номер", "αριθμός", "رقم", "code", "ids", "id", "nº", "n°", "n", "№", "#",
)  # fmt: skip
_NUMBER = "|".join(map(re.escape, NUMBER_WORDS))
#: Letters in front, then digits, then whatever a number is written with.
_VALUE = r"(?-i:[A-Z]{0,6})[-/ ]?\d[\dA-Za-z/.-]{2,24}(?: \d{3,6}(?![\w.,])){0,3}"
_GAP = r"[ .:#№º°]{0,4}"
#: A label that is an ordinary word speaks of a number where another word, a sign or length says so.
_IN_DOUBT = (
    rf"(?:[ -]{{0,2}}(?:{_NUMBER})(?!\w){_GAP}"
    r"|\s?[:#№]\s?(?=(?:[A-Za-z]{1,4}[-/ ]?)?\d[\dA-Za-z/.-]{3})"
    r"|[ ](?=[A-Z]{1,4}[-/]?\d{4}|\d{5}))"
)
_LEAST_DIGITS = 3
_SHORT, _SHORTEST, _DECIMAL = map(re.compile, (r"\d{1,4}", r"\d{1,3}", r"\d{1,4}[.,]\d{1,2}"))
_SAYS_NUMBER = re.compile(rf"(?:{_NUMBER}|[:#№])[\s.:]*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d\.?")
#: What is counted or measured has a unit behind it.
_UNIT = re.compile(
    r"\s?(?:%|°|µ|(?:min|mins|minutes?|seconds?|s|ms|h|hrs?|hours?|days?|d|weeks?|wk|months?|mo|"
    r"years?|y|yrs?|mg|g|kg|mL|ml|l|L|mm|cm|m|km|Hz|kHz|Gy|IU|kcal|mmol|points?|patients?|cases?|"
    r"children|people|persons?|participants?|cells|events?|times|copies|euros?|"
    r"of|and|to|or|had|has|have|was|were|received|showed|did|who|with)(?!\w))"
)


def after_label(labels: str, *, value: str = _VALUE) -> Pattern:
    """Make a pattern of a number behind a label that is used for such numbers alone.

    Parameters
    ----------
    labels : str
        With bars between; a space stands for a space, a hyphen or nothing.
    """
    spelt = _spelt(labels)
    form = rf"(?<!\w)(?:{spelt})(?:[ -]{{0,2}}(?:{_NUMBER}))?(?!\w){_GAP}({value})"
    return _pattern(form, labels)


def after_word(labels: str, *, value: str = _VALUE) -> Pattern:
    """Make a pattern of a number behind a label that is an ordinary word besides."""
    return _pattern(rf"(?<!\w)(?:{_spelt(labels)}){_IN_DOUBT}({value})", labels)


def _spelt(labels: str) -> str:
    each = sorted(labels.split("|"), key=len, reverse=True)
    return "|".join(re.escape(label).replace(r"\ ", "[ -]?") for label in each)


def _pattern(form: str, labels: str) -> Pattern:
    firsts = set()
    for label in labels.split("|"):
        parts = re.findall(r"\w+", label)
        for count in range(1, len(parts) + 1):
            whole = "".join(parts[:count])
            firsts |= {whole, *(whole + word for word in NUMBER_WORDS if word.isalpha())}
    words = frozenset(map(caseless, firsts)) | {caseless(word + "º") for word in firsts}
    return Pattern(re.compile(form, re.IGNORECASE), words=words, begins=True)


def is_numbered(match: re.Match[str]) -> bool:
    """Whether what stands behind a label is a number that counts nothing, and no year."""
    if _YEAR.fullmatch(match[1]) or sum(c.isdigit() for c in match[0]) < _LEAST_DIGITS:
        return False
    if _DECIMAL.fullmatch(match[1]):
        return False
    if _SHORT.fullmatch(match[1]) and _UNIT.match(match.string, match.end()):
        return False
    # So short a number is one only where that is said: `NHS 111` is a service.
    label = match[0].removesuffix(match[1])
    return not _SHORTEST.fullmatch(match[1]) or _SAYS_NUMBER.search(label) is not None


def near(match: re.Match[str], before: int, after: int) -> str:
    """Read what stands around a match, itself with it."""
    return match.string[max(0, match.start() - before) : match.end() + after]
