"""Fill the pages about a build: the overview that shows all of it, and the privacy report."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cpreport
from cpreport.builder.output_folder import PRIVACY
from cpreport.builder.privacy_gate import Gate, Warned, same_as
from cpreport.builder.record import BuildRecord, Output, SearchedFile
from cpreport.cases.case import is_reported
from cpreport.cases.series import Style
from cpreport.check.check_series import Ready, Unreadable
from cpreport.figures import CASE_FIGURES, SERIES_FIGURES
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import rules_in_words
from cpreport.outcomes.one_by_one import few_enough
from cpreport.outcomes.result import Ledger
from cpreport.outcomes.scoring_words import threshold_in_words
from cpreport.outcomes.verdict_words import judged_thresholds, outcome_name, threshold_kinds
from cpreport.outcomes.wording import capital
from cpreport.privacy.small_cells import MOST_IN_A_DATA_FILE, Alone, SmallCells, small_cells
from cpreport.publish.formats import PAGES
from cpreport.publish.html.documents import index_html, privacy_html
from cpreport.publish.html.overview_page import (
    Count,
    DocumentLine,
    Overview,
    OverviewLine,
    OverviewLink,
    State,
    Thumbnail,
)
from cpreport.publish.html.privacy import Answered, Carried, Found, PrivacyPage, StandingAlone

if TYPE_CHECKING:
    from cpreport.builder.build import Built

_VERDICTS = ("improved", "unchanged", "worse", "mixed", "not_assessable")
#: What is not counted over several outcomes.
_NOT_COUNTED = OverviewLine("–")
#: What a file is called by its ending, where that is not the ending itself.
_KINDS = {"xml": "JATS XML"}

#: Texts that the privacy report lists; more than these nobody reads.
_MOST_TEXTS = 1000
#: A figure's file says its title near its beginning.
_TITLE = re.compile(r"<title>([^<]*)</title>")


@dataclass(frozen=True, slots=True)
class _Shelves:
    """What there is to tell of each document, by its name; gone through once for all of them."""

    outputs: Mapping[str, Sequence[Output]]
    news: Mapping[str, str]
    problems: Mapping[str | None, int]
    cases: frozenset[str]
    failed: frozenset[str]


def _shelves(built: Built, record: BuildRecord) -> _Shelves:
    outputs: dict[str, list[Output]] = {}
    for made in record.outputs.values():
        outputs.setdefault(made.document, []).append(made)
    findings = _findings(built)
    return _Shelves(
        outputs,
        # Where a document was told of twice, the first counts.
        {told.name: told.news for told in reversed(built.told)},
        Counter(problem.case for problem in built.problems),
        frozenset(case.id for case in findings.cases) if findings is not None else frozenset(),
        frozenset(_failed(built)),
    )


def _failed(built: Built) -> Iterator[str]:
    """Name what could not be made, whether it was asked for or not."""
    yield from (told.name for told in built.told if told.state == "failed")
    for name in built.checked.stopped:
        yield from (name, name.rpartition(".")[0])
    ready = built.checked
    if ready.wanted.article and (isinstance(ready, Unreadable) or ready.article is None):
        yield "article"


def overview_html(built: Built, record: BuildRecord, output: Path, title: str = "") -> str:
    """Fill `index.html`: every document with its figures, state, news, verdicts and problems."""
    findings = _findings(built)
    names = _case_names(built, record)
    of = _shelves(built, record)
    overview = Overview(
        title=title or built.checked.title or built.checked.folder.name,
        language=built.checked.language,
        notice=built.checked.notice,
        article=_line("article", "Case-series article", of, built, record, output),
        supplement=_supplement_line(of, built, record, output),
        cases=tuple(_line(name, f"Case {name}", of, built, record, output) for name in names),
        outcomes=_outcome_labels(findings),
        count_words=tuple(v.replace("_", " ") for v in _VERDICTS),
        counts=tuple(_counts(findings)),
        rules=tuple(_rules(findings)),
        data=tuple(_data_files(of, record)),
        privacy=OverviewLink("Privacy report", PRIVACY),
        problems=built.problems,
        made_by=f"cpreport {cpreport.__version__}",
        results=findings.ledger if findings is not None else Ledger({}),
        style=findings.record.style if findings is not None else Style(),
    )
    return index_html(overview, folder=built.checked.folder)


def _findings(built: Built) -> Findings | None:
    return built.checked.findings if isinstance(built.checked, Ready) else None


def _case_names(built: Built, record: BuildRecord) -> list[str]:
    """Name every case: by its id, by its file's stem, or as an earlier build made it."""
    structured = (".yaml", ".yml", ".json")
    here = {
        name.rpartition(".")[0] if name.endswith(structured) else name
        for name in built.checked.names
    }
    earlier = {o.document for o in record.outputs.values() if o.path.startswith("cases/")}
    return sorted(here | earlier)


def _line(
    name: str, title: str, of: _Shelves, built: Built, record: BuildRecord, output: Path
) -> DocumentLine:
    findings = _findings(built) if name in of.cases else None
    own = of.outputs.get(name, ())
    state: State = "stale" if any(o.stale for o in own) else "fresh"
    if not own:
        state = "failed" if name in of.failed else "pending"
    pages = [o.path for o in own if o.path.endswith(PAGES)]
    shown = name not in of.cases or few_enough(len(of.cases))
    drawn = [o.path for o in own if shown and o.path.endswith(".svg")]
    tables = sorted(o.path for o in own if o.path.endswith(".csv"))
    return DocumentLine(
        name=name,
        title=title,
        state=state,
        links=tuple(_files(sorted(pages, key=_by_format), record, name)),
        facts=_facts(name, findings),
        verdicts=tuple(_verdicts(name, built.checked, of)),
        figures=tuple(
            Thumbnail(path, _title_of(output / path)) for path in _as_printed(drawn, name)
        ),
        tables=tuple(_files(tables, record)),
        news=of.news.get(name, ""),
        problems=of.problems.get(name, 0),
    )


