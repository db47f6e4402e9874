"""Hold every sentence that cpreport writes by itself, with its condition and its records.

One YAML file a document; `entry` looks a sentence up by its id, `fill_places` fills its places.
"""

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
from cpreport.catalogue.phrases import Phrase, phrase_in_words, phrases_in_words

__all__ = [
    "CatalogueEntry",
    "Heading",
    "Phrase",
    "Say",
    "catalogue",
    "entry",
    "fill_places",
    "headings",
    "phrase_in_words",
    "phrases_in_words",
    "places",
    "say",
]
