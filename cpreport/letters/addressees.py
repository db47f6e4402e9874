"""Find whom a letter goes to, or why it may not be written."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from anyascii import anyascii

from cpreport.cases.case import Case
from cpreport.cases.letter_record import Role
from cpreport.cases.time import zero_date
from cpreport.cases.values import Age, AgeGroup
from cpreport.privacy.identities import FILE, Identities, Identity, Recipient
from cpreport.problems import Place, Problem

#: From this likeness on, two names are taken for one that was written in two ways.
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of one patient's letter; no repr of it shows who they are.

    language : str or None
        As the recipient reads, as written in the identity file.
    copies : tuple of str
        Names of those who get a copy.
    """

    case: str
    role: Role
    patient: str = field(repr=False)
    born: dt.date = field(repr=False)
    name: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    salutation: str | None = field(default=None, repr=False)
    language: str | None = None
    place: Place = field(default=Place(FILE))
    copies: tuple[str, ...] = field(default=(), repr=False)


def find_addressees(
    case: Case, role: Role, copies: tuple[Role, ...], identities: Identities
) -> tuple[tuple[Addressee, ...], tuple[Problem, ...]]:
    """Find the recipients in a role, each confirmed, of a patient who is beyond doubt.

    Parameters
    ----------
    copies : tuple of str
        The roles that get a copy.

    Returns
    -------
    tuple of Addressee, and tuple of Problem
        Without recipients wherever there is a problem: then no letter may be written.
    """
    who = identities.by_case.get(case.id)
    if who is None:
        hint = f"add `{case.id}:` with `name`, `date_of_birth` and `recipients`"
        missing = "nobody is named for this case"
        return (), (Problem("CP721", _place(identities), missing, help=hint, case=case.id),)
    problems = [*_incomplete(case, who, identities), *_doubts(case, who, identities)]
    recipients = [(n, r) for n, r in enumerate(who.recipients) if r.role == role]
    problems += _unconfirmed(case, role, recipients, identities)
    named: list[str] = []
    for other in copies:
        to = [(n, r) for n, r in enumerate(who.recipients) if r.role == other]
        problems += _unconfirmed(case, other, to, identities)
        named += [r.name.get_secret_value() for _, r in to]
    if problems or who.date_of_birth is None:
        return (), tuple(problems)
    return (
        tuple(
            Addressee(
                case=case.id,
                role=role,
                patient=who.name.get_secret_value(),
                born=who.date_of_birth.get_secret_value(),
                name=recipient.name.get_secret_value(),
                address=_lines(recipient),
                salutation=_salutation(who, role),
                language=recipient.language.get_secret_value() if recipient.language else None,
                place=_place(identities, case.id, "recipients", n),
                copies=tuple(named),
            )
            for n, recipient in recipients
        ),
        (),
    )


def first_day(case: Case, identities: Identities) -> dt.date | None:
    """Find the day that the times of a record are counted from, where anybody told it."""
    who = identities.by_case.get(case.id)
    return _first_day(case, who) if who is not None else zero_date(case)


def _incomplete(case: Case, who: Identity, identities: Identities) -> Iterator[Problem]:
    if who.date_of_birth is None:
        place = _place(identities, case.id)
        hint = "add `date_of_birth`: it stands on every page of a letter"
        message = "the patient has no date of birth"
        yield Problem("CP721", place, message, help=hint, case=case.id)


def _unconfirmed(
    case: Case, role: Role, recipients: list[tuple[int, Recipient]], identities: Identities
) -> Iterator[Problem]:
    if not recipients:
        place = _place(identities, case.id)
        hint = f"add a recipient with `role: {role}`, `name`, `address` and `confirmed: yes`"
        yield Problem("CP723", place, f"no recipient is {role}", help=hint, case=case.id)
    for n, recipient in recipients:
        place = _place(identities, case.id, "recipients", n)
        if not recipient.confirmed:
            hint = "when the patient or the family has agreed, write `confirmed: yes`"
            message = f"the recipient ({role}) is not confirmed"
            yield Problem("CP723", place, message, help=hint, case=case.id)
        elif recipient.address is None:
            hint = "add `address`, with commas or line ends between its lines"
            message = f"the recipient ({role}) has no address"
            yield Problem("CP723", place, message, help=hint, case=case.id)


