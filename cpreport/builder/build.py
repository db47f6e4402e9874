"""Take an order, make what is due, write it, and say what became of every output."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Literal

from cpreport.addresses import name_for_user
from cpreport.atomic_write import Content, write_all
from cpreport.builder.cache import empty, shelf_of, trim
from cpreport.builder.file_times import Stamp, settled, stamps
from cpreport.builder.fingerprint import keep_files, looks_of
from cpreport.builder.font_lists import somewhere_to_cache
from cpreport.builder.make import Made, Material, guarded
from cpreport.builder.makers import makers
from cpreport.builder.output_folder import OVERVIEW, PRIVACY, OutputFolder, held
from cpreport.builder.plan import Document, Order, input_hashes, key, longest_first, planned
from cpreport.builder.privacy_gate import (
    Gate,
    Warned,
    all_searched,
    gate_of,
    passed,
    warned_of,
    withdrawn,
)
from cpreport.builder.privacy_gate import warnings as privacy_warnings
from cpreport.builder.reasons import inside_of, reason_for
from cpreport.builder.record import (
    RECORD,
    BuildRecord,
    Output,
    SearchedFile,
    begin,
    finished,
    forget,
    note,
    now,
    record_json,
    sha256,
)
from cpreport.builder.value_changes import keep_values
from cpreport.builder.withdraw import taken_away
from cpreport.check.problems_only import if_many
from cpreport.check.series import Checked, checked, sources_of
from cpreport.content_cache import CacheFolder
from cpreport.data.series_files import write_data
from cpreport.manuscript.document import results_named
from cpreport.problems import Problem, Refused, Severity, in_order
from cpreport.publish.formats import PAGES

#: What other rooms make of a finished build, and leave in its folder.
ADDED = ("checklists",)
State = Literal["due", "made", "unchanged", "failed", "stale", "removed"]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one document: told as it happens.

    seconds : float
        What the making took; 0 where nothing was made.
    reason : str
        Why it was due: `new`, `P02.yaml changed`; empty where it was not.
    """

    name: str
    paths: tuple[str, ...]
    state: State
    seconds: float = 0.0
    reason: str = ""

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
    """A finished build."""

    checked: Checked
    problems: tuple[Problem, ...]
    told: tuple[Told, ...]
    warned: tuple[Warned, ...] = ()


def build(order: Order, tell: Callable[[Told, int], None] = lambda told, due: None) -> Built:
    """Build a series.

    Parameters
    ----------
    tell : callable
        Called with every document that is due, in the order of making, then with every document's
        fate as it is known; and with the number of documents in the plan.
    """
    before = stamps(order.folder)
    ready = _checked(order)
    if not order.folder.is_dir():
        return Built(ready, ready.problems, ())
    plan = planned(ready, order)
    try:
        with held(order.output) as folder, ExitStack() as stack:
            return _built(ready, plan, order, folder, before, tell, stack)
    except Refused as refused:
        return Built(ready, in_order([*ready.problems, *refused.problems]), ())


def _checked(order: Order) -> Checked:
    """Check the series; of a large one, keep every case packed until it is due."""
    folder, strict, leave_out = order.folder, order.strict, order.leave_out

    def in_parts(files: Sequence[str]) -> Checked | None:
        from cpreport.check.large import large_checked

        return large_checked(folder, files, strict=strict, leave_out=leave_out, jobs=order.jobs)

    # A private page says every line that a number goes back to, also in the files of other cases.
    packed = order.audience == "publication"
    found = if_many(folder, in_parts, strict=strict) if packed else None
    return found or checked(folder, strict=strict, leave_out=leave_out)


