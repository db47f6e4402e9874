"""Write progress letters from findings and identities, the only identified output."""
