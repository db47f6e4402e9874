"""Build the documents of a series: what to make, what is made already, who makes it, and where."""
