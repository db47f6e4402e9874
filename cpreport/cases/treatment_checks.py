"""Find what treatments say against themselves: form, doses, and the order of a course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from cpreport.cases.case import FIRST_TREATMENT, Case, Treatment
from cpreport.cases.time import FIRST_VISIT, SURGERY, day_of, ways_of_stating, zero_date, zero_of
from cpreport.problems import Problem

#: A dose that is a number alone, so that nobody knows of what.
_NUMBER_ALONE = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


def check_zero(case: Case) -> Iterator[Problem]:
    """Yield that a case lacks what the series counts its times from, or has it at another time."""
    zero, named = zero_of(case), case.zero
    if zero is None and named not in (FIRST_TREATMENT, FIRST_VISIT):
        message = f"{case.id} has no `{named}`, from which the series counts its times"
        hint = f"add it to `course`, such as `{{what: {named}, day: 0}}`"
        if named == SURGERY:
            hint = f"add a treatment with `kind: procedure` and its date or day; or {hint[4:]}"
        yield case.problem("CP204", ("course",), message, hint, key=True)
    elif zero is not None and named not in (FIRST_TREATMENT, FIRST_VISIT):
        # A time that counts from itself is none or 0.
        day = day_of(zero.moment, zero_date(case))
        if day:
            stated = ways_of_stating(zero.moment)
            message = (
                f"times are counted from `{named}`, which is said to be at another time than 0"
            )
            hint = "write `day: 0`, or correct the other times"
            yield case.problem("CP204", (*zero.path, *stated[:1]), message, hint)


def check_treatments(case: Case, days: dict[str, Decimal]) -> Iterator[Problem]:
    """Yield treatments told in two ways at once, doses without a unit, and courses out of order.

    Parameters
    ----------
    days : dict of str to Decimal
        As `relative_days` gives them.
    """
    for n, treatment in enumerate(case.treatment):
        yield from _forms(case, n, treatment)
        yield from _doses(case, n, treatment)
        yield from _order(case, n, treatment, days)


def _forms(case: Case, number: int, treatment: Treatment) -> Iterator[Problem]:
    told = {
        "sessions": bool(treatment.sessions),
        "course": bool(treatment.course),
        "from": treatment.begin is not None,
        "a time of its own": bool(ways_of_stating(treatment)),
    }
    forms = [name for name, there in told.items() if there]
    if len(forms) > 1:
        message = f"`{treatment.name}` is told in two ways: {' and '.join(forms)}"
        hint = "keep one of them, or write two treatments"
        yield case.problem("CP117", ("treatment", number), message, hint, tuple(told))
    if treatment.end is not None and treatment.begin is None:
        message = f"`{treatment.name}` has an end, and no beginning"
        hint = "add `from: …`; `from: before` where it began some time before"
        yield case.problem("CP117", ("treatment", number, "to"), message, hint)


def _doses(case: Case, number: int, treatment: Treatment) -> Iterator[Problem]:
    doses = [(("course", n), phase.dose) for n, phase in enumerate(treatment.course)]
    doses += [(("sessions", n), session.dose) for n, session in enumerate(treatment.sessions)]
    for path, dose in doses:
        if dose is not None and _NUMBER_ALONE.fullmatch(dose.strip()):
            message = f"the dose `{dose}` has no unit"
            hint = f"write the unit, such as `{dose} mg daily`"
            yield case.problem(
                "CP117", ("treatment", number, *path, "dose"), message, hint, severity="warning"
            )


def _order(
    case: Case, number: int, treatment: Treatment, days: dict[str, Decimal]
) -> Iterator[Problem]:
    name = f"treatment {number + 1} phase"
    path = ("treatment", number, "course")
    spans = [
        (days.get(f"{name} {n} from"), days.get(f"{name} {n} to"))
        for n in range(1, len(treatment.phases) + 1)
    ]
    for n, (begin, end) in enumerate(spans):
        if begin is not None and end is not None and end < begin:
            where = (*path, n, "to") if treatment.course else ("treatment", number, "to")
            message = f"`{treatment.name}` ends before it begins"
            yield case.problem("CP202", where, message, "check both times")
    for n, ((earlier, end), (begin, _)) in enumerate(pairwise(spans), 1):
        at = (*path, n, "from")
        if begin is None:
            continue
        if earlier is not None and begin < earlier:
            message = f"phase {n + 1} of `{treatment.name}` begins before phase {n}"
            hint = "list the phases in the order of time, or correct the times"
            yield case.problem("CP202", at, message, hint)
        elif end is not None and begin < end:
            message = f"phase {n + 1} of `{treatment.name}` begins before phase {n} ends"
            hint = "one dose follows the other; doses given together are one dose"
            yield case.problem("CP202", at, message, hint, severity="warning")
        elif end is None and treatment.course[n - 1].ongoing:
            message = f"phase {n} of `{treatment.name}` is ongoing, and another follows it"
            hint = "only the last phase goes on; say when this one ended"
            yield case.problem("CP202", (*path, n - 1, "to"), message, hint)
