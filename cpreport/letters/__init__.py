"""Take a series' findings and identities, and give progress letters, the only identified output."""
