"""Turn structured clinical case files into case reports and a case-series article."""

__version__ = "0.1.0"
