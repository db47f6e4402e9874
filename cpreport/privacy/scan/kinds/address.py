"""Find streets with the number of a house, as countries write them."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_NAME = r"[^\W\d_][\w'’-]{1,25}\.?"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{1,25}\.?"
_NUMBER_FIRST = re.compile(
    rf"(?<![\w.,-])\d{{1,5}}[a-zA-Z]?,? (?:{_CAPITAL} ){{1,3}}"
    r"(?:Street|Str|St(?! [A-Z])|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr(?! [A-Z])|Court|Square|"
    r"Boulevard|Blvd|Terrace|Crescent|Close|Way|Gardens|Grove|Row|Mews|Hill|Parkway|Pkwy|Highway|"
    r"Hwy|Circle|Place)\b\.?"
    rf"|(?<![\w.,-])\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|"
    rf"impasse|allée|quai|cours) (?:de |du |des |de la |la |le |l'|d')?{_NAME}(?: {_NAME}){{0,2}}"
)
_NUMBER_LAST = re.compile(
    r"(?<!\w)[A-ZÄÖÜ][\w'’-]{2,25}(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|straat|"
    r"laan|plein|"
    r"gracht|kade|gade|vej|gatan|vägen|veien|katu|tie|utca) \d{1,4}[a-zA-Z]?(?!\w)"
)
#: In two words: `Hintere Gasse 5`, `Berliner Straße 7`.
_TWO_WORDS = re.compile(
    r"(?<!\w)[A-ZÄÖÜ][\w'’-]{2,25}[ -](?:Straße|Strasse|Str\.|Gasse|Weg|Platz|Allee|Ufer|utca|"
    r"út|straat) \d{1,4}[a-zA-Z]?(?!\w)"
)
#: Only behind a point or a stroke a name may follow at once.
_APART = r"(?:(?<=[./]) ?| )"
_STREET_FIRST = re.compile(
    rf"(?<!\w)(?:Calle|C/|Avenida|Av\.|Avda\.|Plaza|Paseo|Rua|Travessa|Praça|Via|Viale|Piazza|"
    rf"Corso|Vicolo|Strada|Bulevardul|ul\.|ulica|al\.|os\.){_APART}(?:{_NAME} ){{0,3}}{_NAME},? "
    r"(?:n[.º°]{0,2} ?)?\d{1,4}[a-zA-Z]?(?!\w)"
    rf"|(?<!\w)(?:ул\.|улица|просп\.|проспект|пер\.|бул\.|вул\.|οδός|οδ\.){_APART}{_NAME}"
    rf"(?: {_NAME}){{0,2}}"
    rf",? (?:д\. ?|дом )?\d{{1,4}}"
)
#: A place beside something: `Am Weiher 3`, `An der Mühle 12`.
_BESIDE = re.compile(
    r"(?<!\w)(?:Am|Beim|An der|An den|Auf der|Auf dem|Im|In der|Zum|Zur|Unter den|Hinter der|Bei "
    r"der) "
    r"(?:Alten |Neuen |Hohen |Langen )?([A-ZÄÖÜ][\wäöüß-]{2,20}) \d{1,3}[a-z]?(?!\w|[.,]\d|\.? "
    r"?[%°])"
)
#: What else has a number behind it.
_NO_STREETS = re.compile(
    r"(?:Tag|Tage|Monat|Monate|Jahr|Jahre|Woche|Alter|Fall|Abschnitt|Kapitel|Bereich|Mittel|Grad|"
    r"Stadium|Visite|Untersuchung\w*|Zeitpunkt|Zeitraum|Abb|Abbildung|Tab|Tabelle|Schritt|Phase|"
    r"Sitzung|Gruppe|Seite|Segment|Zentrum|Patient\w*|Item|Punkt|Level|Wert|Dosis|Ebene|Kohorte|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)"
)
_TURKISH = re.compile(
    rf"(?<!\w){_NAME} (?:Mahallesi|Mah\.|Sokağı|Sokak|Sok\.|Sk\.|Caddesi|Cad\.|Cd\.|Bulvarı|Blv\.|"
    r"Apartmanı|Apt\.)(?: (?:No|N)[.:]{0,2} ?\d{1,4}[a-zA-Z]?)?(?!\w)",
    re.IGNORECASE,
)
_FAR_EAST = re.compile(
    r"[\u3400-\u9fff]{1,8}[都道府県省市][\u3400-\u9fff]{1,10}[区市町村县區县路街][\w\u3400-\u9fff-]{0,12}\d{1,4}"
    r"(?:[-号號番丁目地弄室]+\d{0,4}){0,4}"
)
_ARABIC = re.compile(
    r"(?<!\w)(?:شارع|حي|רחוב|רח') [^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2},? \d{1,4}(?!\w)"
)
_BOX = re.compile(
    r"(?<!\w)(?:P\.? ?O\.? ?Box|Postfach|Apartado|PK|Casella postale|Boîte postale|а/я) "
    r"\d{1,6}(?!\w)"
)


def _is_real(match: re.Match[str]) -> bool:
    return match.re is not _BESIDE or not _NO_STREETS.match(match[1])


KIND = Kind(
    "street address",
    "B",
    (
        Pattern(
            _NUMBER_FIRST,
            words=words_from(
                "Street Str St Road Rd Avenue Ave Lane Ln Drive Dr Court Square Boulevard Blvd "
                "Terrace Crescent Close Way Gardens Grove Row Mews Hill Parkway Pkwy Highway Hwy "
                "Circle Place rue av bd chemin impasse allée quai cours"
            ),
        ),
        Pattern(
            _NUMBER_LAST,
            endings=tuple(sorted(words_from(
                "straße strasse str gasse weg platz allee ufer damm straat laan plein gracht kade "
                "gade vej gatan vägen veien katu tie utca"
            ))),
        ),
        Pattern(
            _TWO_WORDS,
            words=words_from("straße strasse str gasse weg platz allee ufer utca út straat"),
        ),
        Pattern(
            _STREET_FIRST,
            words=words_from(
                "Calle C Avenida Av Avda Plaza Paseo Rua Travessa Praça Via Viale Piazza Corso "
                "Vicolo "
                "Strada Bulevardul ul ulica al os ул улица просп проспект пер бул вул οδός οδ"
            ),
            begins=True,
        ),
        Pattern(
            _BESIDE, words=words_from("am beim an auf im in zum zur unter hinter bei"), begins=True
        ),
        Pattern(
            _TURKISH,
            words=words_from(
                "Mahallesi Mah Sokağı Sokak Sok Sk Caddesi Cad Cd Bulvarı Blv Apartmanı Apt"
            ),
        ),
        Pattern(_FAR_EAST, tuple("区市町村县區路街")),
        Pattern(_ARABIC, ("شارع", "حي", "רחוב", "רח'")),
        Pattern(_BOX, words=words_from("Box OBox POBox Postfach Apartado PK postale а")),
    ),
    is_real=_is_real,
)  # fmt: skip
