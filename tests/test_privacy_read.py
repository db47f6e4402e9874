"""What is left out where a file is read for the search of who the patients are, and what never."""

from __future__ import annotations

import io

import pikepdf
import pytest

from cpreport.privacy.scan.passages import passages
from cpreport.privacy.scan.pdf import pdf_passages


def pdf_with(thing: pikepdf.Object) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Further = pdf.make_indirect(thing)
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "thing",
    [
        "(Selin)",
        "[ 1 [ /A << /B (Selin) >> ] ]",
        "<</Alt<53656c696e>>>",
        "<< /A << /B [ <FEFF00530065006C0069006E> ] >> >>",
        "<< /S /TD /A << /Headers [ (Selin) ] /O /Table >> >>",
    ],
)
def test_a_string_is_read_wherever_it_is_written_in_an_object(thing: str) -> None:
    content = pdf_with(pikepdf.Object.parse(thing.encode()))
    assert any("Selin" in passage.text for passage in pdf_passages(content))


def test_of_cells_that_say_that_there_is_nothing_one_is_read_and_of_others_each() -> None:
    row = "4711,not applicable,not applicable,Anna,Anna,not reported,not applicable,12,12"
    (read,) = passages("tables/a.csv", row.encode())
    assert read.text == "4711, not applicable, Anna, Anna, not reported, not applicable, 12, 12"
