"""Copy a series as it may leave the house: the series of a package.

Everything in a package is made from these files and from nothing else, so that whoever has them
can make it again. What may be in them is named here key by key; a key that is not named stays
behind. Dates become days since the first session.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import yaml

from cpreport.cases.case import Case
from cpreport.cases.picture_record import Image, Panel, PanelFigure, is_drawn
from cpreport.cases.reader import read_text
from cpreport.cases.series import SectionText, Series
from cpreport.cases.text import Entry, Listing, Node, Scalar
from cpreport.cases.text import Mapping as Keys
from cpreport.cases.text import Path as Steps
from cpreport.cases.time import moment_in_words, moments_of
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import Ready
from cpreport.figures.picture import Ending, PrintedPanel, image_ending, images
from cpreport.journal.profiles import FOLDER
from cpreport.journal.shareable_references import shareable_references
from cpreport.manuscript.authors_texts import texts_of_case, texts_of_series
from cpreport.manuscript.comments import without_comments
from cpreport.manuscript.references.csl_styles import VANCOUVER
from cpreport.numbers import plain
from cpreport.outcomes.findings import Findings
from cpreport.privacy.images import FOLDER as FOLDER_OF_PICTURES
from cpreport.privacy.images import printed_panels
from cpreport.scales.graded import ScoredCase
from cpreport.shipped import shipped_folder

#: What stays behind, of a series and of a case, with why; every other key of the records goes.
WITHHELD_OF_SERIES: Mapping[str, str] = {
    "privacy": "names what must not be told",
    "not_identifying": "answers of the privacy search",
    "letters": "for families, not for readers",
}
WITHHELD_OF_CASE: Mapping[str, str] = {
    "not_identifying": "answers of the privacy search",
    "letter": "for a family, not for readers",
}
WITHHELD_OF_VISIT: Mapping[str, str] = {"letter": "for a family, not for readers"}

#: The keys that go, in the order of the files.
SERIES_KEYS = (
    "title", "short_title", "notice", "language", "keywords", "authors", "affiliations", "design",
    "time", "visits", "compare", "left_out", "outcomes", "measures", "phases", "groups",
    "summaries",
    "settings", "abstract",
    "graphical_abstract",
    "key_points", "claims", "wording", "sections", "supplement", "ethics", "consent_statement",
    "funding", "funders",
    "competing_interests", "data_availability", "acknowledgements", "ai_use", "licence",
    "copyright", "dates", "publication", "references_style", "page_size", "style", "archive",
    "checklists",
)  # fmt: skip
CASE_KEYS = (
    "id", "patient", "consent", "findings", "diagnostics", "treatment", "concomitant",
    "course", "visits", "adverse_events", "adverse_event_monitoring", "outcome",
    "patient_perspective", "media", "checklists",
)  # fmt: skip
#: Of a permission: whether, and by whom, as the report prints it. Not when.
_PERMISSION = ("given", "waived", "by", "reference")
_TIMES = ("date", "month", "week", "day", "hour")


def shareable_files(
    findings: Findings, folder: Path, journal: str, references_style: str = VANCOUVER
) -> dict[str, bytes]:
    """Write the files of a series folder that hold what is published of the series, and no more.

    Every case is in them that the article reports; `shared_cases` says whose data may be handed on.
    Of what they hold they give the same again (`verify/remake.py`).

    Parameters
    ----------
    findings : Findings
        With every case whole.
    references_style : str
        In which the references of the package are set.
    """
    cases = files_of_cases(findings, folder)
    files = files_without_cases(findings.scored.series, journal, references_style)
    series = findings.scored.series
    naming = {"series.yaml", *(f"{case.id}.yaml" for case in findings.cases)}
    naming |= {section.file for section in series.sections.values()}
    said = "\n".join((files | cases)[name].decode() for name in sorted(naming))
    for text in series.scale_files:
        if not _is_named(said, r"(?<!\w)", _id_of(text)):
            del files[text.file]
    for text in series.bibliography:
        cited = partial(_is_named, said, r"@\{?")
        files[text.file] = shareable_references(text, cited).encode()
    return files | cases


def _is_named(said: str, before: str, name: str) -> bool:
    return re.search(rf"{before}{re.escape(name)}(?!\w)", said) is not None


def _id_of(scale: SectionText) -> str:
    root = read_yaml(scale.text, scale.file)[0]
    named = root.get("id") if isinstance(root, Keys) else None
    return named.text if isinstance(named, Scalar) else ""


def files_of_cases(findings: Findings, folder: Path) -> dict[str, bytes]:
    """Write the files that hold what is published of each case, and its pictures."""
    files: dict[str, bytes] = {}
    for case in findings.cases:
        files[f"{case.id}.yaml"] = _yaml(_case(case, folder))
        for name, entry in images(case.case):
            pictures = _pictures(case.id, name, entry, folder)
            files |= {file: panel.content for file, panel in pictures}
    return files


def files_without_cases(
    series: Series, journal: str, references_style: str = VANCOUVER
) -> dict[str, bytes]:
    """Write the files that hold what is published of a series beside its cases.

    Whatever scales and works they define are in them, named in the cases or not.
    """
    files = {"series.yaml": _yaml(_series(series, references_style))}
    for section in series.sections.values():
        files[section.file] = without_comments(section.text).encode()
    for text in series.bibliography:
        files[text.file] = shareable_references(text).encode()
    for text in series.scale_files:
        root = read_yaml(text.text, text.file)[0]
        if root is not None:
            files[text.file] = _yaml(_plain(root))
    if series.style_file is not None:
        files[series.style_file.file] = canonicalize(series.style_file.text).encode()
    return files | _own_profile(series.folder, journal)


def _own_profile(folder: Path, journal: str) -> dict[str, bytes]:
    """Find the series' own file about the journal, where there is one."""
    files: dict[str, bytes] = {}
    for path in sorted((folder / FOLDER).glob("*.y*ml")):
        name = f"{FOLDER}/{path.name}"
        text, _ = read_text(folder, name)
        root = read_yaml(text, name)[0] if text is not None else None
        named = root.get("id") if isinstance(root, Keys) else None
        if root is not None and isinstance(named, Scalar) and named.text == journal:
            files[name] = _yaml(_plain(root))
    return files


