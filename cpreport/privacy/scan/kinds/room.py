"""Find the room and bed in which somebody lay."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

_ROOM = re.compile(
    r"(?<!\w)(?:room|bed|bay|zimmer|bett|zi\.|oda|yatak|chambre|habitación|cama|stanza|letto|"
    r"quarto|kamer|pokój|łóżko|палата|койка)(?!\d)[ -]?(?:number(?!\d)|no(?!\d)\.?|nr(?!\d)\.?|"
    r"nummer(?!\d)|numarası(?!\d)|№|#)?[ :]{0,2}"
    r"(\d{1,4}[A-Za-z]?)(?![\w-]|[.,/]\d)",
    re.IGNORECASE,
)
#: A number that measures or counts something, not one that names a room.
_MEASURED = re.compile(
    r"\s?(?:%|°|×|x|to|or|and|-|degrees?|times?|hours?|hrs?|h|min\w*|days?|weeks?|months?|years?|"
    r"cm|m|kg|patients?|children|beds?|people|sessions?|tage?|stunden|wochen)(?!\w)",
    re.IGNORECASE,
)


#: A room in which nobody lies overnight.
_OF_ALL = re.compile(
    r"(?:operating|operation|theatre|treatment|examination|or|op|waiting|suite),? $", re.I
)


def _is_real(match: re.Match[str]) -> bool:
    if _OF_ALL.search(match.string[max(0, match.start() - 16) : match.start()]):
        return False
    return not _MEASURED.match(match.string, match.end())


KIND = Kind(
    "room or bed",
    "R",
    (
        Pattern(
            _ROOM,
            words=words_from(
                "room bed bay zimmer bett zi oda yatak chambre habitación cama stanza letto quarto "
                "kamer pokój łóżko палата койка zimmernummer bettnummer"
            ),
            begins=True,
        ),
    ),
    is_real=_is_real,
)
