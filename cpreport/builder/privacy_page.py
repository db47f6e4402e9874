"""Take a finished build and what the search found, and give the privacy report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import cpreport
from cpreport.builder.privacy_gate import Gate, Warned, same_as
from cpreport.builder.record import SearchedFile
from cpreport.cases.series import Style
from cpreport.privacy.small_cells import MOST_IN_A_DATA_FILE, Alone, SmallCells, small_cells
from cpreport.publish.html.documents import privacy_html
from cpreport.publish.html.privacy import Answered, Carried, Found, PrivacyPage, StandingAlone

if TYPE_CHECKING:
    from cpreport.builder.build import Built

#: Texts that are listed; more than these nobody reads.
_MOST = 1000


def privacy_page(built: Built, gate: Gate, searched: Mapping[str, SearchedFile], title: str) -> str:
    """Give `privacy.html`: what was searched, what was found, and who stands alone."""
    findings = built.checked.findings
    cells = small_cells(findings) if findings else SmallCells(0, (), (), None, ())
    known = gate.search.known if gate.search else None
    page = PrivacyPage(
        title=title,
        language=built.checked.language,
        style=findings.scored.series.record.style if findings else Style(),
        files=len(searched),
        pages=sum(file.pages for file in searched.values()),
        characters=sum(file.characters for file in searched.values()),
        people=len(known.people) if known else 0,
        values=known.number if known else 0,
        withheld=tuple(p for p in built.problems if p.code in ("CP711", "CP712", "CP713")),
        open=_found(warned for warned in built.warned if warned.answer is None),
        answered=_found(warned for warned in built.warned if warned.answer is not None),
        unused=tuple(_unused(gate, built.warned)),
        patients=cells.patients,
        identifiers=cells.identifiers,
        alone=tuple(StandingAlone(a.case, _in_words(a)) for a in cells.alone),
        remedy=cells.remedy,
        carried=tuple(Carried(f.path, f.identifiers, f.too_many) for f in cells.files),
        most=MOST_IN_A_DATA_FILE,
        made_by=f"cpreport {cpreport.__version__}",
    )
    return privacy_html(page, folder=built.checked.folder)


def _found(warned: Iterable[Warned]) -> tuple[Found, ...]:
    return tuple(
        Found(
            one.finding.kind,
            one.finding.text,
            one.outputs,
            one.answer.reason if one.answer else "",
            str(one.answer.place) if one.answer else "",
        )
        for one in list(warned)[:_MOST]
    )


def _unused(gate: Gate, warned: Iterable[Warned]) -> Iterable[Answered]:
    used = [one.finding.text for one in warned]
    for answer in gate.answers:
        if not any(same_as(answer, text) for text in used):
            yield Answered(answer.text, answer.reason, str(answer.place))


def _in_words(alone: Alone) -> tuple[str, ...]:
    """Give each combination as `sex female and centre Centre A`; a missing value stands as such."""
    return tuple(
        " and ".join(f"{name} {value or 'not told'}" for name, value in combination)
        for combination in alone.combinations
    )