def shared_cases(ready: Ready) -> tuple[str, ...]:
    """Name the cases whose data may be handed on."""
    consents = ((c.id, c.case.consent.data_sharing) for c in ready.findings.cases)
    return tuple(case for case, consent in consents if consent is not None and consent.holds)


def leave_out_withheld(
    files: Mapping[str, bytes], cases: tuple[str, ...], shared: tuple[str, ...]
) -> dict[str, bytes]:
    """Leave out the files of cases whose data may not be handed on."""
    withheld = set(cases) - set(shared)
    gone = {f"{case}.yaml" for case in withheld}
    folders = tuple(f"media/{case}/" for case in withheld)
    return {n: c for n, c in files.items() if n not in gone and not n.startswith(folders)}


def _series(series: Series, references_style: str) -> dict[str, Any]:
    record = series.record
    told = _as_written(record.source.root, SERIES_KEYS, texts_of_series(record))
    if series.left_out:
        # Of those who may not be reported goes along how many they are.
        told["left_out"] = str(len(series.left_out) + record.left_out)
    if references_style != VANCOUVER:
        told["references_style"] = references_style
    if "style" in told:
        told["style"] = _own_style(told["style"])
    return {key: told[key] for key in SERIES_KEYS if key in told}


def _own_style(style: Any) -> Any:
    """Leave out what stands in the authors' own folder of styles: it does not go along."""
    themes = {path.stem for path in (shipped_folder("styles") / "themes").glob("*.css")}
    kept = {key: value for key, value in style.items() if key not in ("logo", "logo_name")}
    if kept.get("theme") not in themes:
        kept.pop("theme", None)
    return kept


def _case(case: ScoredCase, folder: Path) -> dict[str, Any]:
    told = _as_written(case.case.source.root, CASE_KEYS, texts_of_case(case.case))
    told["consent"] = _consent(case.case, told["consent"])
    if case.case.media and "media" in told:
        told["media"] = _media(case, folder)
        told = _with_new_names(told, case.case)
    if not told.get("media"):
        told.pop("media", None)
    numbers = iter(range(1, len(case.case.sessions) + 1))
    for t, treatment in enumerate(told.get("treatment", ()), 1):
        if "sessions" in treatment:
            treatment["sessions"] = [
                _relative(session, case.days.get(f"session {n}"))
                for session, n in zip(treatment["sessions"], numbers, strict=False)
            ]
        if "date" in treatment:
            told["treatment"][t - 1] = _relative(treatment, case.days.get(f"treatment {t}"))
    _without_dates(told, case)
    told["visits"] = [
        _relative(_without(visit, WITHHELD_OF_VISIT), case.days.get(visit["id"]))
        for visit in told["visits"]
    ]
    for n, event in enumerate(told.get("course", ()), 1):
        event.update(_relative(event, case.days.get(f"course {n}")))
        event.pop("date", None)
    if isinstance(told["adverse_events"], list):
        for n, event in enumerate(told["adverse_events"], 1):
            event["onset"] = _relative(event["onset"], case.days.get(f"adverse event {n}"))
    return told


def _without_dates(told: dict[str, Any], case: ScoredCase) -> None:
    """Put days in the place of the dates from which, and to which, something went on."""
    for name, path, _ in moments_of(case.case):
        if (day := case.days.get(name)) is not None:
            *way, key = path
            at: Any = told
            for step in way:
                at = at[step]
            at[key] = _without_date(at[key], day)


def _without(told: dict[str, Any], withheld: Mapping[str, str]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key not in withheld}


