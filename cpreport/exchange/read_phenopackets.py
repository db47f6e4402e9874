"""Read GA4GH phenopackets: who was measured when, what was given, and what happened."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from cpreport.cases.values import NOT_REPORTED
from cpreport.exchange.filled_forms import DAY, FilledForms
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_tables import SourceColumn, SourceData
from cpreport.exchange.write_phenopackets import COMORBIDITY, COMPUTED
from cpreport.problems import Place, Problem

Packet = Mapping[str, Any]
_SEXES = {"FEMALE": "female", "MALE": "male", "OTHER_SEX": "intersex"}
#: How `cpreport export` writes a time: what happens then, and the day of it.
_TIME = re.compile(r"(?P<name>.*?)(?:, day (?P<day>-?[0-9.]+) from .*)?", re.DOTALL)
_NAMELESS = "measurement of nothing named"
_READ = {"id", "subject", "diseases", "measurements", "medicalActions", "metaData"}


def is_phenopackets(files: Mapping[str, bytes]) -> bool:
    """Whether every JSON file of these is a phenopacket, and there is one."""
    found = [content for name, content in files.items() if name.endswith(".json")]
    return bool(found) and all(b'"phenopacketSchemaVersion"' in content for content in found)


def read_phenopackets(files: Mapping[str, bytes], name: str) -> SourceData:
    """Read phenopackets, by the names of their files.

    Raises
    ------
    Refused
        Where one is no JSON.
    """
    packets = [_parsed(c, file) for file, c in files.items() if file.endswith(".json")]
    made = {str(_of(packet, "metaData").get("createdBy", "")) for packet in packets}
    own = all(text.startswith("cpreport ") for text in made)
    forms, unread, visits = FilledForms(), Counter[str](), dict[str, str]()
    for packet in packets:
        visits |= {label: term for label, term in _visits(packet) if term}
        _patient(forms, packet)
        _measurements(forms, packet)
        _treatments(forms, packet)
        if own:
            _events(forms, packet)
        rest = set(packet) - _READ - ({"phenotypicFeatures"} if own else set())
        unread.update(key for key in rest if packet[key])
    problems = tuple(
        Problem("CP865", Place(name), f"`{key}` is not read (in {count} of {len(packets)} files)",
                severity="warning")
        for key, count in sorted(unread.items())
    )  # fmt: skip
    table = forms.table(name)
    return SourceData(name, "phenopackets", (table,), {}, visits, problems=problems, own=own)


def _parsed(content: bytes, file: str) -> Packet:
    try:
        packet = json.loads(content, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise unreadable(file, "it is no JSON") from error
    if not isinstance(packet, dict):
        raise unreadable(file, "it is no phenopacket")
    return packet


def _of(part: Packet, *keys: str) -> Packet:
    for key in keys:
        found = part.get(key)
        part = found if isinstance(found, dict) else {}
    return part


def _listed(part: Packet, key: str) -> list[Packet]:
    found = part.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _label(part: Packet, *keys: str) -> str:
    term = _of(part, *keys)
    return " ".join(str(term.get("label") or term.get("id") or "").split())


def _case(packet: Packet) -> str:
    return str(_of(packet, "subject").get("id") or packet.get("id") or "")


def _patient(forms: FilledForms, packet: Packet) -> None:
    case, subject = _case(packet), _of(packet, "subject")
    forms.put(case, "", SourceColumn("sex"), _SEXES.get(str(subject.get("sex")), "not reported"))
    age = str(_of(subject, "timeAtLastEncounter", "age").get("iso8601duration", ""))
    forms.put(case, "", SourceColumn("age"), _age(age))
    listed = [one for one in _listed(packet, "diseases") if not one.get("excluded")]
    besides = [one for one in listed if _of(one, "term").get("id") == f"cpreport:{COMORBIDITY}"]
    diseases = [_label(one, "term") for one in listed if one not in besides]
    forms.put(case, "", SourceColumn("diagnosis"), "; ".join(diseases))
    for number, one in enumerate(besides, 1):
        told = {"term": _label(one, "term"), "since": _label(one, "onset", "ontologyClass")}
        for part, text in told.items():
            forms.put_in_list(case, "Comorbidities", number, part, text)


def _age(text: str) -> str:
    """Write an age in words.

    >>> _age("P14Y6M")
    '14 years 6 months'
    """
    found = re.fullmatch(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:[0-9]+D)?", text)
    parts = zip(found.groups() if found else (), ("years", "months"), strict=False)
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _measurements(forms: FilledForms, packet: Packet) -> None:
    for one in _listed(packet, "measurements"):
        if one.get("description") == COMPUTED:
            continue
        label = _label(one, "assay") or _NAMELESS
        visit, day = _moment(_of(one, "timeObserved"))
        text, unit = _value(_of(one, "value"))
        shown = f"{label} ({unit})" if unit else label
        forms.put(_case(packet), visit, SourceColumn(label, label=shown, unit=unit), text)
        forms.put(_case(packet), visit, DAY, day)


def _visits(packet: Packet) -> Iterator[tuple[str, str]]:
    """Name each visit by its label, with the words of its term, which are shorter."""
    for one in _listed(packet, "measurements"):
        time = _of(one, "timeObserved")
        term = str(_of(time, "ontologyClass").get("id", ""))
        yield _moment(time)[0], term.rpartition(":")[2].replace("_", " ")


def _moment(time: Packet) -> tuple[str, str]:
    """Name a visit, with its day where that is told; of an age or a date, that."""
    if label := _label(time, "ontologyClass"):
        found = _TIME.fullmatch(label)
        assert found is not None
        return found["name"], found["day"] or ""
    age = _age(str(_of(time, "age").get("iso8601duration", "")))
    return (f"at {age}" if age else str(time.get("timestamp", ""))[:10]), ""


def _value(value: Packet) -> tuple[str, str]:
    """Read a quantity with its unit, or a word."""
    quantity = _of(value, "quantity")
    if not quantity:
        return _label(value, "ontologyClass"), ""
    unit = _label(quantity, "unit")
    return str(quantity.get("value", "0")), "" if unit == "1" else unit


def _events(forms: FilledForms, packet: Packet) -> None:
    """Read what `cpreport export` tells of adverse events."""
    for number, one in enumerate(_listed(packet, "phenotypicFeatures"), 1):
        grading, _, grade = _label(one, "severity").partition(" grade ")
        _, day = _moment(_of(one, "onset"))
        told = {"term": _label(one, "type"), "grading": grading, "grade": grade}
        told["onset_day"] = day or NOT_REPORTED
        for part, text in told.items():
            forms.put_in_list(_case(packet), "Adverse events", number, part, text)


def _treatments(forms: FilledForms, packet: Packet) -> None:
    """Tell each drug and procedure by its name; what is done again is a session of it."""
    numbers: dict[str, int] = {}
    sessions: Counter[str] = Counter()
    for name, kind, again, day in _given(packet):
        number = numbers.setdefault(name, len(numbers) + 1)
        if again:
            sessions[name] += 1
            form = f"Sessions of treatment {number}"
            forms.put_in_list(_case(packet), form, sessions[name], "day", day or NOT_REPORTED)
        else:
            for part, text in {"name": name, "kind": kind, "day": day}.items():
                forms.put_in_list(_case(packet), f"Treatment {number}", 1, part, text)


def _given(packet: Packet) -> Iterator[tuple[str, str, bool, str]]:
    """Yield name, kind, whether it is one of several occasions, and day."""
    drugs: set[str] = set()
    for one in _listed(packet, "medicalActions"):
        if name := _label(one, "treatment", "agent"):
            drugs.add(name)
            yield name, "", False, ""
        elif name := _label(one, "procedure", "code"):
            _, day = _moment(_of(one, "procedure", "performed"))
            yield name, "" if name in drugs else "procedure", name in drugs, day
