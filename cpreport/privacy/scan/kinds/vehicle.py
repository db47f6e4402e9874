"""Find licence plates and the numbers of vehicles."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, without_small_letters, words_from

_LABELS = (
    r"licen[cs]e plate|number plate|registration plate|vehicle registration|registration mark|"
    r"plate|reg\.|kennzeichen|plaka(?:sı|lı)?|plaque(?: d'immatriculation)?|immatriculation|"
    r"immatriculée?|matrícula|targa|placa|kenteken|tablica rejestracyjna|rejestracja|госномер"
)
_PLATE = r"(?-i:[A-ZÄÖÜА-Я0-9]{1,4})(?:[ -]{0,2}(?-i:[A-ZÄÖÜА-Я0-9]{1,5})){1,3}"
_LABELLED = re.compile(
    rf"(?<!\w)(?:{_LABELS})(?:[ -]{{0,2}}(?:number|no|nr|nummer|no\.))?[ .:#]{{1,3}}"
    rf"(?=[^\n]{{0,14}}?\d)(?=[^\n]{{0,6}}?(?-i:[A-ZÄÖÜА-Я]))({_PLATE})(?!\w)",
    re.IGNORECASE,
)
#: A car is spoken of, and something like a plate follows.
_OF_A_CAR = re.compile(
    r"(?<!\w)(?:car|vehicle|van|ambulance|taxi|lorry|truck|motorcycle|motorbike|wagen|auto|"
    r"krankenwagen|arac?ı|araba|araç|voiture|coche|automobile|carro)(?!\w)[^.;\n\d]{0,40}?(?<!\w)"
    r"((?-i:[A-ZÄÖÜ]{1,3}[- ][A-Z]{1,2}[ -]?\d{1,4}|[A-Z]{2}\d{2} ?[A-Z]{3}|\d{2} ?[A-Z]{1,3} "
    r"?\d{2,4}|"
    r"[A-Z]{3}[- ]\d{3,4}|[A-Z]{2}-\d{3}-[A-Z]{2}|\d{4} ?[A-Z]{3}))(?!\w)",
    re.IGNORECASE,
)
_WORDS_OF_CARS = words_from(
    "car vehicle van ambulance taxi lorry truck motorcycle motorbike wagen auto krankenwagen aracı "
    "aracı araci araba araç voiture coche automobile carro"
)
#: A vehicle identification number (ISO 3779): no I, O or Q.
_VIN = re.compile(r"(?<![\w-])(?=[A-Z0-9]*\d)(?=\w*[A-Z])[A-HJ-NPR-Z0-9]{17}(?![\w-])")
_VIN_LABEL = re.compile(
    r"(?:vin|fin|chassis|fahrgestell\w*|şasi|châssis|bastidor|telaio)\W{1,3}(?:no\W{1,2}|nr\W{1,2}|"
    r"number\W{1,2}|numarası\W{1,2})?$",
    re.I,
)
#: The values of letters and the weights of places (49 CFR 565.15).
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES = {str(n): n for n in range(10)} | dict(
    zip(_LETTERS, map(int, "12345678123457923456789"), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _is_real(match: re.Match[str]) -> bool:
    if match.re is not _VIN:
        return any(character.isdigit() for character in match[1])
    if _VIN_LABEL.search(match.string[max(0, match.start() - 30) : match.start()]):
        return True
    rest = sum(_VALUES[c] * weight for c, weight in zip(match[0], _WEIGHTS, strict=True)) % 11
    return match[0][8] == "0123456789X"[rest]


KIND = Kind(
    "vehicle number or plate",
    "L",
    (
        Pattern(
            _LABELLED,
            words=words_from(
                "license licence number registration vehicle plate reg kennzeichen plaka plakası "
                "plakalı plaque immatriculation immatriculé immatriculée matrícula targa placa "
                "kenteken tablica rejestracja госномер"
            ),
            begins=True,
        ),
        Pattern(_OF_A_CAR, words=_WORDS_OF_CARS, begins=True),
        without_small_letters(_VIN),
    ),
    rank=3,
    is_real=_is_real,
)