def _built(
    ready: Checked,
    plan: tuple[Document, ...],
    order: Order,
    folder: OutputFolder,
    before: Mapping[str, Stamp],
    tell: Callable[[Told, int], None],
    stack: ExitStack,
) -> Built:
    """Make what is due in a folder that no other build is at work in."""
    record = folder.record
    hashes = input_hashes(order.folder, [name for d in plan for name in d.inputs])
    hashes = settled(hashes, before, order.folder)
    looks = looks_of(ready, order, {"overview", *(d.kind for d in plan)})
    keys = {d.name: key(d, hashes, looks[d.kind].parts) for d in plan}

    due = [d for d in plan if order.force or not _is_fresh(d, record, order, keys[d.name])]
    due = longest_first(due, order.folder)
    # First of all: where those who are to make the documents cannot, nothing is begun.
    made = stack.enter_context(makers(order, len(due)))
    shelf = shelf_of(order.output)
    sources = sources_of(ready)

    def reason_of(document: Document) -> str:
        its = looks[document.kind]
        inside = inside_of(shelf, sources, its)
        return reason_for(document, record, order, hashes, its.parts, inside)

    reasons = {d.name: reason_of(d) for d in due}
    told: list[Told] = []

    def say(news: Told) -> None:
        told.append(news)
        tell(news, len(plan))

    at_work = {document.name for document in due}
    for document in plan:
        if document.name not in at_work:
            say(Told(document.name, document.outputs, "unchanged"))
    for document in due:
        tell(Told(document.name, document.outputs, "due"), len(plan))
    problems = list(ready.problems)
    outputs = dict(record.outputs)
    removed, found = taken_away(order.output, outputs, ready.unconsented, ready.unseen)
    problems += found
    for name, paths in removed.items():
        say(Told(name, tuple(paths), "removed"))
    kept_here = None if order.force else shelf
    materials = (_material(d, ready, order, kept_here) for d in due if d.kind != "results")
    data = (_data_made(d, ready, order) for d in due if d.kind == "results")
    gate = gate_of(ready, order.output)
    searched: dict[str, SearchedFile] = {}
    if due:
        begin(order.output)
        for kind in {d.kind for d in due}:
            keep_files(shelf, looks[kind])
    with somewhere_to_cache() if due else nullcontext():
        for result in chain(made(materials), data):
            name = result.document.name
            own = _own(result.document, hashes)
            its = looks[result.document.kind].parts
            draft = Output("", name, keys[name], own, "", now(), False, its, reasons[name])
            try:
                news, found = _write_made(result, folder, draft, outputs, gate, searched)
            finally:
                _let_go(result.unfinished.values())
            problems += found
            if news.state == "made" and result.document.kind == "report":
                for file in sources.keys() & own.keys():
                    keep_values(shelf, sources[file], own[file])
            say(replace(news, seconds=result.seconds, reason=reasons[name]))
    for news in _mark_stale(ready, order, outputs):
        say(news)
    searched, found = all_searched(gate, outputs, searched, record.searched)
    warned = warned_of(gate, searched)
    problems += _as_strict(order, [*found, *privacy_warnings(gate, warned)])
    built = Built(ready, in_order(problems), tuple(told), warned)
    if due:
        trim(order.output)
    if any(problem.code == "CP713" for problem in problems):
        empty(order.output)
    new = BuildRecord(outputs, searched=searched, pages=looks["overview"].parts)
    unwritten = _write_overview(built, order, new, gate)
    if not unwritten:
        forget(order.output)
    # What is told of the folder is true of this build alone: no page and no record keeps it.
    severity: Severity = "error" if order.strict else "warning"
    of_folder = [replace(problem, severity=severity) for problem in folder.problems]
    return replace(built, problems=in_order([*problems, *unwritten, *of_folder]))


def _is_fresh(document: Document, record: BuildRecord, order: Order, key: str) -> bool:
    return all(record.is_fresh(order.output, path, key) for path in document.outputs)


def _material(
    document: Document, ready: Checked, order: Order, shelf: CacheFolder | None
) -> Material:
    assert ready.findings is not None
    findings, audience = ready.findings, order.audience
    of_all = {"article": ready.article, "supplement": ready.supplement}.get(document.kind)
    if of_all is not None:
        return Material(document, order.folder, findings, of_all, audience, shelf)
    findings = ready.of_case(document.name)
    report = ready.reports[document.name]
    others = results_named(report) - {r.id for r in findings.ledger.of_case(document.name)}
    # A private page says every line that a result goes back to, also in the files of other cases.
    if not others or audience == "publication":
        findings = findings.of_report(document.name, others)
    return Material(document, order.folder, findings, report, audience, shelf)


