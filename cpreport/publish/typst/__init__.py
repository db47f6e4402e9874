"""Set composed documents with Typst: the document tree as data, templates that set it, a PDF."""
