"""Find names of files that a camera, a telephone, a scanner or an archive of images gave."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_ENDINGS = (
    "jpe?g|png|heic|heif|gif|tiff?|bmp|dng|cr2|nef|mp4|mov|avi|m4a|mp3|wav|3gp|dcm|dicom|nii|pdf|"
    "docx?|xlsx?|pptx?|csv|edf|zip|txt|rtf|msg|eml"
)
_FILE = re.compile(rf"(?<![\w./-])([\w-]{{1,100}})\.(?:{_ENDINGS})(?![\w-])", re.IGNORECASE)
#: Without its ending too, a name by a camera says when a picture was taken, or which it is.
_CAMERA = re.compile(
    r"(?<![\w-])(?:(?:IMG|DSC[NF]?|PXL|VID|MVIMG|PANO|SCAN|DOC)[-_]?"
    r"(?:(?:19|20)\d{6}[\w-]{0,30}|\d{4,8})"
    # `P1234567` is a camera's; `P0001` is a study id.
    r"|P[-_]?(?:(?:19|20)\d{6}[\w-]{0,30}|\d{7,8})"
    r"|(?:WhatsApp (?:Image|Video|Audio)|Screenshot|Screen Shot|Bildschirmfoto|Photo|signal)[-_ ]"
    r"(?:19|20)\d\d-?\d\d-?\d\d[\w-]{0,20}(?: (?:at|um|à) \d{1,2}[.:]\d{2}(?:[.:]\d{2})?)?)"
    r"(?:\.\w{3,4})?(?![\w-])"
)
_OF_CAMERAS = re.compile(
    r"IMG|DSC|PXL|VID|PANO|SCAN|DOC|WhatsApp|Screen|Bildsch|signal|Photo|P[-_]?\d{7}"
)
#: Digits that a date or a record number fills.
_TELLING = 6


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _CAMERA:
        return True
    digits = sum(character.isdigit() for character in match[1])
    return digits >= _TELLING and not match.string[: match.start()].endswith("doi.org")


KIND = Kind(
    "file name of a camera or an archive",
    "R",
    (
        Pattern(_CAMERA, no_space=_OF_CAMERAS),
        Pattern(_FILE, no_space=re.compile(rf"[\w-]\.(?:{_ENDINGS})(?![\w-])", re.IGNORECASE)),
    ),
    rank=4,
    is_real=_is_real,
)
