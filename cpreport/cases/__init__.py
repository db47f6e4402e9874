"""Take the files of a series folder, and give frozen records whose every value has a place."""

from cpreport.cases.reader import read_series

__all__ = ["read_series"]
