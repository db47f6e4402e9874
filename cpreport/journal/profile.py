"""Say what a journal asks of a manuscript: each value with its source, as in its YAML file.

Nothing here is a rule of cpreport: a journal's limits are data, dated, and may be wrong. A value
that nobody has seen on a page of the journal is not verified, and no more than a hint.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cpreport.cases.values import Date, Number, Record, Text, TextList, YesNo, refusal
from cpreport.publish.submission import FigurePlaces, Submission

T = TypeVar("T")

#: The source of a value that is written without one.
NOT_STATED = "not stated"
#: Stands beside a value that nobody has seen on a page of the journal.
NOT_VERIFIED = "not verified"

#: Formats in which figures can be made, by the ending of their files.
FigureFormat = Literal["pdf", "tiff", "png"]
#: What declarations are called in `series.yaml`; contributions come from the authors' roles.
Declaration = Literal[
    "ethics",
    "consent_statement",
    "data_availability",
    "competing_interests",
    "funding",
    "ai_use",
    "acknowledgements",
    "contributions",
]


def _parse_count(written: Any) -> Any:
    text = str(written).strip()
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise refusal(f"`{text}` is not a whole number", hint="write digits, such as 350")
    return int(text)


Count = Annotated[
    int, BeforeValidator(_parse_count), WithJsonSchema({"type": ["integer", "string"]})
]


class Stated(Record, Generic[T]):
    """One thing a journal states.

    value : T
        May be written alone; its source is then `not stated`.
    source : str
        A name from the profile's `sources`, or the source itself.
    verified : bool
        Whether somebody has seen it there.
    advice : bool
        Whether the journal only recommends it.
    """

    value: T
    source: Text = NOT_STATED
    verified: YesNo = False
    advice: YesNo = False
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, written: Any) -> Any:
        if isinstance(written, Mapping) and "value" in written:
            return written
        return {"value": written}


class Eligibility(Record):
    """Which reports a journal takes."""

    article_type: Stated[Text] | None = None
    most_cases: Stated[Count] | None = Field(None, description="Most patients in one report")
    original_article_from: Stated[Count] | None = Field(
        None, description="From so many cases a series is an original article"
    )
    series: Stated[Text] | None = Field(None, description="How a case series is reported")
    excludes: Stated[TextList] | None = Field(
        None, description="What is not taken; the authors alone can say whether it is the case"
    )


class Title(Record):
    """Rules for a title."""

    one_of: Stated[TextList] | None = Field(None, description="Words, one of which it has")
    never: Stated[TextList] | None = Field(None, description="Words that it does not have")
    never_tells: Stated[tuple[Literal["age", "sex", "ethnicity"], ...]] | None = None
    never_begins: Stated[TextList] | None = None
    question: Stated[YesNo] | None = Field(None, description="Whether it may be a question")
    abbreviations: Stated[YesNo] | None = Field(None, description="Whether it may have any")


class Abstract(Record):
    """Form and length of an abstract."""

    name: Stated[Text] | None = Field(None, description="What the journal calls it")
    form: Stated[Literal["structured", "unstructured"]] | None = None
    headings: Stated[TextList] | None = None
    least_words: Stated[Count] | None = None
    most_words: Stated[Count] | None = None


class Keywords(Record):
    """How many keywords."""

    least: Stated[Count] | None = None
    most: Stated[Count] | None = None


class Highlights(Record):
    """The points in brief: `key_points` in `series.yaml`."""

    name: Stated[Text] | None = Field(None, description="What the journal calls them")
    least: Stated[Count] | None = None
    most: Stated[Count] | None = None
    most_characters: Stated[Count] | None = Field(None, description="Of each, with spaces")


class JournalSection(Record):
    """A section by its name; a name alone will do."""

    name: Text
    also: TextList = Field((), description="Names under which it is known as well")
    optional: YesNo = False

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, written: Any) -> Any:
        return {"name": written} if isinstance(written, str) else written

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is accepted, the journal's own first."""
        return (self.name, *self.also)


class Body(Record):
    """Sections and length of the text."""

    sections: Stated[tuple[JournalSection, ...]] | None = Field(None, description="In their order")
    most_words: Stated[Count] | None = Field(
        None, description="Of the text without abstract, captions, declarations and references"
    )
    most_figures: Stated[Count] | None = None
    most_tables: Stated[Count] | None = None
    most_figures_and_tables: Stated[Count] | None = None
    institutions: Stated[YesNo] | None = Field(
        None, description="Whether the text may name the authors' institutions"
    )


class Declarations(Record):
    """Statements after the text, by their key in `series.yaml`, with the journal's headings."""

    required: Stated[dict[Declaration, Text]] | None = None
    empty: Stated[Text] | None = Field(None, description="What is written where there is none")


class References(Record):
    """How references are set."""

    style: Stated[Text] | None = None
    vancouver: Stated[YesNo] | None = Field(
        None, description="Whether the Vancouver style, as cpreport sets references, will do"
    )
    csl: Stated[Text] | None = Field(None, description="Its name among the CSL styles")


