"""Find telephone and fax numbers, by their labels and by how countries write them."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, without_small_letters, words_from

_LABELS = (
    r"tel(?:ephone|efon|éfono|efone|efoon|efono|\.)?|phone|telephone number|mobile|mobil|"
    r"mobiltelefon|mob\.|cell|cellphone|gsm|cep|fax|faks|telefax|handy|portable|móvil|celular|"
    r"cellulare|telemóvel|komórka|rufnummer|telefonnummer|pager|bleep|whatsapp|viber|hotline|"
    r"т\.|тел\.?|моб\.?|факс|телефон|τηλ\.?|τηλέφωνο|κινητό|هاتف|جوال|טלפון|נייד"
)
_NUMBER = r"\+?\(?\d(?:[ ().\-/]{0,2}\d){5,14}"
_LABELLED = re.compile(
    rf"(?<!\w)(?:{_LABELS})(?:\s?(?:no|nr|number)\.?)?[\s.:]{{1,3}}({_NUMBER})(?![\w-])",
    re.IGNORECASE,
)
#: Somebody is called, and a number follows.
_CALLED = re.compile(
    r"(?<!\w)(?:call|calls|called|calling|phoned?|dial|dialled|ring|text|texted|sms|"
    r"(?:reach|reached|reachable|contact|contacted|contactable)(?: (?:me|us|her|him|them))?"
    r"(?: (?:at|on|under|via|by))?|erreichbar unter|joindre au|llamar al)"
    r"[ :]{1,2}(?:(?:her|his|the|mother|father|family|ward|us|me|them|him|on|at|home) ){0,3}"
    r"(\+?\(?\d(?:[ ().\-/]{0,2}\d){6,14})(?![\w-])",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w.+/-])(?:\+|00)[1-9](?:[ ().\-/]{0,2}\d){7,14}(?![\w-])")
#: Of the region of North America, and with the area in parentheses.
_AMERICAN = re.compile(r"(?<![\w.+/-])(?:1[-. ])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])")
#: With the digit that countries dial before the area: `020 7946 0958`, `01 42 68 53 00`.
_NATIONAL = re.compile(
    r"(?<![\w.,+/:-])(?<!\d "
    r")(?!\d{3}-\d{2}-\d{4}(?!\d))\(?0[1-9]\d{0,4}\)?(?:[ \-/.]{1,3}\d{2,8}){1,5}(?![\w-]|[.,/]\d| "
    r"\d)"
    r"|(?<![\w.,+/:-])0[1-9]\d{8,9}(?![\w-]|[.,/]\d)"
)
#: Nothing but the groups says that it is one: `612 34 56 78`, `22 123 45 67`, `601 234 567`.
_GROUPS = re.compile(
    r"(?<![\w.,+/:-])(?<!\d )(?:[679]\d{2}(?: \d{2}){3}|[679]\d{2}-\d{3}-\d{3}|[5-9]\d{2} \d{3} "
    r"\d{3}|[1-9]\d \d{3} \d{2} \d{2})"
    r"(?![\w-]|[.,/]\d| \d)"
)
_FEWEST, _MOST = 9, 12
#: What a number counts, where it counts something.
_COUNTED = re.compile(
    r"\s?(?:×|x |%|cells?|iu|units?|u(?!\w)|copies|people|patients|persons?|inhabitants|births|"
    r"adults|children|women|men|reads|base|bp|rows|records|euros?|dollars?|usd|eur|mg|g(?!\w)|ml)",
    re.IGNORECASE,
)


def _is_real(match: re.Match[str]) -> bool:
    text = match[0]
    if match.re is _INTERNATIONAL:
        # A column of changes, `+1 1 0 0 0 -1`, stands in single digits; no number is written so.
        return re.search(r"\d\d", text) is not None
    if match.re is _NATIONAL:
        enough = _FEWEST <= sum(c.isdigit() for c in text) <= _MOST
        # Numbers that count up, `01 02 03 04 05`, are those of items.
        return enough and re.fullmatch(r"(?:0\d ?)+", text) is None
    if match.re is _GROUPS:
        return not _is_row(match) and _COUNTED.match(match.string, match.end()) is None
    return True


def _is_row(match: re.Match[str]) -> bool:
    """Whether these are cells of a table: neither a sentence nor a line's ends are around them."""
    before = match.string[max(0, match.start() - 2) : match.start()].strip(" ")
    begun = not before or before[-1] in "(:,;\n\t\x1f>/{\"'" or before.isalpha()
    behind = match.string[match.end() : match.end() + 3]
    after = behind.strip(" ")
    ended = not after or after[0] in ".,;)\n\t\x1f<}\"'" or re.match(r"\s[a-z]{1,2}", behind)
    return not (begun and bool(ended))


_WORDS = words_from(
    "tel telephone telefon teléfono telefone telefoon telefono phone mobile mobil mobiltelefon mob "
    "cell cellphone gsm cep fax faks telefax handy portable móvil celular cellulare telemóvel "
    "komórka rufnummer telefonnummer pager bleep whatsapp viber hotline т тел моб факс телефон τηλ "
    "τηλέφωνο κινητό هاتف جوال טלפון נייד"
)
_NUMBERED = frozenset(word + end for word in _WORDS for end in ("no", "nr", "number"))

KIND = Kind(
    "telephone number",
    "D",
    (
        Pattern(_LABELLED, words=_WORDS | _NUMBERED, begins=True),
        without_small_letters(_INTERNATIONAL),
        without_small_letters(_AMERICAN),
        without_small_letters(_NATIONAL),
        without_small_letters(_GROUPS),
        Pattern(
            _CALLED,
            words=words_from(
                "call calls called calling phone phoned dial dialled ring text texted sms reach "
                "reached reachable contact contacted contactable erreichbar joindre llamar"
            ),
            begins=True,
        ),
    ),
    rank=4,
    is_real=_is_real,
)
