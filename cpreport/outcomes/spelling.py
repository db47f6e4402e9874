"""British and American spelling of the few words that headings are made of."""

from __future__ import annotations

from cpreport.outcomes.findings import Findings

#: Words that British and American English spell differently, in British spelling.
_AMERICAN = {"Aetiology": "Etiology", "Centre": "Center"}


def spell(findings: Findings, word: str) -> str:
    """Spell a word as the series' language does."""
    american = findings.record.language == "en-US"
    return _AMERICAN.get(word, word) if american else word
