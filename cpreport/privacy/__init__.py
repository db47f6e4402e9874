"""Find what must not be published, in cases and in finished outputs."""

from cpreport.privacy.consent import (
    consent_problems,
    image_consent_problems,
    leave_out_unconsented,
    to_share,
)
from cpreport.privacy.images import look_at_images, pictures_of

__all__ = [
    "consent_problems",
    "image_consent_problems",
    "leave_out_unconsented",
    "look_at_images",
    "pictures_of",
    "to_share",
]
