"""Find initials that stand for a patient."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_WHO = (
    "patient|patientin|paciente|paziente|patiënt|hasta|case|child|boy|girl|infant|baby|man|woman|"
    "mother|father|son|daughter|пациент|пациентка|pacjent|pacjentka"
)
_DOTTED = re.compile(rf"(?<!\w)(?i:{_WHO})[ ,(]{{1,2}}((?:[^\W\d_a-zß-öø-ÿ]\.[ -]?){{2,4}})(?!\w)")
_LABELLED = re.compile(
    r"(?<!\w)(?i:initials|initialen|iniciales|iniziali|инициалы)(?: (?:are|were|is))?[ :]{1,2}"
    r"((?:[^\W\d_a-zß-öø-ÿ]\.?[ -]?){2,4})(?!\w)"
)
#: What is written with such letters besides: ways of giving a drug, states, universities.
_NO_INITIALS = frozenset((
    "IV", "IM", "SC", "PO", "PR", "US", "UK", "EU", "UN", "DC", "ID", "IT", "IC", "AM", "PM", "BC",
    "AD", "QD", "BID", "TID", "QID", "PRN", "USA", "UAE", "MD", "WHO",
))  # fmt: skip


def _is_real(match: re.Match[str]) -> bool:
    return re.sub(r"[^\w]", "", match[1]) not in _NO_INITIALS


KIND = Kind(
    "set of initials",
    "A",
    (
        Pattern(_DOTTED, words=words_from(_WHO.replace("|", " ")), begins=True),
        Pattern(
            _LABELLED,
            words=words_from("initials initialen iniciales iniziali инициалы"),
            begins=True,
        ),
    ),
    rank=6,
    is_real=_is_real,
)
