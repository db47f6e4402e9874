"""The map of a source: proposed, confirmed by who knows the patients; cases are made by it."""
