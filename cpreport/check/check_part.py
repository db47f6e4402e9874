"""Check the cases of a part of a series, each against itself and what all cases share.

What one case alone can tell is found here, by as many processes as there are. What needs the others
is found where the parts are put together (`check/check_series.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

from cpreport.cases.case import Case
from cpreport.cases.reader import read_case
from cpreport.cases.series import SectionText
from cpreport.check.checked_case import CheckedCase, Common, KeptCase
from cpreport.check.kept_form import form_of
from cpreport.check.report_contents import contents_of
from cpreport.manuscript.compose_report import report_problems
from cpreport.manuscript.written_document import Shared
from cpreport.outcomes.brief import Interned, bare_case, brief
from cpreport.outcomes.comparing import scales_in_use
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find_case, repeats_a_visit, with_one_id_each
from cpreport.outcomes.pack import Pack, pack
from cpreport.outcomes.verdict_words import verdict_line
from cpreport.privacy import (
    consent_problems,
    image_consent_problems,
    leave_out_unconsented,
    look_at_images,
)
from cpreport.problems import Problem, Refused
from cpreport.processes import in_parts, jobs_for
from cpreport.scales.scoring import scales_used, score_case

T = TypeVar("T")

#: Cases of a part; read whole, each takes half a megabyte.
_PART = 50
#: What only the whole series can tell: whether it has such a result, and such a case.
_OF_THE_WHOLE = {"CP403", "CP407"}


def check_in_parts(common: Common, files: Sequence[str], jobs: int) -> Iterator[CheckedCase]:
    """Check the cases of a series in the order of their files, keeping little of each.

    Parameters
    ----------
    jobs : int
        Processes; 0 for as many as there is work for.
    """
    return over_parts(partial(_check_part, common), files, jobs)


def over_parts(
    work: Callable[[Sequence[str]], Iterable[T]], files: Sequence[str], jobs: int = 0
) -> Iterator[T]:
    """Do the same work on the files of a series, part by part, and yield what comes of each."""
    parts = [files[start : start + _PART] for start in range(0, len(files), _PART)]
    return chain.from_iterable(in_parts(work, parts, jobs_for(len(parts), jobs)))


def pack_file(common: Common, file: str, text: SectionText | None = None) -> Pack:
    """Read a case again, and pack it: its file was found to be one before.

    Parameters
    ----------
    text : SectionText or None
        The file as it was read, where that was kept.
    """
    alone = replace(common, packed=True, keep=False, reports=())
    checked = _check_file(alone, file, Interned(), text)
    if checked.kept is None or checked.kept.pack is None:
        raise Refused(checked.read)
    return checked.kept.pack


def read_only(folder: Path, files: Sequence[str]) -> Iterator[Problem]:
    """Say what is wrong with case files, where there is no series to check them against."""
    return over_parts(partial(_read_part, folder), files)


def _read_part(folder: Path, files: Sequence[str]) -> list[Problem]:
    return [problem for file in files for problem in read_case(folder, file, None)[1]]


def _check_part(common: Common, files: Sequence[str]) -> list[CheckedCase]:
    same = Interned()
    return [_check_file(common, file, same) for file in files]


def _check_file(
    common: Common, file: str, same: Interned, text: SectionText | None = None
) -> CheckedCase:
    series = common.scored.series
    case, read = read_case(series.folder, file, series.record, text)
    if case is None:
        return CheckedCase(file, tuple(read))
    checked = CheckedCase(file, tuple(read), bare_case(case))
    if not common.leave_out:
        return _check_case(common, case, checked, same)
    kept, named = leave_out_unconsented(replace(series, cases=(case,)))
    if not kept.cases:
        # Of a case that is left out only that is told.
        return replace(checked, read=(), problems=named)
    return _check_case(common, kept.cases[0], replace(checked, problems=named), same)


def _check_case(common: Common, case: Case, checked: CheckedCase, same: Interned) -> CheckedCase:
    scored_series, folder = common.scored, common.scored.series.folder
    problems = [*checked.problems, *consent_problems(case), *image_consent_problems(case)]
    images, found = look_at_images(folder, case)
    problems += found
    in_use = scales_used(scored_series, [case])
    scored, found = score_case(scored_series, case, in_use)
    problems += found
    alone = replace(scored_series, cases=(scored,))
    compared, results = find_case(alone, scored, scales_in_use(alone), common.outcomes)
    repeated = {case.id} if repeats_a_visit(case) else ()
    ledger, found = with_one_id_each(results, case.source.file, repeated)
    problems += found
    findings = Findings(scored_series, ledger).only(scored)
    told = report_problems(findings, case.id, _texts_of(common, findings))
    problems += (p for p in told if p.code not in _OF_THE_WHOLE)
    wanted = common.reports is None or case.id in common.reports or common.keep
    kept = KeptCase(
        brief(
            scored,
            checked.case or bare_case(case),
            compared,
            ledger.values(),
            common.outcomes,
            same,
        ),
        pack(scored, ledger.values(), compared.scales) if common.packed else None,
        contents_of(findings, case.id) if wanted else None,
        any(p.code in _OF_THE_WHOLE for p in told),
        in_use,
        tuple(verdict_line(findings, case.id, judged) for judged in common.outcomes),
        images,
    )
    checked = replace(checked, problems=tuple(problems), kept=kept)
    if common.keep:
        form = form_of(common, case, checked, compared.scales, tuple(ledger.values()))
        checked = replace(checked, kept=replace(kept, form=form))
    return checked


def _texts_of(common: Common, case: Findings) -> Shared:
    """Gather what the texts of a case may name: its own results, and what the series shares."""
    cases = tuple(one.id for one in case.cases)
    return replace(
        common.texts, known=replace(common.texts.known, results=case.ledger, cases=cases)
    )
