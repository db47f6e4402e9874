"""Find names behind a form of address, and behind words that say that a name follows."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
_TITLED = re.compile(
    rf"(?<!\w)(?:Mr|Mrs|Ms|Mx|Miss|Mister|Herr|Herrn|Frau|Fräulein|Madame|Mme|Mlle|Monsieur|Señor|"
    rf"Señora|Señorita|Signor|Signora|Senhor|Senhora|Mevrouw|Meneer|Pani|Gospodin|Gospođa|Sayın|"
    rf"Господин|Госпожа|Κύριος|Κυρία|السيد|السيدة)\.? ({_CAPITAL}(?: {_CAPITAL}){{0,2}})"
)
_THEN_TITLE = re.compile(
    rf"(?<!\w)({_CAPITAL}(?: {_CAPITAL})?) (?:Bey|Hanım|Beyin|Hanımın|Hanim)(?!\w)"
)
_PERSON = (
    "boy|girl|man|woman|patient|child|baby|infant|newborn|son|daughter|brother|sister|mother|"
    "father|"
    "husband|wife|partner|twin|uncle|aunt|cousin|nephew|niece|grandmother|grandfather|teacher|"
    "friend|"
    "lady|gentleman|neighbour|neighbor|carer|nurse"
)
_NAMED = re.compile(
    rf"(?<!\w)(?i:{_PERSON})(?i:,? (?:is |was |who is |who was )?(?:named|called|known as|by the "
    rf"name of)) "
    rf"({_CAPITAL}(?: {_CAPITAL}){{0,2}})"
)
_LABELLED = re.compile(
    rf"(?<!\w)(?i:(?:patient|child|mother|father|full|first|last|given|maiden|family|"
    rf"middle)(?:['’]s)? "
    rf"name(?: is| was)?:? )({_CAPITAL}(?: {_CAPITAL}){{0,2}})"
    rf"|(?:(?<=\n)|(?<=\x1f)|(?<=; )|^)(?:Name|Patient|Patientin|Nom|Nombre|Nome|Adı|Ad Soyad|Naam|"
    rf"Имя|ФИО)(?: name)?"
    rf": ?({_CAPITAL},? {_CAPITAL}(?: {_CAPITAL}){{0,2}})(?=\s*(?:[\n\x1f;,.]|$))"
)
#: What stands behind such words and is nobody's name.
_NO_NAMES = frozenset((
    "The", "A", "An", "World", "Rate", "Not", "No", "Data", "In", "At", "On", "And", "Or", "He",
    "She",
))  # fmt: skip


def _is_real(match: re.Match[str]) -> bool:
    name = next(filter(None, match.groups()), "")
    return name.split()[0] not in _NO_NAMES if name else False


KIND = Kind(
    "name of a person",
    "A",
    (
        Pattern(
            _TITLED,
            words=words_from(
                "Mr Mrs Ms Mx Miss Mister Herr Herrn Frau Fräulein Madame Mme Mlle Monsieur Señor "
                "Señora Señorita Signor Signora Senhor Senhora Mevrouw Meneer Pani Gospodin "
                "Gospođa "
                "Sayın Господин Госпожа Κύριος Κυρία السيد السيدة"
            ),
            begins=True,
        ),
        Pattern(_THEN_TITLE, words=words_from("Bey Hanım Beyin Hanımın Hanim")),
        Pattern(_NAMED, words=words_from(_PERSON.replace("|", " ")), begins=True),
        Pattern(
            _LABELLED,
            words=words_from(
                "patient child mother father full first last given maiden family middle Name "
                "Patientin Nom Nombre Nome Adı Ad Naam Имя ФИО"
            ),
            begins=True,
        ),
    ),
    rank=6,
    is_real=_is_real,
)
