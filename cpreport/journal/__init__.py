"""Take a checked series, and give what a journal asks for: its package, and the proof of it."""
