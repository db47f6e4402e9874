"""The record of one case: what a case file may hold, in the field's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from cpreport.cases.letter_record import Letter
from cpreport.cases.picture_record import Medium
from cpreport.cases.text import Path
from cpreport.cases.values import (
    ADULT_YEARS,
    NOT_REPORTED,
    Age,
    AgeAsTold,
    AgeText,
    ChecklistAnswers,
    Date,
    FileRecord,
    NotIdentifyingTexts,
    Number,
    Prose,
    Record,
    Text,
    TextList,
    YesNo,
    YesNoIfReported,
    is_missing,
    parse_number,
    refusal,
)
from cpreport.problems import Problem, Severity

#: What times are counted from where a series says nothing else.
FIRST_TREATMENT = "first treatment"


class Timed(Record):
    """When something happened: a calendar date, or time since the series' zero, if reported.

    The zero is the first treatment, unless `time` in `series.yaml` says otherwise.
    """

    date: Date | None = Field(None, description="Calendar date; never printed in a publication")
    month: Number | None = Field(None, description="Months since the first treatment")
    week: Number | None = Field(None, description="Weeks since the first treatment")
    day: Number | None = Field(None, description="Days since the first treatment")
    hour: Number | None = Field(None, description="Hours since the first treatment")
    time: Literal["not reported"] | None = Field(None, description="Where nobody says when")


def _no_date(value: object) -> object:
    if _DATE.search(str(value)):
        message = f"`{value}` tells a calendar date, and it would be printed"
        raise refusal(message, hint="write an age or a time, such as `age 41` or `10 years`")
    return value


_DATE = re.compile(r"\b[0-9]{4}-[0-9]{1,2}\b|\b(?:19|20)[0-9]{2}\b")


class MedicalCondition(Record):
    """One disease or event of the patient's history, or one that goes on beside the diagnosis."""

    term: Text = Field(description="Its name")
    since: Annotated[Text, BeforeValidator(_no_date)] | None = Field(
        None, description="Since when, or when: an age or a time, no date"
    )
    treated: Text | None = Field(None, description="How it is or was treated")


#: A list of them, or the word for there being none.
Conditions = (
    Literal["none", "not reported"] | Annotated[tuple[MedicalCondition, ...], Field(min_length=1)]
)


class Patient(Record):
    """Who the patient is, as far as a publication may say."""

    age: AgeAsTold = Field(
        description="Age at first treatment, such as `6 years 4 months`, or a group of ages: "
        "`60 to 69 years`, `90 years or older`, `adult`, `child`; or `not reported`"
    )
    sex: Literal["female", "male", "intersex", "not reported"] = Field(
        description="Sex as recorded"
    )
    diagnosis: Text = Field(description="The diagnosis that the treatment was for")
    age_at_diagnosis: AgeText | None = Field(
        None, description="Age at which the diagnosis was made"
    )
    aetiology: Text | None = Field(None, description="Cause, where it is known")
    centre: Text | None = Field(None, description="A label of the centre, such as `Centre A`")
    classification: dict[str, Text] = Field(
        default_factory=dict, description="Levels of classification systems, such as GMFCS: IV"
    )
    weaker_side: Literal["right", "left", "not applicable"] | None = Field(
        None, description="The side taken as weak where a scale asks for one"
    )
    history: Prose | tuple[MedicalCondition, ...] | None = Field(
        None, description="Medical, family and social history: a text, or a list"
    )
    comorbidities: Conditions | None = Field(
        None, description="What else the patient has: a list, `none`, or `not reported`"
    )

    @property
    def child(self) -> bool:
        """Whether the patient was a child at first treatment, as far as the record says."""
        return self._beyond is not None and self._beyond <= 12 * ADULT_YEARS

    @property
    def adult(self) -> bool:
        """Whether the patient was an adult at first treatment, as far as the record says."""
        return self.age is not None and self.age.months >= 12 * ADULT_YEARS

    @property
    def exact_age(self) -> Age | None:
        """The age at first treatment, where it is told and no group."""
        return self.age if isinstance(self.age, Age) else None

    @property
    def _beyond(self) -> int | None:
        return None if self.age is None else self.age.beyond


