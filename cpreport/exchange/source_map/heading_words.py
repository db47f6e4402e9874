"""Read what a heading says: patient, visit, side, measure, item, and what would tell who it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from cpreport.scales.definition import Item, Scale
from cpreport.scales.names import fold

#: Whole headings, folded, and the way of their values; of the languages that sheets come in.
PLACES: Mapping[str, tuple[str, ...]] = {
    "case": (
        "id", "case", "case id", "patient", "patients", "patient id", "pat id", "pat", "patid",
        "pid", "patient no", "patient nr", "patient number", "patientennummer", "subject",
        "subject id", "subjid", "usubjid", "record id", "study id", "studyid", "participant",
        "participant id", "record", "no", "nr", "code", "pseudonym", "studien id", "proband",
        "paciente", "sujet",
    ),
    "visit": (
        "visit", "visite", "visit name", "visit id", "timepoint", "time point", "zeitpunkt",
        "event", "event name", "redcap event name", "visita", "besuch", "untersuchung", "phase",
    ),
    "visit.date": (
        "date", "datum", "visit date", "date of visit", "assessment date", "date of assessment",
        "examination date", "fecha", "besuchsdatum", "untersuchungsdatum", "date de visite", "data",
    ),
    "visit.day": ("day", "study day", "tag", "visit day"),
    "visit.week": ("week", "woche", "semaine"),
    "visit.month": ("month", "months", "monat", "mois"),
    "visit.assessor": ("assessor", "examiner", "rater", "untersucher"),
    "visit.note": ("visit note",),
    "visit.age": ("age at visit",),
    "item": ("item", "muscle", "muscle group", "question", "test item", "variable"),
    "measure": ("measure", "scale", "test", "parameter", "instrument", "outcome measure", "skala"),
    "side": ("side", "seite", "laterality", "côté", "lado"),
    "value": ("value", "score", "grade", "result", "wert", "ergebnis", "résultat", "valor"),
    "patient.age": ("age", "alter", "âge", "edad", "age years", "age at treatment", "leeftijd"),
    "patient.sex": ("sex", "gender", "geschlecht", "sexe", "sexo", "geslacht"),
    "patient.diagnosis": ("diagnosis", "diagnose", "dx", "diagnostic", "diagnóstico"),
    "patient.aetiology": ("aetiology", "etiology", "ätiologie", "cause"),
    "patient.age_at_diagnosis": ("age at diagnosis",),
    "patient.centre": ("centre", "center", "site", "zentrum"),
    "patient.weaker_side": ("weaker side", "affected side", "paretic side", "betroffene seite"),
    "patient.history": ("history", "medical history", "anamnese"),
    "consent.publication.given": (
        "consent", "consent to publication", "publication consent", "einwilligung",
        "consent publication",
    ),
    "consent.publication.by": ("consent publication by", "consent by"),
    "consent.data_sharing.given": ("consent data sharing", "consent to data sharing"),
    "consent.data_sharing.by": ("consent data sharing by",),
    "consent.publication.date": ("consent date", "date of consent", "consent publication date"),
    "findings": ("findings", "befund"),
    "treatment[1].name": ("treatment", "therapy", "behandlung", "therapie", "traitement"),
    "treatment[1].sessions[].date": (
        "treatment date", "date of treatment", "session date", "injection date",
    ),
    "treatment[1].sessions[].dose": ("dose", "dosis"),
    "adverse_events[].term": ("adverse event", "ae term", "aeterm", "event term"),
    "adverse_events[].grade": ("ctcae grade", "ae grade"),
    "adverse_events[].serious": ("serious", "ae serious", "sae"),
    "adverse_events[].onset.date": ("onset date", "ae date", "date of onset"),
    "adverse_events[].outcome": ("outcome of the event", "ae outcome"),
}  # fmt: skip
#: The same, of what tells who somebody is, by its key in identities.yaml.
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "first name": ("first name", "firstname", "name first", "given name", "forename", "vorname",
                   "prénom", "nombre"),
    "last name": ("last name", "lastname", "name last", "surname", "family name", "nachname",
                  "nom", "apellido", "familienname"),
    "name": ("name", "patient name", "full name", "name of patient", "patientenname"),
    "also_known_as": ("initials", "initialen", "nickname", "maiden name", "geburtsname"),
    "date_of_birth": ("dob", "date of birth", "birth date", "birthdate", "birthday", "geburtsdatum",
                      "geb", "geb datum", "date de naissance", "fecha de nacimiento"),
    "record_number": ("mrn", "medical record number", "hospital number", "hospital no",
                      "record number", "fallnummer", "ssn", "nhs number", "insurance number",
                      "krankenkassennummer", "social security number", "chart number"),
    "address": ("address", "adresse", "street", "postcode", "zip", "zip code", "plz", "city",
                "wohnort", "anschrift"),
    "contacts": ("phone", "telephone", "tel", "mobile", "telefon", "phone number", "email",
                 "e mail", "mail", "telephone 1", "redcap survey identifier"),
}  # fmt: skip
_PLACE_OF = {word: place for place, words in PLACES.items() for word in words}
_IDENTITY_OF = {word: key for key, words in _IDENTITIES.items() for word in words}
_SIDES = {
    "right": "right", "r": "right", "rt": "right", "rechts": "right", "re": "right",
    "droite": "right", "droit": "right", "derecho": "right", "derecha": "right",
    "left": "left", "l": "left", "lt": "left", "links": "left", "li": "left", "gauche": "left",
    "izquierdo": "left", "izquierda": "left",
}  # fmt: skip
_VISIT_WORDS = (
    "pre", "post", "before", "after", "baseline", "follow up", "followup", "fu", "bl", "vorher",
    "nachher", "avant", "après", "antes", "después", "screening", "enrolment", "enrollment",
    "discharge", "admission", "initial", "final", "preop", "postop", "pre op", "post op", "prä",
    "before treatment", "after treatment", "end of treatment", "last visit", "first visit",
)  # fmt: skip
_UNITS_OF_TIME = (
    "weeks?|wks?|wochen?|w|months?|mths?|monate?n?|mo|m|mois|days?|tagen?|d|years?|yrs?|jahre?n?|y"
)
_VISIT_NUMBER = re.compile(
    rf"(?:t|v|fu|tp|visit|visite|visita|besuch|time ?point|follow up|followup|event|zeitpunkt|"
    rf"{_UNITS_OF_TIME}) ?[0-9]{{1,3}}|[0-9]{{1,3}} ?(?:{_UNITS_OF_TIME})"
    rf"(?: (?:follow up|post|after|fu))?"
)
_TOTALS = ("total", "sum", "score", "total score", "sum score", "summe", "gesamt", "gesamtscore")
#: Ids of measures that are words of another meaning: taken only as they are written.
_WORDS_TOO = frozenset(
    [
        "for",
        "mi",
        "k",
        "who",
        "age",
        "as",
        "all",
        "cat",
        "it",
        "on",
        "us",
        "an",
        "in",
        "hy",
        "fac",
        "fim",
    ]
)
_UNIT = re.compile(r"[(\[]\s*(?P<unit>[^()\[\]]{1,20}?)\s*[)\]]|,\s*(?P<last>%)\s*$")
_LONGEST_PHRASE = 9
#: What a heading that also names a visit says of the visit.
_OF_A_VISIT = {p: p for p in PLACES if p.startswith("visit.")} | {"patient.age": "visit.age"}


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """What a heading says; empty where it says nothing of a kind.

    place : str
        What the column is, or the way of its values in a case file.
    rest : str
        Words that nothing is known of.
    """

    place: str = ""
    identity: str = ""
    measure: str = ""
    item: str = ""
    score: str = ""
    side: str = ""
    visit: str = ""
    unit: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What headings are held against.

    measures : mapping of str to Scale
        By id.
    phrases : mapping of str to str
        Ids of measures by their folded names.
    visits : mapping of str to str
        Ids of the visits of the series by their folded ids and labels.
    """

    measures: Mapping[str, Scale]
    phrases: Mapping[str, str]
    visits: Mapping[str, str]


