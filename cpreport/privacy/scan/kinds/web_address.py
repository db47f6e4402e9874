"""Find addresses on the web that lead to one person: records, profiles, pages inside a hospital."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.pattern import Pattern

_URL = re.compile(
    r"\b(?:https?|ftp|sftp|file|smb|dicom|fhir)://[^\s<>\"\x1f]{3,300}", re.IGNORECASE
)
_SOCIAL = (
    r"(?:facebook|instagram|twitter|tiktok|linkedin|youtube|gofundme|caringbridge|patreon|strava|"
    r"pinterest|snapchat|threads|reddit|flickr|tumblr|weibo|betterplace|justgiving)\.(?:com|org|"
    r"net)"
    r"|(?:fb|wa|t|m)\.me|vk\.com|ok\.ru|x\.com"
)
#: Without what comes before the name of the site.
_BARE = re.compile(rf"(?<![\w/.@])(?:www\.|m\.)?(?:{_SOCIAL})/[\w.@%~/-]{{2,80}}", re.IGNORECASE)
_PROFILE = re.compile(rf"(?:^|\.)(?:{_SOCIAL})$", re.IGNORECASE)
#: Keys of a query that say whose page it is.
_KEYS = re.compile(
    r"(?:mrn|pid|p_?id|pat(?:ient)?_?(?:id|no|nr|name)?|person_?(?:id)?|acc(?:ession)?_?(?:no)?|"
    r"record_?(?:id|no)?|case_?(?:id|no)?|study_?(?:uid|id)?|name|surname|dob|birth\w*|ssn|nhs\w*|"
    r"user(?:name|_?id)?|visit_?(?:id)?|encounter\w*|member\w*|email|phone)",
    re.IGNORECASE,
)
#: Places inside a hospital or a house.
_INSIDE = re.compile(
    r"(?:^|[./_-])(?:pacs|ehr|emr|kis|ris|lis|intranet|internal|localhost|local|lan|corp|"
    r"hospital-?net)"
    r"(?:[./:_-]|$)",
    re.IGNORECASE,
)
_OF_A_PATIENT = re.compile(
    r"/(?:patients?|mrn|records?|cases?|charts?|persons?|members?|users?|profiles?)/"
    r"[^/?#]*\d[^/?#]{2,}",
    re.IGNORECASE,
)


def _is_real(match: re.Match[str]) -> bool:
    if match.re is _BARE:
        return True
    try:
        address = urlsplit(match[0].rstrip(".,;:)]}'"))
    except ValueError:
        return True
    host = (address.hostname or "").removeprefix("www.")
    if address.scheme.lower() not in ("http", "https") or not host:
        return True
    if _PROFILE.search(host):
        return len(address.path) > 2
    query = parse_qsl(address.query)
    return (
        _INSIDE.search(host + address.path) is not None
        or (host.replace(".", "").isdigit() and "." in host)
        or _OF_A_PATIENT.search(address.path) is not None
        or any(_KEYS.fullmatch(key) and value for key, value in query)
    )


KIND = Kind(
    "web address of a person or record",
    "N",
    (
        Pattern(_URL, ("://",)),
        Pattern(_BARE, no_space=re.compile(r"\.(?:com|org|net|me|ru)/", re.IGNORECASE)),
    ),
    rank=2,
    is_real=_is_real,
)
