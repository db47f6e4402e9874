"""Write in the pages of the documentation what the code itself must say."""