def _data_made(document: Document, ready: Checked, order: Order) -> Made:
    """Make the data files of the series, here: what they hold is in this process."""
    started = time.perf_counter()
    findings = ready.findings
    assert findings is not None
    files, problems = guarded(
        lambda: write_data(findings, ready.of_case, order.output), document.outputs[0]
    )
    return Made(document, {}, problems, time.perf_counter() - started, files or {})


def _let_go(unfinished: Iterable[Path]) -> None:
    """Take away what got no name: something stood in its way."""
    for path in unfinished:
        with suppress(OSError):
            path.unlink()


def _write_made(
    result: Made,
    folder: OutputFolder,
    draft: Output,
    outputs: dict[str, Output],
    gate: Gate,
    searched: dict[str, SearchedFile],
) -> tuple[Told, list[Problem]]:
    """Write a document's files; the draft says what is the same for all of them."""
    document = result.document
    files: dict[str, Content] = {**result.files, **result.unfinished}
    problems = result.problems or folder.in_the_way(files)
    if problems:
        return Told(document.name, document.outputs, "failed"), list(problems)
    found, problems = passed(gate, files, document.case)
    if problems:
        # What an earlier build left of this document may tell the same.
        withdrawn(gate, document.outputs, outputs)
        return Told(document.name, document.outputs, "failed"), list(problems)
    searched |= found
    # The search has named what it searched; a data file can be long to read again.
    hashes = {p: found[p].sha256 if p in found else sha256(c) for p, c in files.items()}
    drafts = {path: replace(draft, path=path, sha256=named) for path, named in hashes.items()}
    try:
        # Noted first: what a build that is stopped leaves is then known to be cpreport's.
        write_all(folder.path, files, before=lambda: note(folder.path, drafts))
    except Refused as refused:
        outputs |= finished(folder.path, drafts.items())
        return Told(document.name, document.outputs, "failed"), list(refused.problems)
    outputs |= drafts
    return Told(document.name, tuple(files), "made"), []


def _as_strict(order: Order, problems: list[Problem]) -> list[Problem]:
    return [replace(p, severity="error") for p in problems] if order.strict else problems


def _own(document: Document, hashes: Mapping[str, str]) -> dict[str, str]:
    return {name: hashes[name] for name in sorted(set(document.inputs))}


def _mark_stale(ready: Checked, order: Order, outputs: dict[str, Output]) -> list[Told]:
    """Mark what an earlier build made and this one could not make anew; delete nothing."""
    cannot = set(ready.stopped)
    if not ready.names:
        # Not even series.yaml could be read: nothing that was made before is known to hold.
        cannot = {output.document for output in outputs.values()}
    elif ready.article is None and not order.cases and "article" in order.kinds:
        cannot |= {"article", "results"}
        cannot |= {o.document for o in outputs.values() if o.document == "supplement"}
    known = {"article", "supplement", "results", *ADDED, *ready.names}
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


def _write_overview(built: Built, order: Order, record: BuildRecord, gate: Gate) -> list[Problem]:
    """Write the pages about the build and `build.json`, unless they are there and right."""
    content = record_json(record, built.problems)
    # The overview shows what build.json holds and nothing else.
    pages = (OVERVIEW, PRIVACY)
    if _same(order, RECORD, content) and all((order.output / p).exists() for p in pages):
        return []
    from cpreport.builder.overview import overview_html
    from cpreport.builder.privacy_page import privacy_page

    page, problems = guarded(lambda: overview_html(built, record, order.output), OVERVIEW)
    report, more = guarded(lambda: privacy_page(built, gate, record.searched), PRIVACY)
    if page is None or report is None:
        return [*problems, *more]
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
