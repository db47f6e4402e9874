"""One file a contender. Each makes the PDFs of the same case reports, in a process of its own.

To add one, add a file with a function `contender(work) -> Ready`. It imports what it needs inside
that function, so that a contender that is not installed is skipped by name.
"""
