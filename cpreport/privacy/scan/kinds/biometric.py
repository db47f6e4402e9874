"""Find codes that stand for a finger, a voice, an eye or a face."""

from __future__ import annotations

from cpreport.privacy.scan.kind import Kind
from cpreport.privacy.scan.labels import after_label, after_word, is_numbered

_VALUE = r"(?=[\w:+/-]{0,20}\d)[\w][\w:+/-]{5,120}"

KIND = Kind(
    "biometric code",
    "P",
    (
        after_label(
            "fingerprint id|fingerprint template|fingerprint code|fingerprint hash|voiceprint|"
            "voice print|iris code|iris template|face template|face id|faceprint|palm print|"
            "biometric id|biometric template|biometric hash|fingerabdruck|parmak izi|"
            "empreinte digitale|huella dactilar|impronta digitale",
            value=_VALUE,
        ),
        after_word("fingerprint|biometric|retina scan|iris scan", value=_VALUE),
    ),
    rank=3,
    is_real=is_numbered,
)
