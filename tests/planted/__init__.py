"""Take a text, and plant it in every kind of place that a finished file has.

Everybody who is named here is invented.
"""

from tests.planted.people import FORMS, IDENTITIES
from tests.planted.places import PLACES

__all__ = ["FORMS", "IDENTITIES", "PLACES"]