def _supplement_line(
    of: _Shelves, built: Built, record: BuildRecord, output: Path
) -> DocumentLine | None:
    """Make the line of the supplement; none where there is none."""
    there = isinstance(built.checked, Ready) and built.checked.supplement is not None
    if not there and "supplement" not in of.outputs:
        return None
    return _line("supplement", "Supplement", of, built, record, output)


def _by_format(path: str) -> int:
    return next(n for n, ending in enumerate(PAGES) if path.endswith(ending))


def _as_printed(paths: Iterable[str], document: str) -> list[str]:
    """Sort the files of a document's figures as they are printed."""
    names = SERIES_FIGURES if document == "article" else CASE_FIGURES

    def place(path: str) -> tuple[int, str]:
        name = path.rpartition("/")[2].removesuffix(".svg").removeprefix(f"{document}-")
        return names.index(name) if name in names else len(names), path

    return sorted(paths, key=place)


def _title_of(figure: Path) -> str:
    """Read the title that a figure's file carries, or else take the file's name."""
    try:
        found = _TITLE.search(figure.read_text("utf-8")[:4000])
    except (OSError, UnicodeDecodeError):
        found = None
    return html.unescape(found[1]).strip() if found else figure.name


def _files(paths: Iterable[str], record: BuildRecord, name: str = "") -> Iterable[OverviewLink]:
    for path in paths:
        if path in record.outputs:
            kind = _KINDS.get(path.rpartition(".")[2], path.rpartition(".")[2].upper())
            text = kind if name else path.rpartition("/")[2]
            yield OverviewLink(text, path, f"{name} as {kind}" if name else path)


def _data_files(of: _Shelves, record: BuildRecord) -> Iterable[OverviewLink]:
    if "results" not in of.outputs:
        return ()
    from cpreport.data.series_files import DATA, OF_MANY

    return _files((*DATA, OF_MANY), record)


def _facts(name: str, findings: Findings | None) -> str:
    if findings is None:
        return ""
    scored = findings.case(name)
    sex, age = scored.case.patient.sex, findings.result(name, "age")
    facts = [str(sex)] if is_reported(sex) else []
    facts += [findings.say("report.age.missing") if age.value is None else age.printed]
    facts += [f"{system} {level}" for system, level in scored.classification.items()]
    return capital(", ".join(facts))


def _outcome_labels(findings: Findings | None) -> tuple[str, ...]:
    if findings is None:
        return ()
    return tuple(capital(outcome_name(findings, judged)) for judged in findings.judged)


def _verdicts(name: str, checked: Unreadable | Ready, of: _Shelves) -> Iterable[OverviewLine]:
    if not isinstance(checked, Ready) or name not in of.cases:
        return
    findings = checked.findings
    for judged, line in zip(findings.judged, checked.verdicts[name], strict=True):
        verdict = findings.result(name, judged.key, "verdict")
        yield OverviewLine(line, verdict.id, verdict.printed)


def _rules(findings: Findings | None) -> Iterable[str]:
    """State by which rules and thresholds the outcomes were judged."""
    if findings is None:
        return
    yield from rules_in_words(findings)
    for judged, threshold in judged_thresholds(findings):
        told = threshold_in_words(findings.say, threshold)
        yield f"{capital(judged.outcome.label)}: {told}."
    if kinds := threshold_kinds(findings):
        yield kinds


def _counts(findings: Findings | None) -> Iterable[Count]:
    if findings is None:
        return
    for judged in findings.judged:
        results = [findings.result(judged.key, verdict) for verdict in _VERDICTS]
        yield Count(
            capital(outcome_name(findings, judged)),
            tuple(OverviewLine(r.n_of_n, r.id) for r in results),
        )
    if len(findings.judged) > 1 and findings.has("any.improved"):
        found = [findings.ledger.get(f"any.{word}") for word in _VERDICTS]
        yield Count(
            "At least one outcome",
            tuple(OverviewLine(r.n_of_n, r.id) if r else _NOT_COUNTED for r in found),
        )


# --- the privacy report --------------------------------------------------------------------------


def privacy_page(built: Built, gate: Gate, searched: Mapping[str, SearchedFile], title: str) -> str:
    """Fill `privacy.html`: what was searched, what was found, and who stands alone."""
    findings = _findings(built)
    cells = small_cells(findings) if findings else SmallCells(0, (), (), None, ())
    known = gate.search.known if gate.search else None
    page = PrivacyPage(
        title=title,
        language=built.checked.language,
        style=findings.record.style if findings else Style(),
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
        for one in list(warned)[:_MOST_TEXTS]
    )


def _unused(gate: Gate, warned: Iterable[Warned]) -> Iterable[Answered]:
    used = [one.finding.text for one in warned]
    for answer in gate.answers:
        if not any(same_as(answer, text) for text in used):
            yield Answered(answer.text, answer.reason, str(answer.place))


def _in_words(alone: Alone) -> tuple[str, ...]:
    """Word each combination as `sex female and centre Centre A`; a missing value stands as such."""
    return tuple(
        " and ".join(f"{name} {value or 'not told'}" for name, value in combination)
        for combination in alone.combinations
    )
