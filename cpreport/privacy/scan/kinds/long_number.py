"""Find numbers so long that they stand for one person or one thing, whatever they are called."""

from __future__ import annotations

import re

from cpreport.privacy.scan.check_digits import is_verhoeff
from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import without_small_letters

_LONG = re.compile(
    r"(?<![\w./,-])(?:\d{3}-\d{2}-\d{4}|[1-9]\d{8,19}|\d{3} \d{3} \d{4})(?![\w/-]|[.,]\d)"
)
#: What number something that is no person: terms, genes, chemicals, publications, studies.
_PUBLIC = re.compile(
    r"(?:snomed(?:[ -]?ct)?|sctid|loinc|icd(?:-?1[01])?|icf|orpha(?:net|code)?|omim|mim|pmid|"
    r"pubmed|"
    r"pmc|hpo|hp|mesh|umls|rxnorm|ndc|atc|cas|meddra|dbsnp|refseq|genbank|isbn|issn|ean|gtin|"
    r"registration|registry|registered(?: as)?|trial|utn|grant|award|project|concept)"
    r"(?:[ -]?(?:id|no|nr|number|code|identifier)s?)?[ .:=#(]{0,4}$",
    re.IGNORECASE,
)
_SNOMED = re.compile(r"snomed|sctid", re.IGNORECASE)


def _is_real(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if _PUBLIC.search(text[max(0, start - 40) : start]) or text[end : end + 2] in (" |", "|"):
        return False
    # An identifier of SNOMED CT has a check digit, and before it the kind of thing it is.
    return not (
        match[0].isdigit()
        and match[0][-3] in "01"
        and match[0][-2] in "012"
        and is_verhoeff(match[0])
        and _SNOMED.search(text)
    )


KIND = Kind(
    "long number",
    "R",
    (without_small_letters(_LONG),),
    rank=7,
    is_real=_is_real,
)
