"""Reduce a name to the consonants that it keeps in every script."""

from __future__ import annotations

import re

from cpreport.privacy.scan.folding import squeeze

_BEFORE = (("tsch", "s"), ("sch", "s"), ("ch", "k"), ("kh", "k"))
_SOFT_C = re.compile(r"c(?=[eiy])")
_SAME = str.maketrans({"z": "s", "c": "k", "p": "b", **dict.fromkeys("aeiouyhvwfj0123456789", "")})


def skeleton(words: str) -> str:
    """Reduce plain words to their consonants; those that scripts do not tell apart become one.

    >>> skeleton("zauberwald"), skeleton("tsaubervald")
    ('sbrld', 'sbrld')
    """
    for spelling, sound in _BEFORE:
        words = words.replace(spelling, sound)
    sounds = squeeze(_SOFT_C.sub("s", words)).translate(_SAME)
    return sounds.replace("ts", "s").replace(" ", "")


def is_foreign(word: str) -> bool:
    """Whether a word has letters that are not Latin."""
    return any(c > "\u036f" and not "\u1e00" <= c <= "\u1eff" and c.isalpha() for c in word)
