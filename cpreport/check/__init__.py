"""Check a whole series: what is wrong with it, and what of it may be printed."""