class Permission(Record):
    """One consent: given or not, by whom, when, withdrawn or not; or waived by a committee.

    Where it was waived, `given` may be left out.
    """

    model_config = ConfigDict(json_schema_extra=lambda schema: schema.pop("required", None))

    given: YesNoIfReported = Field(description="Whether consent was given; or `not reported`")
    waived: YesNo = Field(False, description="Whether a committee waived it; `by` says which")
    reference: Text | None = Field(None, description="Of the committee's decision to waive it")
    by: Text | None = Field(None, description="Who gave it; needed where it was given")
    date: Date | None = Field(None, description="When it was given")
    withdrawn: Date | None = Field(None, description="When it was withdrawn")
    date_withheld: YesNo = Field(
        False, description="The authors keep the date: said in the series inside a package"
    )

    @model_validator(mode="before")
    @classmethod
    def _waived_without_given(cls, written: object) -> object:
        if isinstance(written, dict) and "waived" in written and "given" not in written:
            return {**written, "given": NOT_REPORTED}
        return written

    @property
    def holds(self) -> bool:
        """Whether it was given or waived, and not withdrawn."""
        return (self.given is True or self.waived) and self.withdrawn is None


class Consent(Record):
    """What may be done with the record."""

    publication: Permission
    images: Permission | None = None
    data_sharing: Permission | None = None


#: The end of what goes on.
ONGOING = "ongoing"


class Session(Timed):
    """One treatment occasion."""

    routes: TextList = Field(description="Each route of administration")
    dose: Text | None = Field(None, description="Dose as recorded")
    volume: Text | None = Field(None, description="Volume as recorded")
    note: Text | None = Field(None, description="Anything else about the session")


class Concomitant(Record):
    """What went on beside the treatment, and from when to when.

    A moment is `day 14`, `week 2` or `month 5` after the first treatment, a calendar date, or the
    id of one of the case's visits; what began `before` did so some time before it.
    """

    what: Text = Field(description="What it was")
    begin: Text | None = Field(
        None,
        alias="from",
        description="When it began: `before`, `month 5`, a date or a visit; absent where "
        "that is not known",
    )
    end: Text | None = Field(
        None,
        alias="to",
        description="When it ended, such as `month 5`; absent where no end is stated",
    )


class CourseEvent(Timed):
    """What else happened to the patient, for the timeline."""

    what: Text = Field(description="What happened")


class CoursePhase(Record):
    """One phase of a drug's course: a dose, from one moment to another.

    Moments are written as those of `concomitant`.
    """

    begin: Text = Field(
        alias="from", description="When it began: `day 14`, `week 2`, a date or a visit"
    )
    end: Text | None = Field(
        None,
        alias="to",
        description="When it ended, such as `day 28`; or `ongoing`; absent where not stated",
    )
    dose: Text | None = Field(None, description="Dose with its unit, and how often")
    route: Text | None = Field(None, description="Route of administration")
    frequency: Text | None = Field(None, description="How often, where the dose does not say it")
    note: Text | None = Field(None, description="Anything else about the phase")

    @property
    def ongoing(self) -> bool:
        """Whether it is said to go on."""
        return self.end == ONGOING


