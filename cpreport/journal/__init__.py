"""Fit a series to a journal: its profile, what stands in the way, figures, tables, the package."""
