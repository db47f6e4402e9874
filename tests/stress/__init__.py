"""Take the name of a hard case for the pages, and write a whole series folder that is one.

Every patient, author and centre is invented, which each file says; all follows from the number of
the patient, so a series is the same whenever it is written. Run by hand:
`python -m tests.stress NAME FOLDER`.
"""

from tests.stress.series import STRESS, written

__all__ = ["STRESS", "written"]
