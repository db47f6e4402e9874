"""Find names that people have on social networks."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern, words_from

#: What is no handle: rules of style sheets, keys of linked data, entries of bibliographies, and
#: citations that were left as typed, of which another problem speaks.
_AT = re.compile(r"(?<![\w.@/\[\\-])@(?=[\w.]{5})(?:[A-Z]?[a-z]{2,}[._]?){1,5}\d{0,6}(?![\w({-])")
_NO_HANDLES = frozenset((
    "context", "graph", "value", "language", "vocab", "index", "reverse", "container", "media",
    "import", "charset", "supports", "keyframes", "namespace", "layer", "property", "param",
    "return", "returns", "article", "string", "comment", "preamble", "dataclass", "staticmethod",
))  # fmt: skip
_CITATION = re.compile(r"@[A-Za-z]+(?:19|20)\d\d[a-z]?")
_LABELLED = re.compile(
    r"(?<!\w)(?:instagram|insta|twitter|tiktok|facebook|snapchat|telegram|skype|discord|wechat|"
    r"mastodon|user ?name|nickname|handle|screen name|login|benutzername|kullanıcı adı|"
    r"nom d'utilisateur|usuario|utente)"
    r"(?: (?:name|handle|account|id|user|profile))?(?:: ?| (?=@|[\w.]{0,20}(?:[\d_]|\.\w)))"
    r"(@?[A-Za-z][\w.-]{2,29})(?!\w)",
    re.IGNORECASE,
)


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _AT:
        name = match[0][1:].lower()
        return name not in _NO_HANDLES and not _CITATION.fullmatch(match[0])
    return match[1].rstrip(".") != "" and not match[1].isdigit()


KIND = Kind(
    "name on a social network",
    "N",
    (
        Pattern(_AT, ("@",)),
        Pattern(
            _LABELLED,
            words=words_from(
                "instagram insta twitter tiktok facebook snapchat telegram skype discord wechat "
                "mastodon user username nickname handle screen login benutzername "
                "kullanıcı nom usuario utente"
            ),
            begins=True,
        ),
    ),
    rank=4,
    is_real=_is_real,
)
