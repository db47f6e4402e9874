"""Find the numbers of single devices and of lots."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import NUMBER_WORDS
from cpreport.privacy.scan.pattern import Pattern, without_small_letters, words_from

_NUMBER = (
    r"(?:numbers?|no|nr|num|numarası|numara|nummer|numéro|número|numero|numer|номер|code|id|№|nº|"
    r"n°|"
    r"#)"
)
_LABELS = (
    "serial|s/n|sn|seri|série|serie|serien|serijski|seryjny|сериен|серийный|udi|imei|imsi|iccid|"
    "lot|batch|charge|chargen|ch\\.-b\\.|parti|lote|lotto|partia|серия|партия|παρτίδα"
)
_VALUE = r"(?=[A-Za-z0-9/.-]{0,8}\d)[A-Za-z0-9][A-Za-z0-9/-]{2,30}"
_LABELLED = re.compile(
    rf"(?<!\w)(?:{_LABELS})[ -]{{0,2}}{_NUMBER}?(?!\w)[ .:#№º°]{{1,4}}({_VALUE})", re.IGNORECASE
)
#: What it is the number of stands between: `serial no. of pump 8637-40 NGP123456H`.
_OF_A_DEVICE = re.compile(
    rf"(?<!\w)(?:serial|serien|seri){_NUMBER}?(?: ?{_NUMBER}\.?)?,? (?:of|for|on|der|des|du|de) "
    rf"(?:[^\W\d][\w'’-]{{1,20}} ){{1,4}}(?:was |is |are |: ?)?"
    rf"((?-i:[A-Z0-9](?=[A-Z0-9/-]{{0,8}}\d)[A-Z0-9/-]{{3,25}}(?: [A-Z0-9/-]*\d[A-Z0-9/-]*)?))",
    re.IGNORECASE,
)
#: A device is named, with a word for its number behind: `pacemaker (SN: PJX123456)`.
_GLUED = re.compile(r"(?<![\w/])(?:SN|S/N)[#:]?(?=[A-Z\d-]*\d{3})[A-Z\d-]{4,20}(?!\w)")
_UDI = re.compile(r"\(01\)\d{14}(?:\(\d{2}\)[A-Za-z0-9/-]{1,20}){0,4}")
_LEAST_DIGITS = 3


def _is_real(match: re.Match[str]) -> bool:
    return sum(character.isdigit() for character in match[0]) >= _LEAST_DIGITS


_FIRSTS = (
    "serial s sn seri série serie serien serijski seryjny сериен серийный udi imei imsi iccid lot "
    "batch charge chargen ch parti lote lotto partia серия партия παρτίδα"
)
_COMPOUNDS = " ".join(
    first + word for first in _FIRSTS.split() for word in NUMBER_WORDS if word.isalpha()
)
_WORDS = words_from(_FIRSTS, _COMPOUNDS)

KIND = Kind(
    "device serial or lot number",
    "M",
    (
        Pattern(_OF_A_DEVICE, words=_WORDS, begins=True),
        Pattern(_LABELLED, words=_WORDS, begins=True),
        without_small_letters(_GLUED),
        Pattern(_UDI, ("(01)",)),
    ),
    rank=3,
    is_real=_is_real,
)
