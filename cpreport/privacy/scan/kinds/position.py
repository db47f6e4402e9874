"""Find positions on the map, in every form in which they are written."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, without_small_letters, words_from

_DEGREE = r"\d{1,3}(?:\.\d+)?\s?°"
_MINUTE = r"(?:\s?\d{1,2}(?:[.,]\d+)?\s?['′’])?(?:\s?\d{1,2}(?:[.,]\d+)?\s?(?:\"|″|''|’’|”))?"
_ANGLES = re.compile(
    rf"(?<![\w.])[NSns]?\s?{_DEGREE}{_MINUTE}\s?[NS]?[,;\s/]{{1,3}}[EWew]?\s?{_DEGREE}{_MINUTE}\s?[EWO]?(?!\w)"
)
_DECIMAL = re.compile(
    r"(?<![\w.,-])-?\d{1,2}\.\d{4,8}[,;]\s?-?\d{1,3}\.\d{4,8}(?![\w.])"
    r"|(?<![\w.,-])\d{1,2}\.\d{2,8}\s?°?\s?[NS][,;\s]{1,3}\d{1,3}\.\d{2,8}\s?°?\s?[EWO](?!\w)"
    r"|(?<![\w.,-])[NS]\s?\d{1,2}\.\d{2,8}[,;\s]{1,3}[EWO]\s?\d{1,3}\.\d{2,8}(?!\w)"
)
_LABELLED = re.compile(
    r"(?<!\w)(?:gps|lat|latitude|gpslatitude|gpsposition|coordinates?|koordinaten|koordinat|geo|"
    r"breite|enlem)(?!\w)[a-z -]{0,12}[ :=(]{1,3}"
    r"(-?\d{1,3}[.,]\d{2,8}[^\w\n]{0,3}(?:(?:lon|long|lng|longitude|boylam|"
    r"länge)[ :=]{1,3})?-?\d{1,3}[.,]\d{2,8}"
    r"|-?\d{1,3}\.\d{3,8})(?!\w)",
    re.IGNORECASE,
)
#: Open location codes, three words, the grid of the armies, addresses of maps.
_PLUS_CODE = re.compile(
    r"(?<![\w+])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])"
)
_THREE_WORDS = re.compile(r"///[^\W\d_]{3,20}\.[^\W\d_]{3,20}\.[^\W\d_]{3,20}")
_GRID = re.compile(
    r"(?<!\w)\d{1,2}[C-HJ-NP-X] ?(?:[A-HJ-NP-Z]{2} ?(?:\d{5} ?\d{5}|\d{4} ?\d{4})|\d{6} "
    r"\d{6,7})(?!\w)"
)
_MAP = re.compile(r"maps[\w./]{0,40}[@=/]-?\d{1,2}\.\d{3,},-?\d{1,3}\.\d{3,}")
_FURTHEST = 180


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _PLUS_CODE:
        return any(map(str.isdigit, match[0]))
    if match.re is _ANGLES:
        # Two angles of a joint have no direction; positions have one or count minutes.
        return re.search(r"[NSEW]|['′″\"]", match[0]) is not None
    if match.re is _DECIMAL and not re.search("[NSEWO]", match[0]):
        one, other = (abs(float(n)) for n in re.findall(r"-?\d+\.\d+", match[0]))
        # Statistics have as many digits, and are small.
        return 10 <= max(one, other) <= _FURTHEST and one <= 90 and _digits(match[0]) >= 4
    return True


def _digits(pair: str) -> int:
    return min(len(n.partition(".")[2]) for n in re.findall(r"\d+\.\d+", pair))


KIND = Kind(
    "position on the map",
    "B",
    (
        Pattern(_ANGLES, ("°",)),
        without_small_letters(_DECIMAL),
        Pattern(
            _LABELLED,
            words=words_from(
                "gps lat latitude coordinates coordinate koordinaten koordinat geo breite enlem "
                "gpslatitude gpsposition"
            ),
            begins=True,
        ),
        without_small_letters(_PLUS_CODE),
        Pattern(_THREE_WORDS, ("///",)),
        without_small_letters(_GRID),
        Pattern(_MAP, ("maps",)),
    ),
    rank=2,
    is_real=_is_real,
)
