"""Hold what the reference says of keys whose models say nothing, and examples no real file has.

A test sees that every key is told once: by its model, or here, never by both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """What a key means, and an example of its value."""

    means: str = ""
    example: str = ""


def _says(means: str, example: str = "") -> Note:
    return Note(means, example)


def _such_as(example: str) -> Note:
    return Note(example=example)


NOTES: Mapping[str, Mapping[str, Note]] = {
    "Case": {
        "id": _says("Study id; names the report and its results"),
        "patient": _says("Who the patient is"),
        "consent": _says("What may be done with the record"),
        "visits": _says("Each assessment occasion, in order of time"),
        "adverse_events": _says("None, not looked for, or each event", "none"),
        "media": _such_as("[{file: media/P01/gait.jpg, caption: Gait., alt: A child walks.}]"),
        "not_identifying": _such_as("[{text: 14 March 2023, reason: a public holiday}]"),
        "checklists": _such_as("{care: {8b: {not_applicable: no test was out of reach}}}"),
    },
    "GraphicalAbstract": {"control_group": _such_as("no")},
    "Letters": {
        "logo": _such_as("logo.svg"),
        "experimental": _such_as("yes"),
        "window": _such_as("DIN"),
    },
    "Publication": {
        "doi": _such_as("10.5555/12345678"),
        "journal": _such_as("J Example"),
        "volume": _says("Of the journal", "7"),
        "issue": _says("Of the volume", "2"),
        "pages": _such_as("206-212"),
        "article_number": _such_as("e17"),
        "version": _such_as("2"),
        "received": _such_as("2025-11-03"),
        "revised": _says("When the authors sent it again", "2026-01"),
        "accepted": _says("When the journal took it", "2026-02-20"),
        "published": _says("When it came out; gives the year of the citation", "2026-03-14"),
    },
    "PlainScale": {"glossary": _such_as("A record of how a child plays.")},
    "Override": {
        "sentence": _such_as("measured.MAS.verdict"),
        "says": _such_as("The legs are looser than before."),
        "spoke_of": _such_as("b963a9"),
    },
    "Letter": {
        "overrides": _such_as(
            "[{sentence: main.reason, says: We cannot tell why., spoke_of: 2e38e7}]"
        ),
    },
    "Panel": {
        "file": _such_as("media/P01/gait.jpg"),
        "alt": _such_as("A child walks between parallel bars."),
        "visit": _such_as("before"),
        "scale": _such_as("60 mm"),
        "mask": _such_as("[{left: 40, top: 5, width: 20, height: 25}]"),
        "crop": _such_as("{left: 10, top: 10, width: 80, height: 80}"),
        "rotate": _such_as("90"),
        "arrows": _such_as("[{at: [0.4, 0.6], label: ulcer}]"),
    },
    "Arrow": {
        "at": _such_as("[0.4, 0.6]"),
        "begin": _such_as("above"),
        "label": _such_as("ulcer"),
    },
    "Image": {
        "caption": _such_as("Gait after treatment."),
        "article": _such_as("yes"),
    },
    "PanelFigure": {
        "caption": _such_as("Before and a year after excision."),
        "article": _such_as("yes"),
        "panels": _such_as("[{file: media/P01/a.jpg, visit: before, alt: A raised scar.}]"),
    },
    "Region": {
        "left": _says("Where it begins from the left", "40"),
        "top": _says("Where it begins from the top", "5"),
        "width": _says("How wide it is", "20"),
        "height": _says("How high it is", "25"),
    },
    "NotIdentifying": {
        "text": _such_as("14 March 2023"),
        "reason": _such_as("A public holiday"),
    },
    "ChecklistAnswer": {
        "stands": _such_as("A paediatric neurologist gave the intrathecal dose"),
        "not_applicable": _such_as("no test was out of reach"),
    },
    "Privacy": {
        "institutions": _such_as("[Erfundenstadt University Hospital]"),
    },
    "Timed": {
        "time": _such_as("not reported"),
        "hour": _such_as("36"),
        "date": _such_as("2023-03-01"),
        "month": _such_as("6"),
        "week": _such_as("2"),
        "day": _such_as("1"),
    },
    "Patient": {
        "comorbidities": _such_as("[{term: Hypertension, since: age 52}]"),
    },
    "MedicalCondition": {
        "term": _such_as("Hypertension"),
        "since": _such_as("age 52"),
        "treated": _such_as("ramipril"),
    },
    "Consent": {
        "publication": _says("To publish the case; without it nothing is published"),
        "images": _says("To publish images"),
        "data_sharing": _says("To share the data"),
    },
    "Permission": {
        "waived": _such_as("yes"),
        "reference": _such_as("EC-2026-014"),
        "withdrawn": _such_as("2024-05-01"),
        "date_withheld": _such_as("yes"),
    },
    "Concomitant": {
        "what": _such_as("night splint"),
        "begin": _such_as("before"),
        "end": _such_as("month 5"),
    },
    "CourseEvent": {
        "time": _such_as("not reported"),
        "hour": _such_as("36"),
        "what": _such_as("change of school"),
    },
    "Treatment": {
        "kind": _such_as("drug"),
        "time": _such_as("not reported"),
        "hour": _such_as("36"),
        "course": _such_as("[{from: day 0, to: day 28, dose: 60 mg daily, route: oral}]"),
        "begin": _such_as("day 10"),
        "end": _such_as("ongoing"),
        "frequency": _such_as("twice a week"),
    },
    "CoursePhase": {
        "begin": _such_as("day 0"),
        "end": _such_as("day 28"),
        "dose": _such_as("60 mg daily"),
        "route": _such_as("oral"),
        "frequency": _such_as("once a week"),
        "note": _such_as("tapered for a relapse"),
    },
    "Session": {
        "time": _such_as("not reported"),
        "hour": _such_as("36"),
        "note": _such_as("given in two parts"),
    },
    "Visit": {
        "time": _such_as("not reported"),
        "hour": _such_as("36"),
        "id": _says("One of the visits that `series.yaml` declares"),
        "unplanned": _such_as("yes"),
        "label": _such_as("Visit at the relapse"),
        "age": _such_as("7 years 3 months"),
        "scores": _says(
            "By scale and item the grade, or one for each side",
            "{MAS: {elbow flexors: {right: 2, left: 1+}}}",
        ),
        "entered_totals": _says(
            "Totals as written on the form: scores where no items are held, else compared with them"
        ),
        "measurements": _says(
            "Numbers and categories that `measures` in `series.yaml` declares, or one a side: with "
            "the unit or without, a sign before what is a limit or about right, or a missing word; "
            "in brackets several values of one visit",
            '{CRP: 89 mg/L, pain: ~30, ferritin: ">200", acuity: {right: 6/18, left: 6/6}}',
        ),
        "note": _such_as("Graded from a video; the child was tired."),
    },
    "AdverseEvent": {
        "term": _such_as("Fever"),
        "grading": _such_as("Clavien-Dindo"),
        "grade": _such_as("2"),
        "onset": _says("When it began, or `not reported`", "{day: 1}"),
        "session": _such_as("3"),
        "duration": _such_as("2 days"),
        "serious": _such_as("no"),
        "serious_criteria": _says("What made it serious; needed where it was", "hospital stay"),
        "relatedness": _such_as("possible"),
        "action": _such_as("paracetamol"),
        "outcome": _such_as("recovered"),
        "ctcae_version": _says("Version of CTCAE that graded it", "5.0"),
    },
    "Time": {
        "unit": _such_as("weeks"),
        "zero": _such_as("surgery"),
    },
    "SeriesRecord": {
        "groups": _such_as("{by: aetiology}"),
        "phases": _such_as(
            "{baseline: [b1, b2, b3, b4, b5], treatment: [t1, t2, t3, t4, t5], of: [pain]}"
        ),
        "summaries": _such_as("[median (quartiles), range, mean (SD)]"),
        "time": _says("How times are told"),
        "notice": _such_as("An invented example."),
        "authors": _says("Each author, in order"),
        "affiliations": _says(
            "Institutions, by the letter that authors name: a name, or its parts"
        ),
        "design": _says("How the series came about"),
        "visits": _says("Each assessment occasion that cases may record, in order of time"),
        "left_out": _such_as("2"),
        "measures": _such_as(
            "{CRP: {name: C-reactive protein, unit: mg/L, better: lower, reference: up to 5}, "
            "acuity: {name: Visual acuity, kind: category, grades: [6/60, 6/18, 6/6], "
            "better: higher, sided: yes}}"
        ),
        "abstract": _such_as("{Background: …, Case presentation: …, Conclusions: …}"),
        "graphical_abstract": _such_as("{control_group: no}"),
        "key_points": _says("Sentences for the box on the first page"),
        "claims": _says("Sentences of the manuscript that the data must bear out"),
        "sections": _says(
            "The sections of the article, in order; without them there is none, only reports"
        ),
        "supplement": _says("A document of its own beside the article"),
        "acknowledgements": _such_as("We thank the families."),
        "funders": _such_as("[{name: Foundation A, awards: [A-17]}]"),
        "copyright": _says("Who holds the copyright", "{holder: The authors, year: 2026}"),
        "licence": _such_as("CC BY 4.0"),
        "privacy": _says("What else finished outputs are searched for"),
        "not_identifying": _such_as("[{text: 14 March 2023, reason: a public holiday}]"),
        "dates": _such_as("{Submitted: 2026}"),
        "publication": _says(
            "DOI, dates and place in the journal, for the first page",
            "{doi: 10.5555/12345678, journal: J Example, volume: 7, published: 2026-03-14}",
        ),
        "references_style": _such_as("apa"),
        "page_size": _says("Paper of the PDFs", "Letter"),
        "style": _says("How the pages look", "{theme: garnet, layout: two columns}"),
        "archive": _such_as("yes"),
        "checklists": _such_as("{process: {who: {stands: A neurologist gave the dose}}}"),
    },
    "DeclaredSupplement": {
        "title": _says("Title of the document", "Supplementary tables"),
        "sections": _says("Its sections, in order"),
    },
    "SupplementSection": {
        "title": _says("Heading of the section", "Item grades"),
        "file": _says("Markdown file beside `series.yaml`", "supplement_items.md"),
        "id": _says("Name for references, `[@sec:item-grades]`", "item-grades"),
        "figures": _such_as("[items]"),
        "tables": _such_as("[items]"),
    },
    "Style": {
        "theme": _such_as("garnet"),
        "layout": _such_as("two columns"),
        "accent": _such_as('"#7a1f3d"'),
        "text": _such_as("sans serif"),
        "headings": _such_as("serif"),
        "logo": _such_as("hospital.svg"),
        "logo_name": _such_as("Hospital A"),
    },
    "Author": {
        "name": _says("Name as printed"),
        "surname": _such_as("Nguyen"),
        "orcid": _says("ORCID iD"),
        "affiliations": _says("Letters of the affiliations"),
        "corresponding": _says("Whether letters go to this author"),
        "email": _says("Address of the corresponding author"),
        "degrees": _says("Degrees after the name", "MD, PhD"),
    },
    "Affiliation": {
        "name": _says("Name of the institution", "Centre A"),
        "city": _says("Where it is", "Hamburg"),
        "country": _says("In which country", "Germany"),
        "ror": _such_as("https://ror.org/0abcdef12"),
    },
    "Funder": {
        "name": _says("Name of the funder", "Foundation A"),
        "id": _such_as("10.13039/100000001"),
        "awards": _such_as("[A-17]"),
    },
    "Copyright": {
        "holder": _says("Who holds it", "The authors"),
        "year": _says("Since when", "2026"),
    },
    "DeclaredVisit": {
        "id": _says("What case files call the visit"),
        "label": _says("What is printed"),
    },
    "Phases": {
        "baseline": _such_as("[b1, b2, b3, b4, b5]"),
        "treatment": _such_as("[t1, t2, t3, t4, t5]"),
        "of": _such_as("[pain]"),
    },
    "Groups": {"by": _such_as("aetiology")},
    "Outcome": {
        "primary": _says("Whether it is the primary outcome"),
        "source": _such_as("Gallagher2001"),
    },
    "NumberMeasure": {
        "name": _says("What is measured, as it is printed", "C-reactive protein"),
        "kind": _says("That it is a number", "number"),
        "unit": _such_as("mg/L"),
        "digits": _such_as("1"),
        "better": _such_as("lower"),
        "reference": _such_as("up to 5"),
        "range": _such_as("0 to 1000"),
        "plausible": _such_as("0 to 500"),
        "molar_mass": _such_as("180.156"),
        "repeats": _such_as("best"),
        "sided": _such_as("yes"),
        "words": _such_as("[unable]"),
    },
    "MeasureThreshold": {
        "kind": _says("Which kind of threshold", "MCID"),
        "value": _such_as("13"),
        "worse": _such_as("9"),
        "per_cent": _such_as("yes"),
        "baseline": _such_as("40 to 70"),
        "population": _says("Whom it was found in", "adults with acute pain"),
        "same_population": _such_as("no"),
        "source": _such_as("Gallagher2001"),
    },
    "ReferenceBand": {
        "sex": _such_as("female"),
        "age": _such_as("18 to 49"),
        "age_in_months": _such_as("0 to 11"),
        "range": _such_as("12 to 16"),
    },
    "NumberFile": {
        "id": _says("Short name; begins the ids of its results"),
        "synonyms": _says("Other names that files may use"),
        "notes": _says("What a user must know"),
    },
    "CategoryMeasure": {
        "name": _says("What is recorded, as it is printed", "Visual acuity"),
        "kind": _says("That it is a category", "category"),
        "grades": _such_as("[counting fingers, 6/60, 6/18, 6/6]"),
        "better": _such_as("higher"),
        "sided": _such_as("yes"),
        "words": _such_as("[not testable]"),
        "repeats": _such_as("worst"),
    },
    "OwnSentence": {
        "text": _such_as("Seen in {n} of {patients}."),
        "one": _such_as("Seen in one of {patients}."),
        "instead_of": _such_as('["Seen in 3 of 4."]'),
    },
    "SectionFile": {
        "title": _says("Heading of the section"),
        "file": _says("Its Markdown file, beside `series.yaml`"),
        "cases": _says("The case presentations come here"),
        "id": _says("What `[@sec:id]` points to; default: made from the title"),
    },
    "Scale": {
        "id": _says("Short name; begins the ids of its results"),
        "name": _says("Full name"),
        "synonyms": _says("Other names that files may use"),
        "version": _says("Which version it is"),
        "measures": _says("What it measures, in a few words"),
        "kind": _says("Whether it is scored at visits or only classifies patients"),
        "level": _says("Level of measurement; decides what may be computed"),
        "better": _says("Which direction is better for the patient"),
        "items": _says("What is graded, in order; a plain name is enough"),
        "codings": _says("Ways to give grades points, by name", "{half: {1+: 1.5}}"),
        "untestable": _such_as("{UN: amputated or joined}"),
        "coding_notes": _says("What must be known of a coding", "{half: a convention}"),
        "mistakes": _says("Grades that are often written by mistake"),
        "scores": _says("What is computed from the grades"),
        "settings": _says("Choices that published forms differ in"),
        "thresholds": _says("Published MDC and MCID that are applied"),
        "thresholds_elsewhere": _says("Published MDC and MCID that are only shown"),
        "reliability": _says("Published studies of reliability"),
        "licence": _says("Under what terms the scale may be used"),
        "acknowledgement": _says("Words that the owner asks to be printed"),
        "source": _says("The one publication it comes from"),
        "sources": _says("The publications it comes from"),
        "notes": _says("What a user must know"),
    },
    "Grade": {
        "meaning": _says("What it means, in your own words"),
        "code": _such_as("1+"),
        "synonyms": _says("Other ways to write it"),
    },
    "Item": {
        "name": _says("Name as printed"),
        "sided": _such_as("no"),
        "taken_from": _such_as("age"),
        "synonyms": _says("Other names that files may use"),
    },
    "NumberItem": {
        "unit": _such_as("umol/L"),
        "better": _such_as("higher"),
        "range": _such_as("[0, 1000]"),
        "digits": _such_as("1"),
    },
    "Band": {
        "name": _such_as("moderate"),
        "points": _such_as("2"),
        "up_to": _such_as("19"),
        "below": _such_as("34"),
    },
    "DecisionStep": {
        "name": _such_as("partial response"),
        "points": _such_as("2"),
        "when": _such_as("{new lesion: no, change: up to -30}"),
    },
    "Shortcut": {"when": _such_as("{frequency: 0}"), "gives": _such_as("0")},
    "PublishedSource": {
        "citation": _says("The reference in full"),
        "doi": _says("Its DOI"),
    },
    "ScoreRule": {
        "name": _says("Name in ids and files"),
        "rule": _says("How points make the score"),
        "per": _says("One score a patient, or one for each side"),
        "counts": _such_as("[2, 6]"),
        "range": _says("Lowest and highest possible value; proved when the file is read"),
        "digits": _says("Decimals that are printed"),
        "printed_as": _says("As a number, or as the grade or band it equals"),
        "weights": _such_as("{head: 0.1, arms: 0.2}"),
        "constant": _such_as("50"),
        "answered": _such_as("8"),
        "unanswered": _such_as("0"),
        "to": _such_as("[0, 10]"),
        "table": _such_as("{0: 0, 1: 12.5}"),
        "formula": _such_as("0.56 * sqrt(tender_joints) + 0.7 * ln(ESR)"),
        "weighed_by": _such_as("{goal 1: weight 1, goal 2: weight 2}"),
        "untestable": _such_as("0"),
        "unit": _such_as("mL/min"),
        "note": _says("What a reader must know"),
    },
    "Setting": {
        "name": _says("Name in `series.yaml`"),
        "label": _says("What is chosen, in words"),
        "default": _says("The choice where none is made"),
    },
    "Threshold": {
        "kind": _says("Which kind of threshold", "MCID"),
        "score": _says("The score it is for"),
        "value": _such_as("13"),
        "worse": _such_as("9"),
        "per_cent": _such_as("yes"),
        "baseline": _such_as("40 to 70"),
        "population": _says("Whom it was found in", "adults with acute pain"),
        "same_population": _such_as("no"),
        "source": _says("Where it was published"),
    },
    "ThresholdElsewhere": {
        "kind": _says("Which kind of threshold"),
        "of": _says("What it is for"),
        "value": _says("As published"),
        "population": _says("Whom it was found in"),
        "source": _says("Where it was published"),
    },
    "Added": {"points": _says("The constant")},
    "Mistake": {
        "written": _says("Grades as written by mistake"),
        "help": _says("What to say then"),
    },
}