def known_names(measures: Mapping[str, Scale], visits: Mapping[str, str]) -> KnownNames:
    """Gather the names of measures and visits."""
    phrases: dict[str, str] = {}
    for scale in measures.values():
        for name in (scale.id, scale.name, *scale.synonyms):
            phrases.setdefault(fold(name), scale.id)
            phrases.setdefault(fold(name).replace(" ", ""), scale.id)
    return KnownNames(measures, phrases, {fold(name): visit for name, visit in visits.items()})


def read_heading(text: str, known: KnownNames, measure: str = "") -> HeadingRead:
    """Read a heading.

    Parameters
    ----------
    measure : str
        Of the sheet, where it has one.
    """
    unit = _UNIT.search(text)
    bare = text[: unit.start()] + " " + text[unit.end() :] if unit else text
    words = words_of_heading(bare)
    whole = fold(" ".join(words))
    said = HeadingRead(unit=(unit["unit"] or unit["last"]) if unit else "")
    if whole in known.visits:
        return replace(said, visit=known.visits[whole])
    if whole in _IDENTITY_OF:
        return replace(said, identity=_IDENTITY_OF[whole])
    if whole in _PLACE_OF and not (measure and _item_of(known.measures[measure], whole)):
        return replace(said, place=_PLACE_OF[whole])
    readings = [
        _of_a_value([*words[:start], *words[end:]], found, known, said)
        for start, end, found in _measures_in(words, known)
    ]
    # The one that explains most: an item before a measure that leaves words over.
    readings.append(_of_a_value(words, measure, known, said))
    return max(
        readings, key=lambda r: (bool(r.item), bool(r.measure) and not r.rest, bool(r.measure))
    )


