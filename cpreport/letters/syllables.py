"""Count the syllables of a word in its language, by its vowels."""

from __future__ import annotations

import re
from functools import lru_cache

#: One match a syllable: a vowel with the vowels that glide into it or out of it.
_NUCLEI = {
    "tr": re.compile(r"[aeıioöuüâîû]"),
    "de": re.compile(r"aa|ee|oo|ie|ei|ai|au|äu|eu|[aeiouyäöüé]"),
    "es": re.compile(r"[iuü]?[aeoáéó][iuy]?(?![aeoáéíóú])|[iuü]?[aeoáéó]|[íú]|[iuü]+|y(?![aeiou])"),
    "pt": re.compile(r"ã[oe]|õe|[aeoáéóâêôãõà][iu]?|[íúiu]"),
    "fr": re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+"),
    "en": re.compile(r"[aeiouy]+"),
}
#: Two vowels that English says one after the other.
_APART = re.compile(
    r"ia|io(?!u|n)|iu|eo(?!u|pl)|ua(?!r|l\b)|uou|[aeiou]y[aeiou]|creat|rea(?=ct|l)|dia|being"
)


@lru_cache(maxsize=4096)
def syllables(word: str, language: str) -> int:
    """Count the syllables of a word; a number counts as one.

    >>> [syllables(w, "en") for w in ("made", "table", "treatment", "better", "compared", "dear")]
    [1, 2, 2, 2, 2, 1]
    >>> syllables("öncekinden", "tr"), syllables("Muskeln", "de"), syllables("criança", "pt")
    (4, 2, 3)
    """
    word = word.casefold()
    nuclei = _NUCLEI.get(language)
    if nuclei is None or not any(c.isalpha() for c in word):
        return 1
    # After q and g, u is silent or glides into the next vowel.
    sounded = re.sub(r"([qg])u(?=[aeioáéíóâêô])", r"\1", word) if language in "es pt" else word
    count = len(nuclei.findall(sounded))
    if language == "en":
        count += _of_english(word)
    if language == "fr" and count > 1 and re.search(r"[^aeiouyéèêà](e|es|(?<!m)ent)$", word):
        count -= 1
    return max(1, count)


def _of_english(word: str) -> int:
    """Count what silent letters take away and vowels said apart add."""
    more = len(_APART.findall(word))
    if re.search(r"[^aeiouy]e$", word) and not re.search(r"[^aeiouy]le$", word):
        more -= 1
    elif re.search(r"[^aeiouydt]ed$", word) or re.search(r"[^aeiouyszxcg]es$", word):
        more -= 0 if re.search(r"[^aeiouy]les$", word) else 1
    elif re.search(r"[^aeiouy]e(ly|ment|less|ful)\w*$", word) and not word.startswith("element"):
        more -= 1
    return more
