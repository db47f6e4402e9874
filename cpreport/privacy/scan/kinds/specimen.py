"""Find the numbers of specimens, slides, studies and images of one patient."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered
from cpreport.privacy.scan.pattern import without_small_letters

#: A unique identifier of DICOM; what stands here first belongs to standards.
_UID = re.compile(r"(?<![\w.])[0-2](?:\.\d{1,39}){5,20}(?![\w]|\.\d)")
_OF_STANDARDS = ("1.2.840.10008.", "2.16.840.1.113883.", "1.3.6.1.5.", "1.3.6.1.2.", "2.5.")
_SHORTEST_UID = 18


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _UID:
        return len(match[0]) >= _SHORTEST_UID and not match[0].startswith(_OF_STANDARDS)
    return is_numbered(match)


KIND = Kind(
    "number of a specimen or image",
    "R",
    (
        without_small_letters(_UID),
        after_label(
            "specimen|biopsy number|biopsy no|histology number|histology no|pathology number|"
            "pathology no|lab number|laboratory number|study instance uid|study uid|barcode|"
            "bar code|biobank|präparat|präparate|probennummer|proben|befundnummer|barkod|"
            "numune|échantillon|prélèvement|muestra|amostra|campione|monster|próbka"
        ),
        after_word("sample|slide|histology|pathology|lab"),
    ),
    rank=4,
    is_real=_is_real,
)
