"""Whatever says who a patient is, planted in any kind of place, is found there."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import pytest

from cpreport.journal.zip_archive import archive
from cpreport.privacy.identities import Identities, read_identities
from cpreport.privacy.scan import Search, search_content
from cpreport.privacy.scan.kinds import kinds
from cpreport.privacy.scan.search import search_for
from tests.conftest import REPOSITORY
from tests.planted import FORMS, IDENTITIES, MORE_FORMS, PLACES, UNKNOWN

pytestmark = pytest.mark.slow


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

#: Places that only programs read: there the known values are looked for, and nothing else.
FOR_PROGRAMS = {"html class"}
#: Places that no text with a line or a quotation mark can stand in.
NAMES_OF_FILES = {"file name", "folder name", "zip name", "pdf attachment name"}
#: Places where a text is a part of an address or a name, and what is found there by its shape too.
IN_PATHS = {*NAMES_OF_FILES, "html link", "pdf link"}
KINDS_IN_PATHS = {"record number", "file name of a camera or an archive"}
#: Places that change letters on the way: typesetting, or a way of writing them down.
SETS_TYPE = {"pdf text", "pdf hyphenated", "pdf white text"}

KNOWN = [text for texts in MORE_FORMS.values() for text in texts]
SHAPED = [(kind, text) for kind, texts in UNKNOWN.items() for text in texts]
READ = [place for place in PLACES if place not in FOR_PROGRAMS]


def places_for(number: int, text: str, kind: str = "") -> list[str]:
    """Choose four places by turns, so that each text stands in several and each place has many."""
    odd = set("/\\\n\"|<>^'’°′″\u00ad\u200b\u2060%")
    fits = [
        place
        for place in READ
        if not (place in NAMES_OF_FILES and odd & set(text))
        and not (place in IN_PATHS and kind and kind not in KINDS_IN_PATHS)
        # Fonts of a page have no letters of other scripts, and what is set is divided and spaced.
        and not (place in SETS_TYPE and not text.isascii())
        and place != "pdf hyphenated"
    ]
    return [fits[(11 * number + 17 * turn) % len(fits)] for turn in range(4)]


MORE_PLANTS = [(p, text) for n, text in enumerate(KNOWN) for p in places_for(n, text)]
SHAPED_PLANTS = [(p, k, text) for n, (k, text) in enumerate(SHAPED) for p in places_for(n, text, k)]
TEXTS = [*FORMS.values(), *KNOWN, *(text for _, text in SHAPED)]
ALL = len(PLANTS) + len(MORE_PLANTS) + len(SHAPED_PLANTS)


def test_there_are_enough_plants_in_enough_kinds_of_places() -> None:
    print(f"{len(TEXTS)} texts, {ALL} plants in {len(PLACES)} kinds of places")
    assert len(PLANTS) >= 200
    assert len(PLACES) >= 20
    assert len(set(TEXTS)) >= 250


def test_the_page_says_how_many_there_are() -> None:
    said = " ".join((REPOSITORY / "docs/privacy.md").read_text("utf-8").split())
    counted = (
        f"{len(set(TEXTS)):,} identifiers, planted {ALL:,} times in {len(PLACES)} kinds of places"
    )
    assert counted in said


def test_every_kind_of_identifier_is_planted() -> None:
    assert {kind.name for kind in kinds()} | {"date"} == set(UNKNOWN)


@pytest.mark.parametrize(("place", "form"), PLANTS, ids=lambda name: name.replace(" ", "-"))
def test_what_is_planted_is_found(place: str, form: str) -> None:
    name, content = PLACES[place](FORMS[form])
    assert search_content(search(), name, content).hits


@pytest.mark.parametrize(("place", "text"), MORE_PLANTS)
def test_a_known_value_is_found_in_every_form(place: str, text: str) -> None:
    name, content = PLACES[place](text)
    assert search_content(search(), name, content).hits


@pytest.mark.parametrize(("place", "kind", "text"), SHAPED_PLANTS)
def test_what_nobody_named_is_found_by_its_shape(place: str, kind: str, text: str) -> None:
    name, content = PLACES[place](text)
    found = search_content(search_for(Identities()), name, content).findings
    assert kind in {finding.kind for finding in found}, found


def test_what_two_files_have_in_common_is_found_in_both_each_time_at_its_own_place() -> None:
    text = f"{next(iter(FORMS.values()))} came on 14 March 2020."
    for name in ("footer.txt", "header.txt", "footer.txt"):
        found = search_content(search(), "a.docx", archive({name: text.encode()}))
        assert {hit.where for hit in found.hits} == {name}
        assert [(one.where, one.text) for one in found.findings] == [(name, "14 March 2020")]


@pytest.mark.parametrize("place", PLACES, ids=lambda name: name.replace(" ", "-"))
def test_nothing_is_found_where_nothing_is_planted(place: str) -> None:
    name, content = PLACES[place]("a child at school")
    result = search_content(search(), name, content)
    assert result.hits == ()
    assert [finding.text for finding in result.findings] == []


def test_the_search_of_unknown_identifiers_has_a_kind_for_each_of_the_eighteen() -> None:
    """45 CFR 164.514(b)(2)(i), A to R; dates are C, and photographs (Q) have consent of their own."""
    letters = {kind.safe_harbor for kind in kinds()} | {"C"}
    # A fax number (E) is written as any telephone number is.
    assert letters | {"E", "Q"} == set("ABCDEFGHIJKLMNOPQR")
    page = (REPOSITORY / "docs/privacy.md").read_text("utf-8")
    assert re.findall(r"^\| ([A-R]) \|", page, re.MULTILINE) == list("ABCDEFGHIJKLMNOPQR")


@pytest.mark.parametrize(
    "name",
    [
        "figures/scan_20200314.svg", "cases/2020-03-14/P01.html", "P01 14.03.2020.pdf.txt",
        "IMG_20200314_101500.txt", "tables/2020-03-14-scores.csv", "photo-2020-03-14T10-15.txt",
    ],
)  # fmt: skip
def test_a_date_in_the_name_of_a_file_is_found(name: str) -> None:
    found = search_content(search_for(Identities()), name, b"Nothing.").findings
    assert [finding.where for finding in found] == ["name of the file"]


def test_where_a_picture_was_taken_and_by_which_camera_is_found() -> None:
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA431] = "471147"
    exif.get_ifd(0x8769)[0x9003] = "2020:03:14 10:15:00"
    exif[0x8825] = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 23.0)}
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    found = search_content(search_for(Identities()), "a.jpg", out.getvalue()).findings
    assert {(finding.kind, finding.text) for finding in found} == {
        ("date", "2020:03:14 10:15"),
        ("device serial or lot number", "Serial Number: 471147"),
        ("position on the map", "48.2083° N, 16.3731° E"),
    }


def test_a_torn_picture_is_searched_all_the_same() -> None:
    name, content = PLACES["jpeg exif"]("Zauberwald")
    for end in range(60, len(content), 7):
        search_content(search(), name, content[:end])
    assert search_content(search(), name, content[: len(content) // 2 + 60]).hits
