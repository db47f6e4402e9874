"""Read the files of a series folder into frozen records whose every value keeps its place."""

from cpreport.cases.reader import read_series

__all__ = ["read_series"]
