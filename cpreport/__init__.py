"""Take structured clinical case files, and give case reports and a case-series article."""

__version__ = "0.1.0"
