"""Take a manuscript that came back from a word processor, and say what was changed in it."""
