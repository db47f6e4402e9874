"""Fill the reporting checklists from a checked series and its finished documents.

What lacks is told without a page: that is all that is imported here. The finished files come from
`cpreport.checklists.files`.
"""

from __future__ import annotations

from cpreport.checklists.fill_items import Checklist, fill_checklists
from cpreport.checklists.guideline import NAMES, guidelines
from cpreport.checklists.lacking import answer_problems, checklist_problems

__all__ = [
    "NAMES",
    "Checklist",
    "answer_problems",
    "checklist_problems",
    "fill_checklists",
    "guidelines",
]
