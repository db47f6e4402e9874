"""Take any bytes, and hold what must be true of whatever is made of them.

Each target runs without any tool, on what `tests/test_fuzz.py` gives it, and under a fuzzer that
looks for new ways through the code: `python -m tests.fuzz TARGET FOLDER` (see CONTRIBUTING.md).
"""
