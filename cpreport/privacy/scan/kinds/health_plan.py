"""Find the numbers under which somebody is insured."""

from __future__ import annotations

import re

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered
from cpreport.privacy.scan.pattern import Pattern, words_from

_LABELS = (
    "health plan|health insurance|insurance|insurance policy|policy|medicare|medicaid|subscriber|"
    "beneficiary|ehic|hicn|mbi|versicherung|versicherungs|krankenkasse|krankenkassen|mutuelle|"
    "carte vitale|assurance|assurance maladie|seguro|seguridad social|seguro social|nuss|"
    "tessera sanitaria|assicurazione|verzekering|verzekerings|polis|ubezpieczenie|sgk|bağkur|"
    "sağlık sigortası|sigorta|страховой полис|омс"
)
_WORDS = "member|membership|group|plan|payer|insured"
#: The insurer is named between the word and the number: `Insurance AOK X123456789`.
_INSURER = re.compile(
    r"(?<!\w)(?:(?i:insurance|insurer|insured (?:by|with)|health plan|krankenkasse|versicherung|"
    r"versichert bei|assurance|mutuelle|seguro|assicurazione|sigorta))[ :]{1,3}"
    r"(?:[A-ZÄÖÜ][\w&.-]{1,20} ){1,3}((?=[A-Z\d-]*\d{5})[A-Z]{0,3}[\d-]{6,15})(?!\w)"
)
_WORDS_OF_INSURER = words_from(
    "insurance insurer insured plan krankenkasse versicherung versichert assurance mutuelle seguro "
    "assicurazione sigorta"
)

KIND = Kind(
    "health plan number",
    "I",
    (after_label(_LABELS), after_word(_WORDS), Pattern(_INSURER, words=_WORDS_OF_INSURER)),
    rank=3,
    is_real=is_numbered,
)
