"""Write the pages of the documentation that the code decides into `docs/`."""

from docs.making.pages import write

write()
