"""Read days and years that are written in words, as in `the fourteenth of March`."""

from __future__ import annotations

from functools import cache

from cpreport.privacy.scan.folding import words_of

#: Days of the month by language, first to thirty-first. What is an ordinary word of English, too,
#: is left out, and stands as a hyphen.
_DAYS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth - - - - - - - - - "
    "thirtieth -",
    "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte elfte zwölfte dreizehnte "
    "vierzehnte fünfzehnte sechzehnte siebzehnte achtzehnte neunzehnte zwanzigste einundzwanzigste "
    "zweiundzwanzigste dreiundzwanzigste vierundzwanzigste fünfundzwanzigste sechsundzwanzigste "
    "siebenundzwanzigste achtundzwanzigste neunundzwanzigste dreißigste einunddreißigste",
    "premier deux trois quatre cinq - sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt - vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six "
    "vingt-sept vingt-huit vingt-neuf trente -",
    "primero dos - cuatro cinco seis siete ocho nueve diez - doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco "
    "veintiséis veintisiete veintiocho veintinueve treinta -",
    "primo - - quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
    "sedici diciassette diciotto diciannove venti ventuno ventidue ventitré ventiquattro "
    "venticinque ventisei ventisette ventotto ventinove trenta trentuno",
    "primeiro dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove vinte - - - - - - - - - trinta -",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde "
    "dertiende "
    "veertiende vijftiende zestiende zeventiende achttiende negentiende twintigste eenentwintigste "
    "tweeëntwintigste drieëntwintigste vierentwintigste vijfentwintigste zesentwintigste "
    "zevenentwintigste achtentwintigste negenentwintigste dertigste eenendertigste",
    "bir iki üç dört beş altı yedi sekiz dokuz - onbir oniki onüç ondört onbeş onaltı onyedi "
    "onsekiz "
    "ondokuz yirmi yirmibir yirmiiki yirmiüç yirmidört yirmibeş yirmialtı yirmiyedi yirmisekiz "
    "yirmidokuz otuz otuzbir",
    "первого второго третьего четвёртого пятого шестого седьмого восьмого девятого десятого "
    "одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого "
    "семнадцатого восемнадцатого девятнадцатого двадцатого - - - - - - - - - тридцатого -",
)
_TENS = {
    "twenty": 20, "thirty": 30, "vingt": 20, "trente": 30, "treinta": 30, "vinte": 20, "trinta": 30,
    "on": 10, "yirmi": 20, "otuz": 30, "двадцать": 20, "тридцать": 30,
}  # fmt: skip
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_DECADES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@cache
def spoken_days() -> dict[str, int]:
    """Number the days by their folded words."""
    found: dict[str, int] = {}
    for language in _DAYS:
        for number, word in enumerate(language.split(), 1):
            for spelt in {word, word.replace("ß", "ss")} - {"-"}:
                plain = words_of(spelt).replace(" ", "")
                found.setdefault(plain, number)
                if plain.endswith("te"):  # the cases of German
                    found |= {plain + ending: number for ending in ("n", "r", "s")}
    return found


@cache
def spoken_tens() -> dict[str, int]:
    """Number the tens that stand in front of another number by their folded words."""
    return {words_of(word): value for word, value in _TENS.items()}


def spoken_year(words: list[str]) -> tuple[int, int]:
    """Read a year in English words.

    Returns
    -------
    tuple of int
        The year, and how many words it has; 0 and 0 where there is none.

    >>> spoken_year("two thousand and nineteen she".split())
    (2019, 4)
    >>> spoken_year("nineteen ninety eight".split())
    (1998, 3)
    >>> spoken_year("twenty nineteen".split())
    (2019, 2)
    """
    if words[:2] == ["two", "thousand"]:
        skipped = 3 if words[2:3] == ["and"] else 2
        rest, used = _below_hundred(words[skipped:])
        return 2000 + rest, skipped + used if used else 2
    century = {"nineteen": 1900, "twenty": 2000, "eighteen": 1800}.get(words[0] if words else "")
    rest, used = _below_hundred(words[1:])
    return (century + rest, used + 1) if century and used and rest > 9 else (0, 0)


def _below_hundred(words: list[str]) -> tuple[int, int]:
    """Read a number below a hundred, and how many words it has."""
    if words and words[0] in _ONES:
        return _ONES.index(words[0]), 1
    if not (words and words[0] in _DECADES):
        return 0, 0
    tens = 20 + 10 * _DECADES.index(words[0])
    if len(words) > 1 and words[1] in _ONES[1:10]:
        return tens + _ONES.index(words[1]), 2
    return tens, 1
