"""Take cases and finished outputs, and say what must not be published."""

from cpreport.privacy.consent import consent_problems, to_share, without_unconsented

__all__ = ["consent_problems", "to_share", "without_unconsented"]
