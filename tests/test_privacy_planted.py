"""Whatever says who a patient is, planted in any kind of place, is found there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from cpreport.privacy.identities import read_identities
from cpreport.privacy.scan import Search, searched
from cpreport.privacy.scan.search import search_for
from tests.planted import FORMS, IDENTITIES, PLACES


@cache
def search() -> Search:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "identities.yaml"
        path.write_text(IDENTITIES, "utf-8")
        path.chmod(0o600)
        identities, problems = read_identities(Path(name))
    assert identities is not None, problems
    return search_for(identities)


PLANTS = [(place, form) for place in PLACES for form in FORMS]


def test_there_are_enough_plants_in_enough_kinds_of_places() -> None:
    print(f"{len(PLANTS)} plants in {len(PLACES)} kinds of places")
    assert len(PLANTS) >= 200
    assert len(PLACES) >= 20


@pytest.mark.parametrize(("place", "form"), PLANTS, ids=lambda name: name.replace(" ", "-"))
def test_what_is_planted_is_found(place: str, form: str) -> None:
    name, content = PLACES[place](FORMS[form])
    assert searched(search(), name, content).hits


@pytest.mark.parametrize("place", PLACES, ids=lambda name: name.replace(" ", "-"))
def test_nothing_is_found_where_nothing_is_planted(place: str) -> None:
    name, content = PLACES[place]("a child at school")
    assert searched(search(), name, content).hits == ()
