"""Take a finished PDF, and give what a typesetter would refuse of its pages.

Run by hand: `python -m tests.pdfpages FILE.pdf...`; with `--blank` also the white space by page.
"""

from tests.pdfpages.area import Blank
from tests.pdfpages.findings import RULES, Finding, blanks, findings, judged

__all__ = ["RULES", "Blank", "Finding", "blanks", "findings", "judged"]
