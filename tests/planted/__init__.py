"""Plant a text in every kind of place that a finished file has.

Everybody who is named here is invented.
"""

from tests.planted.people import FORMS, IDENTITIES, MORE_FORMS
from tests.planted.places import PLACES
from tests.planted.shapes import UNKNOWN

__all__ = ["FORMS", "IDENTITIES", "MORE_FORMS", "PLACES", "UNKNOWN"]
