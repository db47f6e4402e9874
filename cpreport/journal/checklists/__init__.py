"""Take a checked series and its finished documents, and give the reporting checklists, filled.

What lacks is told without a page: that is all that is imported here. The finished files come from
`cpreport.journal.checklists.files`.
"""

from __future__ import annotations

from cpreport.journal.checklists.filled import Checklist, filled
from cpreport.journal.checklists.guideline import NAMES, guidelines
from cpreport.journal.checklists.problems import answer_problems, checklist_problems

__all__ = [
    "NAMES",
    "Checklist",
    "answer_problems",
    "checklist_problems",
    "filled",
    "guidelines",
]