class Treatment(Timed):
    """One treatment: its sessions, its course, or when it was done, and what went on beside it.

    A procedure has a time of its own; a device or a therapy may go on `from` one moment `to`
    another; a drug has a course of doses; whatever was given on occasions has sessions.
    """

    name: Text = Field(description="What was given")
    kind: Literal["drug", "procedure", "device", "therapy"] | None = Field(
        None, description="What it is; told where it is not given in sessions"
    )
    product: Prose | None = Field(
        None, description="Source, preparation and release of the product"
    )
    concomitant: Text | None = Field(
        None, description="What went on beside it, in words; dated, it is `concomitant` of the case"
    )
    sessions: tuple[Session, ...] = Field((), description="Each occasion, in order of time")
    course: tuple[CoursePhase, ...] = Field((), description="Each dose, in order of time")
    begin: Text | None = Field(
        None,
        alias="from",
        description="When a device or therapy began: `day 10`, a date or a visit",
    )
    end: Text | None = Field(
        None,
        alias="to",
        description="When it ended, such as `day 28`; or `ongoing`; absent where not stated",
    )
    frequency: Text | None = Field(None, description="How often, such as `twice a week`")

    @property
    def phases(self) -> tuple[CoursePhase, ...]:
        """Its course; what goes on from one moment to another is a course of one phase."""
        if self.course or self.begin is None:
            return self.course
        return (
            CoursePhase.model_construct(begin=self.begin, end=self.end, frequency=self.frequency),
        )

    @property
    def at_one_time(self) -> bool:
        """Whether it was done at a time of its own, as a procedure is."""
        return not self.sessions and not self.phases


#: A grade as written, or one for each side.
Grades = dict[str, Text | dict[str, Text]]
#: A measured value as written, or several of one visit; or that for each side.
Measured = Text | tuple[Text, ...] | dict[str, Text | tuple[Text, ...]]
#: A total as entered: for the scale, for a score, or for a score's side.
Totals = Text | dict[str, Text | dict[str, Text]]


class Visit(Timed):
    """One assessment occasion with its grades, item by item."""

    id: Text
    unplanned: YesNo = Field(
        False, description="Whether only this patient was seen so: the series does not declare it"
    )
    label: Text | None = Field(None, description="What an unplanned visit is called in print")
    age: AgeText | None = Field(None, description="Age at this visit, where it was recorded")
    assessor: Text | None = Field(None, description="Who assessed, and whether blinded")
    scores: dict[str, Grades] = Field(default_factory=dict)
    entered_totals: dict[str, Totals] = Field(default_factory=dict)
    measurements: dict[str, Measured] = Field(default_factory=dict)
    note: Prose | None = Field(None, description="What the assessor noted")
    letter: Letter | None = Field(
        None, description="For the letter about this visit, in place of the case's own `letter`"
    )


def _whole_number(value: object) -> object:
    number = parse_number(str(value))
    if number != int(number):
        raise refusal(f"`{value}` is not a whole number")
    return int(number)


#: The grades of each grading, with the severity from 1 to 5 that each stands for. The Clavien-Dindo
#: classification of surgical complications: doi 10.1097/01.sla.0000133083.54934.ae.
GRADES: Mapping[str, Mapping[str, int]] = {
    "CTCAE": {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5},
    "Clavien-Dindo": {
        "I": 1, "II": 2, "III": 3, "IIIa": 3, "IIIb": 3, "IV": 4, "IVa": 4, "IVb": 4, "V": 5,
    },
}  # fmt: skip


class AdverseEvent(Record):
    """One adverse event (CTCAE or Clavien-Dindo grade; causality in WHO-UMC terms)."""

    term: Text = Field(description="The event in the words of its grading")
    grading: Literal["CTCAE", "Clavien-Dindo"] = Field("CTCAE", description="What graded it")
    grade: Annotated[
        Text,
        WithJsonSchema(
            {"enum": [1, 2, 3, 4, 5, *(g for of in GRADES.values() for g in of), NOT_REPORTED]}
        ),
    ] = Field(description="Grade of the grading, or `not reported`")
    onset: Timed | Literal["not reported"]
    session: Annotated[int, BeforeValidator(_whole_number)] | None = Field(
        None, description="Number of the session it followed; without it, the last before its onset"
    )
    duration: Text = Field(description="How long it lasted")
    serious: YesNoIfReported = Field(description="Whether it was serious, or `not reported`")
    serious_criteria: TextList = ()
    relatedness: Literal[
        "certain",
        "probable",
        "possible",
        "unlikely",
        "conditional",
        "unassessable",
        "not assessed",
        "not reported",
    ] = Field(description="Causality in the terms of WHO-UMC")
    action: Text = Field(description="What was done")
    outcome: Text = Field(description="How it ended")
    ctcae_version: Text = "5.0"

    @field_validator("grade", mode="before")
    @classmethod
    def _grade_of_its_grading(cls, value: object, info: ValidationInfo) -> object:
        grading = info.data.get("grading")
        if grading is None:  # a problem of its own
            return value
        allowed = (*GRADES[grading], NOT_REPORTED)
        if str(value).strip() not in allowed:
            of_others = [name for name, grades in GRADES.items() if str(value) in grades]
            hint = f"add `grading: {of_others[0]}` to the event" if of_others else ""
            raise refusal(f"`{value}` is not a {grading} grade", allowed=allowed, hint=hint)
        return str(value).strip()

    @property
    def severity(self) -> int | None:
        """From 1 to 5 (death) by its grade; None where the grade is not reported."""
        return GRADES[self.grading].get(self.grade)


