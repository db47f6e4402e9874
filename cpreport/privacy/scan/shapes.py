"""Take a text as a reader sees it, and give what has the shape of something that identifies.

Every pattern is bounded and begins with what is rare, so that time grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cpreport.privacy.scan.dates import dates_in
from cpreport.privacy.scan.folding import BARRIER

_I = re.IGNORECASE
_LEAST_DIGITS = 3
_YEAR = re.compile(r"(?:19|20)\d\d\.?")

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])")
_SECRET_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@\x1f]{1,80}:[^\s/@\x1f]{1,80}@[^\s\x1f]{1,120}"
    r"|\bhttps?://[^\s?\x1f]{1,200}\?[^\s\x1f]{0,200}?\b"
    r"(?:token|key|password|passwd|pwd|secret|sig|auth|session)=[^\s&\x1f]{3,200}",
    _I,
)
_TELEPHONE = re.compile(
    r"(?<![\w.+/-])(?:\+|00)[1-9](?:[ ().\-/]{0,2}\d){7,14}(?![\w-])"
    r"|(?<![\w.+/-])\(?0[1-9]\d{1,3}\)?[ \-/.]{0,2}\d{3}[ \-.]\d{2,4}(?:[ \-.]?\d{2,4})?(?![\w-])"
    r"|(?<![\w.+/-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])"
)
_TELEPHONE_LABEL = re.compile(
    r"(?<!\w)(?:tel(?:ephone|efon|éfono|efone|\.)?|phone|mobile|mob\.|cell|gsm|cep|fax|faks|handy|"
    r"portable|móvil|тел\.?|τηλ\.?|هاتف)(?:\s?(?:no|nr|number))?[\s.:]{1,3}"
    r"(\+?\(?\d(?:[ ().\-/]{0,2}\d){5,14})(?![\w-])",
    _I,
)
_RECORD = re.compile(
    r"(?<!\w)(?:mrn|m\.r\.n\.|medical record|hospital record|record|chart|hospital|patient|"
    r"case file|file|protocol|protokol|protokoll|dosya|hasta|kimlik|t\.?c\.?(?: kimlik)?|nhs|nhi|"
    r"ssn|chi|insurance|policy|versicherung|versicherten|patienten|fall|aufnahme|akten|dossier|ipp|"
    r"nip|nss|historia(?: clínica)?|"
    r"expediente|nhc|prontuário|processo|utente|cartella(?: clinica)?|"
    r"codice fiscale|bsn|cpr|pesel|cpf|dni|nie|амк|карт[аы]|полис|снилс|αμκα|ملف|رقم الملف)"
    r"[ -]{0,2}(?:number|no|nr|num|numarası|numara|nummer|numéro|número|numero|id|ids|n|№|nº|n°|#)?"
    r"\b[ .:#№º°]{0,4}((?-i:[A-Z]{0,4})[-/ ]?\d[\dA-Za-z/.-]{2,24})",
    _I,
)
_RECORD_BEFORE = re.compile(
    r"(?<!\w)(?:n°|nº|№|numéro|número|numero|номер)\s{1,2}(?:de |di |du |do |d')?"
    r"(?:dossier|historia|expediente|processo|cartella|карты|истории|patient|paciente)"
    r"[ .:]{0,3}((?-i:[A-Z]{0,4})[-/ ]?\d[\dA-Za-z/.-]{2,24})",
    _I,
)
_NATIONAL = re.compile(
    r"(?<![\w./,-])(?:\d{3}-\d{2}-\d{4}|[1-9]\d{8,11}|\d{3} \d{3} \d{4})(?![\w/-]|[.,]\d)"
)
_DEVICE = re.compile(
    r"(?<!\w)(?:serial|s/n|sn|seri|série|serie|serien|serijski|udi|imei|lot|batch|charge|ch\.-b\.|"
    r"parti|lote|lotto|серия|партия|παρτίδα)"
    r"[ -]{0,2}(?:numbers?|no|nr|num|numarası|numara|nummer|numéro|número|numero|code|id|№|nº|n°|"
    r"#)?"
    r"\b[ .:#№º°]{1,4}((?=[A-Za-z0-9/.-]{0,8}\d)[A-Za-z0-9][A-Za-z0-9/-]{2,30})",
    _I,
)
_UDI = re.compile(r"\(01\)\d{14}(?:\(\d{2}\)[A-Za-z0-9/-]{1,20}){0,4}")
_NAME = r"[^\W\d_][\w'’-]{1,25}\.?"
_STREET = re.compile(
    # A number, then the street: English and French.
    rf"(?<![\w.,-])\d{{1,4}}[a-zA-Z]?,? (?:{_NAME} ){{1,3}}"
    r"(?:Street|Str|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Square|Boulevard|Blvd|Terrace|"
    r"Crescent|Close|Way|Gardens|Grove|Row)\b\.?"
    rf"|(?<![\w.,-])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|"
    rf"impasse|allée|quai|cours) (?:de |du |des |de la |la |le |l'|d')?{_NAME}(?: {_NAME}){{0,2}}"
)
_STREET_THEN_NUMBER = re.compile(
    rf"(?<!\w)[A-ZÄÖÜ][\w'’-]{{2,25}}(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|"
    rf"straat|laan|plein|gracht|kade|gade|vej|gatan|vägen|veien|katu|tie|utca) "
    rf"\d{{1,4}}[a-zA-Z]?(?!\w)"
    rf"|(?<!\w)(?:Calle|C/|Avenida|Av\.|Avda\.|Plaza|Paseo|Rua|Travessa|Praça|Via|Viale|Piazza|"
    rf"Corso|Vicolo|Strada|Bulevardul|ul\.|ulica|al\.|os\.) ?(?:{_NAME} ){{0,3}}{_NAME},? "
    r"(?:n[.º°]{0,2} ?)?\d{1,4}[a-zA-Z]?(?!\w)"
    rf"|(?<!\w)(?:ул\.|улица|просп\.|проспект|пер\.|бул\.|вул\.|οδός|οδ\.) ?{_NAME}"
    rf"(?: {_NAME}){{0,2}}"
    rf",? (?:д\. ?|дом )?\d{{1,4}}"
)
_STREET_IN_TURKISH = re.compile(
    rf"(?<!\w){_NAME} (?:Mahallesi|Mah\.|Sokağı|Sokak|Sok\.|Sk\.|Caddesi|Cad\.|Cd\.|Bulvarı|Blv\.|"
    r"Apartmanı|Apt\.)(?: (?:No|N)[.:]{0,2} ?\d{1,4}[a-zA-Z]?)?(?!\w)",
    _I,
)
_POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?!\w)")
_BOX = re.compile(r"(?<!\w)(?:P\.? ?O\.? ?Box|Postfach|Apartado|PK) \d{1,6}(?!\w)")
_NETWORK = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")

#: What each shape is, in the words of the report, with its patterns.
_SHAPES: tuple[tuple[str, tuple[re.Pattern[str], ...], str], ...] = (
    ("address with a password or key", (_SECRET_URL,), "://"),
    ("e-mail address", (_EMAIL,), "@"),
    ("telephone number", (_TELEPHONE_LABEL, _TELEPHONE), ""),
    ("record number", (_RECORD, _RECORD_BEFORE), ""),
    ("device serial or lot number", (_DEVICE, _UDI), ""),
    ("street address", (_STREET, _STREET_THEN_NUMBER, _STREET_IN_TURKISH, _POSTCODE, _BOX), ""),
    ("long number", (_NATIONAL,), ""),
    ("network address", (_NETWORK,), ""),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What was found, and what it looks like."""

    kind: str
    text: str


