"""Take a text as a reader sees it, and give what has the shape of something that identifies.

Every pattern is bounded and begins with what is rare, so that time grows with the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpreport.privacy.scan.dates import FoundDate, dates_in
from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.pattern import Pattern, Text

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

#: What may stand behind a label without a space.
_NUMBER = r"(?:number|no|nr|num|numarası|numara|nummer|numéro|número|numero|ids?|nº?)?"
#: The first words of the labels above: no match begins with another.
_RECORD_WORD = re.compile(
    r"(?:mrn|m|medical|hospital|record|chart|patient|case|file|protocol|protokol|protokoll|dosya|"
    r"hasta|kimlik|tc?|nhs|nhi|ssn|chi|insurance|policy|versicherung|versicherten|patienten|fall|"
    r"aufnahme|akten|dossier|ipp|nip|nss|historia|expediente|nhc|prontuário|processo|utente|"
    rf"cartella|codice|bsn|cpr|pesel|cpf|dni|nie|амк|карт[аы]|полис|снилс|αμκα|ملف|رقم){_NUMBER}",
    _I,
)
_DEVICE_WORD = re.compile(
    r"(?:serial|sn?|seri|série|serie|serien|serijski|udi|imei|lot|batch|charge|ch|parti|lote|lotto|"
    rf"серия|партия|παρτίδα)(?:numbers|code|{_NUMBER})",
    _I,
)
_TELEPHONE_WORD = re.compile(
    r"(?:tel(?:ephone|efon|éfono|efone)?|phone|mobile|mob|cell|gsm|cep|fax|faks|handy|portable|"
    r"móvil|тел|τηλ|هاتف)(?:no|nr|number)?",
    _I,
)
_NUMBER_WORD = re.compile("nº|numéro|número|numero|номер", _I)
#: Words that each street has, whole or as the beginning or end of a word.
_STREET_WORD = re.compile(
    "Street|Str|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Square|Boulevard|Blvd|Terrace|"
    "Crescent|Close|Way|Gardens|Grove|Row|rue|avenue|av|boulevard|bd|place|chemin|impasse|allée|"
    "quai|cours"
)
_STREET_THEN_NUMBER_WORD = re.compile(
    r"\w*(?:straße|strasse|str|gasse|weg|platz|allee|ufer|damm|straat|laan|plein|gracht|kade|gade|"
    r"vej|gatan|vägen|veien|katu|tie|utca)"
    r"|(?:Calle|Avenida|Plaza|Paseo|Rua|Travessa|Praça|Via|Piazza|Corso|Vicolo|Strada|Bulevardul|"
    r"ulica|улица|проспект|οδός)\w*"
    r"|C|Av|Avda|ul|al|os|ул|просп|пер|бул|вул|οδ"
)
_TURKISH_WORD = re.compile(
    "Mahallesi|Mah|Sokağı|Sokak|Sok|Sk|Caddesi|Cad|Cd|Bulvarı|Blv|Apartmanı|Apt", _I
)
_POSTCODE_WORD = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")
_BOX_WORD = re.compile(r"\w*Box|Postfach|Apartado|PK")
#: So many digits with so little between them are in each number by itself.
_LONG_RUN = re.compile(r"\d(?:[ ().\-/]{0,3}\d){6}")

#: What each shape is, in the words of the report, with its patterns.
SHAPES: tuple[tuple[str, tuple[Pattern, ...]], ...] = (
    ("address with a password or key", (Pattern(_SECRET_URL, ("://",)),)),
    ("e-mail address", (Pattern(_EMAIL, ("@",)),)),
    (
        "telephone number",
        (Pattern(_TELEPHONE_LABEL, word=_TELEPHONE_WORD), Pattern(_TELEPHONE, needs=_LONG_RUN)),
    ),
    (
        "record number",
        (
            Pattern(_RECORD, word=_RECORD_WORD, begins=True),
            Pattern(_RECORD_BEFORE, ("°", "№"), _NUMBER_WORD),
        ),
    ),
    (
        "device serial or lot number",
        (Pattern(_DEVICE, word=_DEVICE_WORD, begins=True), Pattern(_UDI, ("(01)",))),
    ),
    (
        "street address",
        (
            Pattern(_STREET, word=_STREET_WORD),
            Pattern(_STREET_THEN_NUMBER, word=_STREET_THEN_NUMBER_WORD),
            Pattern(_STREET_IN_TURKISH, word=_TURKISH_WORD),
            Pattern(_POSTCODE, word=_POSTCODE_WORD),
            Pattern(_BOX, word=_BOX_WORD),
        ),
    ),
    ("long number", (Pattern(_NATIONAL, needs=_LONG_RUN),)),
    ("network address", (Pattern(_NETWORK),)),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What was found, and what it looks like."""

    kind: str
    text: str


def shapes_in(text: str, dates: Iterable[FoundDate] | None = None) -> Iterator[Shape]:
    """Give everything in a text that has the shape of an identifier, each once.

    Parameters
    ----------
    dates : iterable of FoundDate or None
        The dates in the text, where they were found before.

    >>> list(shapes_in("MRN: 123456, born 4 May 2016"))
    [Shape(kind='date', text='4 May 2016'), Shape(kind='record number', text='MRN: 123456')]
    """
    said: set[str] = set()
    covered: set[int] = set()
    for kind, start, found in _found(text, dates_in(text) if dates is None else dates):
        span = range(start, start + len(found))
        told = " ".join(found.split()).strip(" .,;")
        if not covered.isdisjoint(span) or BARRIER in found:
            continue
        covered.update(span)
        if told not in said:
            said.add(told)
            yield Shape(kind, told)


def _found(text: str, dates: Iterable[FoundDate]) -> Iterator[tuple[str, int, str]]:
    for date in dates:
        yield "date", date.start, text[date.start : date.start + len(date.text)]
    searched = Text(text)
    for kind, patterns in SHAPES:
        for pattern in patterns:
            for match in pattern.matches(searched):
                if _is_real(kind, match):
                    yield kind, match.start(), match[0]


def _is_real(kind: str, match: re.Match[str]) -> bool:
    if kind == "network address":
        parts = match[0].split(".")
        return all(int(part) < 256 for part in parts) and int(parts[0]) > 9
    if kind == "telephone number" and match.re is _TELEPHONE:
        # A column of changes, `+1 1 0 0 0 -1`, stands in single digits; no number is written so.
        return re.search(r"\d\d", match[0]) is not None
    if kind == "record number" and _YEAR.fullmatch(match[1]):
        return False
    if kind in ("record number", "device serial or lot number"):
        return sum(character.isdigit() for character in match[0]) >= _LEAST_DIGITS
    return True
