"""Build a series: check it, plan, make what is due, write it, and say what became of everything."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

from cpreport.addresses import name_for_user
from cpreport.atomic_write import write_all
from cpreport.builder.cache import cache_of, empty, trim
from cpreport.builder.fingerprint import keep_files, looks_of
from cpreport.builder.make import Made, Material, attempt
from cpreport.builder.output_folder import OVERVIEW, PRIVACY, OutputFolder, hold
from cpreport.builder.plan import Document, Order, longest_first, plan_documents, wanted_of
from cpreport.builder.privacy_gate import (
    Gate,
    Warned,
    gate_of,
    gate_of_pages,
    search_earlier,
    search_outputs,
    title_to_show,
    to_keep,
    warned_of,
)
from cpreport.builder.privacy_gate import warnings as privacy_warnings
from cpreport.builder.reasons import inside_of, keep_values, reason_for
from cpreport.builder.record import (
    RECORD,
    BuildRecord,
    Output,
    begin,
    draft_of,
    forget,
    now,
    record_json,
    sha256,
)
from cpreport.builder.search_processes import search_documents
from cpreport.builder.workers import Makers, local_makers
from cpreport.builder.write import Outputs, withdraw
from cpreport.check.check_series import Ready, Unreadable, check
from cpreport.check.kept_cases import keep_cases
from cpreport.content_cache import CacheFolder, use_cache
from cpreport.manuscript.document import results_named
from cpreport.problems import Problem, Refused, Severity, in_order
from cpreport.processes import jobs_for
from cpreport.publish.engines import Engine
from cpreport.publish.font_lists import somewhere_to_cache
from cpreport.publish.formats import PAGES

#: What other rooms make of a finished build, and leave in its folder.
ADDED = ("checklists",)
State = Literal["due", "made", "unchanged", "failed", "stale", "removed"]
#: Called with the fate of a document, and with the number of documents in the plan.
Tell = Callable[["Told", int], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one document: told as it happens.

    seconds : float
        What the making took; 0 where nothing was made.
    reason : str
        Why it was due: `new`, `P02.yaml changed`; empty where it was not.
    engine : str or None
        What set its PDF; None where it has none, or none was made.
    """

    name: str
    paths: tuple[str, ...]
    state: State
    seconds: float = 0.0
    reason: str = ""
    engine: Engine | None = None

    @property
    def news(self) -> str:
        """What became of it and why, `made anew: P02.yaml changed`; of what is stale, nothing."""
        if self.state in ("stale", "removed"):
            return ""
        if self.state != "made":
            return f"{self.state}: {self.reason}" if self.reason else self.state
        return "made for the first time" if self.reason == "new" else f"made anew: {self.reason}"

    def lines(self, output: Path, *, all_files: bool) -> list[str]:
        """Say it in a line an output: the pages, or every file."""
        pages = [p for p in self.paths if all_files or p.endswith((*PAGES, ".json"))]
        time = f"{self.seconds:.1f} s" if self.state == "made" else self.state
        if not pages:
            return [f"{time:>9}  {self.name}"]
        return [f"{time:>9}  {name_for_user(output / path)}" for path in pages]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build.

    kept : tuple of Problem
        The problems as files may keep them: none quotes what tells who a patient is.
    """

    checked: Unreadable | Ready
    problems: tuple[Problem, ...]
    told: tuple[Told, ...]
    warned: tuple[Warned, ...] = ()
    kept: tuple[Problem, ...] = ()


def build(
    order: Order, tell: Tell = lambda told, due: None, makers: Makers = local_makers
) -> Built:
    """Build a series.

    Parameters
    ----------
    tell : callable
        Called with every document that is due, in the order of making, then with every document's
        fate as it is known; and with the number of documents in the plan.
    makers : callable
        Takes the order and how many documents are due, and gives, in a context, who makes them.
    """
    cache = replace(cache_of(order.output), reuse=not order.force)
    with use_cache(cache):
        # Nothing is kept here before the folder is known to be this build's.
        ready = check(
            order.folder,
            strict=order.strict,
            leave_out=order.leave_out,
            jobs=order.jobs,
            wanted=wanted_of(order),
        )
    if not order.folder.is_dir():
        return Built(ready, ready.problems, (), kept=ready.problems)
    try:
        with hold(order.output) as folder:
            return _build(ready, order, folder, tell, makers)
    except Refused as refused:
        problems = in_order([*ready.problems, *refused.problems])
        return Built(ready, problems, (), kept=problems)


def _build(
    ready: Unreadable | Ready, order: Order, folder: OutputFolder, tell: Tell, makers: Makers
) -> Built:
    """Make what is due in a folder that no other build is at work in."""
    plan = plan_documents(ready, order)
    hashes = ready.hashes if isinstance(ready, Ready) else {}
    looks = looks_of(ready, order, {"overview", *(document.kind for document in plan)})
    drafts = {d.name: draft_of(d, hashes, looks[d.kind]) for d in plan}
    due = [d for d in plan if order.force or not _is_fresh(d, drafts[d.name], folder)]
    due = longest_first(due, order.folder)
    cache, news = cache_of(order.output), _News(tell, len(plan))
    there = Outputs(folder, gate_of(ready, order.output), dict(folder.record.outputs))
    problems = list(ready.problems)
    sources = ready.sources if isinstance(ready, Ready) else {}

    with ExitStack() as stack:
        # First of all: where those who are to make the documents cannot, nothing is begun.
        make = stack.enter_context(makers(order, len(due))) if due else None
        for document in due:
            draft = drafts[document.name]
            inside = inside_of(cache, sources, looks[document.kind])
            reason = reason_for(document, folder.record, order, draft.inputs, draft.looks, inside)
            drafts[document.name] = replace(draft, reason=reason)
        news.begin(plan, due)
        removed, found = withdraw(order.output, there.outputs, ready.unconsented, ready.unseen)
        problems += found
        for name, paths in removed.items():
            news.say(Told(name, tuple(paths), "removed"))
        if make is not None and isinstance(ready, Ready):
            begin(order.output)
            for kind in {document.kind for document in due}:
                keep_files(cache, looks[kind])
            stack.enter_context(somewhere_to_cache())
            # What is asked to be made anew is kept all the same: for the next build and a package.
            shelf = replace(cache, reuse=not order.force)
            stack.enter_context(use_cache(shelf))
            keep_cases(ready.forms)
            documents = make(_materials(due, ready, order, shelf))
            finished = chain(documents, _data(due, drafts, ready, order))
            jobs = jobs_for(len(due), order.jobs)
            for made, found_in in search_documents(there.gate, finished, jobs):
                draft = replace(drafts[made.document.name], made=now())
                told = there.add(made, draft, found_in)
                problems += (*told, *(() if told else made.remarks))
                if not told and made.document.kind == "report":
                    keep_values(cache, sources[ready.contents[made.document.name].file])
                news.say_made(made, draft.reason, failed=bool(told))

    for stale in _mark_stale(ready, order, there.outputs):
        news.say(stale)
    searched, found = search_earlier(
        there.gate, there.outputs, there.searched, folder.record.searched
    )
    warned = warned_of(there.gate, searched)
    problems += _as_strict(order, [*found, *privacy_warnings(there.gate, warned)])
    built = Built(ready, in_order(problems), tuple(news.told), warned)
    if due:
        trim(order.output)
    if any(problem.code == "CP713" for problem in problems):
        empty(order.output)
    record = BuildRecord(there.outputs, searched=searched, pages=looks["overview"].parts)
    of_pages = gate_of_pages(there.gate)
    kept = to_keep(of_pages, built.problems)
    unwritten = _write_pages(replace(built, problems=kept), order, record, of_pages)
    if not unwritten:
        forget(order.output)
    # What is told of the folder is true of this build alone: no page and no record keeps it.
    of_folder = _as_strict(order, folder.problems)
    every = in_order([*problems, *unwritten, *of_folder])
    return replace(built, problems=every, kept=to_keep(of_pages, every))


@dataclass(slots=True)
class _News:
    """What became of the documents, told as it happens.

    number : int
        Of the documents in the plan.
    """

    tell: Tell
    number: int
    told: list[Told] = field(default_factory=list)

    def say(self, told: Told) -> None:
        self.told.append(told)
        self.tell(told, self.number)

    def begin(self, plan: Iterable[Document], due: Sequence[Document]) -> None:
        """Say what is unchanged, and announce what is due."""
        names = {document.name for document in due}
        for document in plan:
            if document.name not in names:
                self.say(Told(document.name, document.outputs, "unchanged"))
        for document in due:
            self.tell(Told(document.name, document.outputs, "due"), self.number)

    def say_made(self, made: Made, reason: str, *, failed: bool) -> None:
        name, paths = made.document.name, made.document.outputs
        if failed:
            self.say(Told(name, paths, "failed", made.seconds, reason))
        else:
            paths = (*made.files, *made.unfinished)
            self.say(Told(name, paths, "made", made.seconds, reason, made.engine))


def _is_fresh(document: Document, draft: Output, folder: OutputFolder) -> bool:
    fresh = folder.record.is_fresh
    return all(fresh(folder.path, path, draft.key) for path in document.outputs)


def _materials(
    due: Iterable[Document], ready: Ready, order: Order, cache: CacheFolder
) -> Iterator[Material]:
    """Gather what documents are made from, each when there is somebody to make it."""
    return (material_of(d, ready, order, cache) for d in due if d.kind != "results")


def material_of(
    document: Document, ready: Ready, order: Order, cache: CacheFolder | None
) -> Material:
    """Gather what one document is made from."""
    audience, engine = order.audience, order.engine
    of_all = {"article": ready.article, "supplement": ready.supplement}.get(document.kind)
    if of_all is not None:
        # A PDF for archives carries the data of all patients.
        archived = ready.findings.record.archive and document.kind == "article"
        findings = (ready.unpacked() if archived else ready).findings
        return Material(document, order.folder, findings, of_all, audience, cache, engine)
    findings, report = ready.of_case(document.name), ready.reports[document.name]
    others = results_named(report) - {r.id for r in findings.ledger.of_case(document.name)}
    # A private page says every line that a result goes back to, also in the files of other cases.
    if not others or audience == "publication":
        findings = findings.of_report(document.name, others)
    return Material(document, order.folder, findings, report, audience, cache, engine)


def _data(
    due: Iterable[Document], drafts: Mapping[str, Output], ready: Ready, order: Order
) -> Iterator[Made]:
    """Make the data files of the series, here: what they hold is in this process."""
    for document in due:
        if document.kind == "results":
            from cpreport.data.series_files import write_data

            started = time.perf_counter()
            setting = _setting(drafts[document.name], ready)
            write = partial(write_data, ready.findings, ready.of_case, order.output, setting)
            files, problems = attempt(write, document.outputs[0])
            seconds = time.perf_counter() - started
            yield Made(document, {}, problems, seconds, files or {})


def _setting(draft: Output, ready: Ready) -> str:
    """Word what decides the rows of a case in the data files, besides its own file."""
    own = {case.case.source.file for case in ready.findings.cases}
    shared = {name: found for name, found in draft.inputs.items() if name not in own}
    return sha256(json.dumps([shared, dict(draft.looks), ready.cases.setting]).encode())


def _as_strict(order: Order, problems: Iterable[Problem]) -> list[Problem]:
    severity: Severity = "error"
    return [replace(p, severity=severity) if order.strict else p for p in problems]


def _mark_stale(ready: Unreadable | Ready, order: Order, outputs: dict[str, Output]) -> list[Told]:
    """Mark what an earlier build made and this one could not make anew; delete nothing."""
    cannot = set(ready.stopped)
    if not ready.names:
        # Not even series.yaml could be read: nothing that was made before is known to hold.
        cannot = {output.document for output in outputs.values()}
    elif (isinstance(ready, Unreadable) or ready.article is None) and ready.wanted.article:
        cannot |= {"article", "results"}
        cannot |= {o.document for o in outputs.values() if o.document == "supplement"}
    known = {"article", "supplement", "results", *ADDED, *ready.names}
    if order.asks_for_article and not ready.wanted.article:
        # Its sections were taken out of series.yaml.
        known -= {"article", "supplement"}
    # Documents of case files that could not even be read.
    stems = {name.rpartition(".")[0] for name in cannot}
    stale: dict[str, list[str]] = {}
    for path, output in outputs.items():
        gone = output.document not in known
        if gone or output.document in cannot or output.document in stems:
            outputs[path] = replace(output, stale=True)
            stale.setdefault(output.document, []).append(path)
    failed = [name for name in sorted(cannot) if name not in stale]
    return [
        *(Told(name, tuple(paths), "stale") for name, paths in sorted(stale.items())),
        *(Told(name, (), "failed") for name in failed),
    ]


def _write_pages(built: Built, order: Order, record: BuildRecord, gate: Gate) -> list[Problem]:
    """Write the pages about the build and `build.json`, unless they are there and right."""
    content = record_json(record, built.problems)
    # The overview shows what build.json holds and nothing else.
    pages = (OVERVIEW, PRIVACY)
    if _same(order, RECORD, content) and all((order.output / p).exists() for p in pages):
        return []
    from cpreport.builder.overview import overview_html, privacy_page

    title = title_to_show(gate, built.checked.title, built.checked.folder)
    page, problems = attempt(lambda: overview_html(built, record, order.output, title), OVERVIEW)
    report, more = attempt(lambda: privacy_page(built, gate, record.searched, title), PRIVACY)
    if page is None or report is None:
        return [*problems, *more]
    _, told = search_outputs(gate, {OVERVIEW: page.encode()})
    if told:
        # Nor may the overview of an earlier build stay, which may tell the same.
        (order.output / OVERVIEW).unlink(missing_ok=True)
        return list(told)
    files = {OVERVIEW: page.encode(), PRIVACY: report.encode(), RECORD: content}
    try:
        write_all(order.output, files)
    except Refused as refused:
        return list(refused.problems)
    return []


def _same(order: Order, path: str, content: bytes) -> bool:
    try:
        return (order.output / path).read_bytes() == content
    except OSError:
        return False
