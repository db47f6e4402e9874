"""Write the document tree as HTML pages."""