def _doubts(case: Case, who: Identity, identities: Identities) -> Iterator[Problem]:
    """Find why the patient named may be somebody else than the one the record is of."""
    place = _place(identities, case.id)
    if found := _age_against_birth(case, who):
        why, hint = found
        yield Problem("CP722", place, why, help=hint, case=case.id)
    for other, them in identities.by_case.items():
        if other == case.id or {other, case.id} <= _ids_told_apart(identities, case.id, other):
            continue
        if why := _likeness(who, them):
            hint = (
                f"check both; when somebody has told them apart, write `told_apart_from: [{other}]`"
            )
            message = f"the patients of {case.id} and {other} are alike: {why}"
            yield Problem("CP722", place, message, help=hint, case=case.id)


def _ids_told_apart(identities: Identities, case: str, other: str) -> set[str]:
    """Name both ids where either patient was told apart from the other."""
    people: Mapping[str, Identity] = identities.by_case
    told = other in people[case].told_apart_from or case in people[other].told_apart_from
    return {case, other} if told else set()


def _likeness(one: Identity, other: Identity) -> str:
    """Say in what two patients are alike, without telling it; empty where they are not."""
    numbers = [{n.get_secret_value() for n in who.record_number} for who in (one, other)]
    if numbers[0] & numbers[1]:
        return "they have one record number"
    first, second = (_fold(who.name.get_secret_value()) for who in (one, other))
    births = [who.date_of_birth and who.date_of_birth.get_secret_value() for who in (one, other)]
    if first == second:
        return "they have one name"
    close = difflib.SequenceMatcher(None, first, second).ratio() >= _ALIKE
    if close and (births[0] == births[1] or None in births):
        return "names that differ by little, and no different dates of birth"
    if (
        births[0] is not None
        and births[0] == births[1]
        and set(first.split()) & set(second.split())
    ):
        return "one family name and one date of birth"
    return ""


def _fold(name: str) -> str:
    return " ".join(sorted(anyascii(name).casefold().replace("-", " ").split()))


def _age_against_birth(case: Case, who: Identity) -> tuple[str, str] | None:
    """Say why the date of birth does not fit the age in the record, and what helps.

    Identities that were swapped between two patients show here.
    """
    if who.date_of_birth is None:
        return None
    born, first = who.date_of_birth.get_secret_value(), _first_day(case, who)
    ages = [(case.patient.age, first)] + [(v.age, v.date) for v in case.visits if v.age]
    dated = [(age, day) for age, day in ages if age is not None and day is not None]
    if not dated:
        return (
            "no date in the record can be held against the date of birth",
            "write the age and the dates of the treatment or the visits into the case file: a "
            "letter needs them, and no publication prints a date",
        )
    if all(_fits(born, age, day) for age, day in dated):
        return None
    return (
        "the date of birth does not fit the age in the record",
        "check that name and date of birth stand under the right case id",
    )


def _fits(born: dt.date, age: Age | AgeGroup, day: dt.date) -> bool:
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    if age.beyond is None:
        return age.months - 1 <= months
    # An age may have been counted a month early or late, one in years also rounded.
    to_the_month = isinstance(age, Age) and age.to_the_month
    return age.months - 1 <= months <= age.beyond - (0 if to_the_month else 1)


def _first_day(case: Case, who: Identity) -> dt.date | None:
    own = zero_date(case)
    if own is None and who.first_session is not None:
        return who.first_session.get_secret_value()
    return own


def _lines(recipient: Recipient) -> tuple[str, ...]:
    written = recipient.address.get_secret_value() if recipient.address else ""
    return tuple(part.strip() for line in written.splitlines() for part in line.split(",") if part)


def _salutation(who: Identity, role: Role) -> str | None:
    written = who.form_of_address.get_secret_value() if who.form_of_address else None
    return written if role == "patient" else None


def _place(identities: Identities, *path: str | int) -> Place:
    source = identities.source
    if source is None:
        return Place(FILE)
    return source.key_place(*path) if len(path) == 1 else source.place(*path)
