"""Hold what only people know for a progress letter: who writes, what comes next, whom to call."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cpreport.cases.values import Date, Record, Text, YesNo

#: The languages of letters; each has a catalogue in `cpreport/letters/languages`.
Language = Literal["en", "tr", "de", "fr", "es", "pt", "ar"]

#: A text in one language (that of the letters' texts, unless told otherwise), or in several.
Words = Text | dict[Language, Text]

Role = Literal["family", "patient", "referrer", "school"]


class Sender(Record):
    """Who signs the letters."""

    name: Text = Field(description="Printed under the signature")
    role: Words | None = Field(None, description="Such as `Consultant in child neurology`")
    signature: Text | None = Field(
        None, description="An SVG, PNG or JPEG file in the styles folder, printed above the name"
    )


class Contact(Record):
    """Whom to call, and when."""

    when: Words = Field(description="Such as `In an emergency`")
    who: Words = Field(description="Such as `Ward 3, day and night`")
    number: Text = Field(description="Telephone number or address, printed as it stands")


class PlainScale(Record):
    """How a scale of the series' own is called in letters."""

    plain: Words = Field(description="What it measures in plain words, as a letter begins a line")
    glossary: Words | None = Field(None, description="What the scale is, in a sentence or two")


class Letters(Record):
    """What the letters of a series share."""

    language: Language = Field(
        "en", description="Language of every text about letters that does not name its own"
    )
    sender: Sender = Field(description="Who signs")
    clinic: Words = Field(description="Name of the clinic")
    letterhead: tuple[Text, ...] = Field(
        (), description="Lines under the name of the clinic: address, telephone"
    )
    logo: Text | None = Field(
        None, description="An SVG, PNG or JPEG file in the styles folder, at the head of the letter"
    )
    treatments: dict[str, Words] = Field(
        default_factory=dict,
        description="Each treatment's name in plain words, by its name in the case files",
    )
    experimental: YesNo = Field(
        False, description="Whether the treatment is being tested, and letters say so"
    )
    contacts: tuple[Contact, ...] = Field(min_length=1, description="Whom to call, and when")
    scales: dict[str, PlainScale] = Field(
        default_factory=dict, description="Plain words for scales of the series' own, by scale id"
    )
    window: Literal["DIN", "US"] | None = Field(
        None,
        description="Where the address stands, for envelopes with a window; "
        "default: `DIN` on A4, `US` on Letter",
    )


class Step(Record):
    """One thing that happens next."""

    what: Words = Field(description="What is to be done")
    who: Literal["family", "patient", "clinic", "referrer", "therapist", "school"] = Field(
        description="Who does it"
    )
    by: Date | None = Field(None, description="By when")
    when: Words | None = Field(None, description="When, where there is no date: `at every visit`")


class Override(Record):
    """A sentence of a letter that a clinician wrote in place of cpreport's."""

    sentence: Text = Field(description="Its name, as `cpreport letter --preview` shows it")
    says: Words = Field(description="What is printed; empty words are refused")
    spoke_of: Text = Field(
        description="The mark of the data it speaks of, as the preview shows it; "
        "when the data change the mark does, and you are told"
    )


class Letter(Record):
    """What only people know about one patient's letter."""

    next_steps: tuple[Step, ...] = Field((), description="What happens next, who does it, by when")
    medicines: Literal["none", "unchanged"] | tuple[Words, ...] | None = Field(
        None, description="`none`, `unchanged`, or a list of them with dose and changes"
    )
    allergies: Words | None = Field(
        None, description="Allergies and adverse reactions, for the referrer; `none known`"
    )
    findings: Words | None = Field(
        None, description="What was found on examination at this visit, for the referrer"
    )
    assessment: Words | None = Field(
        None, description="The clinician's assessment, for the referrer"
    )
    concerns: Words | None = Field(
        None, description="What the family worries about and wishes for, for the referrer"
    )
    at_school: Words | None = Field(None, description="What the school should know and do")
    copies: tuple[Role, ...] = Field((), description="Who gets a copy")
    overrides: tuple[Override, ...] = Field((), description="Sentences written anew by hand")
