"""Read the reporting guidelines of this folder with what their items need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from cpreport.cases.text import Source
from cpreport.cases.validation import validate
from cpreport.cases.values import Record, Text, TextList, YesNo
from cpreport.cases.yaml_text import read_yaml
from cpreport.problems import Refused


class Need(Record):
    """One thing that must be in the records and stand in the document; all that is given must hold.

    What is found first of these is where the item stands: `float` (alone, or with a `heading` that
    serves where it is not printed), `words`, the text of the record, a `heading`, the beginning of
    the part that `within` names.
    """

    case: Text | None = Field(None, description="Path in a case's record; needed of every case")
    any: YesNo = Field(False, description="One value of one case is enough")
    series: Text | None = Field(None, description="Path in the record of the series")
    least: Text | None = Field(None, description="How many values there must be at least")
    most: Text | None = Field(None, description="How many values there may be at most")
    words: TextList = Field((), description="One of these stands there")
    cites: YesNo = Field(False, description="The part cites literature")
    heading: TextList = Field((), description="A heading holds one of these words")
    within: TextList = Field(
        (), description="Parts to look in, by words of headings, in this order"
    )
    float: TextList = Field((), description="A table or figure, such as `table sessions`")


class Applies(Record):
    """When an item, or a whole guideline, is applicable."""

    case: Text | None = None
    series: Text | None = None
    words: TextList = Field((), description="Only where a value holds one of these")
    unless: TextList = Field((), description="Only where no value is one of these")
    because: Text = Field(description="Printed where it is not applicable")


class GuidelineItem(Record):
    """One item of a guideline.

    asks : str
        What it asks for, in our words.
    source : str or None
        Where it was read, if elsewhere than the guideline.
    verified : bool
        Whether its wording was seen in the source; printed where not.
    never : str or None
        Why it does not apply to any case series.
    needs : tuple of Need
        All must hold; with none, only an answer of the authors can say where it stands.
    """

    item: Text
    group: Text | None = None
    section: Text
    asks: Text
    source: Text | None = None
    verified: YesNo = True
    never: Text | None = None
    applies: Applies | None = None
    needs: tuple[Need, ...] = ()


class Guideline(Record):
    """A reporting guideline: its items, and where they were read and when."""

    id: Text
    name: Text
    title: Text
    about: Literal["each case and the series", "the series"]
    dated: Text
    source: Text
    doi: Text | None = None
    note: Text | None = None
    applies: Applies | None = None
    items: tuple[GuidelineItem, ...] = Field(min_length=1)

    @property
    def of_each_case(self) -> bool:
        """Whether there is a checklist for every case beside that of the series."""
        return self.about == "each case and the series"


#: In the order in which they are printed.
NAMES = ("care", "process", "tidier", "cell-therapy", "jbi", "scribe")


@cache
def guidelines() -> Mapping[str, Guideline]:
    """Read the guidelines that come with cpreport, by id.

    Raises
    ------
    Refused
        Where a shipped file is wrong, which the tests exclude.
    """
    folder = resources.files("cpreport.checklists")
    return {name: _read((folder / f"{name}.yaml").read_text("utf-8"), name) for name in NAMES}


def _read(text: str, name: str) -> Guideline:
    root, problems = read_yaml(text, f"{name}.yaml")
    if root is None:
        raise Refused(problems)
    guideline, more = validate(Guideline, Source(f"{name}.yaml", root))
    if guideline is None or problems or more:
        raise Refused([*problems, *more])
    return guideline