def _of_a_value(
    words: list[str], measure: str, known: KnownNames, said: HeadingRead
) -> HeadingRead:
    """Read the item, the side and the visit of a value's heading."""
    scale = known.measures.get(measure)
    folded = fold(" ".join(words))
    item = _item_of(scale, folded) if scale is not None else None
    if item is None:
        folded, phrase = _take_visit(folded, known)
        if phrase:
            said = replace(said, visit=known.visits.get(phrase) or as_written(phrase, words))
        item = _item_of(scale, folded) if scale is not None else None
    if item is None:
        folded, side = _take_side(folded)
        said = replace(said, side=side)
        item = _item_of(scale, folded) if scale is not None else None
    if item is not None:
        return replace(said, measure=measure, item=item.name)
    if scale is None:
        place = _PLACE_OF.get(re.sub(r"\b(?:of|at|on|am|der|de)$", "", folded).strip(), "")
        if said.visit and place in _OF_A_VISIT:
            return replace(said, place=_OF_A_VISIT[place])
        return replace(said, rest=folded)
    if not folded and not scale.items:
        return replace(said, measure=measure)
    score = _score_of(scale, folded)
    if score:
        return replace(said, measure=measure, score=score)
    return replace(said, measure=measure, rest=folded)


def _score_of(scale: Scale, folded: str) -> str:
    """Find the score that a heading names; one that names none is of the main score."""
    for rule in scale.scores:
        if folded in (fold(rule.name), fold(rule.label)):
            return rule.name
    if folded in ("", *_TOTALS):
        return scale.main_score or next((r.name for r in scale.scores if r.name == "total"), "")
    return ""


def _item_of(scale: Scale, folded: str) -> Item | None:
    return _items(scale.id, tuple(scale.items)).get(folded)


@lru_cache(maxsize=256)
def _items(_: str, items: tuple[Item, ...]) -> dict[str, Item]:
    return {fold(name): item for item in items for name in (item.name, *item.synonyms)}


def items_by_name(scale: Scale) -> Mapping[str, Item]:
    """Find the items of a scale by their folded names and synonyms."""
    return _items(scale.id, tuple(scale.items))


