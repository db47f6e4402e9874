"""Ask what the codes of a source for missing values mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cpreport.cases.values import MISSING_WORDS, NOT_REPORTED
from cpreport.exchange.source_map.entry_kinds import ENTRY
from cpreport.exchange.source_map.import_map import ASKED
from cpreport.exchange.source_map.looked_table import LookedTable
from cpreport.exchange.source_map.proposal import Proposal
from cpreport.scales.names import fold, grade_of

_WORDS_FOR_MISSING = {
    "na": NOT_REPORTED, "n/a": NOT_REPORTED, "n.a.": NOT_REPORTED, "-": NOT_REPORTED,
    "--": NOT_REPORTED, ".": NOT_REPORTED, "?": NOT_REPORTED, "unknown": NOT_REPORTED,
    "unk": NOT_REPORTED, "missing": NOT_REPORTED, "k.a.": NOT_REPORTED,
    "keine angabe": NOT_REPORTED, "null": NOT_REPORTED, "#n/a": NOT_REPORTED,
    "n.d.": MISSING_WORDS[0], "nd": MISSING_WORDS[0], "not done": MISSING_WORDS[0],
    "not tested": MISSING_WORDS[0], "nt": MISSING_WORDS[0],
}  # fmt: skip
#: Numbers that often stand for what is missing, and as often for themselves.
_CODES = frozenset(
    f"{sign}{code}"
    for sign, codes in (
        ("", (9, 77, 88, 99, 777, 888, 999, 8888, 9999)),
        ("-", (1, 7, 8, 9, 77, 88, 95, 96, 97, 98, 99, 777, 888, 999, 9999)),
    )
    for code in codes
)
#: Of these a number that can be is asked about.
_CODES_ANYWHERE = _CODES - {"9", "77", "88"}
#: What may be a code for a missing value, where numbers are expected.
_ABBREVIATED = re.compile(r"[A-Z]{2,4}")


def is_missing_code(value: str) -> bool:
    """Whether a value is written as programs and people write that one is missing."""
    return fold(value) in _WORDS_FOR_MISSING or value.casefold() in _WORDS_FOR_MISSING


def ask_about_missing(made: Proposal, looked: LookedTable, name: str, said: dict[str, Any]) -> None:
    """Ask what codes for missing values mean, of each column that is taken."""
    if made.data.own:
        # What is missing in an export of cpreport's own stands there in words.
        return
    if "not_taken" in said or "identity" in said or said.get("role") in ("case", ENTRY):
        return
    n = next(k for k, column in enumerate(looked.table.columns) if column.name == name)
    for value in _all_codes(looked, n):
        word = _WORDS_FOR_MISSING.get(value.casefold())
        if value in made.missing or value in said.get("values", {}):
            continue
        if word is not None:
            made.missing[value] = word
        elif (where := _asked_where(made, said, value)) == "all":
            made.missing[value] = ASKED
        elif where:
            said.setdefault("missing", {})[value] = ASKED
            made.note(
                looked.key, name, f"Is {value} a value here, or does it say that one is missing?"
            )


def _all_codes(looked: LookedTable, n: int) -> list[str]:
    found = {
        value
        for value in looked.table.values(n)
        if value in _CODES
        or value.casefold() in _WORDS_FOR_MISSING
        or _ABBREVIATED.fullmatch(value)
    }
    return sorted(found)


def _asked_where(made: Proposal, said: Mapping[str, Any], value: str) -> str:
    """Say of a number whether it is asked about: in `all` columns of scales, `here`, or not."""
    scale = made.known.measures.get(str(said.get("measure", "")))
    role = str(said.get("role", ""))
    if role in ("visit", "measure", "item", "side") or role.endswith("date"):
        return ""
    if _ABBREVIATED.fullmatch(value):
        number = scale is not None and (scale.number is not None or "score" in said)
        return "all" if number else ""
    if scale is None or scale.number is not None:
        numeric = scale is not None or role in ("value", "visit.age", "patient.age") or (
            str(said.get("measure", "")) in made.measures
        )  # fmt: skip
        if role == "value" and value in _CODES:
            return "all"
        return "here" if numeric and value in _CODES_ANYWHERE else ""
    item = said.get("item")
    if item is not None:
        return "" if grade_of(scale, str(item), value) is not None else "all"
    return "all"
