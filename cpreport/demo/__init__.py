"""Take a number and a seed, and give the files of a series of so many invented patients."""

from cpreport.demo.invented_series import demo_files

__all__ = ["demo_files"]
