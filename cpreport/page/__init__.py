"""Show a series in the browser of this machine, to enter, check, see and build it."""
