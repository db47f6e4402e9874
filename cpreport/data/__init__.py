"""Write data files: the only room that does, by one schema of columns."""
