"""Show in a terminal what commands find: problems, tables, progress, the next step, completion."""