def _consent(case: Case, told: Any) -> dict[str, Any]:
    held = {
        "publication": case.consent.publication,
        "images": case.consent.images,
        "data_sharing": case.consent.data_sharing,
    }
    shown: dict[str, Any] = {}
    for kind, permission in held.items():
        if permission is not None and kind in told:
            stated = {key: told[kind][key] for key in _PERMISSION if key in told[kind]}
            held_on = stated if permission.waived else {**stated, "date_withheld": "yes"}
            shown[kind] = held_on if permission.holds else {"given": "no"}
    return shown


def _with_new_names(told: Any, case: Case) -> Any:
    """Name pictures in texts as they are handed on: what a file was called may tell a name."""
    if isinstance(told, dict):
        return {key: _with_new_names(value, case) for key, value in told.items()}
    if isinstance(told, list):
        return [_with_new_names(value, case) for value in told]
    if isinstance(told, str) and f"({FOLDER_OF_PICTURES}/" in told:
        for name, entry in images(case):
            files = zip(entry.panels, _names(case.id, name, entry), strict=True)
            for panel, file in files:
                told = told.replace(f"]({panel.file})", f"]({file})")
    return told


def _names(case_id: str, name: str, entry: Image | PanelFigure) -> list[str]:
    """Name the pictures of an entry by what they are, not by what they were called."""
    ending = _ending(entry)
    ends = [f"-{n}" for n in range(1, len(entry.panels) + 1)] if len(entry.panels) > 1 else [""]
    return [f"{FOLDER_OF_PICTURES}/{case_id}/{name}{end}.{ending}" for end in ends]


def _ending(entry: Image | PanelFigure) -> Ending:
    """Choose how a picture is handed on: those of a drawn figure keep every dot.

    So the same figure can be drawn of them again.
    """
    return "png" if is_drawn(entry) else image_ending(entry.panels[0])


def _pictures(
    case_id: str, name: str, entry: Image | PanelFigure, folder: Path
) -> Iterator[tuple[str, PrintedPanel]]:
    """Make the pictures of an entry as they are handed on: masked and cut for good, renamed."""
    panels = printed_panels(folder, entry, _ending(entry))
    yield from zip(_names(case_id, name, entry), panels, strict=True)


def _media(case: ScoredCase, folder: Path) -> list[dict[str, Any]]:
    """Tell of the pictures by the names under which they are handed on."""
    told = []
    for name, entry in images(case.case):
        made = zip(_pictures(case.id, name, entry, folder), entry.panels, strict=True)
        panels = [_panel(file, panel, own, entry) for (file, panel), own in made]
        head = {"caption": entry.caption, **({"article": "yes"} if entry.article else {})}
        several = isinstance(entry, PanelFigure)
        told.append({**head, "panels": panels} if several else {**panels[0], **head})
    return told


def _panel(
    file: str, panel: PrintedPanel, own: Panel, entry: Image | PanelFigure
) -> dict[str, Any]:
    told: dict[str, Any] = {"file": file, "alt": own.alt}
    if own.visit is not None:
        told["visit"] = own.visit
    if panel.shows is not None and is_drawn(entry):
        told["scale"] = f"{panel.shows:.3f} mm"
    if panel.arrows:
        told["arrows"] = [
            {
                "at": [plain(share) for share in arrow.at],
                "from": arrow.begin,
                **({"label": arrow.label} if arrow.label else {}),
            }
            for arrow in panel.arrows
        ]
    return told


def _without_date(words: str, day: Decimal) -> str:
    """Put the day in the place of a moment that is a date."""
    moment = moment_in_words(words)
    return words if moment is None or moment.date is None else f"day {plain(day)}"


def _relative(moment: dict[str, Any], day: Decimal | None) -> dict[str, Any]:
    """Put the day in the place of a date; time that is relative already stays as written."""
    if "date" not in moment:
        return moment
    time = {} if day is None else {"day": plain(day)}
    at = {"id": moment["id"]} if "id" in moment else {}
    return {**at, **time, **{k: v for k, v in moment.items() if k not in (*_TIMES, *at)}}


# --- The tree of a file as written --------------------------------------------------------------


def _as_written(root: Node, keys: tuple[str, ...], prose: Container[Steps]) -> dict[str, Any]:
    """Copy what stands under some keys.

    Parameters
    ----------
    prose : container of Steps
        The ways to texts in which there may be comments.
    """
    assert isinstance(root, Keys)
    by_key: dict[str, Entry] = {entry.key: entry for entry in root.entries}
    return {key: _plain(by_key[key].value, (key,), prose) for key in keys if key in by_key}


def _plain(node: Node, path: Steps = (), prose: Container[Steps] = ()) -> Any:
    if isinstance(node, Scalar):
        return without_comments(node.text) if path in prose else node.text
    if isinstance(node, Listing):
        return [_plain(value, (*path, n), prose) for n, value in enumerate(node.values)]
    return {entry.key: _plain(entry.value, (*path, entry.key), prose) for entry in node.entries}


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, and short mappings on one line."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _yaml(content: Mapping[str, Any]) -> bytes:
    written: str = yaml.dump(
        content,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=100,
        default_flow_style=None,
    )
    return written.encode()
