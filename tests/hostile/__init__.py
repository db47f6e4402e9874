"""Files that mean harm or make no sense, each with what cpreport must say of it.

`corpus.py` holds the cases, `tests/test_hostile.py` runs each through the command line.
"""
