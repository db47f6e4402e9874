"""Take a checked series and its finished documents, and give the reporting checklists, filled."""

from __future__ import annotations

from cpreport.journal.checklists.files import checklist_files, checklists_of
from cpreport.journal.checklists.filled import Checklist, filled
from cpreport.journal.checklists.guideline import NAMES, guidelines
from cpreport.journal.checklists.made import MadeChecklists, make_checklists
from cpreport.journal.checklists.problems import answer_problems, checklist_problems

__all__ = [
    "NAMES",
    "Checklist",
    "MadeChecklists",
    "answer_problems",
    "checklist_files",
    "checklist_problems",
    "checklists_of",
    "filled",
    "guidelines",
    "make_checklists",
]
