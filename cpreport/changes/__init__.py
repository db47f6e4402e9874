"""Tell what was changed in a manuscript that came back from a word processor."""
