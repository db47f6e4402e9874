"""The record of a series: its manuscript, its design and how its outcomes are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from cpreport.cases.case import FIRST_TREATMENT, Case
from cpreport.cases.letter_record import Letters
from cpreport.cases.measure_record import Measure
from cpreport.cases.phases_record import Phases
from cpreport.cases.publication import Publication
from cpreport.cases.time_unit import UnitOfTime
from cpreport.cases.values import (
    ChecklistAnswers,
    Colour,
    Count,
    FileRecord,
    FunderId,
    NotIdentifyingTexts,
    Prose,
    Record,
    Ror,
    Text,
    TextList,
    Year,
    YesNo,
    as_list,
)
from cpreport.cases.visit_pair import Pairs, VisitPair, pairs_of
from cpreport.catalogue import entry, fill_places, headings, places


class Author(Record):
    """One author of the article."""

    name: Text
    surname: Text | None = Field(
        None, description="Family name, where it is not the last word of the name"
    )
    orcid: Text | None = None
    affiliations: TextList = ()
    roles: TextList = Field((), description="CRediT roles")
    corresponding: YesNo = False
    email: Text | None = None
    degrees: Text | None = None


class Affiliation(Record):
    """One institution: its name alone, or with its place and its ROR identifier."""

    name: Text
    city: Text | None = None
    country: Text | None = None
    ror: Ror | None = Field(None, description="Of the Research Organization Registry")

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value

    @property
    def printed(self) -> str:
        """The name with its place, as it stands under the authors."""
        return ", ".join(filter(None, (self.name, self.city, self.country)))


class Funder(Record):
    """Who paid, with the numbers of the awards."""

    name: Text
    id: FunderId | None = Field(None, description="Of the Open Funder Registry")
    awards: TextList = Field((), description="Numbers of the awards")


class Copyright(Record):
    """Who holds the copyright, and since when."""

    holder: Text
    year: Year


class Design(Record):
    """How the series came about (PROCESS items)."""

    direction: Literal["prospective", "retrospective"] = Field(
        description="Whether it was planned before the first treatment"
    )
    centres: Text = Field(description="Where patients were treated")
    consecutive: Literal["yes", "no", "not reported"] = Field(
        description="Whether all eligible patients are reported"
    )
    period: Text | None = Field(None, description="Over which time")
    selection: Text | None = Field(None, description="How patients were chosen")
    registration: Text | None = Field(None, description="Number of a registration")


class GraphicalAbstract(Record):
    """That a graphical abstract is drawn, and what it warns of."""

    control_group: YesNo = Field(
        description="Whether a control group is reported; where not, the drawing says so"
    )


class Time(Record):
    """How times are told."""

    unit: Literal["hours", "days", "weeks", "months", "years"] | None = Field(
        None, description="Unit of times; without it, one that fits the longest time of the series"
    )
    zero: Text = Field(
        FIRST_TREATMENT,
        description="What times are counted from: `first treatment`, `first visit`, `surgery` (the "
        "first procedure), or an event of each case's `course`, such as `onset`, `diagnosis`, "
        "`admission`",
    )


class DeclaredVisit(Record):
    """One assessment occasion that cases may record, with the label that is printed."""

    id: Text
    label: Text


#: How values of all patients may be summed up, as `summaries` names it.
SummaryName = Literal["median", "median (quartiles)", "range", "mean (SD)"]


class Groups(Record):
    """By what patients are put together, to be described and not compared."""

    by: Literal["aetiology", "diagnosis", "sex", "centre"] = Field(
        description="Key of the patient; who lacks it is in a group of its own, `not recorded`"
    )


class Outcome(Record):
    """One scale or measure that is judged, and by which improvement rule."""

    scale: Text = Field(description="Id or name of a scale; or, in its place, `measure: CRP`")
    label: Text = Field(description="What the scale stands for in text, such as spasticity")
    primary: YesNo = False
    rule: Text = Field(description="Name of an improvement rule; see `cpreport scales --rules`")
    score: Text | None = Field(
        None, description="The score a score rule judges; default: the scale's own"
    )

    source: Text | None = Field(
        None, description="Key of the work that the rule or its threshold is from"
    )

    @model_validator(mode="before")
    @classmethod
    def _of_measure(cls, written: Any) -> Any:
        """Read `measure` as the scale that it is judged like; its id is its label."""
        if not isinstance(written, Mapping) or "measure" not in written or "scale" in written:
            return written
        rest = {key: value for key, value in written.items() if key != "measure"}
        return {"label": written["measure"], **rest, "scale": written["measure"]}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        by_scale = handler.resolve_ref_schema(handler(schema))
        known = {k: v for k, v in by_scale["properties"].items() if k != "scale"}
        measure = {"type": "string", "description": "Id of a measure of `measures`"}
        required = [key for key in by_scale["required"] if key not in ("scale", "label")]
        by_measure = {
            **by_scale,
            "properties": {"measure": measure, **known},
            "required": ["measure", *required],
        }
        return {"anyOf": [by_scale, by_measure]}


class Claim(Record):
    """A sentence of the manuscript and what must hold in the results for it to be true."""

    text: Text = Field(description="Words that stand in the manuscript")
    holds: TextList = Field(description="Such as `MAS.improved = 3 of 4`; all must hold")


class SectionFile(Record):
    """One section of the article: a Markdown file, or the case presentations."""

    title: Text
    file: Text | None = None
    cases: Literal["all"] | None = None
    id: Text | None = None


class SupplementSection(Record):
    """One section of the supplement: a Markdown file, and figures and tables of every case."""

    title: Text
    file: Text | None = None
    id: Text | None = None
    figures: TextList = Field(
        (), description="Figures of every case: timeline, items, values, change"
    )
    tables: TextList = Field(
        (),
        description="Tables of every case: characteristics, sessions, items, scores, phases, "
        "adverse_events",
    )


class DeclaredSupplement(Record):
    """What is published beside the article, as a document of its own."""

    title: Text = "Supplementary material"
    sections: tuple[SupplementSection, ...] = Field(min_length=1)


class Style(Record):
    """How the pages look: a theme and a layout by name, and single things set above them."""

    theme: Text | None = Field(
        None, description="A file of `styles/themes` without its ending, such as `garnet`"
    )
    layout: Literal["one column", "two columns", "review"] = Field(
        "one column",
        description="Of the article in print; `review` has wide lines with their numbers",
    )
    accent: Colour | None = Field(None, description='Colour of headings, such as "#7a1f3d"')
    text: Literal["serif", "sans serif"] | None = Field(None, description="Letters of the text")
    headings: Literal["serif", "sans serif"] | None = Field(
        None, description="Letters of headings, tables and captions"
    )
    logo: Text | None = Field(
        None, description="An SVG, PNG or JPEG file in the styles folder, printed above the title"
    )
    logo_name: Text | None = Field(None, description="Whose logo it is, for those who cannot see")


class Privacy(Record):
    """What else the search of finished outputs looks for."""

    institutions: TextList = Field(
        (), description="Names of institutions that may be told nowhere but in the affiliations"
    )


class OwnSentence(Record):
    """What authors put in the place of a generated sentence, and what it stood for."""

    text: Text = Field(description="With the same places in braces as the sentence in its place")
    one: Text | None = Field(None, description="The same where what it counts is one")
    instead_of: TextList = Field(
        (),
        description="The sentences as they were generated when this was written; a warning says "
        "so where the records make another of them",
    )

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class SeriesRecord(FileRecord):
    """What `series.yaml` says."""

    title: Text = Field(description="Title of the article")
    short_title: Text | None = Field(None, description="For the head of each page")
    notice: Text | None = Field(
        None, description="Printed under every title, such as that patients are invented"
    )
    language: Literal["en", "en-GB", "en-US"] = Field(
        "en-GB", description="Language and spelling of the pages"
    )
    keywords: TextList = Field((), description="Keywords of the article")
    authors: tuple[Author, ...] = Field(min_length=1)
    affiliations: dict[str, Affiliation] = Field(default_factory=dict)
    design: Design
    time: Time = Time()
    visits: tuple[DeclaredVisit, ...] = Field(min_length=1)
    compare: Pairs = Field(
        (),
        description="The two visits compared: earlier, later; or several such pairs, the main one "
        "first; without it nothing is compared, and the series describes",
    )
    left_out: Count = Field(
        0, description="Patients not reported for want of consent, who have no file here"
    )
    outcomes: tuple[Outcome, ...] = Field(
        (), description="What is judged, each by its rule; left out where nothing is"
    )
    measures: dict[str, Measure] = Field(
        default_factory=dict,
        description="Numbers and categories that visits record under `measurements`, by a short id "
        "such as CRP",
    )
    groups: Groups | None = Field(
        None, description="Results are also described by group, without a test"
    )
    phases: Phases | None = Field(
        None,
        description="Visits before and under treatment, at least five each, of which NAP, Tau-U "
        "and PND are computed for every patient",
    )
    summaries: Annotated[tuple[SummaryName, ...], BeforeValidator(as_list)] = Field(
        (), description="How values of all patients are summed up; default: median and range"
    )
    settings: dict[str, dict[str, Text]] = Field(
        default_factory=dict, description="Scale settings by scale id"
    )
    abstract: dict[str, Prose] | Prose | None = Field(
        None, description="By heading, or as one text; required where there are `sections`"
    )
    graphical_abstract: GraphicalAbstract | None = Field(
        None, description="Draw a graphical abstract: `{control_group: no}`"
    )
    key_points: tuple[Prose, ...] = ()
    claims: tuple[Claim, ...] = ()
    sections: tuple[SectionFile, ...] = ()
    supplement: DeclaredSupplement | None = None
    ethics: Prose | None = Field(None, description="Statement on ethics approval")
    consent_statement: Prose | None = Field(None, description="Statement on consent")
    funding: Prose | None = Field(None, description="Statement on funding")
    funders: tuple[Funder, ...] = Field(
        (), description="Who paid, for programs; `funding` says it to readers"
    )
    competing_interests: Prose | None = Field(None, description="Statement on competing interests")
    data_availability: Prose | None = Field(
        None, description="Statement on the availability of data"
    )
    acknowledgements: Prose | None = Field(None, description="Thanks")
    ai_use: Prose | None = Field(
        None, description="Statement on the use of artificial intelligence in writing"
    )
    licence: Text | None = Field(None, description="Licence of the article")
    copyright: Copyright | None = None
    dates: dict[str, Year] = Field(
        default_factory=dict, description="Years of the document, such as `Submitted: 2026`"
    )
    publication: Publication = Publication()
    references_style: Text = Field(
        "vancouver",
        description="Style of citations and references: `vancouver`, the name of a style that "
        "comes with cpreport, or a file of the Citation Style Language beside `series.yaml`",
    )
    page_size: Literal["A4", "Letter"] = "A4"
    archive: YesNo = Field(
        False, description="PDFs for archives: PDF/A-3a besides PDF/UA-1, with their data attached"
    )
    style: Style = Style()
    privacy: Privacy = Privacy()
    letters: Letters | None = Field(None, description="What progress letters share")
    not_identifying: NotIdentifyingTexts = ()
    checklists: ChecklistAnswers = Field(default_factory=dict)

    @property
    def pairs(self) -> tuple[VisitPair, ...]:
        """The visits that are compared, the main pair first; none where the series describes."""
        return pairs_of(self.compare)

    @property
    def unit_of_time(self) -> UnitOfTime:
        """The unit in which times are told: as declared or chosen, else months."""
        return self.time.unit or "months"

    def telling_time_in(self, unit: UnitOfTime) -> SeriesRecord:
        """Settle the unit of times, where the file declares none."""
        if self.time.unit is not None:
            return self
        return self.model_copy(update={"time": self.time.model_copy(update={"unit": unit})})

    wording: dict[str, OwnSentence] = Field(
        default_factory=dict, description="Own forms of generated sentences, by their ids"
    )

    def text_of(self, sentence_id: str, count: object = None) -> str:
        """Look up a sentence of the catalogue, or what the authors put in its place.

        Parameters
        ----------
        count : object
            What it counts; a sentence may have a form of its own for one.
        """
        said = entry(sentence_id)
        single = count == 1 and bool(said.one)
        text = said.one if single else said.text
        own = self.wording.get(sentence_id)
        if own is None:
            return text
        authors = own.one if single and own.one is not None else own.text
        return _spaced_like(text, authors) if set(places(authors)) == set(places(text)) else text

    def say(self, sentence_id: str, count: object = None, /, **values: str) -> str:
        """Say a sentence of the catalogue, or what the authors put in its place, as plain text."""
        return fill_places(self.text_of(sentence_id, count), **values)

    def heading(self, text: str) -> str:
        """Print a heading of the catalogue as it is, or as the authors put it."""
        named = headings().get(text)
        return text if named is None else self.text_of(named)


def _spaced_like(text: str, own: str) -> str:
    """Keep the spaces around a part of a sentence, which nobody writes in a file."""
    start = text[: len(text) - len(text.lstrip())]
    return f"{start}{own.strip()}{text[len(text.rstrip()) :]}"


@dataclass(frozen=True, slots=True)
class SectionText:
    """The text of one file of the series beside its cases: a section, references, a scale.

    sha256 : str
        Of the file as it was read; empty where it is none of the series.
    """

    file: str
    text: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A series folder as read: the series, its cases in order of id, its prose, its raw references.

    cases : tuple of Case
        Those that could be read; `failed` names the others.
    failed : tuple of str
        Names of case files that could not become a record.
    style_file : SectionText or None
        The citation style, where the series has a file of its own.
    left_out : tuple of Case
        Those without consent for publication that the user asked to leave out; they are counted,
        and nothing else of them is used.
    """

    folder: Path
    record: SeriesRecord
    cases: tuple[Case, ...]
    failed: tuple[str, ...] = ()
    sections: Mapping[str, SectionText] = field(default_factory=dict)
    bibliography: tuple[SectionText, ...] = ()
    scale_files: tuple[SectionText, ...] = ()
    style_file: SectionText | None = None
    left_out: tuple[Case, ...] = ()
