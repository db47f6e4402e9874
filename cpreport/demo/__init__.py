"""Invent the files of a series of so many patients, from a number and a seed."""

from cpreport.demo.invented_series import demo_files

__all__ = ["demo_files"]