class Figures(Record):
    """What figures must be."""

    placed: Stated[FigurePlaces] | None = None
    formats: Stated[tuple[FigureFormat, ...]] | None = Field(
        None, description="Of those that cpreport makes, the ones that are taken"
    )
    single: Stated[Number] | None = Field(None, description="Width of one column in mm")
    middle: Stated[Number] | None = Field(None, description="A width between them in mm")
    double: Stated[Number] | None = Field(None, description="Width of the page in mm")
    dots_per_inch: Stated[Count] | None = Field(
        None, description="Of drawings with grey or coloured areas, as those of cpreport are"
    )
    line_dots_per_inch: Stated[Count] | None = Field(None, description="Of pure line drawings")
    colours: Stated[Literal["RGB"]] | None = None
    letters: Stated[Number] | None = Field(None, description="Least size of letters in pt")
    lines: Stated[Number] | None = Field(None, description="Least thickness of lines in pt")
    most_megabytes: Stated[Number] | None = Field(None, description="Of a file")
    title_words: Stated[Count] | None = Field(None, description="Most words of a figure's title")
    legend_words: Stated[Count] | None = Field(None, description="Most words of a legend")
    file_name: Stated[Text] | None = Field(
        None, description="Without its ending; `{number}` stands for the figure's number"
    )


class Tables(Record):
    """What tables must be."""

    made: Stated[Text] | None = None
    letters: Stated[Number] | None = Field(None, description="Least size of letters in pt")


class Manuscript(Record):
    """What the main file must be."""

    formats: Stated[TextList] | None = None
    template: Stated[Text] | None = None
    spacing: Stated[Number] | None = Field(None, description="Of lines; 2 is double")
    line_numbers: Stated[YesNo] | None = None
    page_numbers: Stated[YesNo] | None = None
    anonymous: Stated[YesNo] | None = Field(
        None, description="Whether the manuscript for review does not tell who wrote it"
    )


class Profile(Record):
    """What one journal asks for.

    A thing that the journal does not state, or of which nothing is known, is None.
    """

    id: Text
    name: Text | None = None
    publisher: Text | None = None
    dated: Date | None = Field(None, description="When its values were gathered")
    sources: dict[str, Text] = Field(
        default_factory=dict, description="Pages that were seen, by a short name"
    )
    eligibility: Eligibility = Eligibility()
    title: Title = Title()
    abstract: Abstract = Abstract()
    keywords: Keywords = Keywords()
    highlights: Highlights = Highlights()
    text: Body = Body()
    declarations: Declarations = Declarations()
    references: References = References()
    figures: Figures = Figures()
    tables: Tables = Tables()
    manuscript: Manuscript = Manuscript()

    @property
    def title_of_journal(self) -> str:
        """The journal's name, or its id where the file gives none."""
        return self.name or self.id

    def source_of(self, stated: Stated[Any]) -> str:
        """Look up the source of a value in full."""
        return self.sources.get(stated.source, stated.source)

    def submission(self) -> Submission:
        """Say how the manuscript is set for this journal; as most ask where it says nothing."""
        usual = Submission()
        manuscript, figures = self.manuscript, self.figures
        return Submission(
            spacing=float(_or(manuscript.spacing, usual.spacing)),
            line_numbers=_or(manuscript.line_numbers, usual.line_numbers),
            figures=_or(figures.placed, usual.figures),
            anonymous=_or(manuscript.anonymous, usual.anonymous),
            figure_file=_or(figures.file_name, usual.figure_file),
            headings=self.headings,
        )

    @property
    def headings(self) -> Mapping[str, str]:
        """What the journal calls things, by their key in `series.yaml`."""
        named: dict[str, str] = dict(_or(self.declarations.required, {}))
        for key, stated in (("abstract", self.abstract.name), ("key_points", self.highlights.name)):
            if stated is not None:
                named[key] = stated.value
        return named


def _or(stated: Stated[T] | None, usual: T | Any) -> Any:
    return usual if stated is None else stated.value


#: The groups of a profile, in the order in which they are printed, with their titles.
GROUPS: Mapping[str, str] = {
    "eligibility": "What it takes",
    "title": "Title",
    "abstract": "Abstract",
    "keywords": "Keywords",
    "highlights": "Points in brief",
    "text": "Text",
    "declarations": "Declarations",
    "references": "References",
    "figures": "Figures",
    "tables": "Tables",
    "manuscript": "Manuscript",
}


def stated_in(profile: Profile) -> dict[tuple[str, str], Stated[Any]]:
    """Collect everything that a profile states, by its group and its key."""
    return {
        (group, key): stated
        for group in GROUPS
        for key, stated in getattr(profile, group)
        if stated is not None
    }


def merge_profiles(base: Profile, own: Profile) -> Profile:
    """Replace in a profile what another one of the same id says."""
    changes: dict[str, Any] = {}
    for group in GROUPS:
        # A short name of a source means, in each file, what that file says it does.
        kept = {
            key: stated.model_copy(update={"source": base.source_of(stated)})
            for key, stated in getattr(base, group)
            if stated is not None
        }
        said = {key: stated for key, stated in getattr(own, group) if stated is not None}
        changes[group] = getattr(base, group).model_copy(update=kept | said)
    for key in ("name", "publisher", "dated"):
        changes[key] = getattr(own, key) or getattr(base, key)
    return base.model_copy(update={**changes, "sources": own.sources})
