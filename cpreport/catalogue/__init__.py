"""Hold every sentence that cpreport writes by itself, with its condition and its records.

One YAML file a document; `entry` looks a sentence up by its id, `fill_places` fills its places.
"""

from cpreport.catalogue.clauses import Clause, clause_in_words, clauses_in_words
from cpreport.catalogue.entries import (
    CatalogueEntry,
    Heading,
    Say,
    catalogue,
    entry,
    fill_places,
    headings,
    places,
    say,
)

__all__ = [
    "CatalogueEntry",
    "Clause",
    "Heading",
    "Say",
    "catalogue",
    "clause_in_words",
    "clauses_in_words",
    "entry",
    "fill_places",
    "headings",
    "places",
    "say",
]
