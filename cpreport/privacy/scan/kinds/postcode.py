"""Find postal codes: by their form where it is like no other, else beside a town or a label."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, without_small_letters, words_from

_BRITISH = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?!\w)")
_CANADIAN = re.compile(
    r"(?<!\w)[ABCEGHJ-NPRSTVXY]\d[A-CEGHJ-NPRSTV-Z] ?\d[A-CEGHJ-NPRSTV-Z]\d(?!\w)"
)
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    "T[NX]|"
    "UT|V[AT]|W[AIVY]"
)
_AMERICAN = re.compile(
    rf"(?<=, )(?:{_STATES}) \d{{5}}(?:-\d{{4}})?(?![\w-])|(?<!\w)(?:{_STATES}) "
    rf"\d{{5}}-\d{{4}}(?![\w-])"
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
#: The forms of codes with a town behind; what stands before decides about the first.
_CODE = (
    r"(?<![\w.,])(?:\d{5}|\d{4,5}(?<=-\d{4})|\d{4,5}(?<=-\d{5})|\d{2}-\d{3}|\d{4}-\d{3}|"
    r"[1-9]\d{3} ?(?!IU|MG|ML|KG|AD|BC|CE|EU|MR|CT|US)[A-RT-Z][A-Z]|\d{3} \d{2})"
)
_BEFORE_TOWN = re.compile(rf"{_CODE} {_CAPITAL}[^\W\d_]{{2,25}}(?!\w)")
_BEGINS = re.compile(
    r"(?:^|, |[\n\t\x1f]|; |\(|(?:^|\W)(?:in|aus|from) |(?<![A-Za-z])[A-Z]{1,2}-)$"
)
_COUNTRY = re.compile(
    r"(?<![\w-])(?:D|A|CH|DE|AT|F|I|E|NL|B|L|DK|S|SE|FI|CZ|SK|H|HU|SI|HR|TR|GR)-$"
)
_LABELLED = re.compile(
    r"(?<!\w)(?:zip|zip ?code|post ?code|postal code|postleitzahl|plz|posta kodu|code postal|"
    r"código postal|cep|cap|postcode|kod pocztowy|индекс)[ .:]{1,3}"
    r"([A-Z]{0,2}-?\d[\dA-Z -]{2,8}\d|\d{3,6})(?!\w)",
    re.IGNORECASE,
)
#: What is counted in thousands, with a capital as at the beginning of a name.
_COUNTED = re.compile(
    r"(?:Patients?|Units?|Children|Cells|Cases|Einheiten|Zellen|Patienten|Kinder|Participants|"
    r"Items|"
    r"Lux|Hertz|Hz|Dalton|Kinder|Euro|Dollar|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Months|Days|Weeks|Years)(?!\w)"
)


def _is_real(match: re.Match[str]) -> bool:
    if match.re is not _BEFORE_TOWN:
        return True
    if _COUNTED.match(match[0].rpartition(" ")[2]):
        return False
    before = match.string[max(0, match.start() - 8) : match.start()]
    code = match[0].rpartition(" ")[0]
    if code.isdigit() and len(code) == 4:
        return _COUNTRY.search(before) is not None
    if before.endswith("-") and not _COUNTRY.search(before):
        return False
    # By their form five digits, or three and two, are any number.
    return not re.fullmatch(r"\d{5}|\d{3} \d{2}", code) or _BEGINS.search(before) is not None


KIND = Kind(
    "postal code",
    "B",
    (
        without_small_letters(_BRITISH),
        without_small_letters(_CANADIAN),
        without_small_letters(_AMERICAN),
        Pattern(_BEFORE_TOWN, no_small=re.compile(rf"{_CODE} {_CAPITAL}")),
        Pattern(
            _LABELLED,
            words=words_from(
                "zip zipcode postcode post postal postleitzahl plz posta código code cep cap kod "
                "индекс"
            ),
            begins=True,
        ),
    ),
    is_real=_is_real,
)
