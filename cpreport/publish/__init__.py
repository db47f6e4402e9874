"""Take composed documents, drawings and tables, and give pages: HTML for screens, PDF for print."""
