"""Find what must not be published, in cases and in finished outputs."""

from cpreport.privacy.case_photographs import (
    photograph_of_article,
    photographs_of_article,
    photographs_of_report,
)
from cpreport.privacy.consent import (
    consent_problems,
    image_consent_problems,
    leave_out_unconsented,
    to_share,
    withheld_data,
)
from cpreport.privacy.images import look_at_images, pictures_of

__all__ = [
    "consent_problems",
    "image_consent_problems",
    "leave_out_unconsented",
    "look_at_images",
    "photograph_of_article",
    "photographs_of_article",
    "photographs_of_report",
    "pictures_of",
    "to_share",
    "withheld_data",
]
