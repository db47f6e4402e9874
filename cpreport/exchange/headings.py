"""Name the columns of the workbook in words, with what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass

_YES_NO = ("yes", "no")
_SERIOUS = (*_YES_NO, "not reported")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column.

    allowed : tuple of str
        The words it is chosen from; empty where anything may stand there.
    hint : str
        What is asked for, where the words over it do not say it.
    """

    words: str
    width: int = 14
    allowed: tuple[str, ...] = ()
    hint: str = ""


_DAY = "Such as 2026-01-31. Never printed in a publication."
_SINCE = "Since the first treatment; where there is no date."
_HEADINGS = {
    "id": Heading("Patient", 10, hint="A study id such as P01: no name, no record number."),
    "case": Heading("Patient", 10, hint="As in the sheet Patients."),
    "patient.age": Heading("Age", 20, hint="At the first treatment, such as 6 years 4 months."),
    "patient.sex": Heading("Sex", 12, ("female", "male", "intersex", "not reported")),
    "patient.diagnosis": Heading("Diagnosis", 32),
    "patient.age_at_diagnosis": Heading("Age at diagnosis", 16),
    "patient.aetiology": Heading("Aetiology", 24),
    "patient.centre": Heading("Centre", 12, hint="A label such as Centre A."),
    "patient.weaker_side": Heading("Weaker side", 14, ("right", "left", "not applicable")),
    "patient.history": Heading("History", 48, hint="What happened before, in sentences."),
    "findings": Heading("Findings", 48, hint="On examination before treatment, in sentences."),
    "diagnostics": Heading("Diagnostics", 48, hint="Imaging, laboratory, tests, in sentences."),
    "adverse_events": Heading(
        "Adverse events", 18, ("none", "not assessed", "not reported"),
        "Empty where they are listed in their sheet.",
    ),
    "adverse_event_monitoring": Heading("How adverse events were looked for", 32),
    "outcome": Heading("Outcome", 48, hint="How the patient was in the end, in sentences."),
    "patient_perspective": Heading("The patient's view", 32),
    "treatment": Heading("Treatment no.", 10, hint="1, or 2 for a second treatment."),
    "name": Heading("Treatment", 28, hint="In the first row of a treatment."),
    "product": Heading("Product", 32, hint="In the first row of a treatment."),
    "concomitant": Heading("Besides", 28, hint="In the first row of a treatment."),
    "routes": Heading("Routes", 20, hint="With commas between; `not reported` where unknown."),
    "dose": Heading("Dose", 20),
    "volume": Heading("Volume", 16),
    "session_note": Heading("Note", 24),
    "visit": Heading("Visit", 14, hint="As series.yaml names it."),
    "age": Heading("Age at this visit", 16),
    "assessor": Heading("Assessor", 24, hint="Who, and whether blinded; no names."),
    "note": Heading("Note", 48),
    "item": Heading("Item", 34),
    "grade": Heading("Grade", 14),
    "right": Heading("Right", 14),
    "left": Heading("Left", 14),
    "scale": Heading("Scale", 12),
    "score": Heading("Score", 12, hint="Empty where the scale has one."),
    "side": Heading("Side", 10, ("right", "left")),
    "total": Heading("Total on the form", 16),
    "term": Heading("What happened", 28),
    "grading": Heading("Grading", 14, ("CTCAE", "Clavien-Dindo")),
    "session": Heading("After session no.", 12),
    "duration": Heading("Duration", 14),
    "serious": Heading("Serious", 12, _SERIOUS),
    "relatedness": Heading(
        "Relatedness", 16,
        ("certain", "probable", "possible", "unlikely", "conditional", "unassessable",
         "not assessed", "not reported"),
    ),
    "action": Heading("Action", 24),
    "event_outcome": Heading("Outcome", 20),
    "key": Heading("What", 40, hint="The keys that lead to the value in the case file."),
    "value": Heading("Value", 60),
}  # fmt: skip
_CONSENT = {"publication": "publication", "images": "pictures", "data_sharing": "data sharing"}
_OF_CONSENT = {
    "given": Heading("Consent to {}", 16, _YES_NO),
    "by": Heading("… by", 12, hint="Patient, mother, guardian …"),
    "date": Heading("… on", 12, hint=_DAY),
    "withdrawn": Heading("… withdrawn on", 12, hint=_DAY),
    "date_withheld": Heading("… date withheld", 12, _YES_NO),
}


def heading(column: str) -> Heading:
    """Name a column by its key; one that no form asks for by the key itself."""
    first, _, rest = column.partition(".")
    last = column.rpartition(".")[2]
    if first == "consent" and last in _OF_CONSENT:
        known = _OF_CONSENT[last]
        words = known.words.format(_CONSENT[rest.partition(".")[0]])
        return Heading(words, known.width, known.allowed, known.hint)
    if last in ("date", "day", "week", "month"):
        words = "Date" if last == "date" else f"or {last}"
        start = "Onset: " if first == "onset" else ""
        hint = _DAY if last == "date" else _SINCE
        return Heading(f"{start}{words}", 14 if last == "date" else 10, hint=hint)
    return _HEADINGS.get(column, Heading(last.replace("_", " "), 18))