def shapes_in(text: str) -> Iterator[Shape]:
    """Give everything in a text that has the shape of an identifier, each once.

    >>> list(shapes_in("MRN: 123456, born 4 May 2016"))
    [Shape(kind='date', text='4 May 2016'), Shape(kind='record number', text='MRN: 123456')]
    """
    said: set[str] = set()
    covered: set[int] = set()
    for kind, start, found in _found(text):
        span = range(start, start + len(found))
        told = " ".join(found.split()).strip(" .,;")
        if not covered.isdisjoint(span) or BARRIER in found:
            continue
        covered.update(span)
        if told not in said:
            said.add(told)
            yield Shape(kind, told)


def _found(text: str) -> Iterator[tuple[str, int, str]]:
    for date in dates_in(text):
        yield "date", date.start, text[date.start : date.start + len(date.text)]
    for kind, patterns, sign in _SHAPES:
        if sign not in text:
            continue
        for pattern in patterns:
            for match in pattern.finditer(text):
                if _is_real(kind, match):
                    yield kind, match.start(), match[0]


def _is_real(kind: str, match: re.Match[str]) -> bool:
    if kind == "network address":
        parts = match[0].split(".")
        return all(int(part) < 256 for part in parts) and int(parts[0]) > 9
    if kind == "record number" and _YEAR.fullmatch(match[1]):
        return False
    if kind in ("record number", "device serial or lot number"):
        return sum(character.isdigit() for character in match[0]) >= _LEAST_DIGITS
    return True
