"""Write composed documents, drawings and tables: HTML, PDF, DOCX and JATS."""
