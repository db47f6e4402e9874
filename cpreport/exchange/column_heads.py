"""Name the columns of the workbook in words, with what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass

_YES_NO = ("yes", "no")
_SERIOUS = (*_YES_NO, "not reported")


@dataclass(frozen=True, slots=True)
class ColumnHead:
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
    "id": ColumnHead("Patient", 10, hint="A study id such as P01: no name, no record number."),
    "case": ColumnHead("Patient", 10, hint="As in the sheet Patients."),
    "patient.age": ColumnHead("Age", 20, hint="At the first treatment, such as 6 years 4 months."),
    "patient.sex": ColumnHead("Sex", 12, ("female", "male", "intersex", "not reported")),
    "patient.diagnosis": ColumnHead("Diagnosis", 32),
    "patient.age_at_diagnosis": ColumnHead("Age at diagnosis", 16),
    "patient.aetiology": ColumnHead("Aetiology", 24),
    "patient.centre": ColumnHead("Centre", 12, hint="A label such as Centre A."),
    "patient.weaker_side": ColumnHead("Weaker side", 14, ("right", "left", "not applicable")),
    "patient.history": ColumnHead("History", 48, hint="What happened before, in sentences."),
    "findings": ColumnHead("Findings", 48, hint="On examination before treatment, in sentences."),
    "diagnostics": ColumnHead("Diagnostics", 48, hint="Imaging, laboratory, tests, in sentences."),
    "adverse_events": ColumnHead(
        "Adverse events", 18, ("none", "not assessed", "not reported"),
        "Empty where they are listed in their sheet.",
    ),
    "adverse_event_monitoring": ColumnHead("How adverse events were looked for", 32),
    "outcome": ColumnHead("Outcome", 48, hint="How the patient was in the end, in sentences."),
    "patient_perspective": ColumnHead("The patient's view", 32),
    "treatment": ColumnHead("Treatment no.", 10, hint="1, or 2 for a second treatment."),
    "name": ColumnHead("Treatment", 28, hint="In the first row of a treatment."),
    "kind": ColumnHead(
        "Kind", 12, ("drug", "procedure", "device", "therapy"), "In the first row of a treatment.",
    ),
    "phase_dose": ColumnHead("Dose", 24, hint="With its unit and how often: 15 mg daily."),
    "route": ColumnHead("Route", 16),
    "frequency": ColumnHead("How often", 16),
    "phase_note": ColumnHead("Note", 24),
    "happened": ColumnHead("What happened", 32, hint="Such as relapse, diagnosis or admission."),
    "product": ColumnHead("Product", 32, hint="In the first row of a treatment."),
    "concomitant": ColumnHead("Besides", 28, hint="In the first row of a treatment."),
    "routes": ColumnHead("Routes", 20, hint="With commas between; `not reported` where unknown."),
    "dose": ColumnHead("Dose", 20),
    "volume": ColumnHead("Volume", 16),
    "session_note": ColumnHead("Note", 24),
    "visit": ColumnHead("Visit", 14, hint="As series.yaml names it."),
    "age": ColumnHead("Age at this visit", 16),
    "assessor": ColumnHead("Assessor", 24, hint="Who, and whether blinded; no names."),
    "note": ColumnHead("Note", 48),
    "item": ColumnHead("Item", 34),
    "grade": ColumnHead("Grade", 14),
    "right": ColumnHead("Right", 14),
    "left": ColumnHead("Left", 14),
    "scale": ColumnHead("Scale", 12),
    "score": ColumnHead("Score", 12, hint="Empty where the scale has one."),
    "side": ColumnHead("Side", 10, ("right", "left")),
    "total": ColumnHead("Total on the form", 16),
    "measure": ColumnHead("Measure", 16, hint="As series.yaml names it."),
    "measured": ColumnHead("Value", 14, hint="Such as 89, <5, or 12 mg/L."),
    "what": ColumnHead("What went on besides", 32),
    "from": ColumnHead("From", 14, hint="before, month 3, day 10 or a visit."),
    "to": ColumnHead("To", 14, hint="month 6, or empty where it goes on."),
    "term": ColumnHead("What happened", 28),
    "grading": ColumnHead("Grading", 14, ("CTCAE", "Clavien-Dindo")),
    "session": ColumnHead("After session no.", 12),
    "duration": ColumnHead("Duration", 14),
    "serious": ColumnHead("Serious", 12, _SERIOUS),
    "relatedness": ColumnHead(
        "Relatedness", 16,
        ("certain", "probable", "possible", "unlikely", "conditional", "unassessable",
         "not assessed", "not reported"),
    ),
    "action": ColumnHead("Action", 24),
    "event_outcome": ColumnHead("Outcome", 20),
    "key": ColumnHead("What", 40, hint="The keys that lead to the value in the case file."),
    "value": ColumnHead("Value", 60),
}  # fmt: skip
_CONSENT = {"publication": "publication", "images": "pictures", "data_sharing": "data sharing"}
_OF_CONSENT = {
    "given": ColumnHead("Consent to {}", 16, _YES_NO),
    "by": ColumnHead("… by", 12, hint="Patient, mother, guardian …"),
    "date": ColumnHead("… on", 12, hint=_DAY),
    "withdrawn": ColumnHead("… withdrawn on", 12, hint=_DAY),
    "date_withheld": ColumnHead("… date withheld", 12, _YES_NO),
}


def heading(column: str) -> ColumnHead:
    """Name a column by its key; one that no form asks for by the key itself."""
    first, _, rest = column.partition(".")
    last = column.rpartition(".")[2]
    if first == "consent" and last in _OF_CONSENT:
        known = _OF_CONSENT[last]
        words = known.words.format(_CONSENT[rest.partition(".")[0]])
        return ColumnHead(words, known.width, known.allowed, known.hint)
    if last in ("date", "day", "week", "month"):
        words = "Date" if last == "date" else f"or {last}"
        start = "Onset: " if first == "onset" else ""
        hint = _DAY if last == "date" else _SINCE
        return ColumnHead(f"{start}{words}", 14 if last == "date" else 10, hint=hint)
    return _HEADINGS.get(column, ColumnHead(last.replace("_", " "), 18))
