"""Take cases and finished outputs, and say what must not be published."""

from cpreport.privacy.consent import (
    consent_problems,
    image_consent_problems,
    to_share,
    without_unconsented,
)
from cpreport.privacy.images import look_at_images, pictures_of

__all__ = [
    "consent_problems",
    "image_consent_problems",
    "look_at_images",
    "pictures_of",
    "to_share",
    "without_unconsented",
]
