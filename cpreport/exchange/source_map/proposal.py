"""A map as far as it is proposed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cpreport.exchange.source_map.heading_words import KnownNames
from cpreport.exchange.source_map.import_map import DeclaredNumber
from cpreport.exchange.source_tables import SourceData
from cpreport.scales.names import fold


@dataclass(slots=True)
class Proposal:
    """A map as far as it is made."""

    known: KnownNames
    data: SourceData
    notes: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    visits: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    measures: dict[str, DeclaredNumber] = field(default_factory=dict)
    everybody: dict[str, str] = field(default_factory=dict)

    def note(self, sheet: str, name: str, words: str) -> None:
        """Add a comment to what is proposed of a column."""
        key = f"{sheet}\n{name}"
        self.notes[key] = f"{self.notes[key]}\n{words}" if key in self.notes else words

    def add_visit(self, name: str) -> None:
        """Name a visit as the series or the source does."""
        if name and name not in self.visits:
            words = self.data.events.get(name, name)
            known = self.known.visits
            self.visits[name] = known.get(fold(name)) or known.get(fold(words)) or words
