"""List the endings that languages put behind a name, in plain Latin letters."""

from __future__ import annotations

from cpreport.privacy.scan.folding import squeeze

_AFTER = (
    # English, German, Dutch and the languages of Scandinavia
    "s es ens n en ns sche schen scher "
    # Turkish and Azerbaijani, without the apostrophe that names should have
    "in nin un nun i yi u yu a ya e ye da de ta te dan den tan ten la le yla yle lar ler larin "
    "lerin "
    "na ne nda nde ndan nden lari leri lara lere lardan lerden gil giller ca ce "
    # Slavic languages
    "a u om em e y ovi ove ou ov ova ove ovou ovi am ami ach ah ov oj oi oy oyu oiu ei ej ey ym im "
    "ymi imi ego ogo emu omu iem owi owie ow owa owej ech "
    # Finnish, Estonian, Hungarian, Baltic languages
    "lle lla lta ssa sta ksi lt le nak nek val vel t ot et hoz hez ban ben ra re rol tol is as ui"
)
#: Those that a name of four letters may have: with others it is too often another word.
_AFTER_SHORT = "s es nin nun ya ye yi yu da de dan den la le yla yle lar ler om em ovi ou"
_IN_PLACE_OF_A_VOWEL = (
    "u y i e a o ou om em oi oy oj oyu oiu ei ey ej eyu eiu am ami ach ah ov ie iu iei iej ii iy "
    "ym im "
    "ych ich ymi imi ova ove ovou ovoy ovoi ovu os is en een elle ella elta essa esta"
)
_IN_PLACE_OF_S = "o ou u a e i us um os am em om"
LONGEST = 6


def _both(endings: str) -> frozenset[str]:
    return frozenset(form for ending in endings.split() for form in (ending, squeeze(ending)))


AFTER = _both(_AFTER)
AFTER_SHORT = _both(_AFTER_SHORT)
IN_PLACE = _both(_IN_PLACE_OF_A_VOWEL) | {""}
IN_PLACE_OF_S = _both(_IN_PLACE_OF_S)


def stems(name: str) -> list[tuple[str, frozenset[str]]]:
    """List what of a name stays where an ending takes the place of its own, with those endings.

    >>> [stem for stem, _ in stems("scukina")], [stem for stem, _ in stems("capek")]
    (['scukin'], ['capk'])
    """
    if len(name) > 4 and name[-1] in "aeiouy":
        return [(name[:-1], IN_PLACE)]
    if len(name) > 6 and name[-1] == "s" and name[-2] in "aeiou":
        return [(name[:-2], IN_PLACE_OF_S)]
    if len(name) > 4 and name[-2] == "e" and name[-1] in "kclr" and name[-3] not in "aeiou":
        return [(name[:-2] + name[-1], AFTER)]
    return []