class Case(FileRecord):
    """One patient's record under a study id."""

    id: Text
    patient: Patient
    consent: Consent
    findings: Prose | None = Field(None, description="Clinical findings before treatment")
    diagnostics: Prose | None = Field(None, description="Tests and their results")
    treatment: tuple[Treatment, ...] = Field(
        (), description="Each treatment; left out where none is reported on"
    )
    concomitant: tuple[Concomitant, ...] = Field(
        (), description="What went on beside the treatment, each from when to when"
    )
    course: tuple[CourseEvent, ...] = Field((), description="What else happened to the patient")
    visits: tuple[Visit, ...] = Field(min_length=1)
    adverse_events: (
        Literal["none", "not assessed", "not reported"]
        | Annotated[tuple[AdverseEvent, ...], Field(min_length=1)]
    )
    adverse_event_monitoring: Prose | None = Field(None, description="How events were looked for")
    outcome: Prose | None = Field(None, description="The course in words")
    patient_perspective: Prose | None = Field(
        None, description="What the patient or the family says"
    )
    media: tuple[Medium, ...] = Field((), description="Pictures of the patient")
    letter: Letter | None = Field(
        None, description="What only people know about the progress letter of the last visit"
    )
    not_identifying: NotIdentifyingTexts = ()
    checklists: ChecklistAnswers = Field(default_factory=dict)

    #: What the series counts times from; set by the reader, as `source` is.
    _zero: str = PrivateAttr(FIRST_TREATMENT)

    def problem(
        self,
        code: str,
        path: Path,
        message: str,
        hint: str = "",
        allowed: tuple[str, ...] = (),
        *,
        severity: Severity = "error",
        key: bool = False,
    ) -> Problem:
        """Say what is wrong with the value at a path of its file, or with the key there."""
        place = self.source.key_place(*path) if key else self.source.place(*path)
        return Problem(code, place, message, allowed, hint, severity, self.id)

    @property
    def zero(self) -> str:
        """What the series counts its times from: `first treatment`, `surgery`, an event's name."""
        return self._zero

    @property
    def shows_images(self) -> bool:
        """Whether its pictures may be printed."""
        images = self.consent.images
        # Of pictures by which a patient can be known no committee disposes.
        return images is not None and images.holds and not images.waived

    @property
    def had_concomitant_treatment(self) -> bool:
        """Whether the record tells of any treatment beside, dated or not."""
        return bool(self.concomitant) or any(is_reported(t.concomitant) for t in self.treatment)

    @property
    def events(self) -> tuple[AdverseEvent, ...]:
        """The recorded events; none where there were none or none were looked for."""
        return self.adverse_events if isinstance(self.adverse_events, tuple) else ()

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions of all treatments, in the order written."""
        return tuple(s for t in self.treatment for s in t.sessions)


def is_reported(text: str | None) -> bool:
    """Whether a text holds something else than a missing word."""
    return text is not None and not is_missing(text)
