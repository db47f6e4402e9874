"""Take a large series folder, and give what may be printed, with every case packed until it is due.

As `checked.py` does for a series that has room in memory: the cases are read in parts, by all
processors, and of each stay its brief, its packed record and its packed results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from cpreport.cases.reader import open_series
from cpreport.cases.series import Series
from cpreport.check.contents import Contents, contents_of
from cpreport.check.many import (
    CheckedPart,
    Gathered,
    Part,
    begin,
    bibliography,
    checked_part,
    composed_whole,
    gathered,
    parts,
    problems_beside,
    readers,
)
from cpreport.check.series import Checked, Composed, OnDemand, as_far_as_it_goes
from cpreport.check.standing import bad_cases, final
from cpreport.manuscript.compose import compose_report, shared
from cpreport.manuscript.document import Report
from cpreport.outcomes.brief import Brief, briefs, summed_up
from cpreport.outcomes.comparing import compare_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.pack import Packed, packed, whole, with_packed
from cpreport.problems import Problem
from cpreport.processes import in_parts, without_collector
from cpreport.scales.scoring import score_series

#: Packed cases that are unpacked together where briefs are made of them anew.
_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class _PackedPart:
    """A part of a series after every check of its cases, with the cases themselves."""

    checked: CheckedPart
    packs: Mapping[str, Packed]
    contents: Mapping[str, Contents]


@without_collector()
def large_checked(
    folder: Path, files: Sequence[str], *, strict: bool, leave_out: bool, jobs: int
) -> Checked | None:
    """Check a series as `checked` does, and keep its cases packed.

    None where that cannot be: `series.yaml` cannot be read, ids of cases cannot be told apart,
    checklists are answered, or the PDFs are for archives and hold the data of all cases.
    """
    begin()
    series, problems = open_series(folder)
    if series is None or series.record.checklists or series.record.archive:
        return None
    packs: dict[str, Packed] = {}
    contents: dict[str, Contents] = {}

    def unwrapped(found: Iterable[_PackedPart]) -> Iterator[CheckedPart]:
        for part in found:
            packs.update(part.packs)
            contents.update(part.contents)
            yield part.checked

    due = parts(folder, files, leave_out=leave_out)
    read = gathered(unwrapped(in_parts(_packed_part, due, readers(files, jobs))), len(files))
    if read is None:
        return None
    found = [*problems, *problems_beside(series, read)]
    # The parts come as they are finished; whatever is printed goes by the order of ids.
    packs = {brief.id: packs[brief.id] for brief in read.cases}
    nothing = Checked(
        folder,
        (),
        (*packs, *read.failed),
        series.record.title,
        series.record.notice or "",
        series.record.language,
        unconsented=read.unconsented,
        unseen=read.unseen,
        packs=packs,
        known_contents=contents,
    )
    if not packs:
        return replace(nothing, problems=final(found, strict=strict))
    return _composed(nothing, series, read, found, strict)


def _composed(
    nothing: Checked, series: Series, read: Gathered, found: list[Problem], strict: bool
) -> Checked:
    packs, folder = nothing.packs, nothing.folder
    series = replace(series, left_out=read.left_out)
    empty, problems = score_series(series)
    found += problems

    def over(cases: Iterable[Brief]) -> Findings:
        kept = tuple(cases)
        bare = summed_up(series, empty.scales, empty.settings, kept)
        return with_packed(bare, {brief.id: packs[brief.id] for brief in kept})

    everything = over(read.cases)
    of_series = shared(everything, bibliography(folder))

    def of_case(id: str) -> Findings:
        return everything.only(whole(packs[id]))

    def composed(id: str) -> Report:
        return compose_report(of_case(id), id, of_series)[0]

    def only(good: Collection[str]) -> Findings:
        return over(_briefs_of(everything, [packs[id] for id in good]))

    bad = bad_cases(final(found, strict=strict)) | set(read.failed)
    article, supplement, more = composed_whole(everything, of_series, read, bad, of_case)
    found += more

    return as_far_as_it_goes(
        nothing,
        Composed(everything, OnDemand(packs, composed), article, supplement),
        final(found, strict=strict),
        only,
    )


def _packed_part(part: Part) -> _PackedPart:
    checked, findings = checked_part(part)
    if findings is None:
        return _PackedPart(checked, {}, {})
    packs = {c.id: packed(c, findings.ledger.of_case(c.id)) for c in findings.cases}
    return _PackedPart(checked, packs, {id: contents_of(findings, id) for id in packs})


def _briefs_of(everything: Findings, packs: Iterable[Packed]) -> Iterator[Brief]:
    """Make the briefs of some cases anew: each leaves out what an earlier one of its part has."""
    due = iter(packs)
    while some := tuple(islice(due, _TOGETHER)):
        findings = everything.only(*map(whole, some))
        yield from briefs(findings, compare_series(findings.scored))
