"""Take a checked series and a journal's profile, and give what the journal can take and check."""

from __future__ import annotations

from cpreport.journal.profile import Profile, Stated
from cpreport.journal.profiles import UnknownJournal, profile, profiles

__all__ = ["Profile", "Stated", "UnknownJournal", "profile", "profiles"]