def words_of_heading(text: str) -> list[str]:
    """Part a heading into its words, also at underscores and where small letters end."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return [w for w in re.split(r"[\s_/.,;:|()\[\]#=]+|(?<=\w)-(?=\D)|\s-\s", parted) if w]


def _measures_in(words: list[str], known: KnownNames) -> Iterator[tuple[int, int, str]]:
    """Find the runs of words that are names of measures, the longest first."""
    for length in range(min(len(words), _LONGEST_PHRASE), 0, -1):
        for start in range(len(words) - length + 1):
            written = " ".join(words[start : start + length])
            found = known.phrases.get(fold(written))
            if found and (fold(written) not in _WORDS_TOO or written == found):
                yield start, start + length, found


def as_written(phrase: str, words: list[str]) -> str:
    """Find a folded phrase as the heading spells it."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if fold(" ".join(words[start:end])) == phrase:
                return " ".join(words[start:end])
    return phrase


def _take_visit(folded: str, known: KnownNames) -> tuple[str, str]:
    """Part the words for a visit from the others: those that begin or end a heading."""
    words = folded.split()
    for length in range(min(4, len(words)), 0, -1):
        for start in (len(words) - length, 0):
            phrase = " ".join(words[start : start + length])
            if phrase in known.visits or is_visit(phrase):
                return " ".join([*words[:start], *words[start + length :]]), phrase
    return folded, ""


def is_visit(phrase: str) -> bool:
    """Whether folded words name a time of assessment."""
    return phrase in _VISIT_WORDS or _VISIT_NUMBER.fullmatch(phrase) is not None


def _take_side(folded: str) -> tuple[str, str]:
    words = folded.split()
    for at in (len(words) - 1, 0):
        if words and words[at] in _SIDES:
            return " ".join([*words[:at], *words[at + 1 :]]), _SIDES[words[at]]
    return folded, ""


#: Forms that are filled in once for each of several, and the ways of their fields.
_LISTS: Mapping[str, Mapping[str, str]] = {
    "adverse events": {
        **{key: f"adverse_events[].{key}" for key in (
            "term", "grading", "grade", "ctcae_version", "duration", "serious", "relatedness",
            "action", "outcome", "session", "serious_criteria",
        )},
        "onset_day": "adverse_events[].onset.day",
    },
    "concomitant": {
        "what": "concomitant[].what", "begun": "concomitant[].from", "ended": "concomitant[].to",
    },
    "course": {"what": "course[].what", "day": "course[].day"},
    **{name: {key: f"patient.{name}[].{key}" for key in ("term", "since", "treated")}
       for name in ("comorbidities", "history")},
}  # fmt: skip
#: The form of a treatment, and that of its sessions, by the number of the treatment.
_TREATMENT = re.compile(r"(?P<sessions>sessions of )?treatment (?P<number>[1-9][0-9]?)")


def place_in_list(form: str, name: str) -> str:
    """Find the way of a field of a form that is filled in repeatedly, such as of adverse events.

    >>> place_in_list("Adverse events", "adverse_events_term")
    'adverse_events[].term'
    """
    start = re.sub(r"\W+", "_", form).casefold() + "_"
    if not name.casefold().startswith(start):
        return ""
    part = name.casefold().removeprefix(start)
    if (found := _TREATMENT.fullmatch(fold(form))) is not None:
        return _way_of_treatment(found["number"], part, sessions=bool(found["sessions"]))
    return _LISTS.get(fold(form), {}).get(part, "")


def _way_of_treatment(number: str, part: str, *, sessions: bool) -> str:
    """Find the way of a part of a treatment, of a phase of its course, or of a session.

    >>> _way_of_treatment("2", "phase_dose", sessions=False)
    'treatment[2].course[].dose'
    """
    treatment = f"treatment[{number}]"
    if sessions:
        return f"{treatment}.sessions[].{part}"
    if part.startswith("phase_"):
        return f"{treatment}.course[].{part.removeprefix('phase_')}"
    return f"{treatment}.{part}"


def is_list(form: str) -> bool:
    """Whether a form is filled in once for each of several treatments, sessions or events."""
    return fold(form) in _LISTS or _TREATMENT.fullmatch(fold(form)) is not None


def side_named(text: str) -> str:
    """Find the side that a word names, in any of the languages known; empty for others."""
    return _SIDES.get(fold(text), "")


def visits_named(texts: Iterable[str], known: KnownNames) -> bool:
    """Whether every one of some words names a visit."""
    folded = [fold(text) for text in texts]
    return bool(folded) and all(text in known.visits or is_visit(text) for text in folded)
