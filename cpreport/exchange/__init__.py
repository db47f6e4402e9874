"""Bring series in from where else data live, and hand them out again; one file a format."""
