"""Take a checked series and a journal's profile, and give what the journal can take and check."""
